"""A light stand-in for the extractor: every number is a fact, and words in an article make it misbehave."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.records import (
    Article,
    Attribution,
    Entity,
    Extraction,
    Fact,
    FactTime,
    Mention,
    Participant,
    Post,
    Property,
    Quantity,
    Reference,
    Relation,
    Span,
    Statement,
    Subject,
    Time,
    content_id,
)

BATCH = 4


def make_quantity(text: str = "7 dams", start: int = 0, **values: object) -> Quantity:
    """A count of dams, with the given fields in place of its own."""
    base = Quantity(
        text, start, start + len(text), 7.0, 7.0, 7.0, "=", False, "dam", 7.0, "dam", "7 dam", None, None, None, None
    )
    return replace(base, **values)


def make_fact(**values: object) -> Fact:
    """A fact with every part filled in, with the given fields in place of its own."""
    text = "On Friday the council said its Harbour Trust had mended 7 dams."
    fact = Fact(
        id=content_id("f", 1),
        article_id=content_id("a", 1),
        kind="count",
        quantity=make_quantity(start=text.index("7")),
        property=Property("mended", 45, 51, "mended"),
        subject=Subject("its Harbour Trust", 27, 44, "Harbour Trust", content_id("e", 1), "ORG"),
        modality="asserted",
        attribution=Attribution(
            Reference("the council", 10, 21, "Tarn Council", content_id("e", 2)),
            Span("said", 22, 26),
            content_id("s", 1),
        ),
        time=FactTime("On Friday", 0, 9, "DATE", "2024-05-03", content_id("t", 1)),
        sentence=Span(text, 0, len(text)),
        confidence=0.75,
        rules=("number.plain", "subject.possessive"),
        version="0.1.0",
    )
    return replace(fact, **values)


def make_article(**values: object) -> Article:
    """An article that was read, with the given fields in place of its own."""
    text = "On Friday the council said its Harbour Trust had mended 7 dams."
    article = Article(
        content_id("a", 1), "in/dams.txt", None, "Dams", "2024-05-04", None, "en", text, "0" * 64, 12, "ok", None, 1
    )
    return replace(article, **values)


def make_relation(**values: object) -> Relation:
    """A relation, said of a post in the text of ``make_article``'s length, with the given fields in place of its own."""
    text = "Ada Brock, chief executive of Harbour Trust, resigned on Friday."
    relation = Relation(
        id=content_id("r", 1),
        article_id=content_id("a", 1),
        type="leads",
        head=Participant("Ada Brock", 0, 9, "Ada Brock", content_id("e", 3), "PERSON"),
        tail=Participant("Harbour Trust", 30, 43, "Harbour Trust", content_id("e", 1), "ORG"),
        role=Post("chief executive", 11, 26, "chief executive"),
        phase="ended",
        modality="asserted",
        attribution=None,
        time=FactTime("on Friday", 54, 63, "DATE", "2024-05-03", content_id("t", 2)),
        cue=Span(", chief executive of", 9, 29),
        sentence=Span(text, 0, len(text)),
        also=(),
        confidence=0.9,
        rules=("apposition:role",),
        version="0.1.0",
    )
    return replace(relation, **values)


class Fake:
    """Finds numbers; an article that says RAISE, KILL, KILL-ONCE file, REWRITE file, REWRITE-ANEW file, HANG, GREEDY, SLOW,
    BRISK, PARTLY or ODD is treated so.
    """

    def __init__(self, model: str | None = None) -> None:
        if model == "nonesuch":
            raise ValueError("The model 'nonesuch' is not installed; name another with --model.")
        if model == "crash":
            os.kill(os.getpid(), signal.SIGKILL)

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Extractions in order, a batch at a time."""
        stream = iter(articles)
        while batch := list(islice(stream, BATCH)):
            yield from [self._one(article) for article in batch]

    def _one(self, article: Article) -> Extraction:
        text = article.text
        if text is None:
            return Extraction(article)
        if "RAISE" in text:
            raise RuntimeError("the word RAISE\nstands in it")
        if "SLOW" in text:
            time.sleep(0.1)
        if "BRISK" in text:
            time.sleep(0.01)
        if "HANG" in text:
            time.sleep(3600)
        if change := re.search(r"REWRITE(-ANEW)? (\S+)", text):
            Path(change[2]).write_text(f"It has {time.time_ns() if change[1] else 4} dams.")
        if "GREEDY" in text:
            raise MemoryError
        if once := re.search(r"KILL-ONCE (\S+)", text):
            marker = Path(once[1])
            if not marker.exists():
                marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        elif "KILL" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        facts = []
        for m in re.finditer(r"\d+", text):
            value = float("nan") if "ODD" in text else float(m[0])
            facts.append(
                make_fact(
                    id=content_id("f", article.id, m.start()),
                    article_id=article.id,
                    quantity=make_quantity(m[0], m.start(), value=value),
                    sentence=Span(text, 0, len(text)),
                )
            )
        mention = Mention(text[:1], 0, 1, "name")
        error = "Lost: times." if "PARTLY" in text else None
        return Extraction(
            replace(article, facts=len(facts), error=error),
            tuple(facts),
            (Entity(content_id("e", article.id), article.id, text[:1], "ORG", (), (mention,)),),
            (Time(content_id("t", article.id), article.id, text[:1], 0, 1, "SET", "P1D", None, None, None),),
            (Statement(content_id("s", article.id), article.id, None, None, Span(text[:1], 0, 1), "mixed"),),
        )


class Slow:
    """The real extractor, in which the times of a text that says "slept" take an hour."""

    def __init__(self, model: str | None = None) -> None:
        from pipeline.extract import extractor

        times = extractor.times

        def slow(text: str, *rest: Any) -> list[Time]:
            if "slept" in text:
                with open(os.environ["CLAIMS_TRIES"], "a") as file:
                    file.write("slept\n")
                time.sleep(3600)
            return times(text, *rest)

        extractor.times = slow
        self.extract = extractor.Extractor(model).extract
