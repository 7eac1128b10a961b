"""A reviewer's decisions, one line each in ``decisions.jsonl``, on disk before the call returns.

A line is never changed or removed. The last decision on a fact, a relation or a join holds; an undo is a line of its own
that takes back the same reviewer's last standing decision on it, so that the one before it holds again.
"""

from __future__ import annotations

import getpass
import json
import os
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pipeline.decisions.fields import check
from pipeline.decisions.lines import JUDGED, Decision, Verdict, line, parse
from pipeline.emit import Run, read_run
from pipeline.records import Fact, Relation
from pipeline.views.extras import require
from pipeline.views.frame import COLUMNS

if TYPE_CHECKING:
    import pandas


def decisions_file(run: Path) -> Path:
    """Where a run's decisions are kept: in its folder, or beside it if it is a file of facts."""
    return (run if run.is_dir() else run.parent) / "decisions.jsonl"


def opened(
    run: Run | str | PathLike[str], decisions: Decisions | str | PathLike[str] | None, reviewer: str | None
) -> tuple[Run, Decisions]:
    """A run and the decisions on it, each as it is or from where it lies; by default those of the run's folder.

    Raises:
        pipeline.emit.ReadError: There is no run, or a line of it cannot be read.
    """
    if not isinstance(run, Run):
        run = read_run(run)
    if not isinstance(decisions, Decisions):
        decisions = Decisions(Path(decisions) if decisions else decisions_file(run.path), reviewer)
    return run, decisions


class Decisions:
    """The decisions in a file, which need not exist yet.

    Lines that are no decision (the last one may be torn by a crash) are left as they are, reported by a warning and
    listed in ``problems``.

    Args:
        path: The file, usually ``decisions.jsonl`` in the run's folder.
        reviewer: Who decides; by default the environment variable CLAIMS_REVIEWER, else the user's name.

    Attributes:
        history: Every decision of the file in its order, undoes and what they took back among them.
        notes: The last remark on each fact, by its id.
    """

    def __init__(self, path: str | PathLike[str], reviewer: str | None = None) -> None:
        self.path = Path(path)
        self.reviewer = reviewer or os.environ.get("CLAIMS_REVIEWER") or _user()
        self.problems: list[str] = []
        self.history: list[Decision] = []
        self._standing: list[Decision] = []  # made and not undone, in the order of the file
        self._holding: dict[str | frozenset[str], Decision] = {}  # the last one standing on each
        self.notes: dict[str, str] = {}
        self.reload()

    def reload(self) -> None:
        """Reads the file anew, with what others have added since.

        Raises:
            OSError: The file is there and cannot be read.
        """
        self.problems, self.history, self._standing, self._holding, self.notes = [], [], [], {}, {}
        lines = self.path.read_bytes().split(b"\n") if self.path.exists() else []
        for number, given in enumerate(lines, 1):
            if not given.strip():
                continue
            try:
                self._take(parse(given))
            except ValueError as e:
                torn = " (the end of the file: was the program stopped while it wrote?)" if number == len(lines) else ""
                self.problems.append(f"{self.path}, line {number} is passed over: {e}{torn}")
        for problem in self.problems:
            warnings.warn(problem, stacklevel=2)

    def accept(self, fact: Fact | Relation) -> Decision:
        """Appends that the fact or the relation is right."""
        return self._decide(fact, "accept")

    def reject(self, fact: Fact | Relation) -> Decision:
        """Appends that this is no fact or relation of the article, or past correcting."""
        return self._decide(fact, "reject")

    def join(self, fact: Fact, other: Fact) -> Decision:
        """Appends that two facts make the same claim."""
        return self._decide(fact, "accept", other=other)

    def cut(self, fact: Fact, other: Fact) -> Decision:
        """Appends that two facts do not make the same claim."""
        return self._decide(fact, "cut", other=other)

    def correct(self, fact: Fact, corrected: Mapping[str, Any]) -> Decision:
        """Appends that the fact is right once some fields are corrected.

        Args:
            fact: The fact as it was extracted.
            corrected: New values by path, such as ``{"quantity.value": 3.0, "subject.name": "Larkwave"}``; null for
                a part says that there is none (``{"attribution": None}``).

        Raises:
            ValueError: There is no such field, or a value is not of its type.
        """
        return self._decide(fact, "correct", check(corrected))

    def undo(self, on: str | frozenset[str] | None = None) -> Decision | None:
        """Takes back this reviewer's last standing decision, on one fact or relation, or on any.

        Returns:
            The decision taken back; None if there is none.
        """
        for last in reversed(self._standing):
            if last.reviewer == self.reviewer and on in (None, last.on):
                self._append(replace(last, verdict="undo", corrected=None, time=_now()))
                return last
        return None

    def keep(self, given: Mapping[str, Any]) -> Decision:
        """Appends a decision that was made elsewhere, as this reviewer's and of now.

        Args:
            given: The keys of a line; its reviewer and its time give way.

        Raises:
            ValueError: It is no decision, or takes back one that this reviewer has not made.
            OSError: It could not be written.
        """
        found = parse(json.dumps({**given, "reviewer": self.reviewer, "time": _now()}).encode())
        if found.verdict == "undo" and not any(
            d.on == found.on and d.reviewer == self.reviewer for d in self._standing
        ):
            raise ValueError("there is no decision of yours to take back")
        return self._append(found)

    def get(self, fact_id: str) -> Decision | None:
        """The decision that holds for a fact."""
        return self._holding.get(fact_id)

    def missing(self, fact_ids: Iterable[str]) -> list[Decision]:
        """The decisions that hold for facts which are gone: those on facts not among ``fact_ids``."""
        known = frozenset(fact_ids)
        return [d for d in self if d.fact_id not in known]

    @property
    def added(self) -> list[Decision]:
        """The facts that were missed and added, each as its last decision has it."""
        return [d for d in self._standing if d.verdict == "add" and self._holding[d.fact_id] is d]

    @property
    def complete(self) -> set[str]:
        """The ids of the articles whose facts are all there or were added."""
        return {d.article_id for d in self._standing if d.verdict == "complete"}

    @property
    def relations(self) -> dict[str, Decision]:
        """The decisions on relations that hold, by the relation's id."""
        return {d.fact_id: d for d in self._standing if d.on_relation and self._holding[d.on] is d}

    @property
    def joins(self) -> dict[frozenset[str], Decision]:
        """The decisions on joins that hold, by the ids of the two facts: ``accept`` or ``cut``."""
        return {
            frozenset((d.fact_id, d.other_id)): d for d in self._standing if d.other_id and self._holding[d.on] is d
        }

    def __iter__(self) -> Iterator[Decision]:
        """The decisions on facts of a run that hold, one for each fact decided on, the earliest first."""
        of_facts = (d for d in self._standing if d.verdict in JUDGED and not d.other_id and not d.on_relation)
        return iter([d for d in of_facts if self._holding[d.on] is d])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        counts = Counter(d.verdict for d in self)
        said = ", ".join(f"{counts[v]:,} {v}" for v in get_args(Verdict) if counts[v]) or "none"
        return f"Decisions({str(self.path)!r}, reviewer={self.reviewer!r}): {said}"

    def annotate(self, frame: pandas.DataFrame) -> pandas.DataFrame:
        """A copy of a DataFrame of ``to_frame`` with the corrections in place and three columns more.

        ``verdict`` (accept, reject, correct; missing where undecided), ``reviewer`` and ``decided`` (UTC).
        """
        pandas = require("pandas")
        frame = frame.copy()
        held = [self.get(fact_id) for fact_id in frame["id"]]
        changed: dict[str, dict[Any, Any]] = {}
        for row, decision in zip(frame.index, held, strict=True):
            for path, new in (decision.corrected or {}).items() if decision else ():
                for column in COLUMNS:
                    if column.path == path or (new is None and column.path.startswith(path + ".")):
                        changed.setdefault(column.name, {})[row] = new
        for name, cells in changed.items():
            frame.loc[list(cells), name] = pandas.Series(cells, dtype=frame[name].dtype)
        verdicts = pandas.CategoricalDtype(["accept", "reject", "correct"])
        frame["verdict"] = pandas.Series([d and d.verdict for d in held], index=frame.index, dtype=verdicts)
        frame["reviewer"] = pandas.Series([d and d.reviewer for d in held], index=frame.index, dtype="string")
        times = pandas.to_datetime([d and d.time for d in held], utc=True, format="ISO8601")
        frame["decided"] = pandas.Series(times, index=frame.index)
        return frame

    def _decide(
        self,
        fact: Fact | Relation,
        verdict: Verdict,
        corrected: dict[str, Any] | None = None,
        other: Fact | None = None,
    ) -> Decision:
        told = fact.quantity.text if isinstance(fact, Fact) else f"{fact.head.name} {fact.type} {fact.tail.name}"
        about = (fact.id, fact.article_id, told, verdict, corrected, self.reviewer, _now(), fact.version)
        return self._append(Decision(*about, other_id=other.id if other else None))

    def _append(self, decision: Decision) -> Decision:
        """Writes one line and waits until it is on the disk; only then does the decision hold.

        Raises:
            OSError: It could not be written.
        """
        written = json.dumps(line(decision), ensure_ascii=True, allow_nan=False).encode() + b"\n"
        new = not self.path.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a+b", buffering=0) as file:
            if file.seek(0, os.SEEK_END):
                # A torn line stays as it is; this one begins on a line of its own.
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    written = b"\n" + written
            if file.write(written) != len(written):
                raise OSError(f"{self.path}: the decision was not written whole (is the disk full?)")
            os.fsync(file.fileno())
        if new:
            _sync_folder(self.path.parent)
        self._take(decision)
        return decision

    def _take(self, decision: Decision) -> None:
        if decision.verdict == "note":
            self.history.append(decision)
            self.notes[decision.fact_id] = decision.note or ""
            if not decision.note:
                del self.notes[decision.fact_id]
            return
        on = decision.on
        if decision.verdict != "undo":
            self.history.append(decision)
            self._standing.append(decision)
            self._holding.pop(on, None)
            self._holding[on] = decision
            return
        places = [n for n, d in enumerate(self._standing) if d.on == on]
        own = [n for n in places if self._standing[n].reviewer == decision.reviewer]
        if not own:
            raise ValueError(
                f"it takes back a decision of {decision.reviewer} on {decision.fact_id}, and there is none"
            )
        self.history.append(decision)
        taken = self._standing.pop(own[-1])
        if self._holding[on] is taken:
            del self._holding[on]
            if len(places) > 1:
                self._holding[on] = self._standing[places[-2]]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name for this user, as in some containers
        return "unknown"


def _sync_folder(folder: Path) -> None:
    """Puts a new file's name on the disk, where the system can sync a folder."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
