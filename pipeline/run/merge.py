"""Brings the groups of articles into the output in the order of the sources, each article once."""

from __future__ import annotations

import json

from pipeline.emit import Lines, Output
from pipeline.emit.decode import decoder
from pipeline.records import Article, Extraction, Status
from pipeline.run.groups import SAME, Group, group, unread
from pipeline.run.summary import Summary


class Merger:
    """Writes groups to an output and counts them.

    An article whose id came before is listed as skipped, without records. This is decided here, in the order of the
    sources, so that it does not depend on which worker was faster.

    Args:
        output: Where the lines go.
        summary: What counts them.
        limit: How many articles are taken; null for all.
    """

    def __init__(self, output: Output, summary: Summary, limit: int | None = None) -> None:
        self._output, self._summary, self._limit = output, summary, limit
        self._paths: dict[str, str] = {}
        self._lines = Lines()

    @property
    def full(self) -> bool:
        """Whether as many articles were taken as are wanted."""
        return self._limit is not None and self._summary.articles >= self._limit

    def add(self, group: Group) -> None:
        """Takes an article, unless enough were taken.

        Raises:
            WriteError: The output cannot be written.
            BrokenPipeError: Whoever read standard output has gone.
        """
        if self.full:
            return
        if group.id in self._paths:
            group = self._again(group)
        self._paths[group.id] = group.path
        self._output.write(group.lines)
        self._summary.add(group)

    def _again(self, group_: Group) -> Group:
        """The group in whose place an article that came before is listed."""
        article: Article = decoder(Article)(json.loads(group_.lines["articles"]))
        if article.status == "ok":
            status: Status = "skipped"
            error = f"{article.path}{SAME}{self._paths[group_.id]}."
        else:
            status, error = article.status, article.error or ""
        again = 0
        while (listed := unread(article.path, status, error, article, again)).id in self._paths:
            again += 1
        return group(Extraction(listed), self._lines)
