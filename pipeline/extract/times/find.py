"""Time expressions: found, typed and normalised to TIMEX3 on the article's date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date as Date
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.extract.times import rules_basic as timex_basics
from pipeline.extract.times import rules_clock as timex_clock
from pipeline.extract.times import rules_dates as timex_dates
from pipeline.extract.times import rules_lengths as timex_lengths
from pipeline.extract.times import rules_parts as timex_parts
from pipeline.extract.times.calendar import Period, duration_seconds, length
from pipeline.extract.times.cascade import Phase
from pipeline.extract.times.direction import Direction
from pipeline.extract.times.guards import Guard
from pipeline.extract.times.meaning import Anaphor, Context, Meaning, YearBefore
from pipeline.extract.times.named import Named
from pipeline.extract.times.neighbours import (
    closes_span,
    completed,
    dateline,
    from_weekday,
    months_told,
    repeated,
    spanned,
)
from pipeline.extract.times.reckoned import Ago, SamePeriod
from pipeline.extract.times.symbols import Node, scan
from pipeline.extract.times.told import compares
from pipeline.records import Time, TimeType, content_id

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["duration_seconds", "time_spans", "times"]

SURE: dict[str, TimeType] = {
    "DATE": "DATE",
    "MON": "DATE",
    "PER": "DATE",
    "YEAR": "DATE",
    "RYR": "DATE",
    "REF": "DATE",
    "AGODATE": "DATE",
    "TIME": "TIME",
    "DUR": "DURATION",
    "SET": "SET",
}
"""Symbols of finished expressions and their TIMEX3 types."""

DOUBTFUL: dict[str, tuple[TimeType, Callable[[Guard, Node], bool]]] = {
    "SETWORD": ("SET", Guard.set_word),
    "BMON": ("DATE", Guard.named_month),
    "YR": ("DATE", Guard.year),
    "AMON": ("DATE", Guard.month),
    "SEAS": ("DATE", Guard.season),
    "ASEAS": ("DATE", Guard.season),
    "DECADE2": ("DATE", Guard.decade),
    "QUARTER": ("DATE", Guard.part_of_year),
    "HALFYEAR": ("DATE", Guard.part_of_year),
    "THEU": ("DATE", Guard.the_unit),
    "TIMEW": ("TIME", Guard.clock),
    "TIMEP": ("TIME", Guard.daypart),
    "BU": ("DURATION", Guard.bare_units),
}
"""Symbols of expressions that may be something else, their types, and what must hold of their surroundings."""

_RECKONED = (SamePeriod, YearBefore)
"""Expressions reckoned from the period told of: comparisons, which nothing is reckoned from."""


@cache
def _phases() -> tuple[Phase, ...]:
    return (
        *timex_clock.phases(),
        *timex_basics.phases(),
        *timex_dates.phases(),
        *timex_parts.phases(),
        *timex_lengths.phases(),
    )


def times(text: str, date: str | None, article_id: str, doc: Doc | None = None) -> list[Time]:
    """Time expressions of an article in text order; they do not overlap.

    Args:
        text: The article's text.
        date: Its ISO date, to which relative expressions are anchored; without one they keep X values (``XXXX-04``)
            or become PAST_REF, PRESENT_REF and FUTURE_REF. Nothing depends on today's date.
        article_id: The article's id, part of the ids of its times.
        doc: The parsed article over the same text, if there is one: tenses and entities serve as evidence.

    Raises:
        ValueError: ``date`` is no ISO date.
    """
    out = []
    for node, kind, meaning in _read(text, Date.fromisoformat(date[:10]) if date else None, doc):
        begin, finish = _interval(kind, meaning.period)
        out.append(
            Time(
                id=content_id("t", article_id, node.start, node.end),
                article_id=article_id,
                text=text[node.start : node.end],
                start=node.start,
                end=node.end,
                type=kind,
                value=meaning.value,
                mod=node.mod,  # type: ignore[arg-type]
                begin=begin,
                finish=finish,
            )
        )
    return out


def time_spans(text: str) -> list[tuple[int, int, str]]:
    """Start, end and type of every time expression, for those who need to know which numbers are parts of one."""
    return [(node.start, node.end, kind) for node, kind, _ in _read(text, None, None)]


def _read(text: str, article: Date | None, doc: Doc | None) -> Iterator[tuple[Node, TimeType, Meaning]]:
    symbols, nodes = scan(text)
    for phase in _phases():
        symbols, nodes = phase.apply(symbols, nodes, text)
    nodes = repeated(nodes, text)
    direction = Direction(text, doc)
    guard = Guard(text, direction)
    context = Context(dateline(text, article))
    span: Node | None = None  # a length before the present node that may be one of months told of
    opened: tuple[Node, Period] | None = None  # the time before it, that may open a span of months
    for node, expression, kind in _judged(nodes, text, guard):
        if expression == Anaphor("D", 0) and context.mention("D") is None and guard.any_day(node):
            continue
        context.position = node.start
        context.direction = lambda node=node: direction.at(node.start, node.end)  # type: ignore[misc]
        if isinstance(node.value, tuple):
            _note_months(context, text, direction, span, None, None)
            span = node
            meaning = Meaning(length(list(node.value)))
        else:
            closes = span is not None and closes_span(text, span, node)
            if not closes:
                _note_months(context, text, direction, span, None, None)
                span = None
            try:
                meaning = expression.resolve(context)
            except (ValueError, OverflowError):  # out of the years 1 to 9999, no such day, no period told of
                continue
            noted = _note_months(context, text, direction, span, node, meaning.period)
            span = None
            if meaning.period is not None and kind in ("DATE", "TIME") and not isinstance(node.value, _RECKONED):
                _note(context, text, direction, node, meaning.period, told=kind == "DATE" and not noted)
                months = spanned(text, opened, node, meaning.period)
                if months is not None:
                    _note_told(context, text, direction, node, months)
                opened = node, meaning.period
        yield node, kind, meaning


def _judged(nodes: list[Node], text: str, guard: Guard) -> Iterator[tuple[Node, Any, TimeType]]:
    """The nodes that are times, each with what it means beside its neighbours, and its type."""
    joined = 0
    for number, node in enumerate(nodes):
        if node.start < joined:
            continue
        counted = from_weekday(nodes, number, text)
        one = node if counted is None else counted
        joined = one.end
        expression = completed(nodes, number, text) if counted is None else counted.value
        dated = isinstance(expression, Named) and expression.within is not None
        kind = "DATE" if dated and one.symbol == "HALFYEAR" else _type(one, guard)
        if kind is not None and not guard.in_title(one):
            yield one, expression, kind


def _note(context: Context, text: str, direction: Direction, node: Node, period: Period, told: bool) -> None:
    """Notes the period of a time, and, where it may be, as the one told of."""
    if period.unit != "Y" or not compares(text, node.start):
        context.note(node.end, period)
    if told and not isinstance(node.value, Ago):
        _note_told(context, text, direction, node, period)


def _note_told(context: Context, text: str, direction: Direction, node: Node, period: Period) -> None:
    """Notes the period of a time as one that may be told of."""
    low, _ = direction.sentence(node.start, node.end)
    context.told.note(text, node.start, node.end, period, low, context.article)


def _note_months(
    context: Context, text: str, direction: Direction, span: Node | None, node: Node | None, found: Period | None
) -> bool:
    """Notes the months that a length before a node stands for as the period told of."""
    period = None if span is None else months_told(span, text, node, found, context.article)
    if span is None or period is None:
        return False
    _note_told(context, text, direction, span, period)
    return True


def _type(node: Node, guard: Guard) -> TimeType | None:
    sure = SURE.get(node.symbol)
    if sure is not None:
        return sure
    if node.symbol == "AU":
        return guard.a_unit(node)  # type: ignore[return-value]
    kind, holds = DOUBTFUL.get(node.symbol, (None, None))
    return kind if holds is not None and holds(guard, node) else None


def _interval(kind: TimeType, period: Period | None) -> tuple[str | None, str | None]:
    if period is None or kind not in ("DATE", "TIME"):
        return None, None
    return period.first.isoformat(), period.last.isoformat()
