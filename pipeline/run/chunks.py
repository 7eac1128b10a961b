"""Cuts the sources of a run into chunks: the piece of work that one worker is given at a time.

Where the cuts fall depends on the sources alone, not on how many workers there are: articles of one chunk are
extracted in the same batches in every run, so that even the last bit of a matrix product is the same.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.ingest import Source

CHUNK_BYTES = 96 * 1024
CHUNK_SOURCES = 64
"""A chunk ends when it holds this many bytes or sources: some seconds of work."""
CUT_EARLY = 8
"""From half of that on, it also ends after one source in so many, told by its name: so the cuts fall into step again
after a file that was added or removed, and an unfinished run need not do everything behind it anew."""

WORTH_A_WORKER = 128 * 1024
"""Bytes of input that pay for starting one more process, which loads its own model."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Neighbouring sources; ``number`` counts the chunks of a run from 0."""

    number: int
    sources: tuple[Source, ...]

    @property
    def key(self) -> str:
        """What tells the chunk from others, whatever its number and whatever its sources hold: 16 hexadecimal digits."""
        named = "\x1e".join(f"{s.path}\x1f{s.start}\x1f{s.end}\x1f{s.first}" for s in self.sources)
        return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def size(self) -> int:
        """Bytes to work through."""
        return sum(source.size for source in self.sources)

    def weight(self, count: int | None = None) -> int:
        """Bytes of input of the first ``count`` sources; of all, if null."""
        return sum(source.weight for source in self.sources[:count])


def cut(sources: Iterable[Source]) -> Iterator[Chunk]:
    """Chunks of the sources, in their order."""
    held: list[Source] = []
    size = number = 0
    for source in sources:
        held.append(source)
        size += source.size
        full = len(held) >= CHUNK_SOURCES or size >= CHUNK_BYTES or source.hurry
        half = 2 * len(held) >= CHUNK_SOURCES or 2 * size >= CHUNK_BYTES
        if full or (half and _ends_early(source)):
            yield Chunk(number, tuple(held))
            held, size, number = [], 0, number + 1
    if held:
        yield Chunk(number, tuple(held))


def _ends_early(source: Source) -> bool:
    return zlib.crc32(f"{source.path}\x1f{source.start}".encode("utf-8", "surrogatepass")) % CUT_EARLY == 0


def usable_cpus() -> int:
    """How many CPUs this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1
