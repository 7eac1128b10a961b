"""A grammar of news sentences around a quantity that is known: number x unit or currency x bound x rate x position.

A sentence is a choice of one entry for each part, a tuple of integers, so that a generator can draw it and hypothesis can
shrink it. Numbers that no news would write beside a unit are left out of the lists, not of the check.
"""

from __future__ import annotations

from dataclasses import dataclass

NUMBERS: tuple[tuple[str, float], ...] = (
    *((str(n), float(n)) for n in (2, 7, 14, 23, 38, 64, 95, 120, 346, 780)),
    *((f"{n:,}", float(n)) for n in (1_250, 4_600, 12_780, 45_000, 318_402)),
    *((f"{a}.{b}", float(f"{a}.{b}")) for a in (2, 13, 71) for b in (4, 25, 75)),
    *((f"{n} {word}", n * scale) for n in (3, 27) for word, scale in (("million", 1e6), ("billion", 1e9))),
    *((f"{n} {word}", n * scale) for n in (1.8, 6.5) for word, scale in (("million", 1e6), ("trillion", 1e12))),
    *((f"{a},{b} {word}", (a * 10 + b) * scale / 10) for a in (4, 17) for b in (2, 6) for word, scale in (("million", 1e6),)),
    ("four", 4.0), ("eleven", 11.0), ("twenty-six", 26.0), ("three hundred", 300.0), ("six thousand", 6000.0),
    ("half a million", 5e5), ("two and a half million", 2.5e6), ("a dozen", 12.0),
)  # fmt: skip

UNITS: tuple[tuple[str, str], ...] = (
    ("percent", "percent"), ("per cent", "percent"), ("percentage points", "percentage point"),
    ("basis points", "basis point"), ("kilometres", "kilometre"), ("miles", "mile"), ("metres", "metre"),
    ("feet", "foot"), ("hectares", "hectare"), ("acres", "acre"), ("square miles", "square mile"),
    ("kilograms", "kilogram"), ("tonnes", "tonne"), ("litres", "litre"), ("gallons", "gallon"),
    ("barrels", "barrel"), ("hours", "hour"), ("minutes", "minute"), ("weeks", "week"), ("gigabytes", "gigabyte"),
    ("terabytes", "terabyte"), ("megawatts", "megawatt"), ("gigawatt hours", "gigawatt hour"), ("watts", "watt"),
    ("horsepower", "horsepower"), ("kilometres per hour", "kilometre per hour"), ("megapixels", "megapixel"),
    ("frames per second", "frame per second"), ("gigahertz", "gigahertz"), ("degrees Celsius", "degree Celsius"),
    ("°C", "degree Celsius"), ("° Celsius", "degree Celsius"), ("% ", "percent"), ("euros", "EUR"), ("yen", "JPY"),
    ("US dollars", "USD"), ("Swiss francs", "CHF"), ("Australian dollars", "AUD"), ("Swedish kronor", "SEK"),
)  # fmt: skip
CODES = (
    "USD", "EUR", "GBP", "JPY", "CHF", "SEK", "NOK", "DKK", "AUD", "CAD", "NZD", "HKD", "SGD", "PLN", "CZK", "HUF",
    "INR", "ZAR", "BRL", "MXN",
)  # fmt: skip
MARKS = (
    ("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("A$", "AUD"), ("C$", "CAD"), ("HK$", "HKD"), ("NZ$", "NZD"),
    ("S$", "SGD"), ("C $", "CAD"), ("HK $", "HKD"), ("NZ $", "NZD"), ("S $", "SGD"), ("nz$", "NZD"), ("hk$", "HKD"),
)  # fmt: skip
BOUNDS: tuple[tuple[str, str, bool], ...] = (
    ("", "=", False), ("more than ", ">", False), ("over ", ">", False), ("at least ", ">=", False),
    ("up to ", "<=", False), ("less than ", "<", False), ("no more than ", "<=", False), ("about ", "=", True),
    ("nearly ", "=", True), ("roughly ", "=", True), ("just under ", "<", False), ("older than ", ">", False),
)  # fmt: skip
RATES: tuple[tuple[str, str], ...] = (
    ("", ""), (" a year", " per year"), (" per day", " per day"), (" a month", " per month"), (" each week", " per week"),
    (" every day", " per day"), (" on a weekly basis", " per week"),
)  # fmt: skip
BRACKETS = ("", " (the most so far)", " [sic]")
FRAMES = (
    "Officials said {} was needed.", "The plan, he said, takes {}.", "It was {}, the ministry said.",
    "The report speaks of {}; others disagree.", "\"We are talking of {},\" she said.", "They wanted {} and got it.",
    "Of the sum, {} is left.", "This year: {}.", "The new one has {}, the old one none.", "It came to {} in the end.",
)  # fmt: skip

Choice = tuple[int, int, int, int, int, int]
SIZES: Choice = (
    len(NUMBERS),
    len(UNITS) + 2 * len(CODES) + len(MARKS) + 2 * 3,
    len(BOUNDS),
    len(RATES),
    len(BRACKETS),
    len(FRAMES),
)  # fmt: skip
_MILLIONS = (("MSEK", "SEK", 1e6), ("MEUR", "EUR", 1e6), ("TEUR", "EUR", 1e3))
_MONEY = frozenset((*CODES, "EUR", "JPY"))


@dataclass(frozen=True, slots=True)
class Generated:
    """A sentence and what is known of its quantity."""

    text: str
    value: float
    unit: str
    comparator: str
    approximate: bool


def generate(choice: Choice) -> Generated | None:
    """The sentence of a choice; None where its parts do not go together."""
    number, unit, bound, rate, bracket, frame = choice
    written, value = NUMBERS[number]
    digits = written[0].isdecimal()
    words, comparator, blurred = BOUNDS[bound]
    per, name_per = RATES[rate]
    amount, name, factor = _amount(written, unit, digits)
    if amount is None or (per and name not in _MONEY) or (words and written.startswith(("a ", "half"))):
        return None
    if factor != 1.0 and " " in written:
        return None
    text = FRAMES[frame].format(words + amount + per + BRACKETS[bracket])
    return Generated(text, value * factor, name + name_per, comparator, blurred)


def _amount(written: str, unit: int, digits: bool) -> tuple[str | None, str, float]:
    """A number with the unit of a place in the list, the unit's name, and the factor that the unit adds."""
    for size, write in (
        (
            len(UNITS),
            lambda i: (f"{written}{'' if UNITS[i][0][0] in '°%' else ' '}{UNITS[i][0].strip()}", UNITS[i][1], 1.0),
        ),
        (len(CODES), lambda i: (f"{CODES[i]} {written}", CODES[i], 1.0)),
        (len(CODES), lambda i: (f"{written} {CODES[i]}", CODES[i], 1.0)),
        (len(MARKS), lambda i: (f"{MARKS[i][0]}{written}", MARKS[i][1], 1.0)),
        (3, lambda i: (f"{_MILLIONS[i][0]} {written}", _MILLIONS[i][1], _MILLIONS[i][2])),
        (3, lambda i: (f"{written} {_MILLIONS[i][0]}", _MILLIONS[i][1], _MILLIONS[i][2])),
    ):
        if unit < size:
            amount, name, factor = write(unit)
            if not digits and not amount[-1].islower():
                return None, name, factor  # nobody writes "twelve USD"
            if not digits and not amount.startswith(written):
                return None, name, factor
            if name in ("degree Celsius", "megapixel", "horsepower", "watt") and written[-2:] == "on":
                return None, name, factor
            return amount, name, factor
        unit -= size
    raise IndexError(unit)
