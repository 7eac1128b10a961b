"""The grammar of numerals: which pieces join to one number, in words, digits or both.

A numeral is a sum of groups below a thousand, each with its scale, the scales falling: "three hundred and forty-two",
"two million three hundred thousand", "2.5 million", "1.5 lakh crore". Values are kept as a fraction of integers, so
that "2.3 million" is 2300000.0 and nothing else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.extract.numbers.tokens import NumberToken

_GAPS = frozenset((" ", "-", "", "\u00a0", "\n", "‑", " -", "- ", " - ", "  ", "   "))
_AND = re.compile(r"[\s-]+and[\s-]+$", re.I)
_FEW = ("unit", "teen", "ten")


class Numeral(NamedTuple):
    """A numeral read: its value ``top / bottom``, the index after its last token, the tokens of its multiplier."""

    top: int
    bottom: int
    next: int
    multiplier: tuple[int, int] | None
    digits: bool


def joined(text: str, left: NumberToken, right: NumberToken) -> bool:
    """Whether nothing but a space or a hyphen is between two tokens."""
    return text[left.end : right.start] in _GAPS


def and_between(text: str, left: NumberToken, right: NumberToken) -> bool:
    """Whether there is "and" between two tokens, and nothing else."""
    return 5 <= right.start - left.end <= 9 and _AND.match(text[left.end : right.start]) is not None


def _below_hundred(text: str, tokens: list[NumberToken], i: int) -> tuple[int, int] | None:
    """Value and next index of "seven", "seventeen", "seventy", "seventy-seven"."""
    token = tokens[i]
    if token.kind not in _FEW:
        return None
    if token.kind == "ten" and i + 1 < len(tokens):
        unit = tokens[i + 1]
        if unit.kind == "unit" and unit.top and text[token.end : unit.start] in _GAPS:
            return token.top + unit.top, i + 2
    return token.top, i + 1


def _group(text: str, tokens: list[NumberToken], i: int, split: bool) -> tuple[int, int, int, bool] | None:
    """Top, bottom, next index and whether in digits, of a number below a thousand or in digits."""
    token = tokens[i]
    if token.kind in ("digits", "fraction"):
        top, bottom, j, digits = token.top, token.bottom, i + 1, True
    elif token.kind in _FEW:
        few = _below_hundred(text, tokens, i)
        assert few is not None
        top, bottom, j, digits = few[0], 1, few[1], False
    elif token.kind == "hundred":
        top, bottom, j, digits = 1, 1, i, False
    else:
        return None
    size = len(tokens)
    if j < size and tokens[j].top == 100 and tokens[j].kind in ("hundred", "plural"):
        if j > i and not joined(text, tokens[j - 1], tokens[j]):
            return top, bottom, j, digits
        top *= 100
        j += 1
        if j < size and tokens[j].kind in _FEW:
            linked = joined(text, tokens[j - 1], tokens[j])
            if linked or (not split and and_between(text, tokens[j - 1], tokens[j])):
                few = _below_hundred(text, tokens, j)
                assert few is not None
                follows = tokens[few[1]] if few[1] < size else None
                if follows is None or follows.top != 100 or not joined(text, tokens[few[1] - 1], follows):
                    top, j = top + few[0] * bottom, few[1]
    return top, bottom, j, digits


def _scales(text: str, tokens: list[NumberToken], j: int, first: bool) -> tuple[int, int]:
    """Product and next index of the multipliers at ``j``; ``first`` says that nothing stands before them."""
    product, begin = 1, j
    while j < len(tokens) and j - begin < 3:
        token = tokens[j]
        if token.kind not in ("scale", "dozen") and not (token.kind == "plural" and token.top not in (10, 100)):
            break
        if token.kind == "plural" and first and j == begin:
            break
        if not (first and j == begin) and not joined(text, tokens[j - 1], token):
            break
        product *= token.top
        j += 1
    return product, j


def numeral(text: str, tokens: list[NumberToken], i: int, split: bool = False) -> Numeral | None:
    """The longest numeral that begins with token ``i``.

    Args:
        text: The text.
        tokens: Its pieces of numbers.
        i: Index of the first one.
        split: Whether "and" ends a numeral ("between one hundred and fifty thousand").
    """
    top, bottom, last, digits = 0, 1, 0, False
    multiplier: tuple[int, int] | None = None
    begin = i
    while i < len(tokens):
        group = _group(text, tokens, i, split)
        if group is None:
            if i != begin or tokens[i].kind not in ("scale", "dozen"):
                break
            group = (1, 1, i, False)
        value, under, j, in_digits = group
        scale, after = _scales(text, tokens, j, first=j == i)
        if i != begin and not (scale < last if scale > 1 else not in_digits and value < last * under):
            break
        top, bottom = top * under + value * scale * bottom, bottom * under
        digits = digits or in_digits
        if scale > 1:
            multiplier = multiplier or (j, after)
        i, last = after, scale
        if last < 1000 or i >= len(tokens) or bottom > 1:
            break
        if digits and tokens[i].kind in _FEW and joined(text, tokens[i - 1], tokens[i]):
            break  # "a $20 billion five-year plan"
        if not joined(text, tokens[i - 1], tokens[i]) and (split or not and_between(text, tokens[i - 1], tokens[i])):
            break
    return Numeral(top, bottom, i, multiplier, digits) if i > begin else None


def multiplier_of(text: str, pieces: list[NumberToken], read: Numeral) -> str | None:
    """Surface of a numeral's multiplier; None if it has none."""
    if read.multiplier is None:
        return None
    return text[pieces[read.multiplier[0]].start : pieces[read.multiplier[1] - 1].end]
