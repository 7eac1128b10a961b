"""Figures of what a reviewer decided: how far confidence can be believed, and which kinds and rules to trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.evaluate.reliability import bins
from pipeline.evaluate.reviewed import Reviewed, Share, by_kind, by_rule, overall, wilson
from pipeline.review.figures import BLUE, VERMILION, label, new_figure, note

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TENTHS = tuple(n / 10 for n in range(11))


def reliability(cases: Sequence[Reviewed]) -> Figure:
    """The share of facts whose quantity and subject are right, by the confidence they were given.

    A mark on the diagonal says that confidence means what it says; bars are 95 % intervals (Wilson), and the number
    beside each mark tells how many facts it stands for.

    Args:
        cases: As :func:`pipeline.evaluate.reviewed.reviewed` gives them.
    """
    if not cases:
        return note("No decisions on facts of this run")
    figure = new_figure(4.2)
    axis = figure.add_subplot()
    axis.plot([0, 1], [0, 1], color="#888888", linestyle="--", linewidth=1, label="as sure as right")
    for part in bins([case.fact.confidence for case in cases], [case.core for case in cases], TENTHS):
        low, high = wilson(round(part.share * part.n), part.n)
        axis.vlines(part.mean, low, high, color=BLUE, linewidth=2)
        axis.plot(part.mean, part.share, "o", color=BLUE)
        axis.annotate(f"{part.n:,}", (part.mean, part.share), (6, -4), textcoords="offset points", fontsize="small")
    axis.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xlabel="confidence", ylabel="right, as decided")
    axis.grid(alpha=0.3)
    axis.legend(fontsize="small", loc="upper left")
    axis.set_title("Reliability of confidence")
    return figure


def precision_by_kind(cases: Sequence[Reviewed]) -> Figure:
    """Precision of each kind of fact with its 95 % interval (Wilson).

    Args:
        cases: As :func:`pipeline.evaluate.reviewed.reviewed` gives them.
    """
    return _precisions(by_kind(cases), "Precision by kind")


def precision_by_rule(cases: Sequence[Reviewed], least: int = 5, top: int = 25) -> Figure:
    """Precision of the facts that each rule had a part in, with its 95 % interval (Wilson), the least precise first.

    Args:
        cases: As :func:`pipeline.evaluate.reviewed.reviewed` gives them.
        least: Rules of fewer facts are left out.
        top: How many rules at most.
    """
    groups = {rule: group for rule, group in by_rule(cases).items() if len(group) >= least}
    order = sorted(groups, key=lambda rule: (overall(groups[rule])[1].value, -len(groups[rule]), rule))
    return _precisions({rule: groups[rule] for rule in order[:top]}, "Precision by rule")


def _precisions(groups: Mapping[str, Sequence[Reviewed]], title: str) -> Figure:
    if not groups:
        return note("No decisions on enough facts of this run")
    figure = new_figure(1.3 + 0.28 * len(groups))
    axis = figure.add_subplot()
    for row, group in enumerate(groups.values()):
        accepted, core = overall(group)
        _interval(axis, row - 0.14, core, BLUE)
        _interval(axis, row + 0.14, accepted, VERMILION)
    axis.plot([], [], "o", color=BLUE, label="quantity and subject right")
    axis.plot([], [], "o", color=VERMILION, label="accepted as it stands")
    axis.set_yticks(range(len(groups)), [f"{label(name)} ({len(group):,})" for name, group in groups.items()])
    axis.set(xlim=(0, 1), ylim=(len(groups) - 0.5, -0.5), xlabel="share of the facts decided on")
    axis.grid(alpha=0.3, axis="x")
    axis.spines[["top", "right"]].set_visible(False)
    figure.legend(fontsize="small", loc="outside lower center", ncols=2)
    axis.set_title(title)
    return figure


def _interval(axis: Any, row: float, share: Share, colour: str) -> None:
    low, high = share.interval
    axis.hlines(row, low, high, color=colour, linewidth=2)
    axis.plot(share.value, row, "o", color=colour)
