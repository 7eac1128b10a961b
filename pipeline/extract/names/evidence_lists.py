"""Evidence of names' types from enumerations: what is listed together is mostly of one kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import MIDDLE, WEAK, Evidence, called, heads
from pipeline.extract.names.occurrences import Name
from pipeline.extract.syntax.tokens import Tokens

_EXAMPLES = lexicons.words("function_words", role="example")
_LIST_MARKS = frozenset((",", "and", "or", "&", ", and"))
_EXAMPLE_REACH = 14  # words back from "such as" to the noun of which examples follow


def of_lists(tokens: Tokens, names: Sequence[Name], evidences: Sequence[Evidence]) -> None:
    """Evidence from enumerations: names listed together are mostly of one type, that of the noun they exemplify.

    Args:
        tokens: The article.
        names: Its names in text order.
        evidences: The evidence of each name's form.
    """
    at = 0
    while at < len(names):
        end = at + 1
        while end < len(names) and 1 <= names[end].first - names[end - 1].last <= 2:
            if not all(word in _LIST_MARKS for word in tokens.lowers[names[end - 1].last : names[end].first]):
                break
            end += 1
        noun = _exemplified(tokens, names[at])
        if noun:
            for one in evidences[at:end]:
                called(one, noun, MIDDLE)
        elif end - at > 2:
            _alike(evidences[at:end])
        elif end - at == 2 and tokens.lowers[names[at].last] in ("and", "or", "&"):
            _pair(evidences[at], evidences[at + 1])
        at = end


def _alike(evidences: Sequence[Evidence]) -> None:
    """Three or more names of a list take the type that most of them have."""
    kinds = Counter(kind for e in evidences if (kind := e.best()) is not None)
    kind, count = kinds.most_common(1)[0] if kinds else ("", 0)
    if count * 2 > len(evidences) and kind not in ("GPE", "NORP", "LOC"):
        for one in evidences:
            one.scores[kind] += WEAK


def _pair(one: Evidence, other: Evidence) -> None:
    """ "X and Y": a name of which nothing is known but a label takes the type of one that is sure."""
    for sure, open_ in ((one, other), (other, one)):
        best = sure.best()
        if best in ("ORG", "PRODUCT", "GPE", "LOC") and sure.scores.get(best, 0.0) >= MIDDLE:
            unknown = all(score < WEAK for score in open_.scores.values()) and "PERSON" not in open_.votes
            if unknown and best != open_.best():
                open_.scores[best] += WEAK


def _exemplified(tokens: Tokens, name: Name) -> str | None:
    """The noun before "such as X", "like X", "including X"."""
    at = name.first - 1
    first = tokens.sentences[tokens.sentence[name.first]][0]
    if at > first and tokens.lowers[at] == "the":
        at -= 1
    if at <= first or tokens.lowers[at] not in _EXAMPLES:
        return None
    if tokens.lowers[at] == "as":
        if tokens.lowers[at - 1] != "such":
            return None
        at -= 1
    near = 2 if tokens.lowers[at] == "like" else _EXAMPLE_REACH
    for i in range(at - 1, max(first, at - near) - 1, -1):
        entry = heads().get(tokens.lowers[i])
        if entry and (near == 2 or tokens.lowers[i].endswith(("s", "men"))):
            return tokens.lowers[i]
    return None
