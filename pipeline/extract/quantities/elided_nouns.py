"""What a number without a noun counts, where the noun is the subject or object of the verb of change it hangs from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.quantities.change_words import verb_direction
from pipeline.extract.syntax.inflection import noun_lemma, singular
from pipeline.extract.syntax.parse import VERBS, child, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_PREPOSITIONS = frozenset({"to", "by", "from", "at"})
_COUNTED = frozenset({"death", "casualty", "injury", "subscription"})
_UNCOUNTED = frozenset({"thing", "stock", "bond", "future", "result", "market", "term", "figure", "condition"})


def name_elided(found: list[QuantityDraft], text: str) -> None:
    """Give bare whole numbers the plural that grows or shrinks by or to them, in place.

    "Applications from nurses dropped by 6,100", "student numbers edged up to 211,000", "cut its outlets to 90".
    """
    for quantity in found:
        if quantity.counts_bare and quantity.value and quantity.value == int(quantity.value) and quantity.value > 1:
            number = quantity.number
            if "." in text[number.start : number.end] and not number.multiplier:
                continue
            noun = _changed(quantity.root)
            lemma = _what(noun) if noun is not None else None
            if lemma is not None:
                quantity.noun, quantity.unit = noun, lemma
                quantity.kind = "user_count" if lemma in lexicons.words("audience_nouns") else "count"
                quantity.rules.append("count:changed")


def _changed(root: Token) -> Token | None:
    """The object or subject of the verb of change that a number hangs from by a preposition."""
    preposition = root.head
    if root.dep_ != "pobj" or preposition.lower_ not in _PREPOSITIONS:
        return None
    verb = preposition.head
    if verb.dep_ == "prep" and verb.lower_ in _PREPOSITIONS:
        verb = verb.head  # "rose from 90 to 120"
    if verb.tag_ not in VERBS or verb_direction(verb) is None:
        return None
    return child(verb, "dobj") or subject_of(verb)


def _what(noun: Token) -> str | None:
    """The singular of what a plural counts; None for singulars and for measures such as "sales"."""
    if noun.tag_ != "NNS" or noun.ent_type_ in ("PERCENT", "MONEY", "CARDINAL"):
        return None
    lemma = noun_lemma(noun).lower()
    if lemma == "number":
        before = noun.nbor(-1) if noun.i else noun
        common = before.tag_ in ("NN", "NNS") or before.is_sent_start
        return (
            singular(before.lower_) if before is not noun and common and before.dep_ in ("compound", "amod") else None
        )
    if lemma not in _COUNTED and (lemma in _UNCOUNTED or lemma in lexicons.words("measure_nouns")):
        return None
    return lemma
