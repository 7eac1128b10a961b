"""Finding the unit that stands right after or right before a number."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipeline.extract import lexicons
from pipeline.extract.units import windows
from pipeline.extract.units.contexts import FormContext, holds
from pipeline.extract.units.currencies import before_number, settle
from pipeline.extract.units.in_use import table
from pipeline.extract.units.pictures import ASPECTS, picture_suffix
from pipeline.extract.units.types import Reading, Unit

_GAP = re.compile(r"[ \u00a0\u2009\u202f]?-?")
_WORD = re.compile(r"([^\W\d_]+)(?:\.(?=[ \u00a0-]?[^\W_]))?[ \u00a0-]{0,2}")
_ABBREVIATION_STOP = re.compile(r"\.(?=[,;:)]|\s+[a-z0-9(])")
_WITH_STOP = lexicons.words("unit_words", role="stop")

PER = re.compile(
    r"""
    \s?/\s?(?:per[ \u00a0])?|[ \u00a0]-[ \u00a0](?:per|each|every|an?)[ \u00a0]-[ \u00a0]
    | [ \u00a0-](?:per|each|every|an?)[ \u00a0-](?!-)
    """,
    re.VERBOSE | re.I,
)
"""What stands between the two units of a rate: "/", " per ", "-a-", " an "."""
_WIDE = re.compile(r" {2,6}")
"""More spaces than one, where marks of emphasis were: "**25** hours"."""
_SIZE = re.compile(r"[0-9]{3,5}\s?[x×*]\s?[0-9]{3,5}$")
_RANGE_START = re.compile(r"(?:between|from)\s+(?:[a-z]+\s+){0,2}?(?=[^\s\w]|[A-Z])", re.I)
_SIGN_ALONE = re.compile(r"(?:^|\n)[ \u00a0]*[^\w\s.,;:()]{1,2}[ \u00a0]*\n$")
_LINE_ENDS = re.compile(r"[0-9.,]+[ \u00a0]*(?:\n|$)")
_ASPECT = re.compile(r"(?<![\d:.])([0-9]{1,2}(?:\.[0-9]{1,2})?):([0-9]{1,2})$")

PIXEL = Unit("pixel", "resolution", 1.0, 0.0, "pixel", "px")
ASPECT_RATIO = Unit("aspect ratio", "aspect_ratio", 1.0, 0.0, None, None)


class UnitMatch(NamedTuple):
    """A unit where it stands: ``text[start:end] == surface``."""

    start: int
    end: int
    unit: Unit
    surface: str


def _bounded(text: str, end: int) -> bool:
    """Whether a form that ends here is not the beginning of a longer word."""
    if end >= len(text):
        return True
    after = text[end]
    return not (after.isalnum() or after == "_") or not (text[end - 1].isalnum() or text[end - 1] in "_$€£")


def _settled(candidate: Reading, text: str, dollar: str | None = None) -> Unit:
    return candidate.unit if candidate.family is None else settle(candidate, text, dollar)


def _reading(readings: list[Reading], place: FormContext) -> Unit | None:
    for candidate in readings:
        if not candidate.conditions or holds(candidate.conditions, place):
            return _settled(candidate, place.text)
    return None


def _by_words(text: str, number: int, start: int, rated: bool, match: re.Match[str]) -> tuple[int, Unit] | None:
    """The longest form of words at ``start``, where a word has matched, that is a unit there."""
    known = table()
    most = known.longest.get(match.group(1).lower())
    if most is None:
        return None
    words, ends = [match.group(1).lower()], [match.end(1)]
    while len(words) < most and (following := _WORD.match(text, match.end())) is not None:
        match = following
        words.append(match.group(1).lower())
        ends.append(match.end(1))
    for count in range(len(words), 0, -1):
        end = ends[count - 1]
        form = " ".join(words[:count])
        readings = known.words.get(form)
        if readings is None or not _bounded(text, end):
            continue
        unit = _reading(readings, FormContext(text, number, start, end, rated))
        if unit is not None:
            if form in _WITH_STOP and _ABBREVIATION_STOP.match(text, end):
                end += 1
            return end, unit
    return None


def _by_symbol(text: str, number: int, start: int, rated: bool, letters: int) -> tuple[int, Unit] | None:
    """The longest symbol at ``start``, where so many letters stand, that is a unit there."""
    known = table()
    for length in known.symbol_lengths.get(text[start], ()):
        if length < letters:
            break
        readings = known.symbols.get(text[start : start + length])
        end = start + length
        if readings is None or end > len(text):
            continue
        if not _bounded(text, end) or (text[start] in "$€£¥₹" and text[end : end + 1].isdecimal()):
            continue
        unit = _reading(readings, FormContext(text, number, start, end, rated))
        if unit is not None:
            return end, unit
    return None


def _simple(text: str, number: int, start: int, rated: bool = False) -> tuple[int, Unit] | None:
    if start >= len(text):
        return None
    word = _WORD.match(text, start)
    by_symbol = _by_symbol(text, number, start, rated, 0 if word is None else word.end(1) - start)
    by_words = None if word is None else _by_words(text, number, start, rated, word)
    if by_symbol is None or (by_words is not None and by_words[0] > by_symbol[0]):
        return by_words
    return by_symbol


def match_after(text: str, pos: int) -> UnitMatch | None:
    """The unit right after a number that ends at ``pos``.

    Between them may stand nothing, a space or a hyphen. The longest form wins; ambiguous forms are read by their
    context. Two units with "per", "a" or "/" between them are one ("kilometres per hour", "barrels a day"), but not
    money, whose "per" may be followed by anything. ``start`` is that of the form, without the space or hyphen.

    A match of no length tells what the number itself is: pixels for "1920x1080", the aspect ratio for "16:9".
    """
    wide = _WIDE.match(text, pos)
    pos = pos if wide is None else wide.end() - 1
    gap = _GAP.match(text, pos)
    start = gap.end() if gap is not None else pos
    found = _simple(text, pos, start)
    if found is None:
        found = _lines(text, pos, start)
    if found is None and text[pos : pos + 3] == " - ":
        start = pos + 3  # "30 - year bonds": text whose words were set apart
        found = _simple(text, pos, start)
        if found is not None and (text[found[0] - 1] == "s" or text[start : found[0]] == "second"):
            found = None
    if found is None:
        return _dimensions(text, pos)
    end, unit = found
    if unit.kind not in ("money", "resolution", "aspect_ratio"):
        end, unit = _rate(text, end, unit)
    return UnitMatch(start, end, unit, text[start:end])


def _lines(text: str, pos: int, start: int) -> tuple[int, Unit] | None:
    """The "p" of "1080p" and the "K" of "4K", where they make a resolution."""
    end = picture_suffix(text, pos) if start == pos or text[pos:start] == "-" else None
    return None if end is None else (end, PIXEL)


def _dimensions(text: str, pos: int) -> UnitMatch | None:
    if not text[pos - 1 : pos].isdigit():
        return None
    window = max(0, pos - windows.SIZE_CHARACTERS)
    if _SIZE.search(text, window, pos):
        return UnitMatch(pos, pos, PIXEL, "")
    if text.rfind(":", window, pos) > 0 and (shape := _ASPECT.search(text, window, pos)) and shape.group() in ASPECTS:
        return UnitMatch(pos, pos, ASPECT_RATIO, "")
    return None


_RECKONED = re.compile(r"\s(?:ago|earlier|later|previously|(?:before|prior)(?=[.,;:)]|$)|from now)\b", re.I)
"""Words that make "a year" behind an amount the time that it is compared with."""


def match_per(text: str, pos: int) -> UnitMatch | None:
    """The second unit of "X per Y", "X a Y" or "X/Y", where the first ends at ``pos``; the span takes in the "per"."""
    gap = PER.match(text, pos)
    if gap is None:
        return None
    found = per_unit(text, gap.end())
    if found is None:
        return None
    if found.unit.kind != "duration" and "per" not in gap.group().lower() and "/" not in gap.group():
        return None
    if _RECKONED.match(text, found.end):
        return None  # "4.9% a year earlier" is no rate
    return UnitMatch(pos, found.end, found.unit, text[pos : found.end])


def per_unit(text: str, pos: int) -> UnitMatch | None:
    """The unit at ``pos``, after the "per" of a rate; None if there is none, or money."""
    found = _simple(text, pos, pos, rated=True)
    if found is None or found[1].kind == "money":
        return None
    return UnitMatch(pos, found[0], found[1], text[pos : found[0]])


def _rate(text: str, end: int, unit: Unit) -> tuple[int, Unit]:
    per = match_per(text, end) if unit.kind not in ("rate", "speed", "data_rate", "frame_rate", "frequency") else None
    if per is None or (unit.kind in ("temperature", "duration") and per.unit.kind == "duration" and "/" in per.surface):
        return end, unit
    return per.end, table().combined(unit, per.unit)


@cache
def _lengths_before() -> dict[str, tuple[int, ...]]:
    """Lengths of the forms before a number, longest first, by their last character."""
    out: dict[str, set[int]] = {}
    for form in before_number():
        out.setdefault(form[-1], set()).add(len(form))
    return {last: tuple(sorted(lengths, reverse=True)) for last, lengths in out.items()}


def match_before(text: str, pos: int, dollar: str | None = None) -> UnitMatch | None:
    """The currency right before a number that starts at ``pos``: a symbol or a code, glued or with a space.

    Where the number is a range that starts with "between" or "from", the currency of its first end counts, and the
    match starts at ``pos``.

    Args:
        text: The article.
        pos: Where the number starts.
        dollar: ISO 4217 code of a bare "$"; found from the article if not given.
    """
    at = pos - 1 if text[pos - 1 : pos] in (" ", "\u00a0", "\u202f", "\u2009") else pos
    if at > 0 and text[at - 1] in "-−–+" and text[at - 2 : at - 1] != "":
        at -= 1
    if (
        at == pos
        and _SIGN_ALONE.search(text, max(0, pos - windows.SIGN_CHARACTERS), pos)
        and _LINE_ENDS.match(text, pos)
    ):
        at = pos - 1  # a price whose sign stands on a line of its own
        while at > 0 and text[at - 1] in " \u00a0":
            at -= 1
    lengths = _lengths_before().get(text[at - 1]) if at > 0 else None
    if lengths is None:
        return _before_range(text, pos, dollar)
    forms = before_number()
    for length in lengths:
        if length > at:
            continue
        form = text[at - length : at]
        readings = forms.get(form)
        if readings is None:
            continue
        start = at - length
        if start > 0 and form[0].isalpha() and (text[start - 1].isalnum() or text[start - 1] in "_-."):
            continue
        place = FormContext(text, pos, pos if at == pos else at, pos, False)
        for candidate in readings:
            if not candidate.conditions or holds(candidate.conditions, place):
                return UnitMatch(start, at, _settled(candidate, text, dollar), form)
    return _before_range(text, pos, dollar)


def _before_range(text: str, pos: int, dollar: str | None) -> UnitMatch | None:
    if text[pos : pos + 1] not in ("b", "B", "f", "F"):
        return None
    opening = _RANGE_START.match(text, pos)
    if opening is None:
        return None
    first = re.compile(r"[^\s\d]{1,5}[ \u00a0]?(?=[0-9.])").match(text, opening.end())
    found = match_before(text, first.end(), dollar) if first is not None else None
    return None if found is None else UnitMatch(pos, found.end, found.unit, text[pos : found.end])
