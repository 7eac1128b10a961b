"""Carries articles through the stages: worker processes, their failures, and the order of what comes out."""

from pipeline.run.driver import NothingToDo, Progress, run
from pipeline.run.engines import ENGINES
from pipeline.run.options import Options
from pipeline.run.shards import Tally
from pipeline.run.summary import Reason, Summary
from pipeline.run.worker import ModelError
from pipeline.run.worker_process import EngineError, WorkerError

__all__ = [
    "ENGINES",
    "EngineError",
    "ModelError",
    "NothingToDo",
    "Options",
    "Progress",
    "Reason",
    "Summary",
    "Tally",
    "WorkerError",
    "run",
]
