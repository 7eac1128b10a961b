"""How far the rules for quantities look around, each with its unit: as far as the longest of what is looked for reaches.

``…_CHARACTERS`` of the text, ``…_TOKENS`` of the parse, ``…_ARCS`` up the parse, ``…_QUANTITIES`` of the article in order.
"""

from __future__ import annotations

import re

ARTICLE_CHARACTERS = 4
"""An article or what stands in its place: "the ", "-in-", a comma between spaces."""
SHORT_WORD_CHARACTERS = 5
"""A word of four letters or a bracket: "top ", "-hand"."""
PREPOSITION_CHARACTERS = 6
"""A preposition or joining word: "from ", "and a "."""
BETWEEN_CHARACTERS = 7
"""The word "between", or the first figure of a score."""
LABEL_CHARACTERS = 8
"""A label or the word before a year: "Fig. ", " of them", "baker's "."""
GROUP_OF_CHARACTERS = 9
"""The words "group of", or the word before a year."""
ROUND_CHARACTERS = 10
"""The first words of a round of money ("Series A"), or the end of a score."""
TWO_WORDS_CHARACTERS = 12
"""Two short words: "from between", "between a "."""
ADVERB_CHARACTERS = 14
"""A verb's adverb: "longer than ", "sharply up "."""
PHRASE_CHARACTERS = 16
"""A short phrase: "a baby of ", "higher by ", and "the number of" in tokens of the parse."""
LEAD_CHARACTERS = 20
"""What leads up to a number: "the population of "."""
THREE_WORDS_CHARACTERS = 24
"""Three words."""
DISCOUNT_CHARACTERS = 28
"""What a percentage is taken off."""
NEXT_NUMBER_CHARACTERS = 30
"""The next part of an amount ("5 feet 6 inches"), or the long word before a number."""
AGES_CHARACTERS = 32
"""The words that open a span of ages."""
OPENING_CHARACTERS = 36
"""The words that open a clause before a number."""
FOUR_WORDS_CHARACTERS = 40
"""Four words; from the end of a sentence to a number that opens the next."""
USED_BY_CHARACTERS = 50
"""The words "used by" and what stands between them and a number of people."""
HALF_LINE_CHARACTERS = 60
"""Half a line: between two quantities that are set beside each other, before a number to dial."""
BOUNDS_CHARACTERS = 64
"""The words of a number's bounds."""
LINE_CHARACTERS = 80
"""A line, in which a verb or a race is named."""
CLAUSE_CHARACTERS = 90
"""A clause: before a range in which its verb stands."""
PARAGRAPH_CHARACTERS = 400
"""Back to the people or things that "of them" stands for."""

MODIFIER_TOKENS = 4
"""A noun with what stands before it."""
RELATIVE_TOKENS = 6
"""From a noun to the relative clause behind it."""
MEASURED_TOKENS = 8
"""From a quantity to the noun of what has changed."""
CLAUSE_TOKENS = 9
"""From a noun to the verb of its clause."""
EACH_TOKENS = 12
"""From an amount to the word behind "each"."""
NUMBER_OF_TOKENS = 16
"""Back to "the number of"."""

COUNT_ARCS = 3
"""From what counts things to the word of its change: much may stand around it."""
CHANGE_ARCS = 6
"""From any other quantity to the word of its change."""

NEAR_QUANTITIES = 4
"""Among which the other end of a change, or who else is counted, stands."""
SENTENCE_QUANTITIES = 8
"""Of one sentence, at most."""
FAR_QUANTITIES = 12
"""Back to the amount that a bare number is part of."""


def before(pattern: re.Pattern[str], text: str, place: int, characters: int, *ends: str) -> re.Match[str] | None:
    """What a pattern finds in a text right before a place, in so many characters at most.

    Where ends are given, in lower case, it has one of them, but for white space: they are asked first, many times faster.
    """
    first = place - characters if place > characters else 0
    if ends and not text[first:place].rstrip().lower().endswith(ends):
        return None
    return pattern.search(text, first, place)
