"""Credit by verbs that the tagger took for nouns or participles: "Nintendo estimates operating profit to grow"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.statements.cues import Verb, nouns, verbs
from pipeline.extract.statements.order_cues import BREAKS, HEADS, IN_PHRASE, LONGEST, SPEAKING, end_of, head_of
from pipeline.extract.statements.verb_cues import Extent, Report
from pipeline.extract.syntax.parse import FINITE, NOUNS, RELATIVES, SUBJECTS, own_subject

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PLURAL = frozenset(("NNS", "NNPS"))
_ADJOINED = frozenset(("acl", "amod", "relcl"))
_FEW = 2  # tokens before "as Orbo notes," that are no part of what is said


def forward_report(cue: Token, sentence: Span) -> Report | None:
    """What a word that was tagged as a noun reports by its place: "analysts at Vale & Co estimate that rents will rise".

    A clause with "that" follows it, or, in a sentence that has no verb otherwise, its object; and its form agrees with
    the noun phrase before it.
    """
    verb = verbs().get(cue.lower_)
    if verb is not None and cue.tag_ == "VBD" and cue.dep_ in _ADJOINED:
        return _past_report(cue, verb, sentence)
    if verb is None or not hung_as_noun(cue) or verb.group not in SPEAKING or cue.i <= sentence.start:
        return None
    doc, i, last = cue.doc, cue.i, end_of(sentence)
    if i + 2 >= last or not (doc[i - 1].tag_ in HEADS or _is_name(doc[i - 1])):
        return None
    start = _source_start(cue, sentence.start)
    head = doc[i - 1] if _is_name(doc[i - 1]) else head_of(doc, start, i)
    if head is None or doc[start].tag_ == "PRP$" or not _agrees(cue, verb, head):
        return None
    content = _content(cue, verb, head, (start, sentence.start, last))
    if content is None:
        return None
    source = doc[start].idx, doc[i - 1].idx + len(doc[i - 1])
    return Report((cue.idx, cue.idx + len(cue)), source, content, None, source[0], False, verb.group, "order")


def _content(cue: Token, verb: Verb, head: Token, at: tuple[int, int, int]) -> Extent | None:
    """What a cue reports whose source is headed by a noun; ``at``: where the source, the sentence and its end are."""
    doc, i, (start, first, last) = cue.doc, cue.i, at
    behind, ahead = doc[i + 1], doc[start - 1] if start > first else None
    end = doc[last - 1].idx + len(doc[last - 1])
    if ahead is not None and "that" in verb.frames and behind.text in BREAKS:
        if ahead.lower_ == "as" or (ahead.text in BREAKS and _is_insertion(cue)):
            return doc[i + 2].idx if ahead.i - first < _FEW else doc[first].idx, end
    finite = [k for k in range(first, last) if doc[k].tag_ in FINITE]
    if behind.lower_ == "that" and "that" in verb.frames:
        said = any(k > i + 1 for k in finite)
    elif ahead is not None and (ahead.tag_ in RELATIVES or ahead.lower_ == "that") and behind.tag_ in FINITE:
        said = True  # "a strike that Vela Rail estimates could cost $5 million"
    else:
        alone = not finite or cue.dep_ == "ROOT"
        said = alone and cue.lower_ != verb.lemma and "object" in verb.frames and head.text.istitle()
    return (behind.idx, end) if said else None


def _is_name(token: Token) -> bool:
    """Whether a word that was taken for an adjective may be a name: "Nintendo estimates"."""
    return token.tag_ == "JJ" and token.text[:1].isupper() and token.dep_ in ("amod", "compound")


def _is_insertion(cue: Token) -> bool:
    """Whether a clause has a subject behind one that was taken for a noun: "In May, the bank reports, 28 states paid"."""
    return cue.dep_ == "nsubj" and any(other.dep_ in SUBJECTS and other.i > cue.i for other in cue.head.lefts)


def hung_as_noun(cue: Token) -> bool:
    """Whether a word was tagged as a noun, or as a verb whose subject was hung from it as if both were one name."""
    if cue.tag_ in NOUNS:
        return True
    return cue.tag_ in FINITE and cue.i > 0 and cue.nbor(-1).dep_ == "compound" and own_subject(cue) is None


def _past_report(cue: Token, verb: Verb, sentence: Span) -> Report | None:
    """What a past form reports that the parse took for a participle of a noun: "Acorn reported on Sunday the board had agreed".

    A noun phrase stands right before it and a clause of its own behind it and its adverbs.
    """
    doc, i, last = cue.doc, cue.i, end_of(sentence)
    if "that" not in verb.frames or own_subject(cue) is not None or i <= sentence.start or doc[i - 1].tag_ not in HEADS:
        return None
    start, first = _source_start(cue, sentence.start), i + 1
    for other in cue.rights:
        if other.left_edge.i == first and other.dep_ in ("prep", "npadvmod", "advmod"):
            first = other.right_edge.i + 1
    if first >= last or head_of(doc, start, i) is None:
        return None
    said = next((k for k in range(first, last) if doc[k].tag_ in FINITE), None)
    subject = own_subject(doc[said]) if said is not None else None
    if subject is None or not first <= subject.i < last:
        return None
    source = doc[start].idx, doc[i - 1].idx + len(doc[i - 1])
    content = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
    return Report((cue.idx, cue.idx + len(cue)), source, content, None, source[0], False, verb.group, "order")


def _source_start(cue: Token, first: int) -> int:
    """Where the noun phrase right before a cue begins, what hangs from it by prepositions included."""
    doc, start = cue.doc, cue.i
    while start > first and doc[start - 1].tag_ in IN_PHRASE and cue.i - start < LONGEST:
        start -= 1
    while start < cue.i and doc[start].tag_ in ("CC", "IN"):
        start += 1
    return start


def _agrees(cue: Token, verb: Verb, head: Token) -> bool:
    """Whether a cue's form fits its subject; a body may take the plural of what is no noun ("the group state that")."""
    bare = cue.lower_ == verb.lemma
    return bare == (head.tag_ in _PLURAL) or (bare and cue.lower_ not in nouns())
