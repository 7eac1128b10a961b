"""What is told of one thing over time: timelines of figures, histories of relations."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from pipeline import emit
from pipeline.compare import compare
from pipeline.records import Extraction, Fact, FactTime, Property, Relation, Span, Subject, content_id
from tests.paths import CASES
from tests.support.fakes import make_article, make_fact, make_quantity, make_relation

# In another order for each article, so that none is a copy of another.
EVENT = (
    "The ferry Marisol sank off Port Aldous in a storm. The coast guard of Brenta searched the wreck of the Marisol with "
    "divers and helicopters, while relatives waited at the harbour of Port Aldous for the passengers of the Marisol."
)


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]


def fact(number: int, article: str, told: dict[str, Any]) -> Fact:
    value, unit, kind = float(told["value"]), told.get("unit", "person"), told.get("kind", "count")
    money = kind == "money"
    amount = f"{value:g} {unit}"
    text = f"There is talk of {told.get('property', 'people')} of {amount}."
    return make_fact(
        id=content_id("f", number),
        article_id=article,
        kind=kind,
        quantity=make_quantity(
            amount,
            text.index(amount),
            value=value,
            value_min=None,
            value_max=None,
            unit=unit,
            base_value=None if money else value,
            base_unit=None if money else unit,
            normalized=f"{unit} {value:g}" if money else amount,
            role=told.get("role"),
            change="increase" if told.get("role") else None,
        ),
        property=Property(told["property"], 17, 17 + len(told["property"]), told["property"]) if "property" in told else None,
        subject=Subject(told["of"], 0, 5, told["of"], content_id("e", told["of"]), told.get("type")),
        time=FactTime("then", 0, 4, "DATE", told["time"], content_id("t", number)) if "time" in told else None,
        sentence=Span(text, 0, len(text)),
    )  # fmt: skip


def written(told: list[dict[str, Any]], folder: Path) -> Path:
    """A run of an article for each row, with the row's fact or relation."""
    runs = []
    for number, row in enumerate(told):
        article = make_article(
            id=content_id("a", number),
            title=None,
            date=row.get("day"),
            publisher=row.get("by", f"paper {number}"),
            text=" ".join(random.Random(number).sample(EVENT.split(), len(EVENT.split())))
            if row.get("event")
            else f"Article {number}.",
        )
        facts = (fact(number, article.id, row),) if "value" in row else ()
        relations = (relation(number, article.id, row),) if "tail" in row else ()
        runs.append(Extraction(article, facts=facts, relations=relations))
    emit.write_run(runs, str(folder))
    return folder


def relation(number: int, article: str, told: dict[str, Any]) -> Relation:
    known = make_relation()
    ends = {
        end: type(known.head)(told[end], 0, 1, told[end], content_id("e", told[end]), kind)
        for end, kind in (("head", told.get("type", "PERSON")), ("tail", "ORG"))
    }
    return make_relation(
        id=content_id("r", number),
        article_id=article,
        **ends,
        phase=told["phase"],
        time=FactTime("then", 0, 4, "DATE", told["time"], content_id("t", number)) if "time" in told else None,
    )


@pytest.mark.parametrize("case", cases("compare_timelines.jsonl"), ids=lambda case: case["says"])
def test_a_things_property_has_its_line(case: dict[str, Any], tmp_path: Path) -> None:
    found = compare([written(case["told"], tmp_path / "run")])
    assert [[[point.time, point.value] for point in line.points] for line in found.timelines] == case["lines"]


@pytest.mark.parametrize("case", cases("compare_histories.jsonl"), ids=lambda case: case["says"])
def test_a_relation_has_its_history(case: dict[str, Any], tmp_path: Path) -> None:
    found = compare([written(case["told"], tmp_path / "run")], single=True)
    told = [
        [h.head.name, h.tail.name, h.phase, h.begins, h.ended, [state.phase for state in h.states]]
        for h in found.histories
    ]
    assert told == case["histories"]


@pytest.mark.parametrize("case", cases("compare_joined_timelines.jsonl"), ids=lambda case: case["says"])
def test_a_reviewers_joins_hold_in_the_line_too(case: dict[str, Any], tmp_path: Path) -> None:
    joins = {frozenset(content_id("f", n) for n in pair): case["verdict"] for pair in case["pairs"]}
    found = compare([written(case["told"], tmp_path / "run")], joins=joins)
    assert [[[point.time, point.value] for point in line.points] for line in found.timelines] == case["lines"]
