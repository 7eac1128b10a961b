"""Hands out chunks to workers, replaces workers that die or hang, finds the article at fault."""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from pipeline.emit import WriteError
from pipeline.run.chunk_queue import Plan
from pipeline.run.chunks import WORTH_A_WORKER, Chunk
from pipeline.run.shards import Folder, Shard, Tally
from pipeline.run.worker import ModelError, Setup, Task
from pipeline.run.worker_process import OUT_OF_MEMORY, Job, Reports, Start, Worker, WorkerError, start

START_TRIES = 3
GRACE = 0.25
"""Workers keep the time themselves; they are ended when they do not answer for so much more of it, or a second."""


MOST_STARVED = 4
"""So many articles one after the other at which processes have too little memory are not at fault themselves."""
MOST_DAMAGED = 10
"""Shards of one run that are done once more because something damaged them."""


@dataclass(frozen=True, slots=True)
class Done:
    """A chunk that is done, its shard, what is in it, and what of that an earlier run had done."""

    chunk: Chunk
    shard: Shard
    tally: Tally
    kept: Tally


class Watcher(Protocol):
    """Who is told how the work goes on."""

    def start(self) -> None:
        """Work on articles begins (once more)."""

    def tell(self, done: Tally, kept: Tally) -> None:
        """Work done so far, and what of it was done by an earlier run."""


class Pool:
    """Workers that turn chunks into shards.

    A chunk whose worker dies is done once more in a fresh worker, then article by article: the article at which the
    process ends is listed as failed and the others go on. A worker that outstays the time for an article is ended; if it
    was reading, what it read is listed as failed, otherwise the chunk is done article by article. An article is not blamed for a machine that is lost with its worker, unless that happens at the
    same place twice.

    Args:
        size: How many workers at most.
        setup: What each is told at its start.
        folder: Where shards are written.
        watch: Told when the first worker begins, and the sum of all work whenever an article is done.
        thrifty: Whether to start a worker only for input that is worth it.
        timeout: Seconds for an article; null for no limit.
        start: Starts a worker: a process of this machine, or whatever an engine has in its place.
        told: Called with each shard as soon as it is done, in any order.
    """

    def __init__(
        self,
        size: int,
        setup: Setup,
        folder: Folder,
        watch: Watcher,
        thrifty: bool = False,
        timeout: float | None = None,
        start: Start = start,
        told: Callable[[Shard], None] | None = None,
    ) -> None:
        self._size, self._setup, self._folder, self._watch = size, setup, folder, watch
        self._thrifty, self._timeout, self._start, self._told = thrifty, timeout, start, told
        self._reports: Reports = queue.SimpleQueue()
        self._workers: set[Worker] = set()
        self._idle: deque[Worker] = deque()
        self._waiting: deque[Job] = deque()
        self._look = 0.0
        self._starting = self._planned = 0
        self._planned_bytes = 0
        self._done = Tally()
        self._failed_starts = self._starved = self._damaged = 0
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
            worker.kill()
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
        done: dict[int, Done] = {}
        following, complete = 0, False
        while not complete or following < self._planned:
            self._hand_out()
            ready = following in done
            try:
                worker, report = self._reports.get(timeout=0 if ready else self._patience())
            except queue.Empty:
                pass
            else:
                if worker is not None:
                    if report is None:
                        self._lost(worker)
                    elif finished := self._heard(worker, report):
                        done[finished.chunk.number] = finished
                        if self._told is not None:
                            self._told(finished.shard)
                elif isinstance(report, Exception):
                    raise report
                elif report is None:
                    complete = True
                else:
                    self._planned += 1
                    self._planned_bytes += report.size
                    self._waiting.append(Job(Task(report, self._folder)))
            if self._timeout is not None and time.monotonic() >= self._look:
                self._end_late(self._timeout + max(1.0, GRACE * self._timeout))
            if ready:  # one for each report: workers do not wait until the caller is through with all that is done
                finished = done.pop(following)
                if isinstance(self._folder, Path) and not finished.shard.whole():
                    self._redo(finished)
                    continue
                yield finished.chunk, finished.shard
                following += 1

    def _redo(self, finished: Done) -> None:
        """Has a chunk done once more whose shard was damaged since."""
        self._damaged += 1
        if self._damaged > MOST_DAMAGED:
            raise WorkerError(f"{finished.shard.path} is damaged, again and again: check the disk.")
        finished.shard.remove()
        self._done.add(finished.tally, -1)
        self.kept.add(finished.kept, -1)
        self._waiting.appendleft(Job(Task(finished.chunk, self._folder), given=True))

    def _hand_out(self) -> None:
        assert self._plan is not None
        while self._idle and self._waiting:
            worker = self._idle.popleft()
            worker.job = self._waiting.popleft()
            worker.send(worker.job.task)
            if not worker.job.given:
                self._plan.taken()
            worker.job.given = True
        free = len(self._idle) + self._starting
        while free < len(self._waiting) and len(self._workers) < self._size and self._worth_one_more():
            self._workers.add(self._start(self._setup, self._reports))
            self.most_workers = max(self.most_workers, len(self._workers))
            self._starting += 1
            free += 1

    def _worth_one_more(self) -> bool:
        count = len(self._workers)
        return not count or not self._thrifty or self._planned_bytes >= WORTH_A_WORKER * (count + 1)

    def _patience(self) -> float | None:
        """Seconds until workers are to be looked through for late ones; null if none can be."""
        return None if self._timeout is None else max(0.0, self._look - time.monotonic())

    def _end_late(self, timeout: float) -> None:
        """Ends workers of which nothing was heard for so long."""
        now = time.monotonic()
        self._look = now + timeout  # what begins after this look is not late before then
        for worker in self._workers:
            if worker.since is None:
                continue
            if now - worker.since >= timeout:
                assert worker.job is not None
                worker.job.late, worker.since = True, None
                worker.kill()
            else:
                self._look = min(self._look, worker.since + timeout)

    def _heard(self, worker: Worker, report: list[Any]) -> Done | None:
        """Takes note of a report; the chunk that is done by it, if so."""
        kind, *values = report
        job = worker.job
        if kind == "ready":
            worker.ready = True
            self._starting -= 1
            self._idle.append(worker)
        elif kind == "unusable":
            raise ModelError(values[0])
        elif kind == "unwritable":
            raise WriteError(values[0])
        elif kind == "unfit":
            raise WorkerError(values[0])
        elif kind == "broken":
            worker.trouble = f"failed with {values[0]}"
        elif kind == "starved":
            worker.trouble, worker.starved = OUT_OF_MEMORY, True
        elif job is not None and not job.late:
            worker.since = time.monotonic() if kind in ("begun", "at", "article") else None
            if kind == "begun":
                worker.proven, self._failed_starts = True, 0
                self._watch.start()
            elif kind == "at":
                job.place = tuple(values[0]) if values[0] is not None else None
            elif kind == "article":
                self._count(worker, Tally(*values))
            else:
                tally = Tally(*values[1:]) if kind == "kept" else worker.tally
                if kind == "kept":
                    self.kept.add(tally)
                tally = replace(tally, weight=job.task.chunk.weight())
                self._count(worker, tally)
                if tally.articles > len(job.task.poison or ()):
                    self._starved = 0
                worker.job, worker.tally = None, Tally()
                self._idle.append(worker)
            if kind not in ("begun", "at"):
                self._watch.tell(self._done, self.kept)
            if worker.job is None:
                return Done(job.task.chunk, Shard(self._folder, values[0]), tally, tally if kind == "kept" else Tally())
        return None

    def _count(self, worker: Worker, tally: Tally) -> None:
        """What a worker has done of its chunk, in the place of what it had done before."""
        self._done.add(tally)
        self._done.add(worker.tally, -1)
        worker.tally = tally

    def _lost(self, worker: Worker) -> None:
        """Takes leave of a worker that has ended; what it leaves undone is to be done by another."""
        self._workers.remove(worker)
        if not worker.ready:
            self._starting -= 1
        elif worker.job is None:
            self._idle.remove(worker)
        done = worker.tally.articles
        self._count(worker, Tally())
        ended = worker.bury()
        job = worker.job
        if not worker.proven:
            self._failed_starts += 1
            # Many that are being started may be lost with one machine.
            if self._failed_starts >= START_TRIES + (self._size if worker.lost else 0):
                raise WorkerError(f"Worker processes {ended} before they could begin.")
        if job is None:
            return
        poison, deaths, suspect = job.task.poison, job.deaths + worker.proven, job.suspect
        if poison is not None and worker.lost and not job.late and job.place != suspect:
            suspect = job.place
        elif (poison is not None or job.late) and job.place is not None:
            what = "reading" if job.place[0] == "read" else "extracting from"
            why = f"The process {ended} while {what} it."
            if worker.starved and not job.late:
                self._blame_memory(job, done)
            if job.late:
                why = f"It took longer than {self._timeout:g} seconds of {what} it."
            poison, deaths = {**(poison or {}), job.place: why}, 2
        elif poison is None and (job.late or deaths == 2 or (worker.starved and worker.trouble)):
            poison = {}
        elif deaths > 2 + START_TRIES:
            raise WorkerError(f"A worker process {ended}, again and again, at no article of its own.")
        again = replace(job.task, poison=poison)
        self._waiting.appendleft(Job(again, deaths, given=True, suspect=suspect, starved=job.starved))

    def _blame_memory(self, job: Job, done: int) -> None:
        """An article ended a process that may have had too little memory.

        Args:
            job: The chunk, done article by article.
            done: How many of its articles came before, with those that are known to end a process.

        Raises:
            WorkerError: It was so with one article after the other, so that it is no affair of theirs.
        """
        job.starved += 1
        self._starved += 1
        if self._starved >= MOST_STARVED and 2 * job.starved > done:
            raise WorkerError(
                "Worker processes run out of memory, or are killed, at one article after the other: "
                "free some memory or take fewer --workers."
            )
