"""Reading never raises and never hangs, whatever the bytes and whatever the ending, and every article keeps its promises.

Each reader is given broken pieces of what it reads. A short round runs with all tests; ``pytest -m slow`` runs a long one.
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.decisions.log import Decisions
from pipeline.emit.reader import ReadError, read_records
from pipeline.errors import ClaimsError
from pipeline.evaluate.gold import read_gold
from pipeline.ingest import Listed, Source, find, read
from pipeline.ingest.formats.dates import iso_date
from pipeline.ingest.formats.encodings import decode
from pipeline.records import Fact
from pipeline.user_tables import read_confidence, read_units
from tests.support.broken_files import (
    CONTENT,
    DECISIONS,
    GOLD,
    LINES,
    STORY,
    TABLES,
    TARS,
    UNITS,
    WEIGHTS,
    bitten,
    broken,
    packed_by_zstd,
)

SLOWEST = 10.0
"""Seconds of the processor for one input of some thousand characters, imports included; meant are minutes."""


def sound(article) -> None:  # type: ignore[no-untyped-def]
    """Asserts what every article promises."""
    for value in (
        article.id,
        article.path,
        article.url,
        article.title,
        article.publisher,
        article.language,
        article.error,
    ):
        assert value is None or value.encode("utf-8") is not None
    assert article.date is None or datetime.date.fromisoformat(article.date)
    if article.status == "ok":
        assert article.sha256 == hashlib.sha256(article.text.encode("utf-8")).hexdigest()
        assert article.words == len(article.text.split()) > 0
        assert "\r" not in article.text and "\0" not in article.text and article.error is None
    else:
        assert article.text is None and article.words == 0
        assert "\n" not in article.error and article.error.endswith(".") and len(article.error) < 1100
        assert "please report" not in article.error, article.error


def read_soundly(data: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{ending}"
        path.write_bytes(data)
        began, count = time.process_time(), 0
        for source in find([str(path)], Path(folder) / "spool"):
            for article in read(source):
                count += 1
                sound(article)
        assert count and time.process_time() - began < SLOWEST


def budget(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    checks = [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
        HealthCheck.large_base_example,
    ]
    return settings(max_examples=examples, deadline=None, suppress_health_check=checks, derandomize=examples < 100)


def try_reader(ending: str, content: st.SearchStrategy[bytes], examples: int) -> None:
    @budget(examples)
    @given(data=content)
    def attempt(data: bytes) -> None:
        read_soundly(data, ending)

    attempt()


ROUNDS = [pytest.param(25, id="short"), pytest.param(3000, id="long", marks=pytest.mark.slow)]


@pytest.mark.parametrize("examples", ROUNDS)
@pytest.mark.parametrize("ending", CONTENT)
def test_a_reader_is_never_at_a_loss(ending: str, examples: int) -> None:
    if ending.startswith("warc"):
        pytest.importorskip("warcio")
    try_reader(ending, CONTENT[ending], examples)


@pytest.mark.parametrize("examples", ROUNDS)
def test_the_readers_of_parquet_and_zstd_are_never_at_a_loss(examples: int) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("backports.zstd")
    try_reader("parquet", TABLES, examples)
    try_reader("txt.zst", LINES.map(packed_by_zstd).flatmap(bitten), examples)
    try_reader("tar.zst", TARS.map(packed_by_zstd), examples)


@pytest.mark.parametrize("examples", ROUNDS)
def test_lists_of_files_name_files(examples: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    @budget(examples)
    @given(data=broken("a.txt\nb/*.txt\n[c]\n**/d\n-x\n"))
    def attempt(data: bytes) -> None:
        names = data.replace(b"/", b"_").replace(b"..", b"_")  # nothing outside of the folder
        Path("list").write_bytes(names)
        for source in find(Listed("list")):
            if source.path != "-":
                for article in read(source):
                    sound(article)

    attempt()


@pytest.mark.parametrize("examples", ROUNDS)
def test_text_and_dates_of_any_bytes(examples: int) -> None:
    charsets = st.one_of(
        st.none(), st.sampled_from(["gb2312", "latin-1", "utf-16", "cp037", "mac-x", "iso-2022-jp", "utf-7", ""])
    )

    @budget(examples)
    @given(
        data=broken("Café and 日本 on 6 May 2024, 2024-05-06T10:00:00Z or Mon, 6 May 2024 at 5 p.m. 1715000000"),
        charset=charsets,
    )
    def attempt(data: bytes, charset: str | None) -> None:
        text = decode(data, charset)
        assert "\0" not in text and "\r" not in text and text.encode("utf-8") is not None
        day = iso_date(text[:80])
        assert day is None or datetime.date.fromisoformat(day)

    attempt()


def _decisions(path: Path) -> None:
    for _ in Decisions(path, reviewer="x"):
        pass


OWN = {
    "units.tsv": (UNITS, lambda path: read_units(str(path))),
    "confidence.tsv": (WEIGHTS, lambda path: read_confidence(str(path))),
    "decisions.jsonl": (DECISIONS, _decisions),
    "facts.jsonl": ('{"id": "f1", "quantity": {"value": 5}}\n', lambda path: list(read_records(path, Fact))),
    "facts.jsonl.gz": ("", lambda path: list(read_records(path, Fact))),
    "gold/a.jsonl": (GOLD, lambda path: read_gold(path.parent)),
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("examples", ROUNDS)
@pytest.mark.parametrize("name", OWN)
def test_what_users_write_is_read_or_refused_in_a_sentence(name: str, examples: int, tmp_path: Path) -> None:
    seed, reader = OWN[name]
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    (path.parent / "a.txt").write_text(STORY)
    content = broken(seed) if seed else LINES.map(gzip.compress).flatmap(bitten)

    @budget(examples)
    @given(data=content)
    def attempt(data: bytes) -> None:
        path.write_bytes(data)
        try:
            reader(path)
        except ClaimsError as error:
            assert str(error) and "\n" not in str(error)

    attempt()


@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "1e999", "NaN"])
def test_numbers_that_no_machine_holds(tmp_path: Path, number: str) -> None:
    path = tmp_path / "units.tsv"
    for cell in (number, f"-{number}", f"1/{number}", "1e99999999", "1e190", "1e-190"):
        path.write_text(UNITS.replace("201.168", cell.replace("--", "")))
        with pytest.raises(ClaimsError, match="line 2"):
            read_units(str(path))
    path = tmp_path / "decisions.jsonl"
    path.write_text(DECISIONS.replace("3.0", number) + "[" * 100_000 + "\n" + DECISIONS)
    with pytest.warns(UserWarning, match="passed over"):
        assert len(Decisions(path, reviewer="x")) == 1
    path = tmp_path / "facts.jsonl"
    path.write_text(f'{{"id": "f1", "confidence": {number}}}\n')
    with pytest.raises(ReadError, match="line 1"):
        list(read_records(path, Fact))
    assert list(read(Source(str(path))))
