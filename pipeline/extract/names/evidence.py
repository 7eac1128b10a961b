"""What kind of thing a name stands for: evidence from the words in and around each place where it stands.

Every piece of evidence adds to the score of a type; the recogniser's labels are votes among others. Words beside a name
count more than the label: a platform is a product whatever the recogniser took its name for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from pipeline.extract import lexicons

ORDER = ("ORG", "PERSON", "PRODUCT", "GPE", "LOC", "NORP", "EVENT", "WORK", "FAC", "LAW", "LANGUAGE")
_VERSIONED = re.compile(r"[A-Z][A-Za-z]+[-‑][0-9][0-9.]*[a-z]?")
EITHER = lexicons.words("entity_context_words", role="either")
"""Nouns by which persons and organisations alike are called ("owner", "leader")."""
VARIANTS = lexicons.words("entity_context_words", role="variant")
"""Words after the number or name of a model ("Pro")."""
_RANK = {type_: rank for rank, type_ in enumerate(ORDER)}
VOTES = {"PERSON": 1.5, "PRODUCT": 1.5, "NORP": 2.0, "LANGUAGE": 2.0, "EVENT": 1.5, "LAW": 1.5, "LOC": 1.2, "FAC": 1.2}
MOST_VOTES = 4
UNPLACED = 0.5  # weight of a GPE vote for a name that never stands where a place would
STRONG, MIDDLE, WEAK = 3.0, 1.5, 0.7


def _counter() -> defaultdict[str, float]:
    return defaultdict(float)


@dataclass(slots=True)
class Evidence:
    """What an article says of the thing a name stands for: scores by type, head nouns and their groups, gender.

    ``votes`` counts the recogniser's labels; ``appositions`` holds noun phrases beside the name (first token, end token)
    that describe the same thing; ``placed`` counts the occurrences where a place would stand ("from X", "X-based");
    ``origins`` holds the places that the article derives the thing from, those of its seat after "in ".
    """

    scores: defaultdict[str, float] = field(default_factory=_counter)
    groups: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    appositions: list[tuple[int, int]] = field(default_factory=list)
    genders: defaultdict[str, float] = field(default_factory=_counter)
    votes: defaultdict[str, float] = field(default_factory=_counter)
    placed: int = 0
    origins: set[str] = field(default_factory=set)

    def add(self, other: Evidence) -> None:
        """Take in what was found for another form of the same name."""
        for mine, theirs in ((self.scores, other.scores), (self.genders, other.genders), (self.votes, other.votes)):
            for key, amount in theirs.items():
                mine[key] += amount
        self.groups |= other.groups
        self.origins |= other.origins
        self.nouns |= other.nouns
        self.appositions += other.appositions
        self.placed += other.placed

    def total(self) -> dict[str, float]:
        """Scores with the recogniser's votes, of which at most ``MOST_VOTES`` count."""
        out = dict(self.scores)
        if self.votes:
            seen = sum(self.votes.values())
            share = min(seen, MOST_VOTES) / seen
            for label, count in self.votes.items():
                weight = UNPLACED if label == "GPE" and not self.placed else VOTES.get(label, 1.0)
                out[label] = out.get(label, 0.0) + weight * count * share
        return out

    def best(self) -> str | None:
        """The type with the highest score; of equals the first in ``ORDER``; None without any evidence."""
        total = self.total()
        found, highest = None, 0.0
        for type_, score in total.items():
            if score > highest or (score == highest and found is not None and _RANK[type_] < _RANK[found]):
                found, highest = type_, score
        return found

    def gender(self) -> str:
        """m, f or empty where nothing tells."""
        male, female = self.genders.get("m", 0.0), self.genders.get("f", 0.0)
        return "m" if male > female else "f" if female > male else ""


@cache
def heads() -> dict[str, tuple[str, str, str]]:
    """Head nouns, singular and plural: type, group and gender."""
    out = {}
    for row in lexicons.read("entity_heads"):
        entry = (row["type"], row["group"], row["gender"])
        form = row["form"]
        out[form] = entry
        if form[-2:] == "an" and form[-3:-2] == "m":
            plural = form[:-2] + "en"
        elif form[-1] == "y" and form[-2] not in "aeiou":
            plural = form[:-1] + "ies"
        else:
            plural = form + ("es" if form[-1] in "sxz" or form[-2:] in ("ch", "sh") else "s")
        out.setdefault(plural, entry)
    return out


@cache
def column(lexicon: str, name: str) -> dict[str, str]:
    """One column of a lexicon by the entries' forms."""
    return {row["form"]: row[name] for row in lexicons.read(lexicon)}


def first_name_gender(word: str) -> str | None:
    """m, f or empty of a common first name; None of any other word."""
    return column("entity_first_names", "gender").get(word.lower())


def is_versioned(word: str) -> bool:
    """Whether a word ends with the number of a version: "KST-4", "Falcon-2.5"."""
    return _VERSIONED.fullmatch(word) is not None


def called(evidence: Evidence, noun: str, weight: float) -> None:
    """Record that the article calls the thing by a head noun, one of persons and organisations alike included."""
    entry = heads()[noun]
    if noun in EITHER and entry[0] == "ORG":
        weight = min(weight, MIDDLE)
    elif noun in EITHER:
        evidence.scores["PERSON"] += WEAK
        evidence.scores["ORG"] += WEAK
        evidence.nouns.add(noun)
        return
    evidence.scores[entry[0]] += weight
    evidence.groups.add(entry[1])
    evidence.nouns.add(noun)
    if entry[2]:
        evidence.genders[entry[2]] += 2
