"""Numbers with neither unit nor noun: which of them measure something, which are a score, a year, a model or the pronoun "one"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.coordination import ELSEWHERE
from pipeline.extract.syntax.change_words import noun_direction, verb_direction
from pipeline.extract.syntax.inflection import noun_lemma, verb_class
from pipeline.extract.syntax.nouns import is_measure
from pipeline.extract.syntax.parse import NOUNS, VERBS, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.numbers.types import Number
    from pipeline.extract.quantities.counted import Counted

_any = partial(lexicons.one_of, "quantity_words")
_SETS = re.compile(r"(?:^|\s)[0-7][-–][0-7](?:\s?\([0-9]{1,2}(?:[-–][0-9]{1,2})?\))?,?\s[0-7][-–][0-7]\b")
_SPACED_SCORE = re.compile(
    rf"""
    (?<![0-9.,$€£])[0-9]{{1,3}}\s[-–]\s[0-9]{{1,3}}
    (?=\s?[,.;:)]|\s(?:{_any(rule="behind_score")})\b|$)
    """,
    re.VERBOSE,
)
_NO_SCORE = re.compile(rf"\b(?:{_any(rule='no_score')})\s$", re.I)
_WICKETS = re.compile(
    rf"""
    (?<![0-9.,$€£])(?:10|[0-9])[ -]for[ -][0-9]{{1,3}}
    (?=\s?[,.;:)]|\s(?:{_any(rule="behind_wickets")})\b|$)
    """,
    re.VERBOSE,
)
_VOTES = re.compile(rf"\b(?:{_any(rule='of_vote')})(?:\sof|\sby)?\s(?:[0-9]{{1,3}}\sto\s)?$", re.I)
_TOP = re.compile(r"\btop[ -]$", re.I)
_LISTED = re.compile(r"(?:,|\band|\bor)\s$")
_WITHOUT = re.compile(r"\swith(?:out)?\b")
_MORE_THAN = re.compile(r"\s(?:more|fewer|less)\sthan\b")
_OF_THEM = re.compile(rf"\sof\s(?:{_any(rule='of_them')})\b")
_OF_NUMBER = re.compile(r"\s(?:out )?of (?:the |its |their )?[0-9]")
_CLOSES = re.compile(rf"\s(?:{_any(rule='closes')})\b|[.,;]")
_WHO = re.compile(rf"\s+(?:{_any(rule='of_some')})\b", re.I)
_ROW = re.compile(r"(?:,\s[0-9.]+){2}")
_YEAR_BEFORE = re.compile(rf"\b(?:{_any(rule='before_year')})\s$", re.I)
_DETERMINED = re.compile(rf"\b(?:{_any(rule='determines')})\s(?:[\w-]+\s){{0,2}}$", re.I)
_NAMED = re.compile(r"(?<!\bIn )(?<!\bAt )(?<!\bOn )(?<![\w’'])[A-Z][a-z]{2,}\s$")
_BACK = re.compile(
    r"\b(?:the|its|his|her|their|our|from|to|of|at|than|above|below|versus|vs\.?|with|on|for|between)\s(?:\w+\s)?$",
    re.I,
)
_CHANGE_END = re.compile(rf"\b(?:from|to|by)\s(?:(?:{_any(rule='before_end')})\s)?$", re.I)
_TO_LEVEL = re.compile(r"\sto\s(?:[a-z]+\s){0,2}[^\w\s]{0,2}([0-9][0-9.,]*)")
_MASSES = lexicons.words("quantity_words", rule="bare_counted")
_BARE = frozenset({"dobj", "pobj", "attr", "nsubj", "nsubjpass", "npadvmod", "conj", "acomp", "ROOT", "nummod"})
_BARE_WORDS = frozenset({"dobj", "pobj", "attr", "nsubj", "nsubjpass"})
_SAYING = lexicons.words("verb_classes", **{"class": "saying"})
_AT = frozenset({"in", "on", "at"})
_ISSUED = lexicons.words("reporting_nouns", "noun", issued="yes") | lexicons.words("reporting_headlines")
_LETTER = re.compile(r"[^\W\d_]")
_FROM_YEAR = re.compile(r"\bfrom (?:19|20)[0-9]{2} to $")
_DIGIT = re.compile(r"[0-9]")
_COLUMN = 20
"""So many numbers without a letter between them are a column or a table, in which nothing is claimed of any."""
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_FIRST_OF_PLURALS = 1900  # "1,850 rates" are few, "1850 rates" too


def in_columns(text: str, every: Sequence[Number]) -> frozenset[int]:
    """The starts of the numbers that stand in a column: "5,5 5,5 5,5 …", "$4 $7 $9 …", rows of a table."""
    found: list[int] = []
    first = 0
    if len(every) < _COLUMN:
        return frozenset()
    for place in range(1, len(every) + 1):
        if place < len(every) and not _LETTER.search(text, every[place - 1].end, every[place].start):
            continue
        if place - first >= _COLUMN:
            found += [number.start for number in every[first:place]]
        first = place
    return frozenset(found)


def is_year(text: str, number: Number) -> bool:
    """Whether a number is written as a year is: four digits, 1500 to 2100."""
    surface = text[number.start : number.end]
    return len(surface) == 4 and surface.isdecimal() and _FIRST_YEAR <= int(surface) <= _LAST_YEAR


def is_year_of(text: str, number: Number, noun: Counted | None) -> bool:
    """Whether four digits before a noun date or name it.

    "The 2010 debt crisis", "2005 levels", "2007 starts", "the old 8210 phone". Before a plural they do so if it names
    what is measured or held every so often and no word bounds the number; a round number has to be pointed at.
    """
    surface = text[number.start : number.end]
    if noun is None or noun.token is None or not surface.isdecimal() or text[number.end : number.end + 1] == "-":
        return False
    if len(surface) == 3 and surface[0] != "1" and noun.token.tag_ in ("NN", "NNP"):
        # "the 777 program", "its popular 737 Max jet": a model; a singular counts nothing
        named = windows.before(_DETERMINED, text, number.start, windows.FOUR_WORDS_CHARACTERS)
        return named is not None and noun.lemma not in _MASSES | lexicons.words("quantity_words", rule="figure")
    if len(surface) != 4 or noun.rule == "count:hyphen":
        return False
    if noun.token.tag_ in ("NNS", "NNPS"):
        if not _FIRST_OF_PLURALS <= int(surface) <= _LAST_YEAR:
            return False
        if windows.before(_NAMED, text, number.start, windows.FOUR_WORDS_CHARACTERS):
            return True  # "Olympics 2028 organisers"
        if not _recurs(noun):
            return False
        return (
            int(surface) % 100 != 0
            or windows.before(_BACK, text, number.start, windows.THREE_WORDS_CHARACTERS) is not None
        )
    if noun.token.tag_ not in ("NN", "NNP"):
        return False
    if 1900 <= int(surface) <= _LAST_YEAR:
        return True
    named = windows.before(_DETERMINED, text, number.start, windows.FOUR_WORDS_CHARACTERS)
    return named is not None and noun.lemma not in _MASSES


def _recurs(noun: Counted) -> bool:
    """Whether a plural names what a year has: levels, sales, results, starts, elections; not what one counts."""
    token, lemma = noun.token, (noun.lemma or "").split()[-1].lower()
    assert token is not None
    if lemma in lexicons.words("quantity_words", rule="thing_counted"):
        return False
    return is_measure(token) or noun_direction(token) is not None or lemma in _dated()


def _dated() -> frozenset[str]:
    return lexicons.words("quantity_words", rule="dated")


def is_governed(text: str, number: Number, token: Token) -> bool:
    """Whether what a number hangs from makes it a measure, though it looks like a year.

    "Stands at 1950", "rose to 1750", "an average of 1950", "the total is 1980".
    """
    head = token.head
    if token.dep_ == "pobj" and head.dep_ == "prep":
        above = head.head
        if above.tag_ in VERBS:
            if head.lower_ == "at":
                return above.lower_ in verb_class("level")
            shifts = above.lower_ in verb_class("timed")
            # "Rising to 24 GWh by 2030" tells the year; only right behind the verb "by" may measure.
            by = head.lower_ == "by" and head.i == above.i + 1 and not _leads_to_level(text, number)
            measures = head.lower_ == "to" and not _ends_span(text, number, above) or by
            return measures and verb_direction(above) is not None and not shifts
        return (
            head.lower_ == "of" and above.tag_ in NOUNS and above.lower_ in lexicons.words("quantity_words", rule="sum")
        )
    if token.dep_ == "dobj":
        return head.lower_ in verb_class("amounts")
    if token.dep_ == "attr" and head.lower_ in verb_class("copula"):
        subject = subject_of(head)
        return subject is not None and subject.lower_ in lexicons.words("quantity_words", rule="sum")
    return False


def _ends_span(text: str, number: Number, verb: Token) -> bool:
    """Whether four plain digits end a span of years behind the change itself: "rose to 31% from 2005 to 2020"."""
    span = _FROM_YEAR.search(text, verb.idx, number.start)
    return span is not None and _DIGIT.search(text, verb.idx, span.start()) is not None


def _leads_to_level(text: str, number: Number) -> bool:
    """Whether four plain digits stand before a level that no change of so much leads to: "had fallen by 2023 to 61,500"."""
    level = _TO_LEVEL.match(text, number.end)
    if level is None:
        return False
    written = level.group(1).rstrip(".,")
    return not written.isdecimal() or int(written) < (number.value or 0.0)


def ranks(text: str, number: Number) -> bool:
    """Whether a number behind "top" only says how far up something came."""
    return windows.before(_TOP, text, number.start, windows.SHORT_WORD_CHARACTERS) is not None


def is_vote(text: str, start: int) -> bool:
    """Whether a number at an offset says how many voted one way: "a vote of 52 to 47"."""
    return windows.before(_VOTES, text, start, windows.OPENING_CHARACTERS) is not None


def is_score(text: str, number: Number) -> bool:
    """ "1-6 6-4 6-4", "6 for 255", "2 – 2 after extra time"."""
    start, end = number.start, number.end
    if number.parts and _SETS.search(
        text, max(0, start - windows.PREPOSITION_CHARACTERS), end + windows.ROUND_CHARACTERS
    ):
        return True
    low, high = max(0, start - windows.PREPOSITION_CHARACTERS), end + windows.THREE_WORDS_CHARACTERS
    near = text[low:high]
    spaced = _SPACED_SCORE.search(text, low, high) if "-" in near or "–" in near else None
    if spaced is not None and spaced.start() <= start and end <= spaced.end():
        return windows.before(_NO_SCORE, text, spaced.start(), windows.TWO_WORDS_CHARACTERS) is None
    if "for" not in near[: windows.PREPOSITION_CHARACTERS + end - start + windows.SHORT_WORD_CHARACTERS]:
        return False
    wickets = _WICKETS.search(text, max(0, start - windows.BETWEEN_CHARACTERS), end + windows.LEAD_CHARACTERS)
    return wickets is not None and wickets.start() <= start and end <= wickets.end()


def bare_counts(text: str, number: Number, token: Token) -> bool:
    """Whether a number with neither unit nor noun still measures something: decided by its form and place."""
    if number.multiplier or number.form in ("mixed", "vague") or is_vote(text, number.start):
        return True
    if _MORE_THAN.match(text, number.end) or _OF_THEM.match(text, number.end):
        return True
    surface = text[number.start : number.end]
    if number.form in ("digits", "words") and _OF_NUMBER.match(text, number.end):
        return True
    if number.value is None and surface.lower().startswith("between") and number.parts is not None:
        return not any(is_year(text, part) for part in number.parts)
    if number.form == "words":
        if _is_pointed_at(text, number) and _CLOSES.match(text, number.end):
            return False  # "shows the two together"
        listed = windows.before(_LISTED, text, number.start, windows.SHORT_WORD_CHARACTERS)
        gapped = listed and (ELSEWHERE.match(text, number.end) or _WITHOUT.match(text, number.end))
        return (token.dep_ in _BARE_WORDS or gapped is not None) and (number.value or 2) > 1
    return "," in surface or "." in surface or _digits_count(text, number, token)


def _digits_count(text: str, number: Number, token: Token) -> bool:
    pointed_at = _is_pointed_at(text, number) and _ROW.match(text, number.end) is None
    if pointed_at and not _WHO.match(text, number.end) and not _is_told_apart(token):
        return False  # "the 747"
    surface = text[number.start : number.end]
    dated = (
        len(surface) == 4
        and surface.isdigit()
        and windows.before(_YEAR_BEFORE, text, number.start, windows.GROUP_OF_CHARACTERS)
    )
    if is_year(text, number) or (dated and not number.part):
        return is_governed(text, number, token)
    end = number.part and windows.before(_CHANGE_END, text, number.start, windows.PHRASE_CHARACTERS)
    return token.dep_ in _BARE or bool(end) or _gapped(token) or _in_row(token)


def _is_pointed_at(text: str, number: Number) -> bool:
    return text[max(0, number.start - windows.ARTICLE_CHARACTERS) : number.start].lower() == "the "


def _is_told_apart(token: Token) -> bool:
    """Whether a participle or a clause without a relative pronoun says which: "the 18 reported", "the 132 it already has"."""
    said = any(c.dep_ == "acl" and c.tag_ == "VBN" for c in token.rights)
    behind = token.nbor(1) if token.i + 1 < len(token.doc) else token
    return said or behind.tag_ in ("PRP", "DT")


def _gapped(token: Token) -> bool:
    """Whether a number behind a joined noun shares the verb of the noun before: "the house cost €3 million and the barn 49"."""
    noun = token.head
    return token.dep_ == "appos" and noun.dep_ == "conj" and noun.tag_ in NOUNS and noun.i + 1 == token.i


def _in_row(token: Token) -> bool:
    """Whether a number goes on in a row of counts, each with its place or time: "38 patients in May, 18 in June, 9 in July"."""
    before = token.head
    counted = before.tag_ == "CD" or any(child.dep_ == "nummod" for child in before.lefts)
    return token.dep_ == "appos" and counted and any(child.dep_ == "prep" for child in token.rights)


def _is_a_certain(noun: Token) -> bool:
    """Whether "one" points and does not count: "one engineer said", "one study found that", "On one benchmark, it"."""
    if noun.dep_ == "nsubj":
        if noun_lemma(noun) in _ISSUED:
            return True  # "one report put the toll at 30"
        return noun.head.lower_ in _SAYING or any(c.dep_ == "ccomp" and c.i > noun.head.i for c in noun.head.children)
    head = noun.head
    opens = noun.dep_ == "pobj" and bool(head.is_sent_start) and head.lower_ in _AT
    return opens and noun.i + 1 < len(noun.doc) and noun.nbor(1).text == ","


def lone_one(text: str, number: Number, noun: Token | None) -> str | None:
    """Whether "one" is a pronoun ("the one", "one of the best") and counts nothing."""
    if text[number.start : number.end].lower() not in ("one", "ones"):
        return None
    if noun is None or noun.tag_ not in NOUNS or _is_a_certain(noun):
        return "not:pronoun"
    return None
