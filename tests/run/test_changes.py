"""What changes under a run: its input, its shards, its output."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.emit import WriteError
from pipeline.ingest import parts
from pipeline.ingest.formats import archives, row_ends
from pipeline.ingest.sources import source
from pipeline.run import chunks
from pipeline.run.driver import Progress
from tests.support.small_runs import articles, files, go, make_news

Watch = Callable[[Progress], None]
ROWS = 400


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 4000)
    monkeypatch.setattr(chunks, "CHUNK_SOURCES", 3)
    monkeypatch.setattr(parts, "CUT_ABOVE", 4000)
    monkeypatch.setattr(parts, "PACKED_CUT_ABOVE", 100)
    for module in (parts, source, row_ends, archives):
        monkeypatch.setattr(module, "PART_SIZE", 4000)


def texts(mark: str, count: int = ROWS) -> list[str]:
    return [f"{mark} town {n} has {n} dams and {'many ' * (n % 7)}cranes." for n in range(count)]


def jsonl(path: Path, told: list[str]) -> None:
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in told))


def table(path: Path, told: list[str]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["n", "text"], *([n, text] for n, text in enumerate(told))])
    path.write_text(out.getvalue())


def archive(path: Path, told: list[str]) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for n, text in enumerate(told):
            file.writestr(f"{n:04d}.txt", text * 5)


WRITERS = {"news.jsonl": jsonl, "news.csv": table, "news.zip": archive}


def once(do: Callable[[], object]) -> Watch:
    """Does something when the first article is done."""
    left = [do]

    def watch(_: Progress) -> None:
        if left:
            left.pop()()

    return watch


def shrink(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 7)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def rewrite(path: Path) -> None:
    WRITERS[path.name](path, texts("Another", ROWS - 9))


def replace(path: Path) -> None:
    other = path.parent / f"other-{path.name}"
    path.rename(path.parent / "old")
    WRITERS[path.name](path, texts("Another", ROWS + 50))
    other.unlink(missing_ok=True)


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("change", [shrink, empty, rewrite, replace, remove], ids=lambda change: change.__name__)
@pytest.mark.parametrize("name", WRITERS)
def test_a_file_that_changes_while_it_is_read_says_so(
    tmp_path: Path, name: str, change: Callable[[Path], None]
) -> None:
    path = tmp_path / name
    WRITERS[name](path, texts("The"))
    summary = go(path, tmp_path / "out", 1, once(lambda: change(path)))
    listed = articles(tmp_path / "out")
    assert summary.exit_code in (1, 2) and any("changed while it was read" in str(a.error) for a in listed)
    known = {
        text * (5 if name.endswith("zip") else 1) for mark in ("The", "Another") for text in texts(mark, ROWS + 50)
    }
    assert {a.text for a in listed if a.status == "ok"} <= known, "a record was cut"


@pytest.mark.parametrize("name", ["news.jsonl", "news.csv"])
def test_a_file_that_grows_is_read_as_far_as_it_went(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    WRITERS[name](path, texts("The", 2500))

    def grow() -> None:
        with open(path, "a") as file:
            file.write('{"text": "One more dam."}\n' if name.endswith("jsonl") else "9,One more dam.\n")

    go(path, tmp_path / "out", 1, once(grow))
    told = [a.text for a in articles(tmp_path / "out") if a.status == "ok"]
    assert told[:2500] == texts("The", 2500)
    assert {a.status for a in articles(tmp_path / "out")} == {"ok"}


def test_small_files_are_read_as_they_are_in_the_end(tmp_path: Path) -> None:
    news = make_news(tmp_path / "news", 3, n0=f"REWRITE {tmp_path}/news/01.txt now.", n1="It had 3 dams.")
    go(news, tmp_path / "out")
    assert [a.text for a in articles(tmp_path / "out")][1] == "It has 4 dams."


def test_a_small_file_that_never_rests_is_listed(tmp_path: Path) -> None:
    news = make_news(tmp_path / "news", 3, n0=f"REWRITE-ANEW {tmp_path}/news/01.txt now.", n1="It had 3 dams.")
    go(news, tmp_path / "out")
    listed = articles(tmp_path / "out")
    assert [a.status for a in listed] == ["ok", "failed", "ok"]
    assert str(listed[1].error).startswith(f"{news}/01.txt changed while it was read")


def damage(output: Path) -> None:
    """Changes a byte in the middle of every finished shard."""
    for path in (output / ".claims").glob("shards-*/*.shard"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_shard_that_is_damaged_before_the_merge_is_done_again(tmp_path: Path, workers: int) -> None:
    news, output = make_news(tmp_path / "news", 20), tmp_path / "out"
    go(news, tmp_path / "calm")
    told: list[int] = []

    def watch(now: Progress) -> None:
        told.append(now.done.articles)
        if len(told) < 20:
            damage(output)

    assert go(news, output, workers, watch).articles == 20
    assert files(output) == files(tmp_path / "calm") and told[-1] == 20


@pytest.mark.parametrize("how", ["changed", "shorter", "gone"])
def test_a_shard_that_is_damaged_before_a_run_goes_on_is_done_again(tmp_path: Path, how: str) -> None:
    news, output = make_news(tmp_path / "news", 20), tmp_path / "out"
    go(news, tmp_path / "calm")

    def stop(now: Progress) -> None:
        if now.done.articles > 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        go(news, output, 1, stop)
    shards = sorted((output / ".claims").glob("shards-*/*.shard"))
    assert len(shards) > 2
    if how == "changed":
        damage(output)
    elif how == "shorter":
        os.truncate(shards[0], 50)
    else:
        shards[0].unlink()
    summary = go(news, output)
    assert files(output) == files(tmp_path / "calm") and summary.kept.articles < summary.articles == 20


@pytest.mark.parametrize("what", ["output", "work", "shards", "file in its place"])
def test_an_output_that_is_taken_away_ends_the_run_with_one_sentence(tmp_path: Path, what: str) -> None:
    news, output = make_news(tmp_path / "news", 20), tmp_path / "out"

    def take() -> None:
        if what == "shards":
            for folder in (output / ".claims").glob("shards-*"):
                shutil.rmtree(folder)
        elif what == "work":
            shutil.rmtree(output / ".claims")
        else:
            shutil.rmtree(output)
            if what != "output":
                output.write_text("in the way")

    with pytest.raises(WriteError, match="could not be written") as told:
        go(news, output, 1, once(take))
    assert told.value.exit_code == 2 and str(told.value).count("\n") == 0
