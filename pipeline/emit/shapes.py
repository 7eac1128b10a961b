"""The fields of the record dataclasses, read once for the encoder, the decoder and the JSON Schemas alike."""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field may hold: ``type`` is str, int, float, bool, a record's class, Literal's str with its ``values``, or
    ``tuple`` with the shape of its ``item``; ``nullable`` says whether null may stand there instead."""

    type: type
    nullable: bool = False
    values: tuple[str, ...] = ()
    item: Shape | None = None

    @property
    def record(self) -> bool:
        """Whether a value is a record itself."""
        return dataclasses.is_dataclass(self.type)


def _shape(hint: object) -> Shape:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [a for a in args if a is not types.NoneType]
        if len(inner) == 1 and len(args) == 2:
            return dataclasses.replace(_shape(inner[0]), nullable=True)
    elif origin is typing.Literal and all(isinstance(a, str) for a in args):
        return Shape(str, values=args)
    elif origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return Shape(tuple, item=_shape(args[0]))
    elif hint in (str, int, float, bool) or dataclasses.is_dataclass(hint):
        return Shape(typing.cast(type, hint))
    raise TypeError(f"no JSON form is known for the type {hint}")


@cache
def fields(record: type) -> dict[str, Shape]:
    """The shape of each field of a record's class, in the order in which the keys stand on a line.

    Raises:
        TypeError: The class has a field of a type that has no JSON form here.
    """
    hints = typing.get_type_hints(record)
    return {f.name: _shape(hints[f.name]) for f in dataclasses.fields(record)}
