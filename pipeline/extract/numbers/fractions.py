"""Parts of one: "half", "a third", "two-thirds", "three quarters of a million", "two and a half"."""

from __future__ import annotations

import re
from functools import partial

from pipeline.extract import lexicons
from pipeline.extract.numbers import windows
from pipeline.extract.numbers.numerals import Numeral, joined
from pipeline.extract.numbers.tokens import NumberToken
from pipeline.extract.numbers.types import Form, Number, make, ratio
from pipeline.extract.units.matching import match_after

_any = partial(lexicons.one_of, "number_contexts")
_BEHIND_HALF = lexicons.words("quantity_words", rule="behind_half")
_BEFORE_SCALE = lexicons.words("function_words", role="before_amount")
_FRACTION_OF = lexicons.words("quantity_words", rule="fraction_of")
_HALVED = lexicons.words("quantity_words", rule="halved")
_WHICH_TIME = lexicons.words("function_words", role="which_time") | {"consecutive", "straight"}
_QUARTER_OF = lexicons.words("quantity_words", rule="quarter_of")

_AND_PART = re.compile(
    rf"""
    (?P<and>[ \u00a0-]+(?:and|&)[ \u00a0-]+)(?:(?P<one>an?|one)[ \u00a0-]+)?
    (?P<part>{_any(rule="part_behind_and")})(?![^\W_])
    """,
    re.VERBOSE | re.I,
)
_PARTS = {
    row["form"]: (1, int(row["value"]))
    for row in lexicons.read("number_words")
    if row["class"] in {"half", "part", "ordinal"}
}
_PARTS |= {"three": (3, 4), "two": (2, 3)}  # "three quarters", "two thirds"
_WORD_NEXT = re.compile(r"[ \u00a0-]+([^\W_]+)")
_WORD_BEFORE = re.compile(r"([^\W_]+)[ \u00a0-]+(?:an?[ \u00a0-]+)?$", re.I)
_TO_SCALE = re.compile(r"[ \u00a0-]+(?:of[ \u00a0-]+)?(?:an?[ \u00a0-]+)?$", re.I)
_TO_UNIT = re.compile(r"[ \u00a0-](?:of[ \u00a0-])?an?(?=[ \u00a0-])|[ \u00a0]of (?:one|1)(?=[ -%])", re.I)
_POINT = re.compile(r"[ -](?:(?:percentage|per cent|percent)[ -])?points?\b", re.I)
_SCALE_NEXT = re.compile(r"[ \u00a0-](?:thousand|million|billion|trillion|lakh|crore)\b", re.I)
_OF_OR_END = re.compile(r"\s+of\s+(?!growth|losses|profits?|the year|(?:19|20)[0-9]{2}\b)|\s*(?:[.,;)]|$)")
_YEAR = re.compile(r"\s+of\s+(?:19|20)[0-9]{2}\b")


def _listed(rule: str) -> frozenset[str]:
    return lexicons.words("number_contexts", rule=rule)


def and_part(text: str, end: int) -> tuple[int, int, int] | None:
    """Top, bottom and end of the " and a half" that a number ending here goes on with."""
    if text[end : end + 1] not in " -\u00a0":
        return None
    match = _AND_PART.match(text, end)
    if match is None:
        return None
    name = match.group("part").lower()
    simple, ordinal = name[:4] not in ("thre", "two ", "two-"), name not in ("half", "quarter")
    if name == "half" and match.group("one") is None and _SCALE_NEXT.match(text, match.end()):
        return 1, 2, match.end()  # "two and half million"
    if simple and (match.group("one") is None or (ordinal and _followed_by_noun(text, match.end()))):
        return None
    return *_PARTS[re.split(r"[ -]", name)[0]], match.end()


def _followed_by_noun(text: str, end: int) -> bool:
    word = _WORD_NEXT.match(text, end)
    if word is None or word.group(1).lower() in _listed("fraction_next"):
        return False
    return match_after(text, end) is None and word.group(1).lower() not in _BEHIND_HALF


def _before(text: str, start: int) -> str:
    word = _WORD_BEFORE.search(text, max(0, start - windows.WORD_CHARACTERS), start)
    return word.group(1).lower() if word else ""


def article_start(text: str, start: int) -> int | None:
    """Where the "a" or "an" right before a word starts; None if there is none."""
    for article in ("a", "an"):
        at = start - len(article) - 1
        found = at >= 0 and text[at : start - 1].lower() == article and text[start - 1] in " -\u00a0"
        if found and (at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "'’")):
            return at
    return None


def lone_part(text: str, token: NumberToken) -> bool:
    """Whether "third", "quarter" after "a" is a part of one and not an ordinal, a coin or three months."""
    if _YEAR.match(text, token.end):
        return False
    follows = _WORD_NEXT.match(text, token.end)
    if follows is None:
        return text[token.end : token.end + 1] != "-"
    if _POINT.match(text, token.end):
        return True  # "a quarter-point rise"
    word = follows.group(1).lower()
    if word in _listed("fraction_next"):
        return word in _FRACTION_OF or _before(text, token.start) in _listed("fraction_before")
    return token.kind == "part" and (word in _QUARTER_OF or word in _SCALES)


_SCALES = lexicons.words("quantity_words", rule="scale")


def half(text: str, token: NumberToken) -> bool:
    """Whether "half" is a number and not a period of play or of the year, or part of a word ("half-hearted")."""
    before = _before(text, token.start)
    if before not in _listed("half_not_before") and _POINT.match(text, token.end):
        return True
    if before in _listed("half_not_before") or text[token.start - 1 : token.start] == "-":
        return False
    follows = _WORD_NEXT.match(text, token.end)
    if follows is None:
        sure = before in _listed("fraction_before") or before == "one" or article_start(text, token.start) is not None
        return text[token.end : token.end + 1] != "-" and sure
    word = follows.group(1).lower()
    if word in _BEFORE_SCALE or word in _SCALES:
        return not _YEAR.match(text, token.end)
    if word in _listed("fraction_next"):
        alone = before in ("", "and", "but") and word in _listed("half_does")  # "of 90 trains, half were late"
        return alone or before in _listed("fraction_before") or before in ("a", "one")
    if word in _HALVED and article_start(text, token.start) is not None:
        return True  # "a half turn"
    if word in ("year", "century") and text[token.end] == "-":
        return False
    unit = match_after(text, token.end)
    return (
        unit is not None
        and unit.surface[-1] not in "sS"
        and unit.unit.kind in ("duration", "length", "mass", "volume", "percentage", "area")
    )


def of_scale(text: str, tokens: list[NumberToken], i: int) -> int | None:
    """Index of the multiplier that the fraction ending with token ``i - 1`` is of ("half a million")."""
    if i < len(tokens) and tokens[i].kind in ("scale", "dozen", "hundred"):
        gap = text[tokens[i - 1].end : tokens[i].start]
        if len(gap) < 8 and _TO_SCALE.fullmatch(gap):
            return i
    return None


def to_unit(text: str, end: int) -> int:
    """End of a fraction with the "an" or "of a" before a unit ("half an hour"), else ``end`` itself."""
    match = _TO_UNIT.match(text, end)
    if match is None:
        return end
    unit = match_after(text, match.end())
    return match.end() if unit is not None else end


def named_part(text: str, tokens: list[NumberToken], i: int, count: int, linked: NumberToken) -> NumberToken | None:
    """The denominator at ``i`` of a fraction written in words whose numerator is ``count``: "two thirds", "one-fifth"."""
    if i >= len(tokens) or not joined(text, linked, tokens[i]):
        return None
    token = tokens[i]
    hyphen = text[linked.end : token.start] == "-"
    plural = text[token.end - 1] in "sS"
    if token.kind == "half":
        return token if count == 1 else None
    if token.kind not in ("part", "ordinal") or token.top < 3:
        return None
    if token.top == 4 and token.kind == "part" and not hyphen:
        if count > 1 and _before(text, linked.start) in _WHICH_TIME:
            return None  # "the past three quarters"
        of = _SCALE_NEXT.match(text, token.end) or _OF_OR_END.match(text, token.end)
        return token if of is not None and (plural or count == 1) and count < 4 else None
    if count == 1 or plural or (hyphen and count < token.top and token.top < 11):
        return token if count < 20 or token.top >= 100 else None
    return None


def with_half(text: str, pieces: list[NumberToken], number: Number, read: Numeral, sign: int = 1) -> Number:
    """The number with the "and a half" that follows it, and the multiplier after that ("two and a half million")."""
    part = and_part(text, number.end)
    if part is None or number.value is None:
        return number
    top, bottom, end = part
    if read.multiplier is not None:
        first, after = read.multiplier
        scale = 1
        for token in pieces[first:after]:
            scale *= token.top
        value = ratio((read.top * bottom + top * scale * read.bottom), read.bottom * bottom)
        return make(number.start, end, sign * value, "mixed", number.multiplier)
    top += read.top * bottom
    form: Form = "words" if not read.digits else "mixed"
    following = next((t for t in pieces[read.next : read.next + windows.PART_TOKENS] if t.start >= end), None)
    if following is not None and following.kind in ("scale", "dozen") and text[end : following.start] in (" ", "-"):
        surface = text[following.start : following.end]
        return make(number.start, following.end, sign * ratio(top * following.top, bottom), "mixed", surface)
    return make(number.start, end, sign * ratio(top, bottom), form)
