"""What is packed small and unpacks large is read in little memory, whatever the format."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.paths import ROOT

STORY = "The mill at Norr has {n} saws and 12 sheds, its owner said. "
ROWS = 6_000
MEGABYTES = 2**20

_SCRIPT = """
import resource, sys
from pipeline.ingest import find, read
list(read(next(iter(find([sys.argv[1]])))))
try:
    import pyarrow.parquet
except ImportError:
    pass
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
room = int(sys.argv[3])
before = peak()
if room:
    size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + room, resource.RLIM_INFINITY))
count = sum(1 for source in find([sys.argv[2]], sys.argv[4] and __import__("pathlib").Path(sys.argv[4])) for _ in read(source))
print(count, peak() - before)
"""


def rows(path: Path) -> int:
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write("id,text\n")
        for n in range(ROWS):
            file.write(f'{n},"{STORY.format(n=n) * 100}"\n')
    return ROWS


def members(path: Path) -> int:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for n in range(8):
            archive.writestr(f"{n}.txt", "".join(STORY.format(n=n * m) for m in range(80_000)))
    return 8


def cells(path: Path) -> int:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    shared = pyarrow.DictionaryArray.from_arrays(
        pyarrow.array([0] * 60, pyarrow.int16()), [STORY.format(n=1) * 200_000]
    )
    parquet.write_table(pyarrow.table({"text": shared}), path)
    return 60


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits and measures as Linux does")
@pytest.mark.parametrize("spooled", [False, True])
@pytest.mark.parametrize(
    ("name", "write", "most", "limited"),
    [
        ("a.csv.gz", rows, 20 * MEGABYTES, True),
        ("a.zip", members, 40 * MEGABYTES, True),
        ("a.parquet", cells, 200 * MEGABYTES, False),  # pyarrow reserves addresses that it never uses
    ],
)
def test_memory_does_not_grow_with_what_is_packed(
    tmp_path: Path, name: str, write: Callable[[Path], int], most: int, limited: bool, spooled: bool
) -> None:
    path, small = tmp_path / name, tmp_path / "small.txt"
    small.write_text(STORY)
    count = write(path)
    spool = tmp_path / "spool"
    spool.mkdir()
    words = [str(small), str(path), str(4 * most if limited else 0), str(spool) if spooled else ""]
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    read, grown = map(int, done.stdout.split())
    assert read == count and grown < most, f"{grown / MEGABYTES:.0f} MB more"
