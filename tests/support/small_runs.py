"""Small runs with the stand-in for the extractor, for tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from pipeline import emit
from pipeline.records import Article
from pipeline.run import Options, Summary, run
from pipeline.run.driver import Watch

FAKE = "tests.support.fakes:Fake"


def make_news(folder: Path, count: int = 10, **texts: str) -> Path:
    """A folder of short articles; the keywords n0, n1 … replace the text of an article by its number."""
    folder.mkdir()
    for n in range(count):
        text = texts.get(f"n{n}", f"The harbour of town number {n} has 12 cranes and 3 ferries.")
        (folder / f"{n:02d}.txt").write_text(text)
    return folder


def go(
    folder: Path | str,
    output: Path | str,
    workers: int = 1,
    progress: Watch | None = None,
    stdout: IO[bytes] | None = None,
    **options: object,
) -> Summary:
    """A run with the stand-in."""
    asked = Options(workers=workers, **options)  # type: ignore[arg-type]
    return run([str(folder)], str(output), asked, extractor=FAKE, progress=progress, stdout=stdout)


def files(folder: Path) -> dict[str, bytes]:
    """What the files of a folder hold, without the report with its times."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "run.json"}


def articles(folder: Path) -> list[Article]:
    """The articles of a run."""
    return list(emit.read_records(folder / "articles.jsonl", Article))


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Waits for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)
