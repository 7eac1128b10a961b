"""How far before a number or unit the table's conditions look, each with its unit: as far as the longest of what is looked for reaches."""

from __future__ import annotations

LINES_CHARACTERS = 6
"""The lines or thousands of a picture: "1,080"."""
SIGN_CHARACTERS = 8
"""A sign that stands alone on its line."""
SCALE_CHARACTERS = 10
"""A scale of a number ("million")."""
SIZE_CHARACTERS = 14
"""A picture's width and height, or its shape."""
NUMBER_CHARACTERS = 16
"""A number with its decimals, or the amount before "dollars"."""
CURRENCY_CHARACTERS = 24
"""A currency's name or sign with an amount."""
FOUR_WORDS_CHARACTERS = 40
"""Four words."""
WORDS_CHARACTERS = 50
"""The words that tell one unit from another of the same form."""
