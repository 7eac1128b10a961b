"""Words of changes: verbs in all their forms, with or without a particle, and nouns, each with its direction."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from pipeline.extract import lexicons
from pipeline.extract.syntax.inflection import noun_lemma, verb_class, verb_forms
from pipeline.extract.syntax.parse import NOUNS, VERBS
from pipeline.records import Change

if TYPE_CHECKING:
    from spacy.tokens import Token

_THINGS = frozenset({"dobj", "pobj", "nsubj", "nsubjpass"})
_WAYS = cast(
    "dict[str, Change]", {row["form"]: row["direction"] for row in lexicons.read("change_ways") if row["particle"]}
)


@cache
def particles() -> dict[str, str]:
    """Every form of the verbs that say something changes with a particle ("bring down"), with its direction."""
    return {form: direction for form, direction in verb_forms("change_verbs").items() if " " in form}


@cache
def change_nouns() -> dict[str, str]:
    """The nouns that name a change, with its direction."""
    return {row["form"]: row["direction"] for row in lexicons.read("change_nouns")}


@cache
def change_verbs() -> dict[str, str]:
    """Every form of the single verbs that say something changes, with its direction."""
    return {form: direction for form, direction in verb_forms("change_verbs").items() if " " not in form}


def verb_direction(verb: Token) -> Change | None:
    """The direction in which a verb says something changes, None if it says no such thing.

    Its particle speaks first, wherever it stands: "bring the rate down", "took it up a notch", "edged lower".
    """
    if verb.tag_ not in VERBS:
        return None
    lower = verb.lower_
    for other in verb.rights:
        if other.dep_ in ("prt", "advmod", "acomp") or (other.dep_ == "prep" and other.lower_ == "off"):
            found = particles().get(f"{lower} {other.lower_}")
            if found is not None:
                return cast(Change, found)
            if other.lower_ in _WAYS and lower in verb_class("shift") and other.dep_ != "prep":
                return _WAYS[other.lower_]
    return cast("Change | None", change_verbs().get(lower))


@cache
def _pasts() -> dict[str, str]:
    """The past forms of the verbs of change, which no noun has, with their direction."""
    bases = lexicons.words("change_verbs") | change_nouns().keys()
    return {f: way for f, way in change_verbs().items() if f not in bases and not f.endswith(("s", "ing"))}


def is_thing(token: Token) -> bool:
    """Whether a token is a noun, or stands where one must though the tagger took it for an adjective: "saw a 1% spike"."""
    return token.tag_ in NOUNS or token.tag_ == "JJ" and token.dep_ in _THINGS


def noun_direction(noun: Token) -> Change | None:
    """The direction that a noun of change names, or a past that the tagger took for a noun: "the total shrank to 9"."""
    if not is_thing(noun):
        return None
    return cast("Change | None", change_nouns().get(noun_lemma(noun).lower()) or _pasts().get(noun.lower_))
