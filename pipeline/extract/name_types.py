"""What kind of thing a name stands for: evidence from the words in and around each place where it stands.

Every piece of evidence adds to the score of a type; the recogniser's labels are votes among others. Words beside a name
count more than the label: a platform is a product whatever the recogniser took its name for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.names import Name
from pipeline.extract.tokens import POSSESSIVES, Tokens

ORDER = ("ORG", "PERSON", "PRODUCT", "GPE", "LOC", "NORP", "EVENT", "WORK", "FAC", "LAW", "LANGUAGE")
VOTES = {"PERSON": 1.5, "PRODUCT": 1.5, "NORP": 2.0, "LANGUAGE": 2.0, "EVENT": 1.5, "LAW": 1.5, "LOC": 1.2, "FAC": 1.2}
MOST_VOTES = 4
STRONG, MIDDLE, WEAK = 3.0, 1.5, 0.7

_DETERMINERS = frozenset(
    ("the", "a", "an", "its", "their", "his", "her", "our", "this", "that", "another", "one", "'s", "’s")
)
_APPOSITION_END = frozenset(
    ("of", "at", "in", "for", "with", "from", "by", "on", "to", "who", "which", "that", "whose", "where", "and", "or")
    + (
        ",",
        ".",
        ";",
        ":",
        ")",
        "(",
        "-",
        "—",
        "–",
        "has",
        "have",
        "had",
        "is",
        "was",
        "said",
        "says",
        "will",
        "based",
        "as",
    )
)
_NAMING = frozenset(("called", "named", "dubbed", "titled", "entitled", "nicknamed", "codenamed"))
_PLACE_PREPOSITIONS = frozenset(("in", "across", "throughout", "near", "inside", "outside", "toward", "towards"))
_ADVERBIAL = frozenset("in at for with by on from under after before since during according like unlike as to despite".split())
_AFFILIATION = frozenset(("at", "for", "with"))


@dataclass(slots=True)
class Evidence:
    """What an article says of the thing a name stands for: scores by type, head nouns and their groups, gender.

    ``votes`` counts the recogniser's labels; ``appositions`` holds noun phrases beside the name (first token, end token)
    that describe the same thing.
    """

    scores: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    groups: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    appositions: list[tuple[int, int]] = field(default_factory=list)
    genders: Counter[str] = field(default_factory=Counter)
    votes: Counter[str] = field(default_factory=Counter)

    def add(self, other: Evidence) -> None:
        """Take in what was found for another form of the same name."""
        for type_, score in other.scores.items():
            self.scores[type_] += score
        self.groups |= other.groups
        self.nouns |= other.nouns
        self.appositions += other.appositions
        self.genders.update(other.genders)
        self.votes.update(other.votes)

    def total(self) -> dict[str, float]:
        """Scores with the recogniser's votes, of which at most ``MOST_VOTES`` count."""
        out: dict[str, float] = dict.fromkeys(ORDER, 0.0)
        out.update(self.scores)
        seen = sum(self.votes.values())
        for label, count in self.votes.items():
            out[label] += VOTES.get(label, 1.0) * count * min(seen, MOST_VOTES) / seen
        return out

    def best(self) -> str | None:
        """The type with the highest score; of equals the first in ``ORDER``; None without any evidence."""
        if not self.scores and not self.votes:
            return None
        total = self.total()
        best = max(ORDER, key=total.__getitem__)
        return best if total[best] > 0 else None

    def gender(self) -> str:
        """m, f or empty where nothing tells."""
        male, female = self.genders["m"], self.genders["f"]
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
def _column(lexicon: str, column: str) -> dict[str, str]:
    return {row["form"]: row[column] for row in lexicons.read(lexicon)}


def first_name_gender(word: str) -> str | None:
    """m, f or empty of a common first name; None of any other word."""
    return _column("entity_first_names", "gender").get(word.lower())


def of_form(words: list[str], evidence: Evidence) -> None:
    """Evidence inside a name: its last word, its first name, its digits and capitals."""
    lowers = [word.lower().rstrip(".") for word in words]
    last = lowers[-1]
    suffix = _column("entity_suffixes", "type").get(last)
    of = next((i for i, word in enumerate(lowers) if word == "of" and i), 0)
    if of:
        suffix = _column("entity_suffixes", "type").get(lowers[of - 1])
        last = lowers[of - 1]
    if suffix and len(words) > 1:
        evidence.scores[suffix] += STRONG
        entry = heads().get(last)
        evidence.groups.add(
            entry[1] if entry else "company" if _column("entity_suffixes", "drop")[last] == "yes" else ""
        )
    gender = first_name_gender(words[0])
    if len(words) > 1 and gender is not None and all(word[0].isalpha() for word in words) and not suffix:
        evidence.scores["PERSON"] += MIDDLE
    if gender:
        evidence.genders[gender] += 1
    digits = any(c.isdigit() for c in "".join(words))
    if digits and any(word.isalpha() and len(word) > 1 for word in words) and not suffix:
        evidence.scores["PRODUCT"] += MIDDLE


def of_place(tokens: Tokens, name: Name, evidence: Evidence) -> None:
    """Evidence beside one occurrence of a name; the recogniser's label there is counted as a vote."""
    first, last = tokens.sentences[tokens.sentence[name.first]]
    if name.label:
        evidence.votes[name.label] += 1
    _before(tokens, name, first, evidence)
    _after(tokens, name, last, evidence)


def _before(tokens: Tokens, name: Name, first: int, evidence: Evidence) -> None:
    at = name.first - 1
    if at < first:
        return
    lower = tokens.lowers[at].rstrip(".")
    title = _column("entity_titles", "gender").get(lower)
    entry = heads().get(lower)
    if title is not None and (tokens.capital[at] or entry is not None):
        evidence.scores["PERSON"] += STRONG
        evidence.nouns.add(lower)
        if title:
            evidence.genders[title] += 3
    elif entry and not tokens.capital[at]:
        _head(evidence, lower, STRONG if at > first else MIDDLE)
    elif lower in _NAMING and at - 1 >= first:
        named = heads().get(tokens.lowers[at - 1])
        if named:
            _head(evidence, tokens.lowers[at - 1], STRONG)
    elif tokens.words[at] in POSSESSIVES and at - 1 >= first and tokens.capital[at - 1]:
        evidence.scores["PRODUCT"] += WEAK
        evidence.scores["PERSON"] -= WEAK
    elif lower in _PLACE_PREPOSITIONS:
        evidence.scores["GPE"] += WEAK
        evidence.scores["PERSON"] -= WEAK
        evidence.scores["NORP"] -= MIDDLE
    elif lower in _AFFILIATION and at - 1 >= first:
        person = heads().get(tokens.lowers[at - 1])
        if person and person[0] == "PERSON":
            evidence.scores["ORG"] += MIDDLE
    elif lower == "of" and at - 1 >= first:
        person = heads().get(tokens.lowers[at - 1])
        if person and person[0] == "PERSON":
            evidence.scores["ORG"] += WEAK
    if _column("entity_verbs", "class").get(lower) == "launch" or (
        lower in _DETERMINERS
        and at - 1 >= first
        and _column("entity_verbs", "class").get(tokens.lowers[at - 1]) == "launch"
    ):
        evidence.scores["PRODUCT"] += MIDDLE


def _after(tokens: Tokens, name: Name, last: int, evidence: Evidence) -> None:
    at = name.last
    if at >= last:
        return
    lower = tokens.lowers[at]
    if lower == "-" and at + 1 < last and tokens.glued(at):
        if tokens.lowers[at + 1] in ("based", "born"):
            evidence.scores["GPE"] += STRONG
        return
    entry = heads().get(lower)
    if entry:
        _noun_after(tokens, name, entry, evidence)
    elif tokens.words[at] in POSSESSIVES and at + 1 < last:
        entry = heads().get(tokens.lowers[at + 1])
        if entry and entry[0] == "PERSON" and not entry[2]:
            evidence.scores["ORG"] += WEAK
    elif lower == "," and at + 1 < last:
        # "In Lisbon, a ..." is no apposition: the comma closes the adverbial.
        begin = tokens.sentences[tokens.sentence[at]][0]
        if tokens.lowers[begin] in _ADVERBIAL and "," not in tokens.words[begin:at]:
            return
        _apposition(tokens, at + 1, last, evidence)
    elif lower in ("is", "was") and at + 1 < last and tokens.lowers[at + 1] in ("a", "an", "the"):
        _apposition(tokens, at + 1, last, evidence)
    elif lower == "who":
        evidence.scores["PERSON"] += MIDDLE
    verb = _column("entity_verbs", "class").get(lower)
    if verb == "say":
        evidence.scores["ORG"] += WEAK / 2
        evidence.scores["PERSON"] += WEAK / 2
    elif verb in ("act", "launch"):
        evidence.scores["ORG"] += WEAK
    elif verb == "person":
        evidence.scores["PERSON"] += MIDDLE


def _noun_after(tokens: Tokens, name: Name, entry: tuple[str, str, str], evidence: Evidence) -> None:
    """ "the Kestrel phone": a product, or its maker's name; "Kestrel executives": an organisation's people."""
    if entry[0] == "PRODUCT":
        determined = name.first > 0 and tokens.lowers[name.first - 1] in _DETERMINERS
        evidence.scores["PRODUCT"] += MIDDLE if determined else WEAK
        evidence.groups.add(entry[1])
        evidence.nouns.add(tokens.lowers[name.last])
    elif entry[0] == "PERSON":
        evidence.scores["ORG"] += WEAK
        evidence.scores["PERSON"] -= WEAK
    elif entry[0] in ("GPE", "LOC"):
        evidence.scores["GPE"] += WEAK
    else:
        evidence.scores[entry[0]] += WEAK


def _apposition(tokens: Tokens, start: int, last: int, evidence: Evidence) -> None:
    """The head of the noun phrase that begins at ``start``: "a Lisbon-based maker", "44", "chief executive"."""
    if tokens.words[start].isdigit() and len(tokens.words[start]) == 2:
        closed = start + 1 < last and tokens.words[start + 1] in (",", ".")
        evidence.scores["PERSON"] += STRONG if closed else 0
        return
    determined = tokens.lowers[start] in ("a", "an", "the", "its", "his", "her", "their", "one")
    found = apposition_head(tokens, start, last)
    if found is None:
        return
    noun = tokens.lowers[found]
    if noun not in lexicons.words("entity_heads"):
        return
    close = found - start <= 2 and not any(word in POSSESSIVES for word in tokens.words[start:found])
    if determined or (heads()[noun][0] == "PERSON" and close and not tokens.capital[found]):
        _head(evidence, noun, STRONG)
        evidence.appositions.append((start, found + 1))


def apposition_head(tokens: Tokens, start: int, last: int) -> int | None:
    """The last head noun of the noun phrase that begins at ``start``, if one stands within eight words."""
    found = None
    for i in range(start, min(last, start + 9)):
        lower = tokens.lowers[i]
        if lower in _APPOSITION_END and not (lower == "-" and tokens.glued(i)):
            break
        if lower in heads() and not (i + 1 < last and tokens.words[i + 1] == "-"):
            found = i
    return found


def _head(evidence: Evidence, noun: str, weight: float) -> None:
    entry = heads()[noun]
    evidence.scores[entry[0]] += weight
    evidence.groups.add(entry[1])
    evidence.nouns.add(noun)
    if entry[2]:
        evidence.genders[entry[2]] += 2
