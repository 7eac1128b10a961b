"""Fits the weights by which a quantity is put to whose word it stands on, and shows how often that is right.

    python -m pipeline.fit.attribution GOLD_DIR... [-o WEIGHTS.tsv]

A folder holds annotated facts (:func:`pipeline.evaluate.gold.read_gold`). A quantity is a case: the candidates of
:mod:`pipeline.extract.facts.credits` that are called as an annotated source are right, "none of them" where the article
says it itself. Weights are fitted by conditional likelihood; the share of right choices printed is cross-validated over
articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.evaluate.gold import GoldArticle, GoldMention
from pipeline.evaluate.judge import same_name
from pipeline.extract.facts.credit_features import features
from pipeline.extract.facts.credits import Credit, Credits
from pipeline.extract.statements.index import StatementIndex
from pipeline.fit.choices import Case, Choice, Recipe, annotated, run

if TYPE_CHECKING:
    from pipeline.extract.facts.assemble import Analysis

LEXICON = Path(__file__).parents[1] / "extract" / "lexicons" / "attribution_weights.tsv"
RIDGE = 2.0
"""The penalty on weights."""
LEAST = 4
"""Features of fewer candidates get no weight."""
FOLDS = 10
ARTICLE = 300
"""Characters of the shortest article."""
ALONE = "none alone"
"""What "none of them" has while a text shorter than an article teaches, and never afterwards: sentences made to teach are
mostly credited to somebody, which says nothing of how often an article's are."""

_HEAD = """\
# Weights of the features of who may be credited with a quantity; see pipeline/extract/facts/credit_features.py.
# Written by python -m pipeline.fit.attribution, not by hand. Fitted to {n} quantities of {articles} annotated articles;
# ridge {ridge:g}, features of at least {least} candidates. Cross-validated over articles, {right} were put right.
#
# feature  what a candidate has; "none ..." has the choice of none of them; a feature that is not listed weighs 0
# weight   what it adds to the log odds
"""


def cases_of(row: GoldArticle, parts: Analysis) -> Iterator[Case]:
    """The cases of one annotated article."""
    credits = Credits(parts.tokens, parts.index, StatementIndex(parts.statements))
    for found in (found for found in parts.found if not found.converted):
        mention = annotated(found, row.mentions, parts.tokens.text)
        if mention is not None:
            every = credits.candidates(found)
            named = tuple(map(tuple, features(credits, found, every)))
            right = _right(mention, every)
            taught = (*named[:-1], (*named[-1], ALONE)) if len(row.text) < ARTICLE else named
            yield Case(named, right, Choice(taught, right) if right else None)


def _right(mention: GoldMention, every: Sequence[Credit]) -> frozenset[int]:
    """The candidates that are called as an annotated source."""
    if not mention.attribution:
        return frozenset((len(every),))
    return frozenset(
        i for i, one in enumerate(every) if same_name(mention.attribution, one.source.name or one.source.text)
    )


def main() -> None:
    """The command line."""
    recipe = Recipe(cases_of, LEXICON, _HEAD, RIDGE, LEAST, FOLDS)
    run(recipe, "python -m pipeline.fit.attribution", __doc__.split("\n")[0], "quantities")


if __name__ == "__main__":
    main()
