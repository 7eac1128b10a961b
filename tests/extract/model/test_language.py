"""The gated spaCy pipeline: what is parsed, that gating changes nothing, and which pipelines are refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.model.annotators import DOCS_PER_BATCH
from pipeline.extract.model.language import DEFAULT_MODEL, Language
from pipeline.extract.text.sentences import split

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

    from pipeline.extract.extractor import Extractor

TEXTS = [
    "Norvane opened a plant in Porto. It employs 600 people, Jonas Weil said on Monday. The mayor was pleased.",
    "Plant opens\n\nThe town of Dunmore has 12,000 residents. Rain fell. “We need 40 more nurses,” said Clara Jensen.",
    "Dr. Lind (58) left the U.S. in 2019. She owns 3 percent of Harrow Inc. and two boats.\nNobody minded.",
    "",
    "  \n ",
    "Sales rose to $5bn in 2023 from $4bn a year earlier, beating forecasts; shares jumped 6%.",
]


@pytest.fixture(scope="module")
def language(extractor: Extractor) -> Language:
    """The language of the session's extractor."""
    return extractor.language


@pytest.fixture(scope="module")
def plain() -> SpacyLanguage:
    """The same weights as spaCy runs them."""
    return spacy.load(DEFAULT_MODEL, exclude=["attribute_ruler", "lemmatizer"])


def holds_digit(text: str, start: int, end: int) -> bool:
    return any(c.isdigit() for c in text[start:end])


def sentences(doc: Doc) -> list[str]:
    return [sentence.text.strip() for sentence in doc.sents if sentence.text.strip()]


def is_parsed(sentence: SpacySpan) -> bool:
    """Whether a sentence was tagged and parsed."""
    return bool(sentence[0].tag)


def test_docs_hold_the_texts_as_they_are(language: Language) -> None:
    assert [doc.text for doc in language.docs(TEXTS, holds_digit)] == TEXTS


def test_sentences_are_those_of_the_splitter(language: Language) -> None:
    for text, doc in zip(TEXTS, language.docs(TEXTS, holds_digit), strict=True):
        assert sentences(doc) == [text[start:end] for start, end in split(text)]


def test_only_wanted_sentences_are_parsed(language: Language) -> None:
    for doc in language.docs(TEXTS, holds_digit):
        for sentence in doc.sents:
            parsed = any(token.is_digit or any(map(str.isdigit, token.text)) for token in sentence)
            assert is_parsed(sentence) is parsed, sentence.text
            assert all(bool(token.tag_) is parsed for token in sentence)
            if not parsed:
                assert {token.dep_ for token in sentence} == {"dep"}


def test_each_sentence_has_one_root_and_keeps_to_itself(language: Language) -> None:
    for doc in language.docs(TEXTS, holds_digit):
        for sentence in doc.sents:
            assert len([token for token in sentence if token.head == token]) == 1
            assert all(sentence.start <= token.head.i < sentence.end for token in sentence)


def test_a_sentence_is_parsed_as_if_it_stood_alone(language: Language) -> None:
    for doc in language.docs(TEXTS, holds_digit):
        for sentence in filter(is_parsed, doc.sents):
            (alone,) = language.docs([sentence.text.rstrip()])
            assert [(t.text, t.tag_, t.dep_, t.head.i + sentence.start) for t in alone] == [
                (t.text, t.tag_, t.dep_, t.head.i) for t in sentence if not t.is_space
            ]


def test_heads_are_those_that_spacy_finds_for_the_sentence(language: Language, plain: SpacyLanguage) -> None:
    for text in TEXTS:
        for start, end in split(text):
            (ours,), theirs = language.docs([text[start:end]]), plain(text[start:end])
            if ";" in text[start:end]:
                continue
            roots = [token for token in theirs if token.head == token]
            assert [t.tag_ for t in ours] == [t.tag_ for t in theirs]
            assert [t.dep_ for t in ours] == [t.dep_ for t in theirs]
            assert [t.head.i for t in ours] == [(roots[0] if t in roots else t.head).i for t in theirs]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Sales rose 4%; analysts had expected 5%.", "rose", "expected"),
        ("Turnout was 61%; four years ago it stood at 55%.", "was", "stood"),
        ("Costs fell 3%: the firm said it would cut 20 jobs.", "fell", "said"),
        ("Sales rose 4% (2023: 3%; 2022: 2%), the firm said.", "said", "rose"),
        ("Sales rose 4%, the firm said.", "said", "rose"),
    ],
)
def test_no_clause_is_said_by_another_that_a_semicolon_parts_from_it(
    language: Language, text: str, first: str, second: str
) -> None:
    (doc,) = language.docs([text])
    words = {token.text: token for token in doc}
    assert words[first].head == words[first]
    assert words[second].head == words[first]
    assert words[second].dep_ == ("ccomp" if first == "said" else "conj")


@pytest.mark.parametrize(
    ("text", "word", "head", "label"),
    [
        ("Guard Cason Wall of Dallas, Texas had 13 points.", "Wall", "had", "nsubj"),
        ("Guard Cason Wall of Dallas, Texas had 13 points.", "Texas", "Dallas", "appos"),
        ("Last week in Lyon, France sold 40 jets.", "France", "sold", "nsubj"),
        (
            "Brask expects net sales of $154 million, and operating income between $11 million and $15 million.",
            "income",
            "sales",
            "conj",
        ),
        ("The Marlow Park, California-based company said it had 300 workers.", "company", "said", "nsubj"),
        ("He told The Paper, a Leeds-based site, that 4 died.", "site", "Paper", "appos"),
        ("It includes a chip with two performance and four efficiency cores.", "chip", "includes", "dobj"),
    ],
)
def test_what_stands_between_a_noun_and_its_verb_takes_it_from_none(
    language: Language, text: str, word: str, head: str, label: str
) -> None:
    (doc,) = language.docs([text])
    token = next(token for token in doc if token.text == word)
    assert (token.head.text, token.dep_) == (head, label)


def test_entities_are_those_of_plain_spacy(language: Language, plain: SpacyLanguage) -> None:
    for ours, theirs in zip(language.docs(TEXTS, holds_digit), plain.pipe(TEXTS), strict=True):
        assert [(e.text, e.label_, e.start_char) for e in ours.ents] == [
            (e.text, e.label_, e.start_char) for e in theirs.ents
        ]


def test_without_a_choice_every_sentence_is_parsed(language: Language) -> None:
    for doc in language.docs(TEXTS):
        assert all(is_parsed(sentence) for sentence in doc.sents if sentence.text.strip())


def test_batches_change_nothing(language: Language) -> None:
    texts = TEXTS * 6
    assert len(texts) > 2 * DOCS_PER_BATCH
    streamed = [doc.to_json() for doc in language.stream(iter(texts), holds_digit)]
    assert streamed == [language.docs([text], holds_digit)[0].to_json() for text in texts]


def test_a_boundary_inside_a_token_moves_behind_it(language: Language) -> None:
    text = "They shouted.\nGo...\nNow"
    (doc,) = language.docs([text])
    assert "".join(sentence.text_with_ws for sentence in doc.sents) == text


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_parsed(language: Language, text: str) -> None:
    (doc,) = language.docs([text], lambda *_: True)
    assert doc.text == text and all(sentence.end > sentence.start for sentence in doc.sents)


def save(nlp: SpacyLanguage, folder: Path) -> str:
    nlp.to_disk(folder)
    return str(folder)


@pytest.mark.parametrize(
    ("code", "pipes", "why"),
    [
        ("en", [], "lacks tagger, parser, ner"),
        ("en", ["ner", "tagger"], "lacks parser"),
        ("de", ["tagger", "parser", "ner"], "'de', not English"),
    ],
)
def test_a_pipeline_that_cannot_serve_is_refused_in_one_sentence(
    tmp_path: Path, code: str, pipes: list[str], why: str
) -> None:
    nlp = spacy.blank(code)
    for name in pipes:
        nlp.add_pipe(name).add_label("ROOT" if name == "parser" else "NN")  # type: ignore[attr-defined]
    nlp.initialize()
    with pytest.raises(ValueError, match=why) as caught:
        Language(save(nlp, tmp_path / "model"))
    message = str(caught.value)
    assert "\n" not in message and message.endswith("--model.")


@pytest.mark.parametrize("name", ["no_such_pipeline", "./no/such/folder"])
def test_a_pipeline_that_is_not_there_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(ValueError, match="is not installed") as caught:
        Language(name)
    assert repr(name) in str(caught.value) and "\n" not in str(caught.value)


def test_a_folder_that_is_no_pipeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"installed|pipeline"):
        Language(str(tmp_path))
