"""Fits the weights of ``pipeline.compare.differing`` to mentions joined by hand, and measures them on events held out.

    python -m pipeline.fit.differing FOLDER RUN [FOLDER RUN]...
    python -m pipeline.fit.differing FOLDER RUN [FOLDER RUN]... --measure

Folders and runs are as in ``pipeline.fit.comparing``. With --measure nothing is written: every event's pairs are judged by
weights that were fitted to the other events, and precision and recall are printed by the log odds that are asked.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import combinations
from pathlib import Path

from pipeline.compare.differing import features
from pipeline.compare.mentions import ClaimMention
from pipeline.compare.pairs import differ, forbidden
from pipeline.compare.values import relation, worth_a_look
from pipeline.fit import comparing
from pipeline.fit.comparing import Event, counted, lines, mentions

RIDGE = 3.0
RARER = 0.4
"""What is taken off the log odds of all pairs: events that are joined by hand tell of figures that changed, others seldom do."""
ASKED = (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)


def events(folder: Path, run: Path) -> dict[str, Event]:
    """The pairs of each event's facts whose values cannot both be true, but for those that nothing joins."""
    return {group: _event(members) for group, members in mentions(folder, run).items()}


def _event(members: Sequence[tuple[ClaimMention, str | None]]) -> Event:
    rows, same, ends = [], [], []
    near = set(worth_a_look([m for m, _ in members]))
    for (n, (a, first)), (o, (b, second)) in combinations(enumerate(members), 2):
        how = relation(a, b)
        if a.dimension != b.dimension or not differ(a, b, how) or (n, o) not in near or forbidden(a, b, how):
            continue
        rows.append(dict(features(a, b, how)))
        same.append(first is not None and first == second)
        ends.append((a.fact_id, b.fact_id))
    return Event(rows, same, counted(same, ends))


def fit(given: list[Event]) -> dict[str, float]:
    """The weights of each feature under which the joins are likeliest, by name; ``bias`` among them."""
    table = comparing.fit(given, RIDGE, 1.0)
    return table | {"bias": table["bias"] - RARER}


def measured(given: dict[str, Event]) -> Iterator[str]:
    """Lines with precision and recall of pairs at each of ``ASKED``, each event held out in turn."""
    judged: list[tuple[float, bool, float]] = []
    for group, event in given.items():
        table = fit([other for name, other in given.items() if name != group])
        for row, right, count in zip(event.rows, event.same, event.counts, strict=True):
            odds = table["bias"] + sum(table.get(name, 0.0) * value for name, value in row.items())
            judged.append((odds, right, count))
    wanted = sum(count for _, right, count in judged if right)
    for least in ASKED:
        found = [(right, count) for odds, right, count in judged if odds >= least]
        true = sum(count for right, count in found if right)
        every = sum(count for _, count in found)
        yield f"{least:+.1f}  P {100 * true / every if every else 0:.1f}  R {100 * true / wanted:.1f}  {len(found)} pairs"


def main(*given: str) -> None:
    """Writes the weights fitted to all events, or prints what they are worth."""
    places = [Path(name) for name in given if name != "--measure"]
    known: dict[str, Event] = {}
    for folder, run in zip(places[::2], places[1::2], strict=True):
        known |= {f"{folder} {group}": event for group, event in events(folder, run).items() if event.rows}
    if "--measure" in given:
        print(*measured(known), sep="\n")
        return
    head = "# Log odds that each feature adds to a pair whose values differ (pipeline/compare/differing.py); from pipeline.fit.differing."
    Path(str(files("pipeline.compare").joinpath("differing_weights.tsv"))).write_text(
        "\n".join([head, *lines(fit(list(known.values())))]) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
