"""A person called by nationality alone: "the Norwegian", "the 26-year-old Dane", "the former Briton"."""

from __future__ import annotations

from pipeline.extract.coreference.discourse import SUBJECTS, Discourse
from pipeline.extract.names.evidence_appositions import nationals
from pipeline.extract.syntax.tokens import POSSESSIVES, Tokens

_REACH = 3  # sentences back to the person
_MODIFIERS = 6  # tokens between the article and the noun: "26-year-old", "former"
_CLOSING = frozenset((",", ".", ";", "–", "—", ")"))
_OBJECTS = frozenset(("dobj", "pobj", "agent", "dative", "appos", "attr", "poss"))


def compatriot(discourse: Discourse, at: int, last: int, sentence: int) -> tuple[int, int | None]:
    """Read the description that begins with "the" at token ``at``, if its head is a noun of nationality.

    Args:
        discourse: What was said before; a person found is added to it as said again.
        at: The token of "the".
        last: The end of its sentence.
        sentence: The number of the sentence.

    Returns:
        The description's end (``at`` if it is none) and the person, None if nobody fits.
    """
    tokens = discourse.tokens
    head = _head(tokens, at, last)
    if head is None:
        return at, None
    person = _person(discourse, sentence, nationals()[tokens.lowers[head]])
    if person is None:
        return at, None
    discourse.name(sentence, at, head + 1, person)
    return head + 1, person


def _head(tokens: Tokens, at: int, last: int) -> int | None:
    """The noun of nationality that ends the noun phrase begun at ``at``; None for "the Norwegian government"."""
    for i in range(at + 1, min(last, at + 1 + _MODIFIERS)):
        if tokens.capital[i]:
            break
        if not (tokens.lowers[i][0].isalnum() or tokens.words[i] == "-"):
            return None
    else:
        return None
    if tokens.lowers[i] == "new" and i + 1 < last:
        i += 1  # "New Zealander"
    if tokens.lowers[i] not in nationals() or i + 1 >= last:
        return None
    aged = "".join(tokens.lowers[at + 1 : i]).endswith("-year-old")
    following, tag = tokens.words[i + 1], tokens.tags[i + 1]
    if not tag:
        return i if aged and tokens.deps[i] not in ("compound", "amod") else None
    if following in POSSESSIVES or tag.startswith(("VB", "MD")) or (following in _CLOSING and tokens.tags[i] != "JJ"):
        fits = tokens.deps[i] in SUBJECTS or tokens.deps[i] in _OBJECTS or aged
        return i if fits else None
    return i if tokens.deps[i] in SUBJECTS and tag.startswith("RB") else None


def _person(discourse: Discourse, sentence: int, place: str) -> int | None:
    """The person named last, by preference as a subject and known to be of the place; none known to be of another."""
    best: int | None = None
    best_score = 0.0
    for candidate in discourse.back(sentence, _REACH):
        number = candidate.entity
        if number is None or candidate.kind != "PERSON":
            continue
        origins = {origin for origin in discourse.groups[number].evidence.origins if not origin.startswith("in ")}
        if origins and place not in origins:
            continue
        score = 4.0 - (sentence - candidate.sentence) + (1.0 if candidate.subject else 0.0) + (3.0 if origins else 0.0)
        if score > best_score:
            best, best_score = number, score
    return best
