"""What the words behind a quantity add to its subject and property, once a rule has linked it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.linking.link import Link, behind_conversion, clause_subject
from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.nouns import is_measure
from pipeline.extract.syntax.parse import NOUNS, child, core_phrase, token_span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft

_FROM_WHERE = frozenset({"off", "above", "below", "from", "beneath", "beyond", "outside"})
_DISTANT = frozenset({"length", "duration", "count", "percentage"})
_PLACED = 4  # words between the preposition and its noun, at most
_APART = frozenset({"short", "shy", "clear", "ahead", "behind", "adrift", "away", "inside", "outside"})
_BEARINGS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})
_LONGEST = 6  # words
_CHOSEN = ("subject:dimension", "subject:until", "subject:labelled", "subject:of")


def completed(found: QuantityDraft, link: Link, index: EntityIndex) -> Link:
    """The link with what stands behind the quantity: from where it is counted, what the time is for, at whom.

    Args:
        found: The quantity.
        link: What a rule found; changed in place.
        index: The article's entities.
    """
    follow = _behind(found)
    if follow is None:
        return link
    if found.kind == "length" and follow.lower_ in _FROM_WHERE and not link.rule.startswith(_CHOSEN):
        _distance(found, link, follow)
    elif follow.lower_ in _APART and found.noun is None and _stands_apart(found, link):
        _margin(link, follow)
    elif follow.lower_ in _BEARINGS and found.kind == "length":
        _bearing(found, link, follow, index)
    elif (
        follow.tag_ == "VBN"
        and follow.dep_ == "acl"
        and found.noun is None
        and not found.counts_bare
        and _definite(found, link)
    ):
        link.property = follow.idx, _last(follow).idx + len(_last(follow))
        link.rule += "+described"
    elif found.kind == "duration" and follow.lower_ == "to" and follow.tag_ == "TO":
        _purpose(found, link, follow)
    elif follow.lower_ == "at" and (link.subject is None or is_measure(link.subject)):
        named = child(follow, "pobj")
        if named is not None and named.tag_ == "NNP" and index.at(*token_span(named)) is not None:
            link.subject = named  # "revenue per user fell to $17 at Telvia"
            link.rule += "+at"
    return link


def _behind(found: QuantityDraft) -> Token | None:
    """The word right behind a quantity."""
    follow = behind_conversion(found)
    while follow is not None and follow.is_space:
        follow = follow.nbor(1) if follow.i + 1 < found.sentence[1] else None
    if follow is None:
        return None
    before = follow.nbor(-1)
    return follow if follow.idx <= found.end + 1 or before.text == ")" else None


def _stands_apart(found: QuantityDraft, link: Link) -> bool:
    led = found.root.dep_ == "pobj" and found.root.head.lower_ == "by"  # "leads by three points ahead of the vote"
    return found.kind in _DISTANT and not led and "until" not in link.rule


def _margin(link: Link, word: Token) -> None:
    """ "three centimetres short of his best", "two seconds behind the leader": from what something is apart."""
    behind = child(word, "prep") if child(word, "pobj") is None else word
    thing = child(behind, "pobj") if behind is not None else None
    if behind is None or thing is None or not word.i <= behind.i <= word.i + 1 or thing.i - word.i > _LONGEST:
        return
    if behind.i != word.i and behind.lower_ not in ("of", "from"):
        return
    link.property = word.idx, thing.idx + len(thing)
    link.rule += "+apart"


def _purpose(found: QuantityDraft, link: Link, to: Token) -> None:
    """ "has 20 days to file charges", "with nine days left before the vote": what a time is for."""
    verb = to.head
    if to.dep_ != "aux" or verb.i - to.i >= _PLACED:
        return
    above = found.root.head
    left = verb.lower_ in ("go", "spare", "run")
    held = found.root.dep_ == "dobj" and above.lower_ in verb_class("empty") | verb_class("hold")
    if link.property is not None and not left and not held:
        return
    thing = child(verb, "dobj") if not left else child(child(verb, "prep") or verb, "pobj")
    last = thing if thing is not None and verb.i < thing.i <= verb.i + _LONGEST else verb
    start = to.idx if left else verb.idx
    link.property = start, last.idx + len(last)
    link.rule += "+purpose"


def _bearing(found: QuantityDraft, link: Link, word: Token, index: EntityIndex) -> None:
    """ "Nasu, 120 km north of the capital": the place that stands before a distance and a bearing has them."""
    of = word.nbor(1) if word.i + 1 < found.sentence[1] else word
    thing = child(of, "pobj") if of.lower_ == "of" else None
    if thing is None or thing.i - word.i > _LONGEST:
        return
    link.property = word.idx, thing.idx + len(thing)
    before = next(
        (t for t in found.root.doc[found.sentence[0] : found.sentence[1]] if t.idx >= found.bounds.start), word
    )
    place = before.nbor(-1) if before.i > found.sentence[0] else before
    if place.text == "," and place.i > found.sentence[0]:
        place = place.nbor(-1)
    if place.tag_ in ("NNP", "NNPS"):
        link.subject = place
    elif link.subject is None or link.subject.i in (thing.i, word.i):
        link.subject = clause_subject(found, found.root, index) or link.subject
    link.rule += "+bearing"


def _definite(found: QuantityDraft, link: Link) -> bool:
    """ "the 5 percent needed to enter": an amount that the words behind it tell from others, or of nothing named."""
    return link.property is None or any(t.lower_ in ("the", "another") and t.dep_ == "det" for t in found.root.lefts)


def _last(verb: Token) -> Token:
    """The last word of what a participle says: its infinitive and object, or the words behind its preposition."""
    last = verb
    for _ in range(3):
        further = child(last, "xcomp", "advcl", "dobj", "prep", "pobj", "agent")
        if further is None or not last.i < further.i <= verb.i + _LONGEST or is_amount(further):
            break
        last = further
    return last if last.dep_ not in ("prep", "agent") else verb


def _distance(found: QuantityDraft, link: Link, follow: Token) -> None:
    """ "70 km off the coast", "540 km above the Earth": from where a distance is measured."""
    thing = child(follow, "pobj")
    if thing is None or thing.tag_ not in NOUNS or thing.i - follow.i > _PLACED:
        return
    if thing.ent_type_ in ("DATE", "TIME") or is_amount(thing):
        return
    if any(t.lower_ == "to" for t in thing.doc[thing.i + 1 : min(thing.i + _PLACED, found.sentence[1])]):
        return  # "drove 30 km from the farm to the sea"
    if link.property is not None:
        last = next((t for t in found.root.doc[found.sentence[0] : found.sentence[1]] if _ends(t, link)), None)
        if last is not None and is_measure(last):
            return
    link.property = follow.idx, core_phrase(thing)[1]
    link.rule += "+distance"


def _ends(token: Token, link: Link) -> bool:
    return link.property is not None and token.idx + len(token) == link.property[1]
