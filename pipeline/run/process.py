"""One worker process as its parent sees it: started, told, listened to, buried."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import ClaimsError
from pipeline.run.carry import Place
from pipeline.run.shards import Tally
from pipeline.run.worker import ONE_THREAD, Setup, Task

_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from pipeline.run.worker import main; main()"


class WorkerError(ClaimsError):
    """Workers cannot be started or kept; the message says why in one sentence."""


@dataclass(slots=True)
class Job:
    """A chunk on its way, with its history: how often it ended its worker, what it was at, whether it took too long."""

    task: Task
    deaths: int = 0
    place: Place | None = None
    late: bool = False
    given: bool = False


@dataclass(slots=True, eq=False)
class Worker:
    """A process, the job it has, what it did of it, and since when nothing was heard of it."""

    process: subprocess.Popen[bytes]
    ready: bool = False
    proven: bool = False
    job: Job | None = None
    tally: Tally = field(default_factory=Tally)
    since: float | None = None
    trouble: str | None = None

    def send(self, value: object) -> None:
        """Passes on a setup or a task."""
        assert self.process.stdin is not None
        # A worker that has died is noticed by the end of its reports.
        with contextlib.suppress(OSError):
            pickle.dump(value, self.process.stdin)
            self.process.stdin.flush()

    def bury(self) -> str:
        """Waits for the end; says in words how it came."""
        status = self.process.wait()
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # a task that was never taken is still in the buffer
            self.process.stdin.close()
        if self.trouble:
            return f"failed with {self.trouble}"
        if status >= 0:
            return f"ended with status {status}"
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = "unknown"
        return f"was killed by signal {-status} ({name})"


def start(setup: Setup, reports: queue.SimpleQueue[tuple[Worker | None, Any]]) -> Worker:
    """A new worker, whose reports will come as pairs of it and a list; null in place of the list is its end.

    Raises:
        WorkerError: The system gives no process.
    """
    # Ctrl-C is the parent's affair: with the signal blocked, a worker does not break off with a traceback.
    block = getattr(signal, "pthread_sigmask", None)
    before = block(signal.SIG_BLOCK, {signal.SIGINT}) if block else None
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", _BOOT, json.dumps([str(p) for p in sys.path])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | ONE_THREAD,
        )
    except OSError as e:
        raise WorkerError(f"No worker process can be started: {e.strerror or e}.") from None
    finally:
        if block:
            block(signal.SIG_SETMASK, before)
    worker = Worker(process)
    threading.Thread(target=_listen, args=(worker, reports), daemon=True).start()
    worker.send(setup)
    return worker


def _listen(worker: Worker, reports: queue.SimpleQueue[tuple[Worker | None, Any]]) -> None:
    assert worker.process.stdout is not None
    with worker.process.stdout as lines:
        for line in lines:
            if line.endswith(b"\n"):  # a worker that was killed may leave half a line
                reports.put((worker, json.loads(line)))
    reports.put((worker, None))
