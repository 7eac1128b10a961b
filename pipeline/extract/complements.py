"""What the words behind a quantity add to its subject and property, once a rule has linked it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.grammar import NOUNS, child, core_phrase
from pipeline.extract.links import Link, spot
from pipeline.extract.owners import is_amount, is_measure

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities import EntityIndex
    from pipeline.extract.found import Found

_FROM_WHERE = frozenset({"off", "above", "below", "from", "beneath", "beyond", "outside"})
_PLACED = 4  # words between the preposition and its noun, at most
_CHOSEN = ("subject:dimension", "subject:until", "subject:labelled", "subject:of")


def completed(found: Found, link: Link, index: EntityIndex) -> Link:
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
    elif found.kind == "duration" and link.property is None and follow.lower_ == "to" and follow.tag_ == "TO":
        verb = follow.head
        if follow.dep_ == "aux" and verb.i - follow.i < _PLACED:
            link.property = spot(verb)
            link.rule += "+purpose"
    elif follow.lower_ == "at" and (link.subject is None or is_measure(link.subject)):
        named = child(follow, "pobj")
        if named is not None and named.tag_ == "NNP" and index.at(*spot(named)) is not None:
            link.subject = named  # "revenue per user fell to $17 at Telvia"
            link.rule += "+at"
    return link


def _behind(found: Found) -> Token | None:
    """The word right behind a quantity."""
    window = found.root.doc[found.root.i : found.sentence[1]]
    follow = next((t for t in window if t.idx >= found.end and not t.is_space), None)
    return follow if follow is not None and follow.idx <= found.end + 1 else None


def _distance(found: Found, link: Link, follow: Token) -> None:
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
