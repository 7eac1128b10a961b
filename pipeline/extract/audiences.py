"""Which counted people are the audience of a product or service, so that their number is a user_count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract import lexicons

if TYPE_CHECKING:
    from pipeline.extract.counted import Counted
    from pipeline.extract.number_types import Number

_BOARD = (
    r"(?:board|council|committee|commission|parliament|assembly|senate|congress|cabinet|panel|jury|union|crew|cast|gang"
    r"|team|squad|family|band|orchestra|choir|staff|government|faculty|caucus|bloc|alliance|coalition|cartel|party)"
)
_BOARD_MEMBERS = re.compile(rf"\b{_BOARD} members?$", re.I)
_BOARDS = re.compile(rf"\b{_BOARD}(?:[’']s|s[’']| of)\s(?:[\w-]+\s){{0,2}}$", re.I)
_OF_BOARD = re.compile(rf"\s(?:of|on|from)\s(?:the|its|a|an|their|his|her)\s(?:[\w-]+\s){{0,3}}{_BOARD}\b", re.I)
_USED_BY = re.compile(r"\b(?:used|watched|viewed|downloaded|streamed|played)\sby\s[\w\s]{0,24}$")


def is_audience(text: str, number: Number, noun: Counted) -> bool:
    """Whether a number counts users: by the noun, or because something "had been used by 9 million people"."""
    if noun.lemma == "member" and _of_a_board(text, number.start, noun.end):
        return False
    if noun.lemma == "person" and _USED_BY.search(text, max(0, number.start - 50), number.start):
        return True
    return noun.lemma in lexicons.words("audience_nouns")


def _of_a_board(text: str, start: int, end: int) -> bool:
    """Whether members are those of a board or parliament, who are no audience: "the board's seven members", "seven crew members"."""
    if _BOARD_MEMBERS.search(text, start, end):
        return True
    return _BOARDS.search(text, max(0, start - 24), start) is not None or _OF_BOARD.match(text, end) is not None
