"""No pattern runs away, whatever the text."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROOT
from tests.support.fact_cases import article

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor


def test_no_pattern_of_the_package_is_held_up_by_any_text() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.support.patterns"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("piece", ["<", "[", "(", ")", "“", "”", '"', "'", "*", "n't", "http://a", "a-", "=", "-"])
def test_a_run_of_signs_takes_no_time(extractor: Extractor, piece: str) -> None:
    text = f"Norvane sold 40 boats. {piece * (20_000 // len(piece))} It has 12 yards."
    began = time.process_time()
    (found,) = extractor.extract([article(text)])
    assert time.process_time() - began < 5
    assert found.article.error is None and found.facts[0].quantity.value == 40
