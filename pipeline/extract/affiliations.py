"""For whom a person speaks: "Ann Lee, chief executive of Kestrel", "Kestrel founder Ann Lee", "Kestrel's chairman"."""

from __future__ import annotations

from pipeline.extract.coreference import Group
from pipeline.extract.name_types import heads
from pipeline.extract.tokens import POSSESSIVES, Tokens

_LINKS = frozenset(("of", "at", "for", "with", "from"))
_REACH = 9  # words from a person's name to that of the organisation
_EMPLOYERS = frozenset(("ORG", "PRODUCT", "WORK"))


def affiliations(tokens: Tokens, groups: list[Group]) -> dict[int, int]:
    """The organisation of each person whom the article introduces with one.

    Args:
        tokens: The article.
        groups: Its entities.

    Returns:
        Index of the organisation by index of the person.
    """
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
            if found is not None:
                out[person] = found
                break
    return out


def _after(tokens: Tokens, groups: list[Group], owner: dict[int, tuple[int, int]], start: int, last: int) -> int | None:
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
    tokens: Tokens, groups: list[Group], ends: dict[int, tuple[int, int]], start: int, first: int
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
