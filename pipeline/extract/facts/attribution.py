"""On whose word a quantity stands, from the article's statements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.modality.cues import foreseen
from pipeline.extract.statements.cues import verbs
from pipeline.extract.statements.sources import reference
from pipeline.extract.syntax.inflection import inflections, verb_class
from pipeline.extract.syntax.nouns import is_person
from pipeline.extract.syntax.parse import NOUNS, VERBS, Tokens, ancestors, span_of, subject_of
from pipeline.records import Attribution, Span, Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft
    from pipeline.extract.statements.index import StatementIndex

_POINT = inflections("point")
_PUT = frozenset({"put", "puts"})
_CLAIM = inflections("claim")
_QUOTE = re.compile('["“”]')
_CREDIT = re.compile(
    r"[,”\"]\s(?P<source>(?:[A-Z]|(?:an?|the|its|his|her|their|official|analysts?|researchers?|police|officials"
    r"|figures|data|numbers|documents|records|filings|statistics|polls?|surveys?|research|results|minutes)\s)"
    r"[^,.;:\"“”]{0,50}?)\s(?P<verb>[a-z]+s|[a-z]+ed|said|show|say|found)"
    r"(?:\s(?:on|late|last|in|at)\s[^,.;]{1,30}|\s[A-Z]\w+day)?(?:[.,;]|$)"
)
_AHEAD = frozenset(("sees", "see", "looking", "looked", "guided", "guiding", "guides"))
_TOUTS = frozenset(("claim", "claims", "claimed", "boasts", "boasted"))
_RESUMES = re.compile(
    r"[,;]\s+(?:and|but|while|if|though|although|because|as|after|when|with|compared|up|down|some|about|around|nearly"
    r"|almost|roughly|more|less|the\s\w+\s(?:was|were|is|are)|\d[\d.,]*)(?!-year-old)\b",
    re.I,
)
_APPOSED = re.compile(r",(?:\s[A-Z][\w'’-]+){2,3}(?=[;,])")
_NEAR = 3
_ASIDE = re.compile(r"[\"“”]|\b(?:who|which|whose|whom|where|according|said|says|added|told)\b", re.I)


def attribution_of(
    tokens: Tokens, found: QuantityDraft, index: EntityIndex, sayings: StatementIndex
) -> Attribution | None:
    """On whose word a quantity stands.

    The innermost statement whose content holds it; else a credit that closes its sentence (", the group said"); else
    the subject of a verb of announcing whose object it is part of ("reported a profit of $5m").
    """
    best: Statement | None = None
    for statement in sayings.holding(found.start, found.end):
        content = statement.content
        if _of_the_speaker(tokens.text, found, statement) or _touted(index, statement):
            continue
        if _beside_the_cue(found, statement) or _performed(statement):
            continue
        if best is None or content.end - content.start < best.content.end - best.content.start:
            best = statement
    if best is None:
        best = _closing_credit(tokens, found, sayings) or _resumed(tokens, found, sayings)
    if best is not None:
        return Attribution(best.source, best.cue, best.id)
    return _announced(tokens, found, index) or _closing_words(tokens, found, index)


def _of_the_speaker(text: str, found: QuantityDraft, statement: Statement) -> bool:
    """Whether a quantity stands in the credit between two parts of a quotation: said X, 29, who leads 40 people."""
    cue, source, content = statement.cue, statement.source, statement.content
    if cue is None or source is None:
        return False
    if found.kind == "age" and source.end <= found.start and found.end <= cue.start <= found.end + _NEAR:
        return True  # "Ann Lee, 26, said"
    if not content.start < cue.start < found.start:
        return False
    if source.end > found.start or _QUOTE.search(text, max(cue.end, source.end), found.start):
        return False
    return statement.kind != "indirect" or not _goes_on(text, found, max(cue.end, source.end))


def _goes_on(text: str, found: QuantityDraft, end: int) -> bool:
    """Whether what is said goes on behind the credit that ends at ``end``: ", Lee said, and 40 shops would close"."""
    if found.kind == "age" or _RESUMES.match(text, end, found.end) is None:
        return False
    return _ASIDE.search(text, end, found.start) is None


def _performed(statement: Statement) -> bool:
    """Whether the cue does something by words and claims nothing: "agreed to pay $2bn", "asked why", "rejected it"."""
    return statement.cue is not None and statement.cue.text.lower() in verb_class("perform")


def _beside_the_cue(found: QuantityDraft, statement: Statement) -> bool:
    """Whether a duration says when something was said: "three months ago the firm announced"."""
    if found.kind != "duration" or statement.cue is None:
        return False
    token = found.root
    for above in ancestors(found.root):
        if above.tag_ in VERBS:
            return token.dep_ in ("npadvmod", "advmod", "prep") and above.idx == statement.cue.start
        token = above
    return False


def _closing_credit(tokens: Tokens, found: QuantityDraft, sayings: StatementIndex) -> Statement | None:
    _, end = tokens.characters(found.sentence)
    for statement in sayings.cued_in(found.end, end):
        cue, source = statement.cue, statement.source
        if cue is None or source is None or source.start < found.end:
            continue
        if statement.content.start > cue.start:
            continue  # the quantity belongs to the saying: "three months ago, Kestrel announced that ..."
        if tokens.at(cue.start).dep_ == "ROOT":
            return statement
    return None


def _resumed(tokens: Tokens, found: QuantityDraft, sayings: StatementIndex) -> Statement | None:
    """The credit in the midst of what is said, of which the statement holds only the part before it."""
    begin, _ = tokens.characters(found.sentence)
    for statement in sayings.cued_in(begin, found.start):
        cue, source, content = statement.cue, statement.source, statement.content
        if cue is None or source is None or statement.kind != "indirect" or content.end > cue.start:
            continue
        end = max(cue.end, source.end)
        name = _APPOSED.match(tokens.text, end)
        end = name.end() if name is not None else end
        if end <= found.start and _goes_on(tokens.text, found, end):
            return statement
    return None


def _touted(index: EntityIndex, statement: Statement) -> bool:
    """Whether a product "claims" or "boasts" a figure: no word of anybody's."""
    source, cue = statement.source, statement.cue
    return source is not None and cue is not None and _of_a_product(index, cue.text, source.start, source.end)


def _of_a_product(index: EntityIndex, verb: str, start: int, end: int) -> bool:
    entity = index.at(start, end) if verb.lower() in _TOUTS else None
    return entity is not None and entity.type in ("PRODUCT", "WORK")


def _closing_words(tokens: Tokens, found: QuantityDraft, index: EntityIndex) -> Attribution | None:
    """A credit at the end of a sentence that the parser misread: ", Gridline estimates.", ", a survey shows."."""
    first, last = tokens.doc[found.sentence[0]], tokens.doc[found.sentence[1] - 1]
    if first.i == last.i:
        return None
    match = _CREDIT.search(tokens.text, found.end, last.idx + len(last))
    if match is None or match.group("verb").lower() not in verbs():
        return None
    start, end = match.span("source")
    cue = Span(match.group("verb"), *match.span("verb"))
    return Attribution(reference(index, tokens.text, start, end), cue, None)


def _announced(tokens: Tokens, found: QuantityDraft, index: EntityIndex) -> Attribution | None:
    token = found.root
    for verb in ancestors(found.root):
        if verb.tag_ in VERBS:
            if foreseen(verb, token) is not None and verb.lower_ in _AHEAD:
                return _by_subject(tokens, verb, index)
            if verb.tag_ == "VBG" and verb.dep_ in ("ccomp", "acl"):
                object_ = verb if verb.dep_ == "ccomp" else verb.head
                if object_.head.lower_ in _AHEAD and foreseen(object_.head, object_) is not None:
                    return _by_subject(tokens, object_.head, index)
            pointed = token.dep_ == "prep" and token.lower_ in ("to", "for") and verb.lower_ in _POINT
            put = token.dep_ == "prep" and token.lower_ == "at" and verb.lower_ in _PUT
            if not (pointed or put) and (token.dep_ != "dobj" or verb.lower_ not in verb_class("announce")):
                return None
            return _by_subject(tokens, verb, index)
        token = verb
    return None


def _by_subject(tokens: Tokens, verb: Token, index: EntityIndex) -> Attribution | None:
    """The word of a verb's subject, if that is somebody who can give it."""
    source = subject_of(verb)
    if source is None or source.dep_ == "nsubjpass" or source.tag_ not in NOUNS | {"PRP"}:
        return None
    if verb.lower_ in _CLAIM and not _speaks(source, index):
        return None  # "the display claims 3,000 nits"
    start, end = span_of(source)
    if _of_a_product(index, verb.text, start, end):
        return None
    cue = Span(verb.text, verb.idx, verb.idx + len(verb))
    return Attribution(reference(index, tokens.text, start, end), cue, None)


def _speaks(source: Token, index: EntityIndex) -> bool:
    """Whether a noun or name can say something: a person, people or an organisation, no product."""
    entity = index.at(source.idx, source.idx + len(source))
    if entity is not None:
        return entity.type in ("PERSON", "ORG", "GPE", "NORP")
    return source.tag_ == "PRP" or is_person(source) or source.tag_ in ("NNP", "NNPS")
