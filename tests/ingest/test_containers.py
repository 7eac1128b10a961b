"""Tables, archives and packed files: what is in them comes out once, in parts or whole, and damage is one clear line."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.ingest import Listed, Source, digest, find, parts, read
from pipeline.ingest.formats import archives, opening, warc
from pipeline.ingest.formats import tabular as rows
from pipeline.records import Article


def story(n: int) -> str:
    return f"The harbour of town number {n} has {n + 3} cranes, and the mayor says that it will have more of them soon."


def put(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def got(path: Path | Sequence[str], spool: Path | None = None) -> list[Article]:
    inputs = [str(path)] if isinstance(path, Path) else path
    return [article for source in find(inputs, spool) for article in read(source)]


def table(count: int, delimiter: str = ",", cells: str = "") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", "Headline", "Content", "date"])
    for n in range(count):
        writer.writerow([n, f"Town {n}", f'{story(n)}\n\nHe said "yes"; {cells}', "2024-05-06"])
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_rows_are_articles(tmp_path: Path, delimiter: str) -> None:
    first, second = got(put(tmp_path / "news.csv", table(2, delimiter)))
    assert (first.title, first.date, first.path) == ("Town 0", "2024-05-06", f"{tmp_path}/news.csv#0")
    assert first.text == f'{story(0)}\n\nHe said "yes"; '
    assert second.title == "Town 1"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = table(2).replace("mayor", "maire de Besançon").encode(encoding)
    articles = got(put(tmp_path / "news.csv", text))
    assert [a.status for a in articles] == ["ok", "ok"]
    assert "Besançon" in (articles[1].text or "")


def test_a_large_csv_in_parts_reads_as_the_whole(tmp_path: Path) -> None:
    path = put(tmp_path / "news.csv", table(3000))
    sources = list(find([str(path)]))
    assert len(sources) > 3
    assert [s.start for s in sources[1:]] == [s.end for s in sources[:-1]]
    whole = list(read(Source(str(path))))
    assert [a for s in sources for a in read(s)] == whole
    assert len(whole) == 3000
    before = digest(sources[1])
    put(path, path.read_text().replace("Headline", "HeadLine", 1))
    assert digest(sources[1]) != before


def test_tables_that_are_none(tmp_path: Path) -> None:
    (no_text,) = got(put(tmp_path / "prices.csv", "city,price\nOslo,3\n"))
    assert no_text.status == "skipped" and "it has no text column" in (no_text.error or "")
    (empty,) = got(put(tmp_path / "empty.csv", ""))
    assert empty.status == "skipped"
    (image,) = got(put(tmp_path / "image.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256))))
    assert image.status == "failed" and "PNG" in (image.error or "")


def test_an_open_quotation_mark_ends(tmp_path: Path) -> None:
    articles = got(put(tmp_path / "news.csv", 'text\n"' + story(1) + "\n" + story(2) * 3000))
    assert len(articles) == 1


def test_parquet_rows_are_articles_and_parts_read_as_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "news.parquet"
    columns = {
        "text": [story(n) for n in range(500)],
        "Title": [f"Town {n}" for n in range(500)],
        "noise": [b"x"] * 500,
    }
    parquet.write_table(pyarrow.table(columns), path, row_group_size=150)
    monkeypatch.setattr(parts, "CUT_ABOVE", 0)
    monkeypatch.setattr(rows, "ROWS_PER_PART", 70)
    sources = list(find([str(path)]))
    assert [(s.start, s.end) for s in sources[:4]] == [(0, 70), (70, 140), (140, 150), (150, 220)]
    articles = [a for s in sources for a in read(s)]
    assert articles == list(read(Source(str(path))))
    assert [a.title for a in articles] == columns["Title"]
    assert articles[499].path.endswith("news.parquet#500")
    (bad,) = got(put(tmp_path / "bad.parquet", b"PAR1" + b"x" * 100))
    assert bad.status == "failed" and "no Parquet table that can be read" in (bad.error or "")


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_packed_lines_in_parts_read_as_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    data = "".join(json.dumps({"text": story(n) * 9}) + "\n" for n in range(500)).encode()
    if ending == "zst":
        zstd = pytest.importorskip("backports.zstd" if sys.version_info < (3, 14) else "compression.zstd")
        packed = zstd.compress(data)
    else:
        packed = gzip.compress(data)
    path = put(tmp_path / f"news.jsonl.{ending}", packed)
    monkeypatch.setattr(parts, "PACKED_CUT_ABOVE", 1000)
    sources = list(find([str(path)], tmp_path / "spool"))
    assert len(sources) > 3
    articles = [a for s in sources for a in read(s)]
    assert articles == list(read(Source(str(path))))
    assert [a.path for a in articles] == [f"{path}#{n}" for n in range(1, 501)]
    put(path, packed[: len(packed) // 2])
    cut = got(path, tmp_path / "spool")
    assert cut[0] == articles[0]
    assert cut[-1].status == "failed" and f"damaged {'gzip' if ending == 'gz' else 'zstd'} data" in (
        cut[-1].error or ""
    )


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def make_tar(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix in (".gz", ".tgz") else "w") as archive:
        for name, data in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return path


MEMBERS = {
    "2024-05-06-a.txt": story(1).encode(),
    "deep/b.jsonl": "".join(json.dumps({"text": story(n)}) + "\n" for n in (2, 3)).encode(),
    "deep/c.html.gz": gzip.compress(f"<html><body><p>{story(4)}</p></body></html>".encode()),
    "logo.png": b"\x89PNG",
    "inner.zip": b"PK\x03\x04",
    "empty.txt": b"",
}


@pytest.mark.parametrize("name", ["news.zip", "news.tar", "news.tar.gz", "news.tgz"])
def test_members_of_archives_are_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = (make_zip if name.endswith("zip") else make_tar)(tmp_path / name, MEMBERS)
    whole = got(path)
    names = ["2024-05-06-a.txt", "deep/b.jsonl#1", "deep/b.jsonl#2", "deep/c.html.gz", *list(MEMBERS)[3:]]
    assert [a.path for a in whole] == [f"{path}#{name}" for name in names]
    assert [a.status for a in whole] == ["ok"] * 4 + ["skipped"] * 3
    assert whole[0].date == "2024-05-06"
    assert "archive or table inside an archive" in (whole[5].error or "")
    monkeypatch.setattr(parts, "PACKED_CUT_ABOVE", 0)
    monkeypatch.setattr(archives, "PART_SIZE", 100)
    sources = list(find([str(path)], tmp_path / "spool"))
    assert len(sources) >= 3
    assert [a for s in sources for a in read(s)] == whole


def test_bombs_and_damage_are_one_line_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_DECODED", 100_000)
    monkeypatch.setattr(opening, "MAX_DECODED", 100_000)
    (bomb,) = got(make_zip(tmp_path / "bomb.zip", {"a.txt": b" " * 30_000_000}))
    assert bomb.status == "failed" and "more than 200 times its size: not read" in (bomb.error or "")
    noise = os.urandom(300_000)
    big = {"big.txt": noise, "b.txt": story(1).encode()}
    for path in (make_zip(tmp_path / "big.zip", big), make_tar(tmp_path / "big.tar", big)):
        large, small = got(path)
        assert large.status == "failed" and "the most for one article" in (large.error or "")
        assert small.status == "ok"
    for name in ("no.zip", "no.tar", "no.tar.gz"):
        (damaged,) = got(put(tmp_path / name, b"\x1f\x8b" + b"nothing of that kind" * 30))
        assert damaged.status == "failed" and "damaged" in (damaged.error or ""), name
    packed = put(tmp_path / "cut.tgz", make_tar(tmp_path / "x.tgz", MEMBERS).read_bytes()[:-60])
    assert got(packed)[-1].status == "failed"
    (none,) = got(make_zip(tmp_path / "none.zip", {}))
    assert none.status == "skipped"


def test_a_member_with_a_password_is_told(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "locked.zip", {"a.txt": story(1).encode(), "b.txt": story(2).encode()})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    data[data.index(b"PK\x03\x04") + 6] |= 1
    locked, other = got(put(path, bytes(data)))
    assert locked.status == "failed" and "without a password" in (locked.error or "")
    assert other.status == "ok"


def make_warc(path: Path, pages: int) -> Path:
    writer_module = pytest.importorskip("warcio.warcwriter")
    headers = pytest.importorskip("warcio.statusandheaders").StatusAndHeaders
    with open(path, "wb") as file:
        writer = writer_module.WARCWriter(file, gzip=path.suffix == ".gz")
        writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "a test"}))
        for n in range(pages):
            status = "404 Not Found" if n % 10 == 9 else "200 OK"
            kind = "image/png" if n % 10 == 8 else "text/html; charset=utf-8"
            page = f"<html><head><title>Town {n}</title></head><body><article><p>{story(n)}</p></article></body></html>"
            about = headers(status, [("Content-Type", kind)], protocol="HTTP/1.0")
            record = writer.create_warc_record(
                f"https://example.org/{n}", "response", payload=io.BytesIO(page.encode()), http_headers=about
            )
            writer.write_record(record)
    return path


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_pages_of_web_archives_are_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = make_warc(tmp_path / name, 50)
    whole = got(path)
    assert [a.status for a in whole] == ["ok"] * 40
    assert whole[3].url == "https://example.org/3" and whole[3].path == f"{path}#https://example.org/3"
    assert whole[3].title == "Town 3" and story(3) in (whole[3].text or "")
    monkeypatch.setattr(parts, "CUT_ABOVE", 0)
    monkeypatch.setattr(parts, "PACKED_CUT_ABOVE", 0)
    monkeypatch.setattr(warc, "PART_SIZE", 3000)
    sources = list(find([str(path)]))
    assert len(sources) > 3
    assert [a for s in sources for a in read(s)] == whole
    put(path, path.read_bytes()[:-700])
    cut = got(path)
    assert cut[:20] == whole[:20] and cut[-1].status == "failed"


def test_a_web_archive_that_is_none(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    (none,) = got(put(tmp_path / "x.warc", "This is no archive at all.\n" * 20))
    assert none.status == "failed" and "damaged" in (none.error or "")


def test_a_package_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pyarrow.parquet", "warcio.archiveiterator", "backports.zstd", "compression.zstd"):
        monkeypatch.setitem(sys.modules, module, None)
    for name, data, extra in (
        ("a.parquet", b"PAR1", "parquet"), ("a.warc", b"WARC/1.0", "warc"), ("a.txt.zst", b"\x28\xb5\x2f\xfd", "zstd")
    ):  # fmt: skip
        (article,) = got(put(tmp_path / name, data))
        assert article.status == "failed" and f"pip install 'claim-pipeline[{extra}]'" in (article.error or "")


def test_patterns_and_lists_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a/1.txt", "a/2.txt", "b/3.txt", "b/c/4.txt", "b/x[1].txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        put(tmp_path / name, story(int(name[-5]) if name[-5].isdigit() else 9))
    monkeypatch.chdir(tmp_path)
    assert [s.path for s in find(["a/*.txt"])] == ["a/1.txt", "a/2.txt"]
    assert [s.path for s in find(["**/[34].txt"])] == ["b/3.txt", "b/c/4.txt"]
    assert [s.path for s in find(["[ab]"])] == ["a/1.txt", "a/2.txt", "b/3.txt", "b/c/4.txt", "b/x[1].txt"]
    assert [s.path for s in find(["b/x[1].txt"])] == ["b/x[1].txt"]
    (none,) = got(["none/*.txt"])
    assert none.status == "failed" and "does not exist" in (none.error or "")
    for text in ("a/2.txt\r\nb\n\n", "a/2.txt\0b\0"):
        put(tmp_path / "list", text)
        listed = Listed("list", ["a/1.txt", "a/2.txt"])
        assert [s.path for s in find(listed)] == ["a/1.txt", "a/2.txt", "b/3.txt", "b/c/4.txt", "b/x[1].txt"]


def test_containers_without_articles_have_their_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("warcio")
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    put(tmp_path / "a.csv", "text,title\n")
    parquet.write_table(pyarrow.table({"text": pyarrow.array([], pyarrow.string())}), tmp_path / "b.parquet")
    make_warc(tmp_path / "c.warc", 0)
    for _ in range(2):
        found = got([str(tmp_path)])
        assert [a.status for a in found] == ["skipped"] * 3
        assert all("holds no" in (a.error or "") for a in found)
        monkeypatch.setattr(parts, "CUT_ABOVE", 0)


def test_a_damaged_page_of_a_parquet_table_is_one_line(tmp_path: Path) -> None:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    parquet.write_table(pyarrow.table({"text": [story(n) for n in range(50)]}), path, compression="gzip")
    data = bytearray(path.read_bytes())
    data[200:260] = bytes(60)
    found = got(put(path, bytes(data)))
    assert found[-1].status == "failed" and "is damaged behind row" in (found[-1].error or "")
