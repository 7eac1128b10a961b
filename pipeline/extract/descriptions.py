"""Definite descriptions put to the names they stand for: "the company", "the previous version", "the 44-year-old"."""

from __future__ import annotations

from pipeline.extract import lexicons
from pipeline.extract.discourse import Candidate, Discourse, is_subject
from pipeline.extract.name_types import column, heads
from pipeline.extract.tokens import POSSESSIVES, Tokens

_RESTRICTED = lexicons.words("entity_context_words", role="restricting")
_OTHER = lexicons.words("entity_context_words", role="other_one")
_VERSIONS = lexicons.words("entity_context_words", role="version")
_DETERMINERS = lexicons.words("entity_context_words", role="determiner")
_NO_MODIFIERS = ("VBD", "VBZ", "VBP", "VBG", "MD", "IN", "WDT", "PRP", "TO")
_OPEN_NOUNS = lexicons.words("entity_context_words", role="open_noun")
_ALIKE = {"group": ("group", "company"), "company": ("company", "bank"), "model": ("model", "software")}
_PLACES = frozenset(("NORP", "GPE", "LOC"))
_REACH = 12  # sentences back that a description of the same noun reaches
_REACH_OPEN = 4  # the same where nothing but the kind agrees


def describes(discourse: Discourse, entity: int, first: int, last: int, names: dict[int, tuple[int, int]]) -> bool:
    """Whether the noun phrase beside a name ("X, a Lisbon firm") is of the entity's type and holds no other name."""
    if heads()[discourse.tokens.lowers[last - 1]][0] != discourse.groups[entity].type:
        return False
    return not any(i in names and discourse.groups[names[i][0]].type not in _PLACES for i in range(first, last))


def definite(
    discourse: Discourse, at: int, last: int, sentence: int, names: dict[int, tuple[int, int]]
) -> tuple[int, int | None]:
    """Read the definite description that begins at token ``at``.

    Args:
        discourse: What was said before; the description is added to it.
        at: The token of "the" or "this".
        last: The end of its sentence.
        sentence: The number of the sentence.
        names: The names of the article by their first token.

    Returns:
        The description's end (``at`` if there is none) and the entity it stands for, None if that is open.
    """
    tokens = discourse.tokens
    aged = _aged(tokens, at + 1, last)
    if aged:
        entity = _aged_person(discourse, sentence)
        if entity is not None:
            discourse.name(sentence, at, aged, entity)
        return aged, entity
    end = next((i for i in range(at + 1, min(last, at + 7)) if tokens.words[i] in POSSESSIVES), min(last, at + 7))
    head = _head(tokens, at + 1, end)
    if head is None or _modifies(tokens, head, last):
        return at, None
    if tokens.capital[head] and head > at + 1:
        return at, None
    if any(i in names and discourse.groups[names[i][0]].type not in _PLACES for i in range(at + 1, head)):
        return at, None
    noun = tokens.lowers[head]
    kind, group, gender = heads()[noun]
    plural = noun not in lexicons.words("entity_heads") and noun.endswith(("s", "men"))
    entity = None
    if not plural and not _restricted(tokens, at, head, last):
        entity = _meant(discourse, sentence, noun, kind, group, gender, tokens.lowers[at + 1] in _VERSIONS)
    subject = is_subject(tokens, at, head + 1)
    shown = kind if kind == "PERSON" or entity is not None else "THING"
    discourse.say(Candidate(at, head + 1, sentence, entity, shown, subject, gender, plural))
    return head + 1, entity


def _head(tokens: Tokens, start: int, end: int) -> int | None:
    """The head noun of the noun phrase whose words begin at ``start``; None if it holds anything but its modifiers."""
    for i in range(start, end):
        lower = tokens.lowers[i]
        if lower in heads() and not (i + 1 < end and tokens.words[i + 1] == "-"):
            while i + 1 < end and tokens.lowers[i + 1] in heads() and not tokens.tags[i + 1].startswith("V"):
                i += 1
            return i
        if not (lower[0].isalpha() or lower == "-") or lower in _DETERMINERS:
            return None
        if tokens.tags[i].startswith(_NO_MODIFIERS) and tokens.words[i - 1] != "-":
            return None
    return None


def _restricted(tokens: Tokens, at: int, head: int, last: int) -> bool:
    """Whether the phrase itself says which one is meant: "the company that ...", "the other company"."""
    if any(tokens.lowers[i] in _OTHER for i in range(at + 1, head)):
        return True
    return head + 1 < last and tokens.lowers[head + 1] in _RESTRICTED


def _modifies(tokens: Tokens, head: int, last: int) -> bool:
    """Whether the noun only modifies another ("the company car")."""
    if head + 1 >= last:
        return False
    if tokens.words[head + 1] == "-" or tokens.capital[head + 1]:
        return True
    if tokens.tags[head]:
        return tokens.deps[head] in ("compound", "nmod", "amod")
    following = tokens.lowers[head + 1]
    ends = not following[0].isalpha() or following in lexicons.words("entity_common_words")
    return not (ends or following in column("entity_verbs", "role") or following.endswith("ed"))


def _aged(tokens: Tokens, at: int, last: int) -> int:
    """The end of "44-year-old" where no noun follows it; 0 otherwise."""
    if at >= last or not tokens.words[at][0].isdigit():
        return 0
    if "-year-old" not in "".join(tokens.lowers[at : min(at + 5, last)]):
        return 0
    end = at + 1
    while end < last and not tokens.lowers[end].endswith("old"):
        end += 1
    following = tokens.tags[end + 1] if end + 1 < last else ""
    return 0 if end >= last or following.startswith(("NN", "JJ")) else end + 1


def _aged_person(discourse: Discourse, sentence: int) -> int | None:
    people = [c for c in discourse.back(sentence, 3) if c.kind == "PERSON" and c.entity is not None]
    return max(people, key=lambda c: (c.sentence, c.subject, -c.first)).entity if people else None


def _meant(
    discourse: Discourse, sentence: int, noun: str, kind: str, group: str, gender: str, version: bool
) -> int | None:
    """The entity a description stands for: called by such a noun before, or of its kind and of none known to differ."""
    best: int | None = None
    best_score = 0.0
    for candidate in discourse.back(sentence, _REACH):
        number = candidate.entity
        if number is None and kind == "PERSON" and candidate.kind == kind and candidate.gender == gender:
            break
        if number is None or candidate.kind != kind:
            continue
        evidence = discourse.groups[number].evidence
        distance = sentence - candidate.sentence
        if noun in evidence.nouns:
            score = 3.0
        elif kind == "PERSON":
            if not gender or evidence.gender() != gender or distance > 1:
                continue
            score = 1.0
        elif kind != "GPE" and not evidence.groups.isdisjoint(_ALIKE.get(group, (group,))):
            score = 2.0
        elif noun in _OPEN_NOUNS and distance <= _REACH_OPEN and (version or not evidence.groups - {""}):
            score = 0.0
        else:
            continue
        score += 5.0 - 0.7 * distance + (1.0 if candidate.subject else 0.0) + 0.25 * min(discourse.counts[number], 6)
        if score > best_score:
            best, best_score = number, score
    return best if best_score > 1.0 else None
