"""Reported speech over the parse of a sentence: cue, whose word it is, and what it covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.statements.cues import Verb, verbs
from pipeline.extract.statements.sources import before, is_passive, noun_phrase, source_of, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

Extent = tuple[int, int]
_OPEN_CLASS = Verb("", "speech", frozenset({"that", "quote"}), frozenset())
_COPULAS = frozenset({"be", "is", "are", "was", "were", "been", "'s", "’s", "'re", "’re", "'m", "’m", "being", "am"})
_OBJECTS = frozenset({"dobj", "oprd", "attr"})
_BREAKS = frozenset({",", "—", "–", "--", "-", ";"})
CLAUSAL = frozenset({"ROOT", "conj", "advcl", "ccomp", "relcl", "parataxis"})
"""Where a verb of no list stands that may report what a clause says."""
_PARTICIPANTS = frozenset({"i", "we", "you"})
_PHRASAL = frozenset({"infinitive", "preposition", "as", "object"})
_MARKS = frozenset("\"“”'‘’") | {"''", "``"}


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
    if entry is None and verb.dep_ not in CLAUSAL:
        return None
    subject = subject_of(verb)
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
    found = _content(verb, entry, children, subject, passive)
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


def _inverted(verb: Token, children: list[Token]) -> Token | None:
    """The subject after its verb that the parse took for an object ("…", wrote the judge)."""
    if verb.tag_ not in ("VBD", "VBZ") or before(verb) not in _MARKS | {","}:
        return None
    after = verb.i + 2 if any(c.dep_ == "prt" and c.i == verb.i + 1 for c in children) else verb.i + 1
    return next((c for c in children if c.dep_ == "dobj" and c.left_edge.i == after), None)


def _open_class(verb: Token, subject: Token, children: list[Token]) -> bool:
    """Whether a verb of no list takes a that-clause and has a subject that could speak."""
    if subject.dep_ != "nsubj" or subject.i > verb.i or verb.lower_ in _COPULAS:
        return False
    clause = next((c for c in children if c.dep_ == "ccomp" and c.i > verb.i), None)
    return clause is not None and any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def _content(
    verb: Token, entry: Verb, children: list[Token], subject: Token | None, passive: bool
) -> tuple[Extent | None, str] | None:
    """The content that the parse gives the verb, by the frames it allows, and the name of the rule."""
    frames = entry.frames
    clauses = [c for c in children if c.dep_ == "ccomp"]
    right = next((c for c in clauses if c.i > verb.i), None)
    infinitive = next((c for c in children if c.dep_ == "xcomp" and c.i > verb.i), None) or right
    if infinitive is not None and not any(c.tag_ == "TO" for c in infinitive.children):
        infinitive = None
    if right is not None and right is not infinitive and _is_statement(right, verb, entry):
        return _extent(_start(right, verb), _end(right)), "clause"
    if "that" in frames:
        that = _that_clause(verb, children)
        if that is not None:
            return that, "that"
    misread = _participle(verb, entry)
    if misread is not None:
        return misread, "clause"
    if infinitive is not None and ("to" in frames or "object-to" in frames or (passive and "that" in frames)):
        return _extent(infinitive.left_edge, infinitive.right_edge), "infinitive"
    left = next((c for c in reversed(clauses) if c.i < verb.i), None)
    if left is not None and subject is not None and not passive and ("that" in frames or "quote" in frames):
        preceding = _before(left, verb, subject, children)
        if preceding is not None:
            return preceding, "clause before"
    return _phrasal(verb, entry, children, passive)


def _is_statement(clause: Token, verb: Token, entry: Verb) -> bool:
    """Whether a clause after the verb is its content: finite or quoted.

    Not "heard him speak", "she said, adding …", "that said, we …".
    """
    if not entry.frames & {"that", "quote"}:
        return False
    if clause.tag_ == "VB" and entry.group == "thought":
        return any(c.tag_ == "MD" or c.tag_ in ("VBD", "VBP", "VBZ") for c in clause.children)
    edge = clause.left_edge
    if edge.tag_ == "VBG" and edge.lower_ in verbs() and edge.i > verb.i and before(edge) == ",":
        return _start(clause, verb).lower_ == "that"
    aside = before(verb).lower() == "that" and verb.doc[verb.i + 1 : verb.i + 2].text == ","
    return not aside


def _start(clause: Token, verb: Token) -> Token:
    """First token of a clause: behind the verb ("a model that it says can run"), and behind whom the verb cites."""
    edge = clause.left_edge
    if edge.i < verb.i:
        return verb.nbor(1)
    if edge.tag_ == "VBG":
        return next((c for c in clause.lefts if c.dep_ == "mark" and c.lower_ == "that"), edge)
    return edge


def _end(clause: Token) -> Token:
    """Last token of a clause, without "while Y warned that …": somebody else speaks beside it, not in it."""
    for child in clause.rights:
        entry = verbs().get(child.lower_) if child.dep_ == "advcl" else None
        beside = entry is not None and entry.group == "speech" and child.left_edge.lower_ in ("while", "whereas")
        if beside and child.left_edge.i - 1 > clause.i:
            return clause.doc[child.left_edge.i - 1]
    return clause.right_edge


def _participle(verb: Token, entry: Verb) -> Extent | None:
    """The clause after ", adding" where the parse took the participle for the clause's subject."""
    if verb.dep_ != "csubj" or verb.tag_ != "VBG" or entry.group != "speech" or before(verb) != ",":
        return None
    return _extent(verb.nbor(1), verb.head.right_edge) if verb.head.i > verb.i else None


def _that_clause(verb: Token, children: list[Token]) -> Extent | None:
    """A that-clause that the parse hung from the person told ("told a meeting that …")."""
    doc = verb.doc
    for i in range(verb.i + 1, min(verb.i + 3, len(doc))):
        if doc[i].lower_ == "that" and doc[i].tag_ == "IN":
            clause = doc[i].head
            if clause.i > i and clause.left_edge.i >= verb.i:
                return _extent(doc[i], clause.right_edge)
    heads = [c for c in children if c.i > verb.i and c.dep_ in ("dobj", "dative", "npadvmod", "prep")]
    for head in heads:
        for node in head.subtree:
            hangs = node.dep_ in ("relcl", "acl", "ccomp") and node.i > head.i
            if hangs and any(c.lower_ == "that" and c.dep_ == "mark" for c in node.children):
                return _extent(node.left_edge, node.right_edge)
    return None


def _before(clause: Token, verb: Token, subject: Token, children: list[Token]) -> Extent | None:
    """A clause before its verb ("Y, X said."): not where a colon divides, nor where the verb has an object."""
    if any(c.dep_ in _OBJECTS and c.i > verb.i for c in children) and verb.lower_ not in ("told", "tells", "tell"):
        return None
    doc = verb.doc
    first = min(subject.left_edge.i, verb.i)
    gap = doc[first - 1]
    if gap.text not in _BREAKS and gap.text not in _MARKS:
        return None
    last = clause.right_edge
    if last.i >= first:
        last = doc[first - 1]
    return _extent(clause.left_edge, last)


def _phrasal(verb: Token, entry: Verb, children: list[Token], passive: bool) -> tuple[Extent, str] | None:
    """Content in a noun phrase or a prepositional phrase."""
    after = [c for c in children if c.i > verb.i]
    objects = [c for c in after if c.dep_ in _OBJECTS and c.tag_ not in ("WP", "WDT")]
    named = next((c for c in after if c.dep_ in ("prep", "prt") and c.lower_ in entry.prepositions), None)
    if named is not None:
        last = _last(named, after)
        if last.i > named.i:  # else the sentence breaks off behind the preposition
            first = objects[0].left_edge if objects and objects[0].i < named.i else named.nbor(1)
            return _extent(first, last), "preposition"
    if "as" in entry.frames:
        as_ = next((c for c in after if c.dep_ == "prep" and c.lower_ == "as"), None)
        if as_ is not None and as_.right_edge.i > as_.i and (objects or passive):
            first = objects[0].left_edge if objects else as_.nbor(1)
            return _extent(first, as_.right_edge), "as"
    doubled = len(objects) > 1 or (objects and any(c.dep_ == "appos" for c in objects[0].children))
    if "object-as" in entry.frames and doubled and not passive:
        return _extent(objects[0].left_edge, objects[-1].right_edge), "as"
    if "object" in entry.frames and objects and not passive:
        return _extent(objects[0].left_edge, _last(objects[0], after)), "object"
    return None


def _last(node: Token, after: list[Token]) -> Token:
    """Rightmost token of a complement with what follows it without a comma in the same verb phrase."""
    last = node.right_edge
    for child in after:
        if child.left_edge.i == last.i + 1 and child.dep_ in ("prep", "dobj", "acl", "xcomp"):
            last = child.right_edge
    return last


def _parenthetic(
    verb: Token, entry: Verb, subject: Token | None, children: list[Token], sentence: Span
) -> Extent | None:
    """The clause that ", X said," stands in or ", X said." follows, by commas and order."""
    if subject is None or entry.group not in ("speech", "thought") or "that" not in entry.frames:
        return None
    if subject.tag_ in ("WDT", "WP") or any(c.dep_ in _OBJECTS and c.i > verb.i for c in children):
        return None
    if verb.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "as" for c in children):
        return _beside_as(verb)
    doc = verb.doc
    first = min(subject.left_edge.i, verb.i)
    if first <= sentence.start + 1 or doc[first - 1].text not in _BREAKS:
        return None
    at = max(verb.i, subject.right_edge.i) + 1
    while at < sentence.end and doc[at].text not in _BREAKS and doc[at].text not in _MARKS:
        if at - verb.i > 14 or doc[at].text == ":":
            return None
        at += 1
    head = verb.head
    clause = verb.dep_ in ("parataxis", "ccomp", "advcl") and head.dep_ in ("relcl", "ccomp", "advcl")
    start = head.left_edge if clause and head.left_edge.i < first else doc[sentence.start]
    rest = sentence.end - at
    last = doc[first - 1] if rest < 3 else doc[sentence.end - 1]
    return _extent(start, last)


def _beside_as(verb: Token) -> Extent | None:
    """The clause beside "as X noted": the one behind its comma, or the one before it."""
    head, last = verb.head, verb.right_edge
    if any(c.dep_ == "neg" for c in head.children):
        return None  # "it did not fall, as a rival had claimed": the rival said the contrary
    if verb.i > head.i:
        ahead = verb.left_edge.i - 1
        return _extent(head.left_edge, verb.doc[ahead]) if ahead > head.i else None
    if last.text != "," and last.i < head.i:
        last = last.nbor(1)
    return _extent(last.nbor(1), head.right_edge) if last.i < head.i and last.text == "," else None


def _extent(first: Token, last: Token) -> Extent:
    return first.idx, last.idx + len(last)
