"""Offices that a name's span took in: "Kestrel Regional Director", "Officer of Kestrel", "Technical Fellow"."""

from __future__ import annotations

from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.syntax.tokens import Tokens

RANKS = lexicons.words("entity_context_words", role="rank")
"""Words before a title ("Regional Director")."""
_BEFORE_POSTS = RANKS | lexicons.words("entity_context_words", role="field")
_NAME_ENDS = lexicons.words("entity_context_words", role="name_end")
_JOINING = frozenset(("&", "-", "/", "–"))
_OF = frozenset(("of", "for", "at"))


@cache
def _posts() -> frozenset[str]:
    """Last words of offices, which end no name of an organisation."""
    heads = {form.lower().split(" ")[-1] for form in lexicons.words("relation_titles")}
    return frozenset((lexicons.words("entity_titles") | heads) - _NAME_ENDS)


def without_offices(tokens: Tokens, first: int, last: int, person: bool = False) -> tuple[int, int]:
    """A span without the offices at its end ("Kestrel Regional Director") and at its start ("Officer of Kestrel").

    Args:
        tokens: The article.
        first, last: The span.
        person: Whether it is taken for a person's name, whose surname may be the word for an office ("Ann Dean").
    """
    lowers = tokens.lowers
    if person or lowers[first] in lexicons.words("entity_first_names"):
        return _of_person(tokens, first, last)
    first = _behind_office(tokens, first, last)
    while first < last and tokens.words[first] in _JOINING:
        first += 1
    whole = last
    while last > first and (lowers[last - 1] in _posts() or last < whole and not tokens.words[last - 1][0].isalnum()):
        last -= 1
        while last > first and lowers[last - 1] in _BEFORE_POSTS:
            last -= 1
    while last - first > 2 and lowers[first] in RANKS:
        first += 1
    return first, last


def _of_person(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    lowers = tokens.lowers
    chief = last - first > 2 and lowers[last - 1] in ("executive", "officer")
    if chief or (lowers[last - 1] in lexicons.words("entity_titles") and lowers[last - 1] not in _NAME_ENDS):
        last -= 1
        while last > first and (lowers[last - 1] in RANKS or not tokens.words[last - 1][0].isalnum()):
            last -= 1
    while last - first > 2 and lowers[first] in RANKS:
        first += 1
    return first, last


def _behind_office(tokens: Tokens, first: int, last: int) -> int:
    """Where the organisation begins in "Officer of Kestrel"; a department of one word ("Head of Finance") is none."""
    of = next((i for i in range(first + 1, last - 1) if tokens.lowers[i] in _OF), None)
    if of is None or not all(
        tokens.lowers[i] in _posts() or tokens.lowers[i] in RANKS or not tokens.words[i][0].isalnum()
        for i in range(first, of)
    ):
        return first
    start = of + 2 if tokens.lowers[of + 1] == "the" and of + 2 < last else of + 1
    return last if last - start == 1 and not tokens.words[start].isupper() else start
