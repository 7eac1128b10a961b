"""Builders of sets of times: "every Monday", "twice a week", "Friday nights"."""

from __future__ import annotations

from pipeline.extract.times import calendar as values
from pipeline.extract.times.cascade import Built, pick, spanning
from pipeline.extract.times.meaning import Vague
from pipeline.extract.times.named import Named
from pipeline.extract.times.symbols import Node


def every(parts: list[Node], text: str) -> Built:
    head = parts[-1]
    count = pick(parts[1:-1], "OTHER2", "NUM", "DNUM", "SNUM", "ORD", "SECOND", "FEW")
    number: float | None = 1.0
    if count is not None:
        number = None if count.symbol == "FEW" else 2.0 if count.symbol == "SECOND" else float(count.value)
    match head.symbol:
        case "WDAY" | "WABB":
            value = f"XXXX-WXX-{head.value}"
        case "MONTH" | "AMONTH":
            value = f"XXXX-{head.value:02}"
        case "SEASON" | "ASEASON":
            value = f"XXXX-{head.value}"
        case "POD":
            value = f"XXXX-XX-XXT{head.value}"
        case "HOLI":
            value = Named("HOL", head.value).unanchored()
        case "WKND":
            value = "XXXX-WXX-WE"
        case _:
            value = values.length([(number, "TS" if head.symbol == "SECOND" else head.value)])
    return spanning("SET", parts, Vague(value))


def every_two(parts: list[Node], text: str) -> Built:
    """ "every Monday and Thursday"."""
    first = every(parts[:2], text)
    second = every([parts[0], parts[-1]], text)
    if not isinstance(first, Node) or not isinstance(second, Node):
        return None
    return [first, *parts[2:-1], Node("SET", parts[-1].start, parts[-1].end, second.value)]


def times_a(parts: list[Node], text: str) -> Built:
    """ "twice a week", "three times a year", "once every two months"."""
    count = pick(parts[-2:-1], "NUM", "DNUM")
    unit = parts[-1].value
    return spanning("SET", parts, Vague(values.length([(float(count.value) if count else 1.0, unit)])))


def weekdays(parts: list[Node], text: str) -> Built:
    """ "Mondays", "Friday nights"."""
    suffix = f"T{parts[-1].value}" if len(parts) > 1 else ""
    return spanning("SET", parts, Vague(f"XXXX-WXX-{parts[0].value}{suffix}"))


def set_word(parts: list[Node], text: str) -> Built:
    return spanning("SETWORD", parts, Vague(parts[0].value))
