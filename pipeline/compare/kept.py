"""What a comparison keeps of articles and facts, on disk: by story now, by thing next, and for those that are added later."""

from __future__ import annotations

import dataclasses
import json
import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.compare.histories import RelationMention
from pipeline.compare.mentions import ClaimMention
from pipeline.compare.profiles import Profile, from_line, to_line
from pipeline.emit import OutputError
from pipeline.errors import ClaimsError
from pipeline.records import content_id

KEPT = "kept.sqlite"
"""The file in a comparison's folder."""
# The day is that of the article, which may be read later.
_FIELDS = [f.name for f in dataclasses.fields(ClaimMention) if f.init and f.name != "day"]
_TOLD = attrgetter(*_FIELDS)
_OF_RELATIONS = [f.name for f in dataclasses.fields(RelationMention)]
_TABLES = """
CREATE TABLE IF NOT EXISTS made (version TEXT);
CREATE TABLE IF NOT EXISTS articles (id TEXT PRIMARY KEY, profile TEXT);
CREATE TABLE IF NOT EXISTS facts (article TEXT, mention TEXT);
CREATE TABLE IF NOT EXISTS relations (relation TEXT);
CREATE TABLE IF NOT EXISTS groups (block TEXT PRIMARY KEY, places TEXT);
"""


class Spool:
    """A table of SQLite among the system's temporary files, which grows as large as the disk allows.

    SQLite's own sorter (an external merge sort) brings the blocks together; it comes with Python, and what is spooled
    are pickles of ours that no engine of columns would read.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA cache_size = -65536")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE items (key TEXT, item BLOB)")
        self._db.execute("BEGIN")

    def add(self, key: str, item: Any) -> None:
        """Puts an object into the block of a key."""
        packed = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        self._db.execute("INSERT INTO items VALUES (?, ?)", (key.encode("utf-8", "surrogatepass"), packed))

    def blocks(self) -> Iterator[tuple[str, list[Any]]]:
        """Each key with all objects of its block."""
        rows = self._db.execute("SELECT key, item FROM items ORDER BY key")
        for key, block in groupby(rows, key=lambda row: row[0]):
            yield key.decode("utf-8", "surrogatepass"), [pickle.loads(item) for _, item in block]

    def close(self) -> None:
        """Removes the table."""
        self._db.close()


class Kept:
    """Profiles of articles, their facts as they are compared, and which facts of a block make one claim.

    A block's groups are kept under a hash of its facts, so that they hold for as long as the block is the same: to add
    articles gives what comparing all of them anew gives.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Opens what a folder keeps; without one, a file among the system's temporary ones, which goes with the object.

        Raises:
            ClaimsError: It was kept by another version of the program, or by other weights.
            OutputError: It can be neither read nor made.
        """
        self.lasts = folder is not None
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(str(folder / KEPT) if folder else "", isolation_level=None)
            self._db.executescript(_TABLES)
            self._db.execute("PRAGMA cache_size = -65536")
            if not self.lasts:
                self._db.execute("PRAGMA journal_mode = OFF")
                self._db.execute("PRAGMA synchronous = OFF")
            self._db.execute("BEGIN")
            row = self._db.execute("SELECT version FROM made").fetchone()
        except (OSError, sqlite3.Error) as e:
            raise OutputError(f"{folder} cannot keep what is compared ({e}): name another folder.") from None
        if row is None:
            self._db.execute("INSERT INTO made VALUES (?)", (_version(),))
        elif row[0] != _version():
            raise ClaimsError(
                f"{folder} was kept by another version of the program: take {KEPT} away and compare all runs anew."
            )

    def add_article(self, profile: Profile) -> None:
        """Keeps an article, if it shall last."""
        if self.lasts:
            self._db.execute("INSERT OR IGNORE INTO articles VALUES (?, ?)", (_text(profile.id), to_line(profile)))

    def articles(self) -> Iterator[Profile]:
        """The articles kept."""
        for (line,) in self._db.execute("SELECT profile FROM articles ORDER BY id"):
            yield from_line(line)

    def add_facts(self, told: Iterable[tuple[str, str]]) -> None:
        """Keeps facts: of each the id of its article, and what ``fact_line`` made of it."""
        self._db.executemany("INSERT INTO facts VALUES (?, ?)", ((_text(article), line) for article, line in told))

    def add_relation(self, given: RelationMention) -> None:
        """Keeps a relation."""
        line = json.dumps([getattr(given, name) for name in _OF_RELATIONS])
        self._db.execute("INSERT INTO relations VALUES (?)", (line,))

    def relations(self) -> Iterator[RelationMention]:
        """The relations kept."""
        for (line,) in self._db.execute("SELECT relation FROM relations"):
            yield RelationMention(*json.loads(line))

    def sort(self) -> None:
        """Makes facts findable by their articles, once all are there."""
        self._db.execute("CREATE INDEX IF NOT EXISTS facts_of ON facts (article)")

    def lines_of(self, articles: Iterable[str]) -> list[str]:
        """The facts of articles, as they are kept."""
        rows = (self._db.execute("SELECT mention FROM facts WHERE article = ?", (_text(i),)) for i in articles)
        return [line for found in rows for (line,) in found]

    def groups(self, block: str) -> list[list[int]] | None:
        """The groups of a block by the places of its facts, null if they are not known."""
        row = self._db.execute("SELECT places FROM groups WHERE block = ?", (block,)).fetchone() if self.lasts else None
        return None if row is None else json.loads(row[0])

    def add_groups(self, block: str, places: Sequence[Sequence[int]]) -> None:
        """Keeps the groups of a block, if they shall last."""
        if self.lasts:
            self._db.execute("INSERT OR REPLACE INTO groups VALUES (?, ?)", (block, json.dumps(places)))

    def done(self) -> None:
        """Keeps for good what was added since the object was made."""
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Lets go of the file; what was added and is not done is not kept."""
        self._db.close()


def fact_line(given: ClaimMention) -> str:
    """A fact as it is kept, without its day."""
    return json.dumps(_TOLD(given))


def parsed(lines: Iterable[str], days: Mapping[str, str | None]) -> list[ClaimMention]:
    """Facts as they were before they were kept, each once, in the order of their ids.

    Args:
        lines: What ``fact_line`` made of them.
        days: The day of each of their articles.
    """
    found: dict[str, ClaimMention] = {}
    for line in lines:
        told = json.loads(line)
        found[told[0]] = ClaimMention(*[*told, days[told[1]]])
    return [found[i] for i in sorted(found)]


def _text(given: str) -> bytes:
    return given.encode("utf-8", "surrogatepass")


def _version() -> str:
    tables = sorted(p.name for p in files("pipeline.compare").iterdir() if p.name.endswith(".tsv"))
    said = (files("pipeline.compare").joinpath(name).read_text("utf-8") for name in tables)
    return content_id("v", __version__, *_FIELDS, *_OF_RELATIONS, *said)
