"""Amounts that are told as somebody's reckoning by the words right behind them: "the 5% that economists had expected"."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.parse import NOUNS, child, span_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_REACH = 9  # tokens from an amount to the verb
_LINKS = frozenset({"that", "which"})
_WITHIN = frozenset({"DT", "JJ", "PRP$"})
_BEFORE_VERB = frozenset({"aux", "auxpass", "advmod", "neg", "case"})


class Foretold(NamedTuple):
    """The verb that foretells an amount, and the span of the words for who does, in characters: None where nobody is named."""

    verb: Token
    source: tuple[int, int] | None


def foretold(root: Token, start: int, end: int, last: int) -> Foretold | None:
    """Who foretells an amount, in the words behind it or as a participle before it ("an expected 40").

    Args:
        root: The token that carries the amount.
        start: Where the amount begins, in characters.
        end: Where it ends.
        last: The end of its sentence, in tokens.

    Returns:
        The verb and its subject or agent; None if the words beside the amount tell something else.
    """
    doc, first, behind = root.doc, root.i, root.i
    while first and doc[first].idx >= start and not doc[first].is_sent_start:
        first -= 1
    for token in doc[first : root.i]:
        if token.tag_ == "CD":
            break
        if token.tag_ in ("VBN", "JJ") and token.lower_ in verb_class("foretell"):
            return Foretold(token, None)
    while behind < last and doc[behind].idx < end:
        behind += 1
    return _behind(list(doc[behind : min(last, behind + _REACH)]))


def _behind(words: list[Token]) -> Foretold | None:
    linked = bool(words) and words[0].lower_ in _LINKS
    words = words[1:] if linked else words
    source: Token | None = None
    for token in words:
        if token.lower_ in verb_class("foretell") and token.tag_ in ("VBN", "VBD"):
            passive = token.i > 0 and token.nbor(-1).dep_ == "auxpass"
            if source is not None and not passive:
                return Foretold(token, (words[0].idx, source.idx + len(source)))
            return _by_agent(token) if token.tag_ == "VBN" and (passive or not linked) else None
        if token.tag_ in NOUNS or token.tag_ == "PRP":
            if source is not None and source.i != token.i - 1:
                return None
            source = token
        elif token.dep_ not in _BEFORE_VERB and (token.tag_ not in _WITHIN or source is not None):
            return None
    return None


def _by_agent(verb: Token) -> Foretold:
    agent = child(verb, "agent")
    who = child(agent, "pobj") if agent is not None else None
    return Foretold(verb, span_of(who) if who is not None else None)
