"""Marks by which feeds and news APIs say that they cut a text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.furniture.cuts import cut_marks, without_cut_mark
from pipeline.ingest.formats.fields import Draft
from pipeline.ingest.readers import article_of

TEXT = "Orla sold 40 saws. The mill opened in the spr"
NUMBERS = st.integers(1, 99_999).map(lambda n: f"{n:,}") | st.integers(1, 99_999).map(str)
LENGTHS = st.sampled_from(["chars", "characters", "words", "more chars", "more words", "min read", "letters left"])
BRACKETS = st.sampled_from(["[]", "<>", "()"])


@given(
    st.sampled_from(["…", "...", " … ", "… +", "…\n"]),
    NUMBERS,
    LENGTHS,
    st.none() | BRACKETS,
    st.sampled_from(["", " ", "…"]),
)
def test_a_length_behind_an_ellipsis_is_no_part_of_the_text(ellipsis, number, length, brackets, end):
    mark = f"{number} {length}"
    mark = f"{brackets[0]}{mark}{brackets[1]}" if brackets else mark
    if brackets:
        ellipsis = ellipsis.rstrip("+")
    assert without_cut_mark(TEXT + ellipsis + mark + end).rstrip(" \n….+") == TEXT


@pytest.mark.parametrize(
    "mark",
    [
        "[+94 chars]\n",
        "[+ 2,311 characters]",
        "[truncated]",
        "[Read more]",
        "… (truncated)",
        "...[truncated 1532 chars]",
        "… Read more »",
        "... Continue reading this story on our site…",
        "… Read the full article (4 min)",
        "… → Keep reading",
    ],
)
def test_a_mark_at_the_end_goes_whatever_its_form(mark):
    text = article_of("a.json", Draft(text=f"{TEXT} {mark}")).text
    assert text is not None and text.rstrip("….\n ") == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "He typed [+94 chars] in all.",
        "She wrote… 642 words.",
        "The form is short (312 words)",
        "It sank… with 40 more sailors",
        "Turn to… page 4",
        "They waited [...]",
        "“We lost… more”",
    ],
)
def test_a_text_that_ends_otherwise_stays(text):
    assert article_of("a.txt", Draft(text=text)).text == text


def test_marks_within_joined_texts_are_furniture_and_the_words_of_editors_are_none():
    text = "One fell… [+94 chars]\n\nTwo rose… (310 more words)\n\n“We gave them [12 pages] of notes,” he said [see 4]."
    assert [text[start:end] for start, end in cut_marks(text)] == ["[+94 chars]", "(310 more words)"]


def test_a_folder_of_cut_texts_gives_them_without_their_marks(tmp_path):
    from pipeline.ingest.parts import find
    from pipeline.ingest.readers import read

    for n, mark in enumerate(["… [+28 chars]", "… (3 min read)", "... 40 more words"]):
        (tmp_path / f"{n}.json").write_text(json.dumps({"text": f"{n} {TEXT}{mark}"}), "utf-8")
    texts = [article.text for source in find([str(tmp_path)]) for article in read(source)]
    assert [text.rstrip("….") for text in texts if text] == [f"{n} {TEXT}" for n in range(3)]
