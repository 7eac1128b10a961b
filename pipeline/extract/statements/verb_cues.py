"""Reported speech over the parse of a sentence: cue, whose word it is, and what it covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.statements.complements import BREAKS, MARKS, OBJECTS, Extent, Frame, content_of, extent
from pipeline.extract.statements.cues import Verb, verbs
from pipeline.extract.statements.sources import before, is_passive, noun_phrase, revealing, source_of
from pipeline.extract.syntax.nouns import is_person
from pipeline.extract.syntax.parse import child, own_subject, tokens_before

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_OPEN_CLASS = Verb("", "speech", frozenset({"that", "quote"}), frozenset())
_COPULAS = lexicons.words("function_words", role="copula")
CLAUSAL = frozenset({"ROOT", "conj", "advcl", "ccomp", "relcl", "parataxis"})
"""Where a verb of no list stands that may report what a clause says."""
_COMPLEMENTS = frozenset({"dobj", "ccomp", "xcomp", "dative", "parataxis"})
_IMPERSONAL = frozenset({"it", "this", "that"})
"""Subjects of verbs that only tell that something became known ("it emerged that")."""
_PARTICIPANTS = frozenset({"i", "we", "you"})
_LONGEST_CREDIT = 14  # tokens from a verb of saying to the end of its clause
_GOES_ON = 3
"""Tokens behind a parenthesis that are more of what is said."""
_PHRASAL = frozenset({"infinitive", "preposition", "as", "object"})


@dataclass(frozen=True, slots=True)
class Report:
    """A cue with its source and content as character spans of the article.

    ``content`` is what the parse gives the cue, None where only quoted words can hold it; ``around`` is then the clause
    that a parenthetic "X said" stands in or follows. ``start`` is where the cue's own clause begins ("X said"), so that
    a quotation before it can be told; ``quotable`` whether the cue introduces quoted words at all.
    """

    cue: Extent
    source: Extent | None
    content: Extent | None
    around: Extent | None
    start: int
    quotable: bool
    group: str
    rule: str


def verb_report(verb: Token, sentence: Span) -> Report | None:
    """What a verb of a parsed sentence reports, None if nothing."""
    entry = verbs().get(verb.lower_)
    if entry is not None and entry.group == "none":
        return None
    if (entry is None and verb.dep_ not in CLAUSAL) or _describes(verb):
        return None
    told = _as_by(verb) if entry is not None and verb.tag_ == "VBN" else None
    return told or _clause_report(verb, entry, sentence)


def _describes(verb: Token) -> bool:
    """Whether a participle behind "is" has no complement and only describes: "the outlook is promising"."""
    labels = {child.dep_ for child in verb.children}
    progressive = any(child.dep_ == "aux" and child.lower_ in _COPULAS for child in verb.children)
    return verb.tag_ == "VBG" and progressive and labels.isdisjoint(_COMPLEMENTS)


def _clause_report(verb: Token, entry: Verb | None, sentence: Span) -> Report | None:
    """What a verb reports by its complements, or as a parenthesis in the clause that it stands in."""
    subject = own_subject(verb)
    children = list(verb.children)
    if entry is None:
        if subject is None or not _open_class(verb, subject, children):
            return None
        entry = _OPEN_CLASS
    if subject is None and "quote" in entry.frames:
        subject = _inverted(verb, children)
    passive = is_passive(verb, subject)
    source = source_of(verb, subject, passive)
    around = None
    found: tuple[Extent | None, str] | None = content_of(Frame(verb, entry, children, subject, passive))
    if (
        found is not None
        and found[1] in _PHRASAL
        and not passive
        and (source is None or source.lower_ in _PARTICIPANTS)
    ):
        found = None
    if found is None:
        around = _parenthetic(verb, entry, subject, children, sentence)
        if around is None and "quote" not in entry.frames:
            return None
        found = (None, "quote" if around is None else "parenthetic")
    content, rule = found
    cue = (verb.idx, verb.idx + len(verb))
    first = subject.left_edge.idx if subject is not None and subject.i < verb.i else verb.idx
    where = noun_phrase(source) if source is not None else None
    return Report(cue, where, content, around, first, "quote" in entry.frames and not passive, entry.group, rule)


def _as_by(verb: Token) -> Report | None:
    """ "As first noticed by X, …", "…, as reported by X", "as noted in the report": X vouches for the clause beside it."""
    first = verb
    while first.i > 0 and first.nbor(-1).tag_ in ("RB", "VBD", "VBZ", "VBN") and first.nbor(-1).head.i == verb.i:
        first = first.nbor(-1)
    if first.i == 0 or before(first).lower() != "as" or child(verb, "nsubj") is not None:
        return None
    agent = next((c for c in verb.rights if c.dep_ in ("agent", "prep") and c.lower_ == "by"), None)
    source = child(agent, "pobj") if agent is not None else revealing(verb)
    if source is None:
        return None
    content = _beside_as(verb)
    if content is None:
        return None
    return Report(
        (verb.idx, verb.idx + len(verb)), noun_phrase(source), content, None, verb.idx, False, "speech", "as by"
    )


def _inverted(verb: Token, children: list[Token]) -> Token | None:
    """The subject after its verb that the parse took for an object ("…", wrote the judge)."""
    if verb.tag_ not in ("VBD", "VBZ") or before(verb) not in MARKS | {","}:
        return None
    after = verb.i + 2 if any(c.dep_ == "prt" and c.i == verb.i + 1 for c in children) else verb.i + 1
    return next((c for c in children if c.dep_ == "dobj" and c.left_edge.i == after), None)


def _open_class(verb: Token, subject: Token, children: list[Token]) -> bool:
    """Whether a verb of no list takes a that-clause and has a subject that could speak."""
    if subject.dep_ != "nsubj" or subject.i > verb.i or verb.lower_ in _COPULAS or subject.lower_ in _IMPERSONAL:
        return False
    clause = next((c for c in children if c.dep_ == "ccomp" and c.i > verb.i), None)
    return clause is not None and any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def _parenthetic(
    verb: Token, entry: Verb, subject: Token | None, children: list[Token], sentence: Span
) -> Extent | None:
    """The clause that ", X said," stands in or ", X said." follows, by commas and order."""
    if subject is None or entry.group not in ("speech", "thought") or "that" not in entry.frames:
        return None
    if subject.tag_ in ("WDT", "WP") or any(c.dep_ in OBJECTS and c.i > verb.i for c in children):
        return None
    if verb.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "as" for c in children):
        return _beside_as(verb)
    doc = verb.doc
    first = min(_behind_title(subject).left_edge.i, verb.i)
    if first <= sentence.start + 1 or doc[first - 1].text not in BREAKS:
        return None
    at = _credit_end(verb, subject, sentence)
    if at is None:
        return None
    head = verb.head
    clause = verb.dep_ in ("parataxis", "ccomp", "advcl") and head.dep_ in ("relcl", "ccomp", "advcl")
    start = head.left_edge if clause and head.left_edge.i < first else doc[sentence.start]
    if sentence.end - at < _GOES_ON or doc[at].text == ";":
        return extent(start, doc[first - 1])
    return extent(_behind_semicolon(start, doc[first - 1]), doc[sentence.end - 1])


def _credit_end(verb: Token, subject: Token, sentence: Span) -> int | None:
    """The token that ends the clause "X said on Monday"; None where it leads to something or does not end soon."""
    doc = verb.doc
    at = max(verb.i, subject.right_edge.i) + 1
    while at < sentence.end and doc[at].text not in BREAKS and doc[at].text not in MARKS:
        if at - verb.i > _LONGEST_CREDIT or doc[at].text == ":":
            return None
        at += 1
    return at


def _behind_title(subject: Token) -> Token:
    """The title before a name that the parse hung elsewhere: "…, coast guard spokeswoman Ann Lee said"."""
    first = subject.left_edge
    title = first.nbor(-1) if first.i else first
    return title if first.tag_ == "NNP" and title.tag_ == "NN" and is_person(title) else subject


def _behind_semicolon(start: Token, end: Token) -> Token:
    """The first token behind the last semicolon between two tokens, or the first of them."""
    return next((token.nbor(1) for token in tokens_before(end, start.i + 1) if token.text == ";"), start)


def _beside_as(verb: Token) -> Extent | None:
    """The clause beside "as X noted": the one behind its comma, or the one before it."""
    head, last = verb.head, verb.right_edge
    if any(c.dep_ == "neg" for c in head.children):
        return None  # "it did not fall, as a rival had claimed": the rival said the contrary
    if verb.i > head.i:
        ahead = verb.left_edge.i - 1
        return extent(head.left_edge, verb.doc[ahead]) if ahead > head.i else None
    if last.text != "," and last.i < head.i:
        last = last.nbor(1)
    return extent(last.nbor(1), head.right_edge) if last.i < head.i and last.text == "," else None
