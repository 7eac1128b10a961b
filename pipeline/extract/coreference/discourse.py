"""What an article has said so far, as candidates that a later pronoun or description can stand for."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import column
from pipeline.extract.names.groups import NameGroup
from pipeline.extract.names.occurrences import Name
from pipeline.extract.names.page_noise import is_credit
from pipeline.extract.syntax.tokens import POSSESSIVES, Tokens

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
THINGS = frozenset(("ORG", "PRODUCT", "WORK", "EVENT", "LAW", "FAC", "GPE", "LOC", "THING"))
BUSINESS = frozenset(("ORG", "PRODUCT"))
_FINITE = lexicons.words("entity_context_words", role="finite")
_COMPARED = lexicons.words("function_words", role="compared")
_OBSERVERS = lexicons.words("entity_context_words", role="observer")
_SUBJECT_REACH = 12  # tokens from a verb back to its subject
_TOPIC_LEAST = 3  # so often the topic is named
_TOPIC_LEAD = 1.5  # and so many times as often as the next


@dataclass(slots=True)
class Mentioned:
    """Something said earlier; ``entity`` is None for a common noun, ``kind`` an entity type or THING.

    ``coordinated`` is one of several ("X and Y"), ``inner`` stands inside what describes another name ("X, a unit of
    Y") or is only compared with ("than Y") or heard ("analysts at Y"); ``noun`` is the head of a common noun phrase.
    """

    first: int
    last: int
    sentence: int
    entity: int | None
    kind: str
    subject: bool
    gender: str = ""
    plural: bool = False
    coordinated: bool = False
    inner: bool = False
    noun: str = ""


@dataclass(slots=True)
class Discourse:
    """The candidates in text order, and how often each entity was mentioned.

    Attributes:
        names: Entity and end of each name by its first token.
        topic: The organisation or product that the article is about, if one stands out.
    """

    tokens: Tokens
    groups: list[NameGroup]
    names: dict[int, tuple[int, int]]
    said: list[Mentioned] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)
    topic: int | None = None

    def __post_init__(self) -> None:
        self.topic = _topic(self.groups)

    def say(self, candidate: Mentioned) -> None:
        """Add a candidate."""
        self.said.append(candidate)
        if candidate.entity is not None:
            self.counts[candidate.entity] = self.counts.get(candidate.entity, 0) + 1

    def name(self, sentence: int, first: int, last: int, entity: int, inner: bool = False) -> None:
        """Add a mention of an entity; who is only credited with a picture is not talked of."""
        tokens, group = self.tokens, self.groups[entity]
        if is_credit(tokens, Name(first, last)):
            return
        end = tokens.sentences[sentence][1]
        coordinated = last + 1 < end and tokens.lowers[last] in ("and", "&") and tokens.capital[last + 1]
        subject = is_subject(tokens, first, last)
        gender = group.evidence.gender()
        observed = tokens.lowers[max(0, first - 2) : first]
        inner = inner or (len(observed) == 2 and observed[1] in ("at", "from") and observed[0] in _OBSERVERS)
        inner = inner or (first > 0 and not _COMPARED.isdisjoint(tokens.lowers[max(0, first - 2) : first]))
        self.say(Mentioned(first, last, sentence, entity, group.type, subject, gender, False, coordinated, inner))

    def back(self, sentence: int, reach: int) -> list[Mentioned]:
        """Candidates of a sentence and of at most ``reach`` sentences before it, the nearest first."""
        out = []
        for candidate in reversed(self.said):
            if sentence - candidate.sentence > reach:
                break
            out.append(candidate)
        return out


def _topic(groups: list[NameGroup]) -> int | None:
    ranked = sorted(
        (n for n, group in enumerate(groups) if group.type in BUSINESS), key=lambda n: (-len(groups[n].names), n)
    )
    if not ranked or len(groups[ranked[0]].names) < _TOPIC_LEAST:
        return None
    second = len(groups[ranked[1]].names) if len(ranked) > 1 else 0
    return ranked[0] if len(groups[ranked[0]].names) >= _TOPIC_LEAD * second else None


def is_subject(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a mention is a subject; in sentences without a parse: it opens them, or a finite verb follows."""
    if tokens.tags[first]:
        for i in range(first, last):
            if not first <= tokens.heads[i] < last:
                return tokens.deps[i] in SUBJECTS or _acts_behind_an_adverbial(tokens, i, last)
        return False
    begin, end = tokens.sentences[tokens.sentence[first]]
    if last < end and tokens.words[last] in POSSESSIVES:
        return False
    if last < end and tokens.lowers[last] in _FINITE:
        return True
    return first - begin <= 1 and not _modifies(tokens, last, end)


def _acts_behind_an_adverbial(tokens: Tokens, root: int, last: int) -> bool:
    """Whether a verb without a subject follows what the parser took for part of a date: "In May Luma sued"."""
    verb = tokens.heads[tokens.heads[root]]
    if tokens.deps[root] != "pobj" or verb != last or tokens.tags[verb] not in ("VBD", "VBZ", "MD"):
        return False
    begin = tokens.sentences[tokens.sentence[root]][0]
    return not any(tokens.heads[i] == verb and tokens.deps[i] in SUBJECTS for i in range(begin, verb))


def clause_mate(tokens: Tokens, at: int, labels: Container[str]) -> int:
    """The subject of the verb that a token hangs from by one of the labels, bare or behind a preposition; -1 if none."""
    if not tokens.tags[at] or tokens.deps[at] not in labels:
        return -1
    verb = tokens.heads[at]
    if tokens.deps[at] == "pobj":
        verb = tokens.heads[verb]
    for i in range(max(tokens.sentences[tokens.sentence[at]][0], verb - _SUBJECT_REACH), verb):
        if tokens.heads[i] == verb and tokens.deps[i] in SUBJECTS:
            return i
    return -1


def _modifies(tokens: Tokens, last: int, end: int) -> bool:
    """Whether a name of an unparsed sentence stands before a noun of which it is part: "Norwegian firms set", "X shares"."""
    if last + 1 >= end or not tokens.words[last].isalpha() or tokens.capital[last]:
        return False
    lower = tokens.lowers[last]
    verb = lower in column("entity_verbs", "role") or lower.endswith("ed")
    if verb or lower in lexicons.words("entity_common_words"):
        return False
    following = tokens.lowers[last + 1]
    return (
        following in _FINITE
        or following in column("entity_verbs", "role")
        or lower in column("entity_possessed", "type")
    )
