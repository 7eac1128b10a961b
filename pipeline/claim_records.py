"""What is written of several articles together, as frozen dataclasses: claims, stories, timelines, histories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.records import Comparator, EntityType, Kind, Modality, Phase, RelationType

ClaimStatus = Literal["single", "agreed", "refined", "updated", "disputed"]


@dataclass(frozen=True, slots=True)
class ClaimSubject:
    """What has the quantity: the commonest name, the entity's type, and all names that were used."""

    name: str | None
    type: EntityType | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimProperty:
    """What is measured, by its short canonical noun."""

    name: str | None


@dataclass(frozen=True, slots=True)
class BestValue:
    """The most exact value of the group that most voices tell, with the range that the group allows."""

    value: float | None
    value_min: float | None
    value_max: float | None
    comparator: Comparator
    approximate: bool
    unit: str | None
    normalized: str
    voices: int


@dataclass(frozen=True, slots=True)
class ToldValue:
    """A group of compatible values: who tells it, on whose word, and on which days first and last."""

    normalized: str
    value: float | None
    value_min: float | None
    value_max: float | None
    facts: tuple[str, ...]
    voices: int
    publishers: tuple[str, ...]
    sources: tuple[str, ...]
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """Facts that answer one question: one line of ``claims.jsonl``."""

    id: str
    story_id: str | None
    kind: Kind
    unit: str | None
    subject: ClaimSubject
    property: ClaimProperty
    time: str | None
    status: ClaimStatus
    best: BestValue
    values: tuple[ToldValue, ...]
    facts: tuple[str, ...]
    articles: int
    voices: int
    first: str | None
    last: str | None
    confidence: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Articles on one event, with those that are copies of one text: one line of ``stories.jsonl``."""

    id: str
    articles: tuple[str, ...]
    copies: tuple[tuple[str, ...], ...]
    title: str | None
    first: str | None
    last: str | None
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelineSubject:
    """The thing whose property is followed."""

    name: str | None
    type: EntityType | None


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """The value at one time, with the facts and the number of voices that tell it."""

    time: str
    value: float | None
    value_min: float | None
    value_max: float | None
    facts: tuple[str, ...]
    voices: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """One thing's one property over its times of validity: one line of ``timelines.jsonl``."""

    id: str
    subject: TimelineSubject
    property: ClaimProperty
    kind: Kind
    unit: str | None
    points: tuple[TimelinePoint, ...]


@dataclass(frozen=True, slots=True)
class HistoryEnd:
    """One of the two things of a relation: the commonest name, its type, and all names that were used."""

    name: str
    type: EntityType
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HistoryState:
    """What was told of a relation at one time: whether it begins, holds or ended, by whom, and on which days."""

    phase: Phase
    modality: Modality
    time: str | None
    relations: tuple[str, ...]
    voices: int
    publishers: tuple[str, ...]
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class History:
    """A relation between two things as several articles tell it over time: one line of ``histories.jsonl``.

    ``begins`` and ``ended`` are the times at which it is said to, null where none is told; ``phase`` and ``modality`` are
    those of the latest state.
    """

    id: str
    type: RelationType
    head: HistoryEnd
    tail: HistoryEnd
    roles: tuple[str, ...]
    phase: Phase
    modality: Modality
    begins: str | None
    ended: str | None
    states: tuple[HistoryState, ...]
    articles: int
    voices: int
    first: str | None
    last: str | None
    confidence: float


COMPARED: dict[str, type] = {"claims": Claim, "stories": Story, "timelines": Timeline, "histories": History}
"""The record type of each file that ``claims compare`` writes, by the file's stem."""
