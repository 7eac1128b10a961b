"""The notebook's view of claims: the page in a cell's output, in a real Chromium, with every decision on the disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.claim_records import Claim
from pipeline.compare import Comparison
from pipeline.emit import read_records, read_run
from pipeline.errors import ClaimsError
from pipeline.records import content_id
from pipeline.review import Claims, Decisions
from pipeline.review.claims_widget import _widget_class
from tests.review.test_review_page import hostile_run
from tests.review.test_review_views import disputed_run
from tests.support.browser import WIDE, Watched, launched
from tests.support.compared import claim_of
from tests.support.review_runs import make_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# What anywidget gives a widget in a notebook: a model that sends to the kernel and hears from it.
SHOW = """async (source) => {
  const hearing = new Set();
  const model = {
    send: (message) => window.kernel(message).then((answers) => answers.forEach((said) => hearing.forEach((hear) => hear(said)))),
    on: (_, hear) => hearing.add(hear), off: (_, hear) => hearing.delete(hear),
  };
  const { default: widget } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const el = document.createElement("div");
  document.body.append(el);
  window.leave = widget.render({ model, el });
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return disputed_run(tmp_path / "run")


def shown(watched: Watched, review: Claims, silent: bool = False) -> Page:
    """The widget in a page of its own, on whose messages the kernel's side answers."""
    tab, sent = watched.page, []
    review.widget.send = lambda content, buffers=None: sent.append(content)

    def kernel(message: dict[str, Any]) -> list[dict[str, Any]]:
        sent.clear()
        if not (silent and message["action"] == "keep"):
            review._on_message(review.widget, message, [])
        return list(sent)

    tab.goto("about:blank")
    tab.expose_function("kernel", kernel)
    tab.add_style_tag(content=_widget_class()._css)
    tab.evaluate(SHOW, _widget_class()._esm)
    tab.wait_for_selector(".claims[data-ready=true]")
    tab.locator(".claims").focus()
    return tab


def press(tab: Page, *keys: str) -> None:
    for key in keys:
        tab.keyboard.press(key)


def lines(path: Path) -> list[tuple[str, ...]]:
    found = path.read_text("utf-8").splitlines() if path.exists() else []
    return [(d["verdict"], d["fact_id"], d["other_id"], d["reviewer"]) for d in map(json.loads, found)]


def test_claims_are_seen_and_joins_decided_as_on_the_page(browser: Browser, folder: Path) -> None:
    watched, facts = Watched(browser), read_run(folder).facts
    review = Claims(folder, reviewer="Ana")
    tab = shown(watched, review)
    assert tab.locator(".split .row:visible .badge").all_inner_texts() == ["disputed", "agreed"]
    assert tab.locator(".value h2").all_inner_texts() == ["12 dams", "more than 20 dams", "5 to 8 dams"]
    assert tab.locator(".plot path.mark").count() == 4 + 1 and tab.locator(".plot path.bound").count() == 2
    press(tab, "a", "x", "x", "Backspace")
    tab.wait_for_selector(".progress:has-text('2 of 4 joins decided')")
    path = folder / "decisions.jsonl"
    of = [(facts[n].id, facts[0].id, "Ana") for n in (1, 2, 3)]
    assert lines(path) == [("accept", *of[0]), ("cut", *of[1]), ("cut", *of[2]), ("undo", *of[2])]
    assert review.joins == {frozenset(of[0][:2]): "accept", frozenset(of[1][:2]): "cut"}
    press(tab, "Enter")
    assert tab.locator(".reader:visible .text").inner_text() == read_run(folder).articles[3].text
    # A key pressed elsewhere in the notebook is none of the widget's.
    tab.evaluate("document.activeElement.blur()")
    press(tab, "3", "a")
    assert len(lines(path)) == 4 and tab.locator(".reader:visible").count() == 1
    tab.evaluate("window.leave()")
    assert (watched.troubles, watched.breaches()) == ([], [])
    watched.close()
    again = Watched(browser)
    tab = shown(again, Claims(folder, reviewer="Ana"))
    assert "2 of 4 joins decided" in tab.inner_text(".progress")
    again.close()


def test_a_decision_that_is_not_written_does_not_hold_and_a_dead_kernel_is_told_of(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    watched = Watched(browser)
    tab = shown(watched, Claims(folder, decisions=tmp_path / "file" / "decisions.jsonl"))
    press(tab, "a")
    tab.wait_for_selector(".told-by .message.wrong:has-text('NOT SAVED')")
    assert "0 of 4 joins decided" in tab.inner_text(".progress")
    watched.close()
    watched = Watched(browser)
    tab = shown(watched, Claims(folder), silent=True)
    press(tab, "a")
    tab.wait_for_selector(".told-by .message.wrong:has-text('No answer from the kernel')")
    assert not (folder / "decisions.jsonl").exists()
    watched.close()


@pytest.mark.parametrize("width", [600, WIDE["width"]])
def test_the_widget_fits_a_cell_and_runs_nothing_of_an_article(browser: Browser, tmp_path: Path, width: int) -> None:
    run = hostile_run()
    (article,), (fact,) = run.articles, run.facts
    run.facts.append(replace(fact, id=content_id("f", 2)))
    claim = claim_of([[one] for one in run.facts], "disputed", {article.id: article})
    watched = Watched(browser, viewport={"width": width, "height": 800})
    tab = shown(watched, Claims(run, [claim], tmp_path / "decisions.jsonl"))
    press(tab, "a", "j", "1", "2", "3", "?")
    assert tab.evaluate("[typeof ran, document.images.length]") == ["undefined", 0]
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.troubles == []
    watched.close()


@pytest.mark.parametrize(
    "message",
    [{}, {"action": "keep"}, {"action": "keep", "decision": {"verdict": "cut"}}, {"action": "keep", "decision": {
        "fact_id": "f1", "article_id": "a1", "quantity": "9", "verdict": "undo", "corrected": None, "version": "1", "other_id": "f2"}}],
)  # fmt: skip
def test_a_message_that_is_no_decision_writes_nothing(folder: Path, message: dict[str, Any]) -> None:
    review = Claims(folder)
    assert review._answer(message)["error"].startswith("Nothing was changed")
    assert not (folder / "decisions.jsonl").exists()


def test_a_comparison_is_taken_in_every_form_and_must_be_of_the_run(folder: Path, tmp_path: Path) -> None:
    found = list(read_records(folder / "claims.jsonl", Claim))
    for compared in (None, folder, str(folder / "claims.jsonl"), found, Comparison(claims=found)):
        assert "Claims: 2, 0 joins decided" in repr(Claims(folder, compared, Decisions(tmp_path / "d.jsonl")))
    (folder / "claims.jsonl").unlink()
    with pytest.raises(ClaimsError, match=r"has no claims\.jsonl: give what compare\(run\) gives"):
        Claims(folder)
    with pytest.raises(ClaimsError, match="has no fact of"):
        Claims(make_run(tmp_path), found)
