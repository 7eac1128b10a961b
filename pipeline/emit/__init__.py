"""Stage 3: records become JSONL files, and files become records again.

``write_run`` and ``read_run`` go to and fro; ``read_records`` streams one table; ``schema`` describes its lines.
"""

from pipeline.emit.encode import encode, plain
from pipeline.emit.lines import Lines, write_run
from pipeline.emit.output import Output, OutputError, WriteError, open_output
from pipeline.emit.reader import ReadError, Run, facts_path, read_records, read_run
from pipeline.emit.schema import schema, schemas

__all__ = [
    "Lines",
    "Output",
    "OutputError",
    "ReadError",
    "Run",
    "WriteError",
    "encode",
    "facts_path",
    "open_output",
    "plain",
    "read_records",
    "read_run",
    "schema",
    "schemas",
    "write_run",
]
