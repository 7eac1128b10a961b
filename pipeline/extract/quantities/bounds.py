"""Words beside a number that bound or blur it: "up to roughly four hours", "500-plus", "10 or more"."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import NamedTuple, cast

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.records import Comparator

_any = partial(lexicons.one_of, "quantity_words")
_WORD = re.compile(r"[A-Za-z]+(?:[.'’](?:(?=[A-Za-z\s])[a-z]*|$))?|[~≈≥≤<>]=?")
_NAMES_IT = re.compile(rf"\s(?:{_any(rule='minimum_of')})\b")
_ADDED = re.compile(r"\s(?:[^\sA-Za-z]|(?:an?|the|its|his|her|their|up|about)\b)")
_CLOSED = re.compile(r"\s*(?:[,.;:)!?–—\"”]|$)", re.MULTILINE)
_JOINTS = " \u00a0-"
# "over the 40" is place or time, "over 40" a bound: an article ends the search.


class Bounds(NamedTuple):
    """What the words around a number say of it; ``start`` is where the first of them begins."""

    comparator: Comparator
    approximate: bool
    start: int
    end: int
    rules: tuple[str, ...]


@cache
def _before() -> dict[tuple[str, ...], tuple[str, bool]]:
    return {
        tuple(_WORD.findall(row["form"])): (row["comparator"], bool(row["approximate"]))
        for row in lexicons.read("approximators")
        if row["side"] == "before"
    }


@cache
def _last_words() -> tuple[str, ...]:
    return tuple(_sizes())


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    """How many words the bounds that end in a word have, the longest first."""
    sizes: dict[str, set[int]] = {}
    for key in _before():
        sizes.setdefault(key[-1], set()).add(len(key))
    return {last: tuple(sorted(found, reverse=True)) for last, found in sizes.items()}


@cache
def _after() -> tuple[re.Pattern[str], dict[str, tuple[str, bool]]]:
    rows = [row for row in lexicons.read("approximators") if row["side"] == "after"]
    table = {row["form"]: (row["comparator"], bool(row["approximate"])) for row in rows}
    forms = sorted(table, key=len, reverse=True)
    words = "|".join(re.escape(form) + (r"(?!\w)" if form[-1].isalpha() else r"(?!\s?\d)") for form in forms)
    firsts = "".join({re.escape(form[0]) for form in forms})
    return re.compile(rf"[ ,]{{0,2}}+(?=[{firsts}])(?P<form>{words})", re.I), table


def _plain(words: str) -> str:
    return words.lower().replace("’", "'")


@cache
def _words_before() -> dict[str, tuple[str, ...]]:
    """What stands before the last word of a bound, by that word: nothing ("about"), or a word of its own ("more than")."""
    found: dict[str, set[str]] = {}
    for key in _before():
        found.setdefault(key[-1], set()).add(key[-2] if len(key) > 1 else "")
    return {last: tuple(words) for last, words in found.items()}


def _may_bound(lead: str) -> bool:
    """Whether the last words before a number are the last of a bound."""
    lead = lead.rstrip(_JOINTS)
    last = lead[lead.rfind(" ") + 1 :]
    if not (last.isascii() and last.isalpha()):
        return last.endswith(_last_words())
    known = _words_before().get(last)
    return known is not None and lead[: -len(last)].rstrip(_JOINTS).endswith(known)


def before(text: str, start: int) -> tuple[str, bool, int, list[str]]:
    """Bounds in front of ``start``: (comparator or "", approximate, start of the first bounding word, rules)."""
    lead = _plain(text[max(0, start - windows.BOUNDS_CHARACTERS) : start])
    if not _may_bound(lead):
        return "", False, start, []
    words = list(_WORD.finditer(lead))
    plain = [word.group() for word in words]
    table = _before()
    comparator, approximate, first, rules = "", False, start, []
    at, edge = len(words), len(lead)
    while at:
        for size in _sizes().get(plain[at - 1], ()):
            if size > at:
                continue
            run, key = words[at - size : at], tuple(plain[at - size : at])
            if key in table and _joined(lead, run, edge) and not _in_compound(text, start - len(lead), run[0]):
                break
        else:
            break
        found, blurs = table[key]
        edge = run[0].start()
        at -= size
        if found or blurs or "estimated" in key:
            first = start - len(lead) + edge
            approximate |= blurs
            comparator = comparator or found
            rules.append("bound:" + " ".join(key))
    return comparator, approximate, first, rules


def _in_compound(text: str, floor: int, word: re.Match[str]) -> bool:
    """Whether "over" or "under" is the second part of a compound: "a five-over 77"; words are counted from ``floor``."""
    start = floor + word.start()
    return text[start - 1 : start] == "-" and word.group() in ("over", "under") and text[start - 2].isalnum()


def _joined(lead: str, run: list[re.Match[str]], edge: int) -> bool:
    """Whether only white space (or a hyphen) stands between the words and before ``edge``."""
    ends = [m.start() for m in run[1:]] + [edge]
    return all(lead[m.end() : end].strip(_JOINTS) == "" for m, end in zip(run, ends, strict=True))


def after(text: str, end: int) -> tuple[str, bool, int, list[str]]:
    """Bounds behind ``end``: (comparator or "", approximate, end of the bounding words, rules)."""
    pattern, table = _after()
    match = pattern.match(text, end)
    if match is None:
        return "", False, end, []
    if match.group("form") in ("Max", "Min", "Plus"):
        return "", False, end, []  # "737 Max", "Meridian 5 Plus": a name
    if match.group("form").lower() == "plus" and _ADDED.match(text, match.end()):
        return "", False, end, []  # "$50m, plus $5m in fees"
    if match.group("form").lower() in ("minimum", "maximum") and _NAMES_IT.match(text, match.end()):
        return "", False, end, []  # "the $9 minimum wage"
    if _opens_an_aside(text, match):
        return "", False, end, []
    comparator, approximate = table[match.group("form").lower()]
    cue = match.group("form").lower().replace("+", "plus")  # a "+" in a rule's name joins it to another
    return comparator, approximate, match.end(), [f"bound:{cue}"]


def _opens_an_aside(text: str, bound: re.Match[str]) -> bool:
    """Whether a comma parts bounding words from the number before: they bound what follows ("$9m, roughly a third of")."""
    apart = bound.group().startswith(",") or bound.group().startswith(" ,")
    forward = tuple(_WORD.findall(bound.group("form").lower())) in _before()
    return apart and forward and _CLOSED.match(text, bound.end()) is None


def bounds(text: str, start: int, number_end: int, end: int) -> Bounds:
    """Bounds of the quantity ``text[start:end]`` whose number ends at ``number_end``."""
    comparator, approximate, first, rules = before(text, start)
    last = end
    for place in dict.fromkeys((number_end, end)):
        found, blurs, reached, why = after(text, place)
        if why and not (comparator and found):
            comparator, approximate = comparator or found, approximate or blurs
            rules += why
            last = max(last, reached)
    return Bounds(cast(Comparator, comparator or "="), approximate, first, last, tuple(rules))
