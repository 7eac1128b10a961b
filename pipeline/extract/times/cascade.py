"""The engine of the time grammar: cascaded regular expressions over the symbols of :mod:`symbols`.

A rule has a name, a pattern over symbol names, and a function that builds a node from the nodes matched. Rules stand in
phases; within a phase the leftmost match wins, then the rule that stands first. A phase rewrites the string (three
nodes "Oct." "5" "2024" become one DATE), and the next phase reads what it left, as in Abney's finite-state cascades
(Partial Parsing via Finite-State Cascades, 1996).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.extract.times.symbols import SYMBOLS, Node

Built = Node | list[Node] | None
REACH = 64
"""Characters before a node that hold the word before it, however it is spaced."""


class Rule(NamedTuple):
    """A rule of the grammar.

    Attributes:
        name: What it recognises.
        pattern: A regular expression over symbol names in capitals; spaces do not count.
        build: Called with the matched nodes and the text; gives the node or nodes that stand for them, or None to
            leave them as they are; a ValueError does the same. Matched nodes that it gives back unchanged stay.
    """

    name: str
    pattern: str
    build: Callable[[list[Node], str], Built]


MACROS = {
    "NW": "(?:TENS (?:HYP? NWORD)? | NWORD)",
    "COUNT": "(?:NUM|DNUM|SNUM|YNUM|BNUM)",
    "DAYN": "(?:DNUM|ORD|SECOND)",
    "MONTHX": "(?:MONTH|AMONTH)",
    "WD": "(?:WDAY|WABB)",
    "UNITX": "(?:UNIT|YEARW)",
    "WHICH": "(?:LAST|LATEST|THIS|NEXT|PREV|COMING|FOLL|CURR|SAME|THAT)",
    "ADJX": "(?:ADJ|ENTIRE|FISC|DAYWORD)",
    "SEASONX": "(?:SEASON|ASEASON)",
    "RANGE": "(?:HYP|DASH|TO|AND|OR)",
    "NTH": "(?:ORD|SECOND|LAST|FINAL|LATEST)",
}

_NAME = re.compile(r"[A-Z][A-Z0-9]+|[A-Z]")


def _expand(pattern: str) -> str:
    def replace(match: re.Match[str]) -> str:
        name = match.group()
        return _expand(MACROS[name]) if name in MACROS else SYMBOLS[name]

    return re.sub(r"\s+", "", _NAME.sub(replace, pattern))


@dataclass(frozen=True, slots=True)
class Phase:
    """Rules that are tried together."""

    pattern: re.Pattern[str]
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> Phase:
        """Compiles rules into one pattern."""
        return cls(re.compile("|".join(f"({_expand(rule.pattern)})" for rule in rules)), tuple(rules))

    def apply(self, symbols: str, nodes: list[Node], text: str) -> tuple[str, list[Node]]:
        """Rewrites symbols and nodes by the phase's rules, once from left to right."""
        pieces: list[str] = []
        out: list[Node] = []
        done = 0
        for match in self.pattern.finditer(symbols):
            first, last = match.span()
            try:
                built = self.rules[(match.lastindex or 1) - 1].build(nodes[first:last], text)
            except (ValueError, OverflowError):  # figures that are no date, as in 2024-13-45
                continue
            if built is None:
                continue
            new = built if isinstance(built, list) else [built]
            out += nodes[done:first]
            out += new
            pieces.append(symbols[done:first])
            pieces += [SYMBOLS[node.symbol] for node in new]
            done = last
        if not done:
            return symbols, nodes
        return "".join(pieces) + symbols[done:], out + nodes[done:]


def spanning(symbol: str, parts: Sequence[Node], value: object, mod: str | None = None) -> Node:
    """A node over all of some nodes."""
    return Node(symbol, parts[0].start, parts[-1].end, value, mod)


def pick(parts: Sequence[Node], *symbols: str) -> Node | None:
    """The first of the nodes that has one of the symbols."""
    for node in parts:
        if node.symbol in symbols:
            return node
    return None
