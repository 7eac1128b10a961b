"""Names of bodies that begin with those they are for: "the Island Users' Association", "St. Mary's Hospital"."""

from __future__ import annotations

from pipeline.extract import lexicons
from pipeline.extract.names.occurrences import Name
from pipeline.extract.syntax.inflection import singular
from pipeline.extract.syntax.tokens import Tokens

_AGENTS = tuple(sorted(lexicons.words("function_words", role="agent_ending")))
"""How nouns of those who do something end, where no table has them."""
_ARTICLES = lexicons.words("function_words", role="definite") | lexicons.words("function_words", role="indefinite")
_PEOPLE = lexicons.words("entity_heads", type="PERSON")
_BODIES = lexicons.words("entity_heads", type="ORG") | lexicons.words("entity_heads", type="FAC")
_SAINT = frozenset({"st.", "st", "saint"})


def of_members(tokens: Tokens, names: list[Name], busy: list[bool]) -> list[Name]:
    """The names, with whole bodies in place of the parts that a possessive cut them into.

    A body's name goes on over a possessive of several people ("Teachers'", "Women's") or of a saint; over that of
    another name ("Ontario's Ministry") it does not.

    Args:
        tokens: The article.
        names: Its names in text order.
        busy: Which tokens cannot be part of a name.
    """
    whole = [body for mark in range(1, len(tokens) - 1) if (body := _body(tokens, mark, busy)) is not None]
    if not whole:
        return names
    for body in whole:
        # "the Consumers' Association of Norvik", "the Royal College of Surgeons' Council"
        beside = [name for name in names if name.first < body.last and body.first < name.last]
        body.first = min([body.first, *(name.first for name in beside)])
        body.last = max([body.last, *(name.last for name in beside)])
    covered = {i for body in whole for i in range(body.first, body.last)}
    kept = [name for name in names if covered.isdisjoint(range(name.first, name.last))]
    return sorted(kept + whole, key=lambda name: name.first)


def _body(tokens: Tokens, mark: int, busy: list[bool]) -> Name | None:
    """The body whose name goes over the possessive at a token, if there is one."""
    if tokens.lowers[mark] not in ("'", "’", "'s", "’s") or not _of_people(tokens, mark):
        return None
    first, last = mark - 1, mark + 1
    low, high = tokens.sentences[tokens.sentence[mark]]
    while last < high and tokens.capital[last]:
        last += 1
    if last == mark + 1 or tokens.lowers[last - 1] not in _BODIES:
        return None
    while first > low and tokens.capital[first - 1] and not _opens(tokens, first - 1):
        first -= 1
    return None if any(busy[first:last]) or first >= mark else Name(first, last, "ORG")


def _opens(tokens: Tokens, at: int) -> bool:
    """Whether a word with a capital only begins the sentence or the phrase: "The", "Meanwhile"."""
    return tokens.lowers[at] in _ARTICLES or (tokens.initial[at] and tokens.lowers[at] in tokens.common)


def _of_people(tokens: Tokens, mark: int) -> bool:
    """Whether several people or a saint stand with a capital before a possessive."""
    owner = tokens.lowers[mark - 1]
    if not tokens.capital[mark - 1]:
        return False
    if mark > 1 and tokens.lowers[mark - 2] in _SAINT:
        return True
    one = singular(owner)
    return one != owner and (one in _PEOPLE or one in ("person", "woman", "man") or one.endswith(_AGENTS))
