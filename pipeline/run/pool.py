"""Hands out chunks to worker processes, replaces workers that die or hang, finds the article at fault."""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from pipeline.emit import WriteError
from pipeline.run.chunks import WORTH_A_WORKER, Chunk
from pipeline.run.plan import Plan
from pipeline.run.process import Job, Worker, WorkerError, start
from pipeline.run.shards import Shard, Tally
from pipeline.run.worker import ModelError, Setup, Task

START_TRIES = 3


class Watcher(Protocol):
    """Who is told how the work goes on."""

    def start(self) -> None:
        """Work on articles begins (once more)."""

    def tell(self, done: Tally, kept: Tally) -> None:
        """Work done so far, and what of it was done by an earlier run."""


class Pool:
    """Worker processes that turn chunks into shards.

    A chunk whose worker dies is done once more in a fresh worker, then article by article: the article at which the
    process ends is listed as failed and the others go on. A chunk of which nothing is heard for too long is done article
    by article at once.

    Args:
        size: How many processes at most.
        setup: What each is told at its start.
        folder: Where shards are written.
        watch: Told when the first worker begins, and the sum of all work whenever an article is done.
        thrifty: Whether to start a process only for input that is worth it.
        timeout: Seconds for an article; null for no limit.
    """

    def __init__(
        self,
        size: int,
        setup: Setup,
        folder: Path,
        watch: Watcher,
        thrifty: bool = False,
        timeout: float | None = None,
    ) -> None:
        self._size, self._setup, self._folder, self._watch = size, setup, folder, watch
        self._thrifty, self._timeout = thrifty, timeout
        self._reports: queue.SimpleQueue[tuple[Worker | None, Any]] = queue.SimpleQueue()
        self._workers: list[Worker] = []
        self._waiting: deque[Job] = deque()
        self._planned = 0
        self._planned_bytes = 0
        self._finished = Tally()
        self._failed_starts = 0
        self._plan: Plan | None = None
        self.most_workers = 0
        self.kept = Tally()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends all workers at once; nothing they still do is wanted."""
        if self._plan is not None:
            self._plan.stop()
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.bury()

    def shards(self, chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Shard]]:
        """Each chunk with its shard, in the order of the chunks, as soon as it and all before it are done.

        Raises:
            ModelError: The model cannot be used.
            WriteError: A shard cannot be written.
            WorkerError: Workers die before they begin, or end for a reason that lies in no article.
        """
        self._plan = Plan(chunks, lambda chunk: self._reports.put((None, chunk)))
        done: dict[int, tuple[Chunk, Shard]] = {}
        following, complete = 0, False
        while not complete or following < self._planned:
            self._hand_out()
            try:
                worker, report = self._reports.get(timeout=self._patience())
            except queue.Empty:
                self._end_late()
                continue
            if worker is not None:
                if report is None:
                    self._lost(worker)
                elif finished := self._heard(worker, report):
                    done[finished[0].number] = finished
            elif isinstance(report, Exception):
                raise report
            elif report is None:
                complete = True
            else:
                self._planned += 1
                self._planned_bytes += report.size
                self._waiting.append(Job(Task(report, self._folder)))
            while following in done:
                yield done.pop(following)
                following += 1

    def _hand_out(self) -> None:
        assert self._plan is not None
        for worker in self._workers:
            if worker.ready and worker.job is None and self._waiting:
                worker.job = self._waiting.popleft()
                worker.send(worker.job.task)
                if not worker.job.given:
                    self._plan.taken()
                worker.job.given = True
        idle = sum(worker.job is None for worker in self._workers)
        while idle < len(self._waiting) and len(self._workers) < self._size and self._worth_one_more():
            self._workers.append(start(self._setup, self._reports))
            self.most_workers = max(self.most_workers, len(self._workers))
            idle += 1

    def _worth_one_more(self) -> bool:
        count = len(self._workers)
        return not count or not self._thrifty or self._planned_bytes >= WORTH_A_WORKER * (count + 1)

    def _patience(self) -> float | None:
        """Seconds until the first worker is late; null if none can be."""
        times = [worker.since for worker in self._workers if worker.since is not None]
        if self._timeout is None or not times:
            return None
        return max(0.0, min(times) + self._timeout - time.monotonic()) + 0.01

    def _end_late(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            if worker.since is not None and self._timeout is not None and now - worker.since >= self._timeout:
                assert worker.job is not None
                worker.job.late, worker.since = True, None
                worker.process.kill()

    def _heard(self, worker: Worker, report: list[Any]) -> tuple[Chunk, Shard] | None:
        """Takes note of a report; the chunk that is done by it, if so."""
        kind, *values = report
        job = worker.job
        if kind == "ready":
            worker.ready = True
        elif kind == "unusable":
            raise ModelError(values[0])
        elif kind == "unwritable":
            raise WriteError(values[0])
        elif kind == "broken":
            worker.trouble = values[0]
        elif job is not None and not job.late:
            worker.since = time.monotonic() if kind in ("begun", "at", "article") else None
            if kind == "begun":
                worker.proven, self._failed_starts = True, 0
                self._watch.start()
            elif kind == "at":
                job.place = (values[0], values[1], values[2])
            elif kind == "article":
                worker.tally = Tally(*values)
            else:
                if kind == "kept":
                    worker.tally = Tally(*values[1:])
                    self.kept.add(worker.tally)
                worker.tally.weight = job.task.chunk.weight()
                self._finished.add(worker.tally)
                worker.job, worker.tally = None, Tally()
            if kind not in ("begun", "at"):
                self._tell()
            if worker.job is None:
                return job.task.chunk, Shard(self._folder, values[0])
        return None

    def _tell(self) -> None:
        total = replace(self._finished)
        for worker in self._workers:
            total.add(worker.tally)
        self._watch.tell(total, self.kept)

    def _lost(self, worker: Worker) -> None:
        """Takes leave of a worker that has ended; what it leaves undone is to be done by another."""
        self._workers.remove(worker)
        ended = worker.bury()
        job = worker.job
        if not worker.proven:
            self._failed_starts += 1
            if self._failed_starts == START_TRIES:
                raise WorkerError(f"Worker processes {ended} before they could begin.")
        if job is None:
            return
        poison, deaths = job.task.poison, job.deaths + worker.proven
        if poison is not None and job.place is not None:
            what = "reading" if job.place[0] == "read" else "extracting from"
            why = f"The process {ended} while {what} it."
            if job.late:
                why = f"It took longer than {self._timeout:g} seconds of {what} it."
            poison, deaths = {**poison, job.place: why}, 2
        elif poison is None and (job.late or deaths == 2):
            poison = {}
        elif deaths > 2 + START_TRIES:
            raise WorkerError(f"A worker process {ended}, again and again, at no article of its own.")
        self._waiting.appendleft(Job(replace(job.task, poison=poison), deaths, given=True))
