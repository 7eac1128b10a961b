"""A run that is killed while it puts its tables in place leaves tables of one run alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import emit
from pipeline.emit import output as outputs
from pipeline.records import RECORDS, Article, Fact
from tests.support.fakes import make_article, make_fact

STEPS = ("rename", "replace", "unlink", "rmdir", "mkdir", "fsync")


def fill(home: Path, mark: str, parts: bool) -> None:
    """Writes a run of one article into a folder, every line of which holds the mark."""
    out = outputs.open_output(str(home), parts=parts)
    try:
        lines = {table: f'{{"mark": "{mark}"}}\n'.encode() for table in RECORDS}
        out.write(lines)
        out.commit(f'"{mark}"'.encode())
    finally:
        out.discard()


def killed_at(step: int, do: Callable[[], None]) -> bool:
    """Does something in a child that ends at its nth call of the system; whether it came to its end before."""
    pid = os.fork()
    if pid == 0:
        left = [step]

        def counting(function: Callable[..., Any]) -> Callable[..., Any]:
            def counted(*args: Any, **named: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    os._exit(9)
                return function(*args, **named)

            return counted

        for name in STEPS:
            setattr(os, name, counting(getattr(os, name)))
        try:
            do()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def seen(home: Path) -> set[str]:
    """The marks in all tables and the report that stand under their final names."""
    found = [home / f"{table}.jsonl" for table in RECORDS] + [p for t in RECORDS for p in (home / t).glob("part-*")]
    return {"new" if "new" in p.read_text() else "old" for p in [*found, home / "run.json"] if p.is_file()}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("after", ["reader", "run"])
@pytest.mark.parametrize(("was", "becomes"), [(False, False), (False, True), (True, False), (True, True)])
def test_tables_of_two_runs_never_stand_side_by_side(tmp_path: Path, was: bool, becomes: bool, after: str) -> None:
    for step in range(1, 200):
        home = tmp_path / str(step)
        fill(home, "old", was)
        ended = killed_at(step, lambda home=home: fill(home, "new", becomes))  # type: ignore[misc]
        assert len(seen(home)) <= 1, f"tables of two runs after step {step}"
        if after == "reader":
            files = [f for table in RECORDS for f in emit.reader.table_files(home, table)]
            assert len(files) == len(RECORDS) and len({f.read_text() for f in files}) == 1
            assert len(seen(home)) == 1 and (home / "run.json").exists()
        else:
            fill(home, "newer", was)
            assert seen(home) == {"new"} and not (home / ".claims").exists()
        if ended:
            return
    raise AssertionError("it never came to its end")


def test_a_reader_finishes_what_was_committed(tmp_path: Path) -> None:
    home = tmp_path / "run"
    emit.write_run([], str(home))
    gathered = home / ".claims" / "commit"
    gathered.mkdir(parents=True)
    for table in RECORDS:
        (home / f"{table}.jsonl").unlink() if table < "facts" else None
        (gathered / f"{table}.jsonl").write_bytes(b"")
    (gathered / "facts.jsonl").write_bytes(emit.Lines().of(emit_extraction())["facts"])
    assert len(list(emit.read_table(home, "facts"))) == 1
    assert [p.name for p in home.iterdir() if p.name.startswith(".")] == []
    assert list(emit.read_records(home / "articles.jsonl", Article)) == []


def test_a_single_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    emit.write_run([], str(path))
    for step in range(1, 60):
        ended = killed_at(step, lambda: emit.write_run([emit_extraction()], str(path)) and None)  # type: ignore[func-returns-value]
        assert path.exists()
        assert len(list(emit.read_records(path, Fact))) in (0, 1)
        if ended:
            assert len(list(emit.read_table(path, "facts"))) == 1
            return
    raise AssertionError("it never came to its end")


def emit_extraction() -> Any:
    from pipeline.records import Extraction

    return Extraction(make_article(), (make_fact(),))
