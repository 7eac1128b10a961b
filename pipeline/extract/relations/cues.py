"""Cues of relations: nouns, verbs and participles of ``relation_cues.tsv`` with the ends that each takes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from pipeline.extract import lexicons
from pipeline.extract.syntax.inflection import inflections
from pipeline.records import Phase, RelationType

Part = Literal["noun", "verb", "place"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a class of cues says: the relation and the types of its ends.

    Attributes:
        name: The class.
        part: "noun" of somebody's post or kind ("founder of"), "verb" of an act, "place" of a seat ("based in").
        type: The relation; None where the title in the words decides.
        near: Types of what the cue is bound to most closely: what a noun is "of", a verb's object, a place.
        far: Types of what the cue is told of: who is called by a noun, who acts, what has its seat there.
        turned: Whether the near end is the relation's head.
        phase: Of the relation where no other word says so.
    """

    name: str
    part: Part
    type: RelationType | None
    near: frozenset[str]
    far: frozenset[str]
    turned: bool
    phase: Phase


@cache
def frames() -> dict[str, Frame]:
    """The classes of ``relation_frames.tsv`` by their names."""
    return {
        row["class"]: Frame(
            row["class"],
            cast(Part, row["part"]),
            None if row["type"] == "title" else cast(RelationType, row["type"]),
            frozenset(row["near"].split()),
            frozenset(row["far"].split()),
            row["head"] == "near",
            cast(Phase, row["phase"]),
        )
        for row in lexicons.read("relation_frames")
    }


@cache
def cues() -> dict[str, tuple[tuple[tuple[str, ...], Frame], ...]]:
    """Every form of every cue as words in lower case with its class, by the first word, the longest first."""
    found: dict[tuple[str, ...], Frame] = {}
    for row in lexicons.read("relation_cues"):
        frame = frames()[row["class"]]
        forms = [row["form"]]
        if frame.part == "noun":
            forms.append(row["form"] + "s")
        elif frame.part == "verb" and row["form"].isascii():
            forms += inflections(row["form"])
        for form in forms:
            found[words_of(form)] = frame
    for row in lexicons.read("relation_titles"):
        found[words_of(row["form"])] = frames()["title"]  # "head" and "chair" by themselves are nouns
        found.setdefault(words_of(row["form"] + "s"), frames()["title"])
    out: dict[str, list[tuple[tuple[str, ...], Frame]]] = defaultdict(list)
    for words, frame in found.items():
        out[words[0]].append((words, frame))
    return {first: tuple(sorted(every, key=lambda one: -len(one[0]))) for first, every in out.items()}


def words_of(form: str) -> tuple[str, ...]:
    """A form as the reading of a sentence cuts it."""
    return tuple(form.lower().split(" "))
