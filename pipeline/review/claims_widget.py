"""The claims of a comparison in a notebook: the review page in a cell's output, whose decisions the kernel keeps.

What is shown and decided is the page's own script; it asks for its data at each view and sends every decision back as a
line, which is on the disk before the answer. So nothing of an article stands in the notebook's file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from os import PathLike
from typing import Any

from pipeline.claim_records import Claim
from pipeline.compare import Comparison
from pipeline.decisions.lines import line
from pipeline.decisions.log import Decisions, opened
from pipeline.emit import Run
from pipeline.errors import ClaimsError
from pipeline.review.page import inert, scripts, styles
from pipeline.review.page_data import data
from pipeline.review.page_views import checked, claims_of
from pipeline.views.extras import require
from pipeline.views.marks import displayed


class Claims:
    """The claims that several facts of a run tell, in a notebook: the last expression of a cell shows them.

    The view is that of the page of ``claims review``: the voices of each claim side by side, a plot of a figure that is
    disputed or was updated, and its keys, once it is clicked: a same claim, x cut off, j and k from fact to fact, J and K
    from claim to claim, space the next join to decide, backspace undo, Enter the fact in its article, ? all keys. Each
    decision is appended to the file at the keypress; ``compare(run, joins=claims.joins)`` keeps to them.

    Args:
        run: A run, or its folder.
        compared: What ``compare`` gave, its claims, or the folder or file that ``claims compare`` wrote; by default
            ``claims.jsonl`` in the run's folder.
        decisions: The decisions, or their file; by default ``decisions.jsonl`` in the run's folder.
        reviewer: Who decides; by default the environment variable CLAIMS_REVIEWER, else the user's name.

    Attributes:
        decisions: The decisions made.
        widget: The anywidget itself.

    Raises:
        ImportError: anywidget is not installed; the message says how to install it.
        pipeline.emit.ReadError: There is no run, or a line of it cannot be read.
        pipeline.errors.ClaimsError: There is no comparison, or it is not one of this run.
    """

    def __init__(
        self,
        run: Run | str | PathLike[str],
        compared: Comparison | Sequence[Claim] | str | PathLike[str] | None = None,
        decisions: Decisions | str | PathLike[str] | None = None,
        *,
        reviewer: str | None = None,
    ) -> None:
        widget_class = _widget_class()
        run, self.decisions = opened(run, decisions, reviewer)
        self._claims = _claims(run, compared)
        self._run = _told(run, self._claims)
        self.widget: Any = widget_class()
        self.widget.on_msg(self._on_message)

    @property
    def joins(self) -> dict[frozenset[str], str]:
        """``accept`` or ``cut`` by the ids of two facts, as ``pipeline.api.compare`` takes them."""
        return {pair: str(decision.verdict) for pair, decision in self.decisions.joins.items()}

    def __repr__(self) -> str:
        decided = f"{len(self.decisions.joins):,} joins decided"
        return f"Claims: {len(self._claims):,}, {decided}; they are seen in a notebook that is running"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.widget._repr_mimebundle_(**kwargs)

    def _on_message(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """Answers the view that asks, by the number of its message."""
        widget.send({**self._answer(message), "number": message.get("number", "")})

    def _answer(self, message: dict[str, Any]) -> dict[str, Any]:
        try:
            if message.get("action") == "begin":
                return {"data": inert(self._data())}
            if message.get("action") == "keep":
                return {"line": line(self.decisions.keep(message["decision"]))}
            raise ValueError(f"there is no action {message.get('action')!r}")
        except (ValueError, KeyError, TypeError) as e:
            return {"error": displayed(f"Nothing was changed: {e}.")}
        except OSError as e:
            return {"error": displayed(f"NOT SAVED: {e}.")}

    def _data(self) -> dict[str, Any]:
        shown = data(self._run, self.decisions, claims=self._claims)
        about = {"place": displayed(str(self.decisions.path)), "reviewer": displayed(self.decisions.reviewer)}
        return {**shown, **about, "title": displayed(f"Claims of {self._run.path.name or self._run.path}"), "gone": 0}


def _claims(run: Run, compared: Comparison | Sequence[Claim] | str | PathLike[str] | None) -> Sequence[Claim]:
    if isinstance(compared, Comparison):
        compared = compared.claims
    if compared is not None and not isinstance(compared, str | PathLike):
        return checked(run, compared, "What was compared")
    if compared is None and not (run.path / "claims.jsonl").exists():
        raise ClaimsError(
            f"{run.path} has no claims.jsonl: give what compare(run) gives, or the folder it was written to."
        )
    return claims_of(run, None if compared is None else str(compared))


def _told(run: Run, claims: Sequence[Claim]) -> Run:
    """The facts of the claims, with their articles: of the others nothing is sent."""
    wanted = {fact for claim in claims for fact in claim.facts}
    facts = [fact for fact in run.facts if fact.id in wanted]
    articles = {fact.article_id for fact in facts}
    return Run(
        run.path,
        facts=facts,
        entities=[entity for entity in run.entities if entity.article_id in articles],
        articles=[article for article in run.articles if article.id in articles],
    )


@cache
def _widget_class() -> Any:
    base: Any = require("anywidget").AnyWidget

    class ClaimsWidget(base):
        """The page in a cell's output."""

        _esm = scripts("notebook")
        _css = styles()

    return ClaimsWidget
