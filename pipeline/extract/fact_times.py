"""What a claim holds at or for: which of its sentence's dates belongs to which quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extract.grammar import TokenIndex, ancestors, clause_verb
from pipeline.records import FactTime, Span, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.found import Found

_COMPARED = re.compile(
    r"\b(?:than|from|versus|vs|against|compared (?:with|to))\s(?:in |that of |the )*$"
    r"|\b(?:increase|rise|drop|fall|decrease|gain|decline|growth|up|down)\s(?:on|over)\s(?:the )?$"
    r"|\b(?:percent|per cent|%)\s(?:on|over)\s(?:the )?$",
    re.I,
)
_EARLIER = re.compile(r"\b(?:before|earlier|previous (?:year|quarter|month))$", re.I)
_MULTIPLIED = re.compile(r"\b(?:than|as|the (?:number|figure|level|amount|share|rate|total))\b", re.I)
_SINCE = re.compile(r"\bsince\s(?:the (?:end|start|beginning) of )?$", re.I)
_BETWEEN = re.compile(r"\b(?:between|from)\s$", re.I)
_TO = re.compile(r"\s?(?:and|to|until|till|–|-)\s?", re.I)
_SAID_THEN = re.compile(r"\s(?:on\s)?(?:late |early )?")
_DAY_PART = re.compile(r"(\d{4}-\d\d-\d\d)T(?:MO|AF|EV|NI)")
# A thing's measures hold whenever it is spoken of: "a ten-year bond", "28 metres tall".
_TIMELESS = frozenset({"subject:dimension", "subject:adjective"})
_ATTRIBUTES = frozenset({"duration", "length", "resolution", "mass", "power", "frequency", "age"})
_SHARED = frozenset({"xcomp", "advcl", "conj", "acl", "pcomp", "prep"})
_UNTENSED = frozenset({"VBG", "VB", "VBN", "VBD"})


def time_of(
    tokens: TokenIndex,
    found: Found,
    others: list[Found],
    rule: str,
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
        rule: The rule that found its subject.
        sentence: Its sentence.
        times: The article's time expressions, in text order.
        credit: The statement whose content it is part of, if any.
        date: The article's date.
    """
    plain = rule.split("+")[0]
    if plain in _TIMELESS or (plain.startswith("subject:attributive") and found.kind in _ATTRIBUTES):
        return None
    verb = clause_verb(found.root)
    best: tuple[int, FactTime] | None = None
    for time in _intervals(tokens.text, times, sentence, date):
        if not _eligible(tokens.text, found, others, sentence, time, credit):
            continue
        root = tokens.root(time.start, time.end)
        if root is None or not _same_clause(root, verb, found.root):
            continue
        distance = time.start - found.end if time.start >= found.end else found.start - time.end + 8
        if best is None or distance < best[0]:
            best = (distance, time)
    return best[1] if best is not None else None


def _intervals(text: str, times: list[Time], sentence: Span, date: str | None) -> Iterator[FactTime]:
    """The sentence's dates, two that bound an interval as one, and "since" as an interval up to the article's day."""
    inside = [time for time in times if sentence.start <= time.start < sentence.end and time.type in ("DATE", "TIME")]
    skip = False
    for number, time in enumerate(inside):
        if skip:
            skip = False
            continue
        start, end, value = time.start, time.end, time.value
        follow = inside[number + 1] if number + 1 < len(inside) else None
        if follow is not None and _BETWEEN.search(text, max(0, start - 8), start):
            if _TO.fullmatch(text, end, follow.start) and value[:1].isdigit() and follow.value[:1].isdigit():
                end, value, skip = follow.end, f"{value}/{follow.value}", True
        if not value[:1].isdigit():
            continue
        if "T" in value.split("/")[0]:
            part = _DAY_PART.fullmatch(value)
            if part is None:
                continue
            value = part.group(1)
        if _SINCE.search(text, max(0, start - 24), start):
            if date is None:
                continue
            value = f"{value}/{date}"
        yield FactTime(text[start:end], start, end, time.type, value, time.id)


def _eligible(
    text: str, found: Found, others: list[Found], sentence: Span, time: FactTime, credit: Statement | None
) -> bool:
    """Whether nothing says that a date belongs to something else."""
    if time.start < found.end and found.start < time.end:
        return False
    if credit is not None:
        content, cue = credit.content, credit.cue
        if content.start <= found.start and not content.start <= time.start < content.end:
            return False
        if cue is not None and 0 < time.start - cue.end < 12 and _SAID_THEN.fullmatch(text, cue.end, time.start):
            return False
    if found.role == "initial":
        final = (o for o in others if o.role == "final" and found.end <= o.start < time.start)
        return time.end > found.start and not any(final)
    if _EARLIER.search(time.text) or _COMPARED.search(text, max(sentence.start, time.start - 24), time.start):
        return False
    if found.kind in ("multiple", "ratio") and time.start > found.end:
        if _MULTIPLIED.search(text, found.end, time.start):
            return False
    return not any(o.role == "initial" for o in others if o is not found and found.end <= o.start < time.start)


def _same_clause(time: Token, verb: Token | None, root: Token) -> bool:
    """Whether a date and a quantity stand in one clause, counting participles and infinitives with the clause above."""
    other = clause_verb(time)
    if other is None or verb is None or other.i == verb.i:
        return True
    infinitive = other.dep_ in ("xcomp", "acl") and other.tag_ == "VB"  # "recruited to fight in 2016"
    return _reaches(verb, other) or (infinitive and _reaches(other, verb))


def _reaches(low: Token, high: Token) -> bool:
    for _ in range(3):
        if low.dep_ not in _SHARED or low.tag_ not in _UNTENSED:
            return False
        low = next((t for t in ancestors(low) if t.tag_.startswith("VB")), low.head)
        if low.i == high.i:
            return True
    return False
