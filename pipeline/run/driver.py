"""A run: inputs in, records out."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from pipeline.emit import RUN_FILE, WriteError, open_output
from pipeline.errors import ClaimsError
from pipeline.furniture.repeated import Repeated
from pipeline.ingest import Listed, Names, Source, find, total
from pipeline.ingest.furniture import table_of
from pipeline.ingest.sources.source import STDIN
from pipeline.records import RECORDS
from pipeline.run.chunks import CHUNK_SOURCES, Chunk, cut
from pipeline.run.engines import engine as opened_engine
from pipeline.run.merge import Merger
from pipeline.run.options import AUTO, Options
from pipeline.run.pool import Pool
from pipeline.run.prefetch import Ahead
from pipeline.run.report import model_version, report
from pipeline.run.shards import Folder, Shard, Tally, close_folder, open_folder
from pipeline.run.summary import Summary
from pipeline.run.worker import Setup
from pipeline.run.worker_process import WorkerError
from pipeline.storage.disk_index import DiskIndex
from pipeline.storage.remote import bare, forget, remembered
from pipeline.storage.remote_path import RemotePath
from pipeline.user_tables import read_confidence, read_furniture, read_units

EXTRACTOR = "pipeline.extract:Extractor"
REASONS_TOLD = 3
SEEN = 64
"""Of so many inputs it is made sure that workers elsewhere see them."""


class InputError(ClaimsError):
    """The list of inputs cannot be read; the message says so in one sentence."""


class NothingToDo(ClaimsError):
    """The inputs hold nothing that could be read; the message says so in one sentence."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come.

    Attributes:
        done: All work that is done.
        kept: What of it an earlier run had done.
        weight: Bytes of all input; null while that is not known.
        seconds: Since work on articles began.
    """

    done: Tally
    kept: Tally
    weight: int | None
    seconds: float


Watch = Callable[[Progress], None]


def run(
    inputs: Sequence[str],
    output: str,
    options: Options | None = None,
    *,
    progress: Watch | None = None,
    stdout: IO[bytes] | None = None,
    extractor: str | None = None,
) -> Summary:
    """Extracts from everything that ``inputs`` name and writes it to ``output``.

    The bytes written are the same for any number of workers on any engine. An article that cannot be read or extracted from is
    listed in articles.jsonl with the reason, and the run goes on. What a run with the same options that was stopped on
    its way had finished is taken over, if its input is still the same.

    Args:
        inputs: Files, folders (read through with all that is in them), patterns, ``-`` for standard input; files and
            folders elsewhere by their addresses, as ``s3://bucket/folder``.
        output: A folder for six files, a file ``….jsonl`` for the facts alone, here or elsewhere, or ``-`` for facts on
            ``stdout``.
        options: How it is done; see :class:`~pipeline.run.options.Options`.
        progress: Called after each article.
        stdout: Where facts go for the output ``-``.
        extractor: Another class or function in the place of ``pipeline.extract:Extractor``, as ``module:name``.

    Raises:
        ModelError: The model cannot be used.
        NothingToDo: There is nothing to read, or nothing could be read and an earlier run stands in ``output``: it stays.
        TableError: The file of units, of confidence or of furniture cannot be read.
        OutputError: The output cannot be written to.
        RemoteError: An address cannot be listed.
        WriteError: Writing failed on the way.
        EngineError: The engine is not installed or cannot be reached.
        WorkerError: Worker processes cannot be started or kept.
        BrokenPipeError: Whoever read ``stdout`` has gone.
    """
    began, asked = time.time(), options or Options()
    added = read_units(asked.units) if asked.units else None
    weights = read_confidence(asked.confidence) if asked.confidence else None
    forget()
    inputs, shown = [bare(name) for name in inputs], bare(output)
    setup = Setup(
        extractor or EXTRACTOR,
        asked.model,
        asked.date,
        asked.limit,
        added,
        asked.any_language,
        weights,
        asked.reader,
        Names.given(asked.text_field, asked.title_field, asked.date_field),
        _furniture(asked, inputs),
        asked.article_timeout,
        remembered(),
    )
    summary = Summary()
    clock = _Clock(progress, summary, not asked.no_follow)
    target = open_output(output, stdout, asked.shards)
    folder: Folder | None = None
    try:
        work = target.work_folder()
        folder = _prepared(work, target.shard_folder(), setup, asked.fresh)
        named = _named(inputs, asked.files_from, work)
        if progress is not None:
            clock.weigh(named)
        # What is taken from streams lies on this machine: workers elsewhere may not see it.
        spool = None if asked.engine != "local" and isinstance(folder, RemotePath) else work / "spool"
        chunks = cut(_readable(find(named, spool, setup.names, not asked.no_follow), shown))
        known = DiskIndex(work / "known.partial")
        merger = Merger(target, summary, known, asked.limit)
        useless: list[Shard] = []
        local = [str(folder)] if isinstance(folder, Path) else []
        seen = [*local, *islice((name for name in inputs if os.path.lexists(name)), SEEN)]
        with opened_engine(asked.engine, asked.ray_address, asked.workers, seen) as place, Ahead() as ahead:
            size = asked.workers or (1 if asked.limit is not None and asked.limit <= CHUNK_SOURCES else place.cpus())
            alone, timeout = asked.workers is None, asked.article_timeout
            with Pool(size, setup, folder, clock, alone, timeout, place.start, ahead.want) as pool:
                for chunk, shard in pool.shards(chunks):
                    _merge(shard, ahead, merger)
                    if summary.ok:
                        useless.clear()
                    else:
                        useless.append(shard)
                    _forget(chunk)
                    if merger.full:
                        break
                summary.workers, summary.kept = pool.most_workers, pool.kept
        known.close()
        if not summary.articles:
            raise NothingToDo(f"There is nothing to read in {', '.join(inputs) or asked.files_from}.")
        if not summary.ok and target.stands():
            for shard in useless:
                shard.remove()
            raise NothingToDo(f"Nothing was read, so {shown} stays as it is: {_reasons(summary)}")
        summary.seconds = time.time() - began
        told = {"inputs": list(inputs), "output": shown} | asdict(asked)
        target.commit(report(summary, told, setup, began))
    except BrokenPipeError:
        raise
    except OSError as e:  # somebody took the output away meanwhile, or the right to write to it
        raise WriteError(f"{shown} could not be written: {e.strerror or e}.") from None
    except MemoryError:
        raise WorkerError("There is too little memory: free some, or take fewer --workers.") from None
    finally:
        if folder is not None:
            close_folder(folder)
        target.discard()
    return summary


def _reasons(summary: Summary) -> str:
    """The most frequent reasons for which nothing was read, on one line."""
    return " ".join(f"{reason.paths[0]}: {name}" for name, reason in summary.sorted_reasons()[:REASONS_TOLD])


def _prepared(work: Path, shards: Folder, setup: Setup, fresh: bool) -> Folder:
    """The folder for shards, with what an earlier run may have left there for this one."""
    try:
        shutil.rmtree(work / "spool", ignore_errors=True)
        return open_folder(shards, (setup, model_version(setup.model)), fresh)
    except OSError as e:
        raise WriteError(f"{shards} could not be written: {e.strerror or e}.") from None


def _readable(sources: Iterable[Source], output: str) -> Iterator[Source]:
    """The sources without those that an earlier run wrote to this output.

    Raises:
        InputError: Workers cannot read one of them.
    """
    for source in sources:
        if source.path == STDIN and source.file is None and source.refusal is None:
            raise InputError("Standard input cannot be read on a cluster with an output elsewhere: name files.")
        if not _is_own(source, output):
            yield source


def _named(inputs: Sequence[str], files_from: str | None, work: Path) -> Iterable[str]:
    """All inputs, to be gone through more than once.

    Raises:
        InputError: The list of files cannot be read.
    """
    if files_from is None:
        return inputs
    try:
        if files_from == "-":
            path = work / "files.partial"
            with open(path, "wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
            return Listed(str(path), inputs)
        with open(files_from, "rb"):
            return Listed(files_from, inputs)
    except OSError as e:
        raise InputError(f"The list of files {files_from} could not be read: {e.strerror or e}.") from None


def _furniture(asked: Options, inputs: Sequence[str]) -> Repeated | None:
    """The sentences to leave out: those of a file, or those that the inputs share, for which they are read once more.

    Raises:
        InputError: Standard input cannot be read twice, or the list of files cannot be read.
        TableError: The file cannot be read.
    """
    if asked.furniture != AUTO:
        return read_furniture(asked.furniture) if asked.furniture else None
    if "-" in (asked.files_from, *inputs):
        raise InputError(f"--furniture {AUTO} reads the inputs twice, and standard input can be read once: give files.")
    named = _named(inputs, asked.files_from, Path())
    names = Names.given(asked.text_field, asked.title_field, asked.date_field)
    return table_of(find(named, None, names, not asked.no_follow), asked.any_language)


def _merge(shard: Shard, ahead: Ahead, merger: Merger) -> None:
    try:
        for group in ahead.groups(shard):
            merger.add(group)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as e:
        raise WorkerError(f"{shard.path} cannot be read again ({e}): give the same command once more.") from None


def _forget(chunk: Chunk) -> None:
    """Removes what was taken from streams for a chunk that is done."""
    for source in chunk.sources:
        if source.file is not None:
            Path(source.file).unlink(missing_ok=True)


class _Clock:
    """Passes work done on to whoever watches, with times and the size of the whole."""

    def __init__(self, progress: Watch | None, summary: Summary, follow: bool) -> None:
        self._progress, self._summary, self._follow = progress, summary, follow
        self._made = time.perf_counter()
        self._began: float | None = None
        self._weight: int | None = None

    def weigh(self, inputs: Iterable[str]) -> None:
        """Has the size of the input found out in a thread: of millions of files that takes minutes."""
        if isinstance(inputs, Listed) or "-" not in inputs:
            threading.Thread(target=self._weigh, args=(inputs,), name="claims-weigh", daemon=True).start()

    def _weigh(self, inputs: Iterable[str]) -> None:
        with contextlib.suppress(ClaimsError):  # what cannot be listed ends the run by itself
            self._weight = total(inputs, self._follow)

    def start(self) -> None:
        """Work on articles begins."""
        if self._began is None:
            self._began = time.perf_counter()
            self._summary.start_seconds = self._began - self._made

    def tell(self, done: Tally, kept: Tally) -> None:
        """Work done so far."""
        if self._progress is not None:
            seconds = 0.0 if self._began is None else time.perf_counter() - self._began
            self._progress(Progress(replace(done), replace(kept), self._weight, seconds))


def _is_own(source: Source, output: str) -> bool:
    """Whether a source is a file that an earlier run wrote to this output: nobody means that to be read as news."""
    if source.path == STDIN:
        return False  # "-" names two things
    folder, name = os.path.split(source.path)
    own = [output, output.partition(".jsonl")[0] + f".{RUN_FILE}"]
    if name == RUN_FILE or (name.endswith(".jsonl") and name.removesuffix(".jsonl") in RECORDS):
        own.append(os.path.join(output, name))
    elif name.startswith("part-") and os.path.basename(folder) in RECORDS:
        own.append(os.path.join(output, os.path.basename(folder), name))
    alike = [path for path in own if os.path.basename(path) == name]
    return any(os.path.realpath(source.path) == os.path.realpath(path) for path in alike)
