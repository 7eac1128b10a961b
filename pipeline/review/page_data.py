"""What the review page shows, as JSON: rows of facts, texts with offsets in code points, and the words to tell them by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, get_args

from pipeline import __version__, tables
from pipeline.claim_records import Claim
from pipeline.decisions.lines import line
from pipeline.decisions.log import Decisions
from pipeline.emit import Run
from pipeline.records import Article, Change, Entity, Fact, Kind, Modality, Relation, Role, content_id
from pipeline.review.page_views import claim_rows, relation_rows
from pipeline.views.marks import displayed
from pipeline.views.wording import currency, irregular

EXTRA: dict[str, Callable[[Run], Any]] = {}
"""Data of further views by their ids: each comes to the page as ``data.views[id]``. See ``app/views.js``."""


def data(
    run: Run, decisions: Decisions, against: Decisions | None = None, claims: Sequence[Claim] = ()
) -> dict[str, Any]:
    """All that the page shows, as JSON.

    ``articles`` hold their texts as they are shown, each character in its place; where the run has no text of a fact's
    article, the fact's sentence stands for one, with its offset as ``base``. ``facts`` are rows as
    :func:`_row` makes them, whose offsets count code points of the article.
    """
    known = {article.id: article for article in run.articles if article.text is not None}
    entities = {
        article_id: list(group) for article_id, group in groupby(run.entities, key=lambda entity: entity.article_id)
    }
    rules: dict[str, int] = {}
    versions: dict[str, int] = {}
    articles: list[dict[str, Any]] = []
    facts: list[list[Any]] = []
    for article_id, group in groupby(run.facts, key=lambda fact: fact.article_id):
        article, members = known.get(article_id), list(group)
        for some in [members] if article is not None else [[fact] for fact in members]:
            articles.append(_article(article, some[0], entities.get(article_id, [])))
            facts.extend(_row(fact, len(articles) - 1, rules, versions) for fact in some)
    places = {article["id"]: n for n, article in enumerate(articles) if article["whole"]}
    for relation in run.relations:
        article = known.get(relation.article_id)
        if article is not None and article.id not in places:
            places[article.id] = len(articles)
            articles.append(_article(article, relation, entities.get(article.id, [])))
    related = relation_rows(run, places, rules, versions)
    return {
        "run": content_id("r", *(fact.id for fact in run.facts)),
        "title": displayed(f"Facts of {run.path.name or run.path}"),
        "version": __version__,
        "articles": articles,
        "facts": facts,
        "rules": [displayed(rule) for rule in rules],
        "versions": list(versions),
        "choices": {
            "kind": get_args(Kind),
            "modality": get_args(Modality),
            "change": get_args(Change),
            "role": get_args(Role),
        },
        "units": units(),
        "words": {"plurals": irregular(), "typed": typed_words(), "symbols": _symbols(run)},
        "decisions": [line(decision) for decision in decisions.history],
        "against": None if against is None else [line(decision) for decision in against],
        "gone": len(decisions.missing({fact.id for fact in run.facts})),
        "views": {
            "relations": related,
            "claims": claim_rows(claims, run.facts),
            **{name: made(run) for name, made in EXTRA.items()},
        },
    }


def _article(article: Article | None, fact: Fact | Relation, entities: list[Entity]) -> dict[str, Any]:
    text, base = (
        (article.text, 0) if article and article.text is not None else (fact.sentence.text, fact.sentence.start)
    )
    return {
        "id": fact.article_id,
        "title": displayed((article and (article.title or article.path)) or fact.article_id),
        "date": displayed((article and article.date) or ""),
        "publisher": displayed((article and article.publisher) or ""),
        "url": displayed((article and article.url) or ""),
        "path": displayed((article and article.path) or ""),
        "text": displayed(text),
        "base": base,
        "whole": article is not None,
        "entities": [
            [displayed(e.name), e.type, e.id, [at for m in e.mentions for at in (m.start, m.end)]] for e in entities
        ],
    }


def _row(fact: Fact, article: int, rules: dict[str, int], versions: dict[str, int]) -> list[Any]:
    """A fact as a row, in the order in which ``app/facts.js`` takes it apart."""
    q, made, subject, said, time = fact.quantity, fact.property, fact.subject, fact.attribution, fact.time
    source, cue = (said.source, said.cue) if said else (None, None)
    return [
        *(fact.id, article, q.text, q.start, q.end, fact.kind, q.value, q.value_min, q.value_max, q.comparator),
        *(int(q.approximate), q.unit, q.normalized, q.width, q.height, q.change, q.role),
        made and [made.name, made.text, made.start, made.end],
        subject and [subject.name, subject.text, subject.start, subject.end, subject.type, subject.entity_id],
        source and [source.name, source.text, source.start, source.end],
        cue and [cue.start, cue.end],
        int(said is not None),
        time and [time.value, time.text, time.start, time.end],
        [fact.sentence.start, fact.sentence.end],
        *(fact.modality, fact.confidence, [rules.setdefault(rule, len(rules)) for rule in fact.rules]),
        versions.setdefault(fact.version, len(versions)),
    ]


@cache
def units() -> dict[str, list[Any]]:
    """Each unit by name: kind, base, factor, offset, and the words that stand for it."""
    from pipeline.extract.units.in_use import standard

    table = standard()
    forms: dict[str, list[str]] = {}
    for found in (table.words, table.symbols):
        for form, readings in found.items():
            if not readings[-1].conditions:
                forms.setdefault(readings[-1].unit.name, []).append(form)
    plain = [unit for unit in table.units.values() if unit.kind != "money"]
    return {u.name: [u.kind, u.base, u.factor, u.offset, sorted(forms.get(u.name, ()), key=len)[:4]] for u in plain}


def typed_words() -> list[list[str]]:
    """The words that may be typed around a number: word, role and value."""
    text = files("pipeline.review").joinpath("app", "typed_words.tsv").read_text("utf-8")
    return [[row["word"], row["role"], row["value"]] for row in tables.rows(text.splitlines(), "typed_words.tsv")]


def _symbols(run: Run) -> dict[str, str]:
    codes = {fact.quantity.unit[:3] for fact in run.facts if fact.kind in ("money", "rate") and fact.quantity.unit}
    codes |= {"USD", "EUR", "GBP", "JPY", "INR", "CNY", "CAD", "AUD", "CHF"}
    return {code: currency(code) for code in sorted(codes) if code.isupper() and len(code) == 3}
