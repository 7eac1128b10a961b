"""From what a user names to paths: files as they are, folders read through in the order of names."""

from __future__ import annotations

import codecs
import contextlib
import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.ingest.sources.remote_walk import under
from pipeline.ingest.sources.source import STDIN, Source, family
from pipeline.storage.disk_index import DiskIndex, external_sort
from pipeline.storage.remote import is_remote

_BLOCK = 1 << 16
_LONGEST_PATH = 4096
_DEEPEST_PATTERN = 200
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
        with open(self._path, "rb") as file:
            block = file.read1(_BLOCK).removeprefix(codecs.BOM_UTF8)
            between = b"\0" if b"\0" in block else b"\n"  # apart by NUL, names may hold newlines
            rest = b""
            while block:
                *names, rest = (rest + block).split(between)
                yield from filter(None, map(_name, names))
                rest = rest[:_BLOCK]  # what is longer is no path anyway
                block = file.read1(_BLOCK)
            yield from filter(None, [_name(rest)])


def _name(line: bytes) -> str:
    return os.fsdecode(line.removesuffix(b"\r"))


def found(inputs: Iterable[str], follow: bool = True) -> Iterator[Source]:
    """A source for each file that ``inputs`` (files, folders, patterns, ``-``) stand for, uncut, each once.

    Whatever is named in ``inputs`` itself is a source, even if it does not exist: reading it then says so. In folders,
    hidden files and files whose ending no reader knows are refused; so are links, unless they are to be followed.

    Raises:
        RemoteError: What lies elsewhere cannot be listed.
    """
    known: DiskIndex | None = None
    previous: str | None = None
    try:
        for given in inputs:
            if previous is not None and known is None:
                known = DiskIndex()
                for source in _under(previous, follow):
                    known.add(_same(source.path))
            for source in _under(given, follow):
                if known is None or known.add(_same(source.path)):
                    yield source
            previous = given
    finally:
        if known is not None:
            known.close()


def _same(path: str) -> str:
    return path if path == STDIN or is_remote(path) else os.path.normpath(path)


def _under(given: str, follow: bool) -> Iterator[Source]:
    if is_remote(given):
        for source, named in under(given):
            yield source if named else replace(source, refusal=_refusal(source.path))
        return
    if given != STDIN and _is_pattern(given) and not os.path.lexists(given):
        any_match = False
        previous = None
        for path, is_folder in external_sort((p, os.path.isdir(p)) for p in _matching(given)):
            any_match = True
            if path != previous and not (is_folder and given.endswith("**")):  # which gives what is in the folder, too
                yield from walk(path, follow) if is_folder else [Source(path)]
            previous = path
        if any_match:
            return
    if given == STDIN or not os.path.isdir(given):
        yield Source(given)
    else:
        yield from walk(given, follow)


def _is_pattern(given: str) -> bool:
    return len(given) <= _LONGEST_PATH and given.count("/") <= _DEEPEST_PATTERN and glob.has_magic(given)


def _matching(pattern: str) -> Iterator[str]:
    """What fits a pattern, in which ``**`` stands for any folders, but for none that is met again through a link."""
    # Two "**" beside each other say no more than one.
    parts = [part for before, part in pairwise(["", *pattern.split("/")]) if not before == part == "**"]
    if "**" not in parts:
        yield from glob.iglob(pattern)
        return
    at = parts.index("**")
    before, after = "/".join(parts[:at]), "/".join(parts[at + 1 :])
    tops = glob.iglob(before) if before else ["/" if at else ""]
    for folder in (folder for top in tops for folder in _folders(top)):
        yield from _matching(_joined(glob.escape(folder), after or "*"))


def _folders(top: str) -> Iterator[str]:
    """A folder and all below it that are not hidden, each once."""
    visited: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        with contextlib.suppress(OSError):  # nothing in it can fit, if it cannot be listed
            about = os.stat(folder or ".")
            if (about.st_dev, about.st_ino) not in visited:
                visited.add((about.st_dev, about.st_ino))
                with os.scandir(folder or ".") as entries:
                    waiting += sorted((_joined(folder, e.name) for e in entries if _is_folder(e)), reverse=True)
                yield folder


def _joined(folder: str, name: str) -> str:
    return folder + name if not folder or folder.endswith("/") else f"{folder}/{name}"


def walk(folder: str, follow: bool = True) -> Iterator[Source]:
    """The files below a folder; a folder met twice through links, one that cannot be listed, and an empty one, itself.

    Args:
        folder: The folder.
        follow: Whether links in it are followed, wherever they lead; otherwise each is refused.
    """
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
        if not follow and os.path.islink(path):
            count += 1
            yield Source(path, refusal=f"{path} is a link, which --no-follow leaves out.")
            continue
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
            for name, is_folder in external_sort((e.name, _is_folder(e)) for e in entries if not _is_work(e.name)):
                yield _joined(folder, name), is_folder
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
