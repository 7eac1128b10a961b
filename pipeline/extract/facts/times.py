"""What a claim holds at or for: a log-linear choice among the times of its sentence and none of them.

Each time of the sentence competes with the others and with "none"; each weighs the sum of its features' weights, which
stand in ``lexicons/time_weights.tsv`` and are fitted to annotated articles by :mod:`pipeline.fit.times`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from pipeline.extract import lexicons
from pipeline.extract.facts.intervals import ClaimTime, candidates
from pipeline.extract.facts.time_cues import excluded
from pipeline.extract.facts.time_features import none_features, time_features
from pipeline.extract.facts.time_places import AmountPlace, TimedSentence
from pipeline.extract.loglinear import Weights, best, summed
from pipeline.extract.quantities.draft import QuantityDraft
from pipeline.extract.syntax.tokens import Tokens
from pipeline.records import FactTime, Span, Statement, Time

ChooseTimes = Callable[[TimedSentence], list[int]]
"""For each quantity of a sentence the number of its time; -1 for none."""


@cache
def _weights() -> Weights:
    return {row["feature"]: float(row["weight"]) for row in lexicons.read("time_weights")}


def fact_times(
    tokens: Tokens,
    told: Sequence[tuple[QuantityDraft, Statement | None]],
    times: list[Time],
    date: str | None,
    choose: ChooseTimes,
) -> list[FactTime | None]:
    """The time of each quantity, if any.

    Args:
        tokens: The article's doc.
        told: The article's quantities in text order, each with the statement that it is part of.
        times: The article's time expressions in text order.
        date: The article's date.
        choose: Makes the choice.
    """
    out: list[FactTime | None] = []
    for low, high in _by_sentence([found for found, _ in told]):
        out += _in_sentence(tokens, told[low:high], times, date, choose)
    return out


def _by_sentence(told: Sequence[QuantityDraft]) -> Iterator[tuple[int, int]]:
    low = 0
    for high in range(1, len(told) + 1):
        if high == len(told) or told[high].sentence != told[low].sentence:
            yield low, high
            low = high


def _in_sentence(
    tokens: Tokens,
    told: Sequence[tuple[QuantityDraft, Statement | None]],
    times: list[Time],
    date: str | None,
    choose: ChooseTimes,
) -> list[FactTime | None]:
    start, end = tokens.characters(told[0][0].sentence)
    span = Span(tokens.text[start:end], start, end)
    claims = list(candidates(tokens.text, times, span, date))
    if not claims:
        return [None] * len(told)
    sentence = TimedSentence.of(tokens, span, told, claims, date)
    chosen = choose(sentence)
    for place, (one, other) in enumerate(pairwise(found for found, _ in told)):
        number = chosen[place]
        if {one.role, other.role} == {"initial", "final"} and number == chosen[place + 1] >= 0:
            chosen[place : place + 2] = [_bound(claims, number, end.role == "initial") for end in (one, other)]
    return [claims[number].time if number >= 0 else None for number in chosen]


def _bound(claims: Sequence[ClaimTime], number: int, first: bool) -> int:
    """The end of a span at which a level of a change holds: "fell from 412 to 367 between 2018 and 2023".

    A time that no two dates bound has no ends, and stays.
    """
    whole, edge = claims[number].time, "first" if first else "last"
    within = (n for n, c in enumerate(claims) if c.edge == edge and whole.start <= c.time.start < whole.end)
    return next(within, number)


def by_weights(sentence: TimedSentence, weights: Weights | None = None) -> list[int]:
    """The choice of greatest weight for each quantity.

    Args:
        sentence: The sentence.
        weights: By feature; the package's own if None.
    """
    weights = _weights() if weights is None else weights
    out: list[int] = []
    for amount in sentence.amounts:
        scores = [summed(one, weights) for one in choice_features(sentence, amount)]
        for number, time in enumerate(sentence.times):
            if excluded(sentence, amount, time):
                scores[number] = -math.inf
        chosen = best(scores)
        out.append(chosen if chosen < len(sentence.times) else -1)
    return out


def choice_features(sentence: TimedSentence, amount: AmountPlace) -> list[list[str]]:
    """The features of each time as that of a quantity, and of no time behind them."""
    named = [time_features(sentence, amount, one) for one in range(len(sentence.times))]
    return [*named, none_features(sentence, amount)]
