"""Trials of a run in short form; ``python -m tests.support.trials`` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import trials


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("kind", trials.KINDS)
def test_no_line_is_lost_doubled_or_changed(tmp_path: Path, kind: str) -> None:
    told: list[str] = []
    assert trials.trial(kind, 2, tmp_path / "trial", told.append) == 0, told
