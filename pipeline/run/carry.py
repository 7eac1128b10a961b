"""Carries the articles of a chunk through reading and extraction, so that one bad article costs itself alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Literal, Protocol

from pipeline.emit import Lines
from pipeline.ingest import Source, read
from pipeline.records import Article, Extraction
from pipeline.run.groups import Group, group, unread

Phase = Literal["read", "extract"]
Place = tuple[Phase, int, int]
"""What is being done: the phase, the source's index in its chunk, the article's index in its source."""
Poison = Mapping[Place, str]
"""Places not to be touched again, with the reason: what was done there ended the process that did it."""


class Extracts(Protocol):
    """What carries out extraction: ``pipeline.extract.Extractor``, or a stand-in."""

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """The extraction of each article, in their order."""


class Carrier:
    """Reads sources and extracts from their articles.

    Args:
        extractor: What extracts; it works through articles in batches of its own size.
        date: The ISO date of articles that have none.
        limit: How many articles of a chunk are read at most.
        any_language: Whether articles that are surely not English are read too.
    """

    def __init__(
        self, extractor: Extracts, date: str | None = None, limit: int | None = None, any_language: bool = False
    ) -> None:
        self._extractor, self._date, self._limit, self._any_language = extractor, date, limit, any_language
        self._lines = Lines()

    def carry(self, sources: Sequence[Source]) -> Generator[tuple[int, Group], None, None]:
        """The group of each article in order, with its source's index.

        If extraction raises, the articles that were on their way are extracted one by one, and the one that raises
        again is listed as failed.
        """
        under_way: deque[tuple[int, Article]] = deque()

        def feed() -> Iterator[Article]:
            for index, source in enumerate(sources):
                for article in self._read(source):
                    under_way.append((index, article))
                    yield article

        stream = islice(feed(), self._limit)
        while True:
            try:
                for extraction in self._extractor.extract(stream):
                    index, article = under_way.popleft()
                    yield index, self._group(extraction, article)
                broken = False
            except Exception:
                broken = True
                if not under_way and next(stream, None) is None:
                    return  # it raised without having taken an article, and there is none left
            while under_way:
                index, article = under_way.popleft()
                yield index, self._alone(article)
            if not broken:
                return

    def carry_alone(
        self, sources: Sequence[Source], poison: Poison, begin: Callable[[Place], None]
    ) -> Iterator[tuple[int, Group]]:
        """The same, article by article, for a chunk that ended its process.

        Args:
            sources: The chunk's sources.
            poison: Places that are known to end the process; what stands there is listed as failed, untouched.
            begin: Called before each step, so that whoever watches knows where the process ended.
        """
        return islice(self._each(sources, poison, begin), self._limit)

    def _each(
        self, sources: Sequence[Source], poison: Poison, begin: Callable[[Place], None]
    ) -> Iterator[tuple[int, Group]]:
        for index, source in enumerate(sources):
            articles = self._read(source)
            number = 0
            while True:
                reading: Place = ("read", index, number)
                extracting: Place = ("extract", index, number)
                if reason := poison.get(reading):
                    yield index, self._failed(source.path, reason)
                    break  # what comes after it in this source cannot be reached
                begin(reading)
                article = next(articles, None)
                if article is None:
                    break
                if reason := poison.get(extracting):
                    yield index, self._failed(article.path, reason, article)
                else:
                    begin(extracting)
                    yield index, self._alone(article)
                number += 1

    def _read(self, source: Source) -> Iterator[Article]:
        try:
            yield from read(source, self._date, self._any_language)
        except Exception as e:
            yield unread(source.path, "failed", _sentence("Reading", e))

    def _alone(self, article: Article) -> Group:
        try:
            for extraction in self._extractor.extract([article]):
                return self._group(extraction, article)
            raise RuntimeError("the extractor gave nothing back")
        except Exception as e:
            return self._failed(article.path, _sentence("Extraction", e), article)

    def _group(self, extraction: Extraction, article: Article) -> Group:
        try:
            return group(extraction, self._lines)
        except Exception as e:
            return self._failed(article.path, _sentence("Writing its records", e), article)

    def _failed(self, path: str, error: str, article: Article | None = None) -> Group:
        try:
            return group(Extraction(unread(path, "failed", error, article)), self._lines)
        except Exception:  # not even the article's title and date can be written
            return group(Extraction(unread(path, "failed", error)), self._lines)


def _sentence(what: str, error: Exception) -> str:
    """One sentence on an exception: its type and message, on one line and of bounded length."""
    message = " ".join(str(error).split()).rstrip(".")
    message = message if len(message) <= 200 else message[:199] + "…"
    return f"{what} failed with {type(error).__name__}{': ' if message else ''}{message}."
