"""Why two facts are joined, or not: the features of the pair with their weights, and what keeps the two apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike

from pipeline.compare.mentions import ClaimMention, mention
from pipeline.compare.pairs import contradicts, forbidden, reasons, score
from pipeline.compare.profiles import Profile, profile
from pipeline.compare.sameness import mark_alone
from pipeline.compare.stories import stories
from pipeline.compare.values import relation
from pipeline.emit import read_table
from pipeline.errors import ClaimsError
from pipeline.records import Fact

_LEAST = 0.01


def explain_join(runs: Iterable[str | PathLike[str]], first: str, second: str) -> Iterator[str]:
    """Lines that say whether two facts can make one claim, and what speaks for and against it.

    Args:
        runs: Folders of runs, as ``compare`` takes them.
        first: Beginning of one fact's id.
        second: Beginning of the other's.

    Raises:
        pipeline.emit.ReadError: A run is not there, or a line of it cannot be read.
        ClaimsError: No fact, or more than one, begins so.
    """
    given = list(runs)
    known: dict[str, Fact] = {}
    for run in given:
        for fact in read_table(run, "facts"):
            if fact.id.startswith((first, second)):
                known[fact.id] = fact
    pair = [_one(known, beginning) for beginning in (first, second)]
    articles = {fact.article_id for fact in pair}
    beside = {fact.id: fact for run in given for fact in read_table(run, "facts") if fact.article_id in articles}
    profiles: dict[str, Profile] = {}
    for run in given:
        profiles.update((a.id, profile(a)) for a in read_table(run, "articles") if a.status == "ok")
    mentions = {i: mention(fact, profiles[fact.article_id].date) for i, fact in beside.items()}
    mark_alone(mentions.values())
    told = [mentions[fact.id] for fact in pair]
    together = pair[0].article_id == pair[1].article_id or any(
        {fact.article_id for fact in pair} <= {p.id for p in group} for group in stories(profiles.values())
    )
    for fact, m in zip(pair, told, strict=True):
        yield f"{fact.id}  {fact.quantity.text} · {m.subject or '?'} · {m.property or '?'} · {m.day or 'no date'}"
    yield from _reasons(*told, together=together)


def _one(known: dict[str, Fact], beginning: str) -> Fact:
    fits = [fact for i, fact in known.items() if i.startswith(beginning)]
    if len(fits) != 1:
        raise ClaimsError(f"{len(fits)} facts begin with {beginning}: give the id as it stands in facts.jsonl.")
    return fits[0]


def _reasons(a: ClaimMention, b: ClaimMention, *, together: bool) -> Iterator[str]:
    yield f"told in {'one story' if together else 'two stories: joined only by name, property and time'}"
    if a.dimension != b.dimension:
        yield f"never one claim: {a.dimension} and {b.dimension} cannot be set side by side"
        return
    how = relation(a, b)
    yield f"values {how}, log odds {score(a, b):+.2f} (one claim from 0 on, as the mean of all pairs of two groups)"
    for name, spoke in sorted(reasons(a, b), key=lambda item: (item[0] != "bias", -abs(item[1]), item[0])):
        if abs(spoke) >= _LEAST or name == "bias":
            yield f"  {spoke:+.2f}  {name}"
    if forbidden(a, b):
        yield "kept apart: two years, two parts of one sentence, a plan and a deed, or a depth and a width cannot contradict one another"
    elif how in ("near", "far") and not contradicts(a, b):
        yield "not enough to contradict one another: if joined, each value is a claim of its own"
