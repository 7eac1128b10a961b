"""The period an article tells of, as its main claims set it and no comparison does.

In a report of figures "a year earlier", "the quarter" and "the same period" are reckoned from the period reported, not
from the last one mentioned: that may be one compared with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial

from pipeline.extract import lexicons
from pipeline.extract.times import windows
from pipeline.extract.times.calendar import Period

"""Characters over which a report goes on telling of one period."""
_any = partial(lexicons.one_of, "time_cues")
_COMPARES = re.compile(
    r"""
    \b
    (?:
        than|versus|vs|against|compar(?:ed|es|ing)\s(?:with|to)|from|that\s(?:of|in)|over|on|level\sof
        | as\sin
    )\b(?P<between>(?:[^,;:.]|[.,](?=\d)){0,48})$
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words behind which a period is compared with, with no clause between."""
_CHANGED = re.compile(rf"(?:\b(?:{_any(cue='changed_from')})|%)\s$", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\s(?:the\s)?$", re.IGNORECASE)
_ADVERBIAL = re.compile(r"(?:^|\b(?:in|during|for)\s(?:the\s)?|[.!?,;:\n][\"”’)]*\s*)$", re.IGNORECASE)
_FINE = ("M", "Q", "H", "N", "P")


def compares(text: str, start: int) -> bool:
    """Whether a time that starts at an offset is what something is compared with."""
    found = _COMPARES.search(text, max(0, start - windows.COMPARISON_CHARACTERS), start)
    if found is None:
        return False
    if found.group().split()[0].lower() in ("over", "on"):
        return (
            _CHANGED.search(text, max(0, found.start() - windows.TWO_WORDS_CHARACTERS), found.start()) is not None
            and len(found.group("between")) < 8
        )
    return True


@dataclass(slots=True)
class PeriodTold:
    """The period told of last: a month, quarter, half, number of months or year, and the offset behind its mention."""

    period: Period | None = None
    end: int = 0

    def note(self, text: str, start: int, end: int, period: Period, sentence: int, article: date | None) -> None:
        """Takes a period over if the words around it make it the one told of.

        Args:
            text: The article's text.
            start: Offset of the mention.
            end: Offset behind it.
            period: What it means.
            sentence: Offset at which its sentence begins.
            article: The article's date, or None.
        """
        if period.unit not in (*_FINE, "Y") or compares(text, start):
            return
        if (
            article is not None
            and article.year - period.last.year > 1
            and _SINCE.search(text, max(0, start - windows.TWO_WORDS_CHARACTERS), start)
        ):
            return  # "the cheapest since October 2009. It has fallen since June"
        if period.unit == "Y":
            within = self.period is not None and self.period.unit in _FINE and self.end >= sentence
            if within or not _ADVERBIAL.search(text, max(0, start - windows.PHRASE_CHARACTERS), start):
                return
        if article is not None and period.first > article:
            return
        self.period, self.end = period, end

    def of(self, unit: str | None, position: int, article: date | None) -> Period | None:
        """The period told of, if it is of a unit (three months count as a quarter) and was told not too far before."""
        period = self.period
        if period is None or position - self.end > windows.PERIOD_CHARACTERS:
            return None
        if article is not None and (article - period.last).days > 800:
            return None
        if unit is None or period.unit == unit:
            return period
        length = (period.last - period.first).days
        return period if period.unit == "N" and unit == "Q" and 80 < length < 100 else None
