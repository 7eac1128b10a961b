"""A worker as the pool sees it, told, listened to and buried; and the usual one, a process of this machine."""

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
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ClaimsError
from pipeline.run.articles import Place
from pipeline.run.shards import Tally
from pipeline.run.worker import ONE_THREAD, Setup, Task


class EngineError(ClaimsError):
    """An engine cannot be used; the message says why in one sentence."""


KILLED = 9
"""The signal (SIGKILL) by which a system that is short of memory ends processes."""
OUT_OF_MEMORY = "ran out of memory"
_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from pipeline.run.worker import main; main()"


class WorkerError(ClaimsError):
    """Workers cannot be started or kept; the message says why in one sentence."""


@dataclass(slots=True)
class Job:
    """A chunk on its way, with its history: how often it ended its worker, what it was at, whether it took too long.

    ``suspect`` is the place at which a worker was lost together with the machine it ran on, ``starved`` counts its articles
    at which a process had too little memory.
    """

    task: Task
    deaths: int = 0
    place: Place | None = None
    late: bool = False
    given: bool = False
    suspect: Place | None = None
    starved: int = 0


class Worker(ABC):
    """What does one chunk after the other somewhere: the job it has, what it did of it, since when nothing was heard of it.

    Its reports come as pairs of it and a list; null in place of the list is its end.

    Attributes:
        ready: Whether it takes jobs.
        proven: Whether it ever began one.
        trouble: The exception at which it ended, in words.
        starved: Whether it ended for want of memory: it said so, or the system killed it.
        lost: Whether it ended with the machine around it, which tells nothing of the article it was at.
    """

    def __init__(self) -> None:
        self.ready = self.proven = self.starved = self.lost = False
        self.job: Job | None = None
        self.tally = Tally()
        self.since: float | None = None
        self.trouble: str | None = None

    @abstractmethod
    def send(self, task: Task) -> None:
        """Passes on a task; of one that has ended, the end of its reports tells."""

    @abstractmethod
    def kill(self) -> None:
        """Ends it at once."""

    @abstractmethod
    def bury(self) -> str:
        """Waits for the end; says in words how it came."""


Reports = queue.SimpleQueue[tuple[Worker | None, Any]]
"""Reports of all workers of a pool; those of no worker are about the plan."""
Start = Callable[[Setup, Reports], Worker]
"""Begins a new worker; raises WorkerError if there can be none."""


class Process(Worker):
    """A process of this machine."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__()
        self._process = process

    def send(self, task: Setup | Task) -> None:
        """Passes on a task, or first of all the setup."""
        assert self._process.stdin is not None
        # A worker that has died is noticed by the end of its reports.
        with contextlib.suppress(OSError):
            pickle.dump(task, self._process.stdin)
            self._process.stdin.flush()

    def kill(self) -> None:
        """Sends SIGKILL."""
        self._process.kill()

    def bury(self) -> str:
        """Waits for the end; says in words how it came."""
        status = self._process.wait()
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # a task that was never taken is still in the buffer
            self._process.stdin.close()
        self.starved = self.starved or status == -KILLED
        if self.trouble:
            return self.trouble
        if status >= 0:
            return f"ended with status {status}"
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = "unknown"
        return f"was killed by signal {-status} ({name})"

    def listen(self, reports: Reports) -> None:
        """Passes reports on until the end."""
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                if line.endswith(b"\n"):  # a worker that was killed may leave half a line
                    reports.put((self, json.loads(line)))
        reports.put((self, None))


def start(setup: Setup, reports: Reports, folder: str | None = None) -> Process:
    """A new process that works in ``folder``, or where this one does.

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
            cwd=folder,
        )
    except OSError as e:
        raise WorkerError(f"No worker process can be started: {e.strerror or e}.") from None
    finally:
        if block:
            block(signal.SIG_SETMASK, before)
    worker = Process(process)
    threading.Thread(target=worker.listen, args=(reports,), daemon=True).start()
    worker.send(setup)
    return worker
