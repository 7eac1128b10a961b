"""Dependency trees as spaCy's greedy arc-eager parser builds them, all sentences of a batch abreast.

spaCy takes one sentence's state after the other through each step. Here a step is taken by all sentences at once, in
arrays: stacks and buffers lie in one array each, a sentence behind the other, and tokens are numbered from 1 through
the batch, so that 0 says "no token" everywhere. (Nivre 2008, "Algorithms for deterministic incremental dependency
parsing"; spaCy adds the moves "unshift", after Honnibal & Johnson 2015, and "break".)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.extract.model.encoder import Unknown
from pipeline.extract.model.transitions import Scorer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_SHIFT, _REDUCE, _LEFT, _RIGHT, _BREAK = range(5)
_GUARDS = 3
"""Empty places below each stack and buffer, so that its first three items can be read however short it is."""
DECORATION = "||"
"""Parts the label of an arc that was lifted from the label of the head it belongs to (Nivre & Nilsson 2005)."""


class Parser:
    """The transition model of a spaCy ``parser`` component.

    Args:
        parser: The component, with beam width 1.

    Raises:
        Unknown: The component is of another make.
    """

    def __init__(self, parser: Any) -> None:
        self.scorer = Scorer(parser.model)
        names = [parser.moves.get_class_name(i) for i in range(parser.moves.n_moves)]
        kinds = ["SDLRB".index(name[0]) for name in names]
        self.labels = [name[2:] for name in names]
        if self.scorer.roles != 8 or parser.cfg.get("beam_width") != 1 or "subtok" in self.labels:
            raise Unknown("another state, a beam, or subtokens")
        self._kind = np.array(kinds)
        # Whatever is not allowed in a state, by the state's four questions as bits.
        allowed = np.arange(16)[:, None] >> np.array([0, 1, 2, 2, 3])[self._kind] & 1
        self._forbidden = np.where(allowed, 0, -np.inf).astype(np.float32)

    def parse(self, encoded: Floats, lengths: Sequence[int]) -> tuple[Ints, Ints]:
        """Heads and labels of several sentences.

        Args:
            encoded: The encoder's vectors (n, width) of all tokens.
            lengths: How many tokens each sentence has.

        Returns:
            The head of each token (n), counted through the batch from 0, and the index of its label in ``labels``;
            -1 and -1 where a token has no head.
        """
        scorer = self.scorer
        table = scorer.table(scorer.tokens(encoded))
        state = _State(len(encoded), lengths)
        roles = np.arange(scorer.roles)
        while len(state.top):
            rows = state.context().T * len(roles) + roles[:, None]
            summed = table[rows[0]]
            for row in rows[1:]:
                summed += table[row]
            scores = scorer.scores(scorer.activate(summed))
            scores += self._forbidden[state.allowed()]
            action = scores.argmax(axis=1)
            state.act(self._kind[action], action)
        return state.head[1:] - 1, state.action[1:]


class _State:
    """Where all sentences of a batch stand; one row for each that is not done."""

    def __init__(self, count: int, lengths: Sequence[int]) -> None:
        sizes = np.asarray(lengths, dtype=np.int64)
        ends = np.cumsum(sizes)
        numbers = np.arange(len(sizes))
        bottoms = ends - sizes + _GUARDS * numbers
        self.stack = np.zeros(count + _GUARDS * len(sizes), dtype=np.int64)
        self.buffer = np.zeros_like(self.stack)
        places = np.arange(count) + np.repeat(_GUARDS * (numbers + 1), sizes)
        # The first token of a sentence lies on top of its buffer.
        self.buffer[places] = np.repeat(2 * ends - sizes + 1, sizes) - np.arange(1, count + 1)
        self.top = bottoms + _GUARDS - 1
        self.next = self.top + sizes
        self.head, self.action = np.zeros(count + 1, dtype=np.int64), np.full(count + 1, -1, dtype=np.int64)
        self.left, self.right, self.earlier = (np.zeros(count + 1, dtype=np.int64) for _ in range(3))
        self.starts, self.put_back = np.zeros(count + 1, dtype=bool), np.zeros(count + 1, dtype=bool)
        self.starts[(ends - sizes + 1)[sizes > 0]] = True
        self._drop_finished()

    def context(self) -> Ints:
        """The tokens (n, 8) that a state is judged by."""
        stack, top = self.stack, self.top
        self.s0, self.b0, self.b1 = stack[top], self.buffer[self.next], self.buffer[self.next - 1]
        lasts = self.left[self.b0], self.left[self.s0], self.right[self.s0]
        return np.stack((self.b0, self.b1, self.s0, stack[top - 1], stack[top - 2], *lasts), axis=1)

    def allowed(self) -> Ints:
        """Which actions each state (n) permits, as bits: shift 1, reduce 2, arcs 4, break 8."""
        occupied, start, two = self.s0 > 0, self.starts[self.b0], self.b1 > 0
        shift = ~occupied | (two & ~start & ~self.put_back[self.b0])
        arcs = occupied & (self.b0 > 0) & ~start
        breaks = two & (self.b1 == self.b0 + 1) & ~self.starts[self.b1]
        return shift + 2 * occupied + 4 * arcs + 8 * breaks

    def act(self, kind: Ints, action: Ints) -> None:
        """Carries out one action in each state."""
        s0, b0 = self.s0, self.b0
        (right,) = np.nonzero(kind == _RIGHT)
        if len(right):
            head, child = s0[right], b0[right]
            self.earlier[child] = self.right[head]
            self.right[head] = child
            self._attach(child, head, action[right])
        (left,) = np.nonzero(kind == _LEFT)
        if len(left):
            head, child = b0[left], s0[left]
            # A child that had a head was that head's latest to the right.
            self.right[self.head[child]] = self.earlier[child]
            self.left[head] = child
            self.put_back[head] = False
            self._attach(child, head, action[left])
        (reduce,) = np.nonzero(kind == _REDUCE)
        if len(reduce):
            child = s0[reduce]
            back = reduce[(self.head[child] == 0) & (self.stack[self.top[reduce] - 1] > 0)]
            self.next[back] += 1
            self.buffer[self.next[back]] = s0[back]
            self.put_back[s0[back]] = True
        self.starts[self.b1[kind == _BREAK]] = True
        (push,) = np.nonzero((kind == _SHIFT) | (kind == _RIGHT))
        self.top[push] += 1
        self.stack[self.top[push]] = b0[push]
        self.next[push] -= 1
        self.top[left] -= 1
        self.top[reduce] -= 1
        self._drop_finished()

    def _attach(self, child: Ints, head: Ints, action: Ints) -> None:
        self.head[child] = head
        self.action[child] = action

    def _drop_finished(self) -> None:
        going = (self.stack[self.top] > 0) | (self.buffer[self.next] > 0)
        if not going.all():
            self.top, self.next = self.top[going], self.next[going]


def undecorated(heads: list[int], labels: list[str], spaces: Sequence[bool]) -> None:
    """Gives arcs that were lifted to make the tree projective their true heads, in place.

    The arc ``relcl||nsubj`` belongs to the first ``nsubj``, breadth first, below the head it hangs from.

    Args:
        heads: The head of each token of one sentence; its own number for a root.
        labels: Their labels.
        spaces: Which tokens are white space.
    """
    if not any(DECORATION in label for label in labels):
        return
    count = len(heads)
    first, last = list(range(count)), list(range(count))
    for token in range(count):
        above = token
        while heads[above] != above:
            above = heads[above]
            first[above], last[above] = min(first[above], token), max(last[above], token)
    for token in range(count):
        if DECORATION not in labels[token]:
            continue
        labels[token], wanted = labels[token].split(DECORATION)
        level = [heads[token]]
        found = None
        while level and found is None:
            below = [
                child
                for above in level
                for child in range(first[above], last[above] + 1)
                if child != above and heads[child] == above and child != token and not spaces[child]
            ]
            found = next((child for child in below if labels[child] == wanted), None)
            level = below
        if found is not None:
            heads[token] = found
