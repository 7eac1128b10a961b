"""Which ranges of numbers are two quantities: the ends of a change, a change and its level, a year and an amount, a list.

Numbers are joined by what stands between them (:mod:`pipeline.extract.numbers.ranges`); here the words before decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.syntax.change_words import change_verbs
from pipeline.extract.syntax.inflection import verb_class, verb_forms
from pipeline.extract.units.matching import match_after, match_before

if TYPE_CHECKING:
    from pipeline.extract.numbers.types import Number
    from pipeline.extract.text.spans import Spans
    from pipeline.extract.units.matching import UnitMatch

_any = partial(lexicons.one_of, "quantity_words")
_WORD = re.compile(r"[a-z]+")
_CLAUSE_END = re.compile(r"[.;:!?](?=\s)|\n")
_FROM = re.compile(r"from\b(?! between)", re.I)
_BY = re.compile(r"\bby\s+(?:about |around |some |nearly |almost |over |more than |at least |up to |roughly )*$", re.I)
_TO_NEXT = re.compile(r"\s+to\s+(?:between\s+|about\s+|around\s+)?[A-Z$€£¥]{0,4}\s?")
_RANGE_OF = re.compile(r"\brange\s+of\s[^\s\d]{0,4}$", re.IGNORECASE)
_BETWEEN_AGES = re.compile(r"\b(?:between|from)\s+(?:the\s+)?ages?\s+(?:of\s+)?\S*\s?$", re.I)
_IN_LIST = re.compile(r"\d[\w%]*\s*,\s*$")
_AHEAD = lexicons.words("function_words", role="ahead")
_LIKELY = 3.0  # how many times the smaller the greater end of a range of changes is at most
_FAR = 10.0  # the same for numbers without unit, where no mark tells the change from the level
_YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}")
_IN_YEAR = re.compile(rf"\b(?:{_any(rule='in_year')})\s$", re.I)
_DASH = re.compile(r"\s?[-–](?=\s?[0-9$€£])")
_HANGING = re.compile(r"-(?:\s(?!to\b|through\b)|,)")
_HANGING_TO = re.compile(r"-\s(?:to|through)\b")


@cache
def _change_words() -> frozenset[str]:
    """Every form of a word that says something changed, verb, noun or particle; the verbs may leave the way open."""
    nouns = lexicons.words("change_nouns")
    phrasal = (form.split()[0] for form in verb_forms("change_verbs") if " " in form)
    plurals = (noun + "s" for noun in nouns)
    return frozenset((*change_verbs(), *phrasal, *nouns, *plurals, *verb_class("shift"), *_particles()))


@cache
def _particles() -> frozenset[str]:
    return lexicons.words("quantity_words", rule="particle")


def _listed(rule: str) -> frozenset[str]:
    return lexicons.words("quantity_words", rule=rule)


def split_ranges(
    found: Iterable[Number], text: str, dates: Spans[str] | None = None, names: Spans[str] | None = None
) -> Iterator[Number]:
    """Numbers, with those ranges taken apart that are two quantities.

    "Rose from 5 to 7" and "fell $3 to 20" are two ends of a change, "in 2019 to 48,000" a year and an amount,
    "6- or 9-inch" and "5, 10 or 20" lists; "and" joins two numbers only behind "between". The 3 of "widened its recall of
    the Lund 3 to 97,000" is a name's.

    Args:
        found: The numbers of a text, in its order.
        text: The text.
        dates: Where its dates stand.
        names: Where its names stand.
    """
    numbers = list(found)
    for number, following in zip_longest(numbers, numbers[1:]):
        if number.parts and _FROM.match(text, number.start) and _DASH.match(text, number.parts[0].end):
            yield number._replace(start=number.parts[0].start)  # "from 11-13 litres to 8"
        elif (
            number.parts
            and number.form not in ("ratio", "dimensions")
            and (_is_two(number, text, dates) or names is not None and _ends_name(number.parts[0], names))
        ):
            if following is not None and _from_range(text, number, following):
                yield number._replace(start=number.parts[0].start)
            else:
                yield from number.parts
        else:
            yield number


def _ends_name(number: Number, names: Spans[str]) -> bool:
    """Whether a number stands in a name that begins before it."""
    return bool(names.at(number.start)) and number.start > 0 and bool(names.at(number.start - 1))


def changing(text: str, start: int) -> bool:
    """Whether a word of change stands before ``start`` in its clause, and none that spans a range behind it."""
    words = _clause(text, start)
    changed = max((i for i, word in enumerate(words) if word in _change_words()), default=-1)
    spanned = max((i for i, word in enumerate(words) if word in _listed("span")), default=-1)
    return changed > spanned


def _clause(text: str, start: int) -> list[str]:
    """The words of the clause before ``start``, in lower case."""
    begin = max(0, start - windows.CLAUSE_CHARACTERS)
    for end in _CLAUSE_END.finditer(text, begin, start):
        begin = end.end()
    return _WORD.findall(text[begin:start].lower())


def _from_range(text: str, number: Number, following: Number) -> bool:
    """Whether a change begins at a range: "from 5 to 7 percent to 3 to 5 percent"."""
    if following.start - number.end > 30 or not _FROM.match(text, number.start):
        return False
    unit = match_after(text, number.end)
    return _TO_NEXT.fullmatch(text, number.end if unit is None else unit.end, following.start) is not None


def _is_two(number: Number, text: str, dates: Spans[str] | None) -> bool:
    assert number.parts is not None
    start, (one, two) = number.start, number.parts
    joint = text[one.end : two.start].lower()
    if _is_year_and_amount(text, one, two, joint, dates) or _HANGING.match(joint):
        return True
    if _FROM.match(text, start):
        return number.low != 0 and changing(text, start)  # "from 0 to 62 mph in 7 seconds"
    if re.search(r"\band\b", joint):
        opened = (_BETWEEN_AGES, windows.AGES_CHARACTERS), (_RANGE_OF, windows.AGES_CHARACTERS)
        return not (_between(text, start) or any(windows.before(one, text, start, reach) for one, reach in opened))
    if re.search(r"\bor\b", joint):
        return windows.before(_IN_LIST, text, start, windows.TWO_WORDS_CHARACTERS) is not None or _are_choices(
            text, number
        )
    if re.search(r"\bto\b", joint) is None or _between(text, start) or _HANGING_TO.match(joint):
        return False
    money = match_before(text, one.start, dollar="USD")
    begin = start if money is None else money.start
    if windows.before(_BY, text, begin, windows.THREE_WORDS_CHARACTERS):
        return not _is_span_of_change(text, number)
    return _is_change_and_level(text, number)


def _is_span_of_change(text: str, number: Number) -> bool:
    """Whether two ends behind "by" are of one unit and near each other: "by 3% to 5%", "by 10 to 15 percent"."""
    assert number.parts is not None
    one, two = number.parts
    low, high = number.low or 0.0, number.high or 0.0
    first, last = match_after(text, one.end), match_after(text, two.end)
    if last is None or not 0 < low < high <= _LIKELY * low:
        return False
    end = one.end
    if first is not None and first.end < two.start:
        if not last.surface.startswith(first.surface):  # "2% to 3% a year"
            return False
        end = first.end
    return text[end : two.start] == " to "


def _between(text: str, start: int) -> bool:
    return (
        text[start : start + windows.BETWEEN_CHARACTERS].lower() == "between"
        or text[start : start + windows.TWO_WORDS_CHARACTERS].lower() == "from between"
    )


def _is_change_and_level(text: str, number: Number) -> bool:
    """Whether the first end is by how much something changed and the second what it came to: "shed $2 to 34"."""
    assert number.parts is not None
    one, two = number.parts
    money = match_before(text, one.start, dollar="USD")
    begin = one.start if money is None else money.start
    words = _clause(text, begin)
    while words and words[-1] in _listed("degree"):
        words.pop()
    if not words or not (words[-1] in change_verbs() or words[-1] in _particles() or _is_phrasal(words)):
        return False
    low, high = abs(number.low or 0.0), abs(number.high or 0.0)
    unit = match_after(text, one.end)
    if _is_rated_span(text, number, unit):
        return False
    marked = money is not None or (unit is not None and unit.end <= two.start)
    far = high > _LIKELY * low if low else True
    if not marked:
        return high > _FAR * low and match_after(text, number.end) is None
    second = match_before(text, two.start, dollar="USD")
    twice = (second is not None and second.start >= one.end) or money is None
    ahead = any(word in _AHEAD for word in words[-3:-1])
    return far if ahead or not twice else True


def _is_rated_span(text: str, number: Number, unit: UnitMatch | None) -> bool:
    """Whether two ends near each other have their rate said once: "rose 3% to 5% a year"."""
    assert number.parts is not None
    low, high = number.low or 0.0, number.high or 0.0
    if unit is None or unit.end > number.parts[1].start or not 0 < low < high <= _LIKELY * low:
        return False
    rated = match_after(text, number.end)
    return rated is not None and rated.unit.name.startswith(f"{unit.unit.name} per ")


def _is_phrasal(words: list[str]) -> bool:
    """ "put on", "gave back": a verb and its particle that change something together."""
    return len(words) > 1 and f"{words[-2]} {words[-1]}" in verb_forms("change_verbs")


def _is_year_and_amount(text: str, one: Number, two: Number, joint: str, dates: Spans[str] | None) -> bool:
    """Whether only the first number is a year: "grew in 2019 to 48,000", "of 2010 to 3.4%"."""
    if "to" not in joint or not _YEAR.fullmatch(text, one.start, one.end):
        return False
    if _YEAR.fullmatch(text, two.start, two.end) and match_before(text, two.start, dollar="USD") is None:
        return False
    dated = dates is not None and any(end <= two.start for _, end, _ in dates.touching(one.start, one.end))
    return dated or windows.before(_IN_YEAR, text, one.start, windows.LABEL_CHARACTERS) is not None


def _are_choices(text: str, number: Number) -> bool:
    """Whether "or" offers two things and does not guess at one: "$40 or $60, depending on size"."""
    behind = _WORD.findall(text[number.end : number.end + windows.FOUR_WORDS_CHARACTERS].lower())[:5]
    return any(word in _listed("choice") for word in (*_clause(text, number.start)[-4:], *behind))
