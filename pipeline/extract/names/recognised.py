"""The recogniser's names, their boundaries repaired.

The recogniser decides sentence by sentence; here a name is decided once for the whole article, from all places where it
stands. Its type is settled in :mod:`pipeline.extract.names.evidence`.
"""

from __future__ import annotations

from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.names.behind_dates import name_start
from pipeline.extract.names.boundaries import extend, trim
from pipeline.extract.names.evidence import VARIANTS
from pipeline.extract.names.occurrences import TYPES, Name
from pipeline.extract.names.page_noise import is_address
from pipeline.extract.syntax.tokens import POSSESSIVES, Tokens

_CUTS = frozenset(('"', "“", "”", ";", "--", "—", "|", "\\", "\\\\"))
_CATEGORY_NOUNS = ("measure_nouns", "change_nouns", "audience_nouns", "per_nouns")
_TO_NUMBER = lexicons.words("function_words", role="by_to_from_at")
_CHANGE_END = 2  # tokens: "to 97,000"
_ABSTRACT = tuple(sorted(lexicons.words("entity_context_words", role="abstract_ending")))


def recognised(tokens: Tokens, busy: list[bool]) -> list[Name]:
    """The recogniser's names, their boundaries repaired, in text order, not overlapping.

    Args:
        tokens: The article.
        busy: True for tokens that are part of no name; set to True for the tokens of names and of other labelled spans.
    """
    kept: list[Name] = []
    for begin, last, label in tokens.labelled:
        first = name_start(tokens, begin, last)
        if first > begin and label not in TYPES:
            kept.append(Name(first, last, "ORG"))  # a subject of no known type; other places may outvote it
        elif label in TYPES:
            kept += [
                _without_numbers(tokens, Name(start, end, TYPES[label]))
                for start, end in _pieces(tokens, first, last, busy, label == "PERSON")
            ]
        elif last - first == 1 and first and tokens.capital[first - 1] and tokens.words[first].isdigit():
            # A number that stands alone after a capitalised word may be the model's: "Falcon 12".
            continue
        elif not any(tokens.capital[first:last]) or any(c.isdigit() for c in tokens.span(first, last)):
            busy[first:last] = [True] * (last - first)
    kept = _linked(tokens, kept)
    for name in kept:
        busy[name.first : name.last] = [True] * (name.last - name.first)
    for name in kept:
        extend(tokens, name, busy)
    kept = _rejoined(tokens, kept)
    return [name for name in kept if plausible(tokens, name)]


def _rejoined(tokens: Tokens, names: list[Name]) -> list[Name]:
    """Joins what the recogniser cut at a model's number ("Falcon 12" "Air")."""
    out: list[Name] = []
    for name in names:
        before = out[-1] if out else None
        if before is not None and before.last == name.first and tokens.words[before.last - 1][0].isdigit():
            if tokens.lowers[name.first] in VARIANTS:
                before.last = name.last
                continue
        out.append(name)
    return out


def _twice(tokens: Tokens, index: int) -> bool:
    """Whether a line's end and the next line's start say the same word, which also stands elsewhere by itself."""
    words = tokens.words
    if words[index] != words[index - 1] or not tokens.capital[index]:
        return False
    return tokens.alone[words[index]] > 2


def _pieces(tokens: Tokens, first: int, last: int, busy: list[bool], person: bool) -> list[tuple[int, int]]:
    """A recogniser's span cut at line ends, possessives and addresses, without what cannot begin or end a name."""
    out = []
    start = first
    for i in range(first, last + 1):
        if i < last:
            word = tokens.words[i]
            cut = word in POSSESSIVES and i + 1 < last and not tokens.glued(i + 1)
            if i > start and _twice(tokens, i):
                start = i
            dash = word == "-" and start < i < last - 1 and not tokens.glued(i) and not tokens.glued(i + 1)
            cut = cut or dash
            if not cut and not word.isspace() and word not in _CUTS and not busy[i] and not is_address(word):
                continue
        piece = trim(tokens, start, i, person)
        if piece[0] < piece[1]:
            out.append(piece)
        start = i + 1
    return out


def _without_numbers(tokens: Tokens, name: Name) -> Name:
    """Scores and counts beside the name of a place or person ("Norway 2") are no part of it, nor of any the end of a change."""
    while (
        name.last - name.first > _CHANGE_END
        and tokens.words[name.last - 1][0].isdigit()
        and tokens.lowers[name.last - 2] in _TO_NUMBER
    ):
        name.last -= _CHANGE_END  # "widened its recall of the Lund 3 to 97,000"
    if name.label in ("GPE", "PERSON", "NORP", "LOC"):
        while name.last - name.first > 1 and tokens.words[name.last - 1].isdigit():
            name.last -= 1
        while name.last - name.first > 1 and tokens.words[name.first].isdigit():
            name.first += 1
    return name


def _linked(tokens: Tokens, names: list[Name]) -> list[Name]:
    """Joins what the recogniser cut at a link word ("Council" "on Northern Fisheries") to one name."""
    heads = lexicons.words("entity_suffixes", drop="no")
    out: list[Name] = []
    for name in names:
        before = out[-1] if out else None
        if before is not None and name.first - before.last in (1, 2) and before.label in ("ORG", "FAC", "EVENT"):
            between = tokens.lowers[before.last : name.first]
            linked = between[0] in ("of", "for", "on") and between[1:] in ([], ["the"])
            if linked and tokens.lowers[before.last - 1] in heads and (between == ["of"] or name.label == "ORG"):
                before.last = name.last
                continue
        out.append(name)
    return out


@cache
def _category_nouns() -> frozenset[str]:
    """Common nouns of news, singular and plural, that open sentences."""
    out = set(lexicons.words("entity_heads", type="PERSON") | lexicons.words("entity_heads", group="company"))
    out |= lexicons.words("reporting_nouns", "noun")
    for name in _CATEGORY_NOUNS:
        out |= lexicons.words(name)
    return frozenset(out | {word + "s" for word in out})


def plausible(tokens: Tokens, name: Name) -> bool:
    """Whether a span can be a name at all: a capital in it that is not the capital of a sentence's common word."""
    words = tokens.lowers[name.first : name.last]
    false = lexicons.words("entity_false_names")
    if all(word in false or len(word) == 1 or not word[0].isalpha() for word in words):
        return False
    if not any(tokens.capital[name.first : name.last]) or tokens.span(name.first, name.last).lower() in false:
        return False
    if _opens_date(tokens, name):
        return False
    if len(words) == 1:
        common = words[0] in tokens.common and not tokens.words[name.first].isupper()
        if common and (tokens.initial[name.first] or tokens.title_case[tokens.sentence[name.first]]):
            return False
        if _is_common_opening(tokens, name):
            return False
        return words[0] not in lexicons.words("entity_common_words") or (
            len(words[0]) <= 3 and tokens.words[name.first].isupper()
        )
    return True


def _opens_date(tokens: Tokens, name: Name) -> bool:
    """Whether a name ends with the day of a date ("Norvik 13, 2024")."""
    after = tokens.words[name.last : name.last + 2]
    dated = len(after) == 2 and after[0] == "," and len(after[1]) == 4 and after[1].isdigit()
    return dated and tokens.words[name.last - 1].isdigit()


def _is_common_opening(tokens: Tokens, name: Name) -> bool:
    """Whether a sentence opens with a common noun and not with a name: "Demand for", "Restructuring costs"."""
    at = name.first
    word, lower = tokens.words[at], tokens.lowers[at]
    if not tokens.initial[at] or word in tokens.inner or word.isupper() or not word.isalpha():
        return False
    following = tokens.lowers[name.last] if name.last < len(tokens) else ""
    if lower in _category_nouns():
        return following not in lexicons.words("entity_heads")
    if tokens.tags[at] and not tokens.tags[at].startswith(("NNP", "FW")):
        return name.label not in ("GPE", "NORP", "LANGUAGE", "LOC")
    if name.label in ("", "PERSON", "ORG", "PRODUCT", "WORK"):
        noun_follows = following.isalpha() and following not in lexicons.words("entity_verbs")
        return following == "for" or (noun_follows and lower.endswith(_ABSTRACT) and not tokens.tags[at])
    return False
