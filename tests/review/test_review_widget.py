"""The review widget: what each key does, and that nothing is lost or decided by mistake."""

from __future__ import annotations

import json
import re
import sys
from configparser import ConfigParser
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.errors import ClaimsError
from pipeline.review import Decisions, Review, Session
from tests.paths import ROOT
from tests.support.review_runs import make_run, save_run

RUN = make_run(Path())
IDS = [fact.id for fact in RUN.facts]


@pytest.fixture
def session(tmp_path):
    return Session(RUN, Decisions(tmp_path / "decisions.jsonl", "Ana"))


def press(session: Session, *actions: str, **more) -> dict:
    """Sends actions as the page does, each on the fact that it shows."""
    for action in actions:
        session.handle({"action": action, "fact": session.fact.id if session.fact else None, **more})
    return session.state()


def test_accept_and_reject_are_saved_and_go_on_to_the_next_fact(session):
    state = press(session, "accept", "reject")
    assert [(d.fact_id, d.verdict) for d in Decisions(session.decisions.path)] == [
        (IDS[0], "accept"),
        (IDS[1], "reject"),
    ]
    assert state["fact"]["id"] == IDS[2] and (state["at"], state["of"], state["decided"]) == (3, 6, 2)
    assert state["verdicts"] == {"accept": 1, "reject": 1} and state["error"] == ""


def test_next_and_previous_stop_at_the_ends_and_skip_passes_decided_facts(session):
    assert press(session, "previous")["at"] == 1
    assert press(session, "next", "accept")["at"] == 3
    assert press(session, "previous")["fact"]["verdict"] == "accept"
    assert press(session, "previous", "skip")["at"] == 3
    assert press(session, *["next"] * 9)["at"] == 6
    assert press(session, "skip")["at"] == 1
    assert len(session.decisions) == 1


def test_undo_goes_back_to_the_fact_and_says_so(session):
    state = press(session, "accept", "accept", "undo")
    assert state["fact"]["id"] == IDS[1] and state["fact"]["verdict"] == "" and "Taken back" in state["notice"]
    state = press(session, "undo", "undo")
    assert state["at"] == 1 and "no decision of yours" in state["error"]
    assert len(Decisions(session.decisions.path)) == 0


def test_a_correction_from_the_form_holds_only_the_fields_that_differ(session):
    form = {f["path"]: f["value"] for f in session.state()["fact"]["form"]}
    press(session, "correct", values={**form, "quantity.value": "45,000", "property.name": "users of its app"})
    corrected = {"quantity.value": 45000.0, "property.name": "users of its app"}
    assert Decisions(session.decisions.path).get(IDS[0]).corrected == corrected
    shown = press(session, "previous")["fact"]
    assert shown["verdict"] == "correct" and shown["corrected"]["quantity.value"] == "45000"
    assert {f["path"]: f["value"] for f in shown["form"]}["property.name"] == "users of its app"


@pytest.mark.parametrize(
    ("values", "error"),
    [({}, "no field differs"), ({"quantity.value": "many"}, "it is a number"), ({"kind": "price"}, "kind cannot be")],
)
def test_a_wrong_form_changes_nothing_and_says_why(session, values, error):
    state = press(session, "correct", values=values)
    assert error in state["error"] and state["at"] == 1 and not session.decisions.path.exists()


def test_a_key_meant_for_a_fact_no_longer_shown_decides_nothing(session):
    message = {"action": "accept", "fact": IDS[0]}
    session.handle(message)
    session.handle(message)
    assert "another fact is shown" in session.state()["error"]
    assert [d.fact_id for d in session.decisions] == [IDS[0]]


@pytest.mark.parametrize(
    "message", [{}, {"action": "erase"}, {"action": "filter", "filters": {"color": "red"}}, {"action": "correct"}]
)
def test_a_message_that_is_none_changes_nothing(session, message):
    session.handle({"fact": IDS[0], **message})
    assert session.error.startswith("Nothing was changed") and session.fact.id == IDS[0]


def test_a_decision_that_cannot_be_saved_is_shown_as_not_saved(tmp_path):
    (tmp_path / "file").write_text("")
    session = Session(RUN, Decisions(tmp_path / "file" / "decisions.jsonl", "Ana"))
    state = press(session, "accept")
    assert state["error"].startswith("NOT SAVED") and state["at"] == 1 and state["decided"] == 0


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"kind": "user_count"}, [0, 5]),
        ({"subject": "oakline"}, [0, 1, 5]),
        ({"source": "LTD"}, [0, 1]),
        ({"modality": "estimated"}, [3]),
        ({"min_confidence": "0.8"}, [0, 5]),
        ({"min_confidence": ""}, [0, 1, 2, 3, 4, 5]),
        ({"status": "undecided"}, [1, 2, 3, 4, 5]),
        ({"status": "accept"}, [0]),
        ({"order": "confidence"}, [2, 4, 1, 3, 5, 0]),
        ({"kind": "area"}, []),
    ],
)
def test_filters_choose_and_order_the_facts(session, filters, kept):
    press(session, "accept", "previous")
    session.handle({"action": "filter", "filters": filters})
    assert [IDS.index(fact_id) for fact_id in session._queue] == kept
    state = press(session, "accept") if not kept else session.state()
    assert (state["fact"] is None) == (not kept) and state["of"] == len(kept)


def test_a_new_session_starts_at_the_first_undecided_fact(session):
    press(session, "accept", "next", "accept")
    assert Session(RUN, Decisions(session.decisions.path)).fact.id == IDS[1]


def test_facets_count_the_facts_of_each_value(session):
    facets = session.facets()
    assert facets["kind"] == [("count", 2), ("user_count", 2), ("mass", 1), ("money", 1)]
    assert facets["subject"][0] == ("Oakline Ferry", 3) and ("Salma", 1) in facets["source"]


def test_segments_of_sentence_and_article_give_back_the_text(session):
    for number, fact in enumerate(RUN.facts, 1):
        sentence = session.state()["fact"]["segments"]
        article = press(session, "whole")["fact"]["segments"]
        assert "".join(s["text"] for s in sentence).replace("\ufffd", "") == re.sub(
            "[\u202e\u202c]", "", fact.sentence.text
        )
        assert len("".join(s["text"] for s in article)) == len(session.articles[fact.article_id].text)
        assert any(s["tag"] == "qty" for s in sentence) and any(s["tag"] == "qty" for s in article)
        assert press(session, "whole", "next")["at"] == min(number + 1, len(IDS))


def test_a_cleared_field_says_that_there_is_no_such_part(session):
    press(session, "correct", values={"subject.name": " ", "time.value": "", "attribution.source.name": ""})
    corrected = {"subject": None, "attribution.source": None, "time": None}
    assert Decisions(session.decisions.path).get(IDS[0]).corrected == corrected
    shown = press(session, "previous")["fact"]
    assert {f["path"]: f["value"] for f in shown["form"]}["subject.name"] == ""
    press(session, "correct", values={f["path"]: f["value"] for f in shown["form"]})
    assert Decisions(session.decisions.path).get(IDS[0]).corrected == corrected, "it stays so when more is corrected"


# Two reviewers


@pytest.fixture
def two(tmp_path):
    """A session of Ana's beside Ben's decisions: a, x, e and a on the first four facts."""
    ben = Decisions(tmp_path / "ben.jsonl", "Ben")
    ben.accept(RUN.facts[0])
    ben.reject(RUN.facts[1])
    ben.correct(RUN.facts[2], {"quantity.unit": "stone"})
    ben.accept(RUN.facts[3])
    return Session(RUN, Decisions(tmp_path / "decisions.jsonl", "Ana"), Decisions(ben.path))


def test_the_others_verdict_is_shown_once_one_has_decided_oneself(two):
    assert two.state()["fact"]["other"] is None
    state = press(two, "reject", "previous")
    assert (state["fact"]["other"]["verdict"], state["fact"]["other"]["reviewer"]) == ("accept", "Ben")
    press(two, "next", "next", "accept", "previous")
    assert two.state()["fact"]["other"]["corrected"] == {"quantity.unit": "stone"}
    assert press(two, "undo")["fact"]["other"] is None


def test_disagreements_are_gone_through_and_settled(two):
    assert two.state()["statuses"]["disagreed"] == 0 and two.state()["agreement"] == "the same verdict on 0 of 0 facts"
    press(two, "reject", "reject", "accept")
    state = press(two, "correct", values={"quantity.unit": "wheel"})
    assert state["agreement"] == "the same verdict on 1 of 4 facts, Cohen's kappa -0.09"
    two.handle({"action": "filter", "filters": {"status": "disagreed"}})
    state = two.state()
    assert (state["of"], state["statuses"]["disagreed"], state["filters"]["status"]) == (3, 3, "disagreed")
    two.handle({"action": "previous"})
    two.handle({"action": "previous"})
    assert press(two, "accept")["fact"]["id"] == IDS[2]
    assert press(two, "correct", values={"quantity.unit": "stone"})["fact"]["id"] == IDS[3]
    state = press(two, "accept")
    assert "You disagree on no other fact here" in state["notice"]
    assert state["agreement"] == "the same verdict on 4 of 4 facts, Cohen's kappa 1.00"


def test_without_another_reviewer_there_are_no_disagreements(session, tmp_path):
    session.handle({"action": "filter", "filters": {"status": "disagreed"}})
    assert "there is no such filter" in session.state()["error"] and "disagreed" not in session.state()["statuses"]
    with pytest.raises(ClaimsError, match=r"ben\.jsonl does not exist"):
        Review(RUN, tmp_path / "d.jsonl", against=tmp_path / "ben.jsonl")


# The widget around it


def test_the_widget_sends_its_state_and_saves_each_decision_of_a_message(tmp_path):
    run = save_run(tmp_path / "run")
    review = Review(run, reviewer="Ana")
    assert review.widget.state["fact"]["id"] == IDS[0]
    review.widget._handle_custom_msg({"action": "accept", "fact": IDS[0], "number": "v-1"}, [])
    assert review.widget.state["ack"] == "v-1" and review.widget.state["fact"]["id"] == IDS[1]
    saved = json.loads((run / "decisions.jsonl").read_text("utf-8"))
    assert (saved["fact_id"], saved["verdict"], saved["reviewer"]) == (IDS[0], "accept", "Ana")
    assert "application/vnd.jupyter.widget-view+json" in review._repr_mimebundle_()[0]
    assert Review(run).widget.state["fact"]["id"] == IDS[1]


def test_the_widget_tells_of_torn_lines_and_of_facts_that_are_gone(tmp_path):
    run = save_run(tmp_path / "run")
    decisions = Decisions(tmp_path / "old.jsonl", "Ana")
    decisions.accept(RUN.facts[0])
    line = decisions.path.read_text("utf-8")
    decisions.path.write_text(line.replace(IDS[0], "f" + "0" * 16) + "{torn", "utf-8")
    with pytest.warns(UserWarning, match="line 2"):
        notice = Review(run, decisions.path).widget.state["notice"]
    assert "line 2 is passed over" in notice and "not in this run: 1," in notice


def test_without_anywidget_one_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    from pipeline.review.widget import _widget_class

    _widget_class.cache_clear()
    with pytest.raises(ImportError, match=r"anywidget is needed here.*pip install 'claim-pipeline\[notebook\]'"):
        Review(RUN)


def test_the_page_never_takes_text_for_html_and_asks_for_nothing_outside():
    script = files("pipeline.review").joinpath("widget.js").read_text("utf-8")
    look = files("pipeline.review").joinpath("widget.css").read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function|DOMParser", script)
    assert not re.search(r"https?:|//[a-z]|fetch\(|XMLHttp|import |@import|url\(", script + look)


def test_the_page_is_part_of_the_installed_package():
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    assert setup["options.package_data"]["pipeline.review"].replace(",", " ").split() == [
        "*.css",
        "*.js",
        "app/*.js",
        "app/*.css",
        "app/*.tsv",
    ]
