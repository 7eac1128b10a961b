"""A fact as far as comparing needs it: amounts in one base, and bags of stems for thing, property and surroundings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from pipeline.compare.amounts import COUNTS, dimension, in_base, significant
from pipeline.compare.names import heard
from pipeline.compare.words import (
    bag,
    fates,
    members,
    norm,
    numerals,
    passing,
    stem,
    stems,
    stems_that_say,
    weight,
    words_that_say,
)
from pipeline.records import Fact

_NEAR = 4
"""Stems on each side of a quantity among which stands what says that it was so before."""
_RARE = 7.0
_NAMED = 3.0
"""Weight from which a sentence's first word, and any other with a capital, names something: days and months do not."""
WINDOW = 9
"""Words on each side of a quantity, within its sentence, that are its surroundings."""
_OF_PEOPLE = "people child crew refugee victim employee police customer protest"
_PEOPLE = frozenset({None, *stems(_OF_PEOPLE), *stems_that_say("person")})
"""Nouns of which a number says what became of those counted; of a bare number it may."""
_AT_EITHER_END = frozenset({"final", "initial"})
_AND = frozenset(stems("and but while"))
_BOUNDS = frozenset(stems("at least more than about around some nearly over up to"))
_WORDS = re.compile(r"[^\W\d_]+")
_WORD_WITH_PLACE = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class ClaimMention:
    """One fact of one article.

    ``dimension`` is what two amounts must share to be set side by side; ``value``, ``low`` and ``high`` are in its base
    unit where there is one, null where it is open. ``digits`` counts the significant digits that were told. ``noun`` is
    the stem of what is counted; ``window``, ``qualifiers``, ``thing`` and ``measure`` are weighted stems: of the words
    around, of the quantity's own, of the subject and of the property. ``measured`` is the property's name where it says
    more than the counted noun; ``corrects`` and ``replaces`` say that the sentence speaks of a figure that was wrong, or
    may be an earlier one; ``passes`` that every day or period has a figure of its own, as share prices and rises have;
    ``of_period`` that the sentence names a period, ``earlier`` that words beside the quantity say that it was so before;
    ``compares`` that its sentence sets a figure against another; ``names`` are the stems of what its sentence calls by
    name, but for whose word it is; ``thing_key`` is the name by which the subject is known in every article, null where it
    may be several things'. ``words`` are all bags in one, ``stands`` the lengths of ``window``, ``words`` and
    ``qualifiers``, so that no pair asks for them again; ``alone`` says whether its article has no other value of its noun
    or property, or of its unit, where whole articles are compared (``sameness.mark_alone``).
    """

    fact_id: str
    article_id: str
    kind: str
    dimension: str
    unit: str | None
    value: float | None
    low: float | None
    high: float | None
    digits: int
    approximate: bool
    comparator: str
    normalized: str
    told: float | None
    told_low: float | None
    told_high: float | None
    role: str | None
    change: str | None
    modality: str
    subject: str | None
    subject_type: str | None
    entity_id: str | None
    property: str | None
    measured: str | None
    time: str | None
    source: str | None
    sentence: int
    confidence: float
    window: Mapping[str, float]
    noun: str | None
    fate: str | None
    qualifiers: Mapping[str, float]
    thing: Mapping[str, float]
    measure: Mapping[str, float]
    corrects: bool
    replaces: bool
    against: bool
    passes: bool
    of_period: bool
    earlier: bool
    compares: bool
    names: Mapping[str, float]
    thing_key: str | None
    day: str | None
    words: Mapping[str, float] = field(init=False, compare=False, repr=False)
    stands: tuple[float, float, float] = field(init=False, compare=False, repr=False)
    alone: tuple[bool, bool] = field(init=False, compare=False, repr=False, default=(False, False))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Pickles what it is made of: the rest is made again."""
        return ClaimMention, _PARTS(self)

    def __post_init__(self) -> None:
        words = {**self.window, **self.qualifiers, **self.thing, **self.measure}
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "stands", (norm(self.window), norm(words), norm(self.qualifiers)))


_PARTS = attrgetter(*ClaimMention.__match_args__)
"""All that a mention is made of."""


def mention(fact: Fact, day: str | None = None) -> ClaimMention:
    """What is compared of a fact; ``day`` is that of its article."""
    q, subject = fact.quantity, fact.subject
    value, low, high = in_base(q)
    counts = fact.kind in COUNTS
    name = fact.property.name if fact.property else None
    # Of "10 American tourists" the property is the noun that is counted: it says nothing of its own.
    measured = fact.property if fact.property and not (counts and (fact.property.text or "") in q.text) else None
    source = fact.attribution.source if fact.attribution else None
    before, after = _around(fact)
    noun = _counted(q.unit, q.text) if counts else None
    # "Seven deaths" and "14 injuries" count people: what is counted is what became of them.
    became = next((word for word in (noun, *stems(q.text)[-1:]) if counts and word in fates()), None)
    noun = None if became else noun
    said = _WORDS.findall(fact.sentence.text.lower())
    own = stems(f"{q.text} {fact.property.text} {name}" if fact.property else q.text)
    # What "31 euros a share" is told of is no share.
    of_measure = own if counts else stems(f"{fact.property.text} {name}" if fact.property else "")
    return ClaimMention(
        fact_id=fact.id,
        article_id=fact.article_id,
        kind=fact.kind,
        dimension=dimension(fact.kind, q),
        unit=q.unit,
        value=value,
        low=low,
        high=high,
        digits=significant(q.value if q.value is not None else q.value_max),
        approximate=q.approximate,
        comparator=q.comparator,
        normalized=q.normalized,
        told=q.value,
        told_low=q.value_min,
        told_high=q.value_max,
        role=q.role,
        change=q.change,
        modality=fact.modality,
        subject=(subject.name or subject.text) if subject else None,
        subject_type=subject.type if subject else None,
        entity_id=subject.entity_id if subject else None,
        property=name,
        measured=measured.name if measured else None,
        time=fact.time.value if fact.time else None,
        source=(source.name or source.text) if source else None,
        sentence=fact.sentence.start,
        confidence=fact.confidence,
        window=bag([*before, *after]),
        noun=noun,
        fate=became or _fate(fact, before, after, own) if counts and noun in _PEOPLE else None,
        qualifiers=bag(word for word in stems(q.text) if word not in numerals()) if counts else {},
        thing=bag(stems(f"{subject.name or ''} {subject.text}")) if subject else {},
        measure=bag(stems(f"{measured.name or ''} {measured.text or ''}")) if measured else {},
        corrects=_corrects(set(said)),
        replaces=not words_that_say("replacement").isdisjoint(said),
        against=_against(fact),
        passes=q.role == "delta"
        or _quoted(before, set(said))
        or not passing().isdisjoint([*of_measure, *stems(subject.text if subject else "")]),
        of_period=not words_that_say("period").isdisjoint(said),
        earlier=q.role == "initial"
        or not stems_that_say("earlier").isdisjoint([*before[:_NEAR], *after[:_NEAR], *own]),
        compares=not words_that_say("comparison").isdisjoint(said),
        names=bag(_names(fact)),
        thing_key=heard(subject.name or subject.text, subject.type) if subject else None,
        day=day,
    )


def _counted(unit: str | None, text: str) -> str | None:
    """The class or stem of the noun that is counted; what is called by a capital ("Americans", "Brits") is people.

    Of "crew members" and "bank staff" the word before says what is counted, if it belongs to a class.
    """
    words = (unit or "").split()
    if not words:
        return None
    if words[-1][:1].isupper():
        return stems("people")[0]
    told = _WORDS.findall(text.lower())[-2:]
    if len(told) == 2 and told[1] in members() and stem(told[0]).startswith("("):
        return stem(told[0])
    return stem(words[-1].lower()) if words[-1].isalpha() else (stems(words[-1]) or [words[-1]])[0]


def _around(fact: Fact) -> tuple[list[str], list[str]]:
    """Stems of the words before and behind the quantity, the nearest first."""
    text, start = fact.sentence.text, fact.sentence.start
    begin, end = max(0, fact.quantity.start - start), max(0, fact.quantity.end - start)
    before = [m.group() for m in _WORD_WITH_PLACE.finditer(text[max(0, begin - 200) : begin])][-WINDOW:]
    after = [m.group() for m in _WORD_WITH_PLACE.finditer(text[end : end + 200])][:WINDOW]
    return stems(" ".join(reversed(before))), stems(" ".join(after))


def _corrects(said: set[str]) -> bool:
    """Whether a sentence speaks of a figure that was wrong; what was so "initially" was so, unless it was only said."""
    if said & words_that_say("correction"):
        return True
    return bool(said & words_that_say("first") and said & words_that_say("speaking"))


def _against(fact: Fact) -> bool:
    """Whether the clause before the quantity is set against another, and somebody speaks in it: "while police put it at"."""
    start = fact.sentence.start
    before = fact.sentence.text[: max(0, fact.quantity.start - start)].lower().replace(";", " ; ").split()
    contrast = words_that_say("contrast")
    place = next((n for n in range(len(before) - 1, 0, -1) if before[n] in contrast), None)
    return place is not None and not words_that_say("speaking").isdisjoint(before[place:])


def _quoted(before: list[str], said: set[str]) -> bool:
    """Whether a sentence on shares or an index tells at what they closed or are traded."""
    return not stems_that_say("quote").isdisjoint(before[:_NEAR]) and not words_that_say("quoted").isdisjoint(said)


def _names(fact: Fact) -> Iterator[str]:
    """Stems of the words with a capital in a fact's sentence: its first word only if it is a rare one."""
    source = fact.attribution.source if fact.attribution else None
    teller = set(stems(f"{source.text} {source.name or ''}")) if source else set()
    for n, word in enumerate(_WORDS.findall(fact.sentence.text)):
        found = stem(word.lower())
        if (
            word[0].isupper()
            and len(word) > 1
            and found not in teller
            and weight(found) > (_RARE if n == 0 else _NAMED)
        ):
            yield found


def _fate(fact: Fact, before: list[str], after: list[str], own: list[str]) -> str | None:
    """The nearest word that tells what became of those who are counted; of two as near, the one behind.

    Of a figure that rose or fell it stands before: "the number of people killed has climbed to five after two of the injured".
    """
    if said := next((word for word in own if word in fates()), None):
        return said
    if fact.quantity.role in _AT_EITHER_END:
        if said := _fate_before(fact):
            return said
    # "Killed eight people and injured 40": what follows a conjunction is told of the next number, if anything else fits.
    clause = next((n for n, word in enumerate(after) if word in _AND), len(after))
    near = [word for word in before if word not in _BOUNDS]
    for behind in (after[:clause], after):
        places = [
            (n, side, word)
            for side, words in ((1, near), (0, behind))
            for n, word in enumerate(words)
            if word in fates()
        ]
        if places:
            return min(places)[2]
    return None


def _fate_before(fact: Fact) -> str | None:
    """The last word before a quantity that tells what became of people, but of those that another number counts."""
    said = _WORD_WITH_PLACE.findall(fact.sentence.text[: max(0, fact.quantity.start - fact.sentence.start)])
    for n in range(len(said) - 1, -1, -1):
        found = next((word for word in stems(said[n]) if word in fates()), None)
        if found:
            beside = " ".join(said[max(0, n - _NEAR - 1) : n])
            counted = any(c.isdigit() for c in beside) or not numerals().isdisjoint(stems(beside))
            return None if counted else found
    return None
