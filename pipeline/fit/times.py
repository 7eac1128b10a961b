"""Fits the weights by which a quantity is given a time of its sentence or none, and shows how often that is right.

    python -m pipeline.fit.times GOLD_DIR... [-o WEIGHTS.tsv]

A folder holds annotated facts (:func:`pipeline.evaluate.gold.read_gold`). A quantity whose sentence has a time is a case:
the times with the annotated value are right, "none of them" where none is annotated. Weights are fitted by conditional
likelihood; the share of right choices printed is cross-validated over articles.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.evaluate.gold import GoldArticle
from pipeline.evaluate.judge import same_time
from pipeline.extract.facts.assemble import Analysis, article_times
from pipeline.extract.facts.attribution import attribution_of
from pipeline.extract.facts.credits import Credits
from pipeline.extract.facts.time_places import TimedSentence
from pipeline.extract.facts.times import choice_features
from pipeline.extract.statements.index import StatementIndex
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


def cases_of(row: GoldArticle, parts: Analysis) -> list[Case]:
    """The cases of one annotated article.

    An interval that ends with the article's day in the annotation's month or year teaches, but is not right.
    """
    sayings = StatementIndex(parts.statements)
    told = [found for found in parts.found if not found.converted]
    credits = Credits(parts.tokens, parts.index, sayings)
    text = parts.tokens.text
    cases: list[Case] = []

    def teach(sentence: TimedSentence) -> list[int]:
        values = [*(time.claim.time.value for time in sentence.times), None]
        for amount in sentence.amounts:
            mention = annotated(amount.found, row.mentions, text)
            if mention is not None:
                right = frozenset(i for i, value in enumerate(values) if same_time(mention.time, value))
                near = frozenset(i for i, value in enumerate(values) if _alike(mention.time, value))
                named = tuple(map(tuple, choice_features(sentence, amount)))
                cases.append(Case(named, right, Choice(named, near) if near else None))
        return [-1] * len(sentence.amounts)

    article_times(parts, told, [attribution_of(credits, found) for found in told], sayings, teach)
    return cases


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
