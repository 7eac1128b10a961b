"""What voices say together: statuses as cases, and that nothing depends on an order."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.compare.claims import claim
from pipeline.compare.grouping import groups
from pipeline.compare.mentions import ClaimMention, mention
from pipeline.compare.names import heard, may_be_one
from pipeline.compare.pairs import features, score
from pipeline.compare.profiles import Profile
from pipeline.compare.values import compatible, relation
from pipeline.records import Span, content_id
from tests.paths import CASES
from tests.support.fakes import make_fact, make_quantity

METRES = {"metre": 1.0, "foot": 0.3048}
KILOGRAMS = {"tonne": 1000.0, "ton": 907.18474}
SAID = [json.loads(line) for line in (CASES / "compare_said.jsonl").read_text("utf-8").splitlines()]
STATUSES = [json.loads(line) for line in (CASES / "compare_status.jsonl").read_text("utf-8").splitlines()]


def told(text: str, number: int = 0) -> ClaimMention:
    """The mention of an amount as "about 80 person" or "> 70 person"."""
    how, value, unit = re.fullmatch(r"(about |> |< )?(\d+) (\w+)", text).groups()  # type: ignore[union-attr]
    amount = float(value)
    factor, base = METRES.get(unit), "metre"
    if factor is None:
        factor, base = KILOGRAMS.get(unit), "kilogram"
    quantity = make_quantity(
        value=amount,
        value_min=None if how == "< " else amount,
        value_max=None if how == "> " else amount,
        comparator=(how or "= ").strip() if how != "about " else "=",
        approximate=how == "about ",
        unit=unit,
        base_value=amount * factor if factor else amount,
        base_unit=base if factor else unit,
        normalized=f"{amount * (factor or 1):g} {base if factor else unit}",
    )
    kind = "length" if unit in METRES else "mass" if unit in KILOGRAMS else "count"
    fact = make_fact(id=content_id("f", number), article_id=content_id("a", number), kind=kind, quantity=quantity)
    return mention(fact)


def claimed(case: list[list[str]]) -> Any:
    members = [told(text, n) for n, (text, _) in enumerate(case)]
    articles = {
        m.article_id: Profile(m.article_id, None, day, f"paper {n}")
        for n, (m, (_, day)) in enumerate(zip(members, case, strict=True))
    }
    return members, articles, {i: p.publisher for i, p in articles.items()}


@pytest.mark.parametrize("case", SAID, ids=lambda case: case["sentence"])
def test_a_sentence_says_what_becomes_of_its_figure(case: dict[str, Any]) -> None:
    text, amount = case["sentence"], case["quantity"]
    quantity = make_quantity(amount, text.rindex(amount))
    found = mention(make_fact(quantity=quantity, sentence=Span(text, 0, len(text))))
    assert [name for name in ("against", "corrects", "replaces") if getattr(found, name)] == (
        [case["says"]] if case["says"] else []
    )


def test_a_bound_is_put_with_the_exact_value_that_more_facts_tell() -> None:
    day = "2026-03-05"
    members, articles, voice = claimed(
        [["> 70 person", day], ["73 person", day], ["82 person", day], ["82 person", day]]
    )
    members[3] = replace(members[3], article_id=members[2].article_id)
    values = claim(members, articles, voice, None).values
    assert sorted(len(value.facts) for value in values) == [1, 3]


@pytest.mark.parametrize("case", STATUSES, ids=lambda case: " | ".join(text for text, _ in case["told"]))
def test_a_claim_has_its_status_in_any_order(case: dict[str, Any]) -> None:
    members, articles, voice = claimed(case["told"])
    record = claim(members, articles, voice, None)
    assert record.status == case["status"]
    assert sorted(fact for value in record.values for fact in value.facts) == list(record.facts)
    for seed in range(5):
        again = random.Random(seed).sample(members, len(members))
        assert claim(again, articles, voice, None) == record


@pytest.mark.parametrize(
    ("text", "amount", "unit", "fate"),
    [
        ("A derailment killed at least eight people and injured 40.", "eight people", "person", "(death)"),
        ("A blast killing some 12 people and injuring 30 shook the port.", "12 people", "person", "(death)"),
        ("It injured 40 people and killed eight.", "40 people", "person", "(injury)"),
        ("Two people and a guard were killed.", "Two people", "person", "(death)"),
        ("The storm caused seven deaths.", "seven deaths", "death", "(death)"),
        ("There were 14 injuries and one arrest.", "14 injuries", "injury", "(injury)"),
        ("The fair drew 40 people.", "40 people", "person", None),
    ],
)
def test_what_became_of_people_is_told_by_the_word_for_them(
    text: str, amount: str, unit: str, fate: str | None
) -> None:
    quantity = make_quantity(amount, text.index(amount), unit=unit)
    fact = make_fact(kind="count", quantity=quantity, property=None, sentence=Span(text, 0, len(text)))
    assert mention(fact).fate == fate


def test_who_tells_what_a_figure_was_before_does_not_dispute_it() -> None:
    members, articles, voice = claimed(
        [["9 person", "2031-05-01"], ["11 person", "2031-05-02"], ["9 person", "2031-05-02"]]
    )
    assert claim(members, articles, voice, None).status == "disputed"
    members[2] = replace(members[2], role="initial")
    assert claim(members, articles, voice, None).status == "updated"


AMOUNTS = st.builds(
    lambda how, value, unit: told(f"{how}{value} {unit}"),
    st.sampled_from(["", "about ", "> ", "< "]),
    st.integers(0, 10**9),
    st.sampled_from(["person", "metre", "foot"]),
)


# The first draw reads the units.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(AMOUNTS, AMOUNTS)
def test_pairs_have_no_order(a: ClaimMention, b: ClaimMention) -> None:
    assume(a.dimension == b.dimension)
    assert relation(a, b) == relation(b, a)
    assert compatible(a, b) == compatible(b, a)
    assert dict(features(a, b)) == pytest.approx(dict(features(b, a)))
    assert score(a, b) == pytest.approx(score(b, a))


@given(AMOUNTS)
def test_an_amount_is_equal_to_itself(a: ClaimMention) -> None:
    assert relation(a, a) == "equal"


SCORES = st.integers(2, 9).flatmap(
    lambda n: st.tuples(
        st.just([f"f{i}" for i in range(n)]),
        st.lists(
            st.sampled_from([-9.0, -3.0, -1.0, 0.5, 2.0, 5.0]), min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2
        ),
    )
)


@given(SCORES, st.randoms(use_true_random=False))
def test_no_chain_joins_what_does_not_fit(given_: tuple[list[str], list[float]], chance: random.Random) -> None:
    items, values = given_
    scores = dict(zip(combinations(items, 2), values, strict=True))
    found = groups(items, scores)
    assert sorted(i for group in found for i in group) == items
    for group in found:
        within = [scores[pair] for pair in combinations(group, 2)]
        assert all(value >= -6.0 for value in within)
        assert not within or sum(within) >= 0
    pairs = list(scores.items())
    chance.shuffle(pairs)
    assert groups(chance.sample(items, len(items)), dict(pairs)) == found


@pytest.mark.parametrize(
    ("first", "second", "kind", "one"),
    [
        ("Ostrava Mills Inc.", "Ostrava Mills", "ORG", True),
        ("The Marisol", "Marisol", "PRODUCT", True),
        ("Dr. Ana Lopés", "Ana Lopes", "PERSON", True),
        ("Ana Lopes", "Rui Lopes", "PERSON", False),
        ("Lopes", "Lopes", "PERSON", False),
        ("the ferry", "the ferry", None, False),
        ("Ostrava Mills", "Ostrava Glass", "ORG", False),
        ("J. K. Lowe", "JK Lowe", "PERSON", True),
        ("J.K. Lowe", "J. K. Lowe", "PERSON", True),
        ("J. Lowe", "K. Lowe", "PERSON", False),
        ("Oleg Stavinsky", "Oleg Stavinskyy", "PERSON", True),
        ("Oleg Stavinskiy", "Oleg Stavinski", "PERSON", True),
        ("Anton Petroff", "Anton Petrov", "PERSON", True),
        ("Søren Kjær", "Soren Kjaer", "PERSON", True),
        ("Łukasz Wiśnik", "Lukasz Wisnik", "PERSON", True),
        ("Sir Tomas Reed", "Tomas Reed", "PERSON", True),
        ("Tomas Reed", "Tomas Read", "PERSON", False),
        ("Veldt N.V.", "Veldt", "ORG", True),
        ("Veldt Holdings PLC", "Veldt plc", "ORG", True),
        ("U.S. Freight", "US Freight", "ORG", True),
        ("Lumo 2", "Lumo 3", "PRODUCT", False),
    ],
)
def test_one_name_in_two_articles(first: str, second: str, kind: str | None, one: bool) -> None:
    assert (heard(first, kind) is not None and heard(first, kind) == heard(second, kind)) == one


@pytest.mark.parametrize(
    ("first", "second", "possible"),
    [("Ana Lopes", "A. Lopes", True), ("Rob Lowe", "Robert Lowe", True), ("Ana Lopes", "Rui Lopes", False)],
)
def test_two_people_of_one_surname_are_not_one(first: str, second: str, possible: bool) -> None:
    found = may_be_one(*(str(heard(name, "PERSON")) for name in (first, second)))
    assert found == possible
