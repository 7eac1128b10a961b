"""Runs made by hand from ``cases/review.jsonl``: an article a line, its facts given by the words that stand in it.

A part of a fact is its text, or a list of its text and its resolved name or value. ``segments`` is how the sentence of
the article's first fact is cut.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.emit import Run, write_run
from pipeline.records import (
    Article,
    Attribution,
    Extraction,
    Fact,
    FactTime,
    Property,
    Quantity,
    Reference,
    Span,
    Subject,
    Time,
    content_id,
)
from tests.paths import CASES as CASE_FILES

CASES: list[dict[str, Any]] = [
    json.loads(line) for line in CASE_FILES.joinpath("review.jsonl").read_text("utf-8").splitlines()
]


def case(name: str) -> Extraction:
    """The article of one case with its facts and times."""
    return extraction(next(c for c in CASES if c["case"] == name))


def extraction(data: dict[str, Any]) -> Extraction:
    """An article of the cases with its facts and times."""
    article_id = content_id("a", data["case"])
    facts = tuple(_fact(article_id, data["text"], f) for f in data["facts"])
    times = tuple(
        Time(f.time.time_id, article_id, f.time.text, f.time.start, f.time.end, "DATE", f.time.value, None, begin, None)
        for f, begin in zip(facts, (d.get("begin") for d in data["facts"]), strict=True)
        if f.time
    )
    words = len(data["text"].split())
    about = (data["case"] + ".txt", None, data["title"], data["date"], None, "en")
    article = Article(article_id, *about, data["text"], None, words, "ok", None, len(facts))
    return Extraction(article, facts, times=times)


def make_run(path: Path) -> Run:
    """A run of all cases, in memory."""
    found = [extraction(c) for c in CASES]
    run = Run(path)
    for one in found:
        run.articles.append(one.article)
        run.facts.extend(one.facts)
        run.times.extend(one.times)
    return run


def save_run(path: Path) -> Path:
    """A run of all cases on the disk, as ``claims extract`` writes it."""
    write_run((extraction(c) for c in CASES), str(path))
    return path


def _fact(article_id: str, text: str, data: dict[str, Any]) -> Fact:
    def part(name: str) -> tuple[Span, str | None] | None:
        given = data.get(name)
        if given is None:
            return None
        words, resolved = given if isinstance(given, list) else (given, None)
        start = text.index(words)
        return Span(words, start, start + len(words)), resolved

    def located(span: Span) -> tuple[str, int, int]:
        return span.text, span.start, span.end

    quantity, sentence = part("quantity"), part("sentence")
    assert quantity and sentence
    subject, prop, source, cue, time = map(part, ("subject", "property", "source", "cue", "time"))
    value, low, high = (data.get(k) for k in ("value", "value_min", "value_max"))
    amount = (value, low, high, data.get("comparator", "="), data.get("approximate", False), data.get("unit"))
    return Fact(
        id=content_id("f", article_id, quantity[0].start),
        article_id=article_id,
        kind=data["kind"],
        quantity=Quantity(*located(quantity[0]), *amount, None, None, data["normalized"], None, None, None, None),
        property=prop and Property(prop[0].text, prop[0].start, prop[0].end, prop[0].text),
        subject=subject and Subject(*located(subject[0]), subject[1], "e" + "0" * 16, "ORG"),
        modality=data.get("modality", "asserted"),
        attribution=Attribution(
            source and Reference(*located(source[0]), source[1], None), cue and cue[0], "s" + "0" * 16
        )
        if source or cue
        else None,
        time=time and FactTime(*located(time[0]), "DATE", time[1] or "", content_id("t", article_id, time[0].start)),
        sentence=sentence[0],
        confidence=data["confidence"],
        rules=("a_rule", "another"),
        version="0.1.0",
    )
