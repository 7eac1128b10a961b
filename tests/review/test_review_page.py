"""The page that ``claims review`` writes, as data and as HTML: nothing is shifted, and nothing of an article is markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import cli
from pipeline.emit import Run, read_run
from pipeline.records import Fact, Property, Reference, Span, content_id
from pipeline.review import Decisions
from pipeline.review.page import page
from pipeline.review.page_data import data
from pipeline.views.marks import displayed
from tests.support.fakes import make_article, make_fact, make_quantity
from tests.support.review_runs import make_run, save_run

HOSTILE = (
    "</script><script>window.ran = 1</script> <!-- <script> ]]> \u202eacme\u202c sold 5 dams for "
    '"><img src=x onerror="window.ran = 2"> $4 &lt;b&gt; \u2028 </style><svg onload=alert(1)> {{7*7}} ${alert(2)}'
)


def nobody(path: Path = Path("none.jsonl")) -> Decisions:
    """No decisions."""
    return Decisions(path, "Ana")


def hostile_run(path: Path = Path("run")) -> Run:
    """A run over one article that tries to be markup, wherever it is shown."""
    article = make_article(text=HOSTILE, title=HOSTILE, date="<i>2024</i>")
    at = HOSTILE.index("5 dams")
    words = Reference(HOSTILE[:40], 0, 40, HOSTILE, None)
    fact = make_fact(
        quantity=make_quantity(
            '5 dams for "><img src=x', at, unit="</script>", normalized="--><script>alert(3)</script>"
        ),
        sentence=Span(HOSTILE, 0, len(HOSTILE)),
        property=Property("</style>", HOSTILE.index("</style>"), HOSTILE.index("</style>") + 8, "</style>"),
        rules=("<script>", "\u202erule"),
    )
    assert fact.subject and fact.attribution
    fact = replace(
        fact,
        subject=replace(fact.subject, name='"><img src=x onerror="window.ran = 3">'),
        attribution=replace(fact.attribution, source=words),
    )
    run = Run(path)
    run.articles.append(article)
    run.facts.append(fact)
    return run


class Parsed(HTMLParser):
    """The elements of a page with their attributes, and the text of each script and style."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.sources: list[tuple[str, str]] = []
        self.inside = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag in ("script", "style")
        if self.inside:
            self.sources.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, text: str) -> None:
        if self.inside:
            tag, before = self.sources[-1]
            self.sources[-1] = (tag, before + text)


def assert_faithful(run: Run) -> dict[str, Any]:
    """Texts are the articles', character for character, and every part of a fact has its own offsets."""
    found = data(run, nobody())
    texts = {article.id: article.text for article in run.articles}
    for fact, row in zip(run.facts, found["facts"], strict=True):
        article = found["articles"][row[1]]
        assert article["whole"] and article["text"] == displayed(texts[fact.article_id] or "")
        assert len(article["text"]) == len(texts[fact.article_id] or "")
        assert (row[3], row[4], row[23]) == (
            fact.quantity.start,
            fact.quantity.end,
            [fact.sentence.start, fact.sentence.end],
        )
        for part, place in ((fact.subject, row[18]), (fact.property, row[17])):
            assert (place and place[2:4]) == (part and [part.start, part.end])
    return found


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Articles full of what shifts offsets, with facts whose parts nest and cross, also out of their sentences."""
    run = Run(Path("run"))
    for n in range(draw(st.integers(1, 2))):
        text = draw(st.text(st.sampled_from("ab \n🎉👩\u200d👧é\u0301אب\u202e<&"), min_size=2, max_size=40))
        edges = (
            st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).filter(lambda e: e[0] < e[1])
        )
        article_id = content_id("a", n)
        facts: list[Fact] = []
        for m in range(draw(st.integers(1, 3))):
            (q, qe), (p, pe), (s, se), (c, ce), (b, be), (t, te) = (draw(edges) for _ in range(6))
            fact = make_fact(
                id=content_id("f", n, m), article_id=article_id, sentence=Span(text[b:be], b, be), time=None
            )
            assert fact.subject and fact.attribution
            cue = replace(
                fact.attribution, cue=Span(text[c:ce], c, ce), source=Reference(text[t:te], t, te, None, None)
            )
            quantity = make_quantity(text[q:qe], q)
            facts.append(
                replace(
                    fact,
                    quantity=quantity,
                    property=Property(text[p:pe], p, pe, text[p:pe]),
                    subject=replace(fact.subject, text=text[s:se], start=s, end=se),
                    attribution=cue,
                )
            )
        run.articles.append(make_article(id=article_id, text=text))
        run.facts.extend(facts)
    return run


@given(runs())
def test_segments_sentences_and_marks_are_at_the_right_characters(run: Run) -> None:
    assert_faithful(run)


def test_the_cases_with_nested_spans_emoji_and_arabic_keep_their_offsets() -> None:
    assert_faithful(make_run(Path("run")))


def test_facts_without_their_article_have_their_sentence() -> None:
    run = make_run(Path("facts.jsonl"))
    run.articles.clear()
    found = data(run, nobody())
    for fact, row in zip(run.facts, found["facts"], strict=True):
        article = found["articles"][row[1]]
        assert (article["whole"], article["text"], article["base"]) == (
            False,
            displayed(fact.sentence.text),
            fact.sentence.start,
        )


@pytest.mark.parametrize("run", [hostile_run(), make_run(Path("run"))], ids=["hostile", "cases"])
def test_nothing_of_an_article_is_markup(run: Run) -> None:
    html = page(run, nobody())
    parsed = Parsed(html)
    assert [tag for tag, _ in parsed.sources] == ["style", "script", "script"]
    assert {tag for tag, _ in parsed.elements} <= {"html", "head", "meta", "title", "style", "body", "div", "script"}
    assert {name for _, attributes in parsed.elements for name in attributes} <= {
        "lang", "charset", "http-equiv", "content", "name", "id", "type", "class", "tabindex"
    }  # fmt: skip
    block = re.search('<script id="data" type="application/json">(.*?)</script>', html, re.S)
    assert block and not re.search("[<>&\u2028\u2029]", block[1])
    assert json.loads(block[1]) == json.loads(json.dumps(data(run, nobody())))
    for character in "\u202e\u202c\u2066":
        assert character not in json.dumps(json.loads(block[1])["articles"], ensure_ascii=False)


def test_the_policy_allows_the_pages_own_script_and_style_and_nothing_else() -> None:
    parsed = Parsed(page(make_run(Path("run")), nobody()))
    (policy,) = (a["content"] for tag, a in parsed.elements if tag == "meta" and a.get("http-equiv"))
    (style,), (_, script) = (
        [
            "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            for t, text in parsed.sources
            if t == tag
        ]
        for tag in ("style", "script")
    )
    assert policy == (
        f"default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_the_same_run_gives_the_same_page(tmp_path: Path) -> None:
    folder = save_run(tmp_path / "run")
    made = Decisions(folder / "decisions.jsonl", "Ana")
    for fact in read_run(folder).facts[:3]:
        made.accept(fact)
    one, two = page(read_run(folder), made), page(read_run(folder), made)
    assert one == two and str(tmp_path) not in one


def test_the_command_says_how_many_facts_and_what_is_wrong(tmp_path: Path) -> None:
    folder, output = save_run(tmp_path / "run"), tmp_path / "page.html"
    done = CliRunner().invoke(cli, ["review", str(folder), "-o", str(output)])
    assert done.exit_code == 0 and done.output == f"6 facts on {output}\n"
    assert output.read_text("utf-8").startswith("<!DOCTYPE html>")
    for arguments, told in (
        ([str(tmp_path / "none"), "-o", str(output)], "none"),
        ([str(folder), "-o", str(output), "--decisions", str(tmp_path / "no.jsonl")], "leave --decisions out"),
        ([str(folder), "-o", str(tmp_path / "no" / "page.html")], "could not be written"),
    ):
        failed = CliRunner().invoke(cli, ["review", *arguments])
        assert failed.exit_code in (1, 2) and told in failed.output and "Traceback" not in failed.output


def test_a_decisions_line_names_its_quantity_unchanged() -> None:
    fact = make_fact(quantity=make_quantity("\u202e7 dams"))
    run = Run(Path("run"))
    run.facts.append(fact)
    assert data(run, nobody())["facts"][0][2] == "\u202e7 dams"
