"""What a quantity takes over from the claim before it in its sentence: whose it is and what is measured.

A map of the rules:

    twin:from       "$240 million, up from $95 million", "0.9 attacks, compared with 1.6"
    twin:or         "27,400 kilometres an hour, or 7.6 kilometres per second"
    twin:at         "Norvane, down 6p at 112p"
    twin:more       "spent £390m on it, £25m less than planned"
    twin:times      "212 cases, three times as many as last June"
    twin:change     "652 boats, a 20% increase on 2015", "$3.36bn, up 27%"
    twin:series     "0.9 per cent in 2025 and 1.2 per cent in 2026"
    twin:relative   "1.1 million users, of whom 84,000 pay", "$2.6 million, 70 percent of which"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.quantities.change_words import noun_direction
from pipeline.extract.syntax.nouns import is_person
from pipeline.extract.syntax.parse import NOUNS, VERBS, child, core_phrase

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_REACH = 90  # characters between two quantities of one claim
_FROM = re.compile(
    r"[^;:]{0,60}?[\s,(—–](?:compared|versus|vs\.?|against|rather than|instead of|(?:up|down|higher|lower) (?:from|than))"
    r"(?: to| with)?(?: the| last year[’']?s?| a year earlier[’']?s)?(?: US)?\s*\$?",
    re.I,
)
_OR = re.compile(r",?\s*(?:—|–|\()?\s*or\s+", re.I)
_AFTER_COMMA = re.compile(r"[^;:]{0,80}(?:,|\s[–—-]|\()\s*(?:and |or |which (?:is|was) |that is )?(?:an? )?", re.I)
_MORE = re.compile(r"\s(?:more|less|fewer|higher|lower)\b(?=\s+than\b|\s*[,.;)”\"]|$)", re.I)
_UP = re.compile(r"(?:^|[\s,(])(?:up|down)(?: by)?\s*$", re.I)
_COMPARES = re.compile(r"(?:\s+(?:as|the|what|its|that|those|their)\b|\s*[,.;)])", re.I)
_RELATIVE = re.compile(r"\s+of (?:which|whom)\b", re.I)
_OF_WHOM = re.compile(r"\bof (?:which|whom)\s*(?:only |about |some |just |nearly |around |more than )?$", re.I)
_OWN = re.compile(r"\s+of\b", re.I)
_SERIES = re.compile(r"(?: of (?:the |its |their )?[a-z]+)?(?: (?:in|for|on) ([\w ]+))?(?:,| and|, and) ", re.I)
_NO_PERIOD = re.compile(r"\b(?:\d(?!\d{3}\b)\w*|[a-z])\b", re.I)  # of the words between: another number, "a"
_PERIOD = re.compile(
    r"\s(?:in|for|on) (?:[A-Z0-9]|the (?:first|second|third|fourth|year|next|following|same|quarter))|[.;,]|$"
)
_TIMELESS = frozenset({"duration", "age"})
_SHARES = frozenset({"percentage", "ratio", "multiple"})


@dataclass(frozen=True, slots=True)
class Continuation:
    """What is taken over: subject and property, or a property of its own and a subject of its own in their place."""

    rule: str
    subject: Token | None = None
    property: tuple[int, int] | None = None


def continued(before: QuantityDraft, found: QuantityDraft, text: str) -> Continuation | None:
    """Whether a quantity belongs to the claim of the one before it in the same sentence.

    Args:
        before: The quantity whose subject and property would be taken over.
        found: The quantity in question.
        text: The article.
    """
    between = text[before.end : found.bounds.start]
    if before.sentence != found.sentence or len(between) > _REACH or "\n\n" in between:
        return None
    behind = text[found.end : found.end + 24]
    if found.kind in _SHARES | {"count", "user_count"}:
        related = _relative(before, found, between, behind)
        if related is not None:
            return related
    alike = found.kind == before.kind or (found.counts_bare and before.kind in ("count", "user_count"))
    if alike and found.kind != "age" and _FROM.fullmatch(between) and not _has_verb(before, found):
        return Continuation("twin:from", subject=_contrasted(found))
    if alike and _OR.fullmatch(between) and not _OWN.match(behind):
        return Continuation("twin:or")
    if alike and between == " at " and before.adverbial:
        return Continuation("twin:at")
    if found.kind == before.kind and found.unit == before.unit and _is_series(between) and _PERIOD.match(behind):
        return Continuation("twin:series")
    if before.kind in _TIMELESS and found.kind not in _TIMELESS or not _AFTER_COMMA.fullmatch(between):
        return None
    if found.kind == "multiple" and found.root.tag_ not in VERBS:
        return Continuation("twin:times") if _COMPARES.match(behind) else None
    if _MORE.match(behind) and not _has_verb(before, found):
        return Continuation("twin:more")
    if found.kind == "percentage" and found.role == "delta" and before.kind != "percentage":
        head = found.root.head
        bare = noun_direction(head) is not None and head.i > found.root.i and not _names_what(head)
        if bare or _UP.search(between):
            whole = bare and _acts(before, found)  # "70 boats sank last year, a 20% increase"
            return Continuation("twin:change") if whole or not _has_verb(before, found) else None
    return None


def _is_series(between: str) -> bool:
    """Whether nothing but a period or a place and a comma stand between two quantities: "in 2025 and"."""
    found = _SERIES.fullmatch(between)
    return found is not None and not (found[1] and _NO_PERIOD.search(found[1]))


def _acts(before: QuantityDraft, found: QuantityDraft) -> bool:
    """Whether the counted noun before is what the clause between it and a noun of change tells of."""
    noun, change = before.noun, found.root.head
    if noun is None or noun.dep_ not in ("nsubj", "nsubjpass"):
        return False
    return change.dep_ in ("npadvmod", "appos", "dobj") and noun.head.i in (change.head.i, change.head.head.i)


def _nouns_between(before: QuantityDraft, found: QuantityDraft) -> bool:
    """Whether another noun phrase stands right before a quantity than that of the one before it."""
    doc = before.root.doc
    last = max(before.root.i, before.noun.i if before.noun is not None else 0)
    near = next(
        (t for t in reversed(doc[last + 1 : found.root.i]) if t.idx < found.bounds.start and t.text != ","), None
    )
    return near is not None and near.idx >= before.end and near.tag_ in ("NN", "NNS") and not near.ent_type_


def _has_verb(before: QuantityDraft, found: QuantityDraft) -> bool:
    """Whether a clause of its own begins between two quantities."""
    doc = before.root.doc
    first = max(before.root.i, before.noun.i if before.noun is not None else 0) + 1
    inside = (t for t in doc[first : found.root.i] if before.end <= t.idx < found.start)
    return any(t.tag_ in VERBS and t.dep_ not in ("prep", "amod") and t.tag_ != "VBN" for t in inside)


def _names_what(noun: Token) -> bool:
    """Whether a noun of change says what changed: "an increase in sales", not "an increase on 2015"."""
    for other in noun.rights:
        if other.dep_ == "prep" and other.lower_ in ("in", "of"):
            thing = child(other, "pobj")
            if thing is not None and thing.tag_ in NOUNS and thing.ent_type_ not in ("DATE", "TIME"):
                return True
    return child(noun, "poss") is not None or any(
        c.dep_ == "compound" and c.tag_ in NOUNS and not is_amount(c) for c in noun.lefts
    )


def _contrasted(found: QuantityDraft) -> Token | None:
    """ "compared with 1.6 in the placebo group": who has the other figure, if the sentence says so."""
    for other in found.root.rights:
        if other.dep_ == "prep" and other.lower_ in ("in", "for", "among") and other.idx >= found.end:
            thing = child(other, "pobj")
            named = thing is not None and other.lower_ == "for" and child(thing, "case") is not None
            if named:
                return thing  # "against 79% for Telvia's"
            if thing is not None and thing.tag_ in NOUNS and thing.ent_type_ not in ("DATE", "TIME", "GPE", "LOC"):
                return thing if thing.lower_ not in _TIMES else None
    return None


_TIMES = frozenset(
    {"year", "years", "quarter", "month", "months", "period", "half", "week", "weeks", "day", "days", "whole"}
)


def _relative(before: QuantityDraft, found: QuantityDraft, between: str, behind: str) -> Continuation | None:
    if not (_RELATIVE.match(behind) or _OF_WHOM.search(between)):
        return None
    if _nouns_between(before, found):
        return None  # "5% next year, and the fuel bill, 40% of which is unhedged"
    noun = before.noun
    if noun is None or noun.tag_ not in NOUNS:
        return Continuation("twin:relative")
    themselves = noun if is_person(noun) and found.kind in _SHARES and before.kind == "count" else None
    return Continuation("twin:relative", subject=themselves, property=core_phrase(noun))
