"""Colours and styles of marked text, the same in the highlighted article and in the widget.

The colours are Paul Tol's "light" scheme (Colour Schemes, SRON/EPS/TN/09-002, issue 3.2): fills for black text that
stay apart for every kind of colour blindness. Colour is never the only sign: a short tag stands where a span begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipeline.views.marks import LABELS, Label, Segment, displayed

COLORS: dict[Label, str] = {
    "quantity": "#EE8866",
    "property": "#EEDD88",
    "subject": "#77AADD",
    "source": "#FFAABB",
    "cue": "#DDDDDD",
    "time": "#44BB99",
}
"""Fill of each label, as sRGB."""

TAGS: dict[Label, str] = {
    "quantity": "qty",
    "property": "prop",
    "subject": "subj",
    "source": "src",
    "cue": "cue",
    "time": "time",
}
"""The tag that stands before a span, as generated content: it is not copied with the text."""

CSS = """
.claims-text { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 2; max-width: 48em; }
.claims-mark { color: #111; border-radius: 2px; padding: 1px 1px 0; }
.claims-mark[data-tag]::before { content: attr(data-tag); font: 600 0.62em/1 system-ui, sans-serif; color: #111;
  padding-inline: 2px 3px; vertical-align: 0.75em; }
ul.claims-legend.claims-legend { display: flex; flex-wrap: wrap; gap: 0.2em 0.9em; font-size: 0.85em; margin: 0.3em 0; padding: 0;
  list-style: none; }
.claims-legend li { display: inline; margin: 0; }
dl.claims-details { display: flex; flex-wrap: wrap; gap: 0.1em 1.2em; margin: 0.1em 0 0.6em; font-size: 0.9em; }
dl.claims-details > div { display: flex; gap: 0.4em; }
dl.claims-details > div > dt, dl.claims-details > div > dd { display: block; float: none; width: auto; margin: 0;
  padding: 0; }
dl.claims-details > div > dt { opacity: 0.75; font-weight: normal; }
dl.claims-details > div > dd { font-weight: 600; overflow-wrap: anywhere; }
"""
"""Rules for the classes that this module writes, strong enough to hold within a notebook's own for lists; colours are
set on the elements themselves."""


def style(labels: Sequence[Label]) -> str:
    """The CSS declarations of a segment: filled for its innermost label, underlined once for each further one."""
    if not labels:
        return ""
    declarations = f"background-color:{COLORS[labels[0]]};"
    if outer := labels[1:]:
        # The first shadow lies on top: a white line parts each colour from the fill and from the next.
        lines = (f"0 {4 * n + 2}px #fff,0 {4 * n + 4}px {COLORS[label]}" for n, label in enumerate(outer))
        declarations += f"box-shadow:{','.join(lines)};"
    return declarations


def segment_data(segment: Segment) -> dict[str, str]:
    """A segment as the widget's JavaScript sets it: ``text``, ``style``, ``tag`` and ``title``."""
    labels = segment.labels
    return {
        "text": displayed(segment.text),
        "style": style(labels),
        "tag": " ".join(TAGS[label] for label in segment.begins),
        "title": ", ".join(labels),
    }


def segment_html(segment: Segment) -> str:
    """A segment as an HTML element; a segment without marks as escaped text."""
    data = {key: escape(value) for key, value in segment_data(segment).items()}
    if not segment.marks:
        return data["text"]
    tag = f' data-tag="{data["tag"]}"' if data["tag"] else ""
    return f'<span class="claims-mark" style="{data["style"]}" title="{data["title"]}"{tag}>{data["text"]}</span>'


def legend_html() -> str:
    """The legend of all labels as an HTML list."""
    items = (
        f'<li><span class="claims-mark" style="{style([label])}" data-tag="{TAGS[label]}">{label}</span></li>'
        for label in LABELS
    )
    return f'<ul class="claims-legend" aria-label="Legend">{"".join(items)}</ul>'
