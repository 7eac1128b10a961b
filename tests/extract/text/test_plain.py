"""Texts as the extractors read them: spaces of every kind, wrapped lines, marks of footnotes; offsets stay those of the article."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.text.plain import as_written, plain
from pipeline.records import Property
from tests.extract.test_extractor import PIECES, spans
from tests.support.fact_cases import article

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

TEXT = "Norvane Boats sold 410 cars, said its chief Ana Boldt. The app has 7 million users and 12 yards."
SPACES = ["\u00a0", "\u2002", "\u2003", "\u2009", "\u200a", "\u202f", "\u205f", "\u3000"]


def claims(extractor: Extractor, text: str) -> list[tuple[Any, ...]]:
    (found,) = extractor.extract([article(text)])
    assert found.article.error is None and found.article.text == text
    records = (found.facts, found.entities, found.times, found.statements)
    assert all(text[span.start : span.end] == span.text for span in spans(records))
    return [(f.kind, f.quantity.value, f.quantity.unit, f.subject and f.subject.name) for f in found.facts]


@pytest.mark.parametrize("space", SPACES)
def test_every_space_is_a_space(extractor: Extractor, space: str) -> None:
    assert claims(extractor, TEXT.replace(" ", space)) == claims(extractor, TEXT)


@pytest.mark.parametrize("broken", ["12\npercent", "12 percent to $4\nbillion", "Revenue\nrose 12 percent"])
def test_a_line_that_is_wrapped_goes_on(extractor: Extractor, broken: str) -> None:
    whole = "Revenue rose 12 percent to $4 billion."
    assert claims(extractor, whole.replace(broken.replace("\n", " "), broken)) == claims(extractor, whole)


@pytest.mark.parametrize("width", [24, 30, 36])
def test_a_text_wrapped_at_any_width_keeps_its_names(extractor: Extractor, width: int) -> None:
    whole = "The yard’s chief, Ana Boldt, said Norvane Boats sold 40 boats to Tom Breck of Port Aldous, and that 12 were new."
    lines = "\n".join(textwrap.wrap(whole, width))
    assert claims(extractor, f"{lines}\n\n{lines}") == claims(extractor, f"{whole}\n\n{whole}")


@pytest.mark.parametrize(
    "text", ["Results of the day\nOslo sold 12 boats\nBergen sold 14 boats\nin all 26 boats were sold"]
)
def test_lines_that_had_room_for_the_next_word_are_none_of_one_sentence(text: str) -> None:
    assert "\nOslo" in plain(text) and "\nBergen" in plain(text)


@pytest.mark.parametrize("mark", ["[1]", "[12]", "[b]", "[citation needed]", "[note 3]", "¹", "²³", "(1)", "†", "‡‡"])
def test_a_mark_of_a_footnote_is_no_part_of_a_unit(extractor: Extractor, mark: str) -> None:
    found = claims(extractor, f"The firm sold 300 vehicles{mark} in 2022.")
    assert [claim[:3] for claim in found] == [("count", 300.0, "vehicle")]


@pytest.mark.parametrize("text", ["12 km² of land", "5 m³ of gas", "3\u202f400 vans", "f(1)", "1\u00a0000", "a (2) b"])
def test_signs_of_units_and_groups_of_digits_stay(text: str) -> None:
    assert plain(text) == text


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_a_plain_text_is_as_long_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert len(once) == len(text)
    assert [a for a, b in zip(text, once, strict=True) if a != b and b != " "] == []


def test_what_stands_nowhere_in_the_text_is_given_no_words() -> None:
    told = (Property("a b", 0, 3, "a"), Property(None, None, None, "resolution"))
    assert as_written(told, "a\xa0b 4K") == (Property("a\xa0b", 0, 3, "a"), Property(None, None, None, "resolution"))
