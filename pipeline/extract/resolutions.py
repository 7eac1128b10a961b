"""Picture sizes and shapes: "1080p", "4K", "1920x1080", "Full HD", "16:9"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons

if TYPE_CHECKING:
    from pipeline.extract.numbers import Number


@dataclass(frozen=True, slots=True)
class Resolution:
    """A picture size: ``lines`` (the height) and, where the form tells, ``width`` and ``height`` in pixels."""

    start: int
    end: int
    lines: int
    width: int | None
    height: int | None


# Width of the usual picture of so many lines: 16:9 throughout (ITU-R BT.709, BT.2020; SMPTE ST 2036-1), but 480 and 576
# lines are as often 4:3, so nothing is said of their width.
_WIDTHS: dict[int, int | None] = {
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
_WIDTHS |= {1800: 3200, 2160: 3840, 2880: 5120, 4320: 7680}
_THOUSANDS = {2: (2048, 1080), 4: (3840, 2160), 5: (5120, 2880), 6: (6144, 3160), 8: (7680, 4320), 16: (15360, 8640)}
_NAMES = {
    "full hd": (1920, 1080), "fhd": (1920, 1080), "qhd": (2560, 1440), "wqhd": (2560, 1440), "quad hd": (2560, 1440),
    "uhd": (3840, 2160), "ultra hd": (3840, 2160), "4k uhd": (3840, 2160), "8k uhd": (7680, 4320),
}  # fmt: skip
_NAME = re.compile(r"(?<![\w-])(?:(?:4K|8K)[ ])?(?:Full[ -]HD|FHD|W?QHD|Quad[ -]HD|UHD|Ultra[ -]HD)(?![\w+])")
_LINES = re.compile(r"(?<![0-9.,])([0-9]{3,4})$")
_THOUSAND = re.compile(r"(?<![0-9.,$€£])([0-9]{1,2})$")
_SIZE = re.compile(r"([0-9][0-9,]{2,5})\s?[x×*]\s?([0-9][0-9,]{2,5})$")
_COUNTED_PLURAL = re.compile(r"[ \u00a0]([a-z]+s)\b")
_SUFFIX = re.compile(r"-?([piP]|[kK])(?:[0-9]{2,3})?(?![^\W_])")
_BESIDE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@cache
def _screen_words() -> frozenset[str]:
    return lexicons.words("number_contexts", rule="screen")


def _on_screen(text: str, start: int, end: int) -> bool:
    """Whether one of the five words either side speaks of pictures."""
    before = _BESIDE.findall(text, max(0, start - 40), start)[-4:]
    after = _BESIDE.findall(text, end, end + 40)[:4]
    return any(word.lower() in _screen_words() for word in (*before, *after))


def suffix(text: str, pos: int) -> int | None:
    """End of the "p", "i" or "K" that makes the number before ``pos`` a resolution; None if nothing does.

    "p" and "i" need a usual number of lines. "4K" and "8K" stand for themselves unless a plural noun follows; other
    thousands need a word of pictures nearby.
    """
    mark = _SUFFIX.match(text, pos)
    if mark is None:
        return None
    window = max(0, pos - 6)
    if mark.group(1) in "piP":
        lines = _LINES.search(text, window, pos)
        return mark.end() if lines is not None and int(lines.group(1)) in _WIDTHS else None
    thousand = _THOUSAND.search(text, window, pos)
    if thousand is None or int(thousand.group(1)) not in _THOUSANDS:
        return None
    plural = _COUNTED_PLURAL.match(text, mark.end())
    if plural is not None and plural.group(1) not in _screen_words():
        return None
    if mark.group(1) == "K" and int(thousand.group(1)) in (4, 8):
        return mark.end()
    return mark.end() if _on_screen(text, thousand.start(), mark.end()) else None


def resolution(text: str, number: Number) -> Resolution | None:
    """The picture size that a number is or begins: "1080p", "4K", "1920 x 1080"; None if it is none."""
    size = _SIZE.search(text, number.start, number.end)
    if size is not None:
        width, height = (int(side.replace(",", "")) for side in size.groups())
        return Resolution(number.start, number.end, height, width, height)
    digits = number.bare or number
    if digits.value is None or digits.value != int(digits.value):
        return None
    end = suffix(text, digits.end)
    if end is None:
        return None
    value = int(digits.value)
    if value in _THOUSANDS and text[digits.end : end].strip("-")[:1] in "kK":
        width, height = _THOUSANDS[value]
        return Resolution(digits.start, end, height, width, height)
    wide = _WIDTHS.get(value)
    return Resolution(digits.start, end, value, wide, value if wide else None)


def resolution_words(text: str, start: int = 0, end: int | None = None) -> list[Resolution]:
    """Picture sizes that have a name instead of a number: "Full HD", "QHD", "4K UHD"."""
    out = []
    for match in _NAME.finditer(text, start, len(text) if end is None else end):
        width, height = _NAMES[match.group().lower().replace("-", " ")]
        out.append(Resolution(match.start(), match.end(), height, width, height))
    return out


_ASPECT = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2})?):([0-9]{1,2})$")


def aspect_ratio(text: str, number: Number) -> tuple[float, float] | None:
    """Width and height of an aspect ratio such as "16:9"; None if the number is none."""
    shape = _ASPECT.fullmatch(text, number.start, number.end)
    return None if shape is None or number.form == "other" else (float(shape.group(1)), float(shape.group(2)))
