"""What a claim holds at or for: which of its sentence's dates belongs to which quantity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.grammar import TokenIndex, clause_verb
from pipeline.records import FactTime, Span, Time

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.found import Found

_COMPARISON = re.compile(
    r"\b(?:than|from|versus|vs|against|compared (?:with|to)|since)\s(?:in |that of |the )*$|\b(?:increase|rise|drop|fall|decrease|gain|decline|growth|up|down)\s(?:on|over)\s(?:the )?$",
    re.I,
)


def time_of(
    tokens: TokenIndex, found: Found, others: list[Found], sentence: Span, times: list[Time], content: Span | None
) -> FactTime | None:
    """The date of the sentence that stands in the quantity's own clause, the nearest if there are several.

    Dates of comparison ("than in 2016") are left to the amount compared with, and those outside what is said
    ("said Tuesday") to the saying.
    """
    verb = clause_verb(found.root)
    best: tuple[int, Time] | None = None
    for time in times:
        if time.start >= sentence.end:
            break
        if time.end <= sentence.start or time.type not in ("DATE", "TIME") or not time.value[:1].isdigit():
            continue
        if time.start < found.end and found.start < time.end:
            continue
        if content is not None and content.start <= found.start and not content.start <= time.start < content.end:
            continue
        initial = found.role == "initial"
        if initial and time.end <= found.start:
            continue
        if not initial and _COMPARISON.search(tokens.text, max(sentence.start, time.start - 24), time.start):
            continue
        between = (o for o in others if o is not found and found.end <= o.start < time.start)
        if any(o.role == "initial" for o in between):
            continue
        root = tokens.root(time.start, time.end)
        if root is None or not _same_clause(root, verb, found.root):
            continue
        distance = time.start - found.end if time.start >= found.end else found.start - time.end + 8
        if best is None or distance < best[0]:
            best = (distance, time)
    if best is None:
        return None
    time = best[1]
    return FactTime(time.text, time.start, time.end, time.type, time.value, time.id)


def _same_clause(time: Token, verb: Token | None, root: Token) -> bool:
    other = clause_verb(time)
    if other is None or verb is None or other.i == verb.i:
        return True
    # "rose 5% in 2023, beating ...": participles and infinitives share the time of their clause, finite ones do not.
    token = verb
    for _ in range(3):
        if token.dep_ in ("xcomp", "advcl", "conj", "acl", "pcomp", "prep") and token.tag_ in (
            "VBG",
            "VB",
            "VBN",
            "VBD",
        ):
            token = token.head
            if token.i == other.i:
                return True
        else:
            break
    return False
