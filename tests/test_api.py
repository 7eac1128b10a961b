"""The Python API."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.api import extract, extract_many, read, to_frame
from pipeline.emit import write_run
from pipeline.records import Article
from tests.paths import ROOT

TEXT = "Quarrel Media said on Tuesday it has 40 million users, up from 30 million a year earlier."


def test_a_text_gives_its_records() -> None:
    found = extract(TEXT, date="2024-05-03", title="Users")
    assert [(f.quantity.value, f.quantity.unit) for f in found.facts] == [(4e7, "user"), (3e7, "user")]
    assert found.article.title == "Users" and found.article.facts == 2
    assert found.times[0].value == "2024-04-30" and found.entities and found.statements


def test_many_articles_come_in_their_order_as_they_are_asked_for() -> None:
    asked = []

    def articles() -> object:
        for number in range(40):
            asked.append(number)
            yield f"The harbour has {number + 2} cranes."

    found = extract_many(articles())  # type: ignore[arg-type]
    assert next(found).facts[0].quantity.value == 2.0 and len(asked) < 40
    assert [e.facts[0].quantity.value for e in found] == [float(n) for n in range(3, 42)]


def test_texts_mappings_and_articles_are_the_same_to_it(tmp_path: Path) -> None:
    from pipeline import ingest

    (tmp_path / "a.txt").write_text(TEXT)
    (source,) = ingest.find([str(tmp_path)])
    (article,) = ingest.read(source)
    given: list[str | dict[str, str | None] | Article] = [TEXT, {"text": TEXT}, article]
    one, two, three = extract_many(given)
    assert one.facts == two.facts == three.facts and one.facts


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"body": TEXT, "text": "A summary of 5 lines."}, {"text_field": "body"}),
        ({"text": TEXT, "Day": "2024-05-03", "date": "1999-01-01"}, {"date_field": "Day"}),
        (
            {"Story": TEXT, "Kicker": "Users", "id": "7", "views": "12"},
            {"text_field": "Story", "title_field": "Kicker"},
        ),
    ],
)
def test_mappings_may_have_keys_of_ones_own(given: dict[str, str | None], named: dict[str, str]) -> None:
    (found,) = extract_many([given], **named)  # type: ignore[arg-type]
    assert found.article.text == TEXT and len(found.facts) == 2
    assert found.article.title == given.get(named.get("title_field", ""))
    assert found.article.date == given.get(named.get("date_field", ""))
    with pytest.raises(ValueError, match="needs its text"):
        list(extract_many([given], text_field="nowhere"))


def test_a_run_is_read_and_becomes_a_frame(tmp_path: Path) -> None:
    write_run(extract_many([TEXT]), str(tmp_path))
    run = read(tmp_path)
    assert list(to_frame(tmp_path)["value"]) == list(to_frame(run)["value"]) == [4e7, 3e7]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"txt": TEXT}, "no field 'txt'"),
        ({"title": "Users"}, "needs its text"),
        ({"text": TEXT, "date": "last week"}, "'last week' is no date: write it as 2024-08-31"),
    ],
)
def test_what_is_no_article_is_told_in_one_sentence(given: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        list(extract_many([given]))


def test_a_pipeline_that_is_not_installed_is_told() -> None:
    with pytest.raises(ValueError, match="'xx_none' is not installed"):
        extract(TEXT, model="xx_none")


@settings(max_examples=30, deadline=None)
@given(st.text("a 7%$\ud800\x00\r\n🦀.", max_size=30))
def test_any_string_is_a_text(text: str) -> None:
    found = extract(text)
    assert all(found.article.text[f.quantity.start : f.quantity.end] == f.quantity.text for f in found.facts)  # type: ignore[index]


def test_importing_it_does_not_import_spacy() -> None:
    code = "import sys, pipeline.api; sys.exit(any(m in sys.modules for m in ('spacy', 'pandas', 'trafilatura')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
