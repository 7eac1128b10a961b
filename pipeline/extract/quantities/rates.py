"""What an amount is per: "per month", "a share", "/day", "annually"."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons, units
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.draft import COUNTS
from pipeline.extract.syntax.inflection import noun_lemma, singular
from pipeline.extract.syntax.parse import NOUNS, VERBS, child, subject_of, token_at

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_any = partial(lexicons.one_of, "quantity_words")
_OF_WHAT = re.compile(
    rf"""
    [ \u00a0]of(?:[ \u00a0](?!(?:{_any(rule="no_measure")})\b)[\w-]+){{1,3}}?(?=[ \u00a0](?:{_any(rule="per")})[ \u00a0])
    | [ \u00a0]in(?:[ \u00a0](?!(?:{_any(rule="no_measure")}|[a-z]+ly)\b)[a-z-]+){{1,3}}?(?=[ \u00a0](?:per|an?)[ \u00a0])
    """,
    re.VERBOSE,
)
_PER_WORD = re.compile(rf"(?:square (?:{_any(rule='squared')})|cubic (?:foot|metre|meter)|[a-z]+(?:-[a-z]+)?)", re.I)
_PER_MANY = re.compile(
    rf"""(1[0-9,]*0|million|thousand|hundred)
        (?:[ \u00a0]?((?!in\b|of\b|and\b|for\b|by\b|at\b|to\b)
           (?:(?:[a-z-]+[ ]){{0,2}}?(?:[a-z]+s|{_any(rule="plural_person")})\b|[a-z]+)))?""",
    re.I | re.X,
)
_NO_RATE = re.compile(rf"\s++(?:{_any(rule='no_rate')})\b", re.I)
_BEFORE_DUES = re.compile(rf"\s+(?:before|after)\s+(?:{_any(rule='dues')})\b")
_OTHER_PRICE = re.compile(r"/[A-Za-z]{0,3}\s?[$€£¥₹][0-9]")
_NO_PER = lexicons.words("quantity_words", rule="no_per")
_EACH = re.compile(r"[ \u00a0](?:each|every)[ \u00a0]", re.I)
_FOR_EACH = re.compile(r"[ \u00a0](?:for|on) (?:each|every)[ \u00a0](?!of\b|other\b)", re.I)
_APIECE = re.compile(r"[ \u00a0](?:each|apiece)\b(?!\s+of\b|-)", re.I)
_FOR_ONE = re.compile(r"[ \u00a0]for an?[ \u00a0]", re.I)
_SUBSTANCE = frozenset({"volume", "mass"})
_PER_THING = re.compile(rf" per (?!{_any(rule='per_time')})[a-z]+")
_YEARLY = re.compile(
    rf"""
    [ \u00a0]({_any(rule="each_period")})
    (?=
        [.,;:)]
        | \s+
          (?:
              {_any(rule="behind_period")}
          )\b
        | $
    )
    """,
    re.VERBOSE,
)
_CONVERTED = re.compile(r"[ \u00a0]\((?=[^()]{0,30}[0-9])[^()]{2,40}\)")
_BASIS = re.compile(
    rf"[ \u00a0](?:on an? (yearly|monthly|weekly|daily|hourly) basis|everyday(?=[.,;:)]|\s+(?:{_any(rule='behind_everyday')})\b|$))",
    re.I,
)
_EACH_TIME = re.compile(rf"[ \u00a0]({_any(rule='of_period')})[ \u00a0](?!active)", re.I)
_PER_SHARE = re.compile(
    rf"""
    \b(?:EPS|(?i:{_any(rule="told_per_share")})[ \u00a0]per[ \u00a0-](?:diluted[ \u00a0])?share)\b
    (?:[ \u00a0](?![A-Z])[a-z]+){{0,4}}[ \u00a0]$
    """,
    re.VERBOSE,
)
_SPENT = frozenset(("hour", "minute"))
_SPENT_EACH = re.compile(
    rf"""
    (?:[ \u00a0]or[ \u00a0](?:more|less|so))?
    (?:[ \u00a0]of(?:[ \u00a0](?!th(?:e|at)\b|which\b)(?!(?:{_any(rule="per")})\b)[\w-]+){{1,4}}?)?
    (?:
        (?: [ \u00a0](?:{_any(rule="per")})[ \u00a0] | / ) (?P<period>{_any(rule="day_or_week")})\b
        | [ \u00a0](?P<adverb>{_any(rule="each_period")})\b
    )
    (?!\s+(?:{_any(rule="no_rate")})\b)
    """,
    re.VERBOSE,
)
_TELLS_APART = frozenset({"JJ", "VBN", "NNP"})
_BESIDE_AMOUNT = frozenset({"npadvmod", "dobj", "appos", "nmod", "dep"})
_BEHIND_PRICED = frozenset({"IN", "CC", "TO"})
_PERIODS = {row["form"]: row["period"] for row in lexicons.read("period_adverbs")}
_OF_THING = re.compile(
    rf"""(?:[ \u00a0]of(?:[ \u00a0](?!which\b|that\b)[\w-]+){{1,3}}?)?(?:[ \u00a0](?:[a-z]+ed|{_any(rule="dealt_in")}))?
        (?=[ \u00a0](?:{_any(rule="each_period")})\b)""",
    re.X,
)


@cache
def _per_nouns(money: bool) -> frozenset[str]:
    return lexicons.words("per_nouns") if money else lexicons.words("per_nouns", priced="")


def is_per_thing(found: QuantityDraft, text: str) -> bool:
    """Whether a length of time is said of each of something: "1.8 days per employee"; "8 hours per day" stays one."""
    return found.kind == "duration" and _PER_THING.match(text, found.end) is not None


def as_rate(found: QuantityDraft, text: str) -> None:
    """Take a "per month", "a share" or "/day" that follows into a quantity, in place.

    What is measured may stand between the two: "30 litres of rain per square metre", "two tonnes of fuel a day".
    """
    behind_it = text[found.end : found.end + 1]
    if found.kind != "count" and not behind_it.isspace() and behind_it not in ("-", "/"):
        return
    if _OTHER_PRICE.match(text, found.end):
        return  # "£450/AU$550"
    rate = _per(found, text, found.end)
    converted = _CONVERTED.match(text, found.end) if rate is None else None
    behind = None
    if converted is not None:
        behind = _per(found, text, converted.end(), times_only=found.kind != "money") or _yearly(
            found, text, converted.end()
        )
    if behind is not None:
        _rated(found, behind[1])  # "£15 ($19) a month"
        return
    if rate is None and found.unit is not None and (what := _OF_WHAT.match(text, found.end)) is not None:
        rate = _per(found, text, what.end(), times_only=True)
    if rate is None:
        rate = _yearly(found, text, found.end) or _apiece(found, text)
    if rate is None:
        return
    found.end, name = rate
    second = _per(found, text, found.end, times_only=True)
    if second is not None and second[1] in _PERIODS.values():
        found.end, name = second[0], f"{name} per {second[1]}"  # "$4 per patient a month"
    _rated(found, name)


def per_share(found: QuantityDraft, text: str) -> None:
    """Take "per share" before an amount into it, in place: "earnings per share of $2.42", "EPS was 90 cents"."""
    if found.kind == "money" and windows.before(_PER_SHARE, text, found.start, windows.LINE_CHARACTERS):
        _rated(found, "share")


def spent_each(found: QuantityDraft, text: str) -> None:
    """Take the day or week in which so many hours are spent into a length of time, in place: "38 minutes of videos a day"."""
    spent = _SPENT_EACH.match(text, found.end) if found.kind == "duration" and found.unit in _SPENT else None
    if spent is not None:
        period = spent.group("period") or _PERIODS[spent.group("adverb")]
        found.end = spent.end()
        _rated(found, "day" if period == "night" else period)


def rate_behind(found: QuantityDraft, text: str) -> None:
    """Take the time behind a noun that two modifiers share into a quantity: "900 petrol and diesel engines a week"."""
    noun = found.noun
    if noun is None or found.end != found.number.end or " per " in (found.unit or ""):
        return
    rate = _per(found, text, noun.idx + len(noun), times_only=True)
    if rate is not None:
        _rated(found, rate[1])


def _rated(found: QuantityDraft, name: str) -> None:
    """Make a quantity one per something; the table may know that unit as a speed."""
    if found.kind == "count" and found.unit == "time":
        found.kind, found.unit = "frequency", f"time per {name}"
    else:
        found.unit = f"{found.unit} per {name}" if found.unit else f"per {name}"
        known = units.unit(found.unit)
        found.kind = "rate" if known is None else known.kind
    found.rules.append("unit:rate")


def _yearly(found: QuantityDraft, text: str, end: int) -> tuple[int, str] | None:
    """End and name of the period of "2 million tonnes annually"."""
    if found.unit is None or found.kind in ("duration", "age", "multiple", "ratio", "percentage"):
        return None  # "grew 5.2 per cent annually" is a share of a year's growth
    if found.kind == "count" and (each := _EACH_TIME.match(text, found.number.end)) is not None:
        return found.end, _PERIODS[each.group(1).lower()]  # "900 million annual visits"
    what = _OF_THING.match(text, end)
    start = end if what is None else what.end()
    basis = _BASIS.match(text, start)
    if basis is not None:
        return basis.end(), _PERIODS[basis.group(1).lower()] if basis.group(1) else "day"
    adverb = _YEARLY.match(text, start)
    return None if adverb is None else (adverb.end(), _PERIODS[adverb.group(1)])


def _per(found: QuantityDraft, text: str, start: int, times_only: bool = False) -> tuple[int, str] | None:
    """End and name of what a rate is per, where it follows at ``start``; after "a" with ``times_only`` only times are."""
    match = units.PER.match(text, start) or (_FOR_EACH.match(text, start) if found.kind == "money" else None)
    if match is None:
        return _for_one(found, text, start)
    told = "per" in match.group().lower() or "/" in match.group()
    many = _PER_MANY.match(text, match.end()) if told else None
    if many is not None:
        return None if _is_second(found, text, match, many) else _per_many(text, many)
    word = _PER_WORD.match(text, match.end())
    if word is not None and " " not in word.group() and units.per_unit(text, word.start()) is None:
        thing = _thing(found.root, word.start())
        if thing is not None and (told or thing[1] in _per_nouns(found.kind == "money")):
            return thing
    if word is None:
        return None
    name = word.group().lower()
    unit = units.per_unit(text, word.start())
    if not told and _is_before(text, word.end(), unit):
        return None
    if name in _NO_PER or not _is_rate(found, match.group(), word, unit, times_only):
        return None
    if unit is not None:
        name = unit.unit.name
    elif name in ("capita", "head"):
        name = "person"
    return max(word.end(), unit.end if unit is not None else 0), name


def _apiece(found: QuantityDraft, text: str) -> tuple[int, str] | None:
    """End and name of what a price is that of each of: "1,300 tickets at $95 each", "fans will get 45 euros apiece"."""
    match = _APIECE.match(text, found.end) if found.kind == "money" else None
    if match is None or _counts_each(found.root, match.end() + 1):
        return None
    noun = _told_of_each(found.root)
    return None if noun is None else (match.end(), noun_lemma(noun).lower())


def _told_of_each(root: Token) -> Token | None:
    """The plural nearest above an amount: what a preposition hangs from, the object of its verb, or the subject."""
    if root.dep_ == "pobj" and root.head.head.tag_ == "NNS":
        return root.head.head
    verb = root.head.head if root.dep_ == "pobj" else root.head
    if verb.tag_ not in VERBS:
        return None
    told = (child(verb, "dobj"), subject_of(verb))
    return next((noun for noun in told if noun is not None and noun.tag_ == "NNS" and noun.i < root.i), None)


def _for_one(found: QuantityDraft, text: str, start: int) -> tuple[int, str] | None:
    """End and name of the measure that a price is that of one of: "1,050 naira for a litre of petrol"."""
    match = _FOR_ONE.match(text, start) if found.kind == "money" else None
    unit = units.per_unit(text, match.end()) if match is not None else None
    return (unit.end, unit.unit.name) if unit is not None and unit.unit.kind in _SUBSTANCE else None


def _is_before(text: str, end: int, unit: units.UnitMatch | None) -> bool:
    """Whether what ends at an offset only says when: "sold 40 cars a day before the fair", but "$104 a barrel after"."""
    timed = unit is None or unit.unit.kind == "duration"
    return timed and _NO_RATE.match(text, end) is not None and _BEFORE_DUES.match(text, end) is None


def _is_rate(
    found: QuantityDraft, mark: str, word: re.Match[str], unit: units.UnitMatch | None, times_only: bool
) -> bool:
    """Whether "for each", "each" or "a" before a word makes a rate of the amount; "per" and "/" always do."""
    name, money = word.group().lower(), found.kind == "money"
    if mark == "/" and found.kind in COUNTS:
        return unit is not None or name in _per_nouns(False)  # "30 injuries/deaths" are no rate
    if _FOR_EACH.match(mark) and unit is None and name not in _per_nouns(True):
        return False
    if unit is None and _EACH.fullmatch(mark) and not _counts_each(found.root, word.start()):
        return False
    if mark.strip("- \u00a0").lower() not in ("a", "an"):
        return True
    if times_only:
        return unit is not None and unit.unit.kind in ("duration", "area")  # "25 tons of tomatoes an acre"
    if unit is not None and (money or unit.unit.kind == "area" or unit.unit.kind in _SUBSTANCE and found.measured):
        return True  # "40 trees an acre", "two tonnes a hectare", "30 miles a gallon"
    each = found.measured and name in ("head", "person")  # "50 litres a head"
    return each or name in _per_nouns(money) or money and _is_priced(found.root, word)


def _thing(root: Token, start: int) -> tuple[int, str] | None:
    """End and name of the noun that "per" stands before, behind what tells it apart: "per Velora share", "per adult ticket".

    None where what stands at ``start`` is that noun itself. A noun that stands before it belongs to its name.
    """
    first = token_at(root, start, 0, windows.EACH_TOKENS)
    if first is None or first.tag_ not in _TELLS_APART | {"NN"}:
        return None
    names: list[str] = []
    for token in first.doc[first.i : first.i + windows.MODIFIER_TOKENS]:
        if token.tag_ == "NN" and token.text.isalpha() and token.nbor(-1).tag_ != "HYPH":
            names.append(token.lower_)
            if token.dep_ not in ("compound", "nmod") or token.head.i != token.i + 1:
                return (token.idx + len(token), " ".join(names)) if token.i > first.i else None
        elif token.tag_ not in _TELLS_APART | {"HYPH", "NN"} or names:
            return None
    return None


def _is_priced(root: Token, word: re.Match[str]) -> bool:
    """Whether a price is that of one of any noun behind "a": "$300 a case", but not "$500 a friend had lent him"."""
    noun = token_at(root, word.start(), 0, windows.EACH_TOKENS)
    if noun is None or noun.tag_ != "NN" or noun.dep_ not in _BESIDE_AMOUNT or not noun.text.isalpha():
        return False
    behind = noun.nbor(1) if noun.i + 1 < len(noun.doc) else noun
    return behind is noun or behind.is_punct or behind.tag_ in _BEHIND_PRICED or behind.is_sent_start is True


def _counts_each(root: Token, start: int) -> bool:
    """Whether the word after "each" or "every" is a noun, as in "$5 each visit", and not a verb: "12 cities each have"."""
    token = token_at(root, start, 0, windows.EACH_TOKENS)
    return token is not None and token.tag_ in NOUNS | {"JJ"}


def _is_second(found: QuantityDraft, text: str, mark: re.Match[str], many: re.Match[str]) -> bool:
    """Whether a second measure of the same thing stands behind a slash: "a 600MW/1,200MWh battery"."""
    unit = units.match_after(text, many.end(1)) if "/" in mark.group() else None
    return unit is not None and found.kind == "power" and unit.unit.kind == "energy"


def _per_many(text: str, many: re.Match[str]) -> tuple[int, str]:
    """End and name of "100 km" in "19 kWh per 100 km", of "100,000 people" in "12 cases per 100,000 people"."""
    count, noun = many.group(1).lower().replace(",", ""), many.group(2)
    unit = units.match_after(text, many.end(1)) if noun else None
    if unit is not None and unit.unit.kind != "money":
        return unit.end, f"{count} {unit.unit.name}"
    return many.end(), f"{count} {singular(noun.lower().split()[-1])}" if noun else count
