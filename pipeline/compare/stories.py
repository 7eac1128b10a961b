"""Articles on one event, found by the weight of the rare words they share and by their days; copies of one text."""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log

from pipeline.claim_records import Story
from pipeline.compare.days import days_apart
from pipeline.compare.grouping import groups
from pipeline.compare.words import overlap, stem, stems, weight
from pipeline.records import Article, content_id

TERMS = 60
"""Terms of an article that are compared, the weightiest."""
KEYS = 20
"""Of these the terms by which articles are found for one another."""
SHARED_KEYS = 2
CROWD = 400
"""Articles under one key; of a key with more, each article meets those nearest to it in time only."""
NAMES = 40
"""Names of an article that are compared, the weightiest."""
NAMED = 0.5
"""What the cosine of the names counts beside that of all terms: who and where tell events of one kind apart."""
ALIKE = 0.29
"""Likeness from which two articles of nearly one day tell of one event."""
ALIKE_LATER = 0.5
"""Likeness that is asked of articles without dates, or more than ``LATER`` days apart."""
DAYS = 10
LATER = 40
"""Days between two articles up to which ``ALIKE`` is enough, and from which ``ALIKE_LATER`` is asked; between them the
limit rises evenly."""
SHINGLE = 6
COPIED = 0.5
"""Share of the shorter text's word sequences that stand in the other, from which it is a copy."""
_SCALE = 10.0
_CAPITAL = re.compile(r"(?<=[\w,;]\s)[A-Z][^\W\d_]+")
_SMALL = re.compile(r"\b[a-z][^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is kept of an article: its terms and names with their weights, hashes of its word sequences, and its data."""

    id: str
    terms: dict[str, float]
    names: dict[str, float]
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
    names = _names(article.text or "")
    return Profile(
        article.id, terms, names, shingles, article.title, (article.date or "")[:10] or None, article.publisher
    )


def _names(text: str) -> dict[str, float]:
    """Stems of words that the text writes with a capital within sentences, and seldom without, the weightiest."""
    small = Counter(_SMALL.findall(text))
    large = Counter(word.lower() for word in _CAPITAL.findall(text))
    counts: Counter[str] = Counter()
    for word, n in large.items():
        if n > small[word]:
            counts[stem(word)] += n
    weighed = {word: weight(word) * (1 + log(n)) for word, n in counts.items() if weight(word) > 1.5}
    return dict(sorted(weighed.items(), key=lambda item: (-item[1], item[0]))[:NAMES])


def stories(profiles: Iterable[Profile]) -> list[tuple[Profile, ...]]:
    """Profiles grouped by event, those that stand alone as groups of one; no chain joins articles that are not alike."""
    known = {p.id: p for p in profiles}
    scores = {}
    for a, b in _candidates(known):
        scores[a, b] = _fit(known[a], known[b])
    found = []
    for part in _connected(known, scores):
        if len(part) <= CROWD:
            seen = {(a, b): _fit(known[a], known[b]) for a, b in combinations(part, 2)}
        else:
            within = set(part)
            seen = {pair: value for pair, value in scores.items() if pair[0] in within and pair[1] in within}
        found += groups(part, seen, floor=-2.0, unseen=-2.0)
    return [tuple(known[i] for i in group) for group in sorted(found)]


def _fit(a: Profile, b: Profile) -> float:
    alike = overlap(a.terms, b.terms) + NAMED * overlap(a.names, b.names)
    return (alike - _least(a.date, b.date)) * _SCALE


def _least(first: str | None, second: str | None) -> float:
    """The likeness that two days ask of one event."""
    apart = days_apart(first, second)
    if apart is None:
        return ALIKE_LATER
    return ALIKE + (ALIKE_LATER - ALIKE) * min(1.0, max(0.0, (apart - DAYS) / (LATER - DAYS)))


def _connected(known: Iterable[str], scores: Mapping[tuple[str, str], float]) -> Iterator[list[str]]:
    """The articles that pairs which are alike hold together: only within these can groups come about."""
    root = {i: i for i in known}

    def find(i: str) -> str:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for (a, b), value in scores.items():
        if value >= 0:
            first, second = sorted((find(a), find(b)))
            root[second] = first
    parts: dict[str, list[str]] = defaultdict(list)
    for i in sorted(root):
        parts[find(i)].append(i)
    yield from parts.values()


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
