"""A quantity on its way through the rules, and a place where an age may stand."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pipeline.extract import units
from pipeline.extract.numbers.types import Number
from pipeline.extract.quantities.bounds import Bounds, bounds
from pipeline.extract.syntax.tokens import Tokens
from pipeline.records import Change, Kind, Quantity, Role

if TYPE_CHECKING:
    from spacy.tokens import Token

COUNTS: frozenset[Kind] = frozenset({"count", "user_count"})
"""Kinds that count things, whose unit is the noun."""


@dataclass(slots=True)
class QuantityDraft:
    """The parts of a quantity's record, and the tokens that later stages start from.

    Attributes:
        root: The token that carries the quantity in the parse.
        noun: The counted noun.
        sentence: The first token and the end of its sentence.
        before: The quantity before it in that sentence.
        value: Its number; None for a range.
        hyphened: Whether a hyphen ties the number to what it counts ("a 12-member board").
        measured: Whether a unit stands behind the number.
        borrowed: Whether its unit stands at a neighbour.
        converted: Whether it says the amount before it again, in another unit.
        rules: What was seen, for whoever asks why; nothing is decided by it.
    """

    start: int
    end: int
    number: Number
    kind: Kind
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    bounds: Bounds
    root: Token
    noun: Token | None = None
    width: int | None = None
    height: int | None = None
    change: Change | None = None
    role: Role | None = None
    hyphened: bool = False
    measured: bool = False
    borrowed: bool = False
    converted: bool = False
    rules: list[str] = field(default_factory=list)
    sentence: tuple[int, int] = (0, 0)
    before: QuantityDraft | None = None

    @classmethod
    def of(cls, text: str, number: Number, root: Token, kind: Kind, unit: str | None, rule: str) -> QuantityDraft:
        """What a number alone is, without a unit or noun beside it."""
        around = bounds(text, number.start, number.end, number.end)
        value, low, high = number.value, number.low, number.high
        return cls(number.start, number.end, number, kind, value, low, high, unit, around, root, rules=[rule])

    @property
    def counts_bare(self) -> bool:
        """Whether it is a count of nothing named, which may borrow its unit from a neighbour."""
        return self.kind == "count" and self.unit is None and self.number.form != "multiple"

    def record(self, text: str) -> Quantity:
        """The quantity as the contract has it."""
        value, low, high, comparator = self.value, self.low, self.high, self.bounds.comparator
        if value is None:
            comparator = "range"
        elif comparator in (">", ">="):
            low = value
        elif comparator in ("<", "<="):
            high = value
        base_value, base_unit = units.base(value, self.unit) if value is not None and self.unit else (None, None)
        return Quantity(
            text=text[self.start : self.end],
            start=self.start,
            end=self.end,
            value=value,
            value_min=low,
            value_max=high,
            comparator=comparator,
            approximate=self.bounds.approximate,
            unit=self.unit,
            base_value=base_value,
            base_unit=base_unit,
            normalized=units.normalized(self.kind, value, low, high, self.unit, self.width, self.height),
            width=self.width,
            height=self.height,
            change=self.change,
            role=self.role,
        )


class AgePlace(NamedTuple):
    """A bare number where an age may stand, what leads to it, and who stands before it.

    Attributes:
        text: The article.
        first: The token in which the number begins.
        root: The token that carries it in the parse.
        aged: The words of age right before it.
        persons: Where names of persons end.
    """

    tokens: Tokens
    text: str
    number: Number
    first: Token
    root: Token
    aged: re.Match[str] | None
    persons: Collection[int]

    def draft(self, rule: str) -> QuantityDraft:
        """The number as an age."""
        return QuantityDraft.of(self.text, self.number, self.root, "age", "year", rule)
