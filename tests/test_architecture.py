"""The laws of the house, read off the source: what may import what, no circles, and how large a room may be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.paths import CASES, ROOT
from tests.support import file_map

PACKAGE = ROOT / "pipeline"
FILES = 22
"""Python files of a folder at most, ``__init__`` not counted."""
BRANCHES = 20
"""Branches of a function at most; a longer list of cases is a table."""
PATTERN = 120
"""Characters of a regular expression's own text at most, unless it is ``re.VERBOSE`` and can be read line by line."""
BRANCHING = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.comprehension, ast.match_case, ast.BoolOp)


@cache
def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The package's own modules that a file names in an import, wherever in the file; those for types alone left out."""
    typed = {
        id(inner)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree(path)):
        if id(node) in typed:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in modules())
        elif isinstance(node, ast.ImportFrom) and node.module in modules():
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if whole in modules() else str(node.module)


def room(module: str) -> str:
    """The package that a module lies in, below ``pipeline``: "extract/units", "run", or the module itself at the top."""
    parts = module.split(".")[1:]
    if modules()[module].name != "__init__.py" and len(parts) > 1:
        parts = parts[:-1]
    return "/".join(parts)


@cache
def laws() -> dict[str, set[str]]:
    """What each package may import, by ``tests/cases/architecture.tsv``; a name stands for all below it."""
    out = {}
    for line in CASES.joinpath("architecture.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            package, allowed = line.split("\t")
            out[package] = set(allowed.split())
    return out


def allowed(importer: str, target: str) -> bool:
    own = {"", "records", "errors", "tables"} | laws()[importer]
    return target == importer or any(target == name or (name and target.startswith(f"{name}/")) for name in own)


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """The strongly connected components of more than one node (Tarjan 1972), and nodes that reach themselves."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    out = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(arrows.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            component = []
            while True:
                component.append(stack.pop())
                if component[-1] == node:
                    break
            if len(component) > 1:
                out.append(sorted(component))

    for node in sorted(arrows):
        if node not in index:
            visit(node)
    return out


def arrows_of_files() -> dict[str, set[str]]:
    return {name: set(imported(path)) - {name} for name, path in modules().items()}


def arrows_of_packages() -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for name, targets in arrows_of_files().items():
        out.setdefault(room(name), set()).update(room(target) for target in targets if room(target) != room(name))
    return out


def test_no_file_reaches_itself() -> None:
    assert circles(arrows_of_files()) == []


def test_no_package_reaches_itself() -> None:
    assert circles(arrows_of_packages()) == []


def test_circles_are_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_every_package_has_its_line() -> None:
    assert {room(name) for name in modules()} - {""} - set(laws()) == set()


def test_a_package_imports_only_what_its_line_allows() -> None:
    wrong = [
        f"{name} imports {target}"
        for name, targets in arrows_of_files().items()
        if room(name)
        for target in sorted(targets)
        if not allowed(room(name), room(target))
    ]
    assert wrong == []


def test_no_folder_has_more_files_than_one_can_overlook() -> None:
    folders = {path.parent for path in modules().values()}
    sizes = {str(folder.relative_to(ROOT)): len([*folder.glob("*.py")]) - 1 for folder in folders}
    assert {name: size for name, size in sizes.items() if size > FILES} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with its branches, those of functions within it not counted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, _branches(node)


def _branches(node: ast.AST) -> int:
    count = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        count += isinstance(child, BRANCHING) + _branches(child)
    return count


def test_no_function_of_the_extraction_is_a_list_of_cases() -> None:
    long = {
        f"{path.relative_to(PACKAGE / 'extract').with_suffix('')}:{name}"
        for path in (PACKAGE / "extract").rglob("*.py")
        for name, count in functions(path)
        if count > BRANCHES
    }
    assert sorted(long) == [], "split it, or make its cases a table"


def long_patterns(path: Path) -> Iterator[int]:
    """Lines with a pattern of more than so many characters that is not ``re.VERBOSE``; what a table puts in does not count."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"re.compile", "re.match", "re.search", "re.sub"}:
            own = sum(
                len(part.value)
                for part in ast.walk(node.args[0])
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
            flags = {ast.unparse(part) for part in ast.walk(node) if isinstance(part, ast.Attribute)}
            if own > PATTERN and not flags & {"re.VERBOSE", "re.X"}:
                yield node.lineno


def test_a_long_pattern_can_be_read_line_by_line() -> None:
    long = [f"{name}:{line}" for name, path in modules().items() for line in long_patterns(path)]
    assert long == [], "make it re.VERBOSE, or make it from a table"


NAMED = ("quantities", "times", "numbers", "units", "facts")
"""Packages of ``extract`` in which how far a rule looks is a constant with its unit."""
FAR = 4
"""Characters or tokens from which on a distance is named."""
PLACE = re.compile(r"(?:start|end|begin|place|idx|pos|next|\.i|(?:start|end)\(\d*\))$")
UNITS = ("_CHARACTERS", "_TOKENS", "_NODES", "_ARCS", "_QUANTITIES")


def distances(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Lines where a number is added to a place or taken from it."""
    for node in ast.walk(module):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            far = isinstance(node.right, ast.Constant) and isinstance(node.right.value, int) and node.right.value >= FAR
            if far and PLACE.search(ast.unparse(node.left)):
                yield node.lineno, ast.unparse(node)


def test_how_far_a_rule_looks_is_named() -> None:
    bare = [
        f"{path.relative_to(PACKAGE)}:{line}: {words}"
        for package in NAMED
        for path in (PACKAGE / "extract" / package).glob("*.py")
        for line, words in distances(tree(path))
    ]
    assert bare == [], "name it in the package's windows.py"
    assert [line for line, _ in distances(ast.parse("a = text[max(0, draft.start - 24) : year + 40]"))] == [1]


def test_names_of_windows_tell_their_unit() -> None:
    for path in (PACKAGE / "extract").glob("*/windows.py"):
        names = [
            node.targets[0].id
            for node in tree(path).body
            if isinstance(node, ast.Assign)
            if isinstance(node.targets[0], ast.Name)
        ]
        assert names and [name for name in names if not name.endswith(UNITS)] == [], path


LINES = 320
"""Lines of a file at most."""
WHOLE = {"pipeline.records": 340}
"""Longer files, with how long they may be: the contract with users stands in one file, which holds nothing else."""


def test_no_file_is_longer_than_one_can_read_at_once() -> None:
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in modules().items()}
    assert {name: length for name, length in lengths.items() if length > WHOLE.get(name, LINES)} == {}


def test_the_map_names_every_file() -> None:
    page = file_map.PAGE.read_text("utf-8")
    assert page == file_map.written(page), "python -m tests.support.file_map"
    folders = {
        path.parent.relative_to(PACKAGE).as_posix() for path in modules().values() if not path.stem.startswith("__")
    }
    assert folders == set(file_map.ORDER)


def test_the_map_points_at_files_that_are_there() -> None:
    names = {path.name for path in PACKAGE.rglob("*") if path.is_file()}
    told = re.findall(r"`(?:[\w/]+/)?(\w+\.(?:py|tsv|js))`", file_map.PAGE.read_text("utf-8"))
    tests = {path.name for path in (ROOT / "tests").rglob("*.py")} | {"architecture.tsv"}
    assert sorted(set(told) - names - tests) == []
