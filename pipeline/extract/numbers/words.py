"""Numbers that begin with a word: "three hundred and forty-two", "a million", "half a dozen", "a third"."""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.numbers import windows
from pipeline.extract.numbers.fractions import article_start, half, lone_part, named_part, of_scale, to_unit, with_half
from pipeline.extract.numbers.numerals import Numeral, and_between, joined, multiplier_of, numeral
from pipeline.extract.numbers.suffixes import grand
from pipeline.extract.numbers.tokens import NumberToken
from pipeline.extract.numbers.types import Number, make, ratio

_BETWEEN = re.compile(r"\bbetween\s+(?:[^\s\d]{1,4}\s?)?$", re.I)
_NEGATIVE = re.compile(r"(?<!\bor )\b(?:minus|negative)[ -]$", re.I)
_NEGATIVES = ("minus ", "minus-", "negative ", "negative-")
_FOLD = re.compile(r"[ -]?fold(?![^\W_])", re.I)
_SOME_SCALE = re.compile(r"(?:^|[^\w])((?:an?[ -])?(?:several|few|many|multi|couple of)[ -])$", re.I)
_WORD_NEXT = re.compile(r"[ -]([^\W\d_]+)")


def from_words(text: str, pieces: list[NumberToken], i: int) -> tuple[Number | None, int]:
    start, sign = pieces[i].start, 1
    floor = max(0, start - windows.CODE_CHARACTERS)
    lead = text[floor:start].lower()  # most hold none of these words, which is told faster than by a pattern
    split = "between" in lead and _BETWEEN.search(text, floor, start) is not None
    read = numeral(text, pieces, i)
    assert read is not None
    if split and not (read.next < len(pieces) and and_between(text, pieces[read.next - 1], pieces[read.next])):
        read = numeral(text, pieces, i, split) or read
    last = pieces[read.next - 1]
    if lead.endswith(_NEGATIVES) and (word := _NEGATIVE.search(text, floor, start)) is not None:
        start, sign = word.start(), -1
    if read.multiplier is None:
        part = named_part(text, pieces, read.next, read.top, last)
        if part is not None:
            return fraction(text, pieces, read.next + 1, start, read.top, part.top if part.kind != "half" else 2)
        ordinal = _ordinal(text, pieces, read, start)
        if ordinal is not None:
            return ordinal, read.next + 1
        if text[last.end : last.end + windows.POINT_CHARACTERS].lower().startswith(" point "):
            decimal = _spoken_decimal(text, pieces, read, start, sign)
            if decimal is not None:
                return decimal
    elif read.next < len(pieces) and pieces[read.next].kind == "ordinal" and joined(text, last, pieces[read.next]):
        return Number(start, pieces[read.next].end, None, None, None, "words", True), read.next + 1
    fold = _FOLD.match(text, last.end)
    if fold is not None:
        return make(start, fold.end(), ratio(read.top, read.bottom), "multiple"), read.next
    thousands = grand(text, last.end)
    if thousands is not None:
        return make(start, thousands, sign * ratio(read.top * 1000, read.bottom), "words", "grand"), read.next
    multiplier = multiplier_of(text, pieces, read)
    made = make(start, last.end, sign * ratio(read.top, read.bottom), "words", multiplier)
    whole = with_half(text, pieces, made, read, sign)
    if whole is made and not split:
        whole, following = _and_fraction(text, pieces, made, read, sign)
        return whole, following
    return whole, read.next


def _and_fraction(text: str, pieces: list[NumberToken], number: Number, read: Numeral, sign: int) -> tuple[Number, int]:
    """A whole number in words and a fraction in words after it: "one hundred and three and two thirds"."""
    j = read.next
    if j + 1 < len(pieces) and pieces[j].kind == "unit" and and_between(text, pieces[j - 1], pieces[j]):
        part = named_part(text, pieces, j + 1, pieces[j].top, pieces[j])
        if part is not None and part.kind != "half" and read.multiplier is None:
            top = read.top * part.top + pieces[j].top
            return make(number.start, part.end, sign * ratio(top, part.top), "words"), j + 2
    return number, j


def _ordinal(text: str, pieces: list[NumberToken], read: Numeral, start: int) -> Number | None:
    """ "twenty-first", "two hundredth"."""
    if read.next >= len(pieces) or pieces[read.next].kind != "ordinal":
        return None
    last, token = pieces[read.next - 1], pieces[read.next]
    if not joined(text, last, token):
        return None
    if last.kind == "ten" and token.top < 10:
        word = _WORD_NEXT.match(text, token.end) if token.top == 2 else None
        if word is not None and word.group(1).lower() in _seconds_long():
            return None
        value = read.top + token.top
    elif token.top >= 100 and read.top < 1000:
        value = read.top * token.top
    else:
        return None
    return Number(start, token.end, float(value), None, None, "words", True)


@cache
def _seconds_long() -> frozenset[str]:
    return lexicons.words("number_contexts", rule="second_next")


def _spoken_decimal(
    text: str, pieces: list[NumberToken], read: Numeral, start: int, sign: int
) -> tuple[Number, int] | None:
    """ "three point five", "two point four million"."""
    j, end, digits = read.next, pieces[read.next - 1].end + len(" point"), ""
    while j < len(pieces) and pieces[j].kind == "unit" and text[end : pieces[j].start] == " ":
        digits += str(pieces[j].top)
        end = pieces[j].end
        j += 1
        if len(digits) > 20:
            return None
    if not digits:
        return None
    top, bottom = int(f"{read.top}{digits}"), 10 ** len(digits)
    if j < len(pieces) and pieces[j].kind == "scale" and text[end : pieces[j].start] == " ":
        scale = pieces[j]
        surface = text[scale.start : scale.end]
        return make(start, scale.end, sign * ratio(top * scale.top, bottom), "words", surface), j + 1
    return make(start, end, sign * ratio(top, bottom), "words"), j


def fraction(text: str, pieces: list[NumberToken], j: int, start: int, top: int, bottom: int) -> tuple[Number, int]:
    """A part of one, of a multiplier that follows, or of the unit that follows."""
    scale = of_scale(text, pieces, j)
    if scale is not None:
        surface = text[pieces[scale].start : pieces[scale].end]
        return make(start, pieces[scale].end, ratio(top * pieces[scale].top, bottom), "half", surface), scale + 1
    return make(start, to_unit(text, pieces[j - 1].end), ratio(top, bottom), "half"), j


def from_scale(text: str, pieces: list[NumberToken], i: int) -> tuple[Number | None, int]:
    """ "a million", "several hundred", and "million" alone."""
    read = numeral(text, pieces, i)
    if read is None:
        return None, i + 1
    start, end = pieces[i].start, pieces[read.next - 1].end
    some = _SOME_SCALE.search(text, max(0, start - windows.CODE_CHARACTERS), start)
    value = ratio(read.top, read.bottom)
    multiplier = multiplier_of(text, pieces, read) or text[pieces[i].start : pieces[i].end]
    if some is not None:
        return Number(some.start(1), end, None, value, value * 10, "vague", False, multiplier), read.next
    article = article_start(text, start)
    made = make(start if article is None else article, end, value, "article", multiplier)
    if article is None:
        return made, read.next
    return with_half(text, pieces, made, read), read.next


def from_part(text: str, pieces: list[NumberToken], i: int) -> tuple[Number | None, int]:
    """ "half", "a quarter" without a number before them."""
    token = pieces[i]
    start = article_start(text, token.start)
    if token.kind == "half":
        if not half(text, token):
            return None, i + 1
        return fraction(text, pieces, i + 1, token.start if start is None else start, 1, 2)
    if text[token.end - 1] in "sS" or not lone_part(text, token):
        return None, i + 1
    if start is None and of_scale(text, pieces, i + 1) is None:
        return None, i + 1
    return fraction(text, pieces, i + 1, token.start if start is None else start, 1, token.top)
