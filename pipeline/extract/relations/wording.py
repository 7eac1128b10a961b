"""What the words of a relation say beside it: the rank of a title, the phase of a post, how sure the clause is."""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.names.offices import RANKS
from pipeline.extract.relations.constructions import closed_class, titles
from pipeline.extract.syntax.inflection import inflections
from pipeline.records import Entity, Mention, Modality, Phase, RelationType

_OF_A_PART_ALONE = tuple(sorted(lexicons.words("entity_context_words", role="part_head")))
_DIRECTORS = lexicons.words("entity_context_words", role="director")

_OF_A_PART = re.compile(r"\b(?:heads?|chief|director|president|leader|boss|chair)\s(?:of|for)\s")
_FORMER = re.compile(r"\b(?:former(?:ly)?|ex|past|outgoing|retired)[\s-][^,.;]*$", re.I)
_SEAT = re.compile(r"\ba\s$")
_ARTICLE = re.compile(r"(?:(?:the|a|an|its|their|our)\s)?(?:(?:former|ex|then|past|current)[\s-])?", re.I)
_MOST = 4  # words of a title before its head
_LONGEST = 40  # characters of the longest of them
_OWNS = re.compile(
    r"['’]s?\s(?:[a-z]+\s)?[a-z]+(?:[,.;]|\s(?:association|centre|center|office|bureau|institute|group)s?\b)"
)
_NO = re.compile(r"n['’]t\b")


@cache
def _words(name: str, inflected: bool = False) -> re.Pattern[str]:
    forms = lexicons.words("relation_moods", **{"class": name})
    if inflected:
        forms = frozenset(form for verb in forms for form in (verb, *inflections(verb)))
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, forms), key=lambda f: (-len(f), f)))})\b")


@cache
def _condition() -> re.Pattern[str]:
    return re.compile(rf"{_words('condition').pattern}\s[^,;.]*$", re.I)


@cache
def _deputy() -> re.Pattern[str]:
    return re.compile(rf"{_words('deputy').pattern}[ -]", re.I)


def by_title(text: str, role: tuple[int, int] | None, start: int) -> RelationType | None:
    """What a title makes of its holder: the type of the longest head in it, unless it is a deputy's or of a part.

    Args:
        text: The article.
        role: Where the title stands.
        start: Where its sentence begins.
    """
    if role is None:
        return None
    words = re.sub(r"\s+", " ", text[slice(*role)]).lower()
    found = next((type_ for pattern, type_ in titles() if pattern.search(words)), None)
    if found != "leads":
        return found
    if _deputy().search(words) or _OF_A_PART.search(words):
        return "works_for"
    if words.endswith(("director", "executive")) and not words.endswith("chief executive"):
        if _SEAT.search(text, max(start, role[0] - 3), role[0]):
            return "member_of" if words == "director" else "works_for"
        if words not in _DIRECTORS:
            return "works_for"
    of_a_part = words.endswith(_OF_A_PART_ALONE) and " " in words
    whole = words.endswith("chief executive officer") or words == "acting head"
    return "works_for" if of_a_part and not whole else "leads"


def without_article(text: str, role: tuple[int, int] | None) -> tuple[int, int] | None:
    """A title without its article and "former"."""
    if role is None:
        return None
    article = _ARTICLE.match(text, *role)
    return (article.end() if article else role[0]), role[1]


@cache
def _modifier() -> re.Pattern[str]:
    """One word more of a title, or a title beside it: "senior", "president and"."""
    other = "|".join(
        sorted((re.escape(form) for form in lexicons.words("relation_titles")), key=lambda f: (-len(f), f))
    )
    verbs = _words("begins", True).pattern[2:-2]
    return re.compile(
        rf"(?:\b(?i:{other}),?\s(?:and|&)\s|(?<![\w’'-])(?!(?:{'|'.join(closed_class())}|{verbs})\b)[a-z][\w&.’'/-]*\s)\Z"
    )


@cache
def _begun() -> re.Pattern[str]:
    return re.compile(rf"{_words('begins', True).pattern}(?:\s(?:as|to|be|the|an?|its|their|new|next))*\s\Z")


def whole_title(text: str, low: int, role: tuple[int, int]) -> tuple[int, int]:
    """A title with the modifiers and the titles before it, none of them before ``low``."""
    start = role[0]
    for _ in range(_MOST):
        found = _modifier().search(text, max(low, start - _LONGEST), start)
        if found is None:
            break
        start = found.start()
    return start, role[1]


def begun(text: str, low: int, role: tuple[int, int]) -> tuple[tuple[int, int], bool]:
    """A title without a verb of naming that was taken for its first word, and whether such a verb stands before it."""
    verb = _words("begins", True).match(text, *role)
    if verb is not None and verb.end() < role[1]:
        return (verb.end() + 1, role[1]), True
    return role, _begun().search(text, low, role[0]) is not None


def can_hold(text: str, tail: tuple[Mention, Entity]) -> bool:
    """Whether somebody can hold a post there: not at a field ("Defence Minister"), nor at a place that owns what follows."""
    if tail[0].text.lower() in RANKS:
        return False
    return tail[1].type != "GPE" or tail[0].form != "name" or _OWNS.match(text, tail[0].end) is None


def is_former(text: str, low: int, high: int) -> bool:
    """Whether "former" or the like stands before a title, in the words up to it."""
    return _FORMER.search(text, low, high) is not None


def phase_of(text: str, words: tuple[int, int], cue: int, given: Phase, post: bool) -> Phase:
    """Whether a relation begins, holds or has ended, by the words before its cue.

    Args:
        text: The article.
        words: Those of the clause up to the cue's end.
        cue: Where the cue begins.
        given: The phase that the cue itself says.
        post: Whether somebody's post is told, which verbs of naming and leaving begin and end.
    """
    if is_former(text, words[0], cue):
        return "ended"
    if post:
        said = text[words[0] : cue]
        told = [(m.end(), name) for name in ("begins", "ends") for m in _words(name, True).finditer(said)]
        if told:
            return "ended" if max(told)[1] == "ends" else "begins"
    return given


def modality(text: str, start: int, low: int, words: tuple[int, int]) -> Modality:
    """How sure the words are: negated before planned before possible; what hangs on a condition is hypothetical."""
    said = text[slice(*words)]
    if _words("negated").search(said) or _NO.search(said):
        return "negated"
    if _condition().search(text, start, low):
        return "hypothetical"
    if _words("possible").search(said):
        return "possible"
    return "planned" if _words("planned").search(said) else "asserted"
