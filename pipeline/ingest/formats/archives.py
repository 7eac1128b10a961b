"""Zip and tar archives: each member is read as the file it was."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import IO, Self, cast

from pipeline.ingest.formats.fields import Draft
from pipeline.ingest.formats.opening import (
    MAX_DECODED,
    MAX_EXPANSION,
    Unreadable,
    guarded,
    opened_raw,
    reason,
    unpacked,
)
from pipeline.ingest.sources.source import Source, family
from pipeline.storage import remote

PART_SIZE = 256 * 1024
"""An archive is divided into parts of about so many bytes of content."""
_NESTED = ("zip", "tar", "warc", "parquet")
_LOCKED = 1
"""The bit among a zip member's flags that says it is encrypted (APPNOTE.TXT, 4.4.4)."""
_ABOUT_NEXT = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)
_LONGEST_HEADER = 32 * 1024
"""Bytes of a tar header about the next member: a path has 4,096, and tarfile's search takes the square of the length."""
_DAMAGED = "cannot be unpacked ({}): pack it again."

Reads = Callable[[io.BufferedReader, str, str], Iterator[Draft]]
"""Reads the content of a file: its stream, its path for messages, its name."""


def zip_parts(whole: Source) -> Iterator[Source]:
    """Parts of a zip archive, from one member to another.

    Raises:
        zipfile.BadZipFile, OSError: It is no such archive.
    """
    with opened_raw(whole.path) as raw, zipfile.ZipFile(raw) as archive:
        members = archive.infolist()
        if _overlap(members):
            return  # whoever reads it says so
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
        size, stamp = _state(path)
        archive, members = _listed(path, size, stamp)
    except Exception as error:  # of many kinds, for headers that contradict themselves
        sentence = f"{name} is a damaged zip archive ({reason(error)}): fetch it again."
        raise Unreadable("failed", sentence) from error
    if all(map(_is_folder, members)):
        raise Unreadable("skipped", f"{name} is an archive without files.")
    content = sum(m.file_size for m in members)
    if content > max(MAX_DECODED, MAX_EXPANSION * size):
        sentence = f"{name} says it holds {content:,} bytes, more than {MAX_EXPANSION} times its size: not read."
        raise Unreadable("failed", sentence)
    if _overlap(members):
        sentence = f"{name} is a damaged zip archive (its members overlap, as no program packs them): not read."
        raise Unreadable("failed", sentence)
    for member in members[start:end]:
        if not _is_folder(member):
            yield from _zipped(archive, member, name, read)


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether two members share bytes: such an archive may hold any number of times what it has."""
    places = sorted((m.header_offset, m.header_offset + m.compress_size) for m in members)
    return any(end > start for (_, end), (start, _) in pairwise(places))


def _state(path: str) -> tuple[int, str]:
    """Bytes of a file, and what tells it from what it was before a change."""
    if remote.is_remote(path):
        found = remote.entry(path)
        return (found.size, found.stamp) if found else (0, "")
    about = os.stat(path)
    return about.st_size, f"{about.st_ino} {about.st_mtime_ns}"


@lru_cache(1)
def _listed(path: str, size: int, stamp: str) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """A zip archive and its members; of an archive in many parts, a process reads the list of members but once."""
    archive = zipfile.ZipFile(remote.open_read(path) if remote.is_remote(path) else path)
    return archive, archive.infolist()


def _is_folder(member: zipfile.ZipInfo) -> bool:
    return member.filename.endswith("/")  # a name may be empty, which zipfile's own test does not stand


def _zipped(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, read: Reads) -> Iterator[Draft]:
    where = f"{name}#{member.filename}"
    try:
        if member.file_size > MAX_DECODED and family(member.filename) != "jsonl":
            raise Unreadable("failed", _too_large(where))
        if member.flag_bits & _LOCKED:
            raise Unreadable("failed", f"{where} is locked: pack it again without a password.")
        try:
            file = archive.open(member)
        except Exception as error:  # of many kinds, for headers that contradict themselves
            raise Unreadable("failed", f"{where} {_DAMAGED.format(reason(error))}") from error
        with file:
            yield from _member(guarded(file, where, _DAMAGED), member.filename, name, read)
    except Unreadable as error:
        yield Draft(status=error.status, key=member.filename, error=error.sentence)


def read_tar(stream: io.BufferedReader, name: str, read: Reads) -> Iterator[Draft]:
    """Drafts of the members of a tar archive, one after the other as they come.

    Raises:
        Unreadable: It is damaged.
    """
    empty = True
    for archive, member in _tarred(stream, name):
        empty = False
        try:
            if refusal := _refusal(member, name):
                raise refusal
            yield from _member(_content(archive, member, name), member.name, name, read)
        except Unreadable as error:
            yield Draft(status=error.status, key=member.name, error=error.sentence)
    if empty:
        raise Unreadable("skipped", f"{name} is an archive without files.")


def tar_parts(stream: io.BufferedReader, whole: Source, folder: Path) -> Iterator[Source]:
    """A tar archive taken down as smaller ones, so that several processes can read it.

    Raises:
        Unreadable, OSError: It is damaged; what was whole until then has come.
    """
    folder.mkdir(exist_ok=True)
    members = _tarred(stream, whole.path)
    following = next(members, None)
    number = 0
    while following is not None:
        path = folder / f"{Path(whole.path).name}.{number:06d}.tar"
        size, copying = 0, False
        damage: Unreadable | None = None
        try:
            with tarfile.open(path, "w") as part:
                while following is not None and size < PART_SIZE:
                    archive, member = following
                    copied = tarfile.TarInfo(member.name)
                    if refusal := _refusal(member, whole.path):
                        if refusal.status == "failed":
                            yield Source(f"{whole.path}#{member.name}", refusal=refusal.sentence, failed=True)
                        else:
                            copied.type = member.type
                            part.addfile(copied)
                    else:
                        copied.size, copying = member.size, True
                        part.addfile(copied, _content(archive, member, whole.path))
                        copying = False
                    size += max(1, copied.size)
                    following = next(members, None)
        except Unreadable as error:
            damage = error
        yield Source(whole.path, number, number + 1, file=str(path), size=max(1, size), weight=max(1, size))
        number += 1
        if damage is not None:
            if not copying:
                raise damage
            return  # the part ends within that member: whoever reads it says so


class _Header(tarfile.TarInfo):
    """The header of a member, which is an error when it is damaged: tarfile takes that for the archive's end."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        found = super().frombuf(buf, encoding, errors)
        if found.type in _ABOUT_NEXT and not 0 <= found.size <= _LONGEST_HEADER:
            raise tarfile.ReadError(f"a header of {found.size:,} bytes")
        return found

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(archive)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(error)) from error


class _Ending:
    """A stream at whose end nobody can read on and on, as tarfile does for a member that says it is endless."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._left = 3

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        if not data:
            self._left -= 1
            if self._left <= 0:
                raise EOFError
        return data


def _tarred(stream: io.BufferedReader, name: str) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """The members of a tar archive that are no folders, each beside the archive.

    Raises:
        Unreadable: It is damaged.
    """
    archive = None
    while True:
        try:
            if archive is None:
                file = cast(IO[bytes], _Ending(stream))
                archive = tarfile.open(fileobj=file, mode="r|", tarinfo=_Header)  # noqa: SIM115 - holds no file itself
            member = archive.next()
        except Unreadable:
            raise
        except Exception as error:  # of many kinds, for headers that contradict themselves
            sentence = f"{name} is a damaged tar archive ({reason(error)}): fetch it again."
            raise Unreadable("failed", sentence) from error
        if member is None:
            return
        archive.members = []  # type: ignore[attr-defined]  # it would remember all of them
        if not member.isdir():
            yield archive, member


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, name: str) -> io.BufferedReader:
    return guarded(archive.extractfile(member), f"{name}#{member.name}", _DAMAGED)


def _refusal(member: tarfile.TarInfo, name: str) -> Unreadable | None:
    """Why a member of a tar archive is not read; null if it is."""
    where = f"{name}#{member.name}"
    if not member.isfile():
        return Unreadable("skipped", f"{where} is a link or device, not a file.")
    if member.issparse():  # a few bytes stand for any number of NULs
        return Unreadable("skipped", f"{where} is a file with holes, not text.")
    if member.size > MAX_DECODED and family(member.name) != "jsonl":
        return Unreadable("failed", _too_large(where))
    return None


def _member(file: io.BufferedReader, member: str, name: str, read: Reads) -> Iterator[Draft]:
    """Drafts of one member, whose keys name it."""
    where = f"{name}#{member}"
    base = member.rsplit("/", 1)[-1]
    if base.startswith(".") or family(base) is None:
        raise Unreadable("skipped", f"{where} is hidden, or its ending tells no format: not read.")
    if family(base) in _NESTED:
        raise Unreadable("skipped", f"{where} is an archive or table inside an archive: take it out to have it read.")
    for draft in read(unpacked(file, where), where, base):
        key = member if draft.key is None else f"{member}#{draft.key}"
        yield replace(draft, key=key, member=base)


def _too_large(where: str) -> str:
    return f"{where} holds more than {MAX_DECODED // 2**20} MB, the most for one article: split it."
