"""Brings the groups of articles into the output in the order of the sources, each article once."""

from __future__ import annotations

import json

from pipeline.emit import Lines, Output, WriteError
from pipeline.emit.decode import decoder
from pipeline.records import Article, Extraction, Status
from pipeline.run.article_lines import SAME, ArticleLines, group, unread
from pipeline.run.summary import Summary
from pipeline.storage.disk_index import DiskIndex


class Merger:
    """Writes groups to an output and counts them.

    An article whose text came before on the same day is listed as skipped, without records. This is decided here, in
    the order of the sources, so that it does not depend on which worker was faster.

    Args:
        output: Where the lines go.
        summary: What counts them.
        known: An empty table for the ids of articles.
        limit: How many articles are taken; null for all.
    """

    def __init__(self, output: Output, summary: Summary, known: DiskIndex, limit: int | None = None) -> None:
        self._output, self._summary, self._known, self._limit = output, summary, known, limit
        self._lines = Lines()

    @property
    def full(self) -> bool:
        """Whether as many articles were taken as are wanted."""
        return self._limit is not None and self._summary.articles >= self._limit

    def add(self, group: ArticleLines) -> None:
        """Takes an article, unless enough were taken.

        Raises:
            WriteError: The output cannot be written.
            BrokenPipeError: Whoever read standard output has gone.
        """
        if self.full:
            return
        try:
            if (group.same and not self._known.add(group.same, group.path)) or not self._known.add(group.id):
                group = self._again(group)
        except OSError as e:
            raise WriteError(f"{self._output.work_folder()} could not be written: {e.strerror or e}.") from None
        self._output.write(group.lines)
        self._summary.add(group)

    def _again(self, again: ArticleLines) -> ArticleLines:
        """The group in whose place an article that came before is listed."""
        article: Article = decoder(Article)(json.loads(again.lines["articles"]))
        status: Status = article.status
        error = article.error or ""
        if again.same:
            status, error = "skipped", f"{article.path}{SAME}{self._known.get(again.same)}."
        times = 0
        while not self._known.add((listed := unread(article.path, status, error, article, times)).id):
            times += 1
        return group(Extraction(listed), self._lines)
