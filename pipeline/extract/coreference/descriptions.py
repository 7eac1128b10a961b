"""Definite descriptions put to the names they stand for: "the company", "the previous version", "the 44-year-old"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract import lexicons
from pipeline.extract.coreference.description_antecedents import Description, antecedent, cataphor
from pipeline.extract.coreference.discourse import Discourse, Mentioned, clause_mate, is_subject
from pipeline.extract.names.evidence import EITHER, column, heads
from pipeline.extract.names.evidence_appositions import demonyms
from pipeline.extract.syntax.tokens import POSSESSIVES, Tokens

_SUPERLATIVE = lexicons.words("function_words", role="superlative")

_RESTRICTED = lexicons.words("entity_context_words", role="restricting")
_OTHER = lexicons.words("entity_context_words", role="other_one")
_DETERMINERS = lexicons.words("entity_context_words", role="determiner")
_WORLDS = lexicons.words("entity_context_words", role="super")
_CLOSERS = lexicons.words("entity_context_words", role="apposition_end") | lexicons.words("function_words", role="ends_description")  # fmt: skip
_NO_MODIFIERS = ("VBD", "VBZ", "VBP", "VBG", "MD", "IN", "WDT", "PRP", "TO")
_EQUATED = [[word] for word in lexicons.words("entity_context_words", role="be")]
_OBJECTS = frozenset(("dobj", "dative", "pobj"))
_PLACES = frozenset(("NORP", "GPE", "LOC"))
_NAMING = lexicons.words("entity_context_words", role="naming")
_AS_VERBS = lexicons.words("entity_context_words", role="as_verb")
_OPENINGS = [[mark] for mark in ("the", *"“\"‘'")]  # between "called" and a name
_LONGEST = 6  # words behind "the" up to the head noun


def describes(discourse: Discourse, entity: int, first: int, last: int) -> bool:
    """Whether the noun phrase beside a name ("X, a Lisbon firm") is of the entity's type and holds no other name."""
    noun = discourse.tokens.lowers[last - 1]
    type_ = discourse.groups[entity].type
    if heads()[noun][0] != type_ and not (noun in EITHER and type_ == "ORG"):
        return False
    return not _holds_a_name(discourse, first, last)


def _holds_a_name(discourse: Discourse, first: int, last: int) -> bool:
    names, groups = discourse.names, discourse.groups
    return any(i in names and groups[names[i][0]].type not in _PLACES for i in range(first, last))


def definite(discourse: Discourse, at: int, last: int, sentence: int) -> tuple[int, int | None]:
    """Read the definite description that begins at token ``at``.

    Args:
        discourse: What was said before; the description is added to it.
        at: The token of "the" or "this".
        last: The end of its sentence.
        sentence: The number of the sentence.

    Returns:
        The description's end (``at`` if there is none) and the entity it stands for, None if that is open.
    """
    tokens = discourse.tokens
    aged = _aged(tokens, at + 1, last)
    if aged:
        entity = _aged_person(discourse, sentence)
        if entity is not None:
            discourse.name(sentence, at, aged, entity)
        return aged, entity
    ranked = _is_ranked(tokens, at + 1, last)
    head = _described(discourse, at, at + 3 if ranked else _behind_town(discourse, at + 1, last), last)
    if head is None:
        return at, None
    noun = tokens.lowers[head]
    kind, _, gender = heads()[noun]
    plural = noun not in lexicons.words("entity_heads") and noun.endswith(("s", "men"))
    entity = None if plural else _entity(discourse, at, head, last, sentence, ranked)
    subject = is_subject(tokens, at, head + 1)
    shown = kind if kind == "PERSON" or entity is not None else "THING"
    discourse.say(Mentioned(at, head + 1, sentence, entity, shown, subject, gender, plural, noun=noun))
    return head + 1, entity


def _behind_town(discourse: Discourse, at: int, last: int) -> int:
    """Where a description's words begin: behind the town of a seat, "the Menlo Park, California-based company"."""
    tokens = discourse.tokens
    end = discourse.names[at][1] if at in discourse.names else last
    if end + 1 >= last or tokens.words[end] != "," or end + 1 not in discourse.names:
        return at
    state = discourse.names[end + 1][1]
    return end + 1 if state + 1 < last and tokens.lowers[state : state + 2] == ["-", "based"] else at


def _is_ranked(tokens: Tokens, at: int, last: int) -> bool:
    """Whether a description says its rank: "the world's largest insurer"."""
    if at + 1 >= last or tokens.lowers[at] not in _WORLDS:
        return False
    return tokens.words[at + 1] in POSSESSIVES and _superlative(tokens, at + 2, last)


def _described(discourse: Discourse, at: int, start: int, last: int) -> int | None:
    """The head of the description whose words begin at ``start``, behind "the" at ``at``; None if it is none."""
    tokens = discourse.tokens
    furthest = min(last, start + _LONGEST)
    end = next((i for i in range(start, furthest) if tokens.words[i] in POSSESSIVES), furthest)
    head = _head(tokens, start, end)
    if head is None or _modifies(tokens, head, last) or (tokens.capital[head] and head > at + 1):
        return None
    return None if _holds_a_name(discourse, at + 1, head) else head


def _entity(discourse: Discourse, at: int, head: int, last: int, sentence: int, ranked: bool) -> int | None:
    """What a description in the singular stands for: named right behind it, named before, or named soon."""
    tokens = discourse.tokens
    noun = tokens.lowers[head]
    kind, group, gender = heads()[noun]
    renamed = _renamed(discourse, head + 1, last, kind)
    if renamed is not None:
        return renamed
    restricted = _restricted(tokens, at, head, last)
    others = frozenset(_told_apart(discourse, at, head, last, sentence))
    said = Description(noun, kind, group, gender, tokens.lowers[at + 1], _origins(tokens, at + 1, head), others)
    entity = antecedent(discourse, sentence, said) if not restricted and not ranked else None
    if entity is None and (ranked or not restricted or tokens.lowers[head + 1] in ("that", "which", "behind")):
        entity = cataphor(discourse, sentence, said, ranked or head > at + 1 or restricted)
    return entity


def _told_apart(discourse: Discourse, at: int, head: int, last: int, sentence: int) -> Iterator[int]:
    """Entities that a description cannot stand for, since its own sentence speaks of them beside it.

    Who is described is not named or described otherwise by the same clause ("X sued the company"), nor named in what
    a description governs as its subject ("The firm will pay X"), nor is a subject described anew ("The bank says that
    the company ..."): Chomsky (1981), Lectures on Government and Binding, principles B and C.
    """
    tokens = discourse.tokens
    subject = is_subject(tokens, at, head + 1)
    if subject and tokens.lowers[head + 1 : head + 2] not in _EQUATED:
        yield from (discourse.names[i][0] for i in range(head + 1, last) if i in discourse.names)
    mate = clause_mate(tokens, head, _OBJECTS)
    for earlier in discourse.back(sentence, 0):
        if earlier.entity is None or not earlier.subject:
            continue
        described = earlier.noun and earlier.noun != tokens.lowers[head]
        if described or earlier.first <= mate < earlier.last:
            yield earlier.entity


def _renamed(discourse: Discourse, at: int, last: int, kind: str) -> int | None:
    """What a name right behind says is described: "the company, Kestrel, ...", "the model, called X", "known as X"."""
    tokens = discourse.tokens
    comma = tokens.words[at : at + 1] == [","]
    start = at + 1 if comma else at
    naming = start < last and tokens.lowers[start] in _NAMING
    known = start < last and tokens.lowers[start] in _AS_VERBS and tokens.lowers[start + 1 : start + 2] == ["as"]
    start += 2 if known else 1 if naming else 0
    while (naming or known) and tokens.lowers[start : start + 1] in _OPENINGS:
        start += 1
    if start >= last or start not in discourse.names or not (comma or naming or known):
        return None
    entity, end = discourse.names[start]
    if naming or known:
        return entity if (discourse.groups[entity].type == "PERSON") == (kind == "PERSON") else None
    closed = (
        end < last
        and tokens.words[end] in (",", ".")
        and not any(word in ("and", "or") for word in tokens.lowers[end + 1 : end + 2])
    )
    return entity if closed and discourse.groups[entity].type == kind else None


def _superlative(tokens: Tokens, start: int, last: int) -> bool:
    """Whether a superlative stands within three words: "the world's second largest insurer"."""
    near = tokens.lowers[start : min(start + 3, last)]
    return any(word.endswith("est") or word in _SUPERLATIVE for word in near)


def _origins(tokens: Tokens, start: int, head: int) -> set[str]:
    """Nationality and seat in a description: "the German firm", "the Lisbon-based maker"."""
    out = {demonyms()[lower] for lower in tokens.lowers[start:head] if lower in demonyms()}
    for i in range(start + 1, head):
        if tokens.lowers[i] == "based" and tokens.words[i - 1] == "-" and i - 2 >= start:
            out.add("in " + tokens.lowers[i - 2])
    return out


def _head(tokens: Tokens, start: int, end: int) -> int | None:
    """The head noun of the noun phrase whose words begin at ``start``; None if it holds anything but its modifiers."""
    for i in range(start, end):
        lower = tokens.lowers[i]
        if lower in heads() and not (i + 1 < end and tokens.words[i + 1] == "-"):
            while i + 1 < end and tokens.lowers[i + 1] in heads() and not tokens.tags[i + 1].startswith("V"):
                i += 1
            return i
        if not (lower[0].isalpha() or lower == "-") or lower in _DETERMINERS:
            return None
        if tokens.tags[i]:
            if tokens.tags[i].startswith(_NO_MODIFIERS) and tokens.words[i - 1] != "-":
                return None
        elif lower in _CLOSERS and tokens.words[i - 1] != "-" and lower != "-":
            return None
    return None


def _restricted(tokens: Tokens, at: int, head: int, last: int) -> bool:
    """Whether the phrase itself says which one is meant: "the company that ...", "the other company"."""
    if any(tokens.lowers[i] in _OTHER for i in range(at + 1, head)):
        return True
    if tokens.lowers[at + 1] == "new" and heads()[tokens.lowers[head]][0] == "ORG":
        return True
    return head + 1 < last and tokens.lowers[head + 1] in _RESTRICTED


def _modifies(tokens: Tokens, head: int, last: int) -> bool:
    """Whether the noun only modifies another ("the company car")."""
    if head + 1 >= last:
        return False
    if tokens.words[head + 1] == "-" or tokens.capital[head + 1]:
        return True
    if tokens.tags[head]:
        return tokens.deps[head] in ("compound", "nmod", "amod")
    following = tokens.lowers[head + 1]
    ends = not following[0].isalpha() or following in lexicons.words("entity_common_words")
    return not (ends or following in column("entity_verbs", "role") or following.endswith("ed"))


def _aged(tokens: Tokens, at: int, last: int) -> int:
    """The end of "44-year-old" where no noun follows it; 0 otherwise."""
    if at >= last or not tokens.words[at][0].isdigit():
        return 0
    if "-year-old" not in "".join(tokens.lowers[at : min(at + 5, last)]):
        return 0
    end = at + 1
    while end < last and not tokens.lowers[end].endswith("old"):
        end += 1
    following = tokens.tags[end + 1] if end + 1 < last else ""
    return 0 if end >= last or following.startswith(("NN", "JJ")) else end + 1


def _aged_person(discourse: Discourse, sentence: int) -> int | None:
    people = [c for c in discourse.back(sentence, 3) if c.kind == "PERSON" and c.entity is not None]
    return max(people, key=lambda c: (c.sentence, c.subject, -c.first)).entity if people else None
