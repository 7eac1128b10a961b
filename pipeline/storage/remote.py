"""Files elsewhere: addresses such as ``s3://bucket/folder``, through the file systems of pyarrow.

An address may carry what the file system needs to know, as pyarrow reads it: ``s3://key:secret@bucket/folder?region=…``.
``bare`` takes that off and remembers it for the bucket or server, so that it stands in no output and no message; worker
processes are given what was remembered (``remembered``, ``remember``).
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, cast

from pipeline.errors import ClaimsError

BLOCK = 1 << 20
AHEAD_BYTES = 1 << 20
AHEAD_THREADS = 16
"""Files of at most so many bytes are fetched before they are read, so many at a time: each takes a round trip."""
OPTIONS = {
    "s3": "allow_delayed_open=true",  # a small file takes one request instead of three
    "gs": "retry_limit_seconds=15",  # of itself it would try for a quarter of an hour
    "gcs": "retry_limit_seconds=15",
}
"""What is added to the options of an address, if pyarrow knows it (it may be older) and it is not among them."""

_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")
_PARTS = re.compile(r"(?s)([a-zA-Z][a-zA-Z0-9+.-]+)://(?:([^/@]*)@)?([^/?]*)(.*?)(?:\?(\w+=[^?]*))?")
_KNOWN_REASONS = (
    ("NO_SUCH_BUCKET", "there is no such bucket"),
    ("To create buckets", "there is no such bucket"),
    ("NETWORK_CONNECTION", "nothing answers: check the network, region and endpoint_override"),
    ("UNAVAILABLE", "nothing answers: check the network"),
    ("ACCESS_DENIED", "access is denied: check the credentials, as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    ("HTTP status 403", "access is denied: check the credentials"),
    ("INVALID_ACCESS_KEY_ID", "the access key is not known: check AWS_ACCESS_KEY_ID"),
    ("SIGNATURE_DOES_NOT_MATCH", "the secret key is wrong: check AWS_SECRET_ACCESS_KEY"),
    ("libjvm", "HDFS needs a Java runtime and Hadoop's libraries"),
)
_options: dict[str, tuple[str, str]] = {}
_systems: dict[str, tuple[Any, str]] = {}
_held: dict[str, bytes] = {}


class RemoteError(ClaimsError):
    """An address cannot be used; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder elsewhere; ``stamp`` changes whenever the content does."""

    path: str
    is_folder: bool
    size: int
    stamp: str


def is_remote(path: str) -> bool:
    """Whether a path is an address."""
    return _ADDRESS.match(path) is not None


def bare(path: str) -> str:
    """An address without credentials and options, which are remembered; any other path as it is.

    Raises:
        RemoteError: Other options were given for the same bucket or server before.
    """
    if not (parts := _PARTS.fullmatch(path)):
        return path
    scheme, user, server, rest, query = parts.groups(default="")
    if user and ":" not in user:  # no secret: a container, or a user of HDFS
        server, user = f"{user}@{server}", ""
    root = f"{scheme.lower()}://{server}"
    if user or query:
        if _options.get(root, (user, query)) != (user, query):
            raise RemoteError(f"{root} is given with different options: give it the same ones everywhere.")
        remember([(root, user, query)])
    return root + rest.rstrip("/")


def forget() -> None:
    """Forgets all options: another run may have others."""
    _options.clear()
    _systems.clear()


def remembered() -> tuple[tuple[str, str, str], ...]:
    """For each bucket or server: its address, credentials and options."""
    return tuple((root, *told) for root, told in _options.items())


def remember(options: Iterable[tuple[str, str, str]]) -> None:
    """Takes over what another process remembers."""
    for root, user, query in options:
        _options[root] = (user, query)
        _systems.pop(root, None)


def reason(error: Exception) -> str:
    """Why something failed, on one line, without a full stop."""
    text = " ".join(str(error).split())
    for mark, said in _KNOWN_REASONS:
        if mark in text:
            return said
    return text[:200].rstrip(".")


def located(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it.

    Raises:
        OSError: There is no such file system, or it cannot be used.
        RemoteError: pyarrow is not installed.
    """
    scheme, _, rest = address.partition("://")
    server, slash, path = rest.partition("/")
    root = f"{scheme}://{server}"
    if root not in _systems:
        try:
            from pyarrow import ArrowException, fs
        except ImportError:
            raise RemoteError(f"{address} needs pyarrow: pip install 'claim-pipeline[remote]'.") from None
        user, query = _options.get(root, ("", ""))
        whole = f"{scheme}://{user}{'@' if user else ''}{server}/?{query}"
        more = OPTIONS.get(scheme, "")
        try:
            if more and more.partition("=")[0] not in query:
                with contextlib.suppress(ArrowException, ValueError):
                    _systems[root] = fs.FileSystem.from_uri(f"{whole}{'&' if query else ''}{more}")
            if root not in _systems:
                _systems[root] = fs.FileSystem.from_uri(whole.rstrip("?"))
        except (ArrowException, ValueError) as error:
            raise OSError(reason(error)) from error
    system, base = _systems[root]
    return system, base.rstrip("/") + slash + path


def entry(address: str) -> Entry | None:
    """What is at an address; null if nothing is.

    Raises:
        RemoteError: That cannot be found out.
    """
    with _told(address):
        system, path = located(address)
        (info,) = system.get_file_info([path])
    return _entry(address, info)


def entries(folder: str) -> Iterator[Entry]:
    """What is in a folder, in no order.

    Raises:
        RemoteError: It cannot be listed.
    """
    with _told(folder):
        from pyarrow import fs

        system, path = located(folder)
        infos = system.get_file_info(fs.FileSelector(path))
    for info in infos:
        if found := _entry(f"{folder.rstrip('/')}/{info.base_name}", info):
            yield found


def _entry(address: str, info: Any) -> Entry | None:
    if info.type.name == "NotFound":
        return None
    folder = info.type.name == "Directory"
    return Entry(address, folder, 0 if folder else info.size or 0, f"{info.size} {info.mtime_ns}")


@contextlib.contextmanager
def _told(address: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RemoteError(f"{address} cannot be read: {reason(error)}.") from None


def open_native(address: str) -> Any:
    """A file as pyarrow gives it, which can be sought in.

    Raises:
        OSError: It does not exist or cannot be read.
    """
    system, path = located(address)
    return system.open_input_file(path)


def open_read(address: str) -> io.BufferedReader:
    """A file's bytes.

    Raises:
        OSError: It does not exist or cannot be read.
    """
    if (data := _held.get(address)) is not None:
        return io.BufferedReader(cast(io.RawIOBase, io.BytesIO(data)))
    return io.BufferedReader(open_native(address), BLOCK)


@contextlib.contextmanager
def fetched(addresses: Iterable[str]) -> Iterator[None]:
    """While it holds, these files lie in memory; what cannot be fetched, reading will tell."""

    def fetch(address: str) -> None:
        with contextlib.suppress(OSError, RemoteError), open_native(address) as file:
            _held[address] = file.read()

    wanted = list(addresses)
    if wanted:
        with ThreadPoolExecutor(AHEAD_THREADS) as threads:
            list(threads.map(fetch, wanted))
    try:
        yield
    finally:
        _held.clear()
