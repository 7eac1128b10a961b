"""Who may be credited with a quantity: the statements around it, and subjects of verbs that give word of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.modality.cues import cues, foreseen
from pipeline.extract.statements.cues import verbs
from pipeline.extract.statements.sources import is_document, lost_subject, names_body, noun_phrase
from pipeline.extract.statements.speakers import Speakers
from pipeline.extract.syntax.foretold import foretold
from pipeline.extract.syntax.inflection import noun_lemma, verb_class
from pipeline.extract.syntax.nouns import is_person, lived_through
from pipeline.extract.syntax.parse import NOUNS, VERBS, ancestors, child, heads_clause, own_subject, span_of, subject_of
from pipeline.extract.syntax.tokens import Tokens
from pipeline.extract.text.quotations import Quotation, Quotations
from pipeline.records import Reference, Span, Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft
    from pipeline.extract.statements.index import StatementIndex

REACH = 1200
"""Characters back from a quotation to the quotation whose speaker may go on in it."""
CLIMB = 8
"""Steps up from a quantity to a verb that may give word of it."""
_TAIL = re.compile(
    r"""
    [,”"]\s
    (?P<source>(?:[A-Z]|[a-z]+\s)[^,.;:"“”]{0,70}?)
    \s(?P<verb>[a-z]+(?:s|ed)|said|told|found|wrote|show)
    (?P<rest>(?:\s(?:on|late|last|in|at|to|by|during|this|[A-Z][\w’'-]*|[A-Z]\w+day)(?:\s[^,.;"“”]{1,50})?)?)
    (?:[.,;]|$)
    """,
    re.VERBOSE,
)
_SHARE = re.compile(r"(?:[\w-]+\s){0,3}?[\w.,-]+\s?(?:%|per\s?cent)", re.I)
"""Who says so of themselves: "58 percent of respondents said they expect rents to rise"."""
_SURVEYS = lexicons.words("reporting_headlines", asks="yes")
_SURVEYED = re.compile(
    rf"\b(?:{'|'.join(sorted(_SURVEYS))})s?\b|\b(?:{'|'.join(sorted(verb_class('survey')))}) by\b", re.I
)
_SHARES = frozenset().union(
    *(lexicons.words("number_words", **{"class": kind}) for kind in ("half", "part", "ordinal", "vague"))
)
_ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj"))
_PARTICIPANTS = lexicons.words("function_words", role="participant")
_TIME_WORDS = frozenset(("AMONTH", "DEICT", "MONTH", "SEASON", "UNIT", "UNITS", "WDAY", "YEARW"))
_NOBODY = lexicons.words("function_words", role="no_source")
_SPEAKS = frozenset(("NN", "NNS", "NNP", "NNPS", "PRP"))


@dataclass(frozen=True, slots=True)
class Credit:
    """A candidate: whose word a quantity may be.

    Attributes:
        source: Who is credited.
        cue: The words that credit them, if any.
        statement: The statement that is it, if it is one.
        route: How it was found: ``holds`` (a statement whose content holds the quantity), ``beside`` (one cued in its
            sentence), ``above`` (a verb over it in the parse), ``document`` (a document that is the subject of one),
            ``tail`` (the words that close its sentence), ``owned`` (whose forecast it is), ``surveyed`` (the survey in
            which it was told), ``running`` (the speaker of the quotation before), ``before`` (of whom the sentence
            before tells).
        step: What leads from the quantity to the verb over it, by its label.
        inner: How many other statements hold the quantity more closely.
    """

    source: Reference
    cue: Span | None
    statement: Statement | None
    route: str
    step: str = ""
    inner: int = 0


def _named(source: Reference | None) -> bool:
    """Whether a source is told apart from the article's own "we" ("we at Orbo"), and from who is spoken to."""
    return source is not None and source.text.lower().split(" at ", 1)[0] not in _PARTICIPANTS


def _is_nobody(source: Reference) -> bool:
    """Whether a source only takes up what was said, or nobody: "which suggests", "it's estimated", "let's assume"."""
    return source.entity_id is None and source.text.lower().replace("?", "'").replace("’", "'") in _NOBODY


class Credits:
    """The candidates of an article's quantities.

    Args:
        tokens: The article's tokens.
        index: Its entities.
        sayings: Its statements.
    """

    def __init__(self, tokens: Tokens, index: EntityIndex, sayings: StatementIndex) -> None:
        self.tokens, self.index, self.sayings = tokens, index, sayings
        self.quotes = Quotations(tokens.text)
        self._asks: dict[int, list[tuple[Token, Token]]] = {}
        self._speakers = Speakers(index, tokens.doc, tokens.text)
        for source in sayings.sources():
            self._speakers.hear(source)

    def quoted(self, found: QuantityDraft) -> Quotation | None:
        """The quotation that holds a quantity."""
        return self.quotes.at(found.start)

    def candidates(self, found: QuantityDraft) -> list[Credit]:
        """All who may be credited with a quantity; of one cue the candidate that was found first."""
        out: dict[tuple[int, int], Credit] = {}
        for credit in self._all(found):
            if self._is_amount(credit.source) or _is_nobody(credit.source):
                continue
            cue = credit.cue.start if credit.cue is not None else -1
            out.setdefault((credit.source.start if cue < 0 else -1, cue), credit)
        return list(out.values())

    def _is_amount(self, source: Reference) -> bool:
        """Whether a source is a share of those asked, or so many things: "two-thirds of them said", "from 3 million units"."""
        if _SHARE.match(source.text) is not None:
            return True
        head = self.tokens.root(source.start, source.end)
        if head is None or source.entity_id is not None:
            return False
        if noun_lemma(head).lower() in _SHARES or (
            head.tag_ not in NOUNS and self.tokens.at(source.start).tag_ == "CD"
        ):
            return True
        counted = head.tag_ == "NNS" and any(c.dep_ == "nummod" for c in head.lefts)
        return counted and not (is_person(head) or names_body(head))

    def foreteller(self, found: QuantityDraft) -> Credit | None:
        """Who is told beside a quantity to have foretold it: "the $6 million that analysts had expected"."""
        told = foretold(found.root, found.start, found.end, found.sentence[1])
        if told is None or told.source is None:
            return None
        return self._credited(*told.source, told.verb, "ahead")

    def _all(self, found: QuantityDraft) -> Iterator[Credit]:
        holding = [s for s in self.sayings.holding(found.start, found.end) if _named(s.source)]
        holding.sort(key=lambda s: s.content.end - s.content.start)
        for inner, statement in enumerate(holding):
            assert statement.source is not None
            yield Credit(statement.source, statement.cue, statement, "holds", inner=inner)
        begin, end = self.tokens.characters(found.sentence)
        for statement in self.sayings.cued_in(begin, end):
            if statement.source is not None and _named(statement.source):
                yield Credit(statement.source, statement.cue, statement, "beside")
        yield from self._above(found)
        yield from self._owned(found)
        yield from self._surveyed(found, begin, end)
        yield from self._tail(found, end)
        quotation = self.quoted(found)
        if quotation is not None and not any(s.kind != "indirect" for s in holding):
            yield from self._running(quotation)
            yield from self._told_of(found, quotation)

    def _above(self, found: QuantityDraft) -> Iterator[Credit]:
        below = found.root
        for climbed, verb in enumerate(ancestors(found.root)):
            if climbed == CLIMB:
                return
            if heads_clause(verb):
                ahead = foreseen(verb, below) is not None
                listed = (
                    ahead
                    or verb.lower_ in verb_class("credit")
                    or verb.lower_ in verb_class("announce")
                    or verb.lower_ in verbs()
                )
                if verb.lower_ in verb_class("place_at") and below.dep_ == "dobj" or lived_through(verb):
                    return  # "put two streaks on the line", "the firm has seen a rise to 1,200"
                if listed or _is_document(own_subject(verb)):
                    step = "ahead" if ahead else f"{below.dep_} {below.lower_}" if below.dep_ == "prep" else below.dep_
                    for one in self._by_subject(verb, step):
                        yield one if listed else replace(one, route="document")
            below = verb

    def _owned(self, found: QuantityDraft) -> Iterator[Credit]:
        """Whose forecast stands over an amount or beside it: "their forecast of 40", "a forecast by X", "X cut its forecast to 40".

        By how much it was cut is no forecast.
        """
        for climbed, above in enumerate(ancestors(found.root)):
            if climbed == CLIMB:
                return
            verb = above if heads_clause(above) else None
            nouns = (
                [above] if verb is None else [c for c in verb.children if c.dep_ in _ARGUMENTS and c.i < found.root.i]
            )
            for noun in nouns:
                if found.role == "delta" and noun.dep_ == "dobj":
                    continue
                if noun.tag_ in NOUNS and (cues("noun").get(noun_lemma(noun)) == "estimated" or _is_price_target(noun)):
                    owner = _owner(noun, verb)
                    if owner is not None and owner.lower_ not in _PARTICIPANTS:
                        yield replace(self._credited(*noun_phrase(owner), noun, noun.dep_), route="owned")

    def _surveyed(self, found: QuantityDraft, begin: int, end: int) -> Iterator[Credit]:
        """In what those counted were asked, or by whom: "67 percent in a Vale poll", "of 2,000 adults surveyed by Vale"."""
        if begin not in self._asks:
            asks = _SURVEYED.search(self.tokens.text, begin, end) is not None
            self._asks[begin] = list(_asking(self.tokens.doc[slice(*found.sentence)])) if asks else []
        above = {token.i for token in ancestors(found.root)} if self._asks[begin] else frozenset()
        for asked, cue in self._asks[begin]:
            place = "around" if cue.i in above else "clause" if cue.head.i in above else "apart"
            place = "below" if any(t.i == found.root.i for t in ancestors(cue)) else place
            yield replace(self._credited(*noun_phrase(asked), cue, f"{cue.dep_} {place}"), route="surveyed")

    def _by_subject(self, verb: Token, step: str) -> Iterator[Credit]:
        agent = child(verb, "agent") if verb.tag_ == "VBN" else None
        source = lost_subject(verb) or subject_of(verb) if agent is None else child(agent, "pobj")
        if source is None or source.dep_ == "nsubjpass" or not (source.tag_ in _SPEAKS or source.text.istitle()):
            return
        if source.lower_ in _PARTICIPANTS:
            return
        yield self._credited(*span_of(source), verb, step)

    def _credited(self, start: int, end: int, verb: Token, step: str) -> Credit:
        cue = Span(verb.text, verb.idx, verb.idx + len(verb))
        return Credit(self._speakers.reference(start, end), cue, None, "above", step)

    def _tail(self, found: QuantityDraft, end: int) -> Iterator[Credit]:
        match = _TAIL.search(self.tokens.text, found.end, end)
        if match is not None and match.group("verb").lower() in verbs():
            source = self._speakers.reference(*match.span("source"))
            yield Credit(source, Span(match.group("verb"), *match.span("verb")), None, "tail")

    def _running(self, quotation: Quotation) -> Iterator[Credit]:
        last = self.sayings.spoken_before(quotation.start)
        if last is not None and last.source is not None and quotation.start - last.content.end < REACH:
            yield Credit(last.source, None, last, "running")

    def _told_of(self, found: QuantityDraft, quotation: Quotation) -> Iterator[Credit]:
        """The subject of what stands before a speech, in its own sentence or in the one before."""
        first = self.tokens.at(self.quotes.speech_start(quotation))
        if first.i == 0:
            return
        verb = self.tokens.doc[first.i - 1]
        if not verb.tag_:
            yield from self._named_before(verb)
        while verb.tag_ and verb.head.i != verb.i:
            verb = verb.head
        if verb.tag_ not in VERBS:
            return
        subject = child(verb, "nsubj")
        if subject is not None and subject.idx < quotation.start and subject.tag_ in NOUNS | {"PRP"}:
            yield Credit(self._speakers.reference(*noun_phrase(subject)), None, None, "before")

    def _named_before(self, last: Token) -> Iterator[Credit]:
        """The only person named in a sentence that is not parsed."""
        begin, end = self.tokens.characters(self.tokens.sentence_of(last))
        people = [
            (mention, entity) for mention, entity in self.index.mentions_in(begin, end) if entity.type == "PERSON"
        ]
        if len({entity.id for _, entity in people}) == 1:
            mention, entity = people[0]
            yield Credit(
                Reference(mention.text, mention.start, mention.end, entity.name, entity.id), None, None, "before"
            )


def _asking(sentence: Iterable[Token]) -> Iterator[tuple[Token, Token]]:
    """The surveys of a sentence and who asks in it, each with its preposition or verb."""
    for token in sentence:
        asked, cue = None, token
        if token.dep_ == "pobj" and token.tag_ in NOUNS and noun_lemma(token).lower() in _SURVEYS:
            asked, cue = token, token.head
        elif token.tag_ == "VBN" and token.lower_ in verb_class("survey") and (agent := child(token, "agent")):
            asked = child(agent, "pobj")
        if asked is not None and asked.lower_ not in _PARTICIPANTS:
            yield asked, cue


def _is_document(subject: Token | None) -> bool:
    """Whether what acts was issued or reckoned: "the report lists", "IDC's figures have"."""
    return subject is not None and subject.tag_ in NOUNS and is_document(subject)


def _owner(noun: Token, verb: Token | None) -> Token | None:
    """Whose a noun is: a possessor, a name before it or behind "by" or "from"; "its" is the subject's."""
    for other in noun.children:
        if other.dep_ == "poss" and noun_lemma(other) in _times():
            return None  # "last month's estimate"
        if other.dep_ == "poss":
            subject = subject_of(verb) if verb is not None and noun.dep_ == "dobj" and other.tag_ == "PRP$" else None
            return other if subject is None else subject
        if other.dep_ == "compound" and other.tag_ in ("NNP", "NNPS") and not _is_price_target(noun):
            return other
        if other.dep_ == "prep" and other.lower_ in ("by", "from"):
            return child(other, "pobj")
    if noun.dep_ == "dobj" and verb is not None and _is_price_target(noun):
        return subject_of(verb)
    return None


@cache
def _times() -> frozenset[str]:
    """Words that name a time, which owns no forecast."""
    return frozenset(row["form"] for row in lexicons.read("time_words") if row["class"] in _TIME_WORDS)


def _is_price_target(noun: Token) -> bool:
    """Whether a noun is what a broker thinks a share worth: "analysts have a price target of $40"."""
    return noun.lower_.startswith("target") and any(c.dep_ == "compound" and c.lower_ == "price" for c in noun.lefts)
