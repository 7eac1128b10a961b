"""Years that begin in one calendar year and end in the next: seasons of sport, accounting years.

"Last season" is 2024/2025 in football and 2024 in baseball; elsewhere it has no date. India keeps its accounts from April
to March (General Clauses Act 1897, section 3(21)): there "fiscal 2018", "FY18" and "2017-18" end in March 2018.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.extract import lexicons
from pipeline.extract.times import calendar as values
from pipeline.extract.times.calendar import Period
from pipeline.extract.times.meaning import VAGUE, Absolute, Context, Meaning

_WORD = re.compile(r"[A-Za-z]+")
FIRST_MONTH = 7
"""Month from which a season over two years counts as the new one."""


@lru_cache(maxsize=32)
def spans_years(text: str) -> bool | None:
    """Whether the sport that a text tells of plays from one year into the next; None if it tells of none.

    The words of ``lexicons/time_cues.tsv`` with the cues "winter sport" and "summer sport" are counted.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    winter = sum(word in lexicons.words("time_cues", cue="winter sport") for word in words)
    summer = sum(word in lexicons.words("time_cues", cue="summer sport") for word in words)
    if winter == summer:
        return None
    return winter > summer


@dataclass(frozen=True, slots=True)
class SportSeason:
    """A season of sport, so many before or after the present one.

    Attributes:
        count: -1 the last, 0 this one, 1 the next.
        split: Whether it goes from one year into the next; None if that is not known.
    """

    count: int
    split: bool | None

    def resolve(self, context: Context) -> Meaning:
        if context.article is None or self.split is None:
            return Meaning(VAGUE[self.count])
        year = context.article.year + self.count
        if not self.split:
            return Meaning(f"{year:04}", Period("Y", date(year, 1, 1), date(year, 12, 31)))
        year -= context.article.month < FIRST_MONTH
        period = Period("Y", date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH - 1, 30))
        return Meaning(f"{year:04}/{year + 1:04}", period)


_RUPEES = re.compile(rf"₹|\bRs\.?\s?[0-9]|\b(?:{lexicons.one_of('time_cues', cue='april_year')})\b", re.IGNORECASE)
_APRIL = 4
_CUES = 2  # that it takes


@lru_cache(maxsize=32)
def ends_in_march(text: str) -> bool:
    """Whether a text tells of business in India, whose accounting years end in March."""
    return len(_RUPEES.findall(text)) >= _CUES


def accounting_year(text: str, ends: int) -> Absolute:
    """The accounting year that ends in a year, as a text counts them: the calendar year, or April to March."""
    if not ends_in_march(text):
        return Absolute(values.months("Y", ends, 1))
    return Absolute(values.spanning_months("N", date(ends - 1, _APRIL, 1), date(ends, _APRIL - 1, 1)))


def accounting_quarter(text: str, ends: int, nth: int) -> tuple[int, int]:
    """The calendar year and quarter of the n-th quarter of the accounting year that ends in a year."""
    quarters = ends * 4 + nth - 1 - (3 if ends_in_march(text) else 0)
    return quarters // 4, quarters % 4 + 1
