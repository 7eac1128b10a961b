"""One thing's one property over its times of validity, or over the days on which it was reported."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from pipeline.claim_records import ClaimProperty, Timeline, TimelinePoint, TimelineSubject
from pipeline.compare.claims import most_exact, told
from pipeline.compare.mentions import ClaimMention
from pipeline.records import EntityType, Kind, content_id

LEAST = 3
"""Times that a timeline has at least."""
_DIGIT = re.compile(r"\d")


def timelines(members: Sequence[ClaimMention], voice: Mapping[str, str]) -> Iterator[Timeline]:
    """The timelines of facts on one thing's property in one unit: one for years, one for quarters, one for days.

    A year's figure has no place among those of its quarters. None is made of fewer than ``LEAST`` times.
    """
    by_grain: dict[str, list[tuple[str, ClaimMention]]] = defaultdict(list)
    for m in members:
        if m.time and m.time[:1].isdigit():
            by_grain[_DIGIT.sub("9", m.time.partition("T")[0])].append((m.time.partition("T")[0], m))
    for _, found in sorted(by_grain.items()):
        yield from _timeline(found, voice)


def reported(members: Sequence[ClaimMention], voice: Mapping[str, str]) -> Iterator[Timeline]:
    """The timeline of a claim by the days of its articles, if it is a toll or an audience, and changed."""
    dated = [(m.day, m) for m in members if m.day and (m.fate or m.kind == "user_count")]
    if len(told([m for _, m in dated], voice)) >= 2:
        yield from _timeline(dated, voice)


def _timeline(timed: Sequence[tuple[str, ClaimMention]], voice: Mapping[str, str]) -> Iterator[Timeline]:
    by_time: dict[str, list[ClaimMention]] = defaultdict(list)
    for time, m in timed:
        by_time[time].append(m)
    if len(by_time) < LEAST:
        return
    members = sorted((m for _, m in timed), key=lambda m: m.fact_id)
    points = tuple(_point(time, facts, voice) for time, facts in sorted(by_time.items()))
    subjects = Counter(m.subject for m in members if m.subject)
    first = members[0]
    yield Timeline(
        id=content_id("l", *(f"{point.time} {fact}" for point in points for fact in point.facts)),
        subject=TimelineSubject(
            name=min(subjects, key=lambda name: (-subjects[name], name)) if subjects else None,
            type=cast("EntityType | None", first.subject_type),
        ),
        property=ClaimProperty(name=first.property),
        kind=cast(Kind, first.kind),
        unit=first.unit,
        points=points,
    )


def _point(time: str, facts: Sequence[ClaimMention], voice: Mapping[str, str]) -> TimelinePoint:
    """The value that most voices tell at a time."""
    group = told(sorted(facts, key=lambda m: m.fact_id), voice)[0]
    exact = most_exact(group)
    return TimelinePoint(
        time=time,
        value=exact.told,
        value_min=exact.told_low,
        value_max=exact.told_high,
        facts=tuple(sorted(m.fact_id for m in group)),
        voices=len({voice[m.article_id] for m in group}),
    )
