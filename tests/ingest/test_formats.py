"""Plain text, Markdown and JSON become articles; encodings, gzip and standard input."""

import gzip
import hashlib
import io
import json
import sys

import pytest

from pipeline.ingest import Source, read
from pipeline.ingest.formats import opening
from pipeline.ingest.formats.markdown import draft_of as markdown_draft
from pipeline.ingest.formats.plain import headline
from tests.paths import CASES


def cases(name):
    return [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]


@pytest.fixture
def article(tmp_path):
    """Reads content under a name and gives its one article."""

    def make(name, content, date=None):
        found = articles(tmp_path / name, content, date)
        assert len(found) == 1
        return found[0]

    return make


def articles(path, content, date=None):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read(Source(str(path)), date))


def test_plain_text_stays_as_it_is_and_its_digest_and_id_depend_on_content_alone(article):
    text = "\n Acorn  sold 5 cars.\n\n\tIt said so. \n"
    one, two = article("one.txt", text), article("two.text", text)
    assert one.text == text
    assert one.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (one.words, one.status, one.error, one.facts, one.language) == (7, "ok", None, 0, None)
    assert one.id == two.id
    assert one.id != article("three.txt", text, "2024-08-01").id


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Acorn sells more cars\n\nIt sold 5.", "Acorn sells more cars"),
        ("Acorn sells more cars.\n\nIt sold 5.", None),
        ("Acorn sells more cars\nIt sold 5.", None),
        ("acorn sells\n\nIt sold 5.", None),
        ("By Jane Doe\n\nIt sold 5.", None),
        ("Acorn sells more cars\n\n", None),
        ("Acorn " * 40 + "\n\nIt sold 5.", None),
    ],
)
def test_a_first_line_is_a_title_only_if_it_reads_like_a_headline(text, title):
    assert headline(text) == title


def test_date_comes_from_metadata_then_the_name_then_the_option(article):
    stated = "---\ndate: 2022-02-02 08:00\n---\nAcorn grew."
    assert article("2023-03-03.md", stated, "2024-04-04").date == "2022-02-02"
    assert article("2023-03-03.md", "Acorn grew.", "2024-04-04").date == "2023-03-03"
    assert article("news.md", "Acorn grew.", "2024-04-04").date == "2024-04-04"
    assert article("news.md", "Acorn grew.").date is None


@pytest.mark.parametrize("case", cases("ingest_markdown.jsonl"), ids=lambda case: case["name"])
def test_markdown_becomes_prose(case):
    assert markdown_draft(case["markdown"]).text == case["text"]


@pytest.mark.parametrize(
    "head",
    [
        '---\ntitle: "Acorn: a rise"\ndate: August 1, 2024\nlink: https://news.example/a\nsite: The Post\nlang: en-GB\n---\n',
        '+++\ntitle = "Acorn: a rise"\ndate = 2024-08-01T10:00:00Z\nurl = "https://news.example/a"\npublisher = "The Post"\nlanguage = "English"\n+++\n',
        "---\ntitle: Acorn: a rise\ndate: 2024-08-01\nurl: https://news.example/a\nsource: The Post\nlang: en\n\tbad: [\n---\n",
    ],
    ids=["yaml", "toml", "damaged"],
)
def test_front_matter_is_metadata(article, head):
    got = article("a.md", head + "\n# Acorn: a rise\n\nIt sold 5 cars.\n")
    assert (got.title, got.date, got.url) == ("Acorn: a rise", "2024-08-01", "https://news.example/a")
    assert (got.publisher, got.language, got.text) == ("The Post", "en", "It sold 5 cars.")


def test_a_rule_at_the_head_is_no_front_matter(article):
    assert article("a.md", "---\n\nAcorn grew.\n\n---\n\nIt fell.").text == "Acorn grew.\n\nIt fell."


@pytest.mark.parametrize("case", cases("ingest_records.jsonl"), ids=lambda case: case["name"])
def test_json_records_give_their_texts(tmp_path, case):
    found = articles(tmp_path / "a.json", case["json"])
    assert [a.text for a in found] == case["texts"]
    assert {a.status for a in found} == {"ok"}


def test_json_metadata_under_the_usual_names(article):
    record = {
        "id": 77,
        "content": "Acorn grew.",
        "headline": "A  rise\n",
        "publishedAt": "2024-08-01T10:00:00Z",
        "link": "https://news.example/a",
        "source": {"id": None, "name": "The Post"},
        "lang": "en_US",
    }
    got = article("a.json", json.dumps(record))
    assert (got.title, got.date, got.url) == ("A rise", "2024-08-01", "https://news.example/a")
    assert (got.publisher, got.language) == ("The Post", "en")
    assert got.path.endswith("a.json#77")


def test_one_bad_line_fails_alone_and_says_where(tmp_path):
    lines = [
        '{"id": "x", "text": "Acorn grew."}',
        "{oops}",
        '{"text": " "}',
        '{"title": "no text"}',
        "42",
        "",
        '{"text": "It fell."}',
    ]
    found = articles(tmp_path / "a.jsonl", "\r\n".join(lines))
    assert [a.status for a in found] == ["ok", "failed", "skipped", "failed", "failed", "ok"]
    assert [a.path.rsplit("#")[1] for a in found] == ["x", "2", "3", "4", "5", "7"]
    assert found[1].error.startswith("Line 2 of ") and "not valid JSON" in found[1].error
    assert "text" in found[3].error
    assert len({a.id for a in found}) == 6


def test_records_of_something_else_are_one_skipped_line(article):
    got = article("package.json", '[{"path": "a"}, {"path": "b"}]')
    assert got.status == "skipped"
    assert "path" in got.error


@pytest.mark.parametrize(
    ("name", "content", "status", "word"),
    [
        ("a.txt", b"", "skipped", "empty"),
        ("a.txt", b"\xef\xbb\xbf", "skipped", "no text"),
        ("a.txt", " \n\u200b\u00a0\n", "skipped", "no text"),
        ("a.json", b"", "skipped", "empty"),
        ("a.jsonl", b"\n \n", "skipped", "no records"),
        ("a.json", b"[]", "skipped", "without any record"),
        ("a.json", b'{"text": "a', "failed", "not valid JSON"),
        ("a.json", b"[" * 100_000, "failed", "nested"),
        ("a.json", b'{"text": "a", "n": ' + b"9" * 9000 + b"}", "failed", "digits"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "failed", "PNG"),
        ("a.html", b"%PDF-1.7 \xe2\xe3", "failed", "PDF"),
        ("a.dat", bytes(range(256)) * 20, "failed", "binary"),
        ("a.txt.gz", gzip.compress(b"Acorn grew. " * 500)[:40], "failed", "damaged gzip"),
        ("a.html.gz", b"\x1f\x8bnonsense", "failed", "damaged gzip"),
    ],
)
def test_what_gives_no_article_says_why(article, name, content, status, word):
    got = article(name, content)
    assert (got.status, got.text, got.sha256) == (status, None, None)
    assert word in got.error
    assert name in got.error and got.error.endswith(".")


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.jsonl.gz", "a.json.gz"])
def test_gzip_bombs_are_cut(article, monkeypatch, name):
    monkeypatch.setattr(opening, "MAX_DECODED", 1_000_000)
    assert "holds more than" in article(name, gzip.compress(b"\n" * 20_000_000)).error


def test_gzip_is_told_by_content(article):
    packed = gzip.compress(b"Acorn grew.")
    assert article("a.txt.gz", packed).text == article("a.txt", packed).text == "Acorn grew."
    assert article("b.txt.gz", b"Acorn grew.").text == "Acorn grew."
    assert article("c.txt.gz", packed + gzip.compress(b" It fell.")).text == "Acorn grew. It fell."


def test_records_before_damage_come_out(tmp_path):
    lines = "".join(json.dumps({"text": f"Acorn {i * 7919} grew by {i}%."}) + "\n" for i in range(5000))
    found = articles(tmp_path / "a.jsonl.gz", gzip.compress(lines.encode())[:-2000])
    assert sum(a.status == "ok" for a in found) > 100
    assert "damaged gzip" in found[-1].error


WESTERN = "Sales rose 5% to £3m — “a record”, said Zoë Müller of the café."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(article, encoding):
    assert article("a.txt", WESTERN.encode(encoding)).text == WESTERN
    record = json.dumps({"text": WESTERN}, ensure_ascii=False)
    assert article("a.json", record.encode(encoding)).text == WESTERN


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize(
    "text",
    [
        "It costs £4m.",
        "Zoë sold 40 boats at the café.",
        "The price of the Besançon mill rose by £3 to £400, the owner’s son said — “for good”.",
        "“It’s 5%,” she said. “It isn’t £4 – it’s £5 …”",
    ],
)
def test_charsets_of_the_west_are_told_by_what_stands_beside_their_signs(article, text, encoding):
    if encoding == "cp850":
        text = text.translate(str.maketrans("“”’—–…", '""\'---'))
    if not text.isascii():
        assert article("a.txt", text.encode(encoding)).text == text


def test_one_damaged_character_leaves_the_rest(article):
    data = (WESTERN * 3).encode() + "é".encode()[:1]
    assert article("a.txt", data).text == WESTERN * 3 + "\ufffd"


def test_nul_and_newlines_become_writable(article):
    assert article("a.txt", "Acorn grew\0 by 5%.\r\nIt fell.\rIt rose." + " It held." * 50).text.startswith(
        "Acorn grew\ufffd by 5%.\nIt fell.\nIt rose."
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('{"text": "Acorn grew."}', "Acorn grew."),
        ('{\n  "text": "Acorn grew."\n}', "Acorn grew."),
        ("<!DOCTYPE html><html><body><p>Acorn grew by 5% last year.</p></body></html>", "Acorn grew by 5% last year."),
        ("[Leeds] Acorn grew.", "[Leeds] Acorn grew."),
        ("{Leeds} Acorn grew.", "{Leeds} Acorn grew."),
    ],
)
def test_content_without_an_ending_is_told_by_its_start(article, content, text):
    assert article("noending", content).text == text


@pytest.mark.parametrize("packed", [False, True])
def test_standard_input(monkeypatch, packed):
    def feed(content):
        data = gzip.compress(content.encode()) if packed else content.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
        return list(read(Source("-"), "2024-08-01"))

    (plain,) = feed("Acorn grew.")
    assert (plain.path, plain.text, plain.date) == ("-", "Acorn grew.", "2024-08-01")
    lines = feed('{"id": "x", "text": "Acorn grew."}\n{"text": "It fell."}\nnonsense\n')
    assert [(a.path, a.status) for a in lines] == [("-#x", "ok"), ("-#2", "ok"), ("-#3", "failed")]
