"""One thing's one property over its times of validity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import cast

from pipeline.claim_records import ClaimProperty, Timeline, TimelinePoint, TimelineSubject
from pipeline.compare.claims import most_exact, told
from pipeline.compare.mentions import ClaimMention
from pipeline.records import EntityType, Kind, content_id

LEAST = 3
"""Times that a timeline has at least."""


def timeline(members: Sequence[ClaimMention], voice: Mapping[str, str]) -> Timeline | None:
    """The timeline of facts on one thing's property in one unit; null if they hold at fewer than ``LEAST`` times.

    At each time stands the value that most voices tell.
    """
    by_time: dict[str, list[ClaimMention]] = defaultdict(list)
    for m in members:
        if m.time and m.time[:1].isdigit():
            by_time[m.time].append(m)
    if len(by_time) < LEAST:
        return None
    points = []
    for time, facts in sorted(by_time.items()):
        group = told(sorted(facts, key=lambda m: m.fact_id), voice)[0]
        exact = most_exact(group)
        points.append(
            TimelinePoint(
                time=time,
                value=exact.told,
                value_min=exact.told_low,
                value_max=exact.told_high,
                facts=tuple(sorted(m.fact_id for m in group)),
                voices=len({voice[m.article_id] for m in group}),
            )
        )
    subject = Counter(m.subject for m in members).most_common()
    name = min(subject, key=lambda item: (-item[1], item[0] or ""))[0]
    first = min(members, key=lambda m: m.fact_id)
    return Timeline(
        id=content_id("l", *(fact for point in points for fact in point.facts)),
        subject=TimelineSubject(name=name, type=cast("EntityType | None", first.subject_type)),
        property=ClaimProperty(name=first.property),
        kind=cast(Kind, first.kind),
        unit=first.unit,
        points=tuple(points),
    )
