"""Doubtful candidates: whether "1,950" is a year, "May" a month, "a year" a rate, "the quarter" a time at all."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.times import windows
from pipeline.extract.times.direction import Direction
from pipeline.extract.times.symbols import Node

if TYPE_CHECKING:
    from spacy.tokens import Token

_any = partial(lexicons.one_of, "time_cues")
_DOUBTFUL = lexicons.words("time_cues", cue="doubtful before")
_UNSURE = lexicons.words("time_cues", cue="unsure before")
_BEFORE_LOW = lexicons.words("time_cues", cue="before low")
_NO_MONTH = lexicons.words("time_cues", cue="no month before")
_NO_SEASON = lexicons.words("time_cues", cue="no season before")
_NO_YEAR_PART = tuple(sorted(lexicons.words("time_cues", cue="no part of a year")))
_OF_THE = tuple(sorted(lexicons.words("time_cues", cue="of the")))
_TITLED = lexicons.words("time_cues", cue="titled")
_BEFORE_CLOCK = lexicons.words("time_cues", cue="before clock")
_BEFORE_PART = lexicons.words("time_cues", cue="before part")
_BEHIND_SPAN = lexicons.words("time_cues", cue="behind now")
_BEFORE_SPAN = lexicons.words("time_cues", cue="before span")
_BEFORE_REST = lexicons.words("time_cues", cue="before rest")
_BEHIND_MOMENT = lexicons.words("time_cues", cue="behind moment")
_DISTANCES = lexicons.words("time_cues", cue="distance")

_BEFORE = re.compile(r"([^\s]+)\s*$")
_AFTER = re.compile(r"\s*([^\s]+)")
_WORD = re.compile(r"[A-Za-z]+")
_PLURAL = re.compile(r"\s+(?:[a-z]+(?:-[a-z]+)?\s+)?[a-z]{3,}(?<![sui])s\b")
_PLURAL_WORD = re.compile(r"[a-z]{2,}(?<![sui])s$")
_CAPITAL_BEHIND = re.compile(r"\s+(?:[A-Z][a-z]+)")
_CAPITAL_BEFORE = re.compile(r"[A-Z][a-z]+\s$")
_BEFORE_OR_AFTER = re.compile(r"(?<!\w)(?:pre|post|mid)-$", re.IGNORECASE)
_OF_A_YEAR = re.compile(rf"\s(?:{_any(cue='of_a_year')})\b")
_DECADE_BEFORE = re.compile(r"\d0s,?\s+(?:and|or|to)\s+$")
_NUMBERISH = re.compile(r"\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$")
_CLOSES = re.compile(r"[\"”’](?!\w)")
_PART_OF = re.compile(r"\s+of\b(?!\s(?:[$£€\d]|about [$£€\d]|the new year|some [$£€]|nearly [$£€]))", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3},\d{3}(?!\d)")
_OWNERS = re.compile(r"(?:the|its|his|her|their|our|your|my|a|an|that|this|.*['’]s|.*s['’])$")
_RATE_NOUNS = lexicons.words("time_cues", cue="rate noun")
_WHENEVER = re.compile(rf"\b(?:{_any(cue='whenever')})\b", re.IGNORECASE)
_NAMES = ("PERSON", "ORG", "GPE", "PRODUCT", "WORK_OF_ART")


@cache
def _measures() -> frozenset[str]:
    """Nouns of measures and changes, which a year tells apart and a number does not count."""
    listed = lexicons.words("measure_nouns", "form") | lexicons.words("change_nouns", "form")
    return (listed | lexicons.words("time_cues", cue="dated")) - lexicons.words("time_cues", cue="counted")


def _cue(word: str, cue: str) -> bool:
    return word in lexicons.words("time_cues", cue=cue)


class Guard:
    """Judges candidates of one text by the words around them, and by a parse's entities where there is one."""

    def __init__(self, text: str, direction: Direction) -> None:
        self._text = text
        self._direction = direction
        self._commas: bool | None = None

    def before(self, node: Node) -> str:
        """The word or mark just before a candidate, in lower case."""
        match = _BEFORE.search(self._text[max(0, node.start - windows.THREE_WORDS_CHARACTERS) : node.start])
        return match.group(1).lower().lstrip("(\"'“‘[—–-") if match else ""

    def after(self, node: Node) -> str:
        """The word just behind a candidate, in lower case, or the mark."""
        match = _AFTER.match(self._text[node.end : node.end + windows.FOLLOWING_CHARACTERS])
        return match.group(1).lower() if match else ""

    def year(self, node: Node) -> bool:
        """A bare four-digit number is a year unless it counts something or belongs to a name."""
        return self._bounds_a_time(node) or self._free_year(node)

    def _bounds_a_time(self, node: Node) -> bool:
        """Whether "pre-" or "post-" stands before a number of the size of a year."""
        before = _BEFORE_OR_AFTER.search(
            self._text, max(0, node.start - windows.BEFORE_OR_AFTER_CHARACTERS), node.start
        )
        return before is not None and 1500 <= node.value.period.first.year <= 2050

    def _free_year(self, node: Node) -> bool:
        text = self._text
        lead = self.before(node)
        value = node.value.period.first.year
        if not self._stands_free(node, value) or _cue(lead, "no year behind"):
            return False
        follows = text[node.end : node.end + windows.FOUR_WORDS_CHARACTERS]
        if lead == "in" and 1900 <= value <= 2050 and _OF_A_YEAR.match(follows):
            return True  # "in 2011 dollars"
        if _cue(_first_word(follows), "measure"):
            return False
        named = _CAPITAL_BEHIND.match(follows) and _CAPITAL_BEFORE.search(
            text, max(0, node.start - windows.THREE_WORDS_CHARACTERS), node.start
        )
        if named and not _OWNERS.match(lead) and not _cue(lead, "before month"):
            return False  # inside a name: an index, a product, an exhibition
        temporal = _cue(lead, "before month")
        plural = _PLURAL.match(follows)
        counts = plural is not None and not (1900 <= value <= 2050 and self._dated(node, plural.group()))
        if not 1900 <= value <= 2050:
            doubtful = lead in _DOUBTFUL
            return value >= 1400 and (temporal or lead in ("", ",")) and not counts and not doubtful
        if 1950 <= value <= 2050 and (self._writes_commas() or (value % 50 and (not lead or _OWNERS.match(lead)))):
            return True  # "1997 sales", "its 1998 results": newspapers write thousands with a comma
        sure = temporal and lead not in _UNSURE
        return sure or not counts

    def _dated(self, node: Node, plural: str) -> bool:
        """Whether the word in -s behind a number tells it for a year: a measure ("2019 levels") or a verb."""
        words = plural.split()
        if words[-1][:-1] in _measures() or words[-1] in _measures():
            return True
        token = self._direction.token(node.end + len(plural) - 1)
        return token is not None and token.tag_ in ("VBZ", "VBP") and len(words) == 1

    def _writes_commas(self) -> bool:
        """Whether the text has a number with a comma at the thousands."""
        if self._commas is None:
            self._commas = _THOUSANDS.search(self._text) is not None
        return self._commas

    def _stands_free(self, node: Node, value: int) -> bool:
        """Whether no letter, sign or figure is glued to a number."""
        before = self._text[max(0, node.start - 1) : node.start]
        if (
            before == "-"
            and 1900 <= value <= 2050
            and _BEFORE_OR_AFTER.search(self._text, max(0, node.start - windows.BEFORE_OR_AFTER_CHARACTERS), node.start)
        ):
            return True
        if before and (before in "-./#$£€+&@_" or before.isalnum()):
            return False
        behind, beyond = self._text[node.end : node.end + 1], self._text[node.end + 1 : node.end + 2]
        if behind in ("%", "°", "+") or (behind == "/" and beyond.isdigit()):
            return False
        return not (behind == "-" and beyond.isalnum() and not 1900 <= value <= 2100)

    def month(self, node: Node) -> bool:
        """A bare "May" or "March" needs a preposition before it or an entity over it."""
        token = self._direction.token(node.start)
        if token is not None and token.ent_type_ == "DATE":
            return True
        lead = self.before(node)
        if self._text[node.start].islower() and lead not in _BEFORE_LOW:
            return False
        short = node.end - node.start < 4
        return _cue(lead, "before month") and not (short and lead in _NO_MONTH)

    def named_month(self, node: Node) -> bool:
        """Other bare months, unless they are somebody's name or an abbreviation without a preposition."""
        lead = self.before(node)
        text = self._text[node.start : node.end]
        if len(text) < 4 and lead in ("and", "or", "with", "for", "by", "to") and text.isalpha():
            if _CAPITAL_BEHIND.match(self._text, node.end):
                return False  # Jan Novak
        if _cue(lead, "before month"):
            return True
        if len(text) < 4 or (text.isalpha() and _CAPITAL_BEHIND.match(self._text, node.end)):
            return False
        token: Token | None = self._direction.token(node.start)
        return token is None or token.ent_type_ not in _NAMES

    def season(self, node: Node) -> bool:
        """Seasons behind a preposition; "spring" and "fall" only if nothing else shows them to be other words."""
        text = self._text
        if _CAPITAL_BEHIND.match(text, node.end) and text[node.start].isupper():
            return False  # the Winter Olympics
        lead = self.before(node)
        if lead == "of" and not text.startswith("the", node.start):
            return False
        if node.symbol == "ASEAS":
            fits = _cue(lead, "before season") and lead not in _NO_SEASON
            return fits and self.after(node) not in ("of", "in", "from")
        after = self.after(node)
        the = (
            text[node.start : node.start + windows.ARTICLE_CHARACTERS].lower() == "the "
            and text[node.end - 1].islower()
        )
        if the and (not after[:1].isalpha() or _cue(after, "after a daypart")):
            return True  # "spent the summer in Rome", not "the winter storm"
        return _cue(lead, "before season")

    def part_of_year(self, node: Node) -> bool:
        """A quarter or half without its year: in sport it is a part of a match."""
        if _PART_OF.match(self._text, node.end) or self.after(node).startswith(_NO_YEAR_PART):
            return False
        low, high = self._direction.sentence(node.start, node.end)
        sentence = self._text[low:high]
        words = set(_WORD.findall(sentence.lower()))
        if node.symbol == "HALFYEAR" or words & lexicons.words("time_cues", cue="sport"):
            business = words & lexicons.words("time_cues", cue="business")
            return bool(business) or any(sign in sentence for sign in "$£€%")
        return True

    def clock(self, node: Node) -> bool:
        """ "10:30" without zone or half of the day: a preposition makes it a time and not a score or a ratio."""
        return self.before(node) in _BEFORE_CLOCK

    def daypart(self, node: Node) -> bool:
        """ "in the afternoon", not "the morning after" or "the night shift"."""
        after = self.after(node)
        free = not after or not after[0].isalpha() or _cue(after, "after a daypart")
        if node.mod and free and self.before(node) in (_BEFORE_CLOCK | _BEFORE_PART):
            return True
        if self._text[node.start : node.start + windows.ARTICLE_CHARACTERS].lower() != "the ":
            return self.before(node) == "in" and _cue(after.strip(".,;"), "after morning")
        return free and self.before(node) in _BEFORE_PART

    def decade(self, node: Node) -> bool:
        """ "80s" without "the": only beside another decade; "the early 80s" is joined by the grammar."""
        return bool(_DECADE_BEFORE.search(self._text[max(0, node.start - windows.TWO_WORDS_CHARACTERS) : node.start]))

    def the_unit(self, node: Node) -> bool:
        """ "the year", "the quarter", "the day" where the words around use it as a point in time."""
        if self._text[node.start : node.end].endswith(_OF_THE):
            return False  # Person of the Year
        after = self.after(node)
        if after in _BEHIND_SPAN:
            return False
        lead = self.before(node)
        unit = node.value.unit
        if unit == "D":
            return lead in _BEFORE_SPAN
        if unit in ("DE", "CE"):
            return lead in _BEFORE_REST
        return _cue(lead, "before period")

    def a_unit(self, node: Node) -> str | None:
        """DURATION for "for a year", SET for "$20 a year", None where it is neither."""
        lead = self.before(node)
        if self.after(node) in _BEHIND_MOMENT:
            return "DURATION"
        word = lead.strip(",;:.\"'”")
        if word in _DISTANCES:
            return None
        if not lead or _cue(lead, "before length") or lead.endswith((",", ".", ":", ";", "—")):
            return "DURATION"
        rate = _NUMBERISH.search(lead) or word in _RATE_NOUNS or _PLURAL_WORD.search(word)
        return "SET" if rate else "DURATION"

    def bare_units(self, node: Node) -> bool:
        """ "for years", "hours after", "Years of drought": not the years of "those years"."""
        if self._text[node.start].isupper():
            return True
        return _cue(self.before(node), "before units") or self.after(node) in ("after", "before")

    def any_day(self, node: Node) -> bool:
        """Whether "that day" is of a rule and no certain day: "if it rains, the crew is paid that day"."""
        low, _ = self._direction.sentence(node.start, node.end)
        return _WHENEVER.search(self._text, low, node.start) is not None

    def in_title(self, node: Node) -> bool:
        """Whether an expression is part of a name: of a quoted work ("Saturday Night Fever"), a programme or a paper."""
        text, start, end = self._text, node.start, node.end
        if not (text[start].isupper() or text[start].isdigit()):
            return False
        if text[start:end] in _TITLED:
            lead = text[max(0, start - 2) : start]
            return len(lead) == 2 and lead[1] == " " and (lead[0].isalpha() or lead[0] in "’'")
        opening = max(text.rfind(mark, max(0, start - windows.QUOTED_NAME_CHARACTERS), start) for mark in '"“‘')
        if opening < 0:
            return False
        closing = _CLOSES.search(text, end, end + windows.QUOTED_NAME_CHARACTERS)
        if closing is None or any(mark in text[opening + 1 : start] for mark in '”"\n'):
            return False
        title = text[opening + 1 : closing.start()].rstrip(",")
        long = [word for word in _WORD.findall(title) if len(word) > 3] or _WORD.findall(title)
        return len(_WORD.findall(title)) > 1 and bool(long) and all(w[0].isupper() for w in long)

    def set_word(self, node: Node) -> bool:
        """ "daily", but not the "Daily" of a newspaper's name."""
        if not self._text[node.start].isupper():
            paper = self._text[max(0, node.start - windows.ARTICLE_CHARACTERS) : node.start].lower() == "the "
            return not (paper and _CAPITAL_BEHIND.match(self._text, node.end))
        before = self._text[max(0, node.start - 2) : node.start]
        opens = (not before.strip() and (len(before) < 2 or "\n" in before)) or before[:1] in '.!?"“'
        return opens and not _CAPITAL_BEHIND.match(self._text, node.end)


def _first_word(text: str) -> str:
    match = _WORD.search(text)
    return match.group().lower() if match and not text[: match.start()].strip() else ""
