"""Finds the sentences that many of one publisher's articles share, whatever they are about: ``claims furniture``.

A sentence that several articles share is furniture or the background of a running story. The company that it keeps tells
them apart: articles on one story share names, those that a prompt stands in share none. The inputs are read once, in any
order; counts lie on disk.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ClaimsError
from pipeline.furniture.pieces import Piece, pieces
from pipeline.furniture.repeated import COLUMNS, FEWEST_WORDS, Repeated, publisher_of
from pipeline.ingest.parts import find
from pipeline.ingest.readers import read
from pipeline.ingest.sources.source import Source
from pipeline.records import Article

FEWEST_ARTICLES = 3
"""Articles in which a sentence stands that is furniture."""
_FEW_NAMES = 2
_MOST_SHARED = 0.25
"""Of the names of the article that has fewest, what all articles with the sentence share: more is one story."""
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+")
_WORD = re.compile(r"[\w’'-]+")
_OPENS_QUOTE = ("“", '"', "‘", "«", "„")
_CACHE_KILOBYTES = 65_536


@dataclass(frozen=True, slots=True)
class SharedSentence:
    """A sentence of furniture: its publisher, in how many of that one's articles it stands, of how many, and its words."""

    publisher: str
    articles: int
    of: int
    sentence: str


def shared_sentences(
    inputs: Iterable[str], fewest: int = FEWEST_ARTICLES, any_language: bool = False
) -> Iterator[SharedSentence]:
    """The furniture of the articles in ``inputs``, by publisher, the most frequent sentences first.

    Args:
        inputs: Files, folders and patterns, as `find` takes them.
        fewest: Articles in which a sentence must stand.
        any_language: Whether to read articles that are surely not English.

    Raises:
        ClaimsError: Nothing could be read.
    """
    names = list(inputs)
    counts = _counted(find(names), any_language)
    if not counts.articles:
        raise ClaimsError(f"There is nothing to read in {', '.join(names)}: claims doctor says why.")
    yield from counts.shared(fewest)


def table_of(sources: Iterable[Source], any_language: bool = False) -> Repeated:
    """The furniture of the articles in ``sources`` as a table, empty where they share none."""
    found = _counted(sources, any_language).shared(FEWEST_ARTICLES)
    return Repeated("auto", tuple(sorted({(one.publisher, Piece(0, 0, one.sentence).key) for one in found})))


def _counted(sources: Iterable[Source], any_language: bool) -> _Counts:
    counts = _Counts()
    for source in sources:
        for article in read(source, None, any_language):
            if article.text is not None:
                counts.add(article, article.text)
    return counts


def write(found: Iterable[SharedSentence], target: Path) -> int:
    """Writes the table that ``claims extract --furniture`` takes; how many sentences it has.

    Raises:
        ClaimsError: It cannot be written.
    """
    lines = ["\t".join(COLUMNS)]
    lines += [f"{one.publisher}\t{one.articles}\t{one.of}\t{one.sentence}" for one in found]
    try:
        target.write_text("\n".join(lines) + "\n", "utf-8")
    except OSError as e:
        raise ClaimsError(f"{target} could not be written: {e.strerror or e}.") from e
    return len(lines) - 1


class _Counts:
    """For each publisher's sentence: its articles, the names that they all share, and the fewest names of one."""

    def __init__(self) -> None:
        self.articles = 0
        self._db = sqlite3.connect("", isolation_level=None)  # an empty name: a file of its own, removed by itself
        for line in (
            f"PRAGMA cache_size = -{_CACHE_KILOBYTES}",
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE texts (digest BLOB PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, publisher TEXT, names TEXT)",
            "CREATE TABLE sentences (key BLOB PRIMARY KEY, publisher TEXT, articles INTEGER, first INTEGER,"
            " shared TEXT, fewest INTEGER, sentence TEXT) WITHOUT ROWID",
            "BEGIN",
        ):
            self._db.execute(line)

    def add(self, article: Article, text: str) -> None:
        """Counts the sentences of an article; one whose text came before counts for nothing."""
        self.articles += 1
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        if not self._db.execute("INSERT OR IGNORE INTO texts VALUES (?)", (digest,)).rowcount:
            return
        publisher = publisher_of(article.publisher, article.url)
        names = frozenset(name.lower() for name in _NAME.findall(text))
        number = self._db.execute(
            "INSERT INTO articles (publisher, names) VALUES (?, ?)", (publisher, "\n".join(sorted(names)))
        ).lastrowid
        met: set[str] = set()
        for piece in pieces(text):
            key = piece.key
            if key.count(" ") + 1 >= FEWEST_WORDS and key not in met and not piece.text.startswith(_OPENS_QUOTE):
                met.add(key)
                self._count(publisher, key, piece, names, int(number or 0))

    def _count(self, publisher: str, key: str, piece: Piece, names: frozenset[str], article: int) -> None:
        at = hashlib.blake2b(f"{publisher}\n{key}".encode("utf-8", "surrogatepass"), digest_size=12).digest()
        row = self._db.execute("SELECT first, shared, fewest, sentence FROM sentences WHERE key = ?", (at,)).fetchone()
        line = " ".join(piece.text.split())
        if row is None:
            values = (at, publisher, 1, article, None, 0, line)
            self._db.execute("INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            return
        first, told, fewest, sentence = row
        own = frozenset(_WORD.findall(line.lower()))
        if told is None:
            stored = self._db.execute("SELECT names FROM articles WHERE id = ?", (first,)).fetchone()[0]
            shared = frozenset(stored.split("\n")) - own - {""}
            fewest = len(shared)
        else:
            shared = frozenset(told.split("\n")) - {""}
        others = names - own
        self._db.execute(
            "UPDATE sentences SET articles = articles + 1, shared = ?, fewest = ?, sentence = ? WHERE key = ?",
            ("\n".join(sorted(shared & others)), min(fewest, len(others)), min(sentence, line), at),
        )

    def shared(self, fewest: int) -> Iterator[SharedSentence]:
        """The sentences of ``fewest`` articles or more that no one story holds together."""
        of = dict(self._db.execute("SELECT publisher, count(*) FROM articles GROUP BY publisher"))
        rows = self._db.execute(
            "SELECT publisher, articles, shared, fewest, sentence FROM sentences WHERE articles >= ?"
            " ORDER BY publisher, articles DESC, sentence",
            (max(2, fewest),),
        )
        for publisher, articles, shared, least, sentence in rows:
            together = len([name for name in shared.split("\n") if name])
            if together <= _FEW_NAMES or together < _MOST_SHARED * least:
                yield SharedSentence(publisher, articles, of[publisher], sentence)
