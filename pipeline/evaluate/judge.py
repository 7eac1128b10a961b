"""Whether each field of a fact is right, beside an annotated mention of the same quantity.

kind         equal
unit         equal but for case, number and spelling; of a count the same head noun ("active user" is "user")
bounds       comparator, approximate, value_min and value_max all equal
change       change and role equal
modality     equal
subject      its name is one of the accepted ones, or one contains the other as whole words; null where they are
property     one of the accepted words stands in it, in its name or in the unit
attribution  the source's name, as for the subject
time         the same instant or period; null where it is
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from pipeline.evaluate.gold import GoldMention
from pipeline.records import Fact, Quantity

FIELDS = ("kind", "unit", "bounds", "change", "modality", "subject", "property", "attribution", "time")
"""The fields that are judged, in the order of reports."""
CORE = frozenset({"kind", "unit", "bounds", "subject"})
"""What has to be right for a fact to be: the quantity, and whose it is."""
FULL = frozenset(FIELDS) - {"time"}

_LEADING = frozenset(
    ("the", "a", "an", "its", "his", "her", "their", "our", "this", "that", "these", "those", "mr", "mrs", "ms", "dr")
)
_NAME_WORD = re.compile(r"[\w&+.'’-]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_IRREGULAR = {
    **{"people": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot", "inches": "inch"},
    **{"metres": "metre", "viruses": "virus", "lives": "life", "wives": "wife", "halves": "half", "series": "series"},
    **{"species": "species", "bus": "bus", "virus": "virus", "gas": "gas", "status": "status"},
}
_SPELLING = re.compile(r"(?:(?<=met)|(?<=lit))er$")  # American, of metre and litre
_STEM = 4
"""Words of this length and more are also right inside a longer one."""


def judge(mention: GoldMention, fact: Fact) -> frozenset[str]:
    """The fields in which a fact is right."""
    quantity = fact.quantity
    subject, source = fact.subject, fact.attribution.source if fact.attribution else None
    verdict = {
        "kind": mention.kind == fact.kind,
        "unit": same_unit(mention.unit, quantity.unit, mention.kind in ("count", "user_count")),
        "bounds": _same_bounds(mention, quantity),
        "change": (mention.change, mention.role) == (quantity.change, quantity.role),
        "modality": mention.modality == fact.modality,
        "subject": same_name(mention.subject, (subject.name or subject.text) if subject else None),
        "property": _same_property(mention, fact),
        "attribution": same_name(mention.attribution, (source.name or source.text) if source else None),
        "time": same_time(mention.time, fact.time.value if fact.time else None),
    }
    return frozenset(field for field, right in verdict.items() if right)


def close(one: float | None, other: float | None) -> bool:
    """Whether two numbers are equal to four digits, or both null."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-4, abs_tol=1e-12)


def same_value(mention: GoldMention, quantity: Quantity) -> bool:
    """Whether two quantities have the same number, or as ranges the same ends."""
    ends, others = _ends(mention), _ends(quantity)
    return len(ends) == len(others) and all(map(close, ends, others))


def _ends(quantity: GoldMention | Quantity) -> tuple[float | None, ...]:
    """The number of a quantity, or both ends of a range; a lone bound stands for its number."""
    value, low, high = quantity.value, quantity.value_min, quantity.value_max
    if value is None and low is not None and high is not None:
        return low, high
    return (value if value is not None else low if low is not None else high,)


def _same_bounds(mention: GoldMention, quantity: Quantity) -> bool:
    return (
        (mention.comparator, mention.approximate) == (quantity.comparator, quantity.approximate)
        and close(mention.value_min, quantity.value_min)
        and close(mention.value_max, quantity.value_max)
    )


def singular(word: str) -> str:
    """A lower-case word without the regular plural's ending; good for comparing, not for showing."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word


def _unit_words(unit: str) -> list[str]:
    text = unit.lower().replace("/", " per ").replace("per cent", "percent").replace("%", "percent")
    words = (singular(word) for word in re.split(r"[\s-]+", text) if word not in ("", "a", "an", "the"))
    return [_SPELLING.sub("re", word) for word in words]


def same_unit(one: str | None, other: str | None, counted: bool = False) -> bool:
    """Whether two names mean the same unit.

    Args:
        one: A unit's name, null for none.
        other: Another.
        counted: Whether they are counted nouns, of which only the head has to agree.
    """
    if not one or not other:
        return not one and not other
    words, others = _unit_words(one), _unit_words(other)
    return words == others or counted and words[-1:] == others[-1:]


def name_words(name: str) -> list[str]:
    """The words of a name in lower case, without possessives and what may stand before it."""
    words = [_POSSESSIVE.sub("", word).strip(".-'’") for word in _NAME_WORD.findall(name.lower())]
    words = [word for word in words if word]
    while len(words) > 1 and words[0] in _LEADING:
        del words[0]
    return words


def same_name(accepted: Sequence[str] | None, name: str | None) -> bool:
    """Whether a name is an accepted one, or contains or is contained in one as whole words; null where those are."""
    if not accepted or not name:
        return not accepted and not name
    words = name_words(name)
    return any(_contains(words, other) or _contains(other, words) for other in map(name_words, accepted))


def _contains(long: list[str], short: list[str]) -> bool:
    return bool(short) and any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


def _same_property(mention: GoldMention, fact: Fact) -> bool:
    if not mention.property_heads:
        return True
    said = (fact.property.text, fact.property.name) if fact.property else ()
    return right_words(mention.property_heads, (*said, fact.quantity.unit))


def right_words(heads: Iterable[str], said: Iterable[str | None]) -> bool:
    """Whether one of the accepted words stands in what is said, as a whole word or, if long, inside one."""
    words = re.findall(r"\w+", " ".join(filter(None, said)).lower())
    lemmas = {*words, *map(singular, words)}

    def stands(head: str) -> bool:
        return head in lemmas or singular(head) in lemmas or len(head) >= _STEM and any(head in word for word in words)

    return any(all(map(stands, head.lower().split())) for head in heads)


_MONTHS = {"Y": 12, "M": 1, "Q": 3, "DE": 120, "CE": 1200}
_DAYS = {"W": 7, "D": 1}
_PERIOD = re.compile(r"P(\d+(?:\.\d+)?)(DE|CE|[YMWDQ])")
_CLOCK = re.compile(r"PT(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?")


def same_time(one: str | None, other: str | None) -> bool:
    """Whether two TIMEX3 values are the same instant or length, however written; null equals null alone."""
    if not one or not other:
        return not one and not other
    return _instant(one) == _instant(other)


def _instant(value: str) -> str:
    value = value.strip().upper()
    if period := _PERIOD.fullmatch(value):
        number, unit = float(period[1]), period[2]
        return f"{number * _MONTHS[unit]:g} months" if unit in _MONTHS else f"{number * _DAYS[unit]:g} days"
    if clock := _CLOCK.fullmatch(value):
        seconds = sum(float(part or 0) * size for part, size in zip(clock.groups(), (3600, 60, 1), strict=True))
        return f"{seconds / 86400:g} days" if seconds % 86400 == 0 else f"{seconds:g} seconds"
    value = re.sub(r"(T\d\d)(:\d\d)?:00Z?$", r"\1\2", value)
    value = re.sub(r"(T\d\d):00$", r"\1", value)
    value = re.sub(r"(-XX)+$", "", value)
    return re.sub(r"^(?:FY)?(\d{2,3})X{1,2}$", r"\1", value).removeprefix("FY")
