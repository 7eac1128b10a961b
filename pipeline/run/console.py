"""A run as a person at a terminal sees it: a line of progress, and a summary at the end."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from typing import TextIO

from pipeline.run.local import Progress, run

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
    done = progress.done
    rate = done.articles / progress.seconds if progress.seconds > 0 else 0.0
    parts = [f"{done.articles:,} articles", f"{rate:,.1f}/s", f"{done.facts:,} facts"]
    if progress.share > 0:
        left = progress.seconds * (1 - progress.share) / progress.share
        parts += [f"{progress.share:.0%}", f"{_clock(left)} left"]
    return " · ".join(parts)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def extract(
    inputs: Sequence[str],
    output: str,
    *,
    model: str | None = None,
    date: str | None = None,
    workers: int | None = None,
    limit: int | None = None,
    units: str | None = None,
    quiet: bool = False,
) -> int:
    """``claims extract``: ``run`` with progress and a summary on standard error.

    Returns:
        The exit code: 0 all well, 1 nothing could be done, 3 some articles failed.

    Raises:
        ClaimsError: As ``run`` does.
    """
    line = ProgressLine(sys.stderr) if sys.stderr.isatty() and not quiet else None
    try:
        summary = run(
            inputs,
            output,
            model=model,
            date=date,
            workers=workers,
            limit=limit,
            units=units,
            progress=line,
            stdout=sys.stdout.buffer if output == "-" else None,
        )
    finally:
        if line is not None:
            line.clear()
    if not quiet:
        print("\n".join(summary.lines()), file=sys.stderr)
    return summary.exit_code
