"""Extractions to the lines of the six tables."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import jsonlines

from pipeline.emit.encode import encode_bytes
from pipeline.emit.output import open_output
from pipeline.records import RECORDS, Extraction


class Lines:
    """Turns one extraction after the other into JSON lines."""

    def __init__(self) -> None:
        self._buffers = {table: io.BytesIO() for table in RECORDS}
        self._writers = {table: jsonlines.Writer(buffer, dumps=_dumps) for table, buffer in self._buffers.items()}

    def of(self, extraction: Extraction) -> dict[str, bytes]:
        """The lines of an article and its records, by the table's name.

        Raises:
            TypeError, ValueError, AttributeError: A record holds what its fields' types do not allow.
        """
        records: dict[str, tuple[Any, ...]] = {
            "facts": extraction.facts,
            "entities": extraction.entities,
            "times": extraction.times,
            "statements": extraction.statements,
            "relations": extraction.relations,
            "articles": (extraction.article,),
        }
        return {table: self._lines(table, rows) for table, rows in records.items()}

    def _lines(self, table: str, records: tuple[Any, ...]) -> bytes:
        buffer = self._buffers[table]
        buffer.seek(0)
        buffer.truncate()
        self._writers[table].write_all(records)
        return buffer.getvalue()


def _dumps(record: object) -> bytes:
    # jsonlines tries its writer out on an empty dictionary to learn whether it gives bytes.
    return encode_bytes(record) if record else b"{}"


def write_run(extractions: Iterable[Extraction], target: str) -> int:
    """Writes extractions as they come: six files into a folder, or the facts alone to a file ``….jsonl``.

    Nothing stands under the final names before the last extraction has come.

    Args:
        extractions: What ``Extractor.extract`` yields.
        target: A folder, or a file whose name ends in ``.jsonl``.

    Returns:
        How many articles were written.

    Raises:
        OutputError: The output cannot be written to.
        WriteError: Writing failed on the way.
    """
    lines, count = Lines(), 0
    output = open_output(target)
    try:
        for extraction in extractions:
            output.write(lines.of(extraction))
            count += 1
        output.commit()
    finally:
        output.discard()
    return count
