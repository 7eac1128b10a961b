"""What is furniture of a text: by the form of a line, by marks within one, and by a table of shared sentences."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.furniture.pieces import pieces
from pipeline.furniture.repeated import Shared, publisher_of, repeated_in
from pipeline.furniture.spans import Furniture
from tests.paths import CASES

LINES = [json.loads(line) for line in (CASES / "furniture.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", LINES, ids=lambda case: case["line"])
def test_a_line_is_judged_by_its_form(case):
    before = "The mill has 40 saws, its owner says.\n"
    text = f"{before}{case['line']}\nIt opened in May."
    found = Furniture(text)
    assert found.covers(len(before), len(before) + len(case["line"])) == case["is"]
    assert not found.touches(0, len(before) - 1)
    assert not found.touches(text.index("It opened"), len(text))


@pytest.mark.parametrize("mark", ["Hide Caption 7 of 8", "Photo 3 of 12", "Show gallery", "[+1628 chars]"])
def test_a_mark_within_a_line_is_furniture_and_the_line_is_not(mark):
    text = f"The mill has 40 saws {mark} and its owner has 12 more on order from a firm in Oslo."
    found = Furniture(text)
    start = text.index(mark)
    assert found.touches(start, start + len(mark))
    assert not found.covers(0, len(text))
    assert not found.touches(0, start - 1)


def test_shared_sentences_count_for_their_publisher_alone():
    table = repeated_in(
        ["publisher\tarticles\tof\tsentence", "post.example\t9\t40\tWe have 300 reporters, everywhere!"], "t"
    )
    text = "Orla sold 5 cars. We have 300 reporters everywhere."
    at = text.index("We")
    assert Furniture(text, "post.example", Shared(table)).covers(at, len(text))
    assert not Furniture(text, "other.example", Shared(table)).touches(at, len(text))
    assert not Furniture(text, "post.example", Shared(table)).touches(0, at - 1)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["a\tb"], "no header"),
        ([], "no header"),
        (["publisher\tsentence", "x\t..."], "line 2: the column sentence is empty"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(lines, words):
    with pytest.raises(ValueError, match=words):
        repeated_in(lines, "t.tsv")


def test_a_publisher_is_told_by_its_address_and_else_by_its_name():
    assert publisher_of("The  Post", None) == "the post"
    assert publisher_of("The Post", "https://www.Post.example/a") == "post.example"
    assert publisher_of(None, "http://[broken") == ""


@given(st.text(alphabet="aB .!?\n“”0@é", max_size=80))
def test_pieces_hold_all_ink_once_and_stand_where_they_say(text):
    found = list(pieces(text))
    assert all(text[p.start : p.end] == p.text for p in found)
    assert "".join("".join(p.text.split()) for p in found) == "".join(text.split())


@given(st.text(alphabet="Rr ead more:12 \nphoto of", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_what_covers_a_place_touches_it(text, first, second):
    start, end = sorted((first, second))
    found = Furniture(text)
    assert not (end > start and found.covers(start, end) and not found.touches(start, end))
