"""Runs on a real Ray cluster of several processes on this machine."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ClaimsError
from pipeline.ingest import Source
from pipeline.run import EngineError, Options, Progress, WorkerError, chunks, run
from pipeline.run import ray_cluster as on_ray
from pipeline.run.chunks import Chunk
from pipeline.run.pool import Pool
from pipeline.run.shards import Shard, Tally
from pipeline.run.worker import Setup, Task
from pipeline.run.worker_process import Reports, Worker
from tests.paths import ROOT
from tests.support.kill_runs import children
from tests.support.s3_server import BUCKET, KEY, SECRET, copied, served
from tests.support.small_runs import FAKE, articles, files, go, make_news, until

ray = pytest.importorskip("ray")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What Ray's processes find: this checkout, and no package that takes each of them seconds to import.

    ``rfc3987_syntax``, which JupyterLab brings, compiles its grammar when it is imported, and every process of Ray
    imports it by way of jsonschema. On a busy machine Ray's agent then misses its time limit of 15 s, which is fixed.
    """
    without = tmp_path_factory.mktemp("without")
    (without / "rfc3987_syntax.py").write_text("raise ImportError('left out')\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{without}{os.pathsep}{ROOT}")
        patch.syspath_prepend(without)
        yield


@pytest.fixture(scope="module")
def cluster(environment: None) -> Iterator[None]:
    """A cluster with room for three workers, connected to."""
    with on_ray.connected(None, 3):
        yield


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a folder of short articles, in chunks of three files."""
    monkeypatch.setattr(chunks, "CHUNK_SOURCES", 3)
    return lambda count=10, **texts: make_news(tmp_path / "news", count, **texts)


def actors() -> list[int]:
    """The processes of living actors of ours on this machine."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if line.read_bytes().startswith(b"ray::Host"):
                found.append(int(line.parent.name))
        except OSError:  # it ended meanwhile
            continue
    return found


SLOW = {f"n{n}": f"A SLOW story of town {n} and its 12 cranes." for n in range(30)}


def test_a_run_on_ray_writes_the_bytes_of_a_local_one(cluster: None, news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news(12, n3="RAISE the 5 bridges.", n4="An ODD 9.", n7="KILL 5 of them.", n10="HANG on 3.")
    here = go(folder, tmp_path / "here", 3, article_timeout=1.5)
    there = go(folder, tmp_path / "there", 3, article_timeout=1.5, engine="ray")
    assert files(tmp_path / "here") == files(tmp_path / "there")
    assert (there.kinds, there.reasons, there.words) == (here.kinds, here.reasons, here.words)
    assert (there.failed, there.workers) == (4, 3)
    errors = [a.error for a in articles(tmp_path / "there") if a.status == "failed"]
    assert "The process was killed by signal 9 (SIGKILL) while extracting from it." in errors
    assert "It took longer than 1.5 seconds of extracting from it." in errors


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_an_actor_that_is_killed_loses_and_doubles_nothing(
    cluster: None, news: Callable[..., Path], tmp_path: Path
) -> None:
    folder = news(30, **SLOW)
    killed: list[int] = []

    def kill() -> None:
        until(lambda: any((tmp_path / "out" / ".claims").glob("shards-*/*.done")))
        victim = next(pid for pid in actors() if children(pid))
        killed.extend([victim, *children(victim)])
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    done = go(folder, tmp_path / "out", 2, engine="ray")
    killer.join()
    go(folder, tmp_path / "calm", 2)
    assert files(tmp_path / "out") == files(tmp_path / "calm")
    assert (done.articles, done.failed, len(killed)) == (30, 0, 2)
    until(lambda: not any(runs(pid) for pid in killed))  # the process that it kept ended with it


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_shards_elsewhere_outlive_an_actor_that_is_killed(
    cluster: None, news: Callable[..., Path], tmp_path: Path
) -> None:
    folder = news(30, **SLOW)
    go(folder, tmp_path / "calm", 2)
    with served() as options:
        bucket = f"s3://{KEY}:{SECRET}@{BUCKET}"
        copied(folder, f"{BUCKET}/news", options)
        killed: list[int] = []

        def kill(progress: Progress) -> None:
            if progress.done.articles > 6 and not killed:
                killed.append(next(pid for pid in actors() if children(pid)))
                os.kill(killed[0], signal.SIGKILL)

        address, output = f"{bucket}/news?{options}", f"{bucket}/out?{options}"
        run([address], output, Options(workers=2, engine="ray"), extractor=FAKE, progress=kill)
        copied(f"{BUCKET}/out", tmp_path / "got", options)
    assert len(killed) == 1
    assert files(tmp_path / "got") == {
        name: lines.replace(str(folder).encode(), b"s3://newsroom/news")
        for name, lines in files(tmp_path / "calm").items()
    }


@pytest.mark.slow
def test_a_node_that_is_lost_loses_and_doubles_nothing(
    environment: None, news: Callable[..., Path], tmp_path: Path
) -> None:
    script = """
import sys, threading, time
from pathlib import Path
from ray.cluster_utils import Cluster
from pipeline.run import chunks, run, Options
chunks.CHUNK_SOURCES = 3
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 80 * 2**20})
second = cluster.add_node(num_cpus=1, object_store_memory=80 * 2**20)
cluster.wait_for_nodes()
def lose():
    while len(list(Path(sys.argv[2], ".claims").glob("shards-*/*.done"))) < 4:
        time.sleep(0.05)
    cluster.remove_node(second, allow_graceful=False)
threading.Thread(target=lose).start()
run([sys.argv[1]], sys.argv[2], Options(workers=2, engine="ray", ray_address=cluster.address), extractor="tests.support.fakes:Fake")
"""
    folder = news(30, **SLOW)
    subprocess.run(
        [sys.executable, "-c", script, str(folder), str(tmp_path / "out")], cwd=ROOT, check=True, timeout=240
    )
    go(folder, tmp_path / "calm", 2)
    assert files(tmp_path / "out") == files(tmp_path / "calm")


def runs(pid: int) -> bool:
    """Whether a process is alive and not merely waiting to be counted as dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_run_that_was_stopped_on_ray_goes_on_here(cluster: None, news: Callable[..., Path], tmp_path: Path) -> None:
    class Enough(ClaimsError):
        """The run is stopped here."""

    def stop(progress: Progress) -> None:
        if progress.done.articles > 7:
            raise Enough

    folder = news(24)
    with pytest.raises(Enough):
        go(folder, tmp_path / "out", 2, engine="ray", progress=stop)
    until(lambda: not actors())
    assert not (tmp_path / "out" / "facts.jsonl").exists()
    go(folder, tmp_path / "calm")
    done = go(folder, tmp_path / "out", 2)
    assert done.articles == 24 and 6 <= done.kept.articles < 24
    assert files(tmp_path / "out") == files(tmp_path / "calm")


@pytest.mark.slow
def test_processes_that_die_at_once_end_the_run(cluster: None, news: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match=r"killed by signal 9.*before they could begin"):
        go(news(2), tmp_path / "out", 1, engine="ray", model="crash")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_command_starts_a_cluster_of_its_own(environment: None, tmp_path: Path) -> None:
    make_news(tmp_path / "news", 4)
    command = [sys.executable, "-m", "pipeline", "extract", str(tmp_path / "news"), "-o"]
    there = subprocess.run([*command, "-", "--engine", "ray"], cwd=ROOT, capture_output=True, timeout=120, check=False)
    here = subprocess.run([*command, "-"], cwd=ROOT, capture_output=True, timeout=120, check=False)
    assert (there.returncode, here.returncode) == (0, 0), there.stderr.decode()
    assert there.stdout == here.stdout != b""


def test_what_is_missing_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_news(tmp_path / "news", 1)
    with pytest.raises(EngineError, match="without --engine ray"):
        go(folder, tmp_path / "out", ray_address="auto")
    with pytest.raises(EngineError, match="There is no engine 'spark': it is one of local, ray"):
        go(folder, tmp_path / "out", engine="spark")
    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    with pytest.raises(EngineError, match=r"No Ray cluster answers at 127.0.0.1:1 \(.*refused\)"):
        go(folder, tmp_path / "out", engine="ray", ray_address="127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(EngineError, match=r"pip install 'claim-pipeline\[ray\]'"):
        go(folder, tmp_path / "out", engine="ray")
    assert not (tmp_path / "out").exists()


def test_a_node_that_cannot_do_the_work_says_why(tmp_path: Path) -> None:
    setup = Setup(FAKE, None, None, None)
    (told,) = on_ray.Host(setup, "another", str(tmp_path), []).hear()
    assert told[0] == "unfit" and "has another version of this program" in told[1]
    (told,) = on_ray.Host(setup, on_ray.program(), str(tmp_path), [str(tmp_path / "gone")]).hear()
    assert told[0] == "unfit" and f"{tmp_path / 'gone'} is not there on" in told[1]


class Machine(Worker):
    """A stand-in that is lost with its machine at the first article of a chunk, as often as ``losses`` says."""

    losses: list[int]

    def __init__(self, reports: Reports) -> None:
        super().__init__()
        self.reports = reports
        self.tasks: list[Task] = []
        reports.put((self, ["ready"]))

    def send(self, task: Task) -> None:
        """Does it, or is lost."""
        self.tasks.append(task)
        self.reports.put((self, ["begun"]))
        if task.poison == {} or task.poison is None:
            if task.poison == {}:
                self.reports.put((self, ["at", ["extract", 0, 0]]))
            if self.losses[0]:
                self.losses[0] -= 1
                self.lost = True
                self.reports.put((self, None))
                return
        shard = Shard(task.folder, repr(task.poison))
        assert isinstance(shard.path, Path) and isinstance(shard._marker, Path)
        shard.path.write_bytes(b"")
        shard._marker.write_text(json.dumps({"size": 0, "sha256": sha256(b"").hexdigest()}))
        self.reports.put((self, ["done", repr(task.poison)]))

    def kill(self) -> None:
        """Does nothing."""

    def bury(self) -> str:
        """What there is to say."""
        return "was lost"


class Nobody:
    """Watches nothing."""

    def start(self) -> None:
        """Work begins."""

    def tell(self, done: Tally, kept: Tally) -> None:
        """Work is done."""


@pytest.mark.parametrize(
    ("losses", "poison"),
    [
        (0, None),
        (1, None),
        (3, {}),
        (4, {("extract", 0, 0): "The process was lost while extracting from it."}),
    ],
)
def test_an_article_is_blamed_for_a_lost_machine_only_the_second_time(
    tmp_path: Path, losses: int, poison: dict[Any, str] | None
) -> None:
    left = [losses]

    def start(setup: Setup, reports: Reports) -> Machine:
        Machine.losses = left
        return Machine(reports)

    chunk = Chunk(0, (Source("a.txt"),))
    with Pool(1, Setup(FAKE, None, None, None), tmp_path, Nobody(), start=start) as pool:
        ((_, shard),) = pool.shards(iter([chunk]))
    assert shard.name == repr(poison)


def test_reports_of_articles_come_bundled_and_in_order() -> None:
    host = on_ray.Host.__new__(on_ray.Host)
    host._reports = queue.SimpleQueue()
    for report in (["begun"], ["article", 1], ["article", 2], ["at", "read", 0, 2], ["article", 3], ["done", "x"]):
        host._reports.put((None, report))
    assert host.hear() == [["begun"]]
    assert host.hear() == [["article", 2], ["at", "read", 0, 2]]
    assert host.hear() == [["article", 3], ["done", "x"]]
