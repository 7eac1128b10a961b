"""Named features of candidate subjects and properties: each there or not, weighed by fitted weights.

A feature's name is "what it looks at", or "what = value", and may be held to the kind of quantity or the type of the
candidate ("path = dobj|nsubj, money"). The names are explained in ``lexicons/reader_features.tsv``.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.linking.candidates import Occurrence, PropertyCandidate, SubjectCandidate
from pipeline.extract.linking.sentence import ParsedSentence
from pipeline.extract.syntax.inflection import noun_lemma, verb_lemma
from pipeline.extract.syntax.nouns import is_firm, is_generic, is_measure, is_person
from pipeline.extract.syntax.parse import NOUNS, VERBS, clause_verb, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft
    from pipeline.records import Attribution

_ACTORS = lexicons.words("function_words", role="actor")
_ACTORS_NOW = lexicons.words("function_words", role="actor_now")

_COARSE = {"user_count": "count", "money": "money", "age": "age", "duration": "duration", "count": "count"} | {
    kind: kind for kind in ("percentage", "multiple", "ratio", "rate")
}
_PHYSICAL = "physical"
_DETERMINERS = lexicons.words("function_words", role="opens_phrase")
_EARLY = 250  # characters
_STEPS = (1, 2, 3, 5, 8, 12, 20, 35)
_CLAUSE = ("nsubj", "nsubjpass", "csubj")


@dataclass(slots=True)
class QuantityContext:
    """What the features of a quantity's candidates are asked of."""

    found: QuantityDraft
    parsed: ParsedSentence
    kind: str
    carrier: int
    verb: int
    actor: int
    actor_lower: str
    source: str | None
    title: str
    most: int
    credit: Attribution | None
    breaks: list[int]

    @property
    def noun(self) -> int:
        """The counted noun's position; -1 if there is none."""
        return self.found.noun.i if self.found.noun is not None else -1


def context(
    found: QuantityDraft, parsed: ParsedSentence, index: EntityIndex, credit: Attribution | None, title: str | None
) -> QuantityContext:
    """The context of a quantity: its carrier in the parse, its clause's verb and that verb's subject."""
    noun = found.noun
    lent = found.borrowed or noun is not None and noun.idx < found.bounds.start
    carrier = found.root if noun is None or lent else noun
    verb = clause_verb(carrier)
    actor = subject_of(verb) if verb is not None else None
    source = credit.source if credit is not None else None
    named = (source.entity_id or source.name) if source is not None else None
    return QuantityContext(
        found,
        parsed,
        _COARSE.get(found.kind, _PHYSICAL),
        carrier.i,
        verb.i if verb is not None else -1,
        actor.i if actor is not None else -1,
        actor.lower_ if actor is not None else "",
        named,
        (title or "").lower(),
        max((len(entity.mentions) for entity in index.entities), default=1),
        credit,
        [parsed.first + at for at, lower in enumerate(parsed.lowers) if lower == ";"],
    )


def bucket(number: int) -> int:
    """A distance, made coarse."""
    number = abs(number)
    return _STEPS[bisect_left(_STEPS, number)] if number <= _STEPS[-1] else 99


def subject_features(at: QuantityContext, candidate: SubjectCandidate) -> set[str]:
    """The features of one candidate subject of a quantity."""
    kind, full = at.kind, at.found.kind
    if candidate.name is None:
        return {"nobody", f"nobody, {kind}", f"nobody, {full}", f"nobody, role {at.found.role}"}
    entity = candidate.entity
    type_ = entity.type if entity is not None else "THING"
    found = {f"type {type_}", f"type {type_}, {kind}", f"type {type_}, {full}"}
    here = False
    for occurrence in candidate.occurrences:
        if occurrence.where == "here":
            here = True
            found.update(_standing(at, occurrence, type_))
        else:
            found.update(_elsewhere(at, occurrence, type_))
    if not here:
        found.update(("absent", f"absent, {kind}", f"absent, {type_}"))
        if at.actor_lower in _ACTORS:
            found.add(f"absent where {at.actor_lower} acts, {type_}")
        elif at.actor < 0:
            found.add("absent where nobody acts")
    if entity is not None:
        found.add(f"salience {int(4 * len(entity.mentions) / at.most)}")
        found.add(f"mentions {bucket(len(entity.mentions))}")
        if at.title and any(name.lower() in at.title for name in (entity.name, *entity.aliases)):
            found.update(("in the title", f"in the title, {type_}"))
        if entity.mentions[0].start < _EARLY:
            found.add("early")
        if at.source is not None and at.source in (entity.id, entity.name):
            found.update(
                (
                    "source",
                    f"source, {type_}",
                    f"source where {at.actor_lower if at.actor_lower in ('we', 'i', 'it') else 'another'} acts",
                )
            )
        if any(m.start < at.found.end and at.found.start < m.end for m in entity.mentions):
            found.update(("the quantity itself", f"the quantity itself, {full}"))
    elif at.title and candidate.name.lower() in at.title:
        found.add("in the title")
    return found


def _standing(at: QuantityContext, occurrence: Occurrence, type_: str) -> set[str]:
    """Features of a place in the quantity's sentence."""
    head, token = occurrence.head, occurrence.token
    assert head is not None and token is not None
    parsed, kind, full = at.parsed, at.kind, at.found.kind
    found = {"here", *_way(at, head, type_)}
    dep = parsed.deps[head.i - parsed.first]
    found.update((f"label {dep}", f"label {dep}, {kind}", f"tag {head.tag_}"))
    distance = head.i - at.carrier
    away = f"distance {'-' if distance < 0 else '+'}{bucket(distance)}"
    found.update((away, f"{away}, {type_}"))
    if head.i == at.actor:
        found.update(("acts", f"acts, {kind}", f"acts, {type_}", f"acts, {at.found.role}"))
    elif _owner(at, head):
        measured = is_measure(parsed.tokens[at.actor - parsed.first])
        found.update((f"owns what acts, measure {measured}", f"owns what acts, measure {measured}, {type_}"))
    if any(min(head.i, at.carrier) < place < max(head.i, at.carrier) for place in at.breaks):
        found.add("over a semicolon")
    if head.i == at.noun:
        found.update(("counted", f"counted, {full}", f"counted, {head.dep_}", f"counted, {noun_lemma(head).lower()}"))
    if occurrence.pronoun is not None:
        found.update((f"pronoun {head.lower_}", f"pronoun, {type_}"))
        return found
    if token.tag_ in NOUNS:
        found.update(_noun(at, token, type_))
    return found


def _owner(at: QuantityContext, head: Token) -> bool:
    """Whether a word says whose the subject of the quantity's clause is: "Kestrel's sales", "shares of", "iPhone sales"."""
    if not at.parsed.first <= at.actor < at.parsed.last or head.i == head.head.i:
        return False
    above = head.head.head if head.dep_ == "pobj" else head.head if head.dep_ in ("poss", "compound", "nmod") else head
    return above.i == at.actor and head.i != at.actor


def _noun(at: QuantityContext, token: Token, type_: str) -> set[str]:
    kind = at.kind
    found: set[str] = set()
    if is_measure(token):
        found.update(("measure", f"measure, {kind}"))
    if type_ != "THING":
        return found
    found.update((f"word {noun_lemma(token).lower()}", f"number {token.tag_}"))
    if is_person(token):
        found.update(("people", f"people, {kind}"))
    if is_generic(token):
        found.add("empty noun")
    before = next((t.lower_ for t in token.lefts if t.tag_ in ("DT", "PRP$")), "none")
    found.add(f"determiner {before if before in _DETERMINERS else 'none'}")
    if any(t.dep_ == "poss" for t in token.lefts):
        found.add("has an owner")
    return found


def _way(at: QuantityContext, head: Token, type_: str) -> set[str]:
    """The way through the parse from the quantity's carrier to a token."""
    parsed, kind = at.parsed, at.kind
    first = parsed.first
    if not first <= at.carrier < parsed.last:
        return {"no path"}
    path = parsed.path(at.carrier - first, head.i - first)
    if path is None:
        return {"no path"}
    up, down, top = path
    climbs, falls = up.count(">") + bool(up), down.count("<") + bool(down)
    way = f"path {up}|{down}"
    found = {
        way,
        f"{way}, {kind}",
        f"{way}, {type_}",
        f"down {down}, up {min(climbs, 4)}",
        f"up {up}, down {min(falls, 4)}",
        f"steps {min(climbs + falls, 9)}",
    }
    if parsed.tags[top] in VERBS:
        found.update((f"below a verb {down}", f"{verb_lemma(parsed.lowers[top])} > {down.partition('<')[0] or '-'}"))
    else:
        found.add(f"below a noun {up}|{down}")
    return found


def _elsewhere(at: QuantityContext, occurrence: Occurrence, type_: str) -> set[str]:
    """Features of a place outside the quantity's sentence."""
    where = occurrence.where
    found = {where, f"{where}, {type_}", f"{where}, {at.kind}"}
    token = occurrence.token
    if token is not None and token.dep_:
        found.update((f"{where}, {token.dep_}", f"{where}, {token.dep_}, {type_}"))
        if token.dep_ in _CLAUSE:
            found.add(f"{where}, acted, now {at.actor_lower if at.actor_lower in _ACTORS_NOW else 'another'}")
    return found


def property_features(at: QuantityContext, candidate: PropertyCandidate, index: EntityIndex) -> set[str]:
    """The features of one candidate property of a quantity."""
    kind, full = at.kind, at.found.kind
    change = at.found.change is not None
    if candidate.name is None:
        return {"nothing said", f"nothing said, {kind}", f"nothing said, {full}"}
    head = candidate.head
    if head is None:
        return {"said by the kind", f"said by the kind, {full}"}
    parsed = at.parsed
    dep, tag = parsed.deps[head.i - parsed.first], head.tag_[:2]
    lemma = noun_lemma(head).lower() if head.tag_ in NOUNS else verb_lemma(head.lower_)
    found = _way(at, head, tag)
    distance = head.i - at.carrier
    found.update((
        f"label {dep}", f"label {dep}, {kind}", f"tag {tag}", f"tag {tag}, {kind}", f"word {lemma}", f"word {lemma}, {kind}",
        f"name {candidate.name}", f"name {candidate.name}, {full}", f"distance {'-' if distance < 0 else '+'}{bucket(distance)}",
        f"tag {tag}, change {change}",
    ))  # fmt: skip
    if head.tag_ in NOUNS:
        if is_measure(head):
            found.update(("measure", f"measure, {kind}", f"measure, {dep}", f"measure, change {change}"))
        found.update(name for name, asked in (("a firm's", is_firm), ("empty noun", is_generic)) if asked(head))
        if is_person(head):
            found.update(("people", f"people, {kind}"))
    entity = index.at(head.idx, head.idx + len(head))
    if entity is not None:
        found.update(("entity", f"entity {entity.type}", f"entity, {kind}"))
    if head.i == at.actor:
        found.update(("acts", f"acts, {kind}", f"acts, change {change}"))
    if head.i == at.verb:
        found.update(("verb", f"verb, {kind}", f"verb, change {change}"))
    if head.i == at.noun:
        found.update(("counted", f"counted, {full}", f"counted, {head.dep_}"))
    return found


def pair_features(at: QuantityContext, subject: SubjectCandidate, measured: PropertyCandidate) -> set[str]:
    """What speaks for a subject and a property together: whose measure it is, and that one word is not both."""
    if subject.name is None or measured.name is None:
        return {
            f"pair {'nobody' if subject.name is None else 'somebody'}, {'nothing' if measured.name is None else 'something'}"
        }
    head = measured.head
    if head is None:
        return {"pair unsaid", f"pair unsaid, {'entity' if subject.entity is not None else 'thing'}"}
    found: set[str] = set()
    parsed = at.parsed
    here = False
    for occurrence in subject.occurrences:
        token = occurrence.head
        if occurrence.where != "here" or token is None:
            continue
        here = True
        if token.i == head.i:
            found.update(("pair one word", f"pair one word, {at.kind}"))
            continue
        path = parsed.path(head.i - parsed.first, token.i - parsed.first)
        if path is not None and path[0].count(">") + path[1].count("<") < 3:
            found.add(f"pair path {path[0]}|{path[1]}")
    if not here:
        found.update(("pair owner absent", f"pair owner absent, measure {is_measure(head)}"))
    elif head.i in parsed.owned:
        found.add("pair measure is owned")
    return found
