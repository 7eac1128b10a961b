"""What a pronoun of things can take up: the names and common nouns of a sentence, each with its place in the clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.extract import lexicons
from pipeline.extract.coreference.discourse import SUBJECTS, Discourse
from pipeline.extract.names.evidence import heads
from pipeline.extract.syntax.tokens import POSSESSIVES

_MODIFIERS = frozenset(("compound", "nmod", "amod", "npadvmod", "quantmod", "nummod", "punct", "dep"))
_NO_THINGS = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"))
_BELOW = frozenset(("ccomp", "advcl", "xcomp", "parataxis", "pcomp"))
_DEFINITE = lexicons.words("function_words", role="definite")
_INDEFINITE = lexicons.words("function_words", role="indefinite")
_PREMODIFIERS = ("JJ", "NN", "CD", "RB", "VBN", "VBG", "HYPH")
_VERSIONS = lexicons.words("entity_context_words", role="version_noun")
_LONGEST = 7  # words from a determiner to its noun
_DEEPEST = 12


@dataclass(slots=True)
class MentionCandidate:
    """A mention that a pronoun may take up.

    Attributes:
        head: Its head token.
        sentence: The number of its sentence.
        entity: The entity it names, None for a common noun.
        kind: The entity's type; for a common noun the type of what it is a word for, THING if that is open.
        role: Its dependency, "subject" for all subjects, "conj:" and the first one's for the others of a series; empty
            where nothing is parsed and its place says nothing.
        depth: 0 in the main clause, 1 in a clause below it, 2 inside another noun's phrase.
        plural: Whether a common noun is of several.
        noun: The common noun, empty for a name.
        form: "name"; "the", "a", "poss" or "bare" by what stands before a common noun; "pronoun".
    """

    head: int
    sentence: int
    entity: int | None
    kind: str
    role: str
    depth: int
    plural: bool
    noun: str
    form: str


@dataclass(slots=True)
class Nominals:
    """The nominals of an article's sentences, found when they are asked for."""

    discourse: Discourse
    _found: dict[int, list[MentionCandidate]] = field(default_factory=dict)
    _amounts: set[int] = field(default_factory=set)
    _words: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for first, last, label in self.discourse.tokens.labelled:
            if label in _NO_THINGS:
                self._amounts.update(range(first, last))

    def count(self, nominal: MentionCandidate) -> int:
        """How often the article names it, or says its noun."""
        if nominal.entity is not None:
            return len(self.discourse.groups[nominal.entity].names)
        if not self._words:
            self._words.update(self.discourse.tokens.lowers)
        return self._words[nominal.noun]

    def of(self, sentence: int) -> list[MentionCandidate]:
        """The names and common nouns of a sentence, in text order."""
        if sentence not in self._found:
            self._found[sentence] = self._find(sentence)
        return self._found[sentence]

    def _find(self, sentence: int) -> list[MentionCandidate]:
        tokens, names = self.discourse.tokens, self.discourse.names
        first, last = tokens.sentences[sentence]
        out = []
        i = first
        while i < last:
            if i in names:
                entity, end = names[i]
                name = self._name(i, end, entity, sentence)
                if name is not None:
                    out.append(name)
                i = end
                continue
            tag = tokens.tags[i]
            taken_for_adjective = tag.startswith("JJ") and tokens.deps[i] in SUBJECTS
            if tag.startswith("NN") or taken_for_adjective or (not tag and tokens.lowers[i] in heads()):
                noun = self._noun(i, sentence, last)
                if noun is not None:
                    out.append(noun)
            i += 1
        return out

    def _name(self, first: int, last: int, entity: int, sentence: int) -> MentionCandidate | None:
        """A name; None where it only tells which one another noun means ("Kestrel shares", not "the Kestrel phone")."""
        tokens = self.discourse.tokens
        head = next((i for i in range(first, last) if not first <= tokens.heads[i] < last), last - 1)
        if tokens.deps[head] in ("compound", "nmod") and tokens.tags[tokens.heads[head]].startswith("NN"):
            head = tokens.heads[head]
            place = self.discourse.groups[entity].type in ("GPE", "LOC", "NORP")
            if place or tokens.lowers[head] not in heads():  # no company is its town
                return None
        role, depth = self.place(head)
        if not tokens.tags[head]:
            possessive = last < len(tokens) and tokens.words[last] in POSSESSIVES
            opens = first - tokens.sentences[sentence][0] <= 1
            role = "poss" if possessive else "subject" if opens else ""
        return MentionCandidate(
            head, sentence, entity, self.discourse.groups[entity].type, role, depth, False, "", "name"
        )

    def _noun(self, i: int, sentence: int, last: int) -> MentionCandidate | None:
        tokens = self.discourse.tokens
        lower, tag = tokens.lowers[i], tokens.tags[i]
        if not lower[0].isalpha() or i in self._amounts or (tag and tokens.deps[i] in _MODIFIERS):
            return None
        if not tag and i + 1 < last and (tokens.lowers[i + 1] in heads() or tokens.words[i + 1] == "-"):
            return None
        kind = heads()[lower][0] if lower in heads() else "THING"
        role, depth = self.place(i)
        named = self._version_of(i, last)
        if named is not None:
            return MentionCandidate(
                i, sentence, named, self.discourse.groups[named].type, role, depth, False, "", "name"
            )
        return MentionCandidate(
            i, sentence, None, kind, role, depth, tag in ("NNS", "NNPS"), lower, self._form(i, sentence)
        )

    def _version_of(self, i: int, last: int) -> int | None:
        """What a version, as good as the thing itself, is one of: "the new release of Kestrel"."""
        tokens = self.discourse.tokens
        if tokens.lowers[i] not in _VERSIONS or tokens.lowers[i + 1 : i + 2] != ["of"]:
            return None
        start = i + 3 if tokens.lowers[i + 2 : i + 3] == ["the"] else i + 2
        return self.discourse.names[start][0] if start < last and start in self.discourse.names else None

    def _form(self, i: int, sentence: int) -> str:
        tokens = self.discourse.tokens
        for j in range(i - 1, max(tokens.sentences[sentence][0], i - _LONGEST) - 1, -1):
            if tokens.lowers[j] in _DEFINITE:
                return "the"
            if tokens.lowers[j] in _INDEFINITE:
                return "a"
            if tokens.tags[j] in ("PRP$", "POS"):
                return "poss"
            if tokens.tags[j] and not tokens.tags[j].startswith(_PREMODIFIERS):
                break
        return "bare"

    def place(self, i: int) -> tuple[str, int]:
        """Role and depth of the noun phrase that a token heads; see :class:`MentionCandidate`."""
        tokens = self.discourse.tokens
        if not tokens.tags[i]:
            return "", 0
        series = ""
        while tokens.deps[i] == "conj" and tokens.heads[i] != i:
            i, series = tokens.heads[i], "conj:"
        role = series + ("subject" if tokens.deps[i] in SUBJECTS else tokens.deps[i])
        depth = 0
        for _ in range(_DEEPEST):
            up = tokens.heads[i]
            if up == i:
                break
            if tokens.deps[i] in ("relcl", "acl") or (tokens.tags[up].startswith("NN") and tokens.deps[i] == "prep"):
                return role, 2
            depth = 1 if tokens.deps[i] in _BELOW else depth
            i = up
        return role, depth
