"""Facts as text for a person."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import emit
from pipeline.records import Attribution, Extraction, Fact, Quantity, Span, Subject
from pipeline.views.terminal import clean, describe, marked, quantity, show
from tests.paths import CASES as CASE_FILES
from tests.support.fakes import make_article, make_fact, make_quantity

CASES = [json.loads(line) for line in (CASE_FILES / "show.jsonl").read_text().splitlines()]


def fact_of(case: dict) -> Fact:  # type: ignore[type-arg]
    """The fact of a case: its quantity, subject and source are given by the words in the sentence."""
    text = case["sentence"]

    def place(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    base = make_fact(
        sentence=Span(text, 0, len(text)), quantity=make_quantity(case["quantity"], place(case["quantity"])[0])
    )
    words = case["subject"]
    subject = Subject(words, *place(words), words, None, None) if words else None
    attribution = None
    if source := case["source"]:
        assert base.attribution is not None and base.attribution.source is not None
        start, end = place(source)
        attribution = replace(
            base.attribution, source=replace(base.attribution.source, text=source, start=start, end=end)
        )
    return replace(base, subject=subject, attribution=attribution)


@pytest.mark.parametrize("case", CASES, ids=[c["sentence"][:40] for c in CASES])
def test_quantity_subject_and_source_are_marked(case: dict) -> None:  # type: ignore[type-arg]
    assert marked(fact_of(case)) == case["marked"]


@pytest.mark.parametrize("case", CASES, ids=[c["sentence"][:40] for c in CASES])
def test_colours_mark_the_same_words(case: dict) -> None:  # type: ignore[type-arg]
    text = marked(fact_of(case), colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", text) == case["sentence"]
    assert "".join(re.findall(r"\x1b\[1;33m(.*?)\x1b\[0m", text)) == case["quantity"]


def test_a_subject_of_another_sentence_is_not_marked() -> None:
    fact = make_fact(subject=Subject("Tarn", 900, 904, "Tarn", None, None))
    assert "{" not in marked(fact) and "of Tarn" in describe(fact)


@settings(max_examples=80, deadline=None)
@given(st.text(min_size=1, max_size=30), st.data())
def test_marking_loses_no_character_wherever_the_spans_lie(text: str, data: st.DataObject) -> None:
    def span() -> tuple[int, int]:
        start = data.draw(st.integers(0, len(text) - 1))
        return start, data.draw(st.integers(start + 1, len(text)))

    (a, b), (c, d) = span(), span()
    fact = make_fact(
        sentence=Span(text, 0, len(text)),
        quantity=replace(make_quantity(), text=text[a:b], start=a, end=b),
        subject=Subject(text[c:d], c, d, None, None, None),
        attribution=None,
    )
    assert re.sub(r"\x1b\[[\d;]*m", "", marked(fact, colour=True)) == clean(text)
    plain = marked(fact)
    assert len(plain) == len(text) + 4
    assert plain.isprintable()


def test_text_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[2Jb\tc\nd\u202ee\u2066f\x9bg") == "a\ufffd[2Jb c d\ufffde\ufffdf\ufffdg"
    assert clean("naïve 東京 – “5”") == "naïve 東京 – “5”"


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, "7 dam (7 dam)"),
        ({"approximate": True, "comparator": ">", "value": 4.2e9, "unit": "USD", "base_value": None}, "about > 4,200,000,000 USD"),
        ({"comparator": "range", "value": None, "value_min": 5.0, "value_max": 10.5}, "5 to 10.5 dam"),
        ({"comparator": "range", "value": None, "value_min": None, "value_max": 10.0}, "… to 10 dam"),
        ({"unit": "minute", "base_value": 420.0, "base_unit": "second"}, "7 minute = 420 second"),
        ({"change": "increase", "role": "delta"}, "7 dam increase (delta)"),
        ({"unit": None, "base_unit": None, "base_value": None}, "7 (7 dam)"),
    ],
)  # fmt: skip
def test_quantities_are_described(values: dict[str, object], shown: str) -> None:
    assert quantity(make_quantity(**values)).startswith(shown)


def test_the_normalised_fact_is_one_line() -> None:
    assert describe(make_fact()) == (
        "count 7 dam (7 dam) · of Harbour Trust (ORG) · as mended · says Tarn Council · at 2024-05-03 · "
        "asserted · confidence 0.75"
    )
    nobody = make_fact(subject=None, property=None, time=None, attribution=Attribution(None, None, None))
    assert describe(nobody) == "count 7 dam (7 dam) · says somebody · asserted · confidence 0.75"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    def fact(n: int, article: str, **values: object) -> Fact:
        return make_fact(id=f"f{n:016x}", article_id=article, **values)

    first, second, third = (f"a{n:016x}" for n in range(3))
    subject = Subject("the yard", 0, 8, "Åland Yards", None, None)
    emit.write_run(
        [
            Extraction(make_article(id=first, title="Dams mended"), (fact(1, first), fact(2, first, kind="money"))),
            Extraction(make_article(id=second, title="Nothing to count")),
            Extraction(
                make_article(id=third, title=None, path="news/ships.txt", date=None),
                (fact(3, third, confidence=0.3, subject=subject), fact(4, third, subject=None)),
            ),
        ],
        str(tmp_path / "run"),
    )
    return tmp_path / "run"


def headings(blocks: list[str]) -> list[str]:
    return [b for b in blocks if b.startswith("== ")]


def facts(blocks: list[str]) -> list[str]:
    return [b for b in blocks if "\n    " in b]


def test_facts_stand_below_the_headings_of_their_articles(run: Path) -> None:
    blocks = list(show(str(run)))
    assert blocks[0] == "[quantity] {subject} <source>\n"
    assert headings(blocks) == ["== Dams mended · 2024-05-04", "== news/ships.txt"]
    assert len(facts(blocks)) == 4


def test_colour_needs_no_legend(run: Path) -> None:
    assert "[quantity]" not in "".join(show(str(run), colour=True))


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ({"kinds": ["money"]}, 1),
        ({"kinds": ["money", "count"]}, 4),
        ({"kinds": ["age"]}, 0),
        ({"subject": "harbour"}, 2),
        ({"subject": "ÅLAND"}, 1),
        ({"subject": "the yard"}, 1),
        ({"min_confidence": 0.75}, 3),
        ({"limit": 3}, 3),
        ({"kinds": ["count"], "subject": "trust", "limit": 5}, 1),
    ],
)
def test_filters(run: Path, options: dict, count: int) -> None:  # type: ignore[type-arg]
    blocks = list(show(str(run), **options))
    assert len(facts(blocks)) == count
    assert len(headings(blocks)) <= count


def test_a_file_of_facts_is_shown_with_article_ids(run: Path) -> None:
    assert headings(list(show(str(run / "facts.jsonl")))) == [f"== a{n:016x}" for n in (0, 2)]


def test_there_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(emit.ReadError, match="holds no run"):
        list(show(str(tmp_path)))


def test_records_of_quantities_are_untouched() -> None:
    assert make_fact().quantity == Quantity(
        "7 dams", 56, 62, 7.0, 7.0, 7.0, "=", False, "dam", 7.0, "dam", "7 dam", None, None, None, None
    )
