"""Short multipliers glued to digits ("4.2bn", "300k", "7m") and which of them may be something else.

How an ambiguous letter is read:

- beside a currency ("$7m", "£ 5k", "200m euros") every suffix multiplies;
- "bn", "mn", "mln", "tn" and the like always do;
- "M" and "B" glued do ("7M users", "34B parameters"); "k" does; "K" does but in resolutions ("4K video") and before a
  word of running ("10K run");
- "m" glued does, unless it is a metre: digits of a thousand or more, a word of sport or size after it ("100m sprint",
  "2m tall") or before it ("waves of 5m"), or a usual racing distance with no plural noun after it;
- "m" after a space is a metre, "b" and "t" without a currency are left alone.

Where a letter was read as a multiplier and could be a unit, the number's ``bare`` is the digits alone.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.numbers import windows
from pipeline.extract.units.matching import match_after, match_before
from pipeline.extract.units.pictures import picture_suffix as resolution_suffix

_WORD = re.compile(r"[ \u00a0-]+([^\W\d_]+)")
_IN_FEET = r"[0-9][0-9.,]*[ -]?(?:ft|feet|foot|yards?|yds?|miles?|inch(?:es)?|in)\b"
_CONVERTED = re.compile(rf"\s?[(/]\s?(?:about |around |over |nearly |almost |some )?{_IN_FEET}")
_CONVERSION = re.compile(rf"{_IN_FEET}\s?[(/]\s?(?:about |around |over |nearly |almost |some )?$")
_DISTANCES = frozenset((50, 60, 80, 100, 110, 200, 300, 400, 500, 600, 800))
_LENGTHS = r"(?:[cdmk]m|ft|feet|foot|yd|yards?|inch(?:es)?|in|(?:centi|milli|kilo)?met(?:re|er)s?)\b"
_LENGTH_BESIDE = re.compile(
    rf"""
    \s?(?:\(|[x×]\s?|by\ |is\ |equals\ |long\ |wide\ |high\ |tall\ |and\ )?
    (?:about\ |equal\ to\ |around\ |or\ |just\ over\ |nearly\ )?[0-9.]+\s?{_LENGTHS}
    """,
    re.VERBOSE,
)
_LENGTH_BEFORE = re.compile(rf"[0-9]\s?{_LENGTHS}\s?(?:\(|by |x |and |or |to )$")
_BY_METRES = re.compile(r"\s?(?:by|x|×)\s?[0-9.]+\s?m\b")
_METRES_BY = re.compile(r"[0-9]\s?m\s?(?:by|x|×)\s?$")
_AMBIGUOUS = frozenset("mMkKbBtT")


@cache
def _table() -> dict[str, int]:
    rows = lexicons.read("number_words")
    return {row["form"]: int(row["value"]) for row in rows if row["class"] == "suffix"}


@cache
def _pattern() -> re.Pattern[str]:
    forms = "|".join(sorted(map(re.escape, _table()), key=len, reverse=True))
    return re.compile(rf"([ \u00a0-]?)({forms})(?![^\W_]|[$€£])")


@cache
def first_letters() -> frozenset[str]:
    """The characters that a suffix or the space before it may begin with."""
    return frozenset(form[0] for form in _table()) | {" ", "\u00a0", "-"}


def _listed(rule: str) -> frozenset[str]:
    return lexicons.words("number_contexts", rule=rule)


def multiplier_suffix(text: str, start: int, end: int, value: float) -> tuple[int, int, str, bool] | None:
    """The multiplier right after digits.

    Args:
        text: The text.
        start: Where the digits start.
        end: Where they end.
        value: Their value.

    Returns:
        The multiplier, where it ends, its surface, and whether it is ambiguous; None if there is none.
    """
    match = _pattern().match(text, end)
    if match is None:
        return None
    gap, letters = match.groups()
    found = _table()[letters], match.end(), letters
    if letters not in _AMBIGUOUS and letters not in ("MM", "cr", "Cr"):
        return *found, False
    if gap == "-" or (letters == "T" and gap):
        return None
    if match_before(text, start, dollar="USD") is not None:
        return *found, False
    behind = match_after(text, match.end()) if not gap else None
    if behind is not None and behind.unit.kind == "money":
        return *found, False
    if gap or letters in ("MM", "t", "T", "b", "cr", "Cr"):
        counts = letters == "M" or _counts_billions(text, end, match) or _counts_thousands(text, match)
        return (*found, True) if counts else None
    if letters in "kK" and (resolution_suffix(text, end) or (_beside(text, match.end(), "race") and value <= 100)):
        return None
    if letters == "m" and _metre(text, start, match.end(), value):
        return None
    return *found, True


def _counts_billions(text: str, end: int, suffix: re.Match[str]) -> bool:
    """ "8.2 B people"."""
    return suffix[2] == "B" and text[end - 2 : end - 1] == "." and _PLURAL_NEXT.match(text, suffix.end()) is not None


def _counts_thousands(text: str, suffix: re.Match[str]) -> bool:
    """ "5 k jobs", but not "10 k runners"."""
    plural = suffix[2] == "k" and _PLURAL_NEXT.match(text, suffix.end()) is not None
    return plural and not _beside(text, suffix.end(), "race")


_PLURAL_NEXT = re.compile(r" (?:people|[a-z]{2,}s)\b")
_GRAND = re.compile(r"[ \u00a0-]grand(?=[.,;:!?)]|\s*$|\s+([a-z]+))")


def grand(text: str, end: int) -> int | None:
    """End of the "grand" that multiplies a number ending here ("five grand"), but not of "five grand slams"."""
    match = _GRAND.match(text, end)
    if match is None or (match.group(1) and match.group(1) not in _listed("grand_next")):
        return None
    return match.end()


def _beside(text: str, end: int, rule: str) -> bool:
    word = _WORD.match(text, end)
    return word is not None and word.group(1).lower() in _listed(rule)


def _metre(text: str, start: int, end: int, value: float) -> bool:
    """Whether the "m" glued to digits is a metre."""
    if value >= 1000 or _beside(text, end, "metre_next") or text[start - 1 : start] in ("x", "×"):
        return True
    if (
        _CONVERTED.match(text, end) is not None
        or _CONVERSION.search(text, max(0, start - windows.WORD_CHARACTERS), start) is not None
    ):
        return True
    if _BY_METRES.match(text, end) or _METRES_BY.search(text, max(0, start - windows.WORD_CHARACTERS), start):
        return True  # "105m by 68m"
    if _LENGTH_BESIDE.match(text, end) or _LENGTH_BEFORE.search(text, max(0, start - windows.WORD_CHARACTERS), start):
        return True
    follows = _WORD.match(text, end)
    if follows is not None and (follows.group(1) in ("people", "of") or re.fullmatch("[a-z]+s", follows.group(1))):
        return False
    before = re.split(r"[^\w\s'-]", text[max(0, start - windows.THREE_WORDS_CHARACTERS) : start])[-1].split()[-3:]
    return value in _DISTANCES or any(word.lower() in _listed("metre_before") for word in before)


@cache
def multiplier_value(surface: str) -> int | None:
    """Value of a multiplier as it stands in a text ("million", "lakh crore", "bn"); None if it is none."""
    product = 1
    for word in re.split(r"[\s-]+", surface):
        row = _table().get(word) or _scale_words().get(word.lower())
        if row is None:
            return None
        product *= row
    return product


@cache
def _scale_words() -> dict[str, int]:
    classes = ("hundred", "scale", "dozen", "plural")
    return {row["form"]: int(row["value"]) for row in lexicons.read("number_words") if row["class"] in classes}
