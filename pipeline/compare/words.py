"""Words as they are compared: stems, and how much one that two texts share says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from math import log, sqrt

import snowballstemmer

from pipeline.tables import packaged

_WORD = re.compile(r"[^\W\d_]{2,}")
_STEMMER = snowballstemmer.stemmer("english")
_DOCUMENTS = "(articles)"


def stems(text: str) -> list[str]:
    """A text's words in order, each as its class of meaning or else its stem (Porter 2); numbers and single letters left out."""
    return list(map(stem, _WORD.findall(text.lower())))


@lru_cache(maxsize=200_000)
def head(name: str) -> str | None:
    """The stem of a name's last word; null if it has none."""
    return next(reversed(stems(name)), None)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    known = _classes().get(word)
    if known is not None:
        return known
    found: str = _STEMMER.stemWord(word)
    return found


@cache
def _classes() -> dict[str, str]:
    return {word: row["class"] for row in packaged("pipeline.compare", "word_classes") for word in row["words"].split()}


@cache
def _frequencies() -> dict[str, int]:
    return {row["stem"]: int(row["documents"]) for row in packaged("pipeline.compare", "word_frequencies")}


@lru_cache(maxsize=200_000)
def weight(stem: str) -> float:
    """Inverse document frequency of a stem in news, from a fixed table, so that no weight depends on what is compared.

    0 for a stem that most articles have; a stem that the table lacks is as rare as the rarest in it.
    """
    known = _frequencies()
    share = known.get(stem, 2) / known[_DOCUMENTS]
    return 0.0 if share > 0.5 else round(-log(share), 4)


def overlap(first: Mapping[str, float], second: Mapping[str, float], lengths: float) -> float:
    """Cosine of two bags of weighted stems, 0 to 1; 0 if one is empty. ``lengths`` is the product of their norms."""
    if len(first) > len(second):
        first, second = second, first
    dot = 0.0
    for word in first.keys() & second.keys():
        dot += first[word] * second[word]
    return dot / lengths if dot else 0.0


def norm(words: Mapping[str, float]) -> float:
    """The length of a bag as a vector."""
    return sqrt(sum(value * value for value in words.values()))


def bag(words: Iterable[str]) -> dict[str, float]:
    """Each stem that says something with its weight, however often it stands there."""
    weighed = {word: weight(word) for word in words}
    return {word: value for word, value in weighed.items() if value > 1.0}


@cache
def fates() -> frozenset[str]:
    """The classes that tell what became of people who are counted: deaths, injuries, arrests."""
    return frozenset(row["class"] for row in packaged("pipeline.compare", "word_classes") if row["fate"])


@cache
def members() -> frozenset[str]:
    """Nouns that say less than the word before them: "members" of "crew members"."""
    return words_that_say("member")


@cache
def words_that_say(what: str) -> frozenset[str]:
    """The words of said_words.tsv that say something of the figure beside them: ``correction``, ``period``."""
    return frozenset(row["word"] for row in packaged("pipeline.compare", "said_words") if row["says"] == what)


@cache
def passing() -> frozenset[str]:
    """The stems of measures that every period or day tells anew: profits, share prices."""
    return stems_that_say("passing")


@cache
def prices() -> frozenset[str]:
    """The stems of measures that say what a thing takes, before and after it is paid: costs, bids, damage."""
    return stems_that_say("price")


@lru_cache(maxsize=200_000)
def is_price(name: str) -> bool:
    """Whether a measure's name says what a thing takes."""
    return not prices().isdisjoint(stems(name))


@cache
def stems_that_say(what: str) -> frozenset[str]:
    """The stems of :func:`words_that_say`."""
    return frozenset(map(stem, words_that_say(what)))


@cache
def numerals() -> frozenset[str]:
    """The stems of words that numbers are written with: they say nothing of what is counted."""
    return stems_that_say("numeral")
