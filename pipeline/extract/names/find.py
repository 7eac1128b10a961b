"""Names that the recogniser did not see: capitalised runs, titles in quotation marks, and known names standing again."""

from __future__ import annotations

from collections import defaultdict

from pipeline.extract import lexicons
from pipeline.extract.names.boundaries import is_model_number
from pipeline.extract.names.evidence import is_versioned
from pipeline.extract.names.occurrences import Name, joined
from pipeline.extract.names.offices import without_offices
from pipeline.extract.names.page_noise import mark
from pipeline.extract.names.possessive import of_members
from pipeline.extract.names.recognised import plausible, recognised
from pipeline.extract.syntax.tokens import Tokens

_TITLE_WORDS = 9


def find(tokens: Tokens) -> list[Name]:
    """All names of an article in text order, not overlapping."""
    busy = [False] * len(tokens)
    mark(tokens, busy)
    furniture = list(busy)
    names = recognised(tokens, busy)
    names += _missed(tokens, busy)
    names.sort(key=lambda name: name.first)
    names = of_members(tokens, names, furniture)
    names = _numbered(tokens, _uncoordinated(tokens, _with_titles(tokens, names)))
    return _recurring(tokens, names, furniture)


def _uncoordinated(tokens: Tokens, names: list[Name]) -> list[Name]:
    """The names, "X and Y" cut in two where X or Y also stands alone."""
    known = {tuple(tokens.words[name.first : name.last]) for name in names}
    out: list[Name] = []
    for name in names:
        middle = next((i for i in range(name.first + 1, name.last - 1) if tokens.lowers[i] == "and"), 0)
        if middle and (
            tuple(tokens.words[name.first : middle]) in known or tuple(tokens.words[middle + 1 : name.last]) in known
        ):
            out += [Name(name.first, middle, name.label), Name(middle + 1, name.last, name.label)]
        else:
            out.append(name)
    return out


def _with_titles(tokens: Tokens, names: list[Name]) -> list[Name]:
    """The names, with capitalised titles in quotation marks ("The Salt Road") in place of the names inside them."""
    titles: list[Name] = []
    opened = -1
    for i, word in enumerate(tokens.words):
        if word in ("“", "``") or (word == '"' and tokens.quoted[i]):
            opened = i
        elif opened >= 0 and word in ("”", "''", '"'):
            if 2 <= i - opened - 1 <= _TITLE_WORDS and _is_title(tokens, opened + 1, i):
                titles.append(Name(opened + 1, i - (tokens.words[i - 1] in (",", ".")), "WORK"))
            opened = -1
    if not titles:
        return names
    whole = [title for title in titles if not any(n.first <= title.first and n.last >= title.last for n in names)]
    covered = {i for title in whole for i in range(title.first, title.last)}
    kept = [n for n in names if n.first not in covered]
    return sorted(kept + whole, key=lambda name: name.first)


def _is_title(tokens: Tokens, first: int, last: int) -> bool:
    """Whether quoted words are written as a title is: capitals but for small words, no sentence inside."""
    if tokens.words[last - 1] in (",", "."):
        last -= 1
    words = tokens.words[first:last]
    content = [i for i in range(first, last) if len(tokens.words[i]) > 3 and tokens.words[i].isalpha()]
    if last - first < 2 or not tokens.capital[first] or not tokens.capital[last - 1]:
        return False
    if tokens.title_case[tokens.sentence[first]] or any(word in ".!?;:" for word in words):
        return False
    return len(content) >= 2 and all(tokens.capital[i] for i in content)


def _missed(tokens: Tokens, busy: list[bool]) -> list[Name]:
    """Capitalised runs inside sentences that the recogniser did not see."""
    kept = lexicons.words("entity_titles", kept="1")
    skip = (
        lexicons.words("entity_common_words") | lexicons.words("entity_false_names") | lexicons.words("entity_titles")
    )
    skip -= kept
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
            while i < last and not busy[i] and (tokens.capital[i] or _bridges(tokens, i, last, start)):
                i += 1
            out += _run(tokens, start, i, skip)
    return out


def _bridges(tokens: Tokens, index: int, last: int, start: int) -> bool:
    """Whether a token inside a run belongs to it: a joining hyphen, "&", "of" between two capitals, a model number."""
    if is_model_number(tokens, index, last, Name(start, index)):
        return True
    if index + 1 >= last or not tokens.capital[index + 1]:
        return False
    return joined(tokens, index) or tokens.words[index] in ("&", "of")


def _run(tokens: Tokens, first: int, last: int, skip: frozenset[str]) -> list[Name]:
    while first < last and (
        tokens.lowers[first].rstrip(".") in skip or (tokens.initial[first] and tokens.lowers[first] in tokens.common)
    ):
        first += 1
        while first < last and not tokens.capital[first]:
            first += 1
    while first < last and not tokens.capital[last - 1] and not tokens.words[last - 1][0].isdigit():
        last -= 1
    if first < last:
        first, last = without_offices(tokens, first, last)
    if first >= last:
        return []
    tags = tokens.tags[first:last]
    if tags[0] and not any(tag in ("NNP", "NNPS") for tag in tags) and not is_versioned(tokens.words[last - 1]):
        return []
    if tokens.initial[first] and last - first == 1 and not (tags[0] and _begins_clause(tokens, first)):
        return []
    if last - first == 1 and (tokens.lowers[first] in skip or len(tokens.words[first]) < 2):
        return []
    name = Name(first, last)
    return [name] if plausible(tokens, name) else []


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
    if len(short) == 1 and (
        short[0].lower() in tokens.common or short[0].lower() in lexicons.words("entity_common_words")
    ):
        return None
    return tuple(short)


def _numbered(tokens: Tokens, names: list[Name]) -> list[Name]:
    """The names, with the numbers of models whose family the article elsewhere gives a number ("Falcon 12 Pro")."""
    families = set()
    for name in names:
        for i in range(name.first + 1, name.last):
            if tokens.words[i][0].isdigit() and tokens.words[i - 1][-1].isalpha():
                families.add(" ".join(tokens.words[name.first : i]))
    if not families:
        return names
    known = frozenset(families)
    for name, after in zip(names, [*names[1:], Name(len(tokens), len(tokens))], strict=True):
        end = tokens.sentences[tokens.sentence[name.first]][1]
        if name.last < min(end, after.first) and is_model_number(tokens, name.last, end, name, known):
            name.last += 1
    return names


def _recurring(tokens: Tokens, names: list[Name], taken: list[bool]) -> list[Name]:
    """The names, and every other place where the words of one of them stand, unless it is taken."""
    if not names:
        return []
    forms: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in names:
        words = tuple(tokens.words[name.first : name.last])
        forms[words[0]].add(words)
        short = _derived(tokens, name)
        if short:
            forms[short[0]].add(short)
    for name in names:
        taken[name.first : name.last] = [True] * (name.last - name.first)
    for name, after in zip(names, [*names[1:], Name(len(tokens), len(tokens))], strict=True):
        for form in forms[tokens.words[name.first]]:
            end = name.first + len(form)
            if name.last < end <= after.first and tuple(tokens.words[name.first : end]) == form:
                name.last = end
                taken[name.first : end] = [True] * len(form)
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
