"""Rules for subject and property in set forms of words: "respectively", "it took X N", "61%: share of workers"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extract.linking.link import Link, first_token, next_token, of, outside
from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.nouns import is_measure
from pipeline.extract.syntax.parse import NOUNS, VERBS, child, clause_verb, core_phrase, subject_of, token_span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft

_LONGEST = 12  # tokens from a quantity to "respectively", and from a colon to what it explains
_BULLETS = frozenset("-–—*•·▪")


def respective(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "Lund and Ek took 40 and 30 percent respectively": the second amount is the second one's."""
    doc, end = found.root.doc, found.sentence[1]
    if not any(t.lower_ == "respectively" for t in doc[found.root.i : min(end, found.root.i + _LONGEST)]):
        return None
    verb = clause_verb(found.root)
    first = subject_of(verb) if verb is not None else None
    if verb is None or first is None or first.tag_ not in NOUNS:
        return None
    members = [first, *_joined(first)]
    place, before = 0, found.before
    while before is not None and before.sentence == found.sentence and before.start > members[-1].idx:
        place, before = place + 1, before.before
    if len(members) < 2 or place >= len(members):
        return None
    mine = members[place]
    if is_measure(mine):
        return of(mine, index, "subject:respective")
    return Link(mine, core_phrase(found.noun) if found.noun is not None else token_span(verb), "subject:respective")


def _joined(noun: Token) -> Iterator[Token]:
    for other in noun.rights:
        if other.dep_ == "conj" and other.tag_ in NOUNS:
            yield other
            yield from _joined(other)


def took(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "It took the crew nine hours to free it": the time is theirs whom it took."""
    verb = clause_verb(found.root)
    if found.kind != "duration" or verb is None or verb.lower_ not in verb_class("last"):
        return None
    subject = subject_of(verb)
    if subject is None or subject.lower_ != "it":
        return None
    for who in verb.rights:
        if who.dep_ in ("dative", "dobj") and who.tag_ in NOUNS and outside(who, found) and not is_amount(who):
            if who.i < found.root.i and who.ent_type_ not in ("DATE", "TIME"):
                task = next((t for t in verb.doc[found.root.i : found.sentence[1]] if t.tag_ == "VB"), None)
                return Link(who, token_span(task) if task is not None else None, "subject:took")
    return None


def explained(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "61%: share of workers who nap", a line of a list of numbers: what stands behind the colon is measured."""
    first, colon = first_token(found), next_token(found)
    if first is None or colon is None or colon.text != ":" or found.noun is not None:
        return None
    doc, begin = found.root.doc, found.sentence[0]
    if any(not (t.text in _BULLETS or t.is_space) for t in doc[begin : first.i]):
        return None
    noun = None
    for token in doc[colon.i + 1 : min(found.sentence[1], colon.i + _LONGEST)]:
        if token.tag_ in NOUNS:
            noun = token
        elif noun is not None or token.tag_ in VERBS - {"VBN", "VBG"}:
            break
    if noun is None or is_amount(noun):
        return None
    behind = child(noun, "prep") if is_measure(noun) else None
    thing = child(behind, "pobj") if behind is not None and behind.lower_ == "of" else None
    if thing is not None and thing.tag_ in NOUNS:
        return Link(thing, (noun.idx, thing.idx + len(thing)), "subject:explained")
    return of(noun, index, "subject:explained")
