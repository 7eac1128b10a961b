"""What a quantity's modality can be: asserted, or what one of the cues above it in the parse says.

The way goes up from the quantity to the root of its sentence. Every cue on it is a candidate, and so is what its word
says at other times ("expects" foresees, and with a firm as its subject plans); the borders of clauses that lie between
are noted, and weighed with the rest (:mod:`features`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.extract.modality.cues import DENY, HEARSAY, cues
from pipeline.extract.modality.scope import When, conjoined, contrasted, done, is_finite, own_clause
from pipeline.extract.modality.token_cues import cues_at
from pipeline.extract.syntax.parse import VERBS
from pipeline.records import Attribution, Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_STEPS = 12  # arcs from a quantity to a cue, at most
_MOST = 4  # cues, the nearest first
_WINDOW = 12  # tokens before a quantity that may hold its modal verb
_STOPS = frozenset('.;:!?"“”')
_OTHERWISE: dict[Modality, tuple[Modality, ...]] = {
    "planned": ("estimated", "hypothetical"),
    "estimated": ("planned", "possible"),
    "possible": ("estimated", "hypothetical"),
    "hypothetical": ("planned", "possible"),
}
"""What a cue of a class says at other times."""


@dataclass(frozen=True, slots=True)
class ModalityCandidate:
    """A modality that a quantity can have, and the cue that says so.

    Attributes:
        cue: The class of the cue's word; None for "asserted" without one.
        word: The cue's word.
        scope: How the cue is tied to the quantity: "modal", "verb", "noun", "condition" ...
        step: Arcs from the quantity up to it.
        rank: Cues nearer than it.
        borders: What ends a clause on the way, by name.
        token: The cue's token in the parse, or what it hangs on.
        below: The token from which the way reached it.
        time: Where the time of the fact lies, seen from the day of the article.
    """

    modality: Modality
    cue: Modality | None = None
    word: str = ""
    scope: str = ""
    step: int = 0
    rank: int = 0
    borders: tuple[str, ...] = ()
    token: Token | None = None
    below: Token | None = None
    time: When = "untold"

    @property
    def rule(self) -> str | None:
        """The rule that a fact names."""
        return f"modality:{self.word}" if self.word else None


def candidates(
    found: QuantityDraft, credit: Attribution | None, ahead: bool, time: When = "untold"
) -> list[ModalityCandidate]:
    """The candidates of a quantity, "asserted" first; it alone where no cue is met.

    Args:
        found: The quantity.
        credit: On whose word it stands.
        ahead: Whether its clause tells in the present what is arranged for a day to come.
        time: Where the time of its fact lies.
    """
    said = [replace(one, time=time) for one in _climbed(found)]
    near = _near(found)
    if near is not None and all(one.token is None or near.head.i != one.token.i for one in said):
        said.append(
            ModalityCandidate(
                cues("modal")[near.lower_], cues("modal")[near.lower_], near.lower_, "near", rank=len(said)
            )
        )
    word = credit.cue.text.lower() if credit is not None and credit.cue is not None else ""
    if cues("verb").get(word) == "estimated":
        said.append(ModalityCandidate("estimated", "estimated", word, "credit", rank=len(said)))
    if ahead:
        said.append(ModalityCandidate("planned", "planned", "ahead", "ahead", rank=len(said)))
    if contrasted(found):
        said.insert(0, ModalityCandidate("negated", "negated", "not", "contrast"))
    out = [ModalityCandidate("asserted")]
    for one in said:
        out.append(one)
        if one.token is not None and one.cue is not None:
            for other in _OTHERWISE.get(one.cue, ()):
                out.append(replace(one, modality=other))
    return out


def _near(found: QuantityDraft) -> Token | None:
    """The modal verb shortly before a quantity in its clause, wherever the parse hung the two."""
    doc, root = found.root.doc, found.root
    for token in reversed(doc[max(found.sentence[0], root.i - _WINDOW) : root.i]):
        if token.text in _STOPS or token.tag_ in ("VBD", "VBZ"):
            return None
        if token.tag_ == "MD":
            return token if token.lower_ in cues("modal") else None
    return None


def _climbed(found: QuantityDraft) -> list[ModalityCandidate]:
    """The cues on the way from a quantity up to the root."""
    out: list[ModalityCandidate] = []
    borders: list[str] = []
    token = below = found.root
    for step in range(_STEPS):
        inside = token is found.noun or found.start <= token.idx < found.end
        if token.tag_ in VERBS or not inside:
            for modality, word, scope in cues_at(token, below):
                if modality == "estimated" and scope == "verb" and below.dep_ == "nsubj":
                    continue  # "62% believe that it will pass": who believes is counted
                if len(out) < _MOST:
                    out.append(
                        ModalityCandidate(modality, modality, word, scope, step, len(out), tuple(borders), token, below)
                    )
        head = conjoined(token)
        if head.i == token.i or len(out) >= _MOST:
            break
        borders += _borders(token, head)
        below, token = token, head
    return out


def _borders(token: Token, head: Token) -> list[str]:
    """What ends a clause between a token and what it hangs from."""
    out = []
    if done(token):
        out.append("done")
    if own_clause(token):
        out.append("own")
    if token.lower_ == "according":
        out.append("credit")
    if token.tag_ in VERBS and is_finite(token):
        joined = token.dep_ == "conj" and head.i != token.head.i
        if not joined:
            cue = token.dep_ == "ccomp" and head.lower_ in cues("verb")
            out.append(f"{token.dep_}+cue" if cue else "denied" if _denied(token) else token.dep_)
    elif token.dep_ in ("appos", "relcl", "acl", "parataxis"):
        out.append(f"{token.dep_}-")
    return out


def _denied(verb: Token) -> bool:
    """Whether a clause is what reports say that somebody denies."""
    noun = verb.head
    clause = verb.dep_ in ("acl", "ccomp", "relcl") and noun.lower_ in HEARSAY
    return clause and noun.dep_ == "dobj" and noun.head.lower_ in DENY
