"""What is kept of an article for comparing: its weightiest terms and names, and hashes of its word sequences."""

from __future__ import annotations

import datetime
import json
import re
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

import numpy as np

from pipeline.compare.words import stem, stems, weight
from pipeline.records import Article

TERMS = 60
"""Terms of an article that are compared, the weightiest."""
KEYS = 20
"""Of these the terms by which articles are found for one another."""
NAMES = 40
"""Names of an article that are compared, the weightiest."""
SHINGLE = 6
"""Words of a sequence."""
_RARE = 1.5
_CAPITAL = re.compile(r"(?<=[\w,;]\s)[A-Z][^\W\d_]+")
_SMALL = re.compile(r"\b[a-z][^\W\d_]+")
_BASE = 0x01000193
_GOLDEN = 0x9E3779B97F4A7C15
# One sequence in four, by its hash, stands for all (mod-sampling, Broder 1997).
_SAMPLED = 4
Weighed = tuple[tuple[str, ...], "array[float]"]
_NOTHING: Weighed = ((), array("f"))
_NO_SHINGLES = array("I")


@dataclass(frozen=True, slots=True)
class Profile:
    """An article's id, title, day and publisher, its terms and names with their weights, and hashes of its sequences."""

    id: str
    title: str | None
    date: str | None
    publisher: str | None
    terms: Weighed = field(default=_NOTHING, compare=False, repr=False)
    names: Weighed = field(default=_NOTHING, compare=False, repr=False)
    shingles: array[int] = field(default_factory=lambda: _NO_SHINGLES, compare=False, repr=False)

    def __reduce__(self) -> tuple[Callable[..., Profile], tuple[object, ...]]:
        """Pickles its parts, of which words that many articles share are one object again."""
        return _of_parts, (self.id, self.title, self.date, self.publisher, self.terms, self.names, self.shingles)

    def bare(self) -> Profile:
        """The profile without what only stories need."""
        return Profile(self.id, self.title, self.date, self.publisher)


def _of_parts(
    i: str,
    title: str | None,
    date: str | None,
    publisher: str | None,
    terms: Weighed,
    names: Weighed,
    shingles: array[int],
) -> Profile:
    terms, names = ((tuple(map(sys.intern, words)), weights) for words, weights in (terms, names))
    return Profile(i, title, date, publisher, terms, names, shingles)


def profile(article: Article) -> Profile:
    """The profile of an article; that of one without a text is empty."""
    words = stems(f"{article.title or ''}\n{article.text or ''}")
    return Profile(
        id=article.id,
        title=article.title,
        date=(article.date or "")[:10] or None,
        publisher=article.publisher,
        terms=_weightiest(Counter(words), TERMS),
        names=_weightiest(_names(article.text or ""), NAMES),
        shingles=_shingles(words),
    )


def _weightiest(counts: Mapping[str, int], most: int) -> Weighed:
    weighed = [(-value * (1 + log(n)), word) for word, n in counts.items() if (value := weight(word)) > _RARE]
    weighed.sort()
    return tuple(word for _, word in weighed[:most]), array("f", [-value for value, _ in weighed[:most]])


def _names(text: str) -> Counter[str]:
    """Stems of words that the text writes with a capital within sentences, and seldom without."""
    large = Counter(_CAPITAL.findall(text))
    asked = {name: name.lower() for name in large}
    small = Counter(filter(frozenset(asked.values()).__contains__, _SMALL.findall(text))) if large else large
    counts: Counter[str] = Counter()
    for name, n in large.items():
        word = asked[name]
        if n > small[word]:
            counts[stem(word)] += n
    return counts


@lru_cache(maxsize=200_000)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _shingles(words: list[str]) -> array[int]:
    """Hashes of sequences of ``SHINGLE`` words, those that stand for all, each once."""
    if len(words) < SHINGLE:
        return array("I")
    hashes = np.array(list(map(_hash, words)), np.uint64)
    rolled = np.zeros(len(words) - SHINGLE + 1, np.uint64)
    for n in range(SHINGLE):
        rolled = rolled * np.uint64(_BASE) + hashes[n : n + len(rolled)]
    # The upper half of a product depends on all bits of both (multiplicative hashing).
    mixed = (rolled * np.uint64(_GOLDEN)) >> np.uint64(32)
    return array("I", np.unique(mixed[mixed % np.uint64(_SAMPLED) == 0]).tolist())


def to_line(given: Profile) -> str:
    """A profile as JSON."""
    weighed = [part for words, weights in (given.terms, given.names) for part in (words, weights.tolist())]
    return json.dumps([given.id, given.title, given.date, given.publisher, *weighed, given.shingles.tolist()])


def from_line(line: str) -> Profile:
    """A profile as it was before ``to_line``."""
    i, title, date, publisher, terms, shares, names, weights, shingles = json.loads(line)
    return _of_parts(
        i, title, date, publisher, (terms, array("f", shares)), (names, array("f", weights)), array("I", shingles)
    )


def days_apart(first: str | None, second: str | None) -> int | None:
    """Days between two dates; null where one is not known."""
    a, b = ordinal(first), ordinal(second)
    return None if a is None or b is None else abs(a - b)


@lru_cache(maxsize=50_000)
def ordinal(day: str | None) -> int | None:
    """The number of a day in the calendar; null where it is not known."""
    try:
        return datetime.date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None
