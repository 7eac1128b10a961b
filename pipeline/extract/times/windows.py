"""How far the rules for times look around, each with its unit: as far as the longest of what is looked for reaches.

``…_CHARACTERS`` of the text, ``…_NODES`` of the symbols that it is read as.
"""

from __future__ import annotations

ARTICLE_CHARACTERS = 4
"""The article "the ", or the preposition "for "."""
TITLE_CHARACTERS = 5
"""The article before what is written as a title."""
BEFORE_OR_AFTER_CHARACTERS = 6
"""The end of "before " or "after "."""
YEAR_LEAD_CHARACTERS = 8
"""The word that says that four digits are a year: "since "."""
SPAN_CHARACTERS = 10
"""The word that opens a span: "between "."""
TWO_WORDS_CHARACTERS = 12
"""Two short words: "at about ", "over the "."""
PHRASE_CHARACTERS = 16
"""A short phrase: "finished in ", "more by "."""
LEAD_CHARACTERS = 20
"""From where a length is counted: "starting from "."""
THREE_WORDS_CHARACTERS = 24
"""Three words."""
INFINITIVE_CHARACTERS = 28
"""What an infinitive behind a verb of planning or managing covers."""
DUE_CHARACTERS = 30
"""The verb and adverbs before "due"."""
FOLLOWING_CHARACTERS = 32
"""The words behind an expression that deny that it is a time."""
FOUR_WORDS_CHARACTERS = 40
"""Four words."""
QUOTED_NAME_CHARACTERS = 60
"""A name in quotation marks that a time stands in."""
COMPARISON_CHARACTERS = 64
"""The words of a comparison, from its verb on."""
AGAIN_CHARACTERS = 160
"""Back to the year or day that is said but once."""
TALE_CHARACTERS = 300
"""A tale of long ago goes on for so long."""
PERIOD_CHARACTERS = 1500
"""Back to the words that say which period an article is about."""

NEXT_NODES = 8
"""Behind an expression, to what goes on with it."""
