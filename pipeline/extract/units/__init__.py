"""Units of measurement and money in text: finding, converting and writing them.

The one module that other parts of the program need; what it offers is written in the modules it names:

- :mod:`~pipeline.extract.units.matching`: the unit after or before a number (``match_after``, ``match_before``,
  ``match_per``);
- :mod:`~pipeline.extract.units.canonical`: conversion and canonical strings (``unit``, ``base``, ``normalized``);
- :mod:`~pipeline.extract.units.currencies`: which dollar an article means (``dollar``);
- :mod:`~pipeline.extract.units.table`: the table itself, ``lexicons/units.tsv``;
- :mod:`~pipeline.extract.units.additions`: a user's rows before its own (``table_with``).

Example:
    >>> text = "It climbs at 8 metres per second."
    >>> found = match_after(text, 14)
    >>> found.surface, found.unit.name, found.unit.kind
    ('metres per second', 'metre per second', 'speed')
"""

from __future__ import annotations

from pipeline.extract.units.additions import table_with
from pipeline.extract.units.canonical import base, iso_duration, normalized, plain, unit
from pipeline.extract.units.currencies import dollar_of as dollar
from pipeline.extract.units.in_use import using
from pipeline.extract.units.matching import PER, UnitMatch, match_after, match_before, match_per, per_unit
from pipeline.extract.units.types import AddedUnits, Unit

__all__ = [
    "PER",
    "AddedUnits",
    "Unit",
    "UnitMatch",
    "base",
    "dollar",
    "iso_duration",
    "match_after",
    "match_before",
    "match_per",
    "normalized",
    "per_unit",
    "plain",
    "table_with",
    "unit",
    "using",
]
