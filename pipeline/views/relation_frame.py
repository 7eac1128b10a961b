"""Relations as a flat table: one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from pipeline.records import Article, EntityType, Modality, Phase, Relation, RelationType
from pipeline.views.columns import Column, Row, cells
from pipeline.views.frame import ABOUT_ARTICLE, about

RELATION_COLUMNS: tuple[Column, ...] = (
    Column("id", "string", "id", "content hash of the relation"),
    *ABOUT_ARTICLE,
    Column("head", "string", "head.name", "the first end: head relation tail"),
    Column("head_type", "category", "head.type", "type of that entity", get_args(EntityType)),
    Column("head_id", "string", "head.entity_id", "entity of the head"),
    Column("relation", "category", "type", "made_by, owned_by, leads, …", get_args(RelationType)),
    Column("tail", "string", "tail.name", "the other end"),
    Column("tail_type", "category", "tail.type", "type of that entity", get_args(EntityType)),
    Column("tail_id", "string", "tail.entity_id", "entity of the tail"),
    Column("role", "string", "role.name", "title or post of a person"),
    Column("phase", "category", "phase", "begins, holds or ended", get_args(Phase)),
    Column("modality", "category", "modality", "asserted, planned, …", get_args(Modality)),
    Column("source", "string", "", "on whose word; missing where the article says it itself"),
    Column("time", "string", "time.value", "TIMEX3 value of the time it is dated by"),
    Column("confidence", "float64", "confidence", "0 to 1"),
    Column("sentences", "int64", "", "how many sentences of the article say it"),
    Column("sentence", "string", "sentence.text", "the sentence that says it"),
    Column("cue", "string", "cue.text", "the words that say it"),
    Column("start", "int64", "sentence.start", "offset of the sentence in the article, in code points"),
    Column("end", "int64", "sentence.end", "its end, exclusive"),
    Column("rules", "object", "rules", "the construction"),
    Column("version", "string", "version", "version of the program that found it"),
)
"""The columns of relations in order."""


def relation_rows(relations: Iterable[Relation], articles: Mapping[str, Article]) -> Iterator[Row]:
    """The cells of relations in the order of ``RELATION_COLUMNS``, with what their articles, by id, say of themselves."""
    for relation in relations:
        source = relation.attribution.source if relation.attribution else None
        yield cells(
            relation,
            RELATION_COLUMNS,
            {
                **about(articles.get(relation.article_id)),
                "source": source and (source.name or source.text),
                "sentences": 1 + len(relation.also),
            },
        )
