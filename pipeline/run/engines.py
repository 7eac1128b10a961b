"""What carries the workers of a run: this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from pipeline.run.chunks import usable_cpus
from pipeline.run.worker import Setup
from pipeline.run.worker_process import EngineError, Process, Reports, Worker, start

ENGINES = ("local", "ray")


class Engine(Protocol):
    """Starts workers somewhere."""

    def cpus(self) -> int:
        """How many workers it has room for."""

    def start(self, setup: Setup, reports: Reports) -> Worker:
        """A new worker, which tells of itself by its reports.

        Raises:
            WorkerError: There can be none.
        """


class Local:
    """Processes of this machine."""

    def cpus(self) -> int:
        """The CPUs that this process may use."""
        return usable_cpus()

    def start(self, setup: Setup, reports: Reports) -> Process:
        """A new process."""
        return start(setup, reports)


@contextmanager
def engine(name: str, address: str | None, workers: int | None, shared: Sequence[str]) -> Iterator[Engine]:
    """The engine of that name, until the context ends.

    Args:
        name: One of ``ENGINES``.
        address: Where a cluster is; null for one of its own on this machine.
        workers: How many there are to be; null for as many as there is room for.
        shared: Paths of this machine that its workers must be able to see.

    Raises:
        EngineError: It is not installed, does not answer, or there is none of that name.
    """
    if name == "ray":
        from pipeline.run import ray_cluster as on_ray

        with on_ray.connected(address, workers) as ray:
            yield on_ray.Cluster(ray, shared)
    elif name != "local":
        raise EngineError(f"There is no engine {name!r}: it is one of {', '.join(ENGINES)}.")
    elif address is not None:
        raise EngineError("An address of a Ray cluster was given without --engine ray.")
    else:
        yield Local()
