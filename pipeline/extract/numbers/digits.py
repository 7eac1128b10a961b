"""Numbers that begin with digits: signs, multipliers, what is glued to them, and codes that only look like numbers."""

from __future__ import annotations

import re
from functools import partial

from pipeline.extract import lexicons
from pipeline.extract.numbers import windows
from pipeline.extract.numbers.fractions import with_half
from pipeline.extract.numbers.numerals import Numeral, multiplier_of, numeral
from pipeline.extract.numbers.suffixes import first_letters, grand, multiplier_suffix
from pipeline.extract.numbers.tokens import NumberToken
from pipeline.extract.numbers.types import Form, Number, code, make, ratio
from pipeline.extract.units.matching import match_after, match_before

_any = partial(lexicons.one_of, "number_contexts")
_ORDINAL_ENDING = re.compile(r"(?:st|nd|rd|th)(?![^\W_])", re.I)
_STONES = re.compile(r"st\s?(?:[0-9]{1,2}\s?lbs?\b)")
_TIMES = re.compile(r"[xX×](?![^\W_]|\s?[0-9])")
_FOLD = re.compile(r"[ -]?fold(?![^\W_])", re.I)
_CLOCK = re.compile(r"\s?(?:[ap]\.?m\b|o['’]clock\b)", re.I)
_LETTERS = re.compile(r"[^\W\d_]+")
_SIGNS = frozenset("-−–+")
_CODE_BEFORE = re.compile(r"(?=[a-z0-9]*[A-Z])[A-Za-z0-9]+[-–‐‑]$")
_LOST_SPACE = re.compile(rf"(?<![^\W_])(?:{_any(rule='lost_space')})$")
_SIGNED_SHARE = re.compile(r"[-+−][0-9.,]+\s?(?:%|per ?cent|pct)")
_MULTIPLIERS = frozenset(("hundred", "scale", "dozen", "plural"))


def from_digits(text: str, pieces: list[NumberToken], i: int) -> tuple[Number, int]:
    """The number that begins with the digits or fraction at ``i``, and the index after its last piece."""
    token = pieces[i]
    if _is_code(text, token):
        return code(token.start, token.end), i + 1
    after = text[token.end : token.end + 1]
    if after.isalpha() and _ORDINAL_ENDING.match(text, token.end) and not _counts_stones(text, token):
        return Number(token.start, token.end + 2, ratio(token.top, token.bottom), None, None, "digits", True), i + 1
    if text[token.start - 1 : token.start] == "(" and after == ")":
        loss = _in_brackets(text, pieces, i)
        if loss is not None:
            return loss
    start, sign = _sign(text, token.start)
    if i + 1 < len(pieces) and pieces[i + 1].kind in _MULTIPLIERS and pieces[i + 1].start <= token.end + 3:
        read = numeral(text, pieces, i)
        if read is not None and read.next > i + 1:
            value, end = sign * ratio(read.top, read.bottom), pieces[read.next - 1].end
            number = make(start, end, value, "mixed", multiplier_of(text, pieces, read))
            return with_half(text, pieces, number, read, sign), read.next
    return _with_letters(text, pieces, i, start, sign), i + 1


def _counts_stones(text: str, token: NumberToken) -> bool:
    """Whether "st" makes no ordinal of digits: "12st 6lb", "17st"."""
    if _STONES.match(text, token.end):
        return True
    return text[token.end : token.end + 2] == "st" and (token.top % 10 != 1 or token.top % 100 == 11)


def _in_brackets(text: str, pieces: list[NumberToken], i: int) -> tuple[Number, int] | None:
    """An amount below zero as accounts write it: "$(2.4) million", "€(310)m"."""
    token = pieces[i]
    start, end = token.start - 1, token.end + 1
    if match_before(text, start, dollar="USD") is None:
        return None
    value = -ratio(token.top, token.bottom)
    scale = pieces[i + 1] if i + 1 < len(pieces) else None
    if scale is not None and scale.kind == "scale" and text[end : scale.start] in (" ", "\u00a0", "-"):
        surface = text[scale.start : scale.end]
        return make(start, scale.end, -ratio(token.top * scale.top, token.bottom), "mixed", surface), i + 2
    short = multiplier_suffix(text, start, end, abs(value))
    if short is not None:
        return make(start, short[1], -ratio(token.top * short[0], token.bottom), "mixed", short[2]), i + 1
    return make(start, end, value, "digits"), i + 1


def _with_letters(text: str, pieces: list[NumberToken], i: int, start: int, sign: int) -> Number:
    """Digits with what is written right after them: "7m", "10x", "10-fold", "5am", "five grand", "2 and a half"."""
    token = pieces[i]
    end, value = token.end, sign * ratio(token.top, token.bottom)
    form: Form = "digits" if token.kind == "digits" else "fraction"
    plain = make(start, end, value, form)
    after = text[end : end + 1]
    first = text[end + 1 : end + 2] if after in (" ", "-", "\u00a0") else after
    if not first.isalpha() and first not in ("×", "&"):
        return plain
    if first in first_letters():
        short = multiplier_suffix(text, token.start, end, abs(value))
        if short is not None:
            scale, short_end, surface, ambiguous = short
            scaled = sign * ratio(token.top * scale, token.bottom)
            bare = plain if ambiguous else None
            return Number(start, short_end, scaled, None, None, "mixed", False, surface, 0, bare)
    if after in ("x", "X", "×") and _TIMES.match(text, end):
        return make(start, end + 1, value, "multiple")
    if first in "fF" and (fold := _FOLD.match(text, end)) is not None:
        return make(start, fold.end(), value, "multiple")
    if first in "aApPoO" and _CLOCK.match(text, end):
        return code(start, end)
    if after.isalpha():
        return code(start, end) if _glued(text, token) else plain
    if first == "g" and (thousands := grand(text, end)) is not None:
        return make(start, thousands, sign * ratio(token.top * 1000, token.bottom), "mixed", "grand")
    if first in "aA&" and token.bottom == 1:
        return with_half(text, pieces, plain, Numeral(token.top, 1, i + 1, None, True), sign)
    return plain


def _is_code(text: str, token: NumberToken) -> bool:
    """Whether digits hang on letters before them: "A320", "GPT-4", "B2", "x86"; a currency code is no such letter."""
    before = text[token.start - 1 : token.start]
    if before.isalpha() or before == "_":
        if (
            _LOST_SPACE.search(text, max(0, token.start - windows.SIGN_CHARACTERS), token.start)
            and len(text[token.start : token.end]) > 1
        ):
            return False  # "launched with100 million euros"
        return match_before(text, token.start, dollar="USD") is None
    if before == "." and text[max(0, token.start - 2) : token.start - 1].isupper():
        return match_before(text, token.start, dollar="USD") is None  # "ID.3"
    if before in ("-", "–", "‐", "‑") and token.start > 1 and text[token.start - 2].isalnum():
        return _CODE_BEFORE.search(text, max(0, token.start - windows.CODE_CHARACTERS), token.start) is not None
    return False


def _glued(text: str, token: NumberToken) -> bool:
    """Whether the letters glued to digits are neither a unit nor a word that lost its space: "16E", "1990s", "3D"."""
    if text[token.end] in "sS" and not (len(text) > token.end + 1 and text[token.end + 1].isalnum()):
        return match_after(text, token.end) is None
    glued = _LETTERS.match(text, token.end)
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
    sign = start - windows.SIGN_CHARACTERS
    if (
        text[max(0, sign) : start].lower() in ("minus ", "minus-")
        and not text[max(0, sign - 1) : sign].isalnum()
        and text[max(0, start - windows.OR_SIGN_CHARACTERS) : sign].lower() != "or "
    ):
        return sign, -1
    return start, 1


def _signs(text: str, at: int) -> bool:
    """Whether a minus, dash or plus is the sign of what follows, not a hyphen, a range or a dash."""
    if at == 0 or text[at - 1] in "([{,;:=~<>≤≥/\"'“‘|":
        return text[at] != "–" or at > 0
    if text[at - 1] in "$€£¥":
        return True
    if not text[at - 1].isspace():
        return False
    # "FTSE 100 +0.5%": a number before it belongs to a name
    return not text[max(0, at - 2) : at - 1].isdecimal() or _SIGNED_SHARE.match(text, at) is not None
