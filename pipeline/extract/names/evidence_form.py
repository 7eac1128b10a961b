"""Evidence of a name's type inside the name: its suffix, its first word, its digits and capitals."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import (
    MIDDLE,
    STRONG,
    VARIANTS,
    WEAK,
    Evidence,
    column,
    first_name_gender,
    heads,
    is_versioned,
)

_BANK_SIDES = lexicons.words("entity_context_words", role="bank_side")
_NUMERALS = lexicons.words("entity_context_words", role="numeral")
_CAMEL = re.compile(r"[a-z][A-Z]")
_SURNAMES = tuple(sorted(lexicons.words("entity_context_words", role="surname")))
_SURNAMES_TOO = ("FAC", "LOC", "GPE")  # halls, hills and parks are surnames as well


@dataclass(frozen=True, slots=True)
class _Form:
    """A name's words, the same in lower case without a numeral, its head with the type that it tells, and its labels."""

    words: list[str]
    lowers: list[str]
    head: str
    suffix: str | None
    labels: set[str]


def of_form(words: list[str], labels: set[str], evidence: Evidence) -> None:
    """Evidence inside a name: its last word, its first name, its digits and capitals.

    Args:
        words: The name's words.
        labels: The types that the recogniser gave it anywhere.
        evidence: What is found is added to it.
    """
    lowers = [word.lower().rstrip(".") for word in words]
    if len(lowers) > 2 and lowers[-1] in _NUMERALS:
        lowers.pop()
    form = _Form(words, lowers, *_suffix(words, lowers), labels)
    for cue in _CUES_OF_SEVERAL if len(words) > 1 else _CUES_OF_ONE:
        cue(form, evidence)


def _suffix(words: list[str], lowers: list[str]) -> tuple[str, str | None]:
    """The word that tells what is named, the last one or that before "of", and the type that it tells."""
    types = column("entity_suffixes", "type")
    of = next((i for i, word in enumerate(lowers) if word == "of" and i), 0)
    if of:
        return lowers[of - 1], types.get(lowers[of - 1])
    last = lowers[-1]
    if last == "bank" and lowers[0] in _BANK_SIDES:
        return last, "LOC"
    if last in VARIANTS and len(words) > 1 and _is_model(words):
        return last, "PRODUCT"
    return last, types.get(last)


def _is_model(words: list[str]) -> bool:
    """Whether a name whose last word is one of variants is a model's: a number or a mixed-case word is before it."""
    return any(w[0].isdigit() or (w[1:] != w[1:].lower() and not w.isupper()) for w in words[:-1])


def _by_suffix(form: _Form, evidence: Evidence) -> None:
    """ "Norvik Bank", "the Port of Aldous"."""
    if not form.suffix:
        return
    surname = form.labels == {"PERSON"} and form.suffix in _SURNAMES_TOO
    evidence.scores[form.suffix] += WEAK if surname else STRONG
    entry = heads().get(form.head)
    if entry:
        evidence.nouns.add(form.head)
    if column("entity_suffixes", "drop").get(form.head) == "yes":
        evidence.groups.add("company")
    elif entry:
        evidence.groups.add(entry[1])


def _by_place(form: _Form, evidence: Evidence) -> None:
    """A state, city or world body that is known."""
    whole = " ".join(form.words)
    place = column("entity_places", "type").get(whole) or column("entity_aliases", "type").get(whole.lower())
    if place:
        evidence.scores[place] += STRONG + MIDDLE
        evidence.placed += 1
        evidence.nouns.add(column("entity_places", "noun").get(whole, "country"))


def _by_head_words(form: _Form, evidence: Evidence) -> None:
    """Head nouns at either end of a name: "Cyclone Ada" is a cyclone, "the Grand Mosque" a mosque."""
    lowers = form.lowers
    for word in (lowers[0], lowers[-1]):
        entry = heads().get(word)
        if entry is not None and entry[0] not in ("PERSON", "NORP"):
            evidence.nouns.add(word)
    if not form.suffix and len(lowers) == 2 and heads().get(lowers[0], ("",))[0] in ("EVENT", "LOC"):
        evidence.scores[heads()[lowers[0]][0]] += STRONG


def _by_nationality(form: _Form, evidence: Evidence) -> None:
    """ "Norwegian"."""
    if form.lowers[0] in column("entity_demonyms", "place"):
        evidence.scores["NORP"] += 2 * STRONG


def _by_title(form: _Form, evidence: Evidence) -> None:
    """ "Lord Norvik"."""
    if form.lowers[0] in lexicons.words("entity_titles", kept="1"):
        evidence.scores["PERSON"] += STRONG
        evidence.genders[column("entity_titles", "gender")[form.lowers[0]]] += 3


def _by_first_name(form: _Form, evidence: Evidence) -> None:
    """ "Ada Norvik"; a first name alone tells the gender if it is a person."""
    gender = first_name_gender(form.words[0])
    several = len(form.words) > 1 and all(word[0].isalpha() for word in form.words)
    if several and gender is not None and not form.suffix:
        evidence.scores["PERSON"] += MIDDLE
    if gender:
        evidence.genders[gender] += 1


def _by_capitals(form: _Form, evidence: Evidence) -> None:
    """ "ByteForge", "iSlate": firms and products are written so."""
    word = form.words[0]
    if _CAMEL.search(word) and not word.startswith(_SURNAMES):
        evidence.scores["PRODUCT" if word[0].islower() else "ORG"] += WEAK if word[1].isupper() else WEAK / 4
        evidence.scores["PERSON"] -= MIDDLE
        evidence.scores["GPE"] -= MIDDLE


def _by_digits(form: _Form, evidence: Evidence) -> None:
    """ "Falcon 12", and of one word "KST-4"."""
    words = form.words
    digits = any(map(str.isdigit, "".join(words)))
    if digits and any(word.isalpha() and len(word) > 1 for word in words) and not form.suffix:
        evidence.scores["PRODUCT"] += MIDDLE
    elif len(words) == 1 and is_versioned(words[0]):
        evidence.scores["PRODUCT"] += STRONG


_Cue = Callable[[_Form, Evidence], None]
_CUES_OF_SEVERAL: tuple[_Cue, ...] = (_by_suffix, _by_place, _by_head_words, _by_title, _by_first_name, _by_digits)
_CUES_OF_ONE: tuple[_Cue, ...] = (_by_place, _by_nationality, _by_first_name, _by_capitals, _by_digits)
"""What is read off a name of several words, and off one of a single word."""
