"""``claims extract -o x.csv``: one flat table, and nothing else is left."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from pipeline.emit import OutputError
from pipeline.exchange import tables
from pipeline.run import Options, driver
from pipeline.run.flat import extract

FAKE = "tests.support.fakes:Fake"


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "EXTRACTOR", FAKE)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.json").write_text(
        json.dumps({"title": "Dams", "text": "They mended 7 dams and 3 quays.", "publisher": "Quay"})
    )
    (folder / "b.txt").write_text("Nothing is counted here.")
    return folder


def rows(path: Path) -> list[dict[str, object]]:
    """The rows of a table of any of the formats."""
    if path.suffix == ".csv":
        with open(path, encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return pytest.importorskip("pyarrow.parquet").read_table(path).to_pylist()  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["x.csv", "x.parquet", "x.flat.jsonl"])
def test_a_row_for_each_fact_with_its_article(news: Path, tmp_path: Path, name: str) -> None:
    assert extract([str(news)], str(tmp_path / name), Options(workers=1), quiet=True) == 0
    found = rows(tmp_path / name)
    assert [(row["text"], row["article_title"], row["article_publisher"]) for row in found] == [
        ("7", "Dams", "Quay"),
        ("3", "Dams", "Quay"),
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["news", name]


def test_a_folder_of_such_a_name_and_other_outputs_are_as_ever(news: Path, tmp_path: Path) -> None:
    (tmp_path / "old.csv").mkdir()
    for name in ("old.csv", "run"):
        extract([str(news)], str(tmp_path / name), Options(workers=1), quiet=True)
        assert (tmp_path / name / "facts.jsonl").is_file()


def test_what_cannot_be_written_is_said_before_the_work(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OutputError, match="name a folder for shards"):
        extract([str(news)], str(tmp_path / "x.csv"), Options(shards=True))
    monkeypatch.setattr(tables, "import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    with pytest.raises(OutputError, match="pyarrow is needed"):
        extract([str(news)], str(tmp_path / "x.parquet"), Options())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["news"]


def test_an_older_table_stays_where_nothing_was_read(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("old")
    assert extract([str(tmp_path / "no.txt")], str(tmp_path / "x.csv"), Options(), quiet=True) == 2
    assert (tmp_path / "x.csv").read_text() == "old"
