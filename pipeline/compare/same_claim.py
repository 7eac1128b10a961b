"""Facts into claims: within a story by the scores of pairs, across stories where thing, property and time are named alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.compare import names
from pipeline.compare.claims import most_exact
from pipeline.compare.grouping import FLOOR, groups
from pipeline.compare.mentions import ClaimMention
from pipeline.compare.pairs import contradicts, fit, forbidden, one_time, score, state
from pipeline.compare.values import relation, worth_a_look

ACROSS = 1.0
"""Mean log odds from which claims of different stories are one: more than within a story, where the event is one already."""
_APART = FLOOR - 1
_CROWD = 250
"""Facts of one story and dimension that are all compared with one another; of more, those with equal values are one first."""
# Parts, changes and times that pass are told anew by every story: only what a thing has lasts from one to the next.
_LASTING = frozenset(
    {"user_count", "count", "money", "length", "mass", "area", "volume", "power", "speed", "data_size", "resolution"}
)


class Joins:
    """Pairs of facts that were accepted as one claim, or cut."""

    def __init__(self, said: Mapping[frozenset[str], str] | None = None) -> None:
        """Takes verdicts, ``accept`` or ``cut``, by the ids of two facts."""
        self.said = bool(said)
        self.cut = frozenset(pair for pair, verdict in (said or {}).items() if verdict == "cut")
        self._with: dict[str, set[str]] = defaultdict(set)
        for pair, verdict in (said or {}).items():
            if verdict == "accept":
                for i in pair:
                    self._with[i] |= pair
        self._held: list[list[ClaimMention]] = []

    def between(self, first: Iterable[str], second: Iterable[str]) -> bool:
        """Whether a pair across two groups of facts was cut."""
        others = set(second)
        return bool(self.cut) and any(frozenset((a, b)) in self.cut for a in first for b in others)

    def takes(self, group: Sequence[ClaimMention]) -> bool:
        """Holds a group back, if one of its facts was accepted as one claim with another, until all groups are known."""
        if self._with and any(m.fact_id in self._with for m in group):
            self._held.append(list(group))
            return True
        return False

    def held(self) -> list[list[ClaimMention]]:
        """The groups that were held back, those with facts that were accepted as one claim made one."""
        parts: list[list[ClaimMention]] = []
        for group in sorted(self._held, key=lambda g: min(m.fact_id for m in g)):
            wanted = {other for m in group for other in self._with.get(m.fact_id, ())}
            linked = [part for part in parts if any(m.fact_id in wanted for m in part)]
            parts = [part for part in parts if part not in linked] + [[*(m for p in linked for m in p), *group]]
        return parts


def within(members: Sequence[ClaimMention], joins: Joins | None = None) -> Iterator[list[ClaimMention]]:
    """The groups of a story's facts that make one claim each."""
    cut = joins.cut if joins else frozenset()
    by_dimension: dict[str, list[ClaimMention]] = defaultdict(list)
    for m in members:
        by_dimension[m.dimension].append(m)
    for _, block in sorted(by_dimension.items()):
        for part in _parts(block):
            known = {m.fact_id: m for m in part}
            order = sorted(known)
            sorted_part = [known[i] for i in order]
            scores = {
                (order[a], order[b]): _within(sorted_part[a], sorted_part[b]) for a, b in worth_a_look(sorted_part)
            }
            scores.update((pair, _APART) for pair in scores.keys() & {tuple(sorted(pair)) for pair in cut})
            yield from ([known[i] for i in group] for group in groups(known, scores))


def _within(a: ClaimMention, b: ClaimMention) -> float:
    found = fit(a, b)
    return _APART if found is None else found


def _parts(block: list[ClaimMention]) -> Iterator[list[ClaimMention]]:
    if len(block) <= _CROWD:
        yield block
        return
    by_noun: dict[str, list[ClaimMention]] = defaultdict(list)
    for m in sorted(block, key=lambda m: m.fact_id):
        by_noun[m.noun or m.measured or m.subject or ""].append(m)
    for _, part in sorted(by_noun.items()):
        for n in range(0, len(part), _CROWD):
            yield part[n : n + _CROWD]


def lasting_key(group: Sequence[ClaimMention]) -> str | None:
    """By what a story's claim is found in other stories: name of the thing, property and dimension; null if it is not."""
    named = [m for m in group if m.measured or m.kind == "user_count"]
    keyed = [(key, m) for m in named if (key := names.heard(m.subject, m.subject_type))]
    if not keyed or any(state(m) or m.modality == "negated" for m in group):
        return None
    key, m = min(keyed, key=lambda item: (item[0], item[1].fact_id))
    if m.kind not in _LASTING:
        return None
    return "\x1f".join((key, m.measured or m.property or "", m.dimension, m.noun or m.unit or ""))


def across(block: Sequence[Sequence[ClaimMention]], joins: Joins | None = None) -> Iterator[list[ClaimMention]]:
    """Of claims of several stories under one key, those that are one claim together."""
    whole = {min(m.fact_id for m in group): group for group in block}
    if len(whole) == 1:
        yield list(block[0])
        return
    front = {i: most_exact(group) for i, group in whole.items()}
    for same_time in _by_time(front):
        order = same_time[:_CROWD]
        scores = {}
        for n, a in enumerate(order):
            for b in order[n + 1 :]:
                cut = (
                    joins and joins.cut and joins.between((m.fact_id for m in whole[a]), (m.fact_id for m in whole[b]))
                )
                scores[a, b] = _APART if cut else _across(front[a], front[b])
        for part in groups(order, scores):
            yield [m for i in part for m in whole[i]]
        yield from (list(whole[i]) for i in same_time[_CROWD:])


def _by_time(front: Mapping[str, ClaimMention]) -> Iterator[list[str]]:
    """The ids of facts that one time could hold together, sorted: of two times apart, nothing is one claim."""
    found: list[str] = []
    widest = None
    for time, i in sorted((m.time or "", i) for i, m in front.items()):
        if widest is None or not (time == widest or (widest and time.startswith(widest))):
            yield from [sorted(found)] if found else []
            found, widest = [], time
        found.append(i)
    yield sorted(found)


def _across(a: ClaimMention, b: ClaimMention) -> float:
    if a.time and b.time and not one_time(a.time, b.time):
        return _APART
    how = relation(a, b)
    if forbidden(a, b, how):
        return _APART
    # A fact that no other article words alike is no later state of it: both must be told in the same terms.
    if how in ("far", "unknown") and a.measured != b.measured:
        return _APART
    if how in ("near", "far") and (a.article_id == b.article_id or not (a.day and b.day and contradicts(a, b))):
        return _APART
    return score(a, b, how=how) - ACROSS
