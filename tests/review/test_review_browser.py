"""The review page in a real Chromium: every key does what it says, decisions stay, and nothing of an article runs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.emit import Run, read_run
from pipeline.records import Fact, Span, content_id
from pipeline.review import Decisions, fact_marks
from pipeline.review.page import page, write_page
from pipeline.views.marks import displayed
from tests.paths import ROOT
from tests.review.test_review_page import hostile_run, nobody
from tests.support.browser import PHONE, SCHEMES, WIDE, Watched, launched
from tests.support.fakes import make_article, make_fact, make_quantity
from tests.support.review_runs import save_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READY = "html[data-ready=true]"
MANY = 10_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of six facts with its page."""
    run = save_run(tmp_path_factory.mktemp("page") / "run")
    write_page(run, run / "page.html")
    return run


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Watched]:
    """The page in a fresh profile; at the end it must not have asked for anything, complained or broken its policy."""
    watched = Watched(browser)
    show(watched.page, folder / "page.html")
    yield watched
    assert (watched.troubles, watched.breaches()) == ([], [])
    assert all(url.startswith(("file://", "data:", "blob:")) for url in watched.requests)
    watched.close()


def show(tab: Page, path: Path) -> None:
    tab.goto(path.as_uri())
    tab.wait_for_selector(READY)


def press(tab: Page, *keys: str) -> None:
    for key in keys:
        tab.keyboard.press(key)


def told(tab: Page, part: str) -> str:
    """The text of a part of the widget: progress, message, verdict, text or help."""
    return tab.locator(f".claims-review .claims-{part}").inner_text()


def kept(tab: Page) -> list[dict[str, Any]]:
    """The decisions in the browser's store."""
    lines = tab.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('claims:r')).map(([, v]) => v)")
    return [json.loads(line) for lines_of_run in lines for line in lines_of_run.splitlines() if line.startswith("{")]


def saved(tab: Page, path: Path) -> Path:
    with tab.expect_download() as download:
        tab.click("#save")
    assert download.value.suggested_filename == "decisions.jsonl"
    download.value.save_as(path)
    return path


def test_every_key_does_what_it_says_and_keeps_its_decision_at_once(opened: Watched, folder: Path) -> None:
    tab, ids = opened.page, [fact.id for fact in read_run(folder).facts]
    press(tab, "a")
    assert [(d["fact_id"], d["verdict"]) for d in kept(tab)] == [(ids[0], "accept")]
    assert (
        told(tab, "progress") == "fact 2 of 6 · 1 of 6 decided (1 accept)" and told(tab, "message") == "Saved: accept."
    )
    press(tab, "x")
    assert [d["verdict"] for d in kept(tab)] == ["accept", "reject"]
    press(tab, "Backspace")
    assert [d["verdict"] for d in kept(tab)] == ["accept", "reject", "undo"]
    assert told(tab, "progress").startswith("fact 2 of 6 · 1 of 6") and "Taken back: reject" in told(tab, "message")
    press(tab, "j", "j")
    assert told(tab, "progress").startswith("fact 4 of 6")
    press(tab, "k", "k", "k")
    assert told(tab, "progress").startswith("fact 1 of 6") and "accept" in told(tab, "verdict")
    press(tab, " ")
    assert told(tab, "progress").startswith("fact 2 of 6") and len(kept(tab)) == 3
    sentence = told(tab, "text")
    press(tab, "o")
    assert len(told(tab, "text")) > len(sentence) and sentence in told(tab, "text")
    press(tab, "o", "?")
    assert told(tab, "text") == sentence and "backspace undo" in told(tab, "help")
    press(tab, "?", "j", "e")
    assert tab.locator(".claims-help").is_hidden() and tab.locator(".claims-form").is_visible()
    press(tab, "Escape")
    assert tab.locator(".claims-form").is_hidden() and told(tab, "progress").startswith("fact 3 of 6")
    press(tab, "Control+a", "Alt+x", "Shift+Tab")
    assert len(kept(tab)) == 3, "keys of the browser's own decide nothing"


def test_decisions_are_found_again_saved_and_scored(opened: Watched, folder: Path, tmp_path: Path) -> None:
    tab, facts = opened.page, read_run(folder).facts
    tab.click("#saving summary")
    tab.get_by_label("your name").fill("Ana")
    press(tab, "Enter")
    tab.locator(".claims-review").focus()
    press(tab, "a", "x", "e")
    tab.locator("[name='quantity.value']").fill("45,000")
    press(tab, "Enter")
    assert told(tab, "message") == "Saved: correct." and tab.locator(".claims-form").is_hidden()
    tab.reload()
    tab.wait_for_selector(READY)
    assert told(tab, "progress") == "fact 4 of 6 · 3 of 6 decided (1 accept, 1 correct, 1 reject)"
    assert "3 kept in this browser" in tab.inner_text("#saving")
    press(tab, "k")
    assert "45000" in tab.inner_text(".claims-details")
    press(tab, "e")
    assert tab.locator("[name='quantity.value']").input_value() == "45000"

    path = saved(tab, tmp_path / "decisions.jsonl")
    assert "all decisions are in a file" in tab.inner_text("#saving")
    read = Decisions(path, "Ana")
    assert not read.problems
    assert [(d.fact_id, d.verdict, d.corrected, d.reviewer) for d in read] == [
        (facts[0].id, "accept", None, "Ana"),
        (facts[1].id, "reject", None, "Ana"),
        (facts[2].id, "correct", {"quantity.value": 45000.0}, "Ana"),
    ]
    assert read.undo() is not None, "what the page began, Python goes on with"
    scored = CliRunner().invoke(cli, ["score", str(folder), "--decisions", str(path)])
    assert scored.exit_code == 0 and "2 facts decided on" in scored.output

    # A page made from the saved file takes none of the browser's decisions twice.
    Decisions(path, "Ana").correct(facts[2], {"quantity.value": 45000.0})
    again = folder / "again.html"
    write_page(folder, again, str(path))
    show(tab, again)
    assert "3 of 6 decided" in told(tab, "progress")
    press(tab, "k", "k", "Backspace", "Backspace", "Backspace")
    assert "0 of 6 decided" in told(tab, "progress")


def test_a_wrong_correction_changes_nothing_and_says_why(opened: Watched) -> None:
    tab = opened.page
    press(tab, "e")
    tab.locator("[name='quantity.value']").fill("many")
    press(tab, "Enter")
    assert "it is a number" in told(tab, "message") and kept(tab) == []
    assert tab.locator("[name='quantity.value']").input_value() == "many", "what was typed is not lost"
    press(tab, "Escape", "e", "Enter")
    assert "no field differs" in told(tab, "message") and kept(tab) == []
    press(tab, "Escape")
    press(tab, "e")
    tab.locator("[name='subject.name']").fill("")
    press(tab, "Enter", "k", "e")
    assert kept(tab)[0]["corrected"] == {"subject": None} and tab.locator("[name='subject.name']").input_value() == ""
    tab.locator("[name='quantity.unit']").fill("furlong")
    press(tab, "Enter")
    assert kept(tab)[1]["corrected"] == {"subject": None, "quantity.unit": "furlong"}


def test_a_file_of_decisions_is_gone_on_from(opened: Watched, folder: Path, tmp_path: Path) -> None:
    tab, facts = opened.page, read_run(folder).facts
    begun = Decisions(tmp_path / "begun.jsonl", "Ben")
    begun.reject(facts[0])
    begun.correct(facts[1], {"subject.name": "</script><img src=x onerror=alert(1)>"})
    with open(begun.path, "a", encoding="utf-8") as file:
        file.write("{torn\n")
    press(tab, "a")
    tab.click("#saving summary")
    for taken in (2, 0):
        tab.get_by_label("go on from").set_input_files(begun.path)
        tab.wait_for_selector(f".claims-message:has-text('{taken} decisions read from begun.jsonl')")
    assert "(1 accept, 1 correct)" in told(tab, "progress")
    assert "accept" in tab.inner_text("#row-0"), "the last decision by its time holds"
    read = Decisions(saved(tab, tmp_path / "all.jsonl"))
    assert not read.problems and {d.fact_id: d.reviewer for d in read} == {facts[0].id: "unknown", facts[1].id: "Ben"}
    assert [(d.verdict, d.reviewer) for d in read.history] == [
        ("reject", "Ben"), ("correct", "Ben"), ("accept", "unknown")
    ]  # fmt: skip


def test_filters_search_and_counts_choose_the_facts(opened: Watched) -> None:
    tab = opened.page
    press(tab, "a")
    form = tab.locator(".claims-filters")

    def shown() -> str:
        return told(tab, "progress").split(" · ")[0].split(" of ")[1]

    def quantities() -> list[str]:
        return tab.locator(".page-row strong").all_inner_texts()

    assert (
        "money (1)" in form.inner_text() and "undecided (5)" in form.inner_text() and "accept (1)" in form.inner_text()
    )
    form.get_by_label("kind").select_option("money")
    assert (shown(), quantities()) == ("1", ["$12"]) and "filters: money" in form.inner_text()
    form.get_by_label("kind").select_option("")
    form.get_by_label("subject").fill("oakline")
    press(tab, "Enter")
    assert shown() == "3"
    form.get_by_label("search").fill("NEXT YEAR")
    press(tab, "Enter")
    assert quantities() == ["up to 60,000 users"]
    form.get_by_label("search").fill("no such word")
    press(tab, "Enter")
    assert told(tab, "text") == "No fact meets these filters." and told(tab, "progress").startswith("fact 0 of 0")
    for name in ("search", "subject"):
        form.get_by_label(name).fill("")
        press(tab, "Enter")
    form.get_by_label("decided").select_option("undecided")
    assert shown() == "5"
    form.get_by_label("decided").select_option("all")
    form.get_by_label("confidence").select_option("0.8")
    assert shown() == "2"
    form.get_by_label("confidence").select_option("0")
    form.get_by_label("order").select_option("confidence")
    confidences = [float(text.split(" · ")[1]) for text in tab.locator(".page-row small").all_inner_texts()]
    assert confidences == sorted(confidences) and len(confidences) == 6


def test_the_list_goes_by_arrows_and_the_whole_page_by_keyboard(opened: Watched) -> None:
    tab = opened.page
    for _ in range(60):
        press(tab, "Tab")
        if tab.evaluate("document.activeElement === document.body"):
            continue  # past the last element, before the first
        outline, width = tab.evaluate(
            "[getComputedStyle(document.activeElement).outlineStyle, getComputedStyle(document.activeElement).outlineWidth]"
        )
        assert outline != "none" and width != "0px", tab.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if tab.evaluate("document.activeElement.id") == "facts":
            break
    assert tab.evaluate("document.activeElement.id") == "facts"
    press(tab, "ArrowDown", "ArrowDown")
    assert told(tab, "progress").startswith("fact 3 of 6")
    assert tab.locator("[aria-selected=true]").get_attribute("id") == tab.locator("#facts").get_attribute(
        "aria-activedescendant"
    )
    press(tab, "End", "ArrowUp", "Home", "PageDown", "ArrowUp")
    assert told(tab, "progress").startswith("fact 5 of 6")
    press(tab, "x")
    assert "reject" in tab.inner_text("#row-4") and len(kept(tab)) == 1
    tab.click("#row-1")
    assert told(tab, "progress").startswith("fact 2 of 6")


def test_disagreements_with_another_reviewer_are_gone_through(browser: Browser, folder: Path, tmp_path: Path) -> None:
    facts = read_run(folder).facts
    ben = Decisions(tmp_path / "ben.jsonl", "Ben")
    ben.accept(facts[0])
    ben.correct(facts[1], {"subject.name": "</b>Oak"})
    ben.reject(facts[2])
    page_of_two = tmp_path / "page.html"
    done = CliRunner().invoke(cli, ["review", str(folder), "-o", str(page_of_two), "--against", str(ben.path)])
    assert done.exit_code == 0, done.output
    watched = Watched(browser)
    tab = watched.page
    show(tab, page_of_two)
    assert tab.locator(".claims-heading .claims-verdict").count() == 0
    press(tab, "a", "a", "a")
    assert told(tab, "progress").endswith("the same verdict on 1 of 3 facts, Cohen's kappa 0.00")
    decided = tab.locator(".claims-filters").get_by_label("decided")
    assert "disagreed (2)" in decided.inner_text()
    decided.select_option("disagreed")
    tab.locator(".claims-review").focus()
    assert told(tab, "progress").startswith("fact 1 of 2")
    assert tab.locator(".claims-heading .claims-verdict").all_inner_texts()[1] == "correct · Ben"
    assert "corrected by Ben subject.name\n</b>Oak" in tab.inner_text(".claims-details")
    press(tab, "j", "x")
    assert told(tab, "progress").startswith("fact 1 of 2") and "2 of 3 facts" in told(tab, "progress")
    assert (watched.troubles, watched.breaches()) == ([], [])
    watched.close()


def test_two_tabs_lose_none_of_each_others_decisions(opened: Watched, folder: Path) -> None:
    one, two = opened.page, opened.tab()
    show(two, folder / "page.html")
    press(one, "a")
    press(two, "j", "x")
    one.wait_for_selector(".claims-progress:has-text('2 of 6 decided')")
    press(one, "a")
    assert [d["verdict"] for d in kept(two)] == ["accept", "reject", "accept"]


def test_marks_are_at_the_right_characters(opened: Watched, folder: Path) -> None:
    tab, run = opened.page, read_run(folder)
    texts = {article.id: article.text or "" for article in run.articles}
    for fact in run.facts:
        for whole in (False, True):
            wanted = displayed(texts[fact.article_id] if whole else fact.sentence.text)
            parts = tab.evaluate(
                "[...document.querySelector('.claims-text').childNodes].map((n) => [n.textContent, n.title || ''])"
            )
            assert "".join(text for text, _ in parts) == wanted
            for mark in fact_marks(fact):
                if not whole and not fact.sentence.start <= mark.start < fact.sentence.end:
                    continue
                covered = "".join(text for text, labels in parts if mark.label in labels.split(", "))
                assert covered == displayed(texts[fact.article_id][mark.start : mark.end])
            press(tab, "o")
        press(tab, "j")


def test_a_hostile_article_runs_nothing_and_nothing_can_be_fetched(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(hostile_run(), nobody()), "utf-8")
    watched = Watched(browser, offline=False)
    tab = watched.page
    show(tab, tmp_path / "page.html")
    press(tab, "o", "e", "Escape", "a", "Backspace", "x")
    assert "onerror" in told(tab, "text") and kept(tab)[0]["quantity"].startswith('5 dams for "><img')
    tab.locator(".claims-filters").get_by_label("search").fill("<script>")
    press(tab, "Enter")
    assert tab.evaluate("[typeof ran, document.images.length, document.scripts.length]")[0] == "undefined"
    assert tab.locator(".claims-review img, .claims-review script, svg").count() == 0
    assert (watched.troubles, watched.breaches()) == ([], [])
    blocked = tab.evaluate(
        "fetch('https://example.org/').then(() => 'sent', () => 'blocked').then((said) => {"
        " const image = new Image(); image.src = 'https://example.org/a.png'; document.body.append(image);"
        " return new Promise((done) => { image.onerror = () => done(said); }); })"
    )
    assert blocked == "blocked" and {"connect-src", "img-src"} <= set(watched.breaches())
    assert {why for url, why in watched.failed if url.startswith("https")} == {"csp"}
    assert {url for url in watched.requests if url.startswith("https")} <= {url for url, _ in watched.failed}
    watched.close()


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of ten thousand facts in five hundred articles."""
    sentence = "On Friday the council said its Harbour Trust had mended 7 dams and rebuilt the quay for the ferry. "
    run = Run(tmp_path_factory.mktemp("crowd"))
    for n in range(MANY // 20):
        article = make_article(id=content_id("a", n), text=sentence * 20, title=f"Article {n}")
        run.articles.append(article)
        for m in range(20):
            at = m * len(sentence)
            fact: Fact = make_fact(id=content_id("f", n, m), article_id=article.id, property=None, time=None)
            assert fact.subject
            run.facts.append(
                replace(
                    fact,
                    quantity=make_quantity("7 dams", at + 56),
                    subject=replace(fact.subject, start=at + 27, end=at + 44),
                    attribution=None,
                    sentence=Span(sentence, at, at + len(sentence)),
                    confidence=round(0.5 + (n * 20 + m) % 50 / 100, 2),
                )
            )
    path = run.path / "page.html"
    path.write_text(page(run, nobody()), "utf-8")
    return path


def test_ten_thousand_facts_open_at_once_and_scroll(browser: Browser, crowd: Path) -> None:
    watched = Watched(browser)
    tab = watched.page
    times = []
    for _ in range(3):  # the least of three: other programs may be at work on the machine
        show(tab, crowd)
        times.append(tab.evaluate("performance.getEntriesByName('ready')[0].startTime"))
    assert min(times) < 2000, times
    rows = tab.locator(".page-row")
    assert rows.count() < 100
    tab.evaluate("document.getElementById('facts').scrollTop = 200000")
    tab.wait_for_selector("#row-4550")
    assert rows.count() < 100
    tab.locator("#facts").focus()
    press(tab, "End")
    assert told(tab, "progress").startswith("fact 10000 of 10000") and tab.locator("#row-9999").is_visible()
    took = tab.evaluate(
        "(() => { const t = performance.now(); for (const key of 'kkjjkkjjkk') document.querySelector('.claims-review')"
        ".dispatchEvent(new KeyboardEvent('keydown', { key })); return (performance.now() - t) / 10; })()"
    )
    assert took < 50
    watched.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_present_fact_and_its_buttons_are_on_a_phones_first_screen(
    browser: Browser, folder: Path, scheme: str
) -> None:
    watched = Watched(browser, viewport=PHONE, color_scheme=scheme, has_touch=True)
    tab = watched.page
    show(tab, folder / "page.html")
    for part in (
        tab.locator(".claims-text"),
        tab.get_by_role("button", name="accept"),
        tab.get_by_role("button", name="reject"),
    ):
        box = part.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= PHONE["height"]
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    tab.get_by_role("button", name="accept").tap()
    assert told(tab, "progress").startswith("fact 2 of 6")
    tab.locator(".claims-filters summary").tap()
    assert tab.get_by_label("search").is_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    watched.close()


def axe_source() -> str:
    """axe-core's source: where the environment variable AXE_CORE says, or in a folder of node_modules."""
    named = os.environ.get("AXE_CORE")
    places = (
        [Path(named)] if named else [p / "node_modules/axe-core/axe.min.js" for p in (ROOT, Path.cwd(), Path.home())]
    )
    for place in places:
        if place.is_file():
            return place.read_text("utf-8")
    pytest.skip("axe-core is not here: npm install axe-core, or name axe.min.js in the environment variable AXE_CORE")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_no_violation(browser: Browser, folder: Path, scheme: str, size: dict[str, int]) -> None:
    source = axe_source()
    watched = Watched(browser, viewport=size, color_scheme=scheme, bypass_csp=True)
    tab = watched.page
    show(tab, folder / "page.html")
    press(tab, "a", "x", "?", "k", "e")
    tab.locator("[name='quantity.value']").fill("many")
    press(tab, "Enter")
    tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    tab.evaluate(source)
    found = tab.evaluate("axe.run()")
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found["violations"]] == []
    watched.close()
