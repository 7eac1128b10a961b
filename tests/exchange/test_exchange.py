"""A run in the formats of other tools, each read back by that tool's own loader."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.api import extract_many
from pipeline.cli import cli
from pipeline.cli.exporting import EXPORTS, TABLES
from pipeline.emit import Run, read_run, write_run
from pipeline.errors import ClaimsError
from pipeline.exchange import FORMATS, flat, write_brat, write_docbin, write_label_studio, write_web_annotations
from pipeline.exchange.annotations import AnnotatedArticle, annotated
from pipeline.exchange.brat import lines
from pipeline.exchange.formats import export
from pipeline.exchange.webannotation import CONTEXT
from pipeline.records import Extraction, Subject
from tests.support.fakes import make_article, make_fact

TEXTS = [
    "🦀🦀 The crab festival drew 40,000 visitors, the town council said on Friday. It was up 12% on 2023.",
    "“We sold over 300 boats,” said Ada Brock. She paid\r\n$4 million for the yard.\n\nIt has 7 cranes.",
]
SPANS = ("text", "start", "end")
MINIMAL_CONTEXT = {
    "id": "@id",
    "type": "@type",
    "oa": "http://www.w3.org/ns/oa#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "Annotation": "oa:Annotation",
    "TextPositionSelector": "oa:TextPositionSelector",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "target": {"@id": "oa:hasTarget"},
    "body": {"@id": "oa:hasBody"},
    "source": {"@id": "oa:hasSource"},
    "selector": {"@id": "oa:hasSelector"},
    "exact": "oa:exact",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "items": {"@id": "https://www.w3.org/ns/activitystreams#items", "@container": "@list"},
    "first": {"@id": "https://www.w3.org/ns/activitystreams#first"},
}
"""The terms of the Web Annotation context that we use, as the standard's appendix A defines them: tests have no network."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run over two articles with emoji, odd line ends and a quotation."""
    folder = tmp_path_factory.mktemp("run")
    found = extract_many({"text": text, "date": "2024-05-03", "title": "Town"} for text in TEXTS)
    write_run(found, str(folder))
    return read_run(folder)


@pytest.fixture(scope="module")
def articles(run: Run) -> list[AnnotatedArticle]:
    found = list(annotated(run))
    assert len(found) == 2 and sum(len(a.arcs) for a in found) > 5
    return found


def test_every_fact_has_a_mark_of_its_own_and_arcs_to_its_parts(run: Run, articles: list[AnnotatedArticle]) -> None:
    facts = {span.fact.id: (article, span) for article in articles for span in article.spans if span.fact}
    assert set(facts) == {fact.id for fact in run.facts}
    for fact in run.facts:
        article, mark = facts[fact.id]
        by_number = {span.number: span for span in article.spans}
        parts = {arc.label: by_number[arc.part] for arc in article.arcs if arc.quantity == mark.number}
        assert (mark.start, mark.end) == (fact.quantity.start, fact.quantity.end)
        assert ("subject" in parts) == (fact.subject is not None)
        if fact.subject is not None:
            assert parts["subject"].text == fact.subject.text
        assert all(article.text[s.start : s.end] == s.text for s in article.spans)


def test_facts_without_their_articles_are_refused_in_one_sentence() -> None:
    with pytest.raises(ClaimsError, match="give the folder of a run"):
        list(annotated(Run(Path("facts.jsonl"), facts=[make_fact()])))


def test_brat_reads_the_project(run: Run, articles: list[AnnotatedArticle], tmp_path: Path) -> None:
    from pybrat.parser import BratParser

    assert write_brat(run, tmp_path) == 2
    # pybrat allows no two entities at one place, which brat does: it passes over the second of them.
    read = {example.id: example for example in BratParser(error="ignore").parse(tmp_path)}
    for article in articles:
        example = (
            read[str(tmp_path / article.article.id)] if article.article.id not in read else read[article.article.id]
        )
        entities = {entity.id: entity for entity in example.entities}
        assert example.text == article.text
        for span in article.spans:
            entity = entities[f"T{span.number}"]
            pieces = [article.text[place.start : place.end] for place in entity.spans]
            assert entity.type == span.label.capitalize()
            assert " ".join(pieces) == entity.mention and "".join(span.text.split()) == "".join("".join(pieces).split())
        relations = {(r.type, r.arg1.id, r.arg2.id) for r in example.relations}
        assert relations == {(f"{a.label.capitalize()}_of", f"T{a.quantity}", f"T{a.part}") for a in article.arcs}


def test_brat_is_told_every_name_that_the_annotations_use(run: Run, tmp_path: Path) -> None:
    write_brat(run, tmp_path)
    configuration = (tmp_path / "annotation.conf").read_text("utf-8")
    allowed = {line.split("\t")[0]: line for line in configuration.splitlines()}
    for path in tmp_path.glob("*.ann"):
        for line in path.read_text("utf-8").splitlines():
            number, rest = line.split("\t")[:2]
            name, *values = rest.split(" ")
            if number[0] in "TRA":
                assert name in allowed
            if number[0] == "A" and len(values) == 2:
                assert values[1] in allowed[name].split("Value:")[1].split("|")


@settings(max_examples=60, deadline=None)
@given(st.text("ab \t\n\r\u2028🦀", min_size=1, max_size=12))
def test_brat_lines_stay_lines_whatever_a_span_holds(words: str) -> None:
    fact = make_fact()
    text = f"{words}7 dams"
    place = {"start": len(words), "end": len(text)}
    fact = make_fact(
        quantity=type(fact.quantity)(**{f: getattr(fact.quantity, f) for f in fact.quantity.__slots__} | place),
        property=None, attribution=None, time=None,
        subject=type(fact.subject)(words, 0, len(words), None, None, None) if words.strip() else None,
    )  # fmt: skip
    (article,) = annotated(Run(Path("run"), facts=[fact], articles=[make_article(text=text)]))
    for line in lines(article):
        assert len((line + "\n").splitlines()) == 1
        if line.startswith("T"):
            places = [tuple(map(int, piece.split())) for piece in line.split("\t")[1].split(" ", 1)[1].split(";")]
            assert " ".join(text[start:end].replace("\t", " ") for start, end in places) == line.split("\t", 2)[2]


def test_label_studio_takes_tasks_and_configuration(run: Run, articles: list[AnnotatedArticle], tmp_path: Path) -> None:
    assert write_label_studio(run, tmp_path / "tasks.json") == 2
    tasks = json.loads((tmp_path / "tasks.json").read_text("utf-8"))
    for task, article in zip(tasks, articles, strict=True):
        (prediction,) = task["predictions"]
        regions = {r["id"]: r["value"] for r in prediction["result"] if r["type"] == "labels"}
        assert len(regions) == len(article.spans) and task["data"]["text"] == article.text
        assert all(task["data"]["text"][v["start"] : v["end"]] == v["text"] for v in regions.values())
        relations = [r for r in prediction["result"] if r["type"] == "relation"]
        assert len(relations) == len(article.arcs) and all(
            {r["from_id"], r["to_id"]} <= set(regions) for r in relations
        )
    interface = pytest.importorskip("label_studio_sdk.label_interface", reason="500 MB: pip install label-studio-sdk")
    studio = interface.LabelInterface((tmp_path / "tasks.xml").read_text("utf-8"))
    studio.validate()
    for task in tasks:
        assert studio.validate_task({"data": task["data"]})
        assert studio.validate_prediction(task["predictions"][0], return_errors=True) == []


def test_web_annotations_are_linked_data(run: Run, tmp_path: Path) -> None:
    from pyld import jsonld

    def loader(url: str, options: object) -> dict[str, Any]:
        assert url == CONTEXT
        return {"documentUrl": url, "document": {"@context": MINIMAL_CONTEXT}, "contextUrl": None, "contentType": None}

    assert write_web_annotations(run, tmp_path / "facts.jsonld") == len(run.facts)
    document = json.loads((tmp_path / "facts.jsonld").read_text("utf-8"))
    (collection,) = jsonld.expand(document, {"documentLoader": loader})
    page = collection["https://www.w3.org/ns/activitystreams#first"][0]
    items = page["https://www.w3.org/ns/activitystreams#items"][0]["@list"]
    texts = {article.id: article.text for article in run.articles}
    facts = {fact.id: fact for fact in run.facts}
    oa = "http://www.w3.org/ns/oa#"
    assert len(items) == len(facts)
    for item in items:
        fact = facts[item["@id"].removeprefix("urn:claims:")]
        assert item["@type"] == [oa + "Annotation"]
        target = item[oa + "hasTarget"][0]
        place, quotation = target[oa + "hasSelector"]
        start, end = (place[oa + name][0]["@value"] for name in ("start", "end"))
        text = texts[target[oa + "hasSource"][0]["@id"].removeprefix("urn:claims:")]
        assert text is not None and text[start:end] == quotation[oa + "exact"][0]["@value"] == fact.quantity.text
        assert item[oa + "hasBody"][0]["urn:claims:fact"][0]["@value"]["kind"] == fact.kind


def test_spacy_reads_the_docbin(run: Run, articles: list[AnnotatedArticle], tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    assert write_docbin(run, tmp_path / "facts.spacy") == 2
    docs = list(DocBin().from_disk(tmp_path / "facts.spacy").get_docs(spacy.blank("en").vocab))
    for doc, article in zip(docs, articles, strict=True):
        assert doc.text == article.text
        facts = doc.user_data["facts"]
        quantities = list(doc.spans["quantity"])
        assert [span.label_ for span in quantities] == [fact["kind"] for fact in facts]
        for span, fact in zip(quantities, facts, strict=True):
            assert span.start_char <= fact["quantity"]["start"] and fact["quantity"]["end"] <= span.end_char
        subjects = {
            head: doc.spans[label][part] for head, label, part in doc.user_data["relations"] if label == "subject"
        }
        for number, fact in enumerate(facts):
            assert (number in subjects) == (fact["subject"] is not None)
            if fact["subject"] is not None:
                assert fact["subject"]["text"] in subjects[number].text


# The command


@pytest.mark.parametrize(
    ("name", "form", "made"),
    [
        ("run.brat", None, ["annotation.conf"]),
        ("tasks.labelstudio.json", None, ["tasks.labelstudio.xml"]),
        ("facts.jsonld", None, []),
        ("facts.spacy", None, []),
        ("tasks.json", "labelstudio", ["tasks.xml"]),
        ("notes", "brat", ["annotation.conf"]),
    ],
)
def test_the_command_writes_each_format_by_its_ending_or_name(
    run: Run, tmp_path: Path, name: str, form: str | None, made: list[str]
) -> None:
    options = ["export", str(run.path), "--to", str(tmp_path / name), *(["--format", form] if form else [])]
    done = CliRunner().invoke(cli, options)
    assert done.exit_code == 0 and f"{len(run.facts)} facts in {tmp_path / name}" in done.output
    beside = tmp_path / name if (tmp_path / name).is_dir() else tmp_path
    assert (tmp_path / name).exists() and all((beside / one).is_file() for one in made)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    direct = tmp_path / "direct" / name
    WRITES[form or name.partition(".")[2]](run, direct)
    pairs = (
        [(tmp_path / name, direct)]
        if direct.is_file()
        else list(zip(sorted(beside.iterdir()), sorted(direct.iterdir()), strict=True))
    )
    assert all(one.read_bytes() == other.read_bytes() for one, other in pairs if not name.endswith(".spacy"))


WRITES = {
    "brat": write_brat,
    "labelstudio.json": write_label_studio,
    "labelstudio": write_label_studio,
    "jsonld": write_web_annotations,
    "spacy": write_docbin,
}


FORMULAS = (
    "=1+1 has 5 docks",
    "@SUM(A1) has 5",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "+SUM(A1)",
    "\t=1",
    "\r=1",
)
PLAIN = ("+5 percent", "-0.1pp", "-", "+44 20 7946 0958", "a=b", "5 = 5", "it's")


@pytest.mark.parametrize(("written", "mark"), [*((f, "'") for f in FORMULAS), *((p, "") for p in PLAIN)])
def test_no_cell_of_a_table_is_carried_out(tmp_path: Path, written: str, mark: str) -> None:
    fact = make_fact(subject=Subject(written, 0, 5, written, None, "ORG"))
    write_run([Extraction(make_article(title=written), (fact,))], str(tmp_path / "run"))
    for name in ("x.csv", "x.parquet"):
        export(tmp_path / "run", tmp_path / name)
    with open(tmp_path / "x.csv", encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["subject"] == row["article_title"] == mark + written
    (kept,) = pytest.importorskip("pyarrow.parquet").read_table(tmp_path / "x.parquet").to_pylist()
    assert kept["subject"] == kept["article_title"] == written


def test_what_cannot_be_exported_is_told_in_one_sentence_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    assert tuple(FORMATS) == EXPORTS and TABLES == flat.TABLES
    (tmp_path / "done.brat").mkdir()
    (tmp_path / "done.brat" / "mine.ann").write_text("T1")
    for source, options, told in (
        (run.path, ["--to", "done.brat"], "done.brat is there already: name a new folder"),
        (run.path, ["--to", "facts.xlsx"], "ends in no format that is known"),
        (run.path, ["--to", "no/run.brat"], "cannot be written to: No such file"),
        (run.path / "facts.jsonl", ["--to", "facts.jsonld"], "has no text of article"),
    ):
        options[1] = str(tmp_path / options[1])
        failed = CliRunner().invoke(cli, ["export", str(source), *options])
        assert failed.exit_code == 2 and told in failed.output
    assert [path.name for path in tmp_path.iterdir()] == ["done.brat"]
    assert (tmp_path / "done.brat" / "mine.ann").read_text() == "T1"
