"""Texts with the facts expected of them: how they are read, extracted and compared.

``cases/facts/`` holds what the extractor meets, a file for each topic; ``cases/facts_open.jsonl`` what it does not meet
yet. A line: ``text``, optional ``date`` and ``title``, ``topic``, and ``facts``, every fact of the text in order. A fact
is compared in the fields it gives, and in five more that stand for the plain case where they are
left out: comparator "=", approximate false, change and role null, modality asserted. A list holds alternatives, any of
which is right. Articles and possessives at the beginning of a name do not count; a property is right if it holds the
expected words.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.records import Article, Fact, content_id
from tests.paths import CASES

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

Case = dict[str, Any]
PLAIN = {"comparator": "=", "approximate": False, "change": None, "role": None, "modality": "asserted"}
OF_QUANTITY = frozenset(
    {"value", "value_min", "value_max", "comparator", "approximate", "unit", "normalized", "width", "height"}
    | {"change", "role"}
)
FIELDS = OF_QUANTITY | {"quantity", "kind", "modality", "subject", "property", "source", "time"}
_LEADING = re.compile(r"^(?:the|a|an|its|his|her|their|this|that|these|those|each|every)\s+", re.I)


@cache
def read(pattern: str) -> tuple[Case, ...]:
    """The cases of the files under ``tests/cases`` that fit a pattern."""
    files = sorted(CASES.glob(pattern))
    return tuple(json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())


def met() -> tuple[Case, ...]:
    """The cases that the extractor meets."""
    return read("facts/*.jsonl")


def still_open() -> tuple[Case, ...]:
    """The cases that it does not meet yet."""
    return read("facts_open.jsonl")


def name(case: Case) -> str:
    """A readable test id."""
    return f"{case['topic']}: {case['text'][:60]}".replace("\n", " ")


def article(text: str, date: str | None = None, title: str | None = None) -> Article:
    """A text as an article that was read."""
    return Article(
        content_id("a", text, date), "a.txt", None, title, date, None, "en", text, "0" * 64, len(text.split()), "ok",
        None, 0,
    )  # fmt: skip


def extract(extractor: Extractor, cases: Iterable[Case]) -> list[tuple[Fact, ...]]:
    """The facts of each case's text."""
    articles = [article(case["text"], case.get("date"), case.get("title")) for case in cases]
    return [extraction.facts for extraction in extractor.extract(articles)]


CHOSEN = frozenset({"subject", "property"})
"""The fields that a reader chooses by weights; they are held to a share of the cases, the others to every case."""


def differences(case: Case, facts: Iterable[Fact], apart: frozenset[str] = frozenset()) -> list[str]:
    """Every field in which the facts of a text are not those expected, as "quantity: field expected <> found".

    Args:
        case: The text with the facts expected.
        facts: Those found.
        apart: Fields that are not compared.
    """
    wanted, left = list(case["facts"]), list(facts)
    out = []
    for expected in wanted:
        fact = next((f for f in left if right("quantity", expected["quantity"], f.quantity.text)), None)
        if fact is None:
            out.append(f"missing: {expected['quantity']}")
            continue
        left.remove(fact)
        for field, value in (PLAIN | expected).items():
            got = found(fact, field)
            if field not in apart and not right(field, value, got):
                out.append(f"{fact.quantity.text}: {field} {value!r} <> {got!r}")
    return out + [f"extra: {fact.quantity.text}" for fact in left]


def shares(cases: Iterable[Case], found_in: dict[str, tuple[Fact, ...]]) -> dict[str, float]:
    """Of the facts found that have a chosen field in their case, the share in which it is right, in per cent."""
    judged: dict[str, list[bool]] = {field: [] for field in sorted(CHOSEN)}
    for case in cases:
        for expected in case["facts"]:
            fact = next(
                (f for f in found_in[case["text"]] if right("quantity", expected["quantity"], f.quantity.text)), None
            )
            for field, said in judged.items():
                if fact is not None and field in expected:
                    said.append(right(field, expected[field], found(fact, field)))
    return {field: 100 * sum(said) / max(1, len(said)) for field, said in judged.items()}


def found(fact: Fact, field: str) -> Any:
    """What a fact has in a field of a case."""
    if field == "quantity":
        return fact.quantity.text
    if field in OF_QUANTITY:
        return getattr(fact.quantity, field)
    if field == "subject":
        return fact.subject and (fact.subject.name or fact.subject.text)
    if field == "property":
        return fact.property and fact.property.text
    if field == "source":
        source = fact.attribution.source if fact.attribution else None
        return source and (source.name or source.text)
    if field == "time":
        return fact.time and fact.time.value
    return getattr(fact, field)


def right(field: str, expected: Any, got: Any) -> bool:
    """Whether a value is the expected one, or one of the alternatives."""
    if field == "property":
        return any(o is None and got is None or o and got and _holds(got, o) for o in options(expected))
    if field in ("subject", "source"):
        return any(_equal(_bare(o), _bare(got)) for o in options(expected))
    return any(_equal(o, got) for o in options(expected))


def options(expected: Any) -> list[Any]:
    """The alternatives that a field allows."""
    return expected if isinstance(expected, list) else [expected]


def _equal(expected: Any, got: Any) -> bool:
    if isinstance(expected, float) and isinstance(got, float):
        return math.isclose(expected, got, rel_tol=1e-9)
    return type(expected) is type(got) and expected == got


def _bare(text: str | None) -> str | None:
    return text and re.sub(r"['’]s?$", "", _LEADING.sub("", text)).lower()


def _holds(text: str, words: str) -> bool:
    return re.search(rf"\b{re.escape(words)}\b", text, re.I) is not None
