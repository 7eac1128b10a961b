"""From what a user names to paths: files as they are, folders read through in the order of names."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence

from pipeline.ingest.sources import STDIN, Source, family
from pipeline.known import Known, in_order

WORK_ENDING = ".claims"
"""A hidden folder whose name ends so holds an unfinished run; nobody means that to be read as news."""


class Listed:
    """The inputs that a file names, one a line (or apart by NUL, as ``find -print0`` writes them), read as they are needed.

    Args:
        path: The file.
        more: Inputs that come before them.
    """

    def __init__(self, path: str, more: Sequence[str] = ()) -> None:
        self._path, self._more = path, more

    def __iter__(self) -> Iterator[str]:
        """The inputs in order.

        Raises:
            OSError: The file cannot be read.
        """
        yield from self._more
        with open(self._path, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            for line in file:
                for name in line.rstrip("\r\n").split("\0"):
                    if name:
                        yield name


def found(inputs: Iterable[str]) -> Iterator[Source]:
    """A source for each file that ``inputs`` (files, folders, patterns, ``-``) stand for, uncut, each once.

    Whatever is named in ``inputs`` itself is a source, even if it does not exist: reading it then says so. In folders,
    hidden files and files whose ending no reader knows are refused.
    """
    known: Known | None = None
    previous: str | None = None
    try:
        for given in inputs:
            if previous is not None and known is None:
                known = Known()
                for source in _under(previous):
                    known.add(_same(source.path))
            for source in _under(given):
                if known is None or known.add(_same(source.path)):
                    yield source
            previous = given
    finally:
        if known is not None:
            known.close()


def _same(path: str) -> str:
    return path if path == STDIN else os.path.normpath(path)


def _under(given: str) -> Iterator[Source]:
    if given != STDIN and not os.path.lexists(given) and glob.has_magic(given):
        any_match = False
        for path, is_folder in in_order((p, os.path.isdir(p)) for p in glob.iglob(given, recursive=True)):
            any_match = True
            # "**" gives the files of a folder beside the folder.
            if not is_folder or "**" not in given:
                yield from walk(path) if is_folder else [Source(path)]
        if any_match:
            return
    if given == STDIN or not os.path.isdir(given):
        yield Source(given)
    else:
        yield from walk(given)


def walk(folder: str) -> Iterator[Source]:
    """The files below a folder; a folder met twice through links, one that cannot be listed, and an empty one, itself."""
    visited: set[tuple[int, int]] = set()
    count = 0
    # Last in, first out: depth first in the order of names, without recursion.
    waiting = [_entries(folder, visited)]
    while waiting:
        entry = next(waiting[-1], None)
        if entry is None:
            waiting.pop()
            continue
        path, is_folder = entry
        if is_folder:
            waiting.append(_entries(path, visited))
            continue
        count += 1
        refusal = _refusal(path)
        yield Source(path, refusal=refusal)
    if not count:
        yield Source(folder)


def _entries(folder: str, visited: set[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Path and whether it is a folder, of all in a folder; the folder itself as a file if it is not to be read."""
    try:
        about = os.stat(folder)
        if (about.st_dev, about.st_ino) in visited:
            yield folder, False
            return
        visited.add((about.st_dev, about.st_ino))
        with os.scandir(folder) as entries:
            listed = in_order((e.name, _is_folder(e)) for e in entries if not _is_work(e.name))
            prefix = folder if folder.endswith("/") else folder + "/"
            for name, is_folder in listed:
                yield prefix + name, is_folder
    except OSError:
        yield folder, False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir() and not entry.name.startswith(".")
    except OSError:  # a link to itself: kept, so that reading it says what is wrong
        return True


def _is_work(name: str) -> bool:
    return name.startswith(".") and name.endswith(WORK_ENDING)


def _refusal(path: str) -> str | None:
    """Why a file in a folder is not read; null if it is."""
    name = os.path.basename(path)
    if name.startswith("."):
        return f"{path} is hidden: name it itself to have it read."
    if family(path) is None and not os.path.isdir(path):
        ending = os.path.splitext(name)[1].lower()
        what = f"the ending {ending}" if ending else "no ending"
        return f"{path} has {what}, which tells no format: name it itself to have it read."
    return None


def holds_sources(folder: str) -> bool:
    """Whether anything below ``folder`` can be read."""
    return any(source.refusal is None and source.path != folder for source in walk(folder))
