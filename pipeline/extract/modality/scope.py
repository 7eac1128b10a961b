"""What a cue of modality does not reach: known totals, what is done already, clauses of their own, contrasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pipeline.extract import lexicons
from pipeline.extract.modality.cues import conditional, to_infinitive
from pipeline.extract.syntax.parse import FINITE, NOUNS, SUBJECTS, VERBS, clause_verb

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft
    from pipeline.records import FactTime

_DUTY = lexicons.words("verb_classes", **{"class": "duty"})

_TENSED = frozenset({"VBZ", "VBP", "VBD"})
_SAME_PAST = lexicons.words("verb_classes", **{"class": "same_past"})
_KNOWN = lexicons.words("function_words", role="known_thing")
_DONE = frozenset({"after", "since", "despite"})
_STATES = lexicons.words("function_words", role="states")
_BREAKS = frozenset({":", ";"})
_ADJUNCTS = frozenset({"prep", "advmod", "npadvmod"})

When = Literal["later", "running", "earlier", "untold"]
"""Where the time of a fact lies, seen from the day of its article."""


def contrasted(found: QuantityDraft) -> bool:
    """Whether an amount is set off as the wrong one: "it was sold for $5m, not $6m", "five, but not ten"."""
    doc, first = found.root.doc, found.root.i
    while first > 0 and doc[first].idx > found.bounds.start:
        first -= 1
    if first < 2 or doc[first - 1].lower_ != "not":
        return False
    before = doc[first - 2]
    return before.text == "," or (before.lower_ in ("but", "and") and first > 2 and doc[first - 3].text == ",")


def known_total(found: QuantityDraft) -> bool:
    """Whether a quantity counts all that there are, of which something else says how many: "three of its 71 jets"."""
    noun = found.noun
    if noun is None or noun.dep_ != "pobj" or found.start < noun.head.idx or noun.head.lower_ != "of":
        return False
    if noun.head.head.tag_ != "CD":
        return False
    return any(left.lower_ in _KNOWN or left.dep_ == "poss" for left in noun.lefts)


def conjoined(token: Token) -> Token:
    """What a token hangs from; a bare infinitive is joined to the verb with a modal, not to a finite one between.

    "It will build two plants, the first of which opens in May, and hire 90 people": "hire" goes with "will".
    """
    head = token.head
    if token.tag_ != "VB" or token.dep_ != "conj" or any(left.dep_ == "aux" for left in token.lefts):
        return head
    for _ in range(2):
        modal = any(left.dep_ == "aux" and left.tag_ in ("MD", "TO") for left in head.lefts)
        if modal or head.tag_ not in _TENSED or head.dep_ not in ("advcl", "relcl", "acl", "conj"):
            break
        head = head.head
    return head if head.tag_ == "VB" else token.head


def done(token: Token) -> bool:
    """Whether a gerund says what went before: "will seek partners after losing six seats"."""
    return token.tag_ == "VBG" and token.dep_ == "pcomp" and token.head.lower_ in _DONE


def own_clause(token: Token) -> bool:
    """Whether a tensed verb begins a clause of its own behind a colon or before a semicolon, wherever it hangs."""
    if token.tag_ not in VERBS or token.dep_ == "ROOT":
        return False
    tensed = token.tag_ in _TENSED or any(left.tag_ in FINITE and left.dep_ == "aux" for left in token.lefts)
    if not tensed or not any(left.dep_ in SUBJECTS for left in token.lefts):
        return False
    first = token.left_edge
    if first.i > token.sent.start and first.nbor(-1).text in _BREAKS:
        return True
    between = token.doc[token.right_edge.i + 1 : token.right_edge.i + 2]
    return token.head.i > token.i and between.text == ";"


def adjunct_before(below: Token, verb: Token) -> bool:
    """Whether what holds a quantity only stands before its clause: "in five of ten homes, it did not work"."""
    return below.i < verb.i and below.dep_ in _ADJUNCTS


def reached_by(clause: Token, below: Token) -> bool:
    """Whether a condition reaches what stands before it: not across "and, if", nor from "or 44 hours if"."""
    doc, first = clause.doc, clause.left_edge
    if first.i < below.i:
        return not (first.lower_ == "even" and not _tentative(clause.head))
    if first.lower_ == "even" and not _tentative(clause.head):
        return False
    before = first.nbor(-1)
    if before.text == "," and before.i > 0:
        before = before.nbor(-1)
    if before.dep_ == "cc" and before.i > below.i:
        return False
    alternative = next((t for t in doc[below.i + 1 : first.i] if t.lower_ == "or" and t.nbor(-1).text == ","), None)
    return alternative is None or not any(t.tag_ == "CD" for t in doc[alternative.i + 1 : first.i])


def _tentative(verb: Token) -> bool:
    """Whether a clause's verb speaks of what is not: "would cost", "could lose"."""
    return any(left.dep_ == "aux" and left.lower_ in ("would", "could", "might", "'d", "’d") for left in verb.lefts)


def conditions(verb: Token, below: Token) -> bool:
    """Whether a clause's verb has a condition, and it reaches what hangs from the verb by ``below``."""
    clauses = (c for c in verb.children if c.dep_ == "advcl" and conditional(c))
    return any(reached_by(clause, below) for clause in clauses)


def when(time: FactTime | None, date: str | None) -> When:
    """Whether the time of a fact lies before or behind the day of its article, or holds it."""
    if time is None or date is None:
        return "untold"
    begin, _, end = time.value.partition("/")
    if begin == "FUTURE_REF" or _later(begin, date) or (end and _later(end, date)):
        return "later"
    if end or not begin[:4].isdigit():
        return "untold"
    return "running" if date.startswith(begin[: len(date)]) else "earlier"


def in_future(found: QuantityDraft, time: FactTime | None, date: str | None) -> bool:
    """Whether a present tells what is arranged for a day to come, or a duty what is to be done by then.

    "It goes on sale in May for $300", "they have to save $5m by next April".
    """
    verb = clause_verb(found.root)
    if verb is None or time is None or date is None or not _later(time.value.split("/")[0], date):
        return False
    if verb.tag_ in ("VBZ", "VBP"):
        plain = not any(left.dep_ in ("aux", "auxpass", "neg") for left in verb.lefts)
        return plain and verb.lower_ not in _STATES and (time.start < found.start or verb.idx < time.start)
    duty = {left.lower_ for left in verb.lefts if left.dep_ == "aux"}
    if verb.dep_ == "xcomp" and "to" in duty and verb.head.lower_ in _DUTY:
        return True
    return verb.tag_ == "VB" and not duty.isdisjoint(("should", "must"))


def _later(value: str, date: str) -> bool:
    """Whether a value of TIMEX3 begins behind the day of the article."""
    size = len(value)
    return value > date[:size] and (value[:4] > date[:4] or value[5:6].isdigit())


def compares(token: Token, found: QuantityDraft) -> bool:
    """Whether a multiple or share is only measured by what is planned or guessed: "six times its first estimate"."""
    return found.kind in ("multiple", "ratio") and token.tag_ in NOUNS


def is_finite(verb: Token) -> bool:
    """Whether a verb heads a finite clause of its own below another one."""
    if verb.dep_ in ("ccomp", "relcl", "parataxis"):
        return not (verb.dep_ == "ccomp" and to_infinitive(verb))  # "allowing them to buy 5%"
    if verb.dep_ == "conj" and verb.lower_ in _SAME_PAST and any(c.tag_ == "MD" for c in verb.head.lefts):
        return any(
            c.dep_ in ("nsubj", "nsubjpass", "aux") for c in verb.lefts
        )  # "will open in May and cut the journey"
    if verb.dep_ in ("advcl", "conj"):
        tensed = (verb.tag_ in FINITE and not _bare_infinitive(verb)) or any(
            c.dep_ == "aux" and c.tag_ in FINITE for c in verb.lefts
        )
        return tensed or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.lefts)
    return False


def _bare_infinitive(verb: Token) -> bool:
    """Whether a verb that the tagger took for a plain present goes on behind a modal: "will hire 40, buy six vans and"."""
    if (
        verb.tag_ != "VBP"
        or verb.dep_ != "conj"
        or any(left.dep_ in SUBJECTS or left.dep_ == "aux" for left in verb.lefts)
    ):
        return False
    above = verb.head
    return above.tag_ == "VB" and any(left.dep_ == "aux" and left.tag_ in ("MD", "TO") for left in above.lefts)
