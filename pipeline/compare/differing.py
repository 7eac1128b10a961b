"""Whether two facts whose values cannot both be true answer one question all the same: named features, fitted weights.

That two values differ is itself a sign that they are of two things. So what speaks for one question is weighed by itself here,
apart from what speaks for it where values agree (``pairs``): a toll that rose, a bid that was raised, a count that two
sources give.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import log

from pipeline.compare.mentions import ClaimMention
from pipeline.compare.profiles import days_apart
from pipeline.compare.sameness import (
    axis,
    greater_later,
    grew,
    of_one_price,
    one_time,
    property_relation,
    replaced,
    revised,
    set_against,
    state,
    subject_relation,
    toll,
)
from pipeline.compare.words import overlap
from pipeline.tables import packaged

SETTLED = 31
"""Days after which another value is no longer told in an earlier one's place, but of another time."""
_WEEK = 7
_FARTHEST = 4.0
_SMALL = 12
_OPEN = frozenset({"planned", "hypothetical"})
_MEASURED = frozenset({"money", "count", "user_count", "percentage", "duration", "age", "rate"})


@cache
def differing_weights() -> dict[str, float]:
    """The weight of each feature in log odds, as ``pipeline.fit.differing`` fitted them."""
    return {row["feature"]: float(row["weight"]) for row in packaged("pipeline.compare", "differing_weights")}


def features(a: ClaimMention, b: ClaimMention, how: str) -> Iterator[tuple[str, float]]:
    """The features of a pair with their values, 1.0 or a number; none depends on which of the two comes first."""
    moved = revised(a, b) or replaced(a, b)
    yield f"value:{how}{'_moved' if moved else ''}", 1.0
    if a.value and b.value and a.value * b.value > 0:
        yield f"value:log_ratio{'_moved' if moved else ''}", min(_FARTHEST, abs(log(a.value / b.value)))
    if a.kind == b.kind:
        yield f"kind:{a.kind if a.kind in _MEASURED else 'measure'}", 1.0
    else:
        yield "kind:differs", 1.0
    yield from _about(a, b)
    yield from _counted(a, b)
    yield from _alone(a, b)
    yield from _told(a, b)
    yield from _when(a, b)


def _about(a: ClaimMention, b: ClaimMention) -> Iterator[tuple[str, float]]:
    thing, measured = subject_relation(a, b) or "missing", property_relation(a, b) or "missing"
    yield f"subject:{thing}", 1.0
    yield f"property:{measured}", 1.0
    if thing == "same" and measured == "same":
        yield "same:subject_and_property", 1.0
    if thing == "other_name" and a.subject_type == b.subject_type:
        yield "subject:two_of_a_type", 1.0
    one, other = axis(a), axis(b)
    if one and other:
        yield f"axis:{'same' if one == other else 'differs'}", 1.0
    if of_one_price(a, b):
        yield "property:one_price", 1.0
    if a.names and b.names:
        shared = a.names.keys() & b.names.keys()
        yield f"names:{'shared' if shared else 'other'}", 1.0
        if a.names.keys() - shared and b.names.keys() - shared:
            yield "names:each_its_own", 1.0
    yield "words:all", overlap(a.words, b.words, a.stands[1] * b.stands[1])
    yield "words:around", overlap(a.window, b.window, a.stands[0] * b.stands[0])


def _alone(a: ClaimMention, b: ClaimMention) -> Iterator[tuple[str, float]]:
    """Whether each article has one figure of the sort, in one unit."""
    if a.article_id == b.article_id:
        return
    if a.dimension != "count":
        same = property_relation(a, b) == "same"
    else:
        same = a.fate == b.fate if a.fate or b.fate else a.noun == b.noun
    if same and a.alone[0] and b.alone[0] and (a.noun or a.fate or a.measured):
        yield "alone:of_sort", 1.0
    if a.alone[1] and b.alone[1] and a.unit == b.unit:
        yield "alone:of_unit", 1.0
    if greater_later(a, b):
        yield f"value:grew{'_alike' if same else ''}", 1.0


def _counted(a: ClaimMention, b: ClaimMention) -> Iterator[tuple[str, float]]:
    if a.dimension != "count":
        return
    if a.noun is None or b.noun is None:
        yield "noun:missing", 1.0
    else:
        yield f"noun:{'same' if a.noun == b.noun else 'differs'}", 1.0
    if a.fate or b.fate:
        yield f"fate:{'same' if a.fate == b.fate else 'differs' if a.fate and b.fate else 'missing'}", 1.0
    if toll(a, b):
        yield "fate:whole_toll", 1.0
        if grew(a, b):
            yield "fate:grew", 1.0
    yield "noun:qualifiers", overlap(a.qualifiers, b.qualifiers, a.stands[2] * b.stands[2])
    if max(abs(a.told or 0.0), abs(b.told or 0.0)) <= _SMALL:
        yield "noun:few", 1.0


def _told(a: ClaimMention, b: ClaimMention) -> Iterator[tuple[str, float]]:
    """What their sentences say of the figures: as plans, as changes, on somebody's word."""
    if (a.modality in _OPEN) != (b.modality in _OPEN):
        yield "modality:one_open", 1.0
    elif a.modality in _OPEN:
        yield "modality:both_open", 1.0
    if _later_compares(a, b):
        yield "told:later_compares", 1.0
    if a.earlier != b.earlier:
        yield f"told:one_earlier{'_one_day' if a.day == b.day else ''}", 1.0
    if (a.modality == "negated") != (b.modality == "negated"):
        yield "modality:one_negated", 1.0
    if state(a) != state(b):
        yield "role:differs", 1.0
    elif "final" in (a.role, b.role):
        yield "role:final", 1.0
    elif a.role == "delta":
        yield "role:delta", 1.0
    if a.source and b.source:
        yield f"source:{'same' if a.source == b.source else 'differs'}", 1.0
    if a.comparator != "=" and b.comparator != "=":
        yield "value:both_bounds", 1.0
    if a.article_id == b.article_id:
        yield "place:same_article", 1.0
        if set_against(a, b):
            yield "place:set_against", 1.0
        elif replaced(a, b):
            yield "place:replaced", 1.0


def _later_compares(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether the later article, or of one day either, sets its figure against another: "more than twice as many as"."""
    if a.article_id == b.article_id:
        return False
    if not (a.day and b.day) or a.day == b.day:
        return a.compares or b.compares
    return max(a, b, key=lambda m: m.day or "").compares


def _when(a: ClaimMention, b: ClaimMention) -> Iterator[tuple[str, float]]:
    if a.time and b.time:
        yield "time:same" if one_time(a.time, b.time) else "time:differs", 1.0
    apart = days_apart(a.day, b.day)
    if a.passes or b.passes:
        yield f"passes:{'one_day' if apart == 0 else 'other_day'}", 1.0
    if a.of_period or b.of_period:
        yield "time:of_period", 1.0
    if apart is None:
        yield "days:unknown", 1.0
    elif apart > SETTLED:
        yield "days:settled", 1.0
    elif apart > _WEEK:
        yield "days:weeks", 1.0
    elif apart:
        yield "days:week", 1.0
