"""The table of units: ``lexicons/units.tsv`` and currencies, read into forms that text is looked up in.

The grammar of the table stands at its head. Everything is read at the first use and kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import get_args

from pipeline.extract.units.contexts import conditions
from pipeline.extract.units.types import Reading, Unit, forms_of
from pipeline.records import Kind

_ENDLESS = re.compile(r"[eE][+-]?[\d_]{4,}|.{200}", re.DOTALL)
"""Numbers that no unit needs, and that take any amount of memory."""
_LARGEST = 1e60
"""Of a factor or offset: prefixes are still to be multiplied with it, and lengths make volumes."""
_PREFIXES: dict[str, tuple[str, Fraction]] = {
    "a": ("atto", Fraction(1, 10**18)),
    "f": ("femto", Fraction(1, 10**15)),
    "p": ("pico", Fraction(1, 10**12)),
    "n": ("nano", Fraction(1, 10**9)),
    "µ": ("micro", Fraction(1, 10**6)),
    "m": ("milli", Fraction(1, 1000)),
    "c": ("centi", Fraction(1, 100)),
    "d": ("deci", Fraction(1, 10)),
    "h": ("hecto", Fraction(100)),
    "k": ("kilo", Fraction(1000)),
    "M": ("mega", Fraction(10**6)),
    "G": ("giga", Fraction(10**9)),
    "T": ("tera", Fraction(10**12)),
    "P": ("peta", Fraction(10**15)),
    "E": ("exa", Fraction(10**18)),
    "Z": ("zetta", Fraction(10**21)),
    "Y": ("yotta", Fraction(10**24)),
}
"""SI prefixes (SI Brochure, 9th edition, table 7)."""

_RATE_KINDS = {("length", "duration"): "speed", ("data_size", "duration"): "data_rate"}
_KEPT = 4096
"""Names of units that a table keeps what it found for."""
_MICRO = ("µ", "μ", "u")  # micro sign, Greek mu and the typewriter's way out
_POWERS = (("square", "sq", "2²", "area", 2), ("cubic", "cu", "3³", "volume", 3))


class Table:
    """Forms and names of units.

    Args:
        known: Units that rows may add forms to without defining them.

    Attributes:
        units: Each unit by canonical name.
        words: Readings by lower-case words joined by single spaces.
        symbols: Readings by exact form.
        symbol_lengths: By the first character of the keys of ``symbols``, their lengths, longest first.
        longest: By the first word of a form, the greatest number of words that such a form has.
    """

    def __init__(self, known: Mapping[str, Unit] | None = None) -> None:
        self._known = known or {}
        self.units: dict[str, Unit] = {}
        self.words: dict[str, list[Reading]] = {}
        self.symbols: dict[str, list[Reading]] = {}
        self.longest: dict[str, int] = {}
        self.symbol_lengths: dict[str, list[int]] = {}
        self._named: dict[str, Unit | None] = {}

    def unit(self, name: str) -> Unit | None:
        """The unit or currency of a canonical name, "X per Y" of two known units included; None if there is none."""
        if name in self.units:
            return self.units[name]
        if name not in self._named:
            first, _, second = name.partition(" per ")
            one, per = (self.unit(first), self.unit(second)) if second else (None, None)
            made = self.combined(one, per) if one is not None and per is not None and one.kind != "money" else None
            if len(self._named) >= _KEPT:
                self._named.clear()
            self._named[name] = made
        return self._named[name]

    def combined(self, unit: Unit, per: Unit) -> Unit:
        """The unit "X per Y": one of the table if it has it, else made of the two."""
        name = f"{unit.name} per {per.name}"
        known = self.units.get(name)
        if known is not None:
            return known
        kind = _RATE_KINDS.get((unit.kind, per.kind), "rate")
        factor, base = unit.factor / per.factor, f"{unit.base} per {per.base}" if unit.base and per.base else None
        if kind == "data_rate":
            factor, base = factor * 8, "bit per second"
        symbol = f"{unit.symbol}/{per.symbol}" if unit.symbol and per.symbol else None
        return Unit(name, kind, factor, 0.0, base, symbol)  # type: ignore[arg-type]

    def add_word(self, form: str, candidate: Reading) -> None:
        """Add a form that is matched in any case; readings with conditions come before those without."""
        words = form.lower().replace("-", " ").replace(".", " ").split()
        if not words:
            return
        _insert(self.words.setdefault(" ".join(words), []), candidate)
        self.longest[words[0]] = max(len(words), self.longest.get(words[0], 0))

    def add_symbol(self, form: str, candidate: Reading) -> None:
        """Add a form that is matched in exactly this case."""
        _insert(self.symbols.setdefault(form, []), candidate)
        lengths = self.symbol_lengths.setdefault(form[0], [])
        if len(form) not in lengths:
            lengths.append(len(form))
            lengths.sort(reverse=True)

    def add_row(self, row: Mapping[str, str]) -> None:
        """Add a row of a table of units.

        Args:
            row: Its cells by column name, as :func:`pipeline.extract.lexicons.rows` gives them.

        Raises:
            ValueError: It has an unknown kind, condition or prefix, a factor that is no number, or names a unit that
                no row defines; the message says what is wrong and what to write instead.
        """
        name, kind = row["name"], row.get("kind", "")
        if not name:
            raise ValueError("there is no name; write the unit's singular English name in the first cell")
        if kind:
            if kind not in get_args(Kind):
                raise ValueError(f"{kind!r} is no kind; write one of {', '.join(get_args(Kind))}")
            factor, offset = _fraction(row.get("factor") or "1"), _fraction(row.get("offset") or "0")
            symbol, base = row.get("symbol") or None, row.get("base") or None
            if factor <= 0:
                raise ValueError(f"the factor {row['factor']} leads nowhere; write one greater than 0")
            if not 1 / _LARGEST <= factor <= _LARGEST or abs(offset) > _LARGEST:
                raise ValueError(f"the factor or offset is beyond {_LARGEST:g}, which no unit needs")
            unit = Unit(name, kind, float(factor), float(offset), base, symbol)  # type: ignore[arg-type]
            self.units.setdefault(name, unit)
        elif (found := self.units.get(name) or self._known.get(name)) is not None:
            unit, factor, symbol = found, Fraction(found.factor), found.symbol
        else:
            raise ValueError("no row before this one defines it; fill in kind, and factor and base if it has them")
        candidate = Reading(unit, conditions(row.get("context", "")))
        forms = forms_of(row.get("words", ""))
        if kind and forms and not row.get("context") and name.replace(" ", "").replace("-", "").isalpha():
            forms = list(dict.fromkeys([name, *forms]))
        for form in forms:
            if not form.replace(" ", "").replace("-", "").replace(".", "").isalpha():
                raise ValueError(f"{form!r} has more than letters and belongs to the symbols")
            self.add_word(form, candidate)
        for form in filter(None, row.get("symbols", "").split("|")):
            self.add_symbol(form, candidate)
        for prefix in row.get("prefixes", "").split():
            self._add_prefixed(unit, factor, symbol, forms or forms_of(name), prefix)
        if kind == "length":
            self._add_powers(unit, factor, forms)

    def _add_prefixed(self, unit: Unit, factor: Fraction, symbol: str | None, forms: list[str], prefix: str) -> None:
        short = prefix.removeprefix("~")
        if short not in _PREFIXES:
            raise ValueError(f"{prefix!r} is no SI prefix; write some of {' '.join(_PREFIXES)}")
        long, scale = _PREFIXES[short]
        made = Unit(
            long + unit.name, unit.kind, float(factor * scale), 0.0, unit.base, short + symbol if symbol else None
        )
        self.units.setdefault(made.name, made)
        candidate = Reading(made)
        words = [long + form for form in forms if len(form) > 2]
        words += [f"{long}-{form}" for form in forms if len(form) > 2 and " " not in form]
        for word in words:
            self.add_word(word, candidate)
        symbols = [mark + symbol for mark in (_MICRO if short == "µ" else (short,))] if symbol else []
        if prefix == short:
            for form in symbols:
                self.add_symbol(form, candidate)
        if made.kind == "length":
            self._add_powers(made, factor * scale, words, symbols if prefix == short else [])

    def _add_powers(self, unit: Unit, factor: Fraction, forms: list[str], symbols: list[str] | None = None) -> None:
        """The areas and volumes that a length gives."""
        symbols = symbols if symbols is not None else [unit.symbol] if unit.symbol and unit.symbol.isalpha() else []
        for word, short, marks, kind, power in _POWERS:
            made = Unit(
                f"{word} {unit.name}",
                kind,  # type: ignore[arg-type]
                float(factor**power),
                0.0,
                f"{word} metre",
                f"{unit.symbol}{marks[1]}" if unit.symbol else None,
            )
            self.units.setdefault(made.name, made)
            candidate = Reading(made)
            for form in forms:
                for before in (word, short):
                    self.add_word(f"{before} {form}", candidate)
                self.add_word(f"{short}{form}", candidate)
            for symbol in symbols:
                for mark in marks:
                    self.add_symbol(symbol + mark, candidate)
                for before in (short, word):
                    self.add_word(f"{before} {symbol}", candidate)
                self.add_word(short + symbol, candidate)


def _fraction(cell: str) -> Fraction:
    """A decimal, or two with "/" between them."""
    top, _, bottom = cell.partition("/")
    try:
        if _ENDLESS.search(cell):
            raise ValueError
        return Fraction(top) / Fraction(bottom or 1)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{cell!r} is no number; write a decimal such as 0.3048 or a fraction such as 5/9") from None


def _insert(readings: list[Reading], candidate: Reading) -> None:
    """Put a reading behind those that have conditions, if it has some, else at the end; each once."""
    if candidate in readings:
        return
    if candidate.conditions:
        at = next((i for i, other in enumerate(readings) if not other.conditions), len(readings))
        readings.insert(at, candidate)
    else:
        readings.append(candidate)
