"""Named entities as spaCy's greedy recogniser finds them, all tokens at once.

spaCy goes from token to token, and scores some seventy actions at each. Its state, however, knows only the token at
hand and, within an entity, the entity's first token and the one before. So what would be done outside of an entity is
the same whatever came before: it is computed for all tokens in one product. From every token at which an entity would
begin, its continuation is followed, all entities of a batch abreast; which of them are ever reached is read off from
left to right at the end.
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

_TOKEN, _FIRST, _BEFORE = range(3)
_LONGEST = 100  # tokens of an entity that are followed: in a table without words one may go on for ever


class Recogniser:
    """The transition model of a spaCy ``ner`` component.

    Args:
        ner: The component, trained without extra state tokens and with beam width 1.

    Raises:
        Unknown: The component is of another make.
    """

    def __init__(self, ner: Any) -> None:
        self.scorer = Scorer(ner.model)
        names = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
        if self.scorer.roles != 3 or ner.cfg.get("beam_width") != 1 or len(names) != len(self.scorer.upper_bias):
            raise Unknown("another state or a beam")
        move, label = zip(*((name[:1], name[2:]) for name in names), strict=True)
        index = {name: i for i, name in enumerate(names)}
        self.labels: list[str] = list(label)
        begin = np.array(move) == "B"
        unit = np.array([name.startswith("U-") and name != "U-" for name in names])
        self._outside = np.flatnonzero(begin | unit | (np.array(move) == "O"))
        self._begin, self._unit = begin[self._outside], unit[self._outside]
        width = len(names)
        self._inside, self._last = np.zeros(width, dtype=np.int64), np.zeros(width, dtype=np.int64)
        for i in np.flatnonzero(begin):
            self._inside[i], self._last[i] = index["I-" + label[i]], index["L-" + label[i]]
        if any(self._inside[i] > self._last[i] for i in np.flatnonzero(begin)):
            raise Unknown("actions in another order")

    def find(self, encoded: Floats, lengths: Sequence[int], spaces: Bools) -> list[list[tuple[int, int, str]]]:
        """Entities of several texts.

        Args:
            encoded: The encoder's vectors (n, width) of all tokens.
            lengths: How many tokens each text has.
            spaces: Which tokens (n) are white space; no entity begins with one.

        Returns:
            For each text its entities: first token, token after the last, and label, tokens counted within the text.
        """
        tokens = self.scorer.tokens(encoded)
        ends = np.cumsum(lengths)
        action = self._from_outside(tokens, ends, spaces)
        move = self._outside[action]
        begins = np.flatnonzero(self._begin[action])
        stop = np.arange(1, len(move) + 1)
        stop[begins] = self._follow(tokens, begins, move[begins], np.repeat(ends, lengths))
        starts = np.flatnonzero(self._begin[action] | self._unit[action])
        out: list[list[tuple[int, int, str]]] = [[] for _ in lengths]
        reached = 0
        texts = np.searchsorted(ends, starts, side="right")
        offsets = ends - np.asarray(lengths, dtype=np.int64)
        rows = zip(starts.tolist(), stop[starts].tolist(), move[starts].tolist(), texts.tolist(), strict=True)
        for start, end, which, text in rows:
            if start >= reached:
                offset = int(offsets[text])
                out[text].append((start - offset, end - offset, self.labels[which]))
                reached = end
        return out

    def _from_outside(self, tokens: Floats, ends: Ints, spaces: Bools) -> Ints:
        """The best action at each token outside of entities, as an index into ``_outside``."""
        scorer = self.scorer
        state = scorer.role(tokens, _TOKEN)
        state += scorer.pad[_FIRST]
        state += scorer.pad[_BEFORE]
        scores = scorer.scores(scorer.activate(state))[:, self._outside]
        last = np.unique(ends[ends > 0]) - 1
        scores[np.ix_(last, np.flatnonzero(self._begin))] = -np.inf
        scores[np.ix_(spaces, np.flatnonzero(self._begin | self._unit))] = -np.inf
        return scores.argmax(axis=1)

    def _follow(self, tokens: Floats, begins: Ints, moves: Ints, text_ends: Ints) -> Ints:
        """Where the entities end that would begin at some tokens: the token after the last of each."""
        scorer = self.scorer
        stop = begins + 1
        weights = scorer.upper.T
        first = scorer.role(tokens[begins], _FIRST)
        inside, last = weights[self._inside[moves]], weights[self._last[moves]]
        bias = scorer.upper_bias[self._inside[moves]], scorer.upper_bias[self._last[moves]]
        open_ = np.arange(len(begins))
        while len(open_):
            at = stop[open_]
            state = scorer.role(tokens[at], _TOKEN)
            state += first[open_]
            state += scorer.role(tokens[at - 1], _BEFORE)
            hidden = scorer.activate(state)
            more = np.einsum("ij,ij->i", hidden, inside[open_]) + bias[0][open_]
            done = np.einsum("ij,ij->i", hidden, last[open_]) + bias[1][open_]
            stop[open_] += 1
            open_ = open_[(more >= done) & (at + 1 < text_ends[at]) & (at - begins[open_] < _LONGEST)]
        return stop
