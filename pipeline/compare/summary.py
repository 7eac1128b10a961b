"""Claims for a person at a terminal: disputed ones on top, the values side by side with their sources and days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.claim_records import COMPARED, Claim, ToldValue
from pipeline.compare.writing import STATUSES, Overview
from pipeline.emit import read_records
from pipeline.errors import ClaimsError


def summary(said: Overview) -> Iterator[str]:
    """Lines that say how many claims there are, and show those that several voices tell."""
    counts = said.records
    told = ", ".join(f"{said.statuses[status]:,} {status}" for status in STATUSES if said.statuses[status])
    yield (
        f"{counts['claims']:,} claims ({told or 'none'}) in {counts['stories']:,} stories, "
        f"{counts['timelines']:,} timelines, {counts['histories']:,} histories"
    )
    first = said.first
    for claim in first:
        yield ""
        yield from shown(claim)
    if said.several > len(first):
        yield ""
        yield f"… and {said.several - len(first):,} more that several voices tell."


def shown(claim: Claim) -> Iterator[str]:
    """A claim with each value that is told, and who tells it."""
    of = claim.subject.name or "?"
    measured = f" · {claim.property.name}" if claim.property.name else ""
    at = f" · {claim.time}" if claim.time else ""
    yield _clean(f"{claim.status.upper()}  {of}{measured} · {claim.kind}{at}  [{claim.id}]")
    for value in claim.values:
        yield _clean("    " + _value(value))


def _value(value: ToldValue) -> str:
    who = ", ".join(value.publishers) or "no publisher named"
    sources = f", says {', '.join(value.sources)}" if value.sources else ""
    days = value.first or "no date"
    if value.last and value.last != value.first:
        days += f" to {value.last}"
    noun = "voice" if value.voices == 1 else "voices"
    return f"{value.normalized:<28} {value.voices} {noun} · {who}{sources} · {days}"


def explained(claim: Claim) -> Iterator[str]:
    """A claim with its facts and the features that spoke for joining them."""
    yield from shown(claim)
    yield f"  best {claim.best.normalized}, confidence {claim.confidence:.2f}"
    yield f"  joined for {', '.join(claim.why) or 'nothing: it is told once'}"
    for value in claim.values:
        yield f"  {_clean(value.normalized)}: {' '.join(value.facts)}"


def find(path: str, beginning: str) -> Claim:
    """The claim of a file or folder that ``claims compare`` wrote whose id begins so.

    Raises:
        pipeline.emit.ReadError: The file cannot be read.
        ClaimsError: No claim, or more than one, begins so.
    """
    place = Path(path)
    rows: Iterable[Claim] = read_records(place / "claims.jsonl" if place.is_dir() else place, COMPARED["claims"])
    fits = [claim for claim in rows if claim.id.startswith(beginning)]
    if len(fits) != 1:
        raise ClaimsError(
            f"{len(fits)} claims of {path} begin with {beginning}: give the id as it stands in claims.jsonl."
        )
    return fits[0]


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
