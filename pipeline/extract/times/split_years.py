"""Years that begin in one calendar year and end in the next: seasons of sport, accounting years.

"Last season" is 2024/2025 in football and 2024 in baseball; elsewhere it has no date. India keeps its accounts from April
to March (General Clauses Act 1897, section 3(21)): there "fiscal 2018", "FY18" and "2017-18" end in March 2018. Pakistan
and Bangladesh begin theirs in July (CIA, The World Factbook, field "Fiscal year").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from pipeline.extract import lexicons
from pipeline.extract.times import calendar as values
from pipeline.extract.times.calendar import Period
from pipeline.extract.times.cascade import Built, spanning
from pipeline.extract.times.meaning import VAGUE, Absolute, Context, Expression, Meaning, Relative
from pipeline.extract.times.named import Named
from pipeline.extract.times.symbols import Node

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


_any = partial(lexicons.one_of, "time_cues")
_BOUNDED = re.compile(
    rf",?\s(?:(?:that|which)\s)?(?:{_any(cue='period_begun')}|{_any(cue='span_begun')}|{_any(cue='period_ended')})\b",
    re.I,
)
_RUPEES = re.compile(rf"₹|\bRs\.?\s?[0-9]|\b(?:{lexicons.one_of('time_cues', cue='april_year')})\b", re.IGNORECASE)
_APRIL, _JULY = 4, 7
_DEICTIC = frozenset(("LAST", "THIS", "NEXT", "CURR", "PREV"))
_CUES = 2  # that it takes
_INDIA = re.compile(
    rf"\b(?:{lexicons.alternatives(w for w in lexicons.words('time_cues', cue='april_year') if w[0].isupper())})\b"
)
_NEIGHBOURS = re.compile(rf"\bTk\.?\s?[0-9]|\b(?:{_any(cue='july_year')})\b", re.IGNORECASE)


@lru_cache(maxsize=32)
def _first_month(text: str) -> int:
    """The month in which the accounting years of the country begin that a text tells of business in; 1 if it tells none.

    Rupees and crores are the neighbours' as well: between them only the names decide.
    """
    neighbours = len(_NEIGHBOURS.findall(text))
    if neighbours >= _CUES and neighbours > len(_INDIA.findall(text)):
        return _JULY
    return _APRIL if len(_RUPEES.findall(text)) >= _CUES else 1


def ends_in_march(text: str) -> bool:
    """Whether a text tells of business in India, whose accounting years end in March."""
    return _first_month(text) == _APRIL


def is_bounded(text: str, end: int) -> bool:
    """Whether the day on which an accounting year begins or ends follows it: "the next fiscal year starting in April 2005"."""
    return _BOUNDED.match(text, end) is not None


def accounting_year(text: str, ends: int) -> Absolute:
    """The accounting year that ends in a year, as a text counts them: the calendar year, or from April or July."""
    month = _first_month(text)
    return Absolute(values.months("Y", ends, 1) if month == 1 else _twelve_months(ends - 1, month))


@dataclass(frozen=True, slots=True)
class AccountingYear:
    """An accounting year that begins in ``month``, so many before or after the present one."""

    count: int
    month: int

    def resolve(self, context: Context) -> Meaning:
        if context.article is None:
            return Meaning(VAGUE[self.count])
        period = _twelve_months(context.article.year + self.count - (context.article.month < self.month), self.month)
        return Meaning(period.value, period)


def _twelve_months(year: int, month: int) -> Period:
    """The accounting year that begins in a month of a year."""
    return values.spanning_months("N", date(year, month, 1), date(year + 1, month - 1, 1))


def accounting_quarter(text: str, ends: int, nth: int) -> tuple[int, int]:
    """The calendar year and quarter of the n-th quarter of the accounting year that ends in a year."""
    before = (13 - _first_month(text)) % 12 // 3  # quarters of it in the calendar year before
    quarters = ends * 4 + nth - 1 - before
    return quarters // 4, quarters % 4 + 1


def fiscal_token(parts: list[Node], text: str) -> Built:
    """ "Q3", "3Q24", "H1 FY25", "FY2024", "FY17-18"."""
    token = re.sub(r"(?<=FY)(\W?)\d\d[-–/](?=\d\d$)", r"\1", str(parts[0].value).upper())
    rest = token.replace("FY", " ").replace("'", " ").replace("’", " ")
    year_digits = re.search(r"(?:[ -]|(?<=\d[QH]))(\d\d(?:\d\d)?)$", rest)
    within: Expression | None = None
    year = 0
    if year_digits:
        number = int(year_digits.group(1))
        year = values.full_year(number) if number < 100 else number
        within = Absolute(values.months("Y", year, 1))
    if token.startswith("FY"):
        return spanning("YEAR", parts, accounting_year(text, year))
    kind = "Q" if "Q" in token[:2] else "H"
    nth = int(re.sub(r"\D", "", token[:2]))
    if kind == "Q" and "FY" in token and year:
        year, nth = accounting_quarter(text, year, nth)
        within = Absolute(values.months("Y", year, 1))
    return spanning("QTOKEN", parts, Named(kind, nth, within=within))


def which_accounting_year(parts: list[Node], text: str) -> Built:
    """ "The last fiscal year", "this fiscal": never a length of time, whatever stands before it."""
    which = next(n for n in parts if n.symbol not in ("THE", "FISC"))
    month = _first_month(text)
    year = AccountingYear(which.value, month) if month > 1 and which.symbol in _DEICTIC else Relative("Y", which.value)
    return spanning("RYR", parts, year)
