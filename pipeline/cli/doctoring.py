"""The command that says how inputs are read."""

from __future__ import annotations

import click

from pipeline.cli.endings import ends_with_code, names_fields


@click.command(short_help="Say how files are read, and why one gave nothing.")
@click.argument("inputs", nargs=-1, required=True, metavar="FILE...")
@click.option("--date", metavar="YYYY-MM-DD", help="The date of articles that have none.")
@click.option("--any-language", is_flag=True, help="Also read articles that are surely not English.")
@names_fields
@ends_with_code
def doctor(
    inputs: tuple[str, ...],
    date: str | None,
    any_language: bool,
    text_field: str | None,
    title_field: str | None,
    date_field: str | None,
) -> int:
    """Say of each article in FILE what was read as what: format, encoding, title, date and where each comes from, words,
    which sentences of a web page were left out, and why a file gave nothing. Nothing is extracted or written.

    Exit codes: 0 all was read, 1 something was skipped or failed.

    \b
    Examples:
      claims doctor page.html
      claims doctor articles/ | grep -A1 failed
    """
    from pipeline.ingest import Names
    from pipeline.ingest.doctor import findings, lines

    read = True
    for finding in findings(inputs, date, any_language, Names.given(text_field, title_field, date_field)):
        read = read and finding.article.status == "ok"
        for line in lines(finding):
            click.echo(line)
    return 0 if read else 1
