"""The commands that look into facts and judge them: explain, review, score, calibrate, train."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.endings import ends_with_code


@click.command(short_help="Say why a fact is as it is.")
@click.argument("fact_id", metavar="FACT_ID")
@click.argument("run", metavar="RUN")
@click.option("--model", metavar="NAME", help="The spaCy pipeline that RUN was made with, if not our own.")
@click.option(
    "--beside", metavar="FACT_ID", help="Say instead why `claims compare` joins this fact with the other, or not."
)
@ends_with_code
def explain(fact_id: str, run: str, model: str | None, beside: str | None) -> int:
    """Say why fact FACT_ID of RUN is as it is: its spans, the rules that fired, what its confidence rests on, and what lost.

    FACT_ID may be cut short, as long as no other fact begins so. The article is read again from the run.

    \b
    Examples:
      claims explain f3c91aa0 run
      claims explain f3c91aa0 run --beside f77d02c1
    """
    if beside is not None:
        from pipeline.compare import explain_join

        for line in explain_join([run], fact_id, beside):
            click.echo(line)
        return 0
    from pipeline.review.explain import explain, rendered

    for line in rendered(explain(run, fact_id, model)):
        click.echo(line)
    return 0


@click.command(short_help="Make a page to review a run in a browser.")
@click.argument("run", metavar="RUN")
@click.option("-o", "--output", required=True, metavar="FILE.html", help="The page to write.")
@click.option("--decisions", metavar="FILE", help="Decisions to begin with. Without it, RUN's own decisions.jsonl.")
@click.option("--against", metavar="FILE", help="Another reviewer's decisions, to see where you disagree.")
@click.option(
    "--compared",
    metavar="DIR|FILE",
    help="What claims compare wrote, for the view of claims. Without it, RUN's own claims.jsonl.",
)
@ends_with_code
def review(run: str, **options: Any) -> int:
    """Write the facts of RUN as one HTML file that opens from disk, without a network.

    Each fact stands marked in its text, with facets, search, figures, and a key for every decision. Decisions are kept
    in the browser and saved as decisions.jsonl. Relations have a view of their own, and so have the claims of a
    comparison: the voices of each side by side, and joins to accept or to cut.

    \b
    Examples:
      claims review run -o review.html
      claims review run -o review.html --compared compared
      claims review run -o review.html --decisions ann.jsonl
      claims review run -o review.html --decisions ann.jsonl --against ben.jsonl
    """
    from pipeline.review.page import write_page

    click.echo(f"{write_page(run, **options):,} facts on {options['output']}")
    return 0


@click.command(short_help="Score a run by a reviewer's decisions, or beside gold.")
@click.argument("run", metavar="RUN")
@click.option(
    "--decisions",
    multiple=True,
    metavar="FILE",
    help="Decisions; may be repeated, to compare reviewers. Without it, RUN's own decisions.jsonl.",
)
@click.option("--gold", metavar="DIR", help="Annotated articles that RUN was made from: recall and F1 too.")
@click.option("--least", type=click.IntRange(min=1), default=5, metavar="N", help="Only rules of at least N facts.")
@ends_with_code
def score(run: str, **options: Any) -> int:
    """Say how many facts of RUN are right: by kind, rule and field, with 95% intervals (Wilson).

    \b
    Examples:
      claims score run
      claims score run --decisions ann.jsonl --decisions ben.jsonl
      claims score run --gold corpus/gold
    """
    from pipeline.evaluate.command import score

    for line in score(run, **options):
        click.echo(line)
    return 0


@click.command(short_help="Refit the confidence to a reviewer's decisions.")
@click.argument("run", metavar="RUN")
@click.option(
    "--decisions", multiple=True, metavar="FILE", help="Decisions; may be repeated. Without it, RUN's decisions.jsonl."
)
@click.option(
    "-o", "--output", default="confidence.tsv", show_default=True, metavar="FILE", help="The table of weights to write."
)
@ends_with_code
def calibrate(run: str, **options: Any) -> int:
    """Learn from decisions on RUN's facts how sure the next run is to be, and say by how much that helps.

    The gain is measured on decisions held back from the fit.

    \b
    Examples:
      claims calibrate run
      claims extract articles/ -o next --confidence confidence.tsv
    """
    from pipeline.fit.decisions import recalibrate

    for line in recalibrate(run, **options):
        click.echo(line)
    return 0


@click.command(short_help="Fit a reader to annotated articles.")
@click.argument("gold", nargs=-1, required=True, metavar="GOLD...")
@click.option("-o", "--output", required=True, metavar="DIR", help="The reader's folder.")
@click.option(
    "--layers",
    type=click.IntRange(1, 6),
    default=4,
    show_default=True,
    help="Layers of the base that are kept; with --start all of that reader's are.",
)
@click.option("--epochs", type=click.IntRange(min=1), default=3, show_default=True, help="Passes over the articles.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same reader.")
@click.option(
    "--partly",
    multiple=True,
    metavar="DIR",
    help="Articles annotated in part: learnt from, never measured on; repeatable.",
)
@click.option(
    "--start",
    metavar="DIR|package",
    help="Go on from this reader, or the package's own, in place of the base: for few articles of another sort.",
)
@ends_with_code
def train(gold: tuple[str, ...], output: str, **options: Any) -> int:
    """Fit to GOLD, folders of annotated articles, what chooses whose and of what a quantity is, and how sure that is.

    A third of the articles is held out to measure the reader and to calibrate its confidence; report.md tells the figures.
    Needs pip install 'claim-pipeline[train]'.

    \b
    Examples:
      claims train corpus/gold -o reader
      claims extract articles/ -o run --reader reader
    """
    from pipeline.fit.reader import train

    train(gold, output, told=click.echo, **options)
    return 0


JUDGING: tuple[click.Command, ...] = (explain, review, score, calibrate, train)
