"""The command line, in processes of its own."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pipeline import __version__, emit
from pipeline.claim_records import COMPARED
from pipeline.records import RECORDS
from pipeline.run import Progress, Tally
from pipeline.run.console import describe
from tests.paths import ROOT
from tests.support.small_runs import files, until

# The command line as it is, around the stand-in for the extractor.
FAKE = """
import sys
from pipeline.run import chunks, driver
driver.EXTRACTOR = "tests.support.fakes:Fake"
chunks.CHUNK_SOURCES = 3
from pipeline.cli import main
sys.argv[0] = "claims"
main()
"""


def claims(*args: object, **options: object) -> subprocess.CompletedProcess[str]:
    """A finished command with the stand-in."""
    return subprocess.run(command(*args), capture_output=True, text=True, cwd=ROOT, timeout=60, **options)  # type: ignore[call-overload, no-any-return]


def command(*args: object) -> list[str]:
    return [sys.executable, "-c", FAKE, *map(str, args)]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(8):
        (folder / f"{n}.txt").write_text(f"The harbour of town number {n} has 12 cranes and 3 ferries.")
    return folder


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What a failed command said: one line, and never a traceback."""
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith(("claims:", "Error:"))]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_folder_becomes_a_run_with_a_summary(news: Path, tmp_path: Path) -> None:
    done = claims("extract", news, "-o", tmp_path / "run")
    assert (done.returncode, done.stdout) == (0, "")
    assert len(emit.read_run(tmp_path / "run").facts) == 24
    first, second, undated, last = done.stderr.splitlines()
    assert first == "8 articles, 96 words, 24 facts"
    assert second == "facts: count 24"
    assert undated.startswith("8 articles have no date")
    assert last.endswith("words/s") and "with 1 worker:" in last


def test_quiet_says_nothing(news: Path, tmp_path: Path) -> None:
    done = claims("extract", news, "-o", tmp_path / "run", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_some_failures_are_exit_code_1_with_reasons(news: Path, tmp_path: Path) -> None:
    (news / "3.txt").write_text("RAISE the 9 bridges.")
    done = claims("extract", news, "-o", tmp_path / "run", "--workers", 2)
    assert done.returncode == 1
    assert "8 articles, 1 failed" in done.stderr
    assert "failed 1: Extraction failed with RuntimeError: the word RAISE stands in it (pipeline/run/" in done.stderr
    assert f"('{news}/3.txt')" in done.stderr and "Please report that sentence" in done.stderr


def test_nothing_done_is_exit_code_2(tmp_path: Path) -> None:
    done = claims("extract", tmp_path / "none.txt", "-o", tmp_path / "run")
    assert done.returncode == 2
    assert "none.txt" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["extract"], "Missing argument 'INPUT...'"),
        (["extract", "news"], "Missing option '-o'"),
        (["extract", "news", "-o", "run", "--date", "31 May"], "'31 May' is no date: write it as 2024-08-31."),
        (["extract", "news", "-o", "run", "--workers", "0"], "'--workers': 0 is not in the range"),
        (["extract", "news", "-o", "run", "--limit", "x"], "'--limit': 'x' is not a valid integer"),
        (
            ["extract", "news", "-o", "run", "--model", "nonesuch"],
            "The model 'nonesuch' is not installed; name another",
        ),
        (["extract", "news", "-o", "plain"], "plain is a file: name a folder, a file that ends in .jsonl, or -"),
        (["extract", "news", "-o", "plain/run"], "cannot be written to: Not a directory. Name another output."),
        (["extract", "news", "-o", "run.txt"], "would be a folder, though it ends in .txt"),
        (["extract", "news", "-o", "run", "--colour"], "No such option"),
        (["show", "run", "--kind", "weight"], "'--kind': 'weight' is not one of"),
        (["show", "run", "--min-confidence", "2"], "'--min-confidence': 2.0 is not in the range 0<=x<=1"),
        (["schema", "subjects"], "'subjects' is not one of 'facts', 'entities'"),
        (["frobnicate"], "No such command 'frobnicate'"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(news: Path, tmp_path: Path, args: list[str], message: str) -> None:
    (tmp_path / "plain").write_text("x")
    done = claims(*args, env=os.environ | {"PYTHONPATH": str(ROOT)}) if args[0] != "extract" else _in(tmp_path, args)
    assert done.returncode == 2
    assert message in one_sentence(done)


def _in(folder: Path, args: list[str]) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command(*args), capture_output=True, text=True, cwd=folder, env=environment, timeout=60)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_place_is_one_sentence(news: Path, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    done = claims("extract", news, "-o", tmp_path / "shut" / "run")
    assert done.returncode == 2
    assert "cannot be written to: Permission denied" in one_sentence(done)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="needs the right to mount")
def test_a_disk_that_is_read_only_is_one_sentence(news: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "none", disk], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount")
    try:
        done = claims("extract", news, "-o", disk / "run")
        assert done.returncode == 2
        assert "cannot be written to: Read-only file system. Name another output." in one_sentence(done)
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_standard_input_goes_to_standard_output() -> None:
    done = subprocess.run(
        command("extract", "-", "-o", "-", "--quiet"), input="The yard has 7 cranes.", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["quantity"]["value"] for line in done.stdout.splitlines()] == [7.0]


def test_facts_stream_into_a_reader_that_stops_early(news: Path) -> None:
    for n in range(8, 200):
        (news / f"{n}.txt").write_text(f"The harbour of town number {n} has 12 cranes and 3 ferries." * 40)
    with subprocess.Popen(
        command("extract", news, "-o", "-"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert json.loads(process.stdout.readline())["kind"] == "count"
        process.stdout.close()
        assert process.wait(60) == 0
        assert process.stderr.read() == b""


def slow_run(news: Path, output: Path) -> subprocess.Popen[str]:
    """A run over slow articles that has finished a part of them."""
    for n in range(40):
        (news / f"{n:02d}.txt").write_text(f"A SLOW story of town {n} and its 12 cranes.")
    process = subprocess.Popen(
        command("extract", news, "-o", output, "--workers", 2),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until(lambda: any((output / ".claims").glob("shards-*/*.done")))
    return process


def test_ctrl_c_is_exit_code_130_and_keeps_what_is_finished(news: Path, tmp_path: Path) -> None:
    output = tmp_path / "run"
    process = slow_run(news, output)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes of the group
    _, stderr = process.communicate(timeout=20)
    assert (process.returncode, stderr) == (
        130,
        f"claims: stopped. What was finished is kept in {output}/.claims: the same command goes on from there.\n",
    )
    assert [p.name for p in output.iterdir()] == [".claims"]
    done = claims("extract", news, "-o", output, "--workers", 2)
    assert done.returncode == 0
    assert "of them by a run before" in done.stderr.splitlines()[0]


def test_ctrl_c_at_once_leaves_nothing(news: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "feed")
    feed = os.open(tmp_path / "feed", os.O_RDWR)  # standard input on which nothing comes
    process = subprocess.Popen(
        command("extract", "-", "-o", tmp_path / "run"), cwd=ROOT, stdin=feed, stderr=subprocess.PIPE, text=True
    )
    until(lambda: (tmp_path / "run" / ".claims" / "facts.partial").exists())
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    os.close(feed)
    assert (process.returncode, stderr) == (130, "claims: stopped.\n")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("pause", [0.0, 0.1])
def test_ctrl_c_twice_ends_at_once_and_loses_nothing(news: Path, tmp_path: Path, pause: float) -> None:
    output = tmp_path / "run"
    process = slow_run(news, output)
    for _ in range(2):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        time.sleep(pause)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130 and "Traceback" not in stderr
    assert claims("extract", news, "-o", output, "--workers", 2).returncode == 0
    claims("extract", news, "-o", tmp_path / "calm", "--workers", 2)
    assert files(output) == files(tmp_path / "calm")


def test_a_run_that_is_told_to_end_keeps_what_is_finished(news: Path, tmp_path: Path) -> None:
    process = slow_run(news, tmp_path / "run")
    process.terminate()
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 143 and stderr.startswith("claims: stopped. What was finished is kept in")


def test_progress_is_drawn_on_a_terminal(news: Path, tmp_path: Path) -> None:
    parent, child = pty.openpty()
    done = subprocess.run(command("extract", news, "-o", tmp_path / "run"), stderr=child, cwd=ROOT, timeout=60)
    os.close(child)
    drawn = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:  # the other end is closed and everything has been read
            break
        if not piece:
            break
        drawn += piece
    os.close(parent)
    assert done.returncode == 0
    assert b"\r1 articles \xc2\xb7 " in drawn
    # The line is taken away before the summary.
    assert b"\r\x1b[K8 articles, " in drawn


def test_the_line_of_progress() -> None:
    none = Tally()
    assert describe(Progress(Tally(120, 42_000, 3456, 500), none, 2000, 60.0)) == (
        "120 articles · 2.0/s · 3,456 facts · 25% · 3:00 left"
    )
    kept = Tally(60, 21_000, 1700, 400)
    assert describe(Progress(Tally(120, 42_000, 3456, 500), kept, 1000, 60.0)) == (
        "120 articles · 1.0/s · 3,456 facts · 50% · 5:00 left"
    )
    assert describe(Progress(Tally(1, 300, 9, 1), none, 1000, 10.0)).endswith("2:46:30 left")
    assert describe(Progress(Tally(1, 300, 9, 1), none, None, 10.0)) == "1 articles · 0.1/s · 9 facts"
    assert describe(Progress(none, none, 9, 0.0)) == "0 articles · 0.0/s · 0 facts"


def test_dates_and_models_reach_the_run(news: Path, tmp_path: Path) -> None:
    done = claims("extract", news, "-o", tmp_path / "run", "--date", "2024-05-06", "--limit", 2)
    assert done.returncode == 0
    assert [a.date for a in emit.read_run(tmp_path / "run").articles] == ["2024-05-06"] * 2


def test_inputs_may_be_named_by_a_file_or_on_standard_input(news: Path, tmp_path: Path) -> None:
    names = "".join(f"{news}/{n}.txt\n" for n in (5, 2, 5))
    (tmp_path / "names").write_text(names)
    assert claims("extract", "--files-from", tmp_path / "names", "-o", tmp_path / "run").returncode == 0
    assert [a.path for a in emit.read_run(tmp_path / "run").articles] == [f"{news}/5.txt", f"{news}/2.txt"]
    done = claims("extract", f"{news}/[01].txt", "--files-from", "-", "-o", tmp_path / "run", input=names)
    assert done.returncode == 0
    assert [a.path for a in emit.read_run(tmp_path / "run").articles] == [f"{news}/{n}.txt" for n in (0, 1, 5, 2)]
    gone = claims("extract", "--files-from", tmp_path / "none", "-o", tmp_path / "other")
    assert gone.returncode == 2
    assert "none could not be read: No such file or directory." in one_sentence(gone)
    assert not (tmp_path / "other").exists()


def test_other_languages_are_skipped_unless_one_insists(news: Path, tmp_path: Path) -> None:
    german = "Die Stadt hat am Montag mitgeteilt, dass die neue Brücke nicht vor dem Herbst fertig wird und 9 Millionen kostet."
    (news / "8.txt").write_text(german)
    done = claims("extract", news, "-o", tmp_path / "run")
    assert done.returncode == 0
    assert "skipped 1: it is in German (de), not English: --any-language has it read." in done.stderr
    done = claims("extract", news, "-o", tmp_path / "run", "--any-language")
    assert "skipped" not in done.stderr


def test_show_prints_facts_and_tells_what_it_cannot_read(news: Path, tmp_path: Path) -> None:
    claims("extract", news, "-o", tmp_path / "run", "-q")
    done = claims("show", tmp_path / "run", "--limit", 1)
    assert done.returncode == 0
    assert "[0] has" in done.stdout
    assert "\x1b" not in done.stdout
    gone = claims("show", tmp_path / "none")
    assert gone.returncode == 2
    assert "does not exist" in one_sentence(gone)
    with open(tmp_path / "run" / "facts.jsonl", "a") as file:
        file.write("{}\n")
    broken = claims("show", tmp_path / "run")
    assert broken.returncode == 2
    assert "facts.jsonl, line 25 is not a record of facts: id is missing" in one_sentence(broken)


def test_schema_prints_one_table_or_all() -> None:
    one = json.loads(claims("schema", "times").stdout)
    assert one == emit.schema("times")
    every = json.loads(claims("schema").stdout)
    assert list(every) == [*RECORDS, *COMPARED]
    for schema in every.values():
        Draft202012Validator.check_schema(schema)


def test_version() -> None:
    assert claims("--version").stdout == f"claims, version {__version__}\n"


@pytest.mark.parametrize("name", ["extract", "show", "schema"])
def test_every_command_explains_itself_with_examples(name: str) -> None:
    done = claims(name, "--help")
    assert done.returncode == 0
    assert f"  claims {name}" in done.stdout.partition("Examples:")[2]


def test_help_answers_at_once() -> None:
    def seconds() -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "pipeline", "--help"], cwd=ROOT, check=True, capture_output=True)
        return time.perf_counter() - began

    assert min(seconds() for _ in range(3)) < 1.0


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = ["spacy", "numpy", "trafilatura", "dateparser", "babel", "pandas", "jsonlines", "lxml"]
    script = f"import sys, pipeline.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_showing_facts_needs_no_notebook() -> None:
    heavy = ["spacy", "numpy", "pandas", "anywidget", "IPython", "matplotlib"]
    script = f"import sys, pipeline.views.terminal; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
