"""A worker process: takes chunks of sources on standard input, writes shards, reports on standard output.

Workers are plain interpreters started on this module rather than ``multiprocessing`` children: they start clean under
any parent (a notebook with threads, a script without a main guard), with one linear-algebra thread each, and hold no
state of the parent. Tasks are pickled in; reports are lines of JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pipeline.errors import UsageProblem
from pipeline.extract.unit_types import AddedUnits
from pipeline.run.carry import Carrier, Extracts, Place, Poison
from pipeline.run.chunks import Chunk
from pipeline.run.groups import write_group

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "BLIS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
"""Environment for one linear-algebra thread to a process; it counts when NumPy is imported."""


class ModelError(UsageProblem):
    """The model cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is told once: the extractor as ``module:callable``, and the options of the run."""

    extractor: str
    model: str | None
    date: str | None
    limit: int | None
    units: AddedUnits | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk to do and the shard to write; with ``poison`` article by article."""

    chunk: Chunk
    shard: Path
    poison: Poison | None = None


def load_extractor(name: str, model: str | None, units: AddedUnits | None = None) -> Extracts:
    """Builds the extractor ``module:callable``; only one that takes units is given a user's.

    Raises:
        ModelError: The model cannot be used.
    """
    module, _, attribute = name.partition(":")
    try:
        build: Callable[..., Extracts] = getattr(importlib.import_module(module), attribute)
        return build(model) if units is None else build(model, units)
    except ImportError as e:
        raise ModelError(f"The extractor cannot be loaded: {e}. Install the package anew.") from e
    except ValueError as e:
        raise ModelError(str(e)) from e


def main() -> None:
    """Works until standard input ends."""
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
    except Exception as e:
        report("broken", f"{type(e).__name__}: {' '.join(str(e).split())}")


def _work(tasks: IO[bytes], report: Callable[..., None]) -> None:
    setup: Setup = pickle.load(tasks)
    try:
        extractor = load_extractor(setup.extractor, setup.model, setup.units)
    except ModelError as e:
        report("unusable", str(e))
        return
    carrier = Carrier(extractor, setup.date, setup.limit)
    report("ready")
    while True:
        try:
            task: Task = pickle.load(tasks)
        except EOFError:
            return
        _do(task, carrier, report)


def _do(task: Task, carrier: Carrier, report: Callable[..., None]) -> None:
    def begin(place: Place) -> None:
        report("at", *place)

    sources = task.chunk.sources
    groups = carrier.carry(sources) if task.poison is None else carrier.carry_alone(sources, task.poison, begin)
    partial = task.shard.with_suffix(".partial")
    try:
        with open(partial, "wb") as file:
            for index, group in groups:
                write_group(file, group)
                report("article", index, group.words, sum(group.kinds.values()))
        os.replace(partial, task.shard)
    except BrokenPipeError:
        raise
    except OSError as e:
        report("unwritable", f"{task.shard.parent} could not be written: {e.strerror or e}.")
    else:
        report("done")
