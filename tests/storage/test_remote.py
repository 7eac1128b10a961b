"""Input and output elsewhere: on an S3-compatible server, and through pyarrow on this machine's files."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline import emit
from pipeline.emit import OutputError
from pipeline.errors import ClaimsError
from pipeline.ingest import Source, digest, find
from pipeline.records import RECORDS
from pipeline.run import Options, Progress, chunks, run
from pipeline.run import driver as local
from pipeline.run import prefetch as ahead
from pipeline.storage import remote
from pipeline.storage.remote import RemoteError, bare
from pipeline.storage.remote_path import RemotePath
from tests.support.s3_server import BUCKET, KEY, SECRET, copied, served
from tests.support.small_runs import FAKE, articles, files, go, make_news


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The options of a running S3-compatible server."""
    with served() as options:
        yield options


@dataclass
class Elsewhere:
    """A place that is reached by addresses, with what lies there seen from this machine too."""

    address: str
    options: str
    here: Path
    count: int = 0

    def put(self, folder: Path) -> str:
        """Brings a folder there; its address."""
        if not self.options:
            return f"file://{folder}"
        copied(folder, f"{self.address}/{folder.name}".partition("@")[2], self.options)
        return f"{self.address}/{folder.name}?{self.options}"

    def to(self, name: str) -> str:
        """The address for an output."""
        return f"{self.address}/{name}" + (f"?{self.options}" if self.options else "")

    def got(self, name: str) -> Path:
        """What lies at that address, on this machine."""
        if not self.options:
            return self.here / name
        self.count += 1
        place = self.here / f"got-{self.count}"
        copied(f"{self.address}/{name}".partition("@")[2], place, self.options)
        return place


@pytest.fixture(params=["s3", "file"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Elsewhere:
    """A place elsewhere with nothing in it."""
    if request.param == "file":
        return Elsewhere(f"file://{tmp_path}", "", tmp_path)
    options = request.getfixturevalue("server")
    return Elsewhere(f"s3://{KEY}:{SECRET}@{BUCKET}/{tmp_path.name}", options, tmp_path)


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a folder of short articles, in chunks of three files."""
    monkeypatch.setattr(chunks, "CHUNK_SOURCES", 3)
    monkeypatch.setattr(chunks, "CUT_EARLY", 1 << 40)
    return lambda count=12, **texts: make_news(tmp_path / "news", count, **texts)


def with_containers(folder: Path) -> Path:
    """Adds files of every kind that is read in parts or member by member, and folders with odd names."""
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    (folder / "b a").mkdir()
    (folder / "b a" / "é 1?.txt").write_text("The hall has 9 doors.")
    (folder / "a-b").mkdir()
    (folder / "a-b" / "x.txt").write_text("The hall has 11 doors.")
    texts = [f"Row {n} tells of {n} bolts." + " and more words" * 40 for n in range(400)]
    rows = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    (folder / "rows.jsonl").write_text(rows)
    (folder / "rows.csv").write_text("id,text\n" + "".join(f'{n},"Cell {text}"\n' for n, text in enumerate(texts)))
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress(rows.replace("Row", "Packed").encode(), mtime=0))
    parquet.write_table(pa.table({"text": [f"Table {text}" for text in texts]}), folder / "t.parquet")
    with zipfile.ZipFile(folder / "z.zip", "w") as archive:
        for n, text in enumerate(texts):
            archive.writestr(f"{n}.txt", f"Member {text}")
    with tarfile.open(folder / "t.tar", "w") as archive:
        member = tarfile.TarInfo("x.txt")
        member.size = len(texts[0])
        archive.addfile(member, io.BytesIO(texts[0].replace("Row", "Tar").encode()[: member.size]))
    return folder


def test_a_run_elsewhere_has_the_lines_of_a_run_here(
    news: Callable[..., Path], tmp_path: Path, elsewhere: Elsewhere
) -> None:
    folder = with_containers(news(4))
    address = elsewhere.put(folder)
    here = run([str(folder)], str(tmp_path / "here"), Options(workers=2), extractor=FAKE)
    there = go(address, elsewhere.to("there"), 2)
    assert (there.articles, there.kinds, there.words) == (here.articles, here.kinds, here.words)
    seen = bare(address)
    expected = {
        name: lines.replace(str(folder).encode(), seen.encode()) for name, lines in files(tmp_path / "here").items()
    }
    assert files(elsewhere.got("there")) == expected


def test_files_are_found_in_the_order_of_names_and_cut_alike(
    news: Callable[..., Path], tmp_path: Path, elsewhere: Elsewhere
) -> None:
    folder = with_containers(news(2))
    (folder / ".hidden.txt").write_text("x")
    (folder / "x.doc").write_text("x")
    address = elsewhere.put(folder)
    remote.forget()
    there = list(find([bare(address)]))
    here = list(find([str(folder)]))
    plain = [(s.path.removeprefix(str(folder)), s.start, s.end, s.first, s.size, bool(s.refusal)) for s in here]
    assert [
        (s.path.removeprefix(bare(address)), s.start, s.end, s.first, s.size, bool(s.refusal)) for s in there
    ] == plain
    assert all(s.stamp for s in there if not s.refusal)


class Enough(ClaimsError):
    """The run is stopped here."""


def stop(progress: Progress) -> None:
    """Ends a run on its way."""
    if progress.done.articles > 6:
        raise Enough


def test_a_run_that_was_stopped_goes_on_from_what_is_finished_elsewhere(
    news: Callable[..., Path], tmp_path: Path, elsewhere: Elsewhere
) -> None:
    folder = news()
    address, output = elsewhere.put(folder), elsewhere.to("out")
    with pytest.raises(Enough):
        go(address, output, progress=stop)
    left = {path.suffix for path in (elsewhere.got("out") / ".claims").glob("shards-*/*")}
    assert left == {".shard", ".done"}
    assert sorted(p.name for p in elsewhere.got("out").iterdir()) == [".claims"]
    changed = tmp_path / "changed" / "news"
    changed.mkdir(parents=True)
    for place in (folder, changed):
        (place / "01.txt").write_text("The harbour of town number 1 has 77 cranes.")
    if elsewhere.options:
        elsewhere.put(changed)
    done = go(address, output)
    assert done.articles == 12 and done.kept.articles == 3
    assert sorted(p.name for p in elsewhere.got("out").iterdir()) == sorted(
        [*(f"{t}.jsonl" for t in RECORDS), "run.json"]
    )
    assert b"77 cranes" in (elsewhere.got("out") / "facts.jsonl").read_bytes()


def test_shards_are_fetched_ahead_and_each_once(
    news: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "MOST", 2)
    read: list[str] = []
    real = RemotePath.read_bytes

    def counted(path: RemotePath) -> bytes:
        if path.suffix == ".shard":
            read.append(path.name)
        return real(path)

    monkeypatch.setattr(RemotePath, "read_bytes", counted)
    folder = news(24)
    go(str(folder), f"file://{tmp_path}/out", 2)
    assert 0 < len(read) == len(set(read)) <= 8
    run([str(folder)], str(tmp_path / "here"), Options(workers=2), extractor=FAKE)
    assert files(tmp_path / "out") == files(tmp_path / "here")


def test_parts_and_whole_files_take_each_others_place(
    news: Callable[..., Path], tmp_path: Path, elsewhere: Elsewhere
) -> None:
    folder = news(3)
    go(str(folder), elsewhere.to("out"), shards=True)
    assert (elsewhere.got("out") / "facts" / "part-00000.jsonl").exists()
    go(str(folder), elsewhere.to("out"))
    assert {p.name for p in elsewhere.got("out").iterdir()} == {*(f"{t}.jsonl" for t in RECORDS), "run.json"}
    go(str(folder), elsewhere.to("alone/some.jsonl.gz"))
    alone = elsewhere.got("alone")
    assert {p.name for p in alone.iterdir()} == {"some.jsonl.gz", "some.run.json"}
    facts = gzip.decompress((alone / "some.jsonl.gz").read_bytes())
    assert facts == (elsewhere.got("out") / "facts.jsonl").read_bytes()


def test_what_is_not_there_is_listed_like_a_missing_file(tmp_path: Path, elsewhere: Elsewhere) -> None:
    summary = go(elsewhere.to("none.txt"), str(tmp_path / "out"))
    (listed,) = articles(tmp_path / "out")
    assert listed.error == f"{bare(elsewhere.to('none.txt'))} does not exist: check the spelling."
    assert summary.exit_code == 2


def test_secrets_stand_in_no_output(news: Callable[..., Path], tmp_path: Path, server: str) -> None:
    place = Elsewhere(f"s3://{KEY}:{SECRET}@{BUCKET}/{tmp_path.name}", server, tmp_path)
    address = place.put(news(2, n1=""))
    with pytest.raises(Enough):
        go(address, place.to("stopped"), progress=lambda _: (_ for _ in ()).throw(Enough()))
    go(address, place.to("out"))
    written = b"".join(
        p.read_bytes() for p in [*place.got("out").rglob("*"), *place.got("stopped").rglob("*")] if p.is_file()
    )
    assert b"newsroom" in written
    assert SECRET.encode() not in written and KEY.encode() not in written and b"endpoint" not in written


def test_a_bucket_or_server_that_is_not_there_is_one_sentence(
    news: Callable[..., Path], tmp_path: Path, server: str
) -> None:
    keys = f"s3://{KEY}:{SECRET}@"
    with pytest.raises(OutputError, match=r"^s3://nobody/out cannot be written to: there is no such bucket\.$"):
        go(str(news(1)), f"{keys}nobody/out?{server}")
    with pytest.raises(RemoteError, match=r"^s3://newsroom/in cannot be read: nothing answers: check the network"):
        go(f"{keys}{BUCKET}/in?scheme=http&region=us-east-1&endpoint_override=127.0.0.1:1", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_addresses_that_cannot_be_used_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RemoteError, match=r"^ftp://host/x cannot be read: .*ftp"):
        go("ftp://host/x", str(tmp_path / "out"))
    with pytest.raises(RemoteError, match=r"^s3://b is given with different options"):
        go("s3://b/in?region=eu-west-1", "s3://b/out?region=us-east-1")
    with pytest.raises(OutputError, match=r"would be a folder, though it ends in \.csv"):
        go("x", f"file://{tmp_path}/facts.csv")
    assert not list(tmp_path.iterdir())
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ClaimsError, match=r"needs pyarrow: pip install 'claim-pipeline\[remote\]'"):
        go("s3://b/in", str(tmp_path / "out"))


@pytest.mark.parametrize(
    ("given", "shown", "kept"),
    [
        ("s3://b/x", "s3://b/x", ()),
        ("s3://b/x/?region=eu-west-1", "s3://b/x", ("s3://b", "", "region=eu-west-1")),
        ("s3://k:s%2F@b/x?a=b&c=http%3A//d:1", "s3://b/x", ("s3://b", "k:s%2F", "a=b&c=http%3A//d:1")),
        ("s3://b/why?/x", "s3://b/why?/x", ()),
        ("S3://b/x", "s3://b/x", ()),
        ("gs://anonymous@b/x", "gs://anonymous@b/x", ()),
        ("hdfs://host:8020/x?replication=1", "hdfs://host:8020/x", ("hdfs://host:8020", "", "replication=1")),
        ("file:///a b/c", "file:///a b/c", ()),
        ("a/b?c=d", "a/b?c=d", ()),
        ("C:/news", "C:/news", ()),
        ("-", "-", ()),
    ],
)
def test_options_are_taken_off_an_address_and_remembered(given: str, shown: str, kept: tuple[str, ...]) -> None:
    remote.forget()
    assert bare(given) == shown
    assert remote.remembered() == ((kept,) if kept else ())
    assert bare(bare(given)) == shown
    remote.forget()


def test_a_stamp_tells_the_state_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")

    def now() -> Source:
        (source,) = find([f"file://{tmp_path}/a.txt"])
        return source

    before = now()
    assert digest(before) == digest(now())
    (tmp_path / "a.txt").write_text("two")
    os.utime(tmp_path / "a.txt", ns=(1, 1))
    assert digest(before) != digest(now())


def test_standard_input_is_no_input_for_workers_that_cannot_see_it() -> None:
    with pytest.raises(local.InputError, match="name files"):
        list(local._readable([Source("-")], "s3://b/out"))


def test_records_can_be_written_elsewhere(tmp_path: Path) -> None:
    emit.write_run([], f"file://{tmp_path}/run")
    assert {p.name for p in (tmp_path / "run").iterdir()} == {f"{t}.jsonl" for t in RECORDS}
