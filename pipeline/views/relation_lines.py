"""Relations for a person at a terminal: each sentence once with both ends marked, and below it a line for each relation."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.records import Relation, Span
from pipeline.views.choose import About, with_articles, words
from pipeline.views.terminal import DIM, RESET, SHORT, Marks, clean, drawn, head_of, legend
from pipeline.views.wording import when

MARKS: Marks = {"head": ("{", "}", "36"), "tail": ("<", ">", "35"), "role": ("[", "]", "1;33")}


@dataclass(frozen=True, slots=True)
class WantedRelations:
    """Which relations are wanted; all of what is given must hold, and nothing is given by default.

    Attributes:
        types, modalities: Any of these.
        subject: Part of the name of either end, whatever the case.
        source: Part of the name of who says it.
        article, since, text, min_confidence: As of :class:`pipeline.views.choose.Wanted`.
    """

    types: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    subject: str = ""
    source: str = ""
    article: str = ""
    since: str = ""
    text: str = ""
    min_confidence: float = 0.0

    def holds(self, relation: Relation, about: About) -> bool:
        """Whether a relation is wanted."""
        source = relation.attribution.source if relation.attribution else None
        ends = (relation.head.name, relation.head.text, relation.tail.name, relation.tail.text)
        searched = (relation.sentence.text, *ends, relation.role and relation.role.name, about.title)
        return (
            relation.confidence >= self.min_confidence
            and (not self.types or relation.type in self.types)
            and (not self.modalities or relation.modality in self.modalities)
            and (not self.since or (about.date or "") >= self.since)
            and _within(self.subject, ends)
            and _within(self.source, (source.name, source.text) if source else ())
            and _within(self.article, (about.title, about.path, about.publisher, about.id))
            and words(self.text, "\n".join(part for part in searched if part))
        )


def _within(sought: str, names: Iterable[str | None]) -> bool:
    return not sought or any(sought.casefold() in name.casefold() for name in names if name)


def relations(
    run: str, wanted: WantedRelations, sort: str = "article", limit: int | None = None
) -> Iterator[tuple[Relation, About]]:
    """The wanted relations of a run with their articles.

    Args:
        run: The folder that ``claims extract`` wrote.
        wanted: Which.
        sort: ``article``, ``confidence`` (the least sure first), ``date`` or ``subject`` (by the name of the head).
        limit: At most so many.

    Raises:
        ReadError: There is no such run, or a line of it cannot be read.
    """
    found: Iterable[tuple[Relation, About]] = (one for one in with_articles(run, "relations") if wanted.holds(*one))
    if sort == "confidence":
        found = sorted(found, key=lambda one: one[0].confidence)
    elif sort == "date":
        found = sorted(found, key=lambda one: one[1].date or "9999")
    elif sort == "subject":
        found = sorted(found, key=lambda one: one[0].head.name.casefold())
    return itertools.islice(found, limit)


def shown(told: Iterable[tuple[Relation, About]], colour: bool = False) -> Iterator[str]:
    """Relations by sentence, under headings for their articles, as blocks of lines without a line's end."""
    heading = None
    for (about, sentence), group in itertools.groupby(told, key=lambda one: (one[1], one[0].sentence)):
        if heading is None:
            yield legend(colour, MARKS) + "\n"
        if about != heading:
            heading = about
            yield head_of(about, colour)
        yield _block([relation for relation, _ in group], sentence, colour)


def _block(group: list[Relation], sentence: Span, colour: bool) -> str:
    places = {
        ((part.start - sentence.start, part.end - sentence.start), name): None
        for relation in group
        for name, part in (("head", relation.head), ("tail", relation.tail), ("role", relation.role))
        if part is not None and sentence.start <= part.start < part.end <= sentence.end
    }
    lines = [f"    {described(relation)} · {relation.id[:SHORT]}" for relation in group]
    return "\n".join(
        [
            drawn(sentence, list(places), MARKS, colour),
            *(f"{DIM}{line}{RESET}" if colour else line for line in lines),
            "",
        ]
    )


def described(relation: Relation) -> str:
    """A relation on one line: head, relation, tail, post, on whose word, when, how sure."""
    parts = [f"{relation.head.name} · {relation.type.replace('_', ' ')} · {relation.tail.name}"]
    if relation.role:
        parts.append(relation.role.name)
    if relation.attribution:
        source = relation.attribution.source
        parts.append(f"says {(source.name or source.text) if source else 'somebody'}")
    if relation.time:
        parts.append(when(relation.time))
    parts += [word for word, usual in ((relation.phase, "holds"), (relation.modality, "asserted")) if word != usual]
    if relation.also:
        parts.append(f"{1 + len(relation.also)} sentences")
    return clean(" · ".join([*parts, f"{relation.confidence:.2f}"]))
