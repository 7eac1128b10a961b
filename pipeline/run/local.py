"""A run on this machine: inputs in, records out."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.emit import Output, open_output
from pipeline.errors import ClaimsError
from pipeline.ingest import Source, find
from pipeline.records import RECORDS
from pipeline.run.carry import Carrier
from pipeline.run.chunks import Chunk, cut, default_workers
from pipeline.run.groups import read_groups
from pipeline.run.merge import Merger
from pipeline.run.pool import Pool, Tally
from pipeline.run.summary import Summary
from pipeline.run.unit_files import read_units
from pipeline.run.worker import ONE_THREAD, Setup, load_extractor

EXTRACTOR = "pipeline.extract:Extractor"


class NothingToDo(ClaimsError):
    """The inputs hold nothing that could be read; the message says so in one sentence."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: work done, the share of all input (0 to 1), and seconds since work on it began."""

    done: Tally
    share: float
    seconds: float


Watch = Callable[[Progress], None]


def run(
    inputs: Sequence[str],
    output: str,
    *,
    model: str | None = None,
    date: str | None = None,
    workers: int | None = None,
    limit: int | None = None,
    units: str | None = None,
    progress: Watch | None = None,
    stdout: IO[bytes] | None = None,
    extractor: str | None = None,
) -> Summary:
    """Extracts from everything that ``inputs`` name and writes it to ``output``.

    The bytes written are the same for any number of workers. An article that cannot be read or extracted from is
    listed in articles.jsonl with the reason, and the run goes on.

    Args:
        inputs: Files, folders (read through with all that is in them), ``-`` for standard input.
        output: A folder for five files, a file ``….jsonl`` for the facts alone, or ``-`` for facts on ``stdout``.
        model: A spaCy pipeline by its name or path; null for our own choice.
        date: The ISO date of articles that have none.
        workers: How many processes; 1 works in this very process. Null for what suits the machine and the input.
        limit: How many articles are taken at most, from the first.
        units: A file of units that come before our own, in the format of ``lexicons/units.tsv``.
        progress: Called after each article.
        stdout: Where facts go for the output ``-``.
        extractor: Another class or function in the place of ``pipeline.extract:Extractor``, as ``module:name``.

    Raises:
        ModelError: The model cannot be used.
        NothingToDo: There is nothing to read.
        UnitsError: The file of units cannot be read.
        OutputError: The output cannot be written to.
        WriteError: Writing failed on the way.
        WorkerError: Worker processes cannot be started or kept.
        BrokenPipeError: Whoever read ``stdout`` has gone.
    """
    began = time.perf_counter()
    sources = [s for s in find(list(inputs)) if not _is_own(s, output)]
    if not sources:
        raise NothingToDo(f"There is nothing to read in {', '.join(inputs)}.")
    chunks = cut(sources)
    setup = Setup(extractor or EXTRACTOR, model, date, limit, read_units(units) if units else None)
    if any(s.path == "-" for s in sources):
        workers = 1  # this process alone has the standard input
    elif workers is None:
        workers = 1 if limit is not None and limit <= len(chunks[0].sources) else default_workers(chunks)
    summary = Summary(workers=min(workers, len(chunks)))
    clock = _Clock(progress, sum(sum(chunk.weights) for chunk in chunks), summary, began)
    target = open_output(output, stdout)
    try:
        merger = Merger(target, summary, limit)
        if summary.workers == 1:
            _run_here(chunks, setup, merger, clock)
        else:
            _run_pool(chunks, setup, merger, clock, target, summary.workers)
        target.commit()
    finally:
        target.discard()
    summary.seconds = time.perf_counter() - began
    return summary


class _Clock:
    """Passes work done on to whoever watches, with times."""

    def __init__(self, progress: Watch | None, weight: int, summary: Summary, began: float) -> None:
        self._progress, self._weight, self._summary, self._began = progress, weight, summary, began
        self._work_began: float | None = None

    def start(self) -> None:
        """Work on articles begins."""
        if self._work_began is None:
            self._work_began = time.perf_counter()
            self._summary.start_seconds = self._work_began - self._began

    def tell(self, done: Tally) -> None:
        """Work done so far."""
        if self._progress is not None and self._work_began is not None:
            seconds = time.perf_counter() - self._work_began
            self._progress(Progress(done, done.weight / self._weight, seconds))


def _run_here(chunks: Sequence[Chunk], setup: Setup, merger: Merger, clock: _Clock) -> None:
    if "numpy" not in sys.modules:
        for name, value in ONE_THREAD.items():
            os.environ.setdefault(name, value)
    carrier = Carrier(load_extractor(setup.extractor, setup.model, setup.units), setup.date, setup.limit)
    clock.start()
    done = Tally()
    for chunk in chunks:
        before = done.weight
        with closing(carrier.carry(chunk.sources)) as groups:
            for index, group in groups:
                merger.add(group)
                done.articles += 1
                done.words += group.words
                done.facts += sum(group.kinds.values())
                done.weight = before + sum(chunk.weights[:index])
                clock.tell(done)
                if merger.full:
                    return
        done.weight = before + sum(chunk.weights)
    clock.tell(done)


def _run_pool(chunks: list[Chunk], setup: Setup, merger: Merger, clock: _Clock, target: Output, size: int) -> None:
    # A folder with a name of its own: a worker that outlives a killed run cannot write into the next one's shards.
    folder = Path(tempfile.mkdtemp(prefix="shards-", dir=target.work_folder()))
    with Pool(size, setup, folder, clock) as pool:
        for shard in pool.shards(chunks):
            with open(shard, "rb") as file:
                for group in read_groups(file):
                    merger.add(group)
            shard.unlink()
            if merger.full:
                return


def _is_own(source: Source, output: str) -> bool:
    """Whether a source is a file that an earlier run wrote to this output: nobody means that to be read as news."""
    name = os.path.basename(source.path)
    if name.removesuffix(".jsonl") in RECORDS and name.endswith(".jsonl"):
        return os.path.realpath(source.path) == os.path.realpath(os.path.join(output, name))
    return False
