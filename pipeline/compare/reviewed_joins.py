"""A reviewer's word on joins: two facts that make one claim whatever the weights say, or two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.compare.mentions import ClaimMention


class Joins:
    """Pairs of facts that were accepted as one claim, or cut."""

    def __init__(self, said: Mapping[frozenset[str], str] | None = None) -> None:
        """Takes verdicts, ``accept`` or ``cut``, by the ids of two facts."""
        self.said = bool(said)
        self.cut = frozenset(pair for pair, verdict in (said or {}).items() if verdict == "cut")
        self._with: dict[str, set[str]] = defaultdict(set)
        for pair, verdict in (said or {}).items():
            if verdict == "accept":
                for i in pair:
                    self._with[i] |= pair
        self._held: list[list[ClaimMention]] = []

    def between(self, first: Iterable[str], second: Iterable[str]) -> bool:
        """Whether a pair across two groups of facts was cut."""
        others = set(second)
        return bool(self.cut) and any(frozenset((a, b)) in self.cut for a in first for b in others)

    def takes(self, group: Sequence[ClaimMention]) -> bool:
        """Holds a group back, if one of its facts was accepted as one claim with another, until all groups are known."""
        if self._with and any(m.fact_id in self._with for m in group):
            self._held.append(list(group))
            return True
        return False

    def held(self) -> list[list[ClaimMention]]:
        """The groups that were held back, those with facts that were accepted as one claim made one."""
        parts: list[list[ClaimMention]] = []
        for group in sorted(self._held, key=lambda g: min(m.fact_id for m in g)):
            wanted = {other for m in group for other in self._with.get(m.fact_id, ())}
            linked = [part for part in parts if any(m.fact_id in wanted for m in part)]
            parts = [part for part in parts if part not in linked] + [[*(m for p in linked for m in p), *group]]
        return parts
