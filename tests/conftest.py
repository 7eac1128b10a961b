"""Fixtures shared by test modules: one loaded extractor for the whole session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The extractor with the package's own weights, loaded once."""
    from pipeline.extract.extractor import Extractor

    return Extractor()
