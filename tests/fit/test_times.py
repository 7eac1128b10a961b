"""The recipe by which a quantity is given one of its sentence's times, or none."""

from __future__ import annotations

import pytest

from pipeline.extract.extractor import parts_of, wanted
from pipeline.extract.model.language import Language
from pipeline.fit.choices import Case, cross_validated
from pipeline.fit.times import FOLDS, LEAST, RIDGE, cases_of
from tests.support import article_cases


@pytest.fixture(scope="module")
def articles() -> list[list[Case]]:
    language = Language()
    out = []
    for row in article_cases.gold()[:24]:
        (doc,) = language.docs([row.text], wanted)
        out.append(list(cases_of(row, parts_of(row.article, doc))))
    return out


def test_every_case_has_features_for_each_time_and_for_none(articles: list[list[Case]]) -> None:
    cases = [case for article in articles for case in article]
    assert len(cases) > 60
    assert all(len(case.features) > 1 and case.features[-1][0] == "none" for case in cases)
    assert all(case.taught is not None for case in cases if case.right)


def test_what_other_articles_teach_beats_giving_none_or_the_first(articles: list[list[Case]]) -> None:
    cases = [case for article in articles for case in article]
    none = sum(len(case.features) - 1 in case.right for case in cases)
    first = sum(0 in case.right for case in cases)
    assert cross_validated(articles, FOLDS, RIDGE, LEAST) > max(none, first)
