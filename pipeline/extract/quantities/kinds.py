"""What kind of quantity a number is by the words around it: ages, rates, multiples, ratios, times of doing."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.extract.numbers.types import Number
from pipeline.extract.numbers.unwritten import is_decade
from pipeline.extract.quantities.bounds import bounds
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.rates import as_rate
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.nouns import is_collective, is_person
from pipeline.extract.syntax.parse import VERBS, Tokens, subject_of
from pipeline.extract.units.matching import match_after

if TYPE_CHECKING:
    from spacy.tokens import Token

_OLD = re.compile(r"(?:[- \u00a0]|[ ]-[ ])?(?:olds?\b|of age\b)|[- ]?y/?o\b", re.I)
_AGED = re.compile(
    r"(?:\b(?:aged?|ages|age of|age is|ages of|turn(?:ed|s|ing)?|age range of)\s+"
    r"(?:between |from |only |just |about |around |over |under )*|(?:^|[.!?]\s+|\n)At )$",
    re.I,
)
_PERSON_OF = re.compile(
    r"\b(?:bab(?:y|ies)|infants?|toddlers?|boys?|girls?|child(?:ren)?|puppy|kitten|man|woman) of $", re.I
)
_APPOSED = re.compile(r"(?:[A-Za-z.’'][,]\s|[A-Za-z.’'] \()$")
_AFTER_AGE = re.compile(r"[,.;)]|\s(?:who|and|from|was|is|has|had|said|says|told)\b|$")
_OF_AGE = frozenset({"he", "she", "i", "age", "expectancy"})
_SELVES = frozenset({"himself", "herself", "myself"})
_SOMEBODY = frozenset({"he", "she", "i", "who"})
_ANYBODY = frozenset({"those", "anyone", "anybody", "everyone", "everybody", "people", "someone", "nobody"})
_PARENTS = frozenset({"mother", "father", "mum", "dad", "parent", "grandmother", "grandfather", "head", "leader"})
_ADULT, _ADULT_MOST = 18, 110
_ABOUT = frozenset({"around", "about", "over", "under", "near"})
_STATES = frozenset({"is", "has", "says", "was", "lives", "works", "comes", "does", "remains", "tells", "believes"})
_SOMETHINGS = re.compile(r"-?somethings?\b", re.I)
_OLDEST = 125
_PLACES = frozenset({"GPE", "LOC", "DATE", "CARDINAL"})
_TIMES = re.compile(r"[ -]times?\b", re.I)
_COMPARED = re.compile(
    r"\s++(?:as|more|less|the|higher|lower|larger|bigger|faster|slower|smaller|greater|longer|better|worse|cheaper"
    r"|heavier|stronger|its|their|over|oversubscribed|earnings|revenue|sales|that|what|what's|annual|(?:[a-z-]+ )?(?:earnings|profits?|income|ebitda|book|cash)|[a-z]+er than)\b",
    re.I,
)
_TWICE = re.compile(
    r"\s++(?:the|that|those|its|their|his|her|what|more|this|as\s+(?:(?:many|much|likely|often)\b|[a-z]+(?:\s[a-z]+){0,2}\s+as\s))"
)
_FOLDING = ("doubl", "tripl", "quadrupl", "quintupl", "treb", "halv")
_NOT_FOLDING = re.compile(r"\s+(?:up|down|back|check)\b")
_AS = re.compile(r"\s+as\b")
_OF_SOMETHING = re.compile(
    r"\s++(?:of|the)\s|[\s-]+(?:(?:super|voting) ?)?(?:majority|share|stake|interest|vote|quorum|cut|reduction|discount)\b",
    re.I,
)
_HUNDREDTHS = re.compile(r"[1-9]?[0-9]\.[0-9]{2}")
_TIMED = re.compile(r"\b(?:in|clocked|ran|swam|(?:time|record|best) of|posted)\s(?:an?\s)?$", re.I)
_RACE = re.compile(
    r"\b[1-8]?[0-9]{2}\s?m(?:et(?:re|er)s?)?\b|\b(?:sprint|hurdles|freestyle|backstroke|breaststroke|butterfly|medley|relay|dash)\b"
)
_NOMINAL = frozenset(
    {"nsubj", "dobj", "pobj", "nsubjpass", "attr", "ROOT", "conj", "npadvmod", "advmod", "predet", "nummod", "appos"}
) | {"quantmod"}


def as_age(found: QuantityDraft, text: str) -> None:
    """Make a duration an age, in place: "68-year-old", "aged 3 months", "5 years of age"."""
    old = _OLD.match(text, found.end)
    aged = _AGED.search(text, max(0, found.bounds.start - 40), found.start)
    person = _PERSON_OF.search(text, max(0, found.bounds.start - 16), found.bounds.start)  # "a baby of eight months"
    if old is not None:
        found.end = old.end()
        if text[found.bounds.start : found.start].lower() == "over the ":
            found.bounds = replace(
                found.bounds, comparator="=", start=found.start, rules=()
            )  # "fears over the 41-year-old"
    elif person is None and aged is not None and aged.group().strip(".!?\n ") != "At":
        if found.bounds.comparator == "=":
            found.bounds = bounds(text, aged.start(), found.number.end, found.end)
    elif person is None:
        return
    found.kind = "age"
    found.rules.append("kind:age")


def special(tokens: Tokens, number: Number, token: Token, persons: Collection[int] = ()) -> QuantityDraft | None:
    """A number without unit that is an age, a multiple, a ratio or a number of times; None if it is none of them.

    Args:
        tokens: The article.
        number: The number.
        token: The token that carries it in the parse.
        persons: Where names of persons end: what stands there in commas is their age.
    """
    text = tokens.text
    start, end = number.start, number.end
    plain = QuantityDraft(
        start, end, number, "count", number.value, number.low, number.high, None, bounds(text, start, end, end), token
    )
    if is_decade(text, number):
        return replace(
            plain, kind="age", unit="year", bounds=bounds(text, start, start, end), rules=["kind:age_decade"]
        )
    if number.form in ("digits", "words", "mixed"):
        age = _age(tokens, plain, persons)
        if age is not None:
            return age
    if _is_race_time(text, number):
        return replace(plain, kind="duration", unit="second", rules=["kind:race"])
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


def _is_race_time(text: str, number: Number) -> bool:
    """Whether a bare decimal with hundredths is what a race took: "won the 100m in 9.88", "a record of 54.72"."""
    if not _HUNDREDTHS.fullmatch(text, number.start, number.end) or match_after(text, number.end) is not None:
        return False
    timed = _TIMED.search(text, max(0, number.start - 24), number.start) is not None
    return timed and _RACE.search(text, max(0, number.start - 80), number.end + 40) is not None


def _age(tokens: Tokens, plain: QuantityDraft, persons: Collection[int]) -> QuantityDraft | None:
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
    if _is_of_age(plain):
        return replace(age, rules=["kind:age_of"])
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


def _is_set_beside(tokens: Tokens, plain: QuantityDraft, persons: Collection[int]) -> bool:
    """ "Rosa Lind 44 has worked there": an adult's age right behind the name, the verb behind it."""
    if plain.number.form != "digits" or not 18 <= (plain.value or 0) < 100 or plain.start - 1 not in persons:
        return False
    after = tokens.at(plain.end + 1)
    return tokens.text[plain.end : plain.end + 1] == " " and after.tag_ in ("VBZ", "VBD", "VBP")


def _is_of_age(plain: QuantityDraft) -> bool:
    """ "patients over 75", "those under 18", "a printer of 67": a bare number behind people whose age it bounds or is."""
    token, value = plain.root, plain.value or 0
    if token.dep_ != "pobj" or plain.number.multiplier or not 1 < value < _ADULT_MOST:
        return False
    word, who = token.head, token.head.head
    if plain.number.form not in ("digits", "words"):
        return False
    if word.lower_ in ("over", "under", "above", "below"):
        before = word.nbor(-1) if word.i else word
        if before.tag_ == "NNS" and is_person(before):
            return True  # "the share of people over 65", where the parse skips the people
        return who.i < word.i and (is_person(who) or who.lower_ in _ANYBODY)
    adult = (
        plain.number.form == "digits"
        and value >= _ADULT
        and who.tag_ == "NN"
        and is_person(who)
        and who.lower_ not in _PARENTS
    )
    return word.lower_ == "of" and adult and not is_collective(who)


def _is_said_age(token: Token, number: Number) -> bool:
    """ "He will be 35", "life expectancy is around 73": a bare number that a person or an age is said to be."""
    if token.dep_ == "pobj" and token.head.lower_ in _ABOUT:
        token = token.head  # "is around 73", where the parser takes "around" for a preposition
        if token.dep_ != "prep":
            return False
    elif _at_age(token):
        return not number.multiplier and number.form == "digits" and 5 <= (number.value or 0) < 110
    elif token.dep_ == "nummod" and token.head.dep_ == "attr" and token.head.lower_ in _SELVES:
        token = token.head  # "who is herself 71"
    elif token.dep_ not in ("attr", "acomp"):
        return False
    if number.multiplier or not 1 < (number.value or 0) < _OLDEST:
        return False
    if token.head.tag_ not in VERBS or token.head.lower_ not in verb_class("copula"):
        return False
    subject = subject_of(token.head)
    if subject is None:
        return False
    if subject.tag_ == "WP" and token.head.dep_ == "relcl":
        subject = token.head.head
    someone = subject.tag_ == "NN" and is_person(subject)
    return someone or subject.lower_ in _OF_AGE or subject.ent_type_ == "PERSON"


def _at_age(token: Token) -> bool:
    """Whether a number says at what age somebody died, married or left school."""
    if token.dep_ != "pobj" or token.head.lower_ != "at" or token.head.head.lower_ not in verb_class("at_age"):
        return False
    subject = subject_of(token.head.head)
    return subject is not None and (subject.lower_ in _SOMEBODY or subject.ent_type_ == "PERSON" or is_person(subject))


def _multiple(plain: QuantityDraft, text: str) -> QuantityDraft | None:
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


def _serves_as(verb: Token, found: QuantityDraft) -> bool:
    """Whether "doubles as a gym" says what something also is, and not that it doubled as something else went on."""
    if found.bounds.rules or verb.i + 1 >= len(verb.doc):
        return False
    return verb.nbor(1).dep_ != "mark"
