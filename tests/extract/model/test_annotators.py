"""Entities and trees computed batch-wise are spaCy's own to the last label, and whatever is unknown is left to spaCy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.pipeline._parser_internals.nonproj import deprojectivize
from spacy.tokens import Doc

from pipeline.extract.extractor import Extractor
from pipeline.extract.model import annotators, language
from pipeline.extract.model import encoder as encoding
from pipeline.extract.model.annotators import NumpyAnnotator, SpacyAnnotator, annotator
from pipeline.extract.model.language import DEFAULT_MODEL, Language
from pipeline.extract.model.parser import undecorated
from pipeline.extract.model.recogniser import Recogniser
from pipeline.ingest import find, read
from tests.paths import ROOT

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage

ARTICLES = ROOT / "corpus" / "articles"


@pytest.fixture(scope="module")
def nlp(extractor: Extractor) -> SpacyLanguage:
    """The pipeline of the session's extractor."""
    return extractor.language.nlp


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The texts of our own articles: several hundred sentences."""
    articles = (article for source in find([str(ARTICLES)]) for article in read(source))
    return [article.text for article in articles if article.text]


def annotated(language: Language, texts: list[str], by: Any) -> list[tuple[Any, ...]]:
    """All that is set on the tokens of some texts."""
    kept, language.annotator = language.annotator, by
    try:
        docs = language.docs(texts)
    finally:
        language.annotator = kept
    return [(t.text, t.tag_, t.dep_, t.head.i, t.ent_type_, t.ent_iob_, t.is_sent_start) for doc in docs for t in doc]


def test_our_own_weights_are_computed_batchwise(extractor: Extractor) -> None:
    assert isinstance(extractor.language.annotator, NumpyAnnotator)


def test_every_annotation_is_that_of_spacy(extractor: Extractor, texts: list[str]) -> None:
    ours = annotated(extractor.language, texts, extractor.language.annotator)
    assert sum(start is True for *_, start in ours) > 250
    assert ours == annotated(extractor.language, texts, SpacyAnnotator(extractor.language.nlp))


def test_entities_of_a_text_are_those_of_a_plain_run(nlp: SpacyLanguage, texts: list[str]) -> None:
    docs = [nlp.make_doc(text) for text in texts]
    NumpyAnnotator(nlp).entities(docs)
    spacy_alone = spacy.load(DEFAULT_MODEL, exclude=["attribute_ruler", "lemmatizer"])
    spacy_alone.tokenizer = nlp.tokenizer
    plain = list(spacy_alone.pipe(texts))
    assert [[(e.start, e.end, e.label_) for e in doc.ents] for doc in docs] == [
        [(e.start, e.end, e.label_) for e in doc.ents] for doc in plain
    ]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=50), max_size=4))
def test_any_text_is_annotated_as_by_spacy(extractor: Extractor, texts: list[str]) -> None:
    ours = annotated(extractor.language, texts, extractor.language.annotator)
    assert ours == annotated(extractor.language, texts, SpacyAnnotator(extractor.language.nlp))


def test_neither_group_sizes_nor_kept_forms_change_anything(
    extractor: Extractor, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = annotated(extractor.language, texts[:6], extractor.language.annotator)
    monkeypatch.setattr(annotators, "TOKENS_AT_ONCE", 100)
    monkeypatch.setattr(encoding, "ROWS_AT_ONCE", 7)
    monkeypatch.setattr(encoding, "KEPT_FORMS", 60)
    assert annotated(extractor.language, texts[:6], NumpyAnnotator(extractor.language.nlp)) == expected


def test_words_are_kept_up_to_a_bound_and_forgetting_changes_nothing(
    extractor: Extractor, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = extractor.language

    def records() -> list[Any]:
        with known.memory(texts[:4]):
            return [doc.to_json() for doc in known.docs(texts[:4])]

    expected = records()
    monkeypatch.setattr(language, "KEPT_WORDS", 0)
    before = {lexeme.orth for lexeme in known.nlp.vocab}
    assert records() == expected
    with known.memory(["Zibbelfratz"]):
        known.docs(["Zibbelfratz"])
    assert "Zibbelfratz" not in known.nlp.vocab and {lexeme.orth for lexeme in known.nlp.vocab} == before


@pytest.mark.parametrize(
    ("owner", "method", "stand_in"),
    [
        (Recogniser, "find", lambda self, encoded, lengths, spaces: [[] for _ in lengths]),
        (encoding.Encoder, "encode", lambda self, keys, lengths: 1 / 0),
        (encoding.Encoder, "__init__", lambda self, model: only_unknown()),
    ],
)
def test_what_differs_or_fails_on_a_few_sentences_is_left_to_spacy(
    nlp: SpacyLanguage, monkeypatch: pytest.MonkeyPatch, owner: type, method: str, stand_in: Any
) -> None:
    monkeypatch.setattr(owner, method, stand_in)
    assert isinstance(annotator(nlp), SpacyAnnotator)


def only_unknown() -> None:
    raise encoding.Unknown("another make")


def test_a_pipeline_with_another_component_is_left_to_spacy() -> None:
    nlp = spacy.load(DEFAULT_MODEL, exclude=["attribute_ruler", "lemmatizer", "senter"])
    nlp.add_pipe("entity_ruler")
    assert isinstance(annotator(nlp), SpacyAnnotator)


LABELS = st.sampled_from(["nsubj", "dobj", "prep", "relcl||nsubj", "prep||dobj", "acl||prep"])


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[int], list[str], list[str]]:
    """Words, and heads and labels of a tree over them, not always projective."""
    count = draw(st.integers(1, 9))
    order = draw(st.permutations(range(count)))
    heads = [0] * count
    heads[order[0]] = order[0]
    for place in range(1, count):
        heads[order[place]] = order[draw(st.integers(0, place - 1))]
    labels = ["ROOT" if heads[i] == i else draw(LABELS) for i in range(count)]
    return heads, labels, [draw(st.sampled_from(["one", " "])) for _ in range(count)]


@settings(max_examples=200, deadline=None)
@given(trees())
def test_lifted_arcs_get_the_heads_that_spacy_gives_them(nlp: SpacyLanguage, tree: Any) -> None:
    heads, labels, words = tree
    doc = deprojectivize(Doc(nlp.vocab, words=words, heads=list(heads), deps=list(labels)))
    undecorated(heads, labels, [word.isspace() for word in words])
    assert (heads, labels) == ([t.head.i for t in doc], [t.dep_ for t in doc])
