"""An article's lines on their way from a worker to the output, and the shard files that carry them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import IO

from pipeline.emit import Lines
from pipeline.records import RECORDS, Article, Extraction, Status, content_id

SAME = " is the same article as "


@dataclass(frozen=True, slots=True)
class ArticleLines:
    """An article and its records as JSON lines by table, with the little that has to be known of them.

    ``same`` is equal for articles with the same text on the same day, null for what has no text. (The day counts, since
    times such as "last week" depend on it.) ``fault`` says that its records are lost, some or all, to an exception.
    """

    id: str
    path: str
    status: Status
    error: str | None
    words: int
    same: str | None = None
    kinds: dict[str, int] = field(default_factory=dict)
    lines: dict[str, bytes] = field(default_factory=dict)
    fault: bool = False

    @property
    def undated(self) -> bool:
        """Whether the article was read and nothing tells its day."""
        return self.same is not None and self.same.endswith(f" {None}")


def group(extraction: Extraction, lines: Lines, fault: bool = False) -> ArticleLines:
    """The lines of an extraction.

    Args:
        extraction: An article and its records.
        lines: Turns them into lines.
        fault: Whether all records are lost to an exception; some are if an article that was read has an error.

    Raises:
        TypeError, ValueError, AttributeError: A record holds what its fields' types do not allow.
    """
    article = extraction.article
    kinds: Counter[str] = Counter(fact.kind for fact in extraction.facts)
    same, status, error = same_text(article), article.status, article.error
    fault = fault or (status == "ok" and error is not None)
    of_tables = lines.of(extraction)
    return ArticleLines(article.id, article.path, status, error, article.words, same, dict(kinds), of_tables, fault)


def same_text(article: Article) -> str | None:
    """What articles with the same text on the same day have in common; null of what has no text."""
    return f"{article.sha256} {article.date}" if article.status == "ok" else None


def unread(path: str, status: Status, error: str, article: Article | None = None, again: int = 0) -> Article:
    """The line of articles.jsonl for an article without records.

    Args:
        path: Where the article is from.
        status: skipped or failed.
        error: Why, in one sentence.
        article: What is known of it.
        again: How many lines with this path and error there are already, so that its id is its own.
    """
    key = content_id("a", path, error, again) if again else content_id("a", path, error)
    if article is None:
        return Article(key, path, None, None, None, None, None, None, None, 0, status, error, 0)
    return replace(article, id=key, text=None, sha256=None, words=0, status=status, error=error, facts=0)


def write_group(file: IO[bytes], group: ArticleLines) -> None:
    """Adds a group to a shard: a line of JSON that says what follows, then the lines of each table."""
    sizes = [len(group.lines[table]) for table in RECORDS]
    head = [group.id, group.path, group.status, group.error, group.words, group.same, group.kinds, sizes, group.fault]
    file.write(json.dumps(head).encode() + b"\n")
    file.writelines(group.lines[table] for table in RECORDS)


def read_groups(file: IO[bytes]) -> Iterator[ArticleLines]:
    """The groups of a shard, in the order in which they were written.

    Raises:
        ValueError: The shard is damaged.
    """
    for line in file:
        id_, path, status, error, words, same, kinds, sizes, fault = json.loads(line)
        lines = {table: file.read(size) for table, size in zip(RECORDS, sizes, strict=True)}
        yield ArticleLines(id_, path, status, error, words, same, kinds, lines, fault)
