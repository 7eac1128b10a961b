"""What speaks for and against each candidate for what a bare number counts, as named features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.extract.ellipsis.donors import BACK, Donor, sentences_before
from pipeline.extract.quantities.draft import COUNTS
from pipeline.extract.syntax.change_words import verb_direction
from pipeline.extract.syntax.nouns import is_collective, is_generic, is_measure, is_person
from pipeline.extract.syntax.parse import NOUNS, SUBJECTS, VERBS, ancestors, child, clause_verb, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_RATIOS = (1.0, 3.0, 20.0, 1000.0)  # between the greater and the smaller of two values
_FAR = (3, 6, 12, 25)  # tokens
_MEASURED = ("PERCENT", "MONEY", "DATE", "TIME")


def features(bare: QuantityDraft, candidates: Sequence[Donor], used: Counter[str]) -> list[list[str]]:
    """The features of each candidate, and last those of "none of them".

    Args:
        bare: The number.
        candidates: What it may count.
        used: How often each unit was told before.
    """
    own = [*_own(bare), _behind(bare)]
    most = max(used.values(), default=0)
    usual = {unit for unit, times in used.items() if times == most}
    out = [[*_of(bare, one, usual, own)] for one in candidates]
    out.append(["none", *(f"none {name}" for name in own)])
    return out


def _own(bare: QuantityDraft) -> Iterator[str]:
    """What a number is by itself."""
    root = bare.root
    yield f"dep {root.dep_}"
    yield f"at {_at(root)}"
    value = _size(bare)
    yield _wholeness(value)
    if value in (0.0, 1.0):
        yield "one"
    if bare.number.multiplier:
        yield "scaled"
    if bare.role is not None:
        yield f"role {bare.role}"
    before = root.doc[root.i - 1] if root.i else root
    if before.tag_ in ("DT", "PDT", "JJ", "PRP$"):
        yield f"after {before.lower_}"  # "the 12", "another two", "the remaining 40"


def _size(draft: QuantityDraft) -> float:
    return draft.value if draft.value is not None else draft.high or 0.0


def _wholeness(value: float) -> str:
    return "whole" if value == int(value) else "fraction"


def _at(root: Token) -> str:
    """The preposition or the sort of word that a number hangs from."""
    head = root.head
    if root.dep_ == "pobj":
        return head.lower_
    if head.tag_ in VERBS:
        return "verb changing" if verb_direction(head) is not None else "verb"
    return head.tag_[:2]


def _behind(bare: QuantityDraft) -> str:
    """The sort of word behind a number."""
    doc, i = bare.root.doc, bare.root.i + 1
    while i < len(doc) and doc[i].idx < bare.end:
        i += 1
    if i == len(doc) or doc[i].is_sent_start:
        return "behind nothing"
    return f"behind {doc[i].lower_ if doc[i].lower_ == 'of' or not doc[i].text[0].isalpha() else doc[i].tag_}"


def _of(bare: QuantityDraft, one: Donor, usual: set[str], own: Sequence[str]) -> Iterator[str]:
    token = one.token
    if token is None:
        yield from _of_people(bare.root, own)
        return
    where, what = _where(bare, token), "noun" if one.quantity is None else "amount"
    place = f"{what} {where}"
    kind = "count" if one.kind in COUNTS else one.kind
    words = abs(bare.root.i - token.i)
    yield from (where, what, place, f"{place} {'count' if kind == 'count' else 'measure'}", f"kind {kind}")
    yield f"{place} far {next((far for far in _FAR if words <= far), 'most')}"
    low, high = sorted((token.i, bare.root.i))
    yield f"{where} plurals {min(sum(t.tag_ == 'NNS' for t in token.doc[low + 1 : high]), 3)}"
    if one.unit in usual:
        yield "most used"
    yield from (f"{place} {name}" for name in own if not name.startswith("dep "))
    if one.noun is not None:
        yield from _of_noun(bare, one.noun, where)
    yield from _roles(bare.root, token, where)
    if one.quantity is not None:
        yield from _of_amount(bare, one.quantity, kind)


def _of_people(root: Token, own: Sequence[str]) -> Iterator[str]:
    """Of people whom no noun names: "we were 40 then", "a mother of three", "a crew of six"."""
    yield "people"
    yield from (f"people {name}" for name in own)
    verb = clause_verb(root)
    subject = subject_of(verb) if verb is not None else None
    if subject is not None:
        yield f"people of {subject.lower_ if subject.tag_ == 'PRP' else subject.ent_type_ or subject.tag_}"
        if is_person(subject):
            yield "people of person"
    above = next((head for head in (root.head, root.head.head) if head.tag_ in NOUNS), None)
    if above is not None:
        yield f"people {'person' if is_person(above) else 'group' if is_collective(above) else 'thing'} {_at(root)}"


def _where(bare: QuantityDraft, token: Token) -> str:
    """Where a candidate stands: in the number's sentence before or behind it, in the one before, or further back."""
    if token.i >= bare.sentence[0]:
        return "here" if token.i < bare.root.i else "behind"
    for back in range(1, BACK):
        if token.i >= sentences_before(bare, back):
            return "earlier" if back == 1 else "long before"
    return "long before"


def _of_noun(bare: QuantityDraft, noun: Token, where: str) -> Iterator[str]:
    yield f"noun {noun.dep_}"
    yield f"{where} noun {noun.dep_} as {bare.root.dep_}"
    tests = (("measures", is_measure(noun)), ("person", is_person(noun)), ("generic", is_generic(noun)))
    yield from (f"noun {name}" for name, holds in tests if holds)
    if noun.ent_type_ in _MEASURED:
        yield "noun measured"
    if noun.dep_ == "pobj" and noun.head.is_sent_start:
        yield f"noun opens {noun.head.lower_}"  # "Of the victims, 50 were"
    verb = clause_verb(bare.root)
    if verb is None:
        return
    subject, moved = subject_of(verb), child(verb, "dobj")
    if subject is not None and subject.i == noun.i:
        yield "its subject"
        yield f"its subject {bare.root.dep_} {_at(bare.root)}"
    if subject is not None and subject.lower_ == "number" and noun.head.head.i == subject.i:
        yield "number of"
    if moved is not None and moved.i == noun.i:
        yield f"its object {_at(bare.root)}"


def _roles(root: Token, token: Token, where: str) -> Iterator[str]:
    roles = f"{_role(token)} {_role(root)}"
    verb, other = clause_verb(root), clause_verb(token)
    if verb is not None and other is not None and verb.i == other.i:
        yield f"{where} one clause"
        yield f"{where} one clause {roles}"
    yield f"roles {roles}"


def _role(token: Token) -> str:
    """What a word, or the phrase that holds it, is to its verb."""
    for above in (token, *ancestors(token)):
        if above.dep_ in SUBJECTS:
            return "subject"
        if above.dep_ in ("dobj", "attr"):
            return "object"
        if above.dep_ == "pobj":
            return "oblique"
        if above.tag_ in VERBS:
            return "verb"
    return "root"


def _of_amount(bare: QuantityDraft, donor: QuantityDraft, kind: str) -> Iterator[str]:
    """How a number goes with another quantity, whose unit it may have."""
    one, two = donor.root, bare.root
    if one.head.lower_ == two.head.lower_ and one.dep_ == two.dep_:
        yield "alike"
        yield f"alike {kind} {two.dep_}"
    size, value = abs(_size(donor)), abs(_size(bare))
    if size and value:
        ratio = max(size, value) / min(size, value)
        yield f"ratio {next((most for most in _RATIOS if ratio <= most), 'most')}"
    yield f"{_wholeness(size)} {_wholeness(value)}"
    if donor.borrowed:
        yield "lent itself"
    if donor.hyphened:
        yield "donor hyphened"
    if donor.number.multiplier and not bare.number.multiplier:
        yield "scaled donor"
