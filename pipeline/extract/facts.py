"""Joins everything found in an article: whose quantity, of what, on whose word, when, and how sure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.extract.arcs import Link
from pipeline.extract.changes import changes
from pipeline.extract.confidence import confidence
from pipeline.extract.focus import Focus
from pipeline.extract.grammar import NOUNS, TokenIndex, clause_verb, core_phrase
from pipeline.extract.modality import modality
from pipeline.extract.owners import is_firm, is_measure, needs_owner
from pipeline.extract.subjects import link, span_of
from pipeline.records import (
    Attribution,
    Fact,
    FactTime,
    Reference,
    Span,
    Statement,
    Subject,
    Time,
    content_id,
)

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

    from pipeline.extract.entities import EntityIndex
    from pipeline.extract.quantities import Found
    from pipeline.records import Entity, Mention


def facts(
    tokens: TokenIndex,
    article_id: str,
    found: list[Found],
    index: EntityIndex,
    times: list[Time],
    statements: list[Statement],
    title: str | None = None,
) -> list[Fact]:
    """Facts of an article, in text order.

    Args:
        tokens: Its doc.
        article_id: Its id.
        found: Its quantities (:func:`pipeline.extract.quantities.quantities`); change and role are set here.
        index: Its entities.
        times: Its time expressions.
        statements: Its attributed statements.
        title: Its headline.
    """
    text = tokens.doc.text
    changes(found, text)
    focus = Focus(index, statements, title)
    out: list[Fact] = []
    for number, quantity in enumerate(found):
        twin = out[-1] if out and "conversion" in quantity.rules and number else None
        out.append(
            _converted(twin, quantity, text)
            if twin
            else _fact(tokens, article_id, quantity, index, focus, times, statements)
        )
    return out


def _fact(
    tokens: TokenIndex,
    article_id: str,
    found: Found,
    index: EntityIndex,
    focus: Focus,
    times: list[Time],
    statements: list[Statement],
) -> Fact:
    text = tokens.doc.text
    sentence = found.root.sent
    relation = link(found, index)
    credit = attribution(found.start, found.end, statements)
    subject = _subject(found, relation, index, focus, credit)
    sureness, cue = modality(found.root)
    rules = [*found.rules, *found.bounds.rules, relation.rule, *([cue] if cue else [])]
    return Fact(
        id=content_id("f", article_id, found.start, found.end),
        article_id=article_id,
        kind=found.kind,
        quantity=found.record(text),
        property=_span(text, relation.property),
        subject=subject,
        modality=sureness,
        attribution=credit,
        time=_time(tokens, found, sentence, times),
        sentence=_sentence(sentence),
        confidence=confidence(found, relation, subject),
        rules=tuple(dict.fromkeys(rules)),
        version=__version__,
    )


def _converted(twin: Fact, found: Found, text: str) -> Fact:
    """A conversion in brackets claims the same as the amount before it."""
    record = found.record(text)
    if record.comparator == "=" and record.value is not None:
        comparator = twin.quantity.comparator
        record = replace(
            record,
            comparator=comparator if comparator != "range" else "=",
            approximate=record.approximate or twin.quantity.approximate,
            value_min=record.value if comparator in (">", ">=") else None,
            value_max=record.value if comparator in ("<", "<=") else None,
        )
    return replace(
        twin,
        id=content_id("f", twin.article_id, found.start, found.end),
        kind=found.kind,
        quantity=record,
        rules=tuple(
            dict.fromkeys([*found.rules, *found.bounds.rules, *(r for r in twin.rules if r.startswith("subject:"))])
        ),
    )


def _span(text: str, place: tuple[int, int] | None) -> Span | None:
    return None if place is None else Span(text[place[0] : place[1]], *place)


def _sentence(sentence: SpacySpan) -> Span:
    text = sentence.text
    start = sentence.start_char + len(text) - len(text.lstrip())
    text = text.strip()
    return Span(text, start, start + len(text))


def _subject(
    found: Found, relation: Link, index: EntityIndex, focus: Focus, credit: Attribution | None
) -> Subject | None:
    """The subject as a record: the mention in this sentence, else the nearest antecedent."""
    token = relation.subject
    if token is not None:
        entity = index.at(token.idx, token.idx + len(token))
        if entity is not None:
            return _of_entity(_mention(entity, token), entity, found, focus)
        if token.tag_ in ("PRP", "PRP$"):
            # A pronoun that nothing resolved, inside what somebody says of himself.
            if credit is not None and credit.source is not None and token.lower_ in _THIRD:
                return _of_source(credit.source, index, found, focus)
        elif token.tag_ in NOUNS and not (is_measure(token) and needs_owner(token)):
            return _of_noun(token)
    if token is not None and is_firm(token) and credit is not None and credit.source is not None:
        spoken = index.at(credit.source.start, credit.source.end)
        if spoken is not None and spoken.type == "ORG":
            relation.rule += "+source"
            return _of_source(credit.source, index, found, focus)
    if token is None or token.tag_ in ("PRP", "PRP$", "WDT", "DT") or needs_owner(token):
        place = focus.at(found.start)
        if place is not None:
            relation.rule += "+focus"
            return _of_entity(place[0], place[1], found, focus)
    return _of_noun(token) if token is not None and token.tag_ in NOUNS else None


_THIRD = frozenset({"it", "its", "they", "their", "he", "she", "his", "her", "itself", "themselves"})


def _of_entity(mention: Mention, entity: Entity, found: Found, focus: Focus) -> Subject:
    focus.claimed(found.start, entity)
    return Subject(mention.text, mention.start, mention.end, entity.name, entity.id, entity.type)


def _of_source(source: Reference, index: EntityIndex, found: Found, focus: Focus) -> Subject:
    entity = index.at(source.start, source.end)
    if entity is not None:
        focus.claimed(found.start, entity)
    name = source.name or source.text
    return Subject(source.text, source.start, source.end, name, source.entity_id, entity.type if entity else None)


def _of_noun(token: Token) -> Subject:
    text = token.doc.text
    start, end = span_of(token)
    low, high = core_phrase(token)
    return Subject(text[start:end], start, end, text[low:high], None, None)


def _mention(entity: Entity, token: Token) -> Mention:
    for mention in entity.mentions:
        if mention.start < token.idx + len(token) and token.idx < mention.end:
            return mention
    return entity.mentions[0]


def attribution(start: int, end: int, statements: list[Statement]) -> Attribution | None:
    """The innermost statement whose content holds the span."""
    best: Statement | None = None
    for statement in statements:
        content = statement.content
        if content.start <= start and end <= content.end:
            smaller = best is None or content.end - content.start < best.content.end - best.content.start
            if smaller and (statement.source is not None or best is None):
                best = statement
    if best is None or best.source is None:
        return None
    return Attribution(best.source, best.cue, best.id)


def _time(tokens: TokenIndex, found: Found, sentence: SpacySpan, times: list[Time]) -> FactTime | None:
    """The date of the sentence that stands in the quantity's own clause, the nearest if there are several."""
    verb = clause_verb(found.root)
    best: tuple[int, Time] | None = None
    for time in times:
        if (
            time.start >= sentence.end_char
            or time.end <= sentence.start_char
            or time.type != "DATE"
            and time.type != "TIME"
        ):
            continue
        if not time.value[:1].isdigit() or time.start < found.end and found.start < time.end:
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
