"""What a pronoun of things can stand for, and what speaks for and against each: named features, each there or not.

The features are those of Lappin and Leass (1994), An Algorithm for Pronominal Anaphora Resolution, and Soon, Ng and Lim
(2001), A Machine Learning Approach to Coreference Resolution of Noun Phrases: nearness, grammatical role, parallel role,
agreement, frequency; and what follows the pronoun ("its shares", "it has a battery").
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract import lexicons
from pipeline.extract.coreference.discourse import SUBJECTS
from pipeline.extract.coreference.introductions import introduced, launched
from pipeline.extract.coreference.mentions import MentionCandidate, Nominals
from pipeline.extract.names.evidence import column
from pipeline.extract.syntax.tokens import Tokens

_SEVERAL = lexicons.words("function_words", role="they")
_OF_SEVERAL = frozenset(("ORG", "NORP", "GPE", "THING"))  # "they" of a firm, a country's team, a crowd
_CLAUSES = frozenset(("ccomp", "advcl", "conj", "xcomp", "parataxis", "relcl", "acl", "pcomp", "csubj", "ROOT"))
_ALIKE = {"itself": "it", "theirs": "they", "themselves": "they"}
_ROLES = frozenset(("subject", "dobj", "attr", "pobj"))
_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_ADVERBS = lexicons.words("function_words", role="behind_subject")
_PARTS = lexicons.words("entity_context_words", role="part")
_MEASURES = lexicons.words("measure_nouns")
REACH = 2  # sentences back
_WINDOW = 9  # words after a pronoun that tell what it is
_DEEPEST = 10


def candidates(nominals: Nominals, at: int, sentence: int, taken: Iterable[MentionCandidate]) -> list[MentionCandidate]:
    """What the pronoun at token ``at`` may stand for, the nearest first.

    Args:
        nominals: The article's.
        at: The pronoun's token.
        sentence: The number of its sentence.
        taken: Earlier pronouns, as what they stand for.
    """
    tokens = nominals.discourse.tokens
    several = tokens.lowers[at] in _SEVERAL
    object_of = clause_verb(tokens, at) if tokens.deps[at] in ("dobj", "dative") else -1
    out = []
    for back in range(min(REACH, sentence) + 1):
        near = [*nominals.of(sentence - back), *(t for t in taken if t.sentence == sentence - back)]
        firms = {n.head for n in near if n.entity is not None and n.kind != "PERSON"}
        for nominal in sorted(near, key=lambda n: -n.head):
            if nominal.head >= at:
                continue
            if several:
                fits = nominal.plural or nominal.kind in _OF_SEVERAL or nominal.role.startswith("conj")
            else:
                fits = not nominal.plural and nominal.kind != "PERSON"
            inside = not back and _within(tokens, nominal, at)
            itself = nominal.role == "subject" and tokens.heads[nominal.head] == object_of
            above = tokens.heads[nominal.head]
            outdone = nominal.role == "poss" and (above in firms or tokens.heads[above] in firms)  # "its rival Kestrel"
            if fits and not (inside or itself or outdone):
                out.append(nominal)
    return out


def features(nominals: Nominals, at: int, sentence: int, every: list[MentionCandidate]) -> list[list[str]]:
    """The features of each candidate, and last those of "none of them".

    Args:
        nominals: The article's.
        at: The pronoun's token.
        sentence: The number of its sentence.
        every: The candidates, the nearest first.
    """
    tokens = nominals.discourse.tokens
    group = "they" if tokens.lowers[at] in _SEVERAL else "it"
    word = _ALIKE.get(tokens.lowers[at], tokens.lowers[at])
    dep = tokens.deps[at] if tokens.tags[at] else ""
    role = "subject" if dep in SUBJECTS else dep
    verb = clause_verb(tokens, at)
    above = clause_verb(tokens, tokens.heads[verb]) if verb >= 0 and tokens.heads[verb] != verb else -1
    fits = _fits(tokens, at)
    led = _led_up_to(nominals, at, sentence, every) if word == "it" else None
    opens = at - tokens.sentences[sentence][0] <= 1
    nearer = [0] * (REACH + 1)
    out = []
    for one in every:
        back = sentence - one.sentence
        near = min(back, 1)
        name = " name" if one.entity is not None else ""
        often = nominals.count(one)
        names = [
            f"{word} {back} back",
            f"{group} kind {one.kind}",
            f"form {one.form}",
            f"depth {one.depth}",
            f"{near} back {one.role}",
            f"{near} back nearest {min(nearer[back], 4)}",
            f"{group} {'plural' if one.plural else 'singular'}{name}",
            f"named {'1' if often < 2 else '2-3' if often < 4 else '4+'}{name}",
        ]
        nearer[back] += 1
        if one.role and one.role == role:
            names.append("same role")
        if opens:
            names.append(f"opens {back} {one.role if one.role in _ROLES else 'other'}")
        if name and one.entity == nominals.discourse.topic:
            names.append("topic")
        if fits:
            names.append(f"fits {fits} {one.kind}")
        if not back and verb >= 0 and one.role == "subject":
            governor = clause_verb(tokens, tokens.heads[one.head])
            if governor == verb:
                names.append(f"{word} own clause")
            elif governor == above:
                finite = "finite" if tokens.tags[verb] in _FINITE else "other"
                names += [f"clause above {tokens.deps[verb]}", f"{word} clause above {finite}"]
        if tokens.quoted[at] != tokens.quoted[one.head]:
            names.append("into quotation" if tokens.quoted[at] else "out of quotation")
        if one.noun in _MEASURES:
            names.append("measure")
        if one.noun in _PARTS:
            names.append("part")
        if one is led:
            names.append("led up to")
        out.append(names)
    none = [f"none {word}"]
    if opens:
        none.append("none opens")
    if tokens.quoted[at]:
        none.append(f"none quoted {group}")
    if role:
        none.append(f"none {role}")
    return [*out, none]


def clause_verb(tokens: Tokens, at: int) -> int:
    """The verb of the clause that a token stands in; -1 where nothing is parsed or it has none."""
    if not tokens.tags[at]:
        return -1
    i = at
    for _ in range(_DEEPEST):
        if tokens.deps[i] in _CLAUSES and (tokens.tags[i].startswith(("VB", "MD")) or tokens.heads[i] == i):
            return i
        if tokens.heads[i] == i:
            return i
        i = tokens.heads[i]
    return -1


def _fits(tokens: Tokens, at: int) -> str:
    """What has or does what follows a pronoun: ORG for "its shares", PRODUCT for "it has a battery"; empty if open."""
    lower = tokens.lowers[at]
    last = tokens.sentences[tokens.sentence[at]][1]
    following = tokens.lowers[at + 1 : min(last, at + _WINDOW)]
    if lower in ("its", "their"):
        for word in following[:3]:
            owned = "PRODUCT" if word in _PARTS else column("entity_possessed", "type").get(word)
            if owned:
                return owned
        return ""
    if following[:1] in (["has"], ["had"]) and not _PARTS.isdisjoint(following):
        return "PRODUCT"
    verb = next((word for word in following if word not in _ADVERBS), "")
    return {"say": "ORG", "act": "ORG", "thing": "PRODUCT"}.get(column("entity_verbs", "role").get(verb, ""), "")


def _led_up_to(nominals: Nominals, at: int, sentence: int, every: list[MentionCandidate]) -> MentionCandidate | None:
    """The name that the sentence before leads up to: what it launches, its predicate."""
    said = nominals.discourse.back(sentence, 1)
    before = [c for c in reversed(said) if c.sentence == sentence - 1 and not c.plural]
    found = launched(nominals.discourse, before, at) or introduced(nominals.discourse, before, at)
    if found is None:
        return None
    return next((c for c in every if c.entity == found.entity and found.first <= c.head < found.last), None)


def _within(tokens: Tokens, nominal: MentionCandidate, at: int) -> bool:
    """Whether a pronoun is part of the phrase that a nominal heads: "the number of clips it made"."""
    i = at
    for _ in range(_DEEPEST):
        if i == nominal.head:
            return True
        if tokens.heads[i] == i:
            return False
        i = tokens.heads[i]
    return False
