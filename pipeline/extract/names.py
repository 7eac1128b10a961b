"""Names in an article: the recogniser's spans with their boundaries repaired, and the names that it missed.

The recogniser decides sentence by sentence; here a name is decided once for the whole article, from all places where it
stands. Its type is settled in :mod:`pipeline.extract.name_types`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

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

_PARTICLES = frozenset(
    "de da di del della der den van von la le el al bin ibn du dos das ter ten y e af zu zum".split()
)
_LINKS = frozenset(("of", "for", "and", "&", "the", "on", "in", "de", "du", "del"))
_DETERMINERS = frozenset(("the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "my", "your"))
_COMPOUNDS = frozenset("based led born style like era backed owned run inspired related free themed esque level made only".split())
_CLOSED_TYPES = frozenset(("NORP", "LANGUAGE", "GPE"))


@dataclass(slots=True)
class Name:
    """One place where a name stands: tokens ``first`` to before ``last``, and the type the recogniser gave, if any."""

    first: int
    last: int
    label: str = ""


def find(tokens: Tokens) -> list[Name]:
    """Names in text order, not overlapping."""
    kept: list[Name] = []
    busy = [False] * len(tokens)
    for first, last, label in tokens.labelled:
        if label in TYPES:
            kept += [_without_numbers(tokens, Name(start, end, TYPES[label])) for start, end in _pieces(tokens, first, last)]
        elif not any(tokens.capital[first:last]) or any(c.isdigit() for c in tokens.span(first, last)):
            busy[first:last] = [True] * (last - first)
    kept = _linked(tokens, kept)
    for name in kept:
        busy[name.first : name.last] = [True] * (name.last - name.first)
    for name in kept:
        _extend(tokens, name, busy)
    kept = [name for name in kept if _plausible(tokens, name)]
    kept += _missed(tokens, kept, busy)
    kept.sort(key=lambda name: name.first)
    return _recurring(tokens, kept)


def places_inside(tokens: Tokens, places: dict[tuple[str, ...], int], names: list[Name]) -> list[tuple[Name, int]]:
    """Places named inside longer names ("Oslo" in "University of Oslo").

    Args:
        tokens: The article.
        places: The words of the places that the article also names by themselves, with their entity's number.
        names: The names of other entities.

    Returns:
        The inner names with their entity's number.
    """
    out = []
    starts = {words[0] for words in places}
    for name in names:
        i = name.first
        while i < name.last:
            end = i + 1
            if tokens.words[i] in starts:
                for last in range(name.last, i, -1):
                    found = places.get(tuple(tokens.words[i:last]))
                    if found is not None and last - i < name.last - name.first:
                        out.append((Name(i, last), found))
                        end = last
                        break
            i = end
    return out


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
        if sure and not leading and not (lower.rstrip(".") in titles and last - first > 1):
            break
        first += 1
    while first < last:
        word = tokens.words[last - 1]
        if tokens.capital[last - 1] or word[0].isdigit():
            break
        last -= 1
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


def _joined(tokens: Tokens, index: int) -> bool:
    """Whether a hyphen or slash binds the tokens around it into one word ("V-2")."""
    return tokens.words[index] in ("-", "/", "–") and tokens.glued(index) and tokens.glued(index + 1)


def _extend(tokens: Tokens, name: Name, busy: list[bool]) -> None:
    """Add the capitalised neighbours that the recogniser left outside ("Kestrel" of "Kestrel AI")."""
    first, last = tokens.sentences[tokens.sentence[name.first]]
    stop = lexicons.words("entity_titles") | lexicons.words("entity_common_words")
    headline = tokens.title_case[tokens.sentence[name.first]]
    while name.last < last and not busy[name.last]:
        i = name.last
        joined = i + 1 < last and _joined(tokens, i) and not busy[i + 1]
        if joined and (tokens.capital[i + 1] or tokens.words[i + 1][0].isdigit()):
            step = 2
        elif (
            name.label == "PERSON"
            and joined
            and tokens.words[i + 1].isalpha()
            and tokens.lowers[i + 1] not in _COMPOUNDS
        ):
            # Given names such as "Min-jun".
            step = 2
        elif (
            not joined
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
        if _joined(tokens, i) and i > first and tokens.capital[i - 1] and not busy[i - 1]:
            step = 2
        elif tokens.capital[i] and tokens.words[i][-1].isalnum() and not tokens.initial[i] and lower not in stop:
            if name.label == "NORP" or lower.rstrip("s") in lexicons.words("entity_false_names"):
                break
            step = 1
        else:
            break
        name.first -= step
        busy[name.first : i + 1] = [True] * step


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
    if all(word in false or not word[0].isalpha() for word in words):
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


def _missed(tokens: Tokens, known: list[Name], busy: list[bool]) -> list[Name]:
    """Capitalised runs inside sentences that the recogniser did not see."""
    skip = (
        lexicons.words("entity_common_words") | lexicons.words("entity_false_names") | lexicons.words("entity_titles")
    )
    out: list[Name] = []
    for number, (first, last) in enumerate(tokens.sentences):
        if tokens.title_case[number]:
            continue
        i = first
        while i < last:
            if busy[i] or not tokens.capital[i]:
                i += 1
                continue
            start = i
            while i < last and not busy[i] and (tokens.capital[i] or _bridges(tokens, i, last)):
                i += 1
            out += _run(tokens, start, i, skip)
    return out


def _bridges(tokens: Tokens, index: int, last: int) -> bool:
    """Whether a token inside a run belongs to it: a joining hyphen, "&", "of" between two capitalised words."""
    if index + 1 >= last or not tokens.capital[index + 1]:
        return False
    return _joined(tokens, index) or tokens.words[index] in ("&", "of")


def _run(tokens: Tokens, first: int, last: int, skip: frozenset[str]) -> list[Name]:
    while first < last and (
        tokens.lowers[first].rstrip(".") in skip or (tokens.initial[first] and tokens.lowers[first] in tokens.common)
    ):
        first += 1
        while first < last and not tokens.capital[first]:
            first += 1
    while first < last and (not tokens.capital[last - 1]):
        last -= 1
    if first >= last:
        return []
    tags = tokens.tags[first:last]
    if tags[0] and not any(tag in ("NNP", "NNPS") for tag in tags):
        return []
    if tokens.initial[first] and last - first == 1 and not (tags[0] and _begins_clause(tokens, first)):
        return []
    if last - first == 1 and (tokens.lowers[first] in skip or len(tokens.words[first]) < 2):
        return []
    return [Name(first, last)]


def _begins_clause(tokens: Tokens, first: int) -> bool:
    """Whether an unknown capitalised word opens its sentence as the subject of a verb."""
    if tokens.lowers[first] in lexicons.words("entity_heads") or not tokens.words[first].isalpha():
        return False
    return tokens.tags[first] == "NNP" and tokens.deps[first] in ("nsubj", "nsubjpass")


def _derived(tokens: Tokens, name: Name) -> tuple[str, ...] | None:
    """The short form in which a full name is likely to recur: the surname, the firm without its suffix."""
    words = tokens.words[name.first : name.last]
    if len(words) < 2 or not words[-1].isalpha():
        return None
    if name.label == "PERSON" and len(words) <= 4 and words[-1][0].isupper() and len(words[-1]) > 2:
        short = words[-1:]
    elif words[-1].lower() in lexicons.words("entity_suffixes", drop="yes") or words[-1] == "AI":
        short = words[:-1]
    else:
        return None
    if len(short) == 1 and (short[0].lower() in tokens.common or short[0].lower() in lexicons.words("entity_common_words")):
        return None
    return tuple(short)


def _recurring(tokens: Tokens, names: list[Name]) -> list[Name]:
    """The names, and every other place where the words of one of them stand."""
    forms: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in names:
        words = tuple(tokens.words[name.first : name.last])
        forms[words[0]].add(words)
        short = _derived(tokens, name)
        if short:
            forms[short[0]].add(short)
    taken = [False] * len(tokens)
    for name in names:
        taken[name.first : name.last] = [True] * (name.last - name.first)
    longest_first = {word: sorted(group, key=len, reverse=True) for word, group in forms.items()}
    added: list[Name] = []
    for i, word in enumerate(tokens.words):
        if taken[i] or word not in longest_first:
            continue
        for form in longest_first[word]:
            end = i + len(form)
            if tuple(tokens.words[i:end]) != form or any(taken[i:end]):
                continue
            if len(form) == 1 and tokens.initial[i] and word.lower() in tokens.common:
                continue
            added.append(Name(i, end))
            taken[i:end] = [True] * len(form)
            break
    return sorted(names + added, key=lambda name: name.first)
