"""Stage 3: records become JSONL files, and files become records again.

``write_run`` and ``read_run`` go to and fro; ``read_records`` streams one table; ``schema`` describes its lines.
"""

from pipeline.emit.encode import encode, plain
from pipeline.emit.files import OutputError, WriteError
from pipeline.emit.lines import Lines, write_run
from pipeline.emit.output import Output, open_output, shard_folder
from pipeline.emit.reader import (
    RUN_FILE,
    ReadError,
    Run,
    read_lines,
    read_options,
    read_records,
    read_run,
    read_table,
)
from pipeline.emit.schema import schema, schemas

__all__ = [
    "RUN_FILE",
    "Lines",
    "Output",
    "OutputError",
    "ReadError",
    "Run",
    "WriteError",
    "encode",
    "open_output",
    "plain",
    "read_lines",
    "read_options",
    "read_records",
    "read_run",
    "read_table",
    "schema",
    "schemas",
    "shard_folder",
    "write_run",
]
