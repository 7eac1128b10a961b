"""A text as the extractors read it, of the same length as it is written: every space a space, no marks of footnotes.

What is found has its offsets in both, so that records are given the words that the article has there.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from pipeline.extract.text.sentences import split

T = TypeVar("T")

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"  # Unicode's Zs but for the plain one
_ODD = re.compile(rf"[{_SPACES}]")
_SPACE = re.compile(rf"(?<!\d)[{_SPACES}]|[{_SPACES}](?!\d)")  # between digits it groups them
_FOOTNOTE = re.compile(
    r"""
    (?<=[^\W\d_]{4})[¹²³⁴-⁹]{1,3}(?!\w)                                      # "vehicles¹", not "km²"
    | (?<=[^\W\d_]{3})\(\d{1,2}\)(?![\w(])                                   # "medals(1)"
    | (?<=[\w.,;:!?”"’)\]])[†‡]{1,3}(?!\w)
    | (?<=[\w.,;:!?”"’)\]])\[(?:\d{1,3}|[a-z]|note[ ]\d{1,2}|citation[ ]needed)\]  # "countries.[5]"
    """,
    re.VERBOSE,
)


_EMPHASIS = re.compile(r"(?<![\w*_\\])(\*{1,3}|_{1,3})(?=[^\s*_])([^*_\n]{1,400})(?<=[^\s*_])\1(?![\w*_])")
"""Marks of Markdown around emphasised words: "**sold 40**", "_“Rents rose”_"."""


def plain(text: str) -> str:
    """The text with plain spaces for spaces of every kind, marks of footnotes and emphasis, and where prose is wrapped."""
    if _ODD.search(text):
        text = _SPACE.sub(" ", text)
    if not text.isascii() or "[" in text or "(" in text:
        text = _FOOTNOTE.sub(lambda mark: " " * len(mark[0]), text)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(lambda mark: mark[0].replace(mark[1], " " * len(mark[1])), text)
    return _unwrapped(text) if "\n" in text.strip() else text


def _unwrapped(text: str) -> str:
    """The text with a space for each line break inside a sentence."""
    pieces = []
    at = 0
    for start, end in split(text):
        pieces += [text[at:start], text[start:end].replace("\n", " ")]
        at = end
    return "".join([*pieces, text[at:]])


def as_written(record: T, text: str) -> T:
    """A record that was found in a plain text, with the words of the text as it is written.

    Args:
        record: A record, or a tuple of some; spans in it, however deep, are those with ``text``, ``start`` and ``end``.
        text: The article's own.
    """
    out: Any = record
    if isinstance(record, tuple):
        out = tuple(as_written(item, text) for item in record)
    elif is_dataclass(record) and not isinstance(record, type):
        parts = {field.name: getattr(record, field.name) for field in fields(record)}
        changed = {name: new for name, part in parts.items() if (new := as_written(part, text)) is not part}
        if "text" in parts and parts.get("start") is not None:
            changed["text"] = text[parts["start"] : parts["end"]]
        out = replace(record, **changed) if changed else record
    return out
