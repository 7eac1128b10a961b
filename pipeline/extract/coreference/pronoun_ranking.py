"""Pronouns of things ("it", "its", "they") put to the names and nouns before them by a log-linear ranking.

What a pronoun can stand for competes with each other and with "none of them"; each weighs the sum of its features'
weights, which stand in ``lexicons/pronoun_weights.tsv`` and are fitted to annotated articles by
:mod:`pipeline.fit.pronouns`. Denis and Baldridge (2007), A Ranking Approach to Pronoun Resolution.
"""

from __future__ import annotations

from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.coreference.discourse import Discourse
from pipeline.extract.coreference.mentions import MentionCandidate, Nominals
from pipeline.extract.coreference.pronoun_features import REACH, candidates, features
from pipeline.extract.loglinear import best, probabilities, summed


@cache
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in lexicons.read("pronoun_weights")}


class Ranking:
    """The pronouns of things of one article, taken in text order."""

    def __init__(self, discourse: Discourse) -> None:
        self.nominals = Nominals(discourse)
        self._taken: list[MentionCandidate] = []
        self._stands: dict[int, MentionCandidate] = {}

    def candidates(self, at: int, sentence: int) -> list[MentionCandidate]:
        """What the pronoun at token ``at`` may stand for, the nearest first; earlier pronouns are among it."""
        self._taken = [one for one in self._taken if sentence - one.sentence <= REACH]
        return candidates(self.nominals, at, sentence, self._taken)

    def best(self, at: int, sentence: int) -> tuple[MentionCandidate, float] | None:
        """What the pronoun at token ``at`` stands for, if anything before it, and the probability of that."""
        every = self.candidates(at, sentence)
        if not every:
            return None
        weights = _weights()
        scores = [summed(one, weights) for one in features(self.nominals, at, sentence, every)]
        chances = probabilities(scores)
        chosen = self.meant(every[best(scores[: len(every)])])  # the last is none of them
        return chosen, sum(p for one, p in zip(every, chances, strict=False) if _same(self.meant(one), chosen))

    def meant(self, nominal: MentionCandidate) -> MentionCandidate:
        """The name or noun behind a candidate, which may be a pronoun."""
        return self._stands.get(nominal.head, nominal)

    def take(self, at: int, sentence: int, chosen: MentionCandidate) -> None:
        """Note what the pronoun at token ``at`` stands for, which may be a pronoun in turn."""
        role, depth = self.nominals.place(at)
        one = MentionCandidate(
            at, sentence, chosen.entity, chosen.kind, role, depth, chosen.plural, chosen.noun, "pronoun"
        )
        self._taken.append(one)
        self._stands[at] = self.meant(chosen)


def _same(one: MentionCandidate, other: MentionCandidate) -> bool:
    return one is other or (one.entity is not None and one.entity == other.entity)
