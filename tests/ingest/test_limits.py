"""What is small and would take minutes or gigabytes is refused with its reason, soon; what is large and harmless is read."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest

from pipeline.ingest import find, read
from pipeline.ingest.formats import html
from pipeline.ingest.readers import MAX_TOKENS
from pipeline.records import Article

STORY = "The mill at Norr has 40 saws and 12 sheds, its owner said."
SOON = 2.0


def got(path: Path) -> list[Article]:
    began = time.process_time()
    found = [article for source in find([str(path)]) for article in read(source)]
    assert time.process_time() - began < SOON
    return found


def attributes(count: int, form: str) -> str:
    return "".join(form.format(n=n) for n in range(count))


@pytest.mark.parametrize("form", [" a{n}=1", " a{n}", ' a{n}="x y=z"', ' a{n}="<b>"', "/a{n}", "\na{n}=''"])
@pytest.mark.parametrize("tag", ["p", "html", "article"])
def test_a_tag_of_many_attributes_is_refused(tmp_path: Path, form: str, tag: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><{tag}{attributes(20_000, form)}>{STORY}</{tag}>")
    (article,) = got(path)
    assert article.status == "failed" and "attributes" in str(article.error)


def test_a_sign_in_code_opens_no_tag(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    code = "for (var i = 0; i <n && " + " && ".join(f"a{i} != b" for i in range(4_000)) + "; i++) {}"
    path.write_text(
        f"<html><head><script>{code}</script><style>{code}</style></head><body><p>{STORY}</p></body></html>"
    )
    (article,) = got(path)
    assert article.status == "ok"


@pytest.mark.parametrize("value", ["x " * 20_000, "{'a': 1, " * 9_000, "<b>" * 9_000, "a=b;" * 9_000])
def test_a_long_attribute_is_one(tmp_path: Path, value: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f'<html><body><p data-state="{value}">{STORY}</p><p>{STORY}</p></body></html>')
    (article,) = got(path)
    assert article.status == "ok" and STORY in str(article.text)
    assert html.MAX_ATTRIBUTES >= 1000


def overlapping(count: int) -> bytes:
    """A zip archive whose directory lists one and the same member many times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", STORY * 9)
    data = out.getvalue()
    end = data.rindex(b"PK\5\6")
    entry = data[data.index(b"PK\1\2") : end]
    size = len(entry) * count
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, data.index(b"PK\1\2"), 0)
    return data[: data.index(b"PK\1\2")] + entry * count + tail


def test_members_of_a_zip_archive_that_overlap_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(overlapping(2_000))
    (article,) = got(path)
    assert article.status == "failed" and "overlap" in str(article.error)


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
@pytest.mark.parametrize("piece", ["a\n", "* ", "1:", "[ ", "é "])
def test_a_text_of_more_words_than_a_book_is_refused(tmp_path: Path, name: str, piece: str) -> None:
    text = f"{STORY} {piece * (490_000 // len(piece))} {STORY}"
    path = tmp_path / name
    path.write_text(text if not name.endswith("jsonl") else '{"text": "' + text.replace("\n", "\\n") + '"}')
    many = 490_000 // len(piece) * len(piece.replace(" ", "").replace("\n", ""))
    for article in got(path):
        assert (article.status == "failed") == (many > MAX_TOKENS)
        assert article.status == "ok" or "words and signs" in str(article.error)


def test_a_markdown_text_of_signs_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("*a **a " * 140_000)
    (article,) = got(path)
    assert article.status == "failed" and "words and signs" in str(article.error)


def test_a_long_cell_that_rows_share_is_decoded_for_none(tmp_path: Path) -> None:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    cell = "Norr has 40 saws. " * 1_100_000
    cells = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 40 + [1], pyarrow.int8()), [cell, STORY])
    path = tmp_path / "a.parquet"
    parquet.write_table(pyarrow.table({"text": cells}), path)
    found = got(path)
    assert [a.status for a in found] == ["failed"] * 40 + ["ok"] and "cell of" in str(found[0].error)
