"""Evidence of a name's type from the words before it: titles, head nouns, possessors, prepositions, verbs.

What stands before a name is read by the first rule of a table that fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import MIDDLE, STRONG, WEAK, Evidence, called, column, first_name_gender, heads
from pipeline.extract.names.evidence_appositions import before_head, demonyms, origin
from pipeline.extract.names.occurrences import Name
from pipeline.extract.syntax.parse import SUBJECTS
from pipeline.extract.syntax.tokens import POSSESSIVES, Tokens

_DETERMINERS = lexicons.words("entity_context_words", role="determiner")
_OWNERS = frozenset(("its", "their", "'s", "’s"))
_NAMING = lexicons.words("entity_context_words", role="naming")
_PLACE_PREPOSITIONS = lexicons.words("entity_context_words", role="place")
_DIRECTIONS = lexicons.words("entity_context_words", role="direction")
_PLACING = _PLACE_PREPOSITIONS | _DIRECTIONS
_MAKERS = lexicons.words("entity_context_words", role="maker")
_AFFILIATION = lexicons.words("function_words", role="affiliation")
_OWNED_AS = lexicons.words("entity_context_words", role="owned_as")
_TOLD = lexicons.words("entity_context_words", role="told")
_RIVALS = lexicons.words("entity_context_words", role="rival")
_SURVEYED = lexicons.words("entity_context_words", role="surveyed")
_OFFICERS = lexicons.words("entity_context_words", role="officer")
_FOUNDED = lexicons.words("entity_context_words", role="founded")
_ROLE_REACH = 7  # words between a role and the organisation ("head of risk strategy at X")


@dataclass(frozen=True, slots=True)
class _Beside:
    """The word before a name, ``at``, in lower case and without its full stop, and the word before that."""

    tokens: Tokens
    name: Name
    at: int
    first: int
    lower: str
    earlier: str
    evidence: Evidence

    def add(self, type_: str, amount: float) -> None:
        self.evidence.scores[type_] += amount


def before(tokens: Tokens, name: Name, first: int, evidence: Evidence) -> None:
    """Evidence from the words before one occurrence of a name.

    Args:
        tokens: The article.
        name: The name, not the first word of its sentence.
        first: The sentence's first token.
        evidence: What is found is added to it.
    """
    at = name.first - 1
    lower = tokens.lowers[at].rstrip(".")
    earlier = tokens.lowers[at - 1] if at > first else ""
    if lower == "up" and earlier == "-":
        lower = "startup"
    one = _Beside(tokens, name, at, first, lower, earlier, evidence)
    for rule in _RULES:
        if rule(one):
            break
    _launched(one)
    if lower in _FOUNDED and tokens.capital[name.first]:
        one.add("ORG", MIDDLE)
        one.add("PERSON", -MIDDLE)
    if lower == "inch" or earlier.endswith("inch"):
        one.add("PRODUCT", MIDDLE)


def _titled(one: _Beside) -> bool:
    """ "President X", "Mr X"."""
    title = column("entity_titles", "gender").get(one.lower)
    if title is None or not (one.tokens.capital[one.at] or one.lower in heads()):
        return False
    one.add("PERSON", STRONG)
    one.evidence.nouns.add(one.lower)
    _role(one.tokens, one.at, one.evidence)
    if title:
        one.evidence.genders[title] += 3
    return True


def _noun(one: _Beside) -> bool:
    """ "the chipmaker X"; "in the men's race Ann Lee finished first": no race is called so."""
    entry = heads().get(one.lower)
    if entry is None:
        return False
    if entry[0] == "EVENT" and first_name_gender(one.tokens.words[one.name.first]) is not None:
        one.add("PERSON", WEAK)
        return True
    if not (one.tokens.initial[one.at] or not one.tokens.capital[one.at]) or _acts_on(one):
        return False
    if _is_officer(one):
        one.add("PERSON", STRONG)
        return True
    called(one.evidence, one.lower, STRONG if one.at > one.first else MIDDLE)
    _role(one.tokens, one.at, one.evidence)
    origin(one.tokens, before_head(one.at, one.first), one.at, one.evidence)
    return True


def _is_officer(one: _Beside) -> bool:
    """Whether a name is that of the person whose office stands before the noun: "the secretary at the ministry Ann Lee"."""
    tokens, last = one.tokens, one.name.last - 1
    noun = tokens.heads[last]
    if tokens.deps[last] != "appos" or noun >= one.at:
        return False
    return heads().get(tokens.lowers[noun], ("",))[0] == "PERSON"


def _acts_on(one: _Beside) -> bool:
    """ "The best car Acorn has built": the name is the subject of what is said of the noun, and not called so."""
    tokens, last = one.tokens, one.name.last - 1
    if not tokens.tags[last]:
        return False
    verb = tokens.heads[last]
    if tokens.deps[last] not in SUBJECTS or tokens.deps[verb] != "relcl" or tokens.heads[verb] != one.at:
        return False
    # In "the start-up Acorn raised $3m" the parser sees such a clause too; but what is built in it is no other thing.
    end = tokens.sentences[tokens.sentence[verb]][1]
    return not any(tokens.heads[i] == verb and tokens.deps[i] == "dobj" for i in range(verb, end))


def _apposed(one: _Beside) -> bool:
    """ "its subsidiary, X, ..."."""
    tokens, at = one.tokens, one.at
    if one.lower != "," or one.earlier not in heads() or tokens.capital[at - 1] or not _closed(tokens, one.name):
        return False
    called(one.evidence, one.earlier, MIDDLE)
    one.add("ORG", MIDDLE if one.earlier in _RIVALS and _its(tokens, at - 2, one.first) else 0.0)
    return True


def _apposed_product(one: _Beside) -> bool:
    """ "its new phone, the X, ..."."""
    tokens, at = one.tokens, one.at
    if one.lower != "the" or one.earlier != "," or at - 2 <= one.first or not _closed(tokens, one.name):
        return False
    noun = tokens.lowers[at - 2]
    if noun in heads() and heads()[noun][0] == "PRODUCT" and not tokens.capital[at - 2]:
        called(one.evidence, noun, MIDDLE)
    return True


def _named(one: _Beside) -> bool:
    """ "an app called X", "the app, called X"."""
    if one.lower not in _NAMING or one.at <= one.first:
        return False
    noun = one.tokens.lowers[one.at - 2] if one.earlier == "," and one.at - 1 > one.first else one.earlier
    if noun in heads():
        called(one.evidence, noun, STRONG)
    return True


def _possessed(one: _Beside) -> bool:
    """ "Norway's X" is mostly a firm or a team, "Kestrel's X" and "its X" a product."""
    tokens, at = one.tokens, one.at
    if one.name.label == "PERSON" and one.name.last - one.name.first > 1:
        return tokens.words[at] in POSSESSIVES  # "the Weekly's Ann Lee"
    if tokens.words[at] in POSSESSIVES and at > one.first and tokens.capital[at - 1]:
        _possessor(tokens, at - 1, one.evidence)
    elif one.lower in _OWNERS:
        one.add("PRODUCT", WEAK / 2)
    else:
        return False
    return True


def _national(one: _Beside) -> bool:
    if one.lower not in demonyms() or one.name.label == "NORP":
        return False
    one.evidence.origins.add(demonyms()[one.lower])
    return True


def _placed(one: _Beside) -> bool:
    """ "in X", "towards X"."""
    if one.lower not in _PLACING or _owns(one.tokens, one.name):
        return False
    one.evidence.placed += 1
    if one.lower in _PLACE_PREPOSITIONS:
        one.add("GPE", WEAK)
        one.add("PERSON", -WEAK)
        one.add("NORP", -MIDDLE)
    return True


def _group(one: _Beside) -> bool:
    """ "the Norviks"."""
    name = one.name
    single = name.label == "PERSON" and name.last - name.first == 1
    if one.lower != "the" or not single or not _ends_phrase(one.tokens, name):
        return False
    one.add("ORG", WEAK / 2)
    one.add("PERSON", -WEAK)
    return True


def _by_word(one: _Beside) -> bool:
    """ "31-year-old X", "on X", "polled by X", "-owned X", "told X", "an analyst at X"."""
    tokens, at, lower = one.tokens, one.at, one.lower
    if lower == "old" and "-year-old" in tokens.text[tokens.starts[max(one.first, at - 4)] : tokens.ends[at]]:
        one.add("PERSON", STRONG)
    elif lower == "on":
        one.add("PRODUCT", WEAK)
    elif lower == "by" and one.earlier in _SURVEYED:
        one.add("ORG", MIDDLE)
    elif lower in _OWNED_AS and one.earlier == "-":
        one.add("ORG", WEAK)
    elif lower in _TOLD:
        one.evidence.groups.add("media")
        one.add("ORG", WEAK / 2)
    elif lower in _AFFILIATION:
        _affiliated(tokens, at, one.first, one.evidence, _owns(tokens, one.name))
    return True


_RULES: tuple[Callable[[_Beside], bool], ...] = (
    _titled, _noun, _apposed, _apposed_product, _named, _possessed, _national, _placed, _group, _by_word,
)  # fmt: skip


def _launched(one: _Beside) -> None:
    """ "unveiled X", "unveiled its X"."""
    verbs = column("entity_verbs", "role")
    if verbs.get(one.lower) == "launch":
        one.add("PRODUCT", MIDDLE)
    elif one.lower in _DETERMINERS and verbs.get(one.earlier) == "launch":
        one.add("PRODUCT", MIDDLE if one.lower in _OWNERS else WEAK)


def _closed(tokens: Tokens, name: Name) -> bool:
    """Whether a comma follows a name, or its sentence ends there."""
    return name.last >= len(tokens) or tokens.words[name.last] in (",", ".")


def _ends_phrase(tokens: Tokens, name: Name) -> bool:
    """Whether a name of one word is a whole noun phrase with its article, and no title: "the Norviks"."""
    if tokens.lowers[name.first] in lexicons.words("entity_titles"):
        return False
    following = tokens.lowers[name.last] if name.last < len(tokens) else "."
    return not following[0].isalpha() or following in lexicons.words("entity_common_words")


def _owns(tokens: Tokens, name: Name) -> bool:
    return name.last < len(tokens) and tokens.words[name.last] in POSSESSIVES


def _role(tokens: Tokens, at: int, evidence: Evidence) -> None:
    """Note the noun before a name as a description of the same thing: "the chipmaker X", "curator Ann Lee"."""
    lower = tokens.lowers[at]
    if lower in lexicons.words("entity_heads") and (tokens.initial[at] or not tokens.capital[at]):
        if at == 0 or tokens.words[at - 1] != "-":
            evidence.appositions.append((at, at + 1))


def _its(tokens: Tokens, at: int, first: int) -> bool:
    """Whether "its" or "their" stands among the three words that end at ``at``: "its nearest rival"."""
    return any(lower in ("its", "their") for lower in tokens.lowers[max(first, at - 2) : at + 1])


def _possessor(tokens: Tokens, owner: int, evidence: Evidence) -> None:
    """ "Norway's X" is mostly a firm or a team, "Kestrel's X" a product."""
    scores = evidence.scores
    place = tokens.words[owner].lower()
    if column("entity_places", "type").get(tokens.words[owner]) == "GPE" or place in ("us", "uk"):
        scores["ORG"] += WEAK / 2
        evidence.origins.add(
            {"us": "united states", "uk": "united kingdom", "britain": "united kingdom"}.get(place, place)
        )
    else:
        scores["PRODUCT"] += WEAK
        scores["PERSON"] -= WEAK


def _affiliated(tokens: Tokens, at: int, first: int, evidence: Evidence, owns: bool) -> None:
    """ "an analyst at X", "head of strategy at X", "the maker of X", "parent of X"."""
    scores, lowers = evidence.scores, tokens.lowers
    noun = lowers[at - 1] if at > first else ""
    person = heads().get(noun)
    if lowers[at] == "of" and noun in _MAKERS:
        scores["PERSON"] -= MIDDLE
        scores["ORG" if noun in ("owner", "parent", "operator") else "PRODUCT"] += WEAK
    elif lowers[at] == "of" and noun in _OFFICERS and not owns:
        scores["ORG"] += MIDDLE
        scores["PERSON"] -= MIDDLE
    elif person and person[0] == "PERSON":
        scores["ORG"] += WEAK if lowers[at] == "of" else MIDDLE
    elif lowers[at] == "at":
        for i in range(at - 1, max(first, at - _ROLE_REACH), -1):
            if not lowers[i][0].isalpha():
                break
            entry = heads().get(lowers[i])
            if entry and entry[0] == "PERSON" and lowers[i + 1] in ("of", "for"):
                scores["ORG"] += MIDDLE
                break
