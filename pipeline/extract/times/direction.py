"""Which way a time expression points: back or ahead, by the verb that governs it."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.times import windows
from pipeline.extract.times.tense import MODALS, arranged, by_parse, cues

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_any = partial(lexicons.one_of, "time_cues")
_DUE_AFTER = lexicons.words("time_cues", cue="due after")
_VERB_AHEAD = lexicons.words("time_cues", cue="verb ahead")

_OWNED = re.compile(r"(?:['’]s?)?\s(?P<noun>[a-z]+(?:\s[a-z]+)?)")
_OWNED_NAME = re.compile(r"['’]s?\s[A-Z]")
_NOT = re.compile(r"(?:\s+not|n['’]t)\b")
_DETERMINED = re.compile(rf"\b(?:{_any(cue='time_determined')})\s$", re.IGNORECASE)
_NO_NOUN = lexicons.words("time_cues", cue="no noun")
_FUTURES = re.compile(
    r"(?:[\s-](?:delivery|settlement|contracts?|futures|options)\b|\s[a-z]+\s(?:futures|contracts?)\b)"
)
_DELIVERED = re.compile(r"\b(?:futures|delivery)\b", re.IGNORECASE)
_PUT_TO = re.compile(
    rf"""
    \b (?!called\soff) (?P<due>[a-z]+) \s (?:off\s|back\s|forward\s)?
    (?:for|until|till|to|on) \s (?:(?:{_any(cue="part_of")})\s){{0,2}}$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FORESEEN_IN = re.compile(
    rf"""
    \b (?:{_any(cue="foreseen_by")}) \s (?P<foreseen>[a-z]+) \s
    (?:in|by|at|around) \s (?:(?:early|late|mid|the)\s){{0,2}}$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|as\s(?:of|from))\s(?:(?:early|late|mid|the)\s){0,2}$", re.IGNORECASE)
_AS_AT = re.compile(r"\bas\sat\s$", re.IGNORECASE)
"""What is reckoned up to a day has come: "as at the end of June", though its verb is in the present."""
_INFINITIVE = re.compile(r"\bto\s[a-z]+\s(?:[\w'’-]+\s){0,4}$", re.IGNORECASE)
_RANGE_BEHIND = re.compile(rf"\s(?:{_any(cue='range_behind')})\b")
_FOR = re.compile(r"\bfor\s$", re.IGNORECASE)
_BEGINNING = frozenset({"starting", "beginning"})
_PERIOD = re.compile(rf"\b(?:{_any(cue='begun_period')}),?\s$", re.IGNORECASE)
_FULL_STOP = 5  # words of the shortest sentence whose verb is looked for
_SENTENCE_END = re.compile(r"(?<=[^\W_][^\W_])[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z])|;\s|\n")
_VERB_GROUP = re.compile(r"[A-Za-z’']+")
_LEAD = re.compile(
    rf"""
    \b
    (
        {_any(cue="led_by")}
        | (?:{_any(cue="planned_for")})\s+for
    )\s+(?:(?:at|on|in|from|the|early|late|mid)\s+){{0,2}}$
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words right before an expression that point ahead, or back ("since"), whatever the next verb is."""
_PAST_HELPERS = lexicons.words("time_cues", cue="past helper")
_AWAITED = lexicons.words("time_cues", cue="awaited")
"""Words that keep "by December" ahead although the sentence is told in the past: "was due to reopen by December"."""
WINDOW = 240
"""Characters before and behind an expression that are searched for verbs."""
_IS_DUE = re.compile(rf"\b(?:is|are|was|were)\s+(?:(?:{_any(cue='between_due')})\s+)?due\s+to$")
_TO_BE = lexicons.words("time_cues", cue="to be")


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
        put = _PUT_TO.search(self._text, max(0, start - windows.FOUR_WORDS_CHARACTERS), start)
        if put and put.group("due").lower() in cues("due"):
            return 2
        foreseen = _FORESEEN_IN.search(self._text, max(0, start - windows.FOUR_WORDS_CHARACTERS), start)
        if foreseen and foreseen.group("foreseen").lower() in cues("foreseen"):
            return 2
        if _AS_AT.search(self._text, max(0, start - windows.TWO_WORDS_CHARACTERS), start):
            return -2
        if self._begins_then(start, end):
            return 1
        if (ahead := self._of_futures(start, end)) or (ahead := self._of_an_event(start, end)):
            return ahead
        lead = _LEAD.search(self._text, max(0, start - windows.THREE_WORDS_CHARACTERS), start)
        if lead and not self._begins_period(lead):
            if lead.group(1).lower() in ("since", "ended"):
                return -2
            low, high = self.sentence(start, end)
            words = [word.lower() for word in _VERB_GROUP.findall(self._text[low:high])]
            if not _PAST_HELPERS.intersection(words) or not _AWAITED.isdisjoint(words):
                return 2
        token = self.token(start)
        if token is not None and token.tag_:
            found = by_parse(token)
            if found is not None:
                return found
        return self._by_cues(start, end)

    def _begins_then(self, start: int, end: int) -> bool:
        """Whether "from" tells when what is decided or arranged begins: "From Monday, tickets cost 3 euros"."""
        lead = _FROM.search(self._text, max(0, start - windows.LEAD_CHARACTERS), start)
        if lead is None:
            return False
        low, high = self.sentence(start, end)
        if _INFINITIVE.search(self._text, low, lead.start()):
            return True
        if _RANGE_BEHIND.match(self._text, end) or not self._sentence_of_words(low, high):
            return False
        return not any(_is_past(word.lower()) for word in _VERB_GROUP.findall(self._text[low:high]))

    def _begins_period(self, lead: re.Match[str]) -> bool:
        """Whether a word of beginning only tells which week or year is meant: "the week starting May 6"."""
        return lead.group(1).lower() in _BEGINNING and bool(
            _PERIOD.search(self._text, max(0, lead.start() - windows.TWO_WORDS_CHARACTERS), lead.start())
        )

    def _of_futures(self, start: int, end: int) -> int:
        """The month of a futures contract lies ahead: "December cocoa" beside "futures", "for January delivery"."""
        if _FUTURES.match(self._text, end):
            return 2
        low, high = self.sentence(start, end)
        noun = _OWNED.match(self._text, end)
        named = (
            self._text[start:end].isalpha()
            and noun is not None
            and noun.group("noun").split()[0] not in _NO_NOUN
            and self._text[end : end + 1] == " "
        )
        if named and noun is not None and noun.group("noun").split()[0] in cues("commodity"):
            return 2
        if self._text[start:end].isalpha() and _FOR.search(
            self._text, max(0, start - windows.ARTICLE_CHARACTERS), start
        ):
            before = self._text[low:start].lower().split()[-2:-1]
            if before and before[0] in cues("commodity"):
                return 2
        return 2 if named and _DELIVERED.search(self._text, low, high) is not None else 0

    def _of_an_event(self, start: int, end: int) -> int:
        """What a weekday or date tells apart has happened, whatever verb stands above: "to overturn Monday's ruling".

        Votes, matches and the like may be to come; the verb tells of those.
        """
        noun = _OWNED.match(self._text, end)
        if noun is None:
            return -1 if _OWNED_NAME.match(self._text, end) else 0
        words = noun.group("noun").split()
        owned = self._text[end : end + 1] in "'’"
        if words[0] in _NO_NOUN or words[0].endswith("ly"):
            return 0
        if not owned and not _DETERMINED.search(self._text, max(0, start - windows.TWO_WORDS_CHARACTERS), start):
            return 0
        if not owned:
            token = self.token(noun.start("noun"))
            if token is not None and token.tag_ and not token.tag_.startswith(("NN", "JJ")):
                return 0
        scheduled = cues("scheduled")
        if any(
            word in scheduled or word.removesuffix("s") in scheduled or word.removesuffix("es") in scheduled
            for word in words
        ):
            return 0
        return -1

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
        """Direction by the nearest verb cue; without one, a present that arranges points ahead."""
        low, high = self.sentence(start, end)
        found = self._nearest_cue(start, end, low, high)
        if found or not self._sentence_of_words(low, high):
            return found
        words = [word.lower() for word in _VERB_GROUP.findall(self._text[low:high])]
        is_arranged = any(arranged(word) and (word[-1] == "s" or is_plural(before)) for before, word in pairwise(words))
        going = any(word.endswith("ing") and before in ("is", "are", "’re", "'re") for before, word in pairwise(words))
        due = any(word in cues("due") and before in _DUE_AFTER for before, word in pairwise(words))
        stands = any(word in ("at", "on", "from") and before in ("is", "are") for before, word in pairwise(words))
        return 1 if is_arranged or going or due or stands else 0

    def _sentence_of_words(self, low: int, high: int) -> bool:
        words = len(_VERB_GROUP.findall(self._text[low:high]))
        return words >= _FULL_STOP or (words == _FULL_STOP - 1 and "." in self._text[high - 1 : high + 1])

    def _nearest_cue(self, start: int, end: int, low: int, high: int) -> int:
        best, direction = WINDOW * 2.0, 0
        ahead_until = -1
        before = ""
        for match in _VERB_GROUP.finditer(self._text, low, high):
            word = match.group().lower()
            where = 0
            if match.group() == "May" or (word in ("could", "would") and _NOT.match(self._text, match.end())):
                continue  # a month; "could not be reached Tuesday"
            if word in cues("future") or (word == "to" and self._is_to(before, low, match.end())):
                where, ahead_until = 1, match.end() + windows.INFINITIVE_CHARACTERS
            elif (word in cues("past") or word in _irregular_pasts()) and before not in ("to", *MODALS):
                where = -1  # "could cut" is no past
            elif match.start() < ahead_until and (before in _VERB_AHEAD or word == "be"):
                where = 1
            elif len(word) > 4 and word.endswith("ed") and word not in cues("none"):
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
        return before in _TO_BE or (
            before == "due" and _IS_DUE.search(self._text, max(low, end - windows.DUE_CHARACTERS), end) is not None
        )


def _is_past(word: str) -> bool:
    """Whether a word looks like a verb in the past, or like one of the perfect."""
    if word in cues("past") or word in _irregular_pasts():
        return True
    return len(word) > 4 and word.endswith("ed") and word not in cues("none")


@cache
def _irregular_pasts() -> frozenset[str]:
    """Past forms that are no present of the same verb: "sank", "went"; not "put", "cut"."""
    rows = [row for row in lexicons.read("inflections") if row["tag"] == "VBD"]
    return frozenset(row["form"] for row in rows if row["form"] != row["lemma"] and not row["form"].endswith("ed"))


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural that a present without -s has for its subject: "Peers vote"."""
    return len(word) > 3 and word.endswith("s") and not word.endswith("ss")
