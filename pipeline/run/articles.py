"""Carries the articles of a chunk through reading and extraction, so that one bad article costs itself alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import Literal, Protocol

from pipeline.emit import Lines
from pipeline.errors import TooLong, in_words
from pipeline.ingest import NAMES, Names, Source, read
from pipeline.records import Article, Extraction
from pipeline.run.article_lines import ArticleLines, group, same_text, unread
from pipeline.run.deadline import Deadline

Phase = Literal["read", "extract"]
Place = tuple[Phase, int, int]
"""What is being done: the phase, the source's index in its chunk, the article's index in its source."""
Poison = Mapping[Place, str]
"""Places not to be touched again, with the reason: what was done there ended the process that did it."""


MOST_MET = 100_000
"""Texts that are remembered within a chunk, which may be a packed file of any size."""


class Extracts(Protocol):
    """What carries out extraction: ``pipeline.extract.Extractor``, or a stand-in."""

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """The extraction of each article, in their order."""


class Carrier:
    """Reads sources and extracts from their articles.

    An article whose text came before in the chunk, on the same day, and was extracted from is not extracted from again:
    the merger lists it as a duplicate whatever was found in it. What came in other chunks is left to the merger alone. A
    worker cannot rely on it: a run that goes on keeps the chunks that are finished, while the input of the one before,
    where the text stood, may have changed.

    Args:
        extractor: What extracts; it works through articles in batches of its own size.
        date: The ISO date of articles that have none.
        limit: How many articles of a chunk are read at most.
        any_language: Whether articles that are surely not English are read too.
        timeout: Seconds for an article; null for no limit.
        names: Of the fields of records.
    """

    def __init__(
        self,
        extractor: Extracts,
        date: str | None = None,
        limit: int | None = None,
        any_language: bool = False,
        timeout: float | None = None,
        names: Names = NAMES,
    ) -> None:
        self._extractor, self._date, self._limit, self._any_language = extractor, date, limit, any_language
        self._names = names
        self._lines = Lines()
        self.deadline = Deadline(timeout)

    def carry(
        self, sources: Sequence[Source], begin: Callable[[Place | None], None] = lambda _: None
    ) -> Generator[tuple[int, ArticleLines], None, None]:
        """The group of each article in order, with its source's index.

        If extraction raises, the articles that were on their way are extracted one by one, and the one that raises
        again is listed as failed.

        Args:
            sources: The chunk's sources.
            begin: Called before each step with its place, or with null if it is about several articles.

        Raises:
            MemoryError: This process has too little room.
        """
        under_way: deque[tuple[int, Article, bool]] = deque()
        met: set[str | None] = set()
        done: set[str | None] = set()

        def feed() -> Iterator[Article]:
            """The articles whose texts are new; those between them wait in the queue for their turn."""
            every = ((i, article) for i, source in enumerate(sources) for article in self._read(source, i, begin))
            for index, article in islice(every, self._limit):
                text = same_text(article)
                again = text is not None and text in met
                if len(met) > MOST_MET:
                    met.clear()
                    done.clear()
                met.add(text)
                under_way.append((index, article, again))
                if not again:
                    begin(None)
                    self.deadline.start()
                    yield article
            begin(None)
            self.deadline.start()

        def waiting(all_of_them: bool) -> Iterator[tuple[int, ArticleLines]]:
            """The groups of those at the head of the queue that nothing comes for any more."""
            while under_way and (all_of_them or under_way[0][2]):
                index, article, _ = under_way.popleft()
                yield index, self._alone(article, done)

        self.deadline.alive = lambda: begin(None)
        stream = feed()
        while True:
            try:
                self.deadline.start()
                for extraction in self._extractor.extract(stream):
                    self.deadline.stop()
                    yield from waiting(False)
                    index, article, _ = under_way.popleft()
                    result = self._group(extraction, article)
                    done.add(result.same)
                    yield index, result
                    self.deadline.start()
                broken = False
            except MemoryError:
                raise  # it is no fault of an article that it had no room
            except (Exception, TooLong):
                broken = True
                if not under_way and next(stream, None) is None:
                    return  # it raised without having taken an article, and there is none left
            finally:
                self.deadline.stop()
            yield from waiting(True)
            if not broken:
                return

    def carry_alone(
        self, sources: Sequence[Source], poison: Poison, begin: Callable[[Place], None]
    ) -> Iterator[tuple[int, ArticleLines]]:
        """The same, article by article, for a chunk that ended its process.

        Args:
            sources: The chunk's sources.
            poison: Places that are known to end the process; what stands there is listed as failed, untouched.
            begin: Called before each step, so that whoever watches knows where the process ended.
        """
        return islice(self._each(sources, poison, begin), self._limit)

    def _each(
        self, sources: Sequence[Source], poison: Poison, begin: Callable[[Place], None]
    ) -> Iterator[tuple[int, ArticleLines]]:
        done: set[str | None] = set()
        for index, source in enumerate(sources):
            articles = self._read(source, index, lambda _: None)
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
                    yield index, self._alone(article, done)
                number += 1

    def _read(self, source: Source, index: int, begin: Callable[[Place], None]) -> Iterator[Article]:
        try:
            articles = read(source, self._date, self._any_language, self._names)
            for number in count():
                begin(("read", index, number))
                self.deadline.start()
                article = next(articles, None)
                self.deadline.stop()
                if article is None:
                    return
                yield article
        except MemoryError:
            raise
        except TooLong as error:
            yield unread(source.path, "failed", f"{error} reading it.")
        except Exception as error:
            self.deadline.stop()
            yield unread(source.path, "failed", f"Reading failed with {in_words(error)}.")

    def _alone(self, article: Article, done: set[str | None]) -> ArticleLines:
        """The group of an article, extracted from by itself if its text is none of those that are ``done``."""
        text = same_text(article)
        if text is not None and text in done:
            return self._group(Extraction(article), article)
        try:
            self.deadline.start()
            for extraction in self._extractor.extract([article]):
                self.deadline.stop()
                result = self._group(extraction, article)
                done.add(result.same)
                return result
            raise RuntimeError("the extractor gave nothing back")
        except MemoryError:
            raise
        except TooLong as error:
            return self._failed(article.path, f"{error} extracting from it.", article)
        except Exception as e:
            return self._failed(article.path, f"Extraction failed with {in_words(e)}.", article, fault=True)
        finally:
            self.deadline.stop()

    def _group(self, extraction: Extraction, article: Article) -> ArticleLines:
        if article.status == "ok" and extraction.article.status == "failed":  # there was no time left for it
            return self._failed(article.path, extraction.article.error or "", article)
        try:
            return group(extraction, self._lines)
        except Exception as e:
            return self._failed(article.path, f"Writing its records failed with {in_words(e)}.", article, fault=True)

    def _failed(self, path: str, error: str, article: Article | None = None, fault: bool = False) -> ArticleLines:
        try:
            return group(Extraction(unread(path, "failed", error, article)), self._lines, fault)
        except Exception:  # not even the article's title and date can be written
            return group(Extraction(unread(path, "failed", error)), self._lines, fault)
