"""What rules ask of words and of a parsed sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.syntax.inflection import inflections, noun_lemma, singular
from pipeline.extract.syntax.parse import ancestors, child, clause_verb, core_phrase, phrase, subject_of
from pipeline.extract.syntax.tokens import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from pipeline.extract.extractor import Extractor

SINGULARS = """users user|lorries lorry|churches church|boxes box|glasses glass|buses bus|viruses virus|people person
children child|grandchildren grandchild|women woman|gunmen gunman|salespeople salesperson|feet foot|teeth tooth|mice mouse
wolves wolf|knives knife|shelves shelf|halves half|lives life|species species|series series|aircraft aircraft|sheep sheep
analyses analysis|crises crisis|criteria criterion|indices index|ties tie|cookies cookie|movies movie|shoes shoe
heroes hero|potatoes potato|cases case|houses house|prizes prize|vaccines vaccine|days day|lenses lens|bonuses bonus
TVs TV|ads ad|Israelis Israeli|Syrians Syrian|gas gas|bus bus|virus virus|dress dress|Swiss Swiss"""
FORMS = """rise rises rose risen rising|cut cuts cutting|plan plans planned planning|travel travels traveled traveling
carry carries carried carrying|play plays played playing|fall falls fell fallen falling|reach reaches reached reaching
agree agrees agreed agreeing|drop drops dropped dropping|free frees freed freeing|have has had having
grow grows grew grown growing|shrink shrinks shrank shrunk shrinking|double doubles doubled doubling"""


def pairs(table: str) -> list[tuple[str, ...]]:
    return [tuple(entry.split()) for line in table.splitlines() for entry in line.split("|")]


@pytest.mark.parametrize(("plural", "expected"), pairs(SINGULARS))
def test_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


@given(st.text(max_size=12))
def test_singular_takes_any_word_and_never_lengthens_it_much(word: str) -> None:
    assert len(singular(word)) <= len(word) + 3


@pytest.mark.parametrize("forms", pairs(FORMS), ids=lambda forms: forms[0])
def test_inflections(forms: tuple[str, ...]) -> None:
    assert set(forms) <= inflections(forms[0])


def test_inflections_of_a_phrasal_verb_keep_its_particle() -> None:
    assert {"go up", "goes up", "went up", "gone up", "going up"} == inflections("go up")


@pytest.fixture(scope="module")
def docs(extractor: Extractor) -> dict[str, Doc]:
    """The sentences that the tests below read, parsed."""
    texts = [
        "The old town hall has 40 rooms and employs 90 guards.",
        "Tessaly, which owns six mills, plans to buy two more.",
        "The company's three new electric ferries were built by Harrow Bank in Porto.",
        "It costs $5.",
        "  12 cranes fell.",
    ]
    return dict(zip(texts, extractor.language.docs(texts), strict=True))


def doc_of(docs: dict[str, Doc], beginning: str) -> Doc:
    return next(doc for text, doc in docs.items() if text.startswith(beginning))


def token(doc: Doc, text: str) -> Token:
    return next(token for token in doc if token.text == text)


def test_tokens_are_found_by_offset(docs: dict[str, Doc]) -> None:
    for text, doc in docs.items():
        index = Tokens(doc)
        for offset in range(len(text)):
            found = index.at(offset)
            assert found.idx <= offset
            assert offset < found.idx + len(found) + len(found.whitespace_) or found.i == 0
        for start in range(0, len(text), 3):
            for end in range(start + 1, min(len(text), start + 12)):
                expected = [t.i for t in doc if t.idx < end and start < t.idx + len(t)]
                assert [t.i for t in index.within(start, end)] == expected


def test_the_root_of_a_span_is_what_the_others_hang_from(docs: dict[str, Doc]) -> None:
    doc = doc_of(docs, "The company's")
    index = Tokens(doc)

    def root(part: str) -> str:
        at = doc.text.index(part)
        found = index.root(at, at + len(part))
        return found.text if found is not None else ""

    assert root("three new electric ferries") == "ferries"
    assert root("three new") in ("three", "new")
    assert root("The company's") == "company"
    assert root("three") == "three"
    assert index.root(3, 4) is None


@pytest.mark.parametrize(
    ("beginning", "noun", "whole", "core"),
    [
        ("The company's", "ferries", "The company's three new electric ferries", "new electric ferries"),
        ("The old town", "hall", "The old town hall", "old town hall"),
        ("The old town", "rooms", "40 rooms", "rooms"),
        ("The company's", "Bank", "Harrow Bank", "Harrow Bank"),
        ("Tessaly", "Tessaly", "Tessaly", "Tessaly"),
    ],
)
def test_noun_phrases(docs: dict[str, Doc], beginning: str, noun: str, whole: str, core: str) -> None:
    doc = doc_of(docs, beginning)
    start, end = phrase(token(doc, noun))
    assert doc.text[start:end] == whole
    start, end = core_phrase(token(doc, noun))
    assert doc.text[start:end] == core


@pytest.mark.parametrize(
    ("beginning", "verb", "subject"),
    [
        ("The old town", "has", "hall"),
        ("The old town", "employs", "hall"),
        ("Tessaly", "owns", "Tessaly"),
        ("Tessaly", "plans", "Tessaly"),
        ("Tessaly", "buy", "Tessaly"),
        ("The company's", "built", "ferries"),
    ],
)
def test_a_verb_has_the_subject_it_shares_or_is_controlled_by(
    docs: dict[str, Doc], beginning: str, verb: str, subject: str
) -> None:
    found = subject_of(token(doc_of(docs, beginning), verb))
    assert found is not None and found.text == subject


def test_the_verb_of_a_clause_and_the_way_up(docs: dict[str, Doc]) -> None:
    doc = doc_of(docs, "Tessaly")
    for word, verb in (("mills", "owns"), ("two", "buy"), ("Tessaly", "plans")):
        found = clause_verb(token(doc, word))
        assert found is not None and found.text == verb
    assert [t.text for t in ancestors(token(doc, "six"))] == ["mills", "owns", "Tessaly", "plans"]
    assert child(token(doc, "mills"), "nummod") == token(doc, "six")
    assert child(token(doc, "six"), "nummod") is None


def test_the_lemma_of_a_counted_noun_keeps_a_name(docs: dict[str, Doc], extractor: Extractor) -> None:
    (doc,) = extractor.language.docs(["Forty Syrians met 12 LAWYERS and 3 users in Paris."])
    lemmas = {t.text: noun_lemma(t) for t in doc}
    assert (lemmas["Syrians"], lemmas["users"], lemmas["Paris"]) == ("Syrian", "user", "Paris")
    assert lemmas["LAWYERS"].lower() == "lawyer"
