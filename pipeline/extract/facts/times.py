"""What a claim holds at or for: a log-linear choice among the times of its sentence and none of them.

Each time of the sentence competes with the others and with "none"; each weighs the sum of its features' weights, which
stand in ``lexicons/time_weights.tsv`` and are fitted to annotated articles by :mod:`pipeline.fit.times`, and where these
leave doubt what the encoder reads at the time and at the word it hangs from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.facts.intervals import ClaimTime, candidates
from pipeline.extract.facts.time_cues import excluded
from pipeline.extract.facts.time_features import none_features, time_features
from pipeline.extract.facts.time_places import AmountPlace, TimedSentence, TimePlace
from pipeline.extract.loglinear import Weighed, Weights, summed
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.syntax.tokens import Tokens
from pipeline.records import FactTime, Span, Statement, Time

if TYPE_CHECKING:
    from pipeline.extract.reader.encoder import Place, Spot


@cache
def _weights() -> Weights:
    return {row["feature"]: float(row["weight"]) for row in lexicons.read("time_weights")}


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """The choice of a quantity's time among those of its sentence, "none of them" last.

    Attributes:
        sentence: The sentence.
        amount: The quantity in it.
        weighed: The candidates' scores.
    """

    sentence: TimedSentence
    amount: AmountPlace
    weighed: Weighed

    @property
    def spots(self) -> list[list[Spot]]:
        """Where each time stands and what it hangs from; nowhere for none of them."""
        every: list[list[Spot]] = [[((time.start, time.end), _place(time))] for time in self.sentence.times]
        return [*every, []]

    @property
    def values(self) -> list[str | None]:
        """What each time means; None for none of them."""
        return [*(time.value for time in self.sentence.times), None]

    @property
    def best(self) -> int:
        """The number of the best time; -1 for none."""
        number = self.weighed.best
        return number if number < len(self.sentence.times) else -1


def _place(time: TimePlace) -> Place:
    governor = time.governor.token
    return governor.idx, governor.idx + len(governor)


def time_choices(
    tokens: Tokens, told: Sequence[tuple[QuantityDraft, Statement | None]], times: list[Time], date: str | None
) -> list[TimeChoice | None]:
    """The choice of each quantity's time by features; None where its sentence has none.

    Args:
        tokens: The article's doc.
        told: The article's quantities in text order, each with the statement that it is part of.
        times: The article's time expressions in text order.
        date: The article's date.
    """
    out: list[TimeChoice | None] = []
    for low, high in _by_sentence([found for found, _ in told]):
        start, end = tokens.characters(told[low][0].sentence)
        span = Span(tokens.text[start:end], start, end)
        claims = list(candidates(tokens.text, times, span, date))
        if claims:
            sentence = TimedSentence.of(tokens, span, told[low:high], claims, date)
            out += [_by_features(sentence, amount) for amount in sentence.amounts]
        else:
            out += [None] * (high - low)
    return out


def choice_features(sentence: TimedSentence, amount: AmountPlace) -> list[list[str]]:
    """The features of each time as that of a quantity, and of no time behind them."""
    named = [time_features(sentence, amount, one) for one in range(len(sentence.times))]
    return [*named, none_features(sentence, amount)]


def _by_features(sentence: TimedSentence, amount: AmountPlace) -> TimeChoice:
    scores = [summed(one, _weights()) for one in choice_features(sentence, amount)]
    for number, time in enumerate(sentence.times):
        if excluded(sentence, amount, time):
            scores[number] = -math.inf
    return TimeChoice(sentence, amount, Weighed(scores))


def _by_sentence(told: Sequence[QuantityDraft]) -> Iterator[tuple[int, int]]:
    low = 0
    for high in range(1, len(told) + 1):
        if high == len(told) or told[high].sentence != told[low].sentence:
            yield low, high
            low = high


def fact_times(choices: Sequence[TimeChoice | None]) -> list[FactTime | None]:
    """The time that is best for each quantity of an article, if any; the ends of a change hold at those of its span."""
    numbers = [choice.best if choice is not None else -1 for choice in choices]
    for place, (one, other) in enumerate(pairwise(choices)):
        if one is None or other is None or one.sentence is not other.sentence:
            continue
        roles, pair = [one.amount.found.role, other.amount.found.role], numbers[place : place + 2]
        if set(roles) == {"initial", "final"}:
            ends = _ends([time.claim for time in one.sentence.times], pair)
            edges = ["first" if role == "initial" else "last" for role in roles]
            numbers[place : place + 2] = [ends.get(edge, number) for edge, number in zip(edges, pair, strict=True)]
    return [
        choice.sentence.times[number].claim.time if choice is not None and number >= 0 else None
        for choice, number in zip(choices, numbers, strict=True)
    ]


def _ends(claims: Sequence[ClaimTime], pair: Sequence[int]) -> dict[str, int]:
    """The first and last date of a span, by number, that holds for both levels of a change, or for one beside an end of it:
    "fell from 412 to 367 between 2018 and 2023". None for levels at times of their own, or at a time that no two dates bound.
    """
    for number, beside in (pair, pair[::-1]):
        if number < 0:
            continue
        whole = claims[number].time
        ends = {c.edge: n for n, c in enumerate(claims) if c.edge and whole.start <= c.time.start < whole.end}
        if beside == number or beside in ends.values():
            return ends
    return {}
