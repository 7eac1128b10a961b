"""The name behind a month or weekday that the recogniser took to be a part of it: "In March Skyward ordered 40 jets"."""

from __future__ import annotations

from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.syntax.parse import SUBJECTS
from pipeline.extract.syntax.tokens import Tokens

_DATES = frozenset(("MONTH", "AMONTH", "WDAY"))
_LEADING = frozenset(("IN", "JJ"))
"""Tags of what stands before a month: "in", "last"."""


@cache
def _dates() -> frozenset[str]:
    return frozenset(row["form"] for row in lexicons.read("time_words") if row["class"] in _DATES)


def name_start(tokens: Tokens, first: int, last: int) -> int:
    """Where the name in a recognised span begins: behind its month or weekday, if the rest is a clause's subject.

    Args:
        tokens: The article.
        first: The span's first token.
        last: The token behind it.
    """
    if tokens.deps[last - 1] not in SUBJECTS:
        return first
    for at in range(max(first, 1), last - 1):
        dated = tokens.lowers[at] in _dates() and tokens.capital[at] and tokens.tags[at - 1] in _LEADING
        if (
            dated
            and tokens.capital[at + 1]
            and tokens.words[at + 1].isalpha()
            and tokens.lowers[at + 1] not in _dates()
        ):
            return at + 1
    return first
