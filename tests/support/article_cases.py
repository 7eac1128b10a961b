"""Articles with the facts expected of them, as gold for the scores of ``pipeline.evaluate``.

``cases/articles.jsonl`` holds short ones, ``articles_longer.jsonl`` longer ones, ``articles_held_out.jsonl`` longer ones
from whose mistakes no rule is ever written: its figures alone are looked at, so that they stay those of unseen text.
A line: ``key``, ``title``, ``date``, ``text`` and ``facts``, every quantity of the text in
order by the rules of ``corpus/README.md``. A fact leaves out what is plain (as in :mod:`tests.fact_cases`) or null.
``quantity`` stands once in ``anchor``, and that once in the text; without an anchor the quantity itself stands once.
``subject`` and ``source`` are the names, ``property`` the words of which any is right.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.evaluate import GoldArticle, Outcome, facts_by_key, outcomes
from pipeline.evaluate.gold import mention
from tests.support import fact_cases

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

NULL = dict.fromkeys(("value_min", "value_max", "unit", "time"))


@cache
def gold(name: str = "articles") -> list[GoldArticle]:
    """The articles of a file with their mentions."""
    return [gold_article(case) for case in fact_cases.read(f"{name}.jsonl")]


def gold_article(case: fact_cases.Case) -> GoldArticle:
    """A line of the file as an annotated article."""
    text = case["text"]
    article = fact_cases.article(text, case["date"], case["title"])
    return GoldArticle(case["key"], article, tuple(mention(row(fact), text) for fact in case["facts"]))


def row(fact: dict[str, Any]) -> dict[str, Any]:
    """A fact with every field that a row of gold has."""
    return (
        {"anchor": fact["quantity"], "text": fact["quantity"], "attribution": fact.get("source")}
        | NULL
        | fact_cases.PLAIN
        | {name: value for name, value in fact.items() if name not in ("quantity", "property", "source")}
        | {"property_heads": fact["property"]}
    )


@cache
def found(extractor: Extractor, name: str = "articles") -> list[Outcome]:
    """Every expected fact and every fact that is found in a file's articles, extracted once a session."""
    extractions = extractor.extract(row.article for row in gold(name))
    return outcomes(gold(name), facts_by_key(gold(name), extractions))
