"""What several articles say together as flat tables: a row for each value of a claim, article of a story, point of a timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from pipeline.claim_records import Claim, ClaimStatus, History, Story, Timeline
from pipeline.records import EntityType, Kind, Modality, Phase, RelationType
from pipeline.views.columns import Column, Row

_TYPES, _KINDS = get_args(EntityType), get_args(Kind)
CLAIM_COLUMNS: tuple[Column, ...] = (
    Column("claim_id", "string", "", "the claim; several rows have it where several values are told"),
    Column("story_id", "string", "", "its story; missing where it is of several or none"),
    Column("status", "category", "", "single, agreed, refined, updated or disputed", get_args(ClaimStatus)),
    Column("kind", "category", "", "kind of quantity", _KINDS),
    Column("subject", "string", "", "commonest name of what has the quantity"),
    Column("subject_type", "category", "", "type of that thing", _TYPES),
    Column("property", "string", "", "what is measured"),
    Column("time", "string", "", "TIMEX3 value of the time it holds at"),
    Column("unit", "string", "", "unit of the claim's facts"),
    Column("normalized", "string", "", "the value in canonical form"),
    Column("value", "float64", "", "number in the unit; missing for a range"),
    Column("value_min", "float64", "", "lower bound"),
    Column("value_max", "float64", "", "upper bound"),
    Column("best", "bool", "", "whether it is the group of values that most voices tell"),
    Column("voices", "int64", "", "how many publishers with a text of their own tell this value"),
    Column("publishers", "object", "", "who publishes it"),
    Column("sources", "object", "", "on whose word"),
    Column("first", "datetime64[s]", "", "first day it was told"),
    Column("last", "datetime64[s]", "", "last day it was told"),
    Column("facts", "object", "", "ids of the facts"),
    Column("claim_voices", "int64", "", "how many voices the claim has"),
    Column("claim_articles", "int64", "", "how many articles tell the claim"),
    Column("confidence", "float64", "", "0 to 1, that the facts are one claim"),
)
STORY_COLUMNS: tuple[Column, ...] = (
    Column("story_id", "string", "", "the story"),
    Column("title", "string", "", "title of its earliest article"),
    Column("first", "datetime64[s]", "", "its first day"),
    Column("last", "datetime64[s]", "", "its last day"),
    Column("article_id", "string", "", "one of its articles"),
    Column("voice", "string", "", "the same for articles that are copies of one text"),
)
TIMELINE_COLUMNS: tuple[Column, ...] = (
    Column("timeline_id", "string", "", "one thing's one property"),
    Column("subject", "string", "", "the thing"),
    Column("subject_type", "category", "", "its type", _TYPES),
    Column("property", "string", "", "the property"),
    Column("kind", "category", "", "kind of quantity", _KINDS),
    Column("unit", "string", "", "unit of the values"),
    Column("time", "string", "", "TIMEX3 value"),
    Column("value", "float64", "", "the value that most voices tell"),
    Column("value_min", "float64", "", "lower bound"),
    Column("value_max", "float64", "", "upper bound"),
    Column("voices", "int64", "", "how many tell it"),
    Column("facts", "object", "", "ids of the facts"),
)
HISTORY_COLUMNS: tuple[Column, ...] = (
    Column("history_id", "string", "", "a relation between two things; a row for each of its states, in order of time"),
    Column("type", "category", "", "type of the relation", get_args(RelationType)),
    Column("head", "string", "", "commonest name of its head"),
    Column("head_type", "category", "", "type of its head", _TYPES),
    Column("tail", "string", "", "commonest name of its tail"),
    Column("tail_type", "category", "", "type of its tail", _TYPES),
    Column("roles", "object", "", "posts and titles"),
    Column("phase", "category", "", "begins, holds or ended", get_args(Phase)),
    Column("modality", "category", "", "how sure the text is", get_args(Modality)),
    Column("time", "string", "", "TIMEX3 value of the time it is told of"),
    Column("voices", "int64", "", "how many tell it"),
    Column("publishers", "object", "", "who publishes it"),
    Column("first", "datetime64[s]", "", "first day it was told"),
    Column("last", "datetime64[s]", "", "last day it was told"),
    Column("relations", "object", "", "ids of the relations"),
)


def claim_rows(claims: Iterable[Claim]) -> Iterator[Row]:
    """A row for each value that is told, in the order of ``CLAIM_COLUMNS``: that of most voices first."""
    for claim in claims:
        of = (claim.id, claim.story_id, claim.status, claim.kind, claim.subject.name, claim.subject.type)
        for n, told in enumerate(claim.values):
            yield (
                *of,
                *(claim.property.name, claim.time, claim.unit, told.normalized),
                *(told.value, told.value_min, told.value_max, n == 0, told.voices, told.publishers, told.sources),
                *(told.first, told.last, told.facts, claim.voices, claim.articles, claim.confidence),
            )


def story_rows(stories: Iterable[Story]) -> Iterator[Row]:
    """A row for each article of a story, in the order of ``STORY_COLUMNS``."""
    for story in stories:
        voices = {article: min(group) for group in story.copies for article in group}
        for article in story.articles:
            yield (story.id, story.title, story.first, story.last, article, voices.get(article, article))


def timeline_rows(timelines: Iterable[Timeline]) -> Iterator[Row]:
    """A row for each time, in the order of ``TIMELINE_COLUMNS``."""
    for line in timelines:
        of = (line.id, line.subject.name, line.subject.type, line.property.name, line.kind, line.unit)
        for point in line.points:
            yield (*of, point.time, point.value, point.value_min, point.value_max, point.voices, point.facts)


def history_rows(histories: Iterable[History]) -> Iterator[Row]:
    """A row for each state of a relation, in the order of ``HISTORY_COLUMNS``."""
    for told in histories:
        of = (told.id, told.type, told.head.name, told.head.type, told.tail.name, told.tail.type, told.roles)
        for state in told.states:
            yield (
                *of,
                *(state.phase, state.modality, state.time, state.voices, state.publishers),
                *(state.first, state.last, state.relations),
            )
