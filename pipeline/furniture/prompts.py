"""Sentences that want something of the reader, by how many kinds of words they have that such sentences are made of."""

from __future__ import annotations

import re
from functools import cache

from pipeline.tables import packaged

_MOST_WORDS = 45
_ENOUGH = 3
"""Classes that a sentence has which begins with a verb of asking; others need one more."""
_QUOTED = re.compile(r"[\"“”«»]|(?:^|\s)['‘]\w")
_LABEL = re.compile(r"^[\W_]*(?:[\w’' ]{2,30}:\s)?(?:if you |to |and |want to )?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|\bwww\.|\S@\S+\.\w|(?<!\w)@\w{2,}")
_AMOUNT_OFF = re.compile(r"[$£€]\s?\d|\d\s?(?:%|per ?cent\b)")
_READER = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
_PUBLISHER = re.compile(r"\b(?:[Ww]e|us|[Oo]urs?)\b")  # not the US
_REPORTED = re.compile(r"\b(?:said|says|told|according to|he|she|his|her|they|their|was|were|had)\b", re.IGNORECASE)


@cache
def _words(kind: str) -> re.Pattern[str]:
    forms = sorted((row["word"] for row in packaged("pipeline.furniture", "prompts") if row["class"] == kind), key=len)
    return re.compile("|".join(rf"(?<!\w){re.escape(form)}s?(?!\w)" for form in reversed(forms)), re.IGNORECASE)


def is_prompt(sentence: str) -> bool:
    """Whether a sentence asks or offers: "Save up to $200 on your pass, register now", "Get our news in your inbox daily".

    One that quotes, reports or tells of others in the past is none, whatever its words.

    Args:
        sentence: A sentence or a line, its words one space apart.
    """
    if sentence.count(" ") >= _MOST_WORDS or _QUOTED.search(sentence) or _REPORTED.search(sentence):
        return False
    asks = _words("act").match(sentence, _LABEL.match(sentence).end()) is not None  # type: ignore[union-attr]
    offered = _words("offer").search(sentence) is not None and (
        _AMOUNT_OFF.search(sentence) or "free" in sentence.lower()
    )
    signs = (
        asks,
        _words("thing").search(sentence),
        _words("call").search(sentence),
        _words("place").search(sentence) or _ADDRESS.search(sentence),
        offered,
        _READER.search(sentence),
        _PUBLISHER.search(sentence),
    )
    return sum(map(bool, signs)) >= (_ENOUGH if asks else _ENOUGH + 1)
