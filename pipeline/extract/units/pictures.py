"""Picture sizes as units: the "p" of "1080p", the "K" of "4K", and the usual aspect ratios."""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.units import windows

# Width of the usual picture of so many lines: 16:9 throughout (ITU-R BT.709, BT.2020; SMPTE ST 2036-1), but 480 and 576
# lines are as often 4:3, so nothing is said of their width.
WIDTHS: dict[int, int | None] = {
    240: None,
    360: 640,
    480: None,
    540: 960,
    576: None,
    720: 1280,
    900: 1600,
    1080: 1920,
    1440: 2560,
}
"""Pixels across a picture of so many lines; None where that is open."""
WIDTHS |= {1800: 3200, 2160: 3840, 2880: 5120, 4320: 7680}

THOUSANDS = {2: (2048, 1080), 4: (3840, 2160), 5: (5120, 2880), 6: (6144, 3160), 8: (7680, 4320), 16: (15360, 8640)}
"""Pixels across and lines of a picture of so many thousand pixels across."""

_LINES = re.compile(r"(?<![0-9.,])([0-9]{3,4})$")

_THOUSAND = re.compile(r"(?<![0-9.,$€£])([0-9]{1,2})$")

_COUNTED_PLURAL = re.compile(r"[ \u00a0]([a-z]+s)\b")

_SUFFIX = re.compile(r"-?([piP]|[kK])(?:[0-9]{2,3})?(?![^\W_])")

_BESIDE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@cache
def _screen_words() -> frozenset[str]:
    return lexicons.words("number_contexts", rule="screen")


def _on_screen(text: str, start: int, end: int) -> bool:
    """Whether one of the five words either side speaks of pictures."""
    before = _BESIDE.findall(text, max(0, start - windows.FOUR_WORDS_CHARACTERS), start)[-4:]
    after = _BESIDE.findall(text, end, end + windows.FOUR_WORDS_CHARACTERS)[:4]
    return any(word.lower() in _screen_words() for word in (*before, *after))


def picture_suffix(text: str, pos: int) -> int | None:
    """End of the "p", "i" or "K" that makes the number before ``pos`` a resolution; None if nothing does.

    "p" and "i" need a usual number of lines. "4K" and "8K" stand for themselves unless a plural noun follows; other
    thousands need a word of pictures nearby.
    """
    mark = _SUFFIX.match(text, pos)
    if mark is None:
        return None
    window = max(0, pos - windows.LINES_CHARACTERS)
    if mark.group(1) in "piP":
        lines = _LINES.search(text, window, pos)
        return mark.end() if lines is not None and int(lines.group(1)) in WIDTHS else None
    thousand = _THOUSAND.search(text, window, pos)
    if thousand is None or int(thousand.group(1)) not in THOUSANDS:
        return None
    plural = _COUNTED_PLURAL.match(text, mark.end())
    if plural is not None and plural.group(1) not in _screen_words():
        return None
    if mark.group(1) == "K" and int(thousand.group(1)) in (4, 8):
        return mark.end()
    return mark.end() if _on_screen(text, thousand.start(), mark.end()) else None


ASPECTS: frozenset[str] = frozenset(
    (
        "16:9",
        "21:9",
        "4:3",
        "3:2",
        "9:16",
        "1:1",
        "16:10",
        "18:9",
        "18.5:9",
        "19:9",
        "19.5:9",
        "20:9",
        "20.5:9",
        "32:9",
        "5:4",
    )
)

ASPECTS |= frozenset(("1.85:1", "2.35:1", "2.39:1", "2:1", "4:5", "3:4", "2:3"))
