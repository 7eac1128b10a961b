"""Names in an article: the recogniser's spans with their boundaries repaired, and the names that it missed.

The recogniser decides sentence by sentence; here a name is decided once for the whole article, from all places where it
stands. Its type is settled in :mod:`pipeline.extract.name_types`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.tokens import POSSESSIVES, Tokens

TYPES = {
    "PERSON": "PERSON",
    "ORG": "ORG",
    "PRODUCT": "PRODUCT",
    "GPE": "GPE",
    "LOC": "LOC",
    "NORP": "NORP",
    "EVENT": "EVENT",
    "WORK_OF_ART": "WORK",
    "FAC": "FAC",
    "LAW": "LAW",
    "LANGUAGE": "LANGUAGE",
}
"""OntoNotes labels of names and the entity types they stand for; the other labels are quantities and times."""

_PARTICLES = lexicons.words("entity_context_words", role="particle")
_DETERMINERS = frozenset(("the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "my", "your"))
_COMPOUNDS = lexicons.words("entity_context_words", role="compound_end")
_RANKS = lexicons.words("entity_context_words", role="rank")
_NAME_ENDS = lexicons.words("entity_context_words", role="name_end")
_CLOSED_TYPES = frozenset(("NORP", "LANGUAGE", "GPE"))


@dataclass(slots=True)
class Name:
    """One place where a name stands: tokens ``first`` to before ``last``, and the type the recogniser gave, if any."""

    first: int
    last: int
    label: str = ""


def recognised(tokens: Tokens, busy: list[bool]) -> list[Name]:
    """The recogniser's names, their boundaries repaired, in text order, not overlapping.

    Args:
        tokens: The article.
        busy: Set to True for the tokens of names and of other labelled spans.
    """
    kept: list[Name] = []
    for first, last, label in tokens.labelled:
        if label in TYPES:
            kept += [
                _without_numbers(tokens, Name(start, end, TYPES[label])) for start, end in _pieces(tokens, first, last)
            ]
        elif not any(tokens.capital[first:last]) or any(c.isdigit() for c in tokens.span(first, last)):
            busy[first:last] = [True] * (last - first)
    kept = _linked(tokens, kept)
    for name in kept:
        busy[name.first : name.last] = [True] * (name.last - name.first)
    for name in kept:
        _extend(tokens, name, busy)
    return [name for name in kept if _plausible(tokens, name)]


def key(tokens: Tokens, name: Name) -> str:
    """The form of a name by which its occurrences are known as the same: single spaces, as written."""
    return " ".join(tokens.words[name.first : name.last])


def _pieces(tokens: Tokens, first: int, last: int) -> list[tuple[int, int]]:
    """A recogniser's span cut at line ends and possessives, without what cannot begin or end a name."""
    out = []
    start = first
    for i in range(first, last + 1):
        if i < last:
            word = tokens.words[i]
            cut = word in POSSESSIVES and i + 1 < last and not tokens.glued(i + 1)
            if not cut and not word.isspace() and word not in ('"', "“", "”", ";", "--", "—", "|"):
                continue
        piece = _trim(tokens, start, i)
        if piece[0] < piece[1]:
            out.append(piece)
        start = i + 1
    return out


def _without_numbers(tokens: Tokens, name: Name) -> Name:
    """Scores and counts beside the name of a place or person ("Norway 2") are no part of it."""
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


def _trim(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    starters = lexicons.words("sentence_starters")
    titles = lexicons.words("entity_titles")
    while first < last:
        word, lower = tokens.words[first], tokens.lowers[first]
        sure = tokens.capital[first] or word[0].isdigit() or lower in _PARTICLES
        leading = lower in _DETERMINERS or (tokens.initial[first] and word in starters)
        titled = lower.rstrip(".") in titles and last - first > 1
        if sure and not leading and not titled and not _introduces(tokens, first, last):
            break
        first += 1
    while first < last:
        word = tokens.words[last - 1]
        if tokens.capital[last - 1] or word[0].isdigit():
            break
        last -= 1
    if first < last:
        first, last = without_offices(tokens, first, last)
    # "Ann Lee of Kestrel" is a person and her firm; only the person is sure.
    if last - first > 3 and tokens.lowers[first] in lexicons.words("entity_first_names"):
        for i in range(first + 1, last - 1):
            if tokens.lowers[i] in ("of", "from", "at"):
                last = i
                break
    # Of "Ministry (MoD" or "Fund) Smith" only the part on one side of the bracket is the name.
    for i in range(first, last):
        if tokens.words[i] in ("(", ")", "[", "]") and not tokens.glued(i):
            last = i
            break
    return first, last


def without_offices(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    """A span without the office at its end ("Kestrel Regional Director") or at its start ("Executive Ann Lee")."""
    titles, lowers = lexicons.words("entity_titles"), tokens.lowers
    if lowers[last - 1] in titles and lowers[last - 1] not in _NAME_ENDS:
        last -= 1
        while last > first and lowers[last - 1] in _RANKS:
            last -= 1
    while last - first > 2 and lowers[first] in _RANKS:
        first += 1
    return first, last


def _introduces(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a sentence opens with a common noun that only introduces the name ("Chipmaker X", "Actor X Y")."""
    if not tokens.initial[first] or last - first < 2 or not tokens.capital[first + 1]:
        return False
    lower = tokens.lowers[first]
    return lower in lexicons.words("entity_heads", type="PERSON") or lower in lexicons.words(
        "entity_heads", group="company"
    )


def joined(tokens: Tokens, index: int) -> bool:
    """Whether a hyphen or slash binds the tokens around it into one word ("V-2")."""
    return tokens.words[index] in ("-", "/", "–") and tokens.glued(index) and tokens.glued(index + 1)


@cache
def _no_names() -> frozenset[str]:
    """Words that do not go on a name beside them, capitalised or not."""
    return lexicons.words("entity_titles") | lexicons.words("entity_common_words")


def _extend(tokens: Tokens, name: Name, busy: list[bool]) -> None:
    """Add the capitalised neighbours that the recogniser left outside ("Kestrel" of "Kestrel AI")."""
    first, last = tokens.sentences[tokens.sentence[name.first]]
    stop = _no_names()
    headline = tokens.title_case[tokens.sentence[name.first]]
    while name.last < last and not busy[name.last]:
        i = name.last
        if _is_model_number(tokens, i, last, name):
            busy[i] = True
            name.last = i + 1
            continue
        bound = i + 1 < last and joined(tokens, i) and not busy[i + 1]
        if bound and (tokens.capital[i + 1] or tokens.words[i + 1][0].isdigit()):
            step = 2
        elif (
            name.label == "PERSON"
            and bound
            and tokens.words[i + 1].isalpha()
            and tokens.lowers[i + 1] not in _COMPOUNDS
        ):
            # Given names such as "Min-jun".
            step = 2
        elif (
            not bound
            and not headline
            and tokens.capital[i]
            and tokens.lowers[i].rstrip(".s") not in stop
            and name.label not in _CLOSED_TYPES | {"PERSON"}
            and not _heads_a_name(tokens, i)
        ):
            step = 1
        else:
            break
        busy[i : i + step] = [True] * step
        name.last = i + step
    while name.first > first and not headline and not busy[name.first - 1]:
        i = name.first - 1
        lower = tokens.lowers[i]
        if joined(tokens, i) and i > first and tokens.capital[i - 1] and not busy[i - 1]:
            step = 2
        elif tokens.capital[i] and tokens.words[i][-1].isalnum() and not tokens.initial[i] and lower not in stop:
            if name.label == "NORP" or lower in _RANKS or lower.rstrip("s") in lexicons.words("entity_false_names"):
                break
            step = 1
        else:
            break
        name.first -= step
        busy[name.first : i + 1] = [True] * step


def _is_model_number(tokens: Tokens, index: int, last: int, name: Name) -> bool:
    """Whether a bare number goes on the name of a product ("eBook 4", "Falcon Pro 12"): no counted noun follows it."""
    word = tokens.words[index]
    if not (word.isdigit() and len(word) <= 2) or tokens.glued(index):
        return False
    mixed = any(w[1:] != w[1:].lower() and not w.isupper() for w in tokens.words[name.first : name.last])
    if not mixed and name.label != "PRODUCT":
        return False
    if index + 1 >= last:
        return True
    following = tokens.words[index + 1]
    if following[0].isalpha():
        return tokens.capital[index + 1] or tokens.lowers[index + 1] in lexicons.words("entity_common_words")
    return following in (",", ".", "'s", "’s", ")", ";", ":", "?", "!")


def _heads_a_name(tokens: Tokens, index: int) -> bool:
    """Whether a capitalised abbreviation ("CEO", "TV") is the noun after a name and no part of it."""
    lower = tokens.lowers[index]
    return lower != "ai" and (
        lower in lexicons.words("entity_false_names") or lower in lexicons.words("entity_heads", type="PERSON")
    )


def _plausible(tokens: Tokens, name: Name) -> bool:
    """Whether a span can be a name at all: a capital in it that is not the capital of a sentence's common word."""
    words = tokens.lowers[name.first : name.last]
    false = lexicons.words("entity_false_names")
    if all(word in false or len(word) == 1 or not word[0].isalpha() for word in words):
        return False
    if not any(tokens.capital[name.first : name.last]):
        return False
    if len(words) == 1:
        common = words[0] in tokens.common and not tokens.words[name.first].isupper()
        if common and (tokens.initial[name.first] or tokens.title_case[tokens.sentence[name.first]]):
            return False
        return words[0] not in lexicons.words("entity_common_words") or (
            len(words[0]) <= 3 and tokens.words[name.first].isupper()
        )
    return True
