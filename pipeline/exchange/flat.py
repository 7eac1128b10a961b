"""Which flat tables there are: the facts and relations of a run, and what ``claims compare`` wrote, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import TypeVar

from pipeline.claim_records import COMPARED
from pipeline.compare import Comparison
from pipeline.emit import Run, read_records, read_table
from pipeline.errors import ClaimsError
from pipeline.exchange.tables import Table, calendar
from pipeline.records import Article, Fact, Relation, Time
from pipeline.views.columns import Row
from pipeline.views.comparison_frames import (
    CLAIM_COLUMNS,
    HISTORY_COLUMNS,
    STORY_COLUMNS,
    TIMELINE_COLUMNS,
    claim_rows,
    history_rows,
    story_rows,
    timeline_rows,
)
from pipeline.views.frame import COLUMNS, makers, row
from pipeline.views.relation_frame import RELATION_COLUMNS, relation_rows

TABLES = ("facts", "relations", *COMPARED)
"""The tables by name; the last four stand in a folder that ``claims compare`` wrote."""
_COLUMNS = {
    "facts": COLUMNS,
    "relations": RELATION_COLUMNS,
    "claims": CLAIM_COLUMNS,
    "stories": STORY_COLUMNS,
    "timelines": TIMELINE_COLUMNS,
    "histories": HISTORY_COLUMNS,
}
_OF_RECORDS: dict[str, Callable[..., Iterator[Row]]] = {
    "claims": claim_rows,
    "stories": story_rows,
    "timelines": timeline_rows,
    "histories": history_rows,
}
R = TypeVar("R", Time, Relation)


def table(run: str | PathLike[str], name: str = "facts") -> Table:
    """A table of a run or of a comparison; its rows are read as they are asked for.

    Raises:
        ReadError: The run cannot be read.
        ClaimsError: There is no such table.
    """
    if name not in TABLES:
        raise ClaimsError(f"There is no table {name!r}: it is one of {', '.join(TABLES)}.")
    made = {"facts": _facts, "relations": _relations}.get(name)
    rows = made(run) if made else _OF_RECORDS[name](read_records(_compared(run, name), COMPARED[name]))
    return Table(name, _COLUMNS[name], calendar(_COLUMNS[name], rows))


def held(run: Run | Comparison, name: str = "facts") -> Table:
    """A table of a run or of a comparison that is in memory.

    Raises:
        ClaimsError: There is no such table in it.
    """
    if name not in (COMPARED if isinstance(run, Comparison) else ("facts", "relations")):
        what = "a comparison" if isinstance(run, Comparison) else "a run"
        raise ClaimsError(f"There is no table {name!r} in {what}: compare() makes {', '.join(COMPARED)}.")
    if isinstance(run, Comparison):
        rows = _OF_RECORDS[name](getattr(run, name))
    else:
        articles = {article.id: article for article in run.articles}
        times, made_by = {time.id: time for time in run.times}, makers(run.relations)
        facts = (row(fact, articles.get(fact.article_id), times, made_by) for fact in run.facts)
        rows = facts if name == "facts" else relation_rows(run.relations, articles)
    return Table(name, _COLUMNS[name], calendar(_COLUMNS[name], rows))


def _compared(place: str | PathLike[str], name: str) -> Path:
    path = Path(place)
    path = path / f"{name}.jsonl" if path.is_dir() else path
    if not path.exists():
        raise ClaimsError(f"{path} does not exist. Make it with: claims compare RUN... -o {place}")
    return path


def _facts(run: str | PathLike[str]) -> Iterator[Row]:
    """The cells of each fact of a run.

    Articles, times, relations and facts stand in the same order, so that no more than one article's are held at a time.
    """
    articles = _with_relations(run)
    times = grouped(read_table(run, "times"))
    article, held, of = None, {}, ""
    made_by: dict[str, str] = {}
    fact: Fact
    for fact in read_table(run, "facts"):
        if fact.article_id != of:
            of = fact.article_id
            article, related = next((found for found in articles if found[0].id == of), (None, []))
            made_by = makers(related)
        if fact.time and fact.time.time_id not in held:
            held = next((known for g in times if fact.time.time_id in (known := {t.id: t for t in g})), {})
        yield row(fact, article, held, made_by)


def _with_relations(run: str | PathLike[str]) -> Iterator[tuple[Article, list[Relation]]]:
    groups = grouped(read_table(run, "relations"))
    group = next(groups, [])
    for article in read_table(run, "articles"):
        if group and group[0].article_id == article.id:
            yield article, group
            group = next(groups, [])
        else:
            yield article, []


def _relations(run: str | PathLike[str]) -> Iterator[Row]:
    for article, related in _with_relations(run):
        yield from relation_rows(related, {article.id: article})


def grouped(records: Iterable[R]) -> Iterator[list[R]]:
    """The records of each article, in the order of the file."""
    group: list[R] = []
    for record in records:
        if group and group[0].article_id != record.article_id:
            yield group
            group = []
        group.append(record)
    if group:
        yield group
