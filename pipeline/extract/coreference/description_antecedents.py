"""Which entity a definite description stands for, by what the article has called its entities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from pipeline.extract import lexicons
from pipeline.extract.coreference.discourse import BUSINESS, Discourse, Mentioned
from pipeline.extract.names.evidence import MIDDLE, WEAK, Evidence

_VERSIONS = lexicons.words("entity_context_words", role="version")
_OPEN_NOUNS = lexicons.words("entity_context_words", role="open_noun")
_ONLINE = lexicons.words("entity_context_words", role="online")
_ALIKE = {"group": ("group", "company"), "company": ("company", "bank", "fund"), "model": ("model", "software")}
_TRADES = lexicons.words("entity_context_words", role="trade")
_INTRODUCED = lexicons.words("entity_context_words", role="introduced")
_DISTINCT = lexicons.words("entity_context_words", role="distinct")
_SERVICES = frozenset(("", "company", "software", "media", "device"))
_GENERAL = lexicons.words("entity_context_words", role="general")
_ANY_PRODUCT = lexicons.words("entity_context_words", role="any_product")
_ANY_PLACE = lexicons.words("entity_context_words", role="any_place")
_REACH = 12  # sentences back that a description of the same noun reaches
_REACH_OPEN = 4  # the same where nothing but the kind agrees
_REACH_TRADE = 2  # the same where the noun is of a trade of which the article has said nothing
_LEAD = 2  # sentences in which an article may describe what it names only later
_LEAD_REACH = 3  # sentences until it does
_LEAST = 1.0


@dataclass(frozen=True, slots=True)
class Description:
    """A definite description: its head noun with type, group and gender, the word after the article, its origins.

    ``others`` are the entities that its sentence tells apart from it.
    """

    noun: str
    kind: str
    group: str
    gender: str
    modifier: str
    origins: set[str] = field(default_factory=set)
    others: frozenset[int] = frozenset()


@cache
def _synonyms() -> dict[str, frozenset[str]]:
    """The nouns that may stand for the same thing as a noun, itself included."""
    sets: dict[str, set[str]] = defaultdict(set)
    for row in lexicons.read("entity_synonyms"):
        sets[row["set"]].add(row["form"])
    out: dict[str, set[str]] = defaultdict(set)
    for members in sets.values():
        for member in members:
            out[member] |= members
    return {noun: frozenset(others) for noun, others in out.items()}


def antecedent(discourse: Discourse, sentence: int, said: Description) -> int | None:
    """The entity a description stands for: called by such a noun before, or of its kind and of none known to differ."""
    best: int | None = None
    best_score = 0.0
    for candidate in discourse.back(sentence, _REACH):
        number = candidate.entity
        if number is None:
            if said.kind == "PERSON" and candidate.kind == said.kind and candidate.gender == said.gender:
                break
            continue
        if number in said.others:
            continue
        score = _fit(discourse, candidate, number, sentence - candidate.sentence, said)
        if score is None:
            continue
        score += _salience(discourse, candidate, number, sentence - candidate.sentence, said)
        if score > best_score:
            best, best_score = number, score
    return best if best_score > _LEAST else None


def _fit(discourse: Discourse, candidate: Mentioned, number: int, distance: int, said: Description) -> float | None:
    """How well a description fits an entity said before; None if it does not."""
    evidence = discourse.groups[number].evidence
    if not _same_origin(evidence, said):
        return None
    if candidate.inner and not distance and said.kind == "ORG" and said.noun not in evidence.nouns:
        return None  # "analysts at X expect the company to grow"
    if candidate.kind == said.kind or (said.noun in evidence.nouns and "PERSON" not in (said.kind, candidate.kind)):
        case = _Case(evidence, said, distance, candidate)
        score = next(rule.score for rule in _RULES if rule.holds(case))
        if score is None and number == discourse.topic and said.noun in _OPEN_NOUNS and said.kind == "ORG":
            # What an article is about is a company if anything in it is, a service of its name included.
            return 0.0 if evidence.groups <= _SERVICES else None
        return score
    if candidate.kind in BUSINESS and said.kind in BUSINESS:
        return _crossed(discourse, number, said)
    return None


def _salience(discourse: Discourse, candidate: Mentioned, number: int, distance: int, said: Description) -> float:
    """How much an entity is in mind: nearness, role, frequency, the article's topic; and the same origin."""
    score = 5.0 - 0.7 * distance + (1.0 if candidate.subject else 0.0) + 0.25 * min(discourse.counts[number], 6)
    score += 1.0 if said.origins & discourse.groups[number].evidence.origins else 0.0
    return score + (0.5 if number == discourse.topic else 0.0) - (1.0 if candidate.inner else 0.0)


def _same_origin(evidence: Evidence, said: Description) -> bool:
    """False for "the British firm" where the article calls the entity German."""
    for seat in (False, True):
        known = {place for place in evidence.origins if place.startswith("in ") == seat}
        claimed = {place for place in said.origins if place.startswith("in ") == seat}
        if known and claimed and not known & claimed:
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Case:
    """A description beside an entity of its kind: what the article says of the entity, and sentences between."""

    evidence: Evidence
    said: Description
    distance: int
    candidate: Mentioned

    def same_noun(self) -> bool:
        """ "The insurer" of what was called an insurer."""
        return self.said.noun in self.evidence.nouns

    def is_person(self) -> bool:
        return self.said.kind == "PERSON"

    def is_near_person(self) -> bool:
        """A person of the same gender in this sentence or the one before."""
        said = self.said
        same = said.kind == "PERSON" and said.gender and self.evidence.gender() == said.gender
        return bool(same) and self.distance <= 1

    def is_distinct(self) -> bool:
        """A noun that stands for nothing that was not called so."""
        return self.said.noun in _DISTINCT

    def is_synonym(self) -> bool:
        """ "The carmaker" of what was called an automaker."""
        return not self.evidence.nouns.isdisjoint(_synonyms().get(self.said.noun, frozenset((self.said.noun,))))

    def is_other_product(self) -> bool:
        """ "The phone" of what the article calls a chip."""
        any_product = self.said.group == "model" or self.said.noun in _ANY_PRODUCT
        known = not self.evidence.nouns.isdisjoint(_synonyms())
        return self.said.kind == "PRODUCT" and not any_product and known

    def is_general(self) -> bool:
        """A noun for anything of the kind: "the company", "the venue"."""
        return self.said.noun in _OPEN_NOUNS or self.said.noun in _ANY_PLACE

    def is_alike(self) -> bool:
        """A noun of the same group, which says nothing narrower than the group."""
        said = self.said
        if said.kind == "GPE" or self.evidence.groups.isdisjoint(_ALIKE.get(said.group, (said.group,))):
            return False
        trade = said.group in _TRADES or said.kind in ("EVENT", "FAC")
        return self.is_general() or not (trade or (said.group == "group" and said.noun not in _GENERAL))

    def is_general_and_near(self) -> bool:
        """Nothing is known of the entity that would forbid a general noun, and it was said not long ago."""
        if not self.is_general() or self.distance > _REACH_OPEN:
            return False
        return self.said.modifier in _VERSIONS or not self.evidence.groups - {""}

    def is_firm_of_no_trade(self) -> bool:
        """ "The airline": of a firm of which no other trade is known."""
        if self.said.group != "company" or self.said.kind != "ORG" or self.distance > _REACH_TRADE:
            return False
        other = any(noun in _synonyms() and noun not in _OPEN_NOUNS for noun in self.evidence.nouns)
        known_firm = self.candidate.subject or self.evidence.scores["ORG"] >= MIDDLE
        return known_firm and not other and not self.evidence.groups - {"", "company"}


class _Rule(NamedTuple):
    """What holds of a case, and how well the description then fits; None that it does not."""

    holds: Callable[[_Case], bool]
    score: float | None


_RULES = (
    _Rule(_Case.same_noun, 3.0),
    _Rule(_Case.is_near_person, 1.0),
    _Rule(_Case.is_person, None),
    _Rule(_Case.is_distinct, None),
    _Rule(_Case.is_synonym, 2.0),
    _Rule(_Case.is_other_product, None),
    _Rule(_Case.is_alike, 0.75),
    _Rule(_Case.is_general_and_near, 0.0),
    _Rule(_Case.is_general, None),
    _Rule(_Case.is_firm_of_no_trade, 0.0),
    _Rule(lambda case: True, None),
)
"""How a description fits an entity of its kind: the first rule that holds says."""


def _crossed(discourse: Discourse, number: int, said: Description) -> float | None:
    """A service that bears its firm's name, or a firm that bears its product's: only what the article is about."""
    if number != discourse.topic:
        return None
    evidence = discourse.groups[number].evidence
    if said.kind == "PRODUCT":
        known = not evidence.nouns.isdisjoint(_synonyms().get(said.noun, frozenset((said.noun,))))
        online = not evidence.groups.isdisjoint(("software", "media")) or evidence.scores["PRODUCT"] >= 2 * WEAK
        online = online and evidence.groups <= _SERVICES
        return 0.0 if known or (online and said.noun in _ONLINE) else None
    others = (n for n, group in enumerate(discourse.groups) if group.type == "ORG" and len(group.names) > 1)
    return 0.0 if said.noun in _OPEN_NOUNS and next(others, None) is None else None


def cataphor(discourse: Discourse, sentence: int, said: Description, described: bool) -> int | None:
    """What an article's first sentences describe and the next ones name: "The German carmaker ... Kestrel said".

    Args:
        discourse: What was said before.
        sentence: The number of the description's sentence.
        said: The description.
        described: Whether it says more than its head noun, as a first mention does.
    """
    if sentence > _LEAD or said.kind not in BUSINESS:
        return None
    if any(c.kind in BUSINESS and c.entity is not None for c in discourse.said):
        return None
    tokens = discourse.tokens
    upcoming = sorted(
        (group.names[0].first, number)
        for number, group in enumerate(discourse.groups)
        if group.type in BUSINESS and sentence < tokens.sentence[group.names[0].first] <= sentence + _LEAD_REACH
    )
    upcoming = [(first, number) for first, number in upcoming if discourse.groups[number].type == said.kind] or upcoming
    if not upcoming:
        return None
    number = upcoming[0][1]
    group = discourse.groups[number]
    most = max(len(discourse.groups[other].names) for _, other in upcoming)
    if len(group.names) < 2 or len(group.names) < most or not _same_origin(group.evidence, said):
        return None
    if said.noun not in group.evidence.nouns:
        alike = _ALIKE.get(said.group, (said.group,))
        if said.group not in _INTRODUCED or group.evidence.groups - {"", *alike}:
            return None
    same = group.type == said.kind or number == discourse.topic
    return number if same and (described or number == discourse.topic) else None
