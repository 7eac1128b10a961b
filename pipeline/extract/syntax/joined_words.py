"""Nouns written with hyphens, which the tokenizer takes apart: "by-elections", "sisters-in-law", "senators-elect"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.syntax.inflection import noun_lemma, singular
from pipeline.extract.syntax.parse import NOUNS

if TYPE_CHECKING:
    from spacy.tokens import Token

_HYPHENS = frozenset("-‐‑")
_PLURALS = frozenset({"NNS", "NNPS"})
_BEHIND_PLURALS = frozenset({"IN", "RP", "RB"})  # "sisters-in-law", "runners-up": the plural is said first
_MOST = 4  # words that hyphens join to one noun


@dataclass(frozen=True, slots=True)
class JoinedNoun:
    """A noun of several words that hyphens join: its last token, and its singular with its hyphens."""

    last: Token
    lemma: str


def joined_noun(noun: Token) -> JoinedNoun | None:
    """The whole of a noun of which ``noun`` is a word; None if no hyphen joins it to another, or they make no noun."""
    if noun.text in _HYPHENS and 0 < noun.i < len(noun.doc) - 1:  # which the tagger took for a noun
        noun = noun.nbor(1)
    words = [noun]
    while len(words) < _MOST and (before := _joined(words[0], -1)) is not None:
        words.insert(0, before)
    while len(words) < _MOST and (behind := _joined(words[-1], 1)) is not None:
        words.append(behind)
    if len(words) == 1 or not all(word.text.isalpha() for word in words):
        return None
    first, last = words[0], words[-1]
    if len(words) == 2 and last.lower_ == "elect":
        return JoinedNoun(last, f"{singular(first.lower_)}-elect")
    if first.tag_ in _PLURALS and singular(first.lower_) != first.lower_:
        if words[1].tag_ not in _BEHIND_PLURALS:
            return None  # a dash without spaces
        said = [noun_lemma(first), *(word.lower_ for word in words[1:])]
    elif last.tag_ in NOUNS or singular(last.lower_) != last.lower_:
        end = noun_lemma(last) if last.tag_ in NOUNS else singular(last.lower_)
        said = [*(word.lower_ for word in words[:-1]), end]
    else:
        return None
    return JoinedNoun(last, "-".join(said))


def _joined(word: Token, step: int) -> Token | None:
    """The word that a hyphen without spaces joins to ``word``, before (-1) or behind it (1)."""
    doc, at = word.doc, word.i + step
    if not 0 < at < len(doc) - 1 or doc[at].text not in _HYPHENS:
        return None
    left, right = doc[at - 1], doc[at + 1]
    if left.whitespace_ or doc[at].whitespace_ or left.idx + len(left) != doc[at].idx:
        return None
    return left if step < 0 else right
