"""Sentence boundaries on raw text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.text.sentences import split
from tests.support.fact_cases import read

CASES = read("sentences.jsonl")
PIECES = st.sampled_from(
    ["The", "bell", "rang", ".", "...", "…", "!", "?", '"', "”", "’", ")", "(", " ", "\n", "\n\n", "\r\n"]
)
PIECES |= st.sampled_from(
    ["Dr.", "U.S.", "p.m.", "1.", "3.5", "J.", "Inc.", ",", ";", "—", "-", "•", "\u00a0", "\u2028", "é"]
)


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_text_is_split_into_its_sentences(case: dict) -> None:
    assert [case["text"][start:end] for start, end in split(case["text"])] == case["sentences"]


def check(text: str) -> None:
    end = 0
    for start, stop in split(text):
        assert text[end:start].strip() == "" and end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        end = stop
    assert text[end:].strip() == ""


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES).map(" ".join)))
def test_sentences_are_in_order_apart_and_hold_all_but_white_space(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from([case["text"] for case in CASES]), max_size=6).map("\n\n".join))
def test_paragraphs_are_split_each_by_itself(text: str) -> None:
    parts = [sentence for part in text.split("\n\n") for sentence in (part[a:b] for a, b in split(part))]
    assert [text[start:end] for start, end in split(text)] == parts


def test_a_text_without_any_boundary_is_cut_where_words_end() -> None:
    text = "word " * 3000
    check(text)
    assert max(end - start for start, end in split(text)) <= 2000
    assert all(text[start:end].startswith("word") and text[start:end].endswith("word") for start, end in split(text))
    check("x" * 9000)
    assert max(end - start for start, end in split("x" * 9000)) <= 2000


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \t\u00a0\n"])
def test_white_space_holds_no_sentence(text: str) -> None:
    assert split(text) == []
