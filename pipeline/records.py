"""Every record the pipeline emits, as frozen dataclasses: the one source of field names, types and JSON Schemas.

Offsets count Unicode code points of the article's text, ``end`` exclusive. Field names follow the standards of the
field: schema.org QuantitativeValue and Wikidata (value with lower and upper bound), TIMEX3 and ISO 8601 (times),
PARC and PolNeAR (attribution), W3C text-position selectors (provenance), MeasEval (subject and property).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "duration",
    "age",
    "user_count",
    "count",
    "money",
    "percentage",
    "resolution",
    "aspect_ratio",
    "frame_rate",
    "data_size",
    "data_rate",
    "length",
    "area",
    "volume",
    "mass",
    "speed",
    "temperature",
    "power",
    "energy",
    "frequency",
    "multiple",
    "ratio",
    "rate",
    "other",
]
Comparator = Literal["=", ">", ">=", "<", "<=", "range"]
Change = Literal["increase", "decrease"]
Role = Literal["delta", "final", "initial"]
Modality = Literal["asserted", "planned", "estimated", "possible", "hypothetical", "negated"]
EntityType = Literal["PERSON", "ORG", "PRODUCT", "GPE", "LOC", "NORP", "EVENT", "WORK", "FAC", "LAW", "LANGUAGE"]
MentionForm = Literal["name", "description", "pronoun"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
TimeMod = Literal["APPROX", "START", "MID", "END", "EQUAL_OR_LESS", "EQUAL_OR_MORE", "LESS_THAN", "MORE_THAN"]
StatementKind = Literal["direct", "indirect", "mixed"]
RelationType = Literal[
    "made_by",
    "launched",
    "owned_by",
    "acquired",
    "invested_in",
    "founded_by",
    "leads",
    "works_for",
    "member_of",
    "part_of",
    "based_in",
]
Phase = Literal["begins", "holds", "ended"]
Status = Literal["ok", "skipped", "failed"]


def content_id(prefix: str, *parts: object) -> str:
    """An id that depends on nothing but its parts: a letter and 16 hexadecimal digits of their SHA-256."""
    joined = "\x1f".join(["" if p is None else str(p) for p in parts])
    return prefix + hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article's text: ``article.text[start:end] == text``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention and the entity it stands for; ``name`` is the resolved name, ``entity_id`` null if it is no entity."""

    text: str
    start: int
    end: int
    name: str | None
    entity_id: str | None


@dataclass(frozen=True, slots=True)
class Property:
    """What is measured: the article's words for it, null where none says it, and a short canonical noun."""

    text: str | None
    start: int | None
    end: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The entity or thing that has the quantity; ``type`` is the entity's, null for a thing without a name."""

    text: str
    start: int
    end: int
    name: str | None
    entity_id: str | None
    type: EntityType | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and bounds.

    ``value`` is the number in ``unit``, null for a range; ``value_min`` and ``value_max`` bound it. ``base_value`` is
    the value (for a range: null) in the SI or natural base unit. ``normalized`` compares equal for equal quantities.
    """

    text: str
    start: int
    end: int
    value: float | None
    value_min: float | None
    value_max: float | None
    comparator: Comparator
    approximate: bool
    unit: str | None
    base_value: float | None
    base_unit: str | None
    normalized: str
    width: int | None
    height: int | None
    change: Change | None
    role: Role | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """On whose word the claim stands."""

    source: Reference | None
    cue: Span | None
    statement_id: str | None


@dataclass(frozen=True, slots=True)
class FactTime:
    """What the claim holds at or for, as named in its sentence."""

    text: str
    start: int
    end: int
    type: TimeType
    value: str
    time_id: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantitative claim: one line of ``facts.jsonl``."""

    id: str
    article_id: str
    kind: Kind
    quantity: Quantity
    property: Property | None
    subject: Subject | None
    modality: Modality
    attribution: Attribution | None
    time: FactTime | None
    sentence: Span
    confidence: float
    rules: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entity is named, described or pointed to."""

    text: str
    start: int
    end: int
    form: MentionForm


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of an article with all its mentions in text order: one line of ``entities.jsonl``."""

    id: str
    article_id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression, normalised to TIMEX3: one line of ``times.jsonl``."""

    id: str
    article_id: str
    text: str
    start: int
    end: int
    type: TimeType
    value: str
    mod: TimeMod | None
    begin: str | None
    finish: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what: one line of ``statements.jsonl``."""

    id: str
    article_id: str
    source: Reference | None
    cue: Span | None
    content: Span
    kind: StatementKind


@dataclass(frozen=True, slots=True)
class Participant:
    """One end of a relation: the mention as it stands in the sentence, and the entity that it is."""

    text: str
    start: int
    end: int
    name: str
    entity_id: str
    type: EntityType


@dataclass(frozen=True, slots=True)
class Post:
    """The title or post of a person in a relation; ``name`` is in lower case, without "former"."""

    text: str
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the article's text, by its offsets alone."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two entities, read "head type tail": one line of ``relations.jsonl``.

    ``also`` holds the other sentences that say the same.
    """

    id: str
    article_id: str
    type: RelationType
    head: Participant
    tail: Participant
    role: Post | None
    phase: Phase
    modality: Modality
    attribution: Attribution | None
    time: FactTime | None
    cue: Span
    sentence: Span
    also: tuple[Place, ...]
    confidence: float
    rules: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article read, or an input that could not be: one line of ``articles.jsonl``.

    ``status`` is ok, skipped or failed; for the last two ``error`` says why in one sentence and ``text`` is null. An
    ``error`` of an article that is ok says which of its records a fault of the program has lost.
    """

    id: str
    path: str
    url: str | None
    title: str | None
    date: str | None
    publisher: str | None
    language: str | None
    text: str | None
    sha256: str | None
    words: int
    status: Status
    error: str | None
    facts: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one article."""

    article: Article
    facts: tuple[Fact, ...] = ()
    entities: tuple[Entity, ...] = ()
    times: tuple[Time, ...] = ()
    statements: tuple[Statement, ...] = ()
    relations: tuple[Relation, ...] = ()


RECORDS: dict[str, type] = {
    "facts": Fact,
    "entities": Entity,
    "times": Time,
    "statements": Statement,
    "relations": Relation,
    "articles": Article,
}
"""The record type of each output file, by the file's stem."""
