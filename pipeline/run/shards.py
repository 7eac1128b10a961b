"""What a worker leaves of a chunk: a shard with its articles' lines, and a marker that says that the shard is whole.

Both are named by what the chunk's sources are and by what they hold (SHA-256). So a shard is found again by any later
run over the same input, never taken for one over changed input, and two processes that write the same one do no harm.
A shard is written to a temporary file, flushed to the disk and renamed, or uploaded if its folder lies elsewhere; only
then the marker is made, which keeps the shard's length and SHA-256, so that damage is noticed before the shard is used.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pipeline
from pipeline.ingest import Source, digest
from pipeline.run.article_lines import ArticleLines, read_groups, write_group
from pipeline.run.chunks import Chunk
from pipeline.storage.remote import RemoteError
from pipeline.storage.remote_path import RemotePath

Folder = Path | RemotePath
_PARTIAL, _SHARD, _MARKER = ".partial", ".shard", ".done"


@dataclass(slots=True)
class Tally:
    """Work done: articles, their words, their facts, and bytes of input."""

    articles: int = 0
    words: int = 0
    facts: int = 0
    weight: int = 0

    def add(self, other: Tally, times: int = 1) -> None:
        """Adds another tally to this one, so many times."""
        self.articles += times * other.articles
        self.words += times * other.words
        self.facts += times * other.facts
        self.weight += times * other.weight


class InputChanged(Exception):
    """What was read changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The files of a chunk's shard in ``folder``; ``name`` tells the chunk and its content."""

    folder: Folder
    name: str

    @property
    def path(self) -> Folder:
        """The shard's file."""
        return self.folder / (self.name + _SHARD)

    @property
    def _marker(self) -> Folder:
        return self.folder / (self.name + _MARKER)

    def finished(self) -> Tally | None:
        """What is in the shard, if it was written to its end."""
        try:
            told = json.loads(self._marker.read_bytes())
            path = self.path
            told.pop("sha256")
            if told.pop("size") == (path.stat().st_size if isinstance(path, Path) else path.size()):
                return Tally(**told)
        except (
            OSError,
            RemoteError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
        ):  # none, or cut by a power failure
            pass
        return None

    def write(self, groups: Iterator[tuple[int, ArticleLines]], chunk: Chunk) -> Iterator[tuple[int, Tally]]:
        """Writes groups as they come, then the marker; yields each article's source and the tally so far.

        Raises:
            OSError: The disk is full, or the like.
            InputChanged: The sources do not hold any more what the shard's name tells; nothing is left of it.
        """
        here = self.folder if isinstance(self.folder, Path) else Path(tempfile.gettempdir())
        partial = here / f"{self.name}.{os.getpid()}{_PARTIAL}"
        tally = Tally()
        try:
            with open(partial, "w+b") as file:
                for index, group in groups:
                    write_group(file, group)
                    tally.add(Tally(1, group.words, sum(group.kinds.values())))
                    tally.weight = chunk.weight(index)
                    yield index, tally
                tally.weight = chunk.weight()
                file.flush()
                os.fsync(file.fileno())
                size = file.tell()
                file.seek(0)
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            if shard_of(chunk, self.folder) != self:
                raise InputChanged
            _put(partial, self.path)
            partial.write_text(json.dumps({**asdict(tally), "size": size, "sha256": sha256}))
            _put(partial, self._marker)
        finally:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)

    def whole(self, data: bytes | None = None) -> bool:
        """Whether the shard is as it was written, by its length and SHA-256.

        Args:
            data: What is in it, if it was fetched already.
        """
        try:
            told = json.loads(self._marker.read_bytes())
            with io.BytesIO(data) if data is not None else self.path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
                size = file.seek(0, io.SEEK_END)  # a digest of bytes in memory does not move on in them
                return bool(told["sha256"] == found and told["size"] == size)
        except (OSError, RemoteError, ValueError, TypeError, KeyError):
            return False

    def remove(self) -> None:
        """Removes its files, as far as that can be done."""
        for path in (self._marker, self.path):
            with contextlib.suppress(OSError, RemoteError):
                path.unlink(missing_ok=True)

    def groups(self) -> Iterator[ArticleLines]:
        """The articles' lines, in order.

        Raises:
            OSError, ValueError: The shard cannot be read, or is damaged.
        """
        with self.path.open("rb") as file:
            yield from read_groups(file)


def _put(partial: Path, final: Folder) -> None:
    """Gives a file its final name, in one step."""
    if isinstance(final, Path):
        os.replace(partial, final)
    else:
        final.upload(partial)


def shard_of(chunk: Chunk, folder: Folder) -> Shard:
    """The shard of a chunk as its sources are now; reads them to their end."""
    return Shard(folder, f"{chunk.key}-{_content(chunk.sources)}")


def _content(sources: tuple[Source, ...]) -> str:
    return hashlib.sha256("".join(map(digest, sources)).encode()).hexdigest()[:16]


def open_folder(work: Folder, what: object, fresh: bool = False) -> Folder:
    """The folder for the shards of a run in its work folder; shards of other programs or options are removed.

    Args:
        work: The run's work folder.
        what: All that the lines depend on beside the input; its ``repr`` counts.
        fresh: Also remove what a run with the same options left.

    Raises:
        OSError: It cannot be written to.
    """
    told = hashlib.sha256(f"{what!r}\n{program()}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    folder = work / f"shards-{told}"
    for other in work.glob("shards-*"):
        if fresh or other.name != folder.name:
            _remove(other)
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*" + _PARTIAL):
        left.unlink(missing_ok=True)
    return folder


def _remove(folder: Folder) -> None:
    if isinstance(folder, Path):
        shutil.rmtree(folder)
    else:
        folder.rmtree()


def program() -> str:
    """SHA-256 of this package's own code and lexicons: another version may find other facts."""
    found = hashlib.sha256()
    root = Path(pipeline.__file__).parent
    for path in sorted(p for ending in ("*.py", "*.tsv") for p in root.rglob(ending)):
        found.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def close_folder(folder: Folder) -> int:
    """Removes what is unfinished, and the folder if nothing in it is finished; how many chunks are."""
    count = 0
    with contextlib.suppress(OSError, RemoteError):
        for path in folder.glob("*"):
            if path.suffix == _PARTIAL:
                path.unlink(missing_ok=True)
            count += path.suffix == _MARKER
        if not count:
            _remove(folder)
    return count
