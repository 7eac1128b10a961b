"""Which way a time expression points: back or ahead, by the verb that governs it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from pipeline.extract import lexicons

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SENTENCE_END = re.compile(r"(?<=[^\W_][^\W_])[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z])|;\s|\n")
_VERB_GROUP = re.compile(r"[A-Za-z’']+")
_LEAD = re.compile(
    r"\b(by|until|till|due|starting|beginning|since|ended|(?:forecast|scheduled|planned|set|called|slated|strike|due)\s+for)\s+(?:(?:at|on|in|from|the|early|late|mid)\s+){0,2}$",
    re.IGNORECASE,
)
"""Words right before an expression that point ahead, or back ("since"), whatever the next verb is."""
_PAST_HELPERS = frozenset(["was", "were", "had", "did", "waited", "been"])
_AWAITED = frozenset(["due", "expected", "scheduled", "slated", "planned", "will", "would", "hoped", "aimed"])
"""Words that keep "by December" ahead although the sentence is told in the past: "was due to reopen by December"."""
WINDOW = 240
"""Characters before and behind an expression that are searched for verbs."""
_IS_DUE = re.compile(r"\b(?:is|are|was|were)\s+(?:(?:also|now|still|not|originally|only)\s+)?due\s+to$")
_TO_BE = frozenset(["is", "are", "was", "were", "set", "ready"])
MODALS = frozenset(["will", "'ll", "’ll", "shall", "would", "may", "might", "could", "can", "should", "must", "wo"])
FUTURE_MODALS = frozenset(["will", "'ll", "’ll", "shall", "wo"])
_TIMETABLED = frozenset(
    [
        "goes",
        "go",
        "opens",
        "open",
        "starts",
        "start",
        "begins",
        "begin",
        "ends",
        "end",
        "closes",
        "close",
        "arrives",
        "arrive",
        "launches",
        "launch",
        "returns",
        "return",
        "faces",
        "face",
        "hosts",
        "host",
        "meets",
        "meet",
        "votes",
        "vote",
        "kicks",
        "expires",
        "expire",
        "departs",
        "depart",
        "resumes",
        "resume",
    ]
)
"""Verbs whose present tells what is arranged for a day to come: "it goes on sale in May"."""
HAVE = frozenset(["have", "has", "'ve", "’ve", "had", "'d"])


class Direction:
    """Tells for any stretch of one text whether its verb looks back (-1), ahead (1), or cannot be told (0).

    A word right before the expression that says so is surer than any verb and gives -2 or 2.

    Where the sentence is parsed, the tense is read off the governing verb and its auxiliaries; elsewhere the nearest
    verb cue of the sentence decides (``lexicons/time_cues.tsv``).
    """

    def __init__(self, text: str, doc: Doc | None = None) -> None:
        self._text = text
        self._doc = doc
        self._starts: list[int] | None = None

    def at(self, start: int, end: int) -> int:
        """Direction of the expression at some offsets."""
        lead = _LEAD.search(self._text, max(0, start - 24), start)
        if lead:
            if lead.group(1).lower() in ("since", "ended"):
                return -2
            low, high = self.sentence(start, end)
            words = [word.lower() for word in _VERB_GROUP.findall(self._text[low:high])]
            if not _PAST_HELPERS.intersection(words) or not _AWAITED.isdisjoint(words):
                return 2
        token = self.token(start)
        if token is not None and token.tag_:
            found = _by_parse(token)
            if found is not None:
                return found
        return self._by_cues(start, end)

    def token(self, offset: int) -> Token | None:
        """The parsed article's token at an offset, or None without a parse."""
        if self._doc is None or not len(self._doc):
            return None
        if self._starts is None:
            from spacy.attrs import IDX

            self._starts = self._doc.to_array([IDX]).tolist()
        return self._doc[max(0, bisect_right(self._starts, offset) - 1)]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """A window around offsets that ends where the sentence seems to."""
        text = self._text
        low, high = max(0, start - WINDOW), min(len(text), end + WINDOW)
        for boundary in _SENTENCE_END.finditer(text, low, start):
            low = boundary.end()
        closing = _SENTENCE_END.search(text, end, high)
        return low, closing.start() if closing else high

    def _by_cues(self, start: int, end: int) -> int:
        low, high = self.sentence(start, end)
        best, direction = WINDOW * 2.0, 0
        ahead_until = -1
        before = ""
        for match in _VERB_GROUP.finditer(self._text, low, high):
            word = match.group().lower()
            where = 0
            if match.group() == "May":
                continue
            if word in _cues("future") or (word == "to" and self._is_to(before, low, match.end())):
                where, ahead_until = 1, match.end() + 28
            elif word in _cues("past"):
                where = -1
            elif match.start() < ahead_until and (before in ("be", "to", "will", "not") or word == "be"):
                where = 1
            elif len(word) > 4 and word.endswith("ed") and word not in _cues("none"):
                where = 1 if before == "be" and match.start() < ahead_until else -1
            before = word
            if not where:
                continue
            # A verb behind the expression governs it less often than one before it.
            distance = start - match.end() if match.end() <= start else 1.5 * (match.start() - end) + 6
            if 0 <= distance < best:
                best, direction = distance, where
        return direction

    def _is_to(self, before: str, low: int, end: int) -> bool:
        """ "is to", "are set to", "was due to", but not "due to heavy rain"."""
        return before in _TO_BE or (before == "due" and _IS_DUE.search(self._text, max(low, end - 30), end) is not None)


def _cues(which: str) -> frozenset[str]:
    return lexicons.words("time_cues", "form", cue=which)


def _by_parse(token: Token) -> int | None:
    """Tense of the nearest verb above a token; None if none stands above it."""
    for _ in range(12):
        tag = token.tag_
        if tag[:2] == "VB" or tag == "MD":
            found = _verb_direction(token)
            if found is not None:
                return found
        if token.head is token or token.head.i == token.i:
            return None
        token = token.head
    return None


def _verb_direction(verb: Token) -> int | None:
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass") or child.tag_ in ("MD", "TO")]
    words = {helper.lower_ for helper in helpers}
    if words & FUTURE_MODALS or verb.lower_ in FUTURE_MODALS:
        return 1
    if verb.tag_ in ("VBZ", "VBP") and verb.lower_ in _TIMETABLED and not words:
        return 1
    if verb.tag_ == "VBD" or words & {"was", "were", "did", "had"}:
        return -1
    if words & HAVE:
        return -1
    if any(helper.tag_ == "TO" for helper in helpers) or words & MODALS:
        return 1
    if verb.tag_ == "VBN" and not words:
        return -1 if verb.dep_ in ("acl", "relcl") else None
    if verb.tag_ in ("VBZ", "VBP", "VBG", "VBN") and words & {"is", "are", "'re", "’re"}:
        return 1 if verb.tag_ == "VBG" or verb.lower_ in ("set", "due", "scheduled", "expected", "planned") else None
    return None
