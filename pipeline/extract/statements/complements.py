"""What a reporting verb's complements say: the content that the parse gives it, by a table of complements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.statements.cues import Verb, nouns, verbs
from pipeline.extract.statements.sources import before, documents
from pipeline.extract.syntax.inflection import noun_lemma
from pipeline.extract.syntax.parse import FINITE, NOUNS, RELATIVES, child, heads_clause

if TYPE_CHECKING:
    from spacy.tokens import Token

Extent = tuple[int, int]
OBJECTS = frozenset({"dobj", "oprd", "attr"})
BREAKS = frozenset({",", "—", "–", "--", "-", ";"})
MARKS = frozenset("\"“”'‘’") | {"''", "``"}
_REASONS = lexicons.words("function_words", role="reason")
_TELLS = frozenset({"told", "tells", "tell"})


@dataclass(frozen=True)
class Frame:
    """A verb with its entry in the lexicon, its children, its subject and its voice."""

    verb: Token
    entry: Verb
    children: list[Token]
    subject: Token | None
    passive: bool

    def allows(self, *frames: str) -> bool:
        """Whether the lexicon gives the verb one of some complements."""
        return not self.entry.frames.isdisjoint(frames)

    @cached_property
    def after(self) -> list[Token]:
        """The children behind the verb."""
        return [c for c in self.children if c.i > self.verb.i]

    @cached_property
    def objects(self) -> list[Token]:
        """Objects and predicates behind the verb, relative pronouns left out."""
        return [c for c in self.after if c.dep_ in OBJECTS and c.tag_ not in ("WP", "WDT")]

    @cached_property
    def clause(self) -> Token | None:
        """The first clause behind the verb."""
        return next((c for c in self.after if c.dep_ == "ccomp"), None)

    @cached_property
    def infinitive(self) -> Token | None:
        """The infinitive behind the verb."""
        found = next((c for c in self.after if c.dep_ == "xcomp"), None) or self.clause
        return found if found is not None and any(c.tag_ == "TO" for c in found.children) else None


def content_of(frame: Frame) -> tuple[Extent, str] | None:
    """The content that the parse gives a verb, by the complements it allows, and the name of the complement."""
    for name, complement in COMPLEMENTS:
        found = complement(frame)
        if found is not None:
            return found, name
    return None


def _finite(frame: Frame) -> Extent | None:
    """ "Said it would close"."""
    clause, verb = frame.clause, frame.verb
    if clause is None or clause is frame.infinitive or not _is_statement(clause, verb, frame.entry):
        return None
    if _credits_another(clause, frame):
        return None
    return extent(_start(clause, verb), _last_reason(_end(clause), verb))


def _credits_another(clause: Token, frame: Frame) -> bool:
    """Whether a clause behind a verb only credits somebody else with the clause before: "…, the paper reported Lee said"."""
    entry = verbs().get(clause.lower_)
    if entry is None or entry.group != "speech" or clause.right_edge.i != clause.i or child(clause, "nsubj") is None:
        return False
    return any(c.dep_ == "ccomp" and c.i < frame.verb.i for c in frame.children)


def _last_reason(last: Token, verb: Token) -> Token:
    """The end of what is said with the reason that the parse hung from the saying: "said it had closed because 40 fell ill"."""
    if last.i + 1 >= len(last.doc) or last.nbor(1).lower_ not in _REASONS:
        return last
    clause = last.nbor(1).head
    hangs = clause.dep_ == "advcl" and clause.head.i in (verb.i, verb.head.i) and clause.left_edge.i == last.i + 1
    return clause.right_edge if hangs else last


def _is_statement(clause: Token, verb: Token, entry: Verb) -> bool:
    """Whether a clause after the verb is its content: finite or quoted.

    Not "heard him speak", "she said, adding …", "that said, we …".
    """
    if not entry.frames & {"that", "quote"} or verb.doc[verb.i + 1 : verb.i + 2].text == ";":
        return False  # "…, she said; a neighbour spoke of 25"
    if entry.group == "thought" and not heads_clause(clause) and clause.left_edge.lower_ != "that":
        return False  # "found both men guilty"
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


def _is_apart(verb: Token) -> bool:
    """Whether a verb opens a clause of its own beside another: behind "while" or a semicolon."""
    if verb.dep_ == "advcl":
        return verb.left_edge.lower_ in ("while", "whereas")
    return before(verb.left_edge) == ";" and child(verb, "nsubj") is not None


def _end(clause: Token) -> Token:
    """Last token of a clause, without "while Y warned that …" and "; Y reported": somebody else speaks beside it, not in it."""
    for other in clause.rights:
        entry = verbs().get(other.lower_) if other.dep_ in ("advcl", "conj") else None
        beside = entry is not None and entry.group == "speech" and _is_apart(other)
        if beside and other.left_edge.i - 1 > clause.i:
            return clause.doc[other.left_edge.i - 1]
    return clause.right_edge


def _that(frame: Frame) -> Extent | None:
    """A that-clause that the parse hung from the person told ("told a meeting that …")."""
    if not frame.allows("that"):
        return None
    verb = frame.verb
    doc = verb.doc
    for i in range(verb.i + 1, min(verb.i + 3, len(doc))):
        if doc[i].lower_ == "that" and doc[i].tag_ == "IN":
            clause = doc[i].head
            if clause.i > i and clause.left_edge.i >= verb.i:
                return extent(doc[i], clause.right_edge)
    said = verb.i + 1
    if said + 1 < len(doc) and doc[said].lower_ == "that" and doc[said].tag_ == "IN" and doc[said].head.i == verb.i:
        return extent(doc[said], verb.right_edge) if verb.right_edge.i > said else None
    heads = [c for c in frame.after if c.dep_ in ("dobj", "dative", "npadvmod", "prep")]
    for head in heads:
        for node in head.subtree:
            hangs = node.dep_ in ("relcl", "acl", "ccomp") and node.i > head.i
            if hangs and any(c.lower_ == "that" and c.dep_ == "mark" for c in node.children):
                return extent(node.left_edge, node.right_edge)
    return None


def _misread(frame: Frame) -> Extent | None:
    """A clause whose verb the parse took for a participle of its subject: "said 300 people registered for it"."""
    found = frame.objects[0] if frame.objects else None
    if found is None or frame.passive or frame.entry.group != "speech" or not frame.allows("that"):
        return None
    if frame.allows("object", "object-as", "object-to") or not any(c.dep_ == "acl" for c in found.rights):
        return None
    return extent(found.left_edge, found.right_edge)


def _embedded(frame: Frame) -> Extent | None:
    """What is said of the noun before it, where the parse lost the clause: "a battery that the maker says lasts a day"."""
    verb = frame.verb
    if verb.dep_ != "relcl" or frame.subject is None or not frame.allows("that") or verb.i + 1 >= len(verb.doc):
        return None
    behind = verb.nbor(1)
    while behind.tag_ == "RB" and behind.i + 1 < len(verb.doc):
        behind = behind.nbor(1)
    linked = any(c.tag_ in RELATIVES and c.i < frame.subject.i for c in verb.lefts)
    if not linked or behind.tag_ not in FINITE or behind.sent_start == 1:
        return None
    return extent(behind, behind.right_edge) if behind.head.i < behind.i else extent(behind, behind.head.right_edge)


def _gerund(frame: Frame) -> Extent | None:
    """ "Reported losing 40 sheep"."""
    if not frame.allows("ing") or frame.passive:
        return None
    found = next((c for c in frame.after if c.dep_ in ("xcomp", "ccomp") and c.tag_ == "VBG"), None)
    if found is None or frame.verb.nbor(1).text in BREAKS:
        return None
    return extent(found.left_edge, found.right_edge)


def _behind_participle(frame: Frame) -> Extent | None:
    """The clause after ", adding" where the parse took the participle for the clause's subject."""
    verb = frame.verb
    if verb.dep_ != "csubj" or verb.tag_ != "VBG" or frame.entry.group != "speech" or before(verb) != ",":
        return None
    return extent(verb.nbor(1), verb.head.right_edge) if verb.head.i > verb.i else None


def _infinitive(frame: Frame) -> Extent | None:
    """ "Promised to close", "is said to have closed"."""
    allowed = frame.allows("to", "object-to") or (frame.passive and frame.allows("that"))
    if frame.infinitive is None or not allowed:
        return None
    return extent(frame.infinitive.left_edge, frame.infinitive.right_edge)


def _preceding(frame: Frame) -> Extent | None:
    """A clause before its verb ("Y, X said."): not where a colon divides, nor where the verb has an object."""
    verb, subject = frame.verb, frame.subject
    if subject is None or frame.passive or not frame.allows("that", "quote"):
        return None
    clause = next((c for c in reversed(frame.children) if c.dep_ == "ccomp" and c.i < verb.i), None)
    if clause is None or (any(c.dep_ in OBJECTS for c in frame.after) and verb.lower_ not in _TELLS):
        return None
    doc = verb.doc
    first = min(subject.left_edge.i, verb.i)
    gap = doc[first - 1]
    closing = verb.i + 1 >= len(doc) or doc[verb.i + 1].text == "."
    if gap.text not in BREAKS and gap.text not in MARKS and not (closing and clause.right_edge.i < first):
        return None
    # what stands between the clause and the credit goes on with it: "…, while rents fell, the bank said"
    return extent(_opening(clause, verb), gap)


def _opening(clause: Token, verb: Token) -> Token:
    """Where a clause begins with what the parse hung from the verb of saying behind it: "In July, sales fell, Lee said"."""
    ahead = [c for c in verb.lefts if c.i < clause.left_edge.i and c.dep_ in ("prep", "advcl", "advmod", "npadvmod")]
    return ahead[0].left_edge if ahead else clause.left_edge


def _preposition(frame: Frame) -> Extent | None:
    """ "Warned the city of floods", "pointed to a shortage"."""
    named = next((c for c in frame.after if c.dep_ in ("prep", "prt") and c.lower_ in frame.entry.prepositions), None)
    if named is None or (last := _last(named, frame.after)).i <= named.i:
        return None  # where the sentence breaks off behind the preposition as well
    ahead = frame.objects and frame.objects[0].i < named.i
    return extent(frame.objects[0].left_edge if ahead else named.nbor(1), last)


def _as(frame: Frame) -> Extent | None:
    """ "Described the plan as a mistake"."""
    as_ = next((c for c in frame.after if c.dep_ == "prep" and c.lower_ == "as"), None) if frame.allows("as") else None
    if as_ is None or as_.right_edge.i <= as_.i or not (frame.objects or frame.passive):
        return None
    return extent(frame.objects[0].left_edge if frame.objects else as_.nbor(1), as_.right_edge)


def _two_objects(frame: Frame) -> Extent | None:
    """ "Called the plan a mistake"."""
    objects = frame.objects
    if not objects or frame.passive or not frame.allows("object-as"):
        return None
    doubled = len(objects) > 1 or any(c.dep_ == "appos" for c in objects[0].children)
    return extent(objects[0].left_edge, objects[-1].right_edge) if doubled else None


def _shown(frame: Frame) -> Extent | None:
    """What a poll or other document shows: "figures show a 2 percent drop", "polls show Lee with 40 percent"."""
    subject = frame.subject
    if frame.entry.group != "evidence" or not frame.objects or frame.passive or subject is None:
        return None
    if noun_lemma(subject).lower() not in documents():
        return None
    return extent(frame.objects[0].left_edge, _last(frame.verb, frame.after))


def _object(frame: Frame) -> Extent | None:
    """ "Predicted a shortage"; not "disputed the union's claim that", which is the union's word."""
    if not frame.objects or frame.passive or not frame.allows("object"):
        return None
    if frame.objects[0].lower_ in nouns() and any(c.dep_ == "poss" and c.tag_ in NOUNS for c in frame.objects[0].lefts):
        return None
    return extent(frame.objects[0].left_edge, _last(frame.objects[0], frame.after))


COMPLEMENTS: tuple[tuple[str, Callable[[Frame], Extent | None]], ...] = (
    ("clause", _finite),
    ("that", _that),
    ("clause", _behind_participle),
    ("clause", _embedded),
    ("clause", _misread),
    ("gerund", _gerund),
    ("infinitive", _infinitive),
    ("clause before", _preceding),
    ("preposition", _preposition),
    ("as", _as),
    ("as", _two_objects),
    ("object", _object),
    ("object", _shown),
)
"""The complements that hold what a verb reports, the surest first, with the names that rules give them."""


def _last(node: Token, after: list[Token]) -> Token:
    """Rightmost token of a complement with what follows it without a comma in the same verb phrase."""
    last = node.right_edge
    for number, other in enumerate(after):
        between = after[number + 1 : number + 2]
        if other.dep_ == "npadvmod" and other.left_edge.i == last.i + 1 and any(c.dep_ == "xcomp" for c in between):
            last = other.right_edge  # "announced plans Friday to close"
        if other.left_edge.i == last.i + 1 and other.dep_ in ("prep", "dobj", "acl", "xcomp"):
            last = other.right_edge
    return last


def extent(first: Token, last: Token) -> Extent:
    """The characters from one token to the end of another."""
    return first.idx, last.idx + len(last)
