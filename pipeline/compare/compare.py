"""One or several runs to claims, stories, timelines and histories: facts stream through the disk, block by block."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any, NoReturn

from pipeline.claim_records import COMPARED, Claim, History, Story, Timeline
from pipeline.compare import blocks, helpers
from pipeline.compare.blocks import Block, Lasting, Place
from pipeline.compare.helpers import Helpers
from pipeline.compare.histories import RelationMention, history, history_key, relation_mention
from pipeline.compare.kept import Kept, Spool
from pipeline.compare.mentions import ClaimMention
from pipeline.compare.profiles import Profile
from pipeline.compare.same_claim import Joins
from pipeline.compare.stories import copies, stories, story_record, voices
from pipeline.emit import ReadError, read_lines, read_table
from pipeline.emit.reader import table_files
from pipeline.errors import ClaimsError
from pipeline.records import content_id

Told = Claim | Story | Timeline | History
Runs = Iterable[str | PathLike[str]]
Said = Mapping[frozenset[str], str]
_ARTICLES = 200
_FACTS = 3_000
_PARTS = 1_000
"""Articles, facts and stories' claims in one batch."""


@dataclass(slots=True)
class Comparison:
    """What several articles claim: the records of the four files, in the order of their lines."""

    claims: list[Claim] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    timelines: list[Timeline] = field(default_factory=list)
    histories: list[History] = field(default_factory=list)


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
    # What is kept, and a reviewer's joins between stories, are in one hand.
    helping = 0 if keep is not None or joins or _bytes(given) < helpers.WORTH else processes
    with (
        contextlib.closing(Kept(Path(keep) if keep is not None else None)) as kept,
        helpers.Helpers(helping) as hands,
    ):
        profiles, new = _profiles(given, kept, hands)
        told, places = _places(profiles.values())
        del profiles
        yield from told
        _read_facts(given, kept, new, hands)
        yield from _claims(kept, [story.articles for story in told], places, Joins(joins), 1 if single else 2, hands)
        yield from _histories(kept, places, single)
        kept.done()


def _bytes(runs: Runs) -> int:
    return sum(path.stat().st_size for run in runs for path in table_files(run, "facts") if path.exists())


def _profiles(runs: list[str | PathLike[str]], kept: Kept, hands: Helpers) -> tuple[dict[str, Profile], set[str]]:
    """The profiles of all articles, and the ids of those that were not kept before."""
    profiles = {p.id: p for p in kept.articles()}
    new: set[str] = set()
    for run in runs:
        for found in hands.done(blocks.profiles, helpers.batched(read_lines(run, "articles"), _ARTICLES)):
            for p in found if found is not None else _refused(run, "articles"):
                if p.id not in profiles:
                    profiles[p.id] = p
                    kept.add_article(p)
                    new.add(p.id)
    return profiles, new


def _refused(run: str | PathLike[str], table: str) -> NoReturn:
    """Says which line of a table cannot be read, by reading it once more."""
    for _ in read_table(run, table):
        pass
    raise ReadError(f"{run}: the {table} changed while they were read. Compare again.")


def _places(profiles: Iterable[Profile]) -> tuple[list[Story], dict[str, Place]]:
    """The stories, and the place of every article."""
    records: list[Story] = []
    places: dict[str, Place] = {}
    for group in stories(profiles):
        copied = copies(group) if len(group) > 1 else []
        if len(group) > 1:
            records.append(story_record(group, copied))
        story = records[-1].id if len(group) > 1 else None
        voice = voices(group, copied)
        places.update((p.id, Place(p.bare(), voice[p.id], story)) for p in group)
    return records, places


def _read_facts(runs: list[str | PathLike[str]], kept: Kept, new: set[str], hands: Helpers) -> None:
    for run in runs:
        for found in hands.done(blocks.mentions, helpers.batched(read_lines(run, "facts"), _FACTS)):
            told = found if found is not None else _refused(run, "facts")
            kept.add_facts((article, line) for article, line in told if article in new)
        # A run of an older version has no relations.
        if all(path.exists() for path in table_files(run, "relations")):
            for relation in read_table(run, "relations"):
                if relation.article_id in new:
                    kept.add_relation(relation_mention(relation))
    kept.sort()


def _claims(
    kept: Kept, told: list[tuple[str, ...]], places: dict[str, Place], joins: Joins, least: int, hands: Helpers
) -> Iterator[Claim | Timeline]:
    alone = ((i,) for i, place in sorted(places.items()) if place.story is None)
    found = (
        Block(kept.lines_of(articles), {i: places[i] for i in articles}) for articles in itertools.chain(told, alone)
    )
    with contextlib.closing(Spool()) as by_thing:
        for record in _of_stories(found, kept, places, joins, least, hands):
            if isinstance(record, tuple):
                by_thing.add(*record)
            else:
                yield record
        things = helpers.batched((items for _, items in by_thing.blocks()), _PARTS, len)
        for records in hands.done(partial(blocks.of_things, least=least, joins=joins if joins.said else None), things):
            yield from records


def _of_stories(
    found: Iterable[Block], kept: Kept, places: dict[str, Place], joins: Joins, least: int, hands: Helpers
) -> Iterator[Claim | Timeline | Lasting]:
    """What is made of each story; then of claims with facts that a reviewer joined to others, of whatever story, as one."""
    if not (kept.lasts or joins.said):
        batches = helpers.batched(found, _FACTS, lambda block: len(block.lines))
        for made in hands.done(partial(blocks.of_stories, least=least), batches):
            yield from made
        return
    for block in found:
        facts = block.facts()
        for part in blocks.parts(facts, _grouped(facts, kept, joins), block.places):
            if not joins.takes(part):
                yield from blocks.settled(part, places, least)
    for part in joins.held():
        yield from blocks.settled(part, places, least)


def _grouped(block: list[ClaimMention], kept: Kept, joins: Joins) -> list[list[int]]:
    """A story's facts in groups that make one claim each, by their places, as they are kept or else found."""
    if not kept.lasts or len(block) < 2:
        return blocks.grouped(block, joins)
    known = [m.fact_id for m in block]
    cut = sorted(sorted(pair) for pair in joins.cut if pair <= set(known))
    name = content_id("b", *known, *(i for pair in cut for i in pair))
    found = kept.groups(name)
    if found is None:
        found = blocks.grouped(block, joins)
        kept.add_groups(name, found)
    return found


def _histories(kept: Kept, places: dict[str, Place], single: bool) -> Iterator[History]:
    with contextlib.closing(Spool()) as by_ends:
        for told in kept.relations():
            by_ends.add(history_key(told), told)
        for _, found in by_ends.blocks():
            members: dict[str, RelationMention] = {m.relation_id: m for m in found}
            if len(members) > 1 or single:
                here = {m.article_id: places[m.article_id] for m in members.values()}
                profiles, voice = ({i: getattr(p, name) for i, p in here.items()} for name in ("profile", "voice"))
                yield history(list(members.values()), profiles, voice)
