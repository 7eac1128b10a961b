"""One or several runs to claims, stories and timelines: facts stream through the disk, block by block."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from pipeline.claim_records import COMPARED, Claim, Story, Timeline
from pipeline.compare.claims import apart, claim
from pipeline.compare.joining import across, lasting_key, within
from pipeline.compare.mentions import ClaimMention, mention
from pipeline.compare.spool import Spool
from pipeline.compare.stories import Profile, copies, profile, stories, story_record, voices
from pipeline.compare.timelines import timeline
from pipeline.emit import OutputError, WriteError, encode, read_table
from pipeline.errors import ClaimsError
from pipeline.records import Article, Fact


@dataclass(slots=True)
class Comparison:
    """What several articles claim: the records of the three files, in the order of their lines."""

    claims: list[Claim] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    timelines: list[Timeline] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Places:
    """Of each article its profile, without what only stories need, its voice, and its story where it is not alone."""

    articles: dict[str, Profile]
    voice: dict[str, str]
    story: dict[str, str]
    stories: list[Story]


def compare(runs: Iterable[str | PathLike[str]], *, single: bool = False) -> Comparison:
    """The claims, stories and timelines of runs; the same whatever the order of runs, articles and facts.

    An article that several runs hold counts once, and so does a fact.

    Args:
        runs: Folders that ``claims extract`` wrote, whole or in shards.
        single: Whether to give facts that nobody else tells as claims too.

    Raises:
        pipeline.emit.ReadError: A run is not there, or a line of it cannot be read.
        ClaimsError: A run is a file of facts, without the articles that comparing needs.
    """
    given = list(runs)
    for run in given:
        if not Path(run).is_dir():
            raise ClaimsError(f"{run} is no folder of a run: comparing needs its articles too. Extract into a folder.")
    places = _places(given)
    out = Comparison(stories=places.stories)
    with contextlib.closing(Spool()) as by_story, contextlib.closing(Spool()) as by_thing:
        seen: set[str] = set()
        for fact in _facts(given):
            if fact.id not in seen and fact.article_id in places.articles:
                seen.add(fact.id)
                by_story.add(
                    places.story.get(fact.article_id, fact.article_id),
                    mention(fact, places.articles[fact.article_id].date),
                )
        for _, block in by_story.blocks():
            for group in within(block):
                for part in apart(group, places.voice):
                    if key := lasting_key(part):
                        by_thing.add(key, part)
                    elif single or len(part) > 1:
                        out.claims.append(_claim(part, places))
        for _, groups in by_thing.blocks():
            for group in across(sorted(groups, key=lambda g: min(m.fact_id for m in g))):
                if single or len(group) > 1:
                    out.claims.append(_claim(group, places))
            found = timeline([m for group in groups for m in group], places.voice)
            if found is not None:
                out.timelines.append(found)
    out.claims.sort(key=lambda c: (c.first or "", c.id))
    out.stories.sort(key=lambda s: (s.first or "", s.id))
    out.timelines.sort(key=lambda t: (t.subject.name or "", t.property.name or "", t.id))
    return out


def _facts(runs: Iterable[str | PathLike[str]]) -> Iterator[Fact]:
    for run in runs:
        yield from read_table(run, "facts")


def _places(runs: Iterable[str | PathLike[str]]) -> _Places:
    profiles: dict[str, Profile] = {}
    article: Article
    for run in runs:
        for article in read_table(run, "articles"):
            if article.status == "ok" and article.id not in profiles:
                profiles[article.id] = profile(article)
    places = _Places({}, {}, {}, [])
    for group in stories(profiles.values()):
        places.voice.update(voices(group, copies(group)))
        if len(group) > 1:
            record = story_record(group)
            places.stories.append(record)
            places.story.update(dict.fromkeys(record.articles, record.id))
    for p in profiles.values():
        places.articles[p.id] = Profile(p.id, {}, {}, frozenset(), p.title, p.date, p.publisher)
    return places


def _claim(members: list[ClaimMention], places: _Places) -> Claim:
    articles = {m.article_id: places.articles[m.article_id] for m in members}
    told_in = {places.story.get(i) for i in articles}
    return claim(members, articles, places.voice, told_in.pop() if len(told_in) == 1 else None)


def write(found: Comparison, target: str | PathLike[str]) -> None:
    """Writes the three files into a folder, or the claims alone to a file ``….jsonl``; each whole or not at all.

    Raises:
        OutputError: The target has the name of another kind of file, or cannot be written to.
        WriteError: Writing failed on the way.
    """
    path = Path(target)
    tables: dict[str, list[Any]] = {name: getattr(found, name) for name in COMPARED}
    if path.suffix == ".jsonl" and not path.is_dir():
        files = {path: tables["claims"]}
    elif path.suffix and not path.is_dir():
        raise OutputError(f"{target} is neither a folder nor a file ….jsonl: name one of them.")
    else:
        files = {path / f"{name}.jsonl": rows for name, rows in tables.items()}
    try:
        partials = []
        for file, rows in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            partial = file.with_name(f".{file.name}.partial")
            with open(partial, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as lines:
                lines.writelines(encode(row) + "\n" for row in rows)
            partials.append((partial, file))
        for partial, file in partials:
            partial.replace(file)
    except OSError as e:
        raise WriteError(f"{target} could not be written: {e.strerror or e}.") from None
