"""``claims calibrate``: the confidence refitted to a reviewer's decisions, and how much better it is for it.

The fit starts from the weights in use and moves them only as far as the decisions speak: a few dozen of them shift the
base and the rules seen most, a few hundred reach further. What it gains is told on decisions held back: the articles
are laid into ten parts, and the facts of each are rated by what the other nine teach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.decisions.log import Decisions, decisions_file
from pipeline.emit import read_run
from pipeline.errors import ClaimsError
from pipeline.evaluate import reliability
from pipeline.evaluate.reviewed import reviewed
from pipeline.extract.facts.confidence import features, log_odds, packaged_weights, rated
from pipeline.fit.confidence import LEAST, RIDGE, Case, cross_validated, fitted, tsv

FOLDS = 10
FEWEST = 20
"""Fewer decisions than this say nothing that could be told from chance."""

_HEAD = """\
# Weights of the features of a fact by which its confidence is reckoned; written by claims calibrate, and used by
# claims extract --confidence. Fitted to {n} decisions on facts of {articles} articles, {share:.1%} of them right,
# from the package's own weights.
#
# feature  what the fact has; "base" has every fact, and a feature that is not listed weighs 0
# weight   what it adds to the log odds of being right
# n        facts decided on that had it
"""


def recalibrate(run: str, decisions: Sequence[str] = (), output: str = "confidence.tsv") -> Iterator[str]:
    """Writes the weights that a reviewer's decisions teach, and yields what they gain, line by line.

    Args:
        run: The folder or the file of facts that ``claims extract`` wrote.
        decisions: Files of decisions; without any, ``decisions.jsonl`` in the run's folder.
        output: The table of weights to write, for ``claims extract --confidence``.

    Raises:
        ReadError: There is no such run, or a line of it cannot be read.
        ClaimsError: There are too few decisions, or all are of one article or one verdict; or the table cannot be written.
    """
    records = read_run(run)
    files = [Path(path) for path in decisions] or [decisions_file(records.path)]
    for path in files:
        if not path.exists():
            raise ClaimsError(f"{path} does not exist: decide on facts in the notebook or with claims review first.")
    held = (decision for path in files for decision in Decisions(path))
    sample = [Case(run, c.fact.article_id, tuple(features(c.fact)), c.core) for c in reviewed(records.facts, held)]
    right = [case.right for case in sample]
    articles = len({case.key for case in sample})
    if len(sample) < FEWEST or articles < 2 or len(set(right)) < 2:
        raise ClaimsError(
            f"{len(sample)} decisions on facts of {articles} articles, {sum(right)} of them right, cannot teach "
            f"anything: it takes at least {FEWEST}, of two articles, some right and some not."
        )
    prior = packaged_weights()
    weights = fitted(sample, RIDGE, LEAST, prior)
    head = _HEAD.format(n=len(sample), articles=articles, share=sum(right) / len(right))
    try:
        Path(output).write_text(tsv(weights, head), "utf-8")
    except OSError as e:
        raise ClaimsError(f"{output} could not be written: {e.strerror or e}.") from e
    yield f"{len(sample)} decisions on facts of {articles} articles, {sum(right) / len(right):.1%} right"
    yield from _gain(sample, right, prior)
    yield f"{output} written: use it with claims extract … --confidence {output}"


def _gain(sample: Sequence[Case], right: Sequence[bool], prior: Mapping[str, float]) -> Iterator[str]:
    before = [rated(log_odds(case.features, dict(prior))) for case in sample]
    after = cross_validated(sample, RIDGE, LEAST, prior, FOLDS)
    yield "on decisions held back        before   after"
    for name, measure in (
        ("log loss", reliability.log_loss),
        ("Brier score", reliability.brier),
        ("calibration error", reliability.calibration_error),
        ("ROC area (higher is better)", reliability.area),
    ):
        yield f"{name:28} {measure(before, right):7.4f} {measure(after, right):7.4f}"
