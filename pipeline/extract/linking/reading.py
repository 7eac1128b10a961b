"""An article's quantities with everything between which a reader chooses: candidates and their features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.extract.linking.candidates import PropertyCandidate, SentenceCandidates, SubjectCandidate
from pipeline.extract.linking.features import (
    QuantityContext,
    context,
    pair_features,
    property_features,
    subject_features,
)

if TYPE_CHECKING:
    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft
    from pipeline.extract.syntax.tokens import Tokens
    from pipeline.records import Attribution

_SHARES = (0.0, 0.1, 0.25, 0.5, 0.75)


@dataclass(slots=True)
class ClaimOutline:
    """What other claims see of one: what tells its candidates apart, and which of them are its drafts (-1: none yet).

    Drafts are chosen by the features of the quantity alone, so that those of neighbours can be features in turn.
    """

    keys: list[str | None]
    names: list[str | None]
    kind: str
    coarse: str
    sentence: tuple[int, int]
    carrier: int
    subject_draft: int = -1
    property_draft: int = -1


@dataclass(slots=True)
class QuantityReading:
    """One quantity with its candidates; features stand in the candidates' order."""

    at: QuantityContext
    subjects: list[SubjectCandidate]
    properties: list[PropertyCandidate]
    subject_features: list[set[str]]
    property_features: list[set[str]]
    pairs: dict[tuple[int, int], set[str]] = field(default_factory=dict)

    def outline(self) -> ClaimOutline:
        """What other claims of the article see of it."""
        found = self.at.found
        return ClaimOutline(
            [_key(one) for one in self.subjects],
            [one.name for one in self.properties],
            found.kind,
            self.at.kind,
            found.sentence,
            self.at.carrier,
        )

    def pair(self, subject: int, measured: int) -> set[str]:
        """The features of two candidates together."""
        found = self.pairs.get((subject, measured))
        if found is None:
            found = pair_features(self.at, self.subjects[subject], self.properties[measured])
            self.pairs[subject, measured] = found
        return found


def readings(
    tokens: Tokens,
    index: EntityIndex,
    title: str | None,
    found: Sequence[QuantityDraft],
    credits: Sequence[Attribution | None],
) -> list[QuantityReading]:
    """The readings of an article's quantities, in their order.

    Args:
        tokens: The article.
        index: Its entities.
        title: Its title.
        found: Its quantities, finished.
        credits: On whose word each stands.
    """
    places = SentenceCandidates(tokens, index, title)
    out = []
    for quantity, credit in zip(found, credits, strict=True):
        parsed = places.parsed(quantity.sentence)
        at = context(quantity, parsed, index, credit, title)
        subjects = places.subjects(quantity)
        measured = places.properties(quantity)
        out.append(
            QuantityReading(
                at,
                subjects,
                measured,
                [subject_features(at, one) for one in subjects],
                [property_features(at, one, index) for one in measured],
            )
        )
    return out


def drafted_subjects(every: Sequence[ClaimOutline]) -> Counter[str | None]:
    """How many of an article's claims have each subject as their draft."""
    return Counter(one.keys[one.subject_draft] for one in every)


def neighbour_features(
    every: Sequence[ClaimOutline], number: int, drafted: Counter[str | None]
) -> tuple[list[set[str]], list[set[str]]]:
    """What the drafts of the other claims say of one quantity's candidates: of its subjects, of its properties."""
    mine = every[number]
    own = mine.keys[mine.subject_draft]
    total = max(1, len(every) - 1)
    subjects = [_share((drafted[key] - (key == own)) / total) for key in mine.keys]
    measured: list[set[str]] = [set() for _ in mine.names]
    for step, side in ((-1, "before"), (1, "behind")):
        if not 0 <= number + step < len(every):
            continue
        other = every[number + step]
        near = _near(mine, other, side)
        alike = "alike" if other.kind == mine.kind else "another kind"
        drafts = (
            (mine.keys, other.keys[other.subject_draft], subjects),
            (
                mine.names,
                other.names[other.property_draft],
                measured,
            ),
        )
        for names, draft, features in drafts:
            for name, said in zip(names, features, strict=True):
                same = "has" if name == draft else "lacks"
                said.update((f"claim {side} {same}, {near}", f"claim {side} {same}, {near}, {alike}"))
                if name == draft:
                    said.add(f"claim {side} has, {near}, {mine.coarse}")
    return subjects, measured


def _key(candidate: SubjectCandidate) -> str | None:
    if candidate.entity is not None:
        return candidate.entity.id
    return candidate.name.lower() if candidate.name is not None else None


def _near(mine: ClaimOutline, other: ClaimOutline, side: str) -> str:
    one, two = mine.sentence, other.sentence
    if one == two:
        gap = abs(mine.carrier - other.carrier)
        return "same sentence, near" if gap < 8 else "same sentence"
    adjacent = two[1] == one[0] if side == "before" else one[1] == two[0]
    return "next sentence" if adjacent else "further"


def _share(share: float) -> set[str]:
    if not share:
        return {"no other claim has"}
    return {f"other claims have, {max(s for s in _SHARES if s < share)}"}
