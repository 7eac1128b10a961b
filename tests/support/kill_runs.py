"""Runs that are killed with SIGKILL at random moments, the main process or a worker, and begun again until one gets through.

``python -m tests.support.kill_runs FOLDER [ROUNDS]`` does so with the program itself over a folder of articles, and compares the
lines with those of a run that nobody disturbed.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.paths import ROOT
from tests.support.small_runs import files


def children(pid: int) -> list[int]:
    """Living child processes of a process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


def until_done(command: Sequence[str], seed: int, longest: float) -> Counter[str]:
    """Kills and begins anew until a run ends well; how often what was killed.

    Args:
        command: What runs.
        seed: Of the random moments.
        longest: Seconds after which a run is killed at the latest; every run gets a little more time than the one
            before, so that an end comes even on a slow machine.
    """
    chance, killed = random.Random(seed), Counter[str]()
    for count in itertools.count():
        process = subprocess.Popen(command, cwd=ROOT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.1, longest) * (1 + count / 10))
        if process.returncode is None:
            workers = children(process.pid)
            if workers and chance.random() < 0.5:
                killed["workers"] += 1
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)
            else:
                killed["runs"] += 1
                process.kill()
        if process.wait(600) == 0:
            break
        assert process.returncode == -signal.SIGKILL, f"the run ended with status {process.returncode}"
    return killed


def rounds(folder: Path, place: Path, count: int, tell: Callable[[str], None]) -> int:
    """How many of so many rounds over a folder of articles came to the lines of an undisturbed run."""

    def command(output: Path) -> list[str]:
        return [sys.executable, "-m", "pipeline", "extract", str(folder), "-o", str(output), "--workers", "2", "-q"]

    began = time.monotonic()
    subprocess.run(command(place / "calm"), cwd=ROOT, check=False)
    seconds = time.monotonic() - began
    calm, same = files(place / "calm"), 0
    for seed in range(count):
        output = place / f"killed-{seed}"
        killed = until_done(command(output), seed, seconds)
        same += (equal := files(output) == calm)
        tell(f"round {seed + 1}: killed {dict(killed)}, {'the same lines' if equal else f'OTHER LINES, see {output}'}")
        if equal:
            shutil.rmtree(output)
    return same


if __name__ == "__main__":
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    place = Path(tempfile.mkdtemp(prefix="kill-runs-"))
    sys.exit(rounds(Path(sys.argv[1]).resolve(), place, wanted, lambda line: print(line, flush=True)) != wanted)
