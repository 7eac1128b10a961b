"""Credit by the order of words alone, where the parse lost it: ", an official with the town told the agency on Monday."."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.statements.cues import Verb, verbs
from pipeline.extract.statements.sources import names_body
from pipeline.extract.statements.verb_cues import Report
from pipeline.extract.syntax.nouns import is_person
from pipeline.extract.syntax.parse import FINITE, NOUNS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from pipeline.extract.text.quotations import Quotation

IN_PHRASE = frozenset(
    ("DT", "PDT", "NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "PRP", "PRP$", "POS", "CD", "IN", "CC", "VBN", "HYPH")
)
"""Tags of the words of a noun phrase with what hangs from it by prepositions."""
HEADS = frozenset(("NN", "NNS", "NNP", "NNPS", "PRP"))
_IN_NAMED = IN_PHRASE - {"IN", "CC", "VBN"}
_COPULAS = lexicons.words("function_words", role="be") | lexicons.words("function_words", role="copula")
_PLURAL = frozenset(("NNS", "NNPS"))
LONGEST = 16
"""Tokens of a source's phrase."""
_CLAUSE_WORDS = 3
"""Blanks that quoted words have at least which may be a clause."""
_BEHIND_QUOTE = 3
"""Tokens behind a quotation among which its credit begins."""
BREAKS = frozenset((",", "—", "–", "--"))
_QUOTES = frozenset('"”’“') | {"''", "``"}
SPEAKING = frozenset(("speech", "thought", "evidence"))
_RECEIVED = frozenset(("DT", "PRP", "PRP$", "NNP", "NNPS", "NNS", "NN", "JJ"))
_WHEN = frozenset(("WDAY", "DEICT", "LAST", "PREV", "THIS", "MODP", "EARLIER"))
_AFTER = frozenset(("IN", "RB", "TO", "RP"))


def order_report(cue: Token, sentence: Span) -> Report | None:
    """What a word that looks like a verb of saying reports by its place in the sentence.

    Before it stands a noun phrase, and before that a comma, a dash or quoted words; behind it nothing more is said.
    Or it stands behind the comma itself, and its subject follows it.
    """
    verb = verbs().get(cue.lower_)
    if verb is None or verb.group not in SPEAKING or not verb.frames & {"that", "quote"} or cue.tag_ == "VBG":
        return None
    doc, i = cue.doc, cue.i
    if cue.tag_ in NOUNS and i > 0 and doc[i - 1].tag_ == "CD":
        return None  # "a drop of 90 points"
    first, last = sentence.start, end_of(sentence)
    if cue.dep_ == "conj" and i > first + 2 and doc[i - 1].text == "," and cue.tag_ in ("VBD", "VBZ"):
        return _inverted_report(cue, verb, first, last)
    if not _nothing_more(cue, verb, last):
        return None
    start = _phrase_start(cue, first)
    if start is None or start < first + 3:
        return None
    mark = doc[start - 1].text
    if mark in _QUOTES:
        quoted = True
    elif mark in BREAKS and _is_said(doc, first, start - 1):
        quoted = False
    else:
        return None
    head = head_of(doc, start, i)
    if (
        head is None
        or doc[i - 1].tag_ in ("CC", "IN", "DT", "PRP$")
        or (cue.lower_ == verb.lemma and not verb.same_past and head.tag_ not in _PLURAL and head.lower_ != "they")
    ):
        return None
    final = doc[i - 2] if doc[i - 1].text == "," else doc[i - 1]
    source = doc[start].idx, final.idx + len(final)
    after = min((k for k in range(i + 1, last) if doc[k].text in BREAKS), default=last)
    end = doc[start - 2] if last - after < 3 else doc[last - 1]
    content = None if quoted else (doc[first].idx, end.idx + len(end))
    return Report((cue.idx, cue.idx + len(cue)), source, content, None, source[0], True, verb.group, "order")


def _inverted_report(cue: Token, verb: Verb, first: int, last: int) -> Report | None:
    """Who follows a verb at the end of a sentence that the parse hung beside the clause: "Rents could top $90, warned the bank."."""
    doc, i = cue.doc, cue.i
    end = _phrase_end(doc, i + 1)
    head = head_of(doc, i + 1, end) if i + 1 < end and end >= last else None
    if head is None or not (head.tag_ in ("NNP", "NNPS") or is_person(head) or names_body(head)):
        return None
    if any(other.dep_ == "cc" for other in cue.head.children) or not _is_said(doc, first, i - 1):
        return None
    source = doc[i + 1].idx, doc[end - 1].idx + len(doc[end - 1])
    content = doc[first].idx, doc[i - 2].idx + len(doc[i - 2])
    return Report((cue.idx, cue.idx + len(cue)), source, content, None, cue.idx, True, verb.group, "order")


def quoted_report(doc: Doc, text: str, quotation: Quotation) -> Report | None:
    """Who stands beside quoted words with a verb of no list: '"…," laughs the coach', '"…," the coach deadpans'.

    Made to be asked of clauses in quotation marks that no other cue reports.
    """
    said = text[quotation.inner_start : quotation.inner_end]
    if said[:1].islower() or said.count(" ") < _CLAUSE_WORDS:
        return None
    comma = said[-1:] == "," or text[quotation.end : quotation.end + 1] == ","
    behind = doc.char_span(quotation.end, len(text), alignment_mode="contract")
    if behind is None or not (comma or said[-1:] in "!?…—"):
        return None
    first = next((token for token in behind[:_BEHIND_QUOTE] if token.text != "," and not token.is_space), None)
    if first is None or not first.tag_ or "\n" in text[quotation.end : first.idx]:
        return None
    if first.text.islower() and _may_speak(first, first.tag_ in NOUNS):
        start = first.i + 1
        end = _phrase_end(doc, start)
        head = head_of(doc, start, end) if start < end and doc[start].tag_ in ("DT", "PRP$", "NNP") else None
        cue = first
    elif comma:
        start, end = first.i, _phrase_end(doc, first.i)
        head = head_of(doc, start, end) if start < end < len(doc) else None
        if head is None or not _may_speak(doc[end], False):
            return None
        cue = doc[end]
    else:
        return None
    if head is None or head.lower_ == "it":
        return None
    source = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    begin = min(cue.idx, source[0])
    return Report((cue.idx, cue.idx + len(cue)), source, None, None, begin, True, "speech", "beside quote")


def _may_speak(verb: Token, as_noun: bool) -> bool:
    """Whether a word is a finite verb that quoted words may go with; tagged as a noun only in the form of one."""
    entry = verbs().get(verb.lower_)
    if verb.lower_ in _COPULAS or not verb.text.isalpha() or entry is not None and entry.group == "none":
        return False
    if as_noun:
        return verb.tag_ == "NNS"
    return verb.tag_ in ("VBD", "VBZ") or (verb.tag_ == "VBN" and verb.lower_.endswith("ed"))


def _phrase_end(doc: Doc, start: int) -> int:
    """The end of the noun phrase that begins at a token, without what hangs from it by prepositions."""
    end = start
    while end < len(doc) and end - start < LONGEST and doc[end].tag_ in _IN_NAMED:
        end += 1
    return end


def end_of(sentence: Span) -> int:
    """The end of a sentence without its closing punctuation and blanks."""
    doc, last = sentence.doc, sentence.end
    while last > sentence.start and (doc[last - 1].is_punct or doc[last - 1].is_space):
        last -= 1
    return last


def _nothing_more(cue: Token, verb: Verb, last: int) -> bool:
    """Whether what follows a cue only says to whom, when and where it was said."""
    doc, i = cue.doc, cue.i
    if i + 1 >= last:
        return True
    after = doc[i + 1]
    told = "object-to" in verb.frames and after.tag_ in _RECEIVED
    if not (told or after.text in BREAKS or after.tag_ in _AFTER or after.lower_ in _days()):
        return False
    for k in range(i + 1, last):
        token = doc[k]
        if token.text in BREAKS:
            return True
        if token.tag_ in FINITE or token.lower_ == "that" or token.text in _QUOTES:
            return False
    return True


def _phrase_start(cue: Token, first: int) -> int | None:
    """Where the noun phrase in front of a cue begins: behind a mark, or behind the quotation that it follows."""
    doc, i = cue.doc, cue.i
    comma = None
    for k in range(i - 1, max(first, i - LONGEST) - 1, -1):
        token = doc[k]
        if token.text in _QUOTES and token.tag_ != "POS":
            return k + 1 if k + 1 < i else None
        if token.text in BREAKS:
            if comma is None:
                comma = k + 1
        elif token.tag_ not in IN_PHRASE and not (token.tag_ == "RB" and k == i - 1):
            break
    return comma if comma is not None and comma < i else None


def _is_said(doc: Doc, first: int, end: int) -> bool:
    """Whether the words before a credit are a clause of their own."""
    return (doc[first].tag_ != "IN" or doc[first].dep_ == "prep") and any(
        doc[k].tag_ in FINITE for k in range(first, end)
    )


def head_of(doc: Doc, start: int, end: int) -> Token | None:
    """The noun of a phrase that the others hang from, by order: the last before its first preposition."""
    found = None
    for k in range(start, end):
        if doc[k].tag_ == "IN" or doc[k].text in BREAKS:
            break
        if doc[k].tag_ in HEADS:
            found = doc[k]
    return found


@cache
def _days() -> frozenset[str]:
    return frozenset(row["form"] for row in lexicons.read("time_words") if row["class"] in _WHEN)
