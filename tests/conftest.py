"""Fixtures shared by test modules: one loaded extractor for the whole session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.extract.model.language import one_thread

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

# Before any test module imports NumPy: with several threads the small matrices of short texts take many times as long.
one_thread()


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The extractor with the package's own weights, loaded once."""
    from pipeline.extract.extractor import Extractor

    return Extractor()
