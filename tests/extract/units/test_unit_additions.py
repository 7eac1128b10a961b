"""A user's own units: added to the table, in the place of its own, told in one sentence when wrong, known to workers."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.extract import units
from pipeline.extract.extractor import Extractor, extract_doc
from pipeline.extract.settings import Settings
from pipeline.ingest.formats.fields import Draft
from pipeline.ingest.readers import article_of
from pipeline.user_tables import TableError, read_units

HEADER = "name\tkind\tfactor\tbase\tsymbol\twords\tsymbols\tprefixes\tcontext\n"
SMOOT = "smoot\tlength\t1.7018\tmetre\tsm\tsmoot\tsm\tk\n"


def added(rows: str) -> units.AddedUnits:
    return units.AddedUnits("mine.tsv", tuple((HEADER + rows).splitlines()))


def use(rows: str) -> AbstractContextManager[None]:
    return Settings(units=added(rows)).in_use()


def found(text: str) -> tuple[str, str] | None:
    match = units.match_after(text, next(i for i, c in enumerate(text) if not (c.isdigit() or c in ".,")))
    return None if match is None else (match.unit.name, match.surface)


def test_a_new_unit_is_found_in_all_its_forms_and_only_while_in_use() -> None:
    assert found("364 smoots") is None
    with use(SMOOT):
        assert found("364 smoots") == ("smoot", "smoots")
        assert found("2 ksm") == ("kilosmoot", "ksm")
        assert found("9 square smoots") == ("square smoot", "square smoots")
        assert found("3 smoots per hour") == ("smoot per hour", "smoots per hour")
        assert units.base(10, "smoot") == (17.018, "metre")
    assert found("364 smoots") is None
    assert units.base(10, "smoot") == (None, None)


def test_a_unit_of_the_same_name_takes_the_place_of_ours() -> None:
    with use("ton\tmass\t1000\tkilogram\n"):
        assert found("5 tons") == ("ton", "tons")
        assert units.base(5, "ton") == (5000, "kilogram")
        assert units.normalized("mass", 5, None, None, "ton") == units.normalized("mass", 5, None, None, "tonne")


def test_forms_of_a_user_are_read_before_ours() -> None:
    with use("kite\tlength\t7\tmetre\tkt\tkite\tkt\n"):
        assert found("12 kt") == ("kite", "kt")
        assert found("12 knots") == ("knot", "knots")


def test_a_row_without_kind_adds_forms_to_a_unit_of_ours() -> None:
    with use("mile\t\t\t\t\tmiglia/miglie\n"):
        assert found("30 miglie") == ("mile", "miglie")


def test_conditions_of_a_user_hold_and_leave_our_reading_else() -> None:
    with use("stroke\tother\t\t\t\tpoint\t\t\tnear=rowing\n"):
        assert found("3 points in rowing") == ("stroke", "points")
        assert found("3 points on the index of shares") == ("point", "points")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER + "smoot\tlongness\t1.7\n", "line 2, unit 'smoot': 'longness' is no kind; write one of duration, age,"),
        (HEADER + "\n# mine\nsmoot\tlength\tlots\n", "line 4, unit 'smoot': 'lots' is no number; write a decimal"),
        (HEADER + "smoot\tlength\t-1\n", "line 2, unit 'smoot': the factor -1 leads nowhere"),
        (HEADER + "smoot\n", "line 2, unit 'smoot': no row before this one defines it; fill in kind"),
        (HEADER + "\tlength\n", "line 2, unit '': there is no name; write"),
        (HEADER + "smoot\tlength\t1\t\tsm\tsmoot\t\tq\n", "line 2, unit 'smoot': 'q' is no SI prefix; write some of"),
        (HEADER + "smoot\tlength\t1\t\t\tsmoot\t\t\tsometimes\n", "line 2, unit 'smoot': 'sometimes' is no condition"),
        (HEADER + "smoot\tlength\t1\t\t\tsm2\n", "line 2, unit 'smoot': 'sm2' has more than letters"),
        ("name\tkind\nsmoot\tlength\t1.7\n", "line 2: 3 cells, but the header names 2; cells are apart by tabs"),
        (
            "# mine\nname kind factor\nsmoot length 1\n",
            "line 2: 'name kind factor' is no column; the header is some of",
        ),
        ("smoot\tlength\t1.7\tmetre\tsmoot\n", "line 1: 'smoot' is no column; the header is some of"),
        ("# mine\n\nsmoot\n", "line 3: 'smoot' is no column; the header is some of"),
        ("kind\tfactor\nlength\t1\n", "line 1: there is no column 'name'"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(TableError) as raised:
        read_units(str(path))
    assert str(raised.value).startswith(f"{path}, {told}")
    assert str(raised.value).count("\n") == 0 and str(raised.value).endswith(".")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"absent\.tsv could not be read: No such file"):
        read_units(str(tmp_path / "absent.tsv"))
    (tmp_path / "latin.tsv").write_bytes(HEADER.encode() + b"\xe5ngstr\xf6m\tlength\n")
    with pytest.raises(TableError, match=r"latin\.tsv, line 2: this is not UTF-8"):
        read_units(str(tmp_path / "latin.tsv"))


def test_extractors_of_one_process_read_each_with_their_own_units() -> None:
    text = "The bridge is 364 smoots long."
    with_smoots, plain = Extractor(None, added(SMOOT)), Extractor()

    def kinds(extractor: Extractor) -> list[str]:
        (found,) = extractor.extract([article_of("text", Draft(text=text))])
        return [fact.kind for fact in found.facts]

    assert [kinds(plain), kinds(with_smoots), kinds(plain)] == [["count"], ["length"], ["count"]]
    doc = plain.language.nlp(text)
    assert [f.kind for f in extract_doc(article_of("text", Draft(text=text)), doc).facts] == ["count"]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_reads_its_articles_with_the_users_units(tmp_path: Path, workers: int) -> None:
    (tmp_path / "mine.tsv").write_text(HEADER + SMOOT, "utf-8")
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"The bridge {name} is 364 smoots long, the town said.", "utf-8")
    output = tmp_path / "facts.jsonl"
    arguments = ["extract", str(tmp_path / "one.txt"), str(tmp_path / "two.txt"), "-o", str(output), "-q"]
    arguments += ["--units", str(tmp_path / "mine.tsv"), "--workers", str(workers)]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    facts = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert [f["quantity"]["unit"] for f in facts] == ["smoot", "smoot"]
    assert [f["quantity"]["base_value"] for f in facts] == [619.4552, 619.4552]


def test_the_command_ends_with_usage_error_and_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_text(HEADER + "smoot\tlongness\n", "utf-8")
    (tmp_path / "one.txt").write_text("It is 364 smoots long.", "utf-8")
    arguments = [
        "extract",
        str(tmp_path / "one.txt"),
        "-o",
        str(tmp_path / "out"),
        "--units",
        str(tmp_path / "mine.tsv"),
    ]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2
    assert "line 2, unit 'smoot': 'longness' is no kind" in done.output
    assert not (tmp_path / "out").exists()
