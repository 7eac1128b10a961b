"""Rules for counts of people: those acted on, those who act, and the audience of a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.linking.link import Link, outside
from pipeline.extract.linking.possession import owner
from pipeline.extract.quantities.change_words import verb_direction
from pipeline.extract.syntax.inflection import noun_lemma, verb_class
from pipeline.extract.syntax.nouns import is_collective, is_measure, is_person
from pipeline.extract.syntax.parse import NOUNS, VERBS, child, core_phrase, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft

_AUDIENCE_OF = frozenset({"PRODUCT", "ORG", "WORK", "FAC"})


def people(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "injured two firefighters", "completed by two cosmonauts", "survived by two daughters"."""
    noun = found.noun
    if noun is not None and anchor.i == noun.i and noun.dep_ == "pobj" and noun.head.dep_ == "agent":
        passive = subject_of(noun.head.head)
        if passive is not None and noun.head.head.lower_ == "survived" and outside(passive, found):
            return Link(passive, core_phrase(noun), "subject:survived")  # "she is survived by two daughters"
        if passive is not None and noun.head.head.lower_ in verb_class("use") and is_person(noun):
            return Link(passive, core_phrase(noun), "subject:used")  # "the app is used by 9 million people"
        return Link(noun, core_phrase(noun), "subject:agent")  # "completed by two cosmonauts"
    shared = found.borrowed and anchor.dep_ == "dobj"  # "killed 31 people and injured 200"
    if noun is not None and shared and is_person(noun) and anchor.head.lower_ not in verb_class("keep"):
        return Link(noun, core_phrase(noun), "subject:people")
    if (
        noun is None
        or anchor.i != noun.i
        or found.kind != "count"
        or not (is_person(noun) or are_people(noun, found.before))
        or found.hyphened
    ):
        return None
    head = noun.head
    keeps = head.lower_ in verb_class("keep") or (
        head.lower_ in verb_class("dismiss") and noun_lemma(noun) in lexicons.words("collective_nouns", member="yes")
    )
    acted_on = noun.dep_ == "dobj" and head.tag_ in VERBS and not keeps
    home = head.dep_ == "prep" and head.head.lower_ == "home"
    group = head.lower_ == "of" and is_collective(head.head)
    if noun.dep_ == "conj" and noun.lower_ == "others" and head.dep_ == "dobj":
        acted_on = head.head.tag_ in VERBS and head.head.lower_ not in verb_class("keep")
    reached = head.lower_ in ("to", "from", "by") and head.head.tag_ in VERBS and verb_direction(head.head) is not None
    among = noun.dep_ == "pobj" and head.lower_ not in ("with", "at", "in") and not (home or group or reached)
    if acted_on or among or (noun.dep_ == "conj" and head.dep_ == "pobj"):
        return Link(noun, core_phrase(noun), "subject:people")
    return None


def audience(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """The quantity is itself the grammatical subject."""
    if anchor.dep_ not in ("nsubj", "nsubjpass"):
        return None
    noun = found.noun or anchor
    place = core_phrase(noun) if noun.tag_ in NOUNS else None
    verb = anchor.head
    uses = found.kind == "count" and found.noun is not None and is_person(noun) and verb.lower_ in verb_class("use")
    if uses or found.kind == "user_count":
        doc = anchor.doc
        for mention, entity in index.mentions_in(verb.idx, verb.right_edge.idx + len(verb.right_edge)):
            if entity.type in _AUDIENCE_OF:
                found.kind = "user_count"
                named = doc.char_span(mention.start, mention.end, alignment_mode="expand")
                return Link(named.root if named is not None else noun, place, "subject:audience")
        thing = child(verb, "dobj")
        if uses and thing is not None and thing.tag_ in ("NNP", "NNPS"):
            found.kind = "user_count"
            return Link(thing, place, "subject:audience")
        mine = owner(noun, index)
        return Link(noun if mine is None and uses else mine, place, "subject:audience")
    whose = child(noun, "poss")
    theirs = whose is not None and whose.ent_type_ not in ("DATE", "TIME")
    mine = owner(noun, index) if is_measure(noun) or theirs else None
    return Link(mine or noun, place, "subject:subject")


def are_people(noun: Token, before: QuantityDraft | None) -> bool:
    """Whether "others" are people, as those counted before them: "killed two people and wounded nine others"."""
    counted = before.noun if before is not None else None
    return noun.lower_ == "others" and counted is not None and is_person(counted)
