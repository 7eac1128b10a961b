"""Facts as text for a person."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import emit
from pipeline.cli import cli
from pipeline.records import Attribution, Extraction, Fact, Quantity, Span, Subject
from pipeline.views.choose import Wanted, chosen
from pipeline.views.terminal import block, clean, describe, marked, sentences, table
from tests.paths import CASES as CASE_FILES
from tests.support.fakes import make_article, make_fact, make_quantity, make_relation

CASES = [json.loads(line) for line in (CASE_FILES / "show.jsonl").read_text().splitlines()]


def fact_of(case: dict) -> Fact:  # type: ignore[type-arg]
    """The fact of a case: its quantity, subject and source are given by the words in the sentence."""
    text = case["sentence"]

    def place(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    base = make_fact(
        sentence=Span(text, 0, len(text)), quantity=make_quantity(case["quantity"], place(case["quantity"])[0])
    )
    words = case["subject"]
    subject = Subject(words, *place(words), words, None, None) if words else None
    attribution = None
    if source := case["source"]:
        assert base.attribution is not None and base.attribution.source is not None
        start, end = place(source)
        attribution = replace(
            base.attribution, source=replace(base.attribution.source, text=source, start=start, end=end)
        )
    return replace(base, subject=subject, attribution=attribution)


def mark(fact: Fact, colour: bool = False) -> str:
    """The sentence of one fact alone."""
    return marked([fact], fact.sentence, colour)


@pytest.mark.parametrize("case", CASES, ids=[c["sentence"][:40] for c in CASES])
def test_quantity_subject_and_source_are_marked(case: dict) -> None:  # type: ignore[type-arg]
    assert mark(fact_of(case)) == case["marked"]


@pytest.mark.parametrize("case", CASES, ids=[c["sentence"][:40] for c in CASES])
def test_colours_mark_the_same_words(case: dict) -> None:  # type: ignore[type-arg]
    text = mark(fact_of(case), colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", text) == case["sentence"]
    assert "".join(re.findall(r"\x1b\[1;33m(.*?)\x1b\[0m", text)) == case["quantity"]


def test_a_subject_of_another_sentence_is_not_marked() -> None:
    fact = make_fact(subject=Subject("Tarn", 900, 904, "Tarn", None, None))
    assert "{" not in mark(fact) and "· Tarn ·" in describe(fact)


@settings(max_examples=80, deadline=None)
@given(st.text(min_size=1, max_size=30), st.data())
def test_marking_loses_no_character_wherever_the_spans_lie(text: str, data: st.DataObject) -> None:
    def span() -> tuple[int, int]:
        start = data.draw(st.integers(0, len(text) - 1))
        return start, data.draw(st.integers(start + 1, len(text)))

    (a, b), (c, d) = span(), span()
    fact = make_fact(
        sentence=Span(text, 0, len(text)),
        quantity=replace(make_quantity(), text=text[a:b], start=a, end=b),
        subject=Subject(text[c:d], c, d, None, None, None),
        attribution=None,
    )
    assert re.sub(r"\x1b\[[\d;]*m", "", mark(fact, colour=True)) == clean(text)
    plain = mark(fact)
    assert len(plain) == len(text) + 4
    assert plain.isprintable()


def test_text_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[2Jb\tc\nd\u202ee\u2066f\x9bg") == "a\ufffd[2Jb c d\ufffde\ufffdf\ufffdg"
    assert clean("naïve 東京 – “5”") == "naïve 東京 – “5”"


def test_a_sentence_stands_once_with_all_its_quantities_and_a_line_for_each() -> None:
    one, text = make_fact(id="fa" + "0" * 15), "On Friday the council said its Harbour Trust had mended 7 dams."
    two = make_fact(id="fb" + "0" * 15, quantity=make_quantity("Friday", 3), kind="other")
    assert block([one, two], one.sentence).splitlines() == [
        "On [Friday] <the council> said {its Harbour Trust} had mended [7 dams].",
        "    7 dams · mended · Harbour Trust · says Tarn Council · 3 May 2024 · 0.75 · fa0000000",
        "    7 dams · mended · Harbour Trust · says Tarn Council · 3 May 2024 · 0.75 · fb0000000",
    ]  # fmt: skip
    assert re.sub(r"\x1b\[[\d;]*m", "", block([one, two], one.sentence, colour=True)).startswith(text)


def test_a_fact_is_one_line() -> None:
    assert describe(make_fact()) == "7 dams · mended · Harbour Trust · says Tarn Council · 3 May 2024 · 0.75"
    nobody = make_fact(
        subject=None, property=None, time=None, attribution=Attribution(None, None, None), modality="planned"
    )
    assert describe(nobody) == "7 dams · says somebody · planned · 0.75"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    def fact(n: int, article: str, **values: object) -> Fact:
        return make_fact(id=f"f{n:x}{0:015x}", article_id=article, **values)

    big = make_quantity("9 million dams", value=9e6, base_value=9e6)
    first, second, third = (f"a{n:016x}" for n in range(3))
    subject = Subject("the yard", 0, 8, "Åland Yards", None, None)
    emit.write_run(
        [
            Extraction(make_article(id=first, title="Dams mended"), (fact(1, first), fact(2, first, kind="money"))),
            Extraction(make_article(id=second, title="Nothing to count")),
            Extraction(
                make_article(id=third, title=None, path="news/ships.txt", date=None),
                (
                    fact(3, third, confidence=0.3, subject=subject),
                    fact(4, third, subject=None, modality="planned", quantity=big),
                ),
            ),
        ],
        str(tmp_path / "run"),
    )
    return tmp_path / "run"


def blocks(run: Path, **wanted: object) -> list[str]:
    sort, limit = wanted.pop("sort", "article"), wanted.pop("limit", None)
    return list(sentences(chosen(str(run), Wanted(**wanted), sort, limit)))  # type: ignore[arg-type]


def headings(blocks: list[str]) -> list[str]:
    return [b.strip() for b in blocks if b.startswith("== ")]


def ids(blocks: list[str]) -> list[int]:
    """The numbers of the facts shown."""
    return [int(line.rpartition(" · f")[2], 16) for b in blocks for line in b.splitlines() if line.startswith("    ")]


def test_facts_stand_below_the_headings_of_their_articles(run: Path) -> None:
    found = blocks(run)
    assert found[0] == "[quantity] {subject} <source>\n"
    assert headings(found) == ["== Dams mended · 2024-05-04", "== news/ships.txt"]
    assert ids(found) == [0x10000000, 0x20000000, 0x30000000, 0x40000000]


def test_the_legend_is_in_the_colours_of_the_marks(run: Path) -> None:
    (legend, *_) = sentences(chosen(str(run), Wanted()), colour=True)
    assert legend == "\x1b[1;33mquantity\x1b[0m \x1b[36msubject\x1b[0m \x1b[35msource\x1b[0m\n"


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"kinds": ("money",)}, [2]),
        ({"kinds": ("money", "count")}, [1, 2, 3, 4]),
        ({"kinds": ("age",)}, []),
        ({"modalities": ("planned",)}, [4]),
        ({"subject": "harbour"}, [1, 2]),
        ({"subject": "ÅLAND"}, [3]),
        ({"subject": "the yard"}, [3]),
        ({"property": "MEND"}, [1, 2, 3, 4]),
        ({"source": "tarn"}, [1, 2, 3, 4]),
        ({"source": "nobody"}, []),
        ({"article": "ships"}, [3, 4]),
        ({"article": "dams mended"}, [1, 2]),
        ({"since": "2024-05-04"}, [1, 2]),
        ({"since": "2024-06-01"}, []),
        ({"text": "trust COUNCIL dams"}, [1, 2, 3, 4]),
        ({"text": "yards council"}, [3]),
        ({"text": "council ferry"}, []),
        ({"min_confidence": 0.75}, [1, 2, 4]),
        ({"limit": 3}, [1, 2, 3]),
        ({"kinds": ("count",), "subject": "trust", "limit": 5}, [1]),
        ({"sort": "confidence"}, [3, 1, 2, 4]),
        ({"sort": "subject"}, [1, 2, 3, 4]),
        ({"sort": "date"}, [1, 2, 3, 4]),
        ({"sort": "value", "limit": 1}, [4]),
    ],
)
def test_filters_and_orders(run: Path, options: dict, shown: list[int]) -> None:  # type: ignore[type-arg]
    assert [n >> 28 for n in ids(blocks(run, **options))] == shown


def test_a_file_of_facts_is_shown_with_article_ids(run: Path) -> None:
    assert headings(blocks(run / "facts.jsonl")) == [f"== a{n:016x}" for n in (0, 2)]


def test_the_table_has_a_line_for_each_fact(run: Path) -> None:
    lines = list(table(chosen(str(run), Wanted())))
    assert lines[0].split() == ["id", "quantity", "of", "what", "whose", "who", "says", "when", "sure"]
    assert len(lines) == 5 and all("7 dams" in line or "9 million dams" in line for line in lines[1:])
    assert {len(line) for line in table(chosen(str(run), Wanted()), width=40)} <= set(range(41))


def test_there_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(emit.ReadError, match="holds no run"):
        blocks(tmp_path)


def test_the_command_takes_the_filters_together(run: Path) -> None:
    done = CliRunner().invoke(
        cli, ["show", str(run), "--since", "2024", "--text", "dams friday", "--kind", "money", "--table"]
    )
    assert done.exit_code == 0 and len(done.output.splitlines()) == 2 and "\x1b" not in done.output
    wrong = CliRunner().invoke(cli, ["show", str(run), "--since", "May"])
    assert wrong.exit_code == 2 and "write it as 2024-08-31" in wrong.output


def test_records_of_quantities_are_untouched() -> None:
    assert make_fact().quantity == Quantity(
        "7 dams", 56, 62, 7.0, 7.0, 7.0, "=", False, "dam", 7.0, "dam", "7 dam", None, None, None, None
    )


@pytest.fixture
def related(tmp_path: Path) -> Path:
    """A run of two articles with a relation each."""
    one = make_relation()
    article = make_article(text=one.sentence.text)
    other = make_article(id="a2", title="Cranes", date="2025-01-01", text=one.sentence.text)
    maker = replace(
        one,
        id="r" + "7" * 16,
        article_id="a2",
        type="works_for",
        phase="holds",
        modality="planned",
        role=None,
        time=None,
        confidence=0.4,
    )
    emit.write_run([Extraction(article, relations=(one,)), Extraction(other, relations=(maker,))], str(tmp_path / "run"))  # fmt: skip
    return tmp_path / "run"


@pytest.mark.parametrize(
    ("options", "count"),
    [("", 2), ("--type leads", 1), ("--subject brock", 2), ("--subject quay", 0), ("--min-confidence 0.5", 1),
     ("--modality planned", 1), ("--since 2024-06", 1), ("--text 'resigned friday'", 2), ("--article cranes", 1),
     ("--sort confidence --limit 1", 1), ("--source council", 0)],
)  # fmt: skip
def test_relations_are_shown_by_the_filters_of_facts(related: Path, options: str, count: int) -> None:
    done = CliRunner().invoke(cli, ["show", str(related), "--relations", *shlex.split(options)])
    assert done.exit_code == 0, done.output
    assert sum(line.startswith("    ") for line in done.output.splitlines()) == count


def test_a_relation_is_told_in_its_sentence_with_post_phase_and_day(related: Path) -> None:
    done = CliRunner().invoke(cli, ["show", str(related), "--type", "leads"])
    assert "== Dams · 2024-05-04" in done.output
    assert "{Ada Brock}, [chief executive] of <Harbour Trust>, resigned on Friday." in done.output
    assert "Ada Brock · leads · Harbour Trust · chief executive · 3 May 2024 · ended · 0.90 · r" in done.output
    failed = CliRunner().invoke(cli, ["show", str(related), "--relations", "--kind", "money"])
    assert failed.exit_code == 2 and "leave that option out" in failed.output
