"""Numbers beside a unit or currency, and which lengths of time only say when something happened: "three days ago".

A length reckoned from the article's day or from the time told of places an event and is part of a time expression
(TIMEX3 type DATE, or a length framed by "past" or "next"). A length that is itself told is a quantity: what lasted,
what a verb spends, and what lies between two events ("a week after the vote").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from pipeline.extract import lexicons, units
from pipeline.extract.numbers.types import Number
from pipeline.extract.quantities import compounds, windows
from pipeline.extract.quantities.ages import as_age
from pipeline.extract.quantities.bounds import bounds
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.rates import as_rate, is_per_thing, per_share, spent_each
from pipeline.extract.syntax.tokens import Tokens
from pipeline.extract.text.spans import Spans
from pipeline.extract.units.home_degree import home_degree
from pipeline.extract.units.pictures import THOUSANDS, WIDTHS, picture_suffix
from pipeline.records import Kind

_any = partial(lexicons.one_of, "quantity_words")
_BELOW_ZERO = re.compile(rf"(?:^|\b(?:{_any(rule='below_zero')})\s)-\s$")
_SPACE_DIGIT = re.compile(r"[ \u00a0]?[0-9]")
_WHOLE = re.compile(rf"[ -](?:{_any(rule='whole')})(?= )")
_BRACKET = re.compile(r"[ \u00a0]\(([A-Za-z°µ²³/]{1,8})\)")
_OF_A = re.compile(r" of (?:an?|one)(?: US| U\.S\.| UK| imperial| standard)?(?= )")
_MONTHS_OF_YEAR = re.compile(
    rf"(?:the\s)?(?:{lexicons.one_of('time_cues', cue='edge')})\s[\w-]+\s(?:months|quarters)", re.I
)
_WITHIN = re.compile(rf"\b(?:{lexicons.one_of('time_cues', cue='span_in')})\s$", re.I)
_EACH_OF = re.compile(r"\beach of (?:the )?$", re.I)
_LOOSE_HYPHEN = re.compile(r"[-‐‑]\s(?=[p%])")
_SHARE_BELOW = re.compile(r"[ \u00a0]*\n[ \u00a0]*%(?=\s)")
_SIZE = re.compile(r"([0-9][0-9,]{2,5})\s?[x×*]\s?([0-9][0-9,]{2,5})$")
_LINE_BEGINS = re.compile(r"(?:^|\n)[ \u00a0]*$")


@dataclass(frozen=True, slots=True)
class PictureSize:
    """A picture size: ``lines`` (the height) and, where the form tells, ``width`` and ``height`` in pixels."""

    start: int
    end: int
    lines: int
    width: int | None
    height: int | None


def with_unit(tokens: Tokens, text: str, number: Number, before: units.UnitMatch | None) -> QuantityDraft | None:
    """A number beside a unit or currency."""
    beside = _beside(text, number, before)
    token = None if beside is None else tokens.root(beside[0], beside[1])
    if beside is None or token is None:
        return None
    start, end, value, unit, rules = beside
    scale = 1.0
    name = unit.name
    kind: Kind = unit.kind
    if name == "degree" and kind == "temperature" and (scale_told := home_degree(text)) is not None:
        name, rules = scale_told, [*rules, "unit:home_degree"]
    if kind == "money" and unit.factor != 1:
        scale = unit.factor
        name = unit.base or unit.name
    found = QuantityDraft(
        start=start,
        end=end,
        number=number,
        kind=kind,
        value=_scaled(value, scale),
        low=_scaled(number.low, scale),
        high=_scaled(number.high, scale),
        unit=name,
        bounds=bounds(text, start, number.end, end),
        root=token,
        measured=before is None,
        rules=rules,
    )
    if kind == "temperature" and windows.before(_BELOW_ZERO, text, start, windows.TWO_WORDS_CHARACTERS) and found.value:
        found.start, found.value = start - 2, -found.value  # "at - 20 degrees": text whose signs were set apart
    if kind == "duration":
        as_age(found, text)
    if kind == "resolution":
        _resolution(found, text)
    if kind == "aspect_ratio":
        found.unit = None
    if is_per_thing(found, text) or found.kind not in ("age", "resolution", "duration", "aspect_ratio"):
        as_rate(found, text)
        per_share(found, text)
    else:
        spent_each(found, text)
    if text[number.start] == "+" and found.kind == "percentage":
        found.change, found.role = "increase", "delta"
    return found


def _beside(
    text: str, number: Number, before: units.UnitMatch | None
) -> tuple[int, int, float | None, units.Unit, list[str]] | None:
    """Start, end, value and unit of the amount whose number has a unit before or behind it, with the rules that saw it."""
    if before is not None:
        named = compounds.currency_behind(text, number.end, before)
        end, unit = (number.end, before.unit) if named is None else named
        return before.start, end, number.value, unit, ["unit:before"]
    if number.form == "multiple":
        return None  # "9x year-over-year"
    hanging = compounds.hanging_end(text, number.end)
    behind = units.match_after(text, hanging or number.end) or _of_a_unit(text, number) or _apart(text, number)
    if behind is None or text[behind.end : behind.end + windows.SHORT_WORD_CHARACTERS] == "-hand":
        return None
    if number.form == "words" and behind.surface in "$€£" and _SPACE_DIGIT.match(text, behind.end):
        return None  # "two $ 250 cheques": no word has a sign behind it
    if hanging is not None:
        return number.start, number.end, number.value, behind.unit, ["unit:after"]
    compound = compounds.find_compound(text, number, behind)
    if compound is not None:
        end, value, unit = compound
        return number.start, end, value, unit, ["unit:after", "unit:compound"]
    return number.start, behind.end, number.value, behind.unit, ["unit:after"]


def _apart(text: str, number: Number) -> units.UnitMatch | None:
    """The unit of "18 consecutive years", of "14 (kg)" and of "21- per cent"."""
    whole = _WHOLE.match(text, number.end)
    if whole is not None:
        unit = units.match_after(text, whole.end())
        return unit if unit is not None and unit.unit.kind == "duration" else None
    loose = _LOOSE_HYPHEN.match(text, number.end)
    if loose is not None:
        unit = units.match_after(text, loose.end())
        return unit if unit is not None and unit.unit.kind == "percentage" else None
    below = _SHARE_BELOW.match(text, number.end)
    if below is not None and windows.before(_LINE_BEGINS, text, number.start, windows.ARTICLE_CHARACTERS):
        return units.match_after(text, below.end() - 1)  # "32", and on the next line "% off"
    bracket = _BRACKET.match(text, number.end) if number.form in ("digits", "mixed") else None
    if bracket is None:
        return None
    unit = units.match_after(text, bracket.start(1))
    if unit is None or unit.end != bracket.end(1) or unit.unit.kind == "money":
        return None
    return units.UnitMatch(unit.start, bracket.end(), unit.unit, unit.surface)


def _of_a_unit(text: str, number: Number) -> units.UnitMatch | None:
    """The unit of "0.25 of a percentage point" and of "1/8 of a pint"."""
    article = _OF_A.match(text, number.end)
    unit = None if article is None else units.match_after(text, article.end())
    if unit is None or unit.unit.kind == "money":
        return None
    exact = number.form == "digits" or any(slash in text[number.start : number.end] for slash in "/⁄")
    return unit if unit.unit.kind == "percentage" or exact else None


def _scaled(value: float | None, factor: float) -> float | None:
    return value if value is None or factor == 1 else round(value * factor, 10)


def _resolution(found: QuantityDraft, text: str) -> None:
    size = picture_size(text, found.number)
    if size is not None:
        found.value, found.width, found.height = float(size.lines), size.width, size.height


def picture_size(text: str, number: Number) -> PictureSize | None:
    """The picture size that a number is or begins: "1080p", "4K", "1920 x 1080"; None if it is none."""
    size = _SIZE.search(text, number.start, number.end)
    if size is not None:
        width, height = (int(side.replace(",", "")) for side in size.groups())
        return PictureSize(number.start, number.end, height, width, height)
    digits = number.bare or number
    if digits.value is None or digits.value != int(digits.value):
        return None
    end = picture_suffix(text, digits.end)
    if end is None:
        return None
    value = int(digits.value)
    if value in THOUSANDS and text[digits.end : end].strip("-")[:1] in "kK":
        width, height = THOUSANDS[value]
        return PictureSize(digits.start, end, height, width, height)
    wide = WIDTHS.get(value)
    return PictureSize(digits.start, end, value, wide, value if wide else None)


def placements(text: str, times: Iterable[tuple[int, int, str]]) -> Spans[bool]:
    """The time expressions that place an event; the item tells whether a length is framed in them.

    Args:
        text: The article's text.
        times: Spans of its time expressions with their TIMEX3 type.
    """
    out: list[tuple[int, int, bool]] = []
    for start, end, kind in times:
        framed = kind == "DURATION" and (_is_framed(text[start:end]) or _opens_year(text, start, end))
        if framed and windows.before(_EACH_OF, text, start, windows.TWO_WORDS_CHARACTERS, "of", "the"):
            continue  # "in each of the past three quarters" counts them
        if framed or kind in ("DATE", "TIME"):
            out.append((start, end, framed))
    return Spans(out)


def only_places(tokens: Tokens, first: int, start: int, end: int, placed: Spans[bool]) -> bool:
    """Whether a length of time at some offsets says when and not how long.

    Args:
        tokens: The article's doc.
        first: Offset of the words that bound it: "beyond the last 30 days" is how long, whatever frames it.
        start: Offset of its number.
        end: Offset behind its unit.
        placed: What :func:`placements` gives.
    """
    for low, high, framed in placed.touching(start, end):
        if low <= start and (not framed or not (first < low or _is_spent(tokens, low, high))):
            return True
    return False


def _opens_year(text: str, start: int, end: int) -> bool:
    """Whether a length is the months with which a year begins or ends: "in the first four months"."""
    return (
        _MONTHS_OF_YEAR.fullmatch(text, start, end) is not None
        and not text.startswith(" of ", end)
        and windows.before(_WITHIN, text, start, windows.PREPOSITION_CHARACTERS) is not None
    )


def _is_framed(text: str) -> bool:
    frames = lexicons.words("time_cues", cue="frame")
    return any(word.lower() in frames for word in text.split()[:2])


def _is_spent(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a framed length is what a verb has for its object: "spent the past three years in jail"."""
    token = tokens.root(start, end)
    return token is not None and token.dep_ == "dobj"
