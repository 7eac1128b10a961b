"""Why a fact is as it is: the rules that fired, the spans they took, the weight of the evidence, and what lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.emit import read_options, read_table
from pipeline.errors import ClaimsError
from pipeline.extract import lexicons
from pipeline.extract.alternatives import Alternative, Candidate, considered
from pipeline.extract.facts.confidence import weighed
from pipeline.extract.reader.load import load_reader
from pipeline.records import Article, Fact
from pipeline.user_tables import read_confidence, read_units
from pipeline.views.marks import Located, property_span
from pipeline.views.terminal import clean, describe, legend, marked


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule of a fact: its name, the field it decides, and what it saw."""

    rule: str
    field: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A fact with the reasons for its fields, the weights behind its confidence (log odds), and what was not taken."""

    fact: Fact
    reasons: tuple[Reason, ...]
    weights: tuple[tuple[str, float], ...]
    lost: tuple[Alternative, ...]
    candidates: tuple[Candidate, ...] = ()


def explain(run: str, fact_id: str, model: str | None = None) -> Explanation:
    """The explanation of one fact of a run; its article is read again for what was not taken.

    The run's own tables of units and of confidence are read again too, from where run.json says that they were.

    Args:
        run: The folder that ``claims extract`` wrote.
        fact_id: The fact's id, or so much of its beginning that no other fact's begins so.
        model: A spaCy pipeline in the place of the one that run.json names.

    Raises:
        ReadError: There is no such run, or a line of it cannot be read.
        ClaimsError: No fact, or more than one, has this id; or the run's articles or a table of its are not there.
    """
    fits = {fact.id: fact for fact in read_table(run, "facts") if fact.id.startswith(fact_id)}
    if fact_id not in fits and len(fits) != 1:
        raise ClaimsError(_not_one(run, fact_id, list(fits)))
    fact = fits.get(fact_id) or next(iter(fits.values()))
    article = _article(run, fact)
    options = read_options(run)
    added = read_units(options["units"]) if options.get("units") else None
    reader = options.get("reader")
    try:
        weights = dict(read_confidence(options["confidence"])) if options.get("confidence") else None
        if weights is None:
            weights = dict(load_reader(reader).confidence)
        found = considered(article, fact, model or options.get("model"), added, reader)
    except ValueError as e:
        raise ClaimsError(str(e)) from e
    return Explanation(fact, tuple(reasons(fact)), tuple(weighed(fact, weights)), found.lost, found.candidates)


def _not_one(run: str, fact_id: str, fits: list[str]) -> str:
    if not fits:
        return f"{run} has no fact {fact_id}: the ids stand in its facts.jsonl."
    return f"{len(fits)} facts of {run} begin with {fact_id}, such as {fits[0]} and {fits[1]}: give more of the id."


def _article(run: str, fact: Fact) -> Article:
    if not Path(run).is_dir():
        raise ClaimsError(f"{run} holds facts alone: a fact is explained from the folder of its run, with its article.")
    article: Article | None = next((a for a in read_table(run, "articles") if a.id == fact.article_id), None)
    if article is None or article.text is None:
        raise ClaimsError(f"{run} has no article {fact.article_id}, from which fact {fact.id} is said to come.")
    return article


def reasons(fact: Fact) -> Iterator[Reason]:
    """What each of a fact's rules decided and saw, in the order in which they fired."""
    for rule in fact.rules:
        name, *further = rule.split("+")
        yield _reason(name, rule)
        for step in further:
            yield _reason(f"+{step}", f"+{step}")


@cache
def _meanings() -> dict[str, tuple[str, str]]:
    return {row["rule"]: (row["field"], row["meaning"]) for row in lexicons.read("rules")}


def _reason(name: str, rule: str) -> Reason:
    """What the table of rules says of a name, of its family, or of a rule with one of the endings."""
    known = _meanings()
    if name in known:
        return Reason(rule, *known[name])
    family, _, cue = name.rpartition(":")
    if f"{family}:" in known:
        field, meaning = known[f"{family}:"]
        return Reason(rule, field, f"{meaning}: {cue}")
    plain, _, ending = name.rpartition("_")
    if plain in known and f"_{ending}" in known:
        return Reason(rule, known[plain][0], f"{known[plain][1]}; {known[f'_{ending}'][1]}")
    return Reason(rule, "", "")


def rendered(explanation: Explanation) -> Iterator[str]:
    """An explanation as lines for a person at a terminal."""
    fact = explanation.fact
    yield legend()
    yield marked([fact], fact.sentence)
    yield describe(fact)
    yield ""
    yield "Spans"
    yield from (f"  {name:<12}{clean(text)!r} {place}" for name, text, place in spans(fact))
    yield "Rules"
    yield from (f"  {r.field:<12}{clean(r.rule):<28}{clean(r.meaning)}" for r in explanation.reasons)
    yield f"Confidence {fact.confidence:.2f}, from log odds of {sum(w for _, w in explanation.weights):+.2f}"
    yield from (f"  {weight:+.2f}  {name}" for name, weight in explanation.weights)
    yield from _weighed(explanation.candidates)
    yield "Not taken" if explanation.lost else "Nothing else was considered."
    for lost in explanation.lost:
        meaning = _reason(lost.rule, lost.rule).meaning
        told = f"{lost.rule} ({meaning})" if meaning else lost.rule
        yield f"  {lost.field:<12}{clean(lost.text)!r} {lost.start}-{lost.end}: {told}"


def _weighed(candidates: Iterable[Candidate]) -> Iterator[str]:
    """The likeliest subjects and properties, each with what spoke for it and against it."""
    field = ""
    for one in candidates:
        if one.field != field:
            field = one.field
            yield f"Candidates for the {field}"
        yield f"  {one.chance:>4.0%}  {clean(one.name) if one.name is not None else 'none'}"
        yield from (f"        {weight:+.1f}  {clean(feature_in_words(name))}" for name, weight in one.reasons)


@cache
def _looked_at() -> dict[str, str]:
    return {row["begins"]: row["meaning"] for row in lexicons.read("reader_features")}


def feature_in_words(name: str) -> str:
    """A reader's feature as words: what it looks at, and what it saw there."""
    begins = max((one for one in _looked_at() if name.startswith(one)), key=len, default=None)
    if begins is None:
        return name
    seen = name[len(begins) :].strip(" ,")
    return f"{_looked_at()[begins]}: {seen}" if seen else _looked_at()[begins]


def spans(fact: Fact) -> Iterator[tuple[str, str, str]]:
    """Field, words and place of every part of a fact."""
    parts: list[tuple[str, Located | None]] = [
        ("quantity", fact.quantity),
        ("property", property_span(fact.property)),
        ("subject", fact.subject),
        ("source", fact.attribution.source if fact.attribution else None),
        ("cue", fact.attribution.cue if fact.attribution else None),
        ("time", fact.time),
    ]
    for name, part in parts:
        if part is not None:
            yield name, part.text, f"{part.start}-{part.end}"
