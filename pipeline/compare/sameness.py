"""How the things and properties of two facts relate, and whether the one figure takes the other's place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pipeline.compare.mentions import ClaimMention
from pipeline.compare.names import may_be_one
from pipeline.compare.words import head, is_price, stems, words_that_say

_ANYONE = frozenset({None, *stems("people")})
_AXES = frozenset(stems("height depth width length distance"))
_NAMED = frozenset({"PERSON", "ORG", "PRODUCT", "GPE", "LOC", "EVENT", "WORK", "FAC"})


def property_relation(a: ClaimMention, b: ClaimMention) -> str | None:
    """How the properties of two facts relate: same, shared, told_beside or differs; null where one has none."""
    if a.measured is None or b.measured is None:
        return None
    if a.measured == b.measured or head(a.measured) == head(b.measured):
        return "same"
    if a.measure.keys() & b.measure.keys():
        return "shared"
    beside = a.measure.keys() & (b.window.keys() | b.thing.keys()) or b.measure.keys() & (
        a.window.keys() | a.thing.keys()
    )
    return "told_beside" if beside else "differs"


def subject_relation(a: ClaimMention, b: ClaimMention) -> str | None:
    """How their subjects relate: the same names, and other_name for two that are named."""
    if a.subject is None or b.subject is None:
        return None
    if a.subject.lower() == b.subject.lower() or (a.entity_id and a.entity_id == b.entity_id):
        return "same"
    if a.thing_key and a.thing_key == b.thing_key:
        return "same"
    if a.thing_key and b.thing_key and a.subject_type == b.subject_type == "PERSON":
        return "shared" if may_be_one(a.thing_key, b.thing_key) else "other_name"
    if a.thing.keys() & b.thing.keys():
        return "shared"
    if a.subject_type in _NAMED and b.subject_type in _NAMED:
        return "other_name"
    beside = a.thing.keys() & (b.window.keys() | b.measure.keys()) or b.thing.keys() & (
        a.window.keys() | a.measure.keys()
    )
    return "told_beside" if beside else "differs"


def _said_alike(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether both are of one property or noun, so that the one can stand in the other's place."""
    return a.kind == b.kind and (a.noun == b.noun if a.noun else a.measured == b.measured)


def of_one_price(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether both say what one thing takes, before or after it is paid: "repairs of 40 million", "will cost 65"."""
    if a.dimension != b.dimension or not (is_price(a.measured or "") and is_price(b.measured or "")):
        return False
    return property_relation(a, b) == "same" or subject_relation(a, b) in ("same", "shared")


def _moved(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether a sentence tells a figure before and after: "rises to 16 from 12", "stands at 16, up from 12"."""
    return {a.role, b.role} == {"initial", "final"} and (a.fate is not None or not _passing(a, b))


def _passing(a: ClaimMention, b: ClaimMention) -> bool:
    return a.passes or b.passes or a.of_period or b.of_period


def whole(m: ClaimMention) -> bool:
    """Whether people are counted without a word for which of them: "9 people", "a toll of 14", but not "two pilots"."""
    return m.noun in _ANYONE and m.qualifiers.keys() <= (_ANYONE | {m.fate})


def toll(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether both count all people of one fate."""
    return a.fate is not None and a.fate == b.fate and whole(a) and whole(b)


def set_against(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether a sentence sets one's figure against another's: "the union counts 900, while the firm speaks of 600"."""
    if a.against == b.against or a.kind != b.kind or (a.noun and b.noun and a.noun != b.noun):
        return False
    of_speaking = not words_that_say("speaking").isdisjoint((a.measured, b.measured))
    if property_relation(a, b) == "differs" and not of_speaking:
        return False
    return subject_relation(a, b) != "other_name"


def replaced(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether a sentence tells two values of which the one may stand in the other's place.

    Also a level that really rose is told so: it is another value of one question only where another article tells the
    one value alone.
    """
    if a.article_id != b.article_id or a.sentence != b.sentence or a.fate != b.fate:
        return False
    if set_against(a, b):
        return True
    if not _said_alike(a, b):
        return False
    if _moved(a, b) or _denied(a, b):
        return True
    return (
        (a.corrects or a.replaces) and not (a.change or b.change) and subject_relation(a, b) in ("same", "shared", None)
    )


def _denied(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether a sentence denies the one figure for the other's sake: "35,000 euros, not 20,000"."""
    return (a.modality == "negated") != (b.modality == "negated") and a.unit == b.unit


def corrected(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether a sentence tells both values of one question, the one in the other's place."""
    if not replaced(a, b):
        return False
    return a.corrects or (a.fate is not None and _moved(a, b)) or _denied(a, b) or set_against(a, b)


def revised(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether the later of two figures of one name is told as one that changed: it "rose to" or "is now" another."""
    if a.article_id == b.article_id:
        return False
    if not toll(a, b) and (a.fate != b.fate or _passing(a, b) or not _said_alike(a, b)):
        return False
    if not (a.day and b.day) or a.day == b.day:
        return False
    later = max(a, b, key=lambda m: m.day or "")
    return later.role == "final" or later.corrects or later.replaces


def greater_later(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether the greater of two values is that of a later day."""
    if not (a.day and b.day and a.value and b.value) or a.day == b.day:
        return False
    return (a.day < b.day) == (a.value < b.value)


def grew(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether the toll of a later day is the greater, as tolls go, or is told as one that rose."""
    return "final" in (a.role, b.role) or a.corrects or b.corrects or greater_later(a, b)


def state(m: ClaimMention) -> str | None:
    """Whether a quantity is a level, which a rise "to 14" tells as well as "14", the level before, or a change and which."""
    if m.role == "final" or (m.role == "initial" and (m.fate or not m.passes)):
        return None
    return m.role if m.role == "initial" else m.change


def one_time(first: str, second: str) -> bool:
    """Whether two TIMEX3 values are equal or one lies within the other: 2024-05-03 in 2024-05."""
    return first.startswith(second) or second.startswith(first)


def axis(m: ClaimMention) -> str | None:
    """Which way a length is measured: its height, depth, width, length or distance; null where no word near it says."""
    if m.dimension != "metre":
        return None
    return next((word for word in (*m.measure, *m.window) if word in _AXES), None)


def mark_alone(members: Iterable[ClaimMention]) -> None:
    """Says of each fact of whole articles whether no other value of its noun or property, or of its unit, stands there.

    Of two articles with one such figure each, it is likelier one: who counts the dead in one number and the dead birds in
    another leaves no doubt which a later one means.
    """
    members = list(members)
    of_sort: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    of_scale: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for m in members:
        of_sort[m.article_id, m.dimension, _sort(m)].add(m.normalized)
        of_scale[m.article_id, m.dimension, _scale(m)].add(m.normalized)
    for m in members:
        sort = len(of_sort[m.article_id, m.dimension, _sort(m)]) == 1
        scale = len(of_scale[m.article_id, m.dimension, _scale(m)]) == 1
        object.__setattr__(m, "alone", (sort, scale))


def _sort(m: ClaimMention) -> str:
    return m.fate or m.noun or m.measured or ""


def _scale(m: ClaimMention) -> str:
    return "" if m.dimension == "count" else m.unit or ""
