"""Rules for subject and property by the arc above a quantity; :mod:`subjects` says in which order they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.linking.cascade.verb_arcs import by_verb
from pipeline.extract.linking.link import Link, behind_conversion, clause_subject, of, outside
from pipeline.extract.linking.possession import owner
from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.quantities.change_words import noun_direction
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.nouns import foresees, is_collective, is_measure, is_person, object_of
from pipeline.extract.syntax.parse import NOUNS, VERBS, ancestors, child, core_phrase, subject_of, token_span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft

_MODIFIER = frozenset({"compound", "nmod", "amod", "nummod", "npadvmod", "quantmod", "advmod", "poss"})
_ADJECTIVES = frozenset({"JJ", "JJR", "RB", "RBR", "VBN", "IN"})
_APART = frozenset({"ahead", "away", "apart", "behind", "clear", "short", "adrift"})
_MOVED = frozenset({"up", "down", "higher", "lower", "ahead"})
_OWNED = frozenset({"company", "firm", "business", "group", "bank", "airline", "carmaker", "club"})
_LONG = 5  # words of a verb with its object
_NEXT = 3  # tokens from an adjective to the verb it asks for
_COUNTS = frozenset({"percentage", "ratio", "count", "user_count", "multiple"})
# Kinds in which a thing is given its size ("a tank of 400 cubic metres"), not what something can do with it.
_SIZES = frozenset({"area", "volume", "mass", "length", "power", "energy", "temperature", "other"})
_EXTENTS = _SIZES | {"duration", "speed", "frequency", "data_size"}
_NAMED = frozenset({"DATE", "TIME", "GPE", "LOC", "PERSON", "ORG", "NORP"})
_VERB_ARCS = frozenset({"dobj", "npadvmod", "advmod", "dative", "ccomp", "xcomp", "dep", "nummod", "quantmod", "intj"})


def attributive(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "a 20-second advert", "720p resolution", "a $9m budget"."""
    if anchor.dep_ not in _MODIFIER or (found.noun is not None and not found.hyphened):
        return None
    head = anchor.head
    while head.dep_ in ("compound", "amod", "nmod", "npadvmod") and head.head.tag_ in NOUNS:
        inner = head.dep_ == "compound" and head.head.i > head.i and not is_measure(head)  # "client market share"
        if outside(head, found) and head.tag_ in NOUNS and head.i > anchor.i and not inner:
            break
        head = head.head
    if head.lower_ in ("year", "quarter", "month"):  # "4 percent year-on-year"
        return by_verb(found, head, anchor, index, "subject:object")
    if head.tag_ in NOUNS and outside(head, found) and head.i > anchor.i:
        if index.at(*token_span(head)) is not None and not is_measure(head):
            return Link(head, None, "subject:attributive_name")
        shaped = found.kind in _EXTENTS or found.hyphened  # "a three-bedroom terrace on the canal"
        if shaped and not is_measure(head) and not _made(head):
            mine = owner(head, index, within=True)
            if mine is not None and mine.dep_ in ("compound", "nmod") and mine.tag_ not in ("NNP", "NNPS"):
                mine = None  # "a 600-megawatt wind farm"
            return Link(mine or head, core_phrase(head), "subject:attributive_thing")
        return of(head, index, "subject:attributive")
    if head.tag_ in _ADJECTIVES and outside(head, found):
        return adjective(found, head, index)
    return None


def _made(noun: Token) -> bool:
    """Whether a noun is what somebody has or makes, whose size says what he can do: "makes 16-second videos"."""
    above = noun.head.head if noun.dep_ == "pobj" else noun.head
    if noun.dep_ == "pobj":
        return noun.head.lower_ in ("with", "of", "into", "to")
    if noun.dep_ in ("conj", "appos"):
        return True
    return noun.dep_ == "dobj" and above.lower_ in verb_class("produce")


def adjective(found: QuantityDraft, word: Token, index: EntityIndex) -> Link | None:
    """ "20 km wide", "two minutes long", "20 percent faster"."""
    if word.lower_ in ("more", "less", "fewer") and word.head.tag_ in NOUNS and outside(word.head, found):
        return of(word.head, index, "subject:attributive")  # "10x more power"
    own = moved_thing(word)
    if own is not None and outside(own, found):
        return of(own, index, "subject:adjective_noun")
    first = word
    while first.dep_ == "conj" and first.head.tag_ in _ADJECTIVES:
        first = first.head
    if found.kind == "length" and first.i != word.i and first.dep_ in ("amod", "relcl", "acl", "appos"):
        return Link(first.head, token_span(word), "subject:dimension")
    degree = word.head if word.tag_ in ("RBR", "JJR") and word.head.tag_ in ("JJ", "VBN", "RB") else None
    if degree is not None and degree.i > word.i and outside(degree, found):
        word = degree  # "18% less likely to develop it"
    for above in ancestors(word):
        if above.tag_ in NOUNS and outside(above, found):
            mine = owner(above, index)
            if mine is not None and found.kind != "length":
                return Link(mine, core_phrase(above), "subject:adjective_of")
            return Link(above, token_span(word), "subject:adjective")
        if above.tag_ in VERBS:
            subject = subject_of(above)
            if subject is None or not outside(subject, found):
                return None
            if is_measure(subject):
                return Link(owner(subject, index) or subject, core_phrase(subject), "subject:adjective_verb")
            thing = child(above, "dobj")
            apart = word.lower_ in _APART and found.kind in ("length", "duration")
            if thing is not None and is_amount(thing):
                thing = None
            if thing is not None and thing.i != word.i and outside(thing, found) and not apart:
                if above.lower_ not in verb_class("copula"):
                    return Link(subject, core_phrase(thing), "subject:adjective_object")
            lost = child(above, "dobj") is not None and above.lower_ in verb_class("loses")
            if lost and word.lower_ in _MOVED:
                return Link(
                    subject, token_span(above), "subject:adjective_verb"
                )  # "lost $1.7 billion, down 54 percent"
            moved = word.lower_ in _MOVED and found.kind == "percentage" and subject.tag_ in ("NN", "NNS")
            if moved and not is_person(subject):
                return Link(subject, core_phrase(subject), "subject:adjective_verb")  # "the pound was 0.2% lower"
            hyphened = word.i > 1 and word.nbor(-1).text == "-" and word.nbor(-2).idx >= found.end
            place = (
                (word.nbor(-2).idx, word.idx + len(word)) if hyphened else token_span(word)
            )  # "73 percent state-owned"
            to = child(word, "xcomp") if degree is not None else None
            if to is not None and word.i < to.i < word.i + _NEXT:
                place = word.idx, to.idx + len(to)
            return Link(subject, place, "subject:adjective_verb")
    return None


def moved_thing(word: Token) -> Token | None:
    """What is up or down where no verb says so: "with the Alder index down 0.4% at 5,118 points"."""
    if word.lower_ not in _MOVED:
        return None
    own = child(word, "nsubj")
    return own if own is not None and own.tag_ in NOUNS and word.dep_ == "pcomp" else None


def behind(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "$40 million in annual sales", "an hour in length", "300 newton metres of torque"."""
    if found.kind in _COUNTS:
        return None
    follow = behind_conversion(found)
    near = [follow] if follow is not None and follow.dep_ == "prep" and follow.i > found.root.i else []
    for other in (*anchor.rights, *near):
        if other.dep_ != "prep" or other.idx < found.end - 1:
            continue
        thing = child(other, "pobj")
        if other.lower_ not in ("in", "of") and not _lies(other, thing, found):
            continue
        if thing is not None and other.head.i not in (anchor.i, found.root.i) and not is_measure(thing):
            continue
        if thing is None or thing.tag_ not in NOUNS or thing.lower_ == "total":
            continue
        if other.lower_ == "in" and noun_direction(thing) is not None:
            continue  # "amounted to $29 million in a decrease of 4 percent"
        acronym = found.kind == "data_size" and other.lower_ == "of" and thing.text.isupper()  # "8GB of RAM"
        if thing.ent_type_ in _NAMED and not acronym:
            continue
        if not (is_measure(thing) or other.lower_ == "of" or found.kind == "money"):
            continue
        if found.kind == "duration" and other.lower_ == "of" and anchor.head.lower_ == "of":
            return Link(owner(thing, index, origin=anchor) or thing, core_phrase(thing), "subject:behind")
        whose = child(thing, "poss")
        subject = clause_subject(found, anchor, index)
        if anchor.dep_ == "pobj" and anchor.head.lower_ == "with" and anchor.head.head.tag_ in NOUNS:
            subject = anchor.head.head  # "savers with more than $3m in deposits"
        if whose is not None and (subject is None or whose.tag_ == "PRP$" or index.at(*token_span(whose)) is not None):
            subject = owner(thing, index)
        return Link(subject or thing, core_phrase(thing), "subject:behind")
    return None


def _lies(word: Token, thing: Token | None, found: QuantityDraft) -> bool:
    """ "$310 million on deposit", "$2bn under management": money that lies somewhere, named by a bare noun."""
    if found.kind != "money" or word.lower_ not in ("on", "under") or thing is None:
        return False
    return thing.i == word.i + 1 and thing.tag_ == "NN" and word.i > found.root.i and word.idx <= found.end + 1


def partitive(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "40% of its income", "a third of adults", "30 million of its bonds"."""
    if found.kind not in _COUNTS or (found.noun is not None and not found.partitive):
        return None
    thing = object_of(anchor, "of")
    if thing is None and anchor.dep_ == "nsubj" and found.noun is None:
        fronted = next((c for c in anchor.head.lefts if c.dep_ == "prep" and c.lower_ == "of"), None)
        among = child(fronted, "pobj") if fronted is not None else None
        return (
            Link(among, core_phrase(among), "subject:partitive") if among is not None else None
        )  # "of the voters, 40%"
    if thing is None or thing.idx < found.end:
        return None
    verb = anchor.head.head if anchor.dep_ == "pobj" and anchor.head.lower_ in ("at", "to", "by") else None
    level = subject_of(verb) if verb is not None and verb.tag_ in VERBS else None
    if level is not None and is_measure(level) and outside(level, found):
        return of(level, index, "subject:partitive_level")  # "debt stood at 120 percent of income"
    level = subject_of(anchor.head) if anchor.dep_ == "attr" and found.noun is None else None
    if level is not None and level.tag_ in NOUNS and outside(level, found):
        return of(level, index, "subject:partitive_level")  # "her prize is a fifth of theirs"
    possessor = child(thing, "poss")
    if possessor is not None and possessor.lower_ not in ("our", "my", "your"):
        return Link(possessor, core_phrase(thing), "subject:partitive")
    treated = child(thing, "acl") if thing.lower_ in ("those", "them") else None
    if treated is not None:
        return Link(thing, (thing.idx, treated.idx + len(treated)), "subject:partitive")  # "a third of those asked"
    verb = anchor.head
    if anchor.dep_ == "dobj" and verb.tag_ in VERBS and found.noun is None and not is_measure(thing):
        named = index.at(*token_span(thing)) is not None or thing.tag_ in ("PRP", "DT") or thing.lower_ in _OWNED
        light = verb.lower_ in verb_class("light") or verb.lower_ in verb_class("empty")
        if named and not light and not foresees(verb):
            return Link(
                clause_subject(found, anchor, index), token_span(verb), "subject:partitive_verb"
            )  # "owns 11% of it"
    if thing.lower_ == "which":
        whole = _before_comma(found)
        if whole is not None:
            return of(whole, index, "subject:partitive")  # "the fuel bill, 40% of which is unhedged"
    if thing.tag_ in ("PRP", "WP", "WDT"):
        actor = clause_subject(found, anchor, index) if anchor.dep_ in ("dobj", "pobj") else None
        return Link(actor, core_phrase(found.noun) if found.noun is not None else None, "subject:partitive")
    if is_measure(thing):
        mine = owner(thing, index, origin=anchor) or clause_subject(found, anchor, index)
        return Link(mine or thing, core_phrase(thing), "subject:partitive")
    actor = clause_subject(found, anchor, index) if anchor.dep_ in ("dobj", "pobj") else None
    return Link(actor or thing, core_phrase(thing), "subject:partitive")


def _before_comma(found: QuantityDraft) -> Token | None:
    """The common noun before the comma that a quantity follows."""
    comma = found.root
    while comma.i > found.sentence[0] and comma.idx >= found.bounds.start:
        comma = comma.nbor(-1)
    noun = comma.nbor(-1) if comma.text == "," and comma.i > found.sentence[0] else None
    return noun if noun is not None and noun.tag_ in ("NN", "NNS") and not is_amount(noun) else None


def _record(found: QuantityDraft, head: Token, index: EntityIndex) -> Link | None:
    """ "the lowest price in 11 years", "was the wettest May for 60 years": how long nothing has been like it."""
    noun = head if head.tag_ in NOUNS else child(head, "attr")
    best = next((c for c in noun.lefts if c.tag_ == "JJS"), None) if noun is not None else None
    if noun is None or best is None or not outside(noun, found):
        return None
    mine = clause_subject(found, noun, index) if noun.dep_ not in ("nsubj", "nsubjpass") else noun
    return Link(mine or noun, (best.idx, noun.idx + len(noun)), "subject:superlative")


def preposition(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "revenue of $5bn", "rose to $5bn", "valued at $8bn", "phones with 120 Hz"."""
    if anchor.dep_ not in ("pobj", "pcomp"):
        return None
    word = anchor.head
    if word.dep_ not in ("prep", "agent", "quantmod", "advmod", "dative") and word.tag_ not in ("IN", "TO"):
        return None
    head = word.head
    if head.lower_ in ("ended", "ending", "starting") and head.dep_ in ("acl", "prep"):
        head = next((t for t in ancestors(head) if t.tag_ in VERBS), head)  # "for the quarter ended June to $5bn"
    for _ in range(4):
        if head.dep_ not in ("prep", "pobj") or (head.tag_ in NOUNS and not is_amount(head)):
            break
        head = head.head
    if found.kind == "duration" and found.noun is None and word.lower_ in ("in", "for", "since"):
        result = _record(found, head, index)
        if result is not None:
            return result
    if head.tag_ in NOUNS and not is_amount(head) and outside(head, found):
        if word.lower_ == "of" and found.noun is None and found.kind in _SIZES and not is_measure(head):
            return Link(head, core_phrase(head), "subject:of_thing")  # "a tank of 400 cubic metres"
        if word.lower_ == "of" and found.noun is not None and is_collective(head):
            return Link(head, core_phrase(found.noun), "subject:of_collective")  # "a city of 640,000 people"
        made = head.head if head.dep_ == "dobj" and head.head.tag_ in VERBS else None
        if found.kind == "duration" and made is not None and word.lower_ in ("in", "within", "by") and not found.noun:
            place = (made.idx, head.idx + len(head)) if head.i - made.i < _LONG else token_span(made)
            return Link(subject_of(made) or head, place, "subject:done_within")  # "renders a clip in 40 seconds"
        whole = child(head, "det")
        if word.lower_ == "of" and found.noun is not None and not is_measure(head) and found.kind == "count":
            if head.tag_ == "NNS" and whole is None and child(anchor, "det", "poss") is None:
                return Link(head, core_phrase(found.noun), "subject:of_counted")  # "vessels of more than 900 crates"
        if word.lower_ not in ("with", "at", "in", "for") or is_measure(head):
            result = of(head, index, "subject:of")
            if word.lower_ == "between" and found.noun is not None and not is_measure(head):
                result.property = core_phrase(found.noun)  # "cooperation between the two countries"
            return result
        whose = child(head, "poss")
        if word.lower_ == "with" and found.noun is not None and (whose is None or whose.tag_ != "PRP$"):
            return Link(head, core_phrase(found.noun), "subject:noun_with")  # "a trial with 1,062 patients"
        named = index.at(*token_span(head)) is not None
        what = child(anchor, "amod", "compound")
        place = core_phrase(head)
        if found.noun is not None:
            place = core_phrase(anchor)
        elif what is not None and outside(what, found):
            place = token_span(what)
        return Link(head if named else owner(head, index) or head, place, "subject:noun_preposition")
    if word.i > found.sentence[0] and found.noun is None:
        near = word.nbor(-1)
        caused = head.lower_ in verb_class("cause")  # "priced the offer at $17"
        if is_measure(near) and noun_direction(near) is None and not caused and near.dep_ in ("pobj", "dobj"):
            return of(near, index, "subject:of")  # "on sale at prices from $899"
    own = moved_thing(head)
    if own is not None and outside(own, found):
        return of(own, index, "subject:preposition")
    if head.tag_ in VERBS or head.tag_ in ("JJ", "RB", "JJR", "RBR"):
        return by_verb(found, head, anchor, index, "subject:preposition")
    return None


def governed(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "has 200 million users", "costs $5", "rose 5%", "raised $22 million"."""
    if anchor.dep_ not in _VERB_ARCS:
        return None
    verb = anchor.head
    if verb.tag_ in VERBS:
        if anchor.dep_ == "dobj" and found.noun is None and verb.lower_ in verb_class("move"):
            for other in verb.rights:
                thing = child(other, "pobj") if other.dep_ == "prep" and other.lower_ in ("from", "off", "to") else None
                if thing is not None and thing.i > anchor.i and is_measure(thing):
                    return of(thing, index, "subject:moved")  # "wiping $340 million from the firm's value"
        return by_verb(found, verb, anchor, index, "subject:object")
    if verb.tag_ in ("JJ", "JJR", "RBR"):
        result = adjective(found, verb, index)
        if result is not None:
            return result
    if verb.tag_ in ("RB", "IN", "RP", "JJ", "JJR", "RBR") and verb.head.i != verb.i:
        return by_verb(found, verb, anchor, index, "subject:object")
    return None


def apposed(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "net worth, $5bn", "a fleet, 30 ships": what stands before them has them."""
    if anchor.dep_ not in ("appos", "conj", "npadvmod", "dep") or anchor.head.i == anchor.i:
        return None
    head = anchor.head
    if head.tag_ not in NOUNS or is_amount(head) or not outside(head, found):
        return None
    if found.noun is not None and anchor.dep_ == "conj":
        return Link(owner(head, index) or found.noun, core_phrase(found.noun), "subject:conjunct")
    return of(head, index, "subject:apposed")
