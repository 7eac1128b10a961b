"""``claims score``: a run beside a reviewer's decisions, and beside annotated articles."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.decisions.log import Decisions, decisions_file
from pipeline.emit import read_run
from pipeline.errors import ClaimsError
from pipeline.evaluate import report
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.reviewed import agreement, disagreement, lines, recall, reviewed
from pipeline.evaluate.score import Score, outcomes, run_facts_by_key

_SHOWN = 20


def score(run: str, decisions: Sequence[str] = (), gold: str | None = None, least: int = 5) -> Iterator[str]:
    """The scores of a run, line by line.

    Args:
        run: The folder or the file of facts that ``claims extract`` wrote.
        decisions: Files of decisions, by custom one a reviewer; without any, ``decisions.jsonl`` in the run's folder.
            Each is scored by itself, and every two are compared.
        gold: A folder of annotated articles that the run was made from, for recall.
        least: Rules with fewer facts than this are left out.

    Raises:
        ReadError: There is no such run, or a line of it cannot be read.
        GoldError: The annotated folder cannot be read.
        ClaimsError: There are neither decisions nor gold, or none of a fact of this run.
    """
    records = read_run(run)
    files = [Path(path) for path in decisions]
    if not files and gold is None:
        files = [decisions_file(records.path)]
    for path in files:
        if not path.exists():
            raise ClaimsError(
                f"{path} does not exist: decide on facts in the notebook or with claims review, or give --gold."
            )
    facts = {fact.id: fact for fact in records.facts}
    by_file = {path: Decisions(path) for path in files}
    for path, held in by_file.items():
        cases = reviewed(records.facts, held)
        gone = len(held.missing(facts))
        if not cases:
            raise ClaimsError(f"{path} holds no decision on a fact of {run}: is it of another run?")
        yield f"== {path}: {len(cases)} facts decided on" + (f", {gone} more are not in this run" if gone else "")
        yield from lines(cases, least)
        yield from recall(cases, held)
        yield ""
    for (one, mine), (other, theirs) in itertools.combinations(by_file.items(), 2):
        both = agreement(mine, theirs)
        yield f"== {one} and {other}: {both.told()}"
        yield from (disagreement(pair, facts) for pair in both.disagreements[:_SHOWN])
        if len(both.disagreements) > _SHOWN:
            yield f"… and {len(both.disagreements) - _SHOWN} more"
        yield ""
    if gold is not None:
        rows = read_gold(gold)
        found = run_facts_by_key(rows, records.articles, records.facts)
        if not found:
            raise ClaimsError(f"{run} has none of the articles of {gold}: run claims extract on their texts first.")
        yield f"== {gold}: {len(found)} of {len(rows)} annotated articles are in this run"
        yield report.table(Score(outcomes((row for row in rows if row.key in found), found)))
