"""Articles on one event, found by the rare words and names they share and by their days; copies of one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np

from pipeline.claim_records import Story
from pipeline.compare.grouping import groups
from pipeline.compare.likeness import CROWD, Likeness, connected
from pipeline.compare.profiles import Profile
from pipeline.records import content_id

COPIED = 0.5
"""Share of the shorter text's word sequences that stand in the other, from which it is a copy."""
_UNSEEN = -2.0


def stories(profiles: Iterable[Profile]) -> list[tuple[Profile, ...]]:
    """Profiles grouped by event, those that stand alone as groups of one; no chain joins articles that are not alike."""
    given = list(profiles)
    known = {p.id: p for p in given}
    likeness = Likeness(given)
    fitting: dict[tuple[int, int], float] = {}
    for n, others, fits in likeness.pairs():
        close = fits >= 0
        fitting.update(zip(((n, m) for m in others[close].tolist()), fits[close].tolist(), strict=True))
    found: list[tuple[str, ...]] = []
    parts = list(connected(len(given), fitting))
    crowds = {n: number for number, part in enumerate(parts) if len(part) > CROWD for n in part}
    seen: dict[int, dict[tuple[str, str], float]] = {}
    for (n, m), fit in fitting.items():
        if n in crowds and crowds[n] == crowds.get(m):
            seen.setdefault(crowds[n], {})[_pair(likeness.ids[n], likeness.ids[m])] = fit
    for number, part in enumerate(parts):
        if len(part) == 1:
            found.append((likeness.ids[part[0]],))
        else:
            scores = seen.pop(number) if number in seen else dict(_all(likeness, part))
            found += groups([likeness.ids[n] for n in part], scores, floor=_UNSEEN, unseen=_UNSEEN)
    return [tuple(known[i] for i in group) for group in sorted(found)]


def _all(likeness: Likeness, part: list[int]) -> Iterator[tuple[tuple[str, str], float]]:
    numbers = np.array(part)
    for place, n in enumerate(part[:-1]):
        others = numbers[place + 1 :]
        for m, fit in zip(others.tolist(), likeness.fits(n, others).tolist(), strict=True):
            yield _pair(likeness.ids[n], likeness.ids[m]), fit


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def copies(story: Iterable[Profile]) -> list[tuple[str, ...]]:
    """The articles of a story that are copies of one text, two or more in each group."""
    scores = {}
    members = sorted(story, key=lambda p: p.id)
    sequences = {p.id: frozenset(p.shingles) for p in members}
    for a, b in combinations(members, 2):
        first, second = sequences[a.id], sequences[b.id]
        least = min(len(first), len(second))
        if least >= 3:
            scores[a.id, b.id] = len(first & second) / least - COPIED
    return [group for group in groups([p.id for p in members], scores, unseen=-1.0) if len(group) > 1]


def story_record(members: tuple[Profile, ...], copied: list[tuple[str, ...]]) -> Story:
    """The record of a story with its copies; its title is that of the earliest article."""
    days = sorted(p.date for p in members if p.date)
    titled = sorted((p for p in members if p.title), key=lambda p: (p.date or "9", p.id))
    ids = tuple(sorted(p.id for p in members))
    return Story(
        id=content_id("y", *ids),
        articles=ids,
        copies=tuple(copied),
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
