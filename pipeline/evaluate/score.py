"""Precision, recall and F1 of the facts found in annotated articles, and how many of their fields are right.

Facts and annotated mentions are matched one to one where their spans overlap and their values are equal. Of several
fitting pairs the one with more fields right is taken, then the one that overlaps more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluate.gold import GoldArticle, GoldMention
from pipeline.evaluate.judge import CORE, FIELDS, FULL, judge, same_value
from pipeline.records import Article, Extraction, Fact


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fact beside its annotation: a pair with its right fields, a missed mention, or an extra fact.

    An extra fact is ``hard`` if it overlaps a hard mention: nobody can say whether it should be there.
    """

    key: str
    mention: GoldMention | None
    fact: Fact | None
    right: frozenset[str]
    hard: bool

    @property
    def detected(self) -> bool:
        """Whether it is a pair."""
        return self.mention is not None and self.fact is not None

    def all_right(self, fields: frozenset[str]) -> bool:
        """Whether it is a pair with these fields right."""
        return self.detected and fields <= self.right

    @property
    def place(self) -> tuple[int, int]:
        """Offsets of the annotated quantity, else of the extra one."""
        if self.mention is not None:
            return self.mention.start, self.mention.end
        assert self.fact is not None
        return self.fact.quantity.start, self.fact.quantity.end


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts of one kind of success: ``hits`` among ``found`` facts and among ``wanted`` mentions."""

    hits: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of the facts found, 0 to 1; 0 without any."""
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the mentions wanted, 0 to 1; 0 without any."""
        return self.hits / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1."""
        return 2 * self.hits / (self.found + self.wanted) if self.hits else 0.0


class Score:
    """What a list of outcomes comes to.

    Args:
        outcomes: As :func:`outcomes` gives them.
        hard: Whether those that two careful people could disagree on are counted.
    """

    def __init__(self, outcomes: Iterable[Outcome], hard: bool = True) -> None:
        self.outcomes = [o for o in outcomes if hard or not o.hard]

    def _measure(self, hit: Callable[[Outcome], bool]) -> Measure:
        found = sum(o.fact is not None for o in self.outcomes)
        wanted = sum(o.mention is not None for o in self.outcomes)
        return Measure(sum(map(hit, self.outcomes)), found, wanted)

    @property
    def detection(self) -> Measure:
        """Quantities found with the right value."""
        return self._measure(lambda o: o.detected)

    @property
    def core(self) -> Measure:
        """Quantities found with kind, unit, bounds and subject right."""
        return self._measure(lambda o: o.all_right(CORE))

    @property
    def full(self) -> Measure:
        """Quantities found with every field but the time right."""
        return self._measure(lambda o: o.all_right(FULL))

    def share(self, field: str) -> float:
        """Share of the detected facts with this field right, 0 to 1; 0 without any."""
        detected = [o for o in self.outcomes if o.detected]
        return sum(field in o.right for o in detected) / len(detected) if detected else 0.0

    def by_kind(self) -> dict[str, Score]:
        """Scores by the annotated kind (of an extra fact: its own), most frequent first."""
        return self._grouped(lambda o: [o.mention.kind if o.mention else o.fact.kind if o.fact else ""])

    def by_rule(self) -> dict[str, Score]:
        """Scores of the facts that a rule had a part in, most frequent first. Recall means nothing here."""
        return self._grouped(lambda o: o.fact.rules if o.fact else ())

    def _grouped(self, keys: Callable[[Outcome], Iterable[str]]) -> dict[str, Score]:
        groups: defaultdict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.outcomes:
            for key in keys(outcome):
                groups[key].append(outcome)
        return {key: Score(groups[key]) for key in sorted(groups, key=lambda k: (-len(groups[k]), k))}

    def mistakes(self, field: str | None = None) -> Iterator[Outcome]:
        """Outcomes that are no pair or have a field wrong; with ``field``, pairs that have this one wrong."""
        wrong = frozenset(FIELDS) if field is None else frozenset({field})
        for outcome in self.outcomes:
            if not wrong <= outcome.right and (field is None or outcome.detected):
                yield outcome


def outcomes(gold: Iterable[GoldArticle], facts: Mapping[str, Sequence[Fact]]) -> list[Outcome]:
    """Every annotated mention and every fact of the annotated articles, in text order of each article.

    Args:
        gold: The annotated articles.
        facts: The facts found in each, by the article's key; see :func:`facts_by_key`.
    """
    out: list[Outcome] = []
    for row in gold:
        out += _of_article(row, facts.get(row.key, ()))
    return out


def _of_article(row: GoldArticle, facts: Sequence[Fact]) -> list[Outcome]:
    out: list[Outcome] = []
    left, spare = set(range(len(row.mentions))), set(range(len(facts)))
    for i, j, right in _fitting(row.mentions, facts):
        if i in left and j in spare:
            left.discard(i)
            spare.discard(j)
            out.append(Outcome(row.key, row.mentions[i], facts[j], right, row.mentions[i].hard))
    out += [Outcome(row.key, row.mentions[i], None, frozenset(), row.mentions[i].hard) for i in sorted(left)]
    for j in sorted(spare):
        hard = any(m.hard and overlap(m, facts[j]) > 0 for m in row.mentions)
        out.append(Outcome(row.key, None, facts[j], frozenset(), hard))
    return sorted(out, key=lambda o: (o.place, o.mention is None))


def _fitting(mentions: Sequence[GoldMention], facts: Sequence[Fact]) -> list[tuple[int, int, frozenset[str]]]:
    """Indices of the pairs that fit, with their right fields, best first."""
    options = []
    for i, mention in enumerate(mentions):
        for j, fact in enumerate(facts):
            shared = overlap(mention, fact)
            if shared > 0 and same_value(mention, fact.quantity):
                right = judge(mention, fact)
                options.append((-len(right), -shared, i, j, right))
    return [(i, j, right) for _, _, i, j, right in sorted(options, key=lambda option: option[:4])]


def overlap(mention: GoldMention, fact: Fact) -> int:
    """Characters that the two quantities share; not above 0 where they share none."""
    return min(mention.end, fact.quantity.end) - max(mention.start, fact.quantity.start)


def facts_by_key(gold: Iterable[GoldArticle], extractions: Iterable[Extraction]) -> dict[str, list[Fact]]:
    """The facts found in the annotated articles, by their keys; articles are known by their text.

    Other articles are passed over; an annotated one that is not among the extractions has no entry.
    """
    found: dict[str, list[Fact]] = {}
    for extraction in extractions:
        if extraction.article.text is not None:
            found.setdefault(extraction.article.text, list(extraction.facts))
    return {row.key: found[row.text] for row in gold if row.text in found}


def run_facts_by_key(
    gold: Iterable[GoldArticle], articles: Iterable[Article], facts: Iterable[Fact]
) -> dict[str, list[Fact]]:
    """The same from the tables of a run, as :func:`pipeline.emit.read_run` gives them."""
    of: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        of[fact.article_id].append(fact)
    return facts_by_key(gold, (Extraction(article, tuple(of[article.id])) for article in articles))
