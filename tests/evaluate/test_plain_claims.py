"""The baseline of ``claims compare``."""

from __future__ import annotations

from pipeline.evaluate.plain_claims import joined
from pipeline.records import Subject
from tests.support.fakes import make_fact, make_quantity


def test_equal_amounts_with_a_word_in_common_are_one_claim() -> None:
    told = [("Skarne tunnel", 4.0), ("the tunnel", 4.0), ("the ferry", 4.0), ("Skarne tunnel", 5.0)]
    facts = [
        make_fact(
            id=f"f{n}",
            property=None,
            subject=Subject(name, 0, 1, name, None, None),
            quantity=make_quantity(value=value, normalized=f"{value:g} person"),
        )
        for n, (name, value) in enumerate(told)
    ]
    assert joined(facts) == [("f0", "f1")]
