"""Weights that make right choices likely, and the recipe for whom a quantity is credited to."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ClaimsError
from pipeline.extract.extractor import parts_of, wanted
from pipeline.extract.model.language import Language
from pipeline.fit.attribution import FOLDS, LEAST, RIDGE, cases_of
from pipeline.fit.choices import Choice, cross_validated, fitted, folded, read_weights, scored, write
from tests.support import article_cases

CHOICES = [Choice((("near", "name"), ("far", "name"), ("none",)), frozenset((0,))) for _ in range(8)] + [
    Choice((("near", "thing"), ("none",)), frozenset((1,))) for _ in range(8)
]


def test_weights_choose_what_was_right() -> None:
    weights = fitted(CHOICES, 0.1, 1)
    for choice in CHOICES:
        scores = scored(choice.features, weights)
        assert scores.index(max(scores)) in choice.right


def test_rare_features_get_no_weight_and_a_penalty_makes_weights_small() -> None:
    assert "far" in fitted(CHOICES, 1.0, 8) and "far" not in fitted(CHOICES, 1.0, 9)
    assert max(map(abs, fitted(CHOICES, 100.0, 1).values())) < max(map(abs, fitted(CHOICES, 0.1, 1).values()))


def test_each_article_is_held_out_once_from_what_teaches() -> None:
    parts = list(folded("abcdefg", 3))
    assert sorted(article for _, held in parts for article in held) == list("abcdefg")
    assert all(sorted([*others, *held]) == list("abcdefg") for others, held in parts)


def test_a_written_table_leaves_out_what_weighs_nothing(tmp_path: Path) -> None:
    write(tmp_path / "weights.tsv", "# head\n", {"near": 1.25, "far": -0.0004})
    assert (tmp_path / "weights.tsv").read_text("utf-8") == "# head\nfeature\tweight\nnear\t1.250\n"


@pytest.fixture(scope="module")
def articles() -> list[list]:
    language = Language()
    out = []
    for row in article_cases.gold()[:20]:
        (doc,) = language.docs([row.text], wanted)
        out.append(list(cases_of(row, parts_of(row.article, doc))))
    return out


def test_every_case_has_features_for_each_candidate_and_for_none(articles: list[list]) -> None:
    cases = [case for article in articles for case in article]
    assert len(cases) > 100
    assert all(case.features[-1][0] == "none" for case in cases)
    assert all((case.taught is not None) == bool(case.right) for case in cases)


def test_what_other_articles_teach_beats_crediting_nobody(articles: list[list]) -> None:
    nobody = sum(len(case.features) - 1 in case.right for article in articles for case in article)
    assert cross_validated(articles, FOLDS, RIDGE, LEAST) > nobody


def test_the_mean_of_two_tables_halves_what_only_one_of_them_weighs(tmp_path: Path) -> None:
    earlier, mean = tmp_path / "earlier.tsv", tmp_path / "mean.tsv"
    write(earlier, "# before\n", {"near": 1.0, "far": -0.5})
    write(mean, "# now\n", {"near": 2.0, "loud": 0.4}, read_weights(earlier))
    written = mean.read_text("utf-8")
    assert "mean" in written.split("feature")[0]
    assert written.endswith("feature\tweight\nfar\t-0.250\nloud\t0.200\nnear\t1.500\n")


def test_what_is_no_table_of_weights_is_told_in_a_sentence(tmp_path: Path) -> None:
    other = tmp_path / "other.tsv"
    other.write_text("word\nlamp\n", "utf-8")
    for path in (other, tmp_path / "none.tsv"):
        with pytest.raises(ClaimsError, match="is no table of weights"):
            read_weights(path)
