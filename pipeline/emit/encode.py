"""Records to JSON lines: an encoder compiled for each record class.

``dataclasses.asdict`` with ``json.dumps`` copies every record twice; a function generated from the fields is several
times as fast and checks types on the way. Its output equals ``json.dumps(asdict(record), ensure_ascii=False)``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, cast

from pipeline.emit.shapes import Shape, fields


def _real(value: float) -> str:
    value = float(value)
    if not isfinite(value):
        raise ValueError(f"{value} cannot be written as JSON")
    return repr(value)


class _Choice(dict[str, str]):
    """The values a field may have, with their JSON."""

    def __missing__(self, value: object) -> str:
        raise ValueError(f"{value!r} is not one of {', '.join(self)}")


def _expression(shape: Shape, value: str, scope: dict[str, Any]) -> str:
    """Source of the expression that writes ``value``; what it calls is put into ``scope``."""
    if shape.nullable:
        inner = _expression(Shape(shape.type, False, shape.values, shape.item), value, scope)
        return f"(NULL if {value} is None else {inner})"
    if shape.values:
        name = f"choice_{len(scope)}"
        scope[name] = _Choice({v: json.dumps(v, ensure_ascii=False) for v in shape.values})
        return f"{name}[{value}]"
    if shape.item is not None:
        return f"LIST({value}, lambda item: {_expression(shape.item, 'item', scope)})"
    if shape.record:
        name = f"record_{shape.type.__name__}"
        scope[name] = encoder(shape.type)
        return f"{name}({value})"
    return {str: "STRING({})", float: "REAL({})", int: "INT({})", bool: "(TRUE if {} else FALSE)"}[shape.type].format(
        value
    )


def _field(shape: Shape, value: str, scope: dict[str, Any]) -> str:
    """The replacement field for ``value`` in an f-string, without its braces."""
    if shape == Shape(int):
        return value + ":d"
    return _expression(shape, value, scope)


def _list(values: tuple[Any, ...], encode_item: Callable[[Any], str]) -> str:
    return "[" + ", ".join([encode_item(v) for v in values]) + "]"


def _int(value: int) -> str:
    return format(value, "d")


@cache
def encoder(record: type) -> Callable[[Any], str]:
    """The function that writes records of one class as JSON on one line, keys in the order of the fields.

    It raises ``TypeError``, ``ValueError`` or ``AttributeError`` for a record whose values do not fit their types.
    """
    scope: dict[str, Any] = {
        "NULL": "null", "TRUE": "true", "FALSE": "false", "STRING": encode_basestring, "REAL": _real, "INT": _int, "LIST": _list
    }  # fmt: skip
    parts = [f'"{name}": {{{_field(shape, "r." + name, scope)}}}' for name, shape in fields(record).items()]
    source = "lambda r: f'{{" + ", ".join(parts) + "}}'"
    return eval(source, scope)  # the source is made of our own field names alone


def encode(record: Any) -> str:
    """One record as one line of JSON, without the line's end."""
    return encoder(cast(type, type(record)))(record)


def plain(record: Any) -> dict[str, Any]:
    """One record as the dictionary that its line holds."""
    found: dict[str, Any] = json.loads(encode(record))
    return found


def to_bytes(line: str) -> bytes:
    """A line as UTF-8. Half a surrogate pair, which UTF-8 cannot hold, becomes its JSON escape ``\\udXXX``."""
    try:
        return line.encode()
    except UnicodeEncodeError:
        return line.encode("utf-8", "backslashreplace")


def encode_bytes(record: object) -> bytes:
    """``encode`` as UTF-8: the ``dumps`` of our ``jsonlines`` writers."""
    return to_bytes(encode(record))
