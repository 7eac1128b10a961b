"""Articles on one event, found by the weight of the rare words they share and by their days; copies of one text."""

from __future__ import annotations

import datetime
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import log

from pipeline.claim_records import Story
from pipeline.compare.grouping import groups
from pipeline.compare.words import overlap, stems, weight
from pipeline.records import Article, content_id

TERMS = 60
"""Terms of an article that are compared, the weightiest."""
KEYS = 20
"""Of these the terms by which articles are found for one another."""
SHARED_KEYS = 2
CROWD = 400
"""Articles under one key; of a key with more, each article meets those nearest to it in time only."""
ALIKE = 0.16
"""Cosine from which two articles of nearly one day tell of one event."""
DAYS = 10
"""Days between two articles on one event; without dates, and beyond, the texts must be twice as alike."""
SHINGLE = 6
COPIED = 0.5
"""Share of the shorter text's word sequences that stand in the other, from which it is a copy."""
_SCALE = 10.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What is kept of an article: its terms with their weights, hashes of its word sequences, and its data."""

    id: str
    terms: dict[str, float]
    shingles: frozenset[int]
    title: str | None
    date: str | None
    publisher: str | None


def profile(article: Article) -> Profile:
    """The profile of an article; that of one without a text is empty."""
    words = stems(f"{article.title or ''}\n{article.text or ''}")
    counts = Counter(words)
    weighed = {word: weight(word) * (1 + log(n)) for word, n in counts.items() if weight(word) > 1.5}
    terms = dict(sorted(weighed.items(), key=lambda item: (-item[1], item[0]))[:TERMS])
    sequences = (zlib.crc32(" ".join(words[n : n + SHINGLE]).encode()) for n in range(len(words) - SHINGLE + 1))
    # One in eight by its hash (mod-sampling, Broder 1997) stands for all.
    shingles = frozenset(value for value in sequences if value % 8 == 0)
    return Profile(article.id, terms, shingles, article.title, (article.date or "")[:10] or None, article.publisher)


def stories(profiles: Iterable[Profile]) -> list[tuple[Profile, ...]]:
    """Profiles grouped by event, those that stand alone as groups of one; no chain joins articles that are not alike."""
    known = {p.id: p for p in profiles}
    scores = {}
    for a, b in _candidates(known):
        first, second = known[a], known[b]
        alike = overlap(first.terms, second.terms)
        least = ALIKE if _near(first, second) else 2 * ALIKE
        scores[a, b] = (alike - least) * _SCALE
    return [tuple(known[i] for i in group) for group in groups(known, scores, floor=-2.0, unseen=-2.0)]


def _candidates(known: dict[str, Profile]) -> Iterable[tuple[str, str]]:
    index: dict[str, list[str]] = defaultdict(list)
    for p in sorted(known.values(), key=lambda p: (p.date or "", p.id)):
        for term in list(p.terms)[:KEYS]:
            index[term].append(p.id)
    near: dict[str, list[str]] = {i: [] for i in known}
    for ids in index.values():
        reach = len(ids) if len(ids) <= CROWD else CROWD // 8
        for n, i in enumerate(ids):
            near[i] += ids[n + 1 : n + 1 + reach]
    for i, others in near.items():
        for other, shared in Counter(others).items():
            if shared >= SHARED_KEYS:
                yield (i, other) if i < other else (other, i)


def _near(a: Profile, b: Profile) -> bool:
    if a.date is None or b.date is None:
        return False
    try:
        return abs((datetime.date.fromisoformat(a.date) - datetime.date.fromisoformat(b.date)).days) <= DAYS
    except ValueError:
        return False


def copies(story: Iterable[Profile]) -> list[tuple[str, ...]]:
    """The articles of a story that are copies of one text, two or more in each group."""
    scores = {}
    members = sorted(story, key=lambda p: p.id)
    for a, b in combinations(members, 2):
        least = min(len(a.shingles), len(b.shingles))
        if least >= 3:
            scores[a.id, b.id] = len(a.shingles & b.shingles) / least - COPIED
    return [group for group in groups([p.id for p in members], scores, unseen=-1.0) if len(group) > 1]


def story_record(members: tuple[Profile, ...]) -> Story:
    """The record of a story; its title is that of the earliest article."""
    days = sorted(p.date for p in members if p.date)
    titled = sorted((p for p in members if p.title), key=lambda p: (p.date or "9", p.id))
    ids = tuple(sorted(p.id for p in members))
    return Story(
        id=content_id("y", *ids),
        articles=ids,
        copies=tuple(copies(members)),
        title=titled[0].title if titled else None,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        publishers=tuple(sorted({p.publisher for p in members if p.publisher})),
    )


def voices(members: Iterable[Profile], copied: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """The voice of each article: one for a publisher, and one for all copies of a text."""
    voice = {p.id: f"publisher {p.publisher}" if p.publisher else p.id for p in members}
    for group in copied:
        named = min(voice[i] for i in group)
        merged = {voice[i] for i in group}
        voice = {i: named if v in merged else v for i, v in voice.items()}
    return voice
