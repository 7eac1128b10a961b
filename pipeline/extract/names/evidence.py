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

_BANK_SIDES = lexicons.words("entity_context_words", role="bank_side")

ORDER = ("ORG", "PERSON", "PRODUCT", "GPE", "LOC", "NORP", "EVENT", "WORK", "FAC", "LAW", "LANGUAGE")
_VERSIONED = re.compile(r"[A-Z][A-Za-z]+[-‑][0-9][0-9.]*[a-z]?")
_CAMEL = re.compile(r"[a-z][A-Z]")
_SURNAMES = ("Mc", "Mac", "De", "Di", "Du", "Des", "Van", "Von", "La", "Le", "Fitz", "O'", "O’", "D'", "D’")
_NUMERALS = lexicons.words("entity_context_words", role="numeral")
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


def of_form(words: list[str], labels: set[str], evidence: Evidence) -> None:
    """Evidence inside a name: its last word, its first name, its digits and capitals.

    Args:
        words: The name's words.
        labels: The types that the recogniser gave it anywhere.
        evidence: What is found is added to it.
    """
    lowers = [word.lower().rstrip(".") for word in words]
    if len(lowers) > 2 and lowers[-1] in _NUMERALS:
        lowers.pop()
    last = lowers[-1]
    suffix = column("entity_suffixes", "type").get(last)
    if last in VARIANTS and len(words) > 1 and _is_model(words):
        suffix = "PRODUCT"
    if last == "bank" and lowers[0] in _BANK_SIDES:
        suffix = "LOC"
    of = next((i for i, word in enumerate(lowers) if word == "of" and i), 0)
    if of:
        suffix = column("entity_suffixes", "type").get(lowers[of - 1])
        last = lowers[of - 1]
    if suffix and len(words) > 1:
        # Halls, hills and parks are surnames as well.
        surname = labels == {"PERSON"} and suffix in ("FAC", "LOC", "GPE")
        evidence.scores[suffix] += WEAK if surname else STRONG
        entry = heads().get(last)
        if entry:
            evidence.nouns.add(last)
        if column("entity_suffixes", "drop").get(last) == "yes":
            evidence.groups.add("company")
        elif entry:
            evidence.groups.add(entry[1])
    whole = " ".join(words)
    place = column("entity_places", "type").get(whole) or column("entity_aliases", "type").get(whole.lower())
    if place:
        evidence.scores[place] += STRONG + MIDDLE
        evidence.placed += 1
        evidence.nouns.add(column("entity_places", "noun").get(whole, "country"))
    if len(words) > 1:
        _of_head_words(lowers, suffix, evidence)
    if len(words) == 1 and lowers[0] in column("entity_demonyms", "place"):
        evidence.scores["NORP"] += 2 * STRONG
    if len(words) > 1 and lowers[0] in lexicons.words("entity_titles", kept="1"):
        evidence.scores["PERSON"] += STRONG  # "Lord Norvik"
        evidence.genders[column("entity_titles", "gender")[lowers[0]]] += 3
    gender = first_name_gender(words[0])
    if len(words) > 1 and gender is not None and all(word[0].isalpha() for word in words) and not suffix:
        evidence.scores["PERSON"] += MIDDLE
    if gender:
        evidence.genders[gender] += 1
    if len(words) == 1 and _CAMEL.search(words[0]) and not words[0].startswith(_SURNAMES):
        # "ByteForge", "iSlate": firms and products are written so.
        evidence.scores["PRODUCT" if words[0][0].islower() else "ORG"] += WEAK if words[0][1].isupper() else WEAK / 4
        evidence.scores["PERSON"] -= MIDDLE
        evidence.scores["GPE"] -= MIDDLE
    digits = any(c.isdigit() for c in "".join(words))
    if digits and any(word.isalpha() and len(word) > 1 for word in words) and not suffix:
        evidence.scores["PRODUCT"] += MIDDLE
    elif len(words) == 1 and is_versioned(words[0]):
        evidence.scores["PRODUCT"] += STRONG


def _of_head_words(lowers: list[str], suffix: str | None, evidence: Evidence) -> None:
    """Head nouns at either end of a name: "Cyclone Ada" is a cyclone, "the Grand Mosque" a mosque."""
    for word in (lowers[0], lowers[-1]):
        entry = heads().get(word)
        if entry is not None and entry[0] not in ("PERSON", "NORP"):
            evidence.nouns.add(word)
    if not suffix and len(lowers) == 2 and heads().get(lowers[0], ("",))[0] in ("EVENT", "LOC"):
        evidence.scores[heads()[lowers[0]][0]] += STRONG


def is_versioned(word: str) -> bool:
    """Whether a word ends with the number of a version: "KST-4", "Falcon-2.5"."""
    return _VERSIONED.fullmatch(word) is not None


def _is_model(words: list[str]) -> bool:
    """Whether a name whose last word is one of variants is a model's: a number or a mixed-case word is before it."""
    return any(w[0].isdigit() or (w[1:] != w[1:].lower() and not w.isupper()) for w in words[:-1])


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
