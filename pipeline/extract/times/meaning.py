"""What time expressions mean: small expressions that an article's date and the times before them turn into periods."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from pipeline.extract.times import calendar as values
from pipeline.extract.times.calendar import Period

FINE_TO_COARSE = ("D", "W", "WE", "M", "Q", "S", "H", "Y", "DE", "CE", "ML")
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
        direction: Gives below, at or above 0 for what the words around the present expression say: past, nothing,
            future; -2 and 2 where they leave no doubt.
        position: Offset of the present expression.
    """

    article: date | None
    direction: Callable[[], int] = lambda: 0
    mentions: deque[tuple[int, Period]] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    latest: dict[str, Period] = field(default_factory=dict)
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
        period = values.shifted(base, self.unit, self.count) if self.count else base
        return Meaning(period.value, period)


@dataclass(frozen=True, slots=True)
class Containing:
    """The quarter, month or week that a date lies in: "the quarter ended June 30"."""

    unit: str
    day: Expression

    def resolve(self, context: Context) -> Meaning:
        day = self.day.resolve(context).period
        if day is None:
            return Meaning(VAGUE[-1])
        period = values.containing(self.unit, day.last)
        return Meaning(period.value, period)


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
        if self.count:
            period = values.shifted(period, self.unit, self.count)
        return Meaning(period.value, period)
