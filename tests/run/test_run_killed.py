"""Runs that are killed or interrupted, and runs fed from outside, as processes of their own."""

from __future__ import annotations

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
from tests.paths import ROOT
from tests.support import kill_runs
from tests.support.kill_runs import children
from tests.support.small_runs import articles, files, go, make_news, until


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a folder of short articles, in chunks of three files."""
    monkeypatch.setattr(chunks, "CHUNK_SOURCES", 3)
    return lambda count=10, **texts: make_news(tmp_path / "news", count, **texts)


SCRIPT = """
import sys
from pipeline.run import chunks, run, Options
chunks.CHUNK_SOURCES = 3
run([sys.argv[1]], sys.argv[2], Options(workers=int(sys.argv[3])), extractor="tests.support.fakes:Fake")
"""


def begin(folder: Path, output: Path, workers: int) -> subprocess.Popen[bytes]:
    """A run in a process of its own that has begun to write."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder), str(output), str(workers)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        # A shell has what it starts in the background ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    # Articles are under way once shards are being written.
    until(lambda: any((output / ".claims").glob("shards-*/*")))
    time.sleep(0.1)
    return process


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
def test_an_interrupted_run_keeps_what_is_finished_alone(
    news: Callable[..., Path], tmp_path: Path, workers: int
) -> None:
    folder, output = news(30, **SLOW), tmp_path / "out"
    process = begin(folder, output, workers)
    pids = children(process.pid)
    until(lambda: any((output / ".claims").glob("shards-*/*.done")))
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode != 0 and b"KeyboardInterrupt" in stderr
    left = {path.suffix for path in (output / ".claims").glob("shards-*/*")}
    assert left == {".shard", ".done"}
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))
    done = go(folder, output, 4)
    assert done.articles == 30 and done.kept.articles >= 2


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("seed", range(3))
def test_runs_killed_at_random_come_to_the_same_lines(news: Callable[..., Path], tmp_path: Path, seed: int) -> None:
    texts = {f"n{n}": f"A BRISK story of town {n % 70} and its 12 cranes." for n in range(90)}
    folder = news(90, **texts)
    go(folder, tmp_path / "calm", 2)
    kill_runs.until_done([sys.executable, "-c", SCRIPT, str(folder), str(tmp_path / "out"), "2"], seed, 1.2)
    assert files(tmp_path / "out") == files(tmp_path / "calm")


@pytest.mark.slow
def test_thirty_runs_over_the_sample_corpus_killed_at_random(tmp_path: Path) -> None:
    assert kill_runs.rounds(ROOT / "corpus" / "articles", tmp_path, 30, print) == 30


def test_standard_input_is_done_by_workers_too(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"text": f"Story {n} has 3 parts."}) + "\n" for n in range(3))
    rows += json.dumps({"text": "KILL 4 of them."}) + "\n"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "-", str(tmp_path / "out"), "2"], cwd=ROOT, input=rows.encode(), check=True
    )
    assert done.returncode == 0
    assert [(a.path, a.status) for a in articles(tmp_path / "out")] == [
        ("-#1", "ok"), ("-#2", "ok"), ("-#3", "ok"), ("-#4", "failed")
    ]  # fmt: skip


def test_facts_of_a_stream_come_while_it_goes_on(tmp_path: Path) -> None:
    script = SCRIPT.replace("extractor=", "stdout=sys.stdout.buffer, extractor=")
    with subprocess.Popen(
        [sys.executable, "-c", script, "-", "-", "1"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        for number in (5, 6):
            process.stdin.write(json.dumps({"text": f"The town has {number} dams."}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["quantity"]["value"] == number
        process.stdin.close()
        assert process.wait(20) == 0
