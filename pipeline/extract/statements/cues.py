"""Words that credit somebody with a statement, and the test on raw text for sentences that may hold one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.syntax.inflection import inflected

_FRAMES = frozenset({"that", "quote", "to", "object", "object-to", "as", "object-as", "ing"})


@dataclass(frozen=True, slots=True)
class Verb:
    """A reporting verb: its group (speech, thought, evidence, stance) and the complements that hold the content.

    ``same_past`` says that its past is its bare form: "the ministry forecast".
    """

    lemma: str
    group: str
    frames: frozenset[str]
    prepositions: frozenset[str]
    same_past: bool = False


@cache
def verbs() -> dict[str, Verb]:
    """Every form of every reporting verb, in lower case."""
    out: dict[str, Verb] = {}
    for row in lexicons.read("reporting_verbs"):
        frames = frozenset(row["frames"].split())
        same = row["lemma"] in row["forms"].split()
        verb = Verb(row["lemma"], row["group"], frames & _FRAMES, frames - _FRAMES, same)
        for form in (row["lemma"], *(row["forms"].split() or inflected(row["lemma"]))):
            out.setdefault(form, verb)
    return out


@cache
def nouns() -> dict[str, frozenset[str]]:
    """Nouns of speech and thought, singular and plural, with the complements that hold what is said."""
    out: dict[str, frozenset[str]] = {}
    for row in lexicons.read("reporting_nouns"):
        complements = frozenset(row["complements"].split())
        if complements:
            out[row["noun"]] = out[inflected(row["noun"])[0]] = complements
    return out


@cache
def phrases() -> re.Pattern[str]:
    """Phrases that credit what stands beside them to the noun phrase after them ("according to")."""
    forms = sorted(lexicons.words("reporting_phrases"), key=lambda form: (-len(form), form))
    # Only the first letter may be a capital: a pattern that ignores case throughout is slow to scan with.
    choices = (f"[{form[0].upper()}{form[0]}]{re.escape(form[1:])}" for form in forms)
    return re.compile(r"\b(?:" + "|".join(choices) + r")\b")


@cache
def reckonings() -> re.Pattern[str]:
    """Phrases that credit a possessor with what stands beside them ("by the bureau's count"), the source in a group."""
    nouns_ = "|".join(sorted(lexicons.words("reckoning_nouns")))
    return re.compile(
        rf"""
        \b(?P<cue>[Bb]y|[Oo]n|[Ii]n)\s
        (?:(?P<source>(?:the|its|their|his|her|an?|[A-Z])[^,.;:()"“”]{{1,50}}?)['’]s?|(?P<pronoun>his|her|its|their))\s
        (?:own\s|latest\s|official\s|preliminary\s)?
        (?:{nouns_})\b
        """,
        re.VERBOSE,
    )


def papers() -> frozenset[str]:
    """Nouns of what is issued, in the plural: "statements", "filings"."""
    return frozenset(f"{noun}s" for noun in lexicons.words("reporting_nouns", "noun", issued="yes"))


@cache
def short_phrases() -> re.Pattern[str]:
    """ "Per" behind a comma, in brackets or before its clause, which before a name, an article or a document credits it.

    ", per the filing", ", per Orbo", ", per daily trade disclosures".
    """
    documents = papers() | {"disclosures"} | lexicons.words("reporting_headlines") | lexicons.words("reckoning_nouns")
    return re.compile(
        rf"""
        (?: (?<=[,(]\s)per | (?<=\()(?:per|via) | (?<![^.!?”"\s]\s)(?<![^\s“"])Per(?=[^.,;]{{3,60}},(?!\s[0-9])) )
        (?=\s(?:{lexicons.one_of("function_words", role="opens_phrase")})\s|\s[A-Z][\w’'-]*|\s(?:[a-z-]+\s){{0,2}}(?:{lexicons.alternatives(documents)})\b)(?!\s(?:Cent|Capita|Se)\b)
        """,
        re.VERBOSE,
    )


_WORD = re.compile(r"[a-z]+")
_LEADS = re.compile(r":[*_]{0,2}\s*\Z")  # to a list or a block of quotation
_CLAUSE = r"(?: (?:\w+ )?(?:that|whether)\b|[^.\"“]{0,40}[\"“])"
_SPOKEN = re.compile(r"[,?!…](?:[\"”’»]|'')[,\s]+[\w(]|\.[\"”] [a-z]|[,:]\s*(?:[\"“«]|``|[‘'](?=\w))")


@cache
def _gate() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    """Words that make a sentence worth parsing: alone, or only before a clause (the pattern says which)."""
    alone: set[str] = {"according"}
    clause: set[str] = set(nouns())
    for row in lexicons.read("reporting_verbs"):
        lemma, forms = row["lemma"], row["forms"].split() or list(inflected(row["lemma"]))
        if row["gate"] == "noun":
            clause.update((lemma, forms[0]))
            alone.update(forms[1:])
        elif row["gate"] != "never":
            (clause if row["gate"] == "clause" else alone).update((lemma, *forms))
    before = "|".join(sorted(clause - alone))
    return frozenset(alone), frozenset(clause - alone), re.compile(rf"\b(?:{before})\b{_CLAUSE}")


@cache
def _vouched() -> re.Pattern[str]:
    """ "As noticed by", "by police estimates"."""
    return re.compile(rf"\bas(?: \w+){{1,3}} by\b|\bby \w+ (?:{'|'.join(sorted(lexicons.words('reckoning_nouns')))})\b")


def candidate(text: str, start: int, end: int) -> bool:
    """Whether a sentence may hold an attributed statement: a reporting word, or quoted words beside others.

    Made to be selective, since a sentence that passes is tagged and parsed.
    """
    sentence = text[start:end]
    lower = sentence.lower()
    alone, clause, before_clause = _gate()
    words = _WORD.findall(lower)
    if not alone.isdisjoint(words):
        return True
    if _SPOKEN.search(sentence) is not None:
        return True
    if not clause.isdisjoint(words) and (
        before_clause.search(lower) is not None or _LEADS.search(sentence) is not None
    ):
        return True
    if "by " in lower and _vouched().search(lower) is not None:
        return True
    return "in the " in lower and phrases().search(lower) is not None
