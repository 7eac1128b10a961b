"""Runs over many articles: order, workers, failures, interruption."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from pipeline import emit
from pipeline.ingest import Source
from pipeline.records import RECORDS, Article, Extraction
from pipeline.run import ModelError, NothingToDo, Options, Progress, Summary, WorkerError, chunks, run
from pipeline.run import driver as local
from tests.support.small_runs import FAKE, articles, files, go, make_news, until


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a folder of short articles, in chunks of three files."""
    monkeypatch.setattr(chunks, "CHUNK_SOURCES", 3)
    return lambda count=10, **texts: make_news(tmp_path / "news", count, **texts)


def test_a_run_writes_five_tables_and_counts(news: Callable[..., Path], tmp_path: Path) -> None:
    summary = go(news(), tmp_path / "out")
    result = emit.read_run(tmp_path / "out")
    assert sorted(files(tmp_path / "out")) == sorted(f"{t}.jsonl" for t in RECORDS)
    assert [os.path.basename(a.path) for a in result.articles] == [f"{n:02d}.txt" for n in range(10)]
    assert [a.facts for a in result.articles] == [3] * 10
    assert (summary.ok, summary.facts, summary.kinds, summary.exit_code) == (10, 30, {"count": 30}, 0)
    assert summary.words == sum(a.words for a in result.articles) > 0


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_change_no_byte(news: Callable[..., Path], tmp_path: Path, workers: int) -> None:
    folder = news(20, n4="RAISE it by 5.", n11="The harbour of town number 2 has 12 cranes and 3 ferries.", n7="")
    one = go(folder, tmp_path / "one")
    many = go(folder, tmp_path / "many", workers)
    assert many.workers == workers
    assert files(tmp_path / "one") == files(tmp_path / "many")
    assert (one.kinds, one.reasons, one.words) == (many.kinds, many.reasons, many.words)


def test_an_article_that_came_before_is_listed_as_skipped(news: Callable[..., Path], tmp_path: Path) -> None:
    same = "The bridge is 90 metres long."
    folder = news(8, n1=same, n5=same, n6=same)
    summary = go(folder, tmp_path / "out", 2)
    assert summary.reasons["it is the same article as one before."].count == 2
    result = emit.read_run(tmp_path / "out")
    first, second, third = (result.articles[n] for n in (1, 5, 6))
    assert (first.status, second.status, third.status) == ("ok", "skipped", "skipped")
    assert second.error == f"{second.path} is the same article as {first.path}."
    assert second.text is None and second.facts == 0
    assert len({a.id for a in result.articles}) == 8
    assert [f.article_id for f in result.facts].count(first.id) == 1


@pytest.mark.parametrize("alone", [False, True])
def test_a_text_is_extracted_from_once_in_a_chunk(tmp_path: Path, alone: bool) -> None:
    from pipeline.run.articles import Carrier
    from tests.support.fakes import Fake

    seen: list[str] = []

    class Counting(Fake):
        def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
            def passed() -> Iterator[Article]:
                for article in articles:
                    seen.append(article.path)
                    yield article

            return super().extract(passed())

    # The second RAISE comes after one that failed: whether its text fails again is for the extractor to say.
    texts = [
        "5 cranes.",
        "5 cranes.",
        "RAISE 7",
        "6 ferries.",
        "RAISE 7",
        "5 cranes.",
        "6 ferries.",
        "5 cranes.",
        "8 tugs.",
    ]
    sources = []
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text)
        sources.append(Source(str(tmp_path / f"{number}.txt")))
    carrier = Carrier(Counting(), limit=8)
    groups = [*(carrier.carry_alone(sources, {}, lambda _: None) if alone else carrier.carry(sources))]
    assert [(index, group.status, len(group.kinds)) for index, group in groups] == [
        (0, "ok", 1), (1, "ok", 0), (2, "failed", 0), (3, "ok", 1), (4, "failed", 0), (5, "ok", 0), (6, "ok", 0), (7, "ok", 0)
    ]  # fmt: skip
    assert {Path(path).stem for path in seen} == {"0", "2", "3", "4"}


def test_one_and_the_same_line_twice_has_two_ids(tmp_path: Path) -> None:
    bad = tmp_path / "rows.jsonl"
    bad.write_text("not json\n" * 3 + '{"text": "There are 4 of them here."}\n')
    go(bad, tmp_path / "out")
    listed = articles(tmp_path / "out")
    assert len({a.id for a in listed}) == len(listed)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_raises_is_listed_and_the_others_go_on(
    news: Callable[..., Path], tmp_path: Path, workers: int
) -> None:
    summary = go(news(9, n4="RAISE the 5 bridges.", n8="An ODD 9."), tmp_path / "out", workers)
    listed = articles(tmp_path / "out")
    assert [a.status for a in listed] == ["ok"] * 4 + ["failed"] + ["ok"] * 3 + ["failed"]
    raised, odd = str(listed[4].error), str(listed[8].error)
    assert raised.startswith(
        "Extraction failed with RuntimeError: the word RAISE stands in it (pipeline/run/articles.py,"
    )
    assert odd.startswith("Writing its records failed with ValueError: nan cannot be written as JSON (pipeline/emit/")
    assert (summary.faults.count, summary.faults.path) == (2, listed[4].path)
    assert f"the first {listed[4].path!r}: {raised} Please report that sentence" in "\n".join(summary.lines())
    assert listed[4].text is None
    assert (summary.failed, summary.exit_code) == (2, 1)


def test_an_article_that_kills_its_process_is_listed_and_the_others_go_on(
    news: Callable[..., Path], tmp_path: Path
) -> None:
    folder = news(9, n4="KILL 5 of them.", n5="KILL 6 of them too.")
    summary = go(folder, tmp_path / "out", 2)
    listed = articles(tmp_path / "out")
    assert [a.status for a in listed] == ["ok"] * 4 + ["failed"] * 2 + ["ok"] * 3
    assert listed[4].error == "The process was killed by signal 9 (SIGKILL) while extracting from it."
    assert summary.exit_code == 1
    assert len(emit.read_run(tmp_path / "out").facts) == 21


def test_a_worker_killed_by_chance_loses_nothing(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news(9, n4=f"KILL-ONCE {tmp_path}/marker and 5 others.")
    go(folder, tmp_path / "killed", 2)
    assert (tmp_path / "marker").exists()
    go(folder, tmp_path / "calm", 1)
    assert files(tmp_path / "killed") == files(tmp_path / "calm")


def test_a_source_whose_reading_kills_is_listed_once(news: Callable[..., Path], tmp_path: Path) -> None:
    from pipeline.run.articles import Carrier
    from tests.support.fakes import Fake

    folder = news(2)
    sources = [Source(str(folder / "00.txt")), Source(str(folder / "01.txt"))]
    begun: list[object] = []
    groups = list(Carrier(Fake()).carry_alone(sources, {("read", 0, 0): "It broke."}, begun.append))
    assert [(index, group.status, group.error) for index, group in groups] == [
        (0, "failed", "It broke."),
        (1, "ok", None),
    ]
    assert begun == [("read", 1, 0), ("extract", 1, 0), ("read", 1, 1)]


def test_an_extractor_that_always_raises_ends() -> None:
    from pipeline.run.articles import Carrier

    class Broken:
        def extract(self, articles):  # type: ignore[no-untyped-def]
            raise KeyError("x")

    assert [g.status for _, g in Carrier(Broken()).carry([Source("none.txt")])] == ["failed"]


def test_workers_that_die_at_once_end_the_run(news: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match=r"killed by signal 9.*before they could begin"):
        go(news(), tmp_path / "out", 2, model="crash")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_model_that_cannot_be_used(news: Callable[..., Path], tmp_path: Path, workers: int) -> None:
    with pytest.raises(ModelError, match="is not installed; name another"):
        go(news(), tmp_path / "out", workers, model="nonesuch")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("limit", [1, 5])
def test_a_limit_takes_the_first_articles(news: Callable[..., Path], tmp_path: Path, workers: int, limit: int) -> None:
    summary = go(news(), tmp_path / "out", workers, limit=limit)
    names = [os.path.basename(a.path) for a in articles(tmp_path / "out")]
    assert names == [f"{n:02d}.txt" for n in range(min(limit, 10))]
    assert summary.articles == min(limit, 10)


def test_facts_alone_to_a_file_and_to_a_stream(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news()
    go(folder, tmp_path / "run")
    go(folder, tmp_path / "alone.jsonl", 2)
    stream = io.BytesIO()
    go(folder, "-", 2, stdout=stream)
    expected = (tmp_path / "run" / "facts.jsonl").read_bytes()
    assert (tmp_path / "alone.jsonl").read_bytes() == expected
    assert stream.getvalue() == expected


def test_nothing_read_is_exit_code_2_with_the_reason(tmp_path: Path) -> None:
    summary = go(tmp_path / "none.txt", tmp_path / "out")
    (listed,) = articles(tmp_path / "out")
    assert listed.status == "failed" and listed.error
    assert summary.exit_code == 2
    assert any("failed 1" in line and "none.txt" in line for line in summary.lines())


def test_skipped_articles_are_no_failures(news: Callable[..., Path], tmp_path: Path) -> None:
    same = "The bridge is 90 metres long."
    summary = go(news(3, n0=same, n1=same), tmp_path / "out")
    assert (summary.skipped, summary.exit_code) == (1, 0)


def test_what_an_earlier_run_wrote_is_not_read_as_news(news: Callable[..., Path], tmp_path: Path) -> None:
    folder = news(3)
    go(folder, folder)
    before = files(folder)
    assert go(folder, folder).articles == 3
    assert files(folder) == before
    assert go(folder, folder, shards=True).articles == 3
    assert go(folder, folder, shards=True).articles == 3
    assert go(folder, folder).articles == 3
    for n in range(3):
        (folder / f"{n:02d}.txt").unlink()
    with pytest.raises(NothingToDo, match="nothing to read in"):
        go(folder, folder)


def test_a_file_of_facts_that_lies_among_the_news_is_not_read_as_news(
    news: Callable[..., Path], tmp_path: Path
) -> None:
    folder = news(3)
    for _ in range(2):
        assert go(folder, folder / "some.jsonl").articles == 3
    (folder / "articles.jsonl").write_text('{"text": "The hall has 9 doors."}\n')
    assert go(folder, folder / "some.jsonl").articles == 4
    (folder / "some.jsonl").unlink()
    (folder / "some.run.json").unlink()
    for _ in range(2):
        assert go(folder, folder / "facts.jsonl").articles == 4


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_grows_to_the_whole(news: Callable[..., Path], tmp_path: Path, workers: int) -> None:
    seen: list[Progress] = []
    go(news(), tmp_path / "out", workers, progress=seen.append)
    figures = [(p.done.articles, p.done.facts, p.done.weight) for p in seen]
    assert figures == sorted(figures)
    assert (seen[-1].done.articles, seen[-1].done.facts) == (10, 30)
    assert seen[-1].done.weight == seen[-1].weight


def test_chunks_depend_on_the_sources_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CUT_EARLY", 1 << 40)
    sources = [Source("rows.jsonl", n * 40_000, (n + 1) * 40_000, n, size=40_000) for n in range(7)]
    made = list(chunks.cut(sources))
    assert [len(c.sources) for c in made] == [3, 3, 1]
    assert [s for c in made for s in c.sources] == sources
    assert [c.number for c in made] == [0, 1, 2]
    assert len({c.key for c in made}) == 3


def test_chunks_fall_into_step_again_behind_a_new_file() -> None:
    sources = [Source(f"news/{n:05d}.txt", size=2_000) for n in range(2_000)]
    before = {c.key for c in chunks.cut(sources)}
    after = {c.key for c in chunks.cut([*sources[:100], Source("news/00099b.txt", size=2_000), *sources[100:]])}
    assert len(before) > 30
    assert len(before - after) <= 5


def test_small_input_gets_one_worker(news: Callable[..., Path], tmp_path: Path) -> None:
    assert run([str(news())], str(tmp_path / "out"), extractor=FAKE).workers == 1


def test_a_reader_that_goes_away_stops_the_run(news: Callable[..., Path]) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with open(write_end, "wb", buffering=0) as gone, pytest.raises(BrokenPipeError):
        go(news(), "-", 2, stdout=gone)
    until(lambda: not any(t.name.startswith("claims-reports") for t in threading.enumerate()))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_one_sentence(
    news: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = news()
    real = emit.files.FileOutput._partial
    monkeypatch.setattr(
        emit.files.FileOutput,
        "_partial",
        lambda self, table: Path("/dev/full") if table == "facts" else real(self, table),
    )
    with pytest.raises(emit.WriteError, match="could not be written: No space left on device"):
        go(folder, tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == [".claims"]
    monkeypatch.setattr(emit.files.FileOutput, "_partial", real)
    assert go(folder, tmp_path / "out").kept.articles == 10


def test_reasons_are_counted_and_bounded() -> None:
    summary = Summary()
    for n in range(200):
        path = f"in/{n}.txt"
        summary.add(local_group(path, "failed", f"{path} is not text." if n % 2 else f"Reason {n}."))
    assert summary.reasons["it is not text."].count == 100
    assert summary.reasons["it is not text."].paths == ["in/1.txt", "in/3.txt", "in/5.txt"]
    assert len(summary.reasons) <= 51
    assert sum(r.count for r in summary.reasons.values()) == 200
    assert "41 more reasons: see articles.jsonl" in summary.lines()


def test_articles_without_a_date_are_told_of() -> None:
    from pipeline.run.article_lines import ArticleLines

    summary = Summary()
    for n, day in enumerate([None, "2024-05-03", None]):
        summary.add(ArticleLines("a" * 17, f"{n}.txt", "ok", None, 5, f"0f {day}"))
    assert summary.undated == 2
    assert any(line.startswith("2 articles have no date") and "--date" in line for line in summary.lines())


def local_group(path: str, status: str, error: str):  # type: ignore[no-untyped-def]
    from pipeline.run.article_lines import ArticleLines

    return ArticleLines("a" * 17, path, status, error, 0)  # type: ignore[arg-type]


def test_our_own_extractor_is_the_default() -> None:
    assert local.EXTRACTOR == "pipeline.extract:Extractor"


def test_an_article_that_lost_records_is_ok_and_told_of(news: Callable[..., Path], tmp_path: Path) -> None:
    summary = go(news(5, n2="PARTLY read: 5 cranes."), tmp_path / "out")
    listed = articles(tmp_path / "out")
    assert [a.status for a in listed] == ["ok"] * 5 and listed[2].error == "Lost: times."
    assert (summary.faults.count, summary.exit_code) == (1, 1)
    assert "1 article lost records to a fault of this program" in "\n".join(summary.lines())


@pytest.mark.parametrize("inputs", [["a.tx"], ["a.tx", "b.tx"], ["empty"], ["a.bin", "empty"]])
@pytest.mark.parametrize("output", ["good", "good.jsonl"])
def test_where_nothing_is_read_what_stands_there_stays(
    news: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: list[str], output: str
) -> None:
    go(news(), tmp_path / output)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(NothingToDo, match=f"Nothing was read, so {output} stays as it is: ") as told:
        run(inputs, output, Options(workers=1), extractor=FAKE)
    assert inputs[0] in str(told.value)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    first = run(
        inputs, "other", Options(workers=1), extractor=FAKE
    )  # nothing stands there: the reasons are written down
    assert first.exit_code == 2 and len(articles(tmp_path / "other")) == len(inputs)
