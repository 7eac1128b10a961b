"""Quantities of an article: numbers with their unit, counted noun, bounds and kind.

The way of a number: what the raw text excludes goes (:mod:`exclusions`); a unit is looked for before and behind it
(:mod:`units`); without one it may be an age, a multiple or a ratio (:mod:`kinds`), or count a noun (:mod:`counted`);
the words around give bounds (:mod:`bounds`), and neighbours share what only one of them has (:mod:`sharing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons, units
from pipeline.extract.numbers.types import Number
from pipeline.extract.numbers.unwritten import all_numbers, is_decade
from pipeline.extract.quantities import exclusions, labels, windows
from pipeline.extract.quantities.bare import bare_counts, in_columns, is_governed, is_year, is_year_of, lone_one, ranks
from pipeline.extract.quantities.bounds import bounds
from pipeline.extract.quantities.change_ends import lend_by_role, share_rates
from pipeline.extract.quantities.changes import changes
from pipeline.extract.quantities.coordination import listed_age, share_coordinated
from pipeline.extract.quantities.counted import Counted, counted_noun
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.quantities.elided_nouns import count_audiences, name_elided, name_levels
from pipeline.extract.quantities.ellipsis import fill_ellipses, part_of_before
from pipeline.extract.quantities.ends import split_ranges
from pipeline.extract.quantities.kinds import is_audience, is_race, is_race_time, special
from pipeline.extract.quantities.measured import only_places, placements, with_unit
from pipeline.extract.quantities.rates import as_rate, rate_behind
from pipeline.extract.syntax.tokens import Tokens
from pipeline.extract.text.spans import Spans
from pipeline.records import Kind

if TYPE_CHECKING:
    from spacy.tokens import Token

_any = partial(lexicons.one_of, "quantity_words")
_NUMERALS = frozenset(
    {"unit", "teen", "ten", "hundred", "scale", "plural", "dozen", "half", "part", "multiple", "decade", "fitted"}
)
_PARTS = range(3, 11)  # ordinals that are parts of one as well: "a third"


def _is_numeral(row: Mapping[str, str]) -> bool:
    """Whether a word of the table of number words may be a quantity by itself."""
    ordinal = row["class"] == "ordinal" and int(row["value"]) in _PARTS
    return ordinal or (row["class"] in _NUMERALS and row["value"] != "0")


_WORDS = lexicons.alternatives(row["form"] for row in lexicons.read("number_words") if _is_numeral(row))
_CANDIDATE = re.compile(
    rf"""
    [\d½⅓⅔¼¾⅕⅛]
    | \b(?:{_WORDS}|halves?|teens|quadruples|\w+fold|once\s(?:an?|every|per)|an?\s(?:{_any(rule="one_of")}))\b
    """,
    re.VERBOSE | re.I,
)
_LONGEST_WORD = 1000  # characters; what holds a number and is longer is no text, and would be the sentence of each
_DATED = frozenset({"DATE", "TIME"})
_TIMELIKE = frozenset({"duration", "age", "rate", "frequency"})  # kinds that a time expression may hold
_MOVED_UP = re.compile(
    rf"""
    \b
    (?:
        {_any(rule="moved_up")}
    )\s$
    """,
    re.VERBOSE | re.I,
)
_FROM_PRICE = re.compile(
    rf"""
    \b(?:{_any(rule="priced")})\s+from\s+$
    | \b(?:{_any(rule="offered")})\b[^.;,]{{0,32}}\s(?:{_any(rule="opens_at")})\s+at\s+$
    """,
    re.VERBOSE | re.I,
)
_COMPARED = ("=", ">", "<")  # not "at least the 8GB needed"
_TO_THE = re.compile(r"\sthe\s$", re.I)
_WORD_NEXT = re.compile(r"[ -]([a-z]+)")
_CONSTANT = re.compile(r"\b(?:in|at|to)\s(?:constant\s|real\s|today’s\s)?$", re.I)
_THE = re.compile(r"\b(?:the|that|this) $", re.I)
_LONGER_THAN = re.compile(
    rf"""
    (?:
        [:(–—]
        | \b
          (?:
              {_any(rule="longer_than")}
          )
    )\ $
    """,
    re.VERBOSE | re.I,
)


def _figures() -> frozenset[str]:
    return lexicons.words("quantity_words", rule="figure")


def candidate(text: str, start: int, end: int) -> bool:
    """Whether a sentence may hold a quantity and so has to be parsed (cheap, on raw text)."""
    return _CANDIDATE.search(text, start, end) is not None


def quantities(
    tokens: Tokens,
    times: Iterable[tuple[int, int, str]] = (),
    names: Iterable[tuple[int, int, str]] = (),
    refused: list[tuple[Number, str]] | None = None,
) -> list[QuantityDraft]:
    """Quantities of a doc, in text order, spans not overlapping.

    Args:
        tokens: A doc as :class:`pipeline.extract.model.language.Language` gives it.
        times: Spans of its time expressions with their TIMEX3 type; numbers in dates and clock times are none of ours.
        names: Spans of its named entities with their type.
        refused: Filled with the numbers that are no quantities, each with the rule that says so.
    """
    text = tokens.text
    times = list(times)
    dates = Spans(time for time in times if time[2] in _DATED)
    placed = placements(text, times)
    listed = list(names)
    called = Spans(listed)
    persons = frozenset(end for _, end, kind in listed if kind == "PERSON")
    out: list[QuantityDraft] = []
    every = list(split_ranges(all_numbers(text), text, dates, called))
    columns = in_columns(text, every)
    for number in every:
        if out and number.start < out[-1].end:
            continue
        if number.start in columns:
            if refused is not None:
                refused.append((number, "not:column"))
            continue
        found = _quantity(tokens, number, out[-1].end if out else 0, dates, called, persons)
        if found == "not:measure" or not isinstance(found, str) and found.counts_bare:
            found = listed_age(tokens, out, number) or found
        if (
            not isinstance(found, str)
            and found.kind == "duration"
            and only_places(tokens, found.bounds.start, found.start, found.end, placed)
        ):
            found = "not:time"
        if isinstance(found, str):
            if refused is not None:
                refused.append((number, found))
        elif len(found.root) > _LONGEST_WORD:
            if refused is not None:
                refused.append((number, "not:code"))
        elif not (out and found.start < out[-1].end):
            found.sentence = tokens.sentence_of(found.root)
            _settle_bounds(found, text)
            out.append(found)
    share_coordinated(out, text)
    share_rates(out, text)
    name_elided(out, text)
    count_audiences(out)
    fill_ellipses(out, text)
    part_of_before(out, text)
    changes(out, text)
    lend_by_role(out, text)
    name_levels(out)
    return out


def _quantity(
    tokens: Tokens,
    number: Number,
    free: int,
    dates: Spans[str],
    names: Spans[str],
    persons: frozenset[int],
) -> QuantityDraft | str:
    """The quantity of a number before which no other holds the text from ``free`` on, or the rule by which it has none."""
    text = tokens.text
    dated = bool(dates.touching(number.start, number.end))
    if excluded := exclusions.by_form(number) or not dated and exclusions.by_text(text, number):
        return excluded
    before = units.match_before(text, number.start)
    if before is not None and before.start < free:
        before = None  # the "$" of "10 $ 30 $" belongs to the number before it
    found = with_unit(tokens, text, number, before)
    if found is not None:
        return _measured(tokens, number, found, before, dated)
    token = tokens.root(number.start, number.end)
    if token is None or (
        dated
        and not (is_year(text, number) and is_governed(text, number, token))
        and not is_race_time(text, number)
        and not is_decade(text, number)
    ):
        return "not:date"
    if excluded := dated and exclusions.by_text(text, number):
        return excluded
    return special(tokens, number, token, persons) or _counted(tokens, number, token, names)


def _measured(
    tokens: Tokens, number: Number, found: QuantityDraft, before: units.UnitMatch | None, dated: bool
) -> QuantityDraft | str:
    """The quantity of a number beside a unit, or the rule by which it has none."""
    text = tokens.text
    if before is not None and labels.in_code(text, number, before, tokens.at(min(number.end + 1, len(text) - 1))):
        return "not:name"
    if (
        found.measured
        and found.kind == "money"
        and is_year(text, number)
        and windows.before(_CONSTANT, text, number.start, windows.LEAD_CHARACTERS)
    ):
        return "not:year"  # "in 2011 dollars"
    if is_race(text, found):
        return "not:name"
    if not dated:
        return found
    if found.kind not in _TIMELIKE:
        return "not:date"
    return exclusions.by_text(text, number) or found


def _settle_bounds(found: QuantityDraft, text: str) -> None:
    """Bounds that only the words further out decide: "went up to 9,000" is none, "rooms from £45" is one."""
    place = found.bounds
    if place.rules[-1:] == ("bound:up to",) and windows.before(
        _MOVED_UP, text, place.start, windows.TWO_WORDS_CHARACTERS
    ):
        found.bounds = place._replace(comparator="=", start=found.start, rules=())
    elif place.rules == ("bound:over",) and found.kind == "duration":
        if not windows.before(_LONGER_THAN, text, place.start, windows.ADVERB_CHARACTERS):
            found.bounds = place._replace(comparator="=", start=found.start, rules=())  # "paid over five years"
    elif place.comparator in _COMPARED and place.start < found.start and _TO_THE.search(text, place.start, found.start):
        behind = _WORD_NEXT.match(text, found.end)
        if behind is None or behind.group(1) not in _figures():
            # "more than the 36 reported", "centres around the 37m skeleton", but "around the $5bn mark"
            found.bounds = place._replace(comparator="=", approximate=False, start=found.start, rules=())
    elif place.comparator == "=" and found.kind in ("money", "rate"):
        if windows.before(_FROM_PRICE, text, place.start, windows.BOUNDS_CHARACTERS, "from", "at"):
            found.bounds = place._replace(comparator=">=", rules=(*place.rules, "bound:from"))


def _counted(tokens: Tokens, number: Number, token: Token, names: Spans[str]) -> QuantityDraft | str:
    """A number of things, or a bare number; the rule that says so if it is neither."""
    text = tokens.text
    if number.form == "multiple" and "fold" not in text[number.start : number.end]:
        return "not:multiple"  # "the doubles", "the hall doubles as a gym"
    named = labels.named_plural(tokens, text, number, token)
    if named is None and (excluded := _names(text, number, token, names)):
        return excluded
    noun = named or counted_noun(tokens, text, number, token)
    if named is None and (excluded := _only_points(text, number, noun)):
        return excluded
    doubtful = noun is None or noun.rule == "count:next_plural" or (noun.token is not None and noun.token.tag_ == "NN")
    hyphened = noun is not None and noun.rule == "count:hyphen" and text[number.end : number.end + 1] in "-‐‑"
    if doubtful and not hyphened and (label := labels.as_label(text, number)) is not None:
        return label
    if noun is None:
        if not bare_counts(text, number, token):
            return "not:measure"
        noun = Counted(None, None, number.end, "count:bare")
    elif noun.lemma in _figures() and windows.before(_THE, text, number.start, windows.PREPOSITION_CHARACTERS):
        noun = Counted(None, None, number.end, "count:bare")  # "the 350 figure"
    found = QuantityDraft(
        start=number.start,
        end=noun.end,
        number=number,
        kind=_kind_of_count(text, number, noun),
        value=number.value,
        low=number.low,
        high=number.high,
        unit=noun.lemma,
        bounds=bounds(text, number.start, number.end, noun.end),
        root=token if noun.end == number.end else noun.token or token,
        noun=noun.token,
        hyphened=noun.rule == "count:hyphen",
        rules=[noun.rule],
    )
    as_rate(found, text)
    rate_behind(found, text)
    return found


def _kind_of_count(text: str, number: Number, noun: Counted) -> Kind:
    if number.multiplier and noun.lemma in lexicons.words("currency_names"):
        return "money"  # "40 million crowns", where nothing says whose
    audience = noun.rule != "count:hyphen" and is_audience(text, number, noun)  # "a 15-member council"
    return "user_count" if audience else "count"


def _names(text: str, number: Number, token: Token, names: Spans[str]) -> str | None:
    """The rule by which a number is a part of a name."""
    if labels.is_of_name(text, number):
        return "not:label"
    if labels.ends_name(number, token):
        return "not:name"
    return exclusions.in_name(number, names) or exclusions.beside_name(text, number, token)


def _only_points(text: str, number: Number, noun: Counted | None) -> str | None:
    """The rule by which a number before a noun only tells which one is meant."""
    if excluded := lone_one(text, number, noun.token if noun else None):
        return excluded
    if is_year_of(text, number, noun):
        return "not:year"
    if (noun is None or noun.token is None or noun.token.tag_ in ("NN", "NNP")) and ranks(text, number):
        return "not:round"  # "the top five hit"
    return None
