"""An S3-compatible server on this machine for tests: moto's, as a process of its own.

Its command ``moto_server`` must be on the path: ``pip install 'moto[server]'``, best in an environment of its own, since
botocore, which it needs, holds python-dateutil at a version from before 3, and dates are read with that.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.small_runs import until

KEY, SECRET = "AKIANOBODY", "hush-hush"
BUCKET = "newsroom"


def command() -> str | None:
    """Where the server's program is; null if it is not installed."""
    return shutil.which("moto_server", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))


@contextlib.contextmanager
def served() -> Iterator[str]:
    """A server with an empty bucket; its options, as they stand in an address behind the question mark."""
    program = command()
    if program is None:
        pytest.skip("moto_server is not installed: pip install 'moto[server]'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([program, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
        try:
            until(lambda: answers(port) or server.poll() is not None, 60)
            if server.poll() is not None:
                pytest.skip(f"{program} does not start: pip install 'moto[server]'")
            options = (
                f"allow_delayed_open=true&scheme=http&region=us-east-1&endpoint_override=http%3A//127.0.0.1:{port}"
            )
            from pyarrow import fs

            system, _ = fs.FileSystem.from_uri(f"s3://{KEY}:{SECRET}@{BUCKET}?allow_bucket_creation=true&{options}")
            system.create_dir(BUCKET)
            yield options
        finally:
            server.kill()
            server.wait()


def answers(port: int) -> bool:
    """Whether somebody listens."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def copied(source: Path | str, target: Path | str, options: str) -> None:
    """Copies a folder to the bucket, or one of the bucket (by its path, without ``s3://``) to this machine."""
    from pyarrow import fs

    system, _ = fs.FileSystem.from_uri(f"s3://{KEY}:{SECRET}@{BUCKET}?{options}")
    if isinstance(source, Path):
        fs.copy_files(str(source), str(target), destination_filesystem=system)
    else:
        Path(target).mkdir()
        fs.copy_files(source, str(target), source_filesystem=system)
