"""The reader as a trainable model: features' weights, and over them the encoder with its heads.

The score of a candidate is the sum of its features' weights and, with the encoder, what a head makes of the candidate's
vectors beside the quantity's; that of a pair adds the pair's features. Trained to give the right candidates, of which
there may be several, as much probability as can be (Guu et al. 2017, maximum marginal likelihood).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import nn

from pipeline.extract.linking.reading import drafted_subjects, neighbour_features
from pipeline.fit.reading_cases import ReadingArticle, ReadingCase

LEAST = 5
"""Features of fewer quantities get no weight."""


@dataclass(slots=True)
class Vocabulary:
    """Numbers of the features of each head, from 0."""

    subject: dict[str, int]
    property: dict[str, int]
    pair: dict[str, int]


def vocabulary(cases: Iterable[ReadingCase], least: int = LEAST) -> Vocabulary:
    """The features that enough of the cases have, in order of their names."""
    counts: tuple[Counter[str], Counter[str], Counter[str]] = Counter(), Counter(), Counter()
    for case in cases:
        counts[0].update({name for one in case.subject_features for name in one})
        counts[1].update({name for one in case.property_features for name in one})
        counts[2].update({name for one in case.pairs.values() for name in one})
    kept = [sorted(name for name, n in count.items() if n >= least) for count in counts]
    return Vocabulary(*({name: number for number, name in enumerate(names)} for names in kept))


_TABLE = 200  # cases of one table
_NEVER = -1e9
"""The score of a place in a table where no candidate stands."""


class Batch:
    """Cases as tensors: the numbers of their features, and tables of cases by candidates, padded to the widest.

    Args:
        cases: The cases.
        known: The vocabulary; other features are left out.
    """

    def __init__(self, cases: Sequence[ReadingCase], known: Vocabulary) -> None:
        self.cases = cases
        self.widths = (
            max(len(c.subject_features) for c in cases),
            max(len(c.property_features) for c in cases),
        )
        self.subject = _bags([one for c in cases for one in c.subject_features], known.subject)
        self.property = _bags([one for c in cases for one in c.property_features], known.property)
        self.subject_at = _places([len(c.subject_features) for c in cases])
        self.property_at = _places([len(c.property_features) for c in cases])
        rows, columns = [], []
        for number, case in enumerate(cases):
            for (s, p), names in case.pairs.items():
                place = (number * self.widths[0] + s) * self.widths[1] + p
                for name in names:
                    if name in known.pair:
                        rows.append(place)
                        columns.append(known.pair[name])
        self.pair = (torch.tensor(rows, dtype=torch.long), torch.tensor(columns, dtype=torch.long))
        self.subject_right = self._right([c.subject_right for c in cases], self.widths[0])
        self.property_right = self._right([c.property_right for c in cases], self.widths[1])

    @staticmethod
    def _right(every: list[list[bool] | None], width: int) -> torch.Tensor:
        return torch.tensor([[*(one or []), *[False] * (width - len(one or []))] for one in every])

    def table(self, scores: torch.Tensor, at: tuple[torch.Tensor, torch.Tensor], width: int) -> torch.Tensor:
        """Scores of all candidates, one after the other, as a table of cases by candidates."""
        empty = torch.full((len(self.cases), width), _NEVER)
        return empty.index_put(at, scores)

    def loss(self, subject: torch.Tensor, measured: torch.Tensor, pair: torch.Tensor | None) -> torch.Tensor:
        """How unlikely the right candidates are, summed: each alone or, with ``pair``, with the other marginalised."""
        if pair is not None:
            both = subject.unsqueeze(2) + measured.unsqueeze(1) + pair
            subject, measured = torch.logsumexp(both, 2), torch.logsumexp(both, 1)
        total = torch.zeros(())
        for scores, right in ((subject, self.subject_right), (measured, self.property_right)):
            told = right.any(1)
            scores, right = scores[told], right[told]
            good = scores.masked_fill(~right, _NEVER)
            total = total + (torch.logsumexp(scores, 1) - torch.logsumexp(good, 1)).sum()
        return total


def _places(sizes: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Row and column of each candidate in a table of cases by candidates."""
    rows = [number for number, size in enumerate(sizes) for _ in range(size)]
    columns = [place for size in sizes for place in range(size)]
    return torch.tensor(rows, dtype=torch.long), torch.tensor(columns, dtype=torch.long)


def _bags(features: Sequence[Sequence[str]], known: dict[str, int]) -> tuple[torch.Tensor, torch.Tensor]:
    numbers: list[int] = []
    begins: list[int] = []
    for one in features:
        begins.append(len(numbers))
        numbers += [known[name] for name in one if name in known]
    return torch.tensor(numbers, dtype=torch.long), torch.tensor(begins, dtype=torch.long)


class Linear(nn.Module):
    """Scores of candidates and pairs by the weights of their features."""

    def __init__(self, known: Vocabulary) -> None:
        super().__init__()
        self.subject = nn.EmbeddingBag(max(1, len(known.subject)), 1, mode="sum")
        self.property = nn.EmbeddingBag(max(1, len(known.property)), 1, mode="sum")
        self.pair = nn.Embedding(max(1, len(known.pair)), 1)
        for part in (self.subject, self.property, self.pair):
            nn.init.zeros_(part.weight)

    def forward(self, batch: Batch, drop: float = 0.0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Scores of all subjects and of all properties, one after the other, and of pairs as a table.

        Args:
            batch: The cases.
            drop: Share of the features left out at random, in training.
        """
        subject = self._summed(self.subject, batch.subject, drop)
        measured = self._summed(self.property, batch.property, drop)
        rows, columns = batch.pair
        n, (width, height) = len(batch.cases), batch.widths
        joint = torch.zeros(n * width * height).index_add(0, rows, self.pair(columns).squeeze(1))
        return subject, measured, joint.view(n, width, height)

    @staticmethod
    def _summed(part: nn.EmbeddingBag, bags: tuple[torch.Tensor, torch.Tensor], drop: float) -> torch.Tensor:
        numbers, begins = bags
        if not drop:
            return part(numbers, begins).squeeze(1)
        kept = (torch.rand(len(numbers)) >= drop).float()
        return part(numbers, begins, per_sample_weights=kept).squeeze(1)

    def tables(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Scores as tables of cases by candidates, and by pairs."""
        subject, measured, pair = self(batch)
        return (
            batch.table(subject, batch.subject_at, batch.widths[0]),
            batch.table(measured, batch.property_at, batch.widths[1]),
            pair,
        )


def fit_linear(
    cases: Sequence[ReadingCase],
    known: Vocabulary,
    joint: bool,
    ridge: float,
    steps: int = 20,
    start: Linear | None = None,
) -> Linear:
    """The weights under which the right candidates are likeliest, by L-BFGS.

    Args:
        cases: What to learn from.
        known: The features that get weights.
        joint: Whether pairs have weights.
        ridge: How strongly the weights are held at those of the start.
        steps: Of L-BFGS, at most.
        start: Earlier weights of the same vocabulary, None for 0.
    """
    model = Linear(known) if start is None else deepcopy(start)
    held = [part.weight.detach().clone() for part in (model.subject, model.property, model.pair)]
    told = [c for c in cases if c.subject_right is not None or c.property_right is not None]
    told.sort(key=lambda c: len(c.subject_features) * len(c.property_features))  # tables are as wide as the widest
    batches = [Batch(told[i : i + _TABLE], known) for i in range(0, len(told), _TABLE)]
    optimiser = torch.optim.LBFGS(
        model.parameters(), max_iter=steps, history_size=10, line_search_fn="strong_wolfe", tolerance_change=1e-4
    )

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        parts = (model.subject, model.property, model.pair)
        total = torch.stack(
            [ridge / 2 * ((part.weight - at) ** 2).sum() for part, at in zip(parts, held, strict=True)]
        ).sum()
        for batch in batches:
            subject, measured, pair = model.tables(batch)
            total = total + batch.loss(subject, measured, pair if joint else None)
        total.backward()
        return total

    optimiser.step(closure)
    return model


def add_weights(model: Linear, other: Linear, share: float) -> None:
    """Adds a share of another model's weights of the same features, in place: their scores are summed."""
    with torch.no_grad():
        for mine, theirs in zip(model.parameters(), other.parameters(), strict=True):
            mine.add_(theirs, alpha=share)


def draft(articles: Iterable[ReadingArticle], model: Linear, known: Vocabulary) -> None:
    """Marks the likeliest candidates of each claim by features of its own."""
    cases = [case for article in articles for case in article.cases]
    for i in range(0, len(cases), _TABLE):
        part = cases[i : i + _TABLE]
        with torch.no_grad():
            subject, measured, _ = model.tables(Batch(part, known))
        for case, s, p in zip(part, subject.argmax(1).tolist(), measured.argmax(1).tolist(), strict=True):
            case.outline.subject_draft, case.outline.property_draft = s, p


def with_neighbours(article: ReadingArticle) -> list[ReadingCase]:
    """An article's cases with what the drafts of the others say added to their features."""
    from dataclasses import replace

    outlines = [case.outline for case in article.cases]
    drafted = drafted_subjects(outlines)
    out = []
    for number, case in enumerate(article.cases):
        subjects, measured = neighbour_features(outlines, number, drafted)
        out.append(
            replace(
                case,
                subject_features=[[*a, *sorted(b)] for a, b in zip(case.subject_features, subjects, strict=True)],
                property_features=[[*a, *sorted(b)] for a, b in zip(case.property_features, measured, strict=True)],
            )
        )
    return out
