"""``claims review``: a run as one HTML file to be looked at, searched and decided on without a network or a server.

The page holds what the widget's ``Session`` would send, cut and named here, and draws it with the widget's own
JavaScript; ``page.js`` stands in for the kernel. Nothing of an article is ever markup: the data are a JSON block in
which no tag can end, set as text, and the page's policy (CSP) allows its own script and style by their digests, inline
images, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from importlib.resources import files
from itertools import groupby
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.decisions.fields import FORM, PARTS, correctable, value
from pipeline.decisions.log import Decisions, decisions_file
from pipeline.emit import Run, plain, read_run
from pipeline.errors import ClaimsError
from pipeline.records import Article, Fact, content_id
from pipeline.review.highlight import details, sentence_segments
from pipeline.review.session import Filters, Session, as_typed, names, searched
from pipeline.review.widget import look, others
from pipeline.views.marks import LABELS, Segment, cut, displayed, fact_marks
from pipeline.views.palette import CSS, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OVER_TIME = 4
"""How many subjects are drawn over time: those that have quantities of the most days."""
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; base-uri 'none'; form-action 'none'"
)
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header><h1>{title}</h1><div id="saving"></div></header>
<main>
<section id="list" aria-label="Facts"></section>
<section id="fact" aria-label="The fact under review"></section>
</main>
<section id="figures" aria-label="Figures">{figures}</section>
<script id="data" type="application/json">{data}</script>
<script type="module">{script}</script>
</body>
</html>
"""


def write_page(
    run: Run | str | PathLike[str],
    output: str | PathLike[str],
    decisions: str | None = None,
    against: str | None = None,
) -> int:
    """Writes the page.

    Args:
        run: A run, or its folder.
        output: The HTML file.
        decisions: A file of decisions to begin with; by default ``decisions.jsonl`` in the run's folder, if there.
        against: Another reviewer's decisions, to see where one disagrees.

    Returns:
        How many facts are on it.

    Raises:
        ReadError: There is no run, or a line of it cannot be read.
        ClaimsError: The decisions are not there, or the page cannot be written.
    """
    if not isinstance(run, Run):
        run = read_run(run)
    path = Path(decisions) if decisions is not None else decisions_file(run.path)
    if decisions is not None and not path.exists():
        raise ClaimsError(f"{path} does not exist: leave --decisions out to begin without any.")
    try:
        Path(output).write_text(page(run, Decisions(path), others(against)), "utf-8")
    except OSError as e:
        raise ClaimsError(f"{output} could not be written: {e.strerror or e}.") from e
    return len(run.facts)


def page(run: Run, decisions: Decisions, against: Decisions | None = None) -> str:
    """The page as HTML."""
    package = files("pipeline.review")
    css = CSS + "".join(package.joinpath(name).read_text("utf-8") for name in ("widget.css", "page.css"))
    widget = package.joinpath("widget.js").read_text("utf-8").replace("export default { render };", "")
    script = widget + "".join(package.joinpath(name).read_text("utf-8") for name in ("page_decisions.js", "page.js"))
    return _PAGE.format(
        policy=escape(_POLICY.format(script=_digest(script), style=_digest(css))),
        title=escape(displayed(f"Facts of {run.path.name or run.path}")),
        style=css,
        figures="".join(_figures(run, decisions)),
        data=_inert(data(run, decisions, against)),
        script=script,
    )


def data(run: Run, decisions: Decisions, against: Decisions | None = None) -> dict[str, Any]:
    """All that the page shows, as JSON.

    An article's segments are cut once for all its facts: each is its text and the numbers of the marks that cover it,
    the innermost first; a mark is its label and the number of its fact. A fact's sentence is the segments from ``from``
    up to ``to``; where the run has no text of the article, its sentence stands for one.
    """
    articles = {article.id: article for article in run.articles if article.text is not None}
    session = Session(run, decisions, against)
    cuts: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for article_id, group in groupby(run.facts, key=lambda fact: fact.article_id):
        article, members = articles.get(article_id), list(group)
        parts = [(article, members)] if article is not None else [(None, [fact]) for fact in members]
        for about, some in parts:
            drawn, places = _cut(about, some, len(facts))
            for fact, (first, last) in zip(some, places, strict=True):
                facts.append(_fact(fact, about, len(cuts)) | {"from": first, "to": last})
            cuts.append(drawn)
    shapes = correctable()
    return {
        "run": content_id("r", *(fact.id for fact in run.facts)),
        "look": look(),
        "styles": _styles(cuts),
        "facets": session.facets(),
        "filters": asdict(Filters()),
        "statuses": session.statuses,
        "form": [
            {
                "path": path,
                "part": PARTS.get(path),
                "type": shapes[path].type.__name__,
                "nullable": shapes[path].nullable,
                "values": (["", *shapes[path].values] if shapes[path].nullable else list(shapes[path].values))
                if shapes[path].values
                else [],
            }
            for path in FORM
        ],
        "articles": cuts,
        "facts": facts,
        "decisions": [asdict(decision) for decision in decisions.history],
        "against": None if against is None else [asdict(decision) for decision in against],
        "gone": len(decisions.missing(session.facts)),
    }


def _cut(article: Article | None, facts: list[Fact], first: int) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    """An article's segments and marks, and the segments of each fact's sentence; ``first`` numbers the facts."""
    numbers = {fact.id: n for n, fact in enumerate(facts, first)}
    marks = list(dict.fromkeys(mark for fact in facts for mark in fact_marks(fact)))
    if article is not None and article.text is not None:
        edges = sorted({edge for fact in facts for edge in (fact.sentence.start, fact.sentence.end)})
        segments = [part for whole in cut(article.text, marks) for part in _split(whole, edges)]
    else:
        segments = sentence_segments(facts[0], marks)
    at = {mark: n for n, mark in enumerate(marks)}
    starts = [segment.start for segment in segments]
    places = [(bisect_left(starts, f.sentence.start), bisect_left(starts, f.sentence.end)) for f in facts]
    title = displayed((article and (article.title or article.path)) or facts[0].article_id)
    return {
        "title": title,
        "date": (article and article.date) or "",
        "whole": article is not None,
        "segments": [[displayed(s.text), [at[mark] for mark in s.marks]] for s in segments],
        "marks": [[LABELS.index(mark.label), numbers[mark.fact_id]] for mark in marks],
    }, places


def _split(segment: Segment, edges: list[int]) -> Iterator[Segment]:
    """A segment cut further where a sentence begins or ends inside it."""
    start = segment.start
    for edge in [*edges[bisect_right(edges, start) : bisect_left(edges, segment.end)], segment.end]:
        yield Segment(segment.text[start - segment.start : edge - segment.start], start, edge, segment.marks)
        start = edge


def _styles(cuts: list[dict[str, Any]]) -> dict[str, str]:
    """The style of every combination of labels, innermost first, that one fact can have on the page."""
    found = set()
    for article in cuts:
        for _, covering in article["segments"]:
            by_fact: dict[int, list[int]] = {}
            for number in covering:
                label, fact = article["marks"][number]
                if label not in by_fact.setdefault(fact, []):
                    by_fact[fact].append(label)
            found |= {tuple(labels) for labels in by_fact.values()}
    return {" ".join(map(str, labels)): style([LABELS[n] for n in labels]) for labels in sorted(found)}


def _fact(fact: Fact, article: Article | None, number: int) -> dict[str, Any]:
    whole = plain(fact)
    return {
        "id": fact.id,
        "article_id": fact.article_id,
        "article": number,
        "quantity": fact.quantity.text,
        "version": fact.version,
        "confidence": fact.confidence,
        "names": names(fact),
        "searched": searched(fact, article),
        "details": details(fact),
        "form": [as_typed(value(whole, path)) for path in FORM],
    }


def _figures(run: Run, decisions: Decisions) -> Iterator[str]:
    """The run's figures as inline images, where pandas and matplotlib are installed."""
    try:
        drawn = list(_drawn(run, decisions))
    except ImportError as e:
        yield f"<p>No figures: {escape(str(e))}</p>"
        return
    for title, figure in drawn:
        yield f'<figure><img alt="{escape(title)}" src="data:image/svg+xml;base64,{_svg(figure)}"></figure>'


def _drawn(run: Run, decisions: Decisions) -> Iterator[tuple[str, Figure]]:
    from pipeline import review

    frame = review.to_frame(run)
    yield "Facts by kind", review.by_kind(frame)
    yield "Facts by article", review.by_article(frame)
    yield "Facts by subject", review.by_subject(frame)
    cases = review.reviewed(run.facts, decisions)
    if cases:
        yield "Reliability of confidence", review.reliability(cases)
        yield "Precision by kind", review.precision_by_kind(cases)
        yield "Precision by rule", review.precision_by_rule(cases)
    dated = frame[frame["when"].notna()]
    days = dated.groupby("subject", observed=True)["when"].nunique().sort_values(ascending=False, kind="stable")
    for subject in days[days > 1].index[:OVER_TIME]:
        yield f"{displayed(subject)} over time", review.over_time(frame, subject)


def _svg(figure: Figure) -> str:
    from io import BytesIO

    import matplotlib

    out = BytesIO()
    # Without the day of drawing and with ids by a fixed salt, so that the same run gives the same page. Text stays text:
    # the browser has fonts for what matplotlib has no glyphs for, and says nothing of it.
    with matplotlib.rc_context({"svg.hashsalt": "claims", "svg.fonttype": "none"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph .* missing from font", UserWarning)
        figure.savefig(out, format="svg", metadata={"Date": None})
    return base64.b64encode(out.getvalue()).decode()


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _inert(found: dict[str, Any]) -> str:
    """JSON in which no HTML parser finds a tag, a comment or an entity."""
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
