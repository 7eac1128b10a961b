"""``claims compare``: the same claim in several articles."""

from __future__ import annotations

import click

from pipeline.cli.endings import ends_with_code


@click.command(short_help="Say which facts of several articles make the same claim.")
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option(
    "-o",
    "--output",
    metavar="DIR|FILE",
    help="A folder for claims.jsonl, stories.jsonl and timelines.jsonl, or a FILE.jsonl for the claims alone.",
)
@click.option("--all", "single", is_flag=True, help="Also write the claims that are told once.")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, metavar="N", help="Show N claims.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@ends_with_code
def compare(runs: tuple[str, ...], output: str | None, single: bool, limit: int, quiet: bool) -> int:
    """Say which facts of RUN... are the same claim, who agrees, who differs, and what changed.

    RUN is a folder that `claims extract` wrote, whole or in shards; several are compared as one. The summary shows the
    claims that several voices tell, disputed ones first, with each value, who tells it, on whose word and on which days.
    Copies of one text are one voice, and so are the articles of one publisher.

    \b
    Examples:
      claims compare run
      claims compare run -o compared
      claims compare monday tuesday -o claims.jsonl --quiet
      claims show compared --claim c3f91aa0
    """
    from pipeline.compare import compare, write
    from pipeline.compare.summary import summary

    found = compare(runs, single=single)
    if output is not None:
        write(found, output)
    if not quiet:
        for line in summary(found, limit):
            click.echo(line)
    return 0
