"""Pronouns and descriptions put to the names they stand for: one walk through the article, left to right.

A reference that several things could be meant by stays open: a wrong link is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pipeline.extract.coreference import descriptions
from pipeline.extract.coreference import personal_pronouns as pronouns
from pipeline.extract.coreference.discourse import SUBJECTS, Discourse, Mentioned, is_subject
from pipeline.extract.coreference.mentions import MentionCandidate
from pipeline.extract.coreference.nationalities import compatriot
from pipeline.extract.coreference.pronoun_ranking import Ranking
from pipeline.extract.names.evidence import heads
from pipeline.extract.names.groups import NameGroup, by_first_token
from pipeline.extract.syntax.tokens import Tokens
from pipeline.records import MentionForm

_RELATIVES = frozenset(("which", "that", "who"))
_DEFINITE = frozenset(("the", "this", "that"))
_LIKELY = 0.25  # probability from which a pronoun is taken for the candidate


@cache
def _words() -> frozenset[str]:
    """Words that are a reference, or begin or head one."""
    return pronouns.THIRD | _DEFINITE | heads().keys()


@dataclass(slots=True)
class Resolved:
    """A pronoun or description found to stand for an entity: tokens ``first`` to before ``last``."""

    first: int
    last: int
    entity: int
    form: MentionForm


def resolve(
    tokens: Tokens,
    groups: list[NameGroup],
    nouns: dict[int, int] | None = None,
    ranked: Callable[[Discourse], Ranking] = Ranking,
) -> list[Resolved]:
    """Third-person pronouns and descriptions of an article, in text order.

    Args:
        tokens: The article.
        groups: Its entities with their names; ``Reference.entity`` is an index into them.
        nouns: Takes up the heads of names and common nouns that pronouns of things stand for, by the pronouns' tokens.
        ranked: Makes what ranks the candidates of pronouns of things.
    """
    walk = _Walk(tokens, groups, {} if nouns is None else nouns, ranked)
    for sentence, (first, last) in enumerate(tokens.sentences):
        at = first
        while at < last:
            at = walk.step(at, last, sentence) if walk.begins[at] else at + 1
    return walk.found


class _Walk:
    """One walk through an article: what was said so far, and the references found; ``begins`` where a rule may hold.

    Each rule reads what begins at a token, and gives the token to go on from; None where it has nothing to say.
    """

    def __init__(
        self,
        tokens: Tokens,
        groups: list[NameGroup],
        nouns: dict[int, int],
        ranked: Callable[[Discourse], Ranking],
    ) -> None:
        names = by_first_token(groups)
        self.tokens, self.nouns = tokens, nouns
        self.discourse = Discourse(tokens, groups, names)
        self.beside = {
            first: (number, last) for number, group in enumerate(groups) for first, last in group.evidence.appositions
        }
        self.inside = {last + 1 for _, last in self.beside.values()}
        words = _words()
        self.begins = [lower in words or dep in SUBJECTS for lower, dep in zip(tokens.lowers, tokens.deps, strict=True)]
        for first in (*names, *self.beside):
            self.begins[first] = True
        self.ranking = ranked(self.discourse)
        self.found: list[Resolved] = []
        self.rules = (self._name, self._headline, self._pronoun, self._apposition, self._description, self._noun)

    def step(self, at: int, last: int, sentence: int) -> int:
        """The token to go on from after ``at``, in a sentence that ends at ``last``."""
        for rule in self.rules:
            end = rule(at, last, sentence)
            if end is not None:
                return end
        return at + 1

    def _name(self, at: int, last: int, sentence: int) -> int | None:
        named = self.discourse.names.get(at)
        if named is None:
            return None
        number, end = named
        self.discourse.name(sentence, at, end, number, at in self.inside)
        return end

    def _headline(self, at: int, last: int, sentence: int) -> int | None:
        return at + 1 if self.tokens.title_case[sentence] else None

    def _pronoun(self, at: int, last: int, sentence: int) -> int | None:
        lower = self.tokens.lowers[at]
        if lower not in pronouns.THIRD:
            return None
        entity = pronouns.antecedent(self.discourse, at, sentence, self.tokens.quoted)
        if entity is None and lower in pronouns.OF_THINGS:
            thing = _thing(self.ranking, at, sentence)
            if thing is not None:
                entity = thing.entity if thing.entity is not None else _described(thing.head, self.found)
                self.nouns[at] = thing.head
        if entity is not None:
            self.found.append(Resolved(at, at + 1, entity, "pronoun"))
        _say_pronoun(self.discourse, at, sentence, entity)
        return at + 1

    def _apposition(self, at: int, last: int, sentence: int) -> int | None:
        """A noun phrase beside a name: "Kestrel, a Lisbon firm"."""
        if at not in self.beside:
            return None
        number, end = self.beside[at]
        if not descriptions.describes(self.discourse, number, at, end):
            return None
        self.found.append(Resolved(at, end, number, "description"))
        return end

    def _description(self, at: int, last: int, sentence: int) -> int | None:
        """ "The Norwegian", "the company"; one that stands for nothing known is passed over as well."""
        lower = self.tokens.lowers[at]
        if lower not in _DEFINITE or self.tokens.deps[at] in SUBJECTS:
            return None
        end, entity = compatriot(self.discourse, at, last, sentence) if lower == "the" else (at, None)
        if end == at:
            end, entity = descriptions.definite(self.discourse, at, last, sentence)
        if end > at and entity is not None:
            self.found.append(Resolved(at, end, entity, "description"))
        return max(end, at + 1)

    def _noun(self, at: int, last: int, sentence: int) -> int | None:
        if self.tokens.deps[at] in SUBJECTS or self.tokens.lowers[at] in heads():
            _say_noun(self.discourse, at, sentence)
        return None


def _described(head: int, found: list[Resolved]) -> int | None:
    """The entity that a noun describes: "the company"."""
    last = next((r for r in reversed(found) if r.first <= head), None)
    return last.entity if last is not None and head < last.last else None


def _thing(ranking: Ranking, at: int, sentence: int) -> MentionCandidate | None:
    """The name or noun that a pronoun of things stands for, if that is likely."""
    tokens = ranking.nominals.discourse.tokens
    if tokens.lowers[at] == "it" and pronouns.pleonastic(tokens, at):
        return None
    best = ranking.best(at, sentence)
    if best is None:
        return None
    chosen, chance = best
    ranking.take(at, sentence, chosen)
    return chosen if chance >= _LIKELY else None


def _say_pronoun(discourse: Discourse, at: int, sentence: int, entity: int | None) -> None:
    """A pronoun keeps its entity in mind; one that stays open competes for the next as the same unknown thing."""
    tokens = discourse.tokens
    subject = is_subject(tokens, at, at + 1)
    if entity is not None:
        group = discourse.groups[entity]
        discourse.say(Mentioned(at, at + 1, sentence, entity, group.type, subject, group.evidence.gender()))
    elif subject:
        kind, gender, plural = pronouns.agreement(tokens.lowers[at])
        discourse.say(Mentioned(at, at + 1, sentence, None, kind, True, gender, plural))


def _say_noun(discourse: Discourse, at: int, sentence: int) -> None:
    """A common noun, or a relative pronoun as the name before it: "Kestrel, which ..."."""
    tokens = discourse.tokens
    tag, lower = tokens.tags[at], tokens.lowers[at]
    if lower in _RELATIVES:
        last = discourse.said[-1] if discourse.said else None
        if last is not None and last.sentence == sentence and at - last.last <= 1:
            discourse.say(Mentioned(at, at + 1, sentence, last.entity, last.kind, True, last.gender, last.plural))
        return
    if not tag.startswith(("NN", "DT", "VBG")) and (tag or lower not in heads()):
        return
    if lower == "head" and tokens.lowers[at + 1 : at + 2] != ["of"]:
        # "a head start", "ahead by a head": seldom a person.
        return
    entry = heads().get(lower)
    subject = tokens.deps[at] in SUBJECTS if tag else at - tokens.sentences[sentence][0] <= 3
    if not subject and (entry is None or entry[0] != "PERSON"):
        return
    plural = tag in ("NNS", "NNPS") or (not tag and lower.endswith("s"))
    kind = "PERSON" if entry and entry[0] == "PERSON" else "THING"
    gender = entry[2] if entry else ""
    discourse.say(Mentioned(at, at + 1, sentence, None, kind, subject, gender, plural, noun=lower))
