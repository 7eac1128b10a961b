"""Fits the head by which a reader's encoder adds to the choice of a quantity's time, and shows how often that is right.

    python -m pipeline.fit.time_head GOLD_DIR... [--reader DIR]

The encoder stays as it is. A quantity whose sentence has a time is a case, with the vectors of each time; those with the
annotated value are right, "none of them" where none is annotated. A head learns by itself, without what features say, and
its scores are added to theirs: that errs less than a head that learns what they leave over. What is printed is
cross-validated over articles as far as the head goes; the features' weights are the package's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from pipeline.errors import ClaimsError
from pipeline.evaluate.gold import GoldArticle, GoldMention, read_gold
from pipeline.extract.facts.assemble import article_readings, article_times
from pipeline.extract.facts.times import TimeChoice
from pipeline.extract.loglinear import best
from pipeline.extract.reader.encoder import TIME, Encoder, Vectors
from pipeline.extract.reader.stretches import stretches
from pipeline.extract.reader.weights import packaged_folder
from pipeline.fit.choices import analysed_rows, folded
from pipeline.fit.reading_cases import paired_mentions
from pipeline.fit.times import near_times, right_times

if TYPE_CHECKING:
    from pipeline.extract.model.language import Language

SEED, FOLDS = 0, 4
_HIDDEN, _ABSENT = 64, 32
_DROPPED = (0.25, 0.5)  # of a head's input, of its hidden layer
_EPOCHS, _BATCH, _RATE, _DECAY, _WARM = 12, 64, 1e-3, 0.1, 0.1
_SEVERAL = 4
"""Heads of which the mean is taken, each begun from other random numbers: what one learnt by chance weighs a quarter."""
_STRENGTH = 1.4
"""How much more than fitted their scores count beside those of features, chosen by cross-validation."""
_NEVER = -1e9

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class TimeCase:
    """A quantity's choice of a time as a head sees it.

    Attributes:
        rows: Of the times that are read, each as :meth:`Vectors.rows` gives it.
        row_of: The row of each candidate; -1 where it is not read, and of "none of them", which is the last.
        opening: As :meth:`Vectors.opening` gives it.
        taught: The candidates that teach as right.
        right: Those that are.
        scores: What features say of each.
    """

    rows: Array
    row_of: tuple[int, ...]
    opening: Array
    taught: frozenset[int]
    right: frozenset[int]
    scores: tuple[float, ...]


def article_cases(gold: Iterable[GoldArticle], encoder: Encoder, language: Language) -> list[list[TimeCase]]:
    """The cases of annotated articles, read by an encoder."""
    out = []
    for row, parts in analysed_rows(gold, language):
        every = article_readings(parts)
        choices = article_times(parts, every)
        paired = paired_mentions(row.mentions, every, parts.tokens.text)
        cases = []
        for stretch in stretches(parts.tokens, every, row.article.title):
            vectors = encoder.vectors(stretch, parts.tokens.text)
            for number in range(stretch.first, stretch.last):
                choice = choices[number]
                if choice is not None and number in paired:
                    cases.append(_case(choice, paired[number], vectors))
        out.append(cases)
    return out


def _case(choice: TimeChoice, mention: GoldMention, vectors: Vectors) -> TimeCase:
    place = choice.amount.found.start, choice.amount.found.end
    read, rows = vectors.rows(place, [spot for spots in choice.spots for spot in spots])
    row_of = {number: row for row, number in enumerate(read)}
    return TimeCase(
        rows.astype(np.float16),
        tuple(row_of.get(number, -1) for number in range(len(choice.values))),
        vectors.opening(place).astype(np.float16),
        near_times(mention, choice.values),
        right_times(mention, choice.values),
        tuple(choice.weighed.scores),
    )


class _Batch:
    """Cases as tensors: all their rows one below the other, and of each candidate its case and row."""

    def __init__(self, cases: Sequence[TimeCase]) -> None:
        begins = np.cumsum([0, *(len(case.rows) for case in cases)])
        self.count = len(cases)
        self.rows = torch.tensor(np.concatenate([case.rows for case in cases]), dtype=torch.float32)
        self.openings = torch.tensor(np.stack([case.opening for case in cases]), dtype=torch.float32)
        every = [(n, i, case) for n, case in enumerate(cases) for i in range(len(case.row_of))]
        self.case = torch.tensor([n for n, _, _ in every])
        self.place = torch.tensor([i for _, i, _ in every])
        self.row = torch.tensor([begins[n] + case.row_of[i] if case.row_of[i] >= 0 else -1 for n, i, case in every])
        self.taught = torch.tensor([i in case.taught for _, i, case in every])

    def table(self, scores: torch.Tensor, keep: torch.Tensor | None = None) -> torch.Tensor:
        """Scores of candidates as cases by candidates; a place where none stands, or none that is kept, is never chosen."""
        kept = scores if keep is None else scores.masked_fill(~keep, _NEVER)
        empty = torch.full((self.count, int(self.place.max()) + 1), _NEVER)
        return empty.index_put((self.case, self.place), kept)


class TimeHead(nn.Module):
    """One head: of times that are read, and of "none of them".

    Args:
        width: Of the encoder's vectors.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.hidden, self.out = nn.Linear(4 * width, _HIDDEN), nn.Linear(_HIDDEN, 1)
        self.absent, self.absent_out = nn.Linear(2 * width, _ABSENT), nn.Linear(_ABSENT, 1)
        self.before, self.within = nn.Dropout(_DROPPED[0]), nn.Dropout(_DROPPED[1])
        for last in (self.out, self.absent_out):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, batch: _Batch) -> torch.Tensor:
        """The score of each candidate."""
        read = self.out(self.within(torch.relu(self.hidden(self.before(batch.rows))))).squeeze(1)
        unread = self.absent_out(self.within(torch.relu(self.absent(self.before(batch.openings))))).squeeze(1)
        places = (batch.row >= 0).nonzero()[:, 0]
        return unread[batch.case].index_put((places,), read[batch.row[places]])


def fitted_heads(cases: Sequence[TimeCase], seed: int = SEED) -> list[TimeHead]:
    """Heads under which the right candidates are likeliest; the same for the same cases and seed.

    Args:
        cases: What to learn from; those of which all or no candidates teach are left out.
        seed: Of the order, and of what is dropped.

    Returns:
        The heads, whose mean is meant; none where nothing is left to learn from.
    """
    taught = [case for case in cases if 0 < len(case.taught) < len(case.row_of)]
    return [_fitted(taught, _SEVERAL * seed + n) for n in range(_SEVERAL)] if taught else []


def _fitted(taught: Sequence[TimeCase], seed: int) -> TimeHead:
    torch.manual_seed(seed)
    model = TimeHead(len(taught[0].opening) // 2)
    optimiser = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps, step = _EPOCHS * -(-len(taught) // _BATCH), 0
    model.train()
    for _ in range(_EPOCHS):
        for numbers in torch.randperm(len(taught)).split(_BATCH):
            batch = _Batch([taught[number] for number in numbers.tolist()])
            scores = model(batch)
            good = torch.logsumexp(batch.table(scores, batch.taught), 1)
            cost = (torch.logsumexp(batch.table(scores), 1) - good).mean()
            rate = min(1.0, (step + 1) / (_WARM * steps)) * (steps - step) / steps
            for group in optimiser.param_groups:
                group["lr"] = _RATE * rate
            optimiser.zero_grad()
            cost.backward()
            optimiser.step()
            step += 1
    model.eval()
    return model


def mean_scores(models: Sequence[TimeHead], case: TimeCase) -> list[float]:
    """The heads' mean score of each candidate of a case; 0 without heads."""
    if not models:
        return [0.0] * len(case.scores)
    batch = _Batch([case])
    with torch.no_grad():
        found: list[float] = torch.stack([model(batch) for model in models]).mean(0).tolist()
    return found


def cross_validated(articles: Sequence[Sequence[TimeCase]]) -> tuple[int, int, int]:
    """How many cases there are, how many are right by features alone, and with heads fitted to other articles."""
    count = alone = both = 0
    for others, held in folded(articles, FOLDS):
        models = fitted_heads([case for article in others for case in article])
        for case in (case for article in held for case in article):
            more = mean_scores(models, case)
            count += 1
            alone += best(case.scores) in case.right
            both += best([x + _STRENGTH * y for x, y in zip(case.scores, more, strict=True)]) in case.right
    return count, alone, both


def fit_time_head(
    gold: Iterable[GoldArticle],
    folder: Path,
    language: Language,
    seed: int = SEED,
    told: Callable[[str], None] = print,
) -> None:
    """Fits the head to annotated articles and writes it beside those of a reader's folder.

    Args:
        gold: The articles.
        folder: As :func:`pipeline.fit.reader_export.write_encoder` writes it.
        language: Parses the articles.
        seed: Of all that is random.
        told: Takes a line about what the head is worth.
    """
    articles = article_cases(gold, Encoder(folder), language)
    count, alone, both = cross_validated(articles)
    told(
        f"of {count} choices of a time {alone} are right by features alone, {both} with a head fitted to other articles"
    )
    models = fitted_heads([case for article in articles for case in article], seed)
    with np.load(folder / "heads.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    width = arrays["subject.absent"].shape[0] // 2
    np.savez(folder / "heads.npz", **(arrays | head_arrays(models or [TimeHead(width)])))


def head_arrays(models: Sequence[TimeHead]) -> dict[str, Array]:
    """Heads as they are stored: as one, whose hidden units are those of all."""
    share = _STRENGTH / len(models)
    out: dict[str, torch.Tensor] = {}
    for first, last in (("hidden", "out"), ("absent", "absent_out")):
        hidden = [getattr(model, first) for model in models]
        scored = [getattr(model, last) for model in models]
        out[first] = torch.cat([layer.weight.T for layer in hidden], 1)
        out[f"{first}_bias"] = torch.cat([layer.bias for layer in hidden])
        out[last] = share * torch.cat([layer.weight[0] for layer in scored])
        out[f"{last}_bias"] = share * torch.stack([layer.bias for layer in scored]).sum()
    return {f"{TIME}.{name}": value.detach().numpy().astype(np.float16) for name, value in out.items()}


def main() -> None:
    """The command line."""
    import argparse

    from pipeline.extract.model.language import Language

    parser = argparse.ArgumentParser(prog="python -m pipeline.fit.time_head", description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", metavar="GOLD_DIR", help="annotated articles, such as corpus/gold")
    parser.add_argument("--reader", type=Path, default=packaged_folder(), help="the reader whose head is fitted")
    options = parser.parse_args()
    try:
        gold = [row for folder in options.folders for row in read_gold(folder)]
        fit_time_head(gold, options.reader, Language())
    except ClaimsError as error:
        parser.exit(error.exit_code, f"{error}\n")


if __name__ == "__main__":
    main()
