"""Fits the weights by which a quantity is given a time of its sentence or none, and shows how often that is right.

    python -m pipeline.fit.times GOLD_DIR... [-o WEIGHTS.tsv]

A folder holds annotated facts (:func:`pipeline.evaluate.gold.read_gold`). A quantity whose sentence has a time is a case:
the times with the annotated value are right, "none of them" where none is annotated. Weights are fitted by conditional
likelihood; the share of right choices printed is cross-validated over articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.evaluate.gold import GoldArticle, GoldMention
from pipeline.evaluate.judge import same_time
from pipeline.extract.facts.assemble import Analysis, article_readings, article_times
from pipeline.extract.facts.times import choice_features
from pipeline.fit.choices import Case, Choice, Recipe, annotated, run

LEXICON = Path(__file__).parents[1] / "extract" / "lexicons" / "time_weights.tsv"
RIDGE = 4.0
"""The penalty on weights."""
LEAST = 2
"""Features of fewer candidates get no weight."""
FOLDS = 8

_HEAD = """\
# Weights of the features of the times that a quantity may hold at; see pipeline/extract/facts/time_features.py.
# Written by python -m pipeline.fit.times, not by hand. Fitted to {n} quantities of {articles} annotated articles whose
# sentences have a time; ridge {ridge:g}, features of at least {least} candidates. Cross-validated over articles,
# {right} were given the right time, or none where none is right.
#
# feature  what a candidate has; "none ..." has the choice of none of them; a feature that is not listed weighs 0
# weight   what it adds to the log odds
"""


def cases_of(row: GoldArticle, parts: Analysis) -> Iterator[Case]:
    """The cases of one annotated article.

    An interval that ends with the article's day in the annotation's month or year teaches, but is not right.
    """
    every = article_readings(parts)
    for reading, time in zip(every, article_times(parts, every), strict=True):
        mention = annotated(reading.at.found, row.mentions, parts.tokens.text)
        if time is not None and mention is not None:
            named, near = (
                tuple(map(tuple, choice_features(time.sentence, time.amount))),
                near_times(mention, time.values),
            )
            yield Case(named, right_times(mention, time.values), Choice(named, near) if near else None)


def right_times(mention: GoldMention, values: Sequence[str | None]) -> frozenset[int]:
    """The times that mean what is annotated, by number."""
    return frozenset(n for n, value in enumerate(values) if same_time(mention.time, value))


def near_times(mention: GoldMention, values: Sequence[str | None]) -> frozenset[int]:
    """The times that teach as right: also an interval that ends with the article's day in the annotated month or year."""
    return frozenset(n for n, value in enumerate(values) if _alike(mention.time, value))


def _alike(one: str | None, other: str | None) -> bool:
    if same_time(one, other) or one is None or other is None:
        return same_time(one, other)
    if not ("/" in one and "/" in other):
        return False
    (first, last), (begin, end) = one.split("/", 1), other.split("/", 1)
    return first == begin and (last.startswith(end) or end.startswith(last))


def main() -> None:
    """The command line."""
    recipe = Recipe(cases_of, LEXICON, _HEAD, RIDGE, LEAST, FOLDS)
    run(recipe, "python -m pipeline.fit.times", __doc__.split("\n")[0], "quantities beside a time")


if __name__ == "__main__":
    main()
