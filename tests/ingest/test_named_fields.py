"""Fields that a user names: in every format of records, at any depth, before a file is cut and after."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.ingest import Names, find, parts, read
from pipeline.ingest.formats import row_ends

STORY = "The mill at Norr has 40 saws and 12 sheds."
RECORDS = [
    {
        "Head Line": f"Mill {n}",
        "Day": f"2024-05-{n + 1:02d}",
        "Story": f"{STORY} It has {n} doors.",
        "text": "A summary.",
    }
    for n in range(9)
]
NAMES = Names.given("story", "head_line", "DAY")


def lines(path: Path) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))


def rows(path: Path) -> None:
    path.write_text("\n".join([";".join(RECORDS[0]), *(";".join(r.values()) for r in RECORDS)]) + "\n")


def listed(path: Path) -> None:
    path.write_text(json.dumps({"meta": {"n": 9}, "Pieces": RECORDS}))


def columns(path: Path) -> None:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.Table.from_pylist(RECORDS), path)


def packed(path: Path) -> None:
    inner = path.parent / "inner.csv"
    rows(inner)
    path.write_bytes(gzip.compress(inner.read_bytes()))


def archived(path: Path) -> None:
    inner = path.parent / "inner.jsonl"
    lines(inner)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "a.jsonl")


WRITERS: dict[str, Callable[[Path], None]] = {
    "a.jsonl": lines, "a.csv": rows, "a.json": listed, "a.parquet": columns, "a.csv.gz": packed, "a.zip": archived, "a.dat": lines,
}  # fmt: skip


@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize("name", WRITERS)
def test_fields_that_are_named_count_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, cut: bool
) -> None:
    if cut:
        for limit in ("CUT_ABOVE", "PACKED_CUT_ABOVE"):
            monkeypatch.setattr(parts, limit, 10)
        for module in (parts, row_ends):
            monkeypatch.setattr(module, "PART_SIZE", 200)
    WRITERS[name](path := tmp_path / name)
    found = [a for source in find([str(path)], tmp_path / "spool", NAMES) for a in read(source, names=NAMES)]
    assert [(a.text, a.title, a.date) for a in found] == [(r["Story"], r["Head Line"], r["Day"]) for r in RECORDS]


@pytest.mark.parametrize(
    ("record", "names", "text", "title"),
    [
        ({"a": {"b": {"c": STORY}}}, {"text": "a.b.c"}, STORY, None),
        ({"a.b": STORY, "title": "T"}, {"text": "a.b"}, STORY, "T"),
        ({"Full-Text": STORY, "kicker": "K", "title": "T"}, {"text": "full text", "title": "Kicker"}, STORY, "K"),
        ({"story": ["One 1.", "Two 2."]}, {"text": "story"}, "One 1.\n\nTwo 2.", None),
        ({"fields": {"Blurb": STORY}}, {"text": "blurb"}, STORY, None),
        ({"own": "<p>It has 4 &amp; 5 saws.</p><p>And 6.</p>"}, {"text": "own"}, "It has 4 & 5 saws.\n\nAnd 6.", None),
        ({"text": STORY}, {"text": "story"}, None, None),
        ({"story": " ", "text": STORY}, {"text": "story"}, None, None),
    ],
)
def test_a_name_may_be_a_path(
    tmp_path: Path, record: dict[str, Any], names: dict[str, str], text: str, title: str
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(record))
    own = Names.given(**names)
    (article,) = [a for source in find([str(path)], names=own) for a in read(source, names=own)]
    assert (article.text, article.title) == (text, title)
    assert text or "story" in str(article.error)


def test_what_has_no_such_field_says_which_it_has(tmp_path: Path) -> None:
    for name in ("a.csv", "a.json"):
        WRITERS[name](path := tmp_path / name)
        own = Names.given("storey")
        (article,) = [a for source in find([str(path)], names=own) for a in read(source, names=own)]
        assert "--text-field" in str(article.error) and article.status != "ok"
