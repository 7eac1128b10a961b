"""Datelines: the place, day and agency before the first sentence of a report, "LONDON, May 3 (Agency) -".

They are no part of the sentence, and may be all that dates a text. The forms are those of the style books of the large
agencies (the AP Stylebook's entry "datelines"; Reuters, AFP, Xinhua and the wires of press releases differ in order).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = 800
"""Characters of a text in which its dateline begins: a headline and a byline may come before."""
_MOST_LINES = 6
_SHORTEST = 4
# Nothing of a word is left over: a run of capitals would otherwise be split in every way there is.
_CAPS = r"[A-Z]{2}[A-Z.'’]{0,20}(?!\w)"
_NAME = r"[A-Z][\w.'’-]{1,20}(?!\w)"
_SMALL = r"(?:de|da|do|del|la|el|of|am|upon|sur)"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUNE|JULY|AUG|SEPT|OCT|NOV|DEC)"
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s\d{4})"
_NAMED = rf"(?:[A-Z][a-z]{{2,5}}day,?\s)?(?:{_MONTH}\.?\s{_NUMBER}{_YEAR}?|{_NUMBER}\s{_MONTH}\.?{_YEAR}?)"
_DAY = rf"(?:{_NAMED}|\d{{1,2}}(?:/\d{{1,2}}/|\.\d{{1,2}}\.)\d{{4}}|\d{{4}}-\d\d-\d\d)"
_FULL = re.compile(
    rf"(?<![\w/])(?:{_MONTH}\.?\s{_NUMBER}{_YEAR}|{_NUMBER}\s{_MONTH}\.?{_YEAR}|\d{{4}}-\d\d-\d\d)(?![\w/])"
)
_AGENCY = r"\((?!\d)[^()\n]{2,40}\)|/[A-Z][^/\n]{1,40}/"
_END = r"[ ]?(?:—|–|--)[ ]{0,3}|[ ]-[ ]|\.-[ ]|:[ ]|[ ](?=[A-Z])"
_LINE = re.compile(
    rf"""
    (?P<before>{_DAY}[ ](?:—|–|--?|\|)[ ])?              # May 3, 2024 – LONDON –
    (?P<caps>{_CAPS}(?:[ /-]{_CAPS}){{0,4}})?          # LONDON, NEW YORK, KYIV/LONDON
    (?P<place>{_NAME}(?:[ /](?:{_SMALL}[ ])?{_NAME}){{0,2}})?           # Tokyo, which needs more behind it
    (?P<region>,[ ](?!{_DAY}){_NAME}(?:[ ]{_NAME}){{0,3}})?
    (?P<day>(?:,[ ]|[ ])?{_DAY}\.?)?
    (?P<agency>[ ,-]{{0,3}}(?:{_AGENCY})\.?)?
    (?P<end>{_END})
    (?P<behind>{_DAY}(?::|[ ](?:—|–|--?))[ ])?         # PARIS (AFP) - 12 July 2019:
    (?=["'“‘(]?[A-Z0-9$£€])
    """,
    re.VERBOSE,
)
_BRACKETED = re.compile(rf"\[(?:{_CAPS}|{_NAME})(?:[ /]{_NAME}){{0,3}}(?:,[ ]{_NAME})?,?[ ](?P<day>{_DAY})\][ ]?")
_TICKER = re.compile(r"\([A-Z]{4,5}\)")  # "Microsoft (MSFT) - Shares rose"
_LABEL = re.compile(r"(?m)^[A-Z][A-Z .'-]{1,30}:\s")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a dateline stands, what is behind it excluded, and the day in it as written, null if there is none."""

    start: int
    end: int
    day: str | None


def dateline(text: str) -> Dateline | None:
    """The dateline of a text, null if it has none.

    One with a place in capitals needs a dash behind it, others need a day or an agency, or a region and a dash, and must
    begin the text. A name with a colon is a dateline unless other lines begin so: then it is a speaker's.
    """
    start = 0
    for number, line in enumerate(text[:_HEAD].split("\n")):
        if number >= _MOST_LINES:
            return None
        lead = len(line) - len(line.lstrip())
        found = _LINE.match(text, start + lead, start + lead + 160)
        bracketed = _BRACKETED.match(text, start + lead, start + lead + 160)
        if bracketed:
            return Dateline(bracketed.start(), bracketed.end(), bracketed["day"])
        if found and _is_dateline(text, found, first=number == 0):
            day = found["day"] or found["behind"] or found["before"]
            return Dateline(found.start(), found.end(), day.strip(" ,.:—–-|") if day else None)
        start += len(line) + 1
    return None


def full_days(text: str) -> list[str]:
    """The days in a text that have a year, as they are written."""
    return [found[0] for found in _FULL.finditer(text)]


def _is_dateline(text: str, found: re.Match[str], first: bool) -> bool:
    dated, named = bool(found["day"] or found["behind"] or found["before"]), bool(found["agency"])
    end = found["end"].strip()
    if not (found["caps"] or found["place"]):
        return named and end not in ("", ":") and (first or dated)
    if not end:  # "LONDON, March 16. /TASS/. Queen Elizabeth", "Mumbai, Nov 5 (PTI) The bank"
        return dated and named
    if found["caps"]:
        if dated or named or end != ":":
            return True
        return len(found["caps"]) >= _SHORTEST and len(_LABEL.findall(text, 0, 20 * _HEAD)) < 2
    if dated or named:
        sure = bool(found["region"]) or dated
        return (sure and (named or first)) or (first and end != ":" and not _TICKER.search(found["agency"] or ""))
    return first and bool(found["region"]) and end != ":"
