"""Fits the weights by which a quantity's modality is chosen, and shows how often the choice is right.

    python -m pipeline.fit.modality GOLD_DIR... [--also GOLD_DIR] [-o WEIGHTS.tsv]

Every annotated quantity (:func:`pipeline.evaluate.gold.read_gold`) above which a cue of modality stands is a case: its
candidates are "asserted" and what the cues say. Weights are fitted by conditional likelihood. The share of right
modalities printed, of all quantities, is cross-validated by article; those of ``--also`` teach but are not counted; a
folder given more than once teaches as often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ClaimsError
from pipeline.extract.facts.assemble import article_readings, article_times
from pipeline.extract.facts.times import fact_times
from pipeline.extract.modality.candidates import candidates
from pipeline.extract.modality.features import features
from pipeline.extract.modality.scope import in_future, when
from pipeline.fit.choices import Choice, add_mean, analysed, chosen, fitted, folded, read_weights, write
from pipeline.fit.reading_cases import paired_mentions

if TYPE_CHECKING:
    from pipeline.extract.model.language import Language

LEXICON = Path(__file__).parents[1] / "extract" / "lexicons" / "modality_weights.tsv"
RIDGE = 0.7
"""The penalty on weights."""
LEAST = 2
"""Features of fewer candidates get no weight."""
FOLDS = 10

_HEAD = """\
# Weights of the features of what a quantity's modality can be; see pipeline/extract/modality/features.py.
# Written by python -m pipeline.fit.modality, not by hand. Fitted to {n} quantities under a cue, of {articles} annotated
# articles and short texts; ridge {ridge:g}, features of at least {least} candidates. Cross-validated by article, {right:.1f}
# in 100 of {all} quantities were right.
#
# feature  what a candidate has, its modality first; a feature that is not listed weighs 0
# weight   what it adds to the log odds
"""


@dataclass(frozen=True, slots=True)
class ModalityArticle:
    """An annotated article: its cases with the place of "asserted", and how many quantities no cue touches."""

    key: str
    cases: tuple[Choice, ...]
    plain_right: int
    plain: int


def modality_articles(folders: Iterable[str], language: Language) -> Iterator[ModalityArticle]:
    """The cases of the folders' annotated articles."""
    for row, parts in analysed(folders, language):
        every = article_readings(parts)
        times = fact_times(article_times(parts, every))
        paired = paired_mentions(row.mentions, every, parts.tokens.text)
        cases, right, untouched = [], 0, 0
        for number, mention in paired.items():
            found, credit, day, time = every[number].at.found, every[number].at.credit, row.article.date, times[number]
            some = candidates(found, credit, in_future(found, time, day), when(time, day))
            if len(some) == 1:
                untouched += 1
                right += mention.modality == some[0].modality
                continue
            fitting = frozenset(n for n, one in enumerate(some) if one.modality == mention.modality)
            cases.append(Choice(tuple(map(tuple, features(found, some))), fitting))
        yield ModalityArticle(row.key, tuple(cases), right, untouched)


def _learnable(articles: Iterable[ModalityArticle]) -> list[Choice]:
    return [case for article in articles for case in article.cases if case.right]


def cross_validated(
    articles: Sequence[ModalityArticle], also: Sequence[ModalityArticle], ridge: float = RIDGE, least: int = LEAST
) -> dict[str, tuple[int, int]]:
    """Quantities of each article, and how many are right by weights fitted to other articles."""
    out = {}
    for _, held in folded(articles, FOLDS):
        names = {article.key for article in held}
        weights = fitted(_learnable([*(a for a in articles if a.key not in names), *also]), ridge, least)
        for article in held:
            right = sum(chosen(case.features, weights) in case.right for case in article.cases)
            out[article.key] = article.plain + len(article.cases), article.plain_right + right
    return out


def main() -> None:
    """The command line."""
    import argparse

    from pipeline.extract.model.language import Language

    parser = argparse.ArgumentParser(prog="python -m pipeline.fit.modality", description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", metavar="GOLD_DIR", help="annotated articles, such as corpus/gold")
    parser.add_argument("--also", action="append", default=[], metavar="GOLD_DIR", help="texts that teach alone")
    parser.add_argument("-o", "--output", type=Path, default=LEXICON, help="where to write the weights")
    add_mean(parser)
    options = parser.parse_args()
    try:
        earlier = read_weights(options.mean_with)
        language = Language()
        articles, also = (list(modality_articles(folders, language)) for folders in (options.folders, options.also))
    except ClaimsError as error:
        parser.exit(error.exit_code, f"{error}\n")
    shares = cross_validated(articles, also)
    every = _learnable([*articles, *also])
    weights = fitted(every, RIDGE, LEAST)
    total, right = (sum(counts) for counts in zip(*shares.values(), strict=True))
    head = _HEAD.format(
        n=len(every), articles=len(articles) + len(also), ridge=RIDGE, least=LEAST, right=100 * right / total, all=total
    )
    write(options.output, head, weights, earlier)
    print(f"cross-validated by article, {right} of {total} are right; without a case: {_unreached([*articles])}")
    print(f"{len(weights)} weights written to {options.output}")


def _unreached(articles: Iterable[ModalityArticle]) -> dict[str, int]:
    """Mistakes that no weights can mend: no cue was met, or none of the right class."""
    counts: Counter[str] = Counter()
    for article in articles:
        counts["no cue"] += article.plain - article.plain_right
        counts["no right candidate"] += sum(not case.right for case in article.cases)
    return dict(counts)


if __name__ == "__main__":
    main()
