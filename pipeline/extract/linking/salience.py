"""What an article is about at a place: the entity that a quantity without a named owner belongs to."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.extract.syntax.parse import NOUNS, VERBS, child, core_phrase, phrase
from pipeline.records import Property, Subject

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.statements.index import StatementIndex
    from pipeline.records import Entity, Mention, Reference, Statement

_START = attrgetter("start")
_TOPICS = frozenset({"ORG", "PRODUCT"})
_SEVERAL = frozenset({"they", "their", "them"})
_PERSONAL = frozenset({"he", "she", "his", "her", "him", "hers"})
_EARLY = 300  # characters: what the opening names, the article is about
_CERTAIN = 6.0  # so often named that its type no longer matters
_LEAST = 2.5  # a topic is named early or more than twice
_HEARD = 1.5  # who weighs less is only quoted
_GOES_ON = 400  # characters in which a quotation goes on without naming its speaker again
_NEAR = 450  # characters back to the subject of an earlier claim


class Salience:
    """Salience of an article's entities, and the subject of the claim last made.

    An entity counts by its mentions, more if the headline or the opening names it, and less where it only speaks: a
    bureau that is quoted is not what its figures are of.
    """

    def __init__(
        self, text: str, index: EntityIndex, statements: list[Statement], sayings: StatementIndex, title: str | None
    ) -> None:
        self._text = text
        self._index = index
        self._sayings = sayings
        self._pronouns: dict[int, Subject | None] = {}
        spoken = Counter(s.source.entity_id for s in statements if s.source is not None and s.source.entity_id)
        heading = (title or "").lower()
        self._weight: dict[str, float] = {}
        for entity in index.entities:
            first = entity.mentions[0].start
            named = any(name.lower() in heading for name in (entity.name, *entity.aliases))
            weight = len(entity.mentions) - 0.9 * min(spoken[entity.id], len(entity.mentions))
            self._weight[entity.id] = weight + (2.0 if first < _EARLY else 0.0) + (3.0 if named else 0.0)
        topics = [e for e in index.entities if e.type in _TOPICS or self._weight[e.id] >= _CERTAIN]
        self.topic: Entity | None = max(topics, key=lambda e: self._weight[e.id], default=None)
        self._last: tuple[int, Entity] | None = None
        self.measured: Property | None = None
        self._said: tuple[tuple[int, int], Subject] | None = None

    def only_speaks(self, entity: Entity) -> bool:
        """Whether an entity is only quoted on another that the article is about, as analysts and bureaus are."""
        topic = self.topic
        return topic is not None and topic.id != entity.id and self._weight[entity.id] < _HEARD < self._weight[topic.id]

    def speaker(self, place: int) -> Reference | None:
        """Who was quoted last before a place, if near."""
        before = self._sayings.heard_before(place)
        return before[1] if before is not None and place - before[0] < _GOES_ON else None

    def claimed(self, place: int, entity: Entity) -> None:
        """Note that a claim at ``place`` is of ``entity``."""
        if entity.type in _TOPICS:
            self._last = (place, entity)

    def note(self, sentence: tuple[int, int], subject: Subject | None, measured: Property | None) -> None:
        """Note subject and property of a claim in a sentence (its first token and end)."""
        if subject is not None:
            self._said = sentence, subject
        self.measured = measured

    def same_sentence(self, sentence: tuple[int, int]) -> Subject | None:
        """The subject of the claim before in the same sentence."""
        return self._said[1] if self._said is not None and self._said[0] == sentence else None

    def near(self, sentence: tuple[int, int]) -> Subject | None:
        """The subject of the claim before in the same sentence or the one before it."""
        if self._said is not None and (self._said[0] == sentence or self._said[0][1] == sentence[0]):
            return self._said[1]
        return None

    def pronoun(self, token: Token, sentence: tuple[int, int]) -> Subject | None:
        """What a pronoun that is no mention of an entity stands for.

        The name or noun that the references found for it; the subject of the claim before, if it is in the sentence
        before; else that sentence's grammatical subject. One pronoun stands for one thing, and persons are never "it".
        """
        if token.i in self._pronouns:
            return self._pronouns[token.i]
        head = self._index.nouns.get(token.i)
        noun = token.doc[head] if head is not None else None
        if noun is not None and self.measured is not None and self._said is not None:
            start, end = self.measured.start, self.measured.end
            if start is not None and end is not None and start <= noun.idx < end:
                noun = None  # "Capacity rose to 5 gigawatts. It could reach 25": whose capacity it is has been said
        found = self._noun(noun) if noun is not None else None
        if found is None and self._said is not None and self._said[0][1] == sentence[0]:
            found = self._said[1]
        found = found or self._grammatical(token, sentence)
        personal = token.lower_ in _PERSONAL
        if found is not None and found.type is not None and (found.type == "PERSON") != personal:
            found = None
        if found is not None and personal and found.type is None:
            found = None
        self._pronouns[token.i] = found
        return found

    def _grammatical(self, token: Token, sentence: tuple[int, int]) -> Subject | None:
        root = token.doc[sentence[0] - 1].sent.root if sentence[0] else None
        noun = child(root, "nsubj", "nsubjpass") if root is not None and root.tag_ in VERBS else None
        if noun is None or noun.tag_ not in NOUNS:
            return None
        found = self._noun(noun)
        plural = noun.tag_ in ("NNS", "NNPS")
        return found if found.type is not None or plural == (token.lower_ in _SEVERAL) else None

    def _noun(self, noun: Token) -> Subject:
        entity = self._index.at(noun.idx, noun.idx + len(noun))
        if entity is not None:
            mention = entity.mentions[next(self._index.mentions_at(entity, noun.idx, noun.idx + 1), 0)]
            return Subject(mention.text, mention.start, mention.end, entity.name, entity.id, entity.type)
        (start, end), (low, high) = phrase(noun), core_phrase(noun)
        return Subject(self._text[start:end], start, end, self._text[low:high], None, None)

    def at(self, place: int) -> tuple[Mention, Entity] | None:
        """The entity in focus at a place, with its nearest mention before it (or its first, if all come later)."""
        entity = self.topic
        if self._last is not None and place - self._last[0] < _NEAR:
            entity = self._last[1]
        if entity is None or self._last is None and self._weight[entity.id] < _LEAST:
            return None
        last = bisect_left(entity.mentions, place, key=_START) - 1
        while last > 0 and entity.mentions[last].end > place:
            last -= 1
        return entity.mentions[max(0, last)], entity
