"""Cuts the sources of a run into chunks: the piece of work that one worker is given at a time.

Where the cuts fall depends on the sources alone, not on how many workers there are: articles of one chunk are
extracted in the same batches in every run, so that even the last bit of a matrix product is the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.ingest import Source

CHUNK_BYTES = 96 * 1024
CHUNK_SOURCES = 64
"""A chunk ends when it holds this many bytes or sources: some seconds of work."""

WORTH_A_WORKER = 128 * 1024
"""Bytes of input that pay for starting one more process, which loads its own model."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Neighbouring sources, with the bytes that each of them weighs."""

    number: int
    sources: tuple[Source, ...]
    weights: tuple[int, ...]


def weight(source: Source) -> int:
    """The bytes of a source, at least 1; 1 where nobody knows, as for standard input."""
    if source.end is not None:
        return max(1, source.end - source.start)
    try:
        return max(1, os.path.getsize(source.path) - source.start)
    except (OSError, ValueError):
        return 1


def cut(sources: Iterable[Source]) -> list[Chunk]:
    """Chunks of the sources, in their order."""
    chunks: list[Chunk] = []
    held: list[Source] = []
    weights: list[int] = []
    for source in sources:
        held.append(source)
        weights.append(weight(source))
        if len(held) == CHUNK_SOURCES or sum(weights) >= CHUNK_BYTES:
            chunks.append(Chunk(len(chunks), tuple(held), tuple(weights)))
            held, weights = [], []
    if held:
        chunks.append(Chunk(len(chunks), tuple(held), tuple(weights)))
    return chunks


def usable_cpus() -> int:
    """How many CPUs this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


def default_workers(chunks: list[Chunk]) -> int:
    """How many workers suit the work: a CPU each, but no more than there are chunks, and one for a handful of files."""
    total = sum(sum(chunk.weights) for chunk in chunks)
    return max(1, min(usable_cpus(), len(chunks), total // WORTH_A_WORKER))
