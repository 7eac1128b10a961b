"""Relations as a graph: CSV of edges and of nodes, GraphML, and linked data in the vocabulary of schema.org.

An entity is known in every article by its type and name (:func:`pipeline.compare.names.key`: without legal form, title and
case); a name that may be several things' (a surname alone) is a node of its own in each article.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as xml

from pipeline.compare.names import key
from pipeline.emit import read_table
from pipeline.exchange.tables import no_formula
from pipeline.records import Participant, Relation
from pipeline.tables import packaged
from pipeline.views.marks import displayed

NODE_COLUMNS = ("id", "label", "type", "articles")
EDGE_COLUMNS = (
    *("source", "target", "relation", "source_label", "target_label", "role", "phase", "modality", "said_by"),
    *("time", "weight", "sentence", "article_id", "id"),
)
_TYPES = {"PERSON": "Person", "ORG": "Organization", "GPE": "Place", "LOC": "Place", "PRODUCT": "Product"}
_TYPES |= {"FAC": "Place", "WORK": "CreativeWork", "LAW": "Legislation", "EVENT": "Event", "LANGUAGE": "Language"}
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of one or more articles: ``label`` is the name it has most often."""

    id: str
    label: str
    type: str
    articles: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation of one article between two nodes, read "source relation target"."""

    source: Node
    target: Node
    relation: Relation

    def cells(self) -> tuple[Any, ...]:
        """The cells in the order of ``EDGE_COLUMNS``; ``weight`` is the confidence."""
        r = self.relation
        said = r.attribution.source if r.attribution else None
        return (
            *(self.source.id, self.target.id, r.type, self.source.label, self.target.label, r.role and r.role.name),
            *(r.phase, r.modality, said and (said.name or said.text), r.time and r.time.value),
            *(r.confidence, r.sentence.text, r.article_id, r.id),
        )


def graph(relations: Iterable[Relation]) -> tuple[list[Node], list[Edge]]:
    """The nodes, by their ids, and the edges, in the order of the relations."""
    held = list(relations)
    names: dict[str, Counter[str]] = {}
    types: dict[str, str] = {}
    articles: dict[str, set[str]] = {}
    for relation in held:
        for end in (relation.head, relation.tail):
            node = node_id(end)
            names.setdefault(node, Counter())[end.name] += 1
            types[node] = end.type
            articles.setdefault(node, set()).add(relation.article_id)
    nodes = {
        node: Node(node, min(told, key=lambda name: (-told[name], name)), types[node], len(articles[node]))
        for node, told in sorted(names.items())
    }
    return list(nodes.values()), [Edge(nodes[node_id(r.head)], nodes[node_id(r.tail)], r) for r in held]


def node_id(end: Participant) -> str:
    """What an end of a relation is known by: ``org:kuaishou``; by its entity's id where the name may be several things'."""
    known = key(end.name, end.type)
    return f"{end.type.lower()}:{known}" if known else end.entity_id


def _read(run: str | PathLike[str]) -> tuple[list[Node], list[Edge]]:
    return graph(read_table(run, "relations"))


def write_edges(run: str | PathLike[str], path: Path) -> int:
    """Writes edges as CSV, and beside it ``….nodes.csv``: ``source`` and ``target`` are the nodes' ``id``.

    Returns:
        How many edges were written.
    """
    nodes, edges = _read(run)
    _csv(path.with_name(f"{path.stem}.nodes.csv"), NODE_COLUMNS, ((n.id, n.label, n.type, n.articles) for n in nodes))
    _csv(path, EDGE_COLUMNS, (edge.cells() for edge in edges))
    return len(edges)


def _csv(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    with open(path, "w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([no_formula(cell) for cell in row] for row in rows)


def write_graphml(run: str | PathLike[str], path: Path) -> int:
    """Writes a directed graph as GraphML (http://graphml.graphdrawing.org): an edge for each relation, with its id.

    Characters that XML has no form for are replaced by U+FFFD.

    Returns:
        How many edges were written.
    """
    nodes, edges = _read(run)
    numbers = {"articles": "int", "weight": "double"}
    root = xml.Element("graphml", xmlns=_GRAPHML)
    for of, names in (("node", NODE_COLUMNS[1:]), ("edge", EDGE_COLUMNS[2:-1])):
        for name in names:
            about = {"id": f"{of}_{name}", "for": of, "attr.name": name, "attr.type": numbers.get(name, "string")}
            xml.SubElement(root, "key", about)
    whole = xml.SubElement(root, "graph", edgedefault="directed")
    for node in nodes:
        told = zip(NODE_COLUMNS[1:], (node.label, node.type, node.articles), strict=True)
        _element(whole, "node", {"id": node.id}, told)
    for edge in edges:
        about = {"id": edge.relation.id, "source": edge.source.id, "target": edge.target.id}
        _element(whole, "edge", about, zip(EDGE_COLUMNS[2:-1], edge.cells()[2:-1], strict=True))
    xml.indent(root, " ")
    xml.ElementTree(root).write(path, "utf-8", xml_declaration=True)
    return len(edges)


def _element(root: xml.Element, name: str, about: dict[str, str], values: Iterable[tuple[str, Any]]) -> None:
    element = xml.SubElement(root, name, {field: _sayable(value) for field, value in about.items()})
    for field, value in values:
        if value is not None:
            xml.SubElement(element, "data", key=f"{name}_{field}").text = _sayable(str(value))


def _sayable(text: str) -> str:
    return displayed(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


@cache
def _lines() -> tuple[dict[str, str], ...]:
    return tuple(packaged("pipeline.exchange", "schema_org"))


def write_schema_org(run: str | PathLike[str], path: Path) -> int:
    """Writes JSON-LD in the vocabulary of schema.org: things, and what relates them, with a ``Role`` for posts and days.

    What is planned, possible, denied or hypothetical is left out: the vocabulary says what is so.

    Returns:
        How many relations were written.
    """
    nodes, edges = _read(run)
    things = {n.id: {"@id": _iri(n.id), "@type": _TYPES.get(n.type, "Thing"), "name": n.label} for n in nodes}
    count = sum(_stated(edge, things) for edge in edges)
    document = {"@context": "https://schema.org", "@graph": list(things.values())}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8", "backslashreplace")
    return count


def _stated(edge: Edge, things: dict[str, dict[str, Any]]) -> bool:
    """Puts a relation on the thing that it is a property of; false where the vocabulary cannot say it."""
    relation = edge.relation
    day = relation.time.value if relation.time and _DAY.fullmatch(relation.time.value) else None
    if relation.modality != "asserted":
        return False
    if relation.type == "launched":
        if day:
            made = edge.target.type == "PRODUCT"
            things[edge.target.id].setdefault("releaseDate" if made else "datePublished", day)
        return bool(day)
    line = next(
        row
        for row in _lines()
        if row["type"] == relation.type and (not row["of"] or relation.head.type in row["of"].split())
    )
    subject, value = (edge.target, edge.source) if line["turned"] else (edge.source, edge.target)
    name, told = line["property"], dict(_role(relation, day))
    thing, stated = things[subject.id], {"@id": _iri(value.id)}
    if told and line["role"]:
        stated = {"@type": line["role"], **told, name: stated}  # type: ignore[dict-item]
    if day and line["begin"]:
        thing.setdefault(line["begin"], day)
    values = thing.setdefault(name, [])
    if stated not in values:
        values.append(stated)
    return True


def _role(relation: Relation, day: str | None) -> Iterator[tuple[str, str]]:
    if relation.role:
        yield "roleName", relation.role.name
    ended = relation.phase == "ended"
    if day and (ended or relation.phase == "begins" or relation.type in ("acquired", "invested_in", "made_by")):
        yield ("endDate" if ended else "startDate"), day


def _iri(node: str) -> str:
    return f"urn:claims:{quote(node, safe=':')}"
