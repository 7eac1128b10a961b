"""The command that finds the furniture of a collection."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.endings import ends_with_code


@click.command(short_help="Find the sentences that a publisher's articles share.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", required=True, metavar="FILE.tsv", help="The table to write.")
@click.option(
    "--min-articles",
    type=click.IntRange(min=2),
    default=3,
    show_default=True,
    metavar="N",
    help="Articles in which such a sentence stands.",
)
@click.option("--any-language", is_flag=True, help="Also read articles that are surely not English.")
@ends_with_code
def furniture(inputs: tuple[str, ...], output: str, min_articles: int, any_language: bool) -> int:
    """Find the sentences that several articles of one publisher in INPUT share though they are about different things:
    advertisements, newsletters, notes on authors. They are written to FILE.tsv, which claims extract takes.

    The table has a line for each sentence: publisher, the articles that have it, all articles of that publisher, the
    sentence. Delete the lines that you want to keep facts from. The inputs are read once; their order does not matter.

    Exit codes: 0 all well, 2 nothing could be done.

    \b
    Examples:
      claims furniture articles/ -o shared.tsv
      claims extract articles/ -o run --furniture shared.tsv
    """
    from pipeline.ingest.furniture import shared_sentences, write

    count = write(shared_sentences(inputs, min_articles, any_language), Path(output))
    click.echo(f"{count:,} {'sentence' if count == 1 else 'sentences'} in {output}", err=True)
    return 0
