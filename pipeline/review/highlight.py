"""Facts marked in their article or in their sentence, as HTML for notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.records import Article, Fact
from pipeline.views.extras import require
from pipeline.views.marks import Mark, Segment, cut, displayed, fact_marks
from pipeline.views.palette import CSS, legend_html, segment_html
from pipeline.views.wording import amount, when

if TYPE_CHECKING:
    import pandas

    from pipeline.emit import Run


def highlight(article: Article, facts: Fact | Iterable[Fact], *, sentence: bool = False) -> Any:
    """The article with its facts marked, and a legend.

    Args:
        article: An article that was read.
        facts: One fact of this article or several.
        sentence: Show only the sentence of each fact, with the normalised fact below it.

    Returns:
        An ``IPython.display.HTML``. All text is escaped, and characters that could reorder or break the page are
        shown as U+FFFD.

    Raises:
        ValueError: A fact is of another article, or the article has no text.
        ImportError: IPython is not installed.
    """
    chosen = [facts] if isinstance(facts, Fact) else list(facts)
    for fact in chosen:
        if fact.article_id != article.id:
            raise ValueError(f"the fact {fact.id} is of the article {fact.article_id}, not of {article.id}")
    if article.text is None:
        raise ValueError(f"the article {article.id} ({article.path}) has no text: {article.error or article.status}")
    if sentence:
        body = "".join(_sentence_html(fact) for fact in chosen)
    else:
        marks = [mark for fact in chosen for mark in fact_marks(fact)]
        body = _text_html(cut(article.text, marks))
    return _page(_heading(article) + legend_html() + body)


def show_facts(run: Run, frame: pandas.DataFrame, limit: int = 10) -> Any:
    """The facts of a DataFrame in its order, each marked in its sentence, under the title of its article.

    Args:
        run: The run that the rows of ``frame`` are from.
        frame: Rows of ``to_frame(run)``, filtered and sorted at will.
        limit: How many facts at most; a last line says how many more there are.

    Returns:
        An ``IPython.display.HTML``.
    """
    articles = {article.id: article for article in run.articles}
    by_id = {fact.id: fact for fact in run.facts}
    parts, previous = [legend_html()], None
    for fact_id in frame["id"].head(limit):
        fact = by_id[fact_id]
        if fact.article_id != previous and fact.article_id in articles:
            parts.append(_heading(articles[fact.article_id]))
        previous = fact.article_id
        parts.append(_sentence_html(fact))
    if len(frame) > limit:
        parts.append(f"<p>… and {len(frame) - limit:,} more</p>")
    if frame.empty:
        parts.append("<p>No facts.</p>")
    return _page("".join(parts))


def sentence_segments(fact: Fact, marks: Iterable[Mark] | None = None) -> list[Segment]:
    """The segments of a fact's sentence; parts of the fact that stand elsewhere are not marked."""
    return cut(fact.sentence.text, fact_marks(fact) if marks is None else marks, fact.sentence.start)


def details(fact: Fact) -> list[tuple[str, str]]:
    """The normalised fact as pairs of a name and a text; what it has not is left out."""
    subject, attribution = fact.subject, fact.attribution
    source = attribution.source if attribution else None
    pairs: list[tuple[str, str | None]] = [
        ("subject", (subject.name or subject.text) if subject else None),
        ("property", fact.property.name if fact.property else None),
        ("kind", fact.kind),
        ("quantity", f"{amount(fact.quantity, fact.kind)} ({fact.quantity.normalized})"),
        ("modality", fact.modality),
        ("source", (source.name or source.text) if source else None),
        ("time", f"{when(fact.time)} ({fact.time.value})" if fact.time else None),
        ("confidence", f"{fact.confidence:.2f}"),
        ("rules", ", ".join(fact.rules)),
    ]
    return [(name, displayed(text)) for name, text in pairs if text]


def _sentence_html(fact: Fact) -> str:
    pairs = "".join(f"<div><dt>{name}</dt><dd>{escape(text)}</dd></div>" for name, text in details(fact))
    return f'{_text_html(sentence_segments(fact))}<dl class="claims-details">{pairs}</dl>'


def _text_html(segments: Iterable[Segment]) -> str:
    return f'<div class="claims-text" dir="auto">{"".join(map(segment_html, segments))}</div>'


def _heading(article: Article) -> str:
    about = " · ".join(filter(None, (article.publisher, article.date, article.path)))
    title = escape(displayed(article.title or "Untitled"))
    return f'<p dir="auto"><strong>{title}</strong><br><small>{escape(displayed(about))}</small></p>'


def _page(body: str) -> Any:
    return require("IPython.display").HTML(f"<style>{CSS}</style><div>{body}</div>")
