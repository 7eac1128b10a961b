"""Whether the sentence says that a quantity changed, which way, and whether it is the change, its end or its start.

The words right beside it are asked first (:mod:`change_cues`), then what it hangs from; its neighbours share the rest
(:mod:`change_pairs`, :mod:`change_ends`).
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.change_comparisons import is_change
from pipeline.extract.quantities.change_cues import told_beside
from pipeline.extract.quantities.change_ends import compare_ends
from pipeline.extract.quantities.change_pairs import beside, gapped, pair, risen_from, set_change
from pipeline.extract.quantities.draft import COUNTS, QuantityDraft
from pipeline.extract.syntax.change_words import change_verbs, is_thing, noun_direction, verb_direction
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.noun_phrases import is_told_of
from pipeline.extract.syntax.parse import NOUNS, VERBS, child
from pipeline.extract.units.tokens import is_amount
from pipeline.records import Change, Role

if TYPE_CHECKING:
    from spacy.tokens import Token


_any = partial(lexicons.one_of, "quantity_words")
_ROLE_OF_PREPOSITION = cast(
    "dict[str, Role]", {row["form"]: row["role"] for row in lexicons.read("change_prepositions")}
)
_PREPOSITION = re.compile(r"\b(to|by|from|of|at)\s+$", re.I)
_CUT_BEFORE = re.compile(rf"\b(?:{_any(rule='cut')}|lower\w*|fell|dropped)\b[^.;]*$", re.I)
_BEHIND_CHANGE = re.compile(r"\b(?:by|to|from)\s[^\s\d]?[0-9][\w.,%]*\s(?:million\s|billion\s|percent\s)?and\s$")
_WHEN = lexicons.words("function_words", role="which_time")
_POSTS = lexicons.words("quantity_words", rule="post")
_SHARES = frozenset({"percentage", "multiple", "ratio"})
_PHYSICAL = frozenset({"mass", "volume", "area", "energy", "power"})
_PASSED = {
    (row["form"], row["rule"].removeprefix("passed_"))
    for row in lexicons.read("quantity_words")
    if row["rule"].startswith("passed_")
}
"""Prepositions of a level that is passed, each with the way it is passed."""
_LEVELS = lexicons.words("quantity_words", rule="figure") | lexicons.words("quantity_words", rule="pace")
"""Nouns behind an amount that only say what it is: "to the 0.5% level", "at a 3% pace"."""
_IN_NOUN = frozenset({"amod", "compound", "nmod", "nummod", "npadvmod", "prep", "poss", "quantmod", "acl"})
_HEADS = VERBS | NOUNS | {"RB", "RP", "IN"}  # of a preposition
_COMPANIONS = frozenset(
    {"npadvmod", "appos", "conj", "prep", "pobj", "dobj", "pcomp", "advmod", "attr", "nummod", "quantmod", "compound"}
    | {"advcl", "dep", "oprd"}
)
_OBJECTS = frozenset({"dobj", "npadvmod", "attr", "advmod", "nummod", "oprd", "acomp", "dep", "pobj", "prep"})


def changes(found: list[QuantityDraft], text: str) -> None:
    """Set ``change`` and ``role`` of the quantities of an article, in place."""
    for quantity in found:
        how_often = quantity.number.form == "multiple" and quantity.kind == "count"  # "rose twice in May"
        if quantity.role is None and quantity.kind not in ("age", "resolution") and not how_often:
            if not told_beside(quantity, text) and not _has_own_clause(quantity, text) and not _is_whole(quantity):
                _from_parse(quantity, text)
    for left, right in pairwise(found):
        beside(left, right, text)
    _over_another(found, text)
    for left, right in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        pair(left, right, text)
    for place, right in enumerate(found):
        if right.role == "initial" and place:
            _before_start(found, place, text)
    compare_ends(found, text)
    for left, right in pairwise(found):
        if left.role == "final" and right.role == "initial" and _unlike(left, right):
            right.change = right.role = None  # "will rise to five people from two households"
        if right.role is None and right.converted:
            right.change, right.role = left.change, left.role


def _over_another(found: list[QuantityDraft], text: str) -> None:
    """What two quantities with another between them tell of one change, in place."""
    for left, middle, right in zip(found, found[1:], found[2:], strict=False):
        if middle.role == "final":
            gapped(left, middle.end, right, text)  # "revenue rose 4% to $3 billion and profit 6% to $400 million"
        elif middle.kind in ("duration", "age") and left.unit == right.unit:
            pair(left, right, text)  # "40 waits that have gone on for a year, an increase of 12"


def _before_start(found: list[QuantityDraft], place: int, text: str) -> None:
    """Gives what stands before the start of a change its part in it, in place."""
    right = found[place]
    if "change:amount_before" in right.rules:
        _set_against(found[place - 1], right)
    if place > 1:
        risen_from(found[max(0, place - windows.NEAR_QUANTITIES) : place], right, text)


def _set_against(left: QuantityDraft, right: QuantityDraft) -> None:
    """What stands before an amount that it is set against: "costs came to $40m, against $31m in 2022, an increase of 29%"."""
    if left.role is None and left.unit == right.unit and left.sentence == right.sentence:
        set_change(left, right.change, "final", "change:amount_before")


def _unlike(left: QuantityDraft, right: QuantityDraft) -> bool:
    counted = {left.kind, right.kind} <= COUNTS and left.noun is not None and right.noun is not None
    return counted and left.unit != right.unit and not right.borrowed


def _has_own_clause(quantity: QuantityDraft, text: str) -> bool:
    """ "Rose by 2,000 and 300 clubs were closed": the parse may take the second number for a part of the change."""
    if not is_told_of(quantity.noun):
        return False
    return windows.before(_BEHIND_CHANGE, text, quantity.bounds.start, windows.FOUR_WORDS_CHARACTERS, "and") is not None


def _is_whole(quantity: QuantityDraft) -> bool:
    """Whether it only tells of how many a number is a part: the five of "will cut two of its five routes"."""
    noun = quantity.noun
    if noun is None or noun.dep_ != "pobj" or noun.head.lower_ != "of":
        return False
    return noun.head.head.tag_ == "CD" and noun.head.head.idx < quantity.start


def _from_parse(quantity: QuantityDraft, text: str) -> None:
    """Climb from the quantity to the verb or noun of its change; the preposition on the way gives its role."""
    root = _outermost(quantity)
    before = windows.before(_PREPOSITION, text, quantity.bounds.start, windows.PREPOSITION_CHARACTERS)
    preposition = before.group(1).lower() if before is not None else None
    token, level = root, False
    for step in range(windows.CHANGE_ARCS):
        head = token.head
        if head.i == token.i:
            return
        link, tag = token.dep_, head.tag_
        if link == "prep" and tag in _HEADS and preposition is None and token.lower_ != "per":
            preposition = token.lower_  # "rose 2.1 per cent" has none
        if link == "prep" and token.lower_ == "of" and tag in NOUNS and noun_direction(head) is None:
            preposition, level = None, True  # "to a record high of $5": what counts is the preposition before it
        if link in _IN_NOUN and head.lower_ in _LEVELS:
            token = head
            continue
        if is_thing(head) and link in _IN_NOUN:
            if _at_noun(quantity, head, token, preposition, level, text, step):
                return
        direction = verb_direction(head)
        if direction is not None and not (level and preposition is None):
            if quantity.kind == "speed" and head.lower_.startswith("accelerat"):
                return  # what a car can do
            _by_verb(quantity, head, token, direction, preposition)
            return
        told = _told_of_head(quantity, head, token, preposition, text, step)
        if told or tag in VERBS or link not in _COMPANIONS:
            return
        token = head


def _told_of_head(
    quantity: QuantityDraft, head: Token, token: Token, preposition: str | None, text: str, step: int
) -> bool:
    """Whether a word on the way up that is no verb of change tells one by its subject or object."""
    if step == 0 and is_change(quantity, head, token.dep_):
        return True
    return _total(quantity, head, preposition, text) or _of_object(quantity, head, token, preposition)


def _outermost(quantity: QuantityDraft) -> Token:
    """The token of a quantity that hangs from what is not its own: in "a cent a litre" the litre may carry the cent."""
    root, noun = quantity.root, quantity.noun
    if noun is not None and noun.i > root.i and noun.idx < quantity.end:
        root = noun
    while root.head.i > root.i and root.head.idx < quantity.end:
        root = root.head
    return root


def _at_noun(
    quantity: QuantityDraft, head: Token, token: Token, preposition: str | None, level: bool, text: str, step: int
) -> bool:
    """Whether a noun on the way up decides: one of change does, and a thing whose property the amount is."""
    direction = noun_direction(head)
    attributive = token.dep_ != "prep" and step == 0 and quantity.noun is None and quantity.kind != "multiple"
    if direction is None:
        # "dropped a 2,300 kilogram load": the amount is a property of the thing
        return (attributive and head.idx >= quantity.end and not _right_behind_verb(quantity)) or (
            preposition == "from" and _period(quantity)
        )
    if level and preposition is None or _apart(quantity, head, text) or preposition == "from" and _period(quantity):
        return True
    if _modifies(head) or (quantity.kind in COUNTS and step >= windows.COUNT_ARCS):
        return True  # "a 32-character recovery key"
    if preposition is not None and preposition not in _ROLE_OF_PREPOSITION:
        return False
    if quantity.kind == "duration" and preposition is None:
        return True
    role = "delta" if preposition in (None, "of", "by", "at") else _ROLE_OF_PREPOSITION[preposition]
    if preposition == "at" and quantity.kind not in _SHARES:
        role = "final"  # "a rise of 37% in its net profit at Rs178 crore"
    set_change(quantity, direction, role, "change:noun")
    return True


def _modifies(noun: Token) -> bool:
    """Whether a noun of change only tells which thing is meant: the "growth" of "a growth programme"."""
    behind = noun.head
    return noun.dep_ in ("compound", "nmod") and behind.tag_ in ("NN", "NNS") and behind.i > noun.i


def _total(quantity: QuantityDraft, verb: Token, preposition: str | None, text: str) -> bool:
    """ "Takes the toll to 12": a sum grows by what is told, unless the clause cuts something."""
    if preposition != "to" or verb.lower_ not in verb_class("total") or child(verb, "dobj") is None:
        return False
    cut = windows.before(_CUT_BEFORE, text, verb.idx, windows.LINE_CHARACTERS)
    set_change(quantity, "decrease" if cut else "increase", "final", "change:total")
    return True


def _of_object(quantity: QuantityDraft, verb: Token, token: Token, preposition: str | None) -> bool:
    """ "Showed a fall in output to 300 tonnes": an end of a change that the parse hung from the verb over its noun."""
    thing = child(verb, "dobj")
    if thing is None or not thing.i < token.i or token.dep_ != "prep" or preposition not in ("to", "from", "by"):
        return False
    direction = noun_direction(thing)
    given = quantity.kind in COUNTS and quantity.noun is not None  # "offered a rise to 300 nurses"
    if direction is None or given or quantity.kind == "duration":
        return False
    set_change(quantity, direction, _ROLE_OF_PREPOSITION[preposition], "change:noun")
    return True


def _by_verb(quantity: QuantityDraft, verb: Token, token: Token, direction: Change, preposition: str | None) -> None:
    """Role of a quantity that hangs from a verb of change through ``token``."""
    share = quantity.kind in _SHARES
    if preposition == "between" and share:
        preposition = None  # "to rise between 5% and 7%"
    if token.dep_ in ("nsubj", "nsubjpass", "csubj") or token.dep_ == "agent" and quantity.noun is not None:
        return
    if any(other.lower_ == "short" for other in verb.rights):
        return  # "falls short of the 21 cents": nothing fell
    if preposition is not None:
        _by_preposition(quantity, verb, direction, preposition, share)
    elif token.dep_ in _OBJECTS and _is_extent(quantity, verb, share):
        set_change(quantity, direction, "delta", "change:verb_object")


def _is_extent(quantity: QuantityDraft, verb: Token, share: bool) -> bool:
    """Whether the object of a verb of change says by how much, and not what, was changed."""
    transitive, loses = verb.lower_ in verb_class("transitive"), verb.lower_ in verb_class("loses")
    moves = quantity.kind == "length" and any(other.dep_ == "prt" for other in verb.rights)
    if quantity.kind == "duration" or moves:
        return False  # "came down 250 metres short of the runway"
    if _leads_to(verb, quantity):
        return True
    if quantity.kind in COUNTS:
        lost = loses and (quantity.kind == "user_count" or quantity.unit in _POSTS)
        bare = quantity.end == quantity.number.end and not transitive  # "the number of jobs declined 35,000 in May"
        return lost or bare or verb.lower_ in verb_class("gain")
    thinner = quantity.kind in _PHYSICAL and loses  # "shed 12 pounds"
    return share or thinner or not transitive


def _by_preposition(quantity: QuantityDraft, verb: Token, direction: Change, preposition: str, share: bool) -> None:
    if preposition == "in" and quantity.kind == "ratio":
        set_change(quantity, direction, "delta", "change:verb_preposition")  # "cut in half"
        return
    come_about = verb.tag_ not in ("VB", "VBP")  # "should the staff fall below 500" tells of no change
    if (preposition, direction) in _PASSED and come_about and quantity.kind != "duration":
        set_change(quantity, direction, "final", "change:passed")  # "fell below 375,000"
        return
    if preposition == "at" and not share or preposition not in _ROLE_OF_PREPOSITION or preposition == "of":
        return
    if quantity.kind == "length" and preposition == "from":
        return  # "came down 800 feet from the runway"
    if quantity.kind == "duration" and preposition not in ("by", "to", "from"):
        return
    thing = child(verb, "dobj")
    counted = quantity.kind in COUNTS and quantity.noun is not None and thing is not None
    if (
        counted
        and preposition == "to"
        and thing is not None
        and verb.lower_ in verb_class("gain")
        and noun_direction(thing) is None
        and not any(left.tag_ == "CD" for left in thing.lefts)
    ):
        return  # "gained access to 2,800 devices"
    if counted and preposition == "from" and not _leads_to(verb, quantity):
        return  # "raised $5m from two funds"
    role: Role = "delta" if preposition == "at" else _ROLE_OF_PREPOSITION[preposition]
    set_change(quantity, direction, role, "change:verb_preposition")


def _leads_to(verb: Token, quantity: QuantityDraft) -> bool:
    """Whether the verb also says what the quantity came to: "shed $2 to 34", "added 12 staff to 90"."""
    for other in verb.rights:
        if other.dep_ == "prep" and other.lower_ == "to" and other.idx >= quantity.end:
            end = child(other, "pobj")
            return end is not None and (is_amount(end) or any(is_amount(left) for left in end.lefts))
    return False


def _right_behind_verb(quantity: QuantityDraft) -> bool:
    """Whether a percentage stands right behind a verb of change, wherever the parser hung it: "rising 5 percent"."""
    first = quantity.root.left_edge
    return quantity.kind == "percentage" and first.i > 0 and first.nbor(-1).lower_ in change_verbs()


def _apart(quantity: QuantityDraft, noun: Token, text: str) -> bool:
    """Whether a dash or comma parts a quantity from the noun of change behind it: "$690 - a jump on last year"."""
    return quantity.end < noun.idx and re.search(r"\s[-–—]\s|,", text[quantity.end : noun.idx]) is not None


def _period(quantity: QuantityDraft) -> bool:
    """Whether a count is one of periods: "gains from the previous two sessions"."""
    if quantity.kind != "count" or quantity.noun is None:
        return False
    return any(token.lower_ in _WHEN for token in quantity.noun.lefts)
