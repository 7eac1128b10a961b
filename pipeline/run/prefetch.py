"""Fetches shards that lie elsewhere while those before them are brought into the output.

One after the other, at a round trip each, they would come more slowly than a few dozen workers make them.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from pipeline.run.article_lines import ArticleLines, read_groups
from pipeline.run.shards import Shard

THREADS = 16
MOST = 64
"""Shards in memory: some 40 articles and half a megabyte each."""


class Ahead:
    """Shards on their way here; those on this machine are read where they lie."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "claims-ahead")  # none is started before there is work
        self._coming: dict[str, Future[bytes]] = {}
        self._later: deque[Shard] = deque()

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def want(self, shard: Shard) -> None:
        """Will be asked for."""
        if not isinstance(shard.folder, Path):
            self._later.append(shard)
            self._fill()

    def _fill(self) -> None:
        while self._later and len(self._coming) < MOST:
            shard = self._later.popleft()
            self._coming[shard.name] = self._threads.submit(shard.path.read_bytes)

    def groups(self, shard: Shard) -> Iterator[ArticleLines]:
        """The articles' lines of a shard, in order.

        Raises:
            OSError, ValueError: The shard cannot be read, or is damaged.
        """
        coming = self._coming.pop(shard.name, None)
        if coming is None:
            if shard in self._later:
                self._later.remove(shard)
            yield from shard.groups()
            return
        self._fill()
        data = coming.result()
        if not shard.whole(data):
            shard.remove()
            raise ValueError("it is damaged")
        yield from read_groups(io.BytesIO(data))
