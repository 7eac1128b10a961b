"""What a unit of measurement is, and one reading of a form that stands for it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.units.contexts import Condition
from pipeline.records import Kind


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement or a currency.

    Attributes:
        name: Canonical singular English name, ISO 4217 code for money, "X per Y" for rates.
        kind: Kind of a quantity in this unit.
        factor: ``base value = value * factor + offset``. For a hundredth of a currency the value in the currency.
        offset: See ``factor``; 0.0 for all but temperatures.
        base: SI or natural base unit; None for money and where there is none.
        symbol: The usual symbol.
    """

    name: str
    kind: Kind
    factor: float
    offset: float = 0.0
    base: str | None = None
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a form, with the conditions under which it holds; none means always.

    ``family`` is a name that several currencies share ("rupee"): the article settles which of them it is.
    """

    unit: Unit
    conditions: tuple[Condition, ...] = ()
    family: str | None = None


@dataclass(frozen=True, slots=True)
class AddedUnits:
    """The lines of a user's table of units, in the format of ``lexicons/units.tsv``, and its name for messages."""

    source: str
    lines: tuple[str, ...]


def forms_of(cell: str) -> list[str]:
    """The forms that a cell of the column "words" stands for, plurals included."""
    out: list[str] = []
    for form in filter(None, cell.split("|")):
        one, slash, many = form.partition("/")
        if form.startswith("~"):
            out.append(form[1:])
        elif slash and not one.endswith(" "):
            out += [one, many]
        else:
            out += [form, form + ("es" if form.endswith(("ch", "sh", "x", "ss")) else "s")]
    return out
