"""The dollar of the country that an article speaks of, where it marks none."""

from __future__ import annotations

import re
from collections import defaultdict

from pipeline.extract import lexicons

_SAYS = {"home": 1.0, "region": 0.5}  # how much a name speaks for the dollar of its country
_HOMES = {
    form: (row["code"], _SAYS[row["place"]])
    for row in lexicons.read("dollars")
    if row["place"] in _SAYS
    for form in (row["form"], row["form"].upper())
}
_HOME = re.compile(rf"(?<![\w-])({lexicons.alternatives(_HOMES)})(?!\w)")
_DOMAINS = {row["form"]: row["code"] for row in lexicons.read("dollars") if row["place"] == "domain"}
_DOMAIN = re.compile(rf"\.({lexicons.alternatives(_DOMAINS)})\b")
_TOLD_OF_HOME = 2


def home_dollar(text: str) -> str:
    """The dollar of the country that an article speaks of most, the US dollar where that is none of those."""
    told = _told(text)
    american = told.pop("USD", 0.0)
    code, times = max(told.items(), key=lambda item: item[1], default=("USD", 0.0))
    return code if times >= max(_TOLD_OF_HOME, 2 * american) else "USD"


def is_american(text: str) -> bool:
    """Whether an article speaks of the United States, and of no country with a dollar of its own as often."""
    told = _told(text)
    american = told.pop("USD", 0.0)
    return american > max(told.values(), default=0.0)


def _told(text: str) -> dict[str, float]:
    """How much an article speaks of each country that has a dollar, by its dollar's code."""
    told: dict[str, float] = defaultdict(float)
    for found in _HOME.finditer(text):
        code, says = _HOMES[found[1]]
        told[code] += says
    for address in _DOMAIN.finditer(text):
        told[_DOMAINS[address[1]]] += _TOLD_OF_HOME
    return told
