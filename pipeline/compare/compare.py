"""One or several runs to claims, stories, timelines and histories: facts stream through the disk, block by block."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from pipeline.claim_records import COMPARED, Claim, History, Story, Timeline
from pipeline.compare import helpers
from pipeline.compare.claims import apart, claim
from pipeline.compare.histories import RelationMention, history, history_key, relation_mention
from pipeline.compare.kept import Kept, parsed
from pipeline.compare.mentions import ClaimMention, mention
from pipeline.compare.profiles import Profile, profile
from pipeline.compare.reviewed_joins import Joins
from pipeline.compare.same_claim import across, lasting_key
from pipeline.compare.spool import Spool
from pipeline.compare.stories import copies, stories, story_record, voices
from pipeline.compare.timelines import reported, timelines
from pipeline.emit import read_table
from pipeline.emit.reader import table_files
from pipeline.errors import ClaimsError
from pipeline.records import Article, content_id

Told = Claim | Story | Timeline | History
Runs = Iterable[str | PathLike[str]]
Said = Mapping[frozenset[str], str]


@dataclass(slots=True)
class Comparison:
    """What several articles claim: the records of the four files, in the order of their lines."""

    claims: list[Claim] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    timelines: list[Timeline] = field(default_factory=list)
    histories: list[History] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Places:
    """Of each article its profile, without what only stories need, its voice, and its story where it is not alone."""

    articles: dict[str, Profile] = field(default_factory=dict)
    voice: dict[str, str] = field(default_factory=dict)
    story: dict[str, str] = field(default_factory=dict)
    stories: list[Story] = field(default_factory=list)

    def blocks(self) -> Iterator[tuple[str, ...]]:
        """The articles of each story, and those that stand alone."""
        yield from (s.articles for s in self.stories)
        yield from ((i,) for i in sorted(self.articles) if i not in self.story)


def compare(runs: Runs, *, single: bool = False, joins: Said | None = None) -> Comparison:
    """The claims, stories, timelines and histories of runs; the same whatever the order of runs, articles and facts.

    An article that several runs hold counts once, and so does a fact.

    Args:
        runs: Folders that ``claims extract`` wrote, whole or in shards.
        single: Whether to give facts that nobody else tells as claims too, and relations that are told once.
        joins: ``accept`` or ``cut`` by the ids of two facts, as ``pipeline.decisions.Decisions.joins`` tells them.

    Raises:
        pipeline.emit.ReadError: A run is not there, or a line of it cannot be read.
        ClaimsError: A run is a file of facts, without the articles that comparing needs.
    """
    out = Comparison()
    tables: dict[type, list[Any]] = {record: getattr(out, name) for name, record in COMPARED.items()}
    for record in records(runs, single=single, joins=joins):
        tables[type(record)].append(record)
    for rows in tables.values():
        rows.sort(key=order)
    return out


def order(record: Told) -> tuple[str, str, str, str]:
    """By what the lines of a table are sorted."""
    match record:
        case Claim() | Story():
            return (record.first or "", record.id, "", "")
        case Timeline():
            return (record.subject.name or "", record.property.name or "", record.id, "")
        case History():
            return (record.type, record.tail.name, record.first or "", record.id)


def records(
    runs: Runs,
    *,
    single: bool = False,
    joins: Said | None = None,
    keep: str | PathLike[str] | None = None,
    processes: int = 0,
) -> Iterator[Told]:
    """What ``compare`` gives, one record after the other, in no order.

    Args:
        runs: As in ``compare``.
        single: As in ``compare``.
        joins: As in ``compare``.
        keep: A folder that keeps what is compared, and what it has kept before is compared as well. Only when all
            records were taken is anything kept.
        processes: How many may help, which they do with many facts if no folder keeps them. They import the main module
            anew, so that a script must start under ``if __name__ == "__main__"``.

    Raises:
        As ``compare``.
        pipeline.emit.OutputError: The folder cannot keep anything.
    """
    given = list(runs)
    for run in given:
        if not Path(run).is_dir():
            raise ClaimsError(f"{run} is no folder of a run: comparing needs its articles too. Extract into a folder.")
    with contextlib.closing(Kept(Path(keep) if keep is not None else None)) as kept:
        places, new = _places(given, kept)
        yield from places.stories
        _read_facts(given, kept, places, new)
        yield from _claims(kept, places, Joins(joins), single, processes)
        yield from _histories(kept, places, single)
        kept.done()


def _places(runs: list[str | PathLike[str]], kept: Kept) -> tuple[_Places, set[str]]:
    """The places of all articles, and the ids of those that were not kept before."""
    profiles = {p.id: p for p in kept.articles()}
    new: set[str] = set()
    article: Article
    for run in runs:
        for article in read_table(run, "articles"):
            if article.status == "ok" and article.id not in profiles:
                profiles[article.id] = found = profile(article)
                kept.add_article(found)
                new.add(article.id)
    places = _Places()
    for group in stories(profiles.values()):
        copied = copies(group) if len(group) > 1 else []
        places.voice.update(voices(group, copied))
        if len(group) > 1:
            record = story_record(group, copied)
            places.stories.append(record)
            places.story.update(dict.fromkeys(record.articles, record.id))
    places.articles.update((p.id, p.bare()) for p in profiles.values())
    return places, new


def _read_facts(runs: list[str | PathLike[str]], kept: Kept, places: _Places, new: set[str]) -> None:
    for run in runs:
        for fact in read_table(run, "facts"):
            if fact.article_id in new:
                kept.add_fact(mention(fact, places.articles[fact.article_id].date))
        # A run of an older version has no relations.
        if all(path.exists() for path in table_files(run, "relations")):
            for relation in read_table(run, "relations"):
                if relation.article_id in new:
                    kept.add_relation(relation_mention(relation))
    kept.sort()


def _claims(kept: Kept, places: _Places, joins: Joins, single: bool, processes: int) -> Iterator[Claim | Timeline]:
    least = 1 if single else 2
    with contextlib.closing(Spool()) as by_thing:
        for part in _told_within(kept, places, joins, processes):
            if key := lasting_key(part):
                by_thing.add(key, part)
            elif len(part) >= least:
                yield _claim(part, places)
                yield from reported(part, places.voice)
        for _, groups in by_thing.blocks():
            for group in across(sorted(groups, key=lambda g: min(m.fact_id for m in g)), joins):
                if len(group) >= least:
                    yield _claim(group, places)
            yield from timelines([m for group in groups for m in group], places.voice)


def _told_within(kept: Kept, places: _Places, joins: Joins, processes: int) -> Iterator[list[ClaimMention]]:
    """The claims of each story; then those with facts that a reviewer joined to others, of whatever story, as one."""
    blocks = (kept.lines_of(articles) for articles in places.blocks())
    if processes and not kept.lasts and kept.count() >= helpers.WORTH:
        found = helpers.grouped(blocks, joins, processes)
    else:
        found = ((block, _grouped(block, kept, joins)) for block in map(parsed, blocks))
    for block, groups in found:
        for group in groups:
            parts = apart([block[n] for n in group], places.voice)
            yield from (part for part in parts if not joins.takes(part))
    yield from joins.held()


def _grouped(block: list[ClaimMention], kept: Kept, joins: Joins) -> list[list[int]]:
    """A story's facts in groups that make one claim each, by their places, as they are kept or else found."""
    if not kept.lasts or len(block) < 2:
        return helpers.places(block, joins)
    known = [m.fact_id for m in block]
    cut = sorted(sorted(pair) for pair in joins.cut if pair <= set(known))
    name = content_id("b", *known, *(i for pair in cut for i in pair))
    found = kept.groups(name)
    if found is None:
        found = helpers.places(block, joins)
        kept.add_groups(name, found)
    return found


def _histories(kept: Kept, places: _Places, single: bool) -> Iterator[History]:
    with contextlib.closing(Spool()) as by_ends:
        for told in kept.relations():
            by_ends.add(history_key(told), told)
        for _, found in by_ends.blocks():
            members: dict[str, RelationMention] = {m.relation_id: m for m in found}
            if len(members) > 1 or single:
                yield history(list(members.values()), places.articles, places.voice)


def _claim(members: list[ClaimMention], places: _Places) -> Claim:
    articles = {m.article_id: places.articles[m.article_id] for m in members}
    told_in = {places.story.get(i) for i in articles}
    return claim(members, articles, places.voice, told_in.pop() if len(told_in) == 1 else None)
