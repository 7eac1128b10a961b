"""What the recipes for choices share: cases of annotated articles, weights under which the right candidates are likeliest,
how often weights choose right in articles that did not teach them, and the table of weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import ClaimsError
from pipeline.evaluate.gold import GoldArticle, GoldMention, read_gold
from pipeline.evaluate.judge import same_value
from pipeline.extract.loglinear import Weights, best, summed
from pipeline.tables import rows

if TYPE_CHECKING:
    import argparse

    from pipeline.extract.facts.assemble import Analysis
    from pipeline.extract.model.language import Language
    from pipeline.extract.quantities.draft import QuantityDraft

Article = TypeVar("Article")
NOTHING = 0.005
"""Weights nearer to 0 are not written."""
MEAN = """\
#
# Each weight is the mean of this fit's and that of a table made before (--mean-with); the share above is of this fit alone.
"""
_STEPS = 250
_RATE, _MEMORY, _SCALE = 0.05, 0.9, 0.99  # Kingma and Ba (2015), Adam


@dataclass(frozen=True, slots=True)
class Choice:
    """Features of each candidate, "none of them" among these, and which candidates are right."""

    features: tuple[tuple[str, ...], ...]
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Case:
    """A quantity: features of each candidate, "none of them" last, which are right, and what teaches.

    ``right`` is empty where no candidate is; ``taught`` is what is learnt from the case, None where nothing can be.
    """

    features: tuple[tuple[str, ...], ...]
    right: frozenset[int]
    taught: Choice | None


def fitted(cases: Sequence[Choice], ridge: float, least: int) -> dict[str, float]:
    """Weights under which the right choices are likeliest, with a penalty of ``ridge / 2`` times their squares.

    Args:
        cases: The choices.
        ridge: How strong the penalty is.
        least: Features of fewer candidates get no weight.
    """
    import numpy as np

    counts = Counter(name for case in cases for one in case.features for name in one)
    column = {name: i for i, name in enumerate(sorted(n for n, count in counts.items() if count >= least))}
    rows = [(k, i in case.right, one) for k, case in enumerate(cases) for i, one in enumerate(case.features)]
    of_case = np.array([k for k, _, _ in rows])
    right = np.array([r for _, r, _ in rows], dtype=float)
    known = [[column[name] for name in one if name in column] for _, _, one in rows]
    columns = np.array([c for one in known for c in one], dtype=int)
    row = np.repeat(np.arange(len(rows)), [len(one) for one in known])
    weights, mean, square = np.zeros(len(column)), np.zeros(len(column)), np.zeros(len(column))
    for step in range(1, _STEPS + 1):
        scores = np.bincount(row, weights[columns], len(rows))
        highest = np.full(len(cases), -np.inf)
        np.maximum.at(highest, of_case, scores)
        odds = np.exp(scores - highest[of_case])
        chance = odds / np.bincount(of_case, odds, len(cases))[of_case]
        answer = chance * right
        answer /= np.maximum(np.bincount(of_case, answer, len(cases)), 1e-12)[of_case]
        slope = np.bincount(columns, (answer - chance)[row], len(column)) - ridge * weights
        mean = _MEMORY * mean + (1 - _MEMORY) * slope
        square = _SCALE * square + (1 - _SCALE) * slope**2
        pace = np.sqrt(square / (1 - _SCALE**step)) + 1e-8
        weights = weights + _RATE * mean / (1 - _MEMORY**step) / pace
    return {name: float(weights[i]) for name, i in column.items()}


def scored(features: Sequence[Sequence[str]], weights: Weights) -> list[float]:
    """The sum of the weights of each candidate's features."""
    return [summed(one, weights) for one in features]


def chosen(features: Sequence[Sequence[str]], weights: Weights) -> int:
    """The candidate that these weights choose; of equals the first."""
    return best(scored(features, weights))


def folded(articles: Sequence[Article], folds: int) -> Iterator[tuple[list[Article], Sequence[Article]]]:
    """The articles in so many parts: each time those that teach, and the part that is held out."""
    for fold in range(folds):
        yield [article for n, article in enumerate(articles) if n % folds != fold], articles[fold::folds]


def cross_validated(articles: Sequence[Sequence[Case]], folds: int, ridge: float, least: int) -> int:
    """How many cases are put right by weights fitted to other articles."""
    right = 0
    for others, held in folded(articles, folds):
        weights = fitted(taught(others), ridge, least)
        right += sum(chosen(case.features, weights) in case.right for article in held for case in article)
    return right


def taught(articles: Iterable[Iterable[Case]]) -> list[Choice]:
    """What can be learnt from the articles' cases."""
    return [case.taught for article in articles for case in article if case.taught is not None]


def analysed(folders: Iterable[str], language: Language) -> Iterator[tuple[GoldArticle, Analysis]]:
    """All annotated articles of the folders, parsed one by one.

    Raises:
        GoldError: A folder cannot be read.
    """
    for folder in folders:
        yield from analysed_rows(read_gold(folder), language)


def analysed_rows(gold: Iterable[GoldArticle], language: Language) -> Iterator[tuple[GoldArticle, Analysis]]:
    """Annotated articles, parsed one by one."""
    from pipeline.extract.extractor import parts_of, wanted
    from pipeline.extract.text.plain import plain

    for row in gold:
        (doc,) = language.docs([plain(row.text)], wanted)
        yield row, parts_of(row.article, doc)


def annotated(found: QuantityDraft, mentions: Iterable[GoldMention], text: str) -> GoldMention | None:
    """The first mention of equal value that overlaps a quantity."""
    record = found.record(text)
    return next((m for m in mentions if found.start < m.end and m.start < found.end and same_value(m, record)), None)


def write(path: Path, head: str, weights: Weights, earlier: Weights | None = None) -> None:
    """Writes weights as a table of a feature a line; those that round to nothing weigh nothing and are left out.

    Args:
        path: The table.
        head: Its lines of comment.
        weights: The weights.
        earlier: Weights fitted before; the mean of both is written, in which what either learnt by chance weighs half.
    """
    if earlier is not None:
        weights = {name: (weights.get(name, 0.0) + earlier.get(name, 0.0)) / 2 for name in {*weights, *earlier}}
        head += MEAN
    lines = "".join(f"{name}\t{weight:.3f}\n" for name, weight in sorted(weights.items()) if abs(weight) >= NOTHING)
    path.write_text(f"{head}feature\tweight\n{lines}", "utf-8")


def read_weights(path: Path | None) -> dict[str, float] | None:
    """The weights of a table, None for no table.

    Raises:
        ClaimsError: There is no such table, or it is none of weights.
    """
    if path is None:
        return None
    try:
        return {row["feature"]: float(row["weight"]) for row in rows(path.read_text("utf-8").splitlines(), path.name)}
    except (OSError, KeyError, ValueError) as error:
        raise ClaimsError(f"{path} is no table of weights: {error}. Name one that a recipe wrote.") from error


@dataclass(frozen=True, slots=True)
class Recipe:
    """What one recipe for a choice between the candidates of a quantity is made of."""

    cases: Callable[[GoldArticle, Analysis], Iterable[Case]]
    table: Path
    head: str
    ridge: float
    least: int
    folds: int


def add_mean(parser: argparse.ArgumentParser) -> None:
    """The option of recipes that takes a table fitted before."""
    parser.add_argument(
        "--mean-with",
        type=Path,
        metavar="TABLE",
        help="write the mean of the weights and those of a table fitted before",
    )


def run(recipe: Recipe, prog: str, about: str, what: str) -> None:
    """The command line of a recipe: fits, writes the table of weights, and says how often they choose right.

    Args:
        recipe: Its cases, penalty, least count and folds, the head of its table and where that lies.
        prog: How the command is called.
        about: What it does, in a line.
        what: What was counted: "quantities".
    """
    import argparse

    from pipeline.extract.model.language import Language

    parser = argparse.ArgumentParser(prog=prog, description=about)
    parser.add_argument("folders", nargs="+", metavar="GOLD_DIR", help="annotated articles, such as corpus/gold")
    parser.add_argument("-o", "--output", type=Path, default=recipe.table, help="where to write the weights")
    add_mean(parser)
    options = parser.parse_args()
    try:
        earlier = read_weights(options.mean_with)
        articles = [list(recipe.cases(*one)) for one in analysed(options.folders, Language())]
    except ClaimsError as error:
        parser.exit(error.exit_code, f"{error}\n")
    quantities = sum(map(len, articles))
    right = cross_validated(articles, recipe.folds, recipe.ridge, recipe.least)
    weights = fitted(taught(articles), recipe.ridge, recipe.least)
    told = {"n": quantities, "articles": len(articles), "ridge": recipe.ridge, "least": recipe.least, "right": right}
    write(options.output, recipe.head.format(**told), weights, earlier)
    print(f"of {quantities} {what} {right} are put right, cross-validated")
    print(f"{len(weights)} weights written to {options.output}")
