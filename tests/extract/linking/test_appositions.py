"""Descriptions beside names: which name a noun describes."""

from __future__ import annotations

import pytest

from pipeline.extract.extractor import parts_of, wanted
from pipeline.extract.linking.appositions import described
from pipeline.extract.model.language import Language
from pipeline.extract.text.plain import plain
from tests.support.fact_cases import article

BESIDE = [
    ("Her challenger, Tomas Okafor, won 38% of the vote.", "challenger", "Tomas Okafor"),
    ("Nordhav's main competitor, Kestrel Marine, sold 520 boats.", "competitor", "Kestrel Marine"),
    ("Ana Ruiz, the founder, owns 12% of the shares.", "founder", "Ana Ruiz"),
    ("In the deal, Kestrel Marine said it would pay $40 million.", "deal", None),
    ("The plan, Tomas Okafor argues, would cost $40 million.", "plan", None),
    ("Its rivals, Nordhav and Kestrel Marine, sold 900 boats.", "rivals", None),
    ("The profit, Kestrel Marine said, was $9 million.", "profit", None),
]


@pytest.fixture(scope="module")
def language() -> Language:
    return Language()


@pytest.mark.parametrize(("text", "noun", "name"), BESIDE, ids=[text for text, _, _ in BESIDE])
def test_a_noun_describes_the_one_name_in_apposition_to_it(
    language: Language, text: str, noun: str, name: str | None
) -> None:
    (doc,) = language.docs([plain(text)], wanted)
    parts = parts_of(article(text), doc)
    token = next(token for token in parts.tokens.doc if token.text == noun)
    found = described(token, parts.index)
    assert (found.name if found is not None else None) == name
