"""What a cue may be bound to, and what speaks for and against each: named features, each there or not.

A cue ("founder", "acquired", "based") is bound to two mentions of its sentence: the near end, which it governs (what
somebody is founder of, an object, a place), and the far end, which it is told of. Both are weighed by the words between
(Zhou, Su, Zhang and Zhang (2005), Exploring Various Knowledge in Relation Extraction), brackets left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import ORDER, column
from pipeline.extract.relations.cues import Frame
from pipeline.extract.relations.items import Item, closed
from pipeline.extract.relations.record import Mentioned

_FARTHEST = 5  # items with mentions between a cue and its end
_LONGEST = 40  # items of any kind between both
_EXACT = 6  # words of a gap that is told whole
_TELLING = lexicons.words("function_words", role="telling") | frozenset(
    (
        "BE",
        "HAVE",
        "MODAL",
        "REL",
        "WHERE",
        "SAY",
        "PRO",
        ",",
        ";",
        ":",
        "“",
        "”",
        '"',
        "C",
        "'s",
        "POSS",
        "FORMER",
        "NOT",
        "-",
    )
)


_COMPOUND = 3  # items between a noun and what stands before it as a part of its phrase
_OF = lexicons.words("function_words", role="of_body")
_AND = frozenset(("and", "&", ",", "/"))
_BREAKS = frozenset(("BE", "HAVE", "DO", "SAY", "REL", "WHERE", "MODAL", "PRO", "that", "“", "”", '"', ":"))
_APART = _BREAKS | _OF | lexicons.words("function_words", role="apart") | {","}
_TYPES = frozenset((*ORDER, *(f"{type_}s" for type_ in ORDER))) - {"NORP"}
_FIRST = lexicons.words("function_words", role="first_person")


@dataclass(frozen=True, slots=True)
class Binding:
    """A row's item as one end of a cue, with its features."""

    at: int
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cue with its two ends, as places in the row of items, and the features of the two together."""

    cue: int
    frame: Frame
    near: Binding
    far: Binding
    together: tuple[str, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """All that is known of it."""
        return (*self.near.features, *self.far.features, *self.together)


def candidates(row: Sequence[Item]) -> Iterator[Candidate]:
    """Every cue of a row of items with every two mentions that could be its ends."""
    if sum(bool(item.mentions) for item in row) < 2:
        return
    for at, item in enumerate(row):
        if item.frame is None or (item.frame.part == "noun" and at + 1 < len(row) and row[at + 1].code == "w"):
            continue  # "annual general meeting", "chancellor candidate"
        nears = list(_bindings(row, at, item.frame, "near", item.frame.near))
        fars = list(_bindings(row, at, item.frame, "far", item.frame.far)) if nears else []
        for near in nears:
            for far in fars:
                if near.at != far.at:
                    yield Candidate(at, item.frame, near, far, tuple(_together(row, at, item.frame, near, far)))


def pairs(row: Sequence[Item], one: Candidate) -> Iterator[tuple[Mentioned, Mentioned]]:
    """The near and far mentions of a candidate: each of those listed with its ends."""
    for near in row[one.near.at].mentions:
        for far in row[one.far.at].mentions:
            if near[1].id != far[1].id and near[1].type in one.frame.near and far[1].type in one.frame.far:
                yield near, far


def _bindings(row: Sequence[Item], cue: int, frame: Frame, end: str, types: frozenset[str]) -> Iterator[Binding]:
    for side, step in (("left", -1), ("right", 1)):
        seen = fitting = 0
        at = cue + step
        while 0 <= at < len(row) and abs(at - cue) <= _LONGEST:
            item = row[at]
            if item.code == ";":
                break
            if item.mentions:
                fits = any(entity.type in types for _, entity in item.mentions)
                if fits and (end == "far" or frame.part != "noun" or _governed(_inner(row, cue, at), side)):
                    yield Binding(at, tuple(_features(row, cue, at, frame, end, side, fitting, seen)))
                    fitting += 1
                seen += 1
                if seen > _FARTHEST:
                    break
            at += step


def _governed(gap: Sequence[str], side: str) -> bool:
    """Whether a noun can be of a mention, by the codes from the noun on: "Kestrel's new founder", "founder and head of Kestrel"."""
    if side == "left":
        return len(gap) <= _COMPOUND and not _APART.intersection(gap) and not any(code in _TYPES for code in gap)
    if gap and gap[0] in _AND and gap[1:2] == ["DET"]:
        return False  # "a senator and a member of Kestrel"
    return bool(gap) and (gap[0] in _OF or gap[0] in _AND) and not _BREAKS.intersection(gap)


def _features(
    row: Sequence[Item], cue: int, at: int, frame: Frame, end: str, side: str, fitting: int, seen: int
) -> Iterator[str]:
    first, last = sorted((cue, at))
    gap = _gap(row, first, last)
    general, own = f"{frame.part} {end} {side}", f"{frame.name} {end} {side}"
    shape = " ".join(gap) if len(gap) <= _EXACT else "long"
    for prefix in (general, own):
        yield prefix
        yield f"{prefix} gap [{shape}]"
        yield f"{prefix} passes {min(fitting, 3)}"
        yield f"{prefix} type {row[at].type}"
    if seen > fitting:
        yield f"{general} passes others {min(seen - fitting, 2)}"
    inner = _inner(row, cue, at)
    yield f"{general} cue beside {inner[0] if inner else 'nothing'}"
    yield f"{own} cue beside {' '.join(inner[:2])}"
    yield f"{general} mention beside {inner[-1] if inner else 'nothing'}"
    yield f"{general} length {len(gap) if len(gap) < 4 else '4-6' if len(gap) < 7 else '7-12' if len(gap) < 13 else '13+'}"
    for code in dict.fromkeys(gap):
        if code in _TELLING:
            yield f"{general} has {code}"
    commas = gap.count(",")
    if commas > 1:
        yield f"{general} commas {min(commas, 3)}"
    mention = row[at]
    yield f"{general} suffix {_suffix(mention)}"
    yield f"{general} form {_form(mention)}"
    if len(mention.mentions) > 1:
        yield f"{general} listed"
    before = _beside(row, at, -1)
    after = _beside(row, at, 1)
    yield f"{general} after {before}"
    yield f"{general} before {after}"
    if row[cue].bracket != mention.bracket:
        yield f"{general} over bracket"


def _suffix(item: Item) -> str:
    """What the last word of a name, or the word before its "of", is a word for: "ORG" of "Marrow Institute"; empty if open."""
    words = item.mentions[0][0].text.lower().split(" of ")[0].split()
    return column("entity_suffixes", "type").get(words[-1].rstrip("."), "") if words else ""


def _form(item: Item) -> str:
    """The form of a mention, with the case and person of a pronoun."""
    first = item.mentions[0][0]
    if first.form != "pronoun":
        return first.form
    word = first.text.lower()
    person = "we" if word in _FIRST else "it"
    return f"{person} {'whose' if closed().get(word) == 'POSS' else 'subject'}"


def _ending(word: str) -> str:
    """The ending of a cue's last word, which tells a verb's form."""
    return next((ending for ending in ("ed", "ing", "s") if word.endswith(ending)), "none")


def _inner(row: Sequence[Item], cue: int, at: int) -> list[str]:
    """The codes between a cue and another item, from the cue on."""
    gap = _gap(row, *sorted((cue, at)))
    return gap if at > cue else gap[::-1]


def _gap(row: Sequence[Item], first: int, last: int) -> list[str]:
    """The codes between two items, runs of words as one, brackets that hold neither left out."""
    inside = {0, row[first].bracket, row[last].bracket}
    out: list[str] = []
    for item in row[first + 1 : last]:
        if item.bracket not in inside:
            continue
        code = item.code
        if item.mentions:
            code = item.type + ("s" if len(item.mentions) > 1 else "")
        elif code == "W":
            code = "w"
        if not (out and code == "w" == out[-1]):
            out.append(code)
    return out


def _beside(row: Sequence[Item], at: int, step: int) -> str:
    """The code of the next item outside of brackets; "edge" at the sentence's."""
    bracket = row[at].bracket
    at += step
    while 0 <= at < len(row):
        if row[at].bracket in (0, bracket):
            return row[at].type or row[at].code
        at += step
    return "edge"


def _together(row: Sequence[Item], cue: int, frame: Frame, near: Binding, far: Binding) -> Iterator[str]:
    yield f"{frame.name} ends {_ending(row[cue].word)}"
    yield f"{frame.part} ends {_ending(row[cue].word)} {'right' if near.at > cue else 'left'} {'right' if far.at > cue else 'left'}"
    if row[cue].word[0].isupper():
        yield f"{frame.part} capital cue {_beside(row, cue, 1)}"
    sides = f"{'left' if near.at < cue else 'right'} {'left' if far.at < cue else 'right'}"
    yield f"class {frame.name}"
    for prefix in (frame.part, frame.name):
        yield f"{prefix} sides {sides}"
        if sides in ("left left", "right right"):
            yield f"{prefix} sides {sides} {'near' if abs(near.at - cue) < abs(far.at - cue) else 'far'} first"
    before = _beside(row, cue, -1)
    after = _beside(row, cue, 1)
    yield f"{frame.part} {sides} between {' '.join(_inner(row, cue, near.at)[:1] or ['-'])} {' '.join(_inner(row, cue, far.at)[:2])}"
    yield f"{frame.part} {before} cue {after}"
    yield f"{frame.name} {before} cue"
    yield f"{frame.name} cue {after}"
