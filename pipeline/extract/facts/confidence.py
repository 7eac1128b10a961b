"""How likely a fact is right: a logistic model over what can be seen of the fact itself.

A fact is right if its number, kind, unit, bounds and subject are. Its features are named properties, each there or
not; the probability is the logistic function of the sum of their weights, which stand in a reader's
``confidence.tsv`` and are fitted to annotated facts by :mod:`pipeline.fit.confidence`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.reader.weights import packaged_folder
from pipeline.records import Fact

Weights = Mapping[str, float]
BASE = "base"
"""The name of the weight that every fact has."""
LOWEST, HIGHEST = 0.02, 0.98
"""Annotated facts are too few to tell one error in a hundred from one in a thousand."""

_DIGIT, _CAPITAL, _BREAK = re.compile(r"\d"), re.compile(r"[A-ZÀ-ÖØ-Þ]"), re.compile(r"[,;:]")
_SCALED = re.compile(r"illion|\d ?(?:k|m|bn|mn|tn|[KMBT])\b")
_LENGTHS = ("subject is a word", "subject is two words", "subject is a longer phrase")  # where it has no name
_OPENING = 4  # characters: behind an article or an opening quotation mark


def confidence(fact: Fact, weights: Weights | None = None) -> float:
    """Probability that a fact is right, from 0.02 to 0.98, in hundredths.

    Args:
        fact: The fact; what stands in its own ``confidence`` plays no part.
        weights: Weights by feature; the package's own if None.
    """
    return rated(log_odds(features(fact), packaged_weights() if weights is None else weights))


def weighed(fact: Fact, weights: Weights | None = None) -> list[tuple[str, float]]:
    """What a fact has that weighs for or against it, with the weights (log odds), the heaviest first."""
    weights = packaged_weights() if weights is None else weights
    named = {name: weights.get(name, 0.0) for name in (BASE, *features(fact))}
    return sorted(((n, w) for n, w in named.items() if w), key=lambda item: (item[0] != BASE, -abs(item[1])))


def log_odds(names: Iterable[str], weights: Weights) -> float:
    """The sum of the weights; a feature without one adds nothing."""
    return weights.get(BASE, 0.0) + sum(weights.get(name, 0.0) for name in names)


def rated(odds: float) -> float:
    """The probability of these log odds, bounded and rounded."""
    return round(max(LOWEST, min(HIGHEST, 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))))), 2)


@cache
def packaged_weights() -> dict[str, float]:
    """The package's own weights by feature, those of its reader with the encoder."""
    path = packaged_folder() / "confidence.tsv"
    return read_weights(path.read_text("utf-8").splitlines(), path.name)


COUNT = "# Weights: "
"""What stands before the number of weights, by which a table that was cut is told."""


def read_weights(lines: Iterable[str], source: str) -> dict[str, float]:
    """Weights by feature, from a table in the format of a reader's ``confidence.tsv``.

    Raises:
        ValueError: A line cannot be read; the message names the table and the line, and says what to write.
    """
    out: dict[str, float] = {}
    lines = list(lines)
    counted = next((line.removeprefix(COUNT).strip() for line in lines if line.startswith(COUNT)), None)
    for number, row in lexicons.numbered(lines, source):
        try:
            out[row["feature"]] = weight = float(row["weight"])
            if not math.isfinite(weight) or (counted is not None and not row["n"].isdigit()):
                raise ValueError  # a line that is cut has no n
        except (KeyError, ValueError):
            raise ValueError(
                f"{source}, line {number}: a weight is a number, under the header feature, weight, n; "
                "write the table with claims calibrate."
            ) from None
    if counted is not None and counted != str(len(out)):
        raise ValueError(
            f"{source}: it has {len(out)} of {counted} weights, so a part of it is missing; "
            "write the table with claims calibrate."
        )
    if BASE not in out:
        raise ValueError(f"{source}: there is no weight {BASE!r}; write the table with claims calibrate.")
    return out


def features(fact: Fact) -> list[str]:
    """Names of what a fact has, each once.

    Words of the text are no features: of a cue or a bound only its meaning counts, which a few hundred facts can weigh.
    """
    quantity = fact.quantity
    names = [f"kind:{fact.kind}", _form(quantity.text), *_subject(fact), *_property(fact)]
    if fact.modality != "asserted":
        names.append(f"modality:{fact.modality}")
    if quantity.comparator != "=":
        names.append("range" if quantity.comparator == "range" else "bound")
    if quantity.approximate:
        names.append("approximate")
    if quantity.unit is None and fact.kind == "count":
        names.append("counts nothing named")
    if quantity.role is not None:
        names.append(f"role:{quantity.role}")
    for rule in fact.rules:
        if not rule.startswith(("bound:", "modality:")):
            name, _, fallback = rule.partition("+")
            names.append(name)
            if fallback:
                names += [f"+{fallback}", f"+{fallback} {fact.subject.type if fact.subject else None}"]
    return list(dict.fromkeys(names))


def _form(text: str) -> str:
    """How the number is written."""
    if not _DIGIT.search(text):
        return "number:words"
    return "number:scaled" if _SCALED.search(text) else "number:digits"


def _subject(fact: Fact) -> Iterator[str]:
    """What the subject is, and what stands between it and the quantity."""
    subject, sentence = fact.subject, fact.sentence
    if subject is None:
        yield "subject is none"
        return
    if subject.type is None:
        yield _LENGTHS[min(subject.text.count(" "), 2)]
    elif subject.name != subject.text:
        yield "subject goes by another name"
    if not sentence.start <= subject.start < sentence.end:
        yield "subject in another sentence"
        return
    if subject.start - sentence.start <= _OPENING:
        yield "subject opens the sentence"
    if subject.start > fact.quantity.start:
        yield "subject behind"
        return
    between = sentence.text[subject.end - sentence.start : fact.quantity.start - sentence.start]
    yield "clause between" if _BREAK.search(between) else "no clause between"
    if _CAPITAL.search(between):
        yield "name between"


def _property(fact: Fact) -> Iterator[str]:
    """Whether there is a property, and whether it is more than a part of the subject."""
    if fact.property is None or fact.property.start is None or fact.property.end is None:
        yield "property is none"
    elif fact.subject is not None:
        inside = fact.property.start < fact.subject.end and fact.subject.start < fact.property.end
        yield "property in subject" if inside else "property apart"
