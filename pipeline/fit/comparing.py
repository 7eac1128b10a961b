"""Fits the weights of the pairs of ``pipeline.compare`` to mentions joined by hand, and measures them on events held out.

    python -m pipeline.fit.comparing FOLDER RUN
    python -m pipeline.fit.comparing FOLDER RUN --new

FOLDER holds ``meta.json`` ({article: {"group", …}}), ``text/`` and ``claims/GROUP.jsonl`` with a row {"article", "start",
"end", "claim"} for each mention that has a partner; RUN is what ``claims extract`` made of the texts, whose ids or paths
name the articles. With --new only the weights of features that the table lacks are fitted, the others stay: invented events
tell nearly everything twice, so that weights fitted to them join too much elsewhere.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import numpy as np

from pipeline.compare.mentions import ClaimMention, mention
from pipeline.compare.pairs import features, weights
from pipeline.compare.sameness import mark_alone
from pipeline.emit import read_table
from pipeline.records import Fact

RIDGE = 20.0
NEW_RIDGE = 2.0
EVENNESS = 0.6
"""0: every pair counts alike, so that large claims rule; 1: every mention does."""


@dataclass(frozen=True)
class Event:
    """Pairs of one event: features by name, whether they make one claim, and what each counts."""

    rows: list[dict[str, float]]
    same: list[bool]
    counts: list[float]


def events(folder: Path, run: Path) -> dict[str, Event]:
    """The pairs of each event's facts that can be set side by side."""
    return {group: _event(members) for group, members in mentions(folder, run).items()}


def mentions(folder: Path, run: Path) -> dict[str, list[tuple[ClaimMention, str | None]]]:
    """The facts of each event, each with the claim that it was joined to by hand."""
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    text = {key: (folder / "text" / f"{key}.txt").read_text("utf-8") for key in meta}
    by_text = {" ".join(words.split()): key for key, words in text.items()}
    articles = list(read_table(run, "articles"))
    name = {a.id: by_text.get(" ".join((a.text or "").split()), "") for a in articles}
    day = {a.id: a.date for a in articles}
    joined = [
        json.loads(line)
        for path in sorted((folder / "claims").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    spans = defaultdict(list)
    for row in joined:
        spans[row["article"]].append(row)
    found: dict[str, list[tuple[ClaimMention, str | None]]] = defaultdict(list)
    fact: Fact
    for fact in read_table(run, "facts"):
        key = name.get(fact.article_id)
        if key:
            best = max(spans[key], key=lambda row: _shared(row, fact), default=None)
            claim = best["claim"] if best and _shared(best, fact) > 0 else None
            found[meta[key]["group"]].append((mention(fact, day[fact.article_id]), claim))
    for members in found.values():
        mark_alone(m for m, _ in members)
    return dict(sorted(found.items()))


def _shared(row: dict[str, int], fact: Fact) -> int:
    return min(row["end"], fact.quantity.end) - max(row["start"], fact.quantity.start)


def _event(members: list[tuple[ClaimMention, str | None]]) -> Event:
    rows, same, ends = [], [], []
    for (a, first), (b, second) in combinations(members, 2):
        if a.dimension == b.dimension:
            rows.append(dict(features(a, b)))
            same.append(first is not None and first == second)
            ends.append((a.fact_id, b.fact_id))
    return Event(rows, same, counted(same, ends))


def counted(same: Sequence[bool], ends: Sequence[tuple[str, str]]) -> list[float]:
    """What each pair counts, so that every mention counts alike among the pairs that are one claim, and among the others."""
    sizes = Counter((end, one) for pair, one in zip(ends, same, strict=True) for end in pair)
    return [sum(0.5 / sizes[end, one] for end in pair) for pair, one in zip(ends, same, strict=True)]


def fit(given: list[Event], ridge: float = RIDGE, evenness: float = EVENNESS) -> dict[str, float]:
    """The weights of each feature under which the joins are likeliest, by name; ``bias`` among them."""
    names = ["bias", *sorted({name for event in given for row in event.rows for name in row})]
    place = {name: n for n, name in enumerate(names)}
    table = np.zeros((sum(len(event.rows) for event in given), len(names)))
    table[:, 0] = 1.0
    for n, row in enumerate(row for event in given for row in event.rows):
        for name, value in row.items():
            table[n, place[name]] = value
    right = np.array([one for event in given for one in event.same], float)
    counts = np.array([count for event in given for count in event.counts])
    counts = (counts / counts.mean()) ** evenness
    return dict(zip(names, _newton(table, right, counts / counts.mean(), ridge), strict=True))


def fit_new(given: list[Event], known: dict[str, float]) -> dict[str, float]:
    """The known weights with those of features that they lack, under which the pairs that have one are likeliest."""
    names = sorted({name for event in given for row in event.rows for name in row} - known.keys())
    pairs = [
        (row, one)
        for event in given
        for row, one in zip(event.rows, event.same, strict=True)
        if row.keys() & set(names)
    ]
    table = np.array([[row.get(name, 0.0) for name in names] for row, _ in pairs])
    odds = np.array(
        [known["bias"] + sum(known.get(name, 0.0) * value for name, value in row.items()) for row, _ in pairs]
    )
    right = np.array([one for _, one in pairs], float)
    found = np.zeros(len(names))
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(table @ found + odds, -30, 30)))
        curve = (table.T * (chance * (1 - chance))) @ table + NEW_RIDGE * np.eye(len(names))
        found = found + np.linalg.solve(curve, table.T @ (right - chance) - NEW_RIDGE * found)
    return known | dict(zip(names, map(float, found), strict=True))


def _newton(table: np.ndarray, right: np.ndarray, counts: np.ndarray, ridge: float) -> list[float]:
    penalty = np.full(table.shape[1], ridge)
    penalty[0] = 1e-6
    found = np.zeros(table.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (counts * (right - chance)) - penalty * found
        curve = (table.T * (counts * chance * (1 - chance))) @ table + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        found = found + step
        if np.abs(step).max() < 1e-8:
            break
    return [float(value) for value in found]


def lines(table: dict[str, float]) -> Iterator[str]:
    """The table of weights as it is kept."""
    yield "feature\tweight"
    yield from (f"{name}\t{value:.3f}" for name, value in sorted(table.items()))


def main(folder: str, run: str, new: str = "") -> None:
    """Writes the weights fitted to all events."""
    given = list(events(Path(folder), Path(run)).values())
    table = fit_new(given, weights()) if new == "--new" else fit(given)
    head = "# Log odds that each feature of a pair adds (pipeline/compare/pairs.py); written by pipeline.fit.comparing."
    Path(str(files("pipeline.compare").joinpath("pair_weights.tsv"))).write_text(
        "\n".join([head, *lines(table)]) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
