"""What an article has said so far, as candidates that a later pronoun or description can stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.extract import lexicons
from pipeline.extract.coreference import Group
from pipeline.extract.tokens import POSSESSIVES, Tokens

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
THINGS = frozenset(("ORG", "PRODUCT", "WORK", "EVENT", "LAW", "FAC", "GPE", "LOC", "THING"))
_FINITE = lexicons.words("entity_context_words", role="finite")


@dataclass(slots=True)
class Candidate:
    """Something said earlier; ``entity`` is None for a common noun, ``kind`` an entity type or THING."""

    first: int
    last: int
    sentence: int
    entity: int | None
    kind: str
    subject: bool
    gender: str = ""
    plural: bool = False


@dataclass(slots=True)
class Discourse:
    """The candidates in text order, and how often each entity was mentioned."""

    tokens: Tokens
    groups: list[Group]
    said: list[Candidate] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)

    def say(self, candidate: Candidate) -> None:
        """Add a candidate."""
        self.said.append(candidate)
        if candidate.entity is not None:
            self.counts[candidate.entity] = self.counts.get(candidate.entity, 0) + 1

    def name(self, sentence: int, first: int, last: int, entity: int) -> None:
        """Add a mention of an entity."""
        group = self.groups[entity]
        subject = is_subject(self.tokens, first, last)
        self.say(Candidate(first, last, sentence, entity, group.type, subject, group.evidence.gender()))

    def back(self, sentence: int, reach: int) -> list[Candidate]:
        """Candidates of a sentence and of at most ``reach`` sentences before it, the nearest first."""
        out = []
        for candidate in reversed(self.said):
            if sentence - candidate.sentence > reach:
                break
            out.append(candidate)
        return out


def is_subject(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a mention is a subject; in sentences without a parse: it opens them, or a finite verb follows."""
    if tokens.tags[first]:
        for i in range(first, last):
            if not first <= tokens.heads[i] < last:
                return tokens.deps[i] in SUBJECTS
        return False
    begin, end = tokens.sentences[tokens.sentence[first]]
    if last < end and tokens.words[last] in POSSESSIVES:
        return False
    return first - begin <= 1 or (last < end and tokens.lowers[last] in _FINITE)
