"""Whose word it is: the noun phrase that a reporting verb's statement is credited to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.statements.cues import papers, verbs
from pipeline.extract.syntax.inflection import noun_lemma
from pipeline.extract.syntax.nouns import is_person
from pipeline.extract.syntax.parse import NOUNS, RELATIVES, VERBS, own_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLIMB = frozenset({"xcomp", "conj", "advcl", "pcomp", "prep", "ccomp", "csubj", "dep"})
_LOOSE = frozenset({"relcl", "acl", "appos", "advcl", "punct", "parataxis"})
_NAMES = ("NNP", "NNPS")
_SAYING_FORMS = frozenset(("VBD", "VBZ", "VBP", "VBN"))
MANNERS = lexicons.words("function_words", role="manner_of_saying")
"""How somebody speaks, between his name and a verb of saying: "was quick to add", "went so far as to claim"."""
_PHRASE = NOUNS | {"JJ", "CD"}
_JOINING = frozenset({"prep", "cc", "det"})
_NEAR = 9  # tokens from a description to the name behind it


def before(token: Token) -> str:
    """The token in front of another, empty at the start of a doc."""
    return token.doc[token.i - 1].text if token.i > 0 else ""


def is_passive(verb: Token, subject: Token | None) -> bool:
    """Whether the verb is passive, a reduced relative clause ("remarks published on Monday") included."""
    if subject is not None and subject.dep_ == "nsubjpass":
        return True
    if any(c.dep_ == "auxpass" for c in verb.children):
        return True
    return subject is None and verb.tag_ == "VBN" and not any(c.dep_ == "aux" for c in verb.children)


def source_of(verb: Token, subject: Token | None, passive: bool) -> Token | None:
    """Head of the source's noun phrase: subject, agent of a passive, or the subject that a clause inherits."""
    if passive:
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        if agent is not None:
            return next((c for c in agent.children if c.dep_ == "pobj"), None)
        return revealing(verb) or _teller(verb)
    if subject is None:
        subject = _inherited(verb)
        return None if subject is None else _owner(subject, verb)
    if subject.dep_ == "expl":
        return None
    if subject.tag_ in RELATIVES:
        return _antecedent(subject)
    return _behind_participle(subject) if subject.dep_ == "csubj" else subject


def _behind_participle(clause: Token) -> Token:
    """Who speaks behind a participle that the parse made the subject: "Talking to the Star, Ann Lee said"."""
    named = (t for t in clause.subtree if t.dep_ == "appos" and t.tag_ in _NAMES and before(t.left_edge) == ",")
    return next(named, clause) if clause.tag_ == "VBG" else clause


def revealing(verb: Token) -> Token | None:
    """The document in which something was said: "it was revealed in a report that"."""
    for child in verb.rights:
        if child.dep_ == "prep" and child.lower_ in ("in", "by"):
            within = next((c for c in child.children if c.dep_ == "pobj"), None)
            if within is not None and is_document(within):
                return within
    return None


def _teller(verb: Token) -> Token | None:
    """Who tells that he was told: "the agency reported being told that", "claims to have been informed that"."""
    above = verb.head
    entry = verbs().get(above.lower_)
    told = verb.dep_ in ("xcomp", "ccomp") and own_subject(verb) is None and above.i < verb.i
    return own_subject(above) if told and entry is not None and entry.group == "speech" else None


@cache
def documents() -> frozenset[str]:
    """Nouns of what is issued or reckoned, in the singular and plural as they stand in the tables."""
    return _issued() | lexicons.words("reporting_headlines") | lexicons.words("reckoning_nouns")


def is_document(noun: Token) -> bool:
    """Whether a noun names what is issued or reckoned: a report, a filing, figures."""
    return noun_lemma(noun).lower() in documents()


def _antecedent(relative: Token) -> Token:
    """The noun that "who" or "which" stands for."""
    node = relative.head
    for _ in range(6):
        if node.dep_ in ("relcl", "acl"):
            return node.head
        if node.head.i == node.i:
            break
        node = node.head
    return relative


def _inherited(verb: Token) -> Token | None:
    """Subject of the clause that a participle, an infinitive or a coordinate verb belongs to."""
    by_order = _before_participle(verb) or lost_subject(verb)
    if by_order is not None:
        return by_order
    node = verb
    manners = MANNERS if verb.tag_ == "VB" else frozenset[str]()
    for _ in range(8):
        if node.dep_ in ("acl", "relcl"):
            return node.head
        if (node.dep_ not in _CLIMB and node.lower_ not in manners) or node.head.i == node.i:
            return None
        node = node.head
        if node.tag_[:2] == "VB":
            found = own_subject(node)
            if found is not None and found.i != verb.i:
                if verb.tag_ == "VBG" and before(verb) == ",":
                    found = _reporter(node) or found
                if found.dep_ == "expl":
                    return None
                return _antecedent(found) if found.tag_ in RELATIVES else found
    return None


def _before_participle(verb: Token) -> Token | None:
    """Whose a participle is by the words right before it: "despite its founder suggesting", "a suit by the ministry alleging"."""
    if verb.tag_ != "VBG" or verb.left_edge.i == 0:
        return None
    noun = verb.left_edge.nbor(-1)
    if noun.dep_ == "pobj" and noun.head.lower_ in ("with", "despite"):
        return noun
    return _issuer(noun) if noun.tag_ in NOUNS else None


def lost_subject(verb: Token) -> Token | None:
    """Whose a verb is that the parse made a part of a clause with somebody else as its subject.

    Who stands behind an opening phrase; what stands right before it behind "and" and was taken for one more object
    ("closed the street and neighbours reported"); or who acts in a clause nearer to it, where the subject of the whole
    cannot speak ("The comments came after Acorn cut its outlook and said").
    """
    if verb.dep_ not in ("conj", "ccomp", "ROOT") or verb.tag_ not in _SAYING_FORMS or own_subject(verb) is not None:
        return None
    noun = verb.nbor(-1) if verb.i else verb
    if verb.dep_ == "ROOT":
        return _apposed_to_opening(noun) if verb.tag_ != "VBN" else None
    while noun.i > verb.sent.start and (noun.dep_ in ("aux", "neg") or noun.tag_ == "RB"):
        noun = noun.nbor(-1)
    if noun.tag_ in NOUNS and noun.dep_ == "conj" and noun.head.tag_ in NOUNS and noun.left_edge.i > verb.sent.start:
        return noun if noun.left_edge.nbor(-1).dep_ == "cc" else None
    return _nearer_actor(verb) if verb.dep_ == "conj" else None


def _apposed_to_opening(noun: Token) -> Token | None:
    """Who speaks behind an opening phrase that the parse hung him from: "In a letter seen by the paper, Ann Lee wrote"."""
    while noun.dep_ != "appos" and noun.head.right_edge.i == noun.i and noun.head.i != noun.i:
        noun = noun.head
    apart = noun.left_edge.i > 0 and before(noun.left_edge) == ","
    return noun if noun.dep_ == "appos" and noun.tag_ in NOUNS and apart else None


def _nearer_actor(verb: Token) -> Token | None:
    """Who acts in a clause between a verb and the subject it would have, where that cannot speak."""
    whole = own_subject(verb.head)
    if whole is None or whole.tag_ not in ("NN", "NNS") or is_person(whole):
        return None
    for other in reversed(verb.doc[whole.i + 1 : verb.i]):
        nearer = own_subject(other) if other.tag_ in _SAYING_FORMS and other.dep_ in ("advcl", "relcl") else None
        if nearer is not None and (nearer.tag_ in _NAMES or is_person(nearer) or names_body(nearer)):
            return nearer
    return None


def names_body(noun: Token) -> bool:
    """Whether a noun names an organisation by what it is."""
    return noun_lemma(noun).lower() in lexicons.words("entity_heads", type="ORG")


def _issuer(noun: Token) -> Token | None:
    """Whose the document is that ends before a participle: "a lawsuit by the ministry alleging that"."""
    while noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.head.tag_ in NOUNS:
        maker, link, noun = noun, noun.head, noun.head.head
        if link.lower_ in ("by", "from") and is_document(noun):
            return maker
    return None


def _reporter(node: Token) -> Token | None:
    """Subject of the reporting verb over a clause: in "Lee said sales had risen, adding that …" Lee adds."""
    known = verbs()
    while node.dep_ in ("ccomp", "conj", "xcomp", "advcl") and node.head.tag_[:2] == "VB":
        node = node.head
        entry = known.get(node.lower_)
        if entry is not None and entry.group == "speech":
            return own_subject(node)
    return None


def _owner(noun: Token, verb: Token) -> Token:
    """Who issued the document that speaks: "the firm released a statement saying" is the firm's word."""
    if verb.dep_ == "acl" and noun.dep_ in ("dobj", "pobj") and noun.lower_ in _issued():
        node = noun.head
        while node.dep_ in ("prep", "dobj", "pobj") and node.head.i != node.i:
            node = node.head
        if node.tag_[:2] == "VB":
            return own_subject(node) or _inherited(node) or noun
    return noun


@cache
def _issued() -> frozenset[str]:
    return lexicons.words("reporting_nouns", "noun", issued="yes") | papers()


def _is_name(noun: Token) -> bool:
    """Whether an apposition names somebody: an entity, or a first name and a surname."""
    named = any(c.dep_ == "compound" and c.tag_ == "NNP" for c in noun.lefts)
    return (noun.tag_ in _NAMES and bool(noun.ent_type_)) or (named and not noun.text.islower())


def _named_last(head: Token) -> tuple[int, int] | None:
    """The name that ends a row of descriptions of one person: "the owner, editor and sole director Ann Lee".

    Not of several people: the later have articles of their own, or stand without a description.
    """
    chain = [head]
    for one in chain:
        chain += [c for c in one.rights if c.dep_ in ("appos", "conj") and c.i - head.i < 2 * _NEAR]
    names = [one for one in chain[1:] if one.tag_ in _NAMES and not one.text.isupper()]
    if len(names) != 1 or any(c.dep_ == "det" for one in chain[1:] for c in one.lefts):
        return None
    (name,) = names
    first = name
    while first.nbor(-1).tag_ in _NAMES and first.nbor(-1).head.i == name.i and not is_person(first.nbor(-1)):
        first = first.nbor(-1)
    role = first.nbor(-1)
    apart = role.text == "," and is_person(role.nbor(-1)) and first.i < name.i
    return (first.idx, name.idx + len(name)) if role.tag_ == "NN" or apart else None


def _based(head: Token) -> tuple[int, int] | None:
    """Who is based at a place that the parse took for who speaks: "the Montgomery, Alabama, based Law Center (SPLC) said"."""
    if head.tag_ not in _NAMES:
        return None
    behind = head.doc[head.i + 1 : head.i + 1 + _NEAR]
    based = next((t for t in behind if t.lower_ == "based"), None)
    if based is None or any(t.tag_ in VERBS and t.i < based.i for t in behind):
        return None
    first, last = based.i + 1, based.i
    if head.doc[based.i : first + 1][-1].tag_ == "IN":
        return None  # "Lee, of an agency based in Oslo"
    for token in head.doc[first : first + _NEAR]:
        if token.tag_ not in _PHRASE and token.dep_ not in _JOINING:
            break
        last = token.i
    name = head.doc[first : last + 1]
    return (name.start_char, name.end_char) if any(t.tag_ in _NAMES for t in name) else None


def noun_phrase(head: Token) -> tuple[int, int]:
    """A source's noun phrase as characters: up to relative clauses, participles and appositions.

    Of a description with a name in apposition ("the coach, Ann Lee") the name is kept.
    """
    based = _based(head)
    if based is not None:
        return based
    first, last = head.left_edge, head
    described = head.tag_ not in _NAMES or is_person(head)
    name = next((c for c in head.rights if c.dep_ == "appos"), None) if described else None
    if name is not None and _is_name(name) and name.left_edge.i - head.i < _NEAR:
        return name.left_edge.idx, name.idx + len(name)
    last_name = _named_last(head) if described else None
    if last_name is not None:
        return last_name
    for child in head.children:
        if child.i < head.i or child.tag_ == "POS":
            continue
        if child.dep_ in _LOOSE:
            break
        last = child.right_edge
    while last.i > head.i and last.is_punct and last.text not in (")", "]"):
        last = last.nbor(-1)
    return first.idx, last.idx + len(last)
