"""How likely a fact is right: a logistic model over what can be seen of the fact itself.

A fact is right if its number, kind, unit, bounds and subject are. Its features are named properties, each there or
not; the probability is the logistic function of the sum of their weights, which stand in ``lexicons/confidence.tsv``
and are fitted to annotated facts by :mod:`pipeline.evaluate.calibrate`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache

from pipeline.extract import lexicons
from pipeline.records import Fact

BASE = "base"
"""The name of the weight that every fact has."""
LOWEST, HIGHEST = 0.02, 0.98
"""Annotated facts are too few to tell one error in a hundred from one in a thousand."""

_PRONOUNS = frozenset(
    [
        "it",
        "its",
        "itself",
        "they",
        "their",
        "them",
        "he",
        "his",
        "him",
        "she",
        "her",
        "who",
        "which",
        "that",
        "this",
        "we",
        "our",
        "us",
        "i",
    ]
)
_NAME = re.compile(r"(?<=[\w,;] )[A-Z][a-z]\w*(?: [A-Z]\w+)*")
_SHORT, _LONG = 90, 200  # characters of a sentence
_NEAR, _FAR = 30, 90  # characters between subject and quantity
_FEW_NAMES = 2


def confidence(fact: Fact) -> float:
    """Probability that a fact is right, from 0.02 to 0.98, in hundredths.

    Args:
        fact: The fact; what stands in its own ``confidence`` plays no part.
    """
    return rated(log_odds(features(fact), _weights()))


def log_odds(names: Iterable[str], weights: dict[str, float]) -> float:
    """The sum of the weights; a feature without one adds nothing."""
    return weights.get(BASE, 0.0) + sum(weights.get(name, 0.0) for name in names)


def rated(odds: float) -> float:
    """The probability of these log odds, bounded and rounded."""
    return round(max(LOWEST, min(HIGHEST, 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))))), 2)


@cache
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in lexicons.read("confidence")}


def features(fact: Fact) -> list[str]:
    """Names of what a fact has, each once.

    Words of the text are no features: of a cue or a bound only its meaning counts, which a few hundred facts can weigh.
    """
    quantity = fact.quantity
    names = [f"kind:{fact.kind}", _form(quantity.text), *_subject(fact), *_sentence(fact)]
    if fact.modality != "asserted":
        names.append(f"modality:{fact.modality}")
    if quantity.comparator != "=":
        names.append("range" if quantity.comparator == "range" else "bound")
    if quantity.approximate:
        names.append("approximate")
    if quantity.unit is None and fact.kind == "count":
        names.append("count:of nothing")
    if quantity.role is not None:
        names.append(f"role:{quantity.role}")
    if fact.property is None:
        names.append("property:none")
    if fact.attribution is not None:
        names.append("credited")
    for rule in fact.rules:
        if not rule.startswith(("bound:", "modality:")):
            name, _, fallback = rule.partition("+")
            names += [name, f"+{fallback}"] if fallback else [name]
    return list(dict.fromkeys(names))


def _form(text: str) -> str:
    """How the number is written."""
    if not any(map(str.isdigit, text)):
        return "number:words"
    return "number:scaled" if "illion" in text or text[-2:] in ("bn", "mn", "tn") else "number:digits"


def _subject(fact: Fact) -> list[str]:
    """What the subject is, and where it stands."""
    subject = fact.subject
    if subject is None:
        return ["subject is none"]
    if subject.text.lower() in _PRONOUNS:
        names = ["subject is a pronoun"]
    elif subject.type is None:
        names = ["subject is a thing"]
    else:
        names = [f"subject is {subject.type}"]
        if subject.name != subject.text:
            names.append("subject goes by another name")
    if not fact.sentence.start <= subject.start < fact.sentence.end:
        return [*names, "subject in another sentence"]
    distance = fact.quantity.start - subject.end
    if distance < 0:
        return [*names, "subject behind"]
    return [*names, "subject near"] if distance <= _NEAR else [*names, "subject far"] if distance > _FAR else names


def _sentence(fact: Fact) -> list[str]:
    """How much there is in the sentence that could be mistaken for something else."""
    text = fact.sentence.text
    names = ["sentence short"] if len(text) < _SHORT else ["sentence long"] if len(text) > _LONG else []
    named = len(_NAME.findall(text))
    if named == 0:
        return [*names, "names none"]
    return [*names, "names many"] if named > _FEW_NAMES else names
