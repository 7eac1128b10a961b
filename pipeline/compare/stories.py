"""Articles on one event, found by the rare words and names they share and by their days; copies of one text."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np

from pipeline.claim_records import Story
from pipeline.compare.grouping import groups, roots
from pipeline.compare.profiles import KEYS, NAMES, TERMS, Profile, ordinal
from pipeline.records import content_id

COPIED = 0.5
"""Share of the shorter text's word sequences that stand in the other, from which it is a copy."""
_UNSEEN = -2.0
SHARED_KEYS = 2
"""Keys that two articles share at least that are set side by side."""
CROWD = 400
"""Articles under one key; of a key with more, each article meets those nearest to it in time only."""
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
_SCALE = 10.0
_BATCH = 4096
_UNDATED = -(10**6)


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


class Likeness:
    """Articles whose likeness can be asked. They are numbered in the order of days and ids, whatever order they came in."""

    def __init__(self, profiles: list[Profile]) -> None:
        self._numbers: dict[str, int] = {}
        order = sorted(profiles, key=lambda p: (p.date or "", p.id))
        self.ids = [p.id for p in order]
        self._days = np.array([_UNDATED if (day := ordinal(p.date)) is None else day for p in order], np.int64)
        self._terms, self._weights = self._rows([p.terms for p in order], TERMS)
        self._names, self._named = self._rows([p.names for p in order], NAMES)
        # One article's shares by words, filled and emptied again for each, as it is as long as all words.
        self._row = np.zeros(len(self._numbers) + 1)

    def _rows(self, bags: list[tuple[tuple[str, ...], array[float]]], width: int) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of words and their shares of a row's length, article by article; 0 stands for no word."""
        numbers = np.zeros((len(bags), width), np.int32)
        shares = np.zeros((len(bags), width), np.float32)
        for n, (words, weights) in enumerate(bags):
            numbers[n, : len(words)] = [self._numbers.setdefault(word, len(self._numbers) + 1) for word in words]
            if words:
                row = np.array(weights)
                shares[n, : len(words)] = row / np.sqrt(row @ row)
        return numbers, shares

    def pairs(self) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Each article with those behind it that share keys with it, and how well they fit it: 0 and more is one event."""
        index: dict[int, array[int]] = defaultdict(lambda: array("i"))
        for n, row in enumerate(self._terms[:, :KEYS]):
            for word in row[row > 0].tolist():
                index[word].append(n)
        postings = {word: np.array(found, np.int32) for word, found in index.items() if len(found) > 1}
        index.clear()
        for n, row in enumerate(self._terms[:, :KEYS]):
            met = [self._behind(postings[word], n) for word in row.tolist() if word in postings]
            if not met:
                continue
            others, shared = np.unique(np.concatenate(met), return_counts=True)
            others = others[shared >= SHARED_KEYS]
            if len(others):
                yield n, others, self.fits(n, others)

    @staticmethod
    def _behind(found: np.ndarray, n: int) -> np.ndarray:
        place = int(np.searchsorted(found, n)) + 1
        reach = len(found) if len(found) <= CROWD else CROWD // 8
        return found[place : place + reach]

    def fits(self, n: int, others: np.ndarray) -> np.ndarray:
        """How well articles fit one: their likeness less what their days ask, ten times; 0 and more is one event."""
        alike = self._cosines(self._terms, self._weights, n, others)
        alike += NAMED * self._cosines(self._names, self._named, n, others)
        apart = np.abs(self._days[others] - self._days[n]).astype(float)
        apart[self._days[others] == _UNDATED] = LATER
        if self._days[n] == _UNDATED:
            apart[:] = LATER
        least = ALIKE + (ALIKE_LATER - ALIKE) * np.clip((apart - DAYS) / (LATER - DAYS), 0.0, 1.0)
        found: np.ndarray = (alike - least) * _SCALE
        return found

    def _cosines(self, words: np.ndarray, shares: np.ndarray, n: int, others: np.ndarray) -> np.ndarray:
        known = self._row
        known[words[n]] = shares[n]
        known[0] = 0.0
        parts = np.split(others, range(_BATCH, len(others), _BATCH))
        found = [(known[words[part]] * shares[part]).sum(axis=1, dtype=float) for part in parts]
        known[words[n]] = 0.0
        return np.concatenate(found)


def connected(count: int, links: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """The numbers below ``count`` that links hold together, each set in order, sets of one among them."""
    root = roots(range(count), links)
    parts: dict[int, list[int]] = defaultdict(list)
    for i in range(count):
        parts[root[i]].append(i)
    yield from parts.values()
