"""One decision: a line of ``decisions.jsonl`` about a fact, a relation, an article, or the join of two facts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Literal, get_args

from pipeline.decisions.fields import check

Verdict = Literal["accept", "reject", "correct", "undo", "add", "complete", "note", "cut"]
JUDGED: frozenset[str] = frozenset({"accept", "reject", "correct"})
"""The verdicts on a fact of a run. ``add`` tells of a fact that was missed, ``complete`` says of an article that all its
facts are there or were added, ``note`` keeps a remark; ``cut`` says of two facts that they are not one claim."""
_OF_JOINS: frozenset[str] = frozenset({"accept", "cut", "undo"})
_OF_RELATIONS: frozenset[str] = frozenset({"accept", "reject", "undo", "note"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_OPTIONAL = ("note", "other_id")


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of ``decisions.jsonl``.

    Attributes:
        fact_id: The fact or the relation decided on.
        article_id: Its article.
        quantity: The quantity's text, or the relation in words, so that the line says something to a person when the
            fact is gone.
        verdict: accept, reject, correct or undo; add, complete or note; of a join accept, cut or undo.
        corrected: New values by the path of their fields (``{"subject.name": "…"}``) for correct; for add the values of the
            new fact; else null. ``fact_id`` is the new fact's then, and for complete the article's.
        reviewer: Who decided.
        time: When, in UTC, ISO 8601.
        version: Version of the program that found the fact.
        note: The remark, of a note alone; an empty one takes the last away. On other lines the key is missing.
        other_id: The fact that ``fact_id`` is joined with, of a decision on a join alone. The order of the two says nothing.
    """

    fact_id: str
    article_id: str
    quantity: str
    verdict: Verdict
    corrected: dict[str, Any] | None
    reviewer: str
    time: str
    version: str
    note: str | None = None
    other_id: str | None = None

    @property
    def on(self) -> str | frozenset[str]:
        """What the decision is on: an id, or the two of a join."""
        return self.fact_id if self.other_id is None else frozenset({self.fact_id, self.other_id})

    @property
    def on_relation(self) -> bool:
        """Whether it is on a relation, whose id begins with r."""
        return self.other_id is None and self.fact_id.startswith("r")


def line(decision: Decision) -> dict[str, Any]:
    """A decision as it stands on its line."""
    return {name: value for name, value in asdict(decision).items() if value is not None or name not in _OPTIONAL}


def parse(line: bytes) -> Decision:
    """The decision on a line; keys that are not known here are passed over.

    Raises:
        ValueError: It is none.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("it holds half a character (a lone surrogate)") from None
    names = [f.name for f in fields(Decision) if f.name not in _OPTIONAL]
    if not isinstance(data, dict) or any(name not in data for name in names):
        raise ValueError("it lacks a decision's fields")
    corrected = data["corrected"]
    if data["verdict"] not in get_args(Verdict) or not all(type(data[n]) is str for n in names if n != "corrected"):
        raise ValueError("its verdict or another field is no decision's")
    if not _is_time(data["time"]):
        raise ValueError(f"its time {data['time'][:40]!r} is none: it is written as 2024-08-31T12:00:00+00:00")
    note, other = data.get("note"), data.get("other_id")
    if (note is not None or data["verdict"] == "note") and type(note) is not str:
        raise ValueError("its note is no text")
    if data["verdict"] in ("correct", "add") or corrected is not None:
        if not isinstance(corrected, dict):
            raise ValueError("its corrected fields are missing")
        check(corrected)
    found = Decision(**{name: data[name] for name in names}, note=note, other_id=other)
    _fits(found)
    return found


def _is_time(text: str) -> bool:
    """Whether a time is one that programs for tables have room for."""
    try:
        return _FIRST_YEAR <= datetime.fromisoformat(text).year <= _LAST_YEAR
    except ValueError:
        return False


def _fits(decision: Decision) -> None:
    verdict, other = decision.verdict, decision.other_id
    if other is not None and (type(other) is not str or other == decision.fact_id):
        raise ValueError("its other_id is not the id of another fact")
    if (verdict == "cut") > (other is not None) or (other is not None and verdict not in _OF_JOINS):
        raise ValueError("of a join, which has an other_id, the verdict is accept, cut or undo")
    if decision.on_relation and verdict not in _OF_RELATIONS:
        raise ValueError("of a relation the verdict is accept, reject, undo or note")
