"""The recipe by which a number without a noun is given what it counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.evaluate.gold import read_gold
from pipeline.extract.extractor import parts_of, wanted
from pipeline.extract.model.language import Language
from pipeline.fit.choices import Case, cross_validated
from pipeline.fit.ellipsis import FOLDS, LEAST, RIDGE, cases_of

THINGS = ("shop", "nurse", "bridge", "goat", "letter", "boat", "window", "farm", "pupil", "lamp")
PASSAGES = (
    ("The town counted 90 {0}s in March. By the autumn it was down to 62.", "62", True),
    ("Lorne has 41 {0}s and the county plans 17 in Brook.", "17", True),
    ("The 41 {0}s were gone within a day. The reading closed at 5,120.", "5,120", False),
)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> list[list[Case]]:
    folder: Path = tmp_path_factory.mktemp("gold")
    (folder / "text").mkdir()
    (folder / "annotations").mkdir()
    plain = {"kind": "count", "comparator": "=", "approximate": False, "modality": "asserted", "property_heads": []}
    empty = dict.fromkeys(("value_min", "value_max", "change", "role", "subject", "attribution", "time"))
    meta = {}
    for thing in THINGS:
        for number, (passage, written, named) in enumerate(PASSAGES):
            text, key = passage.format(thing), f"{thing}-{number}"
            start = text.index(written)
            span = {"start": start, "end": start + len(written), "text": written}
            value = {"value": float(written.replace(",", "")), "unit": thing if named else None}
            (folder / "text" / f"{key}.txt").write_text(text, "utf-8")
            (folder / "annotations" / f"{key}.jsonl").write_text(
                json.dumps(plain | empty | span | value) + "\n", "utf-8"
            )
            meta[key] = {"title": None, "date": None}
    (folder / "meta.json").write_text(json.dumps(meta), "utf-8")
    language = Language()
    out = []
    for row in read_gold(folder):
        (doc,) = language.docs([row.text], wanted)
        out.append(cases_of(row, parts_of(row.article, doc)))
    return [cases for cases in out if cases]


def test_every_bare_number_may_count_something_near_it_or_nothing(articles: list[list[Case]]) -> None:
    cases = [case for article in articles for case in article]
    assert len(cases) > len(THINGS)
    assert all(len(case.features) > 1 and case.features[-1][0] == "none" for case in cases)
    assert all((case.taught is not None) == bool(case.right) for case in cases)


def test_weights_of_other_passages_tell_what_counts_a_thing_from_what_does_not(articles: list[list[Case]]) -> None:
    cases = [case for article in articles for case in article]
    unnamed = sum(len(case.features) - 1 in case.right for case in cases)
    assert 0 < unnamed < len(cases)
    assert cross_validated(articles, FOLDS, RIDGE, LEAST) > 0.9 * len(cases)
