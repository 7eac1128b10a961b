"""What a bare number may count or measure: the units of other quantities near it, and plurals told of near it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.extract.quantities.kinds import kind_of
from pipeline.extract.syntax.inflection import noun_lemma
from pipeline.records import Kind

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

BACK = 3
"""Sentences before a number's in which quantities may lend it their unit; plurals do in the last of them."""
_MOST = 12  # quantities before a number that may lend it their unit, and plurals on either side
_AHEAD = 2  # and behind it
_UNLENT = frozenset({"age", "multiple", "ratio", "aspect_ratio", "resolution"})


@dataclass(frozen=True, slots=True)
class Donor:
    """A candidate for what a bare number counts or measures.

    Attributes:
        kind: The kind that the number would have.
        unit: Its unit.
        noun: The noun that says so; None for a unit of measurement.
        quantity: The quantity whose unit it is; None for a noun that no number stands at.
    """

    kind: Kind
    unit: str
    noun: Token | None = None
    quantity: QuantityDraft | None = None

    @property
    def token(self) -> Token | None:
        """The word that the unit stands at; None where people are meant whom no noun names."""
        if self.noun is not None:
            return self.noun
        return self.quantity.root if self.quantity is not None else None


def donors(found: Sequence[QuantityDraft], place: int, text: str) -> list[Donor]:
    """The candidates of the bare number at a place among an article's quantities; last people whom no noun names."""
    bare = found[place]
    out = list(_quantities(found, place))
    taken = {donor.noun.i for donor in out if donor.noun is not None}
    for noun in _plurals(bare):
        if noun.i not in taken:
            lemma = noun_lemma(noun).lower()
            out.append(Donor(kind_of(text, bare.start, bare.end, lemma), lemma, noun))
    out.append(Donor("count", "person"))
    return out


def _quantities(found: Sequence[QuantityDraft], place: int) -> Iterator[Donor]:
    bare = found[place]
    first = sentences_before(bare, BACK)
    for other in (*reversed(found[max(0, place - _MOST) : place]), *found[place + 1 : place + 1 + _AHEAD]):
        behind = other.start > bare.start
        if other.unit is None or other.kind in _UNLENT or (behind and other.sentence != bare.sentence):
            continue
        if behind or other.root.i >= first:
            yield Donor(other.kind, other.unit, other.noun, other)


def _plurals(bare: QuantityDraft) -> Iterator[Token]:
    doc = bare.root.doc
    before = (token for token in reversed(doc[sentences_before(bare, 1) : bare.root.i]))
    behind = (token for token in doc[bare.root.i + 1 : bare.sentence[1]])
    for tokens in (before, behind):
        yield from islice((token for token in tokens if _is_plural(token, bare)), _MOST)


def _is_plural(token: Token, bare: QuantityDraft) -> bool:
    return token.tag_ == "NNS" and token.text[0].isalpha() and not bare.start <= token.idx < bare.end


def sentences_before(bare: QuantityDraft, count: int) -> int:
    """The first token of the sentence so many before a number's."""
    doc, first = bare.root.doc, bare.sentence[0]
    for _ in range(count):
        if first:
            first = doc[first - 1].sent.start
    return first
