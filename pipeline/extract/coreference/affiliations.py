"""For whom a person speaks: "Ann Lee, chief executive of Kestrel", "Kestrel founder Ann Lee", "Kestrel's chairman"."""

from __future__ import annotations

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import heads
from pipeline.extract.names.groups import NameGroup
from pipeline.extract.syntax.tokens import POSSESSIVES, Tokens

_LINKS = lexicons.words("function_words", role="of_firm")
_REACH = 9  # words from a person's name to that of the organisation
_OFFICES = lexicons.words("entity_context_words", role="office")
_OFFICE_REACH = 6  # words of an office behind a name
_LEAD = 1.5  # so many times as often as any other is the main firm named
_EMPLOYERS = frozenset(("ORG", "PRODUCT", "WORK"))


def affiliations(tokens: Tokens, groups: list[NameGroup]) -> dict[int, int]:
    """The organisation of each person whom the article introduces with one.

    Args:
        tokens: The article.
        groups: Its entities.

    Returns:
        Index of the organisation by index of the person.
    """
    firm = _main_firm(groups)
    owner = {name.first: (n, name.last) for n, group in enumerate(groups) for name in group.names}
    ends = {last - 1: (n, first) for first, (n, last) in owner.items()}
    out: dict[int, int] = {}
    for person, group in enumerate(groups):
        if group.type != "PERSON":
            continue
        for name in group.names:
            first, last = tokens.sentences[tokens.sentence[name.first]]
            found = _after(tokens, groups, owner, name.last, last)
            if found is None:
                found = _before(tokens, groups, ends, name.first, first)
            if found is None and _is_officer(tokens, name.first, name.last, first, last):
                found = firm
            if found is not None:
                out[person] = found
                break
    return out


def _main_firm(groups: list[NameGroup]) -> int | None:
    """The organisation named most often, by far; None where two are named about as often."""
    ranked = sorted((n for n, one in enumerate(groups) if one.type == "ORG"), key=lambda n: (-len(groups[n].names), n))
    if not ranked:
        return None
    second = len(groups[ranked[1]].names) if len(ranked) > 1 else 0
    return ranked[0] if len(groups[ranked[0]].names) >= _LEAD * second else None


def _is_officer(tokens: Tokens, start: int, end: int, first: int, last: int) -> bool:
    """Whether a person is called by an office that names no firm: "chief executive Ann Lee", "the founder, Ann Lee"."""
    before = tokens.lowers[max(first, start - 2) : start]
    if before and before[-1] == ",":
        before.pop()
    if before and before[-1] in _OFFICES:
        return True
    after = tokens.lowers[end : min(end + _OFFICE_REACH, last)]
    if len(after) < 3 or after[0] != ",":
        return False
    closed = next((i for i, lower in enumerate(after) if i and not lower[0].isalpha() and lower != "-"), 0)
    return closed > 1 and after[closed - 1] in _OFFICES


def _after(
    tokens: Tokens, groups: list[NameGroup], owner: dict[int, tuple[int, int]], start: int, last: int
) -> int | None:
    """ ", a director of X", ", X founder"."""
    if start >= last or tokens.words[start] not in (",", "(", "-", "–", "—"):
        return None
    role = False
    i = start + 1
    while i < min(last, start + 1 + _REACH):
        if i in owner:
            number, end = owner[i]
            if groups[number].type in _EMPLOYERS:
                follows = tokens.lowers[end] if end < last else ""
                if follows in POSSESSIVES and end + 1 < last:
                    follows = tokens.lowers[end + 1]
                if role and tokens.lowers[i - 1] in _LINKS or role and tokens.lowers[i - 1] == "the":
                    return number
                return number if _is_role(follows) else None
            i = end
            continue
        if tokens.words[i] in (",", ".", ";", ")"):
            return None
        role = role or _is_role(tokens.lowers[i])
        i += 1
    return None


def _before(
    tokens: Tokens, groups: list[NameGroup], ends: dict[int, tuple[int, int]], start: int, first: int
) -> int | None:
    """ "X founder and chief executive" just before the name."""
    role = False
    for i in range(start - 1, max(first, start - _REACH) - 1, -1):
        if i in ends:
            number, _ = ends[i]
            return number if role and groups[number].type in _EMPLOYERS else None
        lower = tokens.lowers[i]
        role = role or _is_role(lower)
        if not (lower[0].isalpha() or lower in POSSESSIVES or lower in ("-", "&")) or lower in ("said", "says", "of"):
            return None
    return None


def _is_role(lower: str) -> bool:
    entry = heads().get(lower)
    return entry is not None and entry[0] == "PERSON"
