"""Picture sizes and shapes: "1080p", "4K", "1920x1080", "Full HD", "16:9"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.units.pictures import _THOUSANDS, _WIDTHS, picture_suffix

if TYPE_CHECKING:
    from pipeline.extract.numbers.types import Number


@dataclass(frozen=True, slots=True)
class Resolution:
    """A picture size: ``lines`` (the height) and, where the form tells, ``width`` and ``height`` in pixels."""

    start: int
    end: int
    lines: int
    width: int | None
    height: int | None


_SIZE = re.compile(r"([0-9][0-9,]{2,5})\s?[x×*]\s?([0-9][0-9,]{2,5})$")


def resolution(text: str, number: Number) -> Resolution | None:
    """The picture size that a number is or begins: "1080p", "4K", "1920 x 1080"; None if it is none."""
    size = _SIZE.search(text, number.start, number.end)
    if size is not None:
        width, height = (int(side.replace(",", "")) for side in size.groups())
        return Resolution(number.start, number.end, height, width, height)
    digits = number.bare or number
    if digits.value is None or digits.value != int(digits.value):
        return None
    end = picture_suffix(text, digits.end)
    if end is None:
        return None
    value = int(digits.value)
    if value in _THOUSANDS and text[digits.end : end].strip("-")[:1] in "kK":
        width, height = _THOUSANDS[value]
        return Resolution(digits.start, end, height, width, height)
    wide = _WIDTHS.get(value)
    return Resolution(digits.start, end, value, wide, value if wide else None)
