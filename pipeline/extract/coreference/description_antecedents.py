"""Which entity a definite description stands for, by what the article has called its entities."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

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
    """A definite description: its head noun with type, group and gender, the word after the article, its origins."""

    noun: str
    kind: str
    group: str
    gender: str
    modifier: str
    origins: set[str] = field(default_factory=set)


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
        evidence = discourse.groups[number].evidence
        if not _same_origin(evidence, said):
            continue
        distance = sentence - candidate.sentence
        if candidate.inner and not distance and said.kind == "ORG" and said.noun not in evidence.nouns:
            continue  # "analysts at X expect the company to grow"
        if candidate.kind == said.kind or (said.noun in evidence.nouns and "PERSON" not in (said.kind, candidate.kind)):
            score = _fit(evidence, said, distance, candidate)
            if score is None and number == discourse.topic and said.noun in _OPEN_NOUNS and said.kind == "ORG":
                # What an article is about is a company if anything in it is, a service of its name included.
                score = 0.0 if evidence.groups <= _SERVICES else None
        elif candidate.kind in BUSINESS and said.kind in BUSINESS:
            score = _crossed(discourse, number, said)
        else:
            continue
        if score is None:
            continue
        score += 5.0 - 0.7 * distance + (1.0 if candidate.subject else 0.0) + 0.25 * min(discourse.counts[number], 6)
        score += 1.0 if said.origins & evidence.origins else 0.0
        score += (0.5 if number == discourse.topic else 0.0) - (1.0 if candidate.inner else 0.0)
        if score > best_score:
            best, best_score = number, score
    return best if best_score > _LEAST else None


def _same_origin(evidence: Evidence, said: Description) -> bool:
    """False for "the British firm" where the article calls the entity German."""
    for seat in (False, True):
        known = {place for place in evidence.origins if place.startswith("in ") == seat}
        claimed = {place for place in said.origins if place.startswith("in ") == seat}
        if known and claimed and not known & claimed:
            return False
    return True


def _fit(evidence: Evidence, said: Description, distance: int, candidate: Mentioned) -> float | None:
    """How well a description fits an entity of its kind; None if it does not."""
    if said.noun in evidence.nouns:
        return 3.0
    if said.kind == "PERSON":
        same = said.gender and evidence.gender() == said.gender and distance <= 1
        return 1.0 if same else None
    if said.noun in _DISTINCT:
        return None
    synonyms = _synonyms().get(said.noun, frozenset((said.noun,)))
    if not evidence.nouns.isdisjoint(synonyms):
        return 2.0
    any_product = said.group == "model" or said.noun in _ANY_PRODUCT
    if said.kind == "PRODUCT" and not any_product and not evidence.nouns.isdisjoint(_synonyms()):
        return None  # "the phone" of what the article calls a chip
    general = said.noun in _OPEN_NOUNS or said.noun in _ANY_PLACE
    alike = not evidence.groups.isdisjoint(_ALIKE.get(said.group, (said.group,)))
    specific = (
        said.group in _TRADES or said.kind in ("EVENT", "FAC") or (said.group == "group" and said.noun not in _GENERAL)
    )
    if alike and said.kind != "GPE" and (general or not specific):
        return 2.0
    version = said.modifier in _VERSIONS
    if general:
        return 0.0 if distance <= _REACH_OPEN and (version or not evidence.groups - {""}) else None
    if said.group == "company" and said.kind == "ORG":
        # "the airline": of a firm of which no other trade is known.
        other = any(noun in _synonyms() and noun not in _OPEN_NOUNS for noun in evidence.nouns)
        unknown = not evidence.groups - {"", "company"} and not other
        known_firm = candidate.subject or evidence.scores["ORG"] >= MIDDLE
        return 0.0 if unknown and known_firm and distance <= _REACH_TRADE else None
    return None


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
