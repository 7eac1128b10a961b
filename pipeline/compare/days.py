"""Days between articles."""

from __future__ import annotations

import datetime
from functools import lru_cache


def days_apart(first: str | None, second: str | None) -> int | None:
    """Days between two dates; null where one is not known."""
    a, b = ordinal(first), ordinal(second)
    return None if a is None or b is None else abs(a - b)


@lru_cache(maxsize=50_000)
def ordinal(day: str | None) -> int | None:
    """The number of a day in the calendar; null where it is not known."""
    try:
        return datetime.date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None
