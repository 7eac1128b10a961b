"""``claims export``: a run or a comparison for another program, by the ending of the output's name or by the format's."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from os import PathLike
from pathlib import Path

from pipeline.emit import OutputError, WriteError, read_run
from pipeline.exchange import graph, tables
from pipeline.exchange.brat import write_brat
from pipeline.exchange.docbin import write_docbin
from pipeline.exchange.flat import TABLES
from pipeline.exchange.flat import table as flat_table
from pipeline.exchange.labelstudio import write_label_studio
from pipeline.exchange.webannotation import write_web_annotations

FORMATS: dict[str, tuple[str, ...]] = {
    "csv": (".csv",),
    "parquet": (".parquet",),
    "flat": (".flat.jsonl",),
    "sqlite": (".sqlite", ".db"),
    "duckdb": (".duckdb",),
    "brat": (".brat",),
    "labelstudio": (".labelstudio.json",),
    "webannotation": (".jsonld",),
    "docbin": (".spacy",),
    "graphml": (".graphml",),
}
"""The formats by name, with the endings that they are told by; brat's is of a folder."""
_ANNOTATIONS: dict[str, Callable[..., int]] = {
    "brat": write_brat,
    "labelstudio": write_label_studio,
    "webannotation": write_web_annotations,
    "docbin": write_docbin,
}
_OF_RELATIONS: dict[str, Callable[..., int]] = {
    "csv": graph.write_edges,
    "graphml": graph.write_graphml,
    "webannotation": graph.write_schema_org,
}
"""What a format holds where the table is that of relations: of JSON-LD not annotations but schema.org."""


def export(
    run: str | PathLike[str], target: str | PathLike[str], format: str | None = None, table: str | None = None
) -> int:
    """Writes a run or a comparison in another format; an older file of that name is replaced when the new one is complete.

    Args:
        run: A run's folder, or a file of facts; tables then lack what the articles and times say, and annotations, which
            stand in the articles' texts, cannot be made. For the last three tables what ``claims compare`` wrote.
        target: The file, or for brat the folder, which must not be there yet: people may have annotated in it.
        format: One of :data:`FORMATS`; by default the one that the target's ending belongs to.
        table: One of :data:`pipeline.exchange.flat.TABLES`; by default facts, and relations of a graph.

    Returns:
        How many rows, annotations or edges were written.

    Raises:
        ReadError: The run cannot be read.
        ClaimsError: It has no texts to annotate.
        OutputError: The format is not known, its package is not installed, or the target cannot be written to.
        WriteError: Writing failed on the way.
    """
    target = Path(target)
    name = format or format_of(target)
    if name not in FORMATS:
        endings = ", ".join(ending for group in FORMATS.values() for ending in group)
        raise OutputError(
            f"{target} ends in no format that is known: name a file that ends in {endings}, or give --format."
        )
    of = table or ("relations" if name == "graphml" else "facts")
    if of not in _tables(name):
        raise OutputError(f"{name} holds {' or '.join(_tables(name))}, not {of}: name another file or another table.")
    if name == "brat" and (target.is_file() or (target.is_dir() and any(target.iterdir()))):
        raise OutputError(f"{target} is there already: name a new folder, so that no annotation in it is lost.")
    if name != "brat" and target.is_dir():
        raise OutputError(f"{target} is a folder: name a file.")
    # What is not complete stands in a folder of its own, from which it is moved when it is.
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.mkdir()
    except OSError as e:
        raise OutputError(f"{target} cannot be written to: {e.strerror or e}. Name another file.") from None
    try:
        count = _written(run, name, of, partial / target.name)
        for made in sorted(partial.iterdir()):
            os.replace(made, target.with_name(made.name))
    except (OSError, sqlite3.Error) as e:
        raise WriteError(f"{target} could not be written: {getattr(e, 'strerror', None) or e}.") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return count


def format_of(target: str | PathLike[str]) -> str:
    """The format that a file's ending names; an empty text if there is none."""
    name = Path(target).name.lower()
    return next((known for known, endings in FORMATS.items() if name.endswith(endings)), "")


def _tables(format: str) -> tuple[str, ...]:
    """The tables that a format can hold."""
    if format in tables.WRITERS:
        return TABLES
    return tuple(n for n, known in (("facts", _ANNOTATIONS), ("relations", _OF_RELATIONS)) if format in known)


def _written(run: str | PathLike[str], name: str, of: str, path: Path) -> int:
    if of == "relations" and name in _OF_RELATIONS:
        return _OF_RELATIONS[name](run, path)
    if name in tables.WRITERS:
        return tables.WRITERS[name](path, flat_table(run, of))
    records = read_run(run)
    _ANNOTATIONS[name](records, path)
    return len(records.facts)
