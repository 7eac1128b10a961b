"""The README as data: its code blocks, its tables, and what its commands print.

``python -m tests.support.readme`` runs the examples and writes their output into the README anew.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.paths import ROOT

README = ROOT / "README.md"
WIDTH = 110
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ELSEWHERE = re.compile(r"\bpip install\b|\bjupyter\b|-m pytest\b")
_MODEL = re.compile(r"--model (\S+)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the offsets of that text in the README."""

    language: str
    text: str
    start: int
    end: int


def blocks(page: str) -> list[Block]:
    """All fenced blocks in order."""
    return [Block(m[1], m[2], m.start(2), m.end(2)) for m in _BLOCK.finditer(page)]


def examples(page: str) -> list[tuple[Block, Block]]:
    """The blocks of commands that are followed by what they print, with that block."""
    found = blocks(page)
    return [
        (command, output)
        for command, output in itertools.pairwise(found)
        if command.language == "sh"
        and output.language in ("text", "json")
        and not re.search(r"^#", page[command.end : output.start], re.MULTILINE)
    ]


def script(block: Block) -> str:
    """What of a block of commands runs offline with what is installed."""
    return "".join(line + "\n" for line in block.text.splitlines() if _runs_here(line))


def _runs_here(line: str) -> bool:
    from spacy.util import is_package

    model = _MODEL.search(line)
    return not _ELSEWHERE.search(line) and (model is None or is_package(model[1]))


def workplace(folder: Path) -> Path:
    """A folder in which the README's commands find what they name."""
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    (folder / "bin").mkdir()
    claims = folder / "bin" / "claims"
    claims.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m pipeline "$@"\n')
    claims.chmod(0o755)
    return folder


def run(commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a script in a workplace; it stops at the first command that fails."""
    environment = os.environ | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1"}
    return subprocess.run(
        ["sh", "-eu"], input=commands, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=60
    )


def table(page: str, heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its head."""
    section = re.split(r"^#+ ", page.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def pretty(value: Any, indent: int = 0) -> str:
    """JSON with line breaks only where an object is wider than the page; short fields share a line."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict) or indent + len(line) <= WIDTH:
        return line
    lines = [""]
    for name, inner in value.items():
        field = f"{json.dumps(name)}: " + pretty(inner, indent + len(name) + 5)
        room = indent + 1 + len(lines[-1]) + 1 + len(field) + 1 <= WIDTH and "\n" not in field
        if not lines[-1]:
            lines[-1] = field
        elif room and "\n" not in lines[-1]:
            lines[-1] += ", " + field
        else:
            lines.append(field)
    return "{" + f",\n{' ' * (indent + 1)}".join(lines) + "}"


def main() -> None:
    """Writes the output of every example into the README."""
    page = README.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        place = workplace(Path(folder))
        printed = []
        for command, output in examples(page):
            done = run(script(command), place)
            if done.returncode:
                sys.exit(f"{command.text}ended with {done.returncode}: {done.stderr}")
            shown = pretty(json.loads(done.stdout)) + "\n" if output.language == "json" else done.stdout.strip() + "\n"
            printed.append((output, shown))
    for output, shown in reversed(printed):
        page = page[: output.start] + shown + page[output.end :]
    README.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
