"""Evidence of a name's type from the words beside it: head nouns, titles, possessives, prepositions, verbs, lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.extract import lexicons
from pipeline.extract.name_types import MIDDLE, STRONG, WEAK, Evidence, called, column, heads
from pipeline.extract.names import Name
from pipeline.extract.tokens import POSSESSIVES, Tokens

_DETERMINERS = lexicons.words("entity_context_words", role="determiner")
_OWNERS = frozenset(("its", "their", "'s", "’s"))
_APPOSITION_END = lexicons.words("entity_context_words", role="apposition_end")
_NAMING = lexicons.words("entity_context_words", role="naming")
_PLACE_PREPOSITIONS = lexicons.words("entity_context_words", role="place")
_DIRECTIONS = lexicons.words("entity_context_words", role="direction")
_ADVERBIAL = lexicons.words("entity_context_words", role="adverbial")
_AFFILIATION = frozenset(("at", "for", "with"))
_EXAMPLES = frozenset(("as", "including", "like", "namely"))
_TOLD = frozenset(("told", "tells", "telling"))
_REPORTED = frozenset(("reported", "reports"))
_LIST_MARKS = frozenset((",", "and", "or", "&", ", and"))
_EXAMPLE_REACH = 14  # words back from "such as" to the noun of which examples follow


def of_place(tokens: Tokens, name: Name, evidence: Evidence) -> None:
    """Evidence beside one occurrence of a name; the recogniser's label there is counted as a vote."""
    first, last = tokens.sentences[tokens.sentence[name.first]]
    if name.label:
        evidence.votes[name.label] += 1
    if name.last - name.first > 1 and _in_quotation_marks(tokens, name):
        evidence.scores["WORK"] += STRONG
    if name.first > first:
        _before(tokens, name, first, evidence)
    if name.last < last:
        _after(tokens, name, last, evidence)


def _in_quotation_marks(tokens: Tokens, name: Name) -> bool:
    if name.first == 0 or name.last >= len(tokens) or tokens.words[name.first - 1] not in ("“", '"', "``"):
        return False
    after = name.last + (tokens.words[name.last] in (",", ".") and name.last + 1 < len(tokens))
    return tokens.words[after] in ("”", '"', "''")


def of_lists(tokens: Tokens, names: Sequence[Name], evidences: Sequence[Evidence]) -> None:
    """Evidence from enumerations: names listed together are mostly of one type, that of the noun they exemplify.

    Args:
        tokens: The article.
        names: Its names in text order.
        evidences: The evidence of each name's form.
    """
    at = 0
    while at < len(names):
        end = at + 1
        while end < len(names) and 1 <= names[end].first - names[end - 1].last <= 2:
            if not all(word in _LIST_MARKS for word in tokens.lowers[names[end - 1].last : names[end].first]):
                break
            end += 1
        noun = _exemplified(tokens, names[at])
        if noun:
            for one in evidences[at:end]:
                called(one, noun, MIDDLE)
        elif end - at > 2:
            kinds = Counter(kind for e in evidences[at:end] if (kind := e.best()) is not None)
            kind, count = kinds.most_common(1)[0] if kinds else ("", 0)
            if count * 2 > end - at and kind not in ("GPE", "NORP", "LOC"):
                for one in evidences[at:end]:
                    one.scores[kind] += WEAK
        at = end


def _exemplified(tokens: Tokens, name: Name) -> str | None:
    """The noun before "such as X", "like X", "including X"."""
    at = name.first - 1
    first = tokens.sentences[tokens.sentence[name.first]][0]
    if at <= first or tokens.lowers[at] not in _EXAMPLES:
        return None
    if tokens.lowers[at] == "as":
        if tokens.lowers[at - 1] != "such":
            return None
        at -= 1
    near = 2 if tokens.lowers[at] == "like" else _EXAMPLE_REACH
    for i in range(at - 1, max(first, at - near) - 1, -1):
        entry = heads().get(tokens.lowers[i])
        if entry and (near == 2 or tokens.lowers[i].endswith(("s", "men"))):
            return tokens.lowers[i]
    return None


def _closed(tokens: Tokens, name: Name) -> bool:
    """Whether a comma follows a name, or its sentence ends there."""
    return name.last >= len(tokens) or tokens.words[name.last] in (",", ".")


def _before(tokens: Tokens, name: Name, first: int, evidence: Evidence) -> None:
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
        if title:
            evidence.genders[title] += 3
    elif entry and (tokens.initial[at] or not tokens.capital[at]):
        called(evidence, lower, STRONG if at > first else MIDDLE)
    elif lower == "," and earlier in heads() and not tokens.capital[at - 1] and _closed(tokens, name):
        # "its subsidiary, X, ..."
        called(evidence, earlier, MIDDLE)
    elif lower in _NAMING and at > first:
        # "an app called X", "the app, called X"
        noun = tokens.lowers[at - 2] if earlier == "," and at - 1 > first else earlier
        if noun in heads():
            called(evidence, noun, STRONG)
    elif tokens.words[at] in POSSESSIVES and at > first and tokens.capital[at - 1]:
        scores["PRODUCT"] += WEAK
        scores["PERSON"] -= WEAK
    elif lower in _OWNERS:
        scores["PRODUCT"] += WEAK / 2
    elif lower in _PLACE_PREPOSITIONS:
        evidence.placed += 1
        scores["GPE"] += WEAK
        scores["PERSON"] -= WEAK
        scores["NORP"] -= MIDDLE
    elif lower in _DIRECTIONS:
        evidence.placed += 1
    elif lower == "on":
        scores["PRODUCT"] += WEAK
    elif lower in _TOLD:
        evidence.groups.add("media")
        scores["ORG"] += WEAK / 2
    elif lower in _AFFILIATION or lower == "of":
        person = heads().get(earlier)
        if person and person[0] == "PERSON":
            scores["ORG"] += WEAK if lower == "of" else MIDDLE
    if verbs.get(lower) == "launch" or (lower in _DETERMINERS and verbs.get(earlier) == "launch"):
        scores["PRODUCT"] += MIDDLE if verbs.get(lower) == "launch" or lower in _OWNERS else WEAK
    if lower == "inch" or earlier.endswith("inch"):
        scores["PRODUCT"] += MIDDLE


def _after(tokens: Tokens, name: Name, last: int, evidence: Evidence) -> None:
    at = name.last
    lower = tokens.lowers[at]
    following = tokens.lowers[at + 1] if at + 1 < last else ""
    scores = evidence.scores
    entry = heads().get(lower)
    owned = column("entity_possessed", "type").get(lower)
    if lower == "-" and tokens.glued(at):
        if following in ("based", "born"):
            scores["GPE"] += STRONG
            evidence.placed += 1
        return
    if entry and name.label != "NORP":
        _noun_after(tokens, name, entry, evidence)
    if owned:
        scores[owned] += MIDDLE / 2
    elif tokens.words[at] in POSSESSIVES and following:
        _possessed(tokens, at + 1, last, evidence)
    elif lower == "," and following:
        # "In Lisbon, a ..." is no apposition: the comma closes the adverbial.
        begin = tokens.sentences[tokens.sentence[at]][0]
        if not (tokens.lowers[begin] in _ADVERBIAL and "," not in tokens.words[begin:at]):
            _apposition(tokens, at + 1, last, evidence)
        if at + 1 < last and tokens.capital[at + 1] and name.label == "GPE":
            evidence.placed += 1
    elif lower in ("is", "was") and following in ("a", "an", "the"):
        _apposition(tokens, at + 1, last, evidence)
    elif lower == "who":
        scores["PERSON"] += MIDDLE
    elif lower in _REPORTED and (not following or not following[0].isalpha()):
        evidence.groups.add("media")
    verb = column("entity_verbs", "role").get(lower)
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


def _possessed(tokens: Tokens, start: int, last: int, evidence: Evidence) -> None:
    """What "X's" is followed by: "shares", "chief executive", "wife", "economy"."""
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
        if not lower[0].isalpha():
            return


def _noun_after(tokens: Tokens, name: Name, entry: tuple[str, str, str], evidence: Evidence) -> None:
    """ "the Kestrel phone": a product, or its maker's name; "Kestrel executives": an organisation's people."""
    if entry[0] == "PRODUCT":
        determined = name.first > 0 and tokens.lowers[name.first - 1] in _DETERMINERS
        evidence.scores["PRODUCT"] += MIDDLE if determined else WEAK
        evidence.groups.add(entry[1])
        evidence.nouns.add(tokens.lowers[name.last])
    elif entry[0] == "PERSON":
        evidence.scores["ORG"] += WEAK
        evidence.scores["PERSON"] -= WEAK
    elif entry[0] in ("GPE", "LOC"):
        evidence.scores["GPE"] += WEAK
    else:
        evidence.scores[entry[0]] += WEAK


def _apposition(tokens: Tokens, start: int, last: int, evidence: Evidence) -> None:
    """The head of the noun phrase that begins at ``start``: "a Lisbon-based maker", "44", "chief executive"."""
    if tokens.words[start].isdigit() and len(tokens.words[start]) == 2:
        closed = start + 1 < last and tokens.words[start + 1] in (",", ".")
        evidence.scores["PERSON"] += STRONG if closed else 0
        return
    determined = tokens.lowers[start] in ("a", "an", "the", "its", "his", "her", "their", "one")
    found = apposition_head(tokens, start, last)
    if found is None:
        return
    noun = tokens.lowers[found]
    if noun not in lexicons.words("entity_heads"):
        return
    close = found - start <= 2 and not any(word in POSSESSIVES for word in tokens.words[start:found])
    if determined or (heads()[noun][0] == "PERSON" and close and not tokens.capital[found]):
        called(evidence, noun, STRONG)
        evidence.appositions.append((start, found + 1))


def apposition_head(tokens: Tokens, start: int, last: int) -> int | None:
    """The last head noun of the noun phrase that begins at ``start``, if one stands within eight words."""
    found = None
    for i in range(start, min(last, start + 9)):
        lower = tokens.lowers[i]
        if lower in _APPOSITION_END and not (tokens.glued(i) and (lower == "-" or tokens.words[i - 1] == "-")):
            break
        if lower in heads() and not (i + 1 < last and tokens.words[i + 1] == "-"):
            found = i
    return found
