"""The tense of the verb above a time expression, read off its tag and its auxiliaries."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons

if TYPE_CHECKING:
    from spacy.tokens import Token

MODALS = lexicons.words("time_cues", cue="modal")
_PLANNED_VERB = lexicons.words("time_cues", cue="planned verb")
FUTURE_MODALS = frozenset(["will", "'ll", "’ll", "shall", "wo"])
HAVE = frozenset(["have", "has", "'ve", "’ve", "had", "'d"])


def cues(which: str) -> frozenset[str]:
    return lexicons.words("time_cues", "form", cue=which)


@cache
def arranged(word: str) -> bool:
    """Whether a word is a present of a verb that tells what is arranged for a day to come: "it goes on sale in May"."""
    base = cues("arranged")
    return word in base or (word.endswith("s") and (word[:-1] in base or word[:-2] in base))


def by_parse(token: Token) -> int | None:
    """Tense of the nearest verb above a token; None if none stands above it."""
    for _ in range(12):
        tag = token.tag_
        if tag[:2] == "VB" or tag == "MD":
            found = _verb_direction(token)
            if found is not None:
                return found
        if token.head is token or token.head.i == token.i:
            return None
        token = token.head
    return None


def _verb_direction(verb: Token) -> int | None:
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass") or child.tag_ in ("MD", "TO")]
    words = frozenset(helper.lower_ for helper in helpers)
    if words & FUTURE_MODALS or verb.lower_ in FUTURE_MODALS:
        return 1
    if not words and verb.tag_ in ("VBD", "VBZ", "VBP"):
        return {"VBD": -2}.get(verb.tag_) or _present(verb)
    if verb.tag_ == "VBD" or words & (HAVE | {"was", "were", "did"}) or _could_not(verb, words):
        return -1
    if any(helper.tag_ == "TO" for helper in helpers) or words & MODALS:
        return -1 if "to" in words and _told_of_the_past(verb) else 1
    if not words:
        return {("VBN", "acl"): -1, ("VBN", "relcl"): -1}.get((verb.tag_, verb.dep_))
    if words & {"is", "are", "'re", "’re"}:
        return 1 if verb.tag_ == "VBG" or verb.lower_ in _PLANNED_VERB else None
    return None


def _present(verb: Token) -> int | None:
    """A simple present that arranges: "it opens on Friday", "kick-off is at noon on Sunday"."""
    if arranged(verb.lower_):
        return 1
    stands = verb.lower_ in ("is", "are") and any(child.lower_ in ("at", "on", "from") for child in verb.children)
    return 1 if stands else None


def _could_not(verb: Token, words: frozenset[str]) -> bool:
    """ "could not be reached Tuesday", "nobody would comment"."""
    if not words & {"could", "would"}:
        return False
    return any(
        child.dep_ == "neg" or (child.dep_.startswith("nsubj") and child.lower_ in cues("nobody"))
        for child in verb.children
    )


def _told_of_the_past(infinitive: Token) -> bool:
    """Whether an infinitive belongs to what a past verb tells of: "raised its bid to buy it Monday", "had been expected to".

    What somebody managed, failed or was forced to do he did; what he planned or was told to do lies ahead.
    """
    above = infinitive.head
    helpers = {child.lower_ for child in above.children if child.dep_ in ("aux", "auxpass")}
    if infinitive.dep_ in ("xcomp", "advcl") and _past_group(above, helpers):
        implied = above.lower_ in cues("implied")
        return "had" in helpers or implied or (infinitive.dep_ == "xcomp" and _has_object(above, infinitive))
    if above.tag_ == "VBN" and infinitive.dep_ == "xcomp":
        return "had" in helpers
    if infinitive.dep_ != "acl" or above.tag_ not in ("NN", "NNS") or above.lower_ in cues("plan"):
        return False
    verb = above.head
    return verb.tag_ == "VBD" and above.dep_ == "dobj"


def _past_group(verb: Token, helpers: set[str]) -> bool:
    """Whether a verb is told in the past, or an adjective behind "was"."""
    if verb.tag_ == "VBD" or helpers & {"was", "were", "had"}:
        return True
    return verb.dep_ == "acomp" and verb.head.tag_ == "VBD"


def _has_object(verb: Token, infinitive: Token) -> bool:
    """Whether a verb has a thing for its object, which the infinitive tells the use of: "used a loan to buy it"."""
    return any(
        child.dep_ == "dobj" and child.i < infinitive.i and child.lower_ not in cues("plan") for child in verb.children
    ) and verb.lower_ in cues("means")
