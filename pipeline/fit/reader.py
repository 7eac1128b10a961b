"""Fits a reader to annotated articles: features' weights, the encoder with its heads, and the confidence; with a report.

A third of the articles is held out first. A reader fitted to the others reads them, which gives the report's figures and
the confidence's calibration; then the reader that is kept is fitted to all. The head of times is fitted last, to what the
fitted encoder reads (:mod:`pipeline.fit.time_head`).
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ClaimsError
from pipeline.evaluate.gold import read_gold

if TYPE_CHECKING:
    import torch

    from pipeline.fit.reader_encoder import ReaderModel
    from pipeline.fit.reader_model import Linear, Vocabulary
    from pipeline.fit.reading_cases import ReadingArticle

LAYERS, EPOCHS, SEED, FOLDS = 4, 3, 0, 3
RIDGE = 3.0
_HELD = 5.0
"""The ridge by which the choice by features is held at that of the reader it goes on from."""
_KEPT = 0.6
"""The share of the reader it goes on from in the mean of both: on text of another sort that errs less than the new one
alone (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models")."""
_JACKKNIFE = 3
_BESIDE = 0.7
"""How much of the choice by features alone is added to that of the encoder: two that err in different places."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a reader is fitted: layers of the base that are kept, passes over the articles, the seed, and the reader to go on from."""

    layers: int = LAYERS
    epochs: int = EPOCHS
    seed: int = SEED
    start: str | None = None


def train(
    folders: Sequence[str],
    output: str,
    layers: int = LAYERS,
    epochs: int = EPOCHS,
    seed: int = SEED,
    partly: Sequence[str] = (),
    start: str | None = None,
    told: Callable[[str], None] = print,
) -> None:
    """Fits a reader to annotated articles and writes its folder; the same for the same articles and seed.

    Args:
        folders: Each as :func:`pipeline.evaluate.gold.read_gold` reads it.
        output: The reader's folder, made if it is not there.
        partly: Folders of articles that are annotated in part, or by less careful hands: subjects and properties are
            learnt from them, and they are never measured on.
        layers: Layers of the base that are kept, 1 to 6.
        epochs: Passes over the articles.
        seed: Of all that is random.
        start: A reader to go on from, its folder or ``package``; None for the base's weights.
        told: Takes lines about how far it is.

    Raises:
        GoldError: A folder cannot be read.
        ClaimsError: The extra is missing, there are too few articles, or ``start`` is no reader.
    """
    try:
        import torch

        from pipeline.fit.reader_report import held_out_report
        from pipeline.fit.reader_start import start_folder
        from pipeline.fit.reading_cases import reading_articles
        from pipeline.fit.time_head import fit_time_head
    except ImportError as error:
        raise ClaimsError(f"claims train needs {error.name}: pip install 'claim-pipeline[train]'.") from error
    from pipeline.extract.model.language import Language

    torch.use_deterministic_algorithms(True)
    recipe = Recipe(layers, epochs, seed, start)
    if start is not None:
        start_folder(start)
    gold = [row for folder in folders for row in read_gold(folder)]
    further = [row for folder in partly for row in read_gold(folder)]
    if len(gold) < FOLDS:
        raise ClaimsError(f"{len(gold)} annotated articles are too few to learn from and to hold some out: give more.")
    language = Language(None)
    articles = list(reading_articles([*gold, *further], language))
    told(f"{len(articles)} articles, {sum(len(a.cases) for a in articles)} quantities")
    held = held_out(len(gold), seed)
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as trial:
        fit_reader([a for n, a in enumerate(articles) if n not in held], Path(trial), recipe, told)
        fit_time_head([row for n, row in enumerate(gold) if n not in held], Path(trial), language, seed, told)
        report = held_out_report([gold[n] for n in sorted(held)], Path(trial), folder)
    fit_reader(articles, folder, recipe, told)
    fit_time_head(gold, folder, language, seed, told)
    about = f"Fitted to {sum(len(a.cases) for a in articles)} quantities of {len(articles)} articles; {recipe}.\n\n"
    (folder / "report.md").write_text("# What this reader is worth\n\n" + about + report, "utf-8")
    told(report)


def held_out(count: int, seed: int) -> set[int]:
    """The numbers of the articles that are held out: one in three, at random."""
    order = list(range(count))
    random.Random(seed + 1).shuffle(order)
    return set(order[::FOLDS])


def fit_reader(
    articles: Sequence[ReadingArticle], folder: Path, recipe: Recipe, told: Callable[[str], None] = print
) -> None:
    """Fits all weights to these articles and writes them into a folder.

    Args:
        articles: The articles; their drafts are set on the way, each by weights fitted to other articles.
        folder: Where to.
        recipe: How.
        told: Takes lines about how far it is.
    """
    import torch
    from tokenizers import Tokenizer

    from pipeline.fit.reader_encoder import base, read_stretches
    from pipeline.fit.reader_encoder import train as train_encoder
    from pipeline.fit.reader_export import write_encoder, write_features
    from pipeline.fit.reader_model import add_weights, with_neighbours

    torch.manual_seed(recipe.seed)
    encoder, pieces = base()
    began = (
        _anew(articles, encoder, recipe, told) if recipe.start is None else _further(articles, encoder, recipe.start)
    )
    told("features' weights are fitted")
    model, known, alone = began.model, began.known, began.alone
    tokenizer = Tokenizer.from_file(str(pieces))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    beside = [with_neighbours(article) for article in articles]
    stretches = [s for a, cases in zip(articles, beside, strict=True) for s in read_stretches(a, cases, tokenizer)]
    before = [part.detach().clone() for part in model.parameters()]
    train_encoder(model, stretches, known, recipe.epochs, recipe.seed, recipe.start is None, told)
    if recipe.start is not None:
        _keep(model.parameters(), before)
    add_weights(model.linear, alone, _BESIDE)
    write_features(folder, {"draft": began.drafting, "features": (alone, known), "reader": (model.linear, known)})
    write_encoder(folder, model, pieces)


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What the encoder is fitted from: the reader as it begins, its features, and what is fitted without the encoder."""

    model: ReaderModel
    known: Vocabulary
    alone: Linear
    drafting: tuple[Linear, Vocabulary]


def _anew(articles: Sequence[ReadingArticle], encoder: Any, recipe: Recipe, told: Callable[[str], None]) -> _Beginning:
    """From the base's weights: drafts and the choice by features are fitted to the articles."""
    from pipeline.fit.reader_encoder import ReaderModel
    from pipeline.fit.reader_model import draft, fit_linear, vocabulary, with_neighbours

    for part in range(_JACKKNIFE):
        others = [c for n, a in enumerate(articles) if n % _JACKKNIFE != part for c in a.cases]
        known = vocabulary(others)
        draft(articles[part::_JACKKNIFE], fit_linear(others, known, False, RIDGE), known)
        told(f"drafts {part + 1} of {_JACKKNIFE}")
    every = [case for article in articles for case in article.cases]
    known = vocabulary(every)
    drafting = fit_linear(every, known, False, RIDGE), known
    beside = [case for article in articles for case in with_neighbours(article)]
    known = vocabulary(beside)
    return _Beginning(
        ReaderModel(encoder, known, recipe.layers), known, fit_linear(beside, known, True, RIDGE), drafting
    )


def _further(articles: Sequence[ReadingArticle], encoder: Any, start: str) -> _Beginning:
    """From a fitted reader: its drafts are kept, its choice by features is held near what it was."""
    from pipeline.extract.reader.weights import read_weights
    from pipeline.fit.reader_model import Vocabulary, add_weights, draft, fit_linear, vocabulary, with_neighbours
    from pipeline.fit.reader_start import joined, linear, read_model, start_folder

    folder = start_folder(start)
    weights = read_weights(folder)
    drafts = joined(Vocabulary({}, {}, {}), weights.draft)
    drafting = linear(weights.draft, drafts), drafts
    draft(articles, *drafting)
    beside = [case for article in articles for case in with_neighbours(article)]
    known = joined(vocabulary(beside), weights.features, weights.reader)
    was = linear(weights.features, known)
    alone = fit_linear(beside, known, True, _HELD, start=was)
    model = read_model(folder, encoder, known)
    model.linear = linear(weights.reader, known)
    add_weights(model.linear, was, -_BESIDE)
    _keep(alone.parameters(), was.parameters())
    return _Beginning(model, known, alone, drafting)


def _keep(fitted: Iterable[torch.Tensor], before: Iterable[torch.Tensor]) -> None:
    """Takes a share of earlier weights into those that were fitted from them, in place."""
    import torch

    with torch.no_grad():
        for weights, earlier in zip(fitted, before, strict=True):
            weights.lerp_(earlier, _KEPT)
