"""Runs that are killed or interrupted, and runs fed from outside, as processes of their own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import emit
from pipeline.records import RECORDS
from pipeline.run import chunks
from tests.small_runs import ROOT, articles, files, go, make_news, until


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a folder of short articles, in chunks of three files."""
    monkeypatch.setattr(chunks, "CHUNK_SOURCES", 3)
    return lambda count=10, **texts: make_news(tmp_path / "news", count, **texts)


SCRIPT = """
import sys
from pipeline.run import chunks, run
chunks.CHUNK_SOURCES = 3
run([sys.argv[1]], sys.argv[2], workers=int(sys.argv[3]), extractor="tests.fakes:Fake")
"""


def begin(folder: Path, output: Path, workers: int) -> subprocess.Popen[bytes]:
    """A run in a process of its own that has begun to write."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder), str(output), str(workers)], cwd=ROOT, stderr=subprocess.PIPE
    )
    until(lambda: (output / ".claims" / "facts.partial").exists())
    # With workers, articles are under way once shards are being written.
    until(lambda: workers == 1 or any((output / ".claims").glob("shards-*/*")))
    time.sleep(0.1)
    return process


def children(pid: int) -> list[int]:
    """Living child processes of a process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


SLOW = {f"n{n}": f"A SLOW story of town {n} and its 12 cranes." for n in range(30)}


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_killing_a_worker_from_outside_changes_no_byte(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news(30, **SLOW)
    process = begin(folder, tmp_path / "out", 2)
    os.kill(children(process.pid)[0], signal.SIGKILL)
    assert process.wait(60) == 0
    go(folder, tmp_path / "calm", 1)
    assert files(tmp_path / "out") == files(tmp_path / "calm")


@pytest.mark.parametrize("workers", [1, 2])
def test_killing_the_whole_run_leaves_no_half_file(news: Callable[..., Path], tmp_path: Path, workers: int) -> None:
    folder = news(30, **SLOW)
    output = tmp_path / "out"
    emit.write_run([], str(output))
    process = begin(folder, output, workers)
    pids = children(process.pid)
    process.kill()
    process.wait()
    assert all((output / f"{table}.jsonl").read_bytes() == b"" for table in RECORDS)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))
    assert go(folder, output, 4).articles == 30
    assert sorted(files(output)) == sorted(f"{t}.jsonl" for t in RECORDS)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupted_run_cleans_up(news: Callable[..., Path], tmp_path: Path, workers: int) -> None:
    process = begin(news(30, **SLOW), tmp_path / "out", workers)
    pids = children(process.pid)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode != 0 and b"KeyboardInterrupt" in stderr
    assert not (tmp_path / "out").exists()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


def test_standard_input_is_read_in_this_process(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"text": f"Story {n} has 3 parts."}) + "\n" for n in range(3))
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "-", str(tmp_path / "out"), "2"], cwd=ROOT, input=rows.encode(), check=True
    )
    assert done.returncode == 0
    assert len(articles(tmp_path / "out")) >= 1
