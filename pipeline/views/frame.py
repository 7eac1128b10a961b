"""A run as a pandas DataFrame: one row for each fact, flat columns."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pipeline.records import Article, Change, Comparator, EntityType, Fact, Kind, Modality, Relation, Role, Time
from pipeline.views.columns import Column, Row, cells, framed

if TYPE_CHECKING:
    import pandas

    from pipeline.emit import Run


ABOUT_ARTICLE: tuple[Column, ...] = (
    Column("article_id", "string", "article_id", "its article"),
    Column("article_title", "string", "", "title of the article"),
    Column("article_date", "datetime64[s]", "", "day of the article"),
    Column("article_publisher", "string", "", "who published the article"),
    Column("article_url", "string", "", "address of the article"),
    Column("article_path", "string", "", "file that the article was read from"),
)
"""Of every table with a row for something in an article; :func:`about` fills them in."""

COLUMNS: tuple[Column, ...] = (
    Column("id", "string", "id", "content hash of the fact"),
    *ABOUT_ARTICLE,
    Column("kind", "category", "kind", "kind of quantity", get_args(Kind)),
    Column("subject", "string", "subject.name", "who or what has the quantity: resolved name, else the mention"),
    Column("subject_text", "string", "subject.text", "the subject as it stands in the text"),
    Column("subject_type", "category", "subject.type", "type of the entity", get_args(EntityType)),
    Column("subject_id", "string", "subject.entity_id", "entity of the subject"),
    Column("maker", "string", "", "who made or owns the subject, where the article says so"),
    Column("property", "string", "property.name", "what is measured: a short canonical noun"),
    Column("property_text", "string", "property.text", "the property as it stands in the text"),
    Column("text", "string", "quantity.text", "the quantity as it stands in the text"),
    Column("value", "float64", "quantity.value", "number in ``unit``; missing for a range"),
    Column("value_min", "float64", "quantity.value_min", "lower bound"),
    Column("value_max", "float64", "quantity.value_max", "upper bound"),
    Column("comparator", "category", "quantity.comparator", "how value and bounds relate", get_args(Comparator)),
    Column("approximate", "bool", "quantity.approximate", "about, around, nearly, …"),
    Column("unit", "string", "quantity.unit", "singular English name, ISO 4217 or counted noun"),
    Column("base_value", "float64", "quantity.base_value", "number in ``base_unit``"),
    Column("base_unit", "string", "quantity.base_unit", "SI or natural base of the unit"),
    Column("normalized", "string", "quantity.normalized", "equal for equal quantities"),
    Column("width", "Int64", "quantity.width", "pixels across, of a resolution"),
    Column("height", "Int64", "quantity.height", "lines, of a resolution"),
    Column("change", "category", "quantity.change", "increase or decrease", get_args(Change)),
    Column("role", "category", "quantity.role", "by (delta), to (final) or from (initial)", get_args(Role)),
    Column("modality", "category", "modality", "asserted, planned, …", get_args(Modality)),
    Column("source", "string", "attribution.source.name", "on whose word; missing where the article says it itself"),
    Column("source_text", "string", "attribution.source.text", "the source as it stands in the text"),
    Column("source_id", "string", "attribution.source.entity_id", "entity of the source"),
    Column("cue", "string", "attribution.cue.text", "reporting verb or phrase"),
    Column("statement_id", "string", "attribution.statement_id", "the statement it is part of"),
    Column("time", "string", "time.value", "TIMEX3 value of the time the claim holds at"),
    Column("time_text", "string", "time.text", "that time as it stands in the text"),
    Column("when", "datetime64[s]", "", "first day of that time; where it has none, day of the article"),
    Column("confidence", "float64", "confidence", "0 to 1, calibrated"),
    Column("sentence", "string", "sentence.text", "the sentence"),
    Column("start", "int64", "quantity.start", "offset of the quantity in the article, in code points"),
    Column("end", "int64", "quantity.end", "its end, exclusive"),
    Column("rules", "object", "rules", "names of the rules that fired, as a tuple"),
    Column("version", "string", "version", "version of the program that found it"),
)
"""The columns of ``to_frame`` in order."""


def find_run(environ: str = "CLAIMS_RUN") -> Path:
    """The folder of the run to look at: what the environment variable names, else here, else in ``outputs``.

    Raises:
        FileNotFoundError: There is no ``facts.jsonl`` in any of these; the message says how to make a run.
    """
    named = os.environ.get(environ)
    places = [Path(named)] if named else [Path(), Path("outputs")]
    for place in places:
        if (place / "facts.jsonl").is_file():
            return place
    looked = " or ".join(str(p) for p in places)
    raise FileNotFoundError(f"No run in {looked}. Make one with: claims extract corpus/articles -o {places[0]}")


def load(run_dir: str | PathLike[str]) -> pandas.DataFrame:
    """The facts of a run's folder (or of a file of facts) as a DataFrame; see ``to_frame``.

    Raises:
        pipeline.emit.ReadError: There is no run, or a line cannot be read; the message names file and line.
        ImportError: pandas is not installed.
    """
    from pipeline.emit import read_run

    return to_frame(read_run(run_dir))


def to_frame(run: Run) -> pandas.DataFrame:
    """One row for each fact of a run, in the run's order, with the columns and dtypes of ``COLUMNS``."""
    articles = {article.id: article for article in run.articles}
    times = {time.id: time for time in run.times}
    known = makers(run.relations)
    return framed(COLUMNS, (row(fact, articles.get(fact.article_id), times, known) for fact in run.facts))


def makers(relations: Iterable[Relation]) -> dict[str, str]:
    """The name of who made an entity, or of who owns it where no maker is told, by the entity's id.

    What is planned, denied or over is left out; of several the surest counts, of as sure ones the first in the text.
    """
    ranks = {"made_by": 1, "owned_by": 0}
    found: dict[str, tuple[tuple[int, float], str]] = {}
    for relation in relations:
        if relation.type in ranks and relation.modality == "asserted" and relation.phase != "ended":
            rank = (ranks[relation.type], relation.confidence)
            before = found.get(relation.head.entity_id)
            if before is None or rank > before[0]:
                found[relation.head.entity_id] = (rank, relation.tail.name)
    return {entity: name for entity, (_, name) in found.items()}


def row(fact: Fact, article: Article | None, times: Mapping[str, Time], makers: Mapping[str, str]) -> Row:
    """The cells of a fact in the order of ``COLUMNS``; dates as ISO 8601.

    Args:
        fact: The fact.
        article: Its article; null if that is not known.
        times: At least the time of the fact, by its id.
        makers: The makers of the article's entities, by the entity's id.
    """
    subject = fact.subject
    source = fact.attribution.source if fact.attribution else None
    joined = {
        **about(article),
        "subject": subject and (subject.name or subject.text),
        "maker": makers.get(subject.entity_id) if subject and subject.entity_id else None,
        "source": source and (source.name or source.text),
        "when": _when(fact, article, times),
    }
    return cells(fact, COLUMNS, joined)


def about(article: Article | None) -> dict[str, Any]:
    """What an article says of itself, by the names of the columns."""
    return {
        "article_title": article and article.title,
        "article_publisher": article and article.publisher,
        "article_url": article and article.url,
        "article_path": article and article.path,
        "article_date": article and article.date and article.date[:10],
    }


def facts(
    frame: pandas.DataFrame,
    *,
    kind: str | Iterable[str] | None = None,
    subject: str | None = None,
    source: str | None = None,
    min_confidence: float = 0.0,
    modality: str | Iterable[str] | None = None,
) -> pandas.DataFrame:
    """The rows that meet every condition given.

    Args:
        frame: A DataFrame of ``to_frame``.
        kind: One kind or several.
        subject: Part of the subject's name, upper and lower case alike; ``""`` for facts without a subject.
        source: Part of the source's name; ``""`` for what the article says itself.
        min_confidence: Lowest confidence, 0 to 1.
        modality: One modality or several.

    Raises:
        ValueError: There is no such kind or modality.
    """
    keep = frame["confidence"] >= min_confidence
    for column, wanted in (("kind", kind), ("modality", modality)):
        if wanted is not None:
            keep &= frame[column].isin(_known(column, wanted))
    for column, part in (("subject", subject), ("source", source)):
        if part is not None:
            cells = frame[column]
            keep &= cells.str.contains(part, case=False, regex=False, na=False) if part else cells.isna()
    return frame[keep]


def _known(column: str, wanted: str | Iterable[str]) -> list[str]:
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    allowed = next(c.values for c in COLUMNS if c.name == column)
    for name in names:
        if name not in allowed:
            raise ValueError(f"there is no {column} {name!r}: it is one of {', '.join(allowed)}")
    return names


def _when(fact: Fact, article: Article | None, times: Mapping[str, Time]) -> str | None:
    time = times.get(fact.time.time_id) if fact.time else None
    day = (time and time.begin) or (article and article.date)
    return day[:10] if day else None
