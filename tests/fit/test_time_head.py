"""The head by which the encoder adds to the choice of a time: what it reads, that it learns, and how it is stored."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.evaluate.judge import same_time
from pipeline.extract.extractor import parts_of, wanted
from pipeline.extract.facts.assemble import article_readings, article_times, fact_choices
from pipeline.extract.facts.times import fact_times
from pipeline.extract.model.language import Language
from pipeline.extract.reader.load import load_reader
from tests.support import article_cases, fact_cases

pytest.importorskip("torch")

from pipeline.fit.time_head import TimeCase, TimeHead, fitted_heads, head_arrays, mean_scores
from pipeline.fit.time_head import article_cases as cases_of

WIDTH = 6


def a_case(right: int, times: int, chance: np.random.Generator) -> TimeCase:
    """A choice among times and none; the vector of the right time begins with 1, that of none of them with 0."""
    rows = chance.normal(0, 0.1, (times, 4 * WIDTH))
    if right < times:
        rows[right, 0] = 1
    opening = chance.normal(0, 0.1, 2 * WIDTH)
    one = frozenset((right,))
    return TimeCase(
        rows.astype(np.float16), (*range(times), -1), opening.astype(np.float16), one, one, (0.0,) * (times + 1)
    )


@pytest.fixture(scope="module")
def heads() -> list[TimeHead]:
    chance = np.random.default_rng(1)
    return fitted_heads([a_case(n % 4, 3, chance) for n in range(1600)])


def test_a_head_finds_the_right_time_or_none_in_cases_it_has_not_seen(heads: list[TimeHead]) -> None:
    chance = np.random.default_rng(2)
    cases = [a_case(n % (times + 1), times, chance) for times in (1, 2, 3) for n in range(times + 1)]
    assert [int(np.argmax(mean_scores(heads, case))) in case.right for case in cases] == [True] * len(cases)


def test_the_stored_head_is_the_mean_of_those_fitted(heads: list[TimeHead]) -> None:
    case = a_case(1, 3, np.random.default_rng(3))
    stored = {name: value.astype(np.float64) for name, value in head_arrays(heads).items()}

    def score(x: np.ndarray, first: str, last: str) -> np.ndarray:
        inner = np.maximum(x.astype(np.float64) @ stored[f"time.{first}"] + stored[f"time.{first}_bias"], 0)
        out: np.ndarray = inner @ stored[f"time.{last}"] + stored[f"time.{last}_bias"]
        return out

    found = [*score(case.rows, "hidden", "out"), score(case.opening, "absent", "absent_out")]
    strength = found[1] / mean_scores(heads, case)[1]
    assert found == pytest.approx([strength * x for x in mean_scores(heads, case)], abs=0.02)
    assert stored["time.hidden"].shape[1] == sum(model.hidden.out_features for model in heads)


def test_cases_without_anything_to_learn_give_no_head() -> None:
    case = a_case(0, 2, np.random.default_rng(4))
    nothing = TimeCase(case.rows, case.row_of, case.opening, frozenset(), frozenset(), case.scores)
    assert fitted_heads([nothing]) == []
    assert mean_scores([], case) == [0.0, 0.0, 0.0]


def test_articles_give_a_case_for_each_annotated_quantity_beside_a_time() -> None:
    gold, encoder = article_cases.gold()[:12], load_reader().encoder
    assert encoder is not None
    language = Language()
    made = cases_of(gold, encoder, language)
    assert len(made) == len(gold) and sum(map(len, made)) > 30
    for case in (case for article in made for case in article):
        assert len(case.row_of) == len(case.scores) > 1
        assert case.row_of[-1] == -1 and all(row >= 0 for row in case.row_of[:-1])
        assert case.right <= case.taught


def test_the_encoder_reads_only_where_features_leave_doubt() -> None:
    reader, language = load_reader(), Language()
    changed = kept = 0
    for case in fact_cases.met():
        if case["topic"] != "which time":
            continue
        (doc,) = language.docs([case["text"]], wanted)
        parts = parts_of(fact_cases.article(case["text"], case.get("date")), doc)
        alone = article_times(parts, article_readings(parts))
        for choice, one in zip(alone, fact_choices(parts, reader), strict=True):
            if choice is None or one.time is None:
                assert choice is None and one.time is None
                continue
            same = choice.weighed.scores == one.time.weighed.scores
            assert same != choice.weighed.in_doubt(), case["text"]
            changed, kept = changed + (not same), kept + same
    assert min(changed, kept) > 20


def test_ends_of_a_change_stand_at_those_of_its_span() -> None:
    language = Language()
    texts = {
        "Output fell from 412 tonnes to 367 tonnes between 2018 and 2023.": ["2018", "2023"],
        "Ferries carried 88,000 cars between April and June 2023, down from 91,000 cars a year earlier.": [
            "2023-04/2023-06",
            "2022-Q2",
        ],
    }
    for text, expected in texts.items():
        (doc,) = language.docs([text], wanted)
        parts = parts_of(fact_cases.article(text, "2024-05-15"), doc)
        found = fact_times([one.time for one in fact_choices(parts, load_reader())])
        assert [same_time(want, time and time.value) for want, time in zip(expected, found, strict=True)] == [True] * 2
