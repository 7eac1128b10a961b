"""Evidence of a name's type from the pronoun that takes it up: "X ... after its annual loss", "X won. She", "X said … He said"."""

from __future__ import annotations

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import MIDDLE, STRONG, WEAK, Evidence, column, heads
from pipeline.extract.names.occurrences import Name
from pipeline.extract.names.speaking import says
from pipeline.extract.syntax.tokens import POSSESSIVES, Tokens

_PERSONAL = lexicons.words("function_words", role="personal")
_SUBJECTIVE = lexicons.words("function_words", role="source person")
_OWN_REACH = 24  # words from a subject to the "its" or "his" that takes it up
_SPOKEN_REACH = 150  # words from a speaker to the "he said" that takes him up, quoted words included


def taken_up(tokens: Tokens, name: Name, last: int, evidence: Evidence) -> None:
    """Evidence from the first pronoun after a name that opens its sentence, there or where the next one begins.

    Args:
        tokens: The article.
        name: The name, among the first words of its sentence.
        last: The sentence's end.
        evidence: What is found is added to it.
    """
    if last < len(tokens) and _personal(tokens, last):
        words = tokens.words[name.first : name.last]
        if 2 <= len(words) <= 3 and all(word.isalpha() and not word.isupper() for word in words):
            evidence.scores["PERSON"] += WEAK
    elif last < len(tokens) and tokens.lowers[last] == "its":
        evidence.scores["PERSON"] -= WEAK
        _owned(tokens, last + 1, evidence)
    if name.last < last and tokens.words[name.last] in POSSESSIVES:
        return
    for i in range(name.last, min(last, name.last + _OWN_REACH)):
        if tokens.lowers[i] == "its":
            evidence.scores["PERSON"] -= MIDDLE
            _owned(tokens, i + 1, evidence)
            return
        if tokens.capital[i] or tokens.lowers[i] in _PERSONAL or tokens.lowers[i] in heads():
            return


def is_speaker(tokens: Tokens, name: Name) -> bool:
    """Whether a name that can be a person's is the subject of a verb of saying."""
    words = tokens.words[name.first : name.last]
    return says(tokens, name.first, name.last) and all(word.isalpha() and not word.isupper() for word in words)


def speaks_on(tokens: Tokens, name: Name, evidence: Evidence) -> None:
    """Evidence from the next who speaks after a speaker: "X said … He also said". Nobody else may come between.

    Args:
        tokens: The article.
        name: The name of who speaks.
        evidence: What is found is added to it.
    """
    surname = tokens.words[name.last - 1]
    introduced = {first for first, last, label in tokens.labelled if label == "PERSON" and last - first > 1}
    for i in range(name.last, min(len(tokens) - 1, name.last + _SPOKEN_REACH)):
        lower = tokens.lowers[i]
        if tokens.quoted[i] or tokens.words[i] == surname:
            continue
        if lower in _SUBJECTIVE and says(tokens, i, i + 1):
            evidence.scores["PERSON"] += MIDDLE if name.label else STRONG
            return
        if heads().get(lower, ("",))[0] == "PERSON" or i in introduced or says(tokens, i, i + 1):
            return


def _owned(tokens: Tokens, start: int, evidence: Evidence) -> None:
    """What "its" is followed by: "annual loss", "shares"."""
    for lower in tokens.lowers[start : start + 3]:
        owned = column("entity_possessed", "type").get(lower)
        if owned:
            evidence.scores[owned] += MIDDLE
            return
        if not lower[0].isalpha():
            return


def _personal(tokens: Tokens, at: int) -> bool:
    """Whether a sentence takes up a person: "He", "Her", "The 31-year-old"."""
    if tokens.lowers[at] == "the" and at + 1 < len(tokens) and tokens.words[at + 1][0].isdigit():
        return "-year-old" in "".join(tokens.lowers[at + 1 : at + 6])
    return tokens.lowers[at] in _PERSONAL
