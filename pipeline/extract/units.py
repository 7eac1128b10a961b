"""Units of measurement and money in text: finding, converting and writing them.

The one module that other parts of the program need; what it offers is written in the modules it names:

- :mod:`~pipeline.extract.unit_matching`: the unit after or before a number (``match_after``, ``match_before``,
  ``match_per``);
- :mod:`~pipeline.extract.compounds`: "5 feet 11 inches" (``find_compound``);
- :mod:`~pipeline.extract.resolutions`: "1080p", "4K", "Full HD", "16:9" (``resolution``, ``resolution_words``,
  ``aspect_ratio``);
- :mod:`~pipeline.extract.unit_format`: conversion and canonical strings (``unit``, ``base``, ``normalized``);
- :mod:`~pipeline.extract.currencies`: which dollar an article means (``dollar``);
- :mod:`~pipeline.extract.currency_sides`: a currency on both sides of its amount (``currency_behind``);
- :mod:`~pipeline.extract.unit_table`: the table itself, ``lexicons/units.tsv``;
- :mod:`~pipeline.extract.unit_additions`: a user's rows before its own (``use_units``).

Example:
    >>> text = "It climbs at 8 metres per second."
    >>> found = match_after(text, 14)
    >>> found.surface, found.unit.name, found.unit.kind
    ('metres per second', 'metre per second', 'speed')
"""

from __future__ import annotations

from pipeline.extract.compounds import find_compound
from pipeline.extract.currencies import dollar_of as dollar
from pipeline.extract.currency_sides import currency_behind
from pipeline.extract.resolutions import Resolution, aspect_ratio, resolution, resolution_words
from pipeline.extract.unit_additions import use_units
from pipeline.extract.unit_format import base, iso_duration, normalized, plain, unit
from pipeline.extract.unit_matching import PER, UnitMatch, combined, match_after, match_before, match_per, per_unit
from pipeline.extract.unit_types import AddedUnits, Unit

__all__ = [
    "PER",
    "AddedUnits",
    "Resolution",
    "Unit",
    "UnitMatch",
    "aspect_ratio",
    "base",
    "combined",
    "currency_behind",
    "dollar",
    "find_compound",
    "iso_duration",
    "match_after",
    "match_before",
    "match_per",
    "normalized",
    "per_unit",
    "plain",
    "resolution",
    "resolution_words",
    "unit",
    "use_units",
]
