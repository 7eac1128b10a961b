"""Memory stays flat however many articles there are. Takes minutes: run with -m slow."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipeline.run import Options, Progress, run
from tests.extract.test_long_texts import book

COUNT = 4_000
WORDS = 60
PEAK = 450  # MB of a worker
GROWTH = 30  # MB behind the first half of the articles


def resident(process: int | str) -> int:
    """MB of memory that a process holds, 0 if it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    held = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return int(held[0]) // 1024 if held else 0


def children() -> list[int]:
    """The processes that this one has started."""
    found: list[int] = []
    for listed in Path("/proc/self/task").glob("*/children"):
        found += map(int, listed.read_text().split())
    return found


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="reads Linux's files of processes")
def test_a_worker_and_the_run_hold_no_more_after_thousands_of_articles(tmp_path: Path) -> None:
    words = book("quotations", 150 * COUNT).split() + book("dates and results", 300 * COUNT).split()
    with open(tmp_path / "news.jsonl", "w") as file:
        for n in range(COUNT):
            text = " ".join(words[n * WORDS % len(words) :][:WORDS])
            file.write(json.dumps({"text": f"{text} The Zib{n}orra of Quel{n * 7919}dane has {n} rooms."}) + "\n")
    held: list[tuple[int, int, int]] = []

    def watch(progress: Progress) -> None:
        if not held or progress.done.articles >= held[-1][0] + 50:
            workers = max(map(resident, children()), default=0)
            held.append((progress.done.articles, workers, resident("self")))

    summary = run([str(tmp_path / "news.jsonl")], str(tmp_path / "out"), Options(workers=1), progress=watch)
    assert summary.articles == COUNT and not summary.failed and summary.kinds.total() > COUNT
    first, second = held[: len(held) // 2], held[len(held) // 2 :]
    assert max(worker for _, worker, _ in held) < PEAK
    for place in (1, 2):
        assert max(row[place] for row in second) <= max(row[place] for row in first) + GROWTH
