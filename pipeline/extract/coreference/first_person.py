""" "I" and "my" put to whoever speaks: the source of a quotation, the person interviewed, the name before a colon."""

from __future__ import annotations

import re
from bisect import bisect_left

from pipeline.extract import lexicons
from pipeline.extract.coreference.affiliations import affiliations
from pipeline.extract.coreference.resolve import Resolved
from pipeline.extract.names.groups import NameGroup, by_first_token
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.tokens import Tokens

_I = lexicons.words("function_words", role="i")
_WE = lexicons.words("function_words", role="we")
_YOU = lexicons.words("function_words", role="you")
_INTERVIEW = re.compile(
    r"(?i)\binterview|\bin conversation with\b|\bq ?& ?a\b|\b(?:talks?|speaks?|spoke|chats?) (?:to|with)\b|\btells\b"
)
_OPENING_LENGTH = 600  # characters in which an interview says that it is one
_LEAST = 5  # first-person words outside quotations that make an interview
_QUESTIONS = 3
_QUESTION_WINDOW = 3
_NAMED_BEFORE = 6  # tokens before "we" in which "at X," begins


def resolve(tokens: Tokens, groups: list[NameGroup], found: list[Resolved], title: str | None) -> list[Resolved]:
    """First-person pronouns of an article, and "you" in the questions of an interview.

    "I" is whoever speaks; "we" is the organisation that the speaker was introduced with.

    Args:
        tokens: The article.
        groups: Its entities; ``Reference.entity`` is an index into them.
        found: The references of the third person, some of which are sources of quotations.
        title: The headline, if it is not part of the text.
    """
    first_person = [i for i, lower in enumerate(tokens.lowers) if lower in _I and tokens.words[i] != "i"]
    plural = [i for i, lower in enumerate(tokens.lowers) if lower in _WE and tokens.words[i] != "US"]
    if not first_person and not plural:
        return []
    interview = sum(not tokens.quoted[i] for i in first_person) >= _LEAST
    voices = _Voices(tokens, _owners(groups, found), _interviewee(tokens, groups, title) if interview else None)
    employers = affiliations(tokens, groups) if plural else {}
    author = _author(tokens, groups, plural)
    out: list[Resolved] = []
    for i in sorted(first_person + plural):
        speaker = voices.at(i)
        if author is not None and not tokens.quoted[i] and tokens.lowers[i] in _WE:
            out.append(Resolved(i, i + 1, author, "pronoun"))
            continue
        if speaker is None:
            continue
        person = groups[speaker].type == "PERSON"
        meant = speaker if person != (tokens.lowers[i] in _WE) else employers.get(speaker) if person else None
        if meant is not None:
            out.append(Resolved(i, i + 1, meant, "pronoun"))
    return out + voices.asked()


def _author(tokens: Tokens, groups: list[NameGroup], plural: list[int]) -> int | None:
    """The firm whose own text it is, by where "we" is said of it: "we started Parcelo", "at Parcelo, we", "we at Parcelo"."""
    names = by_first_token(groups)
    for i in plural:
        if tokens.quoted[i]:
            continue
        behind = tokens.lowers[i + 1 : i + 2]
        if i + 2 in names and (behind == ["at"] or behind[0] in verb_class("establish")):
            return names[i + 2][0]
        for first in range(max(0, i - _NAMED_BEFORE), i):
            number, last = names.get(first, (0, 0))
            led = tokens.lowers[first - 1 : first] == ["at"]
            if led and first < last <= i and tokens.words[last:i] in ([], [","]):
                return number
    return None


def _owners(groups: list[NameGroup], found: list[Resolved]) -> dict[int, int]:
    """Persons and organisations by the tokens of their names and of what refers to them."""
    speak = {number for number, group in enumerate(groups) if group.type in ("PERSON", "ORG")}
    owner = {
        i: number for number in sorted(speak) for name in groups[number].names for i in range(name.first, name.last)
    }
    return owner | {ref.first: ref.entity for ref in found if ref.entity in speak}


class _Voices:
    """Whose words an article gives where: in quotations, in the turns of a transcript, in an interview's answers."""

    def __init__(self, tokens: Tokens, owner: dict[int, int], interviewee: int | None) -> None:
        self.tokens, self.owner, self.interviewee = tokens, owner, interviewee
        self.turns = _turns(tokens, owner)
        self.sources: dict[int, int | None] = {}

    def at(self, i: int) -> int | None:
        """Who says the word at a token."""
        sentence = self.tokens.sentence[i]
        if self.tokens.quoted[i]:
            if sentence not in self.sources:
                self.sources[sentence] = _source(self.tokens, self.tokens.quoted, self.owner, sentence)
            return self.sources[sentence]
        if self.turns:
            return _turn(self.turns, i)
        return None if _is_question(self.tokens, sentence) else self.interviewee

    def asked(self) -> list[Resolved]:
        """The "you" of an interview's questions."""
        if self.interviewee is None:
            return []
        return [
            Resolved(i, i + 1, self.interviewee, "pronoun")
            for i, lower in enumerate(self.tokens.lowers)
            if lower in _YOU and not self.tokens.quoted[i] and _near_question(self.tokens, self.tokens.sentence[i])
        ]


def _source(tokens: Tokens, quoted: list[bool], owner: dict[int, int], sentence: int) -> int | None:
    """Who says the quotation in a sentence, by the verb of speech there or in the sentences beside it."""
    for near in (sentence, sentence - 1, sentence + 1):
        if 0 <= near < len(tokens.sentences):
            speaker = _speaker(tokens, quoted, owner, near)
            if speaker is not None:
                return speaker
    return None


def _speaker(tokens: Tokens, quoted: list[bool], owner: dict[int, int], sentence: int) -> int | None:
    says = lexicons.words("entity_verbs", role="say")
    first, last = tokens.sentences[sentence]
    for i in range(first, last):
        if quoted[i] or tokens.lowers[i] not in says:
            continue
        for j in range(i - 1, max(first, i - 3) - 1, -1):
            if j in owner and not quoted[j]:
                return owner[j]
        for j in range(i + 1, min(last, i + 7)):
            if j in owner and not quoted[j]:
                return owner[j]
            if not tokens.words[j][0].isalpha() and not (tokens.words[j] == "," and j + 1 in owner):
                break
        for j in range(first, i):
            if tokens.heads[j] == i and tokens.deps[j] == "nsubj" and j in owner:
                return owner[j]
    return None


def _turns(tokens: Tokens, owner: dict[int, int]) -> list[tuple[int, int]]:
    """Where a transcript gives the word to someone ("Lee: I came ..."): token and speaker; at least three such places."""
    out = []
    for first, last in tokens.sentences:
        for i in range(first, min(first + 4, last - 1)):
            if tokens.words[i] == ":" and i > first and i - 1 in owner:
                out.append((i, owner[i - 1]))
                break
            if not tokens.capital[i]:
                break
    return out if len(out) >= 3 else []


def _turn(turns: list[tuple[int, int]], at: int) -> int | None:
    before = bisect_left(turns, (at, -1))
    return turns[before - 1][1] if before else None


def _interviewee(tokens: Tokens, groups: list[NameGroup], title: str | None) -> int | None:
    """The person an interview is with: named at its head and most often."""
    opening = (title or "") + "\n" + tokens.text[:_OPENING_LENGTH]
    if (
        not _INTERVIEW.search(opening)
        and sum(_is_question(tokens, n) for n in range(len(tokens.sentences))) < _QUESTIONS
    ):
        return None
    best, best_score = None, 0.0
    for number, group in enumerate(groups):
        if group.type != "PERSON":
            continue
        score = 0.5 * min(len(group.names), 6)
        if title and any(form in title for form in group.forms):
            score += 3.0
        start = tokens.starts[group.names[0].first]
        score += 2.0 if start < _OPENING_LENGTH / 3 else 1.0 if start < _OPENING_LENGTH else 0.0
        around = tokens.lowers[max(0, group.names[0].first - 8) : group.names[0].last + 3]
        score += 2.0 if any(word.startswith("interview") for word in around) else 0.0
        if score > best_score:
            best, best_score = number, score
    return best if best_score >= 2.0 else None


def _is_question(tokens: Tokens, sentence: int) -> bool:
    first, last = tokens.sentences[sentence]
    return any(word == "?" for word in tokens.words[max(first, last - 3) : last])


def _near_question(tokens: Tokens, sentence: int) -> bool:
    """Whether a sentence is a question or leads up to one."""
    return any(
        _is_question(tokens, near) for near in range(sentence, min(sentence + _QUESTION_WINDOW, len(tokens.sentences)))
    )
