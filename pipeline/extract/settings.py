"""What a user may set of the extraction: units of his own and the weights of the confidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.extract import units
from pipeline.extract.reader.load import Reader
from pipeline.extract.units.types import AddedUnits
from pipeline.furniture.repeated import Shared


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one extractor, handed on with every article; several may be at work in one process.

    Attributes:
        units: Units that a user adds to the table, or puts in the place of its own.
        weights: Weights of the confidence by feature; the reader's own if None.
        reader: Chooses subjects and properties; the package's own if None.
        shared: Sentences that a publisher's articles share, in which nothing is looked for.
    """

    units: AddedUnits | None = None
    weights: Mapping[str, float] | None = None
    reader: Reader | None = None
    shared: Shared | None = None

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Text is read with these units inside the context.

        Raises:
            ValueError: The user's units cannot be read; the message names the line and says what to write.
        """
        with units.using(units.table_with(self.units)):
            yield
