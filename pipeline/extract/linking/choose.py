"""The choice of subject and property for every quantity of an article: candidates weighed, pairs scored together.

Two passes. The first drafts each quantity's subject and property by features of its own; the second adds what the other
claims' drafts say, so that the quantities of a list agree. Where that leaves doubt what the encoder reads around the
quantity is added. The pair of highest score is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.linking.reading import QuantityReading, drafted_subjects, neighbour_features
from pipeline.extract.loglinear import SURE, best, probabilities, summed
from pipeline.extract.reader.encoder import SIDES
from pipeline.extract.reader.weights import HeadWeights, ReaderWeights
from pipeline.extract.syntax.nouns import account_owner
from pipeline.extract.syntax.parse import NOUNS
from pipeline.extract.syntax.tokens import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.reader.encoder import ReadText

Place = tuple[int, int]
_SUBJECTS, _PROPERTIES = 6, 5  # the best of each, that are paired
_HOPELESS = 12.0  # by so much less than the best, no pair makes up for it
_OF_ACCOUNTS = frozenset(("money", "percentage", "multiple", "ratio", "rate"))  # kinds in which accounts are kept
_PLACES = 5  # places of a candidate that are read, the nearest


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for a quantity, as numbers of its candidates, and how likely.

    Attributes:
        subject: The subject's number.
        property: The property's.
        subject_chance: The subject's probability, 0 to 1, whatever the property.
        property_chance: The property's, whatever the subject.
        subjects: The likeliest subjects with their probabilities, best first.
        properties: The likeliest properties.
    """

    subject: int
    property: int
    subject_chance: float
    property_chance: float
    subjects: tuple[tuple[int, float], ...]
    properties: tuple[tuple[int, float], ...]

    def in_doubt(self) -> bool:
        """Whether features leave doubt, so that the encoder has to read."""
        return min(self.subject_chance, self.property_chance) < SURE


def by_features(every: Sequence[QuantityReading], weights: ReaderWeights) -> list[Choice]:
    """Subject and property of each of an article's quantities by the features' weights.

    Args:
        every: Its quantities with their candidates; what the others' drafts say is added to their features.
        weights: The features' weights.
    """
    add_neighbours(every, weights)
    return [_weighed(one, weights.features) for one in every]


def beside(one: QuantityReading, tokens: Tokens, weights: ReaderWeights, seen: ReadText) -> Choice:
    """Subject and property of a quantity by features and by the text that was read around it."""
    quantity, *places = candidate_places(one, tokens)
    scores = [
        seen.scores(side, quantity, [[(place, None) for place in spots] for spots in every])
        for side, every in zip(SIDES, places, strict=True)
    ]
    return _weighed(one, weights.reader, *scores)


def _weighed(
    one: QuantityReading, weights: HeadWeights, subjects: Sequence[float] = (), measured: Sequence[float] = ()
) -> Choice:
    """The best pair by the features' weights, added to the encoder's scores where it has read."""
    by_subject = [summed(features, weights.subject) for features in one.subject_features]
    by_property = [summed(features, weights.property) for features in one.property_features]
    if subjects:
        by_subject = [x + y for x, y in zip(by_subject, subjects, strict=True)]
        by_property = [x + y for x, y in zip(by_property, measured, strict=True)]
    return _paired(one, by_subject, by_property, weights.pair)


def add_neighbours(every: Sequence[QuantityReading], weights: ReaderWeights) -> None:
    """Drafts every quantity's subject and property, and adds to its candidates' features what the others' say."""
    outlines = [one.outline() for one in every]
    for one, outline in zip(every, outlines, strict=True):
        outline.subject_draft = best([summed(f, weights.draft.subject) for f in one.subject_features])
        outline.property_draft = best([summed(f, weights.draft.property) for f in one.property_features])
    drafted = drafted_subjects(outlines)
    for number, one in enumerate(every):
        subjects, measured = neighbour_features(outlines, number, drafted)
        for features, more in zip(one.subject_features, subjects, strict=True):
            features |= more
        for features, more in zip(one.property_features, measured, strict=True):
            features |= more


def _paired(one: QuantityReading, subjects: list[float], measured: list[float], weights: dict[str, float]) -> Choice:
    """The best pair of the best candidates.

    Where the best subject is an account ("net income doubled", "shares in Acorn fell"), that is the property: who has it
    is the business at it, or where none is named the likeliest.
    """
    chosen = _best_pair(one, range(len(subjects)), subjects, measured, weights)
    owners = _owners(one, one.subjects[chosen.subject].account)
    return _best_pair(one, owners, subjects, measured, weights) if owners else chosen


def _owners(one: QuantityReading, account: Token | None) -> list[int]:
    """The businesses among a quantity's candidates that may have an account."""
    owner = account_owner(account) if account is not None else None
    if owner is None or one.at.found.kind not in _OF_ACCOUNTS:
        return []
    return [
        number
        for number, candidate in enumerate(one.subjects)
        if candidate.does_business
        and (owner is account or any(o.head is not None and o.head.i == owner.i for o in candidate.occurrences))
    ]


def _best_pair(
    one: QuantityReading, among: Iterable[int], subjects: list[float], measured: list[float], weights: dict[str, float]
) -> Choice:
    """The best pair with one of the given subjects, and the probabilities of each side over those pairs."""
    leading = sorted(among, key=lambda n: (-subjects[n], n))[:_SUBJECTS]
    leading = [n for n in leading if subjects[leading[0]] - subjects[n] < _HOPELESS]
    likely = sorted(range(len(measured)), key=lambda n: (-measured[n], n))[:_PROPERTIES]
    likely = [n for n in likely if measured[likely[0]] - measured[n] < _HOPELESS]
    pairs = [(s, p) for s in leading for p in likely]
    chances = probabilities([round(subjects[s] + measured[p] + summed(one.pair(s, p), weights), 5) for s, p in pairs])
    by_subject = dict.fromkeys(leading, 0.0)
    by_property = dict.fromkeys(likely, 0.0)
    for (s, p), chance in zip(pairs, chances, strict=True):
        by_subject[s] += chance
        by_property[p] += chance
    s, p = pairs[best(chances)]
    return Choice(s, p, by_subject[s], by_property[p], _ranked(by_subject), _ranked(by_property))


def _ranked(chances: dict[int, float]) -> tuple[tuple[int, float], ...]:
    return tuple(sorted(chances.items(), key=lambda one: (-one[1], one[0]))[:3])


def candidate_places(reading: QuantityReading, tokens: Tokens) -> tuple[Place, list[list[Place]], list[list[Place]]]:
    """Where a quantity stands, and where each of its candidate subjects and properties does, nearest first."""
    found = reading.at.found
    subjects = []
    for candidate in reading.subjects:
        places = {(m.start, m.end) for m in candidate.entity.mentions} if candidate.entity is not None else set()
        for occurrence in candidate.occurrences:
            head = occurrence.head
            if head is not None:
                places.add(tokens.core_phrase(head) if head.tag_ in NOUNS else (head.idx, head.idx + len(head)))
        subjects.append(sorted(places, key=lambda p: (abs(p[0] - found.start), p))[:_PLACES])
    measured = [[(p.head.idx, p.head.idx + len(p.head))] if p.head is not None else [] for p in reading.properties]
    return (found.start, found.end), subjects, measured
