"""Facts for a person at a terminal: each sentence once with its quantities marked, and below it a line for each fact."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.records import Fact, Quantity, Reference, Span, Subject
from pipeline.views.choose import About, Told
from pipeline.views.wording import amount, measured, when

Marks = Mapping[str, tuple[str, str, str]]
MARKS: Marks = {"quantity": ("[", "]", "1;33"), "subject": ("{", "}", "36"), "source": ("<", ">", "35")}
"""What is marked in a sentence: brackets, and the colour (SGR code) on a terminal; the first named wins."""
SHORT = 9
"""Characters of an id that are shown: so many tell any two facts of most runs apart, and ``claims explain`` takes them."""
Placed = tuple[tuple[int, int], str]
DIM, BOLD, RESET = "\x1b[2m", "\x1b[1m", "\x1b[0m"
TABLE = (("id", SHORT), ("quantity", 34), ("of what", 24), ("whose", 26), ("who says", 22), ("when", 18), ("sure", 4))
"""The columns of the table and their widths."""


def legend(colour: bool = False, marks: Marks = MARKS) -> str:
    """What the marks mean."""
    if not colour:
        return " ".join(f"{opening}{name}{closing}" for name, (opening, closing, _) in marks.items())
    return " ".join(f"\x1b[{code}m{name}{RESET}" for name, (_, _, code) in marks.items())


def sentences(told: Iterable[Told], colour: bool = False) -> Iterator[str]:
    """Facts by sentence, under headings for their articles, as blocks of lines without a line's end."""
    heading = None
    for (about, sentence), group in itertools.groupby(told, key=lambda each: (each.about, each.fact.sentence)):
        if heading is None:
            yield legend(colour) + "\n"
        if about != heading:
            heading = about
            yield head_of(about, colour)
        yield block([each.fact for each in group], sentence, colour)


def block(facts: Sequence[Fact], sentence: Span, colour: bool = False) -> str:
    """A sentence with what its facts are about marked, and a line for each of them."""
    lines = [f"    {describe(fact)} · {fact.id[:SHORT]}" for fact in facts]
    return "\n".join(
        [marked(facts, sentence, colour), *(f"{DIM}{line}{RESET}" if colour else line for line in lines), ""]
    )


def table(told: Iterable[Told], width: int | None = None) -> Iterator[str]:
    """One line a fact, in columns.

    Args:
        told: The facts.
        width: Characters of a line; None for as many as the columns want.
    """
    columns = [name.ljust(size) for name, size in TABLE]
    yield "  ".join(columns).rstrip()[:width]
    for each in told:
        cells = [clean(cell or "") for cell in _cells(each.fact)]
        fitted = (c.ljust(n) if len(c) <= n else c[: n - 1] + "…" for c, (_, n) in zip(cells, TABLE, strict=True))
        yield "  ".join(fitted).rstrip()[:width]


def _cells(fact: Fact) -> list[str | None]:
    return [
        fact.id[:SHORT],
        amount(fact.quantity, fact.kind),
        measured(fact),
        _owner(fact),
        _source(fact),
        when(fact.time) if fact.time else None,
        f"{fact.confidence:.2f}",
    ]


def describe(fact: Fact) -> str:
    """A fact on one line: how much, of what, whose, on whose word, when, how sure."""
    parts = [amount(fact.quantity, fact.kind)]
    parts += filter(None, (measured(fact), _owner(fact)))
    if (source := _source(fact)) is not None:
        parts.append(f"says {source}")
    if fact.time is not None:
        parts.append(when(fact.time))
    if fact.modality != "asserted":
        parts.append(fact.modality)
    return clean(" · ".join([*parts, f"{fact.confidence:.2f}"]))


def _owner(fact: Fact) -> str | None:
    return (fact.subject.name or fact.subject.text) if fact.subject else None


def _source(fact: Fact) -> str | None:
    if fact.attribution is None:
        return None
    source = fact.attribution.source
    return (source.name or source.text) if source else "somebody"


def marked(facts: Sequence[Fact], sentence: Span, colour: bool = False) -> str:
    """A sentence with its facts' quantities, subjects and sources marked; they may lie in and across one another."""
    spans = [(place, name) for name in MARKS for place in _places(facts, sentence, name)]
    return drawn(sentence, spans, MARKS, colour)


def drawn(sentence: Span, spans: Sequence[Placed], marks: Marks, colour: bool) -> str:
    """A sentence with places of it marked by name, each as ``marks`` says."""
    return _coloured(sentence, spans, marks) if colour else _bracketed(sentence, spans, marks)


def _places(facts: Sequence[Fact], sentence: Span, name: str) -> list[tuple[int, int]]:
    found = (_parts(fact)[name] for fact in facts)
    inside = (s for s in found if s is not None and sentence.start <= s.start < s.end <= sentence.end)
    return list(dict.fromkeys((s.start - sentence.start, s.end - sentence.start) for s in inside))


def _parts(fact: Fact) -> dict[str, Quantity | Subject | Reference | None]:
    source = fact.attribution.source if fact.attribution else None
    return {"quantity": fact.quantity, "subject": fact.subject, "source": source}


def _coloured(sentence: Span, spans: Sequence[Placed], marks: Marks) -> str:
    edges = sorted({0, len(sentence.text), *itertools.chain.from_iterable(place for place, _ in spans)})
    out = []
    for start, end in itertools.pairwise(edges):
        text = clean(sentence.text[start:end])
        name = next((name for (s, e), name in spans if s <= start and end <= e), None)
        out.append(f"\x1b[{marks[name][2]}m{text}{RESET}" if name else text)
    return "".join(out)


def _bracketed(sentence: Span, spans: Sequence[Placed], marks: Marks) -> str:
    text = sentence.text
    out = []
    last = 0
    for at in sorted(set(itertools.chain.from_iterable(place for place, _ in spans))):
        out.append(clean(text[last:at]))
        last = at
        closing = [(start, marks[name][1]) for (start, end), name in spans if end == at]
        opening = [(end, marks[name][0]) for (start, end), name in spans if start == at]
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


def head_of(about: About, colour: bool = False) -> str:
    """The heading of an article."""
    told = (about.title or about.path or about.id, about.date, about.publisher)
    text = clean(" · ".join(part for part in told if part))
    return f"{BOLD}{text}{RESET}\n" if colour else f"== {text}\n"
