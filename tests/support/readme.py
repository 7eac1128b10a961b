"""The README and the pages of ``docs/`` as data: their code blocks, their tables, and what their commands print.

``python -m tests.support.readme`` runs the examples and writes their output into the pages anew.
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
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
"""Each page is run by itself, from top to bottom."""
WIDTH = 110
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ELSEWHERE = re.compile(r"\bpip install\b|\bjupyter\b|-m pytest\b|-m venv\b")
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
    """What of a block of commands runs offline with what is installed: of a line, what is joined by "&&" with the rest."""
    lines = (" && ".join(part for part in line.split(" && ") if _runs_here(part)) for line in block.text.splitlines())
    return "".join(line + "\n" for line in lines if line)


def _runs_here(command: str) -> bool:
    from spacy.util import is_package

    model = _MODEL.search(command)
    return not _ELSEWHERE.search(command) and (model is None or is_package(model[1]))


def workplace(folder: Path) -> Path:
    """A folder in which a page's commands find what they name: the corpus, and an environment with the program."""
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    environment = folder / ".venv" / "bin"
    environment.mkdir(parents=True)
    (environment / "activate").touch()
    claims = environment / "claims"
    claims.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m pipeline "$@"\n')
    claims.chmod(0o755)
    return folder


def run(commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a script in a workplace; it stops at the first command that fails."""
    environment = os.environ | {
        "PATH": f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        ["sh", "-eu"], input=commands, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120
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
    """Writes the output of every example into its page."""
    for path in PAGES:
        page = path.read_text("utf-8")
        if not examples(page):
            continue
        with tempfile.TemporaryDirectory() as folder:
            place = workplace(Path(folder))
            printed = []
            outputs = dict(examples(page))
            for command in (block for block in blocks(page) if block.language == "sh"):
                done = run(script(command), place)
                if done.returncode:
                    sys.exit(f"{path.name}: {command.text}ended with {done.returncode}: {done.stderr}")
                if (output := outputs.get(command)) is not None:
                    text = pretty(json.loads(done.stdout)) if output.language == "json" else done.stdout.strip()
                    printed.append((output, text + "\n"))
        for output, shown in reversed(printed):
            page = page[: output.start] + shown + page[output.end :]
        path.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
