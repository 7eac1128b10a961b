"""The command that measures speed: it runs every system that is there on the same articles."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.run.benchmark import OURS, PLAIN, QUANTITIES, Rate, Speeds, measure
from pipeline.run.driver import NothingToDo


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Two short articles."""
    (tmp_path / "one.txt").write_text("The Dunmore plant employs 600 people, its owner Harrow Inc. said on Monday.\n")
    (tmp_path / "two.md").write_text("# Ferry fares\n\nA ticket costs €12, two euros more than last year.\n")
    return str(tmp_path)


def test_bench_prints_rates_ratio_and_blas(folder: str) -> None:
    result = CliRunner().invoke(cli, ["bench", folder, "--rounds", "1", "--words", "60"])
    assert result.exit_code == 0, result.output
    head, ours, plain, *_, foot = result.output.splitlines()
    assert head.split() == ["words/s", "CPU", "words/s", "to", "spaCy"]
    assert ours.startswith(OURS) and plain.startswith(PLAIN) and plain.split()[-1] == "1.00"
    assert "1 rounds" in foot and "BLAS" in foot


def test_bench_of_quantities_alone_prints_their_rate(folder: str) -> None:
    result = CliRunner().invoke(cli, ["bench", folder, "--quantities", "--rounds", "1", "--words", "60"])
    assert result.exit_code == 0, result.output
    assert re.fullmatch(rf"{QUANTITIES}: [1-9]\d* words/s CPU, [1-9]\d* by the clock\n", result.output)


def test_articles_are_repeated_up_to_the_words_asked_for(folder: str) -> None:
    speeds = measure([folder], rounds=1, words=100)
    assert 100 <= speeds.words < 100 + 14 and speeds.articles > 2


def test_other_extractors_are_measured_where_they_are_installed(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    arguments: list[list[str]] = []

    class Cqe:
        def __init__(self, overload: bool) -> None:
            arguments.append(list(sys.argv))

        def parse(self, text: str) -> None:
            seen.append(text)

    for name, content in (("CQE.CQE", {"CQE": Cqe}), ("quantulum3.parser", {"parse": seen.append})):
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name.partition(".")[0], ModuleType(name.partition(".")[0]))
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(sys, "argv", ["claims", "bench", folder])
    speeds = measure([folder], rounds=2, words=1)
    assert [rate.system for rate in speeds.rates] == [OURS, PLAIN, "CQE", "quantulum3"]
    assert len(seen) == 2 * (1 + 2) * speeds.articles
    assert arguments == [["claims"]] and sys.argv[1:] == ["bench", folder]


def test_the_ratio_is_to_plain_spacy_by_processor_time() -> None:
    ours = Rate(OURS, 9000.0, 50.0)
    speeds = Speeds((ours, Rate(PLAIN, 3000.0, 100.0)), 1, 1, 1, "BLAS")
    assert speeds.ratio(ours) == 3.0
    assert [line.split()[-1] for line in speeds.table().splitlines()[1:3]] == ["3.00", "1.00"]


def test_a_folder_without_articles_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NothingToDo, match="no article with words"):
        measure([str(tmp_path)])
