"""Tasks for Label Studio (https://labelstud.io/guide/tasks): each article with its facts as predictions.

Offsets are code points, as Label Studio counts them. Beside the tasks lies the labelling configuration that the
project needs.
"""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import Any, get_args
from xml.sax.saxutils import quoteattr

from pipeline import __version__
from pipeline.emit import Run
from pipeline.exchange.annotations import AnnotatedArticle, annotated
from pipeline.records import Kind, Modality
from pipeline.views.marks import LABELS
from pipeline.views.palette import COLORS

MODEL = f"claim-pipeline {__version__}"


def write_label_studio(run: Run, path: str | PathLike[str]) -> int:
    """Writes a run as tasks to be imported, and beside them ``.xml``, the labelling configuration.

    Args:
        run: A run read from its folder.
        path: The JSON file of tasks.

    Returns:
        How many articles were written.

    Raises:
        ClaimsError: The run's articles are not there.
        OSError: The files cannot be written.
    """
    path = Path(path)
    tasks = [task(article) for article in annotated(run)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", "utf-8", "backslashreplace")
    path.with_suffix(".xml").write_text(configuration(), "utf-8")
    return len(tasks)


def task(article: AnnotatedArticle) -> dict[str, Any]:
    """An article as a task with one prediction; a quantity's kind, modality and canonical form hang on its region."""
    result: list[dict[str, Any]] = []
    scores = []
    for span in article.spans:
        place = {"start": span.start, "end": span.end, "text": span.text}
        region = {"id": f"r{span.number}", "to_name": "text"}
        result.append(
            {**region, "from_name": "part", "type": "labels", "value": {**place, "labels": [span.label]}, "origin": "prediction"}
        )  # fmt: skip
        if span.fact is None:
            continue
        scores.append(span.fact.confidence)
        for name, chosen in (("kind", span.fact.kind), ("modality", span.fact.modality)):
            result.append({**region, "from_name": name, "type": "choices", "value": {**place, "choices": [chosen]}})
        normalized = {**place, "text": [span.fact.quantity.normalized]}
        result.append({**region, "from_name": "normalized", "type": "textarea", "value": normalized})
    for arc in article.arcs:
        ends = {"from_id": f"r{arc.quantity}", "to_id": f"r{arc.part}"}
        result.append({**ends, "type": "relation", "direction": "right", "labels": [arc.label]})
    about = article.article
    return {
        "data": {"text": article.text, "article_id": about.id, "title": about.title or "", "date": about.date or ""},
        "predictions": [
            {"model_version": MODEL, "score": round(sum(scores) / max(1, len(scores)), 4), "result": result}
        ],
    }


def configuration() -> str:
    """The labelling configuration (XML) that the tasks are made for."""
    labels = "".join(f"<Label value={quoteattr(n)} background={quoteattr(COLORS[n])}/>" for n in LABELS)
    relations = "".join(f"<Relation value={quoteattr(name)}/>" for name in LABELS if name != "quantity")
    choices = "".join(
        f'<Choices name="{name}" toName="text" perRegion="true" whenTagName="part" whenLabelValue="quantity">'
        + "".join(f"<Choice value={quoteattr(value)}/>" for value in values)
        + "</Choices>\n"
        for name, values in (("kind", get_args(Kind)), ("modality", get_args(Modality)))
    )
    return (
        "<View>\n"
        f'<Labels name="part" toName="text">{labels}</Labels>\n'
        f"<Relations>{relations}</Relations>\n"
        '<Text name="text" value="$text" granularity="word"/>\n'
        f"{choices}"
        '<TextArea name="normalized" toName="text" perRegion="true" whenTagName="part" whenLabelValue="quantity" '
        'editable="true" maxSubmissions="1"/>\n'
        "</View>\n"
    )
