"""The facts of an article as marks and arcs, which every annotation format can hold.

Two facts that share a part (one subject with two figures) share its mark. Quantities lie one beside the other, so each
fact has a mark of its own for its quantity, from which arcs lead to the other parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.emit import Run
from pipeline.errors import ClaimsError
from pipeline.records import Article, Fact
from pipeline.views.marks import LABELS, Label, fact_marks


@dataclass(frozen=True, slots=True)
class AnnotatedSpan:
    """A labelled stretch of the article's text, in code points; ``fact`` is set for quantities alone."""

    number: int
    label: Label
    text: str
    start: int
    end: int
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Arc:
    """The part of a quantity's fact that ``label`` names; both ends are numbers of spans."""

    number: int
    label: Label
    quantity: int
    part: int


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article that was read, with what was found in it."""

    article: Article
    text: str
    spans: tuple[AnnotatedSpan, ...]
    arcs: tuple[Arc, ...]


def annotated(run: Run) -> Iterator[AnnotatedArticle]:
    """The articles of a run that hold facts, in the run's order.

    Args:
        run: A run read from its folder; both tables stand in the same order.

    Raises:
        ClaimsError: The run holds facts of an article that it has no text of, as a file of facts alone does.
    """
    texts = {article.id: article for article in run.articles if article.text is not None}
    for article_id, facts in groupby(run.facts, lambda fact: fact.article_id):
        article = texts.get(article_id)
        if article is None or article.text is None:
            raise ClaimsError(
                f"{run.path} has no text of article {article_id}: give the folder of a run, not its facts alone."
            )
        yield _annotated(article, article.text, list(facts))


def _annotated(article: Article, text: str, facts: list[Fact]) -> AnnotatedArticle:
    found: dict[tuple[Label, int, int], Fact | None] = {}
    ends: list[tuple[Label, tuple[Label, int, int], tuple[Label, int, int]]] = []
    for fact in facts:
        quantity: tuple[Label, int, int] = ("quantity", fact.quantity.start, fact.quantity.end)
        for mark in fact_marks(fact):
            place = (mark.label, mark.start, mark.end)
            found[place] = fact if place == quantity else None
            if place != quantity:
                ends.append((mark.label, quantity, place))
    order = sorted(found, key=lambda place: (place[1], -place[2], LABELS.index(place[0])))
    numbers = {place: number for number, place in enumerate(order, 1)}
    return AnnotatedArticle(
        article,
        text,
        tuple(AnnotatedSpan(numbers[p], p[0], text[p[1] : p[2]], p[1], p[2], found[p]) for p in order),
        tuple(Arc(n, label, numbers[q], numbers[part]) for n, (label, q, part) in enumerate(ends, 1)),
    )
