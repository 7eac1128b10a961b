"""Numbers that no numeral says: "once a month", "for a decade", "a month and a half", "in her thirties"."""

from __future__ import annotations

import re
from functools import partial
from operator import attrgetter

from pipeline.extract import lexicons
from pipeline.extract.numbers import find as numbers
from pipeline.extract.numbers import windows
from pipeline.extract.numbers.tokens import spaced_words
from pipeline.extract.numbers.types import Number

_any = partial(lexicons.one_of, "number_contexts")
_TIMES = rf"(?:{_any(rule='time_of_one')})"
_OFTEN = re.compile(rf"ce(?=\s(?:an?|per|each|every)\s(?:{_any(rule='often_per')})\b)")
_HOW_OFTEN = re.compile(r"\b(?:[oO]n|[tT](?:w|hr)i)$")
_BOUND = rf"(?:{_any(rule='bound_of_one')})"
_LASTING = rf"(?:{_any(rule='lasting')})"
_LENGTHS = rf"(?:{_any(rule='measure_of_one')})"
_ENDS = rf"""(?=['"’”]?[.,;:)!?—–]|\s*$
             |\s(?:{_any(rule="behind_one")})\b)"""
_PLACES = rf"(?!\s(?:{_any(rule='placed')})\b)"
_LEAD = re.compile(rf"\b(?:(?P<bound>{_BOUND})|(?P<lasting>{_LASTING})|(?P<taking>{_any(rule='taking')}))\s$", re.I)
_LED_ON = re.compile(rf"\b(?P<bound>{_LASTING})\s(?:an?|[0-9]+|[a-z]+)\s(?:{_TIMES})s?\b[^.,;]*\sand\s$")
_OF = re.compile(r"\sof\s[a-z]")
_REACH = 16  # characters before an article in which its lead stands
_ONE = re.compile(
    rf"""(?P<article>[aA]n?)\s(?:(?P<time>{_TIMES})|(?:{_LENGTHS}|minute))\b
        (?:(?P<compared>\s(?:{_any(rule="compared_of_one")})\sthan\b)|(?P<half>\sand\sa\s(?:half|quarter)\b)|(?P<ends>{_PLACES}{_ENDS}))""",
    re.X,
)
_ARTICLES = re.compile(rf" an? (?:{_TIMES}|{_LENGTHS}|minute)(?= )".encode("ascii"))
_COINS = re.compile(rf"[aA](?= (?:{_any(rule='coin_of_one')}) (?:(?:an?|per) [a-z]|(?:to|from) [0-9$£€]))")
_SPACED_COINS = re.compile(rf" a (?:{_any(rule='coin_of_one')})(?= )".encode("ascii"))
_DECADES = {row["form"]: int(row["value"]) for row in lexicons.read("number_words") if row["class"] == "decade"}
_FITTED = {row["form"]: float(row["value"]) for row in lexicons.read("number_words") if row["class"] == "fitted"}
_FIT = re.compile(
    rf"(?<![\w-])(?P<many>(?i:{'|'.join(_FITTED)}))[ -](?:(?:{_any(rule='side')})[ -])?(?=(?i:{_any(rule='fitted_part')})s?\b)"
)
_SPACED_FIT = re.compile(rf" (?:{'|'.join(_FITTED)})(?= )".encode("ascii"))
_AGED = re.compile(
    rf"""[iI]n\s(?:{_any(rule="whose_age")})\s(?:early[ -]|mid[ -]?|middle\s|late[ -])?
        (?P<age>(?i:{"|".join(_DECADES)})|[2-9]0[sS])\b""",
    re.X,
)
_WHOSE = re.compile(rf" in (?:{_any(rule='whose_age')})(?= )".encode("ascii"))
# Places are found by these two in the text's bare words, many times faster than where each letter is tried.
_LAP = re.compile(
    r"([0-9](?<![\w.:$€£-][0-9])[0-9]?(?::[0-5][0-9]){1,2})(\.[0-9]{1,3})?(?![\w:]|[.-][0-9])"  # begins with what is seldom
)
_LED = lexicons.words("number_contexts", rule="race_time")
_RACED = re.compile(rf"\b(?:{lexicons.alternatives(_LED)})\s(?:an?\s)?$", re.I)
_TOOK = re.compile(
    rf"\b(?:{lexicons.alternatives(_LED | lexicons.words('number_contexts', rule='race_hours'))})\s(?:an?\s)?$", re.I
)
_MINUTES = re.compile(r":[0-5][0-9]")


def all_numbers(text: str) -> list[Number]:
    """The numbers of a text, in its order: those written, those that words for one, once or a decade stand for, race times."""
    spaced = spaced_words(text)
    unwritten = [
        *_frequencies(text),
        *_ones(text, spaced),
        *_coins(text, spaced),
        *_fitted(text, spaced),
        *_decades(text, spaced),
        *_race_times(text),
    ]
    found = numbers.find_numbers(text)
    if not unwritten:
        return found
    for one in unwritten:
        found = [number for number in found if number.end <= one.start or one.end <= number.start]
    return sorted([*found, *unwritten], key=attrgetter("start"))


def _begins_word(text: str, start: int) -> bool:
    return start == 0 or not (text[start - 1].isalnum() or text[start - 1] == "_")


def _frequencies(text: str) -> list[Number]:
    values = {"on": 1.0, "twi": 2.0}
    out = []
    for m in _OFTEN.finditer(text):
        begin = _HOW_OFTEN.search(text, max(0, m.start() - windows.ONCE_CHARACTERS), m.start())
        if begin is not None:
            value = values.get(begin.group().lower(), 3.0)
            out.append(Number(begin.start(), m.end(), value, None, None, "multiple"))
    return out


def _ones(text: str, spaced: bytes) -> list[Number]:
    """The article of a measure of one, where it is told how long or how much: "within a week of", "over a mile"."""
    out = []
    for article in _ARTICLES.finditer(spaced):
        start = article.start()
        m = _ONE.match(text, start)
        if m is None or not _begins_word(text, start):
            continue
        lead = _LEAD.search(text, max(0, start - _REACH), start)
        if lead is None and m.group("time"):
            lead = _LED_ON.search(text, max(0, start - windows.ASPECT_CHARACTERS), start)
        told = lead is not None and (lead.group("bound") or m.group("time"))
        if lead is not None and not told:
            told = _OF.match(text, m.end()) is not None  # "lost an hour of data", "seized a tonne of ivory"
        whole = m.group("compared") and not _is_part(text, start)  # "half an hour later than usual"
        spent = (
            m.group("time") and m.group("article")[0] == "A" and m.group("time") != "day" and _OF.match(text, m.end())
        )
        if m.group("half") or whole or told or spent:  # "A week of protests followed"
            out.append(Number(start, m.end("article"), 1.0, None, None, "article"))
    return out


def _fitted(text: str, spaced: bytes) -> list[Number]:
    """How many of a part a thing has, by a prefix: "quad-core", "a triple rear camera"; "dual citizenship" counts nothing."""
    found = (_FIT.match(text, m.start()) for m in _SPACED_FIT.finditer(spaced))
    return [Number(*m.span("many"), _FITTED[m["many"].lower()], None, None, "words") for m in found if m]


def _coins(text: str, spaced: bytes) -> list[Number]:
    """The article of a coin that is told per something, or as a change: "a dollar a day", "rose a penny to $4"."""
    found = (_COINS.match(text, m.start()) for m in _SPACED_COINS.finditer(spaced))
    whole = (m for m in found if m and _begins_word(text, m.start()) and not _is_part(text, m.start()))
    return [Number(*m.span(), 1.0, None, None, "article") for m in whole]


def _is_part(text: str, start: int) -> bool:
    """Whether a part of the measure at ``start`` is told: "half an hour", "a third of a cent"."""
    return text[max(0, start - windows.HALF_CHARACTERS) : start].endswith(("half ", "of "))


def _decades(text: str, spaced: bytes) -> list[Number]:
    """The ages of a decade: "in her thirties", "in his late 50s"."""
    out = []
    for whose in _WHOSE.finditer(spaced):
        m = _AGED.match(text, whose.start())
        if m is not None and _begins_word(text, whose.start()):
            word = m.group("age").lower()
            low = float(_DECADES.get(word, 0) or int(word[:2]))
            out.append(Number(*m.span("age"), None, low, low + 9, "digits"))
    return out


def _race_times(text: str) -> list[Number]:
    """What a race took, in seconds: "in 2:04:31", "a lap of 1:21.043"; a clock shows no parts of a second."""
    out = []
    for m in _LAP.finditer(text) if _MINUTES.search(text) else ():
        *hours, minutes, seconds = m.group(1).split(":")
        parts = m.group(2)
        if not hours and int(minutes) > 59:
            continue
        lead = _TOOK if hours else _RACED
        if parts is None and lead.search(text, max(0, m.start() - 3 * _REACH), m.start()) is None:
            continue
        value = 3600 * sum(map(int, hours)) + 60 * int(minutes) + float(f"{seconds}{parts or ''}")
        out.append(Number(m.start(), m.end(), value, None, None, "digits"))
    return out


def is_decade(text: str, number: Number) -> bool:
    """Whether a number is a decade of age as :func:`all_numbers` reads it."""
    return (
        number.low is not None and number.parts is None and text[number.end - 1] in "sS" and number.multiplier is None
    )
