"""A run whose output is one flat table: a row for each fact, with what its article says of itself."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from pipeline.emit import OutputError
from pipeline.run.console import extract as extract_lines
from pipeline.run.options import Options
from pipeline.storage.remote import is_remote

NOTHING_READ = 2
"""The exit code of a run that read no article: what stands under its output's name stays."""
ENDINGS = (".csv", ".parquet", ".flat.jsonl")


def extract(inputs: Sequence[str], output: str, options: Options, *, quiet: bool = False) -> int:
    """``claims extract``; an output that ends in ``.csv``, ``.parquet`` or ``.flat.jsonl`` becomes a flat table.

    The run's own tables are made in a hidden folder beside it, where a run that was stopped is gone on with, and are
    removed when the table is complete.

    Returns:
        The exit code of the run.

    Raises:
        ClaimsError: As ``run.driver.run`` does; or the table cannot be written, or its package is not installed.
    """
    if not output.lower().endswith(ENDINGS) or is_remote(output) or Path(output).is_dir():
        return extract_lines(inputs, output, options, quiet=quiet)
    # pyarrow takes a while to load, and nobody else needs it.
    from pipeline.exchange.formats import export, format_of
    from pipeline.exchange.tables import ready

    target = Path(output)
    if options.shards:
        raise OutputError(f"{output} is one table, in one piece: name a folder for shards.")
    ready(format_of(target))
    between = target.with_name(f".{target.name}.run")
    code = extract_lines(inputs, str(between), options, quiet=quiet)
    if code != NOTHING_READ:
        export(between, target)
    shutil.rmtree(between, ignore_errors=True)
    return code
