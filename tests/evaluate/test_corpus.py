"""The sample corpus: every format is read as listed, and every gold fact stands where its anchor says."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from pipeline.ingest import find, read
from pipeline.records import Article, Change, Comparator, EntityType, Kind, Modality, Role, StatementKind
from tests.paths import ROOT

CORPUS = ROOT / "corpus"
ARTICLES, GOLD = CORPUS / "articles", CORPUS / "gold"
MANIFEST: list[dict[str, Any]] = json.loads((GOLD / "manifest.json").read_text(encoding="utf-8"))
FIELDS = [
    *("anchor", "text", "kind", "value", "value_min", "value_max", "comparator", "approximate", "unit"),
    *("change", "role", "modality", "subject", "property", "property_heads", "attribution", "time"),
]
FORMATS = {"txt", "md", "html", "json", "jsonl", "txt.gz", "html.gz", "jsonl.gz"}


def gold_rows(entry: dict[str, Any]) -> list[dict[str, Any]]:
    lines = (GOLD / entry["gold"]).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def all_rows() -> Iterator[dict[str, Any]]:
    for entry in MANIFEST:
        yield from gold_rows(entry)


def file_of(entry: dict[str, Any]) -> Path:
    return ARTICLES / str(entry["path"]).split("#")[0]


def resolve(text: str, row: dict[str, Any]) -> tuple[int, int]:
    """Offsets of a gold row's ``text`` in the article, by its anchor; AssertionError where these don't fit."""
    assert text.count(row["anchor"]) == 1, f"{row['anchor']!r} occurs {text.count(row['anchor'])} times"
    assert row["anchor"].count(row["text"]) == 1, f"{row['text']!r} is not once in {row['anchor']!r}"
    start = text.index(row["anchor"]) + row["anchor"].index(row["text"])
    return start, start + len(row["text"])


def on_one_line(text: str) -> str:
    return " ".join(text.split()).lower()


@pytest.fixture(scope="module")
def read_articles() -> dict[str, Article]:
    """Every article of the corpus by its path below ``articles/``, which tells the record of a file with several."""
    found = [article for source in find([str(ARTICLES)]) for article in read(source)]
    return {article.path.removeprefix(f"{ARTICLES}/"): article for article in found}


def named(entry: dict[str, Any]) -> str:
    return str(entry["gold"]).removesuffix(".jsonl")


each_article = pytest.mark.parametrize("entry", MANIFEST, ids=named)


def test_manifest_lists_exactly_what_ingest_reads(read_articles: dict[str, Article]) -> None:
    assert set(read_articles) == {entry["path"] for entry in MANIFEST}
    for entry in MANIFEST:
        file, _, record = entry["path"].partition("#")
        stem = file.removesuffix("." + entry["format"])
        assert entry["gold"] == f"{stem}__{record}.jsonl" if record else f"{stem}.jsonl"
    assert {path.name for path in GOLD.glob("*.jsonl")} == {entry["gold"] for entry in MANIFEST}


def test_every_format_and_encoding_is_present() -> None:
    assert {entry["format"] for entry in MANIFEST} == FORMATS
    for entry in MANIFEST:
        data = file_of(entry).read_bytes()
        assert file_of(entry).name.endswith("." + entry["format"])
        text = (gzip.decompress(data) if entry["format"].endswith(".gz") else data).decode(entry["encoding"])
        assert not text.startswith("\ufeff")
    encodings = {entry["encoding"]: file_of(entry).read_bytes() for entry in MANIFEST}
    assert set(encodings) == {"utf-8", "utf-8-sig", "utf-16", "cp1252"}
    assert encodings["utf-16"].startswith(b"\xff\xfe")
    assert encodings["utf-8-sig"].startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        encodings["cp1252"].decode("utf-8")


def test_gzip_files_carry_no_time_and_no_name() -> None:
    packed = sorted(ARTICLES.glob("*.gz"))
    assert packed
    for path in packed:
        data = path.read_bytes()
        assert data[3] == 0 and data[4:8] == bytes(4), f"{path.name}: flags or time set"
        assert len(data) < 5_000


@each_article
def test_metadata_comes_out_as_listed(entry: dict[str, Any], read_articles: dict[str, Article]) -> None:
    article = read_articles[entry["path"]]
    assert (article.status, article.error) == ("ok", None)
    assert article.title == entry["title"]
    assert (article.date or "")[:10] == (entry["date"] or "")
    assert article.url == entry["url"]
    if entry["publisher"] is not None:
        assert article.publisher == entry["publisher"]


@each_article
def test_text_is_an_article_without_boilerplate(entry: dict[str, Any], read_articles: dict[str, Article]) -> None:
    article = read_articles[entry["path"]]
    assert article.text is not None
    assert 150 <= len(article.text.split()) <= 450
    assert [phrase for phrase in entry["absent"] if phrase in article.text] == []


@each_article
def test_every_anchor_occurs_once(entry: dict[str, Any], read_articles: dict[str, Article]) -> None:
    text = read_articles[entry["path"]].text
    assert text is not None
    spans = [resolve(text, row) for row in gold_rows(entry)]
    assert spans
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start, f"mentions out of order or overlapping at {text[start : start + 30]!r}"


@each_article
def test_names_in_the_gold_stand_in_the_article(entry: dict[str, Any], read_articles: dict[str, Article]) -> None:
    text = on_one_line(read_articles[entry["path"]].text or "")
    for row in gold_rows(entry):
        for name in [*row["subject"], *(row["attribution"] or [])]:
            assert on_one_line(name) in text, f"{name!r} of {row['anchor']!r}"


@each_article
def test_gold_fields_are_well_formed(entry: dict[str, Any]) -> None:
    for row in gold_rows(entry):
        where = row["anchor"]
        assert list(row)[: len(FIELDS)] == FIELDS, where
        assert set(row) - set(FIELDS) <= {"hard", "note"}, where
        assert row["kind"] in get_args(Kind) and row["modality"] in get_args(Modality), where
        assert row["change"] in (None, *get_args(Change)) and row["role"] in (None, *get_args(Role)), where
        assert (row["change"] is None) == (row["role"] is None), where
        assert row["subject"] and row["property"] and row["property_heads"], where
        assert bounds_agree(row), where


def bounds_agree(row: dict[str, Any]) -> bool:
    """The bounds that comparator and value ask for: both for a range, the open side null for the others."""
    value, low, high = row["value"], row["value_min"], row["value_max"]
    wanted = {
        "=": (None, None),
        ">": (value, None),
        ">=": (value, None),
        "<": (None, value),
        "<=": (None, value),
    }
    if row["comparator"] == "range":
        return value is None and low is not None and high is not None and low < high
    return value is not None and (low, high) == wanted[row["comparator"]]


def test_every_kind_modality_bound_and_role_occurs() -> None:
    rows = list(all_rows())
    kinds = Counter(row["kind"] for row in rows)
    assert [kind for kind in get_args(Kind) if kinds[kind] < 2] == []
    assert {row["modality"] for row in rows} == set(get_args(Modality))
    assert {row["comparator"] for row in rows} == set(get_args(Comparator))
    assert {row["role"] for row in rows} == {None, *get_args(Role)}
    assert {row["change"] for row in rows} == {None, *get_args(Change)}
    assert any(row["approximate"] for row in rows) and any(row["time"] for row in rows)


def test_expected_findings_of_the_reference_article_stand_in_its_text(
    read_articles: dict[str, Article],
) -> None:
    text = read_articles["2024-08-06-video-models.txt"].text
    assert text is not None
    expected = json.loads((GOLD / "2024-08-06-video-models.expected.json").read_text(encoding="utf-8"))
    names = {entity["name"] for entity in expected["entities"]}
    for entity in expected["entities"]:
        assert entity["type"] in get_args(EntityType)
        assert all(name in text for name in [entity["name"], *entity["aliases"]])
    for row in [*expected["references"], *expected["times"], *expected["not_quantities"]]:
        resolve(text, row)
    assert {row["name"] for row in expected["references"]} <= names
    assert not names & set(expected["not_entities"])
    for statement in expected["statements"]:
        resolve(text, {"anchor": statement["anchor"], "text": statement["cue"]})
        assert statement["source"] in names and statement["kind"] in get_args(StatementKind)
    quantities = {resolve(text, row) for row in gold_rows(MANIFEST[0])}
    assert not quantities & {resolve(text, row) for row in expected["not_quantities"]}
