"""The times of a sentence as claims use them: dates as they stand, and the intervals that two of them or a length make.

"from 2012 to 2014" is 2012/2014; "since 2021" reaches to the article's day; "in the last 12 months" ends with it;
"the three months to June" are 2024-04/2024-06, and so are the second three of "the first six months of 2024".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as Date
from functools import partial
from itertools import pairwise
from operator import attrgetter

from pipeline.extract import lexicons
from pipeline.extract.facts.length_intervals import from_length
from pipeline.extract.times import windows
from pipeline.records import FactTime, Span, Time

_any = partial(lexicons.one_of, "time_cues")
_SINCE = re.compile(r"\bsince\s(?:the (?:end|start|beginning) of )?$", re.I)
_SINCE_CLAUSE = re.compile(r"\bsince\s(?:[^\s,;:.][^\s,;:]*\s){1,7}(?:(?:in|on|at|during|early|late)\s){0,2}$", re.I)
_UNTIL = re.compile(rf"\b(?:{_any(cue='through')})\s(?:at least )?(?:the end of )?$", re.I)
_BETWEEN = re.compile(r"\b(?:between|from)\s(?:the )?$", re.I)
_TO = re.compile(r",?\s?(?:and|to|up to|through to|until|till|through|–|-)\s?(?:the )?", re.I)
_BEFORE_SPAN = re.compile(r"[\s-](?:to|through)[\s-]", re.I)
_SPAN = re.compile(rf"[\s-](?:{_any(cue='span')})\b", re.I)
_IN = re.compile(rf"\b(?:{_any(cue='span_in')})\s(?:the )?$", re.I)
_UP_TO = re.compile(rf"\s(?:{_any(cue='span_to')})\s", re.I)
_AND = re.compile(r",?\s(?:and|&)\s(?:(?:on|in)\s)?", re.I)
_SO_FAR = re.compile(rf"\b(?:{_any(cue='so_far')})\s(?:in\s)?$", re.I)
_SO_FAR_BEHIND = re.compile(rf",?\s(?:{_any(cue='so_far')})\b", re.I)
_CALENDAR = re.compile(r"\d{4}(?:-(?:\d\d|Q\d|H\d|W\d\d))?")
_TO_DATE = re.compile(r"(?:to.date|td)$", re.I)
_QUARTER = re.compile(r"[\s-]quarter\b", re.I)
_QUARTER_OF = re.compile(r"[\s-]quarter\s(?:of|in)\s(?:the\s)?", re.I)
_AGO_ON = re.compile(r"ago,?\son\s", re.I)
_SO_FAR_VALUE = re.compile(
    r"(\d{4})-01-01/(\1-\d\d-\d\d)\2"
)  # the interval of "so far in 2023", with the article's day
_SAME = re.compile(r"\bsame\s", re.I)
_RESPECTIVELY = "respectively"
_JOINED = re.compile(r"\s?[-–/]\s?")
_DAY_PART = re.compile(r"(\d{4}-\d\d-\d\d)T(?:MO|AF|EV|NI)")
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)T.*")
_NAMES_DAY = re.compile(
    "|".join(
        rf"\b(?:{lexicons.one_of('time_words', **{'class': name})})\b" for name in ("WDAY", "MONTH", "AMONTH", "DEICT")
    ),
    re.I,
)
_PERIOD_BOUND = re.compile(
    rf",?\s(?:(?:that|which)\s)?(?:{_any(cue='period_begun')})\s(?:(?:on|in)\s)?|\s\((?:{_any(cue='period_ended')})\s(?:on\s)?",
    re.I,
)
_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_TIMEX_ALONE = re.compile(r"\d{4}-H[12]|\d{2,3}|\d{4}-W\d\d-WE")
_SINCE_CHARACTERS = 28  # "since the beginning of "
_CLAUSE_CHARACTERS = 80  # what has happened since
_OVERNIGHT = "overnight"
_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class ClaimTime:
    """A time that a claim of the sentence may hold at.

    Attributes:
        time: As the claim would have it.
        anchor: Offset of the word whose place in the sentence counts: its own, or that of "since".
        since: Whether it reaches from a date up to the article's day.
        length: Whether it is a length of time that the article's day or another date makes an interval.
        until: Whether it reaches from the article's day up to a date.
        joined: Whether two dates bound it.
        edge: Whether it is the first or the last of two dates that bound an interval, or the one since when the other
            candidate reaches: "first", "last", "since" or empty.
    """

    time: FactTime
    anchor: int
    since: bool = False
    length: bool = False
    until: bool = False
    joined: bool = False
    edge: str = ""


def candidates(text: str, times: list[Time], sentence: Span, date: str | None) -> Iterator[ClaimTime]:
    """The sentence's dates and intervals in text order.

    Args:
        text: The article's text.
        times: The article's time expressions, in text order.
        sentence: The sentence.
        date: The article's date, or None.
    """
    inside = times[bisect_left(times, sentence.start, key=_START) : bisect_left(times, sentence.end, key=_START)]
    paired = text.rfind(_RESPECTIVELY, sentence.start, sentence.end)
    number, so_far = 0, ""
    while number < len(inside):
        claims, used = _claims(text, inside[number:], sentence, date, paired)
        for claim in claims:
            so_far = claim.time.value if date and _SO_FAR_VALUE.fullmatch(claim.time.value + date[:10]) else so_far
            yield _same_so_far(claim, so_far) if so_far else claim
        number += used


def _claims(
    text: str, times: list[Time], sentence: Span, date: str | None, paired: int
) -> tuple[Iterable[ClaimTime], int]:
    """What the first of some times means to a claim, if anything, and how many of them that takes in.

    ``paired`` is where "respectively" stands in their sentence, -1 for nowhere.
    """
    time = times[0]
    follow, after, *_ = [*times[1:3], None, None]
    if time.type == "DURATION":
        told = follow is not None and after is not None and _bounds(text, follow, after)  # "six days from 3 to 9 May"
        made = None if told else from_length(text, time, follow, date)
        if made is None:
            return (), 1
        taken = 2 if follow is not None and made.end > time.end else 1
        return (ClaimTime(made, made.start, length=True),), taken
    if time.type not in ("DATE", "TIME") or not time.value[:1].isdigit():
        return (), 1
    if follow is not None and _bounds(text, time, follow):
        return _joined(text, time, follow, after)
    listed = _listed(text, times, paired)
    if listed:
        return _joined(text, time, listed[-1], None)[0], 1 + len(listed)
    if follow is not None and follow.type == "DATE" and _AGO_ON.fullmatch(text, time.end - 3, follow.start):
        return (), 1  # "three weeks ago on August 11" is that day
    taken = 2 if follow is not None and _tells_which(text, time, follow) else 1
    single = _single(text, time, sentence, date)
    if single is None:
        return (), taken
    own = FactTime(time.text, time.start, time.end, time.type, _iso(time), time.id)
    return (single, *([ClaimTime(own, time.start, edge="since")] if single.since else ())), taken


def _joined(text: str, time: Time, last: Time, after: Time | None) -> tuple[Iterable[ClaimTime], int]:
    """The interval of two dates, with each of them, and how many times it takes in."""
    taken, end, value = 2, last, _quarter(text, time, last)
    if value is not None and after is not None and (year := _of_year(text, last, after)) is not None:
        taken, value, end = 3, f"{year}{value[4:]}", after
    value = value or f"{time.value.split('T')[0]}/{last.value.split('T')[0]}"
    span = FactTime(text[time.start : end.end], time.start, end.end, "DATE", value, time.id)
    made = [ClaimTime(span, time.start, joined=True)]
    for edge, one in (("first", time), ("last", last)) if "Q" not in value else ():
        own = FactTime(one.text, one.start, one.end, one.type, _iso(one), one.id)
        made.append(ClaimTime(own, time.start, joined=True, edge=edge))
    return made, taken


def _same_so_far(claim: ClaimTime, so_far: str) -> ClaimTime:
    """ "The same period last year" beside "so far in 2023": up to the same day of that year."""
    value = claim.time.value
    if not _YEAR.fullmatch(value) or _SAME.search(claim.time.text) is None:
        return claim
    return replace(claim, time=replace(claim.time, value=f"{value}-01-01/{value}{so_far[-6:]}"))


def _single(text: str, time: Time, sentence: Span, date: str | None) -> ClaimTime | None:
    """A date as it stands, or the interval from it to the article's day ("since"), or from that to it ("through")."""
    value, start = _iso(time), time.start
    if "T" in value:
        part = (_CLOCK if _NAMES_DAY.search(time.text) else _DAY_PART).fullmatch(value)
        if part is None or time.text.lower() == _OVERNIGHT:
            return None
        value = part.group(1)
    since = _SINCE.search(text, max(sentence.start, start - _SINCE_CHARACTERS), start) or _SINCE_CLAUSE.search(
        text, max(sentence.start, start - _CLAUSE_CHARACTERS), start
    )
    until = False
    if since is not None:
        if date is None or "/" in value:
            return None
        value = f"{_edge(time) or value}/{date}"
    elif date is not None and _DATE.fullmatch(value) and value > date[: len(value)]:
        until = _UNTIL.search(text, max(sentence.start, start - _SINCE_CHARACTERS), start) is not None
        value = f"{date[: len(value)]}/{value}" if until else value
    elif date is not None and _under_way(time, date) and _so_far(text, time):
        value = f"{time.begin}/{date[:10]}"
    made = FactTime(time.text, start, time.end, time.type, value, time.id)
    return ClaimTime(made, since.start() if since else start, since=since is not None, until=until)


def _tells_which(text: str, time: Time, follow: Time) -> bool:
    """Whether a date only tells which period is meant: "the week starting May 6", "its second quarter (ended July 27)"."""
    if time.begin is None or time.finish is None or follow.begin is None or follow.finish is None:
        return False
    bounded = _PERIOD_BOUND.fullmatch(text, time.end, follow.start)
    return bounded is not None and time.begin <= follow.begin and follow.finish <= time.finish


def _edge(time: Time) -> str | None:
    """The day that begins or ends a month or more: of "the start of 2019", "the end of March"."""
    return {"START": time.begin, "END": time.finish}.get(time.mod or "")


def _under_way(time: Time, date: str) -> bool:
    """Whether the article's day stands in a time, behind its first day."""
    if time.begin is None or time.finish is None or not _CALENDAR.fullmatch(time.value):
        return False
    return time.begin < date[:10] <= time.finish


def _so_far(text: str, time: Time) -> bool:
    """Whether a period is told up to the article's day: "so far in 2026", "this year to date", "month-to-date"."""
    if _TO_DATE.search(time.text):
        return True
    low = max(0, time.start - windows.TWO_WORDS_CHARACTERS)
    return _SO_FAR.search(text, low, time.start) is not None or _SO_FAR_BEHIND.match(text, time.end) is not None


def _iso(time: Time) -> str:
    """The value in ISO 8601, which has no halves, decades, centuries, weekends or nine months: these are intervals."""
    if time.begin is None or time.finish is None:
        return time.value
    if _YEAR.fullmatch(time.value) and (time.begin[5:], time.finish[5:]) != ("01-01", "12-31"):
        return f"{time.begin[:7]}/{time.finish[:7]}"
    if not _TIMEX_ALONE.fullmatch(time.value):
        return time.value
    fine = 10 if time.value.endswith("WE") else 7 if "H" in time.value else 4
    return f"{time.begin[:fine]}/{time.finish[:fine]}"


def _bounds(text: str, time: Time, follow: Time) -> bool:
    """Whether two dates bound one interval: "between April and June", "2012/13", "Nov. 5-7", "the May to June period"."""
    clocks = time.type == follow.type == "TIME" and _CLOCK.fullmatch(time.value) and _CLOCK.fullmatch(follow.value)
    if not clocks and (follow.type != "DATE" or {"T", "/"} & {*time.value, *follow.value}):
        return False
    if not follow.value[:1].isdigit() or clocks and time.value[:10] == follow.value[:10]:
        return False
    low, gap = max(0, time.start - windows.TWO_WORDS_CHARACTERS), (time.end, follow.start)
    bounded = any(
        before.search(text, low, time.start) and between.fullmatch(text, *gap)
        for before, between in ((_BETWEEN, _TO), (_IN, _UP_TO))
    )
    named = _BEFORE_SPAN.fullmatch(text, *gap) and _SPAN.match(text, follow.end)
    glued = _JOINED.fullmatch(text, *gap) and _DATE.fullmatch(time.value) and len(time.value) == len(follow.value)
    return bool(bounded or named or glued) and (time.begin or "") <= (follow.begin or "")


def _quarter(text: str, first: Time, last: Time) -> str | None:
    """The quarter that two months name: "the April to June quarter"."""
    if not _QUARTER.match(text, last.end) or len(first.value) != 7 or first.value[:4] != last.value[:4]:
        return None
    number, rest = divmod(int(first.value[5:]), 3)
    return f"{first.value[:4]}-Q{number + 1}" if rest == 1 and int(last.value[5:]) == 3 * number + 3 else None


def _of_year(text: str, last: Time, year: Time) -> str | None:
    """The year of the quarter that ends with a month, told behind it: "the January-March quarter of 2016"."""
    if not _QUARTER_OF.fullmatch(text, last.end, year.start) or year.begin is None or year.finish is None:
        return None
    if _YEAR.fullmatch(year.value) or year.finish[:4] == year.begin[:4]:
        return year.begin[:4]
    return year.begin[:4] if last.value[5:] > year.finish[5:7] else year.finish[:4]  # an accounting year


def _listed(text: str, times: list[Time], paired: int) -> list[Time]:
    """The times behind the first that go on in a list without a gap: "on Monday and Tuesday", "in 2018, 2019 and 2020".

    None where each has an amount of its own: where "respectively" stands behind them, at ``paired``.
    """
    out: list[Time] = []
    if len(times) == 1 or times[1].end <= paired:
        return out
    for time, follow in pairwise(times):
        if not _follows(time, follow):
            break
        out.append(follow)
        if _AND.fullmatch(text, time.end, follow.start):
            return out
        if text[time.end : follow.start] != ", ":
            break
    return []


def _follows(time: Time, follow: Time) -> bool:
    """Whether of two times one is a day, month or year and the other the next."""
    alike = _DATE.fullmatch(time.value) and _DATE.fullmatch(follow.value) and len(time.value) == len(follow.value)
    if not alike or not time.finish or not follow.begin:
        return False
    return Date.fromisoformat(follow.begin).toordinal() - Date.fromisoformat(time.finish).toordinal() == 1
