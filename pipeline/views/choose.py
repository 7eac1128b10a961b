"""Which facts of a run are shown, and in what order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.emit import read_table
from pipeline.records import Article, Fact

SORTS: dict[str, Callable[[Told], Any]] = {
    "article": lambda told: 0,
    "confidence": lambda told: told.fact.confidence,
    "value": lambda told: -_size(told.fact),
    "date": lambda told: told.about.date or "9999",
    "subject": lambda told: (told.fact.subject is None, _name(told.fact.subject).casefold()),
}
"""Orders: as they stand in the articles, the least sure first, the greatest first, the oldest first, by name."""


@dataclass(frozen=True, slots=True)
class About:
    """What is told of an article above its facts; of a file of facts alone the id is all there is."""

    id: str
    title: str | None = None
    path: str | None = None
    date: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A fact and its article."""

    fact: Fact
    about: About


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which facts are wanted; all of what is given must hold, and nothing is given by default.

    Attributes:
        kinds, modalities: Any of these.
        subject, source, property: Part of the name or of the words in the text, whatever the case.
        article: Part of the article's title, path, publisher or id.
        since: The first day, ISO 8601, of the articles' dates; what has no date is left out.
        text: Words that all stand in the sentence, the title or a name of the fact, in any order.
        min_confidence: The least confidence.
    """

    kinds: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    subject: str = ""
    source: str = ""
    property: str = ""
    article: str = ""
    since: str = ""
    text: str = ""
    min_confidence: float = 0.0

    def holds(self, told: Told) -> bool:
        """Whether a fact is wanted."""
        fact, about = told.fact, told.about
        source = fact.attribution.source if fact.attribution else None
        return (
            fact.confidence >= self.min_confidence
            and (not self.kinds or fact.kind in self.kinds)
            and (not self.modalities or fact.modality in self.modalities)
            and (not self.since or (about.date or "") >= self.since)
            and _holds(self.subject, fact.subject)
            and _holds(self.source, source)
            and _holds(self.property, fact.property)
            and (not self.article or _within(self.article, (about.title, about.path, about.publisher, about.id)))
            and (not self.text or words(self.text, self._searched(told)))
        )

    def _searched(self, told: Told) -> str:
        fact = told.fact
        source = fact.attribution.source if fact.attribution else None
        parts = (fact.sentence.text, _name(fact.subject), _name(source), told.about.title, fact.quantity.text)
        return "\n".join(part for part in parts if part)


def chosen(run: str, wanted: Wanted, sort: str = "article", limit: int | None = None) -> Iterator[Told]:
    """The wanted facts of a run; as they stand in the articles they are read one by one, else all are held.

    Args:
        run: The folder or the file of facts that ``claims extract`` wrote.
        wanted: Which.
        sort: One of ``SORTS``.
        limit: At most so many, the first in that order.

    Raises:
        ReadError: There is no such run, or a line of it cannot be read.
    """
    found: Iterable[Told] = (told for told in _told(run) if wanted.holds(told))
    if sort != "article":
        found = sorted(found, key=SORTS[sort])
    return itertools.islice(found, limit)


def _told(run: str) -> Iterator[Told]:
    return (Told(fact, about) for fact, about in with_articles(run, "facts"))


def with_articles(run: str, table: str) -> Iterator[tuple[Any, About]]:
    """Records of a table with their articles, which stand in the same order."""
    articles: Iterator[Article] = read_table(run, "articles") if Path(run).is_dir() else iter(())
    about = About("")
    for record in read_table(run, table):
        if record.article_id != about.id:
            found = next((a for a in articles if a.id == record.article_id), None)
            known = (found.title, found.path, found.date, found.publisher) if found else ()
            about = About(record.article_id, *known)
        yield record, about


def words(sought: str, text: str) -> bool:
    """Whether all words that are sought stand in a text, in any order, whatever the case."""
    text = text.casefold()
    return all(word in text for word in sought.casefold().split())


def _holds(sought: str, part: Any) -> bool:
    # Of a property that no word says, the text is null.
    return not sought or (part is not None and _within(sought, (getattr(part, "name", None), part.text)))


def _within(sought: str, names: Iterable[str | None]) -> bool:
    return any(sought.casefold() in name.casefold() for name in names if name)


def _name(part: Any) -> str:
    return (getattr(part, "name", None) or part.text) if part is not None else ""


def _size(fact: Fact) -> float:
    q = fact.quantity
    return next((v for v in (q.base_value, q.value, q.value_max, q.value_min) if v is not None), float("-inf"))
