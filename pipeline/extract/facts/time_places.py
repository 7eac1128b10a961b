"""The quantities and times of a sentence and how they hang together in its parse, as the choice of a time asks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.facts.intervals import ClaimTime
from pipeline.extract.syntax.parse import NOUNS, SUBJECTS, VERBS, ancestors
from pipeline.extract.syntax.tokens import Tokens
from pipeline.records import Span, Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_CLAUSES = frozenset({"relcl", "acl", "advcl", "ccomp", "xcomp", "conj", "parataxis", "csubj", "pcomp", "dep", "appos"})
_TAGGED = frozenset({"advcl", "acl", "xcomp", "conj"})
_ASIDE = frozenset({"amod", "compound", "aux", "auxpass"})
_PREPOSED = frozenset({"pobj", "pcomp", "prep"})
_OBJECTS = frozenset({"pobj", "pcomp"})
_SPENT_IN = lexicons.words("time_cues", cue="spent_in") - {"for"}  # "the tree has stood for the past year"
_SHARED = frozenset({"xcomp", "advcl", "conj", "acl", "pcomp", "prep"})
_UNTENSED = frozenset({"VBG", "VB", "VBN", "VBD"})
_CLIMBS = 40  # steps up a parse, which a damaged one could make endless
_LABELS = 3  # labels of a path that are told apart
_ROUTE = 4  # words and labels of a route that are told apart
_NO_STEP = frozenset({"nummod", "compound", "quantmod", "amod"})
_NAMED = 2  # clauses on a path that are told apart
_SHARING = 3  # clauses over which participles and infinitives share a time
_BEFORE_IT = 8  # characters that a time before a quantity is farther than one behind it
_COARSE = {"user_count": "count", "ratio": "multiple"} | {
    kind: kind for kind in ("money", "percentage", "count", "duration", "age", "multiple", "rate")
}
_PHYSICAL = "physical"


class Place:
    """A token's place: what is above it, the nearest first, and the number of its clause's verb (-1 for none)."""

    __slots__ = ("above", "token", "verb")

    def __init__(self, token: Token) -> None:
        self.token = token
        self.above: list[Token] = []
        for above in ancestors(token):
            if len(self.above) == _CLIMBS:
                break
            self.above.append(above)
        self.verb = next((t.i for t in self.chain() if t.tag_ in VERBS and t.dep_ not in _ASIDE), -1)

    def chain(self) -> Iterator[Token]:
        """The token and all above it."""
        yield self.token
        yield from self.above

    def below(self, token: Token) -> int:
        """How many steps it stands below a token; -1 if it does not."""
        return next((n for n, t in enumerate(self.chain()) if t.i == token.i), -1)


@dataclass(frozen=True, slots=True)
class AmountPlace:
    """A quantity of a sentence: its place, its kind without finer shades, and the statement that it is part of."""

    found: QuantityDraft
    at: Place
    kind: str
    credit: Statement | None

    @property
    def carriers(self) -> tuple[int, int]:
        """The numbers of the token that carries it and of what it counts."""
        return self.found.root.i, self.found.noun.i if self.found.noun is not None else -1

    @property
    def preposition(self) -> str:
        """The preposition that it stands behind, in its clause; a dash where there is none."""
        for token in self.at.chain():
            if token.dep_ in _OBJECTS:
                return str(token.head.lower_)
            if token.tag_ in VERBS:
                break
        return "-"


@dataclass(frozen=True, slots=True)
class TimePlace:
    """A time of a sentence and what it hangs from.

    Attributes:
        claim: The time as a claim would have it.
        root: The token that carries it.
        preposition: The word that ties it to what it hangs from, in lower case; its label where there is none.
        governor: What it hangs from.
    """

    claim: ClaimTime
    root: Token
    preposition: str
    governor: Place

    @property
    def path(self) -> str:
        """Labels from it up to its clause's verb, joined by dots: "nummod.pobj.prep" of a year before a noun."""
        return labels(Place(self.root), self.governor.verb)

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.claim.time.start

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.claim.time.end

    @property
    def value(self) -> str:
        """What it means."""
        return self.claim.time.value


def _time_place(tokens: Tokens, claim: ClaimTime) -> TimePlace:
    root = tokens.root(claim.time.start, claim.time.end) or tokens.at(claim.time.start)
    if claim.since:
        mark = tokens.at(claim.anchor)
        above = mark.head.head if mark.dep_ == "mark" else mark.head
        return TimePlace(claim, root, "since", Place(above))
    word, low, above = root.dep_, root, root.head
    for _ in range(4):  # "as of the end of the month" hangs where "as" does
        if low.dep_ not in _PREPOSED or above.i == low.i or (low.dep_ == "prep" and above.dep_ != "prep"):
            break
        if low.dep_ == "pobj":
            word = above.lower_
        low, above = above, above.head
    word = "in" if claim.length and word in _SPENT_IN else word  # "over the past month"
    return TimePlace(claim, root, word, Place(above))


@dataclass
class TimedSentence:
    """A sentence with its quantities and times in text order, and the article's date."""

    tokens: Tokens
    span: Span
    amounts: list[AmountPlace]
    times: list[TimePlace]
    date: str | None
    _links: dict[tuple[int, int], str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        tokens: Tokens,
        span: Span,
        told: Sequence[tuple[QuantityDraft, Statement | None]],
        claims: Sequence[ClaimTime],
        date: str | None,
    ) -> TimedSentence:
        """A sentence with its quantities, each with the statement that it is part of, and times."""
        amounts = [AmountPlace(f, Place(f.root), _COARSE.get(f.kind, _PHYSICAL), credit) for f, credit in told]
        return cls(tokens, span, amounts, [_time_place(tokens, claim) for claim in claims], date)

    @cached_property
    def changes(self) -> bool:
        """Whether a quantity of it rises or falls."""
        return any(amount.found.change is not None for amount in self.amounts)

    @cached_property
    def told(self) -> list[TimePlace]:
        """Its times but for the ends of its intervals."""
        return [time for time in self.times if not time.claim.edge]

    @cached_property
    def order(self) -> list[tuple[int, str]]:
        """Its quantities ("a") and times ("t") in text order, each with its offset."""
        return sorted([(a.found.start, "a") for a in self.amounts] + [(t.start, "t") for t in self.times])

    def linked(self, amount: AmountPlace, time: TimePlace) -> str:
        """How a time and a quantity share a clause: as one, over untensed verbs, a "when", a relative clause; or "apart"."""
        key = amount.found.start, id(time)
        if key not in self._links:
            self._links[key] = self._link(amount, time)
        return self._links[key]

    def _link(self, amount: AmountPlace, time: TimePlace) -> str:
        ours, theirs = amount.at.verb, time.governor.verb
        if ours == theirs or -1 in (ours, theirs):
            return "same"
        verb, other = self.tokens.doc[ours], self.tokens.doc[theirs]
        if _reaches(verb, other):
            return "below"
        if _reaches(other, verb):
            return "above" if other.tag_ == "VB" else "above untensed"
        if other.dep_ == "relcl" and other.head.i in amount.carriers:
            return "its relative clause"
        if other.dep_ == "advcl" and any(child.lower_ in ("when", "while") for child in other.children):
            return "when" if other.head.i == ours else "when apart"
        if time.claim.since and time.claim.anchor <= self.span.start + 1 and verb.dep_ == "ROOT":
            return "since"
        return "apart"


def _reaches(low: Token, high: Token) -> bool:
    """Whether participles and infinitives lead from a verb up to another."""
    for _ in range(_SHARING):
        if low.dep_ not in _SHARED or low.tag_ not in _UNTENSED:
            return False
        if low.tag_ == "VBD" and low.dep_ == "advcl" and has_subject(low):
            return False
        low = next((t for t in ancestors(low) if t.tag_.startswith("VB")), low.head)
        if low.i == high.i:
            return True
    return False


def clauses(low: Place, high: Place) -> tuple[str, str]:
    """The labels of the clauses from each of two places up to the clause that holds both, joined by dots."""
    ours = {t.i for t in low.chain()}
    meeting = next((t.i for t in high.chain() if t.i in ours), -1)
    return _clauses_below(low, meeting), _clauses_below(high, meeting)


def _clauses_below(start: Place, meeting: int) -> str:
    names = []
    for token in start.chain():
        if token.i == meeting:
            break
        if token.dep_ in _CLAUSES and (token.tag_ in VERBS or token.dep_ != "conj"):
            names.append(token.dep_ + (token.tag_ if token.dep_ in _TAGGED else ""))
    return ".".join([*names[:_NAMED], *["+"][: len(names) > _NAMED]]) or "-"


def route(low: Place, high: Place) -> tuple[str, str]:
    """The prepositions and labels from each of two places up to what holds both, joined by dots."""
    ours = {t.i for t in low.chain()}
    meeting = next((t.i for t in high.chain() if t.i in ours), -1)
    return _steps_below(low, meeting), _steps_below(high, meeting)


def _steps_below(start: Place, meeting: int) -> str:
    names = []
    for token in start.chain():
        if token.i == meeting:
            break
        if token.dep_ not in _NO_STEP:
            names.append(token.lower_ if token.dep_ == "prep" else token.dep_)
    return ".".join([*names[:_ROUTE], *["+"][: len(names) > _ROUTE]]) or "-"


def labels(place: Place, verb: int) -> str:
    """Labels from a place up to the verb of a number, joined by dots; those beyond the third are a plus."""
    names = []
    for token in place.chain():
        if token.i == verb:
            break
        names.append(token.dep_)
    return ".".join([*names[:_LABELS], *["+"][: len(names) > _LABELS]])


def has_subject(token: Token) -> bool:
    """Whether a verb has a subject of its own."""
    return any(child.dep_ in SUBJECTS for child in token.children)


def word_class(token: Token) -> str:
    """Verb, noun, or the beginning of another tag."""
    return "verb" if token.tag_ in VERBS else "noun" if token.tag_ in NOUNS else token.tag_[:2]


def distance(found: QuantityDraft, time: TimePlace) -> int:
    """Characters between a quantity and a time; one before it counts as a little farther."""
    return time.start - found.end if time.start >= found.end else max(0, found.start - time.end) + _BEFORE_IT
