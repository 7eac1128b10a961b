"""The noun that a number counts: its head in the parse, a partitive's object, or the next plural to the right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.compounds import (
    hanging_end,
    hyphen_joins,
    is_measured_row,
    is_paced,
    is_paid,
    links,
    names_kind,
)
from pipeline.extract.syntax.inflection import noun_lemma, singular
from pipeline.extract.syntax.joined_words import joined_noun
from pipeline.extract.syntax.noun_phrases import (
    begins_clause,
    is_plural_name,
    measured,
    named_days,
    possessed,
    shared_plural,
)
from pipeline.extract.syntax.parse import NOUNS, child
from pipeline.extract.syntax.tokens import Tokens
from pipeline.extract.units.in_use import table

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.numbers.types import Number

_TELLS_TIME = lexicons.words("function_words", role="tells_time")

_HYPHENS = frozenset("-‐‑–")
_BETWEEN = frozenset(
    {
        "JJ",
        "JJR",
        "JJS",
        "NN",
        "NNP",
        "NNPS",
        "VBN",
        "VBG",
        "HYPH",
        "RB",
        "RBS",
        "CD",
        "POS",
        ",",
        "CC",
        ":",
        "``",
        "''",
    }
)
_NUMERAL_NOUNS = lexicons.words("quantity_words", rule="numeral_noun")
_THEM = lexicons.words("quantity_words", rule="of_them")
_OWNING = frozenset({"having", "being"})
_BLURS = frozenset({"odd", "plus", "ish"})
_BEFORE_NOUNS = frozenset({"nummod", "compound", "quantmod", "amod", "nmod"})
_BOUNDING = lexicons.words("quantity_words", rule="bounding")
_PLACES_AND_FIRMS = frozenset({"GPE", "LOC", "ORG", "FAC", "EVENT", "WORK"})


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted noun: its token and lemma, where the quantity's text then ends, and the rule that found it."""

    token: Token | None
    lemma: str | None
    end: int
    rule: str


def counted_noun(tokens: Tokens, text: str, number: Number, token: Token) -> Counted | None:
    """The noun counted by a number whose syntactic root is ``token``; None if it counts nothing by name."""
    counted = _noun_of(tokens, text, number, token)
    if counted is None or counted.token is None or counted.rule == "count:hyphen":
        return counted
    if any(t.lower_ in _OWNING for t in token.doc[token.i + 1 : counted.token.i]):
        return None  # "1.8 million having their details leaked"
    whole = joined_noun(counted.token)
    if whole is None:
        return counted
    end = whole.last.idx + len(whole.last)
    reaches = counted.end == counted.token.idx + len(counted.token)
    return replace(counted, token=whole.last, lemma=whole.lemma, end=end if reaches else counted.end)


def _noun_of(tokens: Tokens, text: str, number: Number, token: Token) -> Counted | None:
    last = tokens.at(number.end - 1)
    follow = last.nbor(1) if last.i + 1 < len(last.doc) else None
    if follow is not None and follow.is_space and follow.i + 1 < len(last.doc) and "\n" not in follow.text:
        last, follow = follow, follow.nbor(1)  # "**332** commits", whose marks are blanks here
    if follow is not None and follow.text == "+" and number.end == follow.idx and follow.i + 1 < len(follow.doc):
        token = follow if token.head.i == follow.i else token
        last, follow = follow, follow.nbor(1)  # "200+ shops"
    if follow is None:
        return None
    hanging = hanging_end(text, number.end)
    if hanging is not None:
        shared = _hyphened(tokens.at(hanging))
        return None if shared is None else replace(shared, end=number.end)
    if follow.text in _HYPHENS and not follow.whitespace_ and number.end == follow.idx:
        behind = follow.nbor(1) if follow.i + 1 < len(follow.doc) else follow
        if behind.lower_ == "strong":
            return Counted(None, None, behind.idx + len(behind), "count:strong")
        if behind.lower_ not in _BLURS:
            return _hyphened(follow)
        last = behind
    part = _part(follow, number) or _of_them(follow, number)
    if part is not None:
        return part
    if token.dep_ in _BEFORE_NOUNS and token.head.tag_ in NOUNS and token.head.i > last.i:
        settled, counted = _of_head(text, token.head, last, number)
        if settled:
            return counted
    return _of_partitive(follow, number) or _next_plural(last)


def _of_head(text: str, noun: Token, last: Token, number: Number) -> tuple[bool, Counted | None]:
    """What a number counts by the noun it hangs from in the parse, and whether that settles it."""
    aged = noun.dep_ == "compound" and noun.head.lower_ == "ages"  # "three children ages 14, 13 and 11"
    if noun.dep_ == "compound" and noun.head.tag_ in NOUNS and noun.head.i > noun.i and noun.tag_ in ("NN", "NNP"):
        noun = noun.head
    beyond = shared_plural(noun) if noun.tag_ in ("NN", "NNP") and number.value != 1 else None
    if beyond is not None:
        several = any(t.tag_ == "CC" for t in noun.doc[noun.i + 1 : beyond.i])
        end = number.end if several else beyond.idx + len(beyond)
        return True, Counted(beyond, noun_lemma(beyond), end, "count:shared" if several else "count:nummod")
    behind = noun.nbor(1) if noun.i + 1 < len(noun.doc) else noun
    if noun.tag_ == behind.tag_ == "NNS" and noun.dep_ == "compound" and noun.head.i == behind.i and not aged:
        noun = behind  # "three singles matches"
    between = list(noun.doc[last.i + 1 : noun.i]) if noun.i > last.i + 1 else []
    if any(t.tag_ == "CD" or measured(t) for t in between):
        return _beyond_another(text, noun, between, number)
    owned = possessed(noun)
    if owned.i != noun.i:
        return True, Counted(owned, noun_lemma(owned), owned.idx + len(owned), "count:nummod")
    if _counts_nothing(noun) or not _plausible(between) or _is_name(last, noun, number):
        return False, None
    return True, Counted(noun, _lemma(noun, last), noun.idx + len(noun), "count:nummod")


def _counts_nothing(noun: Token) -> bool:
    """Whether a noun behind a number names a day or bounds it, or only describes what is counted behind it."""
    behind = noun.nbor(1) if noun.i + 1 < len(noun.doc) else noun
    describes = noun.tag_ == "NN" and behind.tag_ == "VBZ" and is_paced(behind)  # "3 million page views a month"
    return describes or noun.lower_ in _BOUNDING or noun.lower_ in named_days()


def _beyond_another(text: str, noun: Token, between: list[Token], number: Number) -> tuple[bool, Counted | None]:
    """What a number counts by a noun beyond another number: "5, 10 or 20 seconds", "200 and 350 workers"."""
    if any(t.tag_ == "IN" and t.dep_ == "prep" for t in between):
        return False, None  # "46 in 12 time zones": the noun is that of the second alone
    lent = noun.lower_ in table().words or is_measured_row(text, between) or begins_clause(text, number.start, noun)
    return True, None if lent else Counted(noun, noun_lemma(noun), number.end, "count:shared")


def _of_partitive(follow: Token, number: Number) -> Counted | None:
    """ "A third of households", "2 million of the homes"."""
    thing = child(follow, "pobj") if follow.lower_ == "of" and number.value != 1 else None
    if thing is None or thing.tag_ not in NOUNS or not (thing.tag_ in ("NNS", "NNPS") or number.multiplier):
        return None
    return Counted(thing, noun_lemma(thing), number.end, "count:partitive")


def _of_them(follow: Token, number: Number) -> Counted | None:
    """What those are that are a part of those told of: "at least six of them children", "two of them police officers"."""
    doc = follow.doc
    if number.value == 1 or follow.lower_ != "of" or follow.i + 2 >= len(doc) or follow.nbor(1).lower_ not in _THEM:
        return None
    for token in doc[follow.i + 2 : follow.i + 2 + windows.MODIFIER_TOKENS]:
        if token.tag_ in ("NNS", "NNPS"):
            return Counted(token, _lemma(token, follow.nbor(1)), number.end, "count:partitive")
        if token.tag_ not in _WITHIN:
            break
    return None


def _part(follow: Token, number: Number) -> Counted | None:
    """What a thing has so many of, before it and without a hyphen: "40 page report", "24 seat buses", "12 - member board".

    A singular behind a number other than one, with a noun behind it, is no plural of what is counted.
    """
    doc, spaced = follow.doc, follow.text == "-" and follow.i + 1 < len(follow.doc)
    part = follow.nbor(1) if spaced else follow
    if number.value in (None, 1, 0) or part.tag_ != "NN" or not part.text.isalpha() or not part.text.islower():
        return None
    thing = part.nbor(1) if part.i + 1 < len(doc) else part
    known = part.lower_ in lexicons.words("quantity_words", rule="part")
    if (
        thing.tag_ not in ("NN", "NNS")
        or not thing.text[0].isalpha()
        or thing.is_sent_start
        or not (part.dep_ == "compound" or spaced or known)
    ):
        return None
    if (
        not known
        and (thing.tag_ == "NNS" or not spaced and not part.whitespace_)
        or part.lower_ in _NUMERAL_NOUNS - {"man"}
    ):
        return None
    if not known and any(
        t.tag_ == "NNS"
        for t in takewhile(lambda t: t.tag_ in _WITHIN, doc[thing.i : thing.i + windows.MODIFIER_TOKENS])
    ):
        return None  # "900 child sex-related crimes"
    return Counted(part, part.lower_, part.idx + len(part), "count:hyphen")


def _lemma(noun: Token, last: Token) -> str:
    """The singular of the counted noun with the common nouns it is compounded with: "shipping container", "job cut".

    What belongs to the number, whose last token is given, is none of them: "12 mn views".

    A people that the tagger took for a singular is a plural all the same.
    """
    if noun.ent_type_ == "NORP":
        return singular(noun.text)
    lemma, token = noun_lemma(noun), noun
    if lemma in lexicons.words("audience_nouns"):
        return lemma
    while token.i > last.i + 1 and noun.i - token.i < 2:
        before = token.nbor(-1)
        if before.tag_ not in ("NN", "VBG") or before.dep_ != "compound" or not before.text.isalpha():
            break
        if not before.text.islower() or before.text in _NUMERAL_NOUNS or before.head.i not in (token.i, noun.i):
            break
        if before.i and before.nbor(-1).text == "-" and not before.nbor(-1).whitespace_:
            break  # "30 part-time coaches"
        lemma = f"{before.text} {lemma}"
        token = before
    return lemma


def _hyphened(hyphen: Token) -> Counted | None:
    """ "6-core", "10-point": the word behind the hyphen."""
    noun = hyphen.nbor(1) if hyphen.i + 1 < len(hyphen.doc) else None
    part = _part_in(noun.lower_) if noun is not None and noun.idx == hyphen.idx + 1 else None
    if noun is not None and part is not None:
        return Counted(noun, part, noun.idx + len(noun), "count:hyphen")
    if (
        noun is None
        or not noun.text[:1].isalpha()
        or noun.lower_.startswith("to-")  # "voted 4-to-1"
        or noun.idx != hyphen.idx + 1
        or noun.tag_ in ("VBN", "VBD", "IN", "RB", "TO", "RP", "CC")
        or noun.lower_ in ("over", "under")
    ):
        return None
    return Counted(noun, noun_lemma(noun), noun.idx + len(noun), "count:hyphen")


def _part_in(word: str) -> str | None:
    """The part that a thing has so many of, in its adjective or name: "12-sided", "four-legged", "two-seater"."""
    if word[-2:] not in ("ed", "er"):
        return None
    parts = lexicons.words("quantity_words", rule="part")
    return next((stem for stem in (word[:-1], word[:-2], word[:-3]) if stem in parts), None)


def _is_name(last: Token, noun: Token, number: Number) -> bool:
    """Whether the number is a part of a name: "9 Elm", "Atlas 9 cameras", or dates something: "3.5 last year"."""
    if noun.tag_ == "NNP" and noun.ent_type_ != "NORP" and not is_plural_name(noun):
        if number.value != 1 or noun.ent_type_ in _PLACES_AND_FIRMS:
            return True  # "9 Elm", "One China"
    if last.i + 1 < noun.i and last.nbor(1).lower_ in _TELLS_TIME:
        return True
    before = last.nbor(-1) if last.i > 1 and number.form == "digits" else None
    return (
        before is not None
        and before.tag_ in ("NNP", "NNPS")
        and before.dep_ in ("compound", "nmod", "nummod")
        and before.head.i in (last.i, noun.i)
        and last.i > last.sent.start + 1
    )


def _plausible(between: list[Token]) -> bool:
    """Whether nothing but modifiers stands between the number and its noun: "eight round-the-world yachts"."""
    if sum(t.tag_ != "HYPH" for t in between) >= windows.CLAUSE_TOKENS:
        return False
    modifies = all(t.tag_ in _BETWEEN or hyphen_joins(t) or names_kind(t) for t in between)
    return modifies and not any(map(_is_dash, between))


def _is_dash(token: Token) -> bool:  # "two lawmakers - Ann Hale and ..."
    return token.text in ("-", "–", "—") and bool(token.whitespace_) and bool(token.nbor(-1).whitespace_)


_WITHIN = frozenset({"JJ", "NN", "NNP", "NNS", "VBN", "VBG", "HYPH", "JJR", "JJS", "``", "''"})


def _next_plural(last: Token) -> Counted | None:
    """The first plural noun within a few modifiers: for the numbers that the parser hung elsewhere."""
    doc = last.doc
    for token in doc[last.i + 1 : min(last.i + windows.CLAUSE_TOKENS, len(doc))]:
        if token.is_sent_start:
            return None
        if token.tag_ in ("NNS", "NNPS"):
            follow = token.nbor(1) if token.i + 1 < len(doc) else token
            if follow.tag_ == "NNS" and follow.dep_ != "conj":
                continue
            return Counted(token, _lemma(token, last), token.idx + len(token), "count:next_plural")
        if token.tag_ == "VBZ" and token.lower_[-1:] == "s" and is_paced(token):
            return Counted(token, singular(token.lower_), token.idx + len(token), "count:next_plural")
        if token.tag_ in _WITHIN or hyphen_joins(token) or links(token) or is_paid(token, last):
            continue
        return None
    return None
