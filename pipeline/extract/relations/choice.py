"""Relations that a cue says of mentions further off: the candidates of :mod:`attachments` weighed by fitted weights.

The weights stand in ``lexicons/relation_weights.tsv`` and are fitted by :mod:`pipeline.fit.relations`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.loglinear import summed
from pipeline.extract.relations.attachments import Candidate, candidates, pairs
from pipeline.extract.relations.constructions import of_states
from pipeline.extract.relations.items import Item, items
from pipeline.extract.relations.record import Joined, Mentioned
from pipeline.extract.relations.wording import by_title, can_hold, modality, phase_of
from pipeline.records import Phase

LEAST = 0.5
"""Probability from which a candidate is a relation."""
_MODIFIERS = 4  # words of a title before its head
_TITLE_WORDS = frozenset(("w", "W", "FORMER"))
_OF = lexicons.words("function_words", role="of_role")
_BETWEEN_TITLES = frozenset(("and", "&", "/", ","))
_PHASES = 60  # characters before a cue in which it says that something begins or ends


@cache
def weights() -> dict[str, float]:
    """The fitted weights by feature."""
    return {row["feature"]: float(row["weight"]) for row in lexicons.read("relation_weights")}


def chosen(
    text: str, start: int, end: int, mentions: Sequence[Mentioned], taken: Sequence[tuple[int, int]]
) -> Iterator[Joined]:
    """The likely relations of a sentence.

    Args:
        text: The article.
        start, end: The sentence.
        mentions: Those in it, in text order, not overlapping.
        taken: Words that already say a relation; no cue among them says another.
    """
    row = items(text, start, end, mentions)
    best: dict[int, tuple[float, Candidate]] = {}
    for one, chance in rated(row):
        if chance >= LEAST and (one.cue not in best or chance > best[one.cue][0]):
            best[one.cue] = chance, one
    for chance, one in best.values():
        cue = row[one.cue]
        if not any(cue.start < high and low < cue.end for low, high in taken):
            yield from _joined(text, start, row, one, chance)


def rated(row: Sequence[Item]) -> Iterator[tuple[Candidate, float]]:
    """The candidates of a row, each with its probability."""
    known = weights()
    sums: dict[tuple[str, ...], float] = {}
    for one in candidates(row):
        score = known.get("bias", 0.0) + summed(one.together, known)
        for end in (one.near, one.far):
            if end.features not in sums:
                sums[end.features] = summed(end.features, known)
            score += sums[end.features]
        yield one, 1 / (1 + math.exp(-score))


def _joined(text: str, start: int, row: Sequence[Item], one: Candidate, chance: float) -> Iterator[Joined]:
    cue = row[one.cue]
    role = _role(row, one.cue) if one.frame.name in ("title", "member") else None
    type_ = one.frame.type or by_title(text, role, start)
    if type_ is None:
        return
    if type_ == "leads" and _of_a_part(row, one.cue, one.near.at):
        type_ = "works_for"
    left = min(one.cue, one.near.at, one.far.at)
    low = row[left].end if left != one.cue else start
    words = (max(low, cue.start - _PHASES), cue.end)
    phase: Phase = phase_of(text, words, cue.start, one.frame.phase, role is not None)
    state = role is not None and cue.word.lower() in of_states()
    for near, far in pairs(row, one):
        if (state and near[1].type != "GPE") or (role is not None and not can_hold(text, near)):
            continue
        head, tail = (near, far) if one.frame.turned else (far, near)
        yield Joined(
            f"cue:{one.frame.name}",
            chance,
            type_,
            head,
            tail,
            role,
            (cue.start, cue.end),
            phase,
            modality(text, start, low, words),
            one.frame.part == "verb",
        )


def _role(row: Sequence[Item], at: int) -> tuple[int, int]:
    """A title with its modifiers and the titles beside it: "president and chief executive"."""
    first = last = at
    while last + 2 < len(row) and row[last + 1].code in _BETWEEN_TITLES and _is_title(row[last + 2]):
        last += 2
    for _ in range(_MODIFIERS):
        if first and (row[first - 1].code in _TITLE_WORDS or _is_title(row[first - 1])):
            first -= 1
        elif first > 1 and row[first - 1].code in _BETWEEN_TITLES and _is_title(row[first - 2]):
            first -= 2
    return row[first].start, row[last].end


def _of_a_part(row: Sequence[Item], cue: int, near: int) -> bool:
    """Whether a title is of a part without a name: "director of research for Kestrel", "head of Kestrel's maps team"."""
    if near < cue:
        return cue + 1 < len(row) and row[cue + 1].code in ("of", "for")
    between = [item.code for item in row[cue + 1 : near]]
    owned = near + 2 < len(row) and row[near + 1].code == "'s" and row[near + 2].code in _TITLE_WORDS
    return owned or sum(code in _OF for code in between) > 1


def _is_title(item: Item) -> bool:
    return item.frame is not None and item.frame.name == "title"
