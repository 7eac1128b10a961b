"""What kind of quantity a number is by the words around it: ages, rates, multiples, ratios, times of doing."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons, units
from pipeline.extract.bounds import bounds
from pipeline.extract.found import Found
from pipeline.extract.grammar import VERBS, TokenIndex, singular, subject_of, verb_class
from pipeline.extract.number_types import Number
from pipeline.extract.owners import is_person

if TYPE_CHECKING:
    from spacy.tokens import Token

_OLD = re.compile(r"(?:[- \u00a0]|[ ]-[ ])?(?:olds?\b|of age\b)|[- ]?y/?o\b", re.I)
_AGED = re.compile(
    r"(?:\b(?:aged?|ages|age of|age is|ages of|turn(?:ed|s|ing)?|age range of)\s+"
    r"(?:between |from |only |just |about |around |over |under )*|(?:^|[.!?]\s+|\n)At )$",
    re.I,
)
_APPOSED = re.compile(r"(?:[A-Za-z.’'][,]\s|[A-Za-z.’'] \()$")
_AFTER_AGE = re.compile(r"[,.;)]|\s(?:who|and|from|was|is|has|had|said|says|told)\b|$")
_OF_AGE = frozenset({"he", "she", "age", "expectancy"})
_ABOUT = frozenset({"around", "about", "over", "under", "near"})
_STATES = frozenset({"is", "has", "says", "was", "lives", "works", "comes", "does", "remains", "tells", "believes"})
_SOMETHINGS = re.compile(r"-?somethings?\b", re.I)
_OLDEST = 125
_PLACES = frozenset({"GPE", "LOC", "DATE", "CARDINAL"})
_OF_WHAT = re.compile(
    r"[ \u00a0]of(?:[ \u00a0](?!the\b|which\b|that\b)[\w-]+){1,3}?(?=[ \u00a0](?:per|an?|each|every)[ \u00a0])"
)
_PER_WORD = re.compile(
    r"(?:square (?:foot|metre|meter|mile|kilometre|kilometer|inch)|cubic (?:foot|metre|meter)|[a-z]+(?:-[a-z]+)?)", re.I
)
_PER_MANY = re.compile(
    r"(1[0-9,]*0|million|thousand|hundred)(?:[ \u00a0]?((?!in\b|of\b|and\b|for\b|by\b|at\b|to\b)[a-z]+))?", re.I
)
_NO_RATE = re.compile(
    r"\s+(?:ago|earlier|later|before|after|or so|or two|and a half|from now|on year|over year)\b", re.I
)
_NO_PER = frozenset(
    (
        "cent",
        "se",
        "other",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "ten",
        "few",
        "several",
        "couple",
        "so",
        "single",
    )
)
_TIMES = re.compile(r"[ -]times?\b", re.I)
_COMPARED = re.compile(
    r"\s+(?:as|more|less|the|higher|lower|larger|bigger|faster|slower|smaller|greater|longer|better|worse|cheaper"
    r"|heavier|stronger|its|their|over|oversubscribed|earnings|revenue|sales|that|what|what's|annual|[a-z]+er than)\b",
    re.I,
)
_TWICE = re.compile(
    r"\s+(?:the|that|its|their|his|her|what|more|this|as\s+(?:(?:many|much|likely|often)\b|[a-z]+(?:\s[a-z]+){0,2}\s+as\s))"
)
_FOLDING = ("doubl", "tripl", "quadrupl", "quintupl", "treb", "halv")
_NOT_FOLDING = re.compile(r"\s+(?:up|down|back|check)\b")
_AS = re.compile(r"\s+as\b")
_OF_SOMETHING = re.compile(r"\s+(?:of|the)\s", re.I)
_NOMINAL = frozenset(
    {"nsubj", "dobj", "pobj", "nsubjpass", "attr", "ROOT", "conj", "npadvmod", "advmod", "predet", "nummod", "appos"}
) | {"quantmod"}


@cache
def _per_nouns(money: bool) -> frozenset[str]:
    return lexicons.words("per_nouns") if money else lexicons.words("per_nouns", priced="")


def as_age(found: Found, text: str) -> None:
    """Make a duration an age, in place: "68-year-old", "aged 3 months", "5 years of age"."""
    old = _OLD.match(text, found.end)
    aged = _AGED.search(text, max(0, found.bounds.start - 40), found.start)
    if old is not None:
        found.end = old.end()
    elif aged is not None and aged.group().strip(".!?\n ") != "At":
        if found.bounds.comparator == "=":
            found.bounds = bounds(text, aged.start(), found.number.end, found.end)
    else:
        return
    found.kind = "age"
    found.rules.append("kind:age")


def as_rate(found: Found, text: str) -> None:
    """Take a "per month", "a share" or "/day" that follows into a quantity, in place.

    What is measured may stand between the two: "30 litres of rain per square metre", "two tonnes of fuel a day".
    """
    rate = _per(found, text, found.end)
    if rate is None and found.unit is not None and (what := _OF_WHAT.match(text, found.end)) is not None:
        rate = _per(found, text, what.end(), times_only=True)
    if rate is None:
        return
    found.end, name = rate
    if found.kind == "count" and found.unit == "time":
        found.kind, found.unit = "frequency", f"time per {name}"
    else:
        found.kind = "rate"
        found.unit = f"{found.unit} per {name}" if found.unit else f"per {name}"
    found.rules.append("unit:rate")


def _per(found: Found, text: str, start: int, times_only: bool = False) -> tuple[int, str] | None:
    """End and name of what a rate is per, where it follows at ``start``; after "a" with ``times_only`` only times are."""
    match = units.PER.match(text, start)
    many = _PER_MANY.match(text, match.end()) if match is not None else None
    if match is not None and many is not None and ("per" in match.group().lower() or "/" in match.group()):
        return _per_many(text, many)
    word = _PER_WORD.match(text, match.end()) if match is not None else None
    if match is None or word is None or _NO_RATE.match(text, word.end()):
        return None
    name = word.group().lower()
    unit = units.per_unit(text, match.end())
    if name in _NO_PER:
        return None
    if match.group().strip("- \u00a0").lower() in ("a", "an"):
        timed = unit is not None and unit.unit.kind == "duration"
        priced = unit is not None and found.kind == "money"
        if not (timed if times_only else priced or name in _per_nouns(found.kind == "money")):
            return None
    if unit is not None:
        name = unit.unit.name
    elif name in ("capita", "head"):
        name = "person"
    return max(word.end(), unit.end if unit is not None else 0), name


def _per_many(text: str, many: re.Match[str]) -> tuple[int, str]:
    """End and name of "100 km" in "19 kWh per 100 km", of "100,000 people" in "12 cases per 100,000 people"."""
    count, noun = many.group(1).lower().replace(",", ""), many.group(2)
    unit = units.match_after(text, many.end(1)) if noun else None
    if unit is not None and unit.unit.kind != "money":
        return unit.end, f"{count} {unit.unit.name}"
    return many.end(), f"{count} {singular(noun.lower())}" if noun else count


def special(tokens: TokenIndex, number: Number, token: Token, persons: Collection[int] = ()) -> Found | None:
    """A number without unit that is an age, a multiple, a ratio or a number of times; None if it is none of them.

    Args:
        tokens: The article.
        number: The number.
        token: The token that carries it in the parse.
        persons: Where names of persons end: what stands there in commas is their age.
    """
    text = tokens.text
    start, end = number.start, number.end
    plain = Found(
        start, end, number, "count", number.value, number.low, number.high, None, bounds(text, start, end, end), token
    )
    if number.form in ("digits", "words", "mixed"):
        age = _age(tokens, plain, persons)
        if age is not None:
            return age
    if number.form == "multiple":
        return _multiple(plain, text)
    times = _TIMES.match(text, end)
    if times and number.form in ("digits", "words", "mixed", "half"):
        found = replace(plain, end=times.end(), bounds=bounds(text, start, end, times.end()), rules=["kind:times"])
        if _COMPARED.match(text, times.end()):
            return replace(found, kind="multiple", rules=["kind:multiple_times"])
        found.unit = "time"
        as_rate(found, text)
        return found
    if number.form == "ratio" or (
        number.form in ("half", "fraction")
        and number.multiplier is None
        and (_OF_SOMETHING.match(text, end) or token.dep_ in _NOMINAL)
    ):
        return replace(plain, kind="ratio", rules=["kind:ratio"])
    return None


def _age(tokens: TokenIndex, plain: Found, persons: Collection[int]) -> Found | None:
    text, number = tokens.text, plain.number
    start, end = plain.start, plain.end
    aged = _AGED.search(text, max(0, start - 40), start)
    turned = aged is not None and aged.group().lower().startswith("turn")
    if number.value is not None and not 0 < number.value < (2000 if turned else _OLDEST):
        return None
    age = replace(plain, kind="age", unit="year", rules=["kind:age"])
    if aged is not None and aged.group().strip(".!?\n ") == "At":
        return age if text[end : end + 2] == ", " and text[end + 2 : end + 3].isupper() else None
    if aged is not None:
        if age.bounds.comparator == "=":
            age.bounds = bounds(text, aged.start(), end, end)
        return age
    first = tokens.at(start)
    before = first.nbor(-2) if first.i > 1 else None
    named = before is not None and (before.ent_type_ == "PERSON" or before.idx + len(before) in persons)
    person = before is not None and (named or is_person(before))
    if before is not None and before.tag_ == "NNP" and text[end : end + 1] in (",", ";") and text[start - 2] == ",":
        adult = number.form == "digits" and 10 <= (number.value or 0) <= 110
        person = person or (adult and before.ent_type_ not in _PLACES)
    if text[start - 1] == "(" and _acts(tokens.at(min(end + 2, len(text) - 1))):
        return None  # "Jason Reed (14) runs past the guard": the number on a shirt
    if person and _APPOSED.search(text, max(0, start - 4), start) and _AFTER_AGE.match(text, end):
        return replace(age, rules=["kind:age_apposed"])
    if _is_set_beside(tokens, plain, persons):
        return replace(age, rules=["kind:age_beside"])
    if _is_said_age(plain.root, number):
        return replace(age, rules=["kind:age_subject"])
    decade = _SOMETHINGS.match(text, end)
    if decade and number.value:
        return replace(
            age, end=decade.end(), value=None, low=number.value, high=number.value + 9, rules=["kind:age_decade"]
        )
    return None


def _acts(token: Token) -> bool:
    """Whether a verb in the present says what someone does in a picture ("runs", "celebrates"), not what he is."""
    return token.tag_ == "VBZ" and token.lower_ not in _STATES


def _is_set_beside(tokens: TokenIndex, plain: Found, persons: Collection[int]) -> bool:
    """ "Rosa Lind 44 has worked there": an adult's age right behind the name, the verb behind it."""
    if plain.number.form != "digits" or not 18 <= (plain.value or 0) < 100 or plain.start - 1 not in persons:
        return False
    after = tokens.at(plain.end + 1)
    return tokens.text[plain.end : plain.end + 1] == " " and after.tag_ in ("VBZ", "VBD", "VBP")


def _is_said_age(token: Token, number: Number) -> bool:
    """ "He will be 35", "life expectancy is around 73": a bare number that a person or an age is said to be."""
    if token.dep_ == "pobj" and token.head.lower_ in _ABOUT:
        token = token.head  # "is around 73", where the parser takes "around" for a preposition
        if token.dep_ != "prep":
            return False
    elif token.dep_ not in ("attr", "acomp"):
        return False
    if number.multiplier or not 1 < (number.value or 0) < _OLDEST:
        return False
    if token.head.tag_ not in VERBS or token.head.lower_ not in verb_class("copula"):
        return False
    subject = subject_of(token.head)
    return subject is not None and (subject.lower_ in _OF_AGE or subject.ent_type_ == "PERSON")


def _multiple(plain: Found, text: str) -> Found | None:
    found = replace(plain, kind="multiple", rules=["kind:multiple"])
    surface = text[found.start : found.end].lower()
    token = found.root
    if surface in ("once", "twice", "thrice"):
        rate = replace(plain, unit="time", rules=["kind:times"])
        as_rate(rate, text)
        if rate.kind == "frequency":
            return rate
        return found if surface != "once" and _TWICE.match(text, found.end) else None
    if surface.startswith(_FOLDING):
        if token.tag_ not in VERBS:
            return found if _TWICE.match(text, found.end) else None
        if _NOT_FOLDING.match(text, found.end) or (_AS.match(text, found.end) and _serves_as(token, found)):
            return None
        if token.dep_ not in ("amod", "compound"):
            found.change, found.role = ("decrease" if surface.startswith("halv") else "increase"), "delta"
    return found


def _serves_as(verb: Token, found: Found) -> bool:
    """Whether "doubles as a gym" says what something also is, and not that it doubled as something else went on."""
    if found.bounds.rules or verb.i + 1 >= len(verb.doc):
        return False
    return verb.nbor(1).dep_ != "mark"
