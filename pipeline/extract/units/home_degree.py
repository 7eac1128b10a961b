"""The scale of temperature that an article means by "degrees" alone."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.extract import lexicons
from pipeline.extract.units.home_dollar import is_american

_SCALES = {row["form"].lower(): (row["scale"], int(row["says"])) for row in lexicons.read("degrees")}
_SAYS = re.compile(rf"(?<![\w-])(?:{lexicons.alternatives(_SCALES)})(?!\w)", re.IGNORECASE)
_NAMES = {"F": "degree Fahrenheit", "C": "degree Celsius"}


@lru_cache(maxsize=16)
def home_degree(text: str) -> str | None:
    """The name of the unit that bare degrees are told in; None if nothing in the article says so.

    The scale or the measures that the article names elsewhere tell it; else Fahrenheit is that of the United States.
    """
    told = {"F": 0, "C": 0}
    for found in _SAYS.finditer(text):
        scale, says = _SCALES[found.group().lower()]
        told[scale] += says
    if told["F"] != told["C"]:
        return _NAMES[max(told, key=lambda scale: told[scale])]
    return _NAMES["F"] if is_american(text) else None
