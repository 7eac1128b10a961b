"""Evidence of a name's type from the words beside it: head nouns, titles, possessives, prepositions, verbs."""

from __future__ import annotations

from pipeline.extract import lexicons
from pipeline.extract.names.evidence import MIDDLE, STRONG, WEAK, Evidence, called, column, first_name_gender, heads
from pipeline.extract.names.evidence_appositions import apposition, before_head, demonyms, origin, predicate
from pipeline.extract.names.evidence_uptake import taken_up
from pipeline.extract.names.occurrences import Name
from pipeline.extract.syntax.columns import POSSESSIVES, Columns

_DETERMINERS = lexicons.words("entity_context_words", role="determiner")
_OWNERS = frozenset(("its", "their", "'s", "’s"))
_NAMING = lexicons.words("entity_context_words", role="naming")
_PLACE_PREPOSITIONS = lexicons.words("entity_context_words", role="place")
_DIRECTIONS = lexicons.words("entity_context_words", role="direction")
_ADVERBIAL = lexicons.words("entity_context_words", role="adverbial")
_MAKERS = lexicons.words("entity_context_words", role="maker")
_COUNTS = lexicons.words("entity_context_words", role="counts")
_AFFILIATION = frozenset(("at", "for", "with"))
_OWNED_AS = frozenset(("owned", "listed", "backed", "controlled", "run", "led"))
_TOLD = frozenset(("told", "tells", "telling"))
_REPORTED = frozenset(("reported", "reports"))
_RIVALS = frozenset(("rival", "competitor", "challenger", "partner", "peer"))
_SURVEYED = frozenset(("polled", "surveyed", "compiled", "commissioned"))
_AUXILIARIES = frozenset(("will", "would", "has", "have", "had", "may", "could", "might", "can"))
_OPENING = 6  # words from a sentence's start to the name that the next sentence takes up with "he"
_MODIFIERS = 2  # lower-case words between a name and the noun it stands before ("the Kestrel search engine")
_ROLE_REACH = 7  # words between a role and the organisation ("head of risk strategy at X")
_COUNT_REACH = 6  # words between "has" and the audience it counts


def of_place(tokens: Columns, name: Name, evidence: Evidence) -> None:
    """Evidence beside one occurrence of a name; the recogniser's label there is counted as a vote."""
    first, last = tokens.sentences[tokens.sentence[name.first]]
    if name.label:
        evidence.votes[name.label] += 1
    if " " in tokens.span(name.first, name.last) and _in_quotation_marks(tokens, name):
        evidence.scores["WORK"] += STRONG
    if name.first > first:
        _before(tokens, name, first, evidence)
    at = name.last
    while at < last and tokens.words[at].isspace():
        at += 1
    if at < last:
        _after(tokens, name, at, last, evidence)
    if name.first - first <= _OPENING:
        taken_up(tokens, name, last, evidence)


def _in_quotation_marks(tokens: Columns, name: Name) -> bool:
    if name.first == 0 or name.last >= len(tokens) or tokens.words[name.first - 1] not in ("“", '"', "``"):
        return False
    after = name.last + (tokens.words[name.last] in (",", ".") and name.last + 1 < len(tokens))
    return tokens.words[after] in ("”", '"', "''")


def _closed(tokens: Columns, name: Name) -> bool:
    """Whether a comma follows a name, or its sentence ends there."""
    return name.last >= len(tokens) or tokens.words[name.last] in (",", ".")


def _ends_phrase(tokens: Columns, name: Name) -> bool:
    """Whether a name of one word is a whole noun phrase with its article, and no title: "the Norviks"."""
    if tokens.lowers[name.first] in lexicons.words("entity_titles"):
        return False
    following = tokens.lowers[name.last] if name.last < len(tokens) else "."
    return not following[0].isalpha() or following in lexicons.words("entity_common_words")


def _owns(tokens: Columns, name: Name) -> bool:
    return name.last < len(tokens) and tokens.words[name.last] in POSSESSIVES


def _before(tokens: Columns, name: Name, first: int, evidence: Evidence) -> None:
    at = name.first - 1
    lower = tokens.lowers[at].rstrip(".")
    earlier = tokens.lowers[at - 1] if at > first else ""
    scores = evidence.scores
    if lower == "up" and earlier == "-":
        lower = "startup"
    title = column("entity_titles", "gender").get(lower)
    entry = heads().get(lower)
    verbs = column("entity_verbs", "role")
    if title is not None and (tokens.capital[at] or entry is not None):
        scores["PERSON"] += STRONG
        evidence.nouns.add(lower)
        _role(tokens, at, evidence)
        if title:
            evidence.genders[title] += 3
    elif entry and entry[0] == "EVENT" and first_name_gender(tokens.words[name.first]) is not None:
        # "in the men's race Ann Lee finished first": no race is called so.
        scores["PERSON"] += WEAK
    elif entry and (tokens.initial[at] or not tokens.capital[at]):
        called(evidence, lower, STRONG if at > first else MIDDLE)
        _role(tokens, at, evidence)
        origin(tokens, before_head(at, first), at, evidence)
    elif lower == "," and earlier in heads() and not tokens.capital[at - 1] and _closed(tokens, name):
        # "its subsidiary, X, ..."
        called(evidence, earlier, MIDDLE)
        scores["ORG"] += MIDDLE if earlier in _RIVALS and _its(tokens, at - 2, first) else 0.0
    elif lower == "the" and earlier == "," and at - 2 > first and _closed(tokens, name):
        # "its new phone, the X, ..."
        noun = tokens.lowers[at - 2]
        if noun in heads() and heads()[noun][0] == "PRODUCT" and not tokens.capital[at - 2]:
            called(evidence, noun, MIDDLE)
    elif lower in _NAMING and at > first:
        # "an app called X", "the app, called X"
        noun = tokens.lowers[at - 2] if earlier == "," and at - 1 > first else earlier
        if noun in heads():
            called(evidence, noun, STRONG)
    elif tokens.words[at] in POSSESSIVES and at > first and tokens.capital[at - 1]:
        _possessor(tokens, at - 1, evidence)
    elif lower in _OWNERS:
        scores["PRODUCT"] += WEAK / 2
    elif lower in demonyms() and name.label != "NORP":
        evidence.origins.add(demonyms()[lower])
    elif lower in _PLACE_PREPOSITIONS and not _owns(tokens, name):
        evidence.placed += 1
        scores["GPE"] += WEAK
        scores["PERSON"] -= WEAK
        scores["NORP"] -= MIDDLE
    elif lower in _DIRECTIONS and not _owns(tokens, name):
        evidence.placed += 1
    elif lower == "the" and name.label == "PERSON" and name.last - name.first == 1 and _ends_phrase(tokens, name):
        scores["ORG"] += WEAK / 2
        scores["PERSON"] -= WEAK
    elif lower == "old" and "-year-old" in tokens.text[tokens.starts[max(first, at - 4)] : tokens.ends[at]]:
        scores["PERSON"] += STRONG
    elif lower == "on":
        scores["PRODUCT"] += WEAK
    elif lower == "by" and earlier in _SURVEYED:
        scores["ORG"] += MIDDLE
    elif lower in _OWNED_AS and earlier == "-":
        scores["ORG"] += WEAK
    elif lower in _TOLD:
        evidence.groups.add("media")
        scores["ORG"] += WEAK / 2
    elif lower in _AFFILIATION or lower == "of":
        _affiliated(tokens, at, first, evidence)
    if verbs.get(lower) == "launch" or (lower in _DETERMINERS and verbs.get(earlier) == "launch"):
        scores["PRODUCT"] += MIDDLE if verbs.get(lower) == "launch" or lower in _OWNERS else WEAK
    if lower == "inch" or earlier.endswith("inch"):
        scores["PRODUCT"] += MIDDLE


def _role(tokens: Columns, at: int, evidence: Evidence) -> None:
    """Note the noun before a name as a description of the same thing: "the chipmaker X", "curator Ann Lee"."""
    lower = tokens.lowers[at]
    if lower in lexicons.words("entity_heads") and (tokens.initial[at] or not tokens.capital[at]):
        if at == 0 or tokens.words[at - 1] != "-":
            evidence.appositions.append((at, at + 1))


def _its(tokens: Columns, at: int, first: int) -> bool:
    """Whether "its" or "their" stands among the three words that end at ``at``: "its nearest rival"."""
    return any(lower in ("its", "their") for lower in tokens.lowers[max(first, at - 2) : at + 1])


def _possessor(tokens: Columns, owner: int, evidence: Evidence) -> None:
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


def _affiliated(tokens: Columns, at: int, first: int, evidence: Evidence) -> None:
    """ "an analyst at X", "head of strategy at X", "the maker of X", "parent of X"."""
    scores, lowers = evidence.scores, tokens.lowers
    noun = lowers[at - 1] if at > first else ""
    person = heads().get(noun)
    if lowers[at] == "of" and noun in _MAKERS:
        scores["PERSON"] -= MIDDLE
        scores["ORG" if noun in ("owner", "parent", "operator") else "PRODUCT"] += WEAK
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


def _after(tokens: Columns, name: Name, at: int, last: int, evidence: Evidence) -> None:
    lower = tokens.lowers[at]
    following = tokens.lowers[at + 1] if at + 1 < last else ""
    scores = evidence.scores
    owned = column("entity_possessed", "type").get(lower)
    if lower == "-" and tokens.glued(at):
        if following in ("based", "born"):
            scores["GPE"] += STRONG
            evidence.placed += 1
        return
    if name.label != "NORP":
        _noun_after(tokens, name, at, last, evidence)
    if owned:
        scores[owned] += MIDDLE / 2
    elif tokens.words[at] in POSSESSIVES and following:
        if name.label == "GPE" and tokens.capital[at + 1]:
            scores["GPE"] += WEAK
        _possessed(tokens, at + 1, last, evidence)
    elif lower == "," and following == "who":
        scores["PERSON"] += MIDDLE
    elif lower == "," and following:
        # "In Lisbon, a ..." is no apposition: the comma closes the adverbial.
        begin = tokens.sentences[tokens.sentence[at]][0]
        if not (tokens.lowers[begin] in _ADVERBIAL and "," not in tokens.words[begin:at]):
            apposition(tokens, at + 1, last, evidence)
        if at + 1 < last and tokens.capital[at + 1] and name.label == "GPE":
            evidence.placed += 1
    elif lower == "who":
        scores["PERSON"] += MIDDLE
    elif lower in _REPORTED and (not following or not following[0].isalpha()):
        evidence.groups.add("media")
    predicate(tokens, at, last, evidence)
    _verb_after(tokens, at, last, evidence)


def _verb_after(tokens: Columns, at: int, last: int, evidence: Evidence) -> None:
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
        scores["PERSON"] += MIDDLE if itself in ("he", "she", "his", "her") else 0.0
    elif verb in ("act", "launch"):
        scores["ORG"] += (WEAK + MIDDLE) / 2
    elif verb == "person":
        scores["PERSON"] += MIDDLE
    if lower in _COUNTS and any(
        word in lexicons.words("audience_nouns") or word.rstrip("s") in lexicons.words("audience_nouns")
        for word in tokens.lowers[at + 1 : min(last, at + _COUNT_REACH)]
    ):
        scores["ORG"] += WEAK
        scores["PRODUCT"] += WEAK / 2
        scores["PERSON"] -= MIDDLE


def _possessed(tokens: Columns, start: int, last: int, evidence: Evidence) -> None:
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


def _noun_after(tokens: Columns, name: Name, at: int, last: int, evidence: Evidence) -> None:
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
