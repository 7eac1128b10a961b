"""The pieces of a text in which furniture is told from prose: lines, and the sentences in them, by a plain rule.

The rule needs no knowledge of abbreviations: a sentence that it cuts in two is cut so in every article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BREAK = re.compile(r"(?<=[.!?…])[\"”’)\]]{0,3}\s{1,4}(?=[\"“‘(\[]?[A-Z0-9@•])|\n")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or a line by its place in a text."""

    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        """Its words in lower case, by which pieces are compared."""
        return " ".join(_WORD.findall(self.text.lower()))


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text in order, white space around them left out."""
    start = 0
    for gap in _BREAK.finditer(text):
        if piece := _piece(text, start, gap.end()):
            yield piece
        start = gap.end()
    if piece := _piece(text, start, len(text)):
        yield piece


def _piece(text: str, start: int, end: int) -> Piece | None:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    inner = inner.strip()
    return Piece(start, start + len(inner), inner) if inner else None
