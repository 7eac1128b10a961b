"""What `claims doctor` says of inputs: what each was read as, where its parts come from, why it gave nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from tests.ingest.test_html import COMMENT, HEAD, LONGER, page, prose

TEXT = "Orla opens a mill\n\nOSLO, May 3, 2024 (AP) - Orla has opened a mill with 40 saws, its owner said on Friday."


def told(tmp_path: Path, name: str, content: str | bytes, *options: str) -> tuple[int, str]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = CliRunner().invoke(cli, ["doctor", str(path), *options])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", TEXT, ["ok, plain text, utf-8", "'Orla opens a mill' (first line)", "2024-05-03 (the dateline)"]),
        ("2024-05-04-a.txt", TEXT, ["2024-05-04 (the file's name)"]),
        ("a.txt", TEXT.replace(", May 3, 2024", "").encode("utf-16"), ["utf-16 by its mark", "date   none: --date"]),
        ("a.txt", "The caf\xe9 sold 300 cups to its guests on Monday.".encode("cp1252"), ["cp1252", "title  none"]),
        ("a.md", f"---\ndate: 2024-05-03\n---\n# Orla opens\n\n{COMMENT}", ["Markdown", "first heading", "(front matter)"]),
        ("a.jsonl", '{"text": "Orla sold 5 cars.", "title": "Cars", "date": "2024-05-03"}', ["JSON lines", "field of its record"]),
        ("a.txt", page(prose()), ["web page", "(h1)"]),
        ("a.html", TEXT, ["plain text"]),
    ],
)  # fmt: skip
def test_says_what_was_read_as_what(tmp_path, name, content, words):
    code, output = told(tmp_path, name, content)
    assert code == 0
    for word in words:
        assert word in output


def test_says_what_of_a_page_was_left_out_and_why(tmp_path):
    prompt = "Sign up for our newsletter, which is read by 20,000 people every day."
    body = prose(*(f"<p>{p}</p>" for p in (*LONGER, prompt))) + f"<div class='comments'><p>{COMMENT}</p></div>"
    code, output = told(tmp_path, "a.html", page(body, HEAD + '<meta name="date" content="2024-05-03">'))
    assert code == 0
    assert "2024-05-03 (meta date)" in output
    assert f"left out (boilerplate): '{prompt}'" in output
    assert "left out (outside of the article): 'I have lived in this street" in output


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", "", "is empty"),
        ("a.txt", b"%PDF-1.4 x", "PDF"),
        ("a.html", page("<script>var x = 5;</script>"), "if scripts write it, save the page from a browser"),
        ("a.rtf", r"{\rtf1\ansi Orla sold 40 cars.}", "an RTF document"),
        ("a.xml", "<?xml version='1.0'?><rss><channel><title>Cars</title></channel></rss>", "is a news feed"),
        ("a.eml", "From: a@b.example\nTo: c@d.example\nSubject: Cars\nDate: Fri, 3 May 2024\n\nOrla sold 40.", "is a mail"),
        ("a.mhtml", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "saved as MHTML"),
        ("a.md", "```\nsold 40 cars\n```\n", "holds no prose"),
        ("a.txt", "Der Rat hat am Montag nicht mit der Stadt und den Leuten über das neue Haus gesprochen, das nun auch für die Kinder ist.", "German"),
    ],
)  # fmt: skip
def test_says_why_a_file_gave_nothing(tmp_path, name, content, why):
    code, output = told(tmp_path, name, content)
    assert code == 1
    assert "  why    " in output and why in output
    assert told(tmp_path, "missing" + name, b"")[0] == 1


def test_takes_the_day_and_language_of_a_run(tmp_path):
    code, output = told(tmp_path, "a.txt", "Orla sold 300 cups.", "--date", "2024-05-03")
    assert code == 0 and "2024-05-03 (--date)" in output


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", "OSLO, May 3 (AP) - Orla sold 300 cups.", "the dateline says 'May 3', and nothing tells its year"),
        ("a.jsonl", '{"text": "Orla sold 300 cups.", "date": "03/04/2024"}', "'03/04/2024' is no day for sure"),
        (
            "a.html",
            page(prose(), HEAD + '<meta name="date" content="03/04/2024">', "en"),
            "'03/04/2024' is no day for sure",
        ),
        ("a.txt", "Orla sold her cups to a man from Oslo.", "no digit stands in it"),
        (
            "a.txt",
            "Orla sold 300 cups.\nRead more: Two banks to cut 900 jobs\n",
            "left out (furniture): 'Read more: Two banks",
        ),
    ],
)
def test_says_why_a_text_has_no_date_or_gives_few_facts(tmp_path, name, content, words):
    code, output = told(tmp_path, name, content)
    assert code == 0
    assert words in output


def test_names_no_encoding_or_format_of_what_is_not_text(tmp_path):
    assert "a.bin: failed\n" in told(tmp_path, "a.bin", b"\x89PNG" + bytes(range(256)))[1]
