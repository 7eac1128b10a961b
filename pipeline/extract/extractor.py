"""Carries articles through the extractors, a batch at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.extract.language import DOCS_PER_BATCH, Language
from pipeline.records import Article, Extraction

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Extractor:
    """Everything that finds records in articles, around one loaded spaCy pipeline.

    Args:
        model: Name or path of an installed English spaCy pipeline; the package's own weights if None.

    Raises:
        ValueError: The pipeline cannot be used; one sentence says why.
    """

    def __init__(self, model: str | None = None) -> None:
        self.language = Language(model)

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Records of each article, in order; articles that were not read pass through as they are."""
        stream = iter(articles)
        while batch := list(islice(stream, DOCS_PER_BATCH)):
            yield from self._batch(batch)

    def _batch(self, batch: list[Article]) -> list[Extraction]:
        with self.language.nlp.memory_zone():
            texts = [article.text for article in batch if article.text is not None]
            docs = iter(self.language.docs(texts, _wanted))
            return [Extraction(a) if a.text is None else extract_doc(a, next(docs)) for a in batch]


def extract_doc(article: Article, doc: Doc) -> Extraction:
    """Records of one article from its parsed ``Doc``."""
    return Extraction(replace(article, facts=0))


_CANDIDATE = re.compile(r"\d|[\"“”]|\b(?:sa(?:id|ys?)|according|added)\b")


def _wanted(text: str, start: int, end: int) -> bool:
    return _CANDIDATE.search(text, start, end) is not None
