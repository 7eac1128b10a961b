"""Facts for a person at a terminal: each in its sentence, then in its normalised form."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.emit import read_table
from pipeline.records import Fact, Quantity, Reference, Span, Subject

MARKS = {"quantity": ("[", "]", "1;33"), "subject": ("{", "}", "36"), "source": ("<", ">", "35")}
"""What is marked in a sentence: brackets, and the colour (SGR code) on a terminal; the first named wins."""
LEGEND = "[quantity] {subject} <source>"
DIM, BOLD, RESET = "\x1b[2m", "\x1b[1m", "\x1b[0m"


def show(
    run: str,
    *,
    kinds: Collection[str] = (),
    subject: str | None = None,
    min_confidence: float = 0.0,
    limit: int | None = None,
    colour: bool = False,
) -> Iterator[str]:
    """The facts of a run as text, one after the other as they are read.

    Args:
        run: The folder or the file of facts that ``claims extract`` wrote.
        kinds: Only facts of these kinds; all if empty.
        subject: Only facts whose subject's name or text holds this, whatever the case.
        min_confidence: Only facts of at least this confidence.
        limit: At most so many facts.
        colour: Whether to mark with colours rather than brackets.

    Yields:
        Blocks of lines without a line's end.

    Raises:
        ReadError: There is no such run, or a line of it cannot be read.
    """
    wanted = (f for f in read_table(run, "facts") if _is_wanted(f, kinds, subject, min_confidence))
    headings = _headings(run) if Path(run).is_dir() else None
    article_id = None
    for fact in itertools.islice(wanted, limit):
        if article_id is None and not colour:
            yield LEGEND + "\n"
        if fact.article_id != article_id:
            article_id = fact.article_id
            heading = next((h for i, h in headings if i == article_id), article_id) if headings else article_id
            yield f"{BOLD}{heading}{RESET}" if colour else f"== {heading}"
        yield block(fact, colour)


def block(fact: Fact, colour: bool = False) -> str:
    """A fact as its marked sentence with the normalised fact below."""
    details = f"    {describe(fact)}"
    return f"{marked(fact, colour)}\n{DIM + details + RESET if colour else details}\n"


def describe(fact: Fact) -> str:
    """The normalised fact on one line."""
    parts = [f"{fact.kind} {quantity(fact.quantity)}"]
    if fact.subject is not None:
        kind = f" ({fact.subject.type})" if fact.subject.type else ""
        parts.append(f"of {fact.subject.name or fact.subject.text}{kind}")
    if fact.property is not None:
        parts.append(f"as {fact.property.text or fact.property.name}")
    if fact.attribution is not None:
        source = fact.attribution.source
        parts.append(f"says {source.name or source.text}" if source else "says somebody")
    if fact.time is not None:
        parts.append(f"at {fact.time.value}")
    parts += [fact.modality, f"confidence {fact.confidence:.2f}"]
    return clean(" · ".join(parts))


def quantity(q: Quantity) -> str:
    """A quantity's bounds, number, unit, base and canonical form."""
    words = ["about"] if q.approximate else []
    if q.comparator == "range":
        low, high = (_number(v) if v is not None else "…" for v in (q.value_min, q.value_max))
        words.append(f"{low} to {high}")
    elif q.value is not None:
        words += [q.comparator] * (q.comparator != "=") + [_number(q.value)]
    if q.unit:
        words.append(q.unit)
    if q.base_value is not None and q.base_unit and q.base_unit != q.unit:
        words.append(f"= {_number(q.base_value)} {q.base_unit}")
    if q.change:
        words.append(q.change + (f" ({q.role})" if q.role else ""))
    return f"{' '.join(words)} ({q.normalized})"


def marked(fact: Fact, colour: bool = False) -> str:
    """The fact's sentence with its quantity, subject and source marked; they may lie in and across one another."""
    sentence = fact.sentence
    source = fact.attribution.source if fact.attribution else None
    named: list[tuple[str, Quantity | Subject | Reference | None]] = [
        ("quantity", fact.quantity),
        ("subject", fact.subject),
        ("source", source),
    ]
    spans = {}
    for name, span in named:
        if span is not None and sentence.start <= span.start < span.end <= sentence.end:
            spans[name] = (span.start - sentence.start, span.end - sentence.start)
    return _coloured(sentence, spans) if colour else _bracketed(sentence, spans)


def _coloured(sentence: Span, spans: dict[str, tuple[int, int]]) -> str:
    edges = sorted({0, len(sentence.text), *itertools.chain.from_iterable(spans.values())})
    out = []
    for start, end in itertools.pairwise(edges):
        text = clean(sentence.text[start:end])
        name = next((n for n, (s, e) in spans.items() if s <= start and end <= e), None)
        out.append(f"\x1b[{MARKS[name][2]}m{text}{RESET}" if name else text)
    return "".join(out)


def _bracketed(sentence: Span, spans: dict[str, tuple[int, int]]) -> str:
    text = sentence.text
    out = []
    last = 0
    for at in sorted(set(itertools.chain.from_iterable(spans.values()))):
        out.append(clean(text[last:at]))
        last = at
        closing = [(start, MARKS[n][1]) for n, (start, end) in spans.items() if end == at]
        opening = [(end, MARKS[n][0]) for n, (start, end) in spans.items() if start == at]
        # What opened last closes first, and what closes last opens first.
        closing.reverse()
        out += [mark for _, mark in sorted(closing, key=lambda item: -item[0])]
        out += [mark for _, mark in sorted(opening, key=lambda item: -item[0])]
    out.append(clean(text[last:]))
    return "".join(out)


def clean(text: str) -> str:
    """Text that cannot steer a terminal: white space as blanks, all else that does not print as U+FFFD."""
    if text.isprintable():
        return text
    return "".join(" " if c.isspace() else c if c.isprintable() else "\ufffd" for c in text)


def _is_wanted(fact: Fact, kinds: Collection[str], subject: str | None, min_confidence: float) -> bool:
    if (kinds and fact.kind not in kinds) or fact.confidence < min_confidence:
        return False
    if subject is None:
        return True
    names = (fact.subject.name or "", fact.subject.text) if fact.subject else ()
    return any(subject.casefold() in name.casefold() for name in names)


def _headings(run: str) -> Iterator[tuple[str, str]]:
    """Ids and headings of a run's articles; they stand in the same order as the facts."""
    for article in read_table(run, "articles"):
        parts = [article.title or article.path, article.date, article.publisher]
        yield article.id, clean(" · ".join(p for p in parts if p))


def _number(value: float) -> str:
    return f"{value:,.12g}"
