"""Faults of an extractor: an exception in one costs an article the records of that kind, and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pipeline.errors import in_words

T = TypeVar("T")


class Faults:
    """The exceptions that extractors ended with in one article.

    Attributes:
        lost: What was lost with each, as "entities", in the order in which it happened.
    """

    def __init__(self) -> None:
        self.lost: dict[str, Exception] = {}

    def guarded(self, kind: str, find: Callable[[], T], nothing: T) -> T:
        """What an extractor finds; ``nothing`` if it raises, which is noted.

        Args:
            kind: The records that are lost then.
            find: Carries the extractor out.
            nothing: What those who read its records are given in their place.

        Raises:
            MemoryError: That is no fault of the article.
        """
        try:
            return find()
        except MemoryError:
            raise
        except Exception as error:
            self.lost.setdefault(kind, error)
            return nothing

    def sentence(self) -> str | None:
        """What was lost and why, with the place in the code, as one sentence; null if nothing was."""
        if not self.lost:
            return None
        return (
            "Lost to a fault of this program: " + "; ".join(f"{k}, {in_words(e)}" for k, e in self.lost.items()) + "."
        )
