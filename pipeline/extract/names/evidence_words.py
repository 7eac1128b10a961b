"""Evidence of a name's type from the words beside it: quotation marks, and what follows it."""

from __future__ import annotations

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import MIDDLE, STRONG, WEAK, Evidence, column, heads
from pipeline.extract.names.evidence_appositions import apposition, predicate
from pipeline.extract.names.evidence_before import before
from pipeline.extract.names.evidence_uptake import is_speaker, speaks_on, taken_up
from pipeline.extract.names.occurrences import Name
from pipeline.extract.syntax.tokens import POSSESSIVES, Tokens

_PERSONAL = lexicons.words("function_words", role="personal")

_DETERMINERS = lexicons.words("entity_context_words", role="determiner")
_ADVERBIAL = lexicons.words("entity_context_words", role="adverbial")
_BE = lexicons.words("function_words", role="be")
_INCORPORATED = lexicons.words("entity_context_words", role="incorporated")
_COUNTS = lexicons.words("entity_context_words", role="counts")
_REPORTED = frozenset(("reported", "reports"))
_AUXILIARIES = lexicons.words("function_words", role="auxiliary")
_OPENING = 6  # words from a sentence's start to the name that the next sentence takes up with "he"
_MODIFIERS = 2  # lower-case words between a name and the noun it stands before ("the Kestrel search engine")
_STATE = 4  # words of a state and what follows it: "New South Wales-based"
_COUNT_REACH = 6  # words between "has" and the audience it counts


def of_place(tokens: Tokens, name: Name, evidence: Evidence) -> None:
    """Evidence beside one occurrence of a name; the recogniser's label there is counted as a vote."""
    first, last = tokens.sentences[tokens.sentence[name.first]]
    if name.label:
        evidence.votes[name.label] += 1
    if " " in tokens.span(name.first, name.last) and _in_quotation_marks(tokens, name):
        evidence.scores["WORK"] += STRONG
    if name.first > first:
        before(tokens, name, first, evidence)
    at = name.last
    while at < last and tokens.words[at].isspace():
        at += 1
    if at < last:
        _after(tokens, name, at, last, evidence)
    if is_speaker(tokens, name):
        speaks_on(tokens, name, evidence)
    if name.first - first <= _OPENING:
        taken_up(tokens, name, last, evidence)


def _in_quotation_marks(tokens: Tokens, name: Name) -> bool:
    if name.first == 0 or name.last >= len(tokens) or tokens.words[name.first - 1] not in ("“", '"', "``"):
        return False
    after = name.last + (tokens.words[name.last] in (",", ".") and name.last + 1 < len(tokens))
    return tokens.words[after] in ("”", '"', "''")


def _after(tokens: Tokens, name: Name, at: int, last: int, evidence: Evidence) -> None:
    following = tokens.lowers[at + 1] if at + 1 < last else ""
    if tokens.lowers[at] == "-" and tokens.glued(at):
        if following in ("based", "born"):
            evidence.scores["GPE"] += STRONG
            evidence.placed += 1
        return
    if _is_seat(tokens, at, last):
        evidence.scores["GPE"] += STRONG
        evidence.placed += 1
        return
    if name.label != "NORP":
        _noun_after(tokens, name, at, last, evidence)
    _next(tokens, name, at, last, evidence)
    predicate(tokens, at, last, evidence)
    _verb_after(tokens, at, last, evidence)


def _is_seat(tokens: Tokens, at: int, last: int) -> bool:
    """Whether the rest of a seat follows a town: "Hoffman Estates, Illinois-based retailer", "San Jose, Calif.-based"."""
    if tokens.words[at] != ",":
        return False
    end = next((i for i in range(at + 1, min(at + 1 + _STATE, last)) if not tokens.capital[i]), last)
    if tokens.lowers[end - 1].endswith("-based"):
        return True
    return end > at + 1 and end + 1 < last and tokens.words[end] == "-" and tokens.lowers[end + 1] == "based"


def _next(tokens: Tokens, name: Name, at: int, last: int, evidence: Evidence) -> None:
    """What the next word tells: "X shares", "X's ...", "X, who", "X, a ...", "X reported."."""
    lower = tokens.lowers[at]
    following = tokens.lowers[at + 1] if at + 1 < last else ""
    owned = column("entity_possessed", "type").get(lower)
    if owned:
        evidence.scores[owned] += MIDDLE / 2
    elif tokens.words[at] in POSSESSIVES and following:
        if name.label == "GPE" and tokens.capital[at + 1]:
            evidence.scores["GPE"] += WEAK
        _possessed(tokens, at + 1, last, evidence)
    elif lower == "who" or (lower == "," and following == "who"):
        evidence.scores["PERSON"] += MIDDLE
    elif lower == "," and following:
        # "In Lisbon, a ..." is no apposition: the comma closes the adverbial.
        begin = tokens.sentences[tokens.sentence[at]][0]
        if not (tokens.lowers[begin] in _ADVERBIAL and "," not in tokens.words[begin:at]):
            apposition(tokens, at + 1, last, evidence)
        if tokens.capital[at + 1] and name.label == "GPE":
            evidence.placed += 1
    elif lower in _REPORTED and not following[:1].isalpha():
        evidence.groups.add("media")


def _verb_after(tokens: Tokens, at: int, last: int, evidence: Evidence) -> None:
    """What the verb tells of its subject: "X said", "X launched", "X was born", "X has 5 million users"."""
    scores = evidence.scores
    lower = tokens.lowers[at]
    following = tokens.lowers[at + 1] if at + 1 < last else ""
    verb = column("entity_verbs", "role").get(lower)
    if lower in _AUXILIARIES and following:
        # "X will cut", "X has cut"
        roles = column("entity_verbs", "role")
        verb = roles.get(following) or roles.get(following + "s") or roles.get(following + "es")
        verb = verb if verb in ("act", "launch") else None
    if verb == "say":
        scores["ORG"] += WEAK / 2
        scores["PERSON"] += WEAK / 2
        # "X said it would": what a speaker says of itself tells what it is.
        itself = tokens.lowers[at + 2] if following == "that" and at + 2 < last else following
        scores["ORG"] += MIDDLE if itself in ("it", "its") else 0.0
        scores["PERSON"] += MIDDLE if itself in _PERSONAL else 0.0
    elif verb in ("act", "launch"):
        scores["ORG"] += (WEAK + MIDDLE) / 2
    elif verb == "person":
        scores["PERSON"] += MIDDLE
    elif lower in _BE and following in _INCORPORATED:
        scores["ORG"] += MIDDLE
        scores["PERSON"] -= MIDDLE
    if lower in _COUNTS and any(
        word in lexicons.words("audience_nouns") or word.rstrip("s") in lexicons.words("audience_nouns")
        for word in tokens.lowers[at + 1 : min(last, at + _COUNT_REACH)]
    ):
        scores["ORG"] += WEAK
        scores["PRODUCT"] += WEAK / 2
        scores["PERSON"] -= MIDDLE


def _possessed(tokens: Tokens, start: int, last: int, evidence: Evidence) -> None:
    """What "X's" is followed by: "shares", "chief executive", "wife", "economy", "new phone"."""
    for i in range(start, min(last, start + 3)):
        lower = tokens.lowers[i]
        owned = column("entity_possessed", "type").get(lower)
        entry = heads().get(lower)
        if owned:
            evidence.scores[owned] += MIDDLE
            return
        if entry and entry[0] == "PERSON" and not entry[2]:
            evidence.scores["ORG"] += WEAK
            return
        if entry and entry[0] == "PRODUCT" and not tokens.capital[i]:
            # A maker and its product: "Kestrel's western video game".
            evidence.scores["ORG"] += MIDDLE
            evidence.scores["PRODUCT"] -= WEAK
            return
        if not lower[0].isalpha():
            return


def _noun_after(tokens: Tokens, name: Name, at: int, last: int, evidence: Evidence) -> None:
    """ "the Kestrel phone": a product, or its maker's name; "Kestrel executives": an organisation's people."""
    determined = name.first > 0 and tokens.lowers[name.first - 1] in _DETERMINERS
    head, entry = at, heads().get(tokens.lowers[at])
    while entry is None and determined and head - at < _MODIFIERS and head + 1 < last:
        lower = tokens.lowers[head]
        if not lower.isalpha() or tokens.capital[head] or lower in lexicons.words("entity_common_words"):
            return
        if lower in column("entity_verbs", "role") or tokens.tags[head].startswith(("VBD", "VBZ", "MD", "IN", "RB")):
            return
        head += 1
        entry = heads().get(tokens.lowers[head])
    if entry is None or (head > at and entry[0] not in ("PRODUCT", "ORG")):
        return
    if entry[0] == "PRODUCT":
        evidence.scores["PRODUCT"] += MIDDLE if determined and head == at else WEAK
        if head == at and name.first and tokens.lowers[name.first - 1] in ("its", "their"):
            # "its Kestrel rocket" is called so; "its Kestrel jets" may be bought of Kestrel.
            evidence.scores["PRODUCT"] += MIDDLE if tokens.lowers[head] in lexicons.words("entity_heads") else 0.0
        evidence.groups.add(entry[1])
        evidence.nouns.add(tokens.lowers[head])
    elif entry[0] == "PERSON":
        audience = tokens.lowers[head].rstrip("s") in lexicons.words("audience_nouns")
        evidence.scores["ORG"] += 0.0 if audience else WEAK
        evidence.scores["PERSON"] -= WEAK
    elif entry[0] in ("GPE", "LOC"):
        evidence.scores["GPE"] += WEAK
    else:
        evidence.scores[entry[0]] += WEAK
