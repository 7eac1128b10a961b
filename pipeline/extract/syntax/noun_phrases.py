"""What the nouns and names around a number are to each other: a plural that modifiers share, whose homes, plurals of names."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.syntax.parse import FINITE, NOUNS

if TYPE_CHECKING:
    from spacy.tokens import Token

_OF_CHANGE = re.compile(r"\b(?:by|to|from)\s$")
_LONGEST = 6  # characters
_SHARED_WITHIN = 6  # tokens
_SHARING = frozenset({"NN", "NNP", "NNS", "CC", "CD", "JJ", "HYPH", "VBN", "VBG"})


def possessed(noun: Token) -> Token:
    """The plural that "two children's homes" counts, and not whose they are."""
    mark = noun.nbor(1) if noun.i + 1 < len(noun.doc) else noun
    owned = noun.head
    if mark.tag_ == "POS" and noun.dep_ == "poss" and noun.tag_ == "NNS" and owned.tag_ == "NNS":
        return owned if 0 < owned.i - mark.i < 3 else noun
    return noun


def shared_plural(noun: Token) -> Token | None:
    """ "three front and two rear cameras": the plural that a singular modifier belongs to."""
    doc = noun.doc
    if noun.lower_ in lexicons.words("inflections", tag="NNS"):
        return None  # "56 paid staff and 1,900 volunteers"
    for token in doc[noun.i + 1 : min(noun.i + _SHARED_WITHIN, len(doc))]:
        if token.is_sent_start or token.tag_ not in _SHARING or token.dep_ == "acl":
            return None  # "550 staff seeking jobs"
        if token.tag_ == "NNS":
            return token
    return None


def is_plural_name(noun: Token) -> bool:
    """Whether a name is the plural of an abbreviation or a make, with a capital inside: "PhDs", "SUVs", "AirPods"."""
    return noun.text.endswith("s") and any(c.isupper() for c in noun.text[1:])


def measured(token: Token) -> bool:
    """Whether a word is a measure of its own, "250ml", and not an ordinal."""
    return token.text[0].isdecimal() and not token.text.endswith(("st", "nd", "rd", "th", "0s"))


def begins_clause(text: str, start: int, noun: Token | None) -> bool:
    """ "Grew by 14,300 and 5,500 homes are planned": whether the number at ``start`` ends the clause before a noun."""
    return _OF_CHANGE.search(text, max(0, start - _LONGEST), start) is not None and is_told_of(noun)


def is_told_of(noun: Token | None) -> bool:
    """Whether a finite verb follows a noun, whose subject it then is."""
    if noun is None or noun.i + 1 >= len(noun.doc):
        return False
    return noun.nbor(1).tag_ in FINITE and noun.tag_ in NOUNS


@cache
def named_days() -> frozenset[str]:
    """Days named from the day of telling, which count nothing: "fell to 1,204 yesterday"."""
    rows = lexicons.read("time_words")
    return frozenset(row["form"] for row in rows if row["class"] in ("DEICT", "TONIGHT") and " " not in row["form"])
