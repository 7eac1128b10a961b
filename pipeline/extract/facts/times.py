"""What a claim holds at or for: which of its sentence's dates belongs to which quantity."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.extract.facts.intervals import ClaimTime, candidates
from pipeline.extract.syntax.nouns import is_measure
from pipeline.extract.syntax.parse import NOUNS, SUBJECTS, Tokens, ancestors, clause_verb
from pipeline.records import FactTime, Span, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_COMPARED = re.compile(
    r"\b(?:than|versus|vs|against|compared (?:with|to))\s(?:in |that of |the )*$"
    r"|\b(?:increase|rise|drop|fall|decrease|gain|decline|growth|up|down)\s(?:on|over)\s(?:the )?$"
    r"|\b(?:percent|per cent|%)\s(?:on|over)\s(?:the )?$",
    re.I,
)
_EARLIER = re.compile(r"\b(?:before|earlier|previous (?:year|quarter|month))$", re.I)
_MULTIPLIED = re.compile(r"\b(?:than|as|the (?:number|figure|level|amount|share|rate|total))\b", re.I)
_SAID_THEN = re.compile(r"\s(?:on\s)?(?:late |early )?")
_OF_THE_TIME = re.compile(
    r"['’]s?\s|\s(?!(?:that|it|he|she|they|the|an?|its|his|her|their|in|at|on|and)\b)[a-z]+\s[a-z]+"
)
_DELIVERED = re.compile(r"[\s-](?:delivery|settlement|contracts?|futures|options)\b")
_FROM = re.compile(r"\bfrom\s(?:the )?$", re.I)
_NOW_AT = re.compile(r"\bto\s(?:an average of |a record |about |around |nearly |almost |more than |over )?$", re.I)
_RECORD = re.compile(
    r"\b(?:first|only|most|least|best|worst|[a-z]{2,}est)\b[^,.;:]{0,60}\s(?:in|for)\s"
    r"(?:more than |over |nearly |almost |about |at least )?(?:the )?$",
    re.I,
)
"""A superlative before a length of time: "the lowest price in 11 years" is so at its own time, the length at none."""
_MODIFYING = frozenset({"amod", "compound", "nummod", "nmod", "npadvmod", "quantmod"})
_APPOSED_AGE = frozenset({"appos", "amod", "npadvmod", "nummod", "dep"})
_SEASON = re.compile(r"\d{4}-(?:SP|SU|FA|WI)$")
_ATTRIBUTES = frozenset({"duration", "length", "resolution", "mass", "power", "frequency", "age"})
_SHARED = frozenset({"xcomp", "advcl", "conj", "acl", "pcomp", "prep"})
_UNTENSED = frozenset({"VBG", "VB", "VBN", "VBD"})
_BESIDE = 2  # characters
_START = attrgetter("start")


def time_of(
    tokens: Tokens,
    found: QuantityDraft,
    others: list[QuantityDraft],
    sentence: Span,
    times: list[Time],
    credit: Statement | None,
    date: str | None,
) -> FactTime | None:
    """The date of the sentence that stands in the quantity's own clause, the nearest if there are several.

    Dates of comparison ("than in 2016") are left to the amount compared with, and those of the saying ("said Tuesday")
    to the saying. "since 2021" reaches to the article's day; "between April and June" is one interval.

    Args:
        tokens: The article's doc.
        found: The quantity.
        others: All quantities of the article.
        sentence: Its sentence.
        times: The article's time expressions, in text order.
        credit: The statement whose content it is part of, if any.
        date: The article's date.
    """
    if _timeless(found):
        return None
    verb = clause_verb(found.root)
    best: tuple[int, FactTime] | None = None
    behind: FactTime | None = None
    for candidate in candidates(tokens.text, times, sentence, date):
        time = candidate.time
        if found.kind == "duration" and candidate.length and time.start <= found.start and found.end <= time.end:
            return time
        if _SEASON.match(time.value) or _named_after(tokens, time) or _DELIVERED.match(tokens.text, time.end):
            continue
        if not _eligible(tokens.text, found, verb, others, sentence, candidate, credit):
            continue
        if not _together(tokens, candidate, verb, found, sentence, credit):
            if behind is None and time.start > found.end and verb is not None:
                behind = time if _ends(tokens.root(time.start, time.end), verb) else None
            continue
        distance = time.start - found.end if time.start >= found.end else found.start - time.end + 8
        if best is None or distance < best[0]:
            best = (distance, time)
    return best[1] if best is not None else behind


def _timeless(found: QuantityDraft) -> bool:
    """Whether a quantity is a thing's measure, which holds whenever it is spoken of: "a ten-year bond", "28 metres tall"."""
    root = found.root
    if found.kind == "age":
        return root.dep_ in _APPOSED_AGE or found.noun is not None
    if root.dep_ == "npadvmod" and root.head.tag_ in ("JJ", "RB") and root.head.i > root.i:
        return True
    modifies = root.dep_ in _MODIFYING and root.head.tag_ in NOUNS and root.head.idx >= found.end
    return modifies and (found.hyphened or found.kind in _ATTRIBUTES)


def _named_after(tokens: Tokens, time: FactTime) -> bool:
    """Whether a year only tells one thing from others of its kind: "the price of its 2029 bonds"."""
    token = tokens.root(time.start, time.end) if len(time.value) == 4 else None
    if token is None or token.dep_ != "nummod" or token.head.i <= token.i or token.head.tag_ != "NNS":
        return False
    noun = token.head
    return noun.dep_ == "pobj" and noun.head.lower_ == "of" and not is_measure(noun)


def _eligible(
    text: str,
    found: QuantityDraft,
    verb: Token | None,
    others: list[QuantityDraft],
    sentence: Span,
    candidate: ClaimTime,
    credit: Statement | None,
) -> bool:
    """Whether nothing says that a date belongs to something else."""
    time = candidate.time
    if found.kind == "duration" and _RECORD.search(text, sentence.start, found.start):
        return False
    if candidate.since and _NOW_AT.search(text, max(0, found.start - 24), found.start):
        return False
    if time.start < found.end and found.start < time.end:
        return False
    if credit is not None:
        content, cue = credit.content, credit.cue
        tells = verb is not None and cue is not None and cue.start <= verb.idx < cue.end  # "announced a $5m plan"
        inside = content.start <= time.start < content.end or _cut_off(text, credit, time)
        if content.start <= found.start and not inside and not tells:
            return False
        if cue is not None and 0 < time.start - cue.end < 12 and _SAID_THEN.fullmatch(text, cue.end, time.start):
            return not _is_day_of_saying(text, time)
    if found.role == "initial":
        between = _starting(others, found.end, time.start)
        return time.end > found.start and not any(o.role == "final" for o in between)
    low = max(sentence.start, time.start - 24)
    if 0 < time.start - found.end <= _BESIDE and _EARLIER.search(time.text):
        return True  # "against 38 tonnes a year earlier"
    if _EARLIER.search(time.text) or (_COMPARED.search(text, low, time.start) and not candidate.joined):
        return False
    if not candidate.joined and _FROM.search(text, low, time.start):
        if any(o.change is not None for o in (found, *_starting(others, sentence.start, sentence.end))):
            return False
    if found.kind in ("multiple", "ratio") and time.start > found.end:
        if _MULTIPLIED.search(text, found.end, time.start):
            return False
    return not any(o.role == "initial" for o in _starting(others, found.end, time.start) if o is not found)


def _starting(others: list[QuantityDraft], low: int, high: int) -> list[QuantityDraft]:
    """The quantities, in text order, that start at ``low`` or behind it, and before ``high``."""
    return others[bisect_left(others, low, key=_START) : bisect_left(others, high, key=_START)]


def _cut_off(text: str, credit: Statement, time: FactTime) -> bool:
    """Whether a date stands between verb of saying and content, where a parse took "said Friday its 2016 loss" apart."""
    cue, start = credit.cue, credit.content.start
    if cue is None or not cue.end <= time.start < start <= time.end + 40:
        return False
    return not (_SAID_THEN.fullmatch(text, cue.end, time.start) and _is_day_of_saying(text, time))


def _is_day_of_saying(text: str, time: FactTime) -> bool:
    """Whether a time right behind "said" is that of saying: a day, of which no noun follows that is said of.

    "said Friday that", not "said September tonnage fell" nor "said last month's bill".
    """
    return time.value[:4].isdigit() and len(time.value) >= 10 and _OF_THE_TIME.match(text, time.end) is None


def _together(
    tokens: Tokens,
    candidate: ClaimTime,
    verb: Token | None,
    found: QuantityDraft,
    sentence: Span,
    credit: Statement | None,
) -> bool:
    """Whether a date and a quantity stand in one clause, counting participles and infinitives with the clause above."""
    time = candidate.time
    token = tokens.at(candidate.anchor) if candidate.since else tokens.root(time.start, time.end)
    if token is None:
        return False
    other = clause_verb(token)
    if candidate.since and other is not None and token.dep_ == "mark":
        other = clause_verb(other.head) if other.head.i != other.i else other
    if other is None or verb is None or other.i == verb.i:
        return True
    if candidate.since and candidate.anchor == sentence.start and verb.dep_ == "ROOT":
        return True
    own = other.dep_ == "relcl" and other.head.i in (found.root.i, found.noun.i if found.noun else -1)
    if own and not any(child.dep_ in SUBJECTS and child.tag_ in ("WP", "WDT") for child in other.children):
        return True  # "the 300 users it had in 2023", but not "accuses five men who were arrested in May"
    if other.dep_ == "advcl" and any(child.lower_ in ("when", "while") for child in other.children):
        above = other.head
        if above.i == verb.i or (above.dep_ == "relcl" and above.head.i == found.root.i):
            return True  # "it had 300 users when it was sold in 2023"
    if credit is not None and credit.cue is not None:
        content, cue = credit.content, credit.cue
        held = content.start <= time.start < content.end or _cut_off(tokens.text, credit, time)
        if held and content.start <= found.start < content.end and cue.start <= other.idx < cue.end:
            return True  # a parse that hangs the date on the verb of saying
    infinitive = other.dep_ in ("xcomp", "acl", "advcl") and other.tag_ == "VB"  # "recruited to fight in 2016"
    return _reaches(verb, other) or (infinitive and _reaches(other, verb))


def _ends(date: Token | None, verb: Token) -> bool:
    """Whether a date behind the last of several participles is theirs and their clause's, where that has none.

    "Gunmen stormed the hall, killing two and wounding nine on Tuesday": all of it was on Tuesday.
    """
    other = clause_verb(date) if date is not None else None
    if other is None:
        return False
    for _ in range(3):
        if other.tag_ != "VBG" or other.dep_ not in ("advcl", "conj") or other.i <= verb.i:
            return False
        if any(child.dep_ in SUBJECTS or child.dep_ == "mark" for child in other.children):
            return False
        other = other.head
        if other.i == verb.i:
            return True
    return False


def _reaches(low: Token, high: Token) -> bool:
    for _ in range(3):
        if low.dep_ not in _SHARED or low.tag_ not in _UNTENSED:
            return False
        if low.tag_ == "VBD" and low.dep_ == "advcl" and any(child.dep_ in SUBJECTS for child in low.children):
            return False
        low = next((t for t in ancestors(low) if t.tag_.startswith("VB")), low.head)
        if low.i == high.i:
            return True
    return False
