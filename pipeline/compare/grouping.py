"""Facts into claims by the scores of their pairs, so that no chain joins what does not fit together."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from typing import TypeVar

Item = TypeVar("Item", int, str)

FLOOR = -6.0
"""Log odds under which a pair keeps its two groups apart, however well the others fit."""
LEAST = 0.0
"""Mean log odds between two groups from which they are one."""


def groups(
    items: Iterable[str],
    scores: Mapping[tuple[str, str], float],
    least: float = LEAST,
    floor: float = FLOOR,
    unseen: float = FLOOR,
) -> list[tuple[str, ...]]:
    """Groups by average linkage, the best fitting two first, ties by their least members.

    Two groups become one while the mean of all pairs across them is at least ``least`` and none is under ``floor``.

    Args:
        items: Ids.
        scores: Log odds of pairs, the lesser id first; a pair that is missing counts as ``unseen``.
        least: See above.
        floor: See above.
        unseen: Log odds of a pair that was not worth scoring.

    Returns:
        Every item in one group, members and groups sorted.
    """
    given = sorted(set(items))
    found: list[tuple[str, ...]] = []
    parts: dict[str, dict[tuple[str, str], float]] = {}
    root = roots(given, (pair for pair, value in scores.items() if value >= least))
    for pair, value in scores.items():
        if root[pair[0]] == root[pair[1]]:
            parts.setdefault(root[pair[0]], {})[pair] = value
    linked: dict[str, list[str]] = {}
    for item in given:
        linked.setdefault(root[item], []).append(item)
    for first, part in linked.items():
        found += _grown(part, parts[first], least, floor, unseen) if len(part) > 1 else [tuple(part)]
    return sorted(found)


def roots(items: Iterable[Item], links: Iterable[tuple[Item, Item]]) -> dict[Item, Item]:
    """Of each item the least of those that links hold it together with: only among these can groups come about."""
    root = {item: item for item in items}

    def find(item: Item) -> Item:
        while root[item] != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    for a, b in links:
        first, second = sorted((find(a), find(b)))
        root[second] = first
    return {item: find(item) for item in root}


def _grown(
    items: Iterable[str], scores: Mapping[tuple[str, str], float], least: float, floor: float, unseen: float
) -> list[tuple[str, ...]]:
    members: dict[int, tuple[str, ...]] = {n: (item,) for n, item in enumerate(items)}
    number = {item[0]: n for n, item in members.items()}
    near: dict[int, dict[int, tuple[float, float, int]]] = {n: {} for n in members}
    heap = []
    for (a, b), value in scores.items():
        i, j = sorted((number[a], number[b]))
        near[i][j] = near[j][i] = (value, value, 1)
        if value >= least:
            heap.append((-value, members[i], members[j], i, j))
    heapq.heapify(heap)
    following = len(members)
    while heap:
        mean, _, _, i, j = heapq.heappop(heap)
        if i not in members or j not in members or -mean != _mean(near[i].get(j), members[i], members[j], unseen):
            continue
        joined = tuple(sorted(members[i] + members[j]))
        links: dict[int, tuple[float, float, int]] = {}
        for k in (near[i].keys() | near[j].keys()) - {i, j}:
            first, second = near[i].get(k), near[j].get(k)
            total = (first[0] if first else 0.0) + (second[0] if second else 0.0)
            lowest = min(first[1] if first else unseen, second[1] if second else unseen)
            seen = (first[2] if first else 0) + (second[2] if second else 0)
            links[k] = (total, lowest, seen)
        del members[i], members[j]
        for k in near[i].keys() | near[j].keys():
            if k in near:
                near[k].pop(i, None)
                near[k].pop(j, None)
        del near[i], near[j]
        n, following = following, following + 1
        members[n], near[n] = joined, links
        for k, link in links.items():
            near[k][n] = link
            value = _mean(link, joined, members[k], unseen)
            if value >= least and link[1] >= floor:
                first_id, second_id = sorted((n, k), key=lambda x: members[x])
                heapq.heappush(heap, (-value, members[first_id], members[second_id], first_id, second_id))
    return list(members.values())


def _mean(link: tuple[float, float, int] | None, a: tuple[str, ...], b: tuple[str, ...], unseen: float) -> float:
    pairs = len(a) * len(b)
    total, _, seen = link or (0.0, 0.0, 0)
    return (total + unseen * (pairs - seen)) / pairs
