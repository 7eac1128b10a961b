"""W3C Web Annotations (https://www.w3.org/TR/annotation-model/) as JSON-LD: one annotation for each fact.

The target is the quantity's place in the article, by position (code points, as the standard counts) and by quotation;
the body is the fact as ``facts.jsonl`` has it, in a vocabulary of our own under ``urn:claims:``.
"""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline import __version__
from pipeline.emit import Run, plain
from pipeline.exchange.annotations import AnnotatedArticle, AnnotatedSpan, annotated

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
VOCABULARY = "urn:claims:"
AROUND = 32
"""Characters of a quotation's prefix and suffix."""


def write_web_annotations(run: Run, path: str | PathLike[str]) -> int:
    """Writes a run as one AnnotationCollection with a single page.

    Args:
        run: A run read from its folder.
        path: The JSON-LD file.

    Returns:
        How many annotations were written.

    Raises:
        ClaimsError: The run's articles are not there.
        OSError: The file cannot be written.
    """
    items = [annotation(article, span) for article in annotated(run) for span in article.spans if span.fact is not None]
    collection = {
        "@context": [CONTEXT, {"claims": VOCABULARY, "fact": {"@id": "claims:fact", "@type": "@json"}}],
        "id": f"{VOCABULARY}collection",
        "type": "AnnotationCollection",
        "total": len(items),
        "first": {"id": f"{VOCABULARY}page-1", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(collection, ensure_ascii=False, indent=1) + "\n", "utf-8", "backslashreplace")
    return len(items)


def annotation(article: AnnotatedArticle, span: AnnotatedSpan) -> dict[str, Any]:
    """The annotation of one quantity."""
    assert span.fact is not None
    text, about = article.text, article.article
    source: dict[str, Any] = {"id": _iri(about.url) or f"{VOCABULARY}{about.id}", "type": "Text", "language": "en"}
    return {
        "id": f"{VOCABULARY}{span.fact.id}",
        "type": "Annotation",
        "motivation": "describing",
        "generator": {"id": f"{VOCABULARY}program", "type": "Software", "name": f"claim-pipeline {__version__}"},
        "body": {
            "type": "TextualBody",
            "format": "text/plain",
            "purpose": "describing",
            "value": span.fact.quantity.normalized,
            "fact": plain(span.fact),
        },
        "target": {
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": span.text,
                    "prefix": text[max(0, span.start - AROUND) : span.start],
                    "suffix": text[span.end : span.end + AROUND],
                },
            ],
        },
    }


def _iri(url: str | None) -> str | None:
    """An address with what may not stand in one escaped; None for what is no address."""
    if not url or "://" not in url:
        return None
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")
