"""Texts as long as books: time grows with their length, and what stands near is found among thousands."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract.extractor import extract_doc, wanted
from pipeline.extract.statements.index import StatementIndex
from pipeline.extract.text.spans import Spans
from pipeline.records import Reference, Span, Statement
from tests.support.fact_cases import article

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

SHORT = 4_500  # characters
TIMES_LONGER = 8
MOST_TIMES = 14
"""What is eight times as long may take fourteen times as long; a rule that looks at all of a text takes sixty times."""

_FIRST = ("Tora", "Belan", "Misk", "Orrin", "Vesta", "Jonik", "Calda", "Fenn", "Ruvo", "Hesper", "Nilda", "Oskin")
_LAST = [start + end for start, end in product(("Kor", "Val", "Dun", "Mer", "Ast", "Lin"), ("rick", "tane", "dahl"))]
_PARAGRAPHS: dict[str, Callable[[int, str, str], str]] = {
    "quotations": lambda n, one, two: (
        f'"We sold {n + 40} boats in {1990 + n % 30}," said {one}, who leads {n + 5} people at Kestrel Marine. '
        f'"Sales rose {n % 60 + 2}% in May," she said, adding that {two} had lost 4 per cent.\n\n'
    ),
    "dates and results": lambda n, one, two: (
        f"On {n % 28 + 1} March {1990 + n % 30} Norvane Boats sold {n + 300} boats for ${n + 7} million, up from "
        f"{n + 200} between {1980 + n % 9} and 1989. Its profit fell {n % 50}%. It had {n + 9} yards, three of them new.\n"
    ),
    "names": lambda n, one, two: f"{one}, {n % 50 + 20}, met {two} of Port Aldous. About 12% of them came. ",
    "specifications": lambda n, one, two: f"Falcon {n} Pro. Range: {n + 100} km, {n + 2} kg or {n % 90} litres.\n",
}


def book(kind: str, length: int) -> str:
    """A text of invented news whose names, numbers and sentences all differ."""
    pieces: list[str] = []
    size = n = 0
    while size < length:
        one = f"{_FIRST[n % len(_FIRST)]} {_LAST[n % len(_LAST)]}{'aeiou'[n // 7 % 5]}n"
        two = f"{_FIRST[n // 5 % len(_FIRST)]} {_LAST[n // 3 % len(_LAST)]}"
        pieces.append(_PARAGRAPHS[kind](n, one, two))
        size += len(pieces[-1])
        n += 1
    return "".join(pieces)[:length]


def least(work: Callable[[], object], rounds: int) -> float:
    """Seconds of processor time, the least of several rounds: others may be at work on the machine."""
    spent = []
    for _ in range(rounds):
        gc.collect()
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return max(min(spent), 0.02)


@pytest.mark.parametrize("kind", _PARAGRAPHS)
def test_time_grows_with_the_length_of_a_text(extractor: Extractor, kind: str) -> None:
    def parsing(text: str) -> Callable[[], object]:
        return lambda: extractor.language.docs([text], wanted)

    def finding(text: str) -> Callable[[], object]:
        (doc,) = extractor.language.docs([text], wanted)
        return lambda: extract_doc(article(text, "2020-05-04"), doc)

    short, long = book(kind, SHORT), book(kind, TIMES_LONGER * SHORT)
    for stage in (parsing, finding):
        base, work = least(stage(short), 3), stage(long)
        assert any(least(work, 1) <= MOST_TIMES * base for _ in range(3))


def test_a_number_of_thousands_of_digits_is_read_over(extractor: Extractor) -> None:
    text = f"Norvane sold 40 boats. {'7' * 5000} {'3' * 4400}½ {'1' * 4400}days. It has 12 yards."
    (found,) = extractor.extract([article(text)])
    assert [fact.quantity.value for fact in found.facts] == [40, 12]


def test_figures_run_together_to_a_word_without_end_are_no_quantities(extractor: Extractor) -> None:
    (found,) = extractor.extract([article(f"Norvane sold 40 boats. {'1,' * 2000} It has 12 yards.")])
    assert [fact.quantity.value for fact in found.facts] == [40, 12]


@pytest.mark.parametrize("piece", ["5 men, ", "4 of 9 cars and $5 ", "Osk 7, Vara 9, "])
def test_time_grows_with_the_quantities_of_a_sentence_without_end(extractor: Extractor, piece: str) -> None:
    def finding(characters: int) -> Callable[[], object]:
        text = f"Norvane sold 40 boats. {piece * (characters // len(piece))} It has 12 yards."
        (doc,) = extractor.language.docs([text], wanted)
        return lambda: extract_doc(article(text), doc)

    base, work = least(finding(400), 3), finding(400 * TIMES_LONGER)
    assert any(least(work, 1) <= MOST_TIMES * base for _ in range(3))


@pytest.mark.parametrize("piece", ["5,5 ", "5 ", "$5 ", "5%, ", "12 | ", "3.5\t", "7\n", "(9) ", "5-6, "])
def test_numbers_without_a_word_between_them_claim_nothing_and_take_no_time(extractor: Extractor, piece: str) -> None:
    text = f"Norvane sold 40 boats.\n\n{piece * (20_000 // len(piece))}\n\nIt has 12 yards."
    began = time.process_time()
    (found,) = extractor.extract([article(text)])
    assert time.process_time() - began < 5
    assert {fact.quantity.text for fact in found.facts} >= {"40 boats", "12 yards"} and len(found.facts) < 9
    (short,) = extractor.extract([article("Its prices are $4, $5, $6, $7 and $9 in five towns.")])
    assert len(short.facts) >= 5


@pytest.mark.parametrize(
    "words", ["in the next quarter of that year ", "on the far side of the long wall ", "of boats "]
)
def test_words_without_a_comma_between_two_quantities_take_no_time(extractor: Extractor, words: str) -> None:
    began = time.process_time()
    (found,) = extractor.extract([article(f"Profit was 4% {words * 9}and 5% in 2025. It sold 40 boats.")])
    assert time.process_time() - began < 2 and found.facts[-1].quantity.value == 40


SPANS = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(1, 1500)).map(lambda pair: (pair[0], sum(pair))), max_size=30
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS, st.integers(0, 4600), st.integers(1, 700))
def test_spans_by_place_are_those_that_a_look_at_all_finds(spans: list[tuple[int, int]], start: int, size: int) -> None:
    numbered = [(*span, number) for number, span in enumerate(spans)]
    found = Spans(numbered)
    end = start + size
    assert found.touching(start, end) == [span for span in numbered if span[0] < end and start < span[1]]
    assert found.at(start) == [number for low, high, number in numbered if low <= start < high]
    assert found.holds(start) == bool(found.at(start))


def statement(number: int, start: int, end: int, cue: int, kind: str = "direct") -> Statement:
    source = Reference("Lee", cue + 5, cue + 8, "Lee", None)
    content = Span("x" * (end - start), start, end)
    return Statement(f"s{number}", "a", source, Span("said", cue, cue + 4), content, kind)  # type: ignore[arg-type]


def test_statements_are_found_by_what_they_hold_and_by_cue() -> None:
    inner, outer, later = statement(1, 20, 40, 60), statement(2, 10, 50, 55), statement(3, 900, 950, 960, "indirect")
    sayings = StatementIndex(sorted([inner, outer, later], key=lambda s: s.content.start))
    assert sayings.holding(25, 30) == [outer, inner]
    assert sayings.holding(25, 45) == [outer]
    assert sayings.cued_in(55, 61) == [outer, inner]
    assert sayings.cued_in(56, 961) == [inner, later]
    assert sayings.by_id("s3") is later and sayings.by_id(None) is None
