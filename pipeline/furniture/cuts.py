"""Marks by which feeds and news APIs say that they cut a text: "… [+1628 chars]", "… Read the full story (4 min)".

A mark is told by its place, behind an ellipsis or in brackets, and by having no words but those of ``cuts.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.tables import packaged

_REACH = 60
"""Characters at a text's end in which a mark lies."""
_MOST_WORDS = 8
_ELLIPSIS = re.compile(r"…|\.{3}|\. \. \.")
_BRACKETED = re.compile(r"(?P<cut>(?:…|\.{3})\s?)?[\[<(](?P<words>[^\[\]<>()\n]{1,40})[\])>]")
_LAST_BRACKETED = re.compile(r"[\[<][^\[\]<>\n]{1,40}[\]>]$")
_TRAILING = " \t\r\n\u00a0.…"
_WORD = re.compile(r"[A-Za-z]+|\d[\d,.]*")
_SIGNS = re.compile(r"[\s+()\[\]<>{}|:;.…,»›→–—-]*")


@cache
def _classes() -> dict[str, str]:
    return {row["word"]: row["class"] for row in packaged("pipeline.furniture", "cuts")}


def _is_mark(words: str, bracketed: bool, strict: bool = False) -> bool:
    """Whether words say how much was cut or send the reader on, and nothing else.

    Args:
        words: Those behind an ellipsis or in brackets.
        bracketed: Whether they stand in brackets, where "[more]" is a mark as well.
        strict: Whether nothing else tells a mark, so that "[12 pages]" may be an editor's words.
    """
    tokens = _WORD.findall(words)
    if not 1 <= len(tokens) <= _MOST_WORDS or not _SIGNS.fullmatch(_WORD.sub("", words)):
        return False
    found = ["number" if token[0].isdigit() else _classes().get(token.lower(), "") for token in tokens]
    if "" in found:
        return False
    counted = "number" in found and not {"sign", "length", "rest"}.isdisjoint(found[found.index("number") :])
    if strict:
        return (counted and "sign" in found) or "cut" in found
    return counted or "cut" in found or found[0] == "read" or (bracketed and "rest" in found)


def without_cut_mark(text: str) -> str:
    """A text without the mark at its end; the ellipsis before it stays."""
    end = len(text.rstrip(_TRAILING))
    start = max(0, end - _REACH)
    tail = text[start:end]
    ellipsis = next(reversed(list(_ELLIPSIS.finditer(tail))), None)
    behind = text[end:].strip()
    if ellipsis is not None and behind != "." and _is_mark(tail[ellipsis.end() :], tail[-1:] in "])>}"):
        return text[: start + ellipsis.end()]
    bracket = _LAST_BRACKETED.search(tail)
    return text[: start + bracket.start()].rstrip() if bracket and _is_mark(bracket[0], True) else text


def cut_marks(text: str) -> Iterator[tuple[int, int]]:
    """The places of such marks in brackets that stand anywhere, as where several cut texts were joined."""
    for found in _BRACKETED.finditer(text):
        if _is_mark(found["words"], True, strict=not found["cut"]):
            yield found.start() + len(found["cut"] or ""), found.end()
