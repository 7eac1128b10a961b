"""What neighbouring numbers take from each other: units and bounds said once."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.numbers.suffixes import multiplier_value
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.ages import OLDEST
from pipeline.extract.quantities.change_pairs import plausible
from pipeline.extract.quantities.draft import COUNTS, QuantityDraft
from pipeline.extract.syntax.noun_phrases import begins_clause
from pipeline.extract.syntax.parse import FINITE, NOUNS

if TYPE_CHECKING:
    from pipeline.extract.numbers.types import Number
    from pipeline.extract.syntax.tokens import Tokens

_any = partial(lexicons.one_of, "quantity_words")
_JOINT = re.compile(
    rf"""(?:,|,?\s?(?:and|or)(?:\s(?:{_any(rule="behind_and")}))?,?
        |to|(?:out\s)?of|of\sthe)""",
    re.X,
)
_STOP = re.compile("[.;]")
_LINK = re.compile(rf"\b(?:{_any(rule='linking')})\b")
_BORROWED = frozenset({"count", "user_count", "frame_rate", "frequency"})
_LENT = frozenset({"other", "money", "temperature", "length", "mass", "speed", "duration"})
_PHRASED = frozenset({"rate", "percentage"})  # lent in like phrases as well
_LISTED = re.compile(r"\s*;\s*")
_LIKE = 10.0  # how many times as large one of two amounts of like size may be
_MOST_PERCENT = 1000.0
_DECIMALS = re.compile(r"\.[0-9]+$")
_AGAIN = re.compile(rf"\b(?:{_any(rule='again')})\b")
_OF_THE = re.compile(rf"\bof (?:{_any(rule='of_the')}|[\w-]+[’']s)\s*$", re.I)
_LIKE_PHRASES = re.compile(
    rf" ({_any(rule='like_phrase')}) (?:[\w'’-]+ ){{1,5}}?(?:and|but|or) (?:just |only |another |about |some )?", re.I
)
_AT_TIME = re.compile(
    rf",?\s(?:in\s(?:[A-Z][a-z]+\s)?(?:19|20)[0-9]{{2}}|(?:last|this|the\sprevious|a)\s(?:{_any(rule='compared_period')}))\b"
)
_THEN = re.compile(rf"[^,;.]{{0,50}}?{_AT_TIME.pattern},?\s(?:{_any(rule='then')})\s(?:just\s|only\s|about\s)?")
_UP_FROM = re.compile(rf"\b(?:{_any(rule='up_from')}) (?:from )?$")
_GAP = re.compile(r"[^;.]{0,80}\s(?:in|at|from)\s[^;.]{2,40}(?:,|\sand|,\sand)\s")
ELSEWHERE = re.compile(r"\s(?:in|at|from)\s(?:the\s)?[A-Z]")
"""What follows a number that counts the same as the one before it, in another place."""
_AGAINST = re.compile(rf"\b(?:{_any(rule='against')})\b")
_TO_END = re.compile(r"\s(?:to|at)\s(?:about |around |just |only |some |nearly |almost )?")
_UP_POINTS = re.compile(rf"\b(?:{_any(rule='by_points')})\s(?:by\s|about\s|some\s)*$")
_GAPPED_NAME = re.compile(r"(?:,|;|,?\sand|,?\swhile)\s(?:[A-Z][\w.&’'-]+\s){1,3}(?:got |had |has |with )?")
_MORE_THAN = re.compile(r"\s(?:more|fewer|less)\sthan\b")
_GAPPED = frozenset({"money", "percentage", "rate", "duration", "length", "mass", "speed", "temperature"})
_GAPPED_THING = re.compile(
    rf"[^,.;]{{0,24}}?,?\s(?:and|but|while)\s(?:{_any(rule='determines')})\s(?:[a-z-]+\s){{1,2}}"
)
_LEADS = re.compile(rf"\b({lexicons.one_of('function_words', role='before_bare')})\s$")
_GAPPED_BY = re.compile(
    rf",?\s(?:and|but|while)\s(?:[\w’'-]+\s){{1,3}}({lexicons.one_of('function_words', role='before_bare')})\s"
)
_ENDS = re.compile(r"\s*(?:[.,;)]|$)")
_AGES = re.compile(r",\s|,?\s(?:and|or)\s")
_AGE_ENDS = re.compile(r"[,.;:)]|\s(?:and|or)\s(?:[0-9]|[a-z]+[,.;)\s])|\s*$")
_OR = re.compile(r",?\s+or\s+", re.I)


def share_coordinated(found: list[QuantityDraft], text: str) -> None:
    """Let bare numbers take units, and alternatives bounds, from the quantities they are coordinated with, in place."""
    _share_scale(found, text)
    for left, right in reversed(list(pairwise(found))):
        if left.counts_bare and right.unit:
            _lend_joined(left, right, text)
    for left, right in pairwise(found):
        if right.counts_bare and left.unit and _is_of_them(left, right, text):
            _lend(right, left)
        if right.start - left.end >= windows.HALF_LINE_CHARACTERS or _STOP.search(text, left.end, right.start):
            continue
        between = text[left.end : right.start].lower()
        if right.counts_bare and left.unit and _goes_on(left, right, between, text):
            _lend(right, left)
            _share_scale_of(right, left)
        if right.counts_bare and left.unit and left.kind in _LENT | _PHRASED and _in_like_phrases(left, right, text):
            _lend(right, left)
            _share_scale_of(right, left)
        elif left.counts_bare and right.unit and right.kind in _LENT | _PHRASED and _in_like_phrases(left, right, text):
            if _like_size(left, right) and (right.unit != "percent" or (left.value or 0.0) <= 100):
                _lend(left, right)  # "4.2 in May and 4.5 percent in June"
        _share_bound(left, right, between)
        _share_rate(left, right, between, text)
        _share_points(left, right, between)
    _parallel(found, text)


def _lend_joined(left: QuantityDraft, right: QuantityDraft, text: str) -> None:
    """Let the first of two numbers that a word or comma joins have the unit of the second, in place: "5 and 6 km"."""
    joint = text[left.end : right.start].strip().lower()
    if _JOINT.fullmatch(joint) and _may_lend(left, right, joint, text):
        _lend(left, right)
        share = _share_multiplier if joint == "to" else _share_scale_of
        share(left, right)


def listed_age(tokens: Tokens, before: list[QuantityDraft], number: Number) -> QuantityDraft | None:
    """The age that a number is which goes on a list of ages: "aged 4, 6 and 9", "her daughters, 7 and 9"; None if it is none."""
    text, value = tokens.text, number.value if number.value is not None else number.high
    last = before[-1] if before and before[-1].kind == "age" and before[-1].unit == "year" else None
    joint = _AGES.fullmatch(text, last.end, number.start) if last is not None else None
    if (
        joint is None
        or value is None
        or number.ordinal
        or not 0 < value < OLDEST
        or number.form not in ("digits", "words")
    ):
        return None
    if _AGE_ENDS.match(text, number.end) is None:
        behind = tokens.at(min(number.end + 1, len(text) - 1))
        if behind.tag_ not in FINITE or "," in joint.group():
            return None  # "Lee, 44, and 12 were hurt"
    root = tokens.root(number.start, number.end)
    return None if root is None else QuantityDraft.of(text, number, root, "age", "year", "kind:age_listed")


def _is_of_them(left: QuantityDraft, right: QuantityDraft, text: str) -> bool:
    """Whether "of them" behind a number stands for what the number before it counts."""
    of_them = text[right.end : right.end + windows.LABEL_CHARACTERS].lower() == " of them"
    return of_them and left.kind in COUNTS and right.start - left.end < 2 * windows.HALF_LINE_CHARACTERS


def _goes_on(left: QuantityDraft, right: QuantityDraft, between: str, text: str) -> bool:
    """Whether a number is said of the same as the one before it: by a word that links them, or elsewhere, or as its end."""
    if left.kind in _BORROWED and plausible(left, right, between):
        linked = _LINK.search(between + text[right.start - windows.PREPOSITION_CHARACTERS : right.start])
        if (
            linked
            or between.strip() == ","
            and windows.before(_OF_THE, text, left.bounds.start, windows.THREE_WORDS_CHARACTERS)
        ):
            return True
    if _UP_FROM.search(between) and plausible(left, right, between):
        return True
    if left.kind in COUNTS | _LENT and _MORE_THAN.match(text, right.end):
        return True  # "won nine games, three more than last season"
    if left.measured and left.kind in _LENT | {"duration", "length", "mass"} and _OR.fullmatch(between):
        return True  # "seven hours or nine without food"
    named = _GAPPED_NAME.fullmatch(text, left.end, right.start) is not None
    if not named and left.kind in _GAPPED and _GAPPED_THING.fullmatch(text, left.end, right.start):
        thing = right.root.nbor(-1) if right.root.i else right.root
        named = thing.tag_ in NOUNS | {"JJ"} and _ENDS.match(text, right.end) is not None
    return named or _gapped_by(left, right, text) or _gapped_count(left, right, text) or _ends(left, between, text)


def _gapped_by(left: QuantityDraft, right: QuantityDraft, text: str) -> bool:
    """Whether both stand behind one preposition, the verb said once: "wheat traded at $6.10 a bushel and corn at 4.35"."""
    at = left.start if left.bounds.comparator == ">=" else left.bounds.start  # "start at £45" is a bound
    lead = windows.before(_LEADS, text, at, windows.PREPOSITION_CHARACTERS)
    gap = _GAPPED_BY.fullmatch(text, left.end, right.start) if lead is not None and left.kind in _GAPPED else None
    if lead is None or gap is None or gap.group(1) != lead.group(1) or not left.number.value or not right.value:
        return False
    scale = multiplier_value(left.number.multiplier or "") or 1
    return 1 / _LIKE < right.value * scale / left.number.value < _LIKE


def _share_bound(left: QuantityDraft, right: QuantityDraft, between: str) -> None:
    """Let the second of two alternatives have the bound of the first, in place: "under $5 or $6"."""
    bounded = left.bounds.comparator in ("<", "<=") and right.bounds.comparator == "=" and not right.bounds.rules
    if bounded and right.unit == left.unit and _OR.fullmatch(between):
        right.bounds = right.bounds._replace(comparator=left.bounds.comparator)


def _may_lend(left: QuantityDraft, right: QuantityDraft, joint: str, text: str) -> bool:
    """Whether the unit behind the second of two numbers is the first one's as well.

    A share is said of nothing before a comma unless a list goes on ("at 5,120, 8 percent above"), and is no level.
    """
    if joint == "and" and begins_clause(text, left.bounds.start, right.noun):
        return False
    if right.unit == "percent" and (joint == "," and not right.borrowed or (left.value or 0.0) > _MOST_PERCENT):
        return False
    return not _restated(left, right, joint)


def _ends(left: QuantityDraft, between: str, text: str) -> bool:
    """Whether "from 52 minutes to 19" or "to 9 million crowns from 7 million" names the unit at its first end only."""
    if left.kind == "money" and between == " from ":
        return True
    before = text[max(0, left.bounds.start - windows.PREPOSITION_CHARACTERS) : left.bounds.start].lower()
    return left.kind in _LENT and before.endswith("from ") and _TO_END.fullmatch(between) is not None


def _share_rate(left: QuantityDraft, right: QuantityDraft, between: str, text: str) -> None:
    """The "per" of prices set beside each other: "from $1.20 to $1.50 an hour", "$212 a tonne, up from $168"."""
    if left.kind == "rate" and right.kind == "money" and (left.unit or "").startswith(f"{right.unit} per "):
        if (_UP_FROM.search(between) or between == " from ") and 0.1 < (right.value or 0.0) / (left.value or 1.0) < 10:
            right.kind, right.unit = left.kind, left.unit
            right.borrowed = True
            right.rules.append("unit:shared")
    elif right.kind == "rate" and left.kind == "money" and (right.unit or "").startswith(f"{left.unit} per "):
        before = text[max(0, left.bounds.start - windows.TWO_WORDS_CHARACTERS) : left.bounds.start].lower()
        joint = between.strip()
        if (joint == "to" and before.endswith("from ")) or (joint == "and" and "between " in before):
            left.kind, left.unit = right.kind, right.unit
            left.borrowed = True
            left.rules.append("unit:shared")


def _share_points(left: QuantityDraft, right: QuantityDraft, between: str) -> None:
    """Points by which a percentage changes are percentage points: "cut its target by 5 points to 30%"."""
    if right.unit == "percent" and left.unit == "point" and _TO_END.fullmatch(between):
        points = left
    elif left.unit == "percent" and right.unit == "point" and _UP_POINTS.search(between):
        points = right
    else:
        return
    points.kind, points.unit, points.noun = "percentage", "percentage point", None
    points.rules.append("unit:points")


def _gapped_count(left: QuantityDraft, right: QuantityDraft, text: str) -> bool:
    """Whether a number counts what the one before it counts, elsewhere: "five people died in Leeds, three in York"."""
    if left.kind not in ("count", "user_count", *_LENT) or ELSEWHERE.match(text, right.end) is None:
        return False
    return _GAP.fullmatch(text, left.end, right.start) is not None


def _parallel(found: list[QuantityDraft], text: str) -> None:
    """Give a bare index or price the unit of the like one before it: "62.40 cents, while the worst is 51.35"."""
    last: QuantityDraft | None = None
    for quantity in found:
        decimal = "." in text[quantity.number.start : quantity.number.end]
        if last is not None and quantity.counts_bare and decimal and _alike(last, quantity, text):
            quantity.value = (last.value or 0.0) * (quantity.number.value or 0.0) / (last.number.value or 1.0)
            _lend(quantity, last)
        if decimal and quantity.unit and quantity.value and quantity.kind in ("money", "other", "count"):
            last = quantity


def _alike(one: QuantityDraft, two: QuantityDraft, text: str) -> bool:
    """Whether two amounts are set against each other in one sentence and are of like size."""
    if one.sentence != two.sentence or not one.number.value or not two.number.value:
        return False
    between = text[one.end : two.start]
    near = 0.2 < two.number.value / one.number.value < 5
    return near and len(between) < 100 and _AGAINST.search(between) is not None


def _in_like_phrases(left: QuantityDraft, right: QuantityDraft, text: str) -> bool:
    """Whether two amounts stand in like phrases, the unit said once: "80 tons from Paris and 60 from London"."""
    between = _LIKE_PHRASES.fullmatch(text, left.end, right.start)
    if between is not None and text.startswith(f" {between.group(1)} ", right.end):
        return True
    return _THEN.fullmatch(text, left.end, right.start) is not None and _AT_TIME.match(text, right.end) is not None


def _restated(left: QuantityDraft, right: QuantityDraft, joint: str) -> bool:
    """Whether "1.5 million, or 17 percent" says one amount twice, once as a share of something."""
    return "or" in joint and right.kind == "percentage" and (left.value or 0.0) > 100


def _share_multiplier(left: QuantityDraft, right: QuantityDraft) -> None:
    """ "from 24 to 33-35 billion euros": the first end is in billions as well."""
    scale = multiplier_value(right.number.multiplier or "")
    end = right.low if right.value is None else right.value
    if scale and not left.number.multiplier and left.value and end and left.value < 1000 and left.value * 100 < end:
        left.value *= scale


def _like_size(one: QuantityDraft, two: QuantityDraft) -> bool:
    low, high = sorted((abs(one.value or 0.0), abs(two.number.value or 0.0)))
    return low > 0 and high <= _LIKE * low


def _share_scale_of(poor: QuantityDraft, rich: QuantityDraft) -> None:
    """Let a lent sum be in the millions or the pence of the lender: "€30 million and the striker 45", "5 and 10 cents"."""
    scale = multiplier_value(rich.number.multiplier or "")
    if rich.kind not in ("money", "rate") or poor.value is None or not rich.value or not rich.number.value:
        return
    poor.value = round(poor.value * rich.value / rich.number.value, 10)
    if not scale or poor.number.multiplier:
        return
    if poor.value < 1000 and 0.05 < poor.value * scale / rich.value < 20:
        poor.value *= scale


def _share_scale(found: list[QuantityDraft], text: str) -> None:
    """Give a bare decimal the unit of an earlier one of its sentence, written as exactly and of a like size.

    "It ended at 2,206.40 points, and the other rose 0.4% to 1,718.25"; percentages are never lent, and the money of
    a list of conversions ("$4.8 trillion; 4.5 trillion euros; 3.9 trillion") has no unit if its own is lost.
    """
    for place, poor in enumerate(found):
        if not poor.counts_bare or poor.value is None:
            continue
        if place and found[place - 1].kind == "money" and _LISTED.fullmatch(text, found[place - 1].end, poor.start):
            if text[poor.end : poor.end + 2].strip()[:1] == ")":
                poor.kind, poor.noun = "money", None
                poor.rules.append("kind:conversion")
            continue
        exact = _DECIMALS.search(text[poor.number.start : poor.number.end])
        if exact is None:
            continue
        for rich in reversed(found[max(0, place - 3) : place]):
            value, decimals = rich.number.value, _DECIMALS.search(text[rich.number.start : rich.number.end])
            if rich.sentence != poor.sentence or rich.kind not in _LENT or not rich.unit or not value or not rich.value:
                continue
            if decimals is None or len(decimals.group()) != len(exact.group()) or not 0.2 <= poor.value / value <= 5:
                continue
            if _AGAIN.search(text, rich.end, poor.start):
                poor.value = round(poor.value * rich.value / value, 10)
                _lend(poor, rich)
                break


def _lend(poor: QuantityDraft, rich: QuantityDraft) -> None:
    poor.kind, poor.unit, poor.noun, poor.borrowed = rich.kind, rich.unit, rich.noun, True
    poor.rules.append("unit:shared")
