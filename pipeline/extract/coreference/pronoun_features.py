"""What a pronoun of things can stand for, and what speaks for and against each: named features, each there or not.

The features are those of Lappin and Leass (1994), An Algorithm for Pronominal Anaphora Resolution, and Soon, Ng and Lim
(2001), A Machine Learning Approach to Coreference Resolution of Noun Phrases: nearness, grammatical role, parallel role,
agreement, frequency; and what follows the pronoun ("its shares", "it has a battery").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
    pronoun = _pronoun(nominals, at, sentence, every)
    nearer = [0] * (REACH + 1)
    out = []
    for one in every:
        back = sentence - one.sentence
        names = [name for of in _FEATURES for name in of(pronoun, one, nearer[back])]
        nearer[back] += 1
        out.append(names)
    return [*out, _of_none(pronoun)]


@dataclass(frozen=True, slots=True)
class _Pronoun:
    """A pronoun with what its candidates are compared with.

    Attributes:
        word: The pronoun, its reflexive as the plain one; ``group`` "they" or "it".
        role: Its dependency, every subject's as "subject"; empty where nothing was parsed.
        verb: The verb of its clause, and ``above`` that of the clause above; -1 if there is none.
        opens: Whether it opens its sentence.
        fits: What has or does what follows it, a type; empty if open.
        led: The candidate that the sentence before leads up to.
    """

    nominals: Nominals
    at: int
    sentence: int
    word: str
    group: str
    role: str
    verb: int
    above: int
    opens: bool
    fits: str
    led: MentionCandidate | None


def _pronoun(nominals: Nominals, at: int, sentence: int, every: list[MentionCandidate]) -> _Pronoun:
    tokens = nominals.discourse.tokens
    word = _ALIKE.get(tokens.lowers[at], tokens.lowers[at])
    dep = tokens.deps[at] if tokens.tags[at] else ""
    verb = clause_verb(tokens, at)
    return _Pronoun(
        nominals,
        at,
        sentence,
        word,
        group="they" if tokens.lowers[at] in _SEVERAL else "it",
        role="subject" if dep in SUBJECTS else dep,
        verb=verb,
        above=clause_verb(tokens, tokens.heads[verb]) if verb >= 0 and tokens.heads[verb] != verb else -1,
        opens=at - tokens.sentences[sentence][0] <= 1,
        fits=_fits(tokens, at),
        led=_led_up_to(nominals, at, sentence, every) if word == "it" else None,
    )


def _of_salience(pronoun: _Pronoun, one: MentionCandidate, nearer: int) -> Iterator[str]:
    """Where a candidate stands, its form, how often it is named; ``nearer`` others of its sentence are nearer."""
    back = pronoun.sentence - one.sentence
    near = min(back, 1)
    name = " name" if one.entity is not None else ""
    often = pronoun.nominals.count(one)
    yield f"{pronoun.word} {back} back"
    yield f"{pronoun.group} kind {one.kind}"
    yield f"form {one.form}"
    yield f"depth {one.depth}"
    yield f"{near} back {one.role}"
    yield f"{near} back nearest {min(nearer, 4)}"
    yield f"{pronoun.group} {'plural' if one.plural else 'singular'}{name}"
    yield f"named {'1' if often < 2 else '2-3' if often < 4 else '4+'}{name}"


def _of_role(pronoun: _Pronoun, one: MentionCandidate, nearer: int) -> Iterator[str]:
    """Parallel role, the start of a sentence, the article's topic, and what the words behind the pronoun fit."""
    if one.role and one.role == pronoun.role:
        yield "same role"
    if pronoun.opens:
        yield f"opens {pronoun.sentence - one.sentence} {one.role if one.role in _ROLES else 'other'}"
    if one.entity is not None and one.entity == pronoun.nominals.discourse.topic:
        yield "topic"
    if pronoun.fits:
        yield f"fits {pronoun.fits} {one.kind}"


def _of_clause(pronoun: _Pronoun, one: MentionCandidate, nearer: int) -> Iterator[str]:
    """The subject of the pronoun's own clause, or of the one above."""
    if pronoun.sentence != one.sentence or pronoun.verb < 0 or one.role != "subject":
        return
    tokens = pronoun.nominals.discourse.tokens
    governor = clause_verb(tokens, tokens.heads[one.head])
    if governor == pronoun.verb:
        yield f"{pronoun.word} own clause"
    elif governor == pronoun.above:
        yield f"clause above {tokens.deps[pronoun.verb]}"
        yield f"{pronoun.word} clause above {'finite' if tokens.tags[pronoun.verb] in _FINITE else 'other'}"


def _of_sense(pronoun: _Pronoun, one: MentionCandidate, nearer: int) -> Iterator[str]:
    """Across a quotation mark, a measure or a part of a thing, what the sentence before leads up to."""
    quoted = pronoun.nominals.discourse.tokens.quoted
    if quoted[pronoun.at] != quoted[one.head]:
        yield "into quotation" if quoted[pronoun.at] else "out of quotation"
    if one.noun in _MEASURES:
        yield "measure"
    if one.noun in _PARTS:
        yield "part"
    if one is pronoun.led:
        yield "led up to"


_FEATURES = (_of_salience, _of_role, _of_clause, _of_sense)
"""What is said of each candidate, in the order of the sum."""


def _of_none(pronoun: _Pronoun) -> list[str]:
    """The features of the choice of no candidate."""
    none = [f"none {pronoun.word}"]
    if pronoun.opens:
        none.append("none opens")
    if pronoun.nominals.discourse.tokens.quoted[pronoun.at]:
        none.append(f"none quoted {pronoun.group}")
    if pronoun.role:
        none.append(f"none {pronoun.role}")
    return none


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
