"""Judging facts beside annotated ones: what counts as equal, who is matched with whom, and what it comes to."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate import (
    FIELDS,
    GoldArticle,
    GoldError,
    GoldMention,
    Measure,
    Score,
    judge,
    outcomes,
    read_gold,
    report,
    run_facts_by_key,
)
from pipeline.evaluate.judge import same_name, same_time, same_unit, same_value
from pipeline.records import Fact, content_id
from tests.paths import CASES
from tests.support.fakes import make_article, make_fact, make_quantity


def cases(name: str) -> list[dict[str, Any]]:
    lines = CASES.joinpath(name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def as_mention(fact: Fact, **values: Any) -> GoldMention:
    """An annotation by which a fact is right, with the given fields in place of its own."""
    q = fact.quantity
    source = fact.attribution.source if fact.attribution else None
    mention = GoldMention(
        start=q.start,
        end=q.end,
        text=q.text,
        kind=fact.kind,
        value=q.value,
        value_min=q.value_min,
        value_max=q.value_max,
        comparator=q.comparator,
        approximate=q.approximate,
        unit=q.unit,
        change=q.change,
        role=q.role,
        modality=fact.modality,
        subject=(str(fact.subject.name),) if fact.subject else None,
        property_heads=(fact.property.name,) if fact.property else (),
        attribution=(str(source.name),) if source else None,
        time=fact.time.value if fact.time else None,
    )
    return replace(mention, **{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def plain(start: int = 0, text: str = "7 dams", value: float | None = 7.0, **values: Any) -> Fact:
    """A fact with a quantity at a place of its own."""
    quantity = make_quantity(text, start, value=value, value_min=None, value_max=None)
    return make_fact(id=content_id("f", start, text), quantity=quantity, **values)


def scored(mentions: list[GoldMention], facts: list[Fact], text: str = "") -> Score:
    row = GoldArticle("dams", make_article(text=text or None), tuple(mentions))
    return Score(outcomes([row], {"dams": facts}))


@pytest.mark.parametrize("case", cases("evaluate_same.jsonl"), ids=lambda c: f"{c['what']} {c['gold']} {c['given']}")
def test_same(case: dict[str, Any]) -> None:
    compare: dict[str, Any] = {
        "name": same_name,
        "unit": same_unit,
        "count": lambda gold, given: same_unit(gold, given, counted=True),
        "time": same_time,
    }
    assert compare[case["what"]](case["gold"], case["given"]) is case["same"]


@pytest.mark.parametrize("case", cases("evaluate_fields.jsonl"), ids=lambda c: c["case"])
def test_wrong_fields(case: dict[str, Any]) -> None:
    fact = plain()
    mention = as_mention(fact, **case.get("mention", {}))
    changed = replace(fact, quantity=replace(fact.quantity, **case.get("quantity", {})), **case.get("fact", {}))
    assert sorted(set(FIELDS) - judge(mention, changed)) == sorted(case["wrong"])


@pytest.mark.parametrize(
    ("gold", "given", "same"),
    [
        ((7.0, None, None), (7.0, None, None), True),
        ((7.0, None, None), (7.0003, None, None), True),
        ((7.0, None, None), (7.01, None, None), False),
        ((7.0, None, None), (None, 7.0, None), True),
        ((None, 5.0, 7.0), (None, 5.0, 7.0), True),
        ((None, 5.0, 7.0), (None, 5.0, 8.0), False),
        ((None, 5.0, 7.0), (7.0, 5.0, 7.0), False),
    ],
)
def test_same_value(gold: tuple[float | None, ...], given: tuple[float | None, ...], same: bool) -> None:
    fields = ("value", "value_min", "value_max")
    mention = as_mention(plain(), **dict(zip(fields, gold, strict=True)))
    assert same_value(mention, make_quantity(**dict(zip(fields, given, strict=True)))) is same


def test_a_mention_takes_the_fact_with_most_fields_right() -> None:
    poor, good = plain(kind="other"), plain(text="7 da")
    score = scored([as_mention(plain())], [poor, good])
    (pair,) = (o for o in score.outcomes if o.detected)
    assert pair.fact is good
    assert (score.detection, score.share("kind")) == (Measure(1, 2, 1), 1.0)


def test_neither_another_value_nor_another_place_is_found() -> None:
    mention = as_mention(plain())
    for fact in (plain(value=8.0), plain(start=6)):
        assert scored([mention], [fact]).detection == Measure(0, 1, 1)


def test_each_fact_is_matched_once() -> None:
    fact = plain(text="7 of 7 dams")
    mentions = [as_mention(plain(0, "7")), as_mention(plain(5, "7 dams"))]
    score = scored(mentions, [fact])
    assert score.detection == Measure(1, 1, 2)
    assert [o.mention.start for o in score.outcomes if o.mention and o.detected] == [5]


def test_measures() -> None:
    measure = Measure(3, 4, 6)
    assert (measure.precision, measure.recall, measure.f1) == (0.75, 0.5, pytest.approx(0.6))
    assert (Measure(0, 0, 0).precision, Measure(0, 0, 0).recall, Measure(0, 0, 0).f1) == (0, 0, 0)


def test_core_needs_kind_unit_bounds_and_subject() -> None:
    fact = plain()
    mention = as_mention(fact)
    assert scored([mention], [replace(fact, time=None, property=None, modality="planned")]).core.hits == 1
    for broken in ({"kind": "other"}, {"subject": None}, {"quantity": replace(fact.quantity, unit="wall")}):
        assert scored([mention], [replace(fact, **broken)]).core.hits == 0
    assert scored([mention], [replace(fact, time=None)]).full.hits == 1
    assert scored([mention], [replace(fact, attribution=None)]).full.hits == 0


def test_without_hard_mentions_what_overlaps_them_is_not_held_against_anybody() -> None:
    easy, hard, doubtful, extra = plain(0), plain(20), plain(40, value=9.0), plain(60)
    mentions = [as_mention(easy), as_mention(hard, hard=True), as_mention(plain(40), hard=True)]
    row = GoldArticle("dams", make_article(), tuple(mentions))
    found = outcomes([row], {"dams": [easy, hard, doubtful, extra]})
    assert Score(found).detection == Measure(2, 4, 3)
    assert Score(found, hard=False).detection == Measure(1, 2, 1)


def test_groups_by_kind_and_by_rule() -> None:
    money = plain(20, kind="money", rules=("unit:before", "subject:of"))
    missed, extra = as_mention(plain(40), kind="age"), plain(60, kind="money", rules=("unit:before",))
    score = scored([as_mention(plain()), as_mention(money), missed], [plain(), money, extra])
    assert {kind: s.detection for kind, s in score.by_kind().items()} == {
        "money": Measure(1, 2, 1),
        "count": Measure(1, 1, 1),
        "age": Measure(0, 0, 1),
    }
    rules = {rule: s.detection.precision for rule, s in score.by_rule().items()}
    assert (rules["unit:before"], rules["subject:of"]) == (0.5, 1.0)
    assert next(iter(score.by_kind())) == "money"


def test_mistakes_name_what_is_wrong() -> None:
    text = "The council mended 7 dams, 9 walls and 3 gates."
    right, wrong = plain(19), plain(27, "9 walls", 9.0, kind="other")
    missed = as_mention(plain(39, "3 gates", 3.0))
    score = scored(
        [as_mention(right), as_mention(wrong, kind="count"), missed], [right, wrong, plain(4, "council")], text
    )
    shown = [report.mistake(outcome, text) for outcome in score.mistakes()]
    assert [" extra " in shown[0], " kind: count <> other" in shown[1], " missed " in shown[2]] == [True] * 3
    assert "'9 walls'" in shown[1] and "unit" not in shown[1]
    assert len(shown) == 3
    assert [o.fact for o in score.mistakes("kind")] == [wrong]
    assert list(score.mistakes("time")) == []


def test_tables_show_counts_and_shares() -> None:
    fact = plain()
    text = report.table(scored([as_mention(fact), as_mention(plain(20))], [replace(fact, subject=None)]))
    assert "P 100.0 R  50.0 F1  66.7  (1 of 1 found, 2 wanted)" in text
    assert "subject        0.0 of those detected" in text


FACTS = st.lists(st.builds(plain, st.integers(0, 12), st.just("7 dams"), st.sampled_from([7.0, 8.0])), max_size=6)


@given(FACTS, FACTS)
def test_matching_is_one_to_one_whatever_overlaps(wanted: list[Fact], facts: list[Fact]) -> None:
    score = scored([as_mention(f) for f in wanted], facts)
    assert sum(o.mention is not None for o in score.outcomes) == len(wanted)
    assert sum(o.fact is not None for o in score.outcomes) == len(facts)
    assert 0 <= score.core.hits <= score.detection.hits <= min(len(wanted), len(facts))


@given(FACTS)
def test_facts_are_right_beside_themselves(facts: list[Fact]) -> None:
    score = scored([as_mention(f) for f in facts], facts)
    assert score.detection.hits == score.full.hits == len(facts)
    assert all(share == 1 for share in map(score.share, FIELDS)) or not facts


ROW = {
    **{"anchor": "mended 7 dams", "text": "7 dams", "kind": "count", "value": 7, "value_min": None, "value_max": None},
    **{"comparator": "=", "approximate": False, "unit": "dam", "change": None, "role": None, "modality": "asserted"},
    **{"subject": ["council"], "property_heads": ["dam"], "attribution": None, "time": None},
}
TEXT = "The council mended 7 dams.\r\nIt has 7 more.\n"


def write(folder: Path, row: dict[str, Any], text: str = TEXT) -> Path:
    for part in ("annotations", "text"):
        (folder / part).mkdir(exist_ok=True)
    (folder / "annotations" / "dams.jsonl").write_text(json.dumps(row) + "\n")
    (folder / "text" / "dams.txt").write_bytes(text.encode())
    return folder


def test_annotations_by_name_keep_the_text_as_it_is(tmp_path: Path) -> None:
    (row,) = read_gold(write(tmp_path, ROW))
    (mention,) = row.mentions
    assert (row.key, row.text, row.article.date) == ("dams", TEXT, None)
    assert (mention.start, mention.end, mention.text, mention.hard) == (19, 25, "7 dams", False)
    assert (mention.value, mention.subject, mention.attribution) == (7.0, ("council",), None)
    (tmp_path / "meta.json").write_text('{"dams": {"title": "Dams", "date": "2024-05-04"}}')
    (row,) = read_gold(tmp_path)
    assert (row.article.title, row.article.date) == ("Dams", "2024-05-04")


def test_offsets_in_place_of_an_anchor(tmp_path: Path) -> None:
    row = {k: v for k, v in ROW.items() if k != "anchor"} | {"start": 35, "end": 36, "text": "7"}
    (mention,) = read_gold(write(tmp_path, row))[0].mentions
    assert (mention.start, mention.text) == (35, "7")


def test_annotations_by_manifest_find_their_articles(tmp_path: Path) -> None:
    gold, articles = tmp_path / "gold", tmp_path / "news"
    gold.mkdir()
    articles.mkdir()
    (articles / "week.jsonl").write_text(json.dumps({"id": "dams", "text": TEXT, "date": "2024-05-04"}) + "\n")
    (gold / "manifest.json").write_text('[{"path": "week.jsonl#dams", "gold": "week__dams.jsonl"}]')
    (gold / "week__dams.jsonl").write_text(json.dumps(ROW) + "\n\n")
    (row,) = read_gold(gold, articles)
    assert (row.key, row.article.date) == ("week.jsonl#dams", "2024-05-04")
    assert row.text[row.mentions[0].start : row.mentions[0].end] == "7 dams"
    with pytest.raises(GoldError, match=r"lists week\.jsonl#dams, which .*articles does not hold"):
        read_gold(gold)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"anchor": "mended 8 dams"}, r"dams\.jsonl, line 1: the anchor 'mended 8 dams' occurs 0 times"),
        ({"anchor": "7", "text": "7"}, "occurs 2 times"),
        ({"anchor": "mended 7 dams", "text": "walls"}, "'walls' in it 0"),
        ({"start": 18, "end": 24}, "'7 dams' does not stand at 18, but ' 7 dam'"),
        ({"kind": "dams"}, "kind is 'dams', which is none of duration, age"),
        ({"modality": None}, "modality is None"),
        ({"value": "seven"}, "line 1: could not convert"),
    ],
)
def test_rows_that_cannot_be_read_are_named(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(GoldError, match=message):
        read_gold(write(tmp_path, ROW | change))


def test_a_missing_field_a_missing_text_and_a_folder_without_annotations_are_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="holds no annotations"):
        read_gold(tmp_path)
    with pytest.raises(GoldError, match=r"dams\.jsonl, line 1: the field 'unit' is missing"):
        read_gold(write(tmp_path, {k: v for k, v in ROW.items() if k != "unit"}))
    (tmp_path / "text" / "dams.txt").unlink()
    with pytest.raises(GoldError, match=r"dams\.txt, the text of .*dams\.jsonl, cannot be read"):
        read_gold(tmp_path)


def test_facts_of_a_run_are_found_by_their_articles_text(tmp_path: Path) -> None:
    (row,) = read_gold(write(tmp_path, ROW))
    mine, other = make_article(id="a1", text=TEXT), make_article(id="a2", text="Another.")
    facts = [plain(19, article_id="a1"), plain(0, article_id="a2")]
    assert run_facts_by_key([row], [other, mine], facts) == {"dams": [facts[0]]}
    assert run_facts_by_key([row], [other], facts) == {}
