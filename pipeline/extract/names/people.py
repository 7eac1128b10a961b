"""People of an article: surnames and first names joined with the full names that they shorten."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.names.aliases import Joins, is_brand
from pipeline.extract.names.evidence import MOST_VOTES, STRONG, VOTES, first_name_gender

if TYPE_CHECKING:
    from pipeline.extract.names.groups import NameGroup

_GENERATIONS = lexicons.words("entity_context_words", role="generation")

LONE_PERSON = 0.15
"""Share of a PERSON label that counts for a single word that no full name of the article holds: news introduces people
by their full names, so the recogniser has mostly met a product or a firm there."""


def persons(groups: dict[str, NameGroup], joins: Joins) -> dict[str, list[str]]:
    """Joins surnames and first names with full names; returns the forms that several full names share."""
    by_last, by_first, titled = _full_names(groups, joins)
    shared: dict[str, list[str]] = {}
    for form, one in groups.items():
        family = [long for long in by_last.get(titled.get(form, form), ()) if long != form]
        given = [long for long in by_first.get(form, ()) if long != form and _is_given(one)]
        candidates = family or given
        if not candidates or _rivals(one) - one.evidence.scores.get("PERSON", 0.0) >= STRONG:
            continue
        earlier = [long for long in candidates if groups[long].names[0].first < one.names[-1].first]
        if family and len(earlier) > 1:
            shared[form] = earlier
        elif len(candidates) == 1:
            joins.join(candidates[0], form)
        elif len(earlier) == 1:
            joins.join(earlier[0], form)
    _doubt_lone_persons(groups, joins, shared)
    return shared


def _full_names(
    groups: dict[str, NameGroup], joins: Joins
) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, str]]:
    """Full names by their surnames and by their first names, and the surname of each titled name ("Lord Norvik").

    A titled name is a surname where the article has the full name, else a full name itself.
    """
    by_last: dict[str, list[str]] = defaultdict(list)
    by_first: dict[str, list[str]] = defaultdict(list)
    full: dict[tuple[str, str], str] = {}
    titled: dict[str, str] = {}
    for form, one in groups.items():
        words = form.split()
        if len(words) < 2 or one.evidence.best() != "PERSON" or is_brand(groups.get(words[0])):
            continue
        if words[-1].rstrip(".").lower() in _GENERATIONS:
            words.pop()
        if words[0].lower() in lexicons.words("entity_titles", kept="1"):
            titled[form] = words[-1]
            continue
        ends = (words[0], words[-1])
        if ends in full:
            joins.join(full[ends], form)
            continue
        full[ends] = form
        by_last[words[-1]].append(form)
        by_first[words[0]].append(form)
        for size in range(2, len(words)):
            by_last[" ".join(words[-size:])].append(form)
    for form, surname in titled.items():
        if surname not in by_last:
            by_last[surname].append(form)
    return by_last, by_first, titled


def _doubt_lone_persons(groups: dict[str, NameGroup], joins: Joins, shared: dict[str, list[str]]) -> None:
    """Lower the votes for a person of one word without title, common first name or full name."""
    sizes = Counter(joins.root(form) for form in groups)
    for form, one in groups.items():
        votes = one.evidence.votes.get("PERSON", 0.0)
        if not votes or " " in form.replace(" - ", "-") or form in shared or sizes[joins.root(form)] > 1:
            continue
        if one.evidence.scores.get("PERSON", 0.0) < STRONG and first_name_gender(form) is None:
            one.evidence.scores["PERSON"] -= (1 - LONE_PERSON) * VOTES["PERSON"] * min(votes, MOST_VOTES)


def _rivals(one: NameGroup) -> float:
    """The highest score, the recogniser's labels left aside, of the types that a person's name is taken for."""
    return max(one.evidence.scores.get(type_, 0.0) for type_ in ("ORG", "GPE", "PRODUCT", "LOC", "FAC"))


def _is_given(one: NameGroup) -> bool:
    """Whether a first word can stand for the person it begins: nothing but the recogniser's labels speaks against it."""
    return one.evidence.best() == "PERSON" or 0 < one.evidence.scores.get("PERSON", 0.0) >= _rivals(one)


def share(shared: dict[str, list[str]], out: dict[str, NameGroup], joins: Joins) -> None:
    """Gives each place of a surname that several people bear to the one named last before it."""
    for form, owners in shared.items():
        source = out.get(joins.root(form))
        if source is None or form not in source.forms:
            continue
        people = [out[joins.root(owner)] for owner in owners]
        anchors = sorted((name.first, rank) for rank, one in enumerate(people) for name in one.names)
        for name in list(source.names):
            before = bisect_left(anchors, (name.first, -1))
            person = people[anchors[before - 1][1] if before else 0]
            if person is source:
                continue
            person.names.append(name)
            if form not in person.forms:
                person.forms.append(form)
        if source not in people:
            source.names.clear()
