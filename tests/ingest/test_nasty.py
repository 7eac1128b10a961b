"""A folder of everything that a disk may hold beside news: each has its one line, and the news are read."""

from __future__ import annotations

import gzip
import json
import os
import socket
from pathlib import Path

import pytest

from pipeline.ingest import Source, find, read
from tests.ingest.test_containers import got, make_tar, make_zip, put, story


def links_in_a_circle(folder: Path) -> None:
    (folder / "circle").symlink_to(folder, target_is_directory=True)
    (folder / "itself.txt").symlink_to("itself.txt")
    (folder / "one.txt").symlink_to("other.txt")
    (folder / "other.txt").symlink_to("one.txt")
    (folder / "gone.txt").symlink_to("nowhere.txt")


def what_is_no_file(folder: Path) -> None:
    os.mkfifo(folder / "pipe.jsonl")
    os.mkfifo(folder / "pipe.zip")
    for name, device in (("zero.txt", "zero"), ("random.warc", "urandom"), ("null.csv", "null"), ("full.tar", "full")):
        (folder / name).symlink_to(f"/dev/{device}")
    (folder / "folder.parquet").mkdir()


def archives(folder: Path) -> None:
    inner = make_zip(folder / "empty.zip", {}).read_bytes()
    make_tar(folder / "empty.tar", {})
    make_zip(folder / "nested.zip", {"inner.zip": inner})
    make_zip(folder / "bomb.zip", {"a.txt": b" " * 70_000_000})
    make_zip(folder / "folders.zip", {"a/": b"", "a/b/": b""})
    put(folder / "cut.zip", make_zip(folder / "whole.zip", {"a.txt": story(1).encode()}).read_bytes()[:-30])
    (folder / "whole.zip").unlink()


def packed(folder: Path) -> None:
    data = story(2).encode()
    zstd = pytest.importorskip("backports.zstd")
    put(folder / "cut.txt.zst", zstd.compress(data)[:-9])
    put(folder / "cut.txt.gz", gzip.compress(data)[:-9])
    put(folder / "rubbish.txt.gz", gzip.compress(data) + b"rubbish behind it")
    put(folder / "nothing.txt.gz", gzip.compress(b""))
    put(folder / "bomb.txt.gz", gzip.compress(b"\n" * 70_000_000))


def nested(folder: Path) -> None:
    put(folder / "deep.html", "<div>" * 100_000)
    put(folder / "deep.json", "[" * 100_000)
    put(folder / "deep.md", "- " * 100_000)
    put(folder / "tags.html", "<b>" * 250_000 + story(3))


NASTY = {
    links_in_a_circle: {
        "circle": ("skipped", "reached before by another path"),
        "itself.txt": ("skipped", "leads back to itself"),
        "one.txt": ("skipped", "leads back to itself"),
        "other.txt": ("skipped", "leads back to itself"),
        "gone.txt": ("failed", "a link to a file that does not exist"),
    },
    what_is_no_file: {
        "pipe.jsonl": ("skipped", "a named pipe"),
        "pipe.zip": ("skipped", "a named pipe"),
        "zero.txt": ("skipped", "a device"),
        "random.warc": ("skipped", "a device"),
        "null.csv": ("skipped", "a device"),
        "full.tar": ("skipped", "a device"),
    },
    archives: {
        "empty.zip": ("skipped", "an archive without files"),
        "empty.tar": ("skipped", "an archive without files"),
        "nested.zip": ("skipped", "an archive or table inside an archive"),
        "bomb.zip": ("failed", "more than 200 times its size: not read"),
        "folders.zip": ("skipped", "an archive without files"),
        "cut.zip": ("failed", "a damaged zip archive"),
    },
    packed: {
        "cut.txt.zst": ("failed", "damaged zstd data"),
        "cut.txt.gz": ("failed", "damaged gzip data (the end is missing)"),
        "rubbish.txt.gz": ("failed", "damaged gzip data (Not a gzipped file"),
        "nothing.txt.gz": ("skipped", "is empty"),
        "bomb.txt.gz": ("failed", "more than 64 MB unpacked"),
    },
    nested: {
        "deep.html": ("skipped", "no running text"),
        "deep.json": ("failed", "nested too deeply"),
        "deep.md": ("skipped", "no text"),
        "tags.html": ("failed", "more than 200,000 tags"),
    },
}


@pytest.mark.parametrize("make", NASTY, ids=lambda make: make.__name__)
def test_each_has_its_one_line_and_the_news_are_read(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path)
    put(tmp_path / "news.txt", story(1))
    expected = {**NASTY[make], "news.txt": ("ok", "")}
    found = got(tmp_path)
    lines = {os.path.relpath(a.path.split("#")[0], tmp_path): (a.status, a.error or "") for a in found}
    assert {name: status for name, (status, _) in lines.items()} == {n: status for n, (status, _) in expected.items()}
    assert len(found) == len(lines)
    for name, (_, words) in expected.items():
        assert words in lines[name][1], lines[name]


def test_sockets_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket may have but a hundred characters
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        (article,) = got(["socket.txt"])
    assert article.status == "skipped" and "a socket" in (article.error or "")


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.zip", "a.tar", "a.parquet", "a.warc"])
def test_a_file_that_may_not_be_read_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = put(tmp_path / name, b"x" * 500_000)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    for function in ("os.open", "builtins.open", "io.open"):  # the superuser, too, is to be refused
        monkeypatch.setattr(function, refused)
    found = got(path)
    monkeypatch.undo()
    assert [a.status for a in found] == ["failed"] and "may not be read by this user" in (found[0].error or "")


RECORDS = "".join(json.dumps({"text": story(n) * 10}) + "\n" for n in range(400))


def test_a_file_that_vanishes_is_told_for_each_part(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", RECORDS)
    sources = list(find([str(path)]))
    path.unlink()
    found = [a for source in sources for a in read(source)]
    assert len(found) == len(sources) > 1
    assert all(a.status == "failed" and "does not exist" in (a.error or "") for a in found)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_file_that_shrinks_or_grows_gives_what_there_is(tmp_path: Path, name: str) -> None:
    text = RECORDS if name == "a.jsonl" else "text,title\n" + "".join(f'"{story(n) * 10}",x\n' for n in range(400))
    path = put(tmp_path / name, text)
    sources = list(find([str(path)]))
    put(path, text + text)
    assert len([a for source in sources for a in read(source) if a.status == "ok"]) == 400
    put(path, text[: len(text) // 2])
    found = [a for source in sources for a in read(source)]
    assert 190 <= sum(a.status == "ok" for a in found) <= 210
    assert all(a.status == "ok" or (a.error or "").endswith(".") for a in found)


def test_a_file_that_becomes_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", story(1))
    (source,) = find([str(path)])
    path.unlink()
    os.mkfifo(path)
    (article,) = read(source)
    assert article.status == "skipped" and "a named pipe" in (article.error or "")


@pytest.mark.parametrize(
    "name",
    ["two\nlines.txt", "tab\t.txt", " .txt", "-n.txt", "caf\udce9.txt", "x" * 250 + ".txt", "%s{}.txt", "a#b.txt"],
)
def test_any_name_can_be_read_and_written(tmp_path: Path, name: str) -> None:
    try:
        path = put(tmp_path / name, story(1))
    except OSError:
        pytest.skip("this file system holds Unicode names alone")
    (article,) = got([str(tmp_path)])
    assert article.status == "ok" and article.path.encode("utf-8")
    path.write_bytes(b"")
    (article,) = got([str(tmp_path)])
    assert article.status == "skipped" and "\n" not in (article.error or "") and "is empty" in (article.error or "")


@pytest.mark.parametrize("path", ["", "\0", "a\0.zip", "/proc/self/mem", "x" * 100_000])
def test_a_source_of_no_file_at_all(path: str) -> None:
    for source in [Source(path), *find([path])]:
        (article,) = read(source)
        assert article.status != "ok" and (article.error or "").endswith(".")
