"""Sentence boundaries on raw text, by rule: needed before any parse, since only some sentences are parsed."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from pipeline.datelines import dateline
from pipeline.extract import lexicons

# A boundary candidate: end punctuation with closing marks, and dashes glued to it, then white space. What follows decides.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]»]*+[-–—]{0,4}+(?=\s)|\n[ \t\r]*(?=\n)|\n")
_INK = re.compile(r"\S")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘—–-]+$")
_NEXT = re.compile(r"[\s\"'“‘(\[«—–*•-]*(\S)")
_INITIAL = re.compile(r"^(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])$")
_LIST_NUMBER = re.compile(r"^\d{1,2}$")
_LABEL = re.compile(r"[ \t*•–-]*[A-Z][^\n.:?!]{0,40}:[ \t]")
"""The beginning of a line of a list of figures: "Earnings per share: 62 cents"."""
_OPEN = frozenset(",;:—–-&")
_LABELLED = lexicons.words("entity_context_words", role="labelled")

_AHEAD = 5  # words behind a capital that say whether a sentence or a title begins there
_LOWER = 3  # of them in lower case, at least
_FEWEST_LINES, _NARROWEST = 3, 20
"""Lines, and characters of the longest, of a paragraph that shows at which width it is wrapped."""
_CLOSED = '.!?:”"'
_LIMIT = 2000  # characters; a longer "sentence" (tables, code) is cut at white space so that a parse stays affordable


def split(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text`` in order, white space at both ends left out.

    A full stop ends a sentence unless it follows an abbreviation or an initial, or a lower-case letter comes next.
    A line break ends one if the line is a heading or a paragraph (an empty line follows, or the line ends in
    punctuation, or the next begins with a capital); single breaks inside wrapped prose do not.

    Returns:
        ``[(start, end), ...]``, not overlapping; together they hold all characters but white space.
    """
    never, seldom = _abbreviations()
    out: list[tuple[int, int]] = []
    start = 0
    place = dateline(text)  # no part of the sentence behind it
    wraps = _wraps(text)
    for match in _END.finditer(text):
        at, end = match.start(), match.end()
        if place is not None and at >= place.start:
            if end <= place.end:
                continue
            _add(out, text, start, place.start)
            _add(out, text, place.start, place.end)
            start, place = place.end, None
        if match.group()[0] == "\n":
            if not _breaks(text, start, at, end, wraps):
                continue
        else:
            following = _NEXT.match(text, end)
            if following is None:
                continue
            letter = following.group(1)
            if match.group().rstrip("\"'”’)]»") == ".":
                word_match = _LAST_WORD.search(text, max(start, at - 30), at)
                word = word_match.group() if word_match else ""
                if word.lower() in never:
                    continue
                if word.lower() in seldom and not (letter.isupper() and _starts_sentence(text, following.start(1))):
                    continue
                if _INITIAL.match(word) and not _starts_sentence(text, following.start(1)):
                    continue
                if _LIST_NUMBER.match(word) and not _INK.search(text, start, at - len(word)):
                    continue
            if letter.islower() or letter in _OPEN:
                continue
        _add(out, text, start, end)
        start = end
    if place is not None:
        _add(out, text, start, place.end)
        start = place.end
    _add(out, text, start, len(text))
    return _without_headings(out, text)


@cache
def _starter() -> re.Pattern[str]:
    """A word that begins sentences, behind a word or a closing mark, before one in lower case."""
    words = "|".join(sorted(lexicons.words("sentence_starters", glued="yes")))
    return re.compile(rf"(?<=[\w’'\"”)\]%])[ \u00a0]+(?=(?:{words})(?:['’]s)? [a-z0-9])")


def _without_headings(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """The spans with the headings cut off that lost their line break: "Rising costs The club spent $2 million".

    A function word with a capital inside a sentence, with most words behind it in lower case, begins another sentence;
    in the title of a book or film the words behind it have capitals as well.
    """
    cuts = [m for m in _starter().finditer(text) if _is_prose(text, m.end())]
    if not cuts:
        return spans
    out: list[tuple[int, int]] = []
    at = 0
    for start, end in spans:
        while at < len(cuts) and cuts[at].start() < end:
            if cuts[at].start() > start:
                _add(out, text, start, cuts[at].start())
                start = cuts[at].end()
            at += 1
        _add(out, text, start, end)
    return out


def _is_prose(text: str, start: int) -> bool:
    if text.startswith("A ", start):
        before = text[max(0, start - 20) : start].split()[-1:]
        if not before or not before[0].islower() or before[0] in _LABELLED:
            return False  # "a Series A round", "vitamin A"
    words = text[start : start + 90].split(None, _AHEAD + 1)[1 : _AHEAD + 1]
    return sum(w[0].islower() or w[0].isdigit() for w in words) >= _LOWER


def _wraps(text: str) -> frozenset[int]:
    """The line breaks inside paragraphs that are wrapped at a width of their own, however narrow."""
    if text.count("\n") < _FEWEST_LINES - 1:
        return frozenset()
    found: list[int] = []
    paragraph: list[tuple[int, str]] = []
    at = 0
    for line in [*text.split("\n"), ""]:
        if line.strip():
            paragraph.append((at, line.rstrip()))
        else:
            found += _wrapped(paragraph)
            paragraph = []
        at += len(line) + 1
    return frozenset(found)


def _wrapped(paragraph: list[tuple[int, str]]) -> list[int]:
    """The breaks of one paragraph's lines, each with its offset; none if it was not wrapped.

    No line has room for the first word of the next, but where a sentence ends, and one at least goes on in lower case,
    as lists and headings do not.
    """
    width = max((len(line) for _, line in paragraph), default=0)
    if len(paragraph) < _FEWEST_LINES or width < _NARROWEST:
        return []
    found, goes_on = [], False
    for (_, line), (behind, following) in pairwise(paragraph):
        if line[-1] in _CLOSED:
            continue
        word = following.split(None, 1)[0]
        if len(line) + 1 + len(word) <= width:
            return []
        goes_on = goes_on or word[0].islower()
        found.append(behind - 1)
    return found if goes_on else []


def _breaks(text: str, start: int, at: int, end: int, wraps: frozenset[int]) -> bool:
    """Whether the line break at ``at`` ends a sentence begun at ``start``; none of ``wraps`` does."""
    if at in wraps:
        return False
    if not _INK.search(text, start, at):
        return True
    rest = text[end : end + 80]
    if not rest.strip() or rest.lstrip(" \t").startswith("\n"):
        return True
    letter = rest.lstrip()[0]
    if letter.islower() or letter in ",;)":
        return False
    last = at - 1
    while text[last].isspace():
        last -= 1
    if text[last] in ",;":
        return False
    line_start = max(text.rfind("\n", start, at) + 1, start)
    length = at - line_start
    if _LABEL.match(text, line_start) and _LABEL.match(text, end):
        return True
    # Prose wrapped at a fixed width: the next word would not have fitted on this line.
    wrapped = 55 <= length <= 100 and length + len(rest.split(None, 1)[0]) >= 66 and text[at - 1] not in _CLOSED
    return not wrapped


def _starts_sentence(text: str, pos: int) -> bool:
    """Whether the word at ``pos`` is one that begins sentences (a function word), not one that goes on a name."""
    word = re.match(r"\w+", text[pos : pos + 20])
    return word is not None and word.group() in lexicons.words("sentence_starters")


def _add(out: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LIMIT:
        cut = max(text.rfind(" ", start, start + _LIMIT), text.rfind("\n", start, start + _LIMIT))
        cut = cut if cut > start else start + _LIMIT
        _add(out, text, start, cut)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        out.append((start, end))


def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    return lexicons.words("abbreviations", ends="never"), lexicons.words("abbreviations", ends="seldom")
