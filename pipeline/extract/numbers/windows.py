"""How far before a number its readers look, each with its unit: as far as the longest of what is looked for reaches."""

from __future__ import annotations

ONCE_CHARACTERS = 4
"""The words "once", "twice" and "thrice" without their last two letters."""
HALF_CHARACTERS = 5
"""The word "half" and its space."""
SIGN_CHARACTERS = 6
"""A sign or point as a word ("minus ", " point"), or a number that lost the space behind it."""
POINT_CHARACTERS = 7
"""The word " point " between two figures."""
OR_SIGN_CHARACTERS = 9
"""The words "or minus "."""
CODE_CHARACTERS = 16
"""The letters of a code, or "several hundred" before a scale."""
WORD_CHARACTERS = 24
"""A word, or a length that the number converts."""
OPENING_CHARACTERS = 36
"""The words that open a range."""
THREE_WORDS_CHARACTERS = 40
"""Three words."""
ASPECT_CHARACTERS = 60
"""A word that says that a ratio is a picture's."""

PART_TOKENS = 5
"""From a number to the scale of its part: "two and a half million"."""
