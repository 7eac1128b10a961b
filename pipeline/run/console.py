"""A run as a person at a terminal sees it: a line of progress, and a summary at the end."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any, TextIO

from pipeline.emit import WriteError, shard_folder
from pipeline.errors import ClaimsError
from pipeline.run.driver import Progress, run
from pipeline.run.options import Options
from pipeline.run.worker_process import WorkerError

REDRAW_SECONDS = 0.1


class ProgressLine:
    """A line on a terminal that is drawn anew as the run goes on.

    Args:
        terminal: Where to draw.
    """

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._drawn = 0.0

    def __call__(self, progress: Progress) -> None:
        """Draws the line, but not more often than an eye can follow."""
        now = time.monotonic()
        if now - self._drawn >= REDRAW_SECONDS:
            self._drawn = now
            width = shutil.get_terminal_size().columns - 1
            self._draw(describe(progress)[:width])

    def clear(self) -> None:
        """Takes the line away."""
        if self._drawn:
            self._draw("")

    def _draw(self, text: str) -> None:
        self._terminal.write(f"\r{text}\x1b[K")
        self._terminal.flush()


def describe(progress: Progress) -> str:
    """Articles done, rate, facts so far, share of the input and time left, as one line."""
    done, kept = progress.done, progress.kept
    rate = (done.articles - kept.articles) / progress.seconds if progress.seconds > 0 else 0.0
    parts = [f"{done.articles:,} articles", f"{rate:,.1f}/s", f"{done.facts:,} facts"]
    if progress.weight and done.weight > 0:
        parts.append(f"{min(1.0, done.weight / progress.weight):.0%}")
        if now := done.weight - kept.weight:
            left = max(0.0, progress.seconds * (progress.weight - done.weight) / now)
            parts.append(f"{_clock(left)} left")
    return " · ".join(parts)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class Stopped(ClaimsError):
    """The user stopped the run."""

    def __init__(self, message: str, signum: int) -> None:
        super().__init__(message)
        self.exit_code = 128 + signum


def extract(inputs: Sequence[str], output: str, options: Options, *, quiet: bool = False) -> int:
    """``claims extract``: ``run`` with progress and a summary on standard error.

    Returns:
        The exit code: 0 all well, 1 some articles failed, 2 no article was read.

    Raises:
        ClaimsError: As ``run`` does, or the user stopped it.
    """
    line = ProgressLine(sys.stderr) if sys.stderr.isatty() and not quiet else None
    stdout = sys.stdout.buffer if output == "-" else None
    stops = _Stops()
    try:
        with stops:
            summary = run(inputs, output, options, progress=line, stdout=stdout)
    except KeyboardInterrupt:
        raise Stopped(f"stopped. {_kept(output)}".rstrip(), stops.signum) from None
    except (WriteError, WorkerError) as error:
        raise type(error)(f"{error} {_kept(output)}".rstrip()) from None
    finally:
        if line is not None:
            line.clear()
    if not quiet:
        print("\n".join(summary.lines()), file=sys.stderr)
    return summary.exit_code


class _Stops:
    """While it holds, the first Ctrl-C (or SIGTERM) ends the run in good order, the second at once.

    Either loses no more than the chunks that are under way: what is finished lies under its name already.
    """

    def __init__(self) -> None:
        self.signum: int = signal.SIGINT
        self._stopped = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self._before = {s: signal.signal(s, self._first) for s in (signal.SIGINT, signal.SIGTERM)}

    def __exit__(self, *_: object) -> None:
        for signum, handler in self._before.items():
            # Of a stopped run nothing is left to do: one more signal would only spoil the exit code.
            signal.signal(signum, signal.SIG_IGN if self._stopped else handler)

    def _first(self, signum: int, _frame: object) -> None:
        self.signum, self._stopped = signum, True
        for each in self._before:
            signal.signal(each, self._second)
        raise KeyboardInterrupt

    @staticmethod
    def _second(signum: int, _frame: object) -> None:
        os._exit(128 + signum)


def _kept(output: str) -> str:
    """Says what of an unfinished run is kept; nothing if nothing is."""
    if output == "-":
        return ""
    work = shard_folder(output)
    try:
        if not any(any(folder.glob("*.done")) for folder in work.glob("shards-*")):
            return ""
    except (OSError, ClaimsError):  # elsewhere, and out of reach
        return ""
    return f"What was finished is kept in {work}: the same command goes on from there."
