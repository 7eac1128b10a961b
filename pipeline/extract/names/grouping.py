"""Names that stand for the same entity: full and short forms, surnames, acronyms with their long form."""

from __future__ import annotations

import re
from collections import defaultdict

from pipeline.extract import lexicons
from pipeline.extract.names.aliases import Joins, acronyms, is_brand, models, same_spelling, short_forms
from pipeline.extract.names.evidence import MIDDLE, STRONG, VARIANTS, column, heads
from pipeline.extract.names.evidence_form import of_form
from pipeline.extract.names.evidence_lists import of_lists
from pipeline.extract.names.evidence_words import of_place
from pipeline.extract.names.groups import NameGroup
from pipeline.extract.names.occurrences import Name, key
from pipeline.extract.names.people import persons, share
from pipeline.extract.syntax.tokens import Tokens

_MIXED = re.compile(r"[a-z][A-Z][a-z]+s?")  # "iSlate": a name whatever stands around it


def group(tokens: Tokens, names: list[Name]) -> list[NameGroup]:
    """Entities of an article's names, each typed, in order of first mention; false names are left out."""
    places: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        places[key(tokens, name)].append(name)
    groups: dict[str, NameGroup] = {}
    for form, found in places.items():
        one = groups[form] = NameGroup(found, [form])
        of_form(form.split(" "), {name.label for name in found}, one.evidence)
        for name in found:
            of_place(tokens, name, one.evidence)
    of_lists(tokens, names, [groups[key(tokens, name)].evidence for name in names])
    _branded(groups)
    _families(groups)
    joins = Joins(groups)
    same_spelling(groups, joins)
    acronyms(tokens, names, groups, joins)
    groups = {form: one for form, one in groups.items() if one.names}  # acronyms of common words are no names
    shared = persons(groups, joins)
    short_forms(groups, joins)
    shared.update(models(groups, joins))
    out: dict[str, NameGroup] = {}
    for form, one in groups.items():
        root = joins.root(form)
        if root in out:
            whole = out[root]
            whole.names += one.names
            whole.forms.append(form)
            whole.evidence.add(one.evidence)
        else:
            out[root] = NameGroup(list(one.names), [form], one.evidence)
    share(shared, out, joins)
    kept = [one for one in out.values() if one.names and _decide(one)]
    for one in kept:
        one.names.sort(key=lambda name: name.first)
    return sorted(kept, key=lambda one: one.names[0].first)


def _branded(groups: dict[str, NameGroup]) -> None:
    """A firm's name and a word more ("Kestrel Maps") is most often a product of the firm, and never a person.

    With a place for that word ("Kestrel Norway") it is the firm's branch there.
    """
    suffixes = lexicons.words("entity_suffixes")
    places = column("entity_places", "type")
    for form, one in groups.items():
        words = form.split()
        if len(words) < 2 or any(word.islower() for word in words):
            continue
        last = words[-1].lower().rstrip(".")
        if (
            last in suffixes
            or last in heads()
            or last.rstrip("s") in lexicons.words("entity_titles")
            or not is_brand(groups.get(words[0]) or groups.get(" ".join(words[:-1])))
        ):
            continue
        branch = words[-1] in places or last in ("us", "usa", "uk")
        one.evidence.scores["ORG" if branch else "PRODUCT"] += MIDDLE
        one.evidence.scores["PERSON"] -= MIDDLE
        one.evidence.scores["GPE"] -= MIDDLE


def _families(groups: dict[str, NameGroup]) -> None:
    """What a model's number or variant follows ("Falcon" of "Falcon 12" and "Falcon Pro") is a product as well."""
    for form, one in groups.items():
        words = form.split()
        end = next((i for i, word in enumerate(words) if i and word[0].isdigit()), len(words) - 1)
        numbered = end < len(words) and words[end][0].isdigit()
        family = groups.get(" ".join(words[:end]))
        if family is not None and family is not one and (numbered or words[-1].lower() in VARIANTS):
            if one.evidence.best() == "PRODUCT" and family.evidence.scores["ORG"] < MIDDLE:
                family.evidence.scores["PRODUCT"] += MIDDLE


def _decide(one: NameGroup) -> bool:
    """Settle the type; False for what is no name: no label anywhere and too little evidence."""
    total = one.evidence.total()
    best = one.evidence.best()
    words = max(len(form.split()) for form in one.forms)
    if best is None or not one.evidence.votes:
        supported = best is not None and total[best] >= (STRONG if len(one.names) < 2 else MIDDLE)
        mixed = any(_MIXED.fullmatch(form) for form in one.forms)
        if not supported and not mixed and words < 2 and len(one.names) < 3:
            return False
    one.type = best or "ORG"
    return True
