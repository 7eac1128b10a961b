"""Fits the weights by which a quantity is put to whose word it stands on, and shows how often that is right.

    python -m pipeline.fit.attribution GOLD_DIR... [-o WEIGHTS.tsv]

A folder holds annotated facts (:func:`pipeline.evaluate.gold.read_gold`). A quantity is a case: the candidates of
:mod:`pipeline.extract.facts.credits` that are called as an annotated source are right, "none of them" where the article
says it itself. Weights are fitted by conditional likelihood; the share of right choices printed is cross-validated over
articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ClaimsError
from pipeline.evaluate.gold import GoldArticle, GoldMention, read_gold
from pipeline.evaluate.judge import same_name, same_value
from pipeline.extract.extractor import parts_of, wanted
from pipeline.extract.facts.credit_features import features
from pipeline.extract.facts.credits import Credit, Credits
from pipeline.extract.statements.index import StatementIndex
from pipeline.extract.text.plain import plain
from pipeline.fit.choices import Choice, fitted, scored

if TYPE_CHECKING:
    from pipeline.extract.facts.assemble import Analysis
    from pipeline.extract.model.language import Language
    from pipeline.extract.quantities.draft import QuantityDraft

LEXICON = Path(__file__).parents[1] / "extract" / "lexicons" / "attribution_weights.tsv"
RIDGE = 2.0
"""The penalty on weights."""
LEAST = 4
"""Features of fewer candidates get no weight."""
FOLDS = 10

_HEAD = """\
# Weights of the features of who may be credited with a quantity; see pipeline/extract/facts/credit_features.py.
# Written by python -m pipeline.fit.attribution, not by hand. Fitted to {n} quantities of {articles} annotated articles;
# ridge {ridge:g}, features of at least {least} candidates. Cross-validated over articles, {right} were put right.
#
# feature  what a candidate has; "none ..." has the choice of none of them; a feature that is not listed weighs 0
# weight   what it adds to the log odds
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A quantity with its candidates' features, "none of them" last.

    ``right`` holds the candidates that are right, none where no candidate is called as the source is; ``taught`` is
    what is learnt from the case, where any of it can be.
    """

    right: frozenset[int]
    taught: Choice | None
    features: tuple[tuple[str, ...], ...]
    text: str = ""


def cases_of(row: GoldArticle, parts: Analysis) -> Iterator[Case]:
    """The cases of one annotated article."""
    credits = Credits(parts.tokens, parts.index, StatementIndex(parts.statements))
    told = [found for found in parts.found if not found.converted]
    for mention in row.mentions:
        found = _of_mention(mention, told, parts.tokens.text)
        if found is None:
            continue
        every = credits.candidates(found)
        named = tuple(map(tuple, features(credits, found, every)))
        right = _right(mention, every)
        yield Case(right, Choice(named, right) if right else None, named, f"{row.key} {found.start}")


def _of_mention(mention: GoldMention, told: Sequence[QuantityDraft], text: str) -> QuantityDraft | None:
    over = [f for f in told if f.start < mention.end and mention.start < f.end and same_value(mention, f.record(text))]
    return over[0] if over else None


def _right(mention: GoldMention, every: Sequence[Credit]) -> frozenset[int]:
    """The candidates that are called as an annotated source."""
    if not mention.attribution:
        return frozenset((len(every),))
    return frozenset(
        i for i, one in enumerate(every) if same_name(mention.attribution, one.source.name or one.source.text)
    )


def collect(folders: Sequence[str], language: Language) -> Iterator[list[Case]]:
    """The cases of all annotated articles, one list an article."""
    for row in (row for folder in folders for row in read_gold(folder)):
        (doc,) = language.docs([plain(row.text)], wanted)
        yield list(cases_of(row, parts_of(row.article, doc)))


def cross_validated(articles: Sequence[Sequence[Case]], ridge: float = RIDGE, least: int = LEAST) -> int:
    """How many cases are put right by weights fitted to other articles."""
    right = 0
    for fold in range(FOLDS):
        others = [c.taught for n, a in enumerate(articles) if n % FOLDS != fold for c in a if c.taught is not None]
        weights = fitted(others, ridge, least)
        right += sum(chosen(case, weights) in case.right for a in articles[fold::FOLDS] for case in a)
    return right


def chosen(case: Case, weights: dict[str, float]) -> int:
    """The candidate that these weights choose."""
    scores = scored(case.features, weights)
    return max(range(len(scores)), key=scores.__getitem__)


def main() -> None:
    """The command line."""
    import argparse

    from pipeline.extract.model.language import Language

    parser = argparse.ArgumentParser(prog="python -m pipeline.fit.attribution", description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", metavar="GOLD_DIR", help="annotated articles, such as corpus/gold")
    parser.add_argument("-o", "--output", type=Path, default=LEXICON, help="where to write the weights")
    options = parser.parse_args()
    try:
        articles = list(collect(options.folders, Language()))
    except ClaimsError as error:
        parser.exit(error.exit_code, f"{error}\n")
    cases = [case for article in articles for case in article]
    right = cross_validated(articles)
    weights = fitted([case.taught for case in cases if case.taught is not None], RIDGE, LEAST)
    head = _HEAD.format(n=len(cases), articles=len(articles), ridge=RIDGE, least=LEAST, right=right)
    rows = "".join(f"{name}\t{weight:.3f}\n" for name, weight in sorted(weights.items()))
    options.output.write_text(f"{head}feature\tweight\n{rows}", "utf-8")
    print(f"of {len(cases)} quantities {right} are put right, cross-validated")
    print(f"{len(weights)} weights written to {options.output}")


if __name__ == "__main__":
    main()
