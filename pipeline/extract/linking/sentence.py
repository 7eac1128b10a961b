"""A parsed sentence as lists, with the way from one of its tokens to another through the parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.syntax.tokens import Tokens

_DEEPEST = 25  # heads on the way to the root


class ParsedSentence:
    """Tokens ``first`` to before ``last`` of an article; positions below are indices of its doc.

    Attributes:
        tokens: The tokens.
        deps, tags, lowers: Their labels, tags and lower-case forms, by position less ``first``.
    """

    __slots__ = ("_chains", "_heads", "deps", "first", "last", "lowers", "tags", "tokens")

    def __init__(self, tokens: Tokens, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.tokens: list[Token] = list(tokens.doc[first:last])
        self.deps = tokens.deps[first:last]
        self.tags = tokens.tags[first:last]
        self.lowers = tokens.lowers[first:last]
        self._heads = [head - first for head in tokens.heads[first:last]]
        self._chains: dict[int, list[int]] = {}

    def chain(self, at: int) -> list[int]:
        """A token and its heads up to the root, as positions less ``first``."""
        found = self._chains.get(at)
        if found is None:
            found, here = [at], at
            while len(found) < _DEEPEST:
                above = self._heads[here]
                if above == here or not 0 <= above < len(self.tokens):
                    break
                found.append(above)
                here = above
            self._chains[at] = found
        return found

    def path(self, start: int, end: int) -> tuple[str, str, int] | None:
        """The labels from one token up to the head that it shares with another, those down to it, and that head.

        Both tokens and the head are positions less ``first``; None where the parse does not join them.
        """
        up, down = self.chain(start), self.chain(end)
        place = {token: number for number, token in enumerate(up)}
        for number, token in enumerate(down):
            if token in place:
                climbed = ">".join(self.deps[t] for t in up[: place[token]])
                descended = "<".join(self.deps[t] for t in reversed(down[:number]))
                return climbed, descended, token
        return None
