"""Every number in a text, with its value: digits, words, fractions, multiples, ranges and ratios.

The way of a number: :mod:`~pipeline.extract.numbers.tokens` cuts its pieces out of the text, this module puts them
together by :mod:`~pipeline.extract.numbers.numerals`, with short multipliers
(:mod:`~pipeline.extract.numbers.suffixes`) and parts of one (:mod:`~pipeline.extract.numbers.fractions`), and
:mod:`~pipeline.extract.numbers.ranges` joins neighbours to ranges and ratios.

Example:
    >>> [(n.value, n.form) for n in find_numbers("Half a million of 2.5 million, or one in five")]
    [(500000.0, 'half'), (2500000.0, 'mixed'), (0.2, 'ratio')]
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.numbers.digits import from_digits
from pipeline.extract.numbers.fractions import article_start, lone_part
from pipeline.extract.numbers.ranges import join_numbers
from pipeline.extract.numbers.tokens import NumberToken, tokens
from pipeline.extract.numbers.types import Number, code, make
from pipeline.extract.numbers.words import fraction, from_part, from_scale, from_words
from pipeline.extract.units.matching import match_after

__all__ = ["Number", "find_numbers"]

_OF_PLURAL = re.compile(r"\s+of\s+$")
_WORD_NEXT = re.compile(r"[ -]([^\W\d_]+)")
_SIDES = re.compile(r"([0-9.,]+)(\s?[x×*:]\s?)([0-9.,]+)")


def find_numbers(text: str, start: int = 0, end: int | None = None) -> list[Number]:
    """The numbers in ``text[start:end]`` in text order, none overlapping another. Time is linear in the length.

    Args:
        text: Any text; what stands around the part is looked at for context.
        start: Where to begin.
        end: Where to stop; the end of the text if None.
    """
    pieces = tokens(text, start, len(text) if end is None else end)
    found: list[Number] = []
    i = 0
    while i < len(pieces):
        number, following = _number(text, pieces, i)
        if number is not None and not (found and _belongs_to(text, found[-1], number)):
            found.append(number)
        i = max(following, i + 1)
        while number is not None and i < len(pieces) and pieces[i].start < number.end:
            i += 1
    return join_numbers(text, found)


def _belongs_to(text: str, before: Number, number: Number) -> bool:
    """Whether a number overlaps the one before it, or is the ordinal "second" and its unit."""
    if number.start < before.end:
        return True
    if not number.ordinal or number.start != before.end + 1 or number.value != 2:
        return False
    return (unit := match_after(text, before.end)) is not None and unit.start == number.start


def _number(text: str, pieces: list[NumberToken], i: int) -> tuple[Number | None, int]:
    """The number that begins with a piece, and the index after its last piece."""
    kind = pieces[i].kind
    if kind == "digits" or kind == "fraction":
        return from_digits(text, pieces, i)
    if kind in ("unit", "teen", "ten"):
        return from_words(text, pieces, i)
    if kind in ("hundred", "scale", "dozen"):
        return from_scale(text, pieces, i)
    if kind == "half" or kind == "part":
        return from_part(text, pieces, i)
    return _from_other(text, pieces, i)


@cache
def _no_multiples() -> frozenset[str]:
    return lexicons.words("number_contexts", rule="multiple_not_next")


def _from_other(text: str, pieces: list[NumberToken], i: int) -> tuple[Number | None, int]:
    """Ordinals and lone fractions, vague plurals, multiples, codes, sizes and shapes."""
    token = pieces[i]
    if token.kind == "ordinal":
        article = article_start(text, token.start)
        if article is not None and token.top > 2 and lone_part(text, token):
            return fraction(text, pieces, i + 1, article, 1, token.top)
        return Number(token.start, token.end, float(token.top), None, None, "words", True), i + 1
    if token.kind == "multiple":
        word = _WORD_NEXT.match(text, token.end)
        if word is not None and word.group(1).lower() in _no_multiples():
            return None, i + 1
        return make(token.start, token.end, token.top / token.bottom, "multiple"), i + 1
    if token.kind == "plural":
        value, j = token.top, i + 1
        while (
            j < len(pieces)
            and pieces[j].kind == "plural"
            and _OF_PLURAL.match(text[pieces[j - 1].end : pieces[j].start])
        ):
            value *= pieces[j].top
            j += 1
            if j - i > 3:
                break
        if token.top == 10 and j == i + 1:
            return None, j
        # "tens of thousands": somewhere from there to ten times as many
        return Number(token.start, pieces[j - 1].end, None, float(value), float(value * 10), "vague"), j
    if token.kind == "shape":
        return _shape(text, token), i + 1
    return code(token.start, token.end), i + 1


def _shape(text: str, token: NumberToken) -> Number:
    """ "1920x1080" has its lines as value, "16:9" its width over its height."""
    sides = _SIDES.fullmatch(text, token.start, token.end)
    assert sides is not None
    width, height = (float(side.replace(",", "")) for side in sides.group(1, 3))
    parts = (
        Number(token.start, sides.end(1), width, None, None, "digits", part=1),
        Number(sides.start(3), token.end, height, None, None, "digits", part=2),
    )
    if not height or not width:
        return code(token.start, token.end)
    value = width / height if ":" in sides.group(2) else height
    return Number(token.start, token.end, value, None, None, "dimensions", False, None, 0, None, parts)
