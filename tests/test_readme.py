"""The README and docs hold: their commands and examples run in order, print what is shown, and tables say what the code says."""

from __future__ import annotations

import configparser
import contextlib
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from pipeline.claim_records import COMPARED
from pipeline.cli import cli
from pipeline.emit.shapes import Shape, fields
from pipeline.ingest.formats.fields import DATE, TITLE
from pipeline.ingest.sources.source import ENDINGS
from pipeline.records import RECORDS, Fact, Kind, Span
from tests.support import fact_cases, readme

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

PAGES = {path.name: path.read_text("utf-8") for path in readme.PAGES}
FIELDS, FORMATS = PAGES["fields.md"], PAGES["formats.md"]
RUN = [
    (name, block) for name, page in PAGES.items() for block in readme.blocks(page) if block.language in ("sh", "python")
]
SHOWN = [(name, *example) for name, page in PAGES.items() for example in readme.examples(page)]
EXTRAS = {
    **{
        "pandas": "notebook",
        "matplotlib": "notebook",
        "pipeline.review": "notebook",
        "duckdb": "duckdb",
        "pyarrow": "parquet",
    },
    "polars": "polars",
}
"""What an example needs beyond the basic installation, by the module it imports."""
SPAN = set(fields(Span))
TYPES = {str: "string", float: "float", int: "integer", bool: "boolean"}
TABLES = {**RECORDS, **COMPARED}
BOLD = re.compile(r"\*\*(.+?)\*\*")

Ended = tuple[int, str, str]


def name_of(value: object) -> str | None:
    if isinstance(value, readme.Block):
        return value.text.strip().splitlines()[0][:60]
    return value if isinstance(value, str) else None


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, readme.Block], Ended]:
    """Every block of every page as it ended: code, output and complaint. A page's blocks run in its order, in one place."""
    ended: dict[tuple[str, readme.Block], Ended] = {}
    for name, page in PAGES.items():
        place = readme.workplace(tmp_path_factory.mktemp("page"))
        for block in readme.blocks(page):
            if block.language == "sh":
                shell = readme.run(readme.script(block), place)
                ended[name, block] = (shell.returncode, shell.stdout, shell.stderr)
            elif block.language == "python":
                ended[name, block] = python(block, place)
    return ended


def python(block: readme.Block, place: Path) -> Ended:
    """Runs an example by itself, in the page's place."""
    with contextlib.chdir(place), contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            exec(compile(block.text, "example", "exec"), {"__name__": "__main__"})
        except Exception as e:
            return 1, printed.getvalue(), repr(e)
    return 0, printed.getvalue(), ""


@pytest.mark.parametrize(("name", "block"), RUN, ids=name_of)
def test_every_block_runs(name: str, block: readme.Block, done: dict[tuple[str, readme.Block], Ended]) -> None:
    code, printed, complaint = done[name, block]
    assert code == 0 and "Traceback" not in complaint, complaint
    if block.language == "python":
        assert printed.strip() or "print" not in block.text


@pytest.mark.parametrize(("name", "block", "shown"), SHOWN, ids=name_of)
def test_examples_print_what_is_shown(
    name: str, block: readme.Block, shown: readme.Block, done: dict[tuple[str, readme.Block], Ended]
) -> None:
    """Where this fails because the program got better, ``python -m tests.support.readme`` brings the page up to date."""
    _, printed, _ = done[name, block]
    if shown.language == "json":
        assert json.loads(printed) == json.loads(shown.text)
    else:
        assert printed.strip() == shown.text.strip()


def test_every_command_is_shown_somewhere() -> None:
    lines = [line for _, block in RUN if block.language == "sh" for line in readme.script(block).splitlines()]
    shown = {name for line in lines for name in re.findall(r"\bclaims ([a-z]+)", line)}
    assert set(cli.commands) - shown <= {"calibrate", "train"}, "calibrate asks for decisions, train for PyTorch"


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if any(n == name for n, _ in RUN)])
def test_a_page_makes_the_environment_that_its_blocks_need(name: str) -> None:
    page = PAGES[name]
    installed = " ".join(line for line in page.splitlines() if "pip install" in line)
    assert installed, "nothing is installed on this page"
    first = next(block for block in readme.blocks(page) if block.language in ("sh", "python"))
    assert "pip install" in first.text, "the first block makes the environment"
    for block in readme.blocks(page):
        if block.language == "python":
            for module in re.findall(r"(?m)^(?:import|from) ([\w.]+)", block.text):
                assert EXTRAS.get(module, "") in installed, module
            if "from pipeline import review" in block.text or "to_frame" in block.text:
                assert "notebook" in installed
        for ending in re.findall(r"--to \S+\.(parquet|duckdb)\b", block.text):
            assert ending in installed


def test_extras_that_pages_name_are_there() -> None:
    config = configparser.ConfigParser()
    config.read(readme.ROOT / "setup.cfg")
    named = {
        extra
        for page in PAGES.values()
        for group in re.findall(r"'\.\[([\w,]+)\]'", page)
        for extra in group.split(",")
    }
    assert named <= set(config["options.extras_require"])


def test_the_readme_is_short() -> None:
    assert len(PAGES["README.md"].splitlines()) <= 130
    assert (readme.ROOT / "docs" / "review.png").stat().st_size < 300_000


def type_name(shape: Shape) -> str:
    """A field's type in the words of the page."""
    if shape.item is not None and shape.item.item is not None:
        return "array of arrays"
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


@pytest.mark.parametrize("table", TABLES)
def test_tables_of_fields_are_those_of_the_records(table: str) -> None:
    rows = readme.table(FIELDS, f"{table}.jsonl")
    assert [(name.strip("`"), kind) for name, kind, _ in rows] == documented(TABLES[table])
    assert all(meaning for _, _, meaning in rows)


@pytest.mark.parametrize("table", TABLES)
def test_every_value_of_a_closed_set_is_named(table: str) -> None:
    def values(record: type) -> set[str]:
        found: set[str] = set()
        for shape in fields(record).values():
            inner = shape.item or shape
            found |= set(inner.values) | (values(inner.type) if inner.record else set())
        return found

    assert {value for value in values(TABLES[table]) if f"`{value}`" not in FIELDS} == set()


@pytest.fixture(scope="module")
def facts(extractor: Extractor) -> dict[str, tuple[Fact, ...]]:
    """The facts of each example sentence in the tables."""
    cells = [
        row[2] for heading in ("Kinds", "Comparators, changes and modality") for row in readme.table(FIELDS, heading)
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
    assert [row[0].strip("`") for row in readme.table(FIELDS, "Kinds")] == list(get_args(Kind))


@pytest.mark.parametrize("row", readme.table(FIELDS, "Kinds"), ids=lambda row: row[0].strip("`"))
def test_examples_are_of_their_kind(row: list[str], facts: dict[str, tuple[Fact, ...]]) -> None:
    fact = fact_at(row[2], facts)
    assert (f"`{fact.kind}`", f"`{fact.quantity.normalized}`") == (row[0], row[3])


@pytest.mark.parametrize("row", readme.table(FIELDS, "Comparators, changes and modality"), ids=" ".join)
def test_examples_have_their_value(row: list[str], facts: dict[str, tuple[Fact, ...]]) -> None:
    fact = fact_at(row[2], facts)
    field, value = row[0].strip("`"), row[1].strip("`")
    found = getattr(fact.quantity, field) if field != "modality" else fact.modality
    assert str(found) == {"true": "True"}.get(value, value)


def test_input_formats_are_those_that_are_read() -> None:
    rows = readme.table(FORMATS, "Input formats")
    assert [ending for row in rows for ending in re.findall(r"`(\.\w+)`", row[1])] == list(ENDINGS)
    (record,) = [row for row in rows if row[0] == "JSON"]
    assert {name.lower() for name in re.findall(r"`(\w+)`", record[2])} <= set(TITLE)
    assert {name.lower() for name in re.findall(r"`(\w+)`", record[3])} <= set(DATE)


@pytest.mark.parametrize("path", [*readme.PAGES, readme.ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8")):
        if not target.startswith("https://"):
            file, _, heading = target.partition("#")
            place = path.parent / file if file else path
            assert place.exists(), target
            headings = re.findall(r"(?m)^#+ (.+)", place.read_text("utf-8")) if heading else []
            assert heading in {"", *(re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in headings)}


@pytest.mark.parametrize(
    "text",
    ['{"a": 1}', json.dumps({"long": {name * 20: "value " * 3 for name in "abcdef"}, "list": [1, 2], "none": None})],
)
def test_pretty_json_is_the_same_json(text: str) -> None:
    shown = readme.pretty(json.loads(text))
    assert json.loads(shown) == json.loads(text)
    assert max(map(len, shown.splitlines())) <= readme.WIDTH
