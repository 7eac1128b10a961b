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
    help="A folder for claims.jsonl, stories.jsonl, timelines.jsonl and histories.jsonl, or a FILE.jsonl for the claims.",
)
@click.option("--add", is_flag=True, help="Add RUN... to what DIR keeps of earlier ones, and keep them there too.")
@click.option(
    "--decisions",
    metavar="FILE",
    help="A reviewer's decisions: joins that were accepted or cut stay so, whatever else says.",
)
@click.option("--all", "single", is_flag=True, help="Also write the claims that are told once.")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, metavar="N", help="Show N claims.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@ends_with_code
def compare(
    runs: tuple[str, ...], output: str | None, add: bool, decisions: str | None, single: bool, limit: int, quiet: bool
) -> int:
    """Say which facts of RUN... are the same claim, who agrees, who differs, and what changed.

    RUN is a folder that `claims extract` wrote, whole or in shards; several are compared as one. The summary shows the
    claims that several voices tell, disputed ones first, with each value, who tells it, on whose word and on which days.
    Copies of one text are one voice, and so are the articles of one publisher.

    With --add, DIR keeps what was compared (kept.sqlite): new runs are added to it without reading the old ones again, and
    give the same lines as comparing all of them at once.

    \b
    Examples:
      claims compare run
      claims compare run -o compared
      claims compare monday tuesday -o claims.jsonl --quiet
      claims compare wednesday -o compared --add
      claims compare run --decisions decisions.jsonl
      claims show compared --claim c3f91aa0
    """
    from pathlib import Path

    from pipeline.compare import overview, records, write
    from pipeline.compare.helpers import MOST
    from pipeline.compare.summary import summary
    from pipeline.decisions.log import Decisions
    from pipeline.run.chunks import usable_cpus

    if add and (output is None or output.endswith(".jsonl")):
        raise click.UsageError("--add needs the folder that keeps what was compared: name it with -o DIR.")
    if decisions is not None and not Path(decisions).exists():
        raise click.UsageError(f"{decisions} does not exist. Give the file in which a review keeps its decisions.")
    said = None
    if decisions is not None:
        said = {pair: str(decision.verdict) for pair, decision in Decisions(decisions).joins.items()}
    found = records(
        runs,
        single=single,
        joins=said,
        keep=output if add else None,
        processes=min(MOST, usable_cpus()) if usable_cpus() > 1 else 0,
    )
    told = overview(found, limit) if output is None else write(found, output, limit)
    if not quiet:
        for line in summary(told):
            click.echo(line)
    return 0
