"""Quantities of an article: numbers with their unit, counted noun, bounds and kind.

The way of a number: what the raw text excludes goes (:mod:`exclusions`); a unit is looked for before and behind it
(:mod:`units`); without one a counted noun is (the parse); the words around give bounds (:mod:`bounds`) and the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract import exclusions, lexicons, numbers, units
from pipeline.extract.bounds import Bounds, bounds
from pipeline.extract.counted import Counted, counted_noun
from pipeline.extract.grammar import VERBS, TokenIndex, subject_of, verb_class
from pipeline.extract.numbers import Number
from pipeline.records import Change, Kind, Quantity, Role

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(slots=True)
class Found:
    """A quantity on its way: the parts of a record, and the tokens that later stages start from.

    ``root`` is the token that carries the quantity in the parse, ``noun`` the counted noun, ``first`` where its bounds
    begin, ``sentence`` its first token and end. ``value`` is None for a range.
    """

    start: int
    end: int
    number: Number
    kind: Kind
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    bounds: Bounds
    root: Token
    noun: Token | None = None
    width: int | None = None
    height: int | None = None
    change: Change | None = None
    role: Role | None = None
    rules: list[str] = field(default_factory=list)
    sentence: tuple[int, int] = (0, 0)

    def record(self, text: str) -> Quantity:
        """The quantity as the contract has it."""
        value, low, high, comparator = self.value, self.low, self.high, self.bounds.comparator
        if value is None:
            comparator = "range"
        elif comparator in (">", ">="):
            low = value
        elif comparator in ("<", "<="):
            high = value
        base_value, base_unit = units.base(value, self.unit) if value is not None and self.unit else (None, None)
        if self.kind == "percentage" and self.unit == "percent" and value is not None:
            base_value, base_unit = value / 100, "fraction"
        return Quantity(
            text=text[self.start : self.end],
            start=self.start,
            end=self.end,
            value=value,
            value_min=low,
            value_max=high,
            comparator=comparator,
            approximate=self.bounds.approximate,
            unit=self.unit,
            base_value=base_value,
            base_unit=base_unit,
            normalized=units.normalized(self.kind, value, low, high, self.unit, self.width, self.height),
            width=self.width,
            height=self.height,
            change=self.change,
            role=self.role,
        )


_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|[bt]rillions?|dozens?"
    "|half|halve[sd]?|third|quarters?|twice|thrice|doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)|quadrupl(?:e[sd]?|ing)|\\w+fold|lakh|crore"
)
_CANDIDATE = re.compile(rf"[\d½⅓⅔¼¾⅕⅛]|\b(?:{_NUMBER_WORDS})\b", re.I)


def candidate(text: str, start: int, end: int) -> bool:
    """Whether a sentence may hold a quantity and so has to be parsed (cheap, on raw text)."""
    return _CANDIDATE.search(text, start, end) is not None


_OLD = re.compile(r"[- \u00a0]?(?:olds?\b|of age\b)|[- ]?y/?o\b", re.I)
_AGED = re.compile(
    r"(?:\b(?:aged?|ages|age of|age is|ages of|turn(?:ed|s|ing)|age range of)\s+(?:between |from |only |just |about |around |over |under )*)$",
    re.I,
)
_APPOSED_AGE = re.compile(r"(?:[A-Za-z.’'][,]\s|[A-Za-z.’'] \()$")
_AFTER_AGE = re.compile(r"[,.;)]|\s(?:who|and|from|was|is|has|had|said|says|told)\b|$")
_PER = re.compile(r"[ \u00a0-]?(?:per|each|every)[ -]|\s?/\s?|[ \u00a0](?:an?)[ \u00a0]", re.I)
_PER_WORD = re.compile(
    r"(?:square (?:foot|metre|meter|mile|kilometre|kilometer|inch)|cubic (?:foot|metre|meter)|[a-z]+(?:-[a-z]+)?)", re.I
)
_NO_RATE = re.compile(
    r"\s+(?:ago|earlier|later|before|after|or so|or two|and a half|from now|on year|over year)\b", re.I
)
_SOMETHINGS = re.compile(r"-?somethings?\b", re.I)


@cache
def _per_nouns() -> frozenset[str]:
    return lexicons.words("per_nouns")


def quantities(
    tokens: TokenIndex, times: Iterable[tuple[int, int, str]] = (), names: Iterable[tuple[int, int, str]] = ()
) -> list[Found]:
    """Quantities of a doc, in text order, spans not overlapping.

    Args:
        tokens: A doc as :class:`pipeline.extract.language.Language` gives it.
        times: Spans of its time expressions with their TIMEX3 type; numbers in dates and clock times are none of ours.
        names: Spans of its named entities with their type.
    """
    text = tokens.text
    dollar = units.dollar(text)
    dates = [(start, end) for start, end, kind in times if kind != "DURATION"]
    called = list(names)
    out: list[Found] = []
    for number in _split(numbers.find_numbers(text), text):
        if out and number.start < out[-1].end:
            continue
        found = _quantity(tokens, text, number, dates, called, dollar)
        if found is not None and not (out and found.start < out[-1].end):
            found.sentence = tokens.sentence(found.root)
            out.append(found)
    _share_units(out, text)
    return out


def _split(found: Iterable[Number], text: str) -> Iterator[Number]:
    """Numbers, with "from X to Y" of a change taken apart into its two ends."""
    for number in found:
        parts = number.parts
        if (
            parts
            and re.match(r"from\b", text[number.start : number.start + 5], re.I)
            and _CHANGED.search(text, max(0, number.start - 60), number.start)
        ):
            yield from parts
        else:
            yield number


_CHANGED = re.compile(
    r"\b(?:ris\w+|rose|grow\w*|grew|increas\w+|f[ae]ll\w*|drop\w*|declin\w+|decreas\w+|jump\w*|surg\w+|climb\w*|slip\w*|slid\w*|plung\w+|rais\w+|cut\w*|lower\w*|up|down|reduc\w+|expand\w*|improv\w+|chang\w+|went|gone|swell\w*|shr[aiu]nk\w*|widen\w*|narrow\w*|hik\w+|boost\w*|lift\w*|upgrad\w+|soar\w*|doubl\w+|tripl\w+)\b[^.;]*$",
    re.I,
)


def _quantity(
    tokens: TokenIndex,
    text: str,
    number: Number,
    dates: list[tuple[int, int]],
    names: list[tuple[int, int, str]],
    dollar: str,
) -> Found | None:
    if exclusions.by_text(text, number):
        return None
    before = units.match_before(text, number.start, dollar=dollar)
    found = _with_unit(tokens, text, number, before, dollar)
    dated = any(start < number.end and number.start < end for start, end in dates)
    if found is not None:
        if dated and found.kind not in ("duration", "age", "rate", "frequency"):
            return None
        return found
    if dated:
        return None
    token = tokens.root(number.start, number.end)
    if token is None:
        return None
    return _special(tokens, text, number, token) or _counted(tokens, text, number, token, names)


def _with_unit(
    tokens: TokenIndex, text: str, number: Number, before: units.UnitMatch | None, dollar: str
) -> Found | None:
    """A number beside a unit or currency."""
    start, end, value, unit = number.start, number.end, number.value, None
    rules: list[str] = []
    if before is not None:
        start, unit = before.start, before.unit
        rules.append("unit:before")
        behind = units.match_after(text, end)
        if behind is not None and behind.unit.kind == "money":
            end = behind.end
    else:
        behind = units.match_after(text, end)
        if behind is None:
            return None
        unit, end = behind.unit, behind.end
        rules.append("unit:after")
        compound = units.find_compound(text, number, behind)
        if compound is not None:
            end, value, unit = compound
            rules.append("unit:compound")
    token = tokens.root(start, end)
    if token is None:
        return None
    scale = 1.0
    name = unit.name
    kind: Kind = unit.kind
    if kind == "money" and unit.factor != 1:
        scale = unit.factor
        name = unit.base or unit.name
    found = Found(
        start=start,
        end=end,
        number=number,
        kind=kind,
        value=None if value is None else _scaled(value, scale),
        low=None if number.low is None else _scaled(number.low, scale),
        high=None if number.high is None else _scaled(number.high, scale),
        unit=name,
        bounds=bounds(text, start, number.end, end),
        root=token,
        rules=rules,
    )
    if kind == "duration":
        _age(found, text)
    if kind == "resolution":
        _resolution(found, text)
    if kind == "aspect_ratio":
        found.unit = None
    if found.kind not in ("age", "resolution", "duration", "aspect_ratio"):
        _rate(found, text)
    if text[number.start] == "+" and found.kind == "percentage":
        found.change, found.role = "increase", "delta"
    return found


def _scaled(value: float, factor: float) -> float:
    return value if factor == 1 else round(value * factor, 10)


def _age(found: Found, text: str) -> None:
    match = _OLD.match(text, found.end)
    aged = _AGED.search(text, max(0, found.bounds.start - 40), found.start)
    if match is None and aged is None:
        return
    if match is not None:
        found.end = match.end()
    elif aged is not None and found.bounds.comparator == "=":
        found.bounds = bounds(text, aged.start(), found.number.end, found.end)
    found.kind = "age"
    found.rules.append("kind:age")


def _resolution(found: Found, text: str) -> None:
    size = units.resolution(text, found.number)
    if size is not None:
        found.value, found.width, found.height = float(size.lines), size.width, size.height


def _rate(found: Found, text: str) -> None:
    """Take in a "per month", "a share", "/day" that follows."""
    match = _PER.match(text, found.end)
    if match is None:
        return
    word = _PER_WORD.match(text, match.end())
    if word is None or _NO_RATE.match(text, word.end()):
        return
    article = match.group().strip().lower() in ("a", "an")
    name = word.group().lower()
    if article and name not in _per_nouns() or name in ("cent", "se", "capita", "other", "one"):
        if name != "capita":
            return
    matched = units.match_after(text, match.end() - 1)
    name = (
        "person"
        if name in ("capita", "head")
        else matched.unit.name
        if matched is not None and matched.unit.kind != "money"
        else name
    )
    found.end = matched.end if matched is not None and matched.end > word.end() else word.end()
    if found.kind == "count" and found.unit in (None, "time"):
        found.kind, found.unit = "frequency", f"time per {name}"
    else:
        found.kind = "rate"
        found.unit = f"{found.unit} per {name}" if found.unit else f"per {name}"
    found.rules.append("unit:rate")


def _special(tokens: TokenIndex, text: str, number: Number, token: Token) -> Found | None:
    """Ages without a unit, multiples, fractions of something and ratios."""
    start, end = number.start, number.end

    aged = _AGED.search(text, max(0, start - 40), start)

    def make(kind: Kind, unit: str | None, rule: str, reach: int = end) -> Found:
        return Found(
            start, reach, number, kind, number.value, number.low, number.high, unit,
            bounds(text, start, end, reach), token, rules=[rule],
        )  # fmt: skip

    small = number.value is None or 0 < number.value < 125
    if number.form in ("digits", "words", "mixed") and small:
        if aged:
            found = make("age", "year", "kind:age")
            if found.bounds.comparator == "=":
                found.bounds = bounds(text, aged.start(), end, end)
            return found
        first = tokens.at(start)
        person = first.i > 1 and first.nbor(-2).ent_type_ == "PERSON"
        if person and _APPOSED_AGE.search(text, max(0, start - 4), start) and _AFTER_AGE.match(text, end):
            return make("age", "year", "kind:age_apposed")
        if _age_of_subject(token, number):
            return make("age", "year", "kind:age_subject")
        match = _SOMETHINGS.match(text, end)
        if match and number.value:
            found = make("age", "year", "kind:age_decade", match.end())
            found.low, found.high, found.value = number.value, number.value + 9, None
            return found
    if number.form == "multiple":
        return _multiple(make("multiple", None, "kind:multiple"), text, token)
    times = re.compile(r"[ -]times?\b", re.I).match(text, end)
    if times and number.form in ("digits", "words", "mixed", "half"):
        if _COMPARED.match(text, times.end()):
            return make("multiple", None, "kind:multiple_times", times.end())
        found = make("count", "time", "kind:times", times.end())
        _rate(found, text)
        return found
    if number.form in ("half", "fraction", "ratio"):
        follows = text[end : end + 5].lower()
        if (
            number.form == "ratio"
            or follows.startswith((" of ", " the "))
            or token.dep_
            in (
                "nsubj",
                "dobj",
                "pobj",
                "nsubjpass",
                "attr",
                "ROOT",
                "conj",
                "npadvmod",
                "advmod",
                "predet",
                "nummod",
                "appos",
                "quantmod",
            )
        ):
            return make("ratio", None, "kind:ratio")
        return None
    return None


def _age_of_subject(token: Token, number: Number) -> bool:
    """ "He will be 35", "life expectancy is around 73": a bare number that a person or an age is said to be."""
    if token.dep_ not in ("attr", "acomp") or number.multiplier or not 1 < (number.value or 0) < 120:
        return False
    subject = subject_of(token.head) if token.head.tag_ in VERBS else None
    if subject is None or token.head.lower_ not in verb_class("copula"):
        return False
    return subject.lower_ in ("he", "she", "age", "expectancy") or subject.ent_type_ == "PERSON"


_COMPARED = re.compile(
    r"\s+(?:as|more|less|the|higher|lower|larger|bigger|faster|slower|smaller|greater|longer|better|worse|cheaper|heavier|stronger|its|their|over"
    r"|oversubscribed|earnings|revenue|sales|that|what|what's|annual|[a-z]+er than)\b",
    re.I,
)
_TWICE = re.compile(
    r"\s+(?:the|that|its|their|his|her|what|more|this|as\s+(?:many|much|likely|[a-z]+(?:\s[a-z]+){0,3}\s+as))\b", re.I
)


def _multiple(found: Found, text: str, token: Token) -> Found | None:
    surface = text[found.start : found.end].lower()
    if surface in ("twice", "thrice"):
        _rate(found, text)
        if found.kind == "rate":
            found.kind, found.unit = "frequency", "time " + (found.unit or "")
            return found
        return found if _TWICE.match(text, found.end) else None
    if surface.startswith(("doubl", "tripl", "quadrupl", "quintupl", "treb", "halv")):
        if surface.endswith(("e", "es", "ed", "ing")) and token.tag_ in ("VB", "VBD", "VBN", "VBP", "VBZ", "VBG"):
            if re.match(r"\s+(?:as|up|down|back|check)\b", text[found.end : found.end + 8]):
                return None
            if token.dep_ not in ("amod", "compound"):
                found.change, found.role = ("decrease" if surface.startswith("halv") else "increase"), "delta"
            return found
        return found if _TWICE.match(text, found.end) else None
    return found


def _counted(
    tokens: TokenIndex, text: str, number: Number, token: Token, names: list[tuple[int, int, str]]
) -> Found | None:
    """A number of things, or a bare number."""
    if exclusions.in_name(number, names) or exclusions.before_name(text, number, token):
        return None
    noun = counted_noun(tokens, text, number, token)
    if exclusions.lone_one(text, number, noun.token if noun else None):
        return None
    if noun is None:
        if exclusions.as_label(text, number) or not _bare_counts(text, number, token):
            return None
        noun = Counted(None, None, number.end, "count:bare")
    kind: Kind = "user_count" if noun.lemma in lexicons.words("audience_nouns") else "count"
    found = Found(
        number.start, noun.end, number, kind, number.value, number.low, number.high, noun.lemma,
        bounds(text, number.start, number.end, noun.end), token if noun.end == number.end else noun.token or token,
        noun=noun.token, rules=[noun.rule],
    )  # fmt: skip
    _rate(found, text)
    return found


def _bare_counts(text: str, number: Number, token: Token) -> bool:
    """Whether a number with neither unit nor noun still measures something: decided by its form and place."""
    if number.multiplier or number.form in ("mixed", "vague"):
        return True
    surface = text[number.start : number.end]
    if number.form == "words":
        return token.dep_ in ("dobj", "pobj", "attr", "nsubj", "nsubjpass") and (number.value or 2) > 1
    if "," in surface or "." in surface:
        return True
    year = number.value is not None and surface.isdigit() and 1500 <= number.value <= 2100
    return not year and token.dep_ in (
        "dobj",
        "pobj",
        "attr",
        "nsubj",
        "nsubjpass",
        "npadvmod",
        "conj",
        "acomp",
        "ROOT",
        "nummod",
    )


def _share_units(found: list[Found], text: str) -> None:
    """Give a bare number the unit of the quantity it is coordinated with ("6.1 and 6.7 inches", "to 30 from seven employees")."""
    for left, right in pairwise(found):
        between = text[left.end : right.start].strip().lower()
        if (
            left.unit is None
            and right.unit
            and left.kind == "count"
            and between in ("and", "or", ",", "to", "and about", ", and", "and about")
        ):
            _lend(left, right)
    for left, right in pairwise(found):
        between = text[left.end : right.start].strip().lower()
        close = len(between) < 60 and "." not in between and ";" not in between
        if (
            right.unit is None
            and right.kind == "count"
            and left.unit
            and close
            and left.kind in ("count", "user_count", "frame_rate", "frequency")
            and re.search(
                r"\b(?:from|to|and|or|versus|vs|against|than|including|of which)\b",
                between + " " + text[right.start - 6 : right.start],
            )
        ):
            _lend(right, left)


def _lend(poor: Found, rich: Found) -> None:
    poor.kind, poor.unit, poor.noun = rich.kind, rich.unit, rich.noun
    poor.rules.append("unit:shared")


def resolved(found: Found, **changes: object) -> Found:
    """A copy with some fields changed."""
    return replace(found, **changes)  # type: ignore[arg-type]
