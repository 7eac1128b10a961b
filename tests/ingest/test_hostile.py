"""Files that contradict themselves, lie about their size or never end: each is met with its line, and soon."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.ingest import parts
from pipeline.ingest.formats import archives
from pipeline.records import Article
from tests.ingest.test_containers import MEMBERS, got, make_tar, make_zip, put, story

SOON = 20.0
"""Seconds of the processor; what these tests are about took minutes or for ever."""


def lines(articles: list[Article]) -> list[tuple[str, str]]:
    return [(a.status, a.error or "") for a in articles]


def says(path: Path, status: str, words: str) -> None:
    """Asserts that a file gives one line, with this status and these words."""
    ((found, error),) = lines(got(path))
    assert found == status and words in error and error.endswith(".") and "report" not in error, error


@pytest.fixture(autouse=True)
def _soon() -> object:
    began = time.process_time()
    yield
    assert time.process_time() - began < SOON


def header(data: bytes, offset: int, value: bytes) -> bytes:
    """A tar archive with a field of its first header changed, and the header's sum made right."""
    changed = bytearray(data)
    changed[offset : offset + len(value)] = value
    changed[148:156] = b" " * 8
    changed[148:156] = b"%06o\0 " % sum(changed[:512])
    return bytes(changed)


def test_comments_before_no_page_take_no_time(tmp_path: Path) -> None:
    comments = "<!--a-->" * 60
    (text,) = got(put(tmp_path / "a.txt", comments + story(1)))
    assert text.status == "ok"
    (page,) = got(put(tmp_path / "a.html", comments + "<html><body><p>" + story(1)))
    assert page.text == story(1)
    says(put(tmp_path / "b.html", comments + "<rss><item>"), "skipped", "news feed")


def test_a_tar_archive_may_hold_tables(tmp_path: Path) -> None:
    table = f"text,title\n{story(1)},One\n{story(2)},Two\n".replace("cranes, and", "cranes and")
    found = got(make_tar(tmp_path / "a.tar", {"news/t.csv": table.encode()}))
    assert [(a.status, a.title) for a in found] == [("ok", "One"), ("ok", "Two")]


def test_a_tar_archive_does_not_end_at_a_damaged_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {f"{n}.txt": story(n).encode() for n in range(4)}
    data = bytearray(make_tar(tmp_path / "whole.tar", texts).read_bytes())
    data[2 * 1024 + 5] ^= 1
    path = put(tmp_path / "a.tar", bytes(data))
    for _ in range(2):
        found = lines(got(path, tmp_path / "spool"))
        assert [status for status, _ in found] == ["ok", "ok", "failed"]
        assert "damaged tar archive (bad checksum)" in found[2][1]
        monkeypatch.setattr(parts, "PACKED_CUT_ABOVE", 0)


@pytest.mark.parametrize("cut", [2 * 1024 + 100, 2 * 1024 + 512 + 40])
def test_a_tar_archive_that_is_cut_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    texts = {f"{n}.txt": story(n).encode() for n in range(4)}
    path = put(tmp_path / "a.tar", make_tar(tmp_path / "whole.tar", texts).read_bytes()[:cut])
    whole = lines(got(path))
    assert [status for status, _ in whole[:3]] == ["ok", "ok", "failed"]
    monkeypatch.setattr(parts, "PACKED_CUT_ABOVE", 0)
    assert lines(got(path, tmp_path / "spool")) == whole


def test_a_member_that_says_it_is_endless_ends(tmp_path: Path) -> None:
    data = make_tar(tmp_path / "whole.tar", {"a.txt": story(1).encode(), "b.txt": story(2).encode()}).read_bytes()
    endless = header(data, 124, b"\x80" + bytes(2) + b"\x7f" + bytes(8))
    for name, packed in (("a.tar", endless), ("a.tgz", gzip.compress(endless))):
        found = lines(got(put(tmp_path / name, packed)))
        assert [status for status, _ in found] == ["failed", "failed"]
        assert "the most for one article" in found[0][1] and "the end is missing" in found[1][1]


@pytest.mark.parametrize("about", [{"size": "x"}, {"GNU.sparse.map": "1,x"}, {"GNU.sparse.major": "9", "path": ""}])
def test_odd_extended_headers_of_tar_archives(tmp_path: Path, about: dict[str, str]) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("a.txt")
        member.size, member.pax_headers = len(story(1)), about
        archive.addfile(member, io.BytesIO(story(1).encode()))
    for status, error in lines(got(put(tmp_path / "a.tar", packed.getvalue()))):
        assert status == "ok" or (error.endswith(".") and "report" not in error)


def test_holes_in_a_tar_archive_are_not_unpacked(tmp_path: Path) -> None:
    sparse = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.name": "a.txt"}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for _ in range(50):
            member = tarfile.TarInfo("a.txt")
            member.size = 5
            member.pax_headers = {**sparse, "GNU.sparse.size": "60000000", "GNU.sparse.map": "59999995,5"}
            archive.addfile(member, io.BytesIO(b"Acorn"))
    found = lines(got(put(tmp_path / "a.tar", packed.getvalue())))
    assert len(found) == 50 and {status for status, _ in found} == {"skipped"} and "holes" in found[0][1]


def test_trailing_folders_make_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for name in ("a.txt", "b.txt", "empty", "empty/more"):
            member = tarfile.TarInfo(name)
            member.type = tarfile.REGTYPE if name.endswith("txt") else tarfile.DIRTYPE
            member.size = len(story(1)) if member.isfile() else 0
            archive.addfile(member, io.BytesIO(story(1).encode()))
    monkeypatch.setattr(parts, "PACKED_CUT_ABOVE", 0)
    monkeypatch.setattr(archives, "PART_SIZE", 1)
    assert [status for status, _ in lines(got(path, tmp_path / "spool"))] == ["ok", "ok"]


def changed_zip(change: Callable[[bytearray], object], kind: int = zipfile.ZIP_STORED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", kind) as archive:
        archive.writestr("a.txt", story(1))
        archive.writestr("b.txt", story(2))
    data = bytearray(packed.getvalue())
    change(data)
    return bytes(data)


def spoilt(data: bytearray) -> None:
    data[60:66] = b"\xff" * 6


def renamed(data: bytearray) -> None:
    data[26:28] = struct.pack("<H", 160)  # the name then takes in what follows it


def strangely_packed(data: bytearray) -> None:
    for signature, field in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(signature) + field
        data[at : at + 2] = struct.pack("<H", 93)


@pytest.mark.parametrize("change", [spoilt, renamed, strangely_packed])
@pytest.mark.parametrize("kind", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_member_of_a_zip_archive_fails_alone(
    tmp_path: Path, change: Callable[[bytearray], object], kind: int
) -> None:
    found = lines(got(put(tmp_path / "a.zip", changed_zip(change, kind))))
    assert len(found) == 2 and found[0][0] in ("failed", "skipped") and found[1][0] == "ok", found
    assert "report" not in found[0][1] and len(found[0][1]) < 400


def test_a_member_without_a_name(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        nameless = zipfile.ZipInfo("x")
        nameless.filename = ""
        archive.writestr(nameless, story(1))
        archive.writestr("b.txt", story(2))
    found = lines(got(put(tmp_path / "a.zip", packed.getvalue())))
    assert [status for status, _ in found] == ["skipped", "ok"]


def test_what_a_line_quotes_is_short(tmp_path: Path) -> None:
    long = "x" * 5000
    for path in (put(tmp_path / "a.csv", f"{long},b\n1,2\n"), make_zip(tmp_path / "a.zip", {f"{long}.png": b"x"})):
        ((_, error),) = lines(got(path))
        assert len(error) < 1100 and error.endswith(".")


def test_a_table_of_marks_alone_is_told(tmp_path: Path) -> None:
    for text in ("\ufeff", "\ufeff\n", "\n\n\n", '"', '""\n'):
        ((status, error),) = lines(got(put(tmp_path / "a.csv", text)))
        assert status == "skipped" and error.endswith(".")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "city,price\n" + "Oslo,3\n" * 30_000, "no text column"),
        ("b.csv", "text,price\n" + "\n" * 200_000, "holds no rows"),
        ("c.csv", "\n" * 200_000, "is empty"),
        ("d.jsonl", "\ufeff" + "\n" * 200_000, "holds no records"),
    ],
)
def test_a_large_table_without_articles_is_one_line(tmp_path: Path, name: str, text: str, words: str) -> None:
    says(put(tmp_path / name, text), "skipped", words)
    says(put(tmp_path / name, text[:50]), "skipped", words)


def test_a_large_parquet_table_without_articles_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(parts, "CUT_ABOVE", 0)
    parquet.write_table(pyarrow.table({"city": ["Oslo"] * 500}), tmp_path / "a.parquet", row_group_size=50)
    says(tmp_path / "a.parquet", "skipped", "no text column")


def test_lists_within_lists_end(tmp_path: Path) -> None:
    for depth in (5, 50, 450, 900, 100_000):
        value = "[" * depth + '"Acorn sold 5 cars."' + "]" * depth
        ((status, error),) = lines(got(put(tmp_path / "a.json", f'{{"text": {value}}}')))
        assert (status == "ok") == (depth == 5) and "report" not in error, error
        ((status, error),) = lines(got(put(tmp_path / "a.jsonl", f'{{"text": "Acorn grew.", "title": {value}}}\n')))
        assert (status, error == "") in (("ok", True), ("failed", False))


def test_a_number_of_thousands_of_digits_is_no_name(tmp_path: Path) -> None:
    front = f"+++\nid = 0x{'f' * 6000}\ntitle = 'One'\n+++\nAcorn grew."
    (article,) = got(put(tmp_path / "a.md", front))
    assert (article.status, article.title) == ("ok", "One")
    says(put(tmp_path / "a.json", '{"text": "Acorn grew.", "id": ' + "9" * 6000 + "}"), "failed", "thousands of digits")


def test_parquet_cells_that_python_has_no_value_for_are_null_alone(tmp_path: Path) -> None:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    days = pyarrow.array([2**62, 1_715_000_000_000], pyarrow.int64()).cast(pyarrow.timestamp("ms"), safe=False)
    texts = pyarrow.array([story(1).encode(), "Besançon has 5 parks.".encode("cp1252")], pyarrow.binary())
    for kind in (pyarrow.binary(), pyarrow.string()):
        parquet.write_table(pyarrow.table({"text": texts.view(kind), "date": days}), tmp_path / "a.parquet")
        found = got(tmp_path / "a.parquet")
        assert [a.text for a in found] == [story(1), "Besançon has 5 parks."]
        assert [a.date for a in found] == [None, "2024-05-06"]


def test_large_cells_of_a_parquet_table_come_in_small_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    from pipeline.ingest.formats import tabular as rows

    monkeypatch.setattr(rows, "_BATCH_BYTES", 3 * 10_000)
    path = tmp_path / "a.parquet"
    parquet.write_table(pyarrow.table({"text": [story(1) * 80] * 100}), path)
    sizes = []
    batches = parquet.ParquetFile.iter_batches

    def noted(table, size, **options):  # type: ignore[no-untyped-def]
        sizes.append(size)
        return batches(table, size, **options)

    monkeypatch.setattr(parquet.ParquetFile, "iter_batches", noted)
    assert len(got(path)) == 100 and 1 <= sizes[0] <= 4


def test_small_files_in_a_large_archive_are_not_counted_again_for_each_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_zip(tmp_path / "a.zip", {f"{n}.txt": b"Town %d has 5 parks." % n for n in range(2000)})
    monkeypatch.setattr(archives, "PART_SIZE", 100)
    monkeypatch.setattr(parts, "PACKED_CUT_ABOVE", 0)
    opened: list[str] = []
    infolist = zipfile.ZipFile.infolist
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda self: opened.append("") or infolist(self))
    assert [a.status for a in got(path)] == ["ok"] * 2000
    assert len(opened) < 10


def test_damage_behind_packed_content(tmp_path: Path) -> None:
    zipped = gzip.compress(story(1).encode())
    says(put(tmp_path / "a.txt.gz", zipped + b"rubbish"), "failed", "holds damaged gzip data (Not a gzipped file")
    (padded,) = got(put(tmp_path / "b.txt.gz", zipped + bytes(512)))
    assert padded.text == story(1)
    (twice,) = got(put(tmp_path / "c.txt.gz", zipped + zipped))
    assert twice.text == story(1) * 2
    says(put(tmp_path / "d.txt.gz", gzip.compress(zipped)), "failed", "holds")


def test_archives_in_archives_and_names_that_lead_out(tmp_path: Path) -> None:
    inner = make_zip(tmp_path / "inner.zip", MEMBERS).read_bytes()
    texts = {"../../up.txt": story(1).encode(), "/abs.txt": story(2).encode(), "in.zip": inner, "in.tgz": b"x"}
    for path in (make_zip(tmp_path / "a.zip", texts), make_tar(tmp_path / "a.tar", texts)):
        found = got(path)
        assert [a.status for a in found] == ["ok", "ok", "skipped", "skipped"]
        assert "inside an archive" in (found[2].error or "")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.tar", "a.zip", "inner.zip"]


def test_deep_markup_ends(tmp_path: Path) -> None:
    for opened, closed in (("<div>", "</div>"), ("<a href='/'>", "</a>"), ("<h1>", "</h1>"), ("<ul><li>", "")):
        page = f"<html><body>{opened * 20_000}{story(1)}{closed * 20_000}</body></html>"
        ((status, error),) = lines(got(put(tmp_path / "a.html", page)))
        assert status == "ok" or (error and "report" not in error)
    ((status, error),) = lines(got(put(tmp_path / "a.md", "> " * 100_000 + story(1))))
    assert "report" not in error
    ((status, error),) = lines(got(put(tmp_path / "a.json", json.dumps({"text": "<p>" * 20_000 + story(1) + "</p>"}))))
    assert "report" not in error


def test_a_line_of_a_table_fits_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ingest.formats.tabular.MAX_DECODED", 2**20)
    for text in ("x" * 3_000_000, '"' + "x" * 3_000_000, '"' + "x\n" * 1_500_000):
        found = lines(got(put(tmp_path / "a.csv", f"text\n{story(1)}\n{text}")))
        assert found[-1][0] == "failed" and len(found) <= 2 and "cannot be read (" in found[-1][1]
