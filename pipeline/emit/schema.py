"""JSON Schemas (2020-12) of the tables, generated from the record dataclasses."""

from __future__ import annotations

import inspect
from typing import Any

from pipeline.claim_records import COMPARED
from pipeline.emit.shapes import Shape, fields
from pipeline.records import RECORDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TABLES: dict[str, type] = RECORDS | COMPARED
"""The record type of every table, of a run and of a comparison."""
_TYPES = {str: "string", float: "number", int: "integer", bool: "boolean"}
# The letter with which the ids of a table begin; an id is that letter and 16 hexadecimal digits (records.content_id).
_LETTERS = {
    "fact": "f",
    "article": "a",
    "entity": "e",
    "time": "t",
    "statement": "s",
    "relation": "r",
    "claim": "c",
    "story": "y",
    "timeline": "l",
    "history": "h",
}


def schema(table: str) -> dict[str, Any]:
    """The JSON Schema of one line of a table.

    Args:
        table: One of :data:`TABLES`.

    Raises:
        KeyError: There is no such table.
    """
    record = TABLES[table]
    parts: dict[str, Any] = {}
    body = _object(record, parts)
    head = {"$schema": DIALECT, "title": record.__name__}
    return head | body | ({"$defs": dict(sorted(parts.items()))} if parts else {})


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schemas of all tables by their names."""
    return {table: schema(table) for table in TABLES}


def _object(record: type, parts: dict[str, Any]) -> dict[str, Any]:
    properties = {name: _value(record, name, shape, parts) for name, shape in fields(record).items()}
    return {
        "description": " ".join((inspect.getdoc(record) or record.__name__).split()),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _value(record: type, name: str, shape: Shape, parts: dict[str, Any]) -> dict[str, Any]:
    if shape.item is not None:
        return {"type": "array", "items": _value(record, "", shape.item, parts)}
    if shape.record:
        if shape.type.__name__ not in parts:
            parts[shape.type.__name__] = {}
            parts[shape.type.__name__] = _object(shape.type, parts)
        reference = {"$ref": f"#/$defs/{shape.type.__name__}"}
        return {"anyOf": [reference, {"type": "null"}]} if shape.nullable else reference
    kind = _TYPES[shape.type]
    out: dict[str, Any] = {"type": [kind, "null"] if shape.nullable else kind}
    if shape.values:
        out["enum"] = [*shape.values, *([None] if shape.nullable else [])]
    return out | _limits(record, name, shape)


def _limits(record: type, name: str, shape: Shape) -> dict[str, Any]:
    """What a value has to fulfil beside its type."""
    if name == "id" or name.endswith("_id"):
        owner = record.__name__.lower() if name == "id" else name.removesuffix("_id")
        return {"pattern": f"^{_LETTERS[owner]}[0-9a-f]{{16}}$"}
    if name == "sha256":
        return {"pattern": "^[0-9a-f]{64}$"}
    if name == "confidence":
        return {"minimum": 0, "maximum": 1}
    if shape.type is int:
        return {"minimum": 0}
    return {}
