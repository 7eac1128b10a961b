"""Numbers and names: labels ("Gate 14", "sections 4 and 9", "401(k)", "(2) rail") and things counted by name.

"12 F-35s", "70 Golf GTIs" and "three Emmys" count; "Super 8 guests" and "the PKR2 engine" only name.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.counted import Counted
from pipeline.extract.syntax.change_words import verb_direction
from pipeline.extract.syntax.inflection import inflected, noun_lemma, singular
from pipeline.extract.syntax.nouns import is_measure
from pipeline.extract.units.matching import match_after

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.numbers.types import Number
    from pipeline.extract.syntax.tokens import Tokens
    from pipeline.extract.units.matching import UnitMatch

_any = partial(lexicons.one_of, "quantity_words")
_LABEL_MARK = re.compile(r"(?:#|№|\bNos?\.?|\bnumber)\s?(?:[0-9]{1,3}(?:, | and | or )(?:number |No\.? )?){0,3}$", re.I)
_MARK_ENDS = tuple(lexicons.words("quantity_words", rule="leads_to_label"))
_LETTERED = re.compile(r"[0-9]{1,4}[A-Z]")
_WORD_BEFORE = re.compile(r"([A-Za-z][\w.'’&+]*+)[ \u00a0-]$")
_SENTENCE_EDGE = re.compile(r"(?:^|[.!?:]['\"”’)]?\s+|\n\s*|[\"“‘(]\s*)$")
_INDENT = 100  # characters of white space behind a sentence's end, at most
_GOES_ON = r"(?:\([a-z0-9]\))?(?:, | and | or |, and |, or | to | through |[-–])"
_NEXT_LISTED = re.compile(rf"{_GOES_ON}[0-9]")
_LAST_LISTED = re.compile(rf"[0-9]{_GOES_ON}$")
_LISTED = re.compile(rf"\b([A-Za-z]+s) (?:[0-9]{{1,4}}{_GOES_ON}){{0,6}}$")
_BRACKETED = re.compile(r"\((?:[A-Za-z]|[ivx]{2,4}|[0-9]{1,2})\)")
_OWN_BRACKET = re.compile(r"\)\s[a-z]")
_INLINE_MARK = re.compile(r"\s?\)\s[a-z]")
_POINTED = re.compile(r"\.\s[A-Z]")
_POINT_BEFORE = re.compile(r"(?:^|[.:;!?]\s)$")
_FINITE = frozenset({"VBD", "VBZ"})
_CODE = re.compile(r"[0-9]{1,3}")
_DETERMINED = re.compile(r"\b(?:[Tt]h(?:e|is|at)|[Ii]ts|[Aa]n?)\s$")
_ELSEWHERE = 1500  # characters either side in which other amounts show what a mark means
_MEASURES = re.compile(
    rf"""
    \s(?:{"|".join(sorted(inflected(verb)[0] for verb in lexicons.words("verb_classes", **{"class": "measure"})))})
    \s(?:(?:{_any(rule="before_measured")})\s)?[$€£]?[0-9]
    """,
    re.VERBOSE,
)
_MODEL_LEAD = re.compile(r"\b(?:[Tt]he|[Ii]ts|[Aa])\s$")
_COORDINATE = re.compile(
    r"""[0-9]{1,3}(?:[.,][0-9]+)?\s?°(?:\s?[0-9]{1,2}(?:[.,][0-9]+)?\s?['′’])?
        (?:\s?[0-9]{1,2}(?:[.,][0-9]+)?\s?(?:["″”]|''|’’))?[\s,]{0,2}[NSEWns]\b""",
    re.X,
)
_LATITUDE = re.compile(rf"(?:[ -]degrees?|\s?°)\s(?:{_any(rule='compass')})\b", re.I)
_NAMED = re.compile(
    r"""
    [ \u00a0]
    (?P<name>(?:[a-z]?[A-Z][A-Za-z&]*[ ]){0,3}?)
    (?:
        (?P<numbered>(?=[\w-]*[0-9])[A-Z]?[A-Za-z]*-?[A-Za-z]{0,2}[0-9]+(?:-[0-9]+)?[A-Z]{0,2}s)
        | (?P<mixed>[A-Z][0-9]+[a-z]{2,}s)
        | (?P<lettered>[A-Z][A-Z0-9]*s)
        | (?P<word>[A-Z][a-z]{2,}s)
    )
    (?![\w-])(?!['’][A-Za-z])(?![ ][A-Z]?[A-Za-z-]{0,8}[0-9]{1,4}(?:[A-Z]{0,2}|[a-z]{2,4})s\b)
    """,
    re.VERBOSE,
)
_DECADE = re.compile(r"(?:[12][0-9])?[0-9]0s")
_NO_THINGS = frozenset({"GPE", "LOC", "PERSON", "FAC", "NORP"})
_MODIFIES = ("compound", "nmod", "poss")


def _word_before(text: str, number: Number) -> re.Match[str] | None:
    return windows.before(_WORD_BEFORE, text, number.start, windows.NEXT_NUMBER_CHARACTERS)


def is_marked(text: str, number: Number) -> bool:
    """ "No. 4", "#12"."""
    return windows.before(_LABEL_MARK, text, number.start, windows.LEAD_CHARACTERS, *_MARK_ENDS) is not None


def is_lettered(text: str, number: Number) -> bool:
    """ "Section 6B", "gate 22M": a letter that belongs to a label, and no million."""
    if _LETTERED.fullmatch(text, number.start, number.end) is None:
        return False
    before = _word_before(text, number)
    return before is not None and before[1].lower() in lexicons.words("name_heads")


def is_listed(text: str, number: Number) -> bool:
    """ "Sections 4 and 9 of the act", "pages 3 to 12": digits behind the plural of what has numbers count nothing."""
    if number.value is None and number.parts is None:
        return False
    goes_on = number.parts is not None or _NEXT_LISTED.match(text, number.end) is not None
    if not goes_on and not windows.before(_LAST_LISTED, text, number.start, windows.ADVERB_CHARACTERS):
        return False
    heads = windows.before(_LISTED, text, number.start, windows.HALF_LINE_CHARACTERS)
    if heads is None or singular(heads.group(1).lower()) not in lexicons.words("name_heads"):
        return False
    several = heads.end(1) + 1 < number.start or goes_on
    return several and match_after(text, number.end) is None


def is_bracketed(text: str, number: Number) -> bool:
    """ "401(k)", "501(c)(3)", and "(1) trade, (2) visas" where the series goes on."""
    start, end = number.start, number.end
    if end - start > 3:
        return False
    if _BRACKETED.match(text, end):
        return True
    if text[start - 1 : start] != "(" or text[end : end + 1] != ")":
        return False
    before = text[start - 2 : start - 1]
    if before == ")" or before.isalnum():
        return True
    value = int(number.value or 0)
    near = text[max(0, start - windows.PARAGRAPH_CHARACTERS) : end + windows.PARAGRAPH_CHARACTERS]
    return _OWN_BRACKET.match(text, end) is not None and (f"({value - 1})" in near or f"({value + 1})" in near)


def ends_name(number: Number, token: Token) -> bool:
    """Whether a size of an index ends the name of what a verb of change is said of: "the hang seng 50 rose"."""
    doc = token.doc
    if number.form != "digits" or not 0 < token.i < len(doc) - 1 or doc[token.i + 1].tag_ not in _FINITE:
        return False
    if token.text not in lexicons.words("quantity_words", rule="index_size"):
        return False
    before, behind = token.nbor(-1), token.nbor(1)
    named = before.tag_ in ("NN", "NNP", "NNS") and before.text.isalpha() and not before.is_sent_start
    return named and verb_direction(behind) is not None


def is_inline_mark(text: str, number: Number) -> bool:
    """ "1) lower fees, 2) raise": a bracket closes that nothing opened; "1. Stay in. 2. Lock up."."""
    if _POINTED.match(text, number.end) and _POINT_BEFORE.search(
        text, max(0, number.start - windows.ARTICLE_CHARACTERS), number.start
    ):
        low, high = max(0, number.start - windows.PARAGRAPH_CHARACTERS), number.end + windows.PARAGRAPH_CHARACTERS
        value = int(number.value or 0)
        return re.search(rf"[.:;!?]\s(?:{value - 1}|{value + 1})\.\s[A-Z]", text[low:high]) is not None
    if _INLINE_MARK.match(text, number.end) is None or text[number.start - 1 : number.start] not in ("", " "):
        return False
    before = text[max(0, number.start - windows.LINE_CHARACTERS) : number.start]
    return before.count("(") <= before.count(")") and (number.value or 0) < 30


def is_of_name(text: str, number: Number) -> bool:
    """Whether a number follows the head of a name, whatever it stands before: "Super 8 guests", "Area 51 fans"."""
    plain = number.form == "digits" and text[number.start : number.end].isdigit()
    match = _word_before(text, number) if plain else None
    if match is None or not match.group(1).istitle() or text[match.end() - 1] == "-":
        return False
    return match.group(1).lower() in lexicons.words("name_heads")


def as_label(text: str, number: Number) -> str | None:
    """Whether a bare number (without unit or counted noun) is the label of what stands before it: "Gate 14", "Bus 7"."""
    if number.form != "digits":
        return None
    match = _word_before(text, number)
    if match is None:
        return None
    word = match.group(1)
    if word.lower() in lexicons.words("name_heads"):
        return "not:label"
    surface = text[number.start : number.end]
    if any(c.isupper() for c in word) and surface.isdigit():
        begin = match.start(1)
        if not windows.before(_SENTENCE_EDGE, text, begin, _INDENT):
            return "not:name"
    return None


def in_code(text: str, number: Number, mark: UnitMatch, behind: Token) -> bool:
    """Whether letters that could be a currency make a name with the few digits glued to them: "the PKR2 engine".

    They do before a noun, with more digits behind an article ("the SR71 flew"), unless the noun is money's own or the
    article gives amounts with this mark.
    """
    short = mark.end == number.start and mark.surface.isalpha() and _CODE.fullmatch(text, number.start, number.end)
    if not short:
        return False
    noun = behind.idx == number.end + 1 and behind.tag_ in ("NN", "NNS") and behind.text.islower()
    if number.end - number.start == 1:
        named = noun
    else:
        named = not noun and windows.before(_DETERMINED, text, mark.start, windows.SHORT_WORD_CHARACTERS) is not None
    if not named or is_measure(behind) or noun_lemma(behind) in lexicons.words("quantity_words", rule="denomination"):
        return False
    near = text[max(0, number.start - _ELSEWHERE) : number.end + _ELSEWHERE]
    return (
        re.search(
            rf"(?<![A-Za-z]){re.escape(mark.surface)}\.?\s?(?:[0-9][0-9.,]|[0-9] )(?:[0-9]|[mbk](?:n|illion)?\b)", near
        )
        is None
    )


def is_model(text: str, number: Number) -> bool:
    """Whether digits name what a verb behind them measures: "the 737 seats 148"."""
    if _MEASURES.match(text, number.end) is None:
        return False
    return windows.before(_MODEL_LEAD, text, number.start, windows.SHORT_WORD_CHARACTERS) is not None


def is_coordinate(text: str, number: Number) -> bool:
    """ "54° 12' N", "51 degrees north": a place on the globe."""
    if _LATITUDE.match(text, number.end):
        return True
    low = max(0, number.start - windows.THREE_WORDS_CHARACTERS)
    near = text[low : number.end + windows.THREE_WORDS_CHARACTERS]
    if "°" not in near:
        return False
    return any(low + m.start() <= number.start and number.end <= low + m.end() for m in _COORDINATE.finditer(near))


def named_plural(tokens: Tokens, text: str, number: Number, token: Token) -> Counted | None:
    """The plural of a name that a number counts, with the name as its unit; None if it counts none.

    A name is in the plural by an "s" behind digits or capitals, or by its last word where the tagger takes it for a
    singular name all the same.
    """
    match = _NAMED.match(text, number.end) if number.value != 1 else None
    if match is None or _is_part_of_name(text, number):
        return None
    last = tokens.at(match.end() - 1)
    name = match.group().strip()
    if match.group("numbered"):
        if not match.group("name") and _DECADE.fullmatch(match.group("numbered")):
            return None
        return Counted(last, name[:-1], match.end(), "count:name")
    if last.tag_ != "NNP" or last.i + 1 < len(last.doc) and last.nbor(1).tag_ in ("NNP", "NN", "NNS", "NNPS"):
        return None
    if match.group("lettered") or match.group("mixed"):
        return Counted(last, name[:-1], match.end(), "count:name")
    told = bool(match.group("name")) or last.dep_ == "dobj"  # "sold 900 iPad Minis", "won four Grammys"
    singular_name = last.text.endswith(("ss", "us", "is", "as", "os")) and not match.group("name")
    if last.ent_type_ in _NO_THINGS and not told or singular_name or last.dep_ in _MODIFIES:
        return None
    if not text[number.start].islower() and token.is_sent_start or token.head.i != last.i:
        return None
    return Counted(last, f"{match.group('name')}{singular(last.text)}", match.end(), "count:name")


def _is_part_of_name(text: str, number: Number) -> bool:
    """Whether digits follow a name, which they belong to: "iPhone 12 Minis"."""
    before = text[max(0, number.start - windows.THREE_WORDS_CHARACTERS) : number.start].rsplit(maxsplit=1)[-1:]
    return (
        number.form == "digits" and bool(before) and before[0][:2].strip("a-z").isupper() and before[0][-1:].isalnum()
    )
