"""Fits the weights of confidence to annotated articles, and shows how far the outcome can be believed.

    python -m pipeline.fit.confidence GOLD_DIR... [-o WEIGHTS.tsv] [--ridge R] [--least N]

Each folder is one that :func:`pipeline.evaluate.gold.read_gold` reads. The program's own extractor runs over its
articles; each fact is a case, right if it has a mention with all of :data:`pipeline.evaluate.judge.CORE` right. The
figures printed are cross-validated: every article's facts are rated with weights fitted to all other articles. Without
``-o`` the weights go into the program's own lexicon, so that after a change of the rules one run brings them up to date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ClaimsError
from pipeline.evaluate import reliability
from pipeline.evaluate.gold import GoldError, read_gold
from pipeline.evaluate.judge import CORE
from pipeline.evaluate.score import facts_by_key, outcomes
from pipeline.extract.facts.confidence import BASE, COUNT, features, log_odds, rated
from pipeline.extract.reader.weights import packaged_folder
from pipeline.fit import logistic

if TYPE_CHECKING:
    import numpy as np

    from pipeline.extract import Extractor

RIDGE = 8.0
"""The penalty on weights: a feature has to be seen in dozens of facts before it can say much."""
LEAST = 8
"""Features of fewer cases get no weight."""
LEXICON = packaged_folder() / "confidence.tsv"

_HEAD = """\
# Weights of the features of a fact by which its confidence is reckoned; see pipeline/extract/facts/confidence.py.
# Written by python -m pipeline.fit.confidence, not by hand. Fitted to {n} facts of {articles} annotated articles,
# of which {share:.1%} are right; ridge {ridge:g}, features of at least {least} facts.
# Cross-validated by article: log loss {loss:.3f} (base rate {base:.3f}), Brier {brier:.3f}.
#
# feature  what the fact has; "base" has every fact, and a feature that is not listed weighs 0
# weight   what it adds to the log odds of being right
# n        facts that had it
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A fact: the article it is of (folder and key), its features, and whether it is right."""

    folder: str
    key: str
    features: tuple[str, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted model: weight and number of cases by feature, :data:`BASE` first."""

    weight: dict[str, float]
    n: dict[str, int]

    def rate(self, case: Case) -> float:
        """The confidence it gives a case."""
        return rated(log_odds(case.features, self.weight))


def cases(folder: str, extractor: Extractor) -> list[Case]:
    """The facts extracted from an annotated folder's articles.

    Raises:
        GoldError: The folder cannot be read.
    """
    gold = read_gold(folder)
    found = facts_by_key(gold, extractor.extract(row.article for row in gold))
    return [
        Case(str(folder), o.key, tuple(features(o.fact)), o.all_right(CORE))
        for o in outcomes(gold, found)
        if o.fact is not None
    ]


def fitted(
    sample: Sequence[Case], ridge: float = RIDGE, least: int = LEAST, prior: Mapping[str, float] | None = None
) -> Weights:
    """The model fitted to these cases.

    Args:
        sample: The cases, in any order.
        ridge: Penalty on the weights; with a prior, on what they differ from it.
        least: Features of fewer cases get no weight; with a prior, they keep its own.
        prior: Weights to start from, by feature.
    """
    import numpy as np

    prior = dict(prior or {})
    counts = Counter(name for case in sample for name in case.features)
    names = [BASE, *sorted(name for name, n in counts.items() if n >= least)]
    before = np.array([log_odds(case.features, prior) for case in sample])
    found = logistic.fit(*_matrix(sample, names), ridge, before)
    weights = prior | {name: prior.get(name, 0.0) + float(w) for name, w in zip(names, found, strict=True)}
    return Weights(weights, {name: len(sample) if name == BASE else counts[name] for name in weights})


def _matrix(sample: Sequence[Case], names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    column = {name: number for number, name in enumerate(names)}
    matrix = np.zeros((len(sample), len(names)))
    matrix[:, 0] = 1
    for row, case in enumerate(sample):
        for name in case.features:
            if name in column:
                matrix[row, column[name]] = 1
    return matrix, np.array([case.right for case in sample], dtype=float)


def cross_validated(
    sample: Sequence[Case],
    ridge: float = RIDGE,
    least: int = LEAST,
    prior: Mapping[str, float] | None = None,
    folds: int | None = None,
) -> list[float]:
    """The confidence of each case, by the model fitted to articles other than its own.

    Args:
        sample: The cases.
        ridge: As for :func:`fitted`.
        least: As for :func:`fitted`.
        prior: As for :func:`fitted`.
        folds: Into how many parts the articles are laid, each rated by the others' model; each article by itself if None.
    """
    articles = sorted({(case.folder, case.key) for case in sample})
    fold = {article: n % (folds or len(articles)) for n, article in enumerate(articles)}
    parts = [fold[case.folder, case.key] for case in sample]
    models = {
        part: fitted([c for c, p in zip(sample, parts, strict=True) if p != part], ridge, least, prior)
        for part in sorted(set(parts))
    }
    return [models[part].rate(case) for case, part in zip(sample, parts, strict=True)]


def report(sample: Sequence[Case], chances: Sequence[float]) -> str:
    """Reliability of these probabilities, overall and by folder, as a table."""
    right = [case.right for case in sample]
    base = [sum(right) / len(right)] * len(right)
    lines = ["confidence     n   mean  right"]
    lines += [
        f"{b.low:.1f} to {b.high:.1f} {b.n:5} {b.mean:6.3f} {b.share:6.3f}" for b in reliability.bins(chances, right)
    ]
    lines.append(
        f"log loss {reliability.log_loss(chances, right):.4f} (base rate {reliability.log_loss(base, right):.4f}), "
        f"Brier {reliability.brier(chances, right):.4f} (base rate {reliability.brier(base, right):.4f}), "
        f"calibration error {reliability.calibration_error(chances, right):.4f}, "
        f"ROC area {reliability.area(chances, right):.3f}"
    )
    for folder in sorted({case.folder for case in sample}):
        inside = [i for i, case in enumerate(sample) if case.folder == folder]
        mean, share = (sum(values[i] for i in inside) / len(inside) for values in (chances, right))
        lines.append(f"{folder}: {len(inside)} facts, mean confidence {mean:.3f}, right {share:.3f}")
    return "\n".join(lines)


def tsv(weights: Weights, head: str) -> str:
    """A model as a lexicon: the weight of every fact first, then the others from the best sign to the worst."""
    order = sorted(weights.weight, key=lambda name: (name != BASE, -round(weights.weight[name], 3), name))
    rows = [f"{name}\t{weights.weight[name]:.3f}\t{weights.n[name]}\n" for name in order]
    return f"{head}{COUNT}{len(rows)}\nfeature\tweight\tn\n" + "".join(rows)


def calibrate(
    folders: Iterable[str], output: Path = LEXICON, ridge: float = RIDGE, least: int = LEAST
) -> tuple[Weights, str]:
    """Fits the weights to annotated folders, writes them, and gives them with the report.

    Raises:
        GoldError: A folder cannot be read, or fewer than two articles have facts.
    """
    from pipeline.extract import Extractor

    extractor = Extractor()
    sample = [case for folder in folders for case in cases(folder, extractor)]
    if len({(case.folder, case.key) for case in sample}) < 2:
        raise GoldError(
            "Weights need the facts of at least two annotated articles, to be tried on those they are not from."
        )
    chances = cross_validated(sample, ridge, least)
    weights = fitted(sample, ridge, least)
    right = [case.right for case in sample]
    share = sum(right) / len(right)
    head = _HEAD.format(
        n=len(sample),
        articles=len({(case.folder, case.key) for case in sample}),
        share=share,
        ridge=ridge,
        least=least,
        loss=reliability.log_loss(chances, right),
        base=reliability.log_loss([share] * len(right), right),
        brier=reliability.brier(chances, right),
    )
    output.write_text(tsv(weights, head), "utf-8")
    return weights, report(sample, chances)


def main() -> None:
    """The command line."""
    import argparse

    parser = argparse.ArgumentParser(prog="python -m pipeline.fit.confidence", description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", metavar="GOLD_DIR", help="annotated articles, such as corpus/gold")
    parser.add_argument("-o", "--output", type=Path, default=LEXICON, help="where to write the weights")
    parser.add_argument("--ridge", type=float, default=RIDGE, help="penalty on the weights (%(default)s)")
    parser.add_argument("--least", type=int, default=LEAST, help="facts that a feature has to have (%(default)s)")
    options = parser.parse_args()
    try:
        weights, text = calibrate(options.folders, options.output, options.ridge, options.least)
    except ClaimsError as error:
        parser.exit(error.exit_code, f"{error}\n")
    print(text)
    print(f"{len(weights.weight)} weights written to {options.output}")


if __name__ == "__main__":
    main()
