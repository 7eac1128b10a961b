"""One thing in many articles: keys of names, such that two things rather keep two keys than one thing takes another's."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipeline.tables import packaged

_TOKEN = re.compile(r"[^\W_]+(?:[.&'’][^\W_]+)*")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
_FOLLOWED = frozenset({"PERSON", "ORG", "PRODUCT", "GPE", "LOC", "FAC", "WORK", "EVENT"})


@cache
def _words(place: str) -> frozenset[str]:
    return frozenset(row["word"] for row in packaged("pipeline.compare", "legal_forms") if row["place"] == place)


def key(name: str | None, kind: str | None) -> str | None:
    """What a name is known by in every article: without legal form, title, case and accents; null for what may be several.

    A person is known by two words at least (a surname alone is many people's), and a thing without a type by nothing.

    >>> key("Kuaishou Technology", "ORG"), key("Kuaishou", "ORG"), key("Ms. Smith", "PERSON")
    ('kuaishou', 'kuaishou', None)
    """
    if not name or kind not in _FOLLOWED:
        return None
    plain = unicodedata.normalize("NFKD", name.translate(_letters())).encode("ascii", "ignore").decode().lower()
    words = [word.replace(".", "").removesuffix("'s") for word in _TOKEN.findall(plain or name.lower())]
    while len(words) > 1 and words[-1] in _words("end"):
        words.pop()
    while len(words) > 1 and words[0] in _words("begin"):
        words.pop(0)
    if not words or (kind == "PERSON" and len(words) < 2):
        return None
    if kind == "PERSON":
        words = _initials_together(words)
        if len(words) < 2:
            return None
    return " ".join(words)


def heard(name: str | None, kind: str | None) -> str | None:
    """``key`` with the names of people as one of their transliterations: what two articles' names are compared by.

    >>> heard("Anton Petroff", "PERSON") == heard("Anton Petrov", "PERSON")
    True
    """
    found = key(name, kind)
    return " ".join(map(_spelt, found.split())) if found and kind == "PERSON" else found


def may_be_one(first: str, second: str) -> bool:
    """Whether two keys may be one person's: one surname, and first names of which one is the other's beginning.

    >>> may_be_one("a lopes", "ana lopes"), may_be_one("ana lopes", "rui lopes")
    (True, False)
    """
    a, b = first.split(), second.split()
    return a[-1] == b[-1] and (a[0].startswith(b[0]) or b[0].startswith(a[0]))


def _initials_together(words: list[str]) -> list[str]:
    """ "j k lowe" as "jk lowe"."""
    found: list[str] = []
    for word in words:
        if found and len(word) == 1 and all(len(w) == 1 for w in words[: words.index(word)]):
            found[-1] += word
        else:
            found.append(word)
    return found


def _spelt(word: str) -> str:
    """A word of a person's name as one of its transliterations."""
    if len(word) < 4:
        return word
    for row in packaged("pipeline.compare", "transliterations"):
        if row["place"] == "any":
            word = word.replace(row["written"], row["as"])
        elif row["place"] == "end" and word.endswith(row["written"]):
            word = word.removesuffix(row["written"]) + row["as"]
    return _DOUBLED.sub(r"\1", word)


@cache
def _letters() -> dict[int, str]:
    rows = packaged("pipeline.compare", "transliterations")
    return str.maketrans({row["written"]: row["as"] for row in rows if row["place"] == "letter"})
