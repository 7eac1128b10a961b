"""On whose word a quantity stands, from the article's statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.grammar import NOUNS, VERBS, TokenIndex, ancestors, subject_of, verb_class
from pipeline.extract.subjects import span_of
from pipeline.records import Attribution, Span, Statement

if TYPE_CHECKING:
    from pipeline.extract.entities import EntityIndex
    from pipeline.extract.found import Found


def attribution_of(
    tokens: TokenIndex, found: Found, index: EntityIndex, statements: list[Statement]
) -> Attribution | None:
    """On whose word a quantity stands.

    The innermost statement whose content holds it; else a credit that closes its sentence (", the group said"); else
    the subject of a verb of announcing whose object it is part of ("reported a profit of $5m").
    """
    best: Statement | None = None
    for statement in statements:
        content = statement.content
        if statement.source is None or not (content.start <= found.start and found.end <= content.end):
            continue
        if best is None or content.end - content.start < best.content.end - best.content.start:
            best = statement
    if best is None:
        best = _closing_credit(tokens, found, statements)
    if best is not None:
        return Attribution(best.source, best.cue, best.id)
    return _announced(tokens, found, index)


def _closing_credit(tokens: TokenIndex, found: Found, statements: list[Statement]) -> Statement | None:
    for statement in statements:
        cue, source = statement.cue, statement.source
        if cue is None or source is None or cue.start < found.end or source.start < found.end:
            continue
        verb = tokens.at(cue.start)
        if verb.dep_ == "ROOT" and found.sentence[0] <= verb.i < found.sentence[1]:
            return statement
    return None


def _announced(tokens: TokenIndex, found: Found, index: EntityIndex) -> Attribution | None:
    token = found.root
    for verb in ancestors(found.root):
        if verb.tag_ in VERBS:
            if token.dep_ != "dobj" or verb.lower_ not in verb_class("announce"):
                return None
            source = subject_of(verb)
            if source is None or source.dep_ == "nsubjpass" or source.tag_ not in NOUNS | {"PRP"}:
                return None
            start, end = span_of(source)
            cue = Span(verb.text, verb.idx, verb.idx + len(verb))
            return Attribution(index.reference(tokens.text, start, end), cue, None)
        token = verb
    return None
