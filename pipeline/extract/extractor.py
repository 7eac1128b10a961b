"""Carries articles through the extractors, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import TooLong
from pipeline.extract import units
from pipeline.extract.ellipsis.choose import name_bare
from pipeline.extract.entities.find import entities
from pipeline.extract.entities.index import EntityIndex
from pipeline.extract.facts.assemble import Analysis, facts
from pipeline.extract.faults import Faults
from pipeline.extract.model.annotators import DOCS_PER_BATCH
from pipeline.extract.model.language import Language
from pipeline.extract.quantities import find as quantities
from pipeline.extract.reader.load import load_reader
from pipeline.extract.relations.find import relations
from pipeline.extract.settings import Settings
from pipeline.extract.statements import find as statements
from pipeline.extract.statements.index import StatementIndex
from pipeline.extract.syntax.tokens import Tokens
from pipeline.extract.text.plain import as_written, plain
from pipeline.extract.times.find import times
from pipeline.furniture.repeated import Repeated, Shared, publisher_of
from pipeline.furniture.spans import Furniture
from pipeline.records import Article, Extraction, Fact, Relation, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from pipeline.extract.numbers.types import Number
    from pipeline.extract.quantities.draft import QuantityDraft

CHARACTERS_PER_BATCH = 200_000
"""Articles as long as books are not held together."""


class Extractor:
    """Everything that finds records in articles, around one loaded spaCy pipeline.

    Args:
        model: Name or path of an installed English spaCy pipeline; the package's own weights if None.
        added: Units that a user adds to the table or puts in the place of its own.
        weights: Weights of confidence by feature, in the place of the reader's own.
        reader: ``features`` to choose by features alone, or the folder of a reader; the package's own if None.
        furniture: Sentences of publishers in which no fact, statement or relation is looked for.

    Raises:
        ValueError: The pipeline, the user's units or the reader cannot be used; one sentence says why.
    """

    def __init__(
        self,
        model: str | None = None,
        added: units.AddedUnits | None = None,
        weights: Mapping[str, float] | None = None,
        reader: str | None = None,
        furniture: Repeated | None = None,
    ) -> None:
        self.settings = Settings(added, weights, load_reader(reader), Shared(furniture) if furniture else None)
        units.table_with(added)  # a mistake in the user's units is told before any work is done
        self.language = Language(model)

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Records of each article, in order; articles that were not read pass through as they are."""
        batch: list[Article] = []
        characters = 0
        for article in articles:
            batch.append(article)
            characters += len(article.text or "")
            if len(batch) == DOCS_PER_BATCH or characters >= CHARACTERS_PER_BATCH:
                yield from self._batch(batch)
                batch, characters = [], 0
        if batch:
            yield from self._batch(batch)

    def _batch(self, batch: list[Article]) -> list[Extraction]:
        texts = [plain(article.text) for article in batch if article.text is not None]
        with self.settings.in_use(), self.language.memory(texts):
            read = zip(self.language.docs(texts, wanted), texts, strict=True)
            return [Extraction(a) if a.text is None else _in_time(a, *next(read), self.settings) for a in batch]


def wanted(text: str, start: int, end: int) -> bool:
    """Whether a sentence has to be parsed: it may hold a quantity or a credit."""
    return quantities.candidate(text, start, end) or statements.candidate(text, start, end)


def extract_doc(article: Article, doc: Doc, settings: Settings | None = None) -> Extraction:
    """Records of one article from its parsed ``Doc``; what an extractor's fault loses, the article's ``error`` says.

    Args:
        article: The article.
        doc: Its parse.
        settings: The package's own if none are given.
    """
    settings = settings or Settings()
    with settings.in_use():
        return _extracted(article, doc, doc.text, settings)


def _in_time(article: Article, doc: Doc, text: str, settings: Settings) -> Extraction:
    """Records of one article; the article as failed if the time for it is over, and the next has its own."""
    try:
        return _extracted(article, doc, text, settings)
    except TooLong as error:
        error.restart()
        return Extraction(replace(article, status="failed", error=f"{error} extracting from it."))


def _extracted(article: Article, doc: Doc, text: str, settings: Settings) -> Extraction:
    faults = Faults()
    parts = parts_of(article, doc, faults, settings.shared, text)
    claims: list[Fact] = faults.guarded("facts", lambda: facts(parts, settings.reader, settings.weights), [])
    ties: list[Relation] = faults.guarded("relations", lambda: _relations(parts), [])
    found = Extraction(
        replace(article, facts=len(claims), error=faults.sentence() or article.error),
        tuple(claims),
        parts.index.entities,
        tuple(parts.times),
        tuple(parts.statements),
        tuple(ties),
    )
    return found if article.text in (None, parts.tokens.text) else as_written(found, article.text or "")


def _relations(parts: Analysis) -> list[Relation]:
    spans = ((s.start_char, s.end_char) for s in parts.tokens.doc.sents)
    sentences = [span for span in spans if not parts.furniture.covers(*span)]
    return relations(
        parts.tokens.text, parts.article.id, sentences, parts.index, StatementIndex(parts.statements), parts.times
    )


def times_and_names(
    when: Iterable[Time], index: EntityIndex
) -> tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]]:
    """The times and names of an article as finding quantities asks for them: start, end and type of each."""
    names: list[tuple[int, int, str]] = [
        (m.start, m.end, e.type) for e in index.entities for m in e.mentions if m.form == "name"
    ]
    return [(t.start, t.end, t.type) for t in when], names


def parts_of(
    article: Article, doc: Doc, faults: Faults | None = None, shared: Shared | None = None, text: str | None = None
) -> Analysis:
    """What the facts of an article are joined from; an extractor that raises is noted among the faults, if given.

    Quantities and statements that stand in furniture, by its form or by a table of shared sentences, are none of them.
    ``text`` is the doc's, where it is at hand: a doc joins it anew at every call.
    """
    guarded = (Faults() if faults is None else faults).guarded
    text = doc.text if text is None else text
    tokens = Tokens(doc, text)
    day = article.date if article.date and len(article.date) == 10 else None
    when: list[Time] = guarded("times", lambda: times(text, day, article.id, doc), [])
    index = guarded("entities", lambda: entities(tokens, article.id, article.title), EntityIndex(()))
    said: list[Statement] = guarded("statements", lambda: statements.statements(doc, index, article.id, text), [])
    furniture = Furniture(text, publisher_of(article.publisher, article.url), shared)
    said = [statement for statement in said if not furniture.covers(statement.content.start, statement.content.end)]
    refused: list[tuple[Number, str]] = []
    beside = times_and_names(when, index)
    found: list[QuantityDraft] = guarded("facts", lambda: quantities.quantities(tokens, *beside, refused), [])
    found = [draft for draft in found if not furniture.touches(draft.start, draft.end)]
    guarded("facts", lambda: name_bare(found, text), None)
    return Analysis(article, tokens, found, index, when, said, refused, furniture)
