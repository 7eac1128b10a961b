"""The conditions under which an ambiguous form is read as a unit: the column "context" of the tables of units."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import NamedTuple

from pipeline.extract import lexicons
from pipeline.extract.units import windows

_any = partial(lexicons.one_of, "number_contexts")
_WINDOW = 80  # characters either side that "near" looks at
_WORD_AFTER = re.compile(r"[ \u00a0-]+(?:(?:the|an?|its|their)[ ])?([^\W_]+)|\s*([^\s\w])?")
_LAST_NUMBER = re.compile(r"[^\W_]+(?:[.,][0-9]+)*$")
_WORDS_BEFORE = re.compile(r"[^\W\d_]+")
_CURRENCY_BEFORE = re.compile(r"(?:[$£€¥₹₩₽₪฿₫₺₱]|\b(?:Rs|RM|[A-Z]{3}))\.?\s?[0-9][0-9.,]*$")
_INCHES = re.compile(r"\s?[0-9]{1,2}(?:\.[0-9]+)?½?\s?(?:[\"”″]|''|’’|(?![\w'’]))")
_AMOUNT = re.compile(r"[0-9]+(?:[.,][0-9]|\s?(?:m|bn|k|million|billion|thousand)\b)")
_MILLIONS = re.compile(rf"[0-9][0-9.,]*[\s-]?(?:{_any(rule='scaled')})\b")
_BRACKETED = re.compile(r"\([^\s()]{0,2}[0-9][0-9.,]*$")
_SIGNED = re.compile(r"(?:^|[\s(])[-−–][0-9]{1,2}(?:\.[0-9])?$")
_SCALED = re.compile(
    r"(?:hundred|thousand|million|billion|trillion|crore|lakh|[0-9\s-](?:[mb]l?n|tr?n|m|b|t|k))[\s-]?$", re.I
)


class FormContext(NamedTuple):
    """Where a form stands: the number ends at ``number``, the form runs from ``start`` to ``end``."""

    text: str
    number: int
    start: int
    end: int
    rated: bool
    """Whether it is the second unit of "X per Y", where there is no number before it."""


Condition = Callable[[FormContext], bool]


def _gap(place: FormContext) -> str:
    """What is between number and form; the form of a currency may stand before the number."""
    return place.text[place.number : place.start] or place.text[place.start : place.number]


def _digits(place: FormContext) -> bool:
    return place.text[place.number - 1 : place.number].isdecimal()


def _decimal(place: FormContext) -> bool:
    match = _LAST_NUMBER.search(place.text, max(0, place.number - windows.NUMBER_CHARACTERS), place.number)
    return match is not None and "." in match.group()


def _currency(place: FormContext) -> bool:
    return (
        _CURRENCY_BEFORE.search(place.text, max(0, place.number - windows.CURRENCY_CHARACTERS), place.number)
        is not None
    )


def _scaled(place: FormContext) -> bool:
    return _SCALED.search(place.text, max(0, place.number - windows.SCALE_CHARACTERS), place.number) is not None


_PLAIN: dict[str, Condition] = {
    "glued": lambda p: p.number == p.start,
    "spaced": lambda p: _gap(p).isspace(),
    "hyphen": lambda p: "-" in _gap(p),
    "joined": lambda p: p.number == p.start or "-" in _gap(p),
    "digits": _digits,
    "decimal": _decimal,
    "currency": _currency,
    "nocurrency": lambda p: not _currency(p),
    "scaled": _scaled,
    "notscaled": lambda p: not _scaled(p),
    "inches": lambda p: _INCHES.match(p.text, p.end) is not None,
    "amount": lambda p: _AMOUNT.match(p.text, p.number) is not None,
    "millions": lambda p: _MILLIONS.match(p.text, p.number) is not None,
    "per": lambda p: p.rated,
    "signed": lambda p: _SIGNED.search(p.text, max(0, p.number - windows.NUMBER_CHARACTERS), p.number) is not None,
    "bracketed": lambda p: (
        _BRACKETED.search(p.text, max(0, p.number - windows.NUMBER_CHARACTERS), p.number) is not None
        and p.text[p.end : p.end + 1] == ")"
    ),
}


def next_word(text: str, end: int) -> str:
    """The word after ``end`` in lower case, "." if punctuation, a line end or nothing follows."""
    match = _WORD_AFTER.match(text, end)
    if match is None or match.group(1) is None:
        return "."
    return match.group(1).lower()


@cache
def _near(words: str) -> re.Pattern[str]:
    return re.compile(r"(?<![^\W\d_])(?:" + "|".join(re.escape(word) for word in words.split(",")) + ")", re.I)


@lru_cache(maxsize=256)
def _in_text(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def near(text: str, start: int, end: int, words: str) -> bool:
    """Whether a word that begins with one of ``words`` (apart by commas) is within 80 characters."""
    return _near(words).search(text, max(0, start - _WINDOW), end + _WINDOW) is not None


def _last_number(place: FormContext, words: frozenset[str]) -> bool:
    match = _LAST_NUMBER.search(place.text, max(0, place.number - windows.NUMBER_CHARACTERS), place.number)
    return match is not None and match.group().lower() in words


def _before(place: FormContext, words: frozenset[str]) -> bool:
    found = _WORDS_BEFORE.findall(place.text, max(0, place.number - windows.WORDS_CHARACTERS), place.number)
    return any(word.lower() in words for word in found[-4:])


def _at_most(place: FormContext, limit: float) -> bool:
    match = _LAST_NUMBER.search(place.text, max(0, place.number - windows.NUMBER_CHARACTERS), place.number)
    try:
        return match is not None and float(match.group().replace(",", "")) <= limit
    except ValueError:
        return False


def _with_words(name: str, value: str) -> Condition:
    if name == "atmost":
        limit = float(value)
        return lambda p: _at_most(p, limit)
    words = frozenset(value.split(","))
    listed = tuple(value.split(","))
    made: dict[str, Condition] = {
        "next": lambda p: next_word(p.text, p.end) in words,
        "number": lambda p: _last_number(p, words),
        "before": lambda p: _before(p, words),
        "near": lambda p: near(p.text, p.number, p.end, value),
        "text": lambda p: _in_text(p.text, listed),
    }
    if name in made:
        return made[name]
    positive = made.get(name.removeprefix("not"))
    if positive is None or not name.startswith("not"):
        raise ValueError(f"{name!r} is no condition")
    return lambda p: not positive(p)


@cache
def conditions(cell: str) -> tuple[Condition, ...]:
    """The conditions that a cell of the column "context" names.

    Raises:
        ValueError: It names one that does not exist.
    """
    out: list[Condition] = []
    spaced = re.sub(r",\s+", ",", cell)
    # a list may hold two-word entries ("hang seng"): a piece without "=" after one with it belongs to it
    pieces: list[str] = []
    for piece in spaced.split():
        if pieces and "=" in pieces[-1] and "=" not in piece and piece.split(",")[0] not in _PLAIN:
            pieces[-1] += " " + piece
        else:
            pieces.append(piece)
    for piece in pieces:
        name, equals, value = piece.partition("=")
        if equals:
            out.append(_with_words(name, value))
        elif name in _PLAIN:
            out.append(_PLAIN[name])
        else:
            raise ValueError(f"{name!r} is no condition")
    return tuple(out)


def holds(tests: tuple[Condition, ...], place: FormContext) -> bool:
    """Whether all conditions hold at a place."""
    return all(test(place) for test in tests)
