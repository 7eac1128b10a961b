"""The command line: each command is a thin wrapper over one importable function."""

from __future__ import annotations

import datetime
import sys
from typing import Any, NoReturn

import click

from pipeline import __version__
from pipeline.claim_records import COMPARED
from pipeline.cli.comparing import compare
from pipeline.cli.doctoring import doctor
from pipeline.cli.endings import EXIT_INTERRUPTED, ends_with_code, names_fields
from pipeline.cli.exporting import export
from pipeline.cli.furnishing import furniture
from pipeline.cli.judging import JUDGING
from pipeline.cli.showing import show
from pipeline.records import RECORDS

TABLES = [*RECORDS, *COMPARED]
"""What ``claims schema`` can describe."""

ENGINES = ("local", "ray")
"""Those of ``pipeline.run.engines``."""


def _iso_date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date: write it as 2024-08-31.") from None


def _some_input(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    if not value and not context.params.get("files_from"):
        raise click.MissingParameter(ctx=context, param=parameter)
    return value


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="claims")
def cli() -> None:
    """Reads news and writes down, as data, every quantity it claims.

    \b
    Examples:
      claims extract articles/ -o run
      claims show run --kind money --min-confidence 0.8
      claims export run --to facts.parquet
      claims schema facts
    """


@cli.command(short_help="Write down the facts of articles.")
@click.argument("inputs", nargs=-1, callback=_some_input, metavar="INPUT...")
@click.option(
    "--files-from",
    metavar="FILE|-",
    is_eager=True,
    help="Also read what FILE names: files and folders, one a line.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR|FILE|-",
    help="A folder for all six files, a FILE.jsonl (.gz, .zst) or - for the facts alone, a FILE.csv or FILE.parquet for a table.",
)
@click.option("--model", metavar="NAME", help="An installed English spaCy pipeline, by name or path.")
@click.option("--date", callback=_iso_date, metavar="YYYY-MM-DD", help="The date of articles that have none.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; as a rule one for each CPU.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N articles.")
@click.option("--units", metavar="FILE.tsv", help="Units of your own: added to ours, or in their place.")
@click.option("--confidence", metavar="FILE.tsv", help="Weights of the confidence that claims calibrate wrote.")
@click.option("--reader", metavar="DIR|features", help="A reader that claims train wrote, or features alone: faster.")
@click.option(
    "--furniture", metavar="FILE.tsv|auto", help="Sentences to leave out: of claims furniture, or found first."
)
@click.option("--any-language", is_flag=True, help="Also read articles that are surely not English.")
@names_fields
@click.option("--no-follow", is_flag=True, help="Leave out links in folders, which are followed otherwise.")
@click.option(
    "--article-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="Give an article up after this time and go on.",
)
@click.option("--fresh", is_flag=True, help="Start over, even if a stopped run had finished a part.")
@click.option("--shards", is_flag=True, help="Write each table as a folder of parts, 10,000 articles in each.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="local",
    show_default=True,
    help="Do the work here, or on a Ray cluster.",
)
@click.option("--ray-address", metavar="ADDRESS", help="A running Ray cluster; otherwise one is started here.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
@ends_with_code
def extract(inputs: tuple[str, ...], output: str, quiet: bool, **options: Any) -> int:
    """Write down every quantitative claim in INPUT: files, folders, patterns, or - for standard input.

    Text, Markdown, HTML, JSON, JSONL, CSV, Parquet and WARC are read, each also gzipped or packed by zstd, and zip and
    tar archives of them. A folder gets facts.jsonl, entities.jsonl, times.jsonl, statements.jsonl, relations.jsonl and
    articles.jsonl;
    what could not be read is listed in the last, with the reason. So are articles in other languages than English and
    articles that came before.
    run.json tells versions, options, counts and timings.

    The FILE.tsv of --units has the format of the package's own table, pipeline/extract/lexicons/units.tsv, whose head
    explains it: a header line, then a line for each unit, cells apart by tabs; "name", "kind" and "words" are enough.
    Its forms are read before ours, and a unit of the same name takes the place of ours. Runs with different units
    are not comparable: keep the file with the run.

    A run that was stopped or killed goes on where it was when the same command is given again. Input that changed
    meanwhile is done anew, and everything is if an option changed on which the facts depend.

    INPUT and output may lie elsewhere, at an address that pyarrow knows, as s3://bucket/folder, gs://, hdfs:// or file://
    (pip install 'claim-pipeline[remote]'). Credentials come from the environment, as AWS_ACCESS_KEY_ID.

    With --engine ray the same work is done by the CPUs of a Ray cluster (pip install 'claim-pipeline[ray]'), and the same
    lines come out. Several machines must all see the input and the output.

    Exit codes: 0 all well, 1 some articles failed, 2 nothing could be done or wrong usage, 130 stopped by Ctrl-C.

    \b
    Examples:
      claims extract articles/ -o run
      claims extract news.jsonl.gz -o facts.jsonl --workers 4
      claims extract 'crawl/2024-*/*.warc.gz' --files-from more.txt -o run
      claims extract article.html --date 2024-08-31 -o - | head
      claims extract table.csv -o run --text-field Story --date-field Day
      claims extract articles/ -o facts.csv
      claims extract articles/ -o run --units my-units.tsv
      claims furniture articles/ -o shared.tsv && claims extract articles/ -o run --furniture shared.tsv
      claims extract s3://bucket/news -o s3://bucket/run --engine ray --ray-address head:6379
    """
    from pipeline.run.flat import extract
    from pipeline.run.options import Options

    return extract(inputs, output, Options(**options), quiet=quiet)


@cli.command(short_help="Print the JSON Schema of an output table.")
@click.argument("table", required=False, type=click.Choice(TABLES))
@ends_with_code
def schema(table: str | None) -> int:
    """Print the JSON Schema (2020-12) of a table's lines; without TABLE, of all in one object.

    \b
    Examples:
      claims schema facts > facts.schema.json
      claims schema
    """
    import json

    from pipeline.emit import schema, schemas

    click.echo(json.dumps(schema(table) if table else schemas(), indent=2, ensure_ascii=False))
    return 0


@cli.command(short_help="Measure the speed beside plain spaCy's.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--model", metavar="NAME", help="An installed English spaCy pipeline, by name or path.")
@click.option("--rounds", type=click.IntRange(min=1), default=3, metavar="N", help="Rounds; the medians are shown.")
@click.option(
    "--words", type=click.IntRange(min=1), default=20_000, metavar="N", help="Repeat the articles up to N words."
)
@click.option("--quantities", is_flag=True, help="Quantities alone, on articles that are parsed already.")
@ends_with_code
def bench(inputs: tuple[str, ...], quantities: bool, **options: Any) -> int:
    """Measure words a second on the articles of INPUT, everything extracted, beside plain spaCy with the same model.

    All run in this one process in turn, with one thread for linear algebra; loading is not counted. If CQE or
    quantulum3 are installed, they are measured as well.

    \b
    Examples:
      claims bench articles/
      claims bench news.jsonl --rounds 5 --words 100000
      claims bench news.jsonl --quantities
    """
    from pipeline.run.benchmark import measure, measure_quantities

    if quantities:
        rate = measure_quantities(inputs, **options)
        click.echo(f"{rate.system}: {rate.cpu:.0f} words/s CPU, {rate.wall:.0f} by the clock")
        return 0
    click.echo(measure(inputs, **options).table())
    return 0


for command in (show, compare, export, doctor, furniture, *JUDGING):
    cli.add_command(command)


def main() -> NoReturn:
    """The console script ``claims``."""
    try:
        cli(prog_name="claims")
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    raise AssertionError("click ends the process")
