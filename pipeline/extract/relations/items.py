"""A sentence read as a row of items: mentions with what they are listed with, cues, words of the closed classes, other words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.relations.cues import Frame, cues
from pipeline.extract.relations.record import Mentioned

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.&/][^\W_]+)*\.?(?<![a-z]{3}\.)|['’]s?\b|\S")
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_JOINING = frozenset((",", "and", "&", "or"))
_PLACES = frozenset(("GPE", "LOC"))


@dataclass(slots=True)
class Item:
    """One item of a sentence.

    Attributes:
        code: What features call it: the word of a closed class, "M" for mentions, "C" for a cue, "#" for a number, "w" and
            "W" for other words in small letters and capitals.
        start, end: Where it stands in the article.
        bracket: The number of the bracket that it stands in, 0 outside of any.
        mentions: The names listed here, in text order.
        frame: The class of a cue.
        word: The last word of a cue.
    """

    code: str
    start: int
    end: int
    bracket: int = 0
    mentions: Sequence[Mentioned] = ()
    frame: Frame | None = None
    word: str = ""

    @property
    def type(self) -> str:
        """The entity type of the first mention; empty for words."""
        return self.mentions[0][1].type if self.mentions else ""


@cache
def closed() -> dict[str, str]:
    """Words of the closed classes, by what features call them."""
    return {row["form"]: row["class"] for row in lexicons.read("relation_words")}


def items(text: str, start: int, end: int, mentions: Sequence[Mentioned]) -> list[Item]:
    """A sentence of an article as items, in text order.

    Args:
        text: The article.
        start, end: The sentence.
        mentions: Those in it, in text order, not overlapping.
    """
    out: list[Item] = []
    at = start
    for mention, entity in mentions:
        out += _words(text, at, mention.start)
        out.append(Item("M", mention.start, mention.end, mentions=((mention, entity),)))
        at = mention.end
    out += _words(text, at, end)
    _bracketed(text, out)
    return _listed(_with_cues(text, out))


def _words(text: str, start: int, end: int) -> list[Item]:
    out = []
    known = closed()
    for match in _TOKEN.finditer(text, start, end):
        written = match[0]
        word = written.lower()
        code = known.get(word)
        if code is None:
            code = "#" if word[0].isdigit() else "W" if written[0].isupper() else "w" if word[0].isalpha() else word
        out.append(Item(code, match.start(), match.end()))
    return out


def _bracketed(text: str, out: list[Item]) -> None:
    opened: list[int] = []
    count = 0
    for item in out:
        sign = text[item.start : item.end]
        if sign in _OPEN:
            count += 1
            opened.append(count)
        item.bracket = opened[-1] if opened else 0
        if sign in _CLOSE and opened:
            opened.pop()


def _with_cues(text: str, row: list[Item]) -> list[Item]:
    """The row with the words of each cue as one item."""
    out: list[Item] = []
    known = cues()
    at = 0
    while at < len(row):
        first = row[at]
        found = None
        if not first.mentions:
            for words, frame in known.get(text[first.start : first.end].lower(), ()):
                last = at + len(words)
                if last <= len(row) and all(
                    not one.mentions and text[one.start : one.end].lower() == word
                    for one, word in zip(row[at:last], words, strict=True)
                ):
                    found = Item(
                        "C",
                        first.start,
                        row[last - 1].end,
                        first.bracket,
                        frame=frame,
                        word=text[row[last - 1].start : row[last - 1].end],
                    )
                    break
        out.append(found or first)
        at += len(words) if found else 1
    return out


def _listed(row: list[Item]) -> list[Item]:
    """The row with mentions of one type that stand in a list as one item: "Ann Lee, Bo Ek and Cy Orr", "Oslo, Norway"."""
    out: list[Item] = []
    for item in row:
        if item.mentions and len(out) > 1 and out[-1].code in _JOINING:
            size = 3 if len(out) > 2 and out[-2].code == "," and out[-1].code != "," else 2
            before = out[-size]
            if before.mentions and before.bracket == item.bracket and _alike(before, item):
                before.mentions = (*before.mentions, *item.mentions)
                before.end = item.end
                del out[len(out) - size + 1 :]
                continue
        out.append(item)
    return out


def _alike(one: Item, other: Item) -> bool:
    named = all(mention.form == "name" for mention, _ in (*one.mentions, *other.mentions))
    return named and (one.type == other.type or {one.type, other.type} <= _PLACES)
