"""How far before a number or unit the table's conditions look, in characters: each holds the longest of what is looked for."""

from __future__ import annotations

SIGN = 8
"""A sign that stands alone on its line."""
SCALE = 10
"""A scale of a number ("million")."""
NUMBER = 16
"""A number with its decimals, or the amount before "dollars"."""
CURRENCY = 24
"""A currency's name or sign with an amount."""
FOUR_WORDS = 40
"""Four words."""
WORDS = 50
"""The words that tell one unit from another of the same form."""
