"""Every number in a text, with its value: digits, words, fractions, multiples, ranges and ratios.

The way of a number: :mod:`~pipeline.extract.number_tokens` cuts its pieces out of the text, this module puts them
together by :mod:`~pipeline.extract.number_grammar`, with short multipliers
(:mod:`~pipeline.extract.number_suffixes`) and parts of one (:mod:`~pipeline.extract.number_fractions`), and
:mod:`~pipeline.extract.number_ranges` joins neighbours to ranges and ratios.

Example:
    >>> [(n.value, n.form) for n in find_numbers("Half a million of 2.5 million, or one in five")]
    [(500000.0, 'half'), (2500000.0, 'mixed'), (0.2, 'ratio')]
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.number_fractions import and_part, article_start, half, lone_part, named_part, of_scale, to_unit
from pipeline.extract.number_grammar import Numeral, and_between, joined, numeral
from pipeline.extract.number_ranges import join_numbers
from pipeline.extract.number_suffixes import first_letters, grand, suffix
from pipeline.extract.number_tokens import Token, tokens
from pipeline.extract.number_types import Form, Number
from pipeline.extract.unit_matching import match_after, match_before

__all__ = ["Number", "find_numbers"]

_BETWEEN = re.compile(r"\bbetween\s+(?:[^\s\d]{1,4}\s?)?$", re.I)
_ORDINAL_ENDING = re.compile(r"(?:st|nd|rd|th)(?![^\W_])", re.I)
_TIMES = re.compile(r"[x×](?![^\W_]|\s?[0-9])")
_FOLD = re.compile(r"[ -]?fold(?![^\W_])", re.I)
_CLOCK = re.compile(r"\s?(?:[ap]\.?m\b|o['’]clock\b)", re.I)
_SOME_SCALE = re.compile(r"(?:^|[^\w])((?:an?[ -])?(?:several|few|many|multi|couple of)[ -])$", re.I)
_OF_PLURAL = re.compile(r"\s+of\s+$")
_WORD_NEXT = re.compile(r"[ -]([^\W\d_]+)")
_SIGNS = frozenset("-−–+")
_CODE_BEFORE = re.compile(r"[A-Za-z0-9]*[A-Z][A-Za-z0-9]*[-–]$")


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
        if number is not None and not (found and (number.start < found[-1].end or _is_unit(text, found[-1], number))):
            found.append(number)
        i = max(following, i + 1)
        while number is not None and i < len(pieces) and pieces[i].start < number.end:
            i += 1
    return join_numbers(text, found)


def _is_unit(text: str, before: Number, number: Number) -> bool:
    """Whether the ordinal "second" is the unit of the number before it."""
    if not number.ordinal or number.start != before.end + 1 or number.value != 2:
        return False
    return (unit := match_after(text, before.end)) is not None and unit.start == number.start


def _number(text: str, pieces: list[Token], i: int) -> tuple[Number | None, int]:
    """The number that begins with a piece, and the index after its last piece."""
    kind = pieces[i].kind
    if kind == "digits" or kind == "fraction":
        return _from_digits(text, pieces, i)
    if kind in ("unit", "teen", "ten"):
        return _from_words(text, pieces, i)
    if kind in ("hundred", "scale", "dozen"):
        return _from_scale(text, pieces, i)
    if kind == "half" or kind == "part":
        return _from_part(text, pieces, i)
    return _from_other(text, pieces, i)


def _make(start: int, end: int, value: float, form: Form, multiplier: str | None = None) -> Number:
    return Number(start, end, value, None, None, form, False, multiplier)


def _other(start: int, end: int) -> Number:
    return Number(start, end, None, None, None, "other")


def _value(top: int, bottom: int) -> float:
    try:
        return top / bottom
    except OverflowError:
        return float(top // bottom % 10**300)


def _multiplier(text: str, pieces: list[Token], read: Numeral) -> str | None:
    if read.multiplier is None:
        return None
    return text[pieces[read.multiplier[0]].start : pieces[read.multiplier[1] - 1].end]


def _is_code(text: str, token: Token) -> bool:
    """Whether digits hang on letters before them: "A320", "GPT-4", "B2", "x86"; a currency code is no such letter."""
    before = text[token.start - 1 : token.start]
    if before.isalpha() or before == "_":
        return match_before(text, token.start, dollar="USD") is None
    if before in ("-", "–") and token.start > 1 and text[token.start - 2].isalnum():
        return _CODE_BEFORE.search(text, max(0, token.start - 16), token.start) is not None
    return False


def _from_digits(text: str, pieces: list[Token], i: int) -> tuple[Number, int]:
    token = pieces[i]
    if _is_code(text, token):
        return _other(token.start, token.end), i + 1
    after = text[token.end : token.end + 1]
    if after.isalpha() and _ORDINAL_ENDING.match(text, token.end):
        return Number(token.start, token.end + 2, _value(token.top, token.bottom), None, None, "digits", True), i + 1
    start, sign = _sign(text, token.start)
    form: Form = "digits" if token.kind == "digits" else "fraction"
    value = sign * _value(token.top, token.bottom)
    read = numeral(text, pieces, i) if i + 1 < len(pieces) and pieces[i + 1].start <= token.end + 6 else None
    if read is not None and read.next > i + 1:
        end = pieces[read.next - 1].end
        top, bottom = read.top, read.bottom
        made = _make(start, end, sign * _value(top, bottom), "mixed", _multiplier(text, pieces, read))
        return _with_half(text, pieces, made, read, sign), read.next
    if after in first_letters():
        short = suffix(text, token.start, token.end, abs(value))
        if short is not None:
            bare = _make(start, token.end, value, form) if short[3] else None
            scaled = sign * _value(token.top * short[0], token.bottom)
            return Number(start, short[1], scaled, None, None, "mixed", False, short[2], 0, bare), i + 1
    if after in "x×" and after and _TIMES.match(text, token.end):
        return _make(start, token.end + 1, value, "multiple"), i + 1
    fold = _FOLD.match(text, token.end) if after in " -f" and after else None
    if fold is not None:
        return _make(start, fold.end(), value, "multiple"), i + 1
    if (after in " aApPo\u00a0" and after and _CLOCK.match(text, token.end)) or (
        after.isalpha() and _glued(text, token)
    ):
        return _other(start, token.end), i + 1
    thousands = grand(text, token.end) if after == " " else None
    if thousands is not None:
        return _make(start, thousands, sign * _value(token.top * 1000, token.bottom), "mixed", "grand"), i + 1
    if after in " -" and after and token.bottom == 1:
        made = _make(start, token.end, value, form)
        whole = Numeral(token.top, 1, i + 1, None, True)
        return _with_half(text, pieces, made, whole, sign), i + 1
    return _make(start, token.end, value, form), i + 1


def _glued(text: str, token: Token) -> bool:
    """Whether the letters glued to digits are neither a unit nor a word that lost its space: "16E", "1990s", "3D"."""
    if text[token.end] in "sS" and not (len(text) > token.end + 1 and text[token.end + 1].isalnum()):
        return match_after(text, token.end) is None
    glued = re.compile(r"[^\W\d_]+").match(text, token.end)
    if glued is not None and len(glued.group()) > 3 and glued.group().islower():
        return False
    return match_after(text, token.end) is None


def _sign(text: str, start: int) -> tuple[int, int]:
    """Where a number with its sign starts, and the sign; a sign before the currency keeps the start behind it."""
    if start == 0:
        return start, 1
    at = start - 1
    if text[at] in "$€£¥":
        while at > 0 and text[at - 1].isalpha() and start - at < 4:
            at -= 1
        signed = at > 0 and text[at - 1] in _SIGNS and _signs(text, at - 1)
        return start, -1 if signed and text[at - 1] != "+" else 1
    if text[at] in _SIGNS and _signs(text, at):
        return at, 1 if text[at] == "+" else -1
    if text[max(0, start - 6) : start].lower() == "minus " and not text[max(0, start - 7) : start - 6].isalnum():
        return start - 6, -1
    return start, 1


def _signs(text: str, at: int) -> bool:
    """Whether a minus, dash or plus is the sign of what follows, not a hyphen, a range or a dash."""
    if at == 0 or text[at - 1] in "([{,;:=~<>≤≥/\"'“‘|":
        return text[at] != "–" or at > 0
    if text[at - 1] in "$€£¥":
        return True
    if not text[at - 1].isspace():
        return False
    return not text[max(0, at - 2) : at - 1].isdecimal()


def _with_half(text: str, pieces: list[Token], number: Number, read: Numeral, sign: int = 1) -> Number:
    """The number with the "and a half" that follows it, and the multiplier after that ("two and a half million")."""
    part = and_part(text, number.end)
    if part is None or number.value is None:
        return number
    top, bottom, end = part
    if read.multiplier is not None:
        first, after = read.multiplier
        scale = 1
        for token in pieces[first:after]:
            scale *= token.top
        value = _value((read.top * bottom + top * scale * read.bottom), read.bottom * bottom)
        return _make(number.start, end, sign * value, "mixed", number.multiplier)
    top += read.top * bottom
    form: Form = "words" if not read.digits else "mixed"
    following = next((t for t in pieces[read.next : read.next + 5] if t.start >= end), None)
    if following is not None and following.kind in ("scale", "dozen") and text[end : following.start] in (" ", "-"):
        surface = text[following.start : following.end]
        return _make(number.start, following.end, sign * _value(top * following.top, bottom), "mixed", surface)
    return _make(number.start, end, sign * _value(top, bottom), form)


def _from_words(text: str, pieces: list[Token], i: int) -> tuple[Number | None, int]:
    split = _BETWEEN.search(text, max(0, pieces[i].start - 16), pieces[i].start) is not None
    read = numeral(text, pieces, i)
    assert read is not None
    if split and not (read.next < len(pieces) and and_between(text, pieces[read.next - 1], pieces[read.next])):
        read = numeral(text, pieces, i, split) or read
    last = pieces[read.next - 1]
    start, sign = pieces[i].start, 1
    if text[max(0, start - 6) : start].lower() == "minus ":
        start, sign = start - 6, -1
    if read.multiplier is None:
        part = named_part(text, pieces, read.next, read.top, last)
        if part is not None:
            return _fraction(text, pieces, read.next + 1, start, read.top, part.top if part.kind != "half" else 2)
        ordinal = _ordinal(text, pieces, read, start)
        if ordinal is not None:
            return ordinal, read.next + 1
        if text[last.end : last.end + 7].lower().startswith(" point "):
            decimal = _spoken_decimal(text, pieces, read, start, sign)
            if decimal is not None:
                return decimal
    elif read.next < len(pieces) and pieces[read.next].kind == "ordinal" and joined(text, last, pieces[read.next]):
        return Number(start, pieces[read.next].end, None, None, None, "words", True), read.next + 1
    fold = _FOLD.match(text, last.end)
    if fold is not None:
        return _make(start, fold.end(), _value(read.top, read.bottom), "multiple"), read.next
    thousands = grand(text, last.end)
    if thousands is not None:
        return _make(start, thousands, sign * _value(read.top * 1000, read.bottom), "words", "grand"), read.next
    multiplier = _multiplier(text, pieces, read)
    made = _make(start, last.end, sign * _value(read.top, read.bottom), "words", multiplier)
    whole = _with_half(text, pieces, made, read, sign)
    if whole is made and not split:
        whole, following = _and_fraction(text, pieces, made, read, sign)
        return whole, following
    return whole, read.next


def _and_fraction(text: str, pieces: list[Token], number: Number, read: Numeral, sign: int) -> tuple[Number, int]:
    """A whole number in words and a fraction in words after it: "one hundred and three and two thirds"."""
    j = read.next
    if j + 1 < len(pieces) and pieces[j].kind == "unit" and and_between(text, pieces[j - 1], pieces[j]):
        part = named_part(text, pieces, j + 1, pieces[j].top, pieces[j])
        if part is not None and part.kind != "half" and read.multiplier is None:
            top = read.top * part.top + pieces[j].top
            return _make(number.start, part.end, sign * _value(top, part.top), "words"), j + 2
    return number, j


def _ordinal(text: str, pieces: list[Token], read: Numeral, start: int) -> Number | None:
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


def _spoken_decimal(text: str, pieces: list[Token], read: Numeral, start: int, sign: int) -> tuple[Number, int] | None:
    """ "three point five", "two point four million"."""
    j, end, digits = read.next, pieces[read.next - 1].end + 6, ""
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
        return _make(start, scale.end, sign * _value(top * scale.top, bottom), "words", surface), j + 1
    return _make(start, end, sign * _value(top, bottom), "words"), j


def _fraction(text: str, pieces: list[Token], j: int, start: int, top: int, bottom: int) -> tuple[Number, int]:
    """A part of one, of a multiplier that follows, or of the unit that follows."""
    scale = of_scale(text, pieces, j)
    if scale is not None:
        surface = text[pieces[scale].start : pieces[scale].end]
        return _make(start, pieces[scale].end, _value(top * pieces[scale].top, bottom), "half", surface), scale + 1
    return _make(start, to_unit(text, pieces[j - 1].end), _value(top, bottom), "half"), j


def _from_scale(text: str, pieces: list[Token], i: int) -> tuple[Number | None, int]:
    """ "a million", "several hundred", and "million" alone."""
    read = numeral(text, pieces, i)
    if read is None:
        return None, i + 1
    start, end = pieces[i].start, pieces[read.next - 1].end
    some = _SOME_SCALE.search(text, max(0, start - 16), start)
    value = _value(read.top, read.bottom)
    multiplier = _multiplier(text, pieces, read) or text[pieces[i].start : pieces[i].end]
    if some is not None:
        return _make(some.start(1), end, value, "vague", multiplier), read.next
    article = article_start(text, start)
    made = _make(start if article is None else article, end, value, "article", multiplier)
    if article is None:
        return made, read.next
    return _with_half(text, pieces, made, read), read.next


def _from_part(text: str, pieces: list[Token], i: int) -> tuple[Number | None, int]:
    """ "half", "a quarter" without a number before them."""
    token = pieces[i]
    start = article_start(text, token.start)
    if token.kind == "half":
        if not half(text, token):
            return None, i + 1
        return _fraction(text, pieces, i + 1, token.start if start is None else start, 1, 2)
    if text[token.end - 1] in "sS" or not lone_part(text, token):
        return None, i + 1
    if start is None and not text[token.end : token.end + 4].lower().startswith((" of", " the")):
        return None, i + 1
    return _fraction(text, pieces, i + 1, token.start if start is None else start, 1, token.top)


@cache
def _no_multiples() -> frozenset[str]:
    return lexicons.words("number_contexts", rule="multiple_not_next")


def _from_other(text: str, pieces: list[Token], i: int) -> tuple[Number | None, int]:
    """Ordinals and lone fractions, vague plurals, multiples, codes, sizes and shapes."""
    token = pieces[i]
    if token.kind == "ordinal":
        article = article_start(text, token.start)
        if article is not None and token.top > 2 and lone_part(text, token):
            return _fraction(text, pieces, i + 1, article, 1, token.top)
        return Number(token.start, token.end, float(token.top), None, None, "words", True), i + 1
    if token.kind == "multiple":
        word = _WORD_NEXT.match(text, token.end)
        if word is not None and word.group(1).lower() in _no_multiples():
            return None, i + 1
        return _make(token.start, token.end, token.top / token.bottom, "multiple"), i + 1
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
        return _make(token.start, pieces[j - 1].end, float(value), "vague"), j
    if token.kind == "shape":
        return _shape(text, token), i + 1
    return _other(token.start, token.end), i + 1


_SIDES = re.compile(r"([0-9.,]+)(\s?[x×*:]\s?)([0-9.,]+)")


def _shape(text: str, token: Token) -> Number:
    """ "1920x1080" has its lines as value, "16:9" its width over its height."""
    sides = _SIDES.fullmatch(text, token.start, token.end)
    assert sides is not None
    width, height = (float(side.replace(",", "")) for side in sides.group(1, 3))
    parts = (
        Number(token.start, sides.end(1), width, None, None, "digits", part=1),
        Number(sides.start(3), token.end, height, None, None, "digits", part=2),
    )
    if not height or not width:
        return _other(token.start, token.end)
    value = width / height if ":" in sides.group(2) else height
    return Number(token.start, token.end, value, None, None, "dimensions", False, None, 0, None, parts)
