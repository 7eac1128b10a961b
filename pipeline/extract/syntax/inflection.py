"""Inflection: the lemmas of the few words that rules read, and the forms of listed verbs."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons

if TYPE_CHECKING:
    from spacy.tokens import Token


_SINGULAR = lexicons.words("function_words", role="singular")
_VOWELS = frozenset("aeiou")


@cache
def _irregular() -> tuple[dict[str, str], dict[str, str], dict[str, list[tuple[str, str]]]]:
    verbs: dict[str, str] = {}
    nouns: dict[str, str] = {}
    forms: dict[str, list[tuple[str, str]]] = {}
    for row in lexicons.read("inflections"):
        (nouns if row["tag"] == "NNS" else verbs)[row["form"]] = row["lemma"]
        forms.setdefault(row["lemma"], []).append((row["form"], row["tag"]))
    return verbs, nouns, forms


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """The singular of a plural noun, its capitals kept."""
    lower = word.lower()
    nouns = _irregular()[1]
    if lower in nouns:
        found = nouns[lower]
        return word if found == lower else word[0] + found[1:] if found[0] == lower[0] else found
    for plural, lemma in (("men", "man"), ("people", "person"), ("children", "child")):
        if lower.endswith(plural) and len(lower) > len(plural):
            return word[: -len(plural)] + lemma
    if (
        len(lower) < 4
        or not lower.endswith("s")
        or lower.endswith("ss")
        or (lower.endswith("us") and word[-2:] != "Us")
    ):
        return (
            word[:-1]
            if len(lower) == 3 and lower.endswith("s") and lower[:-1].isalpha() and lower not in _SINGULAR
            else word
        )
    if lower.endswith("ies") and len(lower) > 4:
        return word[:-3] + "y"
    if lower.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1]


def noun_lemma(token: Token) -> str:
    """The singular of a counted noun: lower case unless it is a name ("users" user, "Iraqis" Iraqi)."""
    return _noun_lemma(token.text, token.tag_)


@lru_cache(maxsize=8192)
def _noun_lemma(text: str, tag: str) -> str:
    text = text if tag in ("NNP", "NNPS") and not text.isupper() and text[:1].isupper() else text.lower()
    return singular(text) if tag in ("NNS", "NNPS") or text.lower() in _irregular()[1] else text


_SHORT = re.compile(r"[^aeiou]*[aeiou][bdgklmnprtvz]")  # a verb of one syllable with one short vowel: "peg", "trim"


def inflected(lemma: str) -> tuple[str, str, str]:
    """Third person, past and -ing form of a regular verb."""
    after_consonant = len(lemma) > 1 and lemma[-2] not in _VOWELS
    if lemma.endswith("y") and after_consonant:
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    third = lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    if lemma.endswith("e"):
        stem = lemma if lemma.endswith("ee") else lemma[:-1]
        return third, lemma + "d", stem + "ing"
    doubled = lemma + lemma[-1] if _SHORT.fullmatch(lemma) else lemma
    return third, doubled + "ed", doubled + "ing"


_ENDS_IN_L = re.compile(r"[^aeiou]*[aeiou][a-z]*[^aeo][aeiou]l")


def _doubled(lemma: str) -> tuple[str, ...]:
    """Past and -ing form with two l's, as British papers write them: "totalled", "cancelling"; none of other verbs."""
    return (lemma + "led", lemma + "ling") if _ENDS_IN_L.fullmatch(lemma) else ()


def inflections(lemma: str) -> set[str]:
    """All forms of a verb, irregular ones as listed; of a phrasal verb ("go up") with its particle."""
    verb, _, particle = lemma.partition(" ")
    listed = _irregular()[2].get(verb, [])
    tags = {tag for _, tag in listed}
    third, past, participle = inflected(verb)
    forms = {verb, third} | {form for form, tag in listed if tag != "NNS"}
    forms.update(_doubled(verb))
    if "VBG" not in tags:
        forms.add(participle)
    if "VBD" not in tags:
        forms.add(past)
    return {f"{form} {particle}" if particle else form for form in forms}


_PAST = re.compile(r"(.*?)(ing|ied|ies|ed|es|s)")
_ENDS_OPEN = re.compile(
    r"(?:[aeo][aeou][klmnprt]|[aeiou]i[klmnprt]|e[nrl]|[gkrv]et|it|on|or|om|op|ow)$"
)  # "open", "offer", "visit": no silent e
_SILENT = re.compile(
    r".*(?:[^aeiou][aeiouy][cgklmnprstvz]|[aeiou]{2}[svz]|[lrn][cgsvz]|[^aeiou]l|uir|[^aeiou][aou]t|[aeiou]at|[^aeiou]et|dg|u)"
)


@lru_cache(maxsize=8192)
def verb_lemma(form: str) -> str:
    """The infinitive of a verb's form: as listed where it is irregular, else by the rules of spelling ("hosted": host)."""
    lower = form.lower()
    if lower in _irregular()[0]:
        return _irregular()[0][lower]
    match = _PAST.fullmatch(lower)
    if match is None or len(match[1]) < 2 or not _VOWELS.intersection(match[1]):
        return lower
    stem, ending = match[1], match[2]
    if ending in ("ied", "ies"):
        return stem + "y"
    if ending == "s":
        return lower if stem.endswith("s") else stem
    candidates = (stem, stem + "e", stem[:-1]) if ending != "es" else (stem, stem + "e")
    fits = [lemma for lemma in candidates if lower in inflected(lemma)]
    if len(stem) == 2 and stem + "e" in fits:
        return stem + "e"
    if len(fits) > 1 and _SILENT.fullmatch(stem) and stem + "e" in fits and not _ENDS_OPEN.search(stem):
        return stem + "e"
    return fits[0] if fits else stem


@cache
def verb_forms(lexicon: str, column: str = "direction") -> dict[str, str]:
    """Every inflected form of a lexicon's verbs, with the value of another of its columns."""
    return {form: row[column] for row in lexicons.read(lexicon) for form in inflections(row["form"])}


@cache
def reporting_forms() -> frozenset[str]:
    """Every inflected form of the verbs of saying."""
    return frozenset(form for verb in lexicons.words("reporting_verbs", "lemma") for form in inflections(verb))


@cache
def verb_class(name: str) -> frozenset[str]:
    """Every inflected form of the verbs of a class of ``verb_classes.tsv``."""
    return frozenset(form for verb in lexicons.words("verb_classes", **{"class": name}) for form in inflections(verb))
