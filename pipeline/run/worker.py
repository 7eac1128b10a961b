"""A worker process: takes chunks of sources on standard input, writes shards, reports on standard output.

Workers are plain interpreters started on this module rather than ``multiprocessing`` children: they start clean under
any parent (a notebook with threads, a script without a main guard), with one linear-algebra thread each, and hold no
state of the parent. Tasks are pickled in; reports are lines of JSON.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, field, replace
from itertools import count
from typing import IO, Any

from pipeline.errors import ClaimsError
from pipeline.extract.units.types import AddedUnits
from pipeline.furniture.repeated import Repeated
from pipeline.ingest import NAMES, Names, Source, digest, refused, steady
from pipeline.run.articles import Carrier, Extracts, Place, Poison
from pipeline.run.chunks import Chunk
from pipeline.run.shards import Folder, InputChanged, Shard, shard_of
from pipeline.storage import remote
from pipeline.user_tables import Weights

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "BLIS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
"""Environment for one linear-algebra thread to a process; it counts when NumPy is imported."""


_PR_SET_PDEATHSIG = 1
CHANGES = 3
"""Times that a chunk is done whose input changes meanwhile, before what changes is refused."""


class ModelError(ClaimsError):
    """The model cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is told once: the extractor as ``module:callable``, and the options of the run.

    ``timeout`` is the seconds for an article; no fact depends on it. ``addresses`` is what ``remote`` remembers, secrets among it: it stands in no message, and no fact depends on it.
    """

    extractor: str
    model: str | None
    date: str | None
    limit: int | None
    units: AddedUnits | None = None
    any_language: bool = False
    weights: Weights | None = None
    reader: str | None = None
    names: Names = NAMES
    furniture: Repeated | None = None
    timeout: float | None = field(default=None, repr=False)
    addresses: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk to do and the folder for its shard; with ``poison`` article by article."""

    chunk: Chunk
    folder: Folder
    poison: Poison | None = None


def load_extractor(
    name: str,
    model: str | None,
    units: AddedUnits | None = None,
    weights: Weights | None = None,
    reader: str | None = None,
    furniture: Repeated | None = None,
) -> Extracts:
    """Builds the extractor ``module:callable``; only one that takes them is given a user's tables and reader.

    Raises:
        ModelError: The model cannot be used.
    """
    module, _, attribute = name.partition(":")
    try:
        build: Callable[..., Extracts] = getattr(importlib.import_module(module), attribute)
        if units is None and weights is None and reader is None and furniture is None:
            return build(model)
        return build(model, units, weights and dict(weights), reader, furniture)
    except ImportError as e:
        raise ModelError(f"The extractor cannot be loaded: {e}. Install the package anew.") from e
    except ValueError as e:
        raise ModelError(str(e)) from e


@contextlib.contextmanager
def _without_torch() -> Iterator[None]:
    """A block in which torch is not imported: spaCy does so where it finds it, and the package's own model needs it not.

    That is a quarter of the start and much of the memory. The process is a worker's, which loads nothing else.
    """
    if "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]  # the import system's way to say that there is none
    try:
        yield
    finally:
        del sys.modules["torch"]


def main() -> None:
    """Works until standard input ends."""
    _end_with_parent()
    tasks = sys.stdin.buffer
    # What libraries print must not get between the reports.
    reports = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def report(kind: str, *values: Any) -> None:
        reports.write(json.dumps([kind, *values]).encode() + b"\n")

    try:
        _work(tasks, report)
    except BrokenPipeError:  # the parent has gone
        os._exit(1)
    except MemoryError:
        report("starved")
    except Exception as e:
        report("broken", f"{type(e).__name__}: {' '.join(str(e).split())}")


def _end_with_parent() -> None:
    """On Linux, has the kernel end this process when the run is killed; elsewhere the next report ends it."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _work(tasks: IO[bytes], report: Callable[..., None]) -> None:
    setup: Setup = pickle.load(tasks)
    remote.remember(setup.addresses)
    carrier: Carrier | None = None
    report("ready")
    while True:
        try:
            task: Task = pickle.load(tasks)
        except EOFError:
            return
        task = _with(task, map(steady, task.chunk.sources))
        shard = shard_of(task.chunk, task.folder)
        if tally := shard.finished():  # by a run before this one
            report("kept", shard.name, *astuple(tally))
            continue
        if carrier is None:
            importlib.import_module("pipeline.ingest.readers")  # not in the time of the first article
            try:
                own = setup.model is None and setup.extractor.startswith("pipeline.extract:")
                with _without_torch() if own else contextlib.nullcontext():
                    extractor = load_extractor(
                        setup.extractor, setup.model, setup.units, setup.weights, setup.reader, setup.furniture
                    )
            except ModelError as e:
                report("unusable", str(e))
                return
            carrier = Carrier(extractor, setup.date, setup.limit, setup.any_language, setup.timeout, setup.names)
            gc.freeze()  # what is loaded stays: the collector need not go through it over and over
        report("begun")
        _do_all(task, carrier, report)


def _with(task: Task, sources: Iterable[Source]) -> Task:
    return replace(task, chunk=replace(task.chunk, sources=tuple(sources)))


def _do_all(task: Task, carrier: Carrier, report: Callable[..., None]) -> None:
    """Does a task, anew if its input changed meanwhile; what goes on changing is refused in the end."""
    for changes in count(1):
        before = list(map(digest, task.chunk.sources)) if changes >= CHANGES else []
        try:
            _do(task, shard_of(task.chunk, task.folder), carrier, report)
            return
        except InputChanged:
            task = _with(task, map(steady, task.chunk.sources))
            if before:
                pairs = zip(task.chunk.sources, before, strict=True)
                task = _with(task, (s if digest(s) == seen else refused(s) for s, seen in pairs))


def _do(task: Task, shard: Shard, carrier: Carrier, report: Callable[..., None]) -> None:
    def begin(place: Place | None) -> None:
        report("at", place)

    sources = task.chunk.sources
    groups = carrier.carry(sources, begin) if task.poison is None else carrier.carry_alone(sources, task.poison, begin)
    small = [s.path for s in sources if s.stamp is not None and s.end is None and s.size <= remote.AHEAD_BYTES]
    try:
        with carrier.deadline.kept(), remote.fetched(small):
            for _, tally in shard.write(groups, task.chunk):
                report("article", *astuple(tally))
    except BrokenPipeError:
        raise
    except OSError as e:
        report("unwritable", f"{task.folder.parent} could not be written: {e.strerror or e}.")
    else:
        report("done", shard.name)
