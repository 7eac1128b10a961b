"""The relations of an article: mentions joined by a construction, one record for each type, pair and post."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract.names.evidence_appositions import demonyms
from pipeline.extract.relations.choice import chosen
from pipeline.extract.relations.constructions import Construction, closed_class, constructions
from pipeline.extract.relations.record import Joined, Mentioned, merged, record
from pipeline.extract.relations.wording import begun, by_title, can_hold, modality, whole_title, without_article
from pipeline.extract.syntax.inflection import reporting_forms
from pipeline.records import Relation, Time

if TYPE_CHECKING:
    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.statements.index import StatementIndex


_SKIPPED = 3  # mentions that may stand between both
_GAP = 140  # characters between both
_BESIDE = 3  # characters between a name and what describes it: a comma, a bracket
_BEFORE = 90  # characters before the first that are read
_LISTED = re.compile(r",?\s(?:and|&|as well as)\s(?:the\s|its\s)?|,\s(?:the\s|its\s)?")
_FORMER = re.compile(r"\b(?:former\s|ex-)$", re.I)
_TEAM = re.compile(r"['’]s?\s\w")  # "head of Kestrel's maps team"
_HYPHENED = re.compile(r"-[a-z]")
_NEXT = re.compile(r"\s([a-z][a-z-]+)")


def relations(
    text: str,
    article_id: str,
    sentences: Sequence[tuple[int, int]],
    index: EntityIndex,
    statements: StatementIndex,
    times: Sequence[Time],
) -> list[Relation]:
    """The relations that an article tells, in the order of their sentences.

    Args:
        text: The article.
        article_id: Its id.
        sentences: Where its sentences begin and end.
        index: Its entities.
        statements: Its statements: who is credited with what.
        times: Its times.
    """
    found: dict[tuple[str, str, str], dict[str | None, Relation]] = {}
    for start, end in sentences:
        mentions = outermost(index.mentions_in(start, end))
        if len(mentions) < 2:
            continue
        near = list(_in_sentence(text, start, end, mentions))
        taken = [span for one in near for span in (one.cue, one.role or one.cue)]
        for joined in (*near, *_further(text, near, chosen(text, start, end, mentions, taken))):
            for one in (joined, *_implied(joined)):
                made = record(text, article_id, (start, end), one, statements, times)
                _add(found.setdefault((made.type, made.head.entity_id, made.tail.entity_id), {}), made)
    return [made for of_pair in found.values() for made in of_pair.values()]


def _further(text: str, near: Sequence[Joined], far: Iterable[Joined]) -> Iterator[Joined]:
    """What is joined over a distance, where no construction joins the same two mentions' entities in that way."""
    known = {_tie(text, one) for one in near}
    for one in sorted(far, key=lambda one: -one.confidence):
        if _tie(text, one) not in known:
            known.add(_tie(text, one))
            yield one


def _tie(text: str, one: Joined) -> tuple[str, str, str]:
    """A relation by its ends and its type, for a post by the title's last word."""
    type_ = text[slice(*one.role)].split()[-1].lower() if one.role is not None else one.type
    return type_, one.head[1].id, one.tail[1].id


def _add(of_pair: dict[str | None, Relation], made: Relation) -> None:
    """One record for each post; what names none says the same as what names one."""
    name = made.role.name if made.role is not None else None
    if name is None and of_pair:
        name = next(iter(of_pair))
    elif name is not None and None in of_pair:
        before = of_pair.pop(None)
        of_pair[name] = merged(replace(before, role=made.role, id=made.id), made)
        return
    of_pair[name] = merged(of_pair[name], made) if name in of_pair else made


def outermost(mentions: Sequence[Mentioned]) -> list[Mentioned]:
    """Mentions in text order, those left out that overlap with one before or describe who is named beside them."""
    names = [(mention.start, mention.end, entity.id) for mention, entity in mentions if mention.form == "name"]
    out: list[Mentioned] = []
    for mention, entity in mentions:
        if mention.form == "description" and any(
            id_ == entity.id and (0 <= start - mention.end <= _BESIDE or 0 <= mention.start - end <= _BESIDE)
            for start, end, id_ in names
        ):
            continue
        if not out or mention.start >= out[-1][0].end:
            out.append((mention, entity))
    return out


def _in_sentence(text: str, start: int, end: int, mentions: Sequence[Mentioned]) -> Iterator[Joined]:
    titled: set[tuple[str, int]] = set()  # whose title was bound already
    for at, first in enumerate(mentions):
        for other in range(at + 1, min(len(mentions), at + 2 + _SKIPPED)):
            second = mentions[other]
            if second[0].start - first[0].end > _GAP:
                break
            if first[1].id == second[1].id:
                continue
            for made in constructions().get((first[1].type, second[1].type), ()):
                joined = _tried(text, start, end, made, first, second)
                if joined is None:
                    continue
                if joined.role is not None and not made.turned:
                    if (made.rule, joined.role[0]) in titled:
                        continue
                    titled.add((made.rule, joined.role[0]))
                yield joined
                if made.behind is None and joined.role is None:  # "founded by Ann Lee and Bo Ek"
                    for further in _listed(text, mentions[other:], first):
                        yield replace(joined, head=further) if made.turned else replace(joined, tail=further)
                if made.before is None and made.clause:  # "Ann Lee and Bo Ek founded it"
                    for earlier in _listed(text, mentions[at::-1], second):
                        yield replace(joined, tail=earlier) if made.turned else replace(joined, head=earlier)


def _tried(text: str, start: int, end: int, made: Construction, first: Mentioned, second: Mentioned) -> Joined | None:
    low, high = first[0].end, second[0].start
    spans = _matched(text, start, end, made, first, second)
    if spans is None or not _fits_a_unit(made, first, second) or _is_nationality(first) or _is_nationality(second):
        return None
    role, named = spans.get("role"), False
    if role is not None:
        role, named = begun(text, start, role)
        role = whole_title(text, high if high <= role[0] else low if low <= role[0] else start, role)
    type_ = made.type if made.type is not None else by_title(text, role, start)
    if type_ is None:
        return None
    head, tail = (second, first) if made.turned else (first, second)
    if type_ == "leads" and role is not None and role[1] <= tail[0].start and _TEAM.match(text, tail[0].end):
        type_ = "works_for"
    if role is not None and not can_hold(text, tail):
        return None
    ended = "former" in spans or any(_FORMER.search(text, max(start, m.start - 8), m.start) for m, _ in (head, first))
    joint = bool(text[low:high].strip(" ,"))
    return Joined(
        made.rule,
        1 / (1 + math.exp(-made.weight)),
        type_,
        head,
        tail,
        without_article(text, role),
        (low, high) if joint else spans.get("before") or spans.get("behind") or (low, high),
        "ended" if ended else "begins" if named else made.phase,
        modality(text, start, low, spans.get("verb") or (low, high)),
        made.clause,
    )


def _matched(
    text: str, start: int, end: int, made: Construction, first: Mentioned, second: Mentioned
) -> dict[str, tuple[int, int]] | None:
    """Where the construction's patterns and their named parts stand; None if one of them does not hold."""
    if _HYPHENED.match(text, second[0].end) or made.behind is None and _modifies(text, second):
        return None
    matches = {"between": made.between.fullmatch(text, first[0].end, second[0].start)}
    if matches["between"] is None:
        return None
    if made.before is not None:
        matches["before"] = made.before.search(text, max(start, first[0].start - _BEFORE), first[0].start)
    if made.behind is not None:
        matches["behind"] = made.behind.match(text, second[0].end, end)
    spans = {}
    for name, match in matches.items():
        if match is None:
            return None
        spans[name] = match.span()
        spans.update({part: match.span(part) for part, words in match.groupdict().items() if words is not None})
    return spans


def _modifies(text: str, end: Mentioned) -> bool:
    """Whether a name is but part of a longer phrase: "the Commons security committee", "Apple stores"."""
    following = _NEXT.match(text, end[0].end)
    if following is None or end[1].type not in ("ORG", "GPE") or end[0].form != "name":
        return False
    word = following[1]
    return not (word in closed_class() or word.endswith(("ed", "ly", "ing")) or word in reporting_forms())


def _listed(text: str, mentions: Sequence[Mentioned], apart: Mentioned) -> Iterator[Mentioned]:
    """The mentions listed with the first of some, in their order; none of them is what they are joined to, ``apart``."""
    for near, further in pairwise(mentions):
        (one, _), (two, _) = sorted((near, further), key=lambda m: m[0].start)
        if further[1].type != near[1].type or further[1].id in (apart[1].id, near[1].id):
            return
        if _LISTED.fullmatch(text, one.end, two.start) is None:
            return
        yield further


def _implied(joined: Joined) -> Iterator[Joined]:
    """Who launches a thing of his own has made it."""
    if joined.type == "launched" and joined.tail[1].type in ("PRODUCT", "WORK"):
        yield replace(joined, type="made_by", head=joined.tail, tail=joined.head)


def _is_nationality(end: Mentioned) -> bool:
    """Whether a mention is an adjective of nationality, which is no party: "British MP Ann Lee"."""
    return end[1].type == "NORP" and end[0].text.lower() in demonyms()


def _fits_a_unit(made: Construction, first: Mentioned, second: Mentioned) -> bool:
    """Whether what is a part or has a seat bears the name of a unit, where "of", "in" or "'s" alone join it."""
    if made.needs is None:
        return True
    part = second if made.turned else first
    return part[1].type == "FAC" or made.needs.search(part[0].text) is not None
