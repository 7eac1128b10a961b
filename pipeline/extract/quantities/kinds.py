"""What kind of quantity a number is by the words around it: multiples, ratios, users; ages are in :mod:`ages`."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.numbers.types import Number
from pipeline.extract.numbers.unwritten import is_decade
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.ages import age_of
from pipeline.extract.quantities.bounds import bounds
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.rates import as_rate
from pipeline.extract.syntax.change_words import noun_direction, verb_direction
from pipeline.extract.syntax.nouns import object_of
from pipeline.extract.syntax.parse import VERBS, child
from pipeline.extract.syntax.tokens import Tokens
from pipeline.extract.units.matching import match_after
from pipeline.records import Change, Kind

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.counted import Counted

_any = partial(lexicons.one_of, "quantity_words")
_SERVICE = re.compile(rf"\b(?:{'|'.join(sorted(lexicons.words('quantity_words', rule='service')))})\b", re.I)
_FORCES = re.compile(rf"\b(?:{_any(rule='forces')}) members?$", re.I)
_USED_BY = re.compile(rf"\b(?:{_any(rule='used')})\sby\s[\w\s]{{0,24}}$")
_TIMES = re.compile(r"(?:[ -]times|-time)\b", re.I)
_COMPARED = re.compile(
    rf"""
    \s++
    (?:
        {_any(rule="times_what")}|(?:[a-z-]+\ )?(?:earnings|profits?|income|ebitda|book|cash)|[a-z]+er\ than
    )\b
    """,
    re.VERBOSE | re.I,
)
_TWICE = re.compile(
    rf"""
    \s++
    (?:
        {_any(rule="twice_what")}
        | as\s+(?:(?:many|much|likely|often)\b|[a-z]+(?:\s[a-z]+){{0,2}}\s+as\s)
    )
    """,
    re.VERBOSE,
)
_FACTOR = re.compile(r"\bfactor\sof\s$", re.I)
_BEFORE_BASE = re.compile(rf"\b(?:{_any(rule='before_base')})\s(?:[a-z]+\s){{0,2}}$", re.I)
_FOLDING = tuple(sorted(lexicons.words("quantity_words", rule="folding")))
_NOT_FOLDING = re.compile(rf"\s+(?:{_any(rule='no_folding')})\b")
_AS = re.compile(r"\s+as\b")
_OF_SOMETHING = re.compile(
    rf"\s++(?:of|the)\s|[\s-]++(?:(?:super|voting) ?)?(?:{_any(rule='share_of')})\b",
    re.I,
)
_DONE = frozenset({"VBN", "VBD"})
_ENDS = re.compile(rf"\s*(?:[.,;:)]|$)|\s(?:{_any(rule='behind_often')})\b")
_THEN = re.compile(
    rf"\s(?:this|last)\s(?:season|{lexicons.one_of('number_contexts', rule='time_of_one')})\b"
)  # "fined twice this year"
_HALVES = re.compile(rf"[ \u00a0-](?:{_any(rule='halved')})\b")  # "a half turn" counts turns
_FEW = 5.0  # "rose three times": three rises
_HUNDREDTHS = re.compile(r"[1-9]?[0-9]\.[0-9]{2}")
_TIMED = re.compile(r"\b(?:in|clocked|ran|swam|(?:time|record|best) of|posted)\s(?:an?\s)?$", re.I)
_RACE = re.compile(
    rf"""
    \b[1-8]?[0-9]{{2}}\s?m(?:et(?:re|er)s?)?\b
    | \b(?:{_any(rule="race")})\b
    """,
    re.VERBOSE,
)
_MAGNITUDE = re.compile(rf"\b(?:{_any(rule='magnitude')})\b", re.I)
_MAGNITUDE_BEFORE = re.compile(rf"\b(?:{_any(rule='magnitude')})[ \u00a0-](?:of[ \u00a0])?$", re.I)
_MAGNITUDE_BEHIND = re.compile(
    rf"[ \u00a0-](?:in[ \u00a0])?(?:{_any(rule='magnitude')})\b|[ \u00a0]on the (?:{_any(rule='scale_of_quakes')})\b"
)
_QUAKE = re.compile(rf"[ \u00a0-](?:{_any(rule='quake')})\b")
_STRONGEST = 10.0  # earthquakes: none above 9.5 is known
_SHORTEST_RACE = 50.0
_RUN = re.compile(rf"[ -](?:{_any(rule='of_race')})\b")
_THE_RACE = re.compile(r"(?:\bthe|['’]s|s['’])\s$", re.I)
_RACE_ENDS = re.compile(rf"\s*(?:[.,;:)]|$)|\s(?:{_any(rule='behind_race')})\b")
_RACING = re.compile(rf"\b(?:in the [0-9,]+\s?m\b|{_any(rule='race')}|{_any(rule='of_race')}|{_any(rule='racing')})\b")
_NOMINAL = frozenset(
    {"nsubj", "dobj", "pobj", "nsubjpass", "attr", "ROOT", "conj", "npadvmod", "advmod", "predet", "nummod", "appos"}
) | {"quantmod"}


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
    draft = partial(QuantityDraft.of, text, number, token)
    if is_decade(text, number):
        return replace(draft("age", "year", "kind:age_decade"), bounds=bounds(text, start, start, end))
    if number.form in ("digits", "words", "mixed"):
        age = age_of(tokens, number, token, persons)
        if age is not None:
            return age
    if is_race_time(text, number):
        return draft("duration", "second", "kind:race")
    if is_magnitude(text, number):
        return draft("other", "magnitude", "kind:magnitude")
    if _is_factor(text, number):
        return draft("multiple", None, "kind:factor")
    if number.form == "multiple":
        return _multiple(draft("count", None, "kind:multiple"), text)
    times = _TIMES.match(text, end)
    if times and number.form in ("digits", "words", "mixed", "half"):
        found = draft("count", None, "kind:times")
        found.end, found.bounds = times.end(), bounds(text, start, end, times.end())
        if _COMPARED.match(text, times.end()) or _grows(tokens, number, times.end()):
            return replace(found, kind="multiple", rules=["kind:multiple_times"])
        found.unit = "time"
        as_rate(found, text)
        return found
    if number.form == "ratio" or (
        number.form in ("half", "fraction")
        and number.multiplier is None
        and not _HALVES.match(text, end)
        and (_OF_SOMETHING.match(text, end) or token.dep_ in _NOMINAL or noun_direction(token.head) is not None)
    ):
        return draft("ratio", None, "kind:ratio")
    return None


def _grows(tokens: Tokens, number: Number, end: int) -> bool:
    """Whether something became so many times what it was: "speed has leaped 500,000 times", not "rose twice"."""
    noun = tokens.at(end - 1)
    verb = noun.head
    if noun.dep_ not in ("npadvmod", "dobj", "advmod") or (number.value or 0) < _FEW:
        return False
    return verb_direction(verb) is not None and child(verb, "dobj") in (None, noun)


def is_race_time(text: str, number: Number) -> bool:
    """Whether a bare decimal with hundredths is what a race took: "won the 100m in 9.88", "a record of 54.72"."""
    if number.form == "digits" and ":" in text[number.start : number.end]:
        return True  # "2:04:31", which the numbers take for what a race took
    if not _HUNDREDTHS.fullmatch(text, number.start, number.end) or match_after(text, number.end) is not None:
        return False
    timed = windows.before(_TIMED, text, number.start, windows.THREE_WORDS_CHARACTERS) is not None
    return (
        timed
        and _RACE.search(
            text, max(0, number.start - windows.LINE_CHARACTERS), number.end + windows.FOUR_WORDS_CHARACTERS
        )
        is not None
    )


def is_magnitude(text: str, number: Number) -> bool:
    """Whether a number is an earthquake's: "magnitude-7.8", "a 6.1-magnitude quake", "7.2 on the Richter scale"."""
    highest = number.high if number.value is None else number.value
    if number.form != "digits" or highest is None or not 0 < highest < _STRONGEST:
        return False
    if _MAGNITUDE_BEHIND.match(text, number.end):
        return True
    lead = max(0, number.start - windows.BOUNDS_CHARACTERS - windows.LEAD_CHARACTERS)
    if _MAGNITUDE.search(text, lead, number.start):
        begin = bounds(text, number.start, number.end, number.end).start
        if windows.before(_MAGNITUDE_BEFORE, text, begin, windows.LEAD_CHARACTERS):
            return True
    return "." in text[number.start : number.end] and _QUAKE.match(text, number.end) is not None


def _is_factor(text: str, number: Number) -> bool:
    """ "By a factor of roughly six"."""
    if "factor" not in text[max(0, number.start - windows.FOUR_WORDS_CHARACTERS) : number.start].lower():
        return False
    begin = bounds(text, number.start, number.end, number.end).start
    return windows.before(_FACTOR, text, begin, windows.TWO_WORDS_CHARACTERS) is not None


def is_race(text: str, found: QuantityDraft) -> bool:
    """Whether a length is the name of a race: "won the 400m", "the 110m hurdles", "a 200-metre final"."""
    if found.unit not in ("metre", "yard") or found.value is None or found.value < _SHORTEST_RACE or found.value % 10:
        return False
    if _RUN.match(text, found.end):
        return True
    named = windows.before(_THE_RACE, text, found.start, windows.GROUP_OF_CHARACTERS) is not None
    near = text[max(0, found.start - windows.LINE_CHARACTERS) : found.end + windows.LINE_CHARACTERS]
    return named and _RACE_ENDS.match(text, found.end) is not None and _RACING.search(near) is not None


def _multiple(plain: QuantityDraft, text: str) -> QuantityDraft | None:
    found = replace(plain, kind="multiple")
    surface = text[found.start : found.end].lower()
    token = found.root
    if surface in ("once", "twice", "thrice"):
        rate = replace(plain, unit="time", rules=["kind:times"])
        as_rate(rate, text)
        if rate.kind == "frequency":
            return rate
        if surface != "once" and (not _TWICE.match(text, found.end) or _THEN.match(text, found.end)):
            verb = token.head.head if token.tag_ == "PDT" and token.head.ent_type_ == "DATE" else token.head
            done = token.dep_ in ("advmod", "det", "predet") and verb.tag_ in _DONE and _ENDS.match(text, found.end)
            return replace(rate, kind="count", unit=None) if done else None
        return found if surface != "once" else None
    return _folding(found, text) if surface.startswith(_FOLDING) else found


def _folding(found: QuantityDraft, text: str) -> QuantityDraft | None:
    """ "Doubled", "to triple", "a halving of": a verb or noun that multiplies, with the change that it tells."""
    surface, token = text[found.start : found.end].lower(), found.root
    way: Change = "decrease" if surface.startswith("halv") else "increase"
    if token.tag_ not in VERBS and child(token, "nsubj") is None:
        if _TWICE.match(text, found.end):
            if windows.before(_BEFORE_BASE, text, found.bounds.start, windows.FOUR_WORDS_CHARACTERS) is not None:
                found.change, found.role = way, "delta"  # "aims to more than double the number of its shops"
            return found
        if not surface.endswith("ing") or object_of(token, "of") is None:
            return None  # but "a doubling of grant money"
    if _NOT_FOLDING.match(text, found.end) or (_AS.match(text, found.end) and _serves_as(token, found)):
        return None
    if token.dep_ not in ("amod", "compound") or found.bounds.rules:  # "revenue more than doubled year over year"
        found.change, found.role = way, "delta"
    return found


def _serves_as(verb: Token, found: QuantityDraft) -> bool:
    """Whether "doubles as a gym" says what something also is, and not that it doubled as something else went on."""
    if found.bounds.rules or verb.i + 1 >= len(verb.doc):
        return False
    return verb.nbor(1).dep_ != "mark"


def is_membership(text: str, start: int, number_end: int, end: int) -> bool:
    """Whether the members counted at some offsets are those of a service, and not of a board, a pact or an army."""
    if _FORCES.search(text, number_end, end):
        return False
    return (
        _SERVICE.search(text, max(0, start - windows.LINE_CHARACTERS), end + windows.HALF_LINE_CHARACTERS) is not None
    )


def is_audience(text: str, number: Number, noun: Counted) -> bool:
    """Whether a number counts users: by the noun, or because something "had been used by 9 million people"."""
    if noun.lemma == "member" and not is_membership(text, number.start, number.end, noun.end):
        return False
    if noun.lemma in ("install", "installation") and (number.value or 100) < 100:
        return False
    if noun.lemma == "person" and windows.before(_USED_BY, text, number.start, windows.USED_BY_CHARACTERS):
        return True
    return noun.lemma in lexicons.words("audience_nouns")


def kind_of(text: str, start: int, end: int, lemma: str | None) -> Kind:
    """Whether a noun said elsewhere than beside its number, at some offsets, makes it a count of users."""
    if lemma == "member" and not is_membership(text, start, end, end):
        return "count"
    return "user_count" if lemma in lexicons.words("audience_nouns") else "count"
