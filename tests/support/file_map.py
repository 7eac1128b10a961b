"""The map of the files in ``docs/development.md``: each with the first line of its docstring.

``python -m tests.support.file_map`` writes the section anew.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.paths import ROOT

PAGE = ROOT / "docs" / "development.md"
PACKAGE = ROOT / "pipeline"
HEAD = "## Every file\n"
ORDER = [
    ".",
    "storage",
    "ingest/sources",
    "ingest/formats",
    "ingest",
    "furniture",
    "extract",
    "extract/text",
    "extract/units",
    "extract/numbers",
    "extract/times",
    "extract/syntax",
    "extract/model",
    "extract/quantities",
    "extract/ellipsis",
    "extract/names",
    "extract/coreference",
    "extract/entities",
    "extract/statements",
    "extract/modality",
    "extract/relations",
    "extract/reader",
    "extract/linking",
    "extract/facts",
    "emit",
    "run",
    "views",
    "decisions",
    "compare",
    "evaluate",
    "fit",
    "exchange",
    "review",
    "cli",
]
"""Packages as they build on each other."""


def first_line(path: Path) -> str:
    """What a file says of itself, without marks of reStructuredText and the full stop."""
    line = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").strip().split("\n")[0]
    return line.replace(":mod:", "").replace("``", "`").rstrip(".").replace("|", "\\|")


def section() -> str:
    """The section of the page, to its end."""
    lines = [HEAD, "The first line of each file's docstring; `python -m tests.support.file_map` writes this part.\n"]
    for package in ORDER:
        paths = sorted(path for path in (PACKAGE / package).glob("*.py") if not path.stem.startswith("__"))
        lines += [f"**`{'pipeline' if package == '.' else package}/`**\n"]
        lines += [f"- `{path.name}`: {first_line(path)}" for path in paths]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def written(page: str) -> str:
    """The page with the section anew."""
    return page.split(HEAD)[0] + section()


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
