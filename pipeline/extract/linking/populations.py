"""Of whom a share without a noun is: "one in eight have yet to decide", "nearly 900 of them gave up"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.nouns import is_person
from pipeline.extract.syntax.parse import SUBJECTS, VERBS

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft
    from pipeline.extract.statements.index import StatementIndex

_SHARES = frozenset({"ratio", "percentage"})
_REACH = 60  # tokens back to the people or things
_BARE = frozenset({"subject:subject", "subject:none", "subject:clause"})


def population(found: QuantityDraft, rule: str, sayings: StatementIndex) -> Token | None:
    """The plural noun last said that a share or "of them" is of; None where the sentence itself says.

    Args:
        found: The quantity.
        rule: The rule that linked it.
        sayings: The article's statements: who is credited there is not counted.
    """
    doc = found.root.doc
    last = doc.char_span(found.start, found.end, alignment_mode="expand")
    if last is None:
        return None
    following = [token.lower_ for token in doc[last.end : last.end + 2]]
    of_them = following == ["of", "them"] and last.root.head.lower_ not in verb_class("keep")
    bare = rule in _BARE and found.kind in _SHARES and found.noun is None and _begins(found, last.end)
    if rule == "subject:partitive_verb" and found.kind not in _SHARES:
        return None  # "Norvane sent 38,000 of them"
    if not of_them and not bare:
        return None
    people = lexicons.words("entity_context_words", role="population")
    nearest = None
    for token in reversed(list(doc[max(0, last.start - _REACH) : last.start])):
        known = token.lower_ in people
        if not known and (token.tag_ != "NNS" or (bare and not is_person(token))):
            continue
        if sayings.names_source(token.idx):
            continue
        if known or (token.dep_ in SUBJECTS and token.head.tag_ in VERBS):
            return token
        nearest = nearest or token
    return nearest


def _begins(found: QuantityDraft, end: int) -> bool:
    """Whether a verb follows the quantity, whose subject it then is."""
    following = found.root.doc[end : end + 2]
    return any(token.tag_ in VERBS or token.tag_ == "MD" for token in following)
