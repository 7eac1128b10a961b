"""A run on a Ray cluster: every actor keeps one worker process, the same as a local run's, and passes its reports on.

Chunks, shards, markers, retries and the search for the article at fault stay those of ``pool``; Ray gives processes on
other machines and tells when they are lost. Actors of our own rather than ``map_batches`` of Ray Data: that restarts an
actor and repeats its batch by itself, without end, so an article that ends its process would end the run; and it
carries data between stages, whereas here only paths go out and names of shards come back.

The process that reads and extracts is the actor's child. So the actor outlives it and can say how it ended and at which
article, in the words of a local run; and when the actor is killed, the kernel ends the child.
"""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import queue
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Any

from pipeline.run.chunks import usable_cpus
from pipeline.run.shards import program
from pipeline.run.worker import Setup, Task
from pipeline.run.worker_process import EngineError, Reports, Worker, start

REPORT_SECONDS = 1.0
"""How long an actor gathers reports that nothing depends on."""
CONNECT_SECONDS = 10.0
STORE_BYTES = 80 * 2**20
"""Of Ray's store for objects, on a cluster of our own: next to nothing goes through it."""
_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is sent to anybody
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",  # the working folder is not packed and sent to the nodes
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_IGNORE_UNHANDLED_ERRORS": "1",  # they are handled: the end of an actor's reports tells
}


class Host:
    """What runs as an actor: one worker process, its tasks and its reports.

    Args:
        setup: What the process is told.
        code: ``shards.program()`` of who asks.
        folder: Its working folder, for paths that are relative to it.
        shared: Paths that must be seen from here.
    """

    def __init__(self, setup: Setup, code: str, folder: str, shared: Sequence[str]) -> None:
        self._reports: Reports = queue.SimpleQueue()
        if unfit := _unfit(code, shared):
            self._reports.put((None, ["unfit", unfit]))
        else:
            self._worker = start(setup, self._reports, folder if os.path.isdir(folder) else None)

    def do(self, task: Task) -> None:
        """Passes a task on."""
        self._worker.send(task)

    def hear(self) -> list[list[Any]]:
        """Reports in their order, as soon as there is one to act upon; of articles done only the latest."""
        heard: list[list[Any]] = []
        end = time.monotonic() + REPORT_SECONDS
        while (left := end - time.monotonic()) > 0:
            try:
                _, report = self._reports.get(timeout=left)
            except queue.Empty:
                break
            if report is None:
                ended = self._worker.bury()
                return [*heard, ["ended", self._worker.trouble or "", ended, self._worker.starved]]
            if heard and heard[-1][0] == report[0] == "article":
                heard.pop()
            heard.append(report)
            if report[0] != "article":
                break
        return heard


def _unfit(code: str, shared: Sequence[str]) -> str | None:
    """Why nothing can be done on this machine, in one sentence."""
    if program() != code:
        return f"{platform.node()} has another version of this program: install the same one on every node."
    for path in shared:
        if not os.path.exists(path):
            return (
                f"{path} is not there on {platform.node()}: with several machines, input and output must lie on a "
                "file system that all of them see, or at an address such as s3://bucket/folder."
            )
    return None


class Actor(Worker):
    """An actor and its process, as the pool sees them."""

    def __init__(self, ray: Any, handle: Any) -> None:
        super().__init__()
        self._ray, self._handle = ray, handle
        self.ended = "was ended"

    def send(self, task: Task) -> None:
        """Passes on a task."""
        self._handle.do.remote(task)

    def kill(self) -> None:
        """Ends the actor, and so its process."""
        with contextlib.suppress(Exception):  # whatever keeps it from being killed, it is of no use any more
            self._ray.kill(self._handle)

    def bury(self) -> str:
        """Frees the actor's place; says in words how its process ended."""
        self.kill()
        return self.trouble or self.ended

    def ask(self) -> Future[list[list[Any]]]:
        """Its next reports."""
        future: Future[list[list[Any]]] = self._handle.hear.remote().future()
        return future

    def fate(self, error: BaseException) -> str | None:
        """Takes note of why it does not answer; a sentence if no actor can do better."""
        self.lost = True
        self.ended = "was lost with its Ray actor"
        if getattr(error, "actor_init_failed", False):
            reason = next((line for line in reversed(str(error).splitlines()) if line.strip()), "no reason given")
            return f"A Ray actor could not be made ({' '.join(reason.split())[:200].rstrip('.')}): install this program on every node."
        return None


class Cluster:
    """The engine.

    Args:
        ray: The module, connected.
        shared: Paths of this machine that must be seen from every other.
    """

    def __init__(self, ray: Any, shared: Sequence[str]) -> None:
        self._ray = ray
        self._host = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0, max_concurrency=2)(Host).options(
            scheduling_strategy="SPREAD"
        )
        self._given = (program(), os.getcwd(), [os.path.abspath(path) for path in shared])
        self._answers: queue.SimpleQueue[tuple[Actor, Reports, Future[list[list[Any]]]]] = queue.SimpleQueue()
        threading.Thread(target=self._listen, name="claims-ray", daemon=True).start()

    def cpus(self) -> int:
        """The CPUs of the cluster as it is now."""
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def start(self, setup: Setup, reports: Reports) -> Actor:
        """A new actor, wherever there is room."""
        actor = Actor(self._ray, self._host.remote(setup, *self._given))
        self._ask(actor, reports)
        return actor

    def _ask(self, actor: Actor, reports: Reports) -> None:
        actor.ask().add_done_callback(lambda future: self._answers.put((actor, reports, future)))

    def _listen(self) -> None:
        while True:
            actor, reports, future = self._answers.get()
            if (error := future.exception()) is not None:
                if unfit := actor.fate(error):
                    reports.put((actor, ["unfit", unfit]))
                reports.put((actor, None))
                continue
            ended = False
            for report in future.result():
                ended = report[0] == "ended"
                if ended:
                    actor.trouble, actor.ended, actor.starved = report[1] or actor.trouble, report[2], report[3]
                reports.put((actor, None if ended else report))
            if not ended:
                self._ask(actor, reports)


@contextlib.contextmanager
def connected(address: str | None, workers: int | None) -> Iterator[Any]:
    """The module ``ray``, connected to the cluster at ``address``; without one, to a cluster of our own on this machine.

    Raises:
        EngineError: Ray is not installed, cannot be started, or does not answer.
    """
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError:
        raise EngineError("--engine ray needs Ray: pip install 'claim-pipeline[ray]'.") from None
    if ray.is_initialized():
        yield ray
        return
    where = address or os.environ.get("RAY_ADDRESS")
    # Ray prints to standard output, where facts may go.
    with contextlib.redirect_stdout(sys.stderr):
        try:
            if where:
                _knock(where)
                _begin(ray, where)
            else:
                own = {"num_cpus": workers or usable_cpus(), "object_store_memory": STORE_BYTES}
                try:
                    _begin(ray, "local", **own)
                except Exception:  # a part of Ray has a fixed time to start, which on a busy machine it may miss
                    ray.shutdown()
                    _begin(ray, "local", **own)
        except Exception as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)[:200].rstrip(".")
            what = f"No Ray cluster answers at {where}" if where else "Ray could not be started on this machine"
            raise EngineError(f"{what} ({reason}).") from None
        try:
            yield ray
        finally:
            ray.shutdown()


def _begin(ray: Any, where: str, **own: int) -> None:
    with _signals_kept():
        ray.init(
            where, include_dashboard=False if own else None, log_to_driver=False, logging_level=logging.CRITICAL, **own
        )


def _knock(address: str) -> None:
    """Finds out soon whether anybody is there: Ray itself would try for minutes.

    Raises:
        OSError: Nobody is.
    """
    host, colon, port = address.rpartition("://")[2].partition("/")[0].rpartition(":")
    if colon and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()


@contextlib.contextmanager
def _signals_kept() -> Iterator[None]:
    """While it holds, others may take signals to themselves: afterwards they are whose they were."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
