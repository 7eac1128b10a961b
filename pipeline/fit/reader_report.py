"""What a fitted reader is worth on articles that it was not fitted to, and the confidence calibrated on them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.evaluate.gold import GoldArticle
from pipeline.evaluate.judge import CORE
from pipeline.evaluate.score import Score, facts_by_key, outcomes
from pipeline.extract.extractor import Extractor
from pipeline.extract.facts.confidence import features
from pipeline.extract.reader.load import FEATURES_ALONE
from pipeline.fit import confidence

_FOLDS = 10
_CHOSEN = ("subject", "property", "time")
"""The fields that a reader has a say in."""
_HEAD = """\
# Weights of the features of a fact by which its confidence is reckoned; see pipeline/extract/facts/confidence.py.
# Written by claims train. Fitted to {n} facts of {articles} articles that the reader was not fitted to.
#
# feature  what the fact has; "base" has every fact, and a feature that is not listed weighs 0
# weight   what it adds to the log odds of being right
# n        facts that had it
"""


def held_out_report(gold: Sequence[GoldArticle], trial: Path, output: Path) -> str:
    """Measures a reader on held-out articles, with its encoder and by features alone, and writes the confidence of both.

    Args:
        gold: The articles that were held out.
        trial: The folder of the reader fitted to the others.
        output: Where the weights of confidence go.
    """
    parts = []
    for name, table in (("With the encoder", "confidence.tsv"), ("By features alone", "confidence_features.tsv")):
        extractor = Extractor(reader=str(trial) if table == "confidence.tsv" else f"{FEATURES_ALONE}:{trial}")
        every = outcomes(gold, facts_by_key(gold, extractor.extract(row.article for row in gold)))
        score = Score(every)
        sample = [
            confidence.Case("held out", o.key, tuple(features(o.fact)), o.all_right(CORE))
            for o in every
            if o.fact is not None
        ]
        chances = confidence.cross_validated(sample, folds=min(_FOLDS, len({c.key for c in sample})))
        weights = confidence.fitted(sample)
        head = _HEAD.format(n=len(sample), articles=len(gold))
        (output / table).write_text(confidence.tsv(weights, head), "utf-8")
        shares = ", ".join(f"{field} {100 * score.share(field):.1f}" for field in _CHOSEN)
        parts.append(
            f"## {name}\n\nOf {score.detection.hits} quantities found in {len(gold)} held-out articles, right in per cent: "
            f"{shares}. F1: core {100 * score.core.f1:.1f}, full {100 * score.full.f1:.1f}.\n\n"
            f"```\n{confidence.report(sample, chances)}\n```\n"
        )
    return "\n".join(parts)
