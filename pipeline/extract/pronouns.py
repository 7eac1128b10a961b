"""Third-person pronouns and the entities they stand for.

Candidates are filtered by gender, number and kind and weighed by nearness, grammatical role and frequency, after Lappin
and Leass (1994), An Algorithm for Pronominal Anaphora Resolution. "It" and "they" mostly stand for common nouns in news,
so they are put to a name only where that name is the subject nearest before them.
"""

from __future__ import annotations

from pipeline.extract import lexicons
from pipeline.extract.discourse import SUBJECTS, THINGS, Candidate, Discourse
from pipeline.extract.name_types import column
from pipeline.extract.tokens import Tokens

_GENDERS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
}
_IT = frozenset(("it", "its", "itself"))
_THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
THIRD = frozenset(_GENDERS) | _IT | _THEY
"""The pronouns that are looked up here."""

_REACH = 4  # sentences back that "he" and "she" reach
_FILLERS = lexicons.words("entity_context_words", role="filler")
_BE = lexicons.words("entity_context_words", role="be")
_SEEM = lexicons.words("entity_context_words", role="seem")


def agreement(lower: str) -> tuple[str, str, bool]:
    """Kind, gender and number of what a pronoun can stand for: PERSON or THING; m, f or empty; whether plural."""
    gender = _GENDERS.get(lower, "")
    return ("PERSON" if gender else "THING"), gender, lower in _THEY


def antecedent(discourse: Discourse, at: int, sentence: int, quoted: list[bool]) -> int | None:
    """The entity that the pronoun at token ``at`` stands for; None if that is open or no entity.

    Args:
        discourse: What was said before.
        at: The pronoun's token.
        sentence: The number of its sentence.
        quoted: Whether each token stands in quotation marks: who speaks there seldom says "it" of the name outside.
    """
    lower = discourse.tokens.lowers[at]
    if lower in _GENDERS:
        return _person(discourse, at, sentence, _GENDERS[lower], quoted)
    if lower in _IT:
        return None if lower == "it" and pleonastic(discourse.tokens, at) else _thing(discourse, at, sentence, quoted)
    return _several(discourse, at, sentence, quoted)


def _person(discourse: Discourse, at: int, sentence: int, gender: str, quoted: list[bool]) -> int | None:
    best: Candidate | None = None
    best_score = 0.0
    barred = _clause_mate(discourse.tokens, at)
    for candidate in discourse.back(sentence, _REACH):
        if candidate.kind != "PERSON" or candidate.plural or candidate.first <= barred < candidate.last:
            continue
        known = candidate.gender
        if candidate.entity is not None:
            known = discourse.groups[candidate.entity].evidence.gender()
        if known not in ("", gender):
            continue
        score = 4.0 - 1.6 * (sentence - candidate.sentence) - 0.01 * (at - candidate.first)
        score += 1.5 if candidate.subject else 0.0
        score += 1.0 if known == gender else 0.0
        if candidate.entity is not None:
            score += 0.25 * min(discourse.counts[candidate.entity], 6)
        if best is None or score > best_score:
            best, best_score = candidate, score
    if best is None or best.entity is None:
        return None
    genders = discourse.groups[best.entity].evidence.genders
    if not genders:
        genders[gender] += 1
    return best.entity


def _thing(discourse: Discourse, at: int, sentence: int, quoted: list[bool]) -> int | None:
    """ "It": the subject nearest before it in its sentence; at a sentence's start, the subject of the one before."""
    tokens = discourse.tokens
    barred = _clause_mate(tokens, at)
    near = [c for c in discourse.back(sentence, 1) if not c.first <= barred < c.last]
    if not tokens.tags[at] and at - tokens.sentences[sentence][0] > 1:
        return _lone_thing(near, at, sentence, quoted) if tokens.lowers[at] == "its" else None
    for candidate in near:
        if candidate.sentence == sentence and candidate.subject and candidate.kind in THINGS:
            return _sure(candidate, at, quoted)
    if any(c.sentence == sentence and c.kind != "PERSON" and c.subject for c in near):
        return None
    before = [c for c in reversed(near) if c.sentence == sentence - 1]
    subject = next((c for c in before if c.subject), None)
    if subject is None or subject.kind not in THINGS:
        return None
    launched = _launched(discourse, before, subject, at)
    return _sure(launched or subject, at, quoted)


def _lone_thing(near: list[Candidate], at: int, sentence: int, quoted: list[bool]) -> int | None:
    """Where nothing is parsed: the sentence's only organisation or product."""
    things = [c for c in near if c.sentence == sentence and c.kind not in ("GPE", "LOC", "NORP", "PERSON")]
    entities = {c.entity for c in things}
    return _sure(things[-1], at, quoted) if len(entities) == 1 else None


def _sure(candidate: Candidate, at: int, quoted: list[bool]) -> int | None:
    crossing = quoted[at] and not quoted[candidate.first]
    return None if candidate.plural or crossing or candidate.kind in ("GPE", "LOC") else candidate.entity


def _launched(discourse: Discourse, before: list[Candidate], subject: Candidate, at: int) -> Candidate | None:
    """ "X unveiled Y. It can ...": the new product, unless the verb after "it" is one of organisations."""
    tokens = discourse.tokens
    if subject.kind != "ORG" or tokens.lowers[at] != "it" or at + 1 >= len(tokens):
        return None
    verbs = column("entity_verbs", "role")
    if verbs.get(tokens.lowers[at + 1]) in ("say", "act"):
        return None
    products = [c for c in before if c.kind == "PRODUCT" and c.entity is not None and c.first > subject.first]
    span = tokens.lowers[subject.first : products[0].first] if products else []
    return products[0] if any(verbs.get(word) == "launch" for word in span) else None


def _several(discourse: Discourse, at: int, sentence: int, quoted: list[bool]) -> int | None:
    """ "They": an organisation or a people, if that is the subject nearest before it."""
    for candidate in discourse.back(sentence, 0):
        if candidate.subject and (candidate.plural or candidate.kind != "PERSON"):
            if candidate.first and discourse.tokens.lowers[candidate.first - 1] in ("and", "or"):
                return None
            named = candidate.entity is not None and candidate.kind in ("ORG", "NORP")
            return candidate.entity if named and not (quoted[at] and not quoted[candidate.first]) else None
    return None


def _clause_mate(tokens: Tokens, at: int) -> int:
    """The subject of the verb whose object a pronoun is: "X praised him" is not about X himself; -1 if none."""
    if not tokens.tags[at] or tokens.lowers[at].endswith("self") or tokens.deps[at] not in ("dobj", "dative"):
        return -1
    verb = tokens.heads[at]
    for i in range(max(tokens.sentences[tokens.sentence[at]][0], verb - 12), verb):
        if tokens.heads[i] == verb and tokens.deps[i] in SUBJECTS:
            return i
    return -1


def pleonastic(tokens: Tokens, at: int) -> bool:
    """Whether "it" stands for nothing: "it is likely that", "it takes years to", "it seems that", "it rained"."""
    last = tokens.sentences[tokens.sentence[at]][1]
    words = tokens.lowers[at + 1 : min(at + 8, last)]
    for i, word in enumerate(words[:4]):
        if word in _SEEM:
            return any(w in ("that", "like", "as", "to", "out") for w in words[i + 1 : i + 5])
        if word in _BE:
            following = [w for w in words[i + 1 : i + 5] if w not in _FILLERS]
            return bool(following) and following[0] in lexicons.words("entity_pleonastic")
    return False
