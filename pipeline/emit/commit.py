"""How the tables of a run come under their final names: all of one run, never some of one and some of another.

A folder of files at fixed names cannot be replaced in one step. So the complete tables are gathered in a folder of their own
beside the work, and that folder is renamed: from then on the run is committed. What stands under the final names is taken
away, and only then are the new files put there. Whoever is stopped on the way leaves names without files, which the next
run or reader fills from the folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

COMMITTED = "commit"
"""The folder, in the work folder, with the files of a run that is committed and not yet in place."""
REPORT_ENDING = "run.json"
WAIT_SECONDS = 5.0
_LINES = ".jsonl"


def commit(work: Path, tables: Mapping[Path, Path], report: tuple[bytes, Path] | None) -> None:
    """Puts finished tables in the place of those of an earlier run.

    Args:
        work: The work folder, which lies on the same file system.
        tables: The finished file or folder of each table, with its final name, all in one folder.
        report: The report and its final name.

    Raises:
        OSError: The disk is full, a file cannot be replaced, or the like.
    """
    gathered = work / f"{COMMITTED}.partial"
    gathered.mkdir()
    home = next(iter(tables.values())).parent
    for made, final in tables.items():
        os.rename(made, gathered / final.name)
    if report is not None:
        with open(gathered / report[1].name, "wb") as file:
            file.write(report[0])
            file.flush()
            os.fsync(file.fileno())
    sync_folder(gathered)
    os.rename(gathered, work / COMMITTED)
    sync_folder(work)
    finish(work, home)


def finish(work: Path, home: Path) -> None:
    """Puts what a committed run has gathered in its place, from wherever that was stopped; nothing if there is none.

    Raises:
        OSError: It cannot be done.
    """
    gathered = work / COMMITTED
    if not gathered.is_dir():
        return
    names = sorted(path.name for path in gathered.iterdir())
    reports = [name for name in names if name.endswith(REPORT_ENDING)]
    tables = [name for name in names if name not in reports]
    old = work / "old.partial"
    # The report is not about what comes in its place; a single table is replaced in one step.
    gone = (
        reports if len(tables) == 1 and len(names) <= 2 else [*reports, *(f for t in tables for f in _forms(home, t))]
    )
    for number, name in enumerate(gone):
        if (home / name).is_dir():
            old.mkdir(exist_ok=True)
            os.rename(home / name, old / f"{number} {name} {time.monotonic_ns()}")
        else:
            (home / name).unlink(missing_ok=True)
    for name in [*tables, *reports]:
        if (home / name).is_dir():
            raise IsADirectoryError(f"{home / name} is a folder")
        os.rename(gathered / name, home / name)
    sync_folder(home)
    gathered.rmdir()
    shutil.rmtree(old, ignore_errors=True)


def _forms(home: Path, name: str) -> list[str]:
    """The names under which a table may stand: its own, and that of its other form, as one file or in parts."""
    other = name.removesuffix(_LINES) if name.endswith(_LINES) else name + _LINES
    is_other = (home / other).is_dir() if name.endswith(_LINES) else (home / other).is_file()
    return [name, other] if is_other else [name]


def settle(work: Path, home: Path) -> None:
    """Before reading: finishes what a run that was stopped had committed, or waits until a run at work has done so.

    Raises:
        OSError: It cannot be done.
    """
    end = time.monotonic() + WAIT_SECONDS
    while (work / COMMITTED).is_dir():
        if (held := locked(work / "lock")) is not None:
            with held:
                finish(work, home)
                if [path.name for path in work.iterdir()] == ["lock"]:
                    shutil.rmtree(work, ignore_errors=True)
            return
        if time.monotonic() >= end:
            raise TimeoutError("a run is writing to it: try again")
        time.sleep(0.02)


def locked(path: Path) -> IO[bytes] | None:
    """The lock file, open and locked until it is closed or the process dies; null if another process has it.

    Raises:
        OSError: It cannot be made.
    """
    try:
        import fcntl
    except ImportError:  # not a POSIX system: runs are not kept apart there
        return open(path, "ab")
    while True:
        path.parent.mkdir(exist_ok=True)
        file = open(path, "ab")  # noqa: SIM115 - stays open as long as the lock is held
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        except OSError:  # a file system without locks
            return file
        # The run that held the lock may have removed the file between our opening and our locking it.
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.stat(path), os.fstat(file.fileno())):
                return file
        file.close()


def sync_folder(folder: Path) -> None:
    """Makes renames in a folder last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
