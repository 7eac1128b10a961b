"""What a number in a text is."""

from __future__ import annotations

import sys
from typing import Literal, NamedTuple

Form = Literal[
    "digits", "words", "mixed", "fraction", "half", "article", "multiple", "ratio", "vague", "dimensions", "other"
]


class Number(NamedTuple):
    """A number as it stands in a text, without sign of currency and without unit.

    Attributes:
        start: Offset of its first character; a range that begins with "between" or "from" begins there.
        end: Offset after its last character, multiplier included. "half an" and "a quarter of a" before a unit take in
            the article, so that the unit follows directly.
        value: Its value; None for a range, a vague number and a code. The lines of "1920x1080", width over height for
            "16:9".
        low: Smaller end of a range, in the unit of its right-hand end; the order of magnitude of a vague number
            ("hundreds of thousands" 100000.0); else None.
        high: Greater end of a range, ten times ``low`` for a vague number; else None.
        form: How it is written: "digits"; "words"; "mixed" ("2.5 million", "4.2bn"); "fraction" (½, 3/4); "half" (a
            half, two-thirds, a quarter); "article" ("a million", "a dozen", and "million-dollar" with nothing before
            it); "multiple" ("twice", "doubled", "tenfold", "10x"); "ratio" ("one in five", "nine out of 10");
            "vague" ("tens of thousands", "several hundred"); "dimensions" ("1920x1080", "16:9"); "other" for what is
            clearly no number: codes, dates in digits, clock times, scores, versions, phone numbers, decades.
        ordinal: Whether it is an ordinal ("third", "21st").
        multiplier: Surface of its multiplier ("million", "bn", "lakh crore").
        part: 1 or 2 for an end of a range or ratio, else 0.
        bare: For digits with an ambiguous suffix ("7m", "4K") the same digits alone, in case the suffix is a unit.
        parts: Both ends of a range, in text order; the two numbers of a ratio or of dimensions. An end's span is its
            own, so its currency and unit are found beside it.
    """

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    form: Form
    ordinal: bool = False
    multiplier: str | None = None
    part: int = 0
    bare: Number | None = None
    parts: tuple[Number, Number] | None = None

    def as_part(self, part: int) -> Number:
        """The number as the first or second of two that make one."""
        return Number(
            self.start, self.end, self.value, self.low, self.high, self.form, False, self.multiplier, part, self.bare
        )


def make(start: int, end: int, value: float, form: Form, multiplier: str | None = None) -> Number:
    """A number with a value."""
    return Number(start, end, value, None, None, form, False, multiplier)


def code(start: int, end: int) -> Number:
    """What is written like a number and is none."""
    return Number(start, end, None, None, None, "other")


def ratio(top: int, bottom: int) -> float:
    """The quotient of two integers, correctly rounded; the greatest float where it is beyond."""
    try:
        return top / bottom
    except OverflowError:
        return sys.float_info.max
