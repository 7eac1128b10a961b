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
        owned: Positions of what has a possessor ("its price").
    """

    __slots__ = ("_chains", "_heads", "_paths", "deps", "first", "last", "lowers", "owned", "tags", "tokens")

    def __init__(self, tokens: Tokens, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.tokens: list[Token] = list(tokens.doc[first:last])
        self.deps = tokens.deps[first:last]
        self.tags = tokens.tags[first:last]
        self.lowers = tokens.lowers[first:last]
        self._heads = [head - first for head in tokens.heads[first:last]]
        self.owned = {tokens.heads[i] for i in range(first, last) if tokens.deps[i] == "poss"}
        self._chains: dict[int, list[int]] = {}
        self._paths: dict[tuple[int, int], tuple[str, str, int] | None] = {}

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
        ends = (start, end)
        if ends not in self._paths:
            self._paths[ends] = self._path(start, end)
        return self._paths[ends]

    def _path(self, start: int, end: int) -> tuple[str, str, int] | None:
        up, down, deps = self.chain(start), self.chain(end), self.deps
        for number, token in enumerate(down):
            if token in up:
                climbed = ">".join([deps[t] for t in up[: up.index(token)]])
                descended = "<".join([deps[t] for t in reversed(down[:number])])
                return climbed, descended, token
        return None
