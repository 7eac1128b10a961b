"""Third-person pronouns of persons and the entities they stand for, and what is common to all pronouns.

Candidates are filtered by gender and number and weighed by nearness, grammatical role and frequency, after Lappin and
Leass (1994), An Algorithm for Pronominal Anaphora Resolution.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.extract import lexicons
from pipeline.extract.coreference.discourse import BUSINESS, Discourse, Mentioned, clause_mate
from pipeline.extract.names.speaking import says
from pipeline.extract.syntax.tokens import Tokens

_BEHIND_PLEONASTIC = lexicons.words("function_words", role="behind_pleonastic")

_GENDERS = {
    **dict.fromkeys(lexicons.words("function_words", role="he"), "m"),
    **dict.fromkeys(lexicons.words("function_words", role="she"), "f"),
}
_IT = frozenset(("it", "its", "itself"))
_THEY = lexicons.words("function_words", role="they")
OF_THINGS = _IT | _THEY
"""Pronouns that mostly stand for things; :mod:`pipeline.extract.coreference.pronoun_ranking` looks for what."""
THIRD = frozenset(_GENDERS) | OF_THINGS
"""The third-person pronouns."""

_OBJECTS = frozenset(("dobj", "dative"))
_SPOKEN = 2.0  # the narrator seldom takes up whom a speaker mentions
_REACH = 4  # sentences back that "he" and "she" reach, those of a speech between aside
_SPEECH = 16  # sentences back at most
_SPEAKER = 1.5  # who spoke last goes on: "he said"
_FARTHEST = 100  # words from a person to the pronoun, from which more say nothing
_FILLERS = lexicons.words("entity_context_words", role="filler")
_BE = lexicons.words("entity_context_words", role="be")
_SEEM = lexicons.words("entity_context_words", role="seem")
_ADVERBIAL = lexicons.words("entity_context_words", role="adverbial")
_AHEAD = 10  # words from "its" in an opening adverbial to the comma before the name


def agreement(lower: str) -> tuple[str, str, bool]:
    """Kind, gender and number of what a pronoun can stand for: PERSON or THING; m, f or empty; whether plural."""
    gender = _GENDERS.get(lower, "")
    return ("PERSON" if gender else "THING"), gender, lower in _THEY


def antecedent(discourse: Discourse, at: int, sentence: int, quoted: list[bool]) -> int | None:
    """The entity that a pronoun of persons, or one in an opening adverbial, stands for; None if that is open or no entity.

    Args:
        discourse: What was said before.
        at: The pronoun's token.
        sentence: The number of its sentence.
        quoted: Whether each token stands in quotation marks: who speaks there seldom says "it" of the name outside.
    """
    lower = discourse.tokens.lowers[at]
    if lower in ("its", "his", "her"):
        ahead = _named_ahead(discourse, at, sentence)
        if ahead is not None:
            return ahead
    return _person(discourse, at, sentence, _GENDERS[lower], quoted) if lower in _GENDERS else None


def _named_ahead(discourse: Discourse, at: int, sentence: int) -> int | None:
    """ "In its annual report, Kestrel said ...": the name after the comma that closes the opening adverbial."""
    tokens = discourse.tokens
    first, last = tokens.sentences[sentence]
    if at - first > 5 or tokens.lowers[first] not in _ADVERBIAL:
        return None
    for i in range(at + 1, min(last - 1, at + _AHEAD)):
        if tokens.words[i] == ",":
            start = i + 2 if tokens.lowers[i + 1] == "the" else i + 1
            if start not in discourse.names:
                return None
            entity, end = discourse.names[start]
            kind = discourse.groups[entity].type
            person = tokens.lowers[at] != "its"
            follows = end < last and (tokens.tags[end].startswith(("VBD", "VBZ", "MD", "VBP")) or not tokens.tags[end])
            return entity if follows and (kind == "PERSON" if person else kind in BUSINESS) else None
        if not tokens.words[i][0].isalnum() and tokens.words[i] not in ("-", "'s", "’s"):
            return None
    return None


def _person(discourse: Discourse, at: int, sentence: int, gender: str, quoted: list[bool]) -> int | None:
    best: Mentioned | None = None
    best_score = 0.0
    tokens = discourse.tokens
    reflexive = tokens.lowers[at].endswith("self")
    barred = -1 if reflexive else clause_mate(tokens, at, _OBJECTS)  # "X praised him" is not about X himself
    pronoun = _Pronoun(at, gender, not quoted[at] and says(tokens, at, at + 1))
    distance, last = 0, sentence
    for candidate in discourse.back(sentence, _SPEECH if pronoun.speaks else _REACH):
        distance += _apart(tokens, candidate.sentence, last, pronoun.speaks)
        last = candidate.sentence
        if distance > _REACH:
            break
        if candidate.kind != "PERSON" or candidate.plural or candidate.first <= barred < candidate.last:
            continue
        score = _salience(discourse, candidate, pronoun, distance)
        if score is not None and (best is None or score > best_score):
            best, best_score = candidate, score
    if best is None or best.entity is None:
        return None
    genders = discourse.groups[best.entity].evidence.genders
    if not genders:
        genders[gender] += 1
    return best.entity


class _Pronoun(NamedTuple):
    """A pronoun of a person: its token and gender, and whether it is told to speak outside quotation marks."""

    at: int
    gender: str
    speaks: bool


def _salience(discourse: Discourse, candidate: Mentioned, pronoun: _Pronoun, distance: int) -> float | None:
    """How much a person, so many sentences back, is in mind; None where the gender differs."""
    tokens, entity = discourse.tokens, candidate.entity
    known = candidate.gender if entity is None else discourse.groups[entity].evidence.gender()
    if known not in ("", pronoun.gender):
        return None
    near, often = (2.0, 0.1) if pronoun.speaks else (1.6, 0.25)
    score = 4.0 - near * distance - 0.01 * min(pronoun.at - candidate.first, _FARTHEST)
    score += 1.5 if candidate.subject else 0.0
    score += 1.0 if known == pronoun.gender else 0.0
    if tokens.quoted[candidate.first]:
        score -= 0.0 if tokens.quoted[pronoun.at] else _SPOKEN
    elif pronoun.speaks and says(tokens, candidate.first, candidate.last):
        score += _SPEAKER
    return score if entity is None else score + often * min(discourse.counts[entity], 6)


def _apart(tokens: Tokens, earlier: int, later: int, speaks: bool) -> int:
    """Sentences from one to a later; where somebody speaks, those of a speech between them do not count."""
    if not speaks:
        return later - earlier
    between = sum(not tokens.quoted[tokens.sentences[number][0]] for number in range(earlier + 1, later))
    return between + (later > earlier)


def pleonastic(tokens: Tokens, at: int) -> bool:
    """Whether "it" stands for nothing: "it is likely that", "it takes years to", "it seems that", "it rained"."""
    last = tokens.sentences[tokens.sentence[at]][1]
    if tokens.deps[tokens.heads[at]] == "relcl":
        return False
    words = tokens.lowers[at + 1 : min(at + 8, last)]
    for i, word in enumerate(words[:4]):
        if word in _SEEM:
            return any(w in _BEHIND_PLEONASTIC for w in words[i + 1 : i + 5])
        if word in _BE:
            following = [w for w in words[i + 1 : i + 5] if w not in _FILLERS]
            return bool(following) and following[0] in lexicons.words("entity_pleonastic")
    return False
