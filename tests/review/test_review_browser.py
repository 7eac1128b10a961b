"""The review page in a real Chromium: every key does what it says, decisions stay, and nothing of an article runs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, replace
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
from tests.paths import CASES, ROOT
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
    """The text of a part of the page: progress, message, told, text or help."""
    return tab.locator(f".claims .{part}").first.inner_text()


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
    assert told(tab, "progress") == "fact 2 of 6 · 1 of 6 decided" and told(tab, "message") == "Saved: accepted."
    press(tab, "x")
    assert [d["verdict"] for d in kept(tab)] == ["accept", "reject"]
    press(tab, "Backspace")
    assert [d["verdict"] for d in kept(tab)] == ["accept", "reject", "undo"]
    assert told(tab, "progress").startswith("fact 2 of 6 · 1 of 6") and "Taken back: rejected" in told(tab, "message")
    press(tab, "j", "j")
    assert told(tab, "progress").startswith("fact 4 of 6")
    press(tab, "k", "k", "k")
    assert told(tab, "progress").startswith("fact 1 of 6") and "accepted" in told(tab, "badges")
    press(tab, " ")
    assert told(tab, "progress").startswith("fact 2 of 6") and len(kept(tab)) == 3
    whole = told(tab, "text")
    press(tab, "o")
    assert len(told(tab, "text")) <= len(whole)
    press(tab, "o", "?")
    assert told(tab, "text") == whole and "copy a link" in told(tab, "help")
    press(tab, "?", "j", "e")
    assert tab.locator(".help").is_hidden() and tab.locator(".mend").is_visible()
    press(tab, "Escape")
    assert tab.locator(".mend").is_hidden() and told(tab, "progress").startswith("fact 3 of 6")
    press(tab, "g")
    assert tab.locator(".view").is_visible() and tab.locator(".reader").is_hidden()
    press(tab, "g", "Control+a", "Alt+x", "Shift+Tab")
    assert len(kept(tab)) == 3, "keys of the browser's own decide nothing"


def test_a_key_types_nothing_into_the_form_that_it_opens(opened: Watched) -> None:
    tab = opened.page
    for where in (".row >> nth=1", ".reader", ".told"):
        tab.click(where)
        before = tab.locator(".mend [name=kind]").input_value() if tab.locator(".mend").is_visible() else None
        press(tab, "e")
        kind = tab.evaluate("window.claims.present.kind")
        assert before is None and tab.locator(".mend [name=kind]").input_value() == kind
        assert tab.locator(".mend input").first.input_value() == ""
        press(tab, "Escape")
    assert kept(tab) == []


def test_decisions_are_found_again_saved_and_scored(opened: Watched, folder: Path, tmp_path: Path) -> None:
    tab, facts = opened.page, read_run(folder).facts
    tab.click(".saving summary")
    tab.get_by_label("your name").fill("Ana")
    press(tab, "Tab")
    tab.click(".saving summary")
    tab.locator(".reader").focus()
    press(tab, "a", "x", "e")
    tab.locator("[name='quantity.value']").fill("45,000")
    press(tab, "Enter")
    assert told(tab, "message") == "Saved: mended." and tab.locator(".mend").is_hidden()
    tab.reload()
    tab.wait_for_selector(READY)
    assert told(tab, "progress").endswith("3 of 6 decided")
    tab.evaluate("window.claims.goTo(window.claims.facts[2])")
    press(tab, "e")
    assert tab.locator("[name='quantity.value']").input_value() == "45000"
    press(tab, "Escape")

    path = saved(tab, tmp_path / "decisions.jsonl")
    read = Decisions(path, "Ana")
    assert not read.problems
    assert [(d.fact_id, d.verdict, d.reviewer) for d in read] == [
        (facts[0].id, "accept", "Ana"), (facts[1].id, "reject", "Ana"), (facts[2].id, "correct", "Ana")
    ]  # fmt: skip
    corrected = read.get(facts[2].id)
    assert corrected and corrected.corrected and corrected.corrected["quantity.value"] == 45000.0
    scored = CliRunner().invoke(cli, ["score", str(folder), "--decisions", str(path)])
    assert scored.exit_code == 0 and "3 facts decided on" in scored.output


def test_a_wrong_correction_changes_nothing_and_says_why(opened: Watched) -> None:
    tab = opened.page
    press(tab, "e")
    tab.locator("[name='quantity.value']").fill("many")
    press(tab, "Enter")
    assert "it is a number" in told(tab, "message") and kept(tab) == []
    assert tab.locator("[name='quantity.value']").input_value() == "many", "what was typed is not lost"
    press(tab, "Escape", "e", "Enter")
    assert "no field differs" in told(tab, "message") and kept(tab) == []
    press(tab, "Escape", "e")
    tab.locator(".mend [name=kind]").select_option("money")
    press(tab, "Enter")
    assert "is no currency" in told(tab, "message") and kept(tab) == []
    press(tab, "Escape", "e")
    tab.locator("[name='subject.name']").fill("")
    press(tab, "Enter")
    assert kept(tab)[0]["corrected"] == {"subject": None}


def test_what_is_typed_anew_is_read_at_once(opened: Watched) -> None:
    tab = opened.page
    press(tab, "e")
    tab.get_by_label("write the quantity anew").fill("at least $2.5 billion")
    assert [tab.locator(f".mend [name='{name}']").input_value() for name in ("kind", "quantity.comparator", "quantity.value", "quantity.value_min", "quantity.unit")] == [
        "money", ">=", "2500000000", "2500000000", "USD"
    ]  # fmt: skip
    assert tab.locator(".canonical").inner_text() == "USD 2500000000"
    press(tab, "Enter")
    assert kept(tab)[0]["corrected"]["quantity.normalized"] == "USD 2500000000"


def test_a_missed_fact_is_added_with_the_keyboard_and_taken_back(opened: Watched, folder: Path, tmp_path: Path) -> None:
    tab, run = opened.page, read_run(folder)
    press(tab, "m", "Shift+ArrowRight", "Enter")
    assert tab.locator(".mend").is_visible()
    tab.get_by_label("write the quantity anew").fill("12 cranes")
    press(tab, "Enter")
    assert told(tab, "message") == "Saved: added." and told(tab, "progress").startswith("fact 2 of 7")
    (line,) = kept(tab)
    text = next(a.text for a in run.articles if a.id == line["article_id"])
    start, end = line["corrected"]["quantity.start"], line["corrected"]["quantity.end"]
    assert (
        text and line["verdict"] == "add" and text[start:end] == line["corrected"]["quantity.text"] == line["quantity"]
    )
    press(tab, "c")
    read = Decisions(saved(tab, tmp_path / "added.jsonl"))
    assert not read.problems and len(read.added) == 1 and len(read) == 0 and read.complete == {line["article_id"]}
    press(tab, "Backspace", "Backspace")
    assert told(tab, "progress").endswith("of 6 · 0 of 6 decided")


def test_a_span_is_drawn_anew_by_keyboard_and_by_mouse(opened: Watched, folder: Path) -> None:
    tab, run = opened.page, read_run(folder)
    texts = {article.id: article.text or "" for article in run.articles}
    for number in range(len(run.facts)):
        tab.evaluate(f"window.claims.goTo(window.claims.facts[{number}])")
        press(tab, "s", "ArrowRight", "Shift+ArrowRight", "Enter")
        line = kept(tab)[-1]
        corrected = line["corrected"]
        assert (
            displayed(texts[line["article_id"]][corrected["subject.start"] : corrected["subject.end"]])
            == corrected["subject.text"]
        )
    tab.evaluate(
        "(() => { const nodes = document.createTreeWalker(document.querySelector('.text'), NodeFilter.SHOW_TEXT); const node = nodes.nextNode();"
        " const range = document.createRange(); range.setStart(node, 0); range.setEnd(node, Math.min(4, node.length));"
        " getSelection().removeAllRanges(); getSelection().addRange(range);"
        " document.querySelector('.reader').dispatchEvent(new PointerEvent('pointerup', { bubbles: true })); })()"
    )
    tab.locator(".choice").get_by_role("button", name="property").click()
    line = kept(tab)[-1]
    corrected = line["corrected"]
    assert (
        texts[line["article_id"]][corrected["property.start"] : corrected["property.end"]] == corrected["property.text"]
    )
    assert all(not is_passed_over(one) for one in kept(tab))


def is_passed_over(line: dict[str, Any]) -> bool:
    """Whether Python would pass a line over."""
    from pipeline.decisions.lines import parse

    return parse(json.dumps(line).encode()).verdict != line["verdict"]


def test_a_note_is_kept_and_found(opened: Watched) -> None:
    tab = opened.page
    press(tab, "n")
    tab.keyboard.type("see page 2")
    press(tab, "Escape")
    assert told(tab, "message") == "Note saved." and kept(tab)[0]["note"] == "see page 2"
    tab.reload()
    tab.wait_for_selector(READY)
    assert tab.locator(".card textarea").input_value() == "see page 2"
    tab.evaluate("window.claims.filter({ status: 'noted' })")
    assert "of 1 " in told(tab, "progress")


def test_search_filters_and_orders_choose_the_facts_and_a_link_brings_them_back(opened: Watched, folder: Path) -> None:
    tab = opened.page
    tab.get_by_label("Search the facts").fill("YEAR next")
    tab.wait_for_selector(".count:has-text('1 of 6')")
    press(tab, "Escape")
    tab.wait_for_timeout(400)
    link = tab.evaluate("location.href")
    other = opened.tab()
    other.goto(link)
    other.wait_for_selector(READY)
    assert other.locator(".count").inner_text() == "1 of 6 facts"
    tab.evaluate("window.claims.filter({ text: '' })")
    tab.locator(".filters summary").click()
    tab.locator(".filters select[name=kind]").select_option("money")
    assert (
        tab.locator(".row strong").all_inner_texts() == ["12"] or "$12" in tab.locator(".row strong").first.inner_text()
    )
    tab.locator(".chip").click()
    tab.get_by_label("Order").select_option("confidence")
    confidences = tab.evaluate("window.claims.queue.map((fact) => fact.confidence)")
    assert confidences == sorted(confidences) and len(confidences) == 6
    tab.evaluate("window.claims.filter({ text: 'no such word' })")
    assert told(tab, "told") == "No fact meets these filters." and told(tab, "progress").startswith("fact 0 of 0")
    tab.evaluate("window.claims.filter({ text: '' })")
    press(tab, "g")
    tab.locator(".bars button").first.click()
    assert tab.locator(".chip").count() == 1


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
    assert "Ben" not in told(tab, "badges")
    press(tab, "a", "a", "a")
    assert told(tab, "progress").endswith("the same verdict on 1 of 3 facts, Cohen's kappa 0.00")
    tab.evaluate("window.claims.filter({ status: 'disagreed' })")
    assert told(tab, "progress").startswith("fact 1 of 2") and "mended · Ben" in told(tab, "badges")
    press(tab, "j", "x")
    assert "2 of 3 facts" in told(tab, "progress")
    assert (watched.troubles, watched.breaches()) == ([], [])
    watched.close()


def test_two_tabs_lose_none_of_each_others_decisions(opened: Watched, folder: Path) -> None:
    one, two = opened.page, opened.tab()
    show(two, folder / "page.html")
    press(one, "a")
    press(two, "j", "x")
    one.wait_for_selector(".progress:has-text('2 of 6 decided')")
    press(one, "a")
    assert [d["verdict"] for d in kept(two)] == ["accept", "reject", "accept"]


def test_marks_are_at_the_right_characters(opened: Watched, folder: Path) -> None:
    tab, run = opened.page, read_run(folder)
    texts = {article.id: article.text or "" for article in run.articles}
    for number, fact in enumerate(run.facts):
        tab.evaluate(f"window.claims.goTo(window.claims.facts[{number}])")
        parts = tab.evaluate(
            "[...document.querySelectorAll('.text p')].flatMap((p) => [...p.childNodes].map((n) => [n.textContent, n.title || '']))"
        )
        assert "".join(text for text, _ in parts) == displayed(texts[fact.article_id]).replace("\n", "")
        for mark in fact_marks(fact):
            covered = "".join(text for text, labels in parts if mark.label in labels.split(", "))
            assert covered == displayed(texts[fact.article_id][mark.start : mark.end]).replace("\n", "")


def test_the_page_words_quantities_as_the_terminal_does(opened: Watched) -> None:
    lines = [json.loads(line) for line in (CASES / "wording.jsonl").read_text("utf-8").splitlines()]
    empty = asdict(make_quantity(unit=None, value_min=None, value_max=None))
    for case in lines:
        if "quantity" in case:
            shown = opened.page.evaluate(
                "([q, kind]) => window.claims.wording.amount(q, kind)", [empty | case["quantity"], case["kind"]]
            )
            assert shown == case["told"]


def test_the_page_reads_and_normalises_quantities_as_python_does(opened: Watched, folder: Path) -> None:
    for typed, canonical in (
        ("three minutes", "PT3M"), ("90 minutes", "PT1H30M"), ("5 years", "P5Y"), ("48 %", "0.48"), ("2.5 GB", "2500000000 byte"), ("$4.2bn", "USD 4200000000"),
        ("14 km", "14000 metre"), ("5 to 10 million users", "5000000/10000000 user"), ("120 penguins", "120 penguin"), ("21 degrees Celsius", "294.15 kelvin"),
    ):  # fmt: skip
        shown = opened.page.evaluate(
            "(t) => { const q = window.claims.reader.read(t); return window.claims.reader.normalized(q.kind, q); }",
            typed,
        )
        assert shown == canonical, typed


def test_a_hostile_article_runs_nothing_and_nothing_can_be_fetched(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(hostile_run(), nobody()), "utf-8")
    watched = Watched(browser, offline=False)
    tab = watched.page
    show(tab, tmp_path / "page.html")
    press(tab, "o", "e", "Escape", "a", "Backspace", "x", "g", "g", "s", "Enter", "m", "Escape")
    assert "onerror" in told(tab, "text") and kept(tab)[0]["quantity"].startswith('5 dams for "><img')
    tab.get_by_label("Search the facts").fill("<script>")
    press(tab, "Enter")
    assert tab.evaluate("[typeof ran, document.images.length, document.scripts.length]") == ["undefined", 0, 2]
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
    rows = tab.locator(".row")
    assert rows.count() < 100
    tab.evaluate("document.querySelector('.scroll').scrollTop = 200000")
    tab.wait_for_selector("#row-3450")
    assert rows.count() < 100
    tab.locator(".scroll").focus()
    press(tab, "End")
    assert told(tab, "progress").startswith("fact 10000 of 10000") and tab.locator("#row-9999").is_visible()
    took = tab.evaluate(
        "(() => { const t = performance.now(); for (const key of 'kkjjkkjjaaxx') document.querySelector('.claims')"
        ".dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })); return (performance.now() - t) / 12; })()"
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
        tab.locator(".told"),
        tab.locator(".part-quantity").first,
        tab.locator("button.accept").last,
        tab.locator("button.reject"),
    ):
        box = part.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= PHONE["height"]
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    tab.get_by_role("button", name="Accept").tap()
    assert told(tab, "progress").startswith("fact 2 of 6")
    tab.locator(".to-list").tap()
    assert tab.get_by_label("Search the facts").is_visible()
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
