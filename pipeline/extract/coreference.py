"""Names that stand for the same entity: full and short forms, surnames, acronyms with their long form."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.name_contexts import of_lists, of_place
from pipeline.extract.name_types import MIDDLE, MOST_VOTES, STRONG, VOTES, Evidence, column, first_name_gender, of_form
from pipeline.extract.names import Name, key
from pipeline.extract.tokens import Tokens

LONE_PERSON = 0.15
"""Share of a PERSON label that counts for a single word that no full name of the article holds: news introduces people
by their full names, so the recogniser has mostly met a product or a firm there."""

_SMALL = frozenset(("of", "the", "and", "for", "in", "on", "&", "de", "la", "to", "-"))


@dataclass(slots=True)
class Group:
    """The names of one entity, in text order, with what the article says of it."""

    names: list[Name]
    forms: list[str]
    evidence: Evidence = field(default_factory=Evidence)
    type: str = "ORG"

    @property
    def full(self) -> str:
        """The fullest form: of most words, then longest, then first."""
        return max(self.forms, key=lambda form: (len(form.split()), len(form)))


def group(tokens: Tokens, names: list[Name]) -> list[Group]:
    """Entities of an article's names, each typed, in order of first mention; false names are left out."""
    places: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        places[key(tokens, name)].append(name)
    groups: dict[str, Group] = {}
    for form, found in places.items():
        one = groups[form] = Group(found, [form])
        of_form(form.split(" "), {name.label for name in found}, one.evidence)
        for name in found:
            of_place(tokens, name, one.evidence)
    of_lists(tokens, names, [groups[key(tokens, name)].evidence for name in names])
    _branded(groups)
    joins = _Joins(groups)
    _same_spelling(groups, joins)
    _acronyms(tokens, names, groups, joins)
    shared = _persons(tokens, groups, joins)
    _short_forms(groups, joins)
    out: dict[str, Group] = {}
    for form, one in groups.items():
        root = joins.root(form)
        if root in out:
            whole = out[root]
            whole.names += one.names
            whole.forms.append(form)
            whole.evidence.add(one.evidence)
        else:
            out[root] = Group(list(one.names), [form], one.evidence)
    _share(shared, out, joins)
    kept = [one for one in out.values() if one.names and _decide(one)]
    for one in kept:
        one.names.sort(key=lambda name: name.first)
    return sorted(kept, key=lambda one: one.names[0].first)


class _Joins:
    """Union of forms; the root of a set is its earliest form."""

    def __init__(self, groups: dict[str, Group]) -> None:
        self.parent = {form: form for form in groups}
        self.rank = {form: rank for rank, form in enumerate(groups)}

    def root(self, form: str) -> str:
        while self.parent[form] != form:
            form = self.parent[form]
        return form

    def join(self, one: str, other: str) -> None:
        a, b = sorted((self.root(one), self.root(other)), key=self.rank.__getitem__)
        self.parent[b] = a


def _same_spelling(groups: dict[str, Group], joins: _Joins) -> None:
    """Equal but for case, full stops and a leading article; or aliases of one state or world body."""
    seen: dict[str, str] = {}
    aliases = _aliases()
    for form in groups:
        plain = form.replace(".", "").replace("’", "'").casefold().removeprefix("the ")
        if form.isupper() != (seen.get(plain, form)).isupper() and len(plain) < 4:
            continue
        plain = aliases.get(form.lower(), plain) if form != "us" else plain
        if plain in seen:
            joins.join(seen[plain], form)
        else:
            seen[plain] = form


@cache
def _aliases() -> dict[str, str]:
    return {row["form"]: row["name"] for row in lexicons.read("entity_aliases")}


def _initials(form: str) -> tuple[str, str]:
    """Initials of a form's words, without and with its small words."""
    words = form.replace("-", " ").split()
    return (
        "".join(w[0] for w in words if w.lower() not in _SMALL).upper(),
        "".join(w[0] for w in words if w[0].isalnum()).upper(),
    )


def _acronyms(tokens: Tokens, names: list[Name], groups: dict[str, Group], joins: _Joins) -> None:
    """ "World Kite Federation (WKF)" and, where only one long form fits, a bare "WKF"."""
    long_forms: dict[str, list[str]] = defaultdict(list)
    for form in groups:
        if len(form.split()) > 1:
            for initials in dict.fromkeys(_initials(form)):
                long_forms[initials].append(form)
    for form, one in groups.items():
        bare = form.replace(".", "")
        if not (2 <= len(bare) <= 7 and sum(c.isupper() for c in bare) >= max(2, len(bare) - 2)):
            continue
        fitting = long_forms.get(bare.upper(), [])
        if len(fitting) == 1 and len(bare) > 2 or fitting and _bracketed(tokens, one):
            joins.join(fitting[0], form)
        elif _bracketed(tokens, one):
            long = _before_bracket(tokens, names, one.names[0])
            if long is None:
                # The long form is of common words: so is the acronym.
                one.names.clear()
            elif (
                bare
                and long
                and bare[0].upper() == long[0].upper()
                and set(bare.upper()) <= set(long.upper())
                and long in groups
            ):
                joins.join(long, form)


def _bracketed(tokens: Tokens, one: Group) -> bool:
    if not one.names:
        return False
    name = one.names[0]
    return (
        name.first > 0
        and name.last < len(tokens)
        and tokens.words[name.first - 1] == "("
        and tokens.words[name.last] == ")"
    )


def _before_bracket(tokens: Tokens, names: list[Name], name: Name) -> str | None:
    """The name that ends just before the bracket; None if a common word stands there."""
    for other in names:
        if other.last == name.first - 1:
            return key(tokens, other)
    at = name.first - 2
    return "" if at < 0 or tokens.capital[at] else None


def _persons(tokens: Tokens, groups: dict[str, Group], joins: _Joins) -> dict[str, list[str]]:
    """Joins surnames and first names with full names; returns the forms that several full names share."""
    by_last: dict[str, list[str]] = defaultdict(list)
    by_first: dict[str, list[str]] = defaultdict(list)
    full: dict[tuple[str, str], str] = {}
    for form, one in groups.items():
        words = form.split()
        if len(words) < 2 or one.evidence.best() != "PERSON" or _is_brand(groups.get(words[0])):
            continue
        if words[-1].rstrip(".").lower() in ("jr", "sr", "ii", "iii"):
            words.pop()
        ends = (words[0], words[-1])
        if ends in full:
            joins.join(full[ends], form)
            continue
        full[ends] = form
        by_last[words[-1]].append(form)
        by_first[words[0]].append(form)
        for size in range(2, len(words)):
            by_last[" ".join(words[-size:])].append(form)
    shared: dict[str, list[str]] = {}
    for form, one in groups.items():
        family = [long for long in by_last.get(form, ()) if long != form]
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


def _doubt_lone_persons(groups: dict[str, Group], joins: _Joins, shared: dict[str, list[str]]) -> None:
    """Lower the votes for a person of one word without title, common first name or full name."""
    sizes = Counter(joins.root(form) for form in groups)
    for form, one in groups.items():
        votes = one.evidence.votes.get("PERSON", 0.0)
        if not votes or " " in form or form in shared or sizes[joins.root(form)] > 1:
            continue
        if one.evidence.scores.get("PERSON", 0.0) < STRONG and first_name_gender(form) is None:
            one.evidence.scores["PERSON"] -= (1 - LONE_PERSON) * VOTES["PERSON"] * min(votes, MOST_VOTES)


def _rivals(one: Group) -> float:
    """The highest score, the recogniser's labels left aside, of the types that a person's name is taken for."""
    return max(one.evidence.scores.get(type_, 0.0) for type_ in ("ORG", "GPE", "PRODUCT", "LOC", "FAC"))


def _is_given(one: Group) -> bool:
    """Whether a first word can stand for the person it begins: nothing but the recogniser's labels speaks against it."""
    return one.evidence.best() == "PERSON" or 0 < one.evidence.scores.get("PERSON", 0.0) >= _rivals(one)


def _branded(groups: dict[str, Group]) -> None:
    """A firm's name and a word more ("Kestrel Maps") is most often a product of the firm, and never a person."""
    suffixes = lexicons.words("entity_suffixes")
    for form, one in groups.items():
        words = form.split()
        if any(word.islower() for word in words):
            continue
        if len(words) > 1 and words[-1].lower().rstrip(".") not in suffixes and _is_brand(groups.get(words[0])):
            one.evidence.scores["PRODUCT"] += MIDDLE
            one.evidence.scores["PERSON"] -= MIDDLE


def _is_brand(one: Group | None) -> bool:
    """Whether a first word is by itself an organisation or product of the article ("Kestrel" of "Kestrel Maps")."""
    if one is None:
        return False
    scores = one.evidence.scores
    return max(scores.get("ORG", 0.0), scores.get("PRODUCT", 0.0)) >= 1.0 and one.evidence.best() in ("ORG", "PRODUCT")


def _share(shared: dict[str, list[str]], out: dict[str, Group], joins: _Joins) -> None:
    """Gives each place of a surname that several people bear to the one named last before it."""
    for form, owners in shared.items():
        source = out.get(joins.root(form))
        if source is None or form not in source.forms:
            continue
        people = [out[joins.root(owner)] for owner in owners]
        anchors = sorted((name.first, rank) for rank, one in enumerate(people) for name in one.names)
        for name in list(source.names):
            before = [rank for first, rank in anchors if first < name.first]
            person = people[before[-1] if before else 0]
            if person is source:
                continue
            person.names.append(name)
            if form not in person.forms:
                person.forms.append(form)
        if source not in people:
            source.names.clear()


def _short_forms(groups: dict[str, Group], joins: _Joins) -> None:
    """A long form and the same without its corporate suffix, its "AI", its nation or its head word."""
    drop = column("entity_suffixes", "drop")
    types = {form: one.evidence.best() for form, one in groups.items()}
    for form in groups:
        words = form.split()
        if len(words) < 2 or types[form] == "PERSON":
            continue
        for size in range(len(words) - 1, 0, -1):
            short = " ".join(words[:size])
            if short not in groups:
                continue
            rest = [word.lower().rstrip(".,") for word in words[size:] if word not in ("&", ",", "and")]
            generic = all(drop.get(word) == "yes" or word == "ai" for word in rest)
            headed = all(word in drop for word in rest) and types[short] not in ("GPE", "LOC", "NORP", "PERSON")
            if generic and types[short] != "NORP" or headed:
                joins.join(form, short)
                break
        tail = " ".join(words[1:])
        if tail in groups and len(words) > 2 and types.get(words[0]) in ("NORP", "GPE") and types[tail] == types[form]:
            joins.join(form, tail)


def _decide(one: Group) -> bool:
    """Settle the type; False for what is no name: no label anywhere and too little evidence."""
    total = one.evidence.total()
    best = one.evidence.best()
    words = max(len(form.split()) for form in one.forms)
    if best is None or not one.evidence.votes:
        supported = best is not None and total[best] >= STRONG
        if not supported and words < 2 and len(one.names) < 3:
            return False
    one.type = best or "ORG"
    return True
