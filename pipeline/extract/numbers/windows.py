"""How far before a number its readers look, in characters: each holds the longest of what is looked for."""

from __future__ import annotations

SIGN = 6
"""A sign as a word ("minus "), or a number that lost the space behind it."""
NEGATIVE = 13
"""The word "negative" and its spaces."""
CODE = 16
"""The letters of a code, or "several hundred" before a scale."""
WORD = 24
"""A word, or a length that the number converts."""
OPENING = 36
"""The words that open a range."""
THREE_WORDS = 40
"""Three words."""
ASPECT = 60
"""A word that says that a ratio is a picture's."""
