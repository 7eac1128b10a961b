"""Writing and reading of the five tables."""

from __future__ import annotations

import dataclasses
import fcntl
import io
import json
import math
import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import emit
from pipeline.emit.encode import encode_bytes
from pipeline.emit.shapes import Shape, fields
from pipeline.records import RECORDS, Article, Entity, Extraction, Fact
from tests.support.fakes import Fake, make_article, make_fact, make_quantity

LETTERS = {"fact": "f", "article": "a", "entity": "e", "time": "t", "statement": "s", "relation": "r"}
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)


@cache
def values(record: type, name: str, shape: Shape) -> st.SearchStrategy:
    """Values that a field may have."""
    if name == "id" or name.endswith("_id"):
        letter = LETTERS[record.__name__.lower() if name == "id" else name.removesuffix("_id")]
        base: st.SearchStrategy = st.integers(0, 2**64 - 1).map(lambda n: f"{letter}{n:016x}")
    elif name == "sha256":
        base = st.just("0" * 64)
    elif name == "confidence":
        base = st.floats(0, 1)
    elif shape.values:
        base = st.sampled_from(shape.values)
    elif shape.item is not None:
        base = st.lists(values(record, "", shape.item), max_size=2).map(tuple)
    elif shape.record:
        base = records(shape.type)
    else:
        base = {
            str: TEXT,
            int: st.integers(0, 2**40),
            float: st.floats(allow_nan=False, allow_infinity=False),
            bool: st.booleans(),
        }[shape.type]
    return st.none() | base if shape.nullable else base


@cache
def records(record: type) -> st.SearchStrategy:
    """Records of one class with any values that they may have."""
    return st.builds(record, **{name: values(record, name, shape) for name, shape in fields(record).items()})


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_record_is_written_as_json_dumps_would_and_read_back_as_it_was(record: type, tmp_path: Path) -> None:
    path = tmp_path / "table.jsonl"

    @settings(max_examples=25, deadline=None)
    @given(records(record))
    def check(made: object) -> None:
        line = emit.encode(made)
        assert line == json.dumps(dataclasses.asdict(made), ensure_ascii=False)  # type: ignore[call-overload]
        path.write_bytes(line.encode() + b"\n")
        assert list(emit.read_records(path, record)) == [made]

    check()


def test_whole_numbers_in_fractional_fields_become_floats() -> None:
    line = emit.encode(make_fact(quantity=make_quantity(value=2, base_value=3), confidence=1))
    assert '"value": 2.0' in line
    assert '"base_value": 3.0' in line
    assert '"confidence": 1.0' in line


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_does_not_know_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="cannot be written as JSON"):
        emit.encode(make_fact(confidence=value))


@pytest.mark.parametrize(
    "wrong", [{"kind": "weight"}, {"id": None}, {"sentence": None}, {"rules": (1,)}, {"confidence": None}]
)
def test_records_of_wrong_types_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)):
        emit.encode(make_fact(**wrong))


def test_half_a_surrogate_pair_is_escaped_and_comes_back() -> None:
    line = encode_bytes(make_article(path="odd\udcff.txt"))
    assert b"odd\\udcff.txt" in line
    assert json.loads(line.decode("utf-8"))["path"] == "odd\udcff.txt"


def extractions(count: int = 3) -> list[Extraction]:
    return list(Fake().extract(make_article(id=f"a{n:016x}", text=f"{n} of 9 – “so”\u2028") for n in range(count)))


def test_a_run_written_is_read_back(tmp_path: Path) -> None:
    made = extractions()
    assert emit.write_run(made, str(tmp_path / "deep" / "run")) == 3
    run = emit.read_run(tmp_path / "deep" / "run")
    assert run.articles == [e.article for e in made]
    assert run.facts == [f for e in made for f in e.facts]
    assert run.entities == [x for e in made for x in e.entities]
    assert run.times == [x for e in made for x in e.times]
    assert run.statements == [x for e in made for x in e.statements]
    assert sorted(os.listdir(tmp_path / "deep" / "run")) == sorted(f"{t}.jsonl" for t in RECORDS)


def test_lines_end_in_one_newline_and_keep_characters_as_they_are(tmp_path: Path) -> None:
    emit.write_run(extractions(2), str(tmp_path))
    raw = (tmp_path / "articles.jsonl").read_bytes()
    assert raw.count(b"\n") == 2 and raw.endswith(b"}\n") and b"\r" not in raw
    assert "–".encode() in raw


def test_a_file_of_facts_alone(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    made = extractions()
    emit.write_run(made, str(path))
    assert os.listdir(tmp_path) == ["facts.jsonl"]
    run = emit.read_run(path)
    assert run.facts == [f for e in made for f in e.facts]
    assert run.articles == []


def test_an_earlier_run_stays_until_the_new_one_is_complete(tmp_path: Path) -> None:
    emit.write_run(extractions(1), str(tmp_path))
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    output = emit.open_output(str(tmp_path))
    output.write(emit.Lines().of(extractions(1)[0]))
    assert {n: (tmp_path / n).read_bytes() for n in before} == before
    output.discard()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    def failing():  # type: ignore[no-untyped-def]
        yield from extractions(2)
        raise KeyError("x")

    with pytest.raises(KeyError):
        emit.write_run(failing(), str(tmp_path / "new" / "run"))
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    work = tmp_path / ".claims"
    (work / "times.partial").mkdir(parents=True)
    (work / "facts.partial").write_text("half")
    emit.write_run(extractions(1), str(tmp_path))
    assert not work.exists()


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    (tmp_path / ".claims").mkdir()
    with open(tmp_path / ".claims" / "lock", "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(emit.OutputError, match="Another run is writing to"):
            emit.open_output(str(tmp_path))
    emit.open_output(str(tmp_path)).discard()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("plain", "is a file: name a folder"),
        ("table.csv", "would be a folder, though it ends in .csv"),
        ("plain/run", "cannot be written to: Not a directory"),
        ("folder.jsonl", None),
        ("taken", "facts.jsonl is a folder"),
    ],
)
def test_outputs_that_cannot_be(tmp_path: Path, name: str, message: str | None) -> None:
    (tmp_path / "plain").write_text("x")
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "taken" / "facts.jsonl").mkdir(parents=True)
    if message is None:
        emit.write_run(extractions(1), str(tmp_path / name))
        assert (tmp_path / name / "facts.jsonl").exists()
        return
    with pytest.raises(emit.OutputError, match=message):
        emit.open_output(str(tmp_path / name))


def test_a_stream_gets_facts_as_they_come() -> None:
    stream = io.BytesIO()
    output = emit.open_output("-", stream)
    made = extractions(2)
    output.write(emit.Lines().of(made[0]))
    assert [json.loads(line)["id"] for line in stream.getvalue().splitlines()] == [f.id for f in made[0].facts]
    work = output.work_folder()
    output.commit()
    assert not work.exists()


GOOD = emit.encode(make_fact())


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": ', "line 3 is not JSON"),
        ("[]", r"line 3 is not a record of facts: the line is \[\], not an object"),
        ("null", "the line is null, not an object"),
        (changed('"kind": "count", ', ""), "line 3 is not a record of facts: kind is missing"),
        (changed('"kind": "count"', '"kind": "weight"'), "kind is 'weight', not one of duration, age"),
        (changed('"value": 7.0', '"value": "7"'), "quantity.value is '7', not a number"),
        (changed('"value": 7.0', '"value": NaN'), "quantity.value is nan, not a number"),
        (changed('"value": 7.0', '"value": true'), "quantity.value is True, not a number"),
        (changed('"number.plain"', "null"), r"rules\[0\] is null, not a string"),
        (changed('"approximate": false', '"approximate": 0'), "quantity.approximate is 0, not true or false"),
        (changed('"version"', '"colour": 1, "version"'), "colour is no field of this record"),
        ("[" * 100_000, "line 3 is nested too deeply"),
        (changed("7 dams", "\udcff dams"), "line 3 is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_with_file_and_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(f"{GOOD}\n\n{line}\n".encode("utf-8", "surrogateescape"))
    reader = emit.read_records(path, Fact)
    assert next(reader) == make_fact()
    with pytest.raises(emit.ReadError, match=message) as caught:
        next(reader)
    assert str(path) in str(caught.value) and "line 3" in str(caught.value)


def test_runs_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(emit.ReadError, match="does not exist"):
        emit.read_run(tmp_path / "none")
    with pytest.raises(emit.ReadError, match="holds no run"):
        emit.read_run(tmp_path)
    emit.write_run(extractions(1), str(tmp_path))
    (tmp_path / "times.jsonl").unlink()
    with pytest.raises(emit.ReadError, match=r"times\.jsonl cannot be read: No such file"):
        emit.read_run(tmp_path)


def test_a_whole_number_is_read_where_a_fraction_may_stand(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_text(changed('"value": 7.0', '"value": 7'))
    (fact,) = emit.read_records(path, Fact)
    assert type(fact.quantity.value) is float


def test_tables_hold_what_their_names_say() -> None:
    assert list(fields(Entity)) == ["id", "article_id", "name", "type", "aliases", "mentions"]
    assert fields(Article)["status"] == Shape(str, values=("ok", "skipped", "failed"))
    with pytest.raises(TypeError, match="no JSON form"):
        fields(dataclasses.make_dataclass("Odd", [("x", complex)]))
