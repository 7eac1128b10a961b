"""Credit without a verb: "according to", "in the words of", and nouns of speech ("his claim that")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.statements.cues import nouns, phrases, reckonings, short_phrases
from pipeline.extract.statements.sources import is_document, noun_phrase, source_of
from pipeline.extract.statements.verb_cues import Extent, Report
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.parse import NOUNS, RELATIVES, VERBS, own_subject

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


_RESTS = lexicons.words("reporting_phrases", rests="yes")


def phrase_reports(text: str, sentence: Span) -> Iterator[Report]:
    """Reports of a sentence of ``text`` by phrases before the source's name."""
    doc = sentence.doc
    for pattern in (phrases(), short_phrases()):
        for match in pattern.finditer(text, sentence.start_char, sentence.end_char):
            cue = match.span()
            span = doc.char_span(*cue)
            if span is None or span.end >= sentence.end:
                continue
            nouns_ = [c for t in span for c in t.children if c.i >= span.end and c.dep_ in ("pobj", "pcomp")]
            if not nouns_:
                continue
            noun = min(nouns_, key=lambda token: token.i)
            if span.text.lower() in _RESTS and not is_document(noun):
                continue  # "based on a chip"
            content = _credited(span, _before_amounts(noun), sentence) or _credited(span, _phrase_end(noun), sentence)
            if content is not None:
                yield Report(cue, noun_phrase(noun), content, None, cue[0], False, "speech", "phrase")
    words = text[sentence.start_char : sentence.end_char].lower()
    if any(noun in words for noun in lexicons.words("reckoning_nouns")):
        yield from _compound_reckonings(sentence)
    for match in reckonings().finditer(text, sentence.start_char, sentence.end_char):
        source = match.span("source") if match.group("source") else match.span("pronoun")
        span = doc.char_span(*match.span(), alignment_mode="contract")
        content = _credited(span, span.end - 1, sentence) if span is not None else None
        if span is not None and content is not None and content[1] <= span.start_char:
            content = content[0], max(content[1], _reckoned(span))
        if content is not None:
            yield Report(match.span("cue"), source, content, None, match.start(), False, "speech", "phrase")


def _before_amounts(noun: Token) -> int:
    """The last token of a source's phrase, without amounts behind a comma: "lost, according to Lee, 40 goats and 3 cows"."""
    for at in range(noun.i + 1, noun.right_edge.i):
        token = noun.doc[at]
        if token.text == "," and noun.doc[at + 1].tag_ in ("CD", "$"):
            return at - 1
    return noun.right_edge.i


def _phrase_end(noun: Token) -> int:
    """The last token of a source's phrase, without the clause that the parse hung from it."""
    loose = next((c for c in noun.rights if c.dep_ in ("relcl", "appos", "acl")), None)
    return noun.right_edge.i if loose is None else max(noun.i, loose.left_edge.i - 1)


def _reckoned(span: Span) -> int:
    """Where the phrase of a reckoning ends, what was reckoned included: "a total by the paper's count of 40 seats"."""
    noun = span[-1]
    of = next((c for c in noun.rights if c.dep_ == "prep" and c.lower_ == "of" and c.i == noun.i + 1), None)
    return 0 if of is None else of.right_edge.idx + len(of.right_edge)


def _compound_reckonings(sentence: Span) -> Iterator[Report]:
    """ "By police estimates", "on army figures": the noun before a noun of reckoning is its source."""
    known = lexicons.words("reckoning_nouns")
    for token in sentence:
        if token.dep_ != "pobj" or token.lower_ not in known or token.head.lower_ not in ("by", "on", "in"):
            continue
        source = next((c for c in token.lefts if c.dep_ == "compound" and c.tag_ in NOUNS), None)
        phrase = token.head
        if source is None or not _can_reckon(source) or any(c.dep_ in ("poss", "det") for c in token.lefts):
            continue
        content = _credited(sentence.doc[phrase.i : token.i + 1], token.i, sentence)
        if content is not None:
            cue = (phrase.idx, token.idx + len(token))
            yield Report(cue, noun_phrase(source), content, None, cue[0], False, "speech", "phrase")


def _can_reckon(noun: Token) -> bool:
    """Whether a noun names people or an institution: "army figures", not "population figures"."""
    lower = noun.lower_
    heads = (lexicons.words("entity_heads", type=kind) for kind in ("ORG", "PERSON"))
    return noun.tag_ in ("NNP", "NNPS") or any(lower in known for known in heads)


def _credited(span: Span, end: int, sentence: Span) -> Extent | None:
    """The rest of the clause that a phrase, whose last token is ``end``, stands in: after, before, or on both sides."""
    doc = sentence.doc
    head = span[0].head
    while head.tag_[:2] != "VB" and head.dep_ != "ROOT" and head.head.i != head.i and head.i != head.head.i:
        head = head.head
    first, last = doc[sentence.start], doc[sentence.end - 1]
    if head.dep_ in ("relcl", "ccomp", "advcl") and head.left_edge.i < span.start:
        first, last = head.left_edge, head.right_edge
    ahead = span.start - (2 if span.start > first.i + 1 and doc[span.start - 1].text == "," else 1)
    if ahead > first.i and doc[ahead].tag_ == "CC" and end + 1 < last.i:
        return doc[end + 1].idx, last.idx + len(last)  # "…, but, according to Lee, rents could fall"
    if span.start - first.i <= 1 or all(_links(doc[i]) for i in range(first.i, span.start)):
        if end + 1 >= last.i:
            return None
        return doc[end + 1].idx, last.idx + len(last)
    if last.i - end <= 2 or doc[min(end + 1, last.i)].text != ",":
        before = doc[span.start - 1]
        return first.idx, before.idx + len(before)
    return first.idx, last.idx + len(last)


def _links(token: Token) -> bool:
    """Whether a token only joins its clause to what stands before: ", which, according to …"."""
    return token.is_punct or token.tag_ in RELATIVES or token.dep_ == "cc"


def noun_report(noun: Token) -> Report | None:
    """What a noun of speech or thought reports ("the minister's claim that …", "a pledge to …"), None if nothing."""
    found = _noun_content(noun, nouns().get(noun.lower_, frozenset()))
    if found is None:
        return None
    source = _holder(noun)
    cue = (noun.idx, noun.idx + len(noun))
    where = noun_phrase(source) if source is not None else None
    return Report(cue, where, found[0], None, cue[0], False, "speech", found[1])


def _noun_content(noun: Token, complements: frozenset[str]) -> tuple[Extent, str] | None:
    """The that-clause or infinitive of a noun of speech."""
    for child in noun.rights:
        first = child.left_edge
        if child.dep_ in ("acl", "ccomp", "relcl"):
            marks = {c.lower_: c for c in child.lefts if c.dep_ in ("mark", "aux")}
            if "that" in complements and "that" in marks and marks["that"].dep_ == "mark":
                return (first.idx, child.right_edge.idx + len(child.right_edge)), "noun that"
            if "to" in complements and "to" in marks:
                return (first.idx, child.right_edge.idx + len(child.right_edge)), "noun to"
    return _behind_holder(noun, complements)


def _behind_holder(noun: Token, complements: frozenset[str]) -> tuple[Extent, str] | None:
    """The that-clause behind whose word it is, which the parse hung elsewhere: "a warning from Acme that profit would fall"."""
    by = next((c for c in noun.rights if c.dep_ == "prep" and c.lower_ in ("by", "from")), None)
    if (
        by is None
        or by.right_edge.ent_type_ in ("DATE", "TIME")
        or "that" not in complements
        or by.right_edge.i + 2 >= noun.sent.end
    ):
        return None
    mark = by.right_edge.nbor(1)
    mark = mark.nbor(1) if mark.text == "," else mark
    verb = mark.head
    while verb.tag_ not in VERBS and verb.head.i != verb.i:
        verb = verb.head
    if mark.lower_ != "that" or verb.i < mark.i or verb.tag_ not in VERBS:
        return None
    return (mark.idx, verb.right_edge.idx + len(verb.right_edge)), "noun that"


def _holder(noun: Token) -> Token | None:
    """Who makes the claim: its possessor, "by" or "from" somebody, or the subject of "issued a warning"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ in ("by", "from", "among"):
            named = next((c for c in child.children if c.dep_ == "pobj"), None)
            if named is not None and named.ent_type_ not in ("DATE", "TIME"):
                return named  # and not "a report from last week that"
    if noun.dep_ == "dobj" and noun.head.tag_[:2] == "VB" and noun.head.lower_ not in verb_class("meets"):
        subject = own_subject(noun.head)
        return source_of(noun.head, subject, False)
    return None
