"""Time expressions with a name or a count: "April", "the second Monday of June", "9 a.m.", "a year earlier"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.extract.times import calendar as values
from pipeline.extract.times.calendar import Period
from pipeline.extract.times.meaning import VAGUE, Context, Expression, Meaning

NEAR = 300
"""Characters within which an earlier mention still lends its period to "a year earlier" and its day to a clock time."""

_NEAR_DAYS = 10
"""Days by which a date may lie behind the article's although the verb is past: an article that is dated too early."""


@dataclass(frozen=True, slots=True)
class Named:
    """A period named within a year or week: a month, season, quarter, half, day of a month, holiday, weekday.

    Attributes:
        kind: M, S, Q, H, MD (month and day), HOL or WD.
        name: Number of the month, quarter, half or weekday (1 Monday); season's letters; holiday's rule.
        day: Day of the month for MD; for a weekday one that it must fall on ("Friday the 13th"), or 0.
        within: The year (or, for a weekday, the week) it lies in, where one is named.
        which: -1 last, 0 this, 1 next; None where no such word stands.
        anchor: "article", or "mention" for "the following Monday".
    """

    kind: str
    name: int | str
    day: int = 0
    within: Expression | None = None
    which: int | None = None
    anchor: str = "article"

    def resolve(self, context: Context) -> Meaning:
        if self.within is not None:
            whole = self.within.resolve(context).period
            if whole is not None:
                period = self._in_week(whole.first) if self.kind == "WD" else self.in_year(whole.first.year)
                if whole.unit == "N" and period.first < whole.first:
                    period = self.in_year(whole.last.year)  # "the March quarter of 2017-18"
                return Meaning(period.value, period)
            return Meaning(self.unanchored())
        if self.kind == "HOL" and len(str(self.name)) == 10:
            period = self.in_year(1)
            return Meaning(period.value, period)
        mention = context.mention("D") if self.anchor == "mention" else None
        if self.which is None and mention is None and (tale := self._in_story(context)) is not None:
            return Meaning(tale.value, tale)
        base = mention.last if mention else context.article
        if base is None:
            return Meaning(self.unanchored())
        which = self.which if not mention else (self.which or 1)
        period = self._weekday(base, which, context) if self.kind == "WD" else self._nearby(base, which, context)
        return Meaning(period.value, period)

    def in_year(self, year: int) -> Period:
        """The period of this name in a year."""
        match self.kind:
            case "M":
                return values.months("M", year, int(self.name))
            case "Q":
                return values.months("Q", year, int(self.name) * 3 - 2)
            case "H":
                return values.months("H", year, int(self.name) * 6 - 5)
            case "S":
                return values.months("S", year, values.SEASONS[str(self.name)])
            case "HOL":
                day = values.holiday(str(self.name), year)
            case _:
                day = date(year, int(self.name), self.day)
        return Period("D", day, day)

    def opening(self, end: Period) -> Period:
        """The last period of this name before another that ends a span: November of "from November to February"."""
        if self.kind == "WD":
            day = end.first - timedelta(days=(end.first.isoweekday() - int(self.name)) % 7)
            return Period("D", day, day)
        period = self.in_year(end.first.year)
        return period if period.first < end.first else self.in_year(end.first.year - 1)

    def _in_story(self, context: Context) -> Period | None:
        """The next period of this name in what is told of a year gone by: "In 2007 ... On Dec. 9 she was let go"."""
        last = context.story(NEAR)
        if last is None or self.kind in ("WD", "HOL") or context.direction() > 0:
            return None
        period = self.in_year(last.first.year)
        if last.unit in ("D", "M") and period.last < last.first:
            period = self.in_year(last.first.year + 1)
        return period

    def unanchored(self) -> str:
        """The value where no year is known."""
        match self.kind:
            case "M":
                return f"XXXX-{self.name:02}"
            case "Q" | "H":
                return f"XXXX-{self.kind}{self.name}"
            case "S":
                return f"XXXX-{self.name}"
            case "WD":
                return f"XXXX-WXX-{self.name}"
            case "HOL":
                rule = str(self.name)
                return f"XXXX-{rule}" if rule[2:3] == "-" and rule[3].isdigit() else "XXXX-XX-XX"
            case _:
                return f"XXXX-{self.name:02}-{self.day:02}"

    def _in_week(self, day: date) -> Period:
        found = day - timedelta(days=day.weekday()) + timedelta(days=int(self.name) - 1)
        return Period("D", found, found)

    def _weekday(self, base: date, which: int | None, context: Context) -> Period:
        """News: a bare weekday is the article's own day or the last before it, a later one if the verb says so."""
        back = (base.isoweekday() - int(self.name)) % 7
        if self.day:
            ahead = context.direction() > 0
            for week in range(60):
                found = base + timedelta(days=(7 - back + 7 * week) if ahead else -back - 7 * week)
                if found.day == self.day:
                    return Period("D", found, found)
        if which == -1:
            offset = -(back or 7)
        elif which == 1:
            offset = 7 - back
        elif back == 0:
            offset = 0
        elif which == 0:
            offset = -back if context.direction() < 0 else 7 - back
        else:
            offset = 7 - back if context.direction() > 0 else -back
        found = base + timedelta(days=offset)
        return Period("D", found, found)

    def _around(self, base: date) -> list[Period]:
        """The periods of this name in the years about a day, in order; never none."""
        periods = []
        for year in range(max(base.year - 8, 1), min(base.year + 9, 9999)):
            # Leap days and the like exist in some years alone.
            if abs(year - base.year) > 1 and not (self.kind == "MD" and self.day == 29 and self.name == 2):
                continue
            try:
                periods.append(self.in_year(year))
            except ValueError:
                continue
        if not periods:
            raise ValueError(f"no day {self.name}-{self.day} around {base.year}")
        return periods

    def _nearby(self, base: date, which: int | None, context: Context) -> Period:
        """Which of the periods of this name is meant on a day: by "last", "this" or "next", else by the tense."""
        periods = self._around(base)
        before = [p for p in periods if p.last < base]
        begun = [p for p in periods if p.first <= base]
        after = [p for p in periods if p.first > base]
        if which == -1 and before:
            return before[-1]
        if which == 1 and after:
            return after[0]
        if which == 0 and self.kind != "HOL" and self.name != "WI":
            return self.in_year(base.year)  # this autumn, this May
        if which == 0 or self.kind in ("MD", "HOL"):
            return self._nearest(base, which, begun, after, context)
        if context.direction() > 0:
            ahead = next((p for p in periods if p.last >= base), begun[-1] if begun else after[0])
            if self.kind == "Q" and before and ahead.first > base and base - before[-1].last < ahead.first - base:
                return before[-1]  # just ended, its results are to come: "will report its third quarter"
            return ahead
        return begun[-1] if begun else after[0]

    @staticmethod
    def _nearest(base: date, which: int | None, begun: list[Period], after: list[Period], context: Context) -> Period:
        """The nearer of the last one and the next one; where both are far off, the tense decides."""
        if not begun or not after:
            return (begun or after)[-1 if begun else 0]
        past, future = begun[-1], after[0]
        behind, ahead = max((base - past.last).days, 0), (future.first - base).days
        if which is None:
            direction = context.direction()
            if direction > 1 or (direction < -1 and ahead > _NEAR_DAYS) or (direction and min(behind, ahead) > 60):
                return future if direction > 0 else past
        return past if behind <= ahead else future


@dataclass(frozen=True, slots=True)
class Opening:
    """The first of two that bound a span, reckoned from the other: "from Monday to Friday", "November to February"."""

    first: Named
    end: Named

    def resolve(self, context: Context) -> Meaning:
        end = self.end.resolve(context).period
        if end is None:
            return Meaning(self.first.unanchored())
        period = self.first.opening(end)
        return Meaning(period.value, period)


@dataclass(frozen=True, slots=True)
class Nth:
    """The n-th unit or weekday of a longer period: "the last week of August", "the second Monday of June"."""

    nth: int
    unit: str
    weekday: int
    whole: Expression

    def resolve(self, context: Context) -> Meaning:
        whole = self.whole.resolve(context).period
        if whole is None:
            direction = context.direction()
            return Meaning(VAGUE[(direction > 0) - (direction < 0)] if context.article else "XXXX-XX-XX")
        if self.weekday:
            first = whole.first + timedelta(days=(self.weekday - whole.first.isoweekday()) % 7)
            last = whole.last - timedelta(days=(whole.last.isoweekday() - self.weekday) % 7)
            day = last + timedelta(days=7 * (self.nth + 1)) if self.nth < 0 else first + timedelta(7 * (self.nth - 1))
            period = Period("D", day, day)
        else:
            edge = whole.last if self.nth < 0 else whole.first
            if self.unit == "W" and whole.unit == "Y":
                # ISO 8601: the year's first week is that of 4 January, its last that of 28 December.
                edge = edge.replace(day=28 if self.nth < 0 else 4)
            steps = self.nth + 1 if self.nth < 0 else self.nth - 1
            period = values.containing(self.unit, values.moved(edge, self.unit, steps))
        if period.first > whole.last:
            raise ValueError(f"{whole.value} has no {self.nth} {self.unit}")
        return Meaning(period.value, period)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, on a day of its own or on the one mentioned just before, else the article's."""

    time: str
    day: Expression | None = None

    def resolve(self, context: Context) -> Meaning:
        if self.day is not None:
            meaning = self.day.resolve(context)
            if meaning.period is None:
                return Meaning((meaning.value if "X" in meaning.value else "XXXX-XX-XX") + self.time)
            period = meaning.period
        else:
            near = context.mention("D", near=NEAR)
            if near is None and context.story(NEAR) is not None:
                return Meaning("XXXX-XX-XX" + self.time)
            if near is None and context.article is None:
                return Meaning("XXXX-XX-XX" + self.time)
            period = near or values.containing("D", context.article or date.min)
        return Meaning(period.value + self.time, period)
