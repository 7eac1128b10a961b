"""A law of the house: words that steer stand in tables, not in code.

What still stands in code is counted in ``tests/cases/architecture_words.tsv``, which only gets shorter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from pipeline.extract import lexicons
from pipeline.records import Kind
from tests.paths import CASES
from tests.test_architecture import PACKAGE, modules, tree

MOST = 3
"""Words of a literal collection, or alternatives of a pattern, that may stand in code."""
PLACES = ("extract", "ingest", "furniture")
WORD = re.compile(r"[a-z][a-z ’'-]*[a-z]|[A-Z][a-z]+|[ai]")
ALTERNATIVE = r"[a-zA-Z’'?\\ -]*[a-z]{2}[a-zA-Z’'?\\ -]*"
ALTERNATION = re.compile(rf"(?:{ALTERNATIVE}\|){{{MOST},}}{ALTERNATIVE}")
NOT_WORDS = {"__all__", "__slots__"}


@cache
def labels(file: str = "") -> frozenset[str]:
    """What is written like a word and is none, everywhere or in a file: kinds, units, forms, fields, elements of pages."""
    rows = [line.split("\t") for line in CASES.joinpath("architecture_labels.tsv").read_text("utf-8").splitlines()]
    listed = {
        label
        for where, held in (row for row in rows if not row[0].startswith("#"))
        if where in ("", file)
        for label in held.split("|")
    }
    return frozenset(listed | set(get_args(Kind)) | {row["name"] for row in lexicons.read("units")})


def words_of(node: ast.AST, file: str = "") -> list[str]:
    """The words of a literal collection in a file; of a dictionary, its keys."""
    if isinstance(node, ast.Set | ast.List | ast.Tuple):
        items: list[ast.expr | None] = [*node.elts]
    elif isinstance(node, ast.Dict):
        items = [*node.keys]
    else:
        return []
    texts = [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return [text for text in texts if WORD.fullmatch(text) and text not in labels(file)]


def skipped(module: ast.Module) -> set[int]:
    """Nodes that hold no words of articles: docstrings, names of a module's parts, types, endings of words."""
    out: set[int] = set()
    for node in ast.walk(module):
        held: list[ast.AST] = []
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            or isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id in NOT_WORDS
        ):
            held = [node.value]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            held = [node.slice]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "endswith":
            held = [*node.args]
        out.update(id(inner) for one in held for inner in ast.walk(one))
    return out


def found(path: Path) -> Iterator[tuple[str, int]]:
    """Collections and alternations of a file that hold more words than may stand in code, each with its line."""
    left_out = skipped(tree(path))
    for node in ast.walk(tree(path)):
        if id(node) in left_out or not isinstance(node, ast.expr):
            continue
        if len(words_of(node, str(path.relative_to(PACKAGE)))) > MOST:
            yield "collections", node.lineno
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ALTERNATION.search(node.value):
            yield "alternations", node.lineno


def test_words_that_steer_stand_in_tables() -> None:
    counts: dict[tuple[str, str], list[int]] = {}
    for path in modules().values():
        file = str(path.relative_to(PACKAGE))
        if file.startswith(PLACES):
            for what, line in found(path):
                counts.setdefault((file, what), []).append(line)
    rows = [line.split("\t") for line in CASES.joinpath("architecture_words.tsv").read_text("utf-8").splitlines()]
    allowed = {(row[0], row[1]): int(row[2]) for row in rows if not row[0].startswith("#")}
    more = {key: lines for key, lines in counts.items() if len(lines) > allowed.get(key, 0)}
    fewer = {key: len(counts.get(key, ())) for key, count in allowed.items() if len(counts.get(key, ())) < count}
    assert more == {}, "put the words into a table of extract/lexicons, or of the package"
    assert fewer == {}, "take them off the list"


def test_the_law_sees_words_and_no_labels() -> None:
    module = ast.parse("""
A = frozenset(("said", "told", "added", "wrote"))
B = ("nsubj", "dobj", "pobj", "attr", "conj")
C = re.compile(r"(?:said|told|added|wrote)\\b")
__all__ = ["read", "words", "rows", "numbered"]
""")
    left_out = skipped(module)
    seen = [words_of(node) for node in ast.walk(module) if len(words_of(node)) > MOST and id(node) not in left_out]
    assert seen == [["said", "told", "added", "wrote"]]
    assert ALTERNATION.search("(?:said|told|added|wrote)") and not ALTERNATION.search("(?:said|told)|[0-9]|\\d|x")
