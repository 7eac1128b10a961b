"""The time for one article, kept inside the process that works on it, so that nothing need be done a second time.

A timer of the system interrupts Python between two steps and a regular expression in its search. Where there is none
(elsewhere than on Unix, or outside the main thread), and where code in C does not come back, the pool ends the process.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline.errors import TooLong


class Deadline:
    """Raises ``TooLong`` in the main thread when the time for one step is over.

    Args:
        seconds: The time; null for no limit.

    Attributes:
        alive: Called when a step was given up and the next one begins.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds
        usable = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        self._works = usable and seconds is not None
        self._running = False
        self.alive: Callable[[], None] = lambda: None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """While it holds, the signal of the timer is ours."""
        if not self._works:
            yield
            return
        before = signal.signal(signal.SIGALRM, self._over)
        try:
            yield
        finally:
            self.stop()
            signal.signal(signal.SIGALRM, before)

    def start(self) -> None:
        """The time for one more step begins, whatever is left of that of the one before."""
        if self._works:
            assert self.seconds is not None
            self._running = True
            signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def stop(self) -> None:
        """The step is done."""
        if self._works:
            self._running = False
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _over(self, _signal: int, _frame: FrameType | None) -> None:
        if self._running:
            self._running = False
            assert self.seconds is not None
            raise TooLong(self.seconds, self._next)

    def _next(self) -> None:
        self.alive()
        self.start()
