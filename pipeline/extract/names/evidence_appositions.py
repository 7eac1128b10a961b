"""Evidence of a name's type from what the article says it is: "X, a Lisbon firm", "X is a game", "X, described as"."""

from __future__ import annotations

from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import MIDDLE, STRONG, Evidence, called, column, heads
from pipeline.extract.syntax.tokens import POSSESSIVES, Tokens

_IS = lexicons.words("function_words", role="is")
_ADVERBS = lexicons.words("function_words", role="adverb")

_END = lexicons.words("entity_context_words", role="apposition_end")
_AS_VERBS = lexicons.words("entity_context_words", role="as_verb")
_MADE = lexicons.words("entity_context_words", role="made")
_ARTICLES = lexicons.words("function_words", role="opens_apposition")
_REACH = 9  # words of a noun phrase up to its head
_AS_REACH = 9  # words from a name to "described as"
_ORIGIN_REACH = 6  # words before a head noun in which a nationality stands


@cache
def demonyms() -> dict[str, str]:
    """Nationalities in lower case, and their plurals, by the places they stand for, in lower case."""
    out = {row["form"]: row["place"].lower() for row in lexicons.read("entity_demonyms")}
    return out | {form + "s": place for form, place in out.items() if form[-1] in "nikrcdb"}


@cache
def nationals() -> dict[str, str]:
    """Nouns for one person of a nationality ("Norwegian", "Dane"; not "Danish"), by the place, in lower case."""
    return {row["form"]: row["place"].lower() for row in lexicons.read("entity_demonyms") if _is_noun(row["form"])}


def _is_noun(form: str) -> bool:
    return not form.endswith(("sh", "ch", "ese", "ss"))


def apposition(tokens: Tokens, start: int, last: int, evidence: Evidence, weight: float = STRONG) -> None:
    """The head of the noun phrase that begins at ``start``: "a Lisbon-based maker", "44", "chief executive"."""
    if tokens.words[start].isdigit() and len(tokens.words[start]) == 2:
        _age(tokens, start, last, evidence)
        return
    determined = tokens.lowers[start] in _ARTICLES
    if tokens.lowers[start : start + 2] == ["one", "of"]:
        start, determined = start + 2, True
    if tokens.lowers[start] == "the" and tokens.lowers[start + 2 : start + 3] == ["of"]:
        evidence.scores["PRODUCT"] += MIDDLE if tokens.lowers[start + 1] in _MADE else 0
    found = apposition_head(tokens, start, last)
    if found is None or _speaks(tokens, start, found, last):
        return
    noun = tokens.lowers[found]
    several = tokens.lowers[start - 1] == "of"
    if noun not in lexicons.words("entity_heads") and not several:
        return
    owned = any(word in POSSESSIVES for word in tokens.words[start:found])
    owner = owned and tokens.capital[start]
    if determined or owner or (not owned and _is_office(tokens, start, found)):
        called(evidence, noun, MIDDLE if several or not determined and owner else weight)
        origin(tokens, start, found, evidence)
        if not several and not owner:
            evidence.appositions.append((start, found + 1))


def _speaks(tokens: Tokens, start: int, head: int, last: int) -> bool:
    """Whether a noun phrase is who says what stands before it: "drove through Texas, the report said"."""
    follow = tokens.lowers[head + 1] if head + 1 < last else ""
    return tokens.lowers[start] in _ARTICLES and column("entity_verbs", "role").get(follow) == "say"


def _age(tokens: Tokens, at: int, last: int, evidence: Evidence) -> None:
    """ "Lund, 44, said": only a person has an age between commas."""
    closed = at + 1 < last and tokens.words[at + 1] in (",", ".")
    evidence.scores["PERSON"] += STRONG if closed else 0


def _is_office(tokens: Tokens, start: int, head: int) -> bool:
    """Whether a noun phrase without an article tells a person's office: "chief executive"."""
    return heads()[tokens.lowers[head]][0] == "PERSON" and head - start <= 2 and not tokens.capital[head]


def apposition_head(tokens: Tokens, start: int, last: int) -> int | None:
    """The last head noun of the noun phrase that begins at ``start``, if one stands within eight words."""
    found = None
    for i in range(start, min(last, start + _REACH)):
        lower = tokens.lowers[i]
        if lower in _END and not (tokens.glued(i) and (lower == "-" or tokens.words[i - 1] == "-")):
            break
        if lower in heads() and not (
            i + 1 < last and (tokens.words[i + 1] == "-" or tokens.words[i + 1] in POSSESSIVES)
        ):
            found = i
    return found


def origin(tokens: Tokens, start: int, head: int, evidence: Evidence) -> None:
    """Note the nationality and the seat that stand before a head noun: "the German firm", "Lisbon-based maker"."""
    for i in range(start, head):
        place = demonyms().get(tokens.lowers[i])
        if place:
            evidence.origins.add(place)
        elif tokens.lowers[i] == "based" and i - 2 >= start and tokens.words[i - 1] == "-":
            evidence.origins.add("in " + tokens.lowers[i - 2])


def before_head(head: int, first: int) -> int:
    """Where the words before a head noun are read from."""
    return max(first, head - _ORIGIN_REACH)


def predicate(tokens: Tokens, at: int, last: int, evidence: Evidence) -> None:
    """What follows a name as predicate: "is a", "is Norway's", "started as a", "which they described as the"."""
    lowers = tokens.lowers
    if lowers[at] == "," and at + 2 < last and lowers[at + 1] == "which":
        at += 2
    if lowers[at] in _IS:
        start = at + 2 if at + 1 < last and lowers[at + 1] in _ADVERBS else at + 1
        if start < last and (lowers[start] in ("a", "an", "the") or lowers[start : start + 2] == ["one", "of"]):
            apposition(tokens, start, last, evidence)
        elif start + 1 < last and tokens.capital[start] and tokens.words[start + 1] in POSSESSIVES:
            apposition(tokens, start, last, evidence, MIDDLE)
        return
    for i in range(at, min(last - 2, at + _AS_REACH)):
        if lowers[i] in (".", ";", ":") or tokens.words[i] in POSSESSIVES:
            return
        if lowers[i] == "as" and lowers[i + 1] in ("a", "an", "the"):
            if any(word in _AS_VERBS for word in lowers[at:i]):
                apposition(tokens, i + 1, last, evidence, MIDDLE)
            return
