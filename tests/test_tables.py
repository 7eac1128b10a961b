"""A run as one flat table in several formats: the same columns and the same values in all."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline import emit
from pipeline.cli import cli
from pipeline.emit import OutputError, WriteError
from pipeline.exchange import tables
from pipeline.exchange.formats import export
from pipeline.records import Extraction
from pipeline.views.frame import COLUMNS, load
from tests.support.fakes import Fake, make_article, make_fact, make_quantity

NAMES = [column.name for column in COLUMNS]


def extractions(count: int) -> Iterator[Extraction]:
    for n in range(count):
        article = make_article(
            id=f"a{n:016x}",
            date=f"2024-05-{n % 28 + 1:02d}",
            title=f'Dams, "{n}"\nof 9',
            publisher="Quay News",
            url="https://quay.example/",
        )
        yield next(iter(Fake().extract([article])))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    emit.write_run(extractions(30), str(tmp_path / "run"))
    return tmp_path / "run"


def read_back(path: Path, table: str = "facts") -> list[dict[str, Any]]:
    """The rows of a table as plain values."""
    if path.suffix == ".csv":
        with open(path, encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    if path.suffix == ".parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        return parquet.read_table(path).to_pylist()  # type: ignore[no-any-return]
    if path.suffix == ".duckdb":
        duckdb = pytest.importorskip("duckdb")
        with duckdb.connect(str(path), read_only=True) as db:
            found = db.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(f"SELECT * FROM {table}")]


def plain(value: Any) -> str:
    """A value as CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("ending", ["csv", "parquet", "flat.jsonl", "sqlite", "duckdb"])
def test_every_format_has_the_columns_and_values_of_the_notebook_s_table(
    run: Path, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "BATCH", 7)
    if ending == "duckdb":
        pytest.importorskip("duckdb")
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    target = tmp_path / f"facts.{ending}"
    frame = load(run)
    assert export(run, target) == len(frame) == 30
    found = read_back(target)
    assert [list(row) for row in found] == [NAMES] * 30
    for row, (_, expected) in zip(found, frame.iterrows(), strict=True):
        assert (row["id"], row["article_title"]) == (expected["id"], expected["article_title"])
        assert plain(row["value"]) == plain(float(expected["value"]))
        assert str(row["article_date"]) == str(expected["article_date"].date())
        assert (row["article_publisher"] or None, row["article_url"] or None) == ("Quay News", "https://quay.example/")
        assert str(row["when"]) == str(expected["when"].date())
        assert plain(row["approximate"]) in ("false", "0")
        rules = row["rules"] if isinstance(row["rules"], list) else json.loads(row["rules"])
        assert tuple(rules) == expected["rules"]
        assert row["width"] in (None, "")


def test_formats_agree_on_odd_values(tmp_path: Path) -> None:
    odd = make_fact(
        quantity=make_quantity(value=None, width=1920, height=1080, approximate=True, unit='a "unit", of\nlines; é'),
        subject=None, attribution=None, time=None, property=None, rules=(),
    )  # fmt: skip
    article = make_article(date="2024-02-31", title="")
    emit.write_run([Extraction(article, (odd,))], str(tmp_path / "run"))
    for ending in ("csv", "flat.jsonl", "sqlite", "parquet", "duckdb"):
        if ending in ("parquet", "duckdb"):
            pytest.importorskip({"parquet": "pyarrow"}.get(ending, ending))
        export(tmp_path / "run", tmp_path / f"x.{ending}")
        (row,) = read_back(tmp_path / f"x.{ending}")
        assert row["unit"] == 'a "unit", of\nlines; é'
        assert plain(row["width"]) == "1920" and plain(row["approximate"]) in ("true", "1")
        assert row["value"] in (None, "") and row["subject"] in (None, "") and row["article_date"] in (None, "")


def test_a_file_of_facts_alone_and_a_run_in_parts(run: Path, tmp_path: Path) -> None:
    assert export(run / "facts.jsonl", tmp_path / "x.csv") == 30
    row = read_back(tmp_path / "x.csv")[0]
    assert row["article_title"] == "" and row["id"].startswith("f")
    emit.write_run([], str(tmp_path / "none"))
    assert export(tmp_path / "none", tmp_path / "none.csv") == 0
    assert (tmp_path / "none.csv").read_text("utf-8-sig").startswith("id,article_id,")


def test_an_older_table_stays_until_the_new_one_is_complete(run: Path, tmp_path: Path) -> None:
    target = tmp_path / "facts.csv"
    target.write_text("old")
    (run / "facts.jsonl").write_bytes((run / "facts.jsonl").read_bytes() + b"{}\n")
    with pytest.raises(emit.ReadError):
        export(run, target)
    assert target.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["facts.csv", "run"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("facts.xlsx", "ends in no format that is known"), ("no/facts.csv", "cannot be written to: No such file"), ("run.csv", "is a folder")],
)  # fmt: skip
def test_tables_that_cannot_be(run: Path, tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "run.csv").mkdir()
    with pytest.raises(OutputError, match=message):
        export(run, tmp_path / name)


def test_a_package_that_is_missing_is_named(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(OutputError, match=r"pip install 'claim-pipeline\[parquet\]'"):
        export(run, tmp_path / "x.parquet")
    with pytest.raises(OutputError, match=r"pip install 'claim-pipeline\[duckdb\]'"):
        export(run, tmp_path / "x.duckdb")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run"]


def test_a_disk_that_is_full_is_one_sentence(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, cells: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(tables.WRITERS, "csv", full)
    with pytest.raises(WriteError, match="could not be written: No space left on device"):
        export(run, tmp_path / "x.csv")


def test_the_command(run: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["export", str(run), "--to", str(tmp_path / "x.csv")])
    assert done.exit_code == 0 and f"30 facts in {tmp_path}/x.csv" in done.output
    assert CliRunner().invoke(cli, ["export", str(run), "--to", "x.xlsx"]).exit_code == 2


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_facts_are_packed_by_the_name_of_the_output(tmp_path: Path, ending: str) -> None:
    if ending == "zst":
        pytest.importorskip("backports.zstd" if sys.version_info < (3, 14) else "compression.zstd")
    for name in ("a.jsonl", f"b.jsonl.{ending}", f"c.jsonl.{ending}"):
        emit.write_run(extractions(30), str(tmp_path / name))
    packed = tmp_path / f"b.jsonl.{ending}"
    assert packed.stat().st_size < (tmp_path / "a.jsonl").stat().st_size / 3
    assert packed.read_bytes() == (tmp_path / f"c.jsonl.{ending}").read_bytes()
    assert emit.read_run(packed).facts == emit.read_run(tmp_path / "a.jsonl").facts
    packed.write_bytes(packed.read_bytes()[:-20])
    with pytest.raises(emit.ReadError, match="cannot be read"):
        emit.read_run(packed)
