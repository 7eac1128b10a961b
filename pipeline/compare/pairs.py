"""Whether two facts of one story answer the same question: named features with fitted weights (log-linear)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import log

from pipeline.compare import differing
from pipeline.compare.differing import SETTLED
from pipeline.compare.mentions import ClaimMention
from pipeline.compare.profiles import days_apart
from pipeline.compare.sameness import (
    axis,
    corrected,
    grew,
    of_one_price,
    one_time,
    property_relation,
    replaced,
    revised,
    state,
    subject_relation,
    whole,
)
from pipeline.compare.values import relation
from pipeline.compare.words import overlap, stems
from pipeline.tables import packaged

_TIERS = {"equal": "same", "converted": "same", "compatible": "compatible"}
SURE = 1.0
"""Log odds from which two facts whose values differ surely answer one question."""
TOLD_ALIKE = 0.3
"""Cosine of all their words from which two ages of one thing without a name are of one."""
_OPEN = frozenset({"planned", "hypothetical"})
_USERS = frozenset(stems("people users"))
_FARTHEST = 4.0
_SMALL = 12


@cache
def weights() -> dict[str, float]:
    """The weight of each feature in log odds, as ``pipeline.fit.comparing`` fitted them."""
    return {row["feature"]: float(row["weight"]) for row in packaged("pipeline.compare", "pair_weights")}


def score(a: ClaimMention, b: ClaimMention, how: str | None = None) -> float:
    """Log odds that two facts of one story make the same claim; the order of the two does not matter."""
    return sum(spoke for _, spoke in reasons(a, b, how))


def reasons(a: ClaimMention, b: ClaimMention, how: str | None = None) -> Iterator[tuple[str, float]]:
    """What each feature adds to the log odds that two facts of one story make the same claim, ``bias`` among them."""
    how = how or relation(a, b)
    apart = differ(a, b, how)
    table = differing.differing_weights() if apart else weights()
    total = table.get("bias", 0.0)
    yield "bias", total
    for name, value in differing.features(a, b, how) if apart else features(a, b, how):
        spoke = table.get(name, 0.0) * value
        total += spoke
        yield name, spoke
    if apart and total < SURE and corrected(a, b):
        # Where a sentence puts the one in the other's place, nothing else needs to speak for it.
        yield "place:corrected", SURE - total


def fit(a: ClaimMention, b: ClaimMention) -> float | None:
    """Log odds that two facts of one story make one claim, null where they must not."""
    how = relation(a, b)
    return None if forbidden(a, b, how) else score(a, b, how)


def differ(a: ClaimMention, b: ClaimMention, how: str) -> bool:
    """Whether two facts are weighed by what speaks for one question though their values cannot both be true.

    Ages are not: their one question is whose they are, which what agrees tells as well.
    """
    return how in ("near", "far") and not (a.kind == "age" or b.kind == "age")


def forbidden(a: ClaimMention, b: ClaimMention, how: str | None = None) -> bool:
    """Whether two facts whose values cannot both be true are plainly of two questions, so that they do not contradict.

    A count that is planned does not contradict one that is, nor one year's figure another's, nor a depth a width.
    """
    how = how or relation(a, b)
    if how not in ("equal", "converted") and axis(a) and axis(b) and axis(a) != axis(b):
        return True
    if how == "unknown" and a.sentence != b.sentence:
        return _two_owners(a, b)
    if how not in ("near", "far"):
        return False
    if replaced(a, b):
        return False
    if a.dimension == "count" and (a.modality in _OPEN) != (b.modality in _OPEN) and not of_one_price(a, b):
        return True
    if a.time and b.time and a.time[:4] != b.time[:4]:
        return True
    return a.sentence == b.sentence and a.article_id == b.article_id


def _two_owners(a: ClaimMention, b: ClaimMention) -> bool:
    return (
        a.subject_type == b.subject_type
        and a.subject_type in ("ORG", "PERSON")
        and subject_relation(a, b) == "other_name"
    )


def contradicts(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether two facts of a claim whose values cannot both be true surely answer one question.

    More is asked than of facts that agree: that two values differ is itself a sign that they are of two things.
    """
    if replaced(a, b):
        return True
    apart = days_apart(a.day, b.day)
    # A share's price of another day is another one.
    one_day = bool(a.time and b.time and one_time(a.time, b.time))
    if (a.passes or b.passes) and apart != 0 and not one_day:
        return False
    how = relation(a, b)
    if forbidden(a, b, how) or state(a) != state(b):
        return False
    if apart is not None and apart > SETTLED and not one_day and not revised(a, b):
        return False
    if a.kind == "age" or b.kind == "age":
        # There are many men; of a name there is one, or few.
        named = a.thing_key is not None or _alike(a, b) >= TOLD_ALIKE
        return subject_relation(a, b) == "same" and a.kind == b.kind and named
    return score(a, b, how) >= (SURE if differ(a, b, how) else 0.0)


def features(a: ClaimMention, b: ClaimMention, how: str | None = None) -> Iterator[tuple[str, float]]:
    """The features of a pair with their values, 1.0 or a number; none depends on which of the two comes first."""
    how = how or relation(a, b)
    tier = _TIERS.get(how, "other")
    yield from _value(a, b, how)
    yield f"around:{tier}", overlap(a.window, b.window, a.stands[0] * b.stands[0])
    yield f"words:{tier}", _alike(a, b)
    if a.kind != b.kind and not _people(a, b):
        yield "kind:differs", 1.0
    elif a.kind == "age":
        yield "kind:age", 1.0
    yield from _noun(a, b, tier)
    measured, thing = property_relation(a, b), subject_relation(a, b)
    if measured:
        yield f"property:{measured}", 1.0
    if thing:
        yield f"subject:{thing}", 1.0
    if tier != "same":
        # Values that differ are the same claim only where what they are values of is told alike.
        if measured == "same":
            yield "apart:property_same", 1.0
        if thing in ("same", "shared"):
            yield "apart:subject_same", 1.0
    if a.kind == b.kind == "age" and a.subject_type == b.subject_type == "PERSON" and thing == "other_name":
        yield "age:other_person", 1.0
    yield from _circumstances(a, b, how)


def _alike(a: ClaimMention, b: ClaimMention) -> float:
    return overlap(a.words, b.words, a.stands[1] * b.stands[1])


def _value(a: ClaimMention, b: ClaimMention, how: str) -> Iterator[tuple[str, float]]:
    if how == "far" and (revised(a, b) or replaced(a, b)):
        # How far a figure moved says nothing, where it is told that it did.
        yield "value:moved", 1.0
        return
    yield f"value:{how}", 1.0
    if how in ("equal", "converted"):
        # That two articles tell the same long number is no chance; that both tell of "two" often is.
        digits = min(a.digits, b.digits)
        if digits >= 3:
            yield "value:same_long", 1.0
        elif a.told is not None and abs(a.told) <= _SMALL and a.dimension == "count":
            yield "value:same_small", 1.0
        elif digits == 2:
            yield "value:same_two_digits", 1.0
    elif how == "far" and a.value and b.value and a.value * b.value > 0:
        yield "value:log_ratio", min(_FARTHEST, abs(log(a.value / b.value)))


def _people(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether one counts the users of a thing and the other people, who may be the same."""
    return a.noun != b.noun and a.noun in _USERS and b.noun in _USERS


def _noun(a: ClaimMention, b: ClaimMention, tier: str) -> Iterator[tuple[str, float]]:
    if a.dimension != "count":
        return
    if a.noun is None or b.noun is None:
        # "The death toll rose to 14" counts people without a word for them.
        yield "noun:missing_of_fate" if a.fate and a.fate == b.fate else "noun:missing", 1.0
    elif a.unit == b.unit:
        yield "noun:same", 1.0
    elif a.noun == b.noun or _people(a, b):
        yield "noun:same_class", 1.0
    else:
        yield "noun:differs", 1.0
    if a.fate and b.fate:
        yield "fate:same" if a.fate == b.fate else "fate:differs", 1.0
        if tier != "same" and a.fate == b.fate:
            yield "apart:whole_toll" if whole(a) and whole(b) else "apart:fate_same", 1.0
            if grew(a, b):
                yield "apart:toll_grew", 1.0
    yield "noun:qualifiers", overlap(a.qualifiers, b.qualifiers, a.stands[2] * b.stands[2])


def _circumstances(a: ClaimMention, b: ClaimMention, how: str) -> Iterator[tuple[str, float]]:
    if a.time and b.time:
        yield "time:same" if one_time(a.time, b.time) else "time:differs", 1.0
    if state(a) != state(b):
        yield "role:differs", 1.0
    elif a.change and a.change == b.change:
        yield "role:same", 1.0
    if (a.modality == "negated") != (b.modality == "negated"):
        yield "modality:one_negated", 1.0
    if a.article_id == b.article_id:
        same = how in ("equal", "converted")
        if not same and replaced(a, b):
            yield "place:replaced", 1.0
            return
        yield "place:same_article" if same else "place:same_article_apart", 1.0
        if a.sentence == b.sentence:
            yield "place:converted_beside" if how == "converted" else "place:same_sentence", 1.0
