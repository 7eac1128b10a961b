"""``claims export``: a run or a comparison for another program."""

from __future__ import annotations

import click

from pipeline.claim_records import COMPARED
from pipeline.cli.endings import ends_with_code

EXPORTS = ("csv", "parquet", "flat", "sqlite", "duckdb", "brat", "labelstudio", "webannotation", "docbin", "graphml")
"""The formats of ``pipeline.exchange.formats``, named here so that help need not load them."""
TABLES = ("facts", "relations", *COMPARED)
"""The tables of ``pipeline.exchange.flat``."""
_NOUNS = {
    "facts": "fact",
    "relations": "relation",
    "claims": "row",
    "stories": "row",
    "timelines": "row",
    "histories": "row",
}


@click.command(short_help="Write a run for another program: tables, graphs, annotations.")
@click.argument("run", metavar="RUN")
@click.option("--to", "target", required=True, metavar="FILE|DIR", help="What to write; its ending names the format.")
@click.option(
    "--table",
    type=click.Choice(TABLES),
    help="What of RUN; claims, stories, timelines and histories of what claims compare wrote.  [default: facts]",
)
@click.option(
    "--format", metavar="NAME", type=click.Choice(EXPORTS), help=f"Whatever the ending: {', '.join(EXPORTS)}."
)
@ends_with_code
def export(run: str, target: str, table: str | None, format: str | None) -> int:
    """Write the facts of RUN, or another table, for another program, in the format that the ending of FILE names.

    Tables (.csv, .parquet, .flat.jsonl, .sqlite, .duckdb) have one row for each fact, with its article's title, date,
    publisher and address, and the same columns in each (those of the notebook's table); in a database the table has its
    own name. Of claims there is a row for each value told, of stories for each article, of timelines for each
    time, of histories for each state of a relation.

    Relations become a graph: .graphml, .csv for the edges with the nodes beside it in FILE.nodes.csv, or .jsonld in the
    vocabulary of schema.org; the other tables' formats have a row for each relation.

    Annotations mark the parts of each fact in the articles' texts: a brat project (a folder DIR.brat), tasks for Label
    Studio (.labelstudio.json, with its configuration beside it), W3C Web Annotations (.jsonld), a spaCy DocBin (.spacy).

    \b
    Examples:
      claims export run --to facts.csv
      claims export run --to facts.parquet
      claims export facts.jsonl --to claims.sqlite
      claims export run --to relations.graphml
      claims export run --table relations --to edges.csv
      claims export compared --table claims --to claims.csv
      claims export run --to run.brat
      claims export run --to tasks.json --format labelstudio
    """
    from pipeline.exchange.formats import export, format_of

    count = export(run, target, format, table)
    of = table or ("relations" if (format or format_of(target)) == "graphml" else "facts")
    click.echo(f"{count:,} {_NOUNS[of]}{'' if count == 1 else 's'} in {target}", err=True)
    return 0
