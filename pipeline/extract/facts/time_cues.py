"""What the words around a time of a sentence say of whose it is: compared with, begun from, that of the saying, a name's."""

from __future__ import annotations

import re
from functools import partial

from pipeline.extract import lexicons
from pipeline.extract.facts.time_places import AmountPlace, Place, TimedSentence, TimePlace

_any = partial(lexicons.one_of, "time_cues")
_BACK = 24
"""Characters before a time, or a quantity, in which a word that governs it is looked for."""
_COMPARED = re.compile(
    r"""
    \b(?:than|versus|vs|against|compared\ (?:with|to))\s(?:in\ |that\ of\ |the\ )*$
    | (?:\b(?:increase|rise|drop|fall|decrease|gain|decline|growth|up|down|percent|per\ cent)|%)
      \)?\s(?:on|over|from)\s(?:the\ )?(?:same\ [a-z]+\ (?:in|of)\ )?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OVER = re.compile(r"\b(?:on|over|from)\s$", re.IGNORECASE)
_ANOTHER = re.compile(rf"(?:the\s)?(?:{_any(cue='another_period')})\s", re.IGNORECASE)
_RECKONED = (
    (
        "from the telling",
        re.compile(
            rf"""
            ^(?:(?:{_any(cue="told_the")})\s)?(?:same\s)?(?:{_any(cue="told_period")})$
            | ^(?:{_any(cue="told_beside")})\s(?:in\s)?(?:{_any(cue="told_the")})\s(?:same\s)?(?:{_any(cue="told_period")})$
            """,
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
    ("as another", re.compile(rf"\b(?:{_any(cue='another_period')})\b", re.IGNORECASE)),
    ("from another", re.compile(rf"\b(?:{_any(cue='from_another')})\b", re.IGNORECASE)),
    ("from the day", re.compile(rf"\b(?:{_any(cue='from_the_day')})\b", re.IGNORECASE)),
    ("by its year", re.compile(r"\b\d{4}\b")),
)
"""What a time is reckoned from, as its words say."""
_BRACKETED = re.compile(r"^[^()]*\)|\([^()]*\)")
_EARLIER = re.compile(r"\b(?:before|earlier|ago|previous (?:year|quarter|month))$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s(?:the )?$", re.IGNORECASE)
_IN = re.compile(r"\s(?:(?:in|by)\s)?", re.IGNORECASE)
_ON = re.compile(r"\bon\s$", re.IGNORECASE)
_COMPARING = lexicons.one_of("quantity_words", rule="set_against")
_AGAINST = re.compile(
    rf"[\s,(–—-]{{1,3}}(?:{_any(cue='set_against')}|{_COMPARING})\.?\s(?:\w+\s){{0,2}}", re.IGNORECASE
)
_NEXT = re.compile(r"\s(?:[a-z]+\s){0,3}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SAID_THEN = re.compile(r"\s(?:on\s)?(?:late |early )?")
_OF_THE_TIME = re.compile(rf"['’]s?\s|\s(?!(?:{_any(cue='no_owner')})\b)[a-z]+\s[a-z]+")
"""A noun behind a time, which is said of: "said September tonnage fell", "said last month's bill"."""
_DELIVERED = re.compile(rf"[\s-](?:{_any(cue='delivered')})\b")
_NOW_AT = re.compile(
    r"\bto\s(?:an\ average\ of\ |a\ record\ |about\ |around\ |nearly\ |almost\ |more\ than\ |over\ )?$",
    re.IGNORECASE | re.VERBOSE,
)
_RECORD = re.compile(
    r"""
    \b(?:first|only|most|least|best|worst|[a-z]{2,}est)\b [^,.;:]{0,60} \s(?:in|for)\s
    (?:more\ than\ |over\ |nearly\ |almost\ |about\ |at\ least\ )?(?:the\ )?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A superlative before a length of time: "the lowest price in 11 years" is so at its own time, the length at none."""
_SEASON = re.compile(r"\d{4}-(?:SP|SU|FA|WI)$")
_ADVERBIAL = frozenset({"advmod", "npadvmod", "advcl"})
_BEHIND_CUE = 12  # characters from a verb of saying to a time that is that of the saying
_OPENING = 8  # characters of a sentence, or fewer, before a time that opens it


def record_before(sentence: TimedSentence, amount: AmountPlace) -> bool:
    """Whether a length of time only says how rare something is."""
    return (
        amount.kind == "duration"
        and _RECORD.search(sentence.tokens.text, sentence.span.start, amount.found.start) is not None
    )


def compared(sentence: TimedSentence, time: TimePlace) -> bool:
    """Whether a time is what something is compared with."""
    text, low = sentence.tokens.text, max(sentence.span.start, time.start - _BACK)
    if time.claim.length and _OVER.search(text, low, time.start) is not None:
        return False  # "up 3% over the past year" is said of that year
    if _COMPARED.search(text, max(sentence.span.start, time.start - 2 * _BACK), time.start) is not None:
        return True
    return _OVER.search(text, low, time.start) is not None and _ANOTHER.match(text, time.start, time.end) is not None


def reckoned(time: TimePlace) -> str:
    """What the words of a time reckon it from: what was told before ("the quarter"), the article's day, a year."""
    words = time.claim.time.text
    return next((name for name, form in _RECKONED if form.search(words)), "by its name")


def earlier(time: TimePlace) -> bool:
    """Whether a time is told from another: "a year earlier"."""
    return _EARLIER.search(time.claim.time.text) is not None


def begun(sentence: TimedSentence, time: TimePlace) -> bool:
    """Whether "from" stands before a time."""
    low = max(sentence.span.start, time.start - _BACK)
    return _FROM.search(sentence.tokens.text, low, time.start) is not None


def beside(amount: AmountPlace, time: TimePlace) -> bool:
    """Whether a time stands right behind a quantity: "38 tonnes a year earlier"."""
    return 0 < time.start - amount.found.end <= 2  # characters


def _begins_clause(amount: AmountPlace, time: TimePlace) -> bool:
    """Whether a time begins the clause that tells a quantity: "a year earlier it was 6%"."""
    verb = amount.at.verb
    return time.governor.token.i == verb and time.root.i < verb and time.root.dep_ in _ADVERBIAL


def behind_cue(sentence: TimedSentence, amount: AmountPlace, time: TimePlace) -> tuple[bool, bool] | None:
    """Of a time right behind the verb of saying, whether it is a day, and whether no noun follows; else None."""
    cue = amount.credit.cue if amount.credit is not None else None
    text = sentence.tokens.text
    if cue is None or not 0 < time.start - cue.end < _BEHIND_CUE:
        return None
    if _SAID_THEN.fullmatch(text, cue.end, time.start) is None:
        return None
    day = time.value[:4].isdigit() and len(time.value) >= 10
    return day, _OF_THE_TIME.match(text, time.end) is None


def crossed(sentence: TimedSentence, amount: AmountPlace, time: TimePlace, role: str) -> bool:
    """Whether another quantity of a role stands between a quantity and a time behind it."""
    low, high = amount.found.end, time.start
    return any(one.found.role == role and low <= one.found.start < high for one in sentence.amounts)


def excluded(sentence: TimedSentence, amount: AmountPlace, time: TimePlace) -> bool:
    """Whether a time cannot be a quantity's, whatever else speaks for it."""
    return (
        _parted(sentence, amount, time)
        or _reckoned_from(sentence, amount, time)
        or _of_the_other_end(sentence, amount, time)
        or any(_of_rival(sentence.tokens.text, amount, other, time) for other in sentence.amounts)
    )


def _of_rival(text: str, amount: AmountPlace, other: AmountPlace, time: TimePlace) -> bool:
    """Whether a time is that of a later amount which a quantity is set against: "£318m, against £291m in 2022".

    In brackets the time may stand first: "£318m (2022: £291m)".
    """
    found, rival = amount.found, other.found
    if rival.start < found.end or time.start < found.end or (rival.kind, rival.unit) != (found.kind, found.unit):
        return False
    if text[found.end : found.end + 2] == " (":
        closed = text.find(")", found.end)
        return rival.end <= closed and time.end <= closed
    if _AGAINST.fullmatch(text, found.end, rival.start) is None:
        return False
    return rival.end <= time.start and _NEXT.fullmatch(text, rival.end, time.start) is not None


def _of_the_other_end(sentence: TimedSentence, amount: AmountPlace, time: TimePlace) -> bool:
    """Whether a time stands right behind the other end of a quantity's change.

    "To $40m, against $31m in 2022"; of a start only the end behind it is: "8 cars a day, rising to 24 cars by 2030".
    """
    found, text = amount.found, sentence.tokens.text
    if found.change is None:
        return False
    role, first = ("final", found.end) if found.role == "initial" else ("initial", 0)
    ends = (a.found.end for a in sentence.amounts if a.found.role == role and first <= a.found.start)
    return any(end <= time.start and _IN.fullmatch(text, end, time.start) is not None for end in ends)


def _reckoned_from(sentence: TimedSentence, amount: AmountPlace, time: TimePlace) -> bool:
    """Whether a quantity is compared with a time: "rose 3% from 2018", "up a third on last year, to 4,000"."""
    found = amount.found
    behind = found.end <= time.start or found.change is not None and found.role != "initial"
    if time.claim.joined or not behind or not _past(time.value, sentence.date):
        return False
    if compared(sentence, time):
        return not (_DAY.match(time.value) and _ON.search(sentence.tokens.text, sentence.span.start, time.start))
    return found.change is not None and begun(sentence, time)


def _past(value: str, date: str | None) -> bool:
    return date is None or "/" in value or value < date[: len(value)]


def _parted(sentence: TimedSentence, amount: AmountPlace, time: TimePlace) -> bool:
    """Whether a time stands in a later clause behind a semicolon: "it was 61%; a year earlier it was 55%"."""
    between = _BRACKETED.sub("", sentence.tokens.text[amount.found.end : time.start])
    return ";" in between and amount.at.verb != Place(time.root).verb


def given_away(sentence: TimedSentence, amount: AmountPlace, time: TimePlace) -> bool:
    """Whether words beside a time give it to something else than the quantity."""
    found, claim = amount.found, time.claim
    if time.start < found.end and found.start < time.end and not claim.length:
        return True
    if found.role == "initial":
        return time.end <= found.start
    if _SEASON.match(time.value) or _DELIVERED.match(sentence.tokens.text, time.end):
        return True
    if earlier(time):
        return not (beside(amount, time) or _begins_clause(amount, time))
    if not claim.joined and (compared(sentence, time) or (begun(sentence, time) and sentence.changes)):
        return True
    return crossed(sentence, amount, time, "initial") or behind_cue(sentence, amount, time) == (True, True)


def cues(sentence: TimedSentence, amount: AmountPlace, time: TimePlace, order: str) -> list[str]:
    """Features of the words beside a time."""
    text, found, claim = sentence.tokens.text, amount.found, time.claim
    near, role = beside(amount, time), found.role
    out = []
    if compared(sentence, time):
        out += ["compared", f"compared {order}", f"compared role {role}", *["compared beside"][:near]]
    if earlier(time):
        out += ["earlier", f"earlier beside {near}", f"earlier role {role} {order}"]
    if begun(sentence, time):
        out += [f"from change {sentence.changes}", f"from role {role} {order}"]
    if near:
        out.append(f"beside role {role}")
    if claim.since and _NOW_AT.search(text, max(0, found.start - _BACK), found.start):
        out.append("now at")
    if claim.joined:
        out.append(f"edge {claim.edge} role {role}")
    if claim.length:
        out += [f"length {order}", f"length {amount.kind}"]
    if time.start <= sentence.span.start + _OPENING:
        out += ["opens", f"opens {role}", f"opens {amount.kind}"]
    if _SEASON.match(claim.time.value):
        out.append("season")
    if _DELIVERED.match(text, time.end):
        out.append("delivered")
    return out
