"""The README holds: its commands and examples run, print what it shows, and its tables say what the code says."""

from __future__ import annotations

import configparser
import contextlib
import io
import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from pipeline.emit.shapes import Shape, fields
from pipeline.ingest.formats.fields import DATE, TITLE
from pipeline.ingest.sources.source import ENDINGS
from pipeline.records import RECORDS, Fact, Kind, Span
from tests.support import fact_cases, readme

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

PAGE = readme.README.read_text("utf-8")
COMMANDS = [block for block in readme.blocks(PAGE) if block.language == "sh"]
SNIPPETS = [block for block in readme.blocks(PAGE) if block.language == "python"]
SPAN = set(fields(Span))
TYPES = {str: "string", float: "float", int: "integer", bool: "boolean"}
BOLD = re.compile(r"\*\*(.+?)\*\*")

Done = dict[readme.Block, subprocess.CompletedProcess[str]]


def name_of(block: readme.Block) -> str:
    return block.text.strip().splitlines()[0][:60]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return readme.workplace(tmp_path_factory.mktemp("readme"))


@pytest.fixture(scope="module")
def done(place: Path) -> Done:
    """Every block of commands as it ended, run in the order of the page."""
    return {block: readme.run(readme.script(block), place) for block in COMMANDS}


@pytest.mark.parametrize("block", COMMANDS, ids=name_of)
def test_commands_run(block: readme.Block, done: Done) -> None:
    assert done[block].returncode == 0, done[block].stderr
    assert "Traceback" not in done[block].stderr


@pytest.mark.parametrize(("block", "shown"), readme.examples(PAGE), ids=lambda block: block.language)
def test_examples_print_what_is_shown(block: readme.Block, shown: readme.Block, done: Done) -> None:
    """Where this fails because the program got better, ``python -m tests.support.readme`` brings the page up to date."""
    if shown.language == "json":
        assert json.loads(done[block].stdout) == json.loads(shown.text)
    else:
        assert done[block].stdout.strip() == shown.text.strip()


@pytest.mark.parametrize("block", SNIPPETS, ids=name_of)
def test_python_runs_as_it_stands(
    block: readme.Block, done: Done, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(block.text, str(readme.README), "exec"), {"__name__": "__main__"})
    assert printed.getvalue().strip() or "print" not in block.text


def test_most_commands_can_be_run_here() -> None:
    lines = [line for block in COMMANDS for line in readme.script(block).splitlines()]
    commands = {line.split()[1] for line in lines if line.startswith("claims ")}
    assert commands == {"bench", "explain", "export", "extract", "review", "schema", "score", "show"}


def test_install_and_test_commands_are_complete() -> None:
    install, test = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/claims extract", "'.[test]' &&"
    assert any(block.text.startswith(install) for block in COMMANDS)
    assert any(test in block.text and block.text.endswith(".venv/bin/python -m pytest\n") for block in COMMANDS)
    config = configparser.ConfigParser()
    config.read(readme.ROOT / "setup.cfg")
    assert set(re.findall(r"'\.\[(\w+)\]'", PAGE)) <= set(config["options.extras_require"])


def type_name(shape: Shape) -> str:
    """A field's type in the words of the page."""
    if shape.item is not None:
        return f"array of {type_name(shape.item)}s"
    name = TYPES.get(shape.type) or ("span" if set(fields(shape.type)) >= SPAN else "object")
    return f"{name} or null" if shape.nullable else name


def documented(record: type, prefix: str = "") -> list[tuple[str, str]]:
    """Fields and types as the page lists them: parts by their path, without those that every span has."""
    out = []
    for name, shape in fields(record).items():
        out.append((prefix + name, type_name(shape)))
        inner = shape.item or shape
        if inner.record:
            spare = SPAN if set(fields(inner.type)) >= SPAN else set()
            parts = documented(inner.type, f"{prefix}{name}.")
            out += [(path, kind) for path, kind in parts if path.removeprefix(f"{prefix}{name}.") not in spare]
    return out


@pytest.mark.parametrize("table", RECORDS)
def test_tables_of_fields_are_those_of_the_records(table: str) -> None:
    rows = readme.table(PAGE, f"{table}.jsonl")
    assert [(name.strip("`"), kind) for name, kind, _ in rows] == documented(RECORDS[table])
    assert all(meaning for _, _, meaning in rows)


@pytest.mark.parametrize("table", RECORDS)
def test_every_value_of_a_closed_set_is_named(table: str) -> None:
    section = PAGE.split("## The output\n")[1].split("## Figures\n")[0]

    def values(record: type) -> set[str]:
        found: set[str] = set()
        for shape in fields(record).values():
            inner = shape.item or shape
            found |= set(inner.values) | (values(inner.type) if inner.record else set())
        return found

    assert {value for value in values(RECORDS[table]) if f"`{value}`" not in section} == set()


@pytest.fixture(scope="module")
def facts(extractor: Extractor) -> dict[str, tuple[Fact, ...]]:
    """The facts of each example sentence in the tables."""
    cells = [
        row[2] for heading in ("Kinds", "Comparators, changes and modality") for row in readme.table(PAGE, heading)
    ]
    texts = list(dict.fromkeys(cell.replace("**", "") for cell in cells))
    return dict(zip(texts, fact_cases.extract(extractor, [{"text": text} for text in texts]), strict=True))


def fact_at(example: str, facts: dict[str, tuple[Fact, ...]]) -> Fact:
    """The fact whose quantity is set in bold."""
    (bold,) = BOLD.findall(example)
    found = [f for f in facts[example.replace("**", "")] if f.quantity.text == bold]
    assert len(found) == 1, f"{bold!r} is not one of {[f.quantity.text for f in facts[example.replace('**', '')]]}"
    return found[0]


def test_every_kind_has_its_row() -> None:
    assert [row[0].strip("`") for row in readme.table(PAGE, "Kinds")] == list(get_args(Kind))


@pytest.mark.parametrize("row", readme.table(PAGE, "Kinds"), ids=lambda row: row[0].strip("`"))
def test_examples_are_of_their_kind(row: list[str], facts: dict[str, tuple[Fact, ...]]) -> None:
    fact = fact_at(row[2], facts)
    assert (f"`{fact.kind}`", f"`{fact.quantity.normalized}`") == (row[0], row[3])


@pytest.mark.parametrize("row", readme.table(PAGE, "Comparators, changes and modality"), ids=" ".join)
def test_examples_have_their_value(row: list[str], facts: dict[str, tuple[Fact, ...]]) -> None:
    fact = fact_at(row[2], facts)
    field, value = row[0].strip("`"), row[1].strip("`")
    found = getattr(fact.quantity, field) if field != "modality" else fact.modality
    assert str(found) == {"true": "True"}.get(value, value)


def test_input_formats_are_those_that_are_read() -> None:
    rows = readme.table(PAGE, "Input formats")
    assert [ending for row in rows for ending in re.findall(r"`(\.\w+)`", row[1])] == list(ENDINGS)
    (record,) = [row for row in rows if row[0] == "JSON"]
    assert {name.lower() for name in re.findall(r"`(\w+)`", record[2])} <= set(TITLE)
    assert {name.lower() for name in re.findall(r"`(\w+)`", record[3])} <= set(DATE)


def test_links_lead_somewhere() -> None:
    headings = {re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in re.findall(r"(?m)^#+ (.+)", PAGE)}
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        if target.startswith("#"):
            assert target[1:] in headings
        elif not target.startswith("https://"):
            assert (readme.ROOT / target).exists(), target


def test_layout_names_every_package() -> None:
    tree = next(b.text for b in readme.blocks(PAGE) if b.text.startswith("pipeline/\n"))
    packages = {p.parent.name for p in (readme.ROOT / "pipeline").glob("*/__init__.py")}
    assert packages <= set(re.findall(r"(?m)^  (\w+)/", tree))
    for top in re.findall(r"(?m)^(\w+)/", tree):
        assert (readme.ROOT / top).is_dir()


@pytest.mark.parametrize(
    "text",
    ['{"a": 1}', json.dumps({"long": {name * 20: "value " * 3 for name in "abcdef"}, "list": [1, 2], "none": None})],
)
def test_pretty_json_is_the_same_json(text: str) -> None:
    shown = readme.pretty(json.loads(text))
    assert json.loads(shown) == json.loads(text)
    assert max(map(len, shown.splitlines())) <= readme.WIDTH
