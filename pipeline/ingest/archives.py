"""Zip and tar archives: each member is read as the file it was."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from pipeline.ingest.fields import Draft
from pipeline.ingest.opening import MAX_DECODED, MAX_EXPANSION, Unreadable, unpacked
from pipeline.ingest.sources import Source, family

PART_SIZE = 256 * 1024
"""An archive is divided into parts of about so many bytes of content."""
_NESTED = ("zip", "tar", "warc", "parquet")

Reads = Callable[[io.BufferedReader, str, str], Iterator[Draft]]
"""Reads the content of a file: its stream, its path for messages, its name."""


def zip_parts(whole: Source) -> Iterator[Source]:
    """Parts of a zip archive, from one member to another.

    Raises:
        zipfile.BadZipFile, OSError: It is no such archive.
    """
    with zipfile.ZipFile(whole.path) as archive:
        members = archive.infolist()
        start = size = weight = 0
        for index, member in enumerate(members, 1):
            size += member.file_size
            weight += member.compress_size
            if size >= PART_SIZE or index == len(members):
                yield Source(whole.path, start, index, size=max(1, size), weight=max(1, weight))
                start, size, weight = index, 0, 0


def read_zip(path: str, name: str, start: int, end: int | None, read: Reads) -> Iterator[Draft]:
    """Drafts of the members of a zip archive from ``start`` to ``end``.

    Raises:
        Unreadable: It is damaged, or expands without end.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if not any(not member.is_dir() for member in members):
                raise Unreadable("skipped", f"{name} is an archive without files.")
            content, limit = sum(m.file_size for m in members), MAX_EXPANSION * max(1, os.path.getsize(path))
            if content > max(MAX_DECODED, limit):
                sentence = (
                    f"{name} says it holds {content:,} bytes, more than {MAX_EXPANSION} times its size: not read."
                )
                raise Unreadable("failed", sentence)
            for member in members[start:end]:
                if not member.is_dir():
                    yield from _zipped(archive, member, name, read)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise Unreadable("failed", f"{name} is a damaged zip archive ({error}): fetch it again.") from error


def _zipped(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, read: Reads) -> Iterator[Draft]:
    try:
        if member.file_size > MAX_DECODED and family(member.filename) != "jsonl":
            raise Unreadable("failed", _too_large(f"{name}#{member.filename}"))
        with archive.open(member) as file:
            yield from _member(file, member.filename, name, read)
    except Unreadable as error:
        yield Draft(status=error.status, key=member.filename, error=error.sentence)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        sentence = f"{name}#{member.filename} cannot be unpacked ({error}): pack it again without a password."
        yield Draft(status="failed", key=member.filename, error=sentence)


def read_tar(stream: io.BufferedReader, name: str, read: Reads) -> Iterator[Draft]:
    """Drafts of the members of a tar archive, one after the other as they come.

    Raises:
        Unreadable: It is damaged.
    """
    try:
        empty = True
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                archive.members = []  # type: ignore[attr-defined]  # it would remember all of them
                if member.isdir():
                    continue
                empty = False
                file = archive.extractfile(member) if member.isfile() else None
                try:
                    if file is None:
                        raise Unreadable("skipped", f"{name}#{member.name} is a link or device, not a file.")
                    if member.size > MAX_DECODED and family(member.name) != "jsonl":
                        raise Unreadable("failed", _too_large(f"{name}#{member.name}"))
                    yield from _member(file, member.name, name, read)
                except Unreadable as error:
                    yield Draft(status=error.status, key=member.name, error=error.sentence)
        if empty:
            raise Unreadable("skipped", f"{name} is an archive without files.")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Unreadable("failed", f"{name} is a damaged tar archive ({error}): fetch it again.") from error


def tar_parts(stream: io.BufferedReader, whole: Source, folder: Path) -> Iterator[Source]:
    """A tar archive taken down as smaller ones, so that several processes can read it.

    Raises:
        Unreadable, tarfile.TarError, OSError, EOFError: It is damaged; what was whole until then has come.
    """
    folder.mkdir(exist_ok=True)
    number = 0
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        members = iter(archive)
        following = next(members, None)
        while following is not None:
            path = folder / f"{Path(whole.path).name}.{number:06d}.tar"
            size = 0
            with tarfile.open(path, "w") as part:
                while following is not None and size < PART_SIZE:
                    archive.members = []  # type: ignore[attr-defined]  # it would remember all of them
                    if following.size > MAX_DECODED and family(following.name) != "jsonl":
                        where = f"{whole.path}#{following.name}"
                        yield Source(where, refusal=_too_large(where), failed=True)
                    else:
                        part.addfile(following, archive.extractfile(following) if following.isfile() else None)
                        size += following.size if following.isfile() else 1
                    following = next(members, None)
            yield Source(whole.path, number, number + 1, file=str(path), size=max(1, size), weight=max(1, size))
            number += 1


def _member(file: IO[bytes], member: str, name: str, read: Reads) -> Iterator[Draft]:
    """Drafts of one member, whose keys name it."""
    where = f"{name}#{member}"
    base = member.rsplit("/", 1)[-1]
    if base.startswith(".") or family(base) is None:
        raise Unreadable("skipped", f"{where} is hidden, or its ending tells no format: not read.")
    if family(base) in _NESTED:
        raise Unreadable("skipped", f"{where} is an archive or table inside an archive: take it out to have it read.")
    stream = unpacked(io.BufferedReader(cast(io.RawIOBase, file)), where)
    for draft in read(stream, where, base):
        key = member if draft.key is None else f"{member}#{draft.key}"
        yield replace(draft, key=key, member=base)


def _too_large(where: str) -> str:
    return f"{where} holds more than {MAX_DECODED // 2**20} MB, the most for one article: split it."
