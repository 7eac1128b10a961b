"""Leaves out of a page's blocks what is no part of the article: prompts, bylines, promoted links, repeated lines.

A rule here works on the form of a block or on the page's own links and metadata; the wordings stand in
``boilerplate.tsv``. Boilerplate is full of numbers, and each would be a false claim.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.furniture.lines import is_furniture
from pipeline.tables import packaged

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_OPENERS = "([*•–— "
_CLOSERS = 20
"""Characters at a text's end that tell whether a sentence ends there."""
_NAME = r"[A-Z][\w.'’-]*"
_BYLINE = re.compile(
    rf"(?:[Bb]y|BY|[Ww]ords by|[Ss]tory by):? {_NAME}(?:,? (?:and |& )?{_NAME}){{0,9}}(?: ?[|/–—-].{{0,80}}|, [^.!?]{{1,40}})?$"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$|[^\s@]+@[^\s@]+\.[^\s@]+$")
_REPORTED = re.compile(r"(?i)(?:[\w.’'-]+,? ){1,16}contributed (?:reporting|to th(?:is|e) (?:report|story|article))\b")
_CONTINUES = re.compile(r"[a-z'’,;:.)]")
_LINK_WORDS = 8
_SHORT_REPEAT = 6
_PROMPT_WORDS = 45
_CREDIT_WORDS = 25
_EARLIEST_SECTION = 0.4
"""What a heading opens is only left out in the later part of a page, where such sections stand."""
_OPENING = 3


@dataclass(frozen=True, slots=True)
class Block:
    """A heading ("head", with its level from 1), paragraph ("p") or list item ("item") of a page."""

    kind: str
    text: str
    level: int = 0


def normal(text: str) -> str:
    """A line as it is compared: its words in lower case."""
    return " ".join(_WORD.findall(text.lower()))


@cache
def _wordings(place: str) -> tuple[str, ...]:
    """The wordings of a place, from ``boilerplate.tsv``."""
    return tuple(row["form"] for row in packaged("pipeline.ingest", "boilerplate") if row["place"] == place)


@cache
def _pattern(place: str) -> re.Pattern[str]:
    """One pattern for all wordings of a place."""
    forms = sorted(_wordings(place), key=lambda form: (-len(form), form))
    joined = "|".join(re.escape(form).replace(r"\*", ".{1,80}?") for form in forms)
    return re.compile(rf"(?:{joined})(?!\w)")


def _ends_so(line: str) -> bool:
    return line.endswith(_wordings("end"))


def rejoined(blocks: Sequence[Block], linked: Collection[str]) -> list[Block]:
    """Paragraphs that markup cut in the middle of a sentence, around a link, in one piece again."""
    out: list[Block] = []
    pending: Block | None = None  # a link's text that may stand within a sentence
    for block in blocks:
        before = out[-1] if out else None
        open_end = before is not None and before.kind == block.kind == "p" and not _ends_sentence(before.text)
        if open_end and pending is None and normal(block.text) in linked and len(block.text.split()) < _LINK_WORDS:
            pending = block
        elif open_end and before is not None and _CONTINUES.match(block.text):
            whole = before.text if pending is None else _glued(before.text, pending.text)
            out[-1] = Block("p", _glued(whole, block.text))
            pending = None
        else:
            out.extend([block] if pending is None else [pending, block])
            pending = None
    return out if pending is None else [*out, pending]


def _ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text[-_CLOSERS:]) is not None


def _glued(first: str, second: str) -> str:
    return first + ("" if second[0] in "'’,;:.)" else " ") + second


def article_blocks(blocks: Sequence[Block], headlines: Collection[str], linked: Collection[str]) -> list[Block]:
    """The blocks that belong to the article.

    Args:
        blocks: In the page's order.
        headlines: What the page gives as its headline, which is metadata and no part of the text.
        linked: The texts of the page's links, as `normal` gives them.
    """
    titles = {normal(headline) for headline in headlines} - {""}
    kept: list[Block] = []
    seen: set[str] = set()
    outside = 0  # the level of the heading that opened a section to leave out
    for place, block in enumerate(blocks):
        same = normal(block.text)
        line = " ".join(block.text.lower().replace("’", "'").split())
        if block.kind == "head":
            opens = place >= _EARLIEST_SECTION * len(blocks) and _pattern("section").fullmatch(line.rstrip(" :.…»>"))
            outside = block.level or 9 if opens else outside if outside and block.level > outside else 0
        if outside or not same or (same in titles and (place < _OPENING or block.kind == "head")):
            continue
        if same in seen and block.kind != "item" and len(same.split()) >= _SHORT_REPEAT:
            continue
        if not _is_prompt(block, line, same, linked):
            seen.add(same)
            kept.append(block)
    while kept and kept[-1].kind == "head":
        kept.pop()
    return kept


def without_teasers(blocks: Sequence[Block], linked: Collection[str]) -> list[Block]:
    """The blocks without a run of two or more linked headlines, each with a line of its article at most, at the end."""
    cut, headlines, lines = len(blocks), 0, 0
    for place in range(len(blocks) - 1, -1, -1):
        block = blocks[place]
        if block.kind == "head" and normal(block.text) in linked:
            cut, headlines, lines = place, headlines + 1, 0
        elif block.kind == "head" or lines or len(block.text.split()) > _PROMPT_WORDS:
            break
        else:
            lines = 1
    return list(blocks[:cut] if headlines > 1 else blocks)


def _is_prompt(block: Block, line: str, same: str, linked: Collection[str]) -> bool:
    """Whether a block asks for something, points elsewhere, or stamps and signs the article."""
    words = same.count(" ") + 1
    if is_furniture(" ".join(block.text.split())):
        return True
    if words > _PROMPT_WORDS:
        return False
    if _pattern("start").match(line.lstrip(_OPENERS)) or _pattern("whole").fullmatch(line.rstrip(" :.…»>")):
        return True
    if words <= _CREDIT_WORDS and _ends_so(line):
        return True
    if same in linked and not (_SENTENCE_END.search(line) and words > 12):
        return True
    text = block.text.strip()
    return bool(_BYLINE.match(text) or _REPORTED.match(text) or _ADDRESS.match(text))
