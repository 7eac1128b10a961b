"""Lengths of time that only say when something happened: "three days ago", "two years later", "over the past decade".

A length reckoned from the article's day or from the time told of places an event and is part of a time expression
(TIMEX3 type DATE, or a length framed by "past" or "next"). A length that is itself told is a quantity: what lasted,
what a verb spends, and what lies between two events ("a week after the vote").
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract import lexicons
from pipeline.extract.syntax.tokens import Tokens
from pipeline.extract.text.spans import Spans


def placements(text: str, times: Iterable[tuple[int, int, str]]) -> Spans[bool]:
    """The time expressions that place an event; the item tells whether a length is framed in them.

    Args:
        text: The article's text.
        times: Spans of its time expressions with their TIMEX3 type.
    """
    out: Spans[bool] = Spans()
    for start, end, kind in times:
        framed = kind == "DURATION" and _is_framed(text[start:end])
        if framed or kind in ("DATE", "TIME"):
            out.add(start, end, framed)
    return out


def only_places(tokens: Tokens, start: int, end: int, placed: Spans[bool]) -> bool:
    """Whether a length of time at some offsets says when and not how long.

    Args:
        tokens: The article's doc.
        start: Offset of its number.
        end: Offset behind its unit.
        placed: What :func:`placements` gives.
    """
    for low, high, framed in placed.touching(start, end):
        if low <= start and (not framed or not _is_spent(tokens, low, high)):
            return True
    return False


def _is_framed(text: str) -> bool:
    frames = lexicons.words("time_cues", cue="frame")
    return any(word.lower() in frames for word in text.split()[:2])


def _is_spent(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a framed length is what a verb has for its object: "spent the past three years in jail"."""
    token = tokens.root(start, end)
    return token is not None and token.dep_ == "dobj"
