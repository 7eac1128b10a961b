"""Third-person pronouns and the entities they stand for.

Candidates are filtered by gender, number and kind and weighed by nearness, grammatical role and frequency, after Lappin
and Leass (1994), An Algorithm for Pronominal Anaphora Resolution. "It" and "they" mostly stand for common nouns in news,
so they are put to a name only where that name is the subject nearest before them, or where what follows ("its shares",
"it expects") fits nothing else near.
"""

from __future__ import annotations

from pipeline.extract import lexicons
from pipeline.extract.discourse import BUSINESS, SUBJECTS, THINGS, Candidate, Discourse
from pipeline.extract.introductions import exists, introduced, launched
from pipeline.extract.name_types import column, heads
from pipeline.extract.tokens import Tokens

_GENDERS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
}
_IT = frozenset(("it", "its", "itself"))
_THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
THIRD = frozenset(_GENDERS) | _IT | _THEY
"""The pronouns that are looked up here."""

_SPOKEN = 2.0  # the narrator seldom takes up whom a speaker mentions
_REACH = 4  # sentences back that "he" and "she" reach
_FILLERS = lexicons.words("entity_context_words", role="filler")
_BE = lexicons.words("entity_context_words", role="be")
_SEEM = lexicons.words("entity_context_words", role="seem")
_ADVERBIAL = lexicons.words("entity_context_words", role="adverbial")
_TOLD = frozenset(("told", "tells", "telling"))
_SPEECH_REACH = 12  # words before "it" in which a verb of speech makes it a speaker's
_AHEAD = 10  # words from "its" in an opening adverbial to the comma before the name
_ADVERBS = frozenset(("also", "now", "has", "have", "had", "already", "still", "recently", "previously", "currently"))


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
    if lower in ("its", "his", "her"):
        ahead = _named_ahead(discourse, at, sentence)
        if ahead is not None:
            return ahead
    if lower in _GENDERS:
        return _person(discourse, at, sentence, _GENDERS[lower], quoted)
    if lower in _IT:
        return None if lower == "it" and pleonastic(discourse.tokens, at) else _thing(discourse, at, sentence, quoted)
    return _several(discourse, at, sentence, quoted)


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
        score -= _SPOKEN if quoted[candidate.first] and not quoted[at] else 0.0
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
    fitting = _fitting(tokens, at)
    every = [c for c in discourse.back(sentence, 1) if not c.first <= barred < c.last]
    near = [c for c in every if not c.plural]
    if not tokens.tags[at] and at - tokens.sentences[sentence][0] > 1:
        return _lone_thing(near, at, sentence, quoted) if tokens.lowers[at] == "its" else None
    here = [c for c in near if c.sentence == sentence and c.kind != "PERSON"]
    for candidate in here:
        if not candidate.subject or candidate.kind not in THINGS or _within(tokens, candidate, at):
            continue
        if candidate.coordinated or (fitting == "ORG" and _abstract(candidate)):
            continue
        return _sure(candidate, at, quoted)
    existing = next((c for c in here if c.entity is not None and exists(tokens, c)), None)
    if existing is not None and not existing.inner:
        return _sure(existing, at, quoted)
    if any(c.kind in BUSINESS for c in here):
        clear = fitting == "ORG" or _narrated(discourse, at, sentence)
        return _only(here, at, quoted, tokens) if clear else None
    if any(c.sentence == sentence and c.subject and c.kind != "PERSON" for c in every):
        return None
    before = [c for c in reversed(near) if c.sentence == sentence - 1]
    new = launched(discourse, before, at)
    if new is not None:
        return _sure(new, at, quoted)
    subject = next((c for c in reversed(every) if c.sentence == sentence - 1 and c.subject), None)
    if fitting == "ORG" and (subject is None or subject.kind == "PERSON" or _abstract(subject)):
        return _only(before, at, quoted, tokens)
    if subject is None or subject.entity is None:
        new = introduced(discourse, before, at)
        if new is not None:
            return _sure(new, at, quoted)
    if subject is None or subject.kind not in THINGS or subject.coordinated:
        return None
    return _sure(subject, at, quoted)


def _fitting(tokens: Tokens, at: int) -> str:
    """The type of what has or does what follows: ORG for "its shares", "it expects"; empty where nothing tells."""
    last = tokens.sentences[tokens.sentence[at]][1]
    if tokens.lowers[at] == "its":
        for i in range(at + 1, min(last, at + 4)):
            owned = column("entity_possessed", "type").get(tokens.lowers[i])
            if owned:
                return owned
            if not tokens.lowers[i][0].isalpha():
                break
        return ""
    if tokens.lowers[at] != "it":
        return ""
    i = at + 1
    while i < last and tokens.lowers[i] in _ADVERBS:
        i += 1
    role = column("entity_verbs", "role").get(tokens.lowers[i]) if i < last else None
    return "ORG" if role in ("say", "act") else ""


def _abstract(candidate: Candidate) -> bool:
    """Whether a common noun is none of firms and products: profits have no shares and expect nothing."""
    return candidate.entity is None and heads().get(candidate.noun, ("",))[0] not in BUSINESS


def _within(tokens: Tokens, candidate: Candidate, at: int) -> bool:
    """Whether a pronoun is part of the noun phrase that the candidate heads: "the number of clips it made"."""
    i = at
    for _ in range(8):
        if candidate.first <= i < candidate.last:
            return True
        if tokens.heads[i] == i:
            return False
        i = tokens.heads[i]
    return False


def _narrated(discourse: Discourse, at: int, sentence: int) -> bool:
    """Whether "it" is the subject of a full verb in the article's own words, not in what a person says."""
    tokens = discourse.tokens
    if tokens.deps[at] not in SUBJECTS or tokens.lowers[at + 1 : at + 2] in (["is"], ["was"], ["'s"], ["’s"]):
        return False
    first = tokens.sentences[sentence][0]
    says = lexicons.words("entity_verbs", role="say")
    return not any(tokens.lowers[i] in says for i in range(max(first, at - _SPEECH_REACH), at))


def _only(candidates: list[Candidate], at: int, quoted: list[bool], tokens: Tokens) -> int | None:
    """The one organisation or product among candidates, those inside another's description left out."""
    things = [c for c in candidates if c.kind in BUSINESS and c.entity is not None and not c.inner]
    things = [c for c in things if not (c.first and tokens.lowers[c.first - 1] in _TOLD)]
    if len({c.entity for c in things}) != 1 or any(c.coordinated for c in things):
        return None
    return _sure(things[0], at, quoted)


def _lone_thing(near: list[Candidate], at: int, sentence: int, quoted: list[bool]) -> int | None:
    """Where nothing is parsed: the sentence's only organisation or product, or the subject among several."""
    things = [c for c in near if c.sentence == sentence and c.kind not in ("GPE", "LOC", "NORP", "PERSON")]
    entities = {c.entity for c in things}
    if len(entities) > 1:
        subjects = [c for c in things if c.subject and not c.coordinated]
        return _sure(subjects[0], at, quoted) if len(subjects) == 1 and subjects[0].kind == "ORG" else None
    return _sure(things[-1], at, quoted) if entities else None


def _sure(candidate: Candidate, at: int, quoted: list[bool]) -> int | None:
    crossing = quoted[at] and not quoted[candidate.first]
    return None if candidate.plural or crossing or candidate.kind in ("GPE", "LOC") else candidate.entity


def _several(discourse: Discourse, at: int, sentence: int, quoted: list[bool]) -> int | None:
    """ "They": an organisation or a people, if that is the subject nearest before it."""
    if discourse.tokens.lowers[at] == "them":
        return None
    for candidate in discourse.back(sentence, 0):
        if candidate.subject and (candidate.plural or candidate.kind != "PERSON"):
            if candidate.coordinated or (
                candidate.first and discourse.tokens.lowers[candidate.first - 1] in ("and", "or")
            ):
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
    if tokens.deps[tokens.heads[at]] == "relcl":
        return False
    words = tokens.lowers[at + 1 : min(at + 8, last)]
    for i, word in enumerate(words[:4]):
        if word in _SEEM:
            return any(w in ("that", "like", "as", "to", "out") for w in words[i + 1 : i + 5])
        if word in _BE:
            following = [w for w in words[i + 1 : i + 5] if w not in _FILLERS]
            return bool(following) and following[0] in lexicons.words("entity_pleonastic")
    return False
