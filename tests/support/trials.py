"""Runs that are killed, end at a call of the system, fill the disk or run side by side: none may lose or change a line.

``python -m tests.support.trials [ROUNDS]`` prints a line for each kind; a round that came to other lines is kept and named.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.paths import ROOT
from tests.support import kill_runs
from tests.support.small_runs import files, go, make_news

ARTICLES = 40
MOST_CALLS = 400
"""The calls that a run of this size makes, with room: a step beyond them lets it come to its end."""
MOST_BYTES = 60_000

_SCRIPT = """
import os, random, resource, signal, sys
from pipeline.errors import ClaimsError
from pipeline.run import Options, chunks, run
news, output, workers, calls, size = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
chunks.CHUNK_SOURCES, chunks.CUT_EARLY = 3, 1 << 40
left = [calls]
def counting(function):
    def counted(*args, **named):
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)
        return function(*args, **named)
    return counted
for name in ("rename", "replace", "unlink", "rmdir", "mkdir", "fsync") if calls else ():
    setattr(os, name, counting(getattr(os, name)))
if size:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    run([news], output, Options(workers=workers), extractor="tests.support.fakes:Fake")
except ClaimsError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
"""


def _command(news: Path, output: Path, workers: int, calls: int = 0, size: int = 0) -> list[str]:
    return [sys.executable, "-c", _SCRIPT, str(news), str(output), str(workers), str(calls), str(size)]


def _end(command: list[str]) -> int:
    return subprocess.run(command, cwd=ROOT, stderr=subprocess.DEVNULL, timeout=300, check=False).returncode


def killed(news: Path, output: Path, chance: random.Random) -> None:
    """The run or a worker is killed at random moments, and begun again until it gets through."""
    kill_runs.until_done(_command(news, output, 2), chance.randrange(1 << 30), 1.5)


def ended_at_a_call(news: Path, output: Path, chance: random.Random) -> None:
    """The main process is gone right before one of its calls of the system; then it is begun again."""
    assert _end(_command(news, output, 1, calls=chance.randint(1, MOST_CALLS))) in (0, 9)
    assert _end(_command(news, output, 1)) == 0


def disk_full(news: Path, output: Path, chance: random.Random) -> None:
    """The system refuses to write a file over some size; then there is room."""
    assert _end(_command(news, output, 1, size=chance.randint(1, MOST_BYTES))) in (0, 2)
    assert _end(_command(news, output, 1)) == 0


def side_by_side(news: Path, output: Path, chance: random.Random) -> None:
    """Several runs write to one output at once: each gets through or is refused, and one gets through."""
    started = [
        subprocess.Popen(_command(news, output, chance.randint(1, 2)), cwd=ROOT, stderr=subprocess.DEVNULL)
        for _ in range(chance.randint(2, 3))
    ]
    ends = [process.wait(300) for process in started]
    assert set(ends) <= {0, 2} and 0 in ends, f"the runs ended with {ends}"


KINDS: dict[str, Callable[[Path, Path, random.Random], None]] = {
    "killed": killed,
    "ended at a call": ended_at_a_call,
    "disk full": disk_full,
    "side by side": side_by_side,
}


def trial(kind: str, rounds: int, place: Path, tell: Callable[[str], None] = print) -> int:
    """How many of so many rounds of a kind came to other lines than an undisturbed run, or to none."""
    place.mkdir()
    news, wrong = make_news(place / "news", ARTICLES), 0
    go(news, place / "calm")
    calm = files(place / "calm")
    for seed in range(rounds):
        output = place / f"round-{seed}"
        try:
            KINDS[kind](news, output, random.Random(seed))
            same = files(output) == calm
        except (AssertionError, OSError, subprocess.TimeoutExpired) as error:
            same = False
            tell(f"{kind}, round {seed}: {error}")
        if same:
            shutil.rmtree(output)
        else:
            wrong += 1
            tell(f"{kind}, round {seed}: OTHER LINES, see {output}")
    return wrong


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    root, found = Path(tempfile.mkdtemp(prefix="trials-")), Counter[str]()
    for each in KINDS:
        found[each] = trial(each, wanted, root / each.replace(" ", "-"), lambda line: print(line, flush=True))
        print(f"{each}: {wanted} rounds, {found[each]} with lines lost, doubled or changed", flush=True)
    sys.exit(found.total() > 0)
