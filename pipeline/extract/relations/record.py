"""A relation as a record: its ends, the post, who is credited, when, and what else says the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline import __version__
from pipeline.extract.relations.constructions import posts
from pipeline.extract.statements.index import StatementIndex
from pipeline.records import (
    Attribution,
    Entity,
    FactTime,
    Mention,
    Modality,
    Participant,
    Phase,
    Place,
    Post,
    Relation,
    RelationType,
    Span,
    Time,
    content_id,
)

Mentioned = tuple[Mention, Entity]

_EVENTS = frozenset(("launched", "acquired", "invested_in", "founded_by"))
_WHOLE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?|-Q\d)?$")


@dataclass(frozen=True, slots=True)
class Joined:
    """Two mentions and what joins them: the rule's name, how likely it is right, whether a clause says it."""

    rule: str
    confidence: float
    type: RelationType
    head: Mentioned
    tail: Mentioned
    role: tuple[int, int] | None
    cue: tuple[int, int]
    phase: Phase
    modality: Modality
    clause: bool


def record(
    text: str,
    article_id: str,
    sentence: tuple[int, int],
    joined: Joined,
    statements: StatementIndex,
    times: Sequence[Time],
) -> Relation:
    start = sentence[0] + len(text[slice(*sentence)]) - len(text[slice(*sentence)].lstrip())
    end = start + len(text[start : sentence[1]].rstrip())
    role = None
    if joined.role is not None and joined.type in ("leads", "works_for", "member_of"):
        words = text[slice(*joined.role)]
        role = Post(words, *joined.role, _post_name(words))
    head, tail = joined.head[1], joined.tail[1]
    cue = _trimmed(text, joined.cue)
    return Relation(
        id=content_id("r", article_id, joined.type, head.id, tail.id, role.name if role else None),
        article_id=article_id,
        type=joined.type,
        head=_participant(joined.head),
        tail=_participant(joined.tail),
        role=role,
        phase=joined.phase,
        modality=joined.modality,
        attribution=_credit(joined, statements) if joined.clause else None,
        time=_time(joined, times, start, end) if joined.clause and joined.type in _EVENTS else None,
        cue=Span(text[slice(*cue)], *cue),
        sentence=Span(text[start:end], start, end),
        also=(),
        confidence=round(min(0.98, max(0.02, joined.confidence)), 2),
        rules=(joined.rule,),
        version=__version__,
    )


def _participant(end: Mentioned) -> Participant:
    mention, entity = end
    return Participant(mention.text, mention.start, mention.end, entity.name, entity.id, entity.type)


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def _post_name(words: str) -> str:
    """The post in lower case, abbreviations of ``relation_posts.tsv`` spelt out."""
    name = re.sub(r"\s+", " ", words).lower()
    return " ".join(posts().get(word, word) for word in name.split(" "))


def _credit(joined: Joined, statements: StatementIndex) -> Attribution | None:
    """Who is credited with the clause: the innermost statement that holds its words."""
    low, high = min(joined.head[0].start, joined.cue[0]), max(joined.tail[0].end, joined.cue[1])
    holding = statements.holding(low + 1, high)
    if not holding:
        return None
    said = min(holding, key=lambda s: (s.content.end - s.content.start, s.content.start))
    return Attribution(said.source, said.cue, said.id)


def _time(joined: Joined, times: Sequence[Time], start: int, end: int) -> FactTime | None:
    """The one date of the sentence that may date an event; none where there are several."""
    dates = [t for t in times if start <= t.start and t.end <= end and t.type == "DATE" and _WHOLE.match(t.value)]
    if len(dates) != 1:
        return None
    (day,) = dates
    return FactTime(day.text, day.start, day.end, day.type, day.value, day.id)


def merged(before: Relation, now: Relation) -> Relation:
    """One record of two: the later where they disagree, with less confidence; else the surer, with both sentences."""
    places = (*before.also, Place(before.sentence.start, before.sentence.end))
    other = Place(now.sentence.start, now.sentence.end)
    if (before.phase, before.modality) != (now.phase, now.modality):
        return replace(now, also=tuple(p for p in places if p != other), confidence=round(now.confidence * 0.8, 2))
    if other == places[-1]:
        return before
    return replace(before, also=(*before.also, other))
