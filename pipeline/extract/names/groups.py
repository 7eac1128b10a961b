"""The names of one entity, with what the article says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.names.evidence import Evidence
from pipeline.extract.names.occurrences import Name


@dataclass(slots=True)
class NameGroup:
    """The names of one entity, in text order, with what the article says of it."""

    names: list[Name]
    forms: list[str]
    evidence: Evidence = field(default_factory=Evidence)
    type: str = "ORG"

    @property
    def full(self) -> str:
        """The fullest form: of most words, then longest, then first."""
        return max(self.forms, key=lambda form: (len(form.split()), len(form)))


def by_first_token(groups: Sequence[NameGroup]) -> dict[int, tuple[int, int]]:
    """The entity, as an index into the groups, and the end of each name, by its first token."""
    return {name.first: (number, name.last) for number, group in enumerate(groups) for name in group.names}
