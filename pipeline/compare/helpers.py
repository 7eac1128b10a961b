"""Blocks of facts compared in processes of their own, as no block needs another: the same groups in the same order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from pipeline.compare.kept import parsed
from pipeline.compare.mentions import ClaimMention
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


def grouped(blocks: Iterable[Block], joins: Joins, processes: int) -> Iterator[tuple[list[ClaimMention], Groups]]:
    """Each block's facts, and which of them, by their places, make one claim; in the order of the blocks."""
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        waiting: deque[tuple[list[Block], Future[list[Groups]]]] = deque()
        try:
            for batch in _batches(blocks):
                waiting.append((batch, pool.submit(_of_batch, batch, joins)))
                if len(waiting) >= _AHEAD * processes:
                    yield from _done(*waiting.popleft())
            while waiting:
                yield from _done(*waiting.popleft())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def places(block: list[ClaimMention], joins: Joins) -> Groups:
    """Which facts of a block make one claim, by their places."""
    if len(block) < 2:
        return [[n] for n in range(len(block))]
    place = {m.fact_id: n for n, m in enumerate(block)}
    return [[place[m.fact_id] for m in group] for group in within(block, joins)]


def _of_batch(batch: list[Block], joins: Joins) -> list[Groups]:
    return [places(parsed(lines), joins) for lines in batch]


def _done(batch: list[Block], found: Future[list[Groups]]) -> Iterator[tuple[list[ClaimMention], Groups]]:
    yield from zip(map(parsed, batch), found.result(), strict=True)


def _batches(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks until there is enough for one trip."""
    batch: list[Block] = []
    size = 0
    for block in blocks:
        batch.append(block)
        size += len(block)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
