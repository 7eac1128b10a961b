"""Claims made by hand of given facts, for what shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.claim_records import BestValue, Claim, ClaimProperty, ClaimStatus, ClaimSubject, ToldValue
from pipeline.records import Article, Fact, content_id


def claim_of(groups: Sequence[Sequence[Fact]], status: ClaimStatus, articles: Mapping[str, Article]) -> Claim:
    """A claim whose values are these groups of facts, the first one the best; each article is a voice."""

    def told(group: Sequence[Fact]) -> ToldValue:
        q, days = group[0].quantity, sorted(articles[f.article_id].date or "" for f in group)
        names = tuple(sorted({articles[f.article_id].publisher or "" for f in group} - {""}))
        amount = (q.normalized, q.value, q.value_min, q.value_max)
        return ToldValue(*amount, tuple(f.id for f in group), len(group), names, (), days[0], days[-1])

    values = tuple(map(told, groups))
    facts = [fact for group in groups for fact in group]
    first = facts[0]
    best = first.quantity
    subject = first.subject.name if first.subject else None
    return Claim(
        id=content_id("c", *(fact.id for fact in facts)),
        story_id=None,
        kind=first.kind,
        unit=best.unit,
        subject=ClaimSubject(subject, None, ()),
        property=ClaimProperty(first.property.name if first.property else None),
        time=None,
        status=status,
        best=BestValue(
            *(best.value, best.value_min, best.value_max, best.comparator, best.approximate),
            *(best.unit, best.normalized, values[0].voices),
        ),
        values=values,
        facts=tuple(fact.id for fact in facts),
        articles=len({fact.article_id for fact in facts}),
        voices=len({fact.article_id for fact in facts}),
        first=min(value.first or "" for value in values),
        last=max(value.last or "" for value in values),
        confidence=0.9,
        why=("same subject", "same property"),
    )
