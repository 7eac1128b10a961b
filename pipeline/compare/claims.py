"""What the voices of a claim say: groups of compatible values, the claim's status, and its best value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import exp
from statistics import fmean
from typing import cast

from pipeline.claim_records import BestValue, Claim, ClaimProperty, ClaimStatus, ClaimSubject, ToldValue
from pipeline.compare.mentions import ClaimMention
from pipeline.compare.pairs import contradicts, reasons
from pipeline.compare.profiles import Profile
from pipeline.compare.sameness import corrected, replaced, revised, set_against
from pipeline.compare.values import compatible, relation
from pipeline.records import Comparator, EntityType, Kind, content_id

_REASONS = 4
_SCORED = 40
"""Facts of a claim whose pairs are looked at for its confidence and its reasons: more say nothing new."""


def told(members: Sequence[ClaimMention], voice: Mapping[str, str]) -> list[list[ClaimMention]]:
    """The facts of a claim in groups whose values are all compatible, the group of most voices first.

    Values that are told exactly come before bounds, which say less, and those that more voices and facts tell before others. A value
    joins the group told most of those with all of which it is compatible.
    """
    by_value: dict[tuple[str, str], list[ClaimMention]] = defaultdict(list)
    for m in members:
        by_value[m.normalized, m.comparator + str(m.approximate)].append(m)

    def first(item: tuple[tuple[str, str], list[ClaimMention]]) -> tuple[object, ...]:
        value, same = item
        return same[0].comparator != "=", -_voices(same, voice), -len(same), -same[0].digits, value

    order = sorted(by_value.items(), key=first)
    found: list[list[ClaimMention]] = []
    for _, same in order:
        homes = [group for group in found if all(_fits(same[0], other) for other in group)]
        if homes:
            max(homes, key=lambda group: (_voices(group, voice), len(group))).extend(same)
        else:
            found.append(list(same))
    return sorted(found, key=lambda group: (-_voices(group, voice), min(m.normalized for m in group)))


def _fits(a: ClaimMention, b: ClaimMention) -> bool:
    return relation(a, b) in ("equal", "converted", "unknown") or compatible(a, b)


def _voices(group: Sequence[ClaimMention], voice: Mapping[str, str]) -> int:
    return len({voice[m.article_id] for m in group})


def apart(members: Sequence[ClaimMention], voice: Mapping[str, str]) -> list[list[ClaimMention]]:
    """The claims of a group: groups of values that contradict one another stay one, others are claims of their own.

    An article that tells two values of what looks like one thing tells of two things more often than against itself.
    """
    groups = told(members, voice)
    parts: list[list[list[ClaimMention]]] = []
    for group in groups:
        linked: list[list[ClaimMention]] = []
        free = []
        for part in parts:
            if any(_differ(group, other, voice) for other in part):
                linked += part
            else:
                free.append(part)
        parts = [*free, [*linked, group]]
    return [[m for group in part for m in group] for part in parts]


def _differ(first: Sequence[ClaimMention], second: Sequence[ClaimMention], voice: Mapping[str, str]) -> bool:
    """Whether two groups of values are told against one another: each by a voice of its own, or one as a correction."""
    pairs = [(a, b) for a in first[:_SCORED] for b in second[:_SCORED]]
    if any(corrected(a, b) for a, b in pairs):
        return True
    if len({m.article_id for m in (*first, *second)}) > 1 and any(replaced(a, b) for a, b in pairs):
        return True
    tells, others = ({voice[m.article_id] for m in group} for group in (first, second))
    if tells - others and others - tells:
        return any(voice[a.article_id] != voice[b.article_id] and contradicts(a, b) for a, b in pairs)
    # A paper that tells another value on a later day has not told of two things, if it says so or its earlier article has
    # nothing of the later value.
    tells, others = ({m.article_id for m in group} for group in (first, second))
    apart = bool(tells - others and others - tells)
    return any((revised(a, b) or (apart and a.day != b.day)) and contradicts(a, b) for a, b in pairs)


def status(
    groups: Sequence[Sequence[ClaimMention]], days: Mapping[str, str | None], voice: Mapping[str, str]
) -> ClaimStatus:
    """The status of a claim whose values are in groups: see ``claims.jsonl`` in docs/compare.md."""
    members = [m for group in groups for m in group]
    if len(members) == 1:
        return "single"
    if len(groups) == 1:
        first = groups[0][0]
        alike = all(
            relation(first, m) in ("equal", "converted") and first.approximate == m.approximate for m in groups[0]
        )
        return "agreed" if alike else "refined"
    spans = []
    of_article: dict[str, list[ClaimMention]] = {}
    for m in members:
        of_article.setdefault(m.article_id, []).append(m)
    for group in groups:
        first_day = min((day for m in group if (day := days.get(m.article_id))), default="9")
        own = {m.fact_id for m in group}
        others = {i: [m for m in of_article[i] if m.fact_id not in own] for i in {m.article_id for m in group}}
        still = [m for m in group if not _given_up(m, others[m.article_id], first_day, days)] or group
        known = sorted(day for m in still if (day := days.get(m.article_id)))
        if not known:
            return "disputed"
        spans.append((known[0], known[-1]))
    spans.sort()
    follows = all(earlier[1] < later[0] for earlier, later in pairwise(spans))
    return "updated" if follows else "disputed"


def _given_up(m: ClaimMention, others: Iterable[ClaimMention], first: str, days: Mapping[str, str | None]) -> bool:
    """Whether an article tells a value as what was said before, and does not hold on to it: "up from 13", "not 14 but 17".

    Of two values without a role it is the one that an earlier article told: ``others`` are the article's facts of other
    values, ``first`` is the day on which the value was told first.
    """
    if m.role == "initial":
        return True
    if first >= (days.get(m.article_id) or ""):
        return False
    return any(replaced(m, other) and not set_against(m, other) for other in others)


def claim(
    members: Sequence[ClaimMention], articles: Mapping[str, Profile], voice: Mapping[str, str], story_id: str | None
) -> Claim:
    """The record of facts that make one claim.

    Args:
        members: The facts.
        articles: The profile of each of their articles.
        voice: The voice of each of their articles.
        story_id: Their story; null if they are of several.
    """
    members = sorted(members, key=lambda m: m.fact_id)
    days = {i: p.date for i, p in articles.items()}
    groups = told(members, voice)
    values = tuple(_told_value(group, articles, voice) for group in groups)
    named = [m for m in members if m.subject]
    types = Counter(m.subject_type for m in named if m.subject_type)
    names = Counter(m.subject for m in named)
    known = sorted(day for m in members if (day := days[m.article_id]))
    sure, why = _reasons(members)
    first = members[0]
    return Claim(
        id=content_id("c", *(m.fact_id for m in members)),
        story_id=story_id,
        kind=cast(Kind, _commonest(Counter(m.kind for m in members))),
        unit=_commonest(Counter(m.unit for m in members if m.unit)) or first.unit,
        subject=ClaimSubject(
            name=_commonest(Counter(m.subject for m in named if m.subject_type)) or _commonest(names),
            type=cast("EntityType | None", _commonest(types)),
            names=tuple(sorted({m.subject for m in named if m.subject})),
        ),
        property=ClaimProperty(name=_commonest(Counter(m.property for m in members if m.property))),
        time=_commonest(Counter(m.time for m in members if m.time)),
        status=status(groups, days, voice),
        best=_best(groups, days, voice),
        values=values,
        facts=tuple(m.fact_id for m in members),
        articles=len({m.article_id for m in members}),
        voices=_voices(members, voice),
        first=known[0] if known else None,
        last=known[-1] if known else None,
        confidence=sure,
        why=why,
    )


def _commonest(counts: Counter[str] | Counter[str | None]) -> str | None:
    return min(counts, key=lambda name: (-counts[name], name or "")) if counts else None


def most_exact(group: Sequence[ClaimMention]) -> ClaimMention:
    """The most exact fact of a group: told outright rather than bounded or about, with most digits."""
    return min(group, key=lambda m: (m.comparator != "=", m.approximate, -m.digits, -m.confidence, m.fact_id))


def _bounds(group: Sequence[ClaimMention]) -> tuple[float | None, float | None]:
    """The range that a group tells, in the unit of its most exact fact; facts in other units are left out."""
    exact = most_exact(group)
    here = [m for m in group if m.unit == exact.unit]
    low = [v for m in here for v in (m.told_low if m.told_low is not None else m.told,) if v is not None]
    high = [v for m in here for v in (m.told_high if m.told_high is not None else m.told,) if v is not None]
    if exact.comparator == "=" and len({m.normalized for m in here}) == 1:
        return None, None
    return (min(low) if low else None, max(high) if high else None)


def _best(
    groups: Sequence[Sequence[ClaimMention]], days: Mapping[str, str | None], voice: Mapping[str, str]
) -> BestValue:
    """Of as many voices the latest value."""
    most = max(_voices(group, voice) for group in groups)
    latest = max(
        (group for group in groups if _voices(group, voice) == most),
        key=lambda group: (max(days[m.article_id] or "" for m in group), most_exact(group).fact_id),
    )
    exact = most_exact(latest)
    low, high = _bounds(latest)
    return BestValue(
        value=exact.told,
        value_min=low,
        value_max=high,
        comparator=cast(Comparator, exact.comparator),
        approximate=exact.approximate,
        unit=exact.unit,
        normalized=exact.normalized,
        voices=most,
    )


def _told_value(group: Sequence[ClaimMention], articles: Mapping[str, Profile], voice: Mapping[str, str]) -> ToldValue:
    exact = most_exact(group)
    known = sorted(day for m in group if (day := articles[m.article_id].date))
    low, high = _bounds(group)
    return ToldValue(
        normalized=exact.normalized,
        value=exact.told,
        value_min=low,
        value_max=high,
        facts=tuple(sorted(m.fact_id for m in group)),
        voices=_voices(group, voice),
        publishers=tuple(sorted({p for m in group if (p := articles[m.article_id].publisher)})),
        sources=tuple(sorted({m.source for m in group if m.source})),
        first=known[0] if known else None,
        last=known[-1] if known else None,
    )


def _reasons(members: Sequence[ClaimMention]) -> tuple[float, tuple[str, ...]]:
    """How sure the joins are, as the mean of their chances, and the features that spoke most for them."""
    pairs = [(a, b) for n, a in enumerate(members[:_SCORED]) for b in members[n + 1 : _SCORED]]
    if not pairs:
        return round(members[0].confidence, 4), ()
    for_it: dict[str, float] = {}
    chances = []
    for a, b in pairs:
        odds = 0.0
        for name, spoke in reasons(a, b):
            for_it[name] = for_it.get(name, 0.0) + spoke
            odds += spoke
        chances.append(1 / (1 + exp(-odds)))
    for_it.pop("bias")
    best = [name for name, total in sorted(for_it.items(), key=lambda item: (-item[1], item[0])) if total > 0]
    return round(fmean(chances), 4), tuple(best[:_REASONS])
