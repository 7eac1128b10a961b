"""The plain baseline that ``claims compare`` is set beside: equal amounts whose subject or property share a word are one claim.

    python -m pipeline.evaluate.plain_claims RUN DIR

Writes ``claims.jsonl`` into DIR with the keys that scoring joins needs: ``id``, ``facts``, ``status`` and ``values``.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from pipeline.emit import read_table
from pipeline.records import Fact, content_id

_WORD = re.compile(r"[a-z]{4,}")


def joined(facts: Iterable[Fact]) -> list[tuple[str, ...]]:
    """The ids of facts that share a normalised amount and a word of four letters in subject or property, two or more each."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fact in facts:
        told = [name for part in (fact.subject, fact.property) if part for name in (part.name, part.text) if name]
        for word in set(_WORD.findall(" ".join(told).lower())):
            alike[fact.quantity.normalized, word].append(fact.id)
    near: dict[str, set[str]] = defaultdict(set)
    for ids in alike.values():
        for a, b in combinations(ids, 2):
            near[a].add(b)
            near[b].add(a)
    found, seen = [], set[str]()
    for start in sorted(near):
        group, ahead = set[str](), {start} - seen
        while ahead:
            group.add(i := ahead.pop())
            ahead |= near[i] - group
        seen |= group
        if group:
            found.append(tuple(sorted(group)))
    return found


def main(run: str, folder: str) -> None:
    """Writes the baseline's claims."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    with open(Path(folder) / "claims.jsonl", "w", encoding="utf-8") as lines:
        for ids in joined(read_table(run, "facts")):
            row = {"id": content_id("c", *ids), "facts": ids, "status": "agreed", "values": [{"facts": ids}]}
            lines.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
