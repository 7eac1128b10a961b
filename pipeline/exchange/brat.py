"""Stand-off annotation of brat (https://brat.nlplab.org/standoff.html): a text and an .ann file for each article.

Quantity, property, subject, source, cue and time are entities, the parts of a fact relations of its quantity; kind,
modality, comparator, change, role and approximation are attributes, and the canonical form a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import get_args

from pipeline.emit import Run
from pipeline.exchange.annotations import AnnotatedArticle, AnnotatedSpan, annotated
from pipeline.records import Change, Comparator, Fact, Kind, Modality, Role
from pipeline.views.marks import LABELS

# Values of an attribute may not hold signs.
COMPARATORS = {"=": "equal", ">": "more", ">=": "at_least", "<": "less", "<=": "at_most", "range": "range"}


def write_brat(run: Run, folder: str | PathLike[str]) -> int:
    """Writes a run as a brat project, to be laid in brat's data folder.

    Args:
        run: A run read from its folder.
        folder: Where to; made if need be, files of the same name replaced.

    Returns:
        How many articles were written.

    Raises:
        ClaimsError: The run's articles are not there.
        OSError: The folder cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "annotation.conf").write_text(_configuration(), "utf-8")
    articles = 0
    for article in annotated(run):
        articles += 1
        path = folder / f"{article.article.id}.txt"
        # Line ends as they are: offsets count them.
        path.write_text(article.text, "utf-8", "replace", newline="")
        path.with_suffix(".ann").write_text(
            "".join(f"{line}\n" for line in lines(article)), "utf-8", "replace", newline=""
        )
    return articles


def lines(article: AnnotatedArticle) -> Iterator[str]:
    """The lines of an article's .ann file."""
    for span in article.spans:
        # A span that runs over a line's end is given in pieces, one for each line.
        places, words = [], []
        at = span.start
        for piece in span.text.splitlines(keepends=True):
            bare = piece.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
            if bare.strip():
                places.append(f"{at} {at + len(bare)}")
                words.append(bare.replace("\t", " "))
            at += len(piece)
        yield f"T{span.number}\t{span.label.capitalize()} {';'.join(places)}\t{' '.join(words)}"
    for arc in article.arcs:
        yield f"R{arc.number}\t{arc.label.capitalize()}_of Arg1:T{arc.quantity} Arg2:T{arc.part}"
    number = 0
    for span in article.spans:
        for text in _attributes(span):
            number += 1
            yield f"A{number}\t{text}"
    for number, (at, fact) in enumerate(((s.number, s.fact) for s in article.spans if s.fact is not None), 1):
        yield f"#{number}\tAnnotatorNotes T{at}\t{_note(fact)}"


def _attributes(span: AnnotatedSpan) -> Iterator[str]:
    fact = span.fact
    if fact is None:
        return
    quantity = fact.quantity
    named = {
        "Kind": fact.kind,
        "Modality": fact.modality,
        "Comparator": COMPARATORS[quantity.comparator],
        "Change": quantity.change,
        "Role": quantity.role,
    }
    yield from (f"{name} T{span.number} {value}" for name, value in named.items() if value)
    if quantity.approximate:
        yield f"Approximate T{span.number}"


def _note(fact: Fact) -> str:
    return f"{fact.quantity.normalized}; {fact.id}; confidence {fact.confidence:.2f}".replace("\t", " ")


def _configuration() -> str:
    parts = [label.capitalize() for label in LABELS if label != "quantity"]
    values = {
        "Kind": get_args(Kind),
        "Modality": get_args(Modality),
        "Comparator": tuple(COMPARATORS[name] for name in get_args(Comparator)),
        "Change": get_args(Change),
        "Role": get_args(Role),
    }
    return "\n".join(
        [
            "[entities]",
            "Quantity",
            *parts,
            "[relations]",
            *(f"{part}_of\tArg1:Quantity, Arg2:{part}" for part in parts),
            "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
            "[events]",
            "[attributes]",
            *(f"{name}\tArg:Quantity, Value:{'|'.join(names)}" for name, names in values.items()),
            "Approximate\tArg:Quantity",
            "",
        ]
    )
