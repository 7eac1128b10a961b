"""The page's views of claims and of relations in a real Chromium: what they show, and the decisions made in them."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.emit import Run, encode, read_run, write_run
from pipeline.records import Extraction, Fact, Participant, Place, Relation, Span, content_id
from pipeline.review import Decisions
from pipeline.review.page import page, write_page
from pipeline.review.page_data import data
from tests.review.test_review_browser import axe_source, hostile_run, kept, nobody, press, saved, show, told
from tests.support.browser import PHONE, SCHEMES, WIDE, Watched, launched
from tests.support.compared import claim_of
from tests.support.fakes import make_article, make_fact, make_quantity, make_relation

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TEXT = "Ada Brock, chief executive of Harbour Trust, resigned on Friday. 🦀 The storm broke {} dams, the council said."
MANY = 25_000


def extraction(n: int, words: str, **values: object) -> Extraction:
    """An article with a relation and a fact on so many dams."""
    text = TEXT.format(words)
    article = make_article(
        id=content_id("a", n), text=text, title=f"Storm {n}", date=f"2024-05-0{n}", publisher=f"Paper {n}"
    )
    at = text.index(words)
    quantity = make_quantity(f"{words} dams", at, **values)
    start = text.index("The storm")
    sentence = Span(text[start:], start, len(text))
    source = make_fact().attribution
    assert source and source.source
    council = replace(
        source.source, text="the council", start=text.index("the council"), end=text.index("the council") + 11
    )
    fact = make_fact(
        id=content_id("f", n), article_id=article.id, quantity=quantity, property=None, subject=None, time=None,
        sentence=sentence, attribution=replace(source, source=council, cue=None),
    )  # fmt: skip
    relation = make_relation(id=content_id("r", n), article_id=article.id, also=(Place(start, len(text)),))
    return Extraction(article, (fact,), relations=(relation,))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of five articles, its comparison, and the page of both."""
    place = disputed_run(tmp_path_factory.mktemp("views") / "run")
    write_page(place, place / "page.html")
    return place


def disputed_run(place: Path) -> Path:
    """A run of five articles, and its comparison with a disputed and an agreed claim."""
    amounts: list[tuple[str, dict[str, object]]] = [
        ("12", {"value": 12.0, "value_min": None, "value_max": None, "normalized": "12 dam"}),
        ("twelve", {"value": 12.0, "value_min": None, "value_max": None, "normalized": "12 dam"}),
        (
            "over 20",
            {"value": 20.0, "value_min": 20.0, "value_max": None, "comparator": ">", "normalized": "20/.. dam"},
        ),
        ("5 to 8", {"value": None, "value_min": 5.0, "value_max": 8.0, "comparator": "range", "normalized": "5/8 dam"}),
        ("7", {}),
    ]
    write_run((extraction(n, words, **values) for n, (words, values) in enumerate(amounts, 1)), str(place))
    run = read_run(place)
    articles = {article.id: article for article in run.articles}
    one, two, three, four, five = run.facts
    claims = [
        claim_of([[four, five]], "agreed", articles),
        claim_of([[one, two], [three], [four]], "disputed", articles),
    ]
    (place / "claims.jsonl").write_text("".join(encode(claim) + "\n" for claim in claims))
    return place


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Watched]:
    watched = Watched(browser)
    show(watched.page, folder / "page.html")
    yield watched
    assert (watched.troubles, watched.breaches()) == ([], [])
    watched.close()


def present(tab: Page) -> str:
    return tab.locator(".voice.present .who strong").inner_text()


def test_claims_stand_with_their_voices_side_by_side_disputed_ones_first(opened: Watched) -> None:
    tab = opened.page
    press(tab, "4")
    assert tab.locator(".split .row:visible .badge").all_inner_texts() == ["disputed", "agreed"]
    assert tab.locator(".value h2").all_inner_texts() == ["12 dams", "more than 20 dams", "5 to 8 dams"]
    tops = {box["y"] for box in (value.bounding_box() for value in tab.locator(".value").all()) if box}
    assert len(tops) == 1, "the values stand side by side"
    assert tab.locator(".voice .who").first.inner_text().split("\n")[-1].endswith("1 May 2024 · says Tarn Council")
    assert tab.locator(".voice .part-quantity").all_inner_texts()[2] == "over 20 dams"
    assert told(tab, "progress") == "claim 1 of 2 · 0 of 4 joins decided"
    marks = tab.locator(".plot path.mark")
    # Marks by day, one of each fact and one in the key; a bar for the range, an arrow for the open bound.
    assert marks.count() == 4 + 1 and tab.locator(".plot path.bound").count() == 2
    press(tab, "J")
    assert tab.locator(".plot").count() == 0 and tab.locator(".value").count() == 1


def test_joins_are_accepted_and_cut_by_keys_and_honoured_by_the_log(
    opened: Watched, folder: Path, tmp_path: Path
) -> None:
    tab, facts = opened.page, read_run(folder).facts
    press(tab, "4")
    assert present(tab) == "Paper 2"
    press(tab, "a", "x")
    assert told(tab, "progress") == "claim 1 of 2 · 2 of 4 joins decided" and present(tab) == "Paper 4"
    press(tab, "x", "Backspace", "k", "k")
    assert present(tab) == "Paper 2" and "joined" in tab.locator(".voice.present").inner_text()
    press(tab, " ", "Enter")
    assert told(tab, "progress").startswith("fact 4 of 5") and tab.locator(".view:visible").count() == 0
    held = Decisions(saved(tab, tmp_path / "decisions.jsonl"), "Ana")
    assert {on: d.verdict for on, d in held.joins.items()} == {
        frozenset({facts[0].id, facts[1].id}): "accept", frozenset({facts[0].id, facts[2].id}): "cut",
    }  # fmt: skip
    assert not len(held) and len(held.history) == 4


def test_relations_are_marked_in_their_article_and_decided_on(opened: Watched, folder: Path, tmp_path: Path) -> None:
    tab, run = opened.page, read_run(folder)
    press(tab, "3")
    assert (
        tab.locator(".view:visible .told").inner_text() == "Ada Brock led Harbour Trust as chief executive, 3 May 2024."
    )
    for part, words in (
        ("head", "Ada Brock"),
        ("tail", "Harbour Trust"),
        ("role", "chief executive"),
        ("time", "on Friday"),
    ):
        assert tab.locator(f".view .part-{part}").first.inner_text() == words
    whole = tab.locator(".view:visible .text").inner_text()
    assert whole == run.articles[0].text and tab.locator(".view .also").count() == 1
    press(tab, "a", "x", "e", "q", "s", "m")
    assert [(d["fact_id"], d["verdict"]) for d in kept(tab)] == [
        (run.relations[0].id, "accept"), (run.relations[1].id, "reject"),
    ]  # fmt: skip
    assert told(tab, "progress") == "relation 3 of 5 · 2 of 5 decided" and tab.locator(".mend:visible").count() == 0
    press(tab, "Backspace", "k")
    tab.locator(".split:visible select").select_option("accept")
    assert tab.locator(".split .row:visible").count() == 1
    held = Decisions(saved(tab, tmp_path / "decisions.jsonl"), "Ana")
    assert {i: d.verdict for i, d in held.relations.items()} == {run.relations[0].id: "accept"}


def test_search_and_a_link_lead_to_an_item_of_a_view(opened: Watched, folder: Path) -> None:
    tab = opened.page
    press(tab, "4", "/")
    tab.keyboard.type("agreed")
    tab.wait_for_selector(".split:visible .count:has-text('1 of 2')")
    press(tab, "Escape")
    tab.wait_for_timeout(400)
    other = opened.tab()
    show(other, folder / "page.html")
    other.goto(tab.evaluate("location.href"))
    other.reload()
    other.wait_for_selector("html[data-ready=true]")
    assert other.locator(".split:visible .row[aria-selected=true] .badge").inner_text() == "agreed"
    press(other, "J", "j", "ArrowDown")
    assert len(other.locator(".split:visible .row").all()) == 2


def test_a_comparison_is_taken_by_itself_or_by_name_and_must_be_of_the_run(folder: Path, tmp_path: Path) -> None:
    run = read_run(folder)
    claims = (folder / "claims.jsonl").read_bytes()
    (tmp_path / "compared").mkdir()
    (tmp_path / "compared" / "claims.jsonl").write_bytes(claims)
    write_run([extraction(1, "12")], str(tmp_path / "run"))
    out = str(tmp_path / "page.html")
    done = CliRunner().invoke(
        cli, ["review", str(tmp_path / "run"), "-o", out, "--compared", str(tmp_path / "compared")]
    )
    assert done.exit_code == 0 and '"claims":[]' in Path(out).read_text("utf-8"), (
        "one fact of a claim alone is no claim"
    )
    assert len(data(run, nobody())["views"]["claims"]) == 0
    for given, said in (
        ("none", "does not exist. Make it with: claims compare"),
        (str(tmp_path / "other"), "has no fact of"),
    ):
        if said.startswith("has"):
            Path(given).write_bytes(re.sub(rb'"f(?=[0-9a-f]{16}")', b'"e', claims))
        failed = CliRunner().invoke(cli, ["review", str(folder), "-o", out, "--compared", given])
        assert failed.exit_code == 2 and said in failed.output


def test_marks_of_days_far_and_near_do_not_hide_one_another(browser: Browser, tmp_path: Path) -> None:
    dates = ["2024-05-01", "2024-05-01", "2024-05-02", "2024-05-03", "2026-01-01"]
    told = [extraction(1, str(value), value=float(value)) for value in (40, 40, 40, 50, 50)]
    articles, facts = {}, []
    for n, (date, one) in enumerate(zip(dates, told, strict=True)):
        article = replace(one.article, id=content_id("a", n), date=date, publisher=f"Paper {n}")
        # The last is a count without a noun, which stands on the same scale.
        quantity = replace(one.facts[0].quantity, unit=None if n == 4 else "dam")
        articles[article.id] = article
        facts.append(replace(one.facts[0], id=content_id("f", n), article_id=article.id, quantity=quantity))
    claim = claim_of([facts[:3], facts[3:]], "updated", articles)
    run = Run(tmp_path, facts=facts, articles=[*articles.values()])
    (tmp_path / "page.html").write_text(page(run, nobody(), claims=[claim]), "utf-8")
    watched = Watched(browser)
    show(watched.page, tmp_path / "page.html")
    press(watched.page, "3")
    marks = [mark.bounding_box() for mark in watched.page.locator(".plot svg[role=img] .mark").all()]
    places = sorted((box["y"] // 10, box["x"]) for box in marks if box)
    assert len(places) == 5
    assert all(one[0] != two[0] or two[1] - one[1] >= 9 for one, two in itertools.pairwise(places))
    watched.close()


def test_nothing_of_an_article_runs_in_the_views(browser: Browser, tmp_path: Path) -> None:
    run = hostile_run()
    (article,), (fact,) = run.articles, run.facts
    name = '"><img src=x onerror="window.ran = 1">\u202e'
    end = Participant("</script>", 0, 9, name, "e1", "ORG")
    run.relations.append(make_relation(article_id=article.id, head=end, tail=end, sentence=fact.sentence))
    other = replace(fact, id=content_id("f", 2))
    run.facts.append(other)
    claim = claim_of([[fact], [other]], "disputed", {article.id: article})
    (tmp_path / "page.html").write_text(page(run, nobody(), claims=[claim]), "utf-8")
    watched = Watched(browser)
    show(watched.page, tmp_path / "page.html")
    press(watched.page, "3", "a", "4", "a", "j", "x", "Backspace")
    assert watched.page.evaluate("[typeof ran, document.images.length]") == ["undefined", 0]
    assert (watched.troubles, watched.breaches()) == ([], [])
    watched.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_views_fit_the_screen_and_axe_finds_no_violation(
    browser: Browser, folder: Path, scheme: str, size: dict[str, int]
) -> None:
    watched = Watched(browser, viewport=size, color_scheme=scheme, bypass_csp=True)
    tab = watched.page
    show(tab, folder / "page.html")
    for view in ("3", "4"):
        press(tab, view, "a", "x")
        assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"]
        box = tab.locator("button.accept:visible").bounding_box()
        assert box and box["y"] + box["height"] <= size["height"]
    watched.close()
    source = axe_source()
    watched = Watched(browser, viewport=size, color_scheme=scheme, bypass_csp=True)
    show(watched.page, folder / "page.html")
    watched.page.evaluate(source)
    for view in ("3", "4"):
        press(watched.page, view)
        found = watched.page.evaluate("axe.run()")
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found["violations"]] == []
    watched.close()


def crowd(path: Path, facts: int) -> tuple[Path, int]:
    """The page of so many facts in articles of twenty, a relation and a claim for every fourth."""
    sentence = "On Friday the council said its Harbour Trust had mended 7 dams and rebuilt the quay for the ferry. "
    run, claims = Run(path), []
    articles = {}
    for n in range(facts // 20):
        article = make_article(
            id=content_id("a", n), text=sentence * 20, title=f"Article {n}", publisher=f"Paper {n % 90}"
        )
        articles[article.id] = article
        run.articles.append(article)
        of: list[Fact] = []
        for m in range(20):
            at = m * len(sentence)
            fact = make_fact(
                id=content_id("f", n, m), article_id=article.id, property=None, time=None, attribution=None
            )
            place = Span(sentence, at, at + len(sentence))
            quantity = make_quantity("7 dams", at + 56, value=7.0 + n % 3)
            of.append(replace(fact, quantity=quantity, subject=None, sentence=place))
        run.facts.extend(of)
        ends = [
            Participant(w, sentence.index(w), sentence.index(w) + len(w), w, f"e{n}", "ORG")
            for w in ("council", "Harbour Trust")
        ]
        relation: Relation = make_relation(
            head=ends[0],
            tail=ends[1],
            role=None,
            time=None,
            article_id=article.id,
            sentence=Span(sentence, 0, len(sentence)),
        )
        run.relations.extend(replace(relation, id=content_id("r", n, m)) for m in range(5))
        claims.extend(claim_of([of[m : m + 2], of[m + 2 : m + 4]], "disputed", articles) for m in range(0, 20, 4))
    begun = time.perf_counter()
    (path / "page.html").write_text(page(run, nobody(), claims=claims), "utf-8")
    print(
        f"{facts} facts: written in {time.perf_counter() - begun:.1f} s, {(path / 'page.html').stat().st_size / 1e6:.1f} MB"
    )
    return path / "page.html", len(claims)


def test_twenty_five_thousand_facts_open_search_and_answer_keys_in_every_view(browser: Browser, tmp_path: Path) -> None:
    path, count = crowd(tmp_path, MANY)
    watched = Watched(browser)
    tab = watched.page
    show(tab, path)
    ready = tab.evaluate("performance.getEntriesByName('ready')[0].startTime")
    took = {}
    for view, keys in (("1", "jjkkax"), ("3", "jjkkax"), ("4", "jjkkax")):
        press(tab, view)
        rounds = [
            tab.evaluate(
                "(keys) => { const t = performance.now(); for (const key of keys) document.querySelector('.claims')"
                ".dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })); return (performance.now() - t) / keys.length; }",
                keys,
            )
            for _ in range(3)
        ]
        took[view] = min(rounds)  # the least of three: other programs may be at work on the machine
        assert tab.locator(".row:visible").count() < 100
    press(tab, "4", "/")
    begun = time.perf_counter()
    tab.keyboard.type("no such words")
    tab.wait_for_selector(".split:visible .count:has-text('0 of')")
    typed = time.perf_counter() - begun
    print(f"ready {ready:.0f} ms; a key {took} ms; typed and searched {typed:.2f} s; {count} claims")
    assert ready < 5000 and max(took.values()) < 100 and typed < 5, (ready, took, typed)
    watched.close()
