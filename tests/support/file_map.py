"""The map of the extraction's files in ``docs/development.md``: each with the first line of its docstring.

``python -m tests.support.file_map`` writes the section anew.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.paths import ROOT

PAGE = ROOT / "docs" / "development.md"
EXTRACT = ROOT / "pipeline" / "extract"
HEAD = "## Every file of the extraction\n"
ORDER = [
    "text",
    "units",
    "numbers",
    "times",
    "syntax",
    "model",
    "quantities",
    "names",
    "coreference",
    "entities",
    "statements",
    "modality",
    "relations",
    "reader",
    "linking",
    "facts",
]
"""Packages as they build on each other."""


def first_line(path: Path) -> str:
    """What a file says of itself, without marks of reStructuredText and the full stop."""
    line = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").strip().split("\n")[0]
    return line.replace(":mod:", "").replace("``", "`").rstrip(".").replace("|", "\\|")


def section() -> str:
    """The section of the page, to its end."""
    lines = [HEAD, "The first line of each file's docstring; `python -m tests.support.file_map` writes this part.\n"]
    for package in ("", *ORDER):
        folder = EXTRACT / package
        lines += [f"**`extract/{package + '/' if package else ''}`**\n"]
        lines += [
            f"- `{path.name}`: {first_line(path)}" for path in sorted(folder.glob("*.py")) if path.stem != "__init__"
        ]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def written(page: str) -> str:
    """The page with the section anew."""
    return page.split(HEAD)[0] + section()


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
