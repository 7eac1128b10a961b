"""What a run is asked, beside its inputs and its output."""

from __future__ import annotations

from dataclasses import dataclass

ARTICLE_TIMEOUT = 30.0
"""Seconds for one article, as a rule; an article of usual length takes a tenth of one."""


AUTO = "auto"
"""In the place of a file of furniture: what the inputs themselves share."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run, by the names that the command line gives them.

    Attributes:
        model: A spaCy pipeline by its name or path; null for our own choice.
        date: The ISO date of articles that have none.
        workers: How many processes. Null for what suits the machine, or the cluster, and the input.
        limit: How many articles are taken at most, from the first.
        units: A file of units that come before our own, in the format of ``lexicons/units.tsv``.
        confidence: A file of weights in the place of our own, as ``claims calibrate`` writes it.
        reader: What chooses subjects and properties: ``features``, or a folder that ``claims train`` wrote; null for our own.
        furniture: A file of sentences that a publisher's articles share, as ``claims furniture`` writes it;
            ``auto`` for those that the inputs share.
        files_from: A file that names more inputs, one a line; ``-`` for standard input.
        any_language: Whether articles that are surely not English are read too.
        article_timeout: Seconds after which an article is given up; null for no limit.
        text_field: The field or column of records that holds the text, as ``body`` or ``fields.bodyText``; null for those
            that we know.
        title_field: The same of the title.
        date_field: The same of the date.
        no_follow: Whether links in folders are left out.
        fresh: Start over, whatever an earlier run had finished.
        shards: Write each table as a folder of parts instead of one file.
        engine: Where the work is done: ``local``, by processes of this machine, or ``ray``, by actors of a Ray cluster.
        ray_address: Where that cluster is, as ``ray.init`` takes it; null for one of its own on this machine.
    """

    model: str | None = None
    date: str | None = None
    workers: int | None = None
    limit: int | None = None
    units: str | None = None
    confidence: str | None = None
    reader: str | None = None
    furniture: str | None = None
    files_from: str | None = None
    any_language: bool = False
    article_timeout: float | None = ARTICLE_TIMEOUT
    text_field: str | None = None
    title_field: str | None = None
    date_field: str | None = None
    no_follow: bool = False
    fresh: bool = False
    shards: bool = False
    engine: str = "local"
    ray_address: str | None = None
