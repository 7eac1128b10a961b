"""What holds a number and is no quantity: names and versions, labels, scores, idioms, pronouns. Each test is a rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, get_args

from pipeline.extract import lexicons
from pipeline.extract.numbers.types import Form, Number
from pipeline.extract.quantities import labels, windows
from pipeline.extract.quantities.bare import is_score
from pipeline.extract.quantities.bounds import before as bound_before
from pipeline.extract.units.matching import match_after, match_before

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.text.spans import Spans

_any = partial(lexicons.one_of, "quantity_words")
_PIECE = re.compile(r"[a-z]+|[0-9]+")
_IDIOMS = {form: frozenset(_PIECE.findall(form)) for form in lexicons.words("number_idioms")}
_OF_IDIOMS = frozenset().union(*_IDIOMS.values())
_MANY = 30  # nothing is so many in one
_IN_ONE = re.compile(r"[ -]?in[ -](?:one|1)\b(?![ -][a-z]+s\b)", re.I)
_OF_DAY = re.compile(r"\s(?:o['’]clock|in the (?:morning|afternoon|evening)|at night)\b", re.I)
_AT_CLOCK = re.compile(rf"\b(?:{_any(rule='at_clock')})\s$", re.I)
_PHONE = 9
_DIALLED = re.compile(rf"\b(?:{_any(rule='dial')})\b[^.;\n]{{0,50}}$", re.I)
_ONE_IS = re.compile(r"\bone(?: [a-z]+){1,2} (?:is|was|would be|could be) (?:that|to)\b", re.I)
_ERA = re.compile(r"\s?(?:A\.?D|B\.?C|B\.?C\.?E|C\.E)\b")
_IN_ERA = re.compile(r"\b(?:A\.?D|B\.?C|C\.E)\.?\s(?:[0-9]{1,4}\s?(?:and|to|or|[-–])\s?)?$")
_EFFORT = re.compile(
    r"\b(?:giv(?:es?|ing|en)|gave|agree[sd]?|sure|certain|committed)\s(?:it\s|you\s|them\s)?(?:an?\s|their\s|my\s)?$",
    re.I,
)
_FULL = re.compile(r"1[0-9]{2,}\s?(?:per ?cent|%)(?!\s(?:of|more|stake|increase))")
_INDEX = re.compile(rf"\b(?:{_any(rule='index')})\s$", re.I)
_INDEX_SIZES = lexicons.words("quantity_words", rule="index_size")
_RANK = re.compile(rf"\b(?:{_any(rule='in_top')})\s(?:the|its|their)\s(?:\w+\s)?top\s$", re.I)
_GROUP_OF = re.compile(r"\bGroup of $")
_GLUED_YEAR = re.compile(r"(?<![\w-])[a-z]+-$")
_BORE = re.compile(r"[- ]?(?:calib(?:er|re)|gauge)\b", re.I)
_MODEL = re.compile(rf"\s(?:{_any(rule='numbered')})\b(?!-)")
_AIRCRAFT = re.compile(rf"\s(?:{_any(rule='aircraft')})\b")
_LIST_MARK = re.compile(r"(?:^|\n)[ \t]*[(\[]?\d{1,2}[.)\]](?=\s)")
_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
_HYPHENED = re.compile(r"(?<![\w-])[A-Z][A-Za-z]*-$")
_HYPHENED_WORD = re.compile(r"(?<![\w-])([a-z]{3,})-$")
_LETTERS_BEFORE = re.compile(r"\b[A-Z]{3,}[ \u00a0]$")
_CALLED = re.compile(r" [A-Z]")
_INITIAL = re.compile(r"(?:^|\s)[B-HJ-Z]\s$")
_ROUND = re.compile(r"\b(?:last-|round of |best of |best-of-)$", re.I)
_NAME_TYPES = frozenset({"PRODUCT", "ORG", "PERSON", "GPE", "FAC", "EVENT", "WORK", "LAW", "LOC"})
_INDENT = 100  # characters of white space before a list's number, or behind a sentence's end, at most
_STREET = re.compile(rf"\s(?:[A-Z][\w'’]+\s){{1,3}}(?:{_any(rule='street')})\b")


def by_form(number: Number) -> str | None:
    """Exclusions that the form of a number decides; the rule's name, or None."""
    if number.form == "other":
        return "not:code"
    if number.ordinal:
        return "not:ordinal"
    if number.form == "vague":
        return "not:vague"
    return None


def by_text(text: str, number: Number) -> str | None:
    """Exclusions that the raw text decides, but for those by form; the rule's name, or None.

    Args:
        text: The article.
        number: A number in it, as found by :func:`pipeline.extract.numbers.find.find_numbers`.
    """
    for rule, holds in _BY_FORM[number.form]:
        if holds(text, number):
            return rule
    return None


@cache
def _idioms_with(piece: str) -> re.Pattern[str]:
    """The idioms in which a word or figures stand: all of them together take many times as long to look for."""
    return re.compile(rf"\b(?:{'|'.join(form for form, pieces in _IDIOMS.items() if piece in pieces)})")


def _is_idiom(text: str, number: Number) -> bool:
    start, end = number.start, number.end
    pieces = _OF_IDIOMS.intersection(_PIECE.findall(text[start:end].lower()))
    if number.form == "mixed" or not pieces:
        return False
    if _ONE_IS.match(text, start):
        return True  # "One reason is that"
    low = max(0, start - windows.TWO_WORDS_CHARACTERS)
    around = text[low : end + windows.PHRASE_CHARACTERS].lower()  # where case counts, a pattern tries far less
    for piece in pieces:
        for match in _idioms_with(piece).finditer(around):
            if low + match.start() < end and low + match.end() > start:
                return True
    return False


def _is_of_era(text: str, number: Number) -> bool:
    """ "AD 1050 and 1120"."""
    if _ERA.match(text, number.end):
        return True
    lead = text[max(0, number.start - windows.THREE_WORDS_CHARACTERS) : number.start]  # most hold neither letter
    if "C" not in lead and "D" not in lead:
        return False
    return windows.before(_IN_ERA, text, number.start, windows.THREE_WORDS_CHARACTERS) is not None


def _is_effort(text: str, number: Number) -> bool:
    """ "Gave it 110 percent"."""
    if _FULL.match(text, number.start) is None:
        return False
    return windows.before(_EFFORT, text, number.start, windows.THREE_WORDS_CHARACTERS) is not None


def _is_index(text: str, number: Number) -> bool:
    """ "The nifty 50"."""
    if text[number.start : number.end] not in _INDEX_SIZES:
        return False
    return windows.before(_INDEX, text, number.start, windows.PHRASE_CHARACTERS) is not None


def _is_rank(text: str, number: Number) -> bool:
    """ "The top 20 sites"."""
    ranked = windows.before(_RANK, text, number.start, windows.OPENING_CHARACTERS, "top")
    return ranked is not None and match_after(text, number.end) is None


def _is_in_one(text: str, number: Number) -> bool:
    """ "A 3-in-1 charger"."""
    start = number.start
    if text[start - 1 : start] == "-" and text[start - windows.ARTICLE_CHARACTERS : start].lower() == "-in-":
        return True
    few = (number.value or 0) < _MANY  # "up 95,000 in one month"
    return few and _IN_ONE.match(text, number.end) is not None and text[start - 1 : start] != "$"


def _is_hour(text: str, number: Number) -> bool:
    """ "At four in the morning"."""
    if _OF_DAY.match(text, number.end) is None:
        return False
    return windows.before(_AT_CLOCK, text, number.start, windows.LABEL_CHARACTERS) is not None


def _is_dialled(text: str, number: Number) -> bool:
    """A telephone number."""
    start, end = number.start, number.end
    long = end - start > _PHONE and text[start:end].isdecimal()
    return long and windows.before(_DIALLED, text, start, windows.HALF_LINE_CHARACTERS) is not None


def _is_footnote(text: str, number: Number) -> bool:
    start = number.start
    return text[start - 1 : start] == "[" and _FOOTNOTE.match(text, start - 1) is not None


def _is_list_mark(text: str, number: Number) -> bool:
    line = text.rfind("\n", max(0, number.start - _INDENT), number.start)
    mark = _LIST_MARK.match(text, max(0, line)) if line >= 0 or number.start <= _INDENT else None
    return mark is not None and mark.end() >= number.end and mark.end() - number.end <= 1


def _is_in_name(text: str, number: Number) -> bool:
    """ "COVID -19", "the One China policy", "Series-two", "a 737 jetliner"."""
    start, end = number.start, number.end
    if text.endswith("of ", 0, start) and windows.before(_GROUP_OF, text, start, windows.GROUP_OF_CHARACTERS):
        return True
    if text[start] in "-–−" and windows.before(_LETTERS_BEFORE, text, start, windows.TWO_WORDS_CHARACTERS):
        if match_after(text, end) is None:
            return True
    if number.form == "words" and text[start].isupper() and text[start - 2 : start - 1].islower():
        if text[start - 1] == " " and (_CALLED.match(text, end) or text[start - 3] in "'’"):
            return True  # "the Hateful Eight", "Blake's Seven"
    hyphened = text[start - 1 : start] == "-" and windows.before(_HYPHENED, text, start, windows.PHRASE_CHARACTERS)
    if hyphened or _is_hyphened_name(text, number):
        return True
    return number.form == "digits" and _is_designation(text, number)


def _is_hyphened_name(text: str, number: Number) -> bool:
    """ "Blink-182": digits behind a hyphen, and no prefix or bound before it ("sub-20", "under-21")."""
    start = number.start + (text[number.start] in "-–−")
    if text[start - 1 : start] != "-" or not text[start : number.end].isdigit():
        return False
    word = windows.before(_HYPHENED_WORD, text, start, windows.LEAD_CHARACTERS)
    if word is None or word.group(1) in lexicons.words("word_prefixes") or bound_before(text, start)[3]:
        return False
    return match_after(text, number.end) is None and text[number.end : number.end + 1] not in ("-", "%")


def _is_round(text: str, number: Number) -> bool:
    if text[max(0, number.start - 3) : number.start].lower() not in ("of ", "of-", "st-"):
        return False
    return windows.before(_ROUND, text, number.start, windows.ROUND_CHARACTERS) is not None


def _is_glued_word(text: str, number: Number) -> bool:
    """Whether a hyphen makes a number word part of another: "all-in-one", "top-ten", "zero-trust"."""
    start, end = number.start, number.end
    if text[start - 1 : start] == "-" and text[start - 2 : start - 1].isalpha():
        return number.form == "words" and text[end : end + 1] != "-"
    if text.endswith("s ", 0, start) and text[max(0, start - windows.LABEL_CHARACTERS) : start].lower().endswith(
        ("baker's ", "baker’s ")
    ):
        return True
    return text[end : end + 1] == "-" and text[start:end].lower() == "zero"


def _is_designation(text: str, number: Number) -> bool:
    """Whether digits only tell which one: "a 737 jetliner", a ".38-caliber pistol", "the-2010 crisis" as pages glue it."""
    start, end = number.start, number.end
    if _BORE.match(text, end):
        return True
    if not text[start:end].isdigit():
        return False
    if 1900 <= (number.value or 0) < 2100 and text[end : end + 1] == " ":
        glued = windows.before(_GLUED_YEAR, text, start, windows.PHRASE_CHARACTERS) is not None
        named = glued and match_after(text, end) is None
    else:
        aircraft = text[start] == text[end - 1] == "7" and _AIRCRAFT.match(text, end) is not None
        numbered = end - start == 3 and (_MODEL.match(text, end) is not None or aircraft)
        named = numbered or labels.is_model(text, number)
    return named and match_before(text, start, dollar="USD") is None


def in_name(number: Number, names: Spans[str]) -> str | None:
    """Whether a bare number lies inside the mention of a named entity ("Atlas 9 Max", "Club 33")."""
    for start, end, kind in names.touching(number.start, number.end):
        if (
            start <= number.start
            and number.end <= end
            and kind in _NAME_TYPES
            and (start, end) != (number.start, number.end)
        ):
            return "not:name"
    return None


def beside_name(text: str, number: Number, token: Token) -> str | None:
    """Whether digits belong to the name beside them ("Apollo 11", "500 Abarth", "10 Downing Street")."""
    if _STREET.match(text, number.end):
        return "not:address"
    if number.form == "words" and token.tag_ == "NNP" and token.i and token.nbor(-1).tag_ == "NNP":
        return "not:name"  # "Meteor Two"
    if number.form != "digits":
        return None
    head, start = token.head, number.start
    if token.dep_ == "nummod" and head.tag_ == "NNP" and head.i == token.i - 1 and "," not in text[start : number.end]:
        return "not:name"
    if text[start - 1 : start] == "(" and text[number.end : number.end + 1] == ")":
        if token.i > 1 and token.nbor(-2).ent_type_ == "PERSON":
            return "not:shirt_number"
    if windows.before(_INITIAL, text, start, windows.ARTICLE_CHARACTERS):
        return "not:name"  # "S P 500"
    follows = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if follows is None:
        return None
    if (follows.tag_ == "NNP" or follows.text[:1].isupper()) and _counted_before(token):
        return "not:name"  # "two new 737 Max jets"
    if (
        follows.tag_ == "NNP"
        and token.dep_ in ("compound", "nummod", "nmod")
        and head.tag_ == "NNP"
        and head.i > token.i
        and text[number.start : number.end].isdigit()
    ):
        return "not:name"
    return None


def _counted_before(token: Token) -> bool:
    """Whether another number, with nothing but adjectives between, counts the noun that a number stands before."""
    for before in reversed(token.doc[max(0, token.i - windows.MODIFIER_TOKENS) : token.i]):
        if before.tag_ == "CD":
            return before.head.i >= token.i
        if before.tag_ not in ("JJ", "VBN"):
            return False
    return False


_ANY: tuple[Form, ...] = get_args(Form)
_BY_TEXT: tuple[tuple[str, Callable[[str, Number], bool], tuple[Form, ...]], ...] = (
    ("not:idiom", _is_idiom, _ANY),
    ("not:date", _is_of_era, ("digits",)),
    ("not:idiom", _is_glued_word, ("words", "article")),
    ("not:idiom", _is_effort, ("digits", "mixed")),
    ("not:name", _is_index, ("digits",)),
    ("not:round", _is_rank, _ANY),
    ("not:list_number", labels.is_inline_mark, _ANY),
    ("not:idiom", _is_in_one, ("digits", "words")),
    ("not:date", _is_hour, ("digits", "words")),
    ("not:code", _is_dialled, ("digits",)),
    ("not:footnote", _is_footnote, ("digits",)),
    ("not:list_number", _is_list_mark, ("digits",)),
    ("not:score", is_score, ("digits",)),
    ("not:name", _is_in_name, _ANY),
    ("not:round", _is_round, _ANY),
    ("not:code", labels.is_coordinate, _ANY),
    ("not:label", labels.is_marked, _ANY),
    ("not:label", labels.is_lettered, ("mixed",)),
    ("not:label", labels.is_listed, ("digits",)),
    ("not:label", labels.is_bracketed, ("digits",)),
)
"""In the order they are asked, with the forms of number that each is about."""
_BY_FORM = {form: [(rule, holds) for rule, holds, forms in _BY_TEXT if form in forms] for form in _ANY}
