"""Fits the weights by which a bare number is given what it counts or measures, and shows how often that is right.

    python -m pipeline.fit.ellipsis GOLD_DIR... [-o WEIGHTS.tsv]

A folder holds annotated facts (:func:`pipeline.evaluate.gold.read_gold`). A number that the rules leave without a unit is
a case: the candidates with the annotated unit are right, "none of them" where none is annotated.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pipeline.evaluate.gold import GoldArticle
from pipeline.evaluate.judge import same_unit
from pipeline.extract.ellipsis.donors import donors
from pipeline.extract.ellipsis.features import features
from pipeline.extract.extractor import times_and_names
from pipeline.extract.facts.assemble import Analysis
from pipeline.extract.quantities.draft import COUNTS
from pipeline.extract.quantities.find import quantities
from pipeline.fit.choices import Case, Choice, Recipe, annotated, run

LEXICON = Path(__file__).parents[1] / "extract" / "lexicons" / "ellipsis_weights.tsv"
RIDGE = 3.0
"""The penalty on weights."""
LEAST = 3
"""Features of fewer candidates get no weight."""
FOLDS = 10

_HEAD = """\
# Weights of the features of what a bare number may count or measure; see pipeline/extract/ellipsis/features.py.
# Written by python -m pipeline.fit.ellipsis, not by hand. Fitted to {n} numbers of {articles} annotated articles and short
# texts; ridge {ridge:g}, features of at least {least} candidates. Cross-validated over articles, {right} were given the
# right unit, or none where none is right.
#
# feature  what a candidate has; "none ..." has the choice of none of them; a feature that is not listed weighs 0
# weight   what it adds to the log odds
"""


def cases_of(row: GoldArticle, parts: Analysis) -> list[Case]:
    """The cases of one annotated article."""
    text = parts.tokens.text
    found = quantities(parts.tokens, *times_and_names(parts.times, parts.index))
    out = []
    used: Counter[str] = Counter()
    for place, bare in enumerate(found):
        if bare.unit is not None:
            used[bare.unit] += 1
        mention = annotated(bare, row.mentions, text) if bare.counts_bare else None
        if mention is None:
            continue
        candidates = donors(found, place, text)
        units = [*(one.unit for one in candidates), None]
        counted = mention.kind in COUNTS
        right = frozenset(i for i, unit in enumerate(units) if same_unit(mention.unit, unit, counted))
        named = tuple(map(tuple, features(bare, candidates, used)))
        out.append(Case(named, right, Choice(named, right) if right else None))
    return out


def main() -> None:
    """The command line."""
    recipe = Recipe(cases_of, LEXICON, _HEAD, RIDGE, LEAST, FOLDS)
    run(recipe, "python -m pipeline.fit.ellipsis", __doc__.split("\n")[0], "bare numbers")


if __name__ == "__main__":
    main()
