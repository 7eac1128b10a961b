"""The words of time expressions: a text becomes a short string of symbols, one for each word that may matter.

Every class of ``lexicons/time_words.tsv`` and every numeric form below has a symbol, a single private character; all
else between them is one OTHER. The grammar (``timex_grammar``) is regular expressions over that string, a tenth as
long as the text, so that a few dozen rules cost less than a millisecond an article.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import numeric

from pipeline.extract import lexicons


@dataclass(slots=True, eq=False)
class Node:
    """A word or a finished part of a time expression.

    Attributes:
        symbol: Its class: a terminal of the lexicon, or a name that a rule of the grammar gave.
        start: Offset of its first character in the text.
        end: Offset behind its last character.
        value: What it means; the type goes with the symbol.
        mod: TIMEX3 mod, or None.
    """

    symbol: str
    start: int
    end: int
    value: Any = None
    mod: str | None = None


class Symbols(dict[str, str]):
    """One private character for each name, given at first use, in the order of use."""

    def __missing__(self, name: str) -> str:
        self[name] = chr(0xE000 + len(self))
        return self[name]


SYMBOLS = Symbols()
OTHER = SYMBOLS["OTHER"]

# The alternatives stand in the order of their frequency in news as far as their first characters allow it.
_TOKEN = re.compile(
    r"""
    [ ]*+(?:
    (?P<HALVES>\d*\s?[½¼¾])
  | (?P<WORD>(?![QHF][1-4Y]|[ap]\.?m\b|[AP]\.?M\b)[^\W\d_]++(?![\d_]))
  | (?P<COMMA>,)
  | (?P<STOP>[.;:"“”()?!]++)
  | (?P<S>['’]s\b)
  | (?P<MONEY>[$£€¥₹]\s?\d[\d,.]*|\d[\d,.]{0,40}\s?%)
  | (?P<ISO>\d{4}-\d\d-\d\d(?:[T\ ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])|\d{4}/\d\d/\d\d(?![\w/]))
  | (?P<SLASH>\d\d?(?P<mark>[/.-])\d\d?(?P=mark)(?:\d{4}|\d\d)(?![\w/-]|\.[\w.])|\d\d?/\d\d?/(?:\d{4}|\d\d)(?![\w/]))
  | (?P<SEPT11>9/11(?![\d/]))
  | (?P<CLOCKAP>\d{1,2}(?:[:.]\d\d){0,2}\s?(?:[AaPp]\.\s?[Mm]\b\.?|[AaPp][Mm]\b))
  | (?P<CLOCK>\d{1,2}:\d\d(?::\d\d)?(?![\d:]))
  | (?P<DECADE>(?:1\d|20)\d0['’]?s\b|['’]?[2-9]0['’]?s\b)
  | (?P<SYEAR>['’]\d\d\b(?!['’]))
  | (?P<ORDNUM>\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<QTOK>(?:Q[1-4]|[1-4]Q|H[12]|[12]H)(?:(?:[ -]?FY[ -]?|['’])\d\d(?:\d\d)?)?\b|[1-4]Q\d\d\b|[12]H\d\d\b|FY\s?['’]?\d\d(?:[-–/]\d\d)?\b|FY\s?20\d\d\b(?![-–/]\d\d(?!\d)))
  | (?P<FISC>FY(?=\s?20\d\d[-–/]\d\d(?!\d)))
  | (?P<NUNIT>\d+(?:\.\d+)?(?:mins?|hrs?|secs?|hours?|days?|weeks?|months?|years?|yrs?|minutes?|seconds?|\s?h)\b)
  | (?P<MIXED>\d{1,2}[ -][1-7]/[2-8](?![\w/]))
  | (?P<NUMBER>\d+(?:,\d{3})+(?:\.\d+)?(?!\w)|\d+(?:\.\d+)?(?!\w))
  | (?P<AMPM>[AaPp](?:\.\s?[Mm]\b\.?|[Mm]\b))
  | (?P<HYP>[-‐‑–])
  | (?P<SOLIDUS>(?<=[12]\d{3})/(?=\d\d(?:\d\d)?(?![\w/])))
  | (?P<BREAK>\n\s*\n)
  | (?P<OTHER>\w+|[^\w\s])
    )
    """,
    re.VERBOSE,
)
# Sentences that end in a word of four small letters or more end here, and lines; no time expression goes across.
_CHUNK = re.compile(r"(?<=[a-z]{4})[.!?][\"'”’)]*\s|\n\s*\n")
_FIGURE = re.compile(r"[\d½]|\b[AaPp]\.\s?[Mm]\b")
# What the figures of _VITAL have: four digits, marks and letters beside digits.
_DATED = re.compile(
    r"\d{4}|\d[:/-]\d|\d\.\d\d?\.\d|\d[A-Za-z'’]|\d\s?h\b|['’]\d\d|[QHY][1-4\s'’\d]|[AaPp]\.?\s?[Mm]\b|\d\s?[AaPp][.Mm]"
)
_LETTERS = re.compile(r"[^\W_]+")
_LONGEST = 40  # characters; a longer figure is no part of a time, and may be too long to be read at all
_HEADS = frozenset((
    "MONTH", "AMONTH", "WDAY", "WDAYS", "WABB", "UNIT", "UNITS", "YEARW", "SECOND", "QTR", "QTRS", "WKND", "WKNDS",
    "POD", "PODS", "NOON", "DAWN", "TONIGHT", "DEICT", "SEASON", "ASEASON", "SETW", "REFW", "DECWORD", "OCLOCK",
    "HALF", "PAST", "FUTURE", "PRESENT", "HOLI", "PERIOD", "AMPM", "RECENT", "CURR", "LONGW", "SEASONW", "SEASONS",
    "UNITTIME", "FROMNOW", "TODATE", "FISC",
))  # fmt: skip
"""Classes without which (and without a figure) a sentence has no time expression."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicons of words, ready for look-up in lower case.

    Attributes:
        words: Word to symbol name, value, and "cap" or "low" if it counts only with or without a capital.
        phrases: First word to a pattern of the longer phrases that begin with it.
        entries: Phrase to the same as in ``words``.
        heads: Words, or the longest words of phrases, one of which every time expression without figures has.
        zones: The same of time zones, which say something behind figures.
    """

    words: dict[str, tuple[str, Any, str]]
    phrases: dict[str, re.Pattern[str]]
    entries: dict[str, tuple[str, Any, str]]
    heads: frozenset[str]
    zones: frozenset[str]


_COUNTED = frozenset((
    "MONTH", "AMONTH", "WDAY", "WDAYS", "WABB", "DEICT", "NWORD", "TENS", "BIGW", "ORD", "DECWORD", "ONCE", "A",
))  # fmt: skip
"""Classes of words whose value is a number."""


def _value(name: str, text: str) -> Any:
    return int(text) if name in _COUNTED or re.fullmatch(r"-?\d", text) else text


_NUMBERS = {"unit": "NWORD", "teen": "NWORD", "ten": "TENS", "ordinal": "ORD", "decade": "DECWORD"}
_NUMBERS |= dict.fromkeys(("dozen", "hundred", "scale"), "BIGW")
_LAST_DAY = 31
_POWERS = frozenset({12, 100, 1000, 10**6, 10**9})


def _numbers() -> dict[str, tuple[str, Any, str]]:
    """Numbers in words as time expressions use them: no zero, no "second", ordinals up to that of a day."""
    out: dict[str, tuple[str, Any, str]] = {}
    for row in lexicons.read("number_words"):
        name, form = _NUMBERS.get(row["class"]), row["form"]
        if name is None or form == "second" or row["value"] == "0":
            continue
        value = int(row["value"])
        if not (name == "ORD" and value > _LAST_DAY or name == "BIGW" and value not in _POWERS):
            out[form] = (name, _value(name, row["value"]), "")
    return out


@cache
def lexicon() -> Lexicon:
    """The lexicons' words and phrases, read once."""
    entries: dict[str, tuple[str, Any, str]] = {}
    for row in lexicons.read("time_words"):
        entries[row["form"].lower()] = (row["class"], _value(row["class"], row["value"]), row.get("case", ""))
    entries |= _numbers()
    for row in lexicons.read("time_holidays"):
        entries[row["form"]] = ("HOLI", row["rule"], "")
    words = {form: entry for form, entry in entries.items() if form.isalpha()}
    tails: dict[str, list[str]] = {}
    for form in entries:
        first = re.match(r"[^\W\d_]+", form)
        if first and not form.isalpha():
            tails.setdefault(first.group(), []).append(form)
    phrases = {
        first: re.compile("(?i:" + "|".join(map(_loose, sorted(forms, key=len, reverse=True))) + r")(?!\w)")
        for first, forms in tails.items()
    }
    heads = frozenset(
        max(_LETTERS.findall(form), key=len)
        for form, entry in entries.items()
        if entry[0] in _HEADS or (entry[0] in ("NWORD", "TENS", "BIGW") and entry[1] in _CENTURIES)
    )
    zones = frozenset(max(_LETTERS.findall(form), key=len) for form, entry in entries.items() if entry[0] == "ZONE")
    return Lexicon(words, phrases, entries, heads, zones)


def _loose(form: str) -> str:
    """A pattern of a phrase with any white space and either apostrophe."""
    return re.escape(form).replace(r"\ ", r"\s+").replace("'", "['’]")


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _number(text: str) -> tuple[str, int | float]:
    """Symbol name and value: DNUM may be a day of the month, YNUM a year, ZNUM an hour and minute."""
    if not text.isdigit():
        return "BNUM", float(text.replace(",", ""))
    value = int(text)
    if len(text) <= 2:
        return ("DNUM" if 1 <= value <= 31 else "SNUM"), value
    if len(text) == 4:
        return ("ZNUM" if text[0] == "0" else "YNUM" if value < 2200 else "BNUM"), value
    return ("SNUM" if len(text) == 3 else "BNUM"), value


def scan(text: str) -> tuple[str, list[Node]]:
    """Symbols of a text and the node of each; an OTHER parts runs with a time in them."""
    known = lexicon()
    nodes: list[Node] = []
    start = 0
    for boundary in _CHUNK.finditer(text):
        _scan_chunk(text, start, boundary.end(), known, nodes)
        start = boundary.end()
    _scan_chunk(text, start, len(text), known, nodes)
    return "".join([SYMBOLS[node.symbol] for node in nodes]), nodes


def _hyphen(text: str, start: int, end: int) -> tuple[str, None]:
    """A dash where there is a space on either side."""
    spaced = text[start - 1 : start].isspace() and text[end : end + 1].isspace()
    return ("DASH" if spaced else "HYP"), None


def _halves(text: str, start: int, end: int) -> tuple[str, float]:
    """A figure with a fraction sign: "2½"."""
    return "BNUM", int(text[start : end - 1].strip() or 0) + numeric(text[end - 1])


def _mixed(text: str, start: int, end: int) -> tuple[str, float]:
    """A figure with a fraction in figures: "2 1/2"."""
    return "BNUM", int(re.split("[ -]", text[start:end])[0]) + int(text[end - 3]) / int(text[end - 1])


_READ: dict[str, Callable[[str, int, int], tuple[str, Any]]] = {
    "NUMBER": lambda text, start, end: _number(text[start:end]),
    "HALVES": _halves,
    "MIXED": _mixed,
    "ORDNUM": lambda text, start, end: ("ORD", int(text[start : end - 2])),
    "HYP": _hyphen,
    "SEPT11": lambda text, start, end: ("HOLI", "2001-09-11"),
}
"""How a token of a numeric form is read: from its place to the name of its symbol and its value."""


def _scan_chunk(text: str, first: int, last: int, known: Lexicon, nodes: list[Node]) -> None:
    words = _LETTERS.findall(text[first:last].lower())
    if known.heads.isdisjoint(words):
        if not _FIGURE.search(text, first, last):
            return
        if known.zones.isdisjoint(words) and not _DATED.search(text, first, last):
            return  # figures that no run with a time in it can be made of, such as "40 boats"
    skip = first
    kept = len(nodes)
    vital = False
    for match in _TOKEN.finditer(text, first, last):
        name = match.lastgroup or "OTHER"
        start, end = match.span(name)
        if start < skip:
            continue
        value: Any = None
        if name == "WORD":
            name, value, end = _word(text, start, end, known)
            skip = end
        elif end - start > _LONGEST:
            name = "OTHER"
        elif name in _READ:
            name, value = _READ[name](text, start, end)
        if name not in _SILENT:
            vital = vital or name in _VITAL or (name in ("NWORD", "TENS", "BIGW") and value in _CENTURIES)
            nodes.append(Node(name, start, end, text[start:end] if value is None else value))
        elif len(nodes) > kept:
            kept = _closed(nodes, kept, vital, start, end)
            vital = False
    _closed(nodes, kept, vital, last, last)


def _closed(nodes: list[Node], kept: int, vital: bool, start: int, end: int) -> int:
    """Ends a run of nodes with an OTHER, or drops the run if no time expression can be made of it."""
    if vital:
        nodes.append(Node("OTHER", start, end))
    else:
        del nodes[kept:]
    return len(nodes)


_VITAL = _HEADS | frozenset(
    ["ISO", "SLASH", "SEPT11", "CLOCKAP", "CLOCK", "DECADE", "SYEAR", "QTOK", "NUNIT", "YNUM", "ZNUM", "ZONE"]
)
_CENTURIES = frozenset({17, 18, 19, 20, 1000})
"""Numbers in words that a year in words begins with or has: "nineteen eighty-five", "two thousand and eight"."""
_SILENT = frozenset(["OTHER", "BREAK", "MONEY", "SKIP", "STOP"])


def _word(text: str, start: int, end: int, known: Lexicon) -> tuple[str, Any, int]:
    """Symbol name, value and end of the word at an offset, or of the longest phrase of the lexicon there."""
    word = text[start:end].lower()
    entry = known.words.get(word)
    pattern = known.phrases.get(word)
    if pattern is not None and (found := pattern.match(text, start)):
        phrase = known.entries.get(_plain(found.group()))
        if phrase is not None and not (phrase[2] == "cap" and text[start].islower()):
            return phrase[0], phrase[1], found.end()
    if entry is None or (entry[2] and (entry[2] == "cap") == text[start].islower()):
        return "OTHER", None, end
    # A month's abbreviation owns its full stop where a number or a comma shows that no sentence ends.
    if entry[0] in ("MONTH", "AMONTH", "WABB") and end - start < 6 and _ABBREVIATED.match(text, end):
        end += 1
    return entry[0], entry[1], end


_ABBREVIATED = re.compile(r"\.(?=,?\s+[\d'’]|,|[\s-](?:quarter|half)\b)")
