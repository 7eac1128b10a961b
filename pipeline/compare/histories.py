"""Relations of many articles joined by type and names, each as a history by phase and time: who led what, and when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pipeline.claim_records import History, HistoryEnd, HistoryState
from pipeline.compare import names
from pipeline.compare.profiles import Profile
from pipeline.records import EntityType, Modality, Phase, Relation, RelationType, content_id

_UNTOLD = "~"
"""Sorts a state behind those whose day is known."""


@dataclass(frozen=True, slots=True)
class RelationMention:
    """One relation of one article, as far as comparing needs it."""

    relation_id: str
    article_id: str
    type: str
    head: str
    head_type: str
    tail: str
    tail_type: str
    role: str | None
    phase: str
    modality: str
    time: str | None
    confidence: float


def relation_mention(relation: Relation) -> RelationMention:
    """What is compared of a relation."""
    return RelationMention(
        relation_id=relation.id,
        article_id=relation.article_id,
        type=relation.type,
        head=relation.head.name,
        head_type=relation.head.type,
        tail=relation.tail.name,
        tail_type=relation.tail.type,
        role=relation.role.name if relation.role else None,
        phase=relation.phase,
        modality=relation.modality,
        time=relation.time.value if relation.time else None,
        confidence=relation.confidence,
    )


def history_key(m: RelationMention) -> str:
    """By what a relation is found in other articles; a name that may be several things' stays within its article."""
    ends = (
        names.heard(name, kind) or f"{m.article_id} {name.lower()}"
        for name, kind in ((m.head, m.head_type), (m.tail, m.tail_type))
    )
    return "\x1f".join((m.type, *ends))


def history(members: Sequence[RelationMention], articles: Mapping[str, Profile], voice: Mapping[str, str]) -> History:
    """The record of relations of one type between the same two things.

    Args:
        members: The relations.
        articles: The profile of each of their articles.
        voice: The voice of each of their articles.
    """
    members = sorted(members, key=lambda m: m.relation_id)
    days = {m.article_id: articles[m.article_id].date for m in members}
    by_state: dict[tuple[str, str, str | None], list[RelationMention]] = defaultdict(list)
    for m in members:
        by_state[m.phase, m.modality, m.time].append(m)
    states = sorted((_state(group, articles, voice) for group in by_state.values()), key=_place)
    told = sorted(day for day in days.values() if day)
    sure = max((m.confidence for m in members), default=0.0)
    return History(
        id=content_id("h", *(m.relation_id for m in members)),
        type=cast(RelationType, members[0].type),
        head=_end([(m.head, m.head_type) for m in members]),
        tail=_end([(m.tail, m.tail_type) for m in members]),
        roles=tuple(sorted({m.role for m in members if m.role})),
        phase=states[-1].phase,
        modality=states[-1].modality,
        begins=_time(states, "begins"),
        ended=_time(states, "ended"),
        states=tuple(states),
        articles=len(days),
        voices=len({voice[i] for i in days}),
        first=told[0] if told else None,
        last=told[-1] if told else None,
        confidence=sure,
    )


def _state(group: Sequence[RelationMention], articles: Mapping[str, Profile], voice: Mapping[str, str]) -> HistoryState:
    told = sorted(day for m in group if (day := articles[m.article_id].date))
    return HistoryState(
        phase=cast(Phase, group[0].phase),
        modality=cast(Modality, group[0].modality),
        time=group[0].time,
        relations=tuple(m.relation_id for m in group),
        voices=len({voice[m.article_id] for m in group}),
        publishers=tuple(sorted({p for m in group if (p := articles[m.article_id].publisher)})),
        first=told[0] if told else None,
        last=told[-1] if told else None,
    )


def _place(state: HistoryState) -> tuple[str, int, str, str]:
    """In order of the time that is told or, without one, of the day of the article; an end behind what begins or holds."""
    time = state.time if state.time and state.time[:1].isdigit() else None
    order = ("begins", "holds", "ended").index(state.phase)
    return (time or state.first or _UNTOLD, order, state.modality, state.relations[0])


def _time(states: Sequence[HistoryState], phase: str) -> str | None:
    """The time that most voices tell of a phase; of as many the earliest."""
    counts: Counter[str] = Counter()
    for state in states:
        if state.phase == phase and state.modality == "asserted" and state.time:
            counts[state.time] += state.voices
    return min(counts, key=lambda time: (-counts[time], time)) if counts else None


def _end(told: Sequence[tuple[str, str]]) -> HistoryEnd:
    called, kinds = Counter(name for name, _ in told), Counter(kind for _, kind in told)
    return HistoryEnd(
        name=min(called, key=lambda name: (-called[name], name)),
        type=cast(EntityType, min(kinds, key=lambda kind: (-kinds[kind], kind))),
        names=tuple(sorted(called)),
    )
