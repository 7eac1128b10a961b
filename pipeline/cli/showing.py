"""``claims show``: facts for a person at a terminal."""

from __future__ import annotations

import datetime
import os
import shutil
import sys
from collections.abc import Iterator
from typing import get_args

import click

from pipeline.cli.endings import ends_with_code
from pipeline.records import Kind, Modality, RelationType


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    if not value:
        return ""
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return datetime.datetime.strptime(value, form).date().isoformat()
        except ValueError:
            continue
    raise click.BadParameter(f"{value!r} is no day: write it as 2024-08-31, 2024-08 or 2024.")


@click.command(short_help="Show the facts of a run in their sentences.")
@click.argument("run", metavar="RUN")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(get_args(Kind)),
    metavar="KIND",
    help="Only this kind; may be repeated.",
)
@click.option(
    "--modality",
    "modalities",
    multiple=True,
    type=click.Choice(get_args(Modality)),
    metavar="M",
    help="Only asserted, planned, …; may be repeated.",
)
@click.option("--subject", default="", metavar="TEXT", help="Only subjects whose name or words hold TEXT.")
@click.option("--property", default="", metavar="TEXT", help="Only what is measured by TEXT.")
@click.option("--source", default="", metavar="TEXT", help="Only on the word of TEXT.")
@click.option(
    "--article", default="", metavar="TEXT", help="Only articles whose title, path, publisher or id holds TEXT."
)
@click.option("--since", callback=_day, metavar="DATE", help="Only articles of DATE or later.")
@click.option("--text", default="", metavar="WORDS", help="Only facts with all WORDS, in any order.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="C",
    help="Only facts of at least this confidence, 0 to 1.",
)
@click.option(
    "--sort",
    type=click.Choice(["article", "confidence", "value", "date", "subject"]),
    default="article",
    show_default=True,
    help="As they stand in the articles, the least sure first, the greatest first, the oldest first, or by name.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N facts.")
@click.option("--table", is_flag=True, help="One line a fact, in columns.")
@click.option("--relations", is_flag=True, help="Instead of facts, relations: who made, owns, leads, launched what.")
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice(get_args(RelationType)),
    metavar="TYPE",
    help="Only relations of this type, as made_by; may be repeated.",
)
@click.option(
    "--claim", metavar="ID", help="Instead, one claim of what `claims compare` wrote to RUN, and why it is one."
)
@ends_with_code
def show(
    run: str,
    kinds: tuple[str, ...],
    modalities: tuple[str, ...],
    sort: str,
    limit: int | None,
    table: bool,
    relations: bool,
    types: tuple[str, ...],
    claim: str | None,
    **filters: str | float,
) -> int:
    """Show the facts of RUN: a folder or a file that `claims extract` wrote.

    Each sentence stands once, with quantities, subjects and sources marked, and below it a line for each fact: how much,
    of what, whose, who says so, when, how sure, and the beginning of its id, which `claims explain` takes.

    With --relations both ends of each relation are marked instead; --subject finds either of them.

    \b
    Examples:
      claims show run
      claims show run --kind duration --kind resolution
      claims show run --text "price rise" --since 2025 --table
      claims show facts.jsonl --subject telescope --sort confidence --limit 20
      claims show run --relations --type made_by --subject kling
    """
    if claim:
        from pipeline.compare.summary import explained, find

        for line in explained(find(run, claim)):
            click.echo(line)
        return 0
    here = sys.stdout.isatty()
    colour = here and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size().columns if here else None
    blocks: Iterator[str]
    if relations or types:
        from pipeline.views import relation_lines

        if kinds or table or filters.pop("property") or sort == "value":
            raise click.UsageError("Relations have no kind, property, value or table: leave that option out.")
        wanted = relation_lines.WantedRelations(types, modalities, **filters)  # type: ignore[arg-type]
        blocks = relation_lines.shown(relation_lines.relations(run, wanted, sort, limit), colour)
    else:
        from pipeline.views import terminal
        from pipeline.views.choose import Wanted, chosen

        told = chosen(run, Wanted(kinds, modalities, **filters), sort, limit)  # type: ignore[arg-type]
        blocks = terminal.table(told, width) if table else terminal.sentences(told, colour)
    if here:
        os.environ.setdefault("LESS", "-FRX")
        click.echo_via_pager((f"{block}\n" for block in blocks), color=colour)
    else:
        for block in blocks:
            click.echo(block)
    return 0
