"""Times reckoned from another: "two days ago", "a year earlier", "the same period last year"."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.times import calendar as values
from pipeline.extract.times.calendar import Period
from pipeline.extract.times.meaning import FINE_TO_COARSE, VAGUE, Context, Expression, Meaning
from pipeline.extract.times.named import NEAR


@dataclass(frozen=True, slots=True)
class Ago:
    """A length of time before or after the article's date or a mention: "two days ago", "a year earlier".

    Attributes:
        parts: Counts and units; a count None is unknown.
        sign: -1 before, 1 after.
        anchor: "article" or "mention".
        grain: The unit it is told in, where a word names one ("two years ago today"); else the smallest counted.
    """

    parts: tuple[tuple[float | None, str], ...]
    sign: int
    anchor: str
    grain: str = ""

    def resolve(self, context: Context) -> Meaning:
        if any(count is None for count, _ in self.parts):
            told_back = self.anchor == "mention" and context.direction() <= 0  # "months later he resigned"
            return Meaning(VAGUE[-1 if told_back else self.sign])
        unit = self._unit()
        if (told := self._before_told(context)) is not None:
            return Meaning(told.value, told)
        mention = self._mention(unit, context)
        day = mention.first if mention else context.article
        if day is None or (mention is None and self._adrift(context)):
            return Meaning(VAGUE[self.sign])
        for count, each in self.parts:
            day = values.moved(day, each, self.sign * (count or 0.0))
        # A year before a quarter is a quarter, but a year before a day is a year.
        keeps = mention is not None and unit == "Y" and mention.unit in ("M", "Q", "H", "S")
        period = values.containing(mention.unit if keeps and mention else unit, day)
        return Meaning(period.value, period)

    def _unit(self) -> str:
        """The unit that the result is told in."""
        unit = min((u for _, u in self.parts), key=lambda u: FINE_TO_COARSE.index(u) if u in FINE_TO_COARSE else -1)
        unit = "D" if unit in values.CLOCK_UNITS else "W" if unit == "FN" else unit
        if unit in ("DE", "CE") and any((count or 0.0) % 1 for count, _ in self.parts):
            unit = "Y"  # half a century ago
        return self.grain or unit

    def _before_told(self, context: Context) -> Period | None:
        """So many months or years before the period told of: "a year earlier", "three months earlier"."""
        if len(self.parts) != 1 or self.sign > 0 or self.grain:
            return None
        count, unit = self.parts[0]
        told = context.told.of(None, context.position, context.article)
        if told is None or count is None or count % 1 or context.position - context.told.end > 4 * NEAR:
            return None
        if self.anchor == "article":
            recent = context.article is not None and 0 <= (context.article - told.first).days < 500
            if (
                (count, unit) != (1.0, "Y")
                or told.unit == "Y"
                or not recent
                or context.position - context.told.end > NEAR
            ):
                return None
        elif unit not in ("Y", "M", "Q") or (unit != "Y" and told.unit == "Y"):
            return None
        if unit == "M" and told.unit != "M" and count % 3:
            return None
        later = context.mention("Y")
        if self.anchor == "mention" and later is not None and later.first.year < told.first.year - 1:
            return None
        return values.shifted(told, unit, -int(count))

    def _adrift(self, context: Context) -> bool:
        """Whether it counts from within a longer time gone by: "in May 2012 … two days later"."""
        coarse = context.mention("CE", near=NEAR) if self.anchor == "mention" else None
        return coarse is not None and context.article is not None and coarse.last < context.article

    def _mention(self, unit: str, context: Context) -> Period | None:
        if self.anchor == "mention":
            return context.mention(unit if unit in FINE_TO_COARSE else "D", near=4 * NEAR)
        return None


@dataclass(frozen=True, slots=True)
class SamePeriod:
    """The period mentioned last, in another year: "the same period last year", "the year-earlier quarter".

    Attributes:
        unit: Of the period, or None for any.
        year: The other year; None for the year before the period's own.
    """

    unit: str | None
    year: Expression | None

    def resolve(self, context: Context) -> Meaning:
        period = self._base(context)
        other = self.year.resolve(context).period if self.year else None
        if period is None:
            if other:
                return Meaning(other.value, other)
            if context.article is None:
                return Meaning("PAST_REF")
            period = values.containing("Y", context.article)
        years = other.first.year - period.first.year if other else -1
        years = years or -1  # "the same quarter last year" told in January of the fourth
        period = values.shifted(period, "Y", years)
        return Meaning(period.value, period)

    def _base(self, context: Context) -> Period | None:
        """The period that another year is taken of: the one told of, else the last of the unit mentioned or ended."""
        told = context.told.of(self.unit, context.position, context.article)
        if told is not None and told.unit != "Y":
            return told
        if self.unit is None:
            return None
        last = context.latest.get(self.unit)
        if context.article is None or (last is not None and (context.article - last.last).days < 400):
            return last
        running = values.containing(self.unit, context.article)
        ended = self.unit in ("Q", "H") and self.year is None
        return values.shifted(running, self.unit, -1) if ended else running
