"""Batches that need one another for nothing, worked on by processes of their own: what comes of them, in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import TypeVar

WORTH = 40_000_000
"""Bytes of facts, some 50,000, from which starting processes is worth it."""
MOST = 4
"""Processes at most: one reads and writes for all of them."""
_AHEAD = 3
Given = TypeVar("Given")
Made = TypeVar("Made")


class Helpers:
    """Processes that help; without any, this one does the work."""

    def __init__(self, processes: int) -> None:
        """Starts none before there is work."""
        self._processes = processes
        self._pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn")) if processes else None

    def __enter__(self) -> Helpers:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def done(self, work: Callable[[Given], Made], batches: Iterable[Given]) -> Iterator[Made]:
        """What a function of a module makes of each batch, in their order; few batches are taken ahead."""
        if self._pool is None:
            yield from map(work, batches)
            return
        waiting: deque[Future[Made]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(work, batch))
            if len(waiting) >= _AHEAD * self._processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def batched(items: Iterable[Given], enough: int, size: Callable[[Given], int] | None = None) -> Iterator[list[Given]]:
    """Items in lists that are as large as one trip is worth: ``enough`` of them, or of what ``size`` says each holds."""
    batch: list[Given] = []
    held = 0
    for item in items:
        batch.append(item)
        held += size(item) if size else 1
        if held >= enough:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
