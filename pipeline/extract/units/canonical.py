"""One canonical string for a quantity, equal for equal quantities however they are written."""

from __future__ import annotations

import math
from decimal import Decimal

from pipeline.extract.units.in_use import table
from pipeline.extract.units.types import Unit
from pipeline.records import Kind

_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200, "millennium": 12000}
_POINTS = {"percentage point": 1.0, "basis point": 0.01}


def unit(name: str) -> Unit | None:
    """The unit or currency of a canonical name, "X per Y" of two known units included; None if there is none."""
    return table().unit(name)


def base(value: float, unit_name: str) -> tuple[float | None, str | None]:
    """A value in the SI or natural base unit, and that unit's name; (None, None) for money and unknown units."""
    known = unit(unit_name)
    if known is None or known.base is None:
        return None, None
    return rounded(value * known.factor + known.offset), known.base


def rounded(value: float) -> float:
    """A float without the noise of conversion: 15 significant digits."""
    return float(f"{value:.15g}") if math.isfinite(value) else value


def plain(value: float) -> str:
    """Shortest decimal of a float at 12 significant digits, without exponent below 1e15."""
    short = float(f"{value:.12g}")
    if not math.isfinite(short) or abs(short) >= 1e15 or 0 < abs(short) < 1e-15:
        return repr(short)
    return str(int(short)) if short == int(short) else format(Decimal(repr(short)), "f")


def iso_duration(value: float, unit_name: str) -> str:
    """A duration as ISO 8601, in the largest units that hold it exactly: "PT1H30M", "P2W", "P1Y6M".

    Years and months, whose length varies, are never mixed with weeks, days and seconds.

    Raises:
        KeyError: The table has no such unit.
    """
    sign, value = ("-", -value) if value < 0 else ("", value)
    if unit_name in _MONTHS:
        months = round(value * _MONTHS[unit_name], 6)
        years, rest = divmod(months, 12)
        rest = round(rest, 9)
        return f"{sign}P" + (f"{plain(years)}Y" if years else "") + (f"{plain(rest)}M" if rest or not years else "")
    seconds = value * table().units[unit_name].factor
    seconds = round(seconds, 4 if seconds >= 1 else 12)  # a sum of hours and minutes is inexact
    if seconds >= 604800 and seconds % 604800 == 0:
        return f"{sign}P{plain(seconds / 604800)}W"
    days, seconds = divmod(seconds, 86400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    seconds = round(seconds, 9)
    clock = (f"{plain(hours)}H" if hours else "") + (f"{plain(minutes)}M" if minutes else "")
    if seconds or not (days or clock):
        clock += (plain(seconds) if seconds >= 1e-9 or not seconds else format(Decimal(repr(seconds)), "f")) + "S"
    return f"{sign}P" + (f"{plain(days)}D" if days else "") + (f"T{clock}" if clock else "")


def _amount(kind: Kind, value: float, unit_name: str | None) -> tuple[str, str]:
    """Number and unit of the canonical string."""
    known = unit(unit_name) if unit_name else None
    if kind in ("duration", "age") and known is not None and known.kind in ("duration", "age"):
        return iso_duration(value, known.name), ""
    if known is not None and known.kind == "percentage":
        if known.name in _POINTS:
            return plain(value * _POINTS[known.name]), "percentage point"
        return plain(value * known.factor), ""
    if known is None or known.base is None or known.kind == "rate":
        return plain(value), unit_name or ""
    return plain(value * known.factor + known.offset), known.base


def normalized(
    kind: Kind,
    value: float | None,
    low: float | None,
    high: float | None,
    unit_name: str | None,
    width: int | None = None,
    height: int | None = None,
) -> str:
    """The canonical string of a quantity.

    Durations and ages are ISO 8601; money is the code and the amount ("USD 4200000000"); percentages are fractions
    ("0.12"), points of them stay points; resolutions and aspect ratios are "1920x1080" and "16:9" where both sides are
    known; all else is the value in the base unit, or in the unit as named where it has none ("500000 user"). Ranges
    have both ends with "/" between them, ".." for an open one.
    """
    if width is not None and height is not None:
        if kind != "aspect_ratio":
            return f"{width}x{height}"
        shared = math.gcd(width, height) or 1
        return f"{width // shared}:{height // shared}"
    ends = [value] if value is not None else [low, high]
    texts = [(None, "") if end is None else _amount(kind, end, unit_name) for end in ends]
    numbers = "/".join(".." if text is None else text for text, _ in texts)
    name = next((name for text, name in texts if text is not None), "")
    if kind == "money" and name:
        return f"{name} {numbers}"
    return f"{numbers} {name}" if name else numbers
