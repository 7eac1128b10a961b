"""Names of properties: from the words that say what is measured, the unit and the kind to one short noun.

Facts are grouped and compared by it: "weighs", "a weight of" and "a 700-gram loaf" all have "weight". What the table
``property_names.tsv`` does not know keeps the lemma of its head ("kitchens": kitchen).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.extract import lexicons
from pipeline.extract.quantities.draft import COUNTS
from pipeline.extract.syntax.inflection import inflections, singular, verb_lemma
from pipeline.records import Kind

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_LINKS = lexicons.words("function_words", role="ends_property")
_LONGEST = 3  # words of an entry
_NOUN, _VERB, _ADJECTIVE = "noun", "verb", "adjective"


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    part: str
    kinds: frozenset[str]


@cache
def _entries() -> dict[str, tuple[_Entry, ...]]:
    """Entries by every form of their words; of several, those that stand first in the table come first."""
    found: dict[str, list[_Entry]] = {}
    for row in lexicons.read("property_names"):
        name, kinds = row["name"], frozenset(filter(None, row["kinds"].split("|")))
        for noun in (name, *filter(None, row["nouns"].split("|"))):
            found.setdefault(noun, []).append(_Entry(name, _NOUN, kinds))
        for verb in filter(None, row["verbs"].split("|")):
            for form in inflections(verb):
                found.setdefault(form, []).append(_Entry(name, _VERB, kinds))
        for word in filter(None, row["adjectives"].split("|")):
            for form in (word, *_compared(word)):
                found.setdefault(form, []).append(_Entry(name, _ADJECTIVE, kinds))
    return {form: tuple(entries) for form, entries in found.items()}


def _compared(word: str) -> tuple[str, str]:
    stem = word[:-1] if word.endswith(("e", "y")) else word
    stem += "i" if word.endswith("y") else ""
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnt]", word):
        stem += word[-1]  # "hotter"
    return stem + "er", stem + "est"


@cache
def _defaults() -> dict[str, str]:
    rows = lexicons.read("property_names")
    return {kind: row["name"] for row in reversed(rows) for kind in row["default"].split("|") if kind}


def default_name(kind: Kind) -> str | None:
    """What a quantity of a kind measures where no word says it: an age "age", kilograms "weight"; None if open."""
    return _defaults().get(kind)


@lru_cache(maxsize=8192)
def property_name(words: str, kind: Kind, verb: bool = False) -> str:
    """The canonical name of what words say is measured.

    Args:
        words: The property as it stands in the article: a noun with its modifiers and "of" phrase, a verb, an adjective.
        kind: The quantity's kind: "long" is a length of things and a duration of time.
        verb: Whether the parser took the head for a verb.
    """
    said = [word.lower() for word in _WORD.findall(words)]
    if not said:
        return default_name(kind) or words.lower()
    head, behind = _parted(said)
    order: tuple[str, ...] = (_VERB, _ADJECTIVE, _NOUN) if verb else (_NOUN, _ADJECTIVE, _VERB)
    if kind in COUNTS and not verb:
        order = (_NOUN,)  # "20 seats" are no capacity
    for length in range(min(_LONGEST, len(head)), 0, -1):
        known = _known(head[-length:], kind, order) or _known([*head[-length:-1], singular(head[-1])], kind, order)
        if known is not None:
            return known
    if behind and singular(head[-1]) in lexicons.words("measure_nouns", owner="generic"):
        return property_name(" ".join(behind), kind)  # "the number of ferries"
    if verb:
        return verb_lemma(head[0])
    return singular(head[-1])


def _parted(said: list[str]) -> tuple[list[str], list[str]]:
    """The head with what stands before it, and what stands behind its first preposition."""
    cut = next((i for i, word in enumerate(said) if i and word in _LINKS), len(said))
    return said[:cut], said[cut + 1 :]


def _known(said: list[str], kind: Kind, order: tuple[str, ...]) -> str | None:
    entries = _entries().get(" ".join(said), ())
    for part in order:
        for entry in entries:
            # Things counted are held to kinds as verbs are ("32 charges" are no fee); of other kinds a noun says enough.
            free = not entry.kinds or (part == _NOUN and kind not in COUNTS)
            if entry.part == part and (free or kind in entry.kinds or said == entry.name.split()):
                return entry.name
    return None
