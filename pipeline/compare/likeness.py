"""How alike articles are, for very many: rows of numbers side by side, and only articles that share weighty terms."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from pipeline.compare.profiles import KEYS, NAMES, TERMS, Profile, ordinal

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
    root = list(range(count))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for a, b in links:
        first, second = sorted((find(a), find(b)))
        root[second] = first
    parts: dict[int, list[int]] = defaultdict(list)
    for i in range(count):
        parts[find(i)].append(i)
    yield from parts.values()
