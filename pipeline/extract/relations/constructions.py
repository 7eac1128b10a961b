"""The constructions that say a relation, read from ``lexicons/relation_constructions.tsv`` into patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import cast

from pipeline.extract import lexicons
from pipeline.extract.syntax.inflection import inflections
from pipeline.records import Phase, RelationType

_CLOSED = (
    "a|an|the|of|in|on|at|by|for|with|to|from|as|into|about|against|after|before|since|until|over|under|between|during|and|or|but|"
    "that|which|who|whom|whose|when|where|while|if|because|than|is|are|was|were|be|been|being|has|have|had|do|does|did|will|"
    "would|can|could|may|might|shall|should|must|not|said|says|say|it|he|she|they|we|i|you|this|these|those|there"
)
_AUXILIARY = (
    r"(?:(?:has|have|had|do|does|did|is|are|was|were|be|been|being|will|would|could|may|might|can|should|shall|must|to|not|never|also|then|"
    r"n[o']t|\w+n['’]t|recently|reportedly|already|just|first|now|soon|later|yesterday|today|once|finally|officially|"
    r"(?:said|says|announced|confirmed)(?: (?:on )?\w+day)?(?: that)?(?: (?:it|they|he|she))?|"
    r"(?:plans?|planned|planning|agreed?|agrees|agreeing|wants?|wanted|hopes?|hoped|aims?|intends?|expects?|expected|set|due|"
    r"looking|seeking|trying|considering|considered|decided|offered|bid|tried|failed|refused|in talks|ready)(?: to)?)\s){0,7}?"
)
_MACROS = {
    "former": r"(?:(?P<former>former|ex|then|outgoing|retired|late)[ -])?",
    "nouns": rf"(?:what\s(?:it|they|he|she)\s(?:calls?|called|describes?\sas|described\sas)\s)?(?:(?:the|a|an|its|their|his|her|our|this|that|new|own)\s)?(?:(?!(?:{_CLOSED})\b)[\w$€£][\w.’'&+-]*,?\s){{0,8}}?",
    "link": r"(?:\s\([^)]{1,80}\))?(?:,[^,;.]{2,80}?,)?(?:,?\s(?:is|was|are|were|has been|who was|who is)\s(?:currently\s|also\s)?"
    r"(?:a|an|the|one of)\s[^;.]{0,90}?(?:,|\sand|\swho|\sthat|\swhich|(?=\s)))?",
    "honorific": r"(?:(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Baron|Baroness|Dame|Prof|Professor|Sheikh|Prince|Princess)\.?\s)?",
    "be": r"(?:(?:is|are|was|were|has|had|have|been|be|being|will|would|could|may|to|not|also|now|currently|originally|first|"
    r"jointly|recently|since|reportedly|once|still)\s){0,5}?",
    "aux": _AUXILIARY,
}
_MACRO = re.compile(r"\{(former|nouns|link|be|aux|honorific|title|post|verb:(\w+))\}")
_MODIFIERS = rf"(?:(?!(?:{_CLOSED})\b)[\w&][\w&.’'/-]*\s){{0,4}}?"
_FURTHER = r"(?:\s(?:and|&)\s(?:[\w'’-]+\s){0,3}[\w'’-]+)?"


@dataclass(frozen=True, slots=True)
class Construction:
    """One way in which two mentions A and B are joined; the relation's head is B where ``turned``.

    ``type`` is None where the title in the words decides. The patterns read what stands before A (to its end), between
    both (all of it), and behind B.
    ``clause``: a clause says it. ``needs`` stands in the name of what is a part or has a seat.
    """

    rule: str
    type: RelationType | None
    turned: bool
    first: frozenset[str]
    second: frozenset[str]
    before: re.Pattern[str] | None
    between: re.Pattern[str]
    behind: re.Pattern[str] | None
    phase: Phase
    weight: float
    clause: bool
    needs: re.Pattern[str] | None


@cache
def constructions() -> dict[tuple[str, str], tuple[Construction, ...]]:
    """The table's rows, by the types of the entities that they may join, in the table's order."""
    out: dict[tuple[str, str], list[Construction]] = {}
    for row in lexicons.read("relation_constructions"):
        made = Construction(
            row["rule"],
            None if row["type"] == "title" else cast(RelationType, row["type"]),
            row["head"] == "b",
            frozenset(row["a"].split()),
            frozenset(row["b"].split()),
            _compiled(row["before"] + r"\Z") if row["before"] else None,
            _compiled(row["between"]),
            _compiled(row["behind"]) if row["behind"] else None,
            cast(Phase, row["phase"]),
            float(row["weight"] or 0),
            row["clause"] == "1",
            _units(row["needs"]) if row["needs"] else None,
        )
        for one in made.first:
            for other in made.second:
                out.setdefault((one, other), []).append(made)
    return {types: tuple(found) for types, found in out.items()}


@cache
def closed_class() -> frozenset[str]:
    """Words of the closed classes, which begin no noun."""
    return frozenset(_CLOSED.split("|"))


@cache
def titles() -> tuple[tuple[re.Pattern[str], RelationType], ...]:
    """What a post makes of its holder, by a pattern for the title's head in lower case, the longest head first."""
    rows = sorted(lexicons.read("relation_titles"), key=lambda row: -len(row["form"]))
    return tuple(
        (re.compile(rf"(?:^|[\s-]){re.escape(row['form'].lower())}(?:$|[\s,])"), cast(RelationType, row["type"]))
        for row in rows
    )


@cache
def of_states() -> frozenset[str]:
    """Last words of titles, in lower case, that are of a country or a city and of nothing else: "premier", "mayor"."""
    return frozenset(row["form"].lower().split()[-1] for row in lexicons.read("relation_titles") if row["of"] == "GPE")


@cache
def posts() -> dict[str, str]:
    """Abbreviated posts in lower case, with what they stand for."""
    return {row["form"].lower(): row["name"] for row in lexicons.read("relation_posts")}


@cache
def _title() -> str:
    heads = "|".join(
        sorted((re.escape(form) for form in lexicons.words("relation_titles")), key=lambda form: (-len(form), form))
    )
    # "ii" cannot be set within a pattern, and titles stand in capitals as well.
    return rf"(?P<role>(?<![\w’'-]){_MODIFIERS}(?i:{heads}){_FURTHER})"


def _units(classes: str) -> re.Pattern[str]:
    """Words for units of some classes, in the singular or plural."""
    words = sorted(form for name in classes.split() for form in lexicons.words("relation_units", **{"class": name}))
    return re.compile(rf"\b(?:{'|'.join(words)})s?\b", re.I)


def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the table with its macros filled in; a blank stands for any white space."""

    def filled(match: re.Match[str]) -> str:
        if match[1] in ("title", "post"):
            return _title() if match[1] == "title" else _title().replace("?P<role>", "?:")
        if match[2]:
            return rf"(?P<verb>{_AUXILIARY})(?:{_verbs(match[2])})"
        return _MACROS[match[1]]

    return re.compile(_once(_MACRO.sub(filled, pattern).replace(r"\ ", r"\s").replace(" ", r"\s")))


def _once(pattern: str) -> str:
    """A pattern in which a group's name stands once: the first keeps it."""
    seen: set[str] = set()

    def named(match: re.Match[str]) -> str:
        if match[1] in seen:
            return "(?:"
        seen.add(match[1])
        return match[0]

    return re.sub(r"\(\?P<(\w+)>", named, pattern)


def _verbs(name: str) -> str:
    forms = {form for verb in lexicons.words("relation_verbs", **{"class": name}) for form in inflections(verb)}
    return "|".join(sorted((re.escape(form).replace(r"\ ", r"\s") for form in forms), key=lambda f: (-len(f), f)))
