"""The chunks of a run, made ahead in a thread, so that looking through folders and waiting for streams holds up no work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from pipeline.run.chunks import Chunk

AHEAD = 32
"""Chunks that are made before somebody takes them."""


class Plan:
    """Hands over chunk after chunk as they become known.

    Args:
        chunks: What yields them; runs in the plan's own thread.
        tell: Called there with each chunk, at the end with null, or with what was raised.
    """

    def __init__(self, chunks: Iterator[Chunk], tell: Callable[[Chunk | Exception | None], None]) -> None:
        self._chunks, self._tell = chunks, tell
        self._free = threading.Semaphore(AHEAD)
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="claims-plan", daemon=True)
        self._thread.start()

    def taken(self) -> None:
        """A chunk was taken: there is room for one more."""
        self._free.release()

    def stop(self) -> None:
        """Makes no more chunks."""
        self._stopped = True
        self._free.release()

    def _run(self) -> None:
        try:
            for chunk in self._chunks:
                self._tell(chunk)
                self._free.acquire()
                if self._stopped:
                    return
        except Exception as e:
            self._tell(e)
        else:
            self._tell(None)
