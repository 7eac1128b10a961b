"""Rules for subject and property that read the order of words where the parse is of no help.

Lines of specifications ("Storage: 256GB"), results in brackets or with a sign ("Harlow (0.5 points)", "Norvane +0.8%"),
and clauses whose verb is left out ("imports grew 5% and exports 8%").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.linking.link import Link, clause_subject, first_token
from pipeline.extract.linking.possession import owner
from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.quantities.change_words import noun_direction
from pipeline.extract.syntax.nouns import is_measure
from pipeline.extract.syntax.parse import NOUNS, VERBS, core_phrase, token_from, token_span, tokens_before

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft

_LABEL = 7  # tokens
_VALUES = 300  # tokens of a list of values behind its label
_ASSIGNED = re.compile(r"([A-Za-z_]+)=")
_QUOTED = re.compile(r"([A-Za-z_]{3,})[\"\u201c\u201d']?[=:][\"\u201c\u201d']$")
_STRETCH = 9  # tokens of a clause without its verb
_PHRASE = frozenset({"DT", "JJ", "JJR", "JJS", "POS", "PRP$", "HYPH", "CD", "VBN"}) | NOUNS
_WITHIN = _PHRASE | {"IN", "CC"}
_TAILS = frozenset(
    {"by", "to", "at", "on", "up", "down", "about", "around", "nearly", "almost", "only", "just", "some"}
)
_LINKED = frozenset({",", "or", "and", "/", "|"})


def labelled(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "Storage: 256GB or 1TB", "size": "1024x1024", "a tank with x = 20 mm"."""
    first = first_token(found)
    if first is None:
        return None
    doc, begin = found.root.doc, found.sentence[0]
    token = first
    for before in tokens_before(first, begin):
        if before.idx + len(before) <= found.start:
            break
        token = before
    glued = _QUOTED.search(token.text[: max(0, found.start - token.idx)])
    if glued is not None:
        noun = _noun_before(token, begin)
        thing = (owner(noun, index) or noun) if noun is not None else None
        return Link(thing, (token.idx + glued.start(1), token.idx + glued.end(1)), "subject:labelled")
    inside = _ASSIGNED.match(first.text)
    if inside is not None and first.idx + inside.end() <= found.start:
        return Link(None, (first.idx, first.idx + inside.end(1)), "subject:labelled")
    at = _before(first, begin)
    if doc[at].lower_ in _LINKED:
        at = next((i for i in range(at, max(begin, at - _VALUES), -1) if doc[i].text == ":"), at)
    if at <= begin or doc[at].text not in (":", "="):
        return None
    name = doc[_before(doc[at], begin)]
    if not name.text[:1].isalpha():
        return None
    if doc[at].text == "=":
        return Link(
            clause_subject(found, name, index) or _noun_before(name, begin), token_span(name), "subject:equated"
        )
    if doc[at - 1].is_quote:
        return Link(None, token_span(name), "subject:labelled")
    label = [t for t in doc[begin : name.i + 1] if not (t.is_quote or t.is_space)]
    while label and not label[0].text[:1].isalpha():
        label.pop(0)
    if not label or len(label) > _LABEL or any(t.tag_ in VERBS - {"VBG", "VBN"} or t.tag_ == "PRP" for t in label):
        return None
    place = label[0].idx, name.idx + len(name)
    entity = index.at(*place)
    thing = name if entity is not None else _device(found, index)
    return Link(thing or (None if is_measure(name) else name), place, "subject:labelled")


def _before(token: Token, begin: int) -> int:
    """The place of the last word or sign before a token, over quotation marks and signs of numbers."""
    at = max(begin, token.i - 1)
    while at > begin and (token.doc[at].is_quote or token.doc[at].is_space or token.doc[at].text in "-−+~"):
        at -= 1
    return at


def _noun_before(token: Token, begin: int) -> Token | None:
    return next((t for t in tokens_before(token, begin) if t.tag_ in NOUNS and not is_amount(t)), None)


def _device(found: QuantityDraft, index: EntityIndex) -> Token | None:
    """Of what a line of specifications is: the product that the article has named most often so far."""
    place = index.product(found.start)
    if place is None:
        return None
    span = found.root.doc.char_span(place, place + 1, alignment_mode="expand")
    return span.root if span is not None else None


def listed(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "Harlow (0.5 points)", "Norvane +0.8%": a name and its result."""
    first = first_token(found)
    if first is None or first.i < found.sentence[0] + 1 or found.kind == "age":
        return None
    before = first.nbor(-1)
    if before.lower_ in ("up", "down") and before.i > found.sentence[0] + 1 and before.nbor(-1).text == ",":
        named = before.nbor(-2)  # "risers were Norvane, up 3p, and Harlow, up 2p"
        if named.tag_ in ("NNP", "NNPS") and not is_measure(named):
            return Link(named, None, "subject:listed")
    signed = first.text[:1] in "+-−" or before.text in ("+", "-", "−")
    if before.text in ("+", "-", "−", "(") and before.i > found.sentence[0]:
        bracket = before.text == "("
        before = before.nbor(-1)
    else:
        bracket = False
    if not (signed and found.kind == "percentage" or bracket) or found.converted:
        return None
    if before.tag_ not in ("NNP", "NNPS") and not (signed and before.text[:1].isalnum()) or is_measure(before):
        if not (signed and before.is_digit):
            return None
    follow = token_from(first, found.end, first.i, found.sentence[1])
    if bracket and follow is not None and follow.text.isupper() and follow.i + 1 < found.sentence[1]:
        follow = follow.nbor(1)  # "Harlow (0.5 GSP)"
    if bracket and (found.kind == "duration" or follow is None or follow.text not in (")", ",", ";")):
        return None
    named = before.nbor(-1) if before.is_digit and before.i > found.sentence[0] else before  # "FTSE 100 +0.3%"
    if named.tag_ not in NOUNS or is_amount(named):
        return None
    return Link(named, core_phrase(found.noun) if found.noun is not None else None, "subject:listed")


def _nominal(token: Token) -> bool:
    """Whether a word is a noun, or a name that the tagger took for a verb."""
    return token.tag_ in NOUNS or (token.text[:1].isupper() and token.text[1:].islower() and token.tag_ in VERBS)


def _goes_on(token: Token) -> bool:
    return (token.tag_ in _WITHIN and token.tag_ != "CC") or _nominal(token)


def gapped(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "Imports grew 5% and exports 8%", "the rate is 3 per cent and that for loans 4": a clause without its verb."""
    before = found.before
    if (
        before is None
        or before.kind != found.kind
        or before.unit != found.unit
        or (found.noun is not None and not found.borrowed)
    ):
        return None
    first = first_token(found)
    if first is None:
        return None
    doc = first.doc
    at = first.i - 1
    while at > found.sentence[0] and doc[at].lower_ in _TAILS:
        at -= 1
    last = at
    while at > found.sentence[0] and last - at < _STRETCH and _goes_on(doc[at]):
        at -= 1
    stretch = doc[at + 1 : last + 1]
    if not len(stretch) or doc[at].tag_ not in ("CC", ",", ":", "IN") or doc[at].idx < before.end:
        return None
    if found.noun is not None and not (len(stretch) == 1 and stretch[0].text[:1].isupper()):
        return None
    if stretch[0].tag_ == "IN" or not _nominal(stretch[-1]) or any(is_amount(t) for t in stretch):
        return None
    run = list(stretch[: next((i for i, t in enumerate(stretch) if t.tag_ == "IN"), len(stretch))])
    nouns = [t for t in run if _nominal(t)]
    if not nouns or nouns[-1].ent_type_ in ("DATE", "TIME") or noun_direction(nouns[-1]) is not None:
        return None
    head = nouns[-1]
    if not any(t.tag_ in VERBS for t in doc[found.sentence[0] : before.root.i + 1]):
        return None
    if is_measure(head):
        behind = stretch[-1] if stretch[-1].i != head.i and head.nbor(1).lower_ in ("of", "for") else None
        mine = behind or owner(head, index, within=True) or head
        return Link(mine, core_phrase(head), "subject:gapped")
    named = index.at(*token_span(head)) is not None or head.tag_ in ("NNP", "NNPS")
    if found.noun is not None:
        return Link(head, core_phrase(found.noun), "subject:gapped")  # "Norvane added 200 customers, Harlow 90"
    return Link(head, None if named else core_phrase(head), "subject:gapped")
