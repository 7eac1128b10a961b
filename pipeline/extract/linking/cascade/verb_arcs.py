"""Rules for subject and property of a quantity that a verb governs, or that is itself a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.linking.link import Link, of, outside
from pipeline.extract.linking.possession import owner
from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.quantities.change_words import verb_direction
from pipeline.extract.statements.cues import verbs
from pipeline.extract.syntax.inflection import noun_lemma, verb_class
from pipeline.extract.syntax.nouns import foresees, is_measure, is_person, object_of
from pipeline.extract.syntax.parse import NOUNS, VERBS, child, clause_verb, core_phrase, subject_of, token_span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft


_RUN = frozenset({"run", "runs", "ran", "running"})
# Kinds that say how long, how fast or how fine something is done, rather than how much of its object there is.
_EXTENDED = frozenset({"duration", "speed", "resolution", "frame_rate", "data_rate"})
_LONGEST = 5  # words of a verb with its complements


def by_verb(found: QuantityDraft, verb: Token, anchor: Token, index: EntityIndex, rule: str) -> Link | None:
    """Subject and property of a quantity that a verb governs."""
    if verb.tag_ not in VERBS:
        above = clause_verb(verb)
        if above is None:
            return None
        verb = above
    counted = core_phrase(found.noun) if found.noun is not None else None
    if foresees(verb):
        return Link(None, counted, rule + "_forecast")  # "analysts had forecast $350m": whose, the sentence leaves out
    subject = _acting(verb, found)
    thing = child(verb, "dobj") or _lost_object(verb, index)
    if thing is not None and thing.tag_ == "WDT" and verb.dep_ == "relcl" and verb.lower_ in verb_class("cause"):
        thing = verb.head  # "the noise, which the firm puts at 42 decibels"
    if thing is not None and verb.i < anchor.i < thing.i and "," in verb.doc[anchor.i : thing.i].text:
        thing = None  # "reserves stand at $6 million, less than two weeks' spending"
    if counted is None and thing is not None and _takes(verb, thing, anchor, found):
        return Link(subject or thing, _with_object(verb, thing), rule + "_object")
    if thing is not None and outside(thing, found) and not is_amount(thing) and thing.i != anchor.i:
        depicted = anchor.head.lower_ == "as" and verb.lower_ in verb_class("depict")
        if depicted or (verb.lower_ in verb_class("cause") and anchor.head.lower_ in ("to", "at", "past", "above")):
            mine = owner(thing, index) or thing
            named = index.at(*token_span(thing)) is not None or thing.tag_ == "PRP"
            valued = mine.i == thing.i and named or verb.lower_ in verb_class("scale")
            return Link(mine, token_span(verb) if valued else core_phrase(thing), rule + "_cause")
        if thing.tag_ == "PRP" and found.kind == "money":
            return Link(subject or thing, token_span(verb), rule + "_object")  # "fined him $5,000"
        if is_measure(thing) or child(thing, "poss") is not None:
            return Link(owner(thing, index) or subject, core_phrase(thing), rule + "_object")
        if counted is None and thing.tag_ in NOUNS and (is_person(thing) or index.at(*token_span(thing)) is not None):
            return Link(subject or thing, token_span(verb), rule + "_object")  # "signed the striker for $52 million"
        return Link(subject or thing, counted or core_phrase(thing), rule + "_object")
    if subject is None:
        return None
    if subject.lower_ == "it" and (verb.lower_ in verb_class("scale") or verb.lower_ in verb_class("last")):
        done = child(verb, "xcomp", "advcl")
        what = child(done, "dobj") if done is not None and done.tag_ == "VB" and done.idx >= found.end else None
        if done is not None and what is not None:
            return Link(what, _with_object(done, what), rule + "_to")  # "it costs $40 to send a box"
    if is_measure(subject):
        kept = (
            counted if verb.lower_ in verb_class("keep") and verb.head.i == subject.i else None
        )  # "firms at all levels, which employ 900 people"
        return Link(owner(subject, index) or subject, kept or core_phrase(subject), rule)
    if counted is not None:
        level = verb_direction(verb) is not None and subject.tag_ in ("NN", "NNS") and not is_person(subject)
        if (
            level
            and found.role in ("initial", "final")
            and noun_lemma(subject) not in lexicons.words("entity_heads")
            and index.at(*token_span(subject)) is None
        ):
            return Link(subject, core_phrase(subject), rule)  # "the window grew from 90 tokens to 200"
        return Link(subject, counted, rule)
    possessor = child(subject, "poss") if subject.tag_ in NOUNS else None
    if possessor is not None and index.at(*token_span(subject)) is None and not _introduced(subject):
        return Link(possessor, core_phrase(subject), rule)
    return Link(subject, _action(verb, subject, anchor, found, index), rule)


def _introduced(noun: Token) -> bool:
    """Whether somebody's noun is a person with claims of his own: "her challenger, Tomas Okafor, climbed"."""
    apposed = child(noun, "appos")
    return is_person(noun) or (apposed is not None and apposed.tag_ == "NNP")


def _takes(verb: Token, thing: Token, anchor: Token, found: QuantityDraft) -> bool:
    """Whether a quantity says how long or how fast a verb's object is dealt with: "reach 100 km/h in nine seconds"."""
    if found.kind not in _EXTENDED or thing.i == anchor.i or not outside(thing, found) or thing.i < verb.i:
        return False
    if is_amount(thing) or is_measure(thing):
        return found.kind == "duration" and thing.i < anchor.i and verb.lower_ not in verb_class("empty")
    return child(thing, "poss") is None and verb.lower_ not in verb_class("cause")


def _with_object(verb: Token, thing: Token) -> tuple[int, int]:
    """A verb with its object, or the object alone if it is long: "leave the port in six weeks"."""
    whole = object_of(thing, "of") if is_amount(thing) else None
    thing = whole if whole is not None else thing
    if thing.i - verb.i > _LONGEST:
        return core_phrase(thing) if not is_amount(thing) else token_span(verb)
    return verb.idx, thing.idx + len(thing)


def _acting(verb: Token, found: QuantityDraft) -> Token | None:
    """A verb's subject; where the parser lost it, the noun right before the verb."""
    subject = subject_of(verb)
    if subject is not None and not outside(subject, found):
        subject = None
    if subject is not None and subject.lower_ in ("each", "all", "both") and subject.i > 1 and subject.tag_ == "DT":
        if subject.nbor(-1).text == "," and subject.nbor(-2).tag_ in NOUNS:
            return subject.nbor(-2)  # "640 containers, each weighing 23 tonnes"
    if subject is not None and subject.i > 1 and subject.nbor(-1).lower_ in ("after", "before"):
        whole = subject.nbor(-2)
        if is_measure(whole):
            return whole  # "profit after tax stood at"
    lost = (
        verb.dep_ == "ccomp"
        and verb.head.lower_ in verbs()
        and _tensed(verb)
        and child(verb, "nsubj", "nsubjpass", "csubj", "expl") is None
    )
    split = verb.dep_ == "conj" and child(verb, "nsubj", "nsubjpass", "csubj", "expl") is None
    if split:
        near = _joined(verb)
        if near is not None and outside(near, found):
            return near
    if subject is None or lost or (subject.i < verb.i and subject.ent_type_ in ("DATE", "TIME")):
        near = verb.nbor(-1) if verb.i > found.sentence[0] else verb
        while near.i > found.sentence[0] and near.tag_ in ("RB", "RBR", "IN", "MD") and near.lower_ not in ("of", "in"):
            near = near.nbor(-1)
        if near.tag_ in NOUNS and near.ent_type_ not in ("DATE", "TIME") and outside(near, found):
            return near if not is_amount(near) else subject
    return subject


def _joined(verb: Token) -> Token | None:
    """The noun of "and NOUN were VERB" that the parser joined to a noun before it: "flights were ... and ferries were"."""
    first = next((t for t in verb.lefts if t.dep_ in ("aux", "auxpass")), verb)
    if first.i < 2 or not _tensed(verb) and first.tag_ not in ("VBD", "VBZ", "VBP", "MD"):
        return None
    noun = first.nbor(-1)
    if noun.dep_ == "pobj" and noun.head.dep_ == "prep":
        noun = noun.head.head  # "and the pressure inside it was"
    if noun.tag_ not in NOUNS or noun.dep_ != "conj" or noun.left_edge.i < 1 or noun.ent_type_ in ("DATE", "TIME"):
        return None
    return noun if noun.left_edge.nbor(-1).tag_ == "CC" and not is_amount(noun) else None


def _tensed(verb: Token) -> bool:
    """Whether a verb needs a subject of its own: it has a tense or a modal."""
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(c.dep_ == "aux" and c.tag_ == "MD" for c in verb.lefts)


def _lost_object(verb: Token, index: EntityIndex) -> Token | None:
    """The name behind a verb of valuing, where the parser took it for an adverb: "values Norvane at $5bn"."""
    if verb.lower_ not in verb_class("cause") or verb.i + 1 >= len(verb.doc):
        return None
    follow = verb.nbor(1)
    return follow if follow.text[:1].isupper() and index.at(*token_span(follow)) is not None else None


def _action(
    verb: Token, subject: Token, anchor: Token, found: QuantityDraft, index: EntityIndex
) -> tuple[int, int] | None:
    """What a verb without an object says is measured of its subject.

    In this order: what the money is spent on; the verb itself, if it names a measure; a common noun that takes or
    reaches the amount; the verb with the words that stand between it and the quantity.
    """
    lower = verb.lower_
    if lower in verb_class("spend"):
        for other in verb.rights:
            thing = child(other, "pobj") if other.dep_ == "prep" and other.lower_ in ("on", "for", "in") else None
            if thing is not None and thing.tag_ in ("NN", "NNS") and not thing.ent_type_ and outside(thing, found):
                return core_phrase(thing)
        return token_span(verb)
    duration = found.kind == "duration"
    purpose = _purpose(verb, anchor) if lower in verb_class("last") and duration else None
    if purpose is not None and purpose.tag_ == "VB" and purpose.idx >= found.end:
        thing = child(purpose, "dobj")  # "took six years to build the bridge"
        to = child(purpose, "aux") or purpose
        near = thing if thing is not None and purpose.i < thing.i <= purpose.i + _LONGEST else purpose
        return (purpose.idx if near.i != purpose.i else to.idx), near.idx + len(near)
    if lower in verb_class("scale") or (duration and lower in _RUN):
        return token_span(verb)
    for other in verb.rights:
        fronted = other.tag_ == "JJR" and anchor.i < verb.i  # "at 1,180 kg it is lighter"
        online = (
            duration and other.tag_ in ("JJ", "RB") and other.idx < found.start
        )  # "could be online within 18 months"
        if other.dep_ in ("acomp", "advmod") and (fronted or online) and other.i != anchor.i:
            return token_span(other)
    common = subject.tag_ in ("NN", "NNS") and index.at(*token_span(subject)) is None and not is_person(subject)
    light = lower in verb_class("light") or (duration and lower in verb_class("last"))
    moved = found.change is not None or (verb_direction(verb) is not None and found.kind not in _EXTENDED)
    if common and (light or moved):
        parted = found.kind == "money" and subject.tag_ == "NNS" and lower in verb_class("loses")
        if parted or noun_lemma(subject) in lexicons.words("entity_heads", type="ORG"):
            return token_span(verb)  # "the firms lost $2 billion"
        return core_phrase(subject)  # "the delay stays under 200 ms"
    last = verb
    for other in verb.rights:
        if other.idx >= found.bounds.start or other.i == anchor.head.i or other.dep_ == "punct":
            break
        if other.dep_ in ("prep", "prt"):
            last = other.right_edge
    if last.i - verb.i > _LONGEST or not outside(last, found) or last.idx >= found.bounds.start:
        last = verb
    return verb.idx, last.idx + len(last)


def _purpose(verb: Token, anchor: Token) -> Token | None:
    """The infinitive of what takes a time: "took six years to build", "took six years and $95 million to build"."""
    amounts = [anchor, *(t for t in anchor.rights if t.dep_ == "conj" and is_amount(t))]
    return child(verb, "xcomp", "advcl") or child(amounts[-1], "relcl", "acl", "advcl")


def verbal(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "The price of copper doubled": the quantity is the verb."""
    if anchor.tag_ not in VERBS:
        return None
    subject = _acting(anchor, found)
    if subject is None:
        return None
    thing = child(anchor, "dobj")
    if thing is not None and outside(thing, found) and not is_amount(thing):
        return Link(owner(thing, index) or subject, core_phrase(thing), "subject:verbal_object")
    if is_measure(subject):
        return Link(owner(subject, index) or subject, core_phrase(subject), "subject:verbal")
    return Link(subject, token_span(anchor), "subject:verbal")


def copular(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "The price is $5", "the number of users is 5 million"."""
    if anchor.dep_ not in ("attr", "acomp", "oprd") or anchor.head.tag_ not in VERBS:
        return None
    subject = subject_of(anchor.head)
    if anchor.head.dep_ == "conj" and child(anchor.head, "nsubj", "nsubjpass", "csubj", "expl") is None:
        subject = _joined(anchor.head) or subject
    if subject is None or not outside(subject, found):
        return None
    follow = next((t for t in anchor.rights if t.idx >= found.end), None)
    if found.noun is None and follow is not None and follow.tag_ == "VBN" and follow.idx <= found.end + 1:
        return Link(subject, token_span(follow), "subject:copular_state")  # "the fire was 15 percent contained"
    if found.noun is None and subject.tag_ in ("VB", "VBP", "VBZ") and subject.dep_ == "nsubj":
        first = child(subject, "nsubj", "compound") or subject  # a noun read as a verb: "download speeds on it were"
        place = (core_phrase(first)[0] if first.i < subject.i else subject.idx, subject.idx + len(subject))
        return Link(owner(subject, index) or subject, place, "subject:copular")
    kept = anchor.head.lower_ in verb_class("hold") and child(anchor.head, "auxpass") is not None
    if kept and found.noun is None and not is_measure(subject):
        return Link(subject, token_span(anchor.head), "subject:copular_kept")  # "must be kept between 2C and 8C"
    if subject.tag_ in NOUNS and (is_measure(subject) or found.noun is None):
        return of(subject, index, "subject:copular")
    return Link(subject, core_phrase(found.noun) if found.noun is not None else None, "subject:copular")
