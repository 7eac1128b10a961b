"""Pieces that numbers are made of: digits, fractions, number words, and digit codes that are no numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from string import ascii_lowercase
from typing import NamedTuple

from pipeline.extract import lexicons
from pipeline.extract.numbers import windows
from pipeline.extract.units.pictures import ASPECTS

LONGEST = 40
"""Digits beyond which a run of them is a code."""

_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100, 128, 256, 1000))
_NO_FRACTIONS = frozenset(((9, 11), (7, 7), (1, 6), (7, 10)))  # days that stand for events
_ASPECT_WORDS = re.compile(r"aspect|ratio|screen|display|video|format|vertical|portrait|landscape|frame|crop", re.I)


class NumberToken(NamedTuple):
    """A piece of a number; its value is ``top / bottom``."""

    kind: str
    start: int
    end: int
    top: int
    bottom: int = 1


@cache
def _known() -> dict[bytes, tuple[str, int, int]]:
    """Kind and value, as top and bottom, of each number word in lower case, as ASCII."""
    out = {}
    for row in lexicons.read("number_words"):
        if row["class"] not in ("suffix", "vague", "decade", "fitted"):
            halved = row["value"] == "0.5"
            out[row["form"].encode("ascii")] = (row["class"], 1 if halved else int(row["value"]), 2 if halved else 1)
    return out


_SCALE_WORDS = lexicons.alternatives({row["form"] for row in lexicons.read("number_words") if row["class"] == "scale"})
_DIGITS = rf"""
 (?P<code>
    [0-9]{{4}}([-/.])[0-9]{{1,2}}\2[0-9]{{1,2}}(?![0-9])                     # 2024-04-05
  | [0-9]{{1,2}}([-/.])[0-9]{{1,2}}\3(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9])       # 12/05/2016
  | \+[0-9]{{1,3}}(?:[ .-]\(?[0-9]{{2,5}}\)?){{2,5}}(?![0-9])                 # +44 20 7946 0000
  | [0-9]{{3}}[-.][0-9]{{3}}[-.][0-9]{{4}}(?![0-9]) | [0-9]{{3}}-[0-9]{{4}}(?![0-9])
  | (?:1-)?[0-9]{{3}}-[0-9]{{3}}-[0-9]{{4}}(?![0-9])
  | 0[0-9]{{2,4}}[ -][0-9]{{3,4}}[ -]?[0-9]{{3,4}}(?![0-9])
  | [0-9]{{5}}-[0-9]{{4}}(?![0-9])
  | [0-9]{{1,2}}x[0-9]{{1,2}}(?![0-9A-Za-z])
  | (?![0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,}}(?![0-9.]))[0-9]++(?:\.[0-9]++){{2,}}
  | [0-9]++(?:-[0-9]++){{2,}} | [0-9]++(?:/[0-9]++){{2,}}
 )
 |(?P<colon>[0-9]++(?:\.[0-9]{{1,2}})?(?::[0-9]++)++(?:\.[0-9]++)?)
 |(?P<size>(?:[0-9],[0-9]{{3}}|[0-9]{{3,5}})[ ]?[x×*][ ]?(?:[0-9],[0-9]{{3}}|[0-9]{{3,5}})(?![0-9,]))
 |(?P<mixed>[0-9]{{1,6}}(?:[ \u00a0-]?[{_VULGAR}] | [ \u00a0-][0-9]{{1,2}}[/⁄](?:2|3|4|5|6|8|10|16|32)(?![0-9/])))
 |(?P<vulgar>[{_VULGAR}])
 |(?P<slash>[0-9]{{1,6}}[/⁄][0-9]{{1,6}}(?![0-9/]))
 |(?P<digits>
    (?:[0-9]{{1,3}}(?:,[0-9]{{3}})++ | [0-9]{{1,2}}(?:,[0-9]{{2}}){{1,6}},[0-9]{{3}})(?![0-9])(?:[.·][0-9]++)?
  | [0-9]{{1,3}}(?:[\u2009\u202f\u00a0'’ ][0-9]{{3}})++(?![0-9])(?:[.·,][0-9]++)?
  | [0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,}}(?![0-9.])
  | [0-9]{{1,3}}(?:,[ ][0-9]{{3}})+(?![0-9])
  | [0-9]{{1,3}},[0-9]{{1,2}}(?=[ \u00a0-](?:{_SCALE_WORDS})(?![^\W_])|[ \u00a0]?(?:mn|bn|tn)(?![^\W_])|[ \u00a0]?%)    # 7,2 million
  | [0-9]{{1,6}}(?:[.·][0-9]{{1,12}})?[ ]?[x×·][ ]?10(?:[ ]?\^[ ]?[-−+]?[0-9]{{1,3}}|[-−][0-9]{{1,3}}|[{_RAISED}]+)
  | [0-9]{{1,6}}(?:\.[0-9]{{1,12}})?[eE][-−+]?[0-9]{{1,3}}(?![^\W_])
  | [0-9]++(?:[.·][0-9]++)?
  | (?<![0-9A-Za-z.])\.[0-9]++
 )"""


_READ_DIGITS = re.compile(_DIGITS, re.X).match
_DIGIT = re.compile(rf"[0-9{_VULGAR}]")
_ONLY_LETTERS = bytes(code if chr(code) in ascii_lowercase else ord(" ") for code in bytes(range(256)).lower())


def tokens(text: str, start: int, end: int) -> list[NumberToken]:
    """The pieces of numbers in ``text[start:end]``, in text order."""
    out: list[NumberToken] = []
    done = start
    for word in (*_number_words(text, start, end), None):
        before = end if word is None else word.start
        while (digit := _DIGIT.search(text, done, before)) is not None:
            out.append(_digits_at(text, digit.start(), end))
            done = out[-1].end
        if word is not None and word.start >= done:
            out.append(word)
            done = word.end
    return out


def spaced_words(text: str) -> bytes:
    """A text between two spaces, a byte for each character: letters of a to z in lower case, spaces for all else."""
    return b" %b " % text.encode("ascii", "replace").translate(_ONLY_LETTERS)


def _number_words(text: str, start: int, end: int) -> Iterator[NumberToken]:
    """The number words in ``text[start:end]``: of all words these few alone are looked at."""
    known, part, behind = _known(), text[start:end], 0
    spaced = spaced_words(part)
    for word in filter(known.__contains__, spaced.split()):
        at = spaced.index(b" %b " % word, behind)
        behind = at + len(word)
        if not (part[at - 1 : at].isalpha() or part[behind : behind + 1].isalpha()):
            kind, top, bottom = known[word]
            yield NumberToken(kind, start + at, start + behind, top, bottom)


def _digits_at(text: str, at: int, end: int) -> NumberToken:
    """The token that a digit or fraction sign belongs to: ".25" and "+44 ..." begin one character before it."""
    before = text[at - 1 : at]
    if before in (".", "+"):
        match = _READ_DIGITS(text, at - 1, end)
        if match is not None and (before == "." or match.lastgroup == "code"):
            return _READERS[match.lastgroup or ""](text, at - 1, match.end())
    match = _READ_DIGITS(text, at, end)
    assert match is not None
    return _READERS[match.lastgroup or ""](text, at, match.end())


def _code(text: str, start: int, end: int) -> NumberToken:
    return NumberToken("code", start, end, 0)


def _colon(text: str, start: int, end: int) -> NumberToken:
    surface = text[start:end]
    if surface in ASPECTS and (
        surface in ("16:9", "21:9")
        or _ASPECT_WORDS.search(text, max(0, start - windows.ASPECT_CHARACTERS), end + windows.THREE_WORDS_CHARACTERS)
    ):
        return NumberToken("shape", start, end, 0)
    return NumberToken("code", start, end, 0)


def _size(text: str, start: int, end: int) -> NumberToken:
    return NumberToken("shape", start, end, 0)


def _plain(text: str, start: int, end: int) -> NumberToken:
    """Digits, any grouping and decimals."""
    surface = text[start:end]
    if surface.isdecimal():
        if end - start > 15:
            return NumberToken("code", start, end, 0)
        return NumberToken("code" if surface[0] == "0" and end - start > 1 else "digits", start, end, int(surface))
    power = _POWER.fullmatch(surface)
    if power is not None:
        return _power_of_ten(start, end, power)
    if ", " in surface:
        if not surface.endswith(", 000") and not _set_apart(text):
            return _plain(text, start, start + surface.index(", "))
        surface = surface.replace(", ", ",")
    if _DECIMAL_COMMA.fullmatch(surface):
        surface = surface.replace(",", ".")
    if " " in surface and not _spaced_grouping(text, start, end):
        end = start + surface.index(" ")
        return _plain(text, start, end)
    if surface.count(".") > 1:
        surface = surface.replace(".", "")
    elif "," in surface and ("\u202f" in surface or "\u2009" in surface or " " in surface or "\u00a0" in surface):
        surface = surface.replace(",", ".")
    whole, _, decimals = surface.replace("·", ".").partition(".")
    digits = "".join(char for char in whole if char.isdecimal())
    if len(digits) + len(decimals) > LONGEST:
        return NumberToken("code", start, end, 0)
    return NumberToken("digits", start, end, int((digits + decimals) or 0), 10 ** len(decimals))


_DECIMAL_COMMA = re.compile(r"[0-9]{1,3},[0-9]{1,2}")
_ONLY_THOUSANDS = re.compile(r"(?<![0-9])[0-9]{1,3}, 000(?![0-9])")


@lru_cache(maxsize=16)
def _set_apart(text: str) -> bool:
    """Whether an article sets a space behind the comma of thousands, as the round ones show: "14, 000 fans"."""
    return ", 000" in text and _ONLY_THOUSANDS.search(text) is not None


_WORD_BEFORE = re.compile(r"([a-z,]['\"”’)]?\s)?\b([^\W_]+)[.,]?\s$")
_POWER = re.compile(rf"([0-9]+)(?:[.·]([0-9]+))?(?:\s?[x×·]\s?10\s?\^?\s?([-−+0-9{_RAISED}]+)|[eE]([-−+]?[0-9]+))")


def _power_of_ten(start: int, end: int, power: re.Match[str]) -> NumberToken:
    """ "2.9×10^-8", "1.3e6"."""
    decimals = power.group(2) or ""
    exponent = int(unicodedata.normalize("NFKC", power.group(3) or power.group(4)).replace("−", "-")) - len(decimals)
    digits = int(power.group(1) + decimals)
    if abs(exponent) > 300:
        return NumberToken("code", start, end, 0)
    return NumberToken("digits", start, end, digits * 10 ** max(exponent, 0), 10 ** max(-exponent, 0))


def _spaced_grouping(text: str, start: int, end: int) -> bool:
    """Whether plain spaces between digits group thousands ("10 000 people") and are not between two numbers."""
    surface = text[start:end]
    groups = surface.split(" ")
    if surface[0] == "0" or (len(groups) == 2 and len(groups[0]) == 3 and not groups[1].startswith("000")):
        return False
    before = _WORD_BEFORE.search(text, max(0, start - windows.WORD_CHARACTERS), start)
    if before is None:
        return True
    word = before.group(2).lower()
    if word.isdecimal() or word in lexicons.words("number_contexts", rule="month"):
        return False
    # "Room 10 250" is two numbers, "Nearly 10 250" at the head of a sentence is one
    return groups[1] == "000" or not before.group(2)[0].isupper() or before.group(1) is None


def _mixed(text: str, start: int, end: int) -> NumberToken:
    """ "1½", "1 1/2": a whole number and a fraction."""
    surface = text[start:end]
    whole = re.match(r"[0-9]+", surface)
    assert whole is not None
    top, bottom = _fraction(surface[whole.end() :].lstrip(" \u00a0-"))
    if top >= bottom:
        return _plain(text, start, start + whole.end())
    return NumberToken("fraction", start, end, int(whole.group()) * bottom + top, bottom)


def _vulgar(text: str, start: int, end: int) -> NumberToken:
    return NumberToken("fraction", start, end, *_fraction(text[start:end]))


def _slash(text: str, start: int, end: int) -> NumberToken:
    """ "3/4", but not "24/7", "120/80" or "9/11"."""
    top, bottom = _fraction(text[start:end])
    if top < bottom and bottom in _DENOMINATORS and (top, bottom) not in _NO_FRACTIONS:
        return NumberToken("fraction", start, end, top, bottom)
    return NumberToken("code", start, end, 0)


def _fraction(surface: str) -> tuple[int, int]:
    top, _, bottom = unicodedata.normalize("NFKC", surface).replace("⁄", "/").partition("/")
    return int(top), int(bottom)


_READERS = {
    "code": _code,
    "colon": _colon,
    "size": _size,
    "mixed": _mixed,
    "vulgar": _vulgar,
    "slash": _slash,
    "digits": _plain,
}
