"""The notebook widget: one fact at a time, decided on with a key, each decision on the disk at once.

All that is decided happens in ``Session``. The browser gets ready-cut segments and sends back the name of an action; it
builds the page with ``textContent`` alone, so that nothing in an article can run.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any

from pipeline.decisions.log import Decisions, opened
from pipeline.emit import Run
from pipeline.errors import ClaimsError
from pipeline.review.session import Session
from pipeline.views.extras import require
from pipeline.views.marks import LABELS
from pipeline.views.palette import CSS, TAGS, style


class Review:
    """A review of a run in a notebook: the last expression of a cell shows it.

    Keys, once it is clicked: a accept, x reject, e edit (Enter saves, Escape leaves), space skip, backspace undo, j and
    k next and previous, o the whole article, ? help. Each decision is appended to the file of decisions at the
    keypress; what stands there already is shown again.

    Args:
        run: A run, or its folder.
        decisions: The decisions, or their file; by default ``decisions.jsonl`` in the run's folder.
        reviewer: Who decides; by default the environment variable CLAIMS_REVIEWER, else the user's name.
        against: Another reviewer's decisions, or their file: agreement and Cohen's kappa are shown, the other's verdict
            once one has decided oneself, and "disagreed" among the filters goes through what both see differently.

    Attributes:
        session: The walk through the facts.
        decisions: The decisions made.
        widget: The anywidget itself.

    Raises:
        ImportError: anywidget is not installed; the message says how to install it.
        pipeline.emit.ReadError: There is no run, or a line of it cannot be read.
    """

    def __init__(
        self,
        run: Run | str | PathLike[str],
        decisions: Decisions | str | PathLike[str] | None = None,
        *,
        reviewer: str | None = None,
        against: Decisions | str | PathLike[str] | None = None,
    ) -> None:
        widget_class = _widget_class()
        run, self.decisions = opened(run, decisions, reviewer)
        self.session = Session(run, self.decisions, others(against))
        self.session.notice = self._greeting()
        self.widget: Any = widget_class(
            look=look(), facets=self.session.facets(), state={**self.session.state(), "ack": ""}
        )
        self.widget.on_msg(self._on_message)

    def __repr__(self) -> str:
        state = self.session.state()
        return f"Review of {state['facts']:,} facts, {state['decided']:,} decided; it is seen in a notebook that is running"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.widget._repr_mimebundle_(**kwargs)

    def _on_message(self, _: Any, message: dict[str, Any], buffers: Any) -> None:
        self.session.handle(message)
        # The browser waits for this number; a kernel that died sends none, and the page says so.
        self.widget.state = {**self.session.state(), "ack": message.get("number", "")}

    def _greeting(self) -> str:
        parts = []
        if self.decisions.problems:
            parts.append(" ".join(self.decisions.problems))
        if gone := self.decisions.missing(self.session.facts):
            parts.append(f"Decisions on facts that are not in this run: {len(gone)}, listed by decisions.missing(…).")
        return " ".join(parts)


def others(against: Decisions | str | PathLike[str] | None) -> Decisions | None:
    """Another reviewer's decisions, read from their file.

    Raises:
        ClaimsError: There is no such file: an empty one would pass for agreement.
    """
    if against is None or isinstance(against, Decisions):
        return against
    if not Path(against).exists():
        raise ClaimsError(f"{against} does not exist: name the file of the other reviewer's decisions.")
    return Decisions(against)


def look() -> dict[str, Any]:
    """What does not change: the legend, and the values of the filters that are no field's."""
    legend = [{"text": label, "tag": TAGS[label], "style": style([label])} for label in LABELS]
    return {"legend": legend}


@cache
def _widget_class() -> Any:
    base: Any = require("anywidget").AnyWidget
    traitlets = require("traitlets")
    here = files("pipeline.review")

    class ReviewWidget(base):
        """Shows ``state`` and sends the actions of keys and buttons as messages."""

        _esm = here.joinpath("widget.js").read_text("utf-8")
        _css = CSS + here.joinpath("widget.css").read_text("utf-8")
        look = traitlets.Dict().tag(sync=True)
        facets = traitlets.Dict().tag(sync=True)
        state = traitlets.Dict().tag(sync=True)

    return ReviewWidget
