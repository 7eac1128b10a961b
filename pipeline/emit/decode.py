"""JSON objects back to records, each value checked against the field's type."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import isfinite
from sys import float_info
from typing import Any

from pipeline.emit.shapes import Shape, fields

_NAMES = {str: "a string", float: "a number", int: "a whole number", bool: "true or false"}


class Mismatch(ValueError):
    """A value that is not of its field's type; ``where`` is its path inside the object, such as ``quantity.value``."""

    def __init__(self, problem: str, where: str = "") -> None:
        super().__init__(problem)
        self.problem, self.where = problem, where

    def inside(self, name: str) -> Mismatch:
        """The same mismatch as seen from the object that holds the field ``name``."""
        joint = "" if not self.where or self.where.startswith("[") else "."
        return Mismatch(self.problem, name + joint + self.where)

    def __str__(self) -> str:
        return f"{self.where or 'the line'} {self.problem}"


def _shown(value: object) -> str:
    text = repr(value) if value is not None else "null"
    return text if len(text) <= 40 else text[:39] + "…"


def _plain(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is kind:
            return value
        raise Mismatch(f"is {_shown(value)}, not {_NAMES[kind]}")

    return check


def _real(value: Any) -> float:
    # An integer may have hundreds of digits, of which `isfinite` makes an OverflowError.
    if (type(value) is float and isfinite(value)) or (type(value) is int and abs(value) <= float_info.max):
        return float(value)
    raise Mismatch(f"is {_shown(value)}, not {_NAMES[float]}")


def _choice(values: tuple[str, ...]) -> Callable[[Any], str]:
    allowed = {v: v for v in values}

    def check(value: Any) -> str:
        if type(value) is str and value in allowed:
            return allowed[value]
        raise Mismatch(f"is {_shown(value)}, not one of {', '.join(values)}")

    return check


def _list(item: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def check(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise Mismatch(f"is {_shown(value)}, not a list")
        out = []
        for n, v in enumerate(value):
            try:
                out.append(item(v))
            except Mismatch as e:
                raise e.inside(f"[{n}]") from None
        return tuple(out)

    return check


def _nullable(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else check(value)


def _checker(shape: Shape) -> Callable[[Any], Any]:
    if shape.values:
        check: Callable[[Any], Any] = _choice(shape.values)
    elif shape.item is not None:
        check = _list(_checker(shape.item))
    elif shape.record:
        check = decoder(shape.type)
    else:
        check = _real if shape.type is float else _plain(shape.type)
    return _nullable(check) if shape.nullable else check


@cache
def decoder(record: type) -> Callable[[Any], Any]:
    """The function that turns a JSON object into a record of one class; it raises ``Mismatch``."""
    checks = [(name, _checker(shape)) for name, shape in fields(record).items()]
    names = {name for name, _ in checks}

    def decode(value: Any) -> Any:
        if type(value) is not dict:
            raise Mismatch(f"is {_shown(value)}, not an object")
        if value.keys() != names:
            for name, _ in checks:
                if name not in value:
                    raise Mismatch("is missing", name)
            unknown = min(value.keys() - names)
            raise Mismatch("is no field of this record", unknown)
        out = []
        for name, check in checks:
            try:
                out.append(check(value[name]))
            except Mismatch as e:
                raise e.inside(name) from None
        return record(*out)

    return decode
