"""From an address elsewhere to the files there: folders read through in the order of names, as on this machine."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.ingest.sources.source import ENDINGS, Source
from pipeline.storage import remote
from pipeline.storage.disk_index import external_sort

Found = tuple[str, bool, int, str]
"""Path, whether it is a folder, bytes, and the stamp of its state."""


def under(address: str) -> Iterator[tuple[Source, bool]]:
    """The files at or below an address, and whether each is named by the address itself.

    Raises:
        RemoteError: It cannot be listed.
    """
    entry = remote.entry(address)
    if entry is None:
        yield Source(address), True  # reading it says that it does not exist
        return
    if not entry.is_folder:
        yield _source((entry.path, False, entry.size, entry.stamp)), True
        return
    count = 0
    # Last in, first out: depth first in the order of names, without recursion.
    waiting = [_inside(address)]
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
        elif found[1]:
            waiting.append(_inside(found[0]))
        else:
            count += 1
            yield _source(found), False
    if not count:
        yield Source(address, refusal=f"{address} is a folder that holds no file to read ({', '.join(ENDINGS)})."), True


def _inside(folder: str) -> Iterator[Found]:
    listed = ((e.path, e.is_folder, e.size, e.stamp) for e in remote.entries(folder))
    # Folders whose name begins with a full stop are hidden; among them those of unfinished runs.
    return external_sort(e for e in listed if not (e[1] and e[0].rpartition("/")[2].startswith(".")))


def _source(found: Found) -> Source:
    size = max(1, found[2])
    return Source(found[0], stamp=found[3], size=size, weight=size)
