"""Relations and comparisons for other programs: networkx, JSON-LD's own processor and pandas read them back."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import emit
from pipeline.api import to_frame
from pipeline.cli import cli
from pipeline.compare import Comparison, compare, write
from pipeline.emit import Run
from pipeline.errors import ClaimsError
from pipeline.exchange.flat import TABLES, table
from pipeline.exchange.formats import export
from pipeline.exchange.graph import graph, write_graphml
from pipeline.records import Extraction, Participant, Relation, RelationType, content_id
from pipeline.views.frame import makers
from tests.support.fakes import make_article, make_fact, make_quantity, make_relation
from tests.test_tables import read_back

TRUST = Participant("the Trust", 0, 9, "Harbour Trust Ltd", "e1", "ORG")
CRANE = Participant("Tall Crane", 0, 10, "Tall Crane", "e4", "PRODUCT")
TOWN = Participant("Tarn", 0, 4, "Tarn", "e5", "GPE")


def related(
    number: int, type: RelationType, head: Participant, tail: Participant, article: int = 1, **values: object
) -> Relation:
    base: dict[str, object] = {"id": content_id("r", number), "article_id": content_id("a", article), "role": None}
    return make_relation(**{**base, "type": type, "head": head, "tail": tail, "time": None, "phase": "holds", **values})


LEADS = make_relation()
RELATIONS = (
    LEADS,
    related(2, "made_by", CRANE, TRUST),
    related(3, "based_in", TRUST, TOWN, 2),
    related(4, "acquired", TRUST, replace(TRUST, name="Quay Works", entity_id="e6"), 2, time=LEADS.time),
    related(5, "owned_by", replace(TRUST, name="Quay Works", entity_id="e6"), TRUST, 2, modality="planned"),
    related(6, "launched", TRUST, CRANE, 2, time=LEADS.time),
)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of three articles, of which the first two tell relations and all tell facts."""

    def extractions() -> Any:
        for n in (1, 2, 3):
            article = make_article(id=content_id("a", n), publisher=f"Paper {n}", date=f"2024-05-0{n}")
            fact = make_fact(
                id=content_id("f", n), article_id=article.id, property=None,
                quantity=make_quantity("7 dams", 56, value=7.0 if n < 3 else 9.0, normalized=f"{7 if n < 3 else 9} dam"),
            )  # fmt: skip
            assert fact.subject
            fact = replace(fact, subject=replace(fact.subject, entity_id="e4" if n == 1 else "e6"))
            yield Extraction(article, (fact,), relations=tuple(r for r in RELATIONS if r.article_id == article.id))

    emit.write_run(extractions(), str(tmp_path / "run"))
    return tmp_path / "run"


@pytest.fixture
def compared(run: Path, tmp_path: Path) -> Path:
    write(compare([run], single=True), tmp_path / "compared")
    return tmp_path / "compared"


def test_networkx_reads_the_graph_with_names_types_and_posts(run: Path, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    assert export(run, tmp_path / "relations.graphml") == len(RELATIONS)
    found = networkx.read_graphml(tmp_path / "relations.graphml", force_multigraph=True)
    assert found.is_directed() and found.number_of_edges() == len(RELATIONS)
    # "Harbour Trust" and "Harbour Trust Ltd" are one thing in both articles.
    assert found.nodes["org:harbour trust"]["articles"] == 2
    edge = found.edges["person:ada brock", "org:harbour trust", LEADS.id]
    assert (edge["relation"], edge["role"], edge["phase"], edge["weight"]) == ("leads", "chief executive", "ended", 0.9)
    assert edge["time"] == "2024-05-03" and edge["sentence"] == LEADS.sentence.text
    everything = networkx.to_pandas_edgelist(found) if pytest.importorskip("pandas") is not None else None
    assert set(everything["relation"]) == {r.type for r in RELATIONS}


def test_edges_and_nodes_are_two_tables_that_fit(run: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["export", str(run), "--table", "relations", "--to", str(tmp_path / "edges.csv")])
    assert done.exit_code == 0 and f"{len(RELATIONS)} relations in" in done.output
    tables = []
    for name in ("edges.csv", "edges.nodes.csv"):
        with open(tmp_path / name, encoding="utf-8-sig", newline="") as file:
            tables.append(list(csv.DictReader(file)))
    edges, nodes = tables
    assert {e["source"] for e in edges} | {e["target"] for e in edges} == {n["id"] for n in nodes}
    assert len({n["id"] for n in nodes}) == len(nodes) == 5
    assert [e["relation"] for e in edges] == [r.type for r in RELATIONS]


def test_schema_org_has_posts_days_and_nothing_that_is_not_so(run: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["export", str(run), "--table", "relations", "--to", str(tmp_path / "r.jsonld")])
    assert done.exit_code == 0 and "5 relations in" in done.output, "what is planned is left out"
    document = json.loads((tmp_path / "r.jsonld").read_text("utf-8"))
    things = {thing["name"]: thing for thing in document["@graph"]}
    ids = {name: {"@id": thing["@id"]} for name, thing in things.items()}
    (post,) = things["Ada Brock"]["worksFor"]
    trust = next(name for name in things if name.startswith("Harbour Trust"))
    assert post == {
        "@type": "EmployeeRole", "roleName": "chief executive", "endDate": "2024-05-03", "worksFor": ids[trust],
    }  # fmt: skip
    assert things["Tall Crane"]["manufacturer"] == [ids[trust]] and things["Tall Crane"]["releaseDate"] == "2024-05-03"
    assert things[trust]["location"] == [ids["Tarn"]] and "parentOrganization" not in things["Quay Works"]
    (bought,) = things[trust]["owns"]
    assert (bought["@type"], bought["owns"], bought["startDate"]) == ("Role", ids["Quay Works"], "2024-05-03")
    from pyld import jsonld

    document["@context"] = {"@vocab": "https://schema.org/"}
    expanded = jsonld.expand(document)
    people = [t for t in expanded if t["@type"] == ["https://schema.org/Person"]]
    role = people[0]["https://schema.org/worksFor"][0]
    assert role["https://schema.org/roleName"] == [{"@value": "chief executive"}]


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=8), st.sampled_from(["PERSON", "ORG", "WORK"]))
def test_any_name_stays_well_formed_in_a_graph(tmp_path_factory: pytest.TempPathFactory, name: str, type: str) -> None:
    networkx = pytest.importorskip("networkx")
    place = tmp_path_factory.mktemp("graph")
    head = replace(LEADS.head, name=name, type=type)
    article = make_article()
    emit.write_run([Extraction(article, relations=(replace(LEADS, head=head),))], str(place / "run"))
    write_graphml(place / "run", place / "r.graphml")
    assert networkx.read_graphml(place / "r.graphml").number_of_edges() == 1


def test_a_fact_tells_who_made_what_it_is_about_in_every_table(run: Path, tmp_path: Path) -> None:
    assert makers([*RELATIONS[1:2], related(9, "owned_by", CRANE, TOWN, confidence=0.99)]) == {"e4": TRUST.name}
    assert makers([related(9, "made_by", CRANE, TOWN, phase="ended")]) == {}
    export(run, tmp_path / "facts.csv")
    assert [row["maker"] for row in read_back(tmp_path / "facts.csv")] == [TRUST.name, "", ""]
    frame = to_frame(run)
    assert list(frame["maker"].fillna("")) == [TRUST.name, "", ""]
    assert to_frame(emit.read_run(run)).equals(frame)


def test_a_surname_alone_is_a_node_of_its_own_in_each_article() -> None:
    brock = replace(LEADS.head, name="Brock")
    one, two = (replace(LEADS, head=replace(brock, entity_id=f"e{n}"), id=f"r{n}") for n in (1, 2))
    nodes, edges = graph([one, two])
    assert len(nodes) == 3 and edges[0].source != edges[1].source and edges[0].target == edges[1].target


@pytest.mark.parametrize("ending", ["csv", "parquet", "flat.jsonl", "sqlite", "duckdb"])
@pytest.mark.parametrize("name", TABLES[1:])
def test_every_table_has_the_same_rows_in_every_format(
    run: Path, compared: Path, tmp_path: Path, name: str, ending: str
) -> None:
    if ending in ("parquet", "duckdb"):
        pytest.importorskip({"parquet": "pyarrow", "duckdb": "duckdb"}[ending])
    if (name, ending) == ("relations", "csv"):
        return  # edges, and nodes beside them
    place = run if name == "relations" else compared
    expected = [[str(v) for v in row if v is not None and v != ()] for row in table(place, name).rows]
    target = tmp_path / f"table.{ending}"
    assert export(place, target, table=name) == len(expected)
    found = [list(row.values()) for row in read_back(target, name)] if expected else []
    assert len(found) == len(expected) and all(len(row) == len(table(place, name).columns) for row in found)
    frame = to_frame(place, name)
    assert len(frame) == len(expected) and list(frame.columns) == [c.name for c in table(place, name).columns]


def test_a_comparison_in_memory_gives_the_frames_of_its_files(run: Path, compared: Path) -> None:
    found = compare([run], single=True)
    for name in ("claims", "stories", "timelines", "histories"):
        assert to_frame(found, name).equals(to_frame(compared, name))
    claims = to_frame(found, "claims")
    assert set(claims["status"]) <= {"single", "agreed", "refined", "updated", "disputed"}
    assert sorted(f for ids in claims["facts"] for f in ids) == sorted(content_id("f", n) for n in (1, 2, 3))


def test_a_table_that_is_not_there_is_told_in_one_sentence(run: Path, tmp_path: Path) -> None:
    for options, told in (
        (["--table", "claims", "--to", "c.csv"], "Make it with: claims compare"),
        (["--table", "relations", "--to", "r.brat"], "brat holds facts, not relations"),
        (["--table", "facts", "--to", "r.graphml"], "graphml holds relations, not facts"),
    ):
        options[-1] = str(tmp_path / options[-1])
        failed = CliRunner().invoke(cli, ["export", str(run), *options])
        assert failed.exit_code == 2 and told in failed.output and failed.output.count("\n") == 1
    with pytest.raises(ClaimsError, match="no table 'claims' in a run"):
        to_frame(Run(Path()), "claims")
    with pytest.raises(ClaimsError, match="no table 'facts' in a comparison"):
        to_frame(Comparison())
    with pytest.raises(ClaimsError, match="no table 'prices'"):
        to_frame(run, "prices")
