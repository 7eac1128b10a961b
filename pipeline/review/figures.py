"""Figures of a run, from its DataFrame. Each function returns a matplotlib ``Figure`` and draws nothing by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.views.extras import require
from pipeline.views.marks import displayed

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

# Okabe and Ito's palette (Color Universal Design, 2008): apart for every kind of colour blindness on white.
BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"
_COLORS = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY)
_MARKERS = ("o", "s", "^", "D", "v", "P")


def by_kind(frame: pandas.DataFrame) -> Figure:
    """How many facts there are of each kind."""
    return _bars(frame["kind"].value_counts(), "Facts by kind")


def by_article(frame: pandas.DataFrame, top: int = 25) -> Figure:
    """How many facts each article has; the ``top`` articles with the most."""
    titles = frame["article_title"].fillna(frame["article_path"]).fillna(frame["article_id"])
    counts = titles.groupby(frame["article_id"]).agg(["first", "size"])
    counts = counts.sort_values(["size", "first"], ascending=[False, True])
    return _bars(counts.set_index("first")["size"], "Facts by article", top)


def by_subject(frame: pandas.DataFrame, top: int = 25) -> Figure:
    """How many facts there are of each subject; the ``top`` subjects with the most."""
    return _bars(frame["subject"].value_counts(), "Facts by subject", top)


def over_time(
    frame: pandas.DataFrame,
    subject: str,
    *,
    kind: str | None = None,
    unit: str | None = None,
    property: str | None = None,
    panels: int = 3,
) -> Figure:
    """A subject's quantities over time: value as a mark, bounds as a bar, one panel for each kind and unit.

    The time of a fact is the one it holds at, else the day of its article. A bound on one side alone is drawn as an
    arrow from the value: "over 500,000" points up. Each source has its own colour and mark.

    Args:
        frame: A DataFrame of ``to_frame``.
        subject: The subject's whole name as in the column ``subject``, upper and lower case alike.
        kind: Only this kind.
        unit: Only this unit.
        property: Only properties of which this is a part, such as "price".
        panels: How many kinds and units at most, those with the most facts first.
    """
    rows = frame[(frame["subject"].str.casefold() == subject.casefold()).fillna(False) & frame["when"].notna()]
    if kind is not None:
        rows = rows[rows["kind"] == kind]
    if unit is not None:
        rows = rows[rows["unit"] == unit]
    if property is not None:
        rows = rows[rows["property"].str.contains(property, case=False, regex=False, na=False)]
    rows = rows[rows[["value", "value_min", "value_max"]].notna().any(axis=1)]
    if rows.empty:
        return note(f"No facts of {subject} with a number and a day")
    rows = rows.assign(unit=rows["unit"].fillna(""), source=rows["source"].fillna("the article itself"))
    groups = rows.groupby(["kind", "unit"], observed=True).size().sort_values(ascending=False, kind="stable")
    chosen = list(groups.index[:panels])
    figure = new_figure(1.2 + 2.3 * len(chosen))
    looks = {name: n for n, name in enumerate(rows["source"].value_counts().index[: len(_COLORS) - 1])}
    axes: list[Any] = []
    for n, (kind_of, unit_of) in enumerate(chosen, 1):
        axis = figure.add_subplot(len(chosen), 1, n, sharex=axes[0] if axes else None)
        axes.append(axis)
        panel = rows[(rows["kind"] == kind_of) & (rows["unit"] == unit_of)].sort_values(["when", "id"])
        for row in panel.itertuples():
            _point(axis, row, looks.get(row.source, len(_COLORS) - 1))
        axis.set_ylabel(label(f"{str(kind_of).replace('_', ' ')}\n{unit_of}"))
        axis.yaxis.set_major_formatter(require("matplotlib.ticker").FuncFormatter(_tick))
        axis.grid(alpha=0.3)
        axis.margins(0.08, 0.15)
    _dates(axes[-1], rows[rows["kind"].isin([k for k, _ in chosen])]["when"])
    handles = [_handle(n, name) for name, n in looks.items()]
    if rows["source"].nunique() > len(looks):
        handles.append(_handle(len(_COLORS) - 1, "other sources"))
    axes[0].legend(handles=handles, title="said by", fontsize="small", loc="best")
    more = f" ({len(groups) - len(chosen)} more kinds and units)" if len(groups) > len(chosen) else ""
    figure.suptitle(label(f"{rows['subject'].iloc[0]} over time{more}"))
    return figure


def _point(axis: Any, row: Any, look: int) -> None:
    color = _COLORS[look]
    low, high, value = (None if v != v else v for v in (row.value_min, row.value_max, row.value))
    if low is not None and high is not None:
        axis.vlines(row.when, low, high, color=color, linewidth=5, alpha=0.45)
        axis.scatter([row.when] * 2, [low, high], marker="_", color=color)
    elif low is not None or high is not None:
        at = value if value is not None else (low if low is not None else high)
        arrow = {"arrowstyle": "-|>", "color": color, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
        way = 26 if low is not None else -26
        axis.annotate(
            "", (row.when, at), (0, way), textcoords="offset points", arrowprops={**arrow, "arrowstyle": "<|-"}
        )
        value = at
    if value is not None:
        face = "white" if row.approximate else color
        axis.plot(row.when, value, _MARKERS[look], color=color, markerfacecolor=face, markeredgewidth=1.5)


def _tick(value: float, _: int | None = None) -> str:
    for size, name in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        if abs(value) >= size:
            return f"{value / size:.4g} {name}"
    return f"{value:,.6g}"


def _handle(look: int, name: str) -> Any:
    line = require("matplotlib.lines").Line2D
    return line([], [], linestyle="", marker=_MARKERS[look], color=_COLORS[look], label=label(name))


def _dates(axis: Any, when: Any) -> None:
    dates = require("matplotlib.dates")
    locator = dates.AutoDateLocator(minticks=3, maxticks=8)
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    if when.nunique() == 1:
        # One day alone has no scale: show the weeks around it.
        day = require("pandas").Timedelta(days=15)
        axis.set_xlim(when.iloc[0] - day, when.iloc[0] + day)


def _bars(counts: pandas.Series, title: str, top: int = 25) -> Figure:
    counts = counts[counts > 0]
    if counts.empty:
        return note("No facts")
    shown = counts.head(top)
    figure = new_figure(0.9 + 0.28 * len(shown))
    axis = figure.add_subplot()
    bars = axis.barh(range(len(shown)), shown.to_numpy(), color=BLUE)
    axis.bar_label(bars, fmt="{:,.0f}", padding=3)
    axis.set_yticks(range(len(shown)), [label(str(name).replace("_", " ")) for name in shown.index])
    axis.invert_yaxis()
    axis.margins(x=0.1, y=0.02)
    axis.spines[["top", "right"]].set_visible(False)
    axis.set_xlabel("facts")
    axis.xaxis.set_major_locator(require("matplotlib.ticker").MaxNLocator(integer=True))
    axis.set_title(title if len(shown) == len(counts) else f"{title}: {len(shown)} of {len(counts):,}")
    return figure


def label(text: str) -> str:
    """Text that matplotlib shows as it is: no mathematics between dollar signs, and not longer than a label may be."""
    text = displayed(text)
    return (text if len(text) <= 48 else text[:47] + "…").replace("$", r"\$")


def new_figure(height: float) -> Figure:
    """An empty figure, eight inches wide and so many high."""
    # Not through pyplot, which keeps every figure alive and would show it a second time in a notebook.
    figure: Figure = require("matplotlib.figure").Figure(figsize=(8, height), layout="constrained")
    return figure


def note(message: str) -> Figure:
    """A figure that says why there is nothing to draw."""
    figure = new_figure(1.2)
    figure.text(0.5, 0.5, label(message), ha="center", va="center")
    return figure
