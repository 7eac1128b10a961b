"""Doubtful candidates: whether "1,950" is a year, "May" a month, "a year" a rate, "the quarter" a time at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.timex_direction import Direction
from pipeline.extract.timex_tokens import Node

if TYPE_CHECKING:
    from spacy.tokens import Token

_BEFORE = re.compile(r"([^\s]+)\s*$")
_AFTER = re.compile(r"\s*([^\s]+)")
_WORD = re.compile(r"[A-Za-z]+")
_PLURAL = re.compile(r"\s+(?:[a-z]+(?:-[a-z]+)?\s+)?[a-z]{3,}(?<![sui])s\b")
_MEASURE = re.compile(r"\s*(?:km|kg|m|cm|mm|ft|feet|foot|mph|MW|GW|kW|metres?|meters?|miles?|acres?|dollars?|euros?|pounds?|"
                      r"percent|per\s+cent|people|votes|points|tonnes?|tons?|million|billion|c?c|rpm|men|women|children)\b")  # fmt: skip
_GOES_WITH_CAPITAL = re.compile(r"\s+(?:[A-Z][a-z]+)")
_SPORT = re.compile(
    r"\b(?:goals?|scored|match|striker|coach|penalty|half-?time|touchdowns?|yards?|quarterback|kick|lead|win|"
    r"possession|minutes?|tries|rebounds|team)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:profits?|sales|revenues?|earnings|growth|loss(?:es)?|income|shares?|GDP|economy|results?|deliveries|orders|"
    r"shipments|exports?|imports?|inflation|demand|prices?|production|output|investors?|dividend|fiscal|costs?|"
    r"companies|company|market|subscribers|users|quarterly|margin|forecast|guidance)\b|[$£€%]",
    re.IGNORECASE,
)
_LENGTH_LEAD = frozenset(
    ["for", "over", "within", "during", "than", "about", "in", "after", "nearly", "almost", "least", "once", "to", "lasted",
     "last", "takes", "take", "took", "spent", "spend", "just", "only", "barely", "half", "under", "every", "waited",
     "wait", "later", "early", "late", "quite", "such", "was", "is", "be", "been", "with", "of", "on", "and", "what",
     "like", "or", "by", "off", "up", "into", "as", "from", "at", "not", "but", "it", "that", "having", "had", "has", "spending", "lasting",
     "lasts", "around", "approximately", "roughly", "until", "till", "through", "before"]
)  # fmt: skip
_UNITS_LEAD = frozenset(["for", "in", "within", "after", "by", "just", "only", "mere", "take", "takes", "took", "taken",
                         "last", "lasted", "spent", "spend", "spending", "and", "or", "of", "wait", "waited", "over",
                         "hundreds", "thousands"])  # fmt: skip
_UNITS_FOLLOW = frozenset(["after", "before", "of"])
_PERIOD_LEAD = frozenset(["for", "in", "during", "of", "through", "throughout", "over", "on", "within", "ending", "ended",
                          "end", "by", "finish", "finished", "finishing", "into"])  # fmt: skip
_SEASON_LEAD = frozenset(["in", "by", "until", "since", "during", "through", "from", "for", "before", "after", "over",
                          "into", "late", "early", "of", "throughout", "and", "or", "to"])  # fmt: skip
_MONTH_LEAD = frozenset(["in", "of", "since", "until", "till", "by", "from", "to", "through", "before", "after", "during",
                         "between", "late", "early", "mid", "for", "last", "this", "next", "every", "on", "and", "or",
                         "around", "ended", "ending", "into", "beginning", "starting", "throughout", "than", "with"])  # fmt: skip


class Guard:
    """Judges candidates of one text; ``doc``, if given, adds its tags and entities as evidence."""

    def __init__(self, text: str, direction: Direction) -> None:
        self._text = text
        self._direction = direction

    def before(self, node: Node) -> str:
        """The word or mark just before a candidate, in lower case."""
        match = _BEFORE.search(self._text[max(0, node.start - 24) : node.start])
        return match.group(1).lower().lstrip("(\"'“‘[—–-") if match else ""

    def after(self, node: Node) -> str:
        """The word or mark just behind a candidate."""
        match = _AFTER.match(self._text[node.end : node.end + 32])
        return match.group(1) if match else ""

    def year(self, node: Node) -> bool:
        """A bare four-digit number is a year unless it counts something or belongs to a name."""
        text = self._text
        lead = self.before(node)
        value = node.value.period.first.year if node.value.period else 0
        before = text[max(0, node.start - 1) : node.start]
        if before and (before in "-./#$£€+&@_" or before.isalnum()):
            return False
        behind = text[node.end : node.end + 1]
        if behind in ("%", "°", "+") or (behind == "/" and text[node.end + 1 : node.end + 2].isdigit()):
            return False
        if behind == "-" and text[node.end + 1 : node.end + 2].isalnum() and not 1900 <= value <= 2100:
            return False
        if lead in ("no.", "number", "flight", "room", "route", "highway", "page", "channel", "about", "nearly", "some",
                    "almost", "roughly", "approximately", "model", "resolution", "chapter", "section", "pope", "some"):  # fmt: skip
            return False
        follows = text[node.end : node.end + 40]
        if value == 2000 and re.search(r"[A-Z][a-z]+\s$", text[max(0, node.start - 12) : node.start]):
            return False  # an index of two thousand shares, a product's version
        temporal = lead in _MONTH_LEAD
        if _MEASURE.match(follows):
            return False
        if not 1900 <= value <= 2050:
            return (temporal or lead in ("", ",")) and 1400 <= value and not _PLURAL.match(follows) and lead not in (
                "of", "for", "to", "than", "or", "and", "with")  # fmt: skip
        if lead in ("of", "to", "than", "with", "for", "by", "or", "and", "from", "over", "around", "") or not temporal:
            return not _PLURAL.match(follows)
        return True

    def month(self, node: Node) -> bool:
        """A bare month: "May" and "March" need a preposition, all of them must not be somebody's name."""
        lead = self.before(node)
        text = self._text[node.start : node.end]
        if node.symbol == "AMON":
            token = self._direction.token(node.start)
            if token is not None and token.ent_type_ == "DATE":
                return True
            return lead in _MONTH_LEAD and text[:1].isupper() and not (lead in ("and", "or", "to") and len(text) < 4)
        if len(text) < 4 and text not in ("June", "July") and lead not in _MONTH_LEAD:
            return False
        if lead in _MONTH_LEAD:
            return True
        if _GOES_WITH_CAPITAL.match(self._text, node.end) and text.isalpha():
            return False
        return not _person(self._direction.token(node.start))

    def season(self, node: Node) -> bool:
        """ "spring" and "fall" only behind a preposition or "the"; "Winter Olympics" is a name."""
        text = self._text
        if _GOES_WITH_CAPITAL.match(text, node.end) and text[node.start : node.start + 1].isupper():
            return False
        lead = self.before(node)
        if lead == "of" and text[node.start : node.start + 3].lower() != "the":
            return False
        if node.symbol == "ASEAS":
            if lead not in ("in", "by", "until", "since", "during", "through", "from", "last", "this", "next", "late", "early"):
                return False
            return not text[node.end :].lstrip().startswith(("of ", "in ", "from "))
        return lead in _SEASON_LEAD

    def decade(self, node: Node) -> bool:
        """ "80s" without "the": only beside another decade or behind "early", which the grammar has joined."""
        return bool(re.search(r"\d0s,?\s+(?:and|or|to)\s+$", self._text[max(0, node.start - 12) : node.start]))

    def part_of_year(self, node: Node) -> bool:
        """A quarter or half without its year: in sport it is a part of a match."""
        low, high = self._direction.sentence(node.start, node.end)
        around = self._text[low:high]
        if self.after(node).lower().startswith(("of", "time", "century", "mile", "dozen", "note", "goal")):
            return False
        if node.symbol == "HALFYEAR" or _SPORT.search(around):
            return bool(_MONEY.search(around))
        return True

    def clock(self, node: Node) -> bool:
        """ "10:30" without zone or half of the day: a preposition makes it a time and not a score or a ratio."""
        return self.before(node) in ("at", "by", "from", "until", "till", "before", "after", "around", "about", "since")

    def the_unit(self, node: Node) -> bool:
        """ "the year", "the quarter", "the day" where the words around use it as a point in time."""
        lead = self.before(node)
        unit = node.value.unit
        if self.after(node).lower() in ("of", "when", "that", "after", "before", "he", "she", "it", "they", "we", "i", "ago"):
            return False
        if unit == "D":
            return lead in ("for", "ended", "end", "ending", "finish", "finished", "in", "during")
        if unit in ("DE", "CE"):
            return lead in ("of", "in", "during", "over")
        return lead in _PERIOD_LEAD

    def a_unit(self, node: Node) -> str | None:
        """DURATION for "for a year", SET for "$20 a year", None where it is neither."""
        lead = self.before(node)
        unit = node.value[0][1]
        if self.after(node).lower() in ("after", "before", "when", "since", "of", "in", "that"):
            return "DURATION"
        word = lead.strip(",;:.\"'”")
        if unit == "Q" or word in ("miles", "kilometers", "kilometres", "km", "metres", "meters", "knots"):
            return None
        if lead in _LENGTH_LEAD or lead.endswith((",", ".", ":", ";", "—")) or not lead:
            return "DURATION"
        if _NUMBERISH.search(lead) or word in ("million", "billion", "trillion", "thousand", "hundred", "percent", "cent", "cents",
                                               "times", "once", "twice", "people"):  # fmt: skip
            return "SET"
        if re.search(r"[a-z]{2,}(?<![sui])s$", word):
            return "SET"
        return "DURATION"

    def bare_units(self, node: Node) -> bool:
        """ "for years", "hours after": not the years of "those years"."""
        return self.before(node) in _UNITS_LEAD or self.after(node).lower() in ("after", "before")


_NUMBERISH = re.compile(r"\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$")


def _person(token: Token | None) -> bool:
    return token is not None and token.ent_type_ in ("PERSON", "ORG", "GPE", "PRODUCT", "WORK_OF_ART")

