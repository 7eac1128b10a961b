"""What a bare number counts or measures, where an earlier amount has said it: "3,000 came, with 471 a year before"."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.draft import COUNTS, QuantityDraft
from pipeline.extract.quantities.elided_nouns import MONEYS, are_harmed, are_people, name_counted
from pipeline.extract.syntax.inflection import noun_lemma
from pipeline.extract.syntax.nouns import is_person
from pipeline.extract.syntax.parse import FINITE, SUBJECTS, VERBS, child, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token


_any = partial(lexicons.one_of, "quantity_words")
_MEASURES = frozenset(
    {"duration", "temperature", "speed", "frame_rate", "frequency", "length", "mass", "power", "energy", "volume"}
    | {"area", "data_size", "data_rate"}
)
_LIKE = 50.0  # how many times as large one of two compared counts may be
_NEAR = 20.0
_OF_THEM = re.compile(rf" of (?:{_any(rule='of_them')})\b")
_OF_THESE = re.compile(
    rf"""
    (?: ^ | [.!?:;”"\n]\s* | ,\s(?:and|but)\s )
    (?:out\s)? (?:of|among)\s
    (?:{_any(rule="of_these")}) ,?\s$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_UP_FROM = re.compile(r"\bup (?:from|on) [^.,;]{0,24}$")
_DOWN_FROM = re.compile(r"\bdown (?:from|on) [^.,;]{0,24}$")
_COMPARED = re.compile(rf"\b(?:{_any(rule='compares')})\b[^.;]{{0,24}}$")
_OUT_OF = re.compile(r" out of (?:an? |its |the )?(?:[a-z-]+ ){0,2}")
_OF_THE_COUNTED = re.compile(r"\s+of (?:them|these)\b(?! \w+s\b)", re.I)
_OF_WHOSE = re.compile(
    rf"""
    \s (?:out\s)? of \s
    (?: (?:{_any(rule="of_the")}|our) | (?:(?:{_any(rule="determines")})\s)? (?:[\w-]+\s){{0,2}} [\w-]+['’]s? )
    \s (?:\w+\s)?
    """,
    re.VERBOSE,
)
_PREPOSITIONS = lexicons.words("function_words", role="before_bare")
_TERMS = lexicons.words("quantity_words", rule="term")
_GOVERNING = lexicons.words("function_words", role="governing")


def fill_ellipses(found: list[QuantityDraft], text: str) -> None:
    """Give bare numbers the unit of an earlier amount that they are set beside or are a part of, in place.

    A count is lent within a sentence to any like number, and across sentences to "some of them"; a measure only to the
    end of a like phrase ("runs at 60 Hz, or at up to 90"); money to what is a sum by its noun ("a loss of 12 million").
    """
    for place, bare in enumerate(found):
        if bare.kind == "count" and bare.unit == "other":
            _name_others(bare, found[max(0, place - windows.NEAR_QUANTITIES) : place])
        if bare.kind == "count" and bare.unit == "one":
            _name_ones(bare, found[max(0, place - windows.NEAR_QUANTITIES) : place])
        if not bare.counts_bare or bare.value is None:
            continue
        if name_counted(bare, text):
            continue
        inside = [
            donor
            for donor in reversed(found[max(0, place - windows.SENTENCE_QUANTITIES) : place])
            if donor.sentence == bare.sentence
        ]
        donor = _part(bare, inside, found[max(0, place - windows.FAR_QUANTITIES) : place], text) or _whole(
            bare, found, place, text
        )
        if donor is None:
            donor = _fellow(bare, inside) or _measured(bare, inside, text) or _counted(bare, inside, text)
        if donor is not None:
            bare.kind, bare.unit, bare.noun = donor.kind, donor.unit, donor.noun
            bare.rules.append("unit:lent")
        elif (sum_ := _money(bare, found[max(0, place - windows.FAR_QUANTITIES) : place], text)) is not None:
            bare.kind, bare.unit = "money", sum_.unit
            bare.rules.append("unit:lent")
        elif are_people(bare.root):
            bare.unit = "person"
            bare.rules.append("count:people")


def part_of_before(found: list[QuantityDraft], text: str) -> None:
    """Let "of them" at the head of a sentence count what the sentence before it counts first, in place.

    "About 70 nurses came. Two of them were ill."
    """
    first: dict[tuple[int, int], QuantityDraft] = {}
    for draft in found:
        first.setdefault(draft.sentence, draft)
    heads = list(first.values())
    for whole, part in pairwise(heads):
        bare = part.counts_bare or part.borrowed
        if not bare or whole.kind not in COUNTS or whole.unit is None or whole.sentence[1] != part.sentence[0]:
            continue
        opens = part.start - part.root.doc[part.sentence[0]].idx <= windows.FOUR_WORDS_CHARACTERS
        if opens and _OF_THE_COUNTED.match(text, part.end):
            part.unit, part.kind = whole.unit, whole.kind
            part.rules.append("unit:of_them")


def _name_others(others: QuantityDraft, before: list[QuantityDraft]) -> None:
    """Let "two others" count what the number before it in the sentence counts, in place."""
    for donor in reversed(before):
        if donor.sentence == others.sentence and donor.kind in COUNTS and donor.unit not in (None, "other"):
            if donor.unit == "person" or donor.noun is None or is_person(donor.noun):
                others.unit = (
                    "person"  # "killing three traders and wounding 12 others": of the same kind are things alone
                )
                return
            others.kind, others.unit, others.borrowed = donor.kind, donor.unit, True
            others.rules.append("unit:others")
            return
    if others.noun is not None and are_harmed(others.noun):
        others.unit = "person"


def _name_ones(ones: QuantityDraft, before: list[QuantityDraft]) -> None:
    """Let "350 second-hand ones" count what the last count before it does, in place."""
    donor = next((d for d in reversed(before) if d.kind in COUNTS and d.unit not in (None, "one", "other")), None)
    if donor is not None:
        ones.kind, ones.unit, ones.borrowed = donor.kind, donor.unit, True
        ones.rules.append("unit:ones")


def _fellow(bare: QuantityDraft, inside: list[QuantityDraft]) -> QuantityDraft | None:
    """The count whose noun is a subject as the bare number is: "40 firms applied, 26 were heard and nine withdrew"."""
    if not _is_subject(bare) or _describing(bare):
        return None
    fellows = (donor for donor in inside if donor.kind in COUNTS and donor.unit and _is_subject(donor))
    return next((donor for donor in fellows if _like(bare, donor, _LIKE)), None)


def _is_subject(draft: QuantityDraft) -> bool:
    token = draft.noun if draft.noun is not None and draft.start <= draft.noun.idx < draft.end else draft.root
    if token.dep_ in SUBJECTS and token.head.tag_ in VERBS:
        return True
    behind = token.nbor(1) if token.i + 1 < len(token.doc) else token
    return draft.counts_bare and behind.tag_ in FINITE  # where the parse lost the clause


def _describing(bare: QuantityDraft) -> bool:
    """Whether a noun behind says what a number counts: "of whom 900 are pupils"."""
    root = bare.root
    return root.dep_ == "nsubj" and root.head.tag_ in VERBS and child(root.head, "attr") is not None


def _like(bare: QuantityDraft, donor: QuantityDraft, times: float) -> bool:
    low, high = sorted((abs(bare.value or 0.0), abs(donor.value if donor.value is not None else donor.high or 0.0)))
    return low > 0 and high <= times * low


def _part(
    bare: QuantityDraft, inside: list[QuantityDraft], before: list[QuantityDraft], text: str
) -> QuantityDraft | None:
    """What "18 of them", or "18" behind "of these", is a part of: the last amount larger than it that counts, or that its sentence measures."""
    of_these = windows.before(_OF_THESE, text, bare.bounds.start, windows.LINE_CHARACTERS) is not None
    if not bare.value or not of_these and _OF_THEM.match(text, bare.end) is None:
        return None
    for donor in inside:
        known = donor.kind in COUNTS or donor.kind in _MEASURES or donor.kind == "other"
        if known and donor.unit and (donor.value or donor.high or 0.0) > bare.value:
            return donor
    for donor in reversed(before):
        if (
            donor.kind in COUNTS
            and donor.unit
            and bare.start - donor.end < windows.PARAGRAPH_CHARACTERS
            and donor.noun is not None
        ):
            if donor.noun.tag_ == "NNS" and (donor.value or donor.high or 0.0) > bare.value:
                return donor
    return None


def _whole(bare: QuantityDraft, found: list[QuantityDraft], place: int, text: str) -> QuantityDraft | None:
    """ "30 of its 45 staff": what the number behind "of its" counts."""
    donor = found[place + 1] if place + 1 < len(found) else None
    if donor is None or not donor.unit or donor.kind not in COUNTS or donor.sentence != bare.sentence:
        return None
    joint = text[bare.end : donor.bounds.start]
    return donor if _OF_WHOSE.fullmatch(joint) else None


def _measured(bare: QuantityDraft, inside: list[QuantityDraft], text: str) -> QuantityDraft | None:
    """The measure at whose like phrase a bare number stands."""
    root = bare.root
    if inside and inside[0].unit and inside[0].kind in _MEASURES and _OUT_OF.fullmatch(text, inside[0].end, bare.start):
        return inside[0]
    if not _ends_phrase(bare, text):
        return None
    for donor in inside:
        if donor.kind not in _MEASURES or not donor.unit or not _like(bare, donor, _NEAR):
            continue
        if donor.kind == "duration" and (_within(root) or _is_term(root) or _both_objects(bare, donor)):
            return donor
        if root.dep_ != "pobj" or donor.root.dep_ != "pobj" or donor.hyphened:
            continue
        if root.head.lower_ == donor.root.head.lower_ and root.head.lower_ in _PREPOSITIONS:
            return donor if root.head.head.i != donor.root.head.i else None
    return None


def _within(root: Token) -> bool:
    return root.dep_ == "pobj" and root.head.lower_ == "within"


def _is_term(root: Token) -> bool:
    """ "a guarantee of 25", beside a length of time."""
    return root.dep_ == "pobj" and root.head.lower_ == "of" and noun_lemma(root.head.head) in _TERMS


def _both_objects(bare: QuantityDraft, donor: QuantityDraft) -> bool:
    """ "got 11 years, his brother received four": objects of two verbs."""
    one, two = bare.root, donor.root
    return one.dep_ == "dobj" and two.dep_ == "dobj" and one.head.i != two.head.i and one.head.tag_ == two.head.tag_


def _ends_phrase(bare: QuantityDraft, text: str) -> bool:
    """Whether nothing that the number could count stands behind it."""
    return (
        re.match(r"[\"”’']?(?:[.,;:)!?]|\s+(?:and|or|but|while|by|if|when|after|in|on)\b|\s*$)", text[bare.end :][:12])
        is not None
    )


def _counted(bare: QuantityDraft, inside: list[QuantityDraft], text: str) -> QuantityDraft | None:
    """What an earlier number of the sentence counts, if it is of like size and fits the words between."""
    size = bare.value or 0.0
    if size != int(size) or size < 2 or _describing(bare):
        return None
    near = text[max(0, bare.start - windows.OPENING_CHARACTERS) : bare.start]
    risen, fallen = _UP_FROM.search(near) is not None, _DOWN_FROM.search(near) is not None
    for donor in inside:
        value = donor.value if donor.value is not None else donor.high
        if not donor.unit or value is None or risen and value <= size or fallen and value >= size * _LIKE:
            continue
        if donor.kind == "percentage" and (risen or fallen) and donor.root.dep_ == "nsubj":
            return donor if size < 100 else None
        if donor.kind in COUNTS and not donor.hyphened and _like(bare, donor, _LIKE):
            compared = risen or fallen or _COMPARED.search(near)
            return donor if compared or not _others_between(donor, bare) else None
    return None


def _others_between(donor: QuantityDraft, bare: QuantityDraft) -> bool:
    """Whether the number may count something else said since: "300 users asked, and the number of clips reached 700"."""
    last = donor.noun.i if donor.noun is not None else donor.root.i
    since = bare.root.doc[max(last, donor.root.i) + 1 : bare.root.i]
    return any(t.tag_ == "NNS" and t.idx >= donor.end and not t.ent_type_ for t in since)


def _money(bare: QuantityDraft, before: Iterable[QuantityDraft], text: str) -> QuantityDraft | None:
    """The last sum of money before what is a sum by its noun: "revenue rose to 902 million", "a loss of 12 million"."""
    written = text[bare.start : bare.end]
    if not bare.number.multiplier and "," not in written:
        return None
    root = bare.root
    noun: Token | None = None
    if root.dep_ == "pobj" and root.head.lower_ in _GOVERNING:
        above = root.head.head
        noun = above if above.tag_ not in VERBS else _grown(above)
    elif root.dep_ in ("dobj", "attr") and root.head.tag_ in VERBS:
        noun = _grown(root.head)
    if noun is None or (noun_lemma(noun) not in MONEYS and noun.lower_ not in MONEYS):
        return None
    if noun.lower_ in ("sales", "sale") and child(noun, "compound") is not None:
        return None
    sums = [donor for donor in before if donor.kind == "money" and donor.unit]
    return sums[-1] if sums and bare.start - sums[-1].end < 4 * windows.PARAGRAPH_CHARACTERS else None


def _grown(verb: Token) -> Token | None:
    """The subject of a verb, through a relative pronoun: "revenue that climbed to 9 million"."""
    subject = subject_of(verb)
    if subject is not None and subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return verb.head
    return subject
