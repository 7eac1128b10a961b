"""Forms of names that stand for the same entity: other spellings, acronyms, long and short forms."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import MIDDLE, VARIANTS, column
from pipeline.extract.names.occurrences import Name, key
from pipeline.extract.syntax.tokens import Tokens

if TYPE_CHECKING:
    from pipeline.extract.names.groups import NameGroup

_SURE = 1.0  # evidence that a long form is an organisation's
_SMALL = lexicons.words("function_words", role="in_name")


class Joins:
    """Union of forms; the root of a set is its earliest form."""

    def __init__(self, groups: dict[str, NameGroup]) -> None:
        self.parent = {form: form for form in groups}
        self.rank = {form: rank for rank, form in enumerate(groups)}

    def root(self, form: str) -> str:
        root = form
        while self.parent[root] != root:
            root = self.parent[root]
        while form != root:  # so that the way is short the next time
            self.parent[form], form = root, self.parent[form]
        return root

    def join(self, one: str, other: str) -> None:
        a, b = sorted((self.root(one), self.root(other)), key=self.rank.__getitem__)
        self.parent[b] = a


def same_spelling(groups: dict[str, NameGroup], joins: Joins) -> None:
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


def acronyms(tokens: Tokens, names: list[Name], groups: dict[str, NameGroup], joins: Joins) -> None:
    """ "World Kite Federation (WKF)" and, where only one long form fits, a bare "WKF"."""
    long_forms: dict[str, list[str]] = defaultdict(list)
    for form in groups:
        if len(form.split()) > 1:
            for initials in dict.fromkeys(_initials(form)):
                long_forms[initials].append(form)
    ending = {name.last: name for name in reversed(names)}
    for form, one in groups.items():
        bare = form.replace(".", "")
        if not (2 <= len(bare) <= 7 and sum(c.isupper() for c in bare) >= max(2, len(bare) - 2)):
            continue
        fitting = long_forms.get(bare.upper(), [])
        if len(fitting) == 1 and len(bare) > 2 or fitting and _bracketed(tokens, one):
            joins.join(fitting[0], form)
        elif _bracketed(tokens, one):
            long = _before_bracket(tokens, ending, one.names[0])
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


def _bracketed(tokens: Tokens, one: NameGroup) -> bool:
    if not one.names:
        return False
    name = one.names[0]
    return (
        name.first > 0
        and name.last < len(tokens)
        and tokens.words[name.first - 1] == "("
        and tokens.words[name.last] == ")"
    )


def _before_bracket(tokens: Tokens, ending: dict[int, Name], name: Name) -> str | None:
    """The name that ends just before the bracket; None if a common word stands there."""
    other = ending.get(name.first - 1)
    if other is not None:
        return key(tokens, other)
    at = name.first - 2
    return "" if at < 0 or tokens.capital[at] else None


def short_forms(groups: dict[str, NameGroup], joins: Joins) -> None:
    """A long form and the same without its corporate suffix, its "AI", its nation or its head word; plurals.

    Models are kept apart: "Falcon 12", "Falcon 12 Pro" and "Falcon" are three.
    """
    types = {form: one.evidence.best() for form, one in groups.items()}
    for form in groups:
        if form[-1] == "s" and form[:-1] in groups and form[-2:-1].isalnum() and types[form[:-1]] == "PRODUCT":
            joins.join(form, form[:-1])
        words = form.split()
        if len(words) < 2 or types[form] == "PERSON":
            continue
        short = _without_suffix(words, groups, types)
        if short is not None:
            joins.join(form, short)
        tail = " ".join(words[1:])
        if tail in groups:
            _without_first(form, words[0], tail, groups, types, joins)
    _first_words(groups, types, joins)


def _without_suffix(words: list[str], groups: dict[str, NameGroup], types: dict[str, str | None]) -> str | None:
    """The longest form of the article that lacks only suffixes: "Norvik" for "Norvik Holdings Ltd."."""
    drop, places = column("entity_suffixes", "drop"), column("entity_places", "type")
    for size in range(len(words) - 1, 0, -1):
        short = " ".join(words[:size])
        if short not in groups:
            continue
        rest = [word.lower().rstrip(".,") for word in words[size:] if word not in ("&", ",", "and")]
        if any(word in VARIANTS for word in rest):
            return None
        generic = all(drop.get(word) == "yes" or word == "ai" for word in rest)
        headed = all(word in drop for word in rest) and types[short] not in ("GPE", "LOC", "NORP", "PERSON")
        if generic and types[short] != "NORP" and short not in places or headed:
            return short
    return None


def _without_first(
    form: str, first: str, tail: str, groups: dict[str, NameGroup], types: dict[str, str | None], joins: Joins
) -> None:
    """Join a form to the same without its brand ("Kestrel Maps", "Maps") or its nation ("Norwegian Rail Board")."""
    branded = is_brand(groups.get(first)) and types[tail] in ("ORG", "PRODUCT", "GPE")
    if branded and groups[form].evidence.best() == "PRODUCT":
        joins.join(form, tail)
        groups[tail].evidence.scores["PRODUCT"] += MIDDLE
    if " " in tail and types.get(first) in ("NORP", "GPE") and types[tail] == types[form]:
        joins.join(form, tail)


def is_brand(one: NameGroup | None) -> bool:
    """Whether a first word is by itself an organisation or product of the article ("Kestrel" of "Kestrel Maps")."""
    if one is None:
        return False
    scores = one.evidence.scores
    return max(scores.get("ORG", 0.0), scores.get("PRODUCT", 0.0)) >= 1.0 and one.evidence.best() in ("ORG", "PRODUCT")


def _first_words(groups: dict[str, NameGroup], types: dict[str, str | None], joins: Joins) -> None:
    """ "Norvik Cellular", named in full at first, is "Norvik" later, if no other organisation's name begins so."""
    places = column("entity_places", "type")
    longer: dict[str, list[str]] = defaultdict(list)
    for form in groups:
        words = form.split()
        sure = groups[form].evidence.scores["ORG"] >= _SURE
        if sure and len(words) in (2, 3) and words[0] in groups and types[form] == "ORG":
            longer[words[0]].append(form)
    for short, forms in longer.items():
        long = forms[0]
        rest = long.split()[1:]
        if len(forms) > 1 or types[short] != "ORG" or groups[long].evidence.scores["PRODUCT"] > 0:
            continue
        if any(word in places or types.get(word) in ("GPE", "LOC", "NORP") or not word.isalpha() for word in rest):
            continue
        if groups[long].names and groups[short].names and groups[long].names[0].first < groups[short].names[0].first:
            joins.join(long, short)


def models(groups: dict[str, NameGroup], joins: Joins) -> dict[str, list[str]]:
    """The last word of a model's name standing alone ("the Air" after "the Falcon 12 Air").

    Returns:
        The models that such a word can mean, by the word, where there are several; where one alone can be meant, the
        two are joined.
    """
    owners: dict[str, list[str]] = defaultdict(list)
    for form, one in groups.items():
        words = form.split()
        if len(words) > 1 and words[-1] in groups and words[-1].lower() in VARIANTS and one.names:
            if one.evidence.best() == "PRODUCT" and one.names[0].first < groups[words[-1]].names[-1].first:
                owners[words[-1]].append(form)
    shared = {}
    for word, forms in owners.items():
        if len(forms) == 1:
            joins.join(forms[0], word)
        else:
            shared[word] = forms
    return shared
