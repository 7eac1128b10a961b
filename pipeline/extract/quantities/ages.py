"""Ages: numbers that say how old somebody is, and lengths of time that do."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.bounds import before as bounds_before
from pipeline.extract.quantities.bounds import bounds
from pipeline.extract.quantities.compounds import hanging_end
from pipeline.extract.quantities.draft import AgePlace, QuantityDraft
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.nouns import is_collective, is_people, is_person
from pipeline.extract.syntax.parse import NOUNS, VERBS, clause_verb, subject_of
from pipeline.extract.syntax.tokens import Tokens
from pipeline.extract.units.matching import match_after

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.numbers.types import Number

_any = partial(lexicons.one_of, "quantity_words")
_OLD = re.compile(r"(?:[- \u00a0]|[ ]-[ ])?(?:olds?\b|of age\b)|[- ]?y/?o\b", re.I)
_AGED_ENDS = tuple(
    lexicons.words("quantity_words", rule="leads_to_age") | lexicons.words("quantity_words", rule="age_blur")
)
_AGED = re.compile(
    rf"""(?:\b(?:aged?|ages|age\sof|age\sis|ages\sof|turn(?:ed|s|ing)?|age\srange\sof|{_any(rule="age_lead")})\s+
        (?:(?:{_any(rule="age_blur")})\s)*|(?:^|[.!?][\"”]?\s+|\n)(?P<opens>{_any(rule="opens_age")})\s)$""",
    re.I | re.X,
)
_PERSON_OF = re.compile(rf"\b(?:{_any(rule='aged_one')}) of $", re.I)
_OLDER = re.compile(r"\b(?:older|younger)\sthan\s(?:about\s|around\s)?$", re.I)
_NAMED = re.compile(
    r"""\b(?:life\sexpectancy|(?:average|median|mean|retirement|pension|drinking|voting|minimum)\sage)\b
        [^.;:,0-9]{0,50}\b(?:is|was|are|were|of|at|to|from|by|reached)\s(?:about\s|around\s|just\s|only\s|nearly\s|over\s|under\s)*$""",
    re.I | re.X,
)
_AND_UNDER = re.compile(rf"\s(?:and|or)\s(?:{_any(rule='and_under')})\b")
_RATED = re.compile(r"\+\s[a-z]+\b")
_RATINGS = frozenset({12, 13, 14, 15, 16, 17, 18, 19, 21})
_SETTINGS = lexicons.words("quantity_words", rule="for_all_ages")
_APPOSED = re.compile(r"(?:[A-Za-z.’'][,]\s|[A-Za-z.’'] \()$")
_AFTER_AGE = re.compile(rf"[,.;)]|\s(?:{_any(rule='after_age')})\b|$")
_PHRASE_ENDS = re.compile(rf"[\"”’']?(?:[.,;)!?]|\s(?:{_any(rule='age_ends')})\b|\s*$)")
_OPENS = re.compile(r",\s(?:[A-Z]|he\b|she\b)")
_OF_AGE = lexicons.words("quantity_words", rule="of_age")
_BY_AGE = lexicons.words("quantity_words", rule="by_age")
_SELVES = frozenset({"himself", "herself", "myself"})
_SOMEBODY = lexicons.words("function_words", role="somebody")
_LIMITS = lexicons.words("function_words", role="limit")
_DUTIES = frozenset({"must", "should"})
_ADULT, _ADULT_MOST = 18, 110
_CONTRACTED = frozenset({"s", "m", "re"})  # behind an apostrophe: "he's 19"
_YOUNGEST_IN_SPAN = 5
_LEAST_AT = 10  # "released her first single at 18"; below that a price or a score is likelier
_ABOUT = lexicons.words("function_words", role="about")
_SOMETHINGS = re.compile(r"-?somethings?\b", re.I)
_PLACES = frozenset({"GPE", "LOC", "DATE", "CARDINAL"})
_VERB_LIKE = VERBS | {"NN"}
OLDEST, _OLDEST_FIRM = 125, 2000  # years: a person may be, a firm or town may turn


def as_age(found: QuantityDraft, text: str) -> None:
    """Make a duration an age, in place: "68-year-old", "aged 3 months", "5 years of age"."""
    shared = hanging_end(text, found.number.end)  # "16- and 17-year-olds"
    unit = match_after(text, shared) if shared is not None else None
    old = _OLD.match(text, found.end if unit is None else unit.end)
    aged = _aged(text, found.start, found.bounds.start)
    baby = windows.before(_PERSON_OF, text, found.bounds.start, windows.PHRASE_CHARACTERS, "of")
    person = baby or _older(text, found.start)  # "a baby of eight months"
    if old is not None:
        found.end = old.end() if unit is None else found.end
        if text[found.bounds.start : found.start].lower() == "over the ":  # "fears over the 41-year-old"
            found.bounds = found.bounds._replace(comparator="=", start=found.start, rules=())
    elif person is None and aged is not None and aged["opens"] is None:
        if found.bounds.comparator == "=":
            found.bounds = bounds(text, aged.start(), found.number.end, found.end)
    elif person is None:
        return
    found.kind = "age"
    found.rules.append("kind:age")


def _aged(text: str, start: int, begin: int) -> re.Match[str] | None:
    """The words of age before ``start``; those that bound the number begin at ``begin``."""
    return windows.before(_AGED, text, start, start - begin + windows.FOUR_WORDS_CHARACTERS, *_AGED_ENDS)


def _older(text: str, start: int) -> re.Match[str] | None:
    return windows.before(_OLDER, text, start, windows.THREE_WORDS_CHARACTERS, "than", "about", "around")


def age_of(tokens: Tokens, number: Number, root: Token, persons: Collection[int]) -> QuantityDraft | None:
    """The age that a number without unit is; None if it is none.

    Args:
        tokens: The article.
        number: The number.
        root: The token that carries it in the parse.
        persons: Where names of persons end: what stands there in commas is their age.
    """
    text, value, aged = tokens.text, number.value, _aged(tokens.text, number.start, number.start)
    turns = aged is not None and aged.group().lower().startswith("turn")
    if value is not None and not 0 < value < (_OLDEST_FIRM if turns else OLDEST):
        return None
    place = AgePlace(tokens, text, number, tokens.at(number.start), root, aged, persons)
    if aged is not None:
        return _introduced(place, aged)
    if text[number.start - 1] == "(" and _acts(tokens.at(min(number.end + 2, len(text) - 1))):
        return None  # "Jason Reed (14) runs past the guard": the number on a shirt
    counts = not _ends_phrase(place) and root.head.lower_ not in _SELVES
    for name, holds, counting in _RULES:
        if (counting or not counts) and holds(place):
            return place.draft(f"kind:{name}")
    decade = _SOMETHINGS.match(text, number.end)
    if decade and value:
        found = place.draft("kind:age_decade")
        return replace(found, end=decade.end(), value=None, low=value, high=value + 9)
    return None


def _introduced(place: AgePlace, aged: re.Match[str]) -> QuantityDraft | None:
    """ "Aged 30", "turned 30", and "At 70, he is", "Now 35, Lind said" at the head of a sentence."""
    age, text = place.draft("kind:age"), place.text
    word = aged.group().strip(".!?\n ")
    if aged["opens"] is not None:
        return age if _OPENS.match(text, age.end) else None
    if word.lower().startswith("turn") and age.root.dep_ == "nummod" and age.root.head.i > age.root.i:
        return None  # "turn one socket into six"
    if age.bounds.comparator == "=":
        age.bounds = bounds(text, aged.start(), age.end, age.end)
    return age


def _is_apposed(place: AgePlace) -> bool:
    """ "Rosa Lind, 44, said"."""
    number, text, first = place.number, place.text, place.first
    if first.i < 2 or not windows.before(_APPOSED, text, number.start, windows.ARTICLE_CHARACTERS, ",", "("):
        return False
    before = first.nbor(-2)
    person = before.ent_type_ == "PERSON" or before.idx + len(before) in place.persons or is_person(before)
    if not person and before.tag_ == "NNP" and text[number.end : number.end + 1] in (",", ";"):
        adult = number.form == "digits" and 10 <= (number.value or 0) <= _ADULT_MOST
        person = text[number.start - 2] == "," and adult and before.ent_type_ not in _PLACES
    return person and _AFTER_AGE.match(text, number.end) is not None


def _is_older(place: AgePlace) -> bool:
    """ "Anyone older than 70", "those younger than 25"."""
    number = place.number
    whole = not number.multiplier and 1 < (number.value or 0) < _ADULT_MOST
    return whole and _older(place.text, number.start) is not None and _ends_phrase(place)


def _acts(token: Token) -> bool:
    """Whether a verb in the present says what someone does in a picture ("runs", "celebrates"), not what he is."""
    return token.tag_ == "VBZ" and token.lower_ not in lexicons.words("quantity_words", rule="age_then")


def _is_set_beside(place: AgePlace) -> bool:
    """ "Rosa Lind 44 has worked there": an adult's age right behind the name, the verb behind it."""
    number = place.number
    adult = number.form == "digits" and _ADULT <= (number.value or 0) < 100
    if not adult or number.start - 1 not in place.persons:
        return False
    after = place.tokens.at(number.end + 1)
    return place.text[number.end : number.end + 1] == " " and after.tag_ in ("VBZ", "VBD", "VBP")


def _is_limit(place: AgePlace) -> bool:
    """ "Patients over 75", "a child under 12", "girls 15 and under", "a 19+ event"."""
    number, text = place.number, place.text
    value = number.value or 0
    if number.multiplier or not 1 < value < _ADULT_MOST or number.form not in ("digits", "words"):
        return False
    if _RATED.match(text, number.end) and value in _RATINGS:
        return place.tokens.at(number.end + 2).lower_ in _SETTINGS
    before = place.first.nbor(-1) if place.first.i else place.first
    if _AND_UNDER.match(text, number.end):
        return before.tag_ in NOUNS and is_people(before)
    if before.lower_ not in _LIMITS or not _limits_people(place.root, before):
        return False
    return _ends_phrase(place) or _opens_clause(place, before.nbor(-1) if before.i else before)


def _limits_people(token: Token, bound: Token) -> bool:
    """Whether the "over" or "under" before a number is said of people: the noun before it, its head, or the subject."""
    who = bound.nbor(-1) if bound.i else bound
    if who.tag_ in ("NN", "NNS") and is_people(who):
        return True  # where the parse skips the people: "the share of people over 65"
    above = bound.head
    if token.dep_ == "pobj" and token.head.i == bound.i and above.i < bound.i and is_people(above):
        return True
    verb = bound.head if bound.head.tag_ in VERBS else clause_verb(token)
    subject = subject_of(verb) if verb is not None and verb.lower_ in verb_class("copula") else None
    return subject is not None and (is_person(subject) or subject.lower_ in ("they", "we", "you"))


def _ends_phrase(place: AgePlace) -> bool:
    """Whether the number counts nothing behind it."""
    root = place.root
    return not (root.dep_ in ("nummod", "amod", "compound") and root.head.i > root.i)


def _opens_clause(place: AgePlace, who: Token) -> bool:
    """Whether a verb follows, whatever the tagger took it for: no plural does: "workers over 80 board first"."""
    behind = place.tokens.at(min(place.number.end + 1, len(place.text) - 1))
    spaced = place.text[place.number.end : place.number.end + 1] == " " and behind.i > place.root.i
    return who.tag_ == "NNS" and spaced and behind.text.islower() and behind.tag_ in _VERB_LIKE


def _is_of(place: AgePlace) -> bool:
    """ "A printer of 67"."""
    number = place.number
    token, value = place.root, number.value or 0
    if token.dep_ != "pobj" or number.multiplier or number.form != "digits":
        return False
    who = token.head.head
    adult = _ADULT <= value < _ADULT_MOST and who.tag_ == "NN" and is_person(who)
    parent = who.lower_ in lexicons.words("quantity_words", rule="parent")
    return token.head.lower_ == "of" and adult and not parent and not is_collective(who)


def _is_said(place: AgePlace) -> bool:
    """ "He will be 35", "life expectancy is around 73", "voters must be 18": what a person or an age is said to be."""
    token, number = place.root, place.number
    if number.multiplier:
        return False
    most = number.value or number.high or 0  # "who are 16 or 17"
    if _is_named(place.text, number.start):
        return 1 < (number.value or 0) < OLDEST and _ends_phrase(place)
    if token.dep_ == "pobj" and token.head.lower_ in _ABOUT:
        token = token.head  # "is around 73", where the parser takes "around" for a preposition
        if token.dep_ != "prep":
            return False
    elif _is_at(place, token):
        return number.form == "digits" and 5 <= (number.value or 0) < _ADULT_MOST
    elif token.dep_ == "nummod" and token.head.dep_ == "attr" and token.head.lower_ in _SELVES:
        token = token.head  # "who is herself 71"
    elif token.dep_ not in ("attr", "acomp"):
        return False
    return 1 < most < OLDEST and _is_somebody(token.head)


def _is_named(text: str, start: int) -> bool:
    """Whether an average age, a life expectancy or an age of retirement is said to be the number that starts there."""
    lead = text[max(0, start - windows.BOUNDS_CHARACTERS - windows.CLAUSE_CHARACTERS) : start].lower()
    if "expectancy" not in lead and " age" not in lead:
        return False
    return windows.before(_NAMED, text, bounds_before(text, start)[2], windows.CLAUSE_CHARACTERS) is not None


def _is_somebody(verb: Token) -> bool:
    """Whether a verb of being is said of one person, of an age, or tells how old people have to be."""
    if verb.tag_ not in VERBS or verb.lower_ not in verb_class("copula") and verb.lower_[1:] not in _CONTRACTED:
        return False
    subject = subject_of(verb)
    if subject is None:
        return False
    lefts = {left.lower_ for left in verb.lefts}
    if subject.tag_ == "NNP" and "who" in lefts or subject.lower_ in ("they", "we") and "when" in lefts:
        return True  # "Lind, who is 29, said", "when they were five"
    if subject.tag_ == "WP" and verb.dep_ == "relcl":
        subject = verb.head
    several = verb.dep_ == "relcl" or not lefts.isdisjoint(_DUTIES)
    someone = (subject.tag_ == "NN" or several) and is_people(subject)
    someone = someone or any(left.lower_ in _BY_AGE for left in subject.lefts)  # "the youngest arrestee was 17"
    return someone or subject.lower_ in _OF_AGE or subject.ent_type_ == "PERSON"


def _is_at(place: AgePlace, token: Token) -> bool:
    """Whether a number says at what age somebody died, married or released a song."""
    if token.dep_ != "pobj" or token.head.lower_ != "at":
        return False
    verb = token.head.head
    if verb.lower_ not in verb_class("at_age"):
        verb_above = clause_verb(token)
        ends = _PHRASE_ENDS.match(place.text, place.number.end) is not None
        late = (place.number.value or 0) >= _LEAST_AT
        if verb_above is None or not ends or not late or verb_above.lower_ not in verb_class("life"):
            return False
        verb = verb_above
    subject = subject_of(verb)
    return subject is not None and (subject.lower_ in _SOMEBODY or subject.ent_type_ == "PERSON" or is_person(subject))


def _is_span(place: AgePlace) -> bool:
    """ "Adults between 18 and 29", "he is between 22 and 25"."""
    number = place.number
    if (
        number.low is None
        or number.high is None
        or not place.text[number.start : number.end].lower().startswith("between")
    ):
        return False
    whole = number.low == int(number.low) and number.high == int(number.high) and not number.multiplier
    if not whole or not _YOUNGEST_IN_SPAN <= number.low < number.high < _ADULT_MOST:
        return False
    who = place.first.nbor(-1) if place.first.i else place.first
    people = who.tag_ == "NNS" and is_person(who) or who.lower_ in lexicons.words("quantity_words", rule="anybody")
    return people or place.root.dep_ in ("attr", "acomp") and _is_somebody(place.root.head)


_RULES: tuple[tuple[str, Callable[[AgePlace], bool], bool], ...] = (
    ("age_apposed", _is_apposed, True),
    ("age_beside", _is_set_beside, True),
    ("age_older", _is_older, False),
    ("age_limit", _is_limit, True),
    ("age_of", _is_of, False),
    ("age_subject", _is_said, False),
    ("age_span", _is_span, False),
)
"""In the order they are asked; whether also where the number counts what stands behind it."""
