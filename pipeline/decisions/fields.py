"""The fields of a fact that a reviewer may correct, by their path, such as ``quantity.value`` or ``subject.name``."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from math import isfinite
from typing import Any

from pipeline.emit.shapes import Shape, fields
from pipeline.records import Fact

FORM: tuple[str, ...] = (
    "kind",
    "quantity.value",
    "quantity.value_min",
    "quantity.value_max",
    "quantity.comparator",
    "quantity.approximate",
    "quantity.unit",
    "quantity.normalized",
    "quantity.change",
    "quantity.role",
    "property.name",
    "subject.name",
    "attribution.source.name",
    "time.value",
    "modality",
)
"""The fields of the widget's form; the others of ``correctable`` can be corrected from code."""
PARTS = {
    "property.name": "property",
    "subject.name": "subject",
    "attribution.source.name": "attribution.source",
    "time.value": "time",
}
"""The part of a fact that a field of the form stands for: with the field cleared, the fact has no such part."""

# What identifies a fact or says how it was found is no claim about the article: nothing there can be corrected.
_FIXED = frozenset({"id", "article_id", "sentence", "confidence", "rules", "version"})


@cache
def correctable() -> dict[str, Shape]:
    """The shape of every field that can be corrected, by path, in the order of the record.

    A part that can be missing (``subject``, ``attribution.source``) stands there too: null says that there is none.
    """
    found: dict[str, Shape] = {}

    def walk(record: type, prefix: str) -> None:
        for name, shape in fields(record).items():
            path = prefix + name
            if path in _FIXED:
                continue
            if shape.nullable or not shape.record:
                found[path] = shape
            if shape.record:
                walk(shape.type, path + ".")

    walk(Fact, "")
    return found


def check(corrected: Mapping[str, Any]) -> dict[str, Any]:
    """The corrections, whole numbers made floats where the field is one.

    Raises:
        ValueError: There are none, a field is unknown, or a value is not of the field's type.
    """
    if not corrected:
        raise ValueError("no field is corrected: name at least one, or accept the fact")
    known = correctable()
    checked = {}
    for path, value in corrected.items():
        if path not in known:
            near = [p for p in known if p.endswith("." + path)] or difflib.get_close_matches(path, known, 3, 0.5)
            hint = f"; did you mean {' or '.join(near)}?" if near else f": it is one of {', '.join(known)}"
            raise ValueError(f"a fact has no correctable field {path!r}{hint}")
        checked[path] = _checked(path, known[path], value)
    return checked


def _checked(path: str, shape: Shape, value: Any) -> Any:
    if value is None:
        if shape.nullable:
            return None
        raise ValueError(f"{path} cannot be null")
    if shape.record:
        raise ValueError(
            f"{path} can only be null (there is none); correct its fields, such as {path}.name, one by one"
        )
    if shape.values:
        if value not in shape.values:
            raise ValueError(f"{path} cannot be {value!r}: it is one of {', '.join(shape.values)}")
        return value
    if shape.type is float and type(value) is int:
        try:
            value = float(value)
        except OverflowError:  # an integer of hundreds of digits
            raise ValueError(f"{path} cannot be so large a number") from None
    if type(value) is not shape.type:
        raise ValueError(f"{path} cannot be {value!r}: it is of type {shape.type.__name__}")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{path} cannot be {value!r}: a number is finite")
    if isinstance(value, str) and not value.strip():
        raise ValueError(f"{path} cannot be empty" + (": null says that there is none" if shape.nullable else ""))
    return value


def parse(path: str, typed: str | bool) -> Any:
    """The value of a field from what was typed into a form; nothing typed is null.

    Raises:
        ValueError: A number was expected.
    """
    shape = correctable()[path]
    if shape.type is bool:
        return typed if isinstance(typed, bool) else typed == "true"
    text = str(typed).strip()
    if not text:
        return None
    if shape.type in (float, int):
        try:
            return shape.type(text.replace(",", ""))
        except ValueError:
            raise ValueError(f"{path} cannot be {text!r}: it is a number, such as 1200 or 3.5") from None
    return text


def value(fact: Mapping[str, Any], path: str) -> Any:
    """The value at a path of a fact as a dictionary; null where a part on the way is null."""
    found: Any = fact
    for name in path.split("."):
        if found is None:
            return None
        found = found[name]
    return found


def apply(fact: Fact, corrected: Mapping[str, Any]) -> dict[str, Any]:
    """The fact as a dictionary, as on its line of ``facts.jsonl``, with the corrections in place.

    Where a part was null and one of its fields is corrected, the part's other fields are null.
    """
    whole = asdict(fact)
    known = correctable()
    for path, new in corrected.items():
        *parts, last = path.split(".")
        target, way = whole, ""
        for name in parts:
            way = f"{way}.{name}" if way else name
            if target[name] is None:
                target[name] = dict.fromkeys(fields(known[way].type))
            target = target[name]
        target[last] = new
    return whole
