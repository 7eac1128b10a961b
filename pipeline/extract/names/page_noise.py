"""What stands in a page's text and is no part of the article: web addresses, share bars, credits of pictures."""

from __future__ import annotations

from functools import lru_cache

from pipeline.extract import lexicons
from pipeline.extract.names.occurrences import Name
from pipeline.extract.syntax.tokens import Tokens

_SHARE_VERBS = lexicons.words("entity_context_words", role="share")
_CREDITS = lexicons.words("entity_context_words", role="credit")
_FENCE = "```"
_BAR_REACH = 16  # words from the first word of a share bar to the address that closes it
_BAR_LEAST = 4
_ATTITUDES = frozenset(("pro", "anti", "non"))  # "pro-Lisbon" is an adjective
_STOPS = frozenset((".", ",", ";", ":", "(", ")", "?", "!", '"', "“", "”"))


@lru_cache(maxsize=8192)
def is_address(word: str) -> bool:
    """Whether a word is a web or mail address, or a path: "https://...", "pic.example.com/ab", "ann@example.com"."""
    if "/" in word and len(word) > 1:
        return "://" in word or ("." in word.partition("/")[0] and word[0].isalpha())
    return "\\" in word or ("@" in word and len(word) > 1) or word.startswith(("www.", "http:"))


def mark(tokens: Tokens, busy: list[bool]) -> None:
    """Set ``busy`` for web addresses and for the share bars that end with one ("Send ... Permalink http://..."), for
    blocks of code, and for what "pro-" makes an adjective.

    What follows an address begins afresh: its capital says nothing.
    """
    fenced = _FENCE in tokens.text
    fences = [i for i, word in enumerate(tokens.words) if word.startswith(_FENCE)] if fenced else []
    for first, last in zip(fences[::2], fences[1::2], strict=False):
        busy[first:last] = [True] * (last - first)
    for i, word in enumerate(tokens.words):
        if word == "-" and 0 < i < len(tokens) - 1 and tokens.lowers[i - 1] in _ATTITUDES:
            busy[i + 1] = True
        if not is_address(word):
            continue
        busy[i] = True
        if i + 1 < len(tokens):
            tokens.initial[i + 1] = True
        first = tokens.sentences[tokens.sentence[i]][0]
        for j in range(i - 1, max(first, i - _BAR_REACH) - 1, -1):
            if tokens.words[j] in _STOPS:
                break
            if tokens.capital[j] and tokens.lowers[j] in _SHARE_VERBS and i - j >= _BAR_LEAST:
                busy[j:i] = [True] * (i - j)
                break


def is_credit(tokens: Tokens, name: Name) -> bool:
    """Whether a name only credits a picture or a text: "Ann Lee / For Kestrel Weekly", "Photo by Ann Lee"."""
    if name.last + 1 < len(tokens) and tokens.words[name.last] == "/" and tokens.capital[name.last + 1]:
        return not tokens.glued(name.last)
    before = tokens.lowers[max(0, name.first - 3) : name.first]
    if not before or before[-1] not in (":", "by", "via"):
        return False
    return any(word in _CREDITS for word in before[:-1])
