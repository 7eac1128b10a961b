"""What is made of a block by itself, by this process or by one that helps: claims of a story, claims of a thing in many."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pipeline.claim_records import Claim, Timeline
from pipeline.compare.claims import apart, claim
from pipeline.compare.kept import fact_line, parsed
from pipeline.compare.mentions import ClaimMention, mention
from pipeline.compare.profiles import Profile, profile
from pipeline.compare.same_claim import Joins, across, lasting_key, within
from pipeline.compare.sameness import mark_alone
from pipeline.compare.timelines import reported, timelines
from pipeline.emit.decode import Mismatch, decoder
from pipeline.records import Article, Fact

Lasting = tuple[str, bytes]
"""A story's claim that others may tell too: by what it is found, and the claim, packed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands: its profile without what only stories need, its voice, and its story if it is not alone."""

    profile: Profile
    voice: str
    story: str | None


Places = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Block:
    """The facts of a story, as they are kept, and the places of its articles."""

    lines: list[str]
    places: dict[str, Place]

    def facts(self) -> list[ClaimMention]:
        """The facts in the order of their ids."""
        found = parsed(self.lines, {i: place.profile.date for i, place in self.places.items()})
        if len(self.places) > 1:
            mark_alone(found)
        return found


def profiles(lines: Iterable[bytes]) -> list[Profile] | None:
    """The profiles of articles that were read; null if a line is no article."""
    decode = decoder(Article)
    try:
        articles = [cast(Article, decode(json.loads(line))) for line in lines]
    except (ValueError, RecursionError, Mismatch):
        return None
    return [profile(article) for article in articles if article.status == "ok"]


def mentions(lines: Iterable[bytes]) -> list[tuple[str, str]] | None:
    """Facts as they are kept, each behind the id of its article; null if a line is no fact."""
    decode = decoder(Fact)
    try:
        facts = [cast(Fact, decode(json.loads(line))) for line in lines]
    except (ValueError, RecursionError, Mismatch):
        return None
    return [(fact.article_id, fact_line(mention(fact))) for fact in facts]


def grouped(facts: Sequence[ClaimMention], joins: Joins | None = None) -> list[list[int]]:
    """Which facts of a story make one claim, by their places."""
    if len(facts) < 2:
        return [[n] for n in range(len(facts))]
    place = {m.fact_id: n for n, m in enumerate(facts)}
    return [[place[m.fact_id] for m in group] for group in within(facts, joins)]


def parts(facts: Sequence[ClaimMention], groups: Iterable[Iterable[int]], places: Places) -> list[list[ClaimMention]]:
    """The claims of a story whose facts are grouped."""
    voice = {i: place.voice for i, place in places.items()}
    return [part for group in groups for part in apart([facts[n] for n in group], voice)]


def settled(part: list[ClaimMention], places: Places, least: int) -> Iterator[Claim | Timeline | Lasting]:
    """What a claim of one story is written as, or what finds it in others."""
    if key := lasting_key(part):
        yield key, pickle.dumps((part, {m.article_id: places[m.article_id] for m in part}), pickle.HIGHEST_PROTOCOL)
    elif len(part) >= least:
        yield _claim(part, places)
        yield from reported(part, {i: place.voice for i, place in places.items()})


def of_stories(blocks: Iterable[Block], least: int) -> list[Claim | Timeline | Lasting]:
    """What is made of the facts of stories."""
    found: list[Claim | Timeline | Lasting] = []
    for block in blocks:
        facts = block.facts()
        for part in parts(facts, grouped(facts), block.places):
            found += settled(part, block.places, least)
    return found


def of_things(things: Iterable[Sequence[bytes]], least: int, joins: Joins | None = None) -> list[Claim | Timeline]:
    """What is made of claims of several stories that one key holds together."""
    found: list[Claim | Timeline] = []
    for packed in things:
        places: dict[str, Place] = {}
        told: list[list[ClaimMention]] = []
        for item in packed:
            part, known = pickle.loads(item)
            told.append(part)
            places.update(known)
        groups = list(across(sorted(told, key=lambda g: min(m.fact_id for m in g)), joins))
        found += [_claim(group, places) for group in groups if len(group) >= least]
        voice = {i: place.voice for i, place in places.items()}
        found += timelines([m for group in groups for m in group], voice)
    return found


def _claim(members: list[ClaimMention], places: Places) -> Claim:
    here = {m.article_id: places[m.article_id] for m in members}
    told_in = {place.story for place in here.values()}
    return claim(
        members,
        {i: place.profile for i, place in here.items()},
        {i: place.voice for i, place in here.items()},
        told_in.pop() if len(told_in) == 1 else None,
    )
