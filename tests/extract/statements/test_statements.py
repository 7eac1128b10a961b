"""Attribution: who said what, by the parse, by quotation marks and by layout."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import records
from pipeline.extract.entities.index import EntityIndex
from pipeline.extract.model.language import Language
from pipeline.extract.statements.cues import candidate, inflected, verbs
from pipeline.extract.statements.find import statements
from pipeline.extract.text.quotations import Quotations, quotations
from pipeline.extract.text.sentences import split
from tests.paths import CASES as CASE_FILES

CASES = [json.loads(line) for line in CASE_FILES.joinpath("statements.jsonl").read_text("utf-8").splitlines()]
MARKS = "\"'“”‘’«»„`"
LANGUAGE = Language()
PIECES = st.sampled_from(
    [
        "Lund",
        "said",
        "that",
        "we",
        "don’t",
        "go",
        ",",
        ".",
        ":",
        "\n\n",
        "\n",
        "—",
        "adding",
        "according to",
        "the",
        "``",
        "''",
        "LEE:",
        "Study:",
        "who",
        "was quoted as saying",
        "5%",
        " ",
        "😀",
        "\xa0",
        *MARKS,
    ]
)


def found(text: str) -> list[records.Statement]:
    return statements(LANGUAGE.docs([text], candidate)[0], EntityIndex(()), "a1")


def shown(statement: records.Statement) -> tuple[str, str | None, str | None, str]:
    source = statement.source.text if statement.source else None
    return statement.kind, source, statement.cue.text if statement.cue else None, statement.content.text


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_source_cue_content_and_kind(case: dict) -> None:
    expected = [(s["kind"], s["source"], s["cue"], s["content"]) for s in case["statements"]]
    assert sorted(map(shown, found(case["text"])), key=repr) == sorted(expected, key=repr)


def check(text: str, out: list[records.Statement]) -> None:
    for statement in out:
        for span in (statement.source, statement.cue, statement.content):
            assert span is None or text[span.start : span.end] == span.text != ""
    assert len({s.id for s in out}) == len(out)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_any_text_yields_spans_that_slice_to_their_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    check(text, found(text))


@given(st.text(alphabet=st.sampled_from(list("abAB ,.:\n5" + MARKS)), max_size=120))
def test_quotations_are_in_order_apart_and_begin_and_end_with_marks(text: str) -> None:
    end = 0
    for quotation in quotations(text):
        assert end <= quotation.start < quotation.inner_start <= quotation.inner_end <= quotation.end <= len(text)
        assert text[quotation.start] in MARKS
        end = quotation.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's the 'great' thing of the '90s, and the boys' 'new toy'.", ["great", "new toy"]),
        ('A 6.3" screen and a "fine" one.', ["fine"]),
        ("“One.\n\n“Two,” she said.", ["One.", "Two,"]),
        ('He said: "We go.\nThen he went.', ["We go."]),
        ("“Bad, he said. “Good,” she said.", ["Good,"]),
        ('"They call it “the wall” here."', ["They call it “the wall” here."]),
        ("rock 'n' roll, James' dog, '20s", []),
    ],
)
def test_marks_are_paired(text: str, expected: list[str]) -> None:
    assert [text[q.inner_start : q.inner_end] for q in quotations(text)] == expected


def test_a_quotation_is_found_by_position() -> None:
    quotes = Quotations('"a," he said, "b"')
    first, second = quotes.all
    assert quotes.at(1) is first and quotes.at(6) is None
    assert quotes.before(9) is first and quotes.before(2) is None and quotes.after(6) is second
    assert quotes.overlapping(0, 100) == [first, second] and quotes.overlapping(5, 9) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Lund said it would rain.", True),
        ("According to Lund, it rained.", True),
        ('"It rained," quipped Lund.', True),
        ("Lund confirmed that it rained.", True),
        ("Lund confirmed the order.", False),
        ("The report covers 12 towns.", False),
        ('The "wall" fell in May.', False),
        ("The bridge opened on Monday.", False),
    ],
)
def test_candidate_is_selective(sentence: str, expected: bool) -> None:
    assert candidate("Before. " + sentence + " She said.", 8, 8 + len(sentence)) is expected


def test_every_credited_case_passes_the_gate() -> None:
    for case in CASES:
        if case["statements"]:
            assert (
                any(candidate(case["text"], *span) for span in split(case["text"]))
                or ":" in case["text"]
                or "—" in case["text"]
            )


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("note", ("notes", "noted", "noting")),
        ("reply", ("replies", "replied", "replying")),
        ("stress", ("stresses", "stressed", "stressing")),
        ("agree", ("agrees", "agreed", "agreeing")),
        ("say", ("says", "sayed", "saying")),
    ],
)
def test_regular_inflection(lemma: str, forms: tuple[str, str, str]) -> None:
    assert inflected(lemma) == forms


def test_irregular_forms_come_from_the_lexicon() -> None:
    assert verbs()["said"].lemma == verbs()["says"].lemma == "say"
    assert "sayed" not in verbs()


def test_statements_keep_their_ids_and_order() -> None:
    text = CASES[0]["text"] + "\n\n" + CASES[3]["text"]
    first, second = found(text), found(text)
    assert first == second and [s.content.start for s in first] == sorted(s.content.start for s in first)
    assert all(s.id.startswith("s") and s.article_id == "a1" for s in first)
