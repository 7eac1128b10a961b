"""Where names begin and end: what the recogniser took in too much or left outside, and the numbers of models."""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.names.occurrences import Name, joined
from pipeline.extract.names.offices import RANKS, without_offices
from pipeline.extract.syntax.tokens import POSSESSIVES, Tokens

_PARTICLES = lexicons.words("entity_context_words", role="particle")
_DETERMINERS = lexicons.words("function_words", role="before_name")
_BEFORE_MODEL = _DETERMINERS | frozenset(POSSESSIVES)
_COMPOUNDS = lexicons.words("entity_context_words", role="compound_end")
_VARIANTS = lexicons.words("entity_context_words", role="variant")
_CLOSED_TYPES = frozenset(("NORP", "LANGUAGE", "GPE"))
_NUMBER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?")
_LETTERED = re.compile(r"[0-9]{1,3}[a-eit]")
_CLOSING = frozenset((",", ".", "'s", "’s", "'", "’", ")", ";", ":", "?", "!", "—", "–", "-", "”", '"'))
_SPEECH_LABELS = lexicons.words("entity_context_words", role="label")


def trim(tokens: Tokens, first: int, last: int, person: bool = False) -> tuple[int, int]:
    """A span without articles, titles, offices and common words at its ends.

    Args:
        tokens: The article.
        first, last: The span.
        person: Whether the recogniser took it for a person's name.
    """
    first = max((i + 1 for i in range(first, last - 1) if _is_a_noun_before(tokens, i)), default=first)
    while first < last and not _begins(tokens, first, last):
        first += 1
    while first < last:
        dated = _date(tokens, first, last)
        if not dated and (tokens.capital[last - 1] or tokens.words[last - 1][0].isdigit()):
            break
        last -= dated or 1
    if first < last:
        first, last = without_offices(tokens, first, last, person)
    return first, _one_name(tokens, first, last)


def _is_a_noun_before(tokens: Tokens, at: int) -> bool:
    """Whether a common noun introduces the name behind it: "Lisbon start-up Velora"."""
    noun = not tokens.capital[at] and tokens.lowers[at] in lexicons.words("entity_heads")
    return noun and tokens.capital[at + 1]


def _begins(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a name can begin with the first word of a span: no article, title, label or common noun before the name."""
    word, lower = tokens.words[first], tokens.lowers[first]
    if not (tokens.capital[first] or word[0].isdigit() or lower in _PARTICLES):
        return False
    if lower in _DETERMINERS or (tokens.initial[first] and word in lexicons.words("sentence_starters")):
        return False
    if lower.rstrip(".") in lexicons.words("entity_titles", kept="") and last - first > 1:
        return False
    labelled = first + 1 < last and lower in _SPEECH_LABELS and tokens.words[first + 1] in (":", ":-", "-")
    return not labelled and not _introduces(tokens, first, last)


def _one_name(tokens: Tokens, first: int, last: int) -> int:
    """The end of the first of two names in a span: of "Ann Lee of Kestrel" the person, of "Ministry (MoD" one side."""
    if last - first > 3 and tokens.lowers[first] in lexicons.words("entity_first_names"):
        last = next((i for i in range(first + 1, last - 1) if tokens.lowers[i] in ("of", "from", "at")), last)
    brackets = (i for i in range(first, last) if tokens.words[i] in ("(", ")", "[", "]") and not tokens.glued(i))
    return next(brackets, last)


def _date(tokens: Tokens, first: int, last: int) -> int:
    """How many words a date at the end of a longer span has ("Kestrel Weekly 01/27/2017", "Norvik March 13, 2024")."""
    words = tokens.words[first:last]
    if len(words) < 2 or not words[-1][0].isdigit():
        return 0
    if words[-1].count("/") == 2:
        return 1
    if len(words) > 3 and len(words[-1]) == 4 and words[-2] == "," and words[-3].isdigit():
        return 4
    return 0


def _introduces(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a sentence opens with a common noun that only introduces the name ("Chipmaker X", "Actor X Y")."""
    if not tokens.initial[first] or last - first < 2 or not tokens.capital[first + 1]:
        return False
    lower = tokens.lowers[first]
    return lower in lexicons.words("entity_heads", type="PERSON") or lower in lexicons.words(
        "entity_heads", group="company"
    )


@cache
def _no_names() -> frozenset[str]:
    """Words that do not go on a name beside them, capitalised or not."""
    return lexicons.words("entity_titles", kept="") | lexicons.words("entity_common_words")


def extend(tokens: Tokens, name: Name, busy: list[bool]) -> None:
    """Add the capitalised neighbours that the recogniser left outside ("Kestrel" of "Kestrel AI")."""
    first, last = tokens.sentences[tokens.sentence[name.first]]
    stop = _no_names()
    headline = tokens.title_case[tokens.sentence[name.first]]
    while name.last < last and not busy[name.last]:
        i = name.last
        bound = i + 1 < last and joined(tokens, i) and not busy[i + 1]
        if is_model_number(tokens, i, last, name):
            step = 1
        elif bound and (tokens.capital[i + 1] or tokens.words[i + 1][0].isdigit()):
            step = 2
        elif (
            name.label == "PERSON"
            and bound
            and tokens.words[i + 1].isalpha()
            and tokens.lowers[i + 1] not in _COMPOUNDS
        ):
            # Given names such as "Min-jun".
            step = 2
        elif (
            not bound
            and not headline
            and tokens.capital[i]
            and tokens.lowers[i].rstrip(".s") not in stop
            and (name.label not in _CLOSED_TYPES | {"PERSON"} or _goes_on(tokens, i))
            and not _heads_a_name(tokens, i)
        ):
            step = 1
        else:
            break
        busy[i : i + step] = [True] * step
        name.last = i + step
    while name.first > first and not headline and not busy[name.first - 1]:
        i = name.first - 1
        lower = tokens.lowers[i]
        if joined(tokens, i) and i > first and tokens.capital[i - 1] and not busy[i - 1]:
            step = 2
        elif _goes_before(tokens, i, lower, name) and lower not in stop:
            if name.label == "NORP" or lower in RANKS or lower.rstrip("s") in lexicons.words("entity_false_names"):
                break
            step = 1
        else:
            break
        name.first -= step
        busy[name.first : i + 1] = [True] * step


def _goes_before(tokens: Tokens, index: int, lower: str, name: Name) -> bool:
    """Whether a capitalised word goes on a name to the left, as "Lord" does at a sentence's start as well."""
    if not tokens.capital[index] or not tokens.words[index][-1].isalnum():
        return False
    return not tokens.initial[index] or (name.label == "PERSON" and lower in lexicons.words("entity_titles", kept="1"))


def _goes_on(tokens: Tokens, index: int) -> bool:
    """Whether a capitalised word follows the number of a model ("Falcon 12 Pro")."""
    return tokens.lowers[index] in _VARIANTS and _NUMBER.fullmatch(tokens.words[index - 1]) is not None


def is_model_number(tokens: Tokens, index: int, last: int, name: Name, families: frozenset[str] = frozenset()) -> bool:
    """Whether a bare number goes on the name of a product ("eBook 4", "Falcon 12 Pro", "Falcon 9a").

    A word of variants after it or a letter in it make it sure; otherwise the name must be one of products, and no
    counted noun may follow.

    Args:
        tokens: The article.
        index: The number's token.
        last: The end of its sentence.
        name: The name that ends before it.
        families: Names that the article elsewhere gives a number.
    """
    word = tokens.words[index]
    if tokens.glued(index) or name.label in ("NORP", "LANGUAGE") or tokens.title_case[tokens.sentence[index]]:
        return False
    lettered = _LETTERED.fullmatch(word) is not None
    if not lettered and _NUMBER.fullmatch(word) is None:
        return False
    following = tokens.words[index + 1] if index + 1 < last else "."
    if lettered or (
        tokens.lowers[index + 1 : index + 2] and tokens.capital[index + 1] and following.lower() in _VARIANTS
    ):
        return True
    mixed = any(w[1:] != w[1:].lower() and not w.isupper() for w in tokens.words[name.first : name.last])
    determined = name.first > 0 and tokens.lowers[name.first - 1] in _BEFORE_MODEL
    family = " ".join(tokens.words[name.first : name.last]) in families
    if not (mixed or determined or family) and name.label != "PRODUCT":
        return False
    if following[0].isalpha():
        lower = following.lower()
        model = lower in lexicons.words("entity_heads", type="PRODUCT") and not lower.endswith("s")
        verb = tokens.tags[index + 1].startswith(("VB", "MD"))
        common = lower in lexicons.words("entity_common_words") and lower not in lexicons.words("number_words")
        sure = (mixed or family) and determined
        return tokens.capital[index + 1] or model or sure or verb or common
    return following in _CLOSING


def _heads_a_name(tokens: Tokens, index: int) -> bool:
    """Whether a capitalised abbreviation ("CEO", "TV") is the noun after a name and no part of it."""
    lower = tokens.lowers[index]
    return lower != "ai" and (
        lower in lexicons.words("entity_false_names") or lower in lexicons.words("entity_heads", type="PERSON")
    )
