"""Blocks of facts compared in processes of their own, as no block needs another: the same groups in the same order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

from pipeline.compare.kept import parsed
from pipeline.compare.reviewed_joins import Joins
from pipeline.compare.same_claim import within

WORTH = 50_000
"""Facts from which starting processes is worth it."""
MOST = 4
"""Processes at most: one reads and writes for all of them."""
_BATCH = 3_000
_AHEAD = 3
Block = list[str]
Groups = list[list[int]]


def cores() -> int:
    """Processes that may run beside this one."""
    return min(
        MOST, len(os.sched_getaffinity(0)) - 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) - 1
    )


def grouped(blocks: Iterable[Block], joins: Joins, processes: int) -> Iterator[tuple[Block, Groups]]:
    """Each block's lines, and which of its facts, by their places, make one claim; in the order of the blocks."""
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        waiting: deque[tuple[list[Block], Future[list[Groups]]]] = deque()
        try:
            for batch in _batches(blocks):
                waiting.append((batch, pool.submit(_of_batch, batch, joins)))
                if len(waiting) >= _AHEAD * processes:
                    yield from _next(waiting.popleft)
            while waiting:
                yield from _next(waiting.popleft)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def places(lines: Block, joins: Joins) -> Groups:
    """Which facts of a block make one claim, by their places."""
    block = parsed(lines)
    if len(block) < 2:
        return [[n] for n in range(len(block))]
    place = {m.fact_id: n for n, m in enumerate(block)}
    return [[place[m.fact_id] for m in group] for group in within(block, joins)]


def _of_batch(batch: list[Block], joins: Joins) -> list[Groups]:
    return [places(lines, joins) for lines in batch]


def _next(take: Callable[[], tuple[list[Block], Future[list[Groups]]]]) -> Iterator[tuple[Block, Groups]]:
    batch, future = take()
    yield from zip(batch, future.result(), strict=True)


def _batches(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks until there is enough for one trip."""
    given = iter(blocks)
    while first := list(islice(given, 1)):
        batch, size = first, len(first[0])
        while size < _BATCH and (more := list(islice(given, 1))):
            batch += more
            size += len(more[0])
        yield batch
