"""Tables and records as they are met: names of columns and lists, escapes, entities, signs of a wrong charset."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.ingest import find, parts, read
from pipeline.records import Article

TEXT = "The yard sold 410 boats."


def read_all(path: Path) -> list[Article]:
    return [article for source in find([str(path)], None) for article in read(source)]


@pytest.mark.parametrize(
    "name",
    [
        "Article text",
        "article-text",
        "ARTICLE_TEXT",
        "bodyText",
        "ctext",
        "Full Text",
        "articleText",
        "Article Content",
        "cleaned_text",
        "postBody",
        "News story",
        "plain-text",
        "Text Content",
    ],
)
def test_columns_and_fields_of_text_by_any_spelling(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.csv").write_text(f"id,{name}\n1,{TEXT}\n")
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": 1, name: TEXT}))
    for file in ("a.csv", "b.jsonl"):
        assert [a.text for a in read_all(tmp_path / file)] == [TEXT]


@pytest.mark.parametrize(
    "name", ["posts", "stories", "contents", "objects", "entries", "hits", "articles", "value", "News pieces"]
)
def test_lists_of_records_by_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"status": "ok", name: [{"text": TEXT}, {"text": TEXT + " More."}]}))
    assert [a.text for a in read_all(tmp_path / "a.json")] == [TEXT, TEXT + " More."]


def test_a_list_beside_a_title_holds_no_articles(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"title": "Boats", "comments": [{"text": TEXT}, {"text": TEXT}]}))
    assert [a.status for a in read_all(tmp_path / "a.json")] == ["failed"]


@pytest.mark.parametrize(
    "date",
    [
        {"$date": {"$numberLong": "1673600000000"}},
        {"$date": "2023-01-13T09:00:00Z"},
        {"iso": "2023-01-13T09:00:00.000Z"},
        1673600000,
    ],
)
def test_dates_as_databases_write_them(tmp_path: Path, date: Any) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"text": TEXT, "date": date, "source": "https://x.example/1", "hostname": "x"})
    )
    (found,) = read_all(tmp_path / "a.jsonl")
    assert (found.date, found.url, found.publisher) == ("2023-01-13", "https://x.example/1", "x")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&quot;We sold 300,&quot; he said.", '"We sold 300," he said.'),
        ("It cost &pound;4m &amp; 5&nbsp;km.", "It cost £4m & 5\u00a0km."),
        ("It cost &#163;4m &#xa3;.", "It cost £4m £."),
        ("AT&T sold Q&A; a&b.", "AT&T sold Q&A; a&b."),
        ("It cost \u00c2\u00a34m.", "It cost £4m."),
        ("He \u0093said\u0094 it\u0092s \u0080400.", "He “said” it’s €400."),
        ("Ângela Ação paid €4.", "Ângela Ação paid €4."),
    ],
)
def test_what_was_left_encoded_is_decoded(tmp_path: Path, written: str, meant: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": written}))
    assert [a.text for a in read_all(tmp_path / "a.jsonl")] == [meant]


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
def test_excels_first_line_and_escaped_marks(tmp_path: Path, delimiter: str) -> None:
    rows = [["title", "text"], ["A", '"He said \\"we sold 300, or more\\" and left."'], ["B", f'"{TEXT}"']]
    body = "\n".join(delimiter.join(row) for row in rows) + "\n"
    for name, head in (("a.csv", f"sep={delimiter}\n"), ("b.csv", "")):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            (tmp_path / name).write_text(head + body, encoding)
            found = read_all(tmp_path / name)
            told = 'He said "we sold 300, or more" and left.'
            assert [(a.title, a.text) for a in found] == [("A", told), ("B", TEXT)]


@pytest.mark.parametrize(
    "said", ['"yes", and 40 saws', '"Yes," he said. 40 saws', 'no "a", "b" or "c"', '40 saws, "yes"']
)
@pytest.mark.parametrize("columns", [["text"], ["title", "text"], ["text", "title", "day"]])
def test_an_escaped_mark_is_told_by_the_cells_of_the_rows(tmp_path: Path, said: str, columns: list[str]) -> None:
    texts = [f"It was {said}", "It has 12 sheds, and more."]
    quoted = ['"' + text.replace('"', '\\"') + '"' for text in texts]
    rows = [",".join(cell if name == "text" else "x" for name in columns) for cell in quoted]
    (tmp_path / "a.csv").write_text("\n".join([",".join(columns), *rows]) + "\n")
    assert [a.text for a in read_all(tmp_path / "a.csv")] == texts


def test_a_backslash_at_a_cells_end_escapes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'path,text\n"C:\\news\\",{TEXT}\n"D:\\",{TEXT} More.\n')
    assert [a.text for a in read_all(tmp_path / "a.csv")] == [TEXT, f"{TEXT} More."]


def test_lines_that_a_file_has_lost_while_it_is_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "CUT_ABOVE", 100)
    monkeypatch.setattr(parts, "PART_SIZE", 100)
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": f"{TEXT} {n}"}) + "\n" for n in range(9)))
    sources = list(find([str(path)], None))
    path.write_bytes(path.read_bytes()[:150])
    found = [article for source in sources for article in read(source)]
    assert found[0].status == "ok"
    assert {a.status for a in found[-2:]} == {"failed"} and "changed while it was read" in str(found[-1].error)
