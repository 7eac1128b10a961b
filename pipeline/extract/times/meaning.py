"""What time expressions mean: small expressions that an article's date and the times before them turn into periods."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from pipeline.extract.times import calendar as values
from pipeline.extract.times import windows
from pipeline.extract.times.calendar import Period
from pipeline.extract.times.told import PeriodTold

FINE_TO_COARSE = ("D", "W", "WE", "M", "Q", "S", "H", "N", "P", "Y", "DE", "CE", "ML")
_LONG_GONE = 3  # years before the article's
_REMEMBERED = 8  # mentions before an expression that it may hang on
VAGUE = {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """A TIMEX3 value, and the days it covers where they are known."""

    value: str
    period: Period | None = None


@dataclass(slots=True)
class Context:
    """What is known where an expression stands.

    Attributes:
        article: The article's date, or None.
        mentions: The periods mentioned last, each with the offset behind its mention, in text order.
        latest: The period of each unit that was mentioned last.
        told: The period that the article tells of, which year-ago and "the quarter" are reckoned from.
        direction: Gives below, at or above 0 for what the words around the present expression say: past, nothing,
            future; -2 and 2 where they leave no doubt.
        position: Offset of the present expression.
    """

    article: date | None
    direction: Callable[[], int] = lambda: 0
    mentions: deque[tuple[int, Period]] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    latest: dict[str, Period] = field(default_factory=dict)
    told: PeriodTold = field(default_factory=PeriodTold)
    position: int = 0

    def note(self, end: int, period: Period) -> None:
        """Notes a period whose mention ends at an offset."""
        self.mentions.append((end, period))
        self.latest[period.unit] = period

    def mention(self, finest: str = "CE", near: int | None = None) -> Period | None:
        """The period mentioned last that is no coarser than ``finest``, within ``near`` characters if given."""
        limit = FINE_TO_COARSE.index(finest)
        for end, period in reversed(self.mentions):
            if near is not None and self.position - end > near:
                return None
            if FINE_TO_COARSE.index(period.unit) <= limit:
                return period
        return None

    def story(self, near: int) -> Period | None:
        """The time of a tale of a year long gone, or of any year if the article has no date.

        The last mention within ``near`` characters, unless it is compared with.

        Args:
            near: Characters.
        """
        if not self.mentions:
            return None
        end, period = self.mentions[-1]
        if self.position - end > near or FINE_TO_COARSE.index(period.unit) > FINE_TO_COARSE.index("Y"):
            return None
        if self.told.period is not period and period.unit != "D":
            return None
        if self.article is None:
            return period
        return period if self.article.year - period.last.year >= _LONG_GONE else None


class Expression(Protocol):
    """Anything that has a meaning in a context."""

    def resolve(self, context: Context) -> Meaning:
        """The meaning.

        Raises:
            ValueError: The date does not exist or lies outside the years 1 to 9999.
        """


@dataclass(frozen=True, slots=True)
class Absolute:
    """A period that needs no context."""

    period: Period

    def resolve(self, context: Context) -> Meaning:
        return Meaning(self.period.value, self.period)


@dataclass(frozen=True, slots=True)
class Vague:
    """PAST_REF, PRESENT_REF or FUTURE_REF, or another fixed value."""

    value: str

    def resolve(self, context: Context) -> Meaning:
        return Meaning(self.value)


@dataclass(frozen=True, slots=True)
class Relative:
    """So many units before or after the article's date: "yesterday", "next week"."""

    unit: str
    count: int

    def resolve(self, context: Context) -> Meaning:
        if context.article is None:
            return Meaning(VAGUE[(self.count > 0) - (self.count < 0)])
        base = values.containing(self.unit, context.article)
        count = self.count
        if (
            self.unit == "W"
            and context.article.isoweekday() == 7
            and (count == -1 or (not count and context.direction() >= 0))
        ):
            count += 1  # on a Sunday "last week" is the one that ends, and "this week" the one to come
        period = values.shifted(base, self.unit, count) if count else base
        return Meaning(period.value, period)


_MONTHS = {"Q": 3, "H": 6}
_MOST_OF_A_YEAR = 360  # days


@dataclass(frozen=True, slots=True)
class Containing:
    """The half, quarter, month or week that ends with a date: "the quarter ended June 30", "the June quarter"."""

    unit: str
    day: Expression

    def resolve(self, context: Context) -> Meaning:
        day = self.day.resolve(context).period
        if day is None:
            return Meaning(VAGUE[-1])
        if self.unit in _MONTHS:
            period = values.months_to(day.last, _MONTHS[self.unit])
        else:
            period = values.containing(self.unit, day.last)
        return Meaning(period.value, period)


@dataclass(frozen=True, slots=True)
class Reported:
    """The period whose figures are at hand: "the latest quarter", "the period", "the full year".

    The period told of if it is such a one, else the last one that has ended by the article's day.

    Attributes:
        unit: M, Q, H or Y, or None for "the period".
        back: How many periods before it: 1 for "the prior quarter".
        running: Months of a year for which a running one is meant all the same: figures of a full year come out by
            March, forecasts for it later.
    """

    unit: str | None
    back: int = 0
    running: int = 0

    def resolve(self, context: Context) -> Meaning:
        period = context.told.of(self.unit, context.position, context.article)
        if period is None and (self.unit is None or context.article is None):
            if self.unit is None:
                raise ValueError("no period told of")
            return Meaning(VAGUE[-1])
        if period is None and self.unit and context.article:
            running = values.containing(self.unit, context.article)
            ahead = context.direction() > 0 if context.article.month <= self.running else bool(self.running)
            period = running if ahead else values.shifted(running, self.unit, -1)
        if period is not None and self.back:
            period = values.shifted(period, self.unit or period.unit, -self.back)
        if period is None:
            return Meaning(VAGUE[-1])
        return Meaning(period.value, period)


@dataclass(frozen=True, slots=True)
class YearBefore:
    """A named period, a year earlier: "the year-ago third quarter", "the third quarter a year earlier"."""

    named: Expression

    def resolve(self, context: Context) -> Meaning:
        told = context.told.of(None, context.position, context.article)
        period = self.named.resolve(context).period
        if period is None:
            return Meaning(VAGUE[-1])
        if told is not None and told.unit == period.unit and context.article:
            first = min(told.first, context.article)
            while period.first >= first:
                period = values.shifted(period, "Y", -1)
        else:
            period = values.shifted(period, "Y", -1)
        return Meaning(period.value, period)


@dataclass(frozen=True, slots=True)
class Offset:
    """So many units before or after a date that is named: "ten days after March 4", "the day before last Thursday"."""

    parts: tuple[tuple[float, str], ...]
    sign: int
    day: Expression

    def resolve(self, context: Context) -> Meaning:
        period = self.day.resolve(context).period
        if period is None:
            return Meaning(VAGUE[self.sign])
        day = period.first
        for count, unit in self.parts:
            day = values.moved(day, unit, self.sign * count)
        found = values.containing(self.parts[-1][1], day)
        return Meaning(found.value, found)


@dataclass(frozen=True, slots=True)
class Weekend:
    """ "this weekend" is the coming one unless the verb is past, "the weekend" the last one unless it is future."""

    this: bool

    def resolve(self, context: Context) -> Meaning:
        if context.article is None:
            return Meaning("XXXX-WXX-WE")
        period = values.containing("WE", context.article)
        direction = context.direction()
        if context.article < period.first and (direction < 0 if self.this else direction <= 0):
            period = values.shifted(period, "W", -1)
        return Meaning(period.value, period)


@dataclass(frozen=True, slots=True)
class Anaphor:
    """So many units before or after the time mentioned last: "the following year", "that week", "the same day"."""

    unit: str
    count: int

    def resolve(self, context: Context) -> Meaning:
        story = context.story(windows.TALE_CHARACTERS) if self.unit == "D" and not self.count else None
        if story is not None and story.unit != "D":
            return Meaning((story.value if story.unit == "M" else f"{story.value}-XX") + "-XX")
        reported = self._reported(context) if self.unit == "Q" and self.count <= 0 else None
        if reported is not None:
            return Meaning(reported.value, reported)
        mention = context.mention(self.unit)
        if mention and not self.count and context.article and mention.last < context.article and self.unit in "YQ":
            if context.direction() > 0:
                mention = None  # "for the year it expects" is no year gone by
        day = mention.first if mention else context.article
        if day is None:
            return Meaning(VAGUE[(self.count > 0) - (self.count < 0)])
        if mention and context.article and mention.first <= context.article <= mention.last:
            day = context.article  # "this week … the end of the month": a week may begin in the month before
        period = values.containing(self.unit, day)
        if (
            mention
            and self.unit == "Y"
            and mention.unit == "N"
            and (mention.last - mention.first).days > _MOST_OF_A_YEAR
        ):
            period = mention  # an accounting year
        if self.count:
            period = values.shifted(period, self.unit, self.count)
        return Meaning(period.value, period)

    def _reported(self, context: Context) -> Period | None:
        """The quarter told of, or the last that has ended: "the quarter", "the previous quarter" in a report."""
        told = context.told.of("Q", context.position, context.article)
        ahead = context.direction() > 0
        if told is None:
            if self.count or ahead or context.article is None:
                return None
            return values.shifted(values.containing("Q", context.article), "Q", -1)
        if ahead and context.article and told.last < context.article:
            return None
        return values.shifted(told, "Q", self.count) if self.count else told
