"""A spaCy DocBin (https://spacy.io/api/docbin): each article a Doc with its facts as spans and relations.

``doc.spans`` has a group for each part of a fact ("quantity", "subject", …); a quantity's label is its kind.
``doc.user_data["relations"]`` lists (quantity's place in its group, label, part's place in its group), and
``doc.user_data["facts"]`` the facts themselves, in the order of the quantities.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.emit import Run, plain
from pipeline.exchange.annotations import AnnotatedArticle, annotated
from pipeline.views.marks import LABELS

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def write_docbin(run: Run, path: str | PathLike[str]) -> int:
    """Writes a run as a DocBin of unparsed docs, in the tokens of spaCy's English tokenizer.

    Args:
        run: A run read from its folder.
        path: The file, by custom ``.spacy``.

    Returns:
        How many articles were written.

    Raises:
        ClaimsError: The run's articles are not there.
        OSError: The file cannot be written.
    """
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    docs = [doc_of(nlp, article) for article in annotated(run)]
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=docs, store_user_data=True).to_disk(path)
    return len(docs)


def doc_of(nlp: Language, article: AnnotatedArticle) -> Doc:
    """An article as a Doc; a span whose edge lies inside a token is widened to the token."""
    doc = nlp.make_doc(article.text)
    groups: dict[str, list[Any]] = {label: [] for label in LABELS}
    places: dict[int, int] = {}
    for span in article.spans:
        label: str = span.label if span.fact is None else span.fact.kind
        found = doc.char_span(span.start, span.end, label=label, alignment_mode="expand")
        assert found is not None, "a span lies in its text"
        places[span.number] = len(groups[span.label])
        groups[span.label].append(found)
    for label, spans in groups.items():
        doc.spans[label] = spans
    about = article.article
    doc.user_data |= {
        "article_id": about.id,
        "title": about.title,
        "date": about.date,
        "facts": [plain(span.fact) for span in article.spans if span.fact is not None],
        "relations": [[places[arc.quantity], arc.label, places[arc.part]] for arc in article.arcs],
    }
    return doc
