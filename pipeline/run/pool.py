"""The parent's side of the worker processes: hands out chunks, replaces workers that die, finds what killed them."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from pipeline.emit import WriteError
from pipeline.errors import ClaimsError
from pipeline.run.carry import Place
from pipeline.run.chunks import Chunk
from pipeline.run.worker import ONE_THREAD, ModelError, Setup, Task

START_TRIES = 3
_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from pipeline.run.worker import main; main()"


class WorkerError(ClaimsError):
    """Workers cannot be started or kept; the message says why in one sentence."""


@dataclass(slots=True)
class Tally:
    """Work done: articles, their words, their facts, and bytes of input."""

    articles: int = 0
    words: int = 0
    facts: int = 0
    weight: int = 0

    def add(self, other: Tally) -> None:
        """Adds another tally to this one."""
        self.articles += other.articles
        self.words += other.words
        self.facts += other.facts
        self.weight += other.weight


class Watcher(Protocol):
    """Who is told how the work goes on."""

    def start(self) -> None:
        """Work on articles begins (once more)."""

    def tell(self, done: Tally) -> None:
        """Work done so far."""


@dataclass(slots=True)
class _Job:
    """A chunk on its way, with its history."""

    task: Task
    deaths: int = 0
    place: Place | None = None


@dataclass(slots=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    ready: bool = False
    job: _Job | None = None
    tally: Tally = field(default_factory=Tally)
    source: int = 0

    def send(self, value: object) -> None:
        assert self.process.stdin is not None
        # A worker that has died is noticed by the end of its reports.
        with contextlib.suppress(OSError):
            pickle.dump(value, self.process.stdin)
            self.process.stdin.flush()


class Pool:
    """Worker processes that turn chunks into shards.

    A chunk whose worker dies is done once more in a fresh worker, then article by article: the article at which the
    process ends is listed as failed and the others go on.

    Args:
        size: How many processes.
        setup: What each is told at its start.
        folder: Where shards are written.
        watch: Told when the first worker is ready, and the sum of all work whenever an article is done.
    """

    def __init__(self, size: int, setup: Setup, folder: Path, watch: Watcher) -> None:
        self._size, self._setup, self._folder, self._watch = size, setup, folder, watch
        self._reports: queue.SimpleQueue[tuple[_Worker, list[Any] | None]] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._finished = Tally()
        self._failed_starts = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends all workers at once; nothing they still do is wanted."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            self._bury(worker)

    def shards(self, chunks: list[Chunk]) -> Iterator[Path]:
        """The shard of each chunk, in the order of the chunks, each as soon as it and all before it are done.

        Raises:
            ModelError: The model cannot be used.
            WriteError: A shard cannot be written.
            WorkerError: Workers die before they begin, or end for a reason that lies in no article.
        """
        waiting = deque(_Job(Task(chunk, self._folder / f"{chunk.number:08d}.shard")) for chunk in chunks)
        done: dict[int, Path] = {}
        following = 0
        while following < len(chunks):
            while len(self._workers) < min(self._size, len(chunks) - following):
                self._start()
            for worker in self._workers:
                if worker.ready and worker.job is None and waiting:
                    worker.job = waiting.popleft()
                    worker.send(worker.job.task)
            worker, report = self._reports.get()
            if report is None:
                if job := self._lost(worker):
                    waiting.appendleft(job)
            elif task := self._heard(worker, report):
                done[task.chunk.number] = task.shard
            while following in done:
                yield done.pop(following)
                following += 1

    def _start(self) -> None:
        # Ctrl-C is the parent's affair: with the signal blocked, a worker does not break off with a traceback.
        block = getattr(signal, "pthread_sigmask", None)
        before = block(signal.SIG_BLOCK, {signal.SIGINT}) if block else None
        try:
            process = subprocess.Popen(
                [sys.executable, "-c", _BOOT, json.dumps([str(p) for p in sys.path])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | ONE_THREAD,
            )
        except OSError as e:
            raise WorkerError(f"No worker process can be started: {e.strerror or e}. Try --workers 1.") from None
        finally:
            if block:
                block(signal.SIG_SETMASK, before)
        worker = _Worker(process)
        self._workers.append(worker)
        threading.Thread(target=self._listen, args=(worker,), daemon=True).start()
        worker.send(self._setup)

    def _listen(self, worker: _Worker) -> None:
        assert worker.process.stdout is not None
        with worker.process.stdout as reports:
            for line in reports:
                if line.endswith(b"\n"):  # a worker that was killed may leave half a line
                    self._reports.put((worker, json.loads(line)))
        self._reports.put((worker, None))

    def _bury(self, worker: _Worker) -> int:
        status = worker.process.wait()
        assert worker.process.stdin is not None
        with contextlib.suppress(OSError):  # a task that was never taken is still in the buffer
            worker.process.stdin.close()
        return status

    def _heard(self, worker: _Worker, report: list[Any]) -> Task | None:
        """Takes note of a report; the task that is done by it, if so."""
        kind, *values = report
        job = worker.job
        if kind == "ready":
            worker.ready = True
            self._watch.start()
            self._failed_starts = 0
        elif kind == "unusable":
            raise ModelError(values[0])
        elif kind == "unwritable":
            raise WriteError(values[0])
        elif kind == "broken":
            raise WorkerError(f"A worker process failed: {values[0]}. Try --workers 1.")
        elif job is not None and kind == "at":
            job.place = (values[0], values[1], values[2])
        elif job is not None and kind == "article":
            index, words, facts = values
            weights = job.task.chunk.weights
            worker.tally.add(Tally(1, words, facts, sum(weights[worker.source : index])))
            worker.source = index
            self._tell()
        elif job is not None and kind == "done":
            weights = job.task.chunk.weights
            worker.tally.weight = sum(weights)
            self._finished.add(worker.tally)
            worker.job, worker.tally, worker.source = None, Tally(), 0
            self._tell()
            return job.task
        return None

    def _tell(self) -> None:
        total = replace(self._finished)
        for worker in self._workers:
            total.add(worker.tally)
        self._watch.tell(total)

    def _lost(self, worker: _Worker) -> _Job | None:
        """Takes leave of a worker that has ended; the job it leaves undone, if any."""
        self._workers.remove(worker)
        ended = _ended(self._bury(worker))
        job = worker.job
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts == START_TRIES:
                raise WorkerError(f"Worker processes {ended} before they could begin. Try --workers 1.")
        if job is None:
            return None
        poison = job.task.poison
        if poison is not None and job.place is not None:
            doing = "reading" if job.place[0] == "read" else "extracting from"
            poison = {**poison, job.place: f"The process {ended} while {doing} it."}
        elif job.deaths == 1:
            poison = {}
        return _Job(replace(job.task, poison=poison), job.deaths + 1)


def _ended(status: int) -> str:
    if status >= 0:
        return f"ended with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = "unknown"
    return f"was killed by signal {-status} ({name})"
