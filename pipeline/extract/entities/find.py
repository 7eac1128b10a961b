"""The entities of an article: every name, with the pronouns and descriptions that stand for it."""

from __future__ import annotations

from typing import cast

from pipeline.extract.coreference import first_person as speakers
from pipeline.extract.coreference import resolve as references
from pipeline.extract.entities.index import EntityIndex
from pipeline.extract.names.evidence_appositions import nationals
from pipeline.extract.names.find import find, places_inside
from pipeline.extract.names.grouping import group
from pipeline.extract.names.groups import NameGroup
from pipeline.extract.syntax.tokens import Tokens
from pipeline.records import Entity, EntityType, Mention, MentionForm, content_id


def entities(tokens: Tokens, article_id: str, title: str | None = None) -> EntityIndex:
    """Find the entities of an article and everything that stands for them.

    Args:
        tokens: The article with named entities everywhere and tags and heads in some sentences, as
            :meth:`pipeline.extract.model.language.Language.docs` gives it.
        article_id: The article's id, a part of the entities' ids.
        title: Its headline, where that is no part of the text.
    """
    if not len(tokens):
        return EntityIndex(())
    names = find(tokens)
    groups = group(tokens, names)
    mentions: list[list[tuple[int, int, MentionForm]]] = [
        [(name.first, name.last, "name") for name in one.names] for one in groups
    ]
    places = {
        tuple(form.split(" ")): number for number, one in enumerate(groups) if one.type == "GPE" for form in one.forms
    }
    others = [name for one in groups if one.type != "GPE" for name in one.names]
    for name, number in places_inside(tokens, places, others):
        mentions[number].append((name.first, name.last, "name"))
    nouns: dict[int, int] = {}
    found_references = references.resolve(tokens, groups, nouns)
    found_references += speakers.resolve(tokens, groups, found_references, title)
    renamed = {found.last for found in found_references if tokens.lowers[found.last - 1] in nationals()}
    for found in found_references:
        mentions[found.entity].append((found.first, found.last, found.form))
    return EntityIndex(
        tuple(
            _entity(tokens, article_id, one, places)
            for one, places in zip(groups, (_other(places, renamed) for places in mentions), strict=True)
            if any(form == "name" for _, _, form in places)
        ),
        nouns,
    )


def _other(places: list[tuple[int, int, MentionForm]], renamed: set[int]) -> list[tuple[int, int, MentionForm]]:
    """Mentions without the names that end a description of someone else: "the 26-year-old Norwegian"."""
    return [place for place in places if place[2] != "name" or place[1] not in renamed]


def _entity(tokens: Tokens, article_id: str, one: NameGroup, places: list[tuple[int, int, MentionForm]]) -> Entity:
    found = tuple(
        Mention(tokens.span(first, last), tokens.starts[first], tokens.ends[last - 1], form)
        for first, last, form in sorted(places)
    )
    names = [mention for mention in found if mention.form == "name"]
    aliases = dict.fromkeys(" ".join(mention.text.split()) for mention in names)
    # A full stop at the end is the sentence's, where the name also stands without it.
    whole = [form for form in aliases if not (form.endswith(".") and form[:-1] in aliases)]
    name = max(whole, key=lambda form: (len(form.split()), len(form)))
    aliases.pop(name, None)
    return Entity(
        content_id("e", article_id, found[0].start, name),
        article_id,
        name,
        cast(EntityType, one.type),
        tuple(aliases),
        found,
    )
