"""The data of the page's views of relations and of claims: rows that ``app/relations.js`` and ``app/claims.js`` take apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.claim_records import Claim
from pipeline.emit import Run, read_records
from pipeline.errors import ClaimsError
from pipeline.records import Fact, Participant, Post, Relation


def claims_of(run: Run, compared: str | None = None) -> Sequence[Claim]:
    """The claims of a comparison: of the folder or file named, else of ``claims.jsonl`` in the run's folder, if there.

    Raises:
        ReadError: A line cannot be read.
        ClaimsError: There is no such file, or none of its facts is in the run.
    """
    path = Path(compared) if compared is not None else run.path / "claims.jsonl"
    path = path / "claims.jsonl" if path.is_dir() else path
    if not path.exists():
        if compared is None:
            return []
        raise ClaimsError(f"{path} does not exist. Make it with: claims compare {run.path} -o {compared}")
    return checked(run, list(read_records(path, Claim)), str(path))


def checked(run: Run, claims: Sequence[Claim], told: str) -> Sequence[Claim]:
    """The claims, if any of their facts is in the run.

    Raises:
        ClaimsError: None is.
    """
    known = {fact.id for fact in run.facts}
    if claims and not any(fact in known for claim in claims for fact in claim.facts):
        raise ClaimsError(f"{told} has no fact of {run.path}: compare that run, and name the folder it is written to.")
    return claims


def relation_rows(
    run: Run, articles: Mapping[str, int], rules: dict[str, int], versions: dict[str, int]
) -> list[list[Any]]:
    """The relations of the articles that are on the page.

    Args:
        run: The run.
        articles: The place on the page of each article whose text is there, by its id.
        rules: The numbers of the names of rules, to which new ones are added.
        versions: Likewise, of versions of the program.
    """
    return [
        _relation(relation, articles[relation.article_id], rules, versions)
        for relation in run.relations
        if relation.article_id in articles
    ]


def _relation(r: Relation, article: int, rules: dict[str, int], versions: dict[str, int]) -> list[Any]:
    source = r.attribution.source if r.attribution else None
    return [
        *(r.id, article, r.type, _end(r.head), _end(r.tail), r.role and _end(r.role), r.phase, r.modality),
        int(r.attribution is not None),
        source and [source.text, source.start, source.end, source.name],
        r.time and [r.time.text, r.time.start, r.time.end, r.time.value],
        [r.cue.start, r.cue.end],
        [r.sentence.start, r.sentence.end],
        [at for place in r.also for at in (place.start, place.end)],
        r.confidence,
        [rules.setdefault(rule, len(rules)) for rule in r.rules],
        versions.setdefault(r.version, len(versions)),
    ]


def _end(part: Participant | Post) -> list[Any]:
    return [part.text, part.start, part.end, part.name, *([part.type] if isinstance(part, Participant) else [])]


def claim_rows(claims: Iterable[Claim], facts: Sequence[Fact]) -> list[list[Any]]:
    """The claims that two facts or more of the run tell, their facts by their places on the page.

    Of each value: the place of the fact that says it best, those of all its facts, and the number of voices.
    """
    places = {fact.id: n for n, fact in enumerate(facts)}
    rows = []
    for claim in claims:
        values: list[tuple[int, list[int], int]] = []
        for told in claim.values:
            here = sorted(places[i] for i in told.facts if i in places)
            if here:
                exact = next((n for n in here if facts[n].quantity.normalized == told.normalized), here[0])
                values.append((exact, here, told.voices))
        if sum(len(here) for _, here, _ in values) > 1:
            about = (claim.id, claim.status, claim.kind, claim.subject.name, claim.property.name, claim.time)
            rows.append([*about, claim.voices, claim.articles, claim.confidence, claim.why, values])
    return rows
