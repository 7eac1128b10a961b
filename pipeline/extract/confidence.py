"""How likely a fact is right, from the rules that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.extract.quantities import Found
    from pipeline.extract.subjects import Link
    from pipeline.records import Subject


def confidence(found: Found, relation: Link, subject: Subject | None) -> float:
    """Probability that quantity, unit and subject are all right, by detection rule and subject rule."""
    return 0.5
