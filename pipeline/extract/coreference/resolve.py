"""Pronouns and descriptions put to the names they stand for: one walk through the article, left to right.

A reference that several things could be meant by stays open: a wrong link is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.extract.coreference import descriptions
from pipeline.extract.coreference import personal_pronouns as pronouns
from pipeline.extract.coreference.discourse import SUBJECTS, Discourse, Mentioned, is_subject
from pipeline.extract.coreference.mentions import MentionCandidate
from pipeline.extract.coreference.nationalities import compatriot
from pipeline.extract.coreference.pronoun_ranking import Ranking
from pipeline.extract.names.evidence import heads
from pipeline.extract.names.groups import NameGroup
from pipeline.extract.syntax.tokens import Tokens
from pipeline.records import MentionForm

_RELATIVES = frozenset(("which", "that", "who"))
_DEFINITE = frozenset(("the", "this", "that"))
_LIKELY = 0.25  # probability from which a pronoun is taken for the candidate


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
    names = {name.first: (number, name.last) for number, group in enumerate(groups) for name in group.names}
    discourse = Discourse(tokens, groups, names)
    beside = {
        first: (number, last) for number, group in enumerate(groups) for first, last in group.evidence.appositions
    }
    inside = {last + 1 for _, last in beside.values()}
    quoted = tokens.quoted
    ranking = ranked(discourse)
    lowers, deps, head_nouns = tokens.lowers, tokens.deps, heads()
    out: list[Resolved] = []
    for sentence, (first, last) in enumerate(tokens.sentences):
        headline = tokens.title_case[sentence]
        i = first
        while i < last:
            if i in names:
                number, end = names[i]
                discourse.name(sentence, i, end, number, i in inside)
                i = end
                continue
            lower = lowers[i]
            if headline:
                pass
            elif lower in pronouns.THIRD:
                found = pronouns.antecedent(discourse, i, sentence, quoted)
                if found is None and lower in pronouns.OF_THINGS:
                    thing = _thing(ranking, i, sentence)
                    if thing is not None:
                        found = thing.entity if thing.entity is not None else _described(thing.head, out)
                        if nouns is not None:
                            nouns[i] = thing.head
                if found is not None:
                    out.append(Resolved(i, i + 1, found, "pronoun"))
                _say_pronoun(discourse, i, sentence, found)
            elif i in beside and descriptions.describes(discourse, beside[i][0], i, beside[i][1]):
                number, end = beside[i]
                out.append(Resolved(i, end, number, "description"))
                i = end
                continue
            elif lower in _DEFINITE and deps[i] not in SUBJECTS:
                end, entity = compatriot(discourse, i, last, sentence) if lower == "the" else (i, None)
                if end == i:
                    end, entity = descriptions.definite(discourse, i, last, sentence)
                if end > i:
                    if entity is not None:
                        out.append(Resolved(i, end, entity, "description"))
                    i = end
                    continue
            elif deps[i] in SUBJECTS or lower in head_nouns:
                _say_noun(discourse, i, sentence)
            i += 1
    return out


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
