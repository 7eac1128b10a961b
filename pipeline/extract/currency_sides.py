"""What stands behind an amount whose currency already stands before it: "$5 AUD", "$76 US a barrel", "$20 USD"."""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract.unit_matching import UnitMatch, match_after
from pipeline.extract.unit_types import Unit

_NEXT_NUMBER = re.compile(r"[ \u00a0]?[0-9]")
_COUNTRY = re.compile(
    r"[ \u00a0](US|U\.S\.|American|Cdn|CDN|CAN|Canadian|AU|Aus|Australian|NZ|New Zealand|HK|Hong Kong|Singapore)"
    r"(?=\s*(?:[,;:)]|\.(?!\w)|$)|[ \u00a0](?:an?|per|in|on|for|to|and|or|from|at|by|last|this|each|is|was|which|more|less)\b)"
)
_CODES = {
    "US": "USD", "U.S.": "USD", "American": "USD", "AU": "AUD", "Aus": "AUD", "Australian": "AUD", "NZ": "NZD",
    "New Zealand": "NZD", "HK": "HKD", "Hong Kong": "HKD", "Singapore": "SGD",
}  # fmt: skip


@cache
def _dollars() -> frozenset[str]:
    """Codes of all currencies that are called dollar."""
    from babel import Locale

    return frozenset(code for code, name in Locale("en").currencies.items() if "dollar" in name.lower())


def currency_behind(text: str, end: int, before: UnitMatch) -> tuple[int, Unit] | None:
    """End and currency of an amount that ends at ``end``, where what follows repeats or names its currency.

    A symbol that stands before another number belongs to that one: "rmb 10 usd 20".
    """
    named = _COUNTRY.match(text, end) if before.surface == "$" else None
    if named is not None:
        return named.end(), Unit(_CODES.get(named.group(1), "CAD"), "money", 1.0)
    behind = match_after(text, end)
    if behind is None or behind.unit.kind != "money" or behind.unit.factor != 1 or _NEXT_NUMBER.match(text, behind.end):
        return None
    if behind.unit.name == before.unit.name or (before.surface == "$" and behind.unit.name in _dollars()):
        return behind.end, behind.unit
    return None
