"""What a sentence leads up to, and the next takes up as "it": a launch, a predicate, what "there is"."""

from __future__ import annotations

from pipeline.extract import lexicons
from pipeline.extract.coreference.discourse import THINGS, Discourse, Mentioned
from pipeline.extract.names.evidence import column
from pipeline.extract.syntax.tokens import Tokens

_SHOWN = lexicons.words("entity_context_words", role="shown")
_COPULAS = lexicons.words("function_words", role="be")
_DEEPEST = 3  # steps from a name to the predicate it is in apposition to
_PARTS = lexicons.words("entity_context_words", role="part")


def launched(discourse: Discourse, before: list[Mentioned], at: int) -> Mentioned | None:
    """ "X and Y unveiled Z. It can ...": the new product, unless the verb after "it" is one of organisations."""
    tokens = discourse.tokens
    if tokens.lowers[at] != "it" or at + 1 >= len(tokens):
        return None
    makers = [c for c in before if c.kind == "ORG" and (c.subject or c.coordinated)]
    verbs = column("entity_verbs", "role")
    if not makers or verbs.get(tokens.lowers[at + 1]) in ("say", "act"):
        return None
    products = [c for c in before if c.kind == "PRODUCT" and c.entity is not None and c.first > makers[0].first]
    span = tokens.lowers[makers[0].first : products[0].first] if products else []
    return products[0] if any(verbs.get(word) == "launch" or word in _SHOWN for word in span) else None


def introduced(discourse: Discourse, before: list[Mentioned], at: int) -> Mentioned | None:
    """ "The year's hit was X. It drew", "Much hangs on X, a small car. It has": what a sentence leads up to.

    A name that is the predicate, or the sentence's only product where the verb after "it" is one of products.
    """
    tokens = discourse.tokens
    named = [c for c in before if c.entity is not None and c.kind in THINGS and not c.inner]
    for candidate in named:
        if _predicate(tokens, candidate):
            return candidate
    if tokens.lowers[at] != "it" or at + 1 >= len(tokens):
        return None
    products = {c.entity: c for c in named if c.kind in ("PRODUCT", "WORK")}
    following = tokens.lowers[at + 1]
    fits = column("entity_verbs", "role").get(following) == "thing"
    fits = fits or (following == "has" and not _PARTS.isdisjoint(tokens.lowers[at + 2 : at + 9]))
    return next(iter(products.values())) if fits and len(products) == 1 else None


def _predicate(tokens: Tokens, candidate: Mentioned) -> bool:
    """Whether a name, or what it is in apposition to, is the predicate of its clause: "The hit was the thriller X"."""
    i = candidate.last - 1
    if not tokens.tags[i]:
        ends = tokens.sentences[tokens.sentence[i]][1] - candidate.last <= 2
        return ends and not _COPULAS.isdisjoint(tokens.lowers[max(0, candidate.first - 3) : candidate.first])
    for _ in range(_DEEPEST):
        if tokens.deps[i] not in ("appos", "compound"):
            break
        i = tokens.heads[i]
    return tokens.deps[i] == "attr"
