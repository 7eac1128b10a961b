"""Carries articles through the stages: worker processes, their failures, and the order of what comes out."""

from pipeline.run.engines import ENGINES, EngineError
from pipeline.run.local import NothingToDo, Progress, run
from pipeline.run.process import WorkerError
from pipeline.run.shards import Tally
from pipeline.run.summary import Reason, Summary
from pipeline.run.worker import ModelError

__all__ = [
    "ENGINES",
    "EngineError",
    "ModelError",
    "NothingToDo",
    "Progress",
    "Reason",
    "Summary",
    "Tally",
    "WorkerError",
    "run",
]
