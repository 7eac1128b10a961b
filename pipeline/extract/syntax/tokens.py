"""An article's ``Doc`` by place: plain lists, which rules read many times faster than spaCy's objects, and the tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.syntax.parse import core_phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_OPENING = frozenset("“‘«([{•*–—-:…·") | {"--", "``", "..."}
_AMBIGUOUS = frozenset(("-", '"', "'", "''"))
_MAY_OPEN = _OPENING | _AMBIGUOUS
_MASK = 0xFFFFFFFFFFFFFFFF  # spaCy's string keys are unsigned; heads and sentence starts are not
_INSIDE = 1  # spaCy's code of a token that continues a named entity
_CLOSING = frozenset(("”", "''", '"', "’", ")"))
_MARKS = frozenset(("“", "``", "”", "''", '"'))
POSSESSIVES = frozenset(("'s", "’s", "'S", "’S", "'", "’"))


class Tokens:
    """Words, offsets, tags and heads of one ``Doc`` as lists indexed by token; tokens and sentences by place.

    Args:
        doc: A doc as :class:`pipeline.extract.model.language.Language` gives it.
        text: Its text, where it is at hand: a doc joins it anew from its tokens each time it is asked.

    Attributes:
        doc: The doc.
        text: The article.
        words, lowers: The text of each token, as written and in lower case.
        starts, ends: Its character offsets in the article, ``end`` exclusive.
        tags, deps, heads: Its tag, dependency and the index of its head; the tag is empty where nothing was parsed.
        sentence: The number of the sentence it stands in.
        sentences: First token and end (exclusive) of each sentence.
        title_case: Whether each sentence capitalises its words as headlines do.
        labelled: The recogniser's spans: first token, end (exclusive), OntoNotes label.
        capital: Whether the token is written as a name can be: a capital first, or a capital inside ("iPhone").
        initial: Whether a sentence, quotation or bullet begins here, where a capital says nothing.
        quoted: Whether it stands inside quotation marks; a paragraph's end closes what is open.
        common: Words that the article also writes in lower case.
        inner: Words capitalised in the midst of a sentence that is no headline.
        alone: How often each word stands where the same word does not stand right before it.
    """

    def __init__(self, doc: Doc, text: str | None = None) -> None:
        from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, ORTH, SENT_START, TAG

        self.doc = doc
        self.text: str = doc.text if text is None else text
        strings = doc.vocab.strings
        # One array for the whole article: reading attributes token by token costs several times as much.
        table = (
            doc.to_array([ORTH, IDX, TAG, DEP, HEAD, SENT_START, ENT_IOB, ENT_TYPE])
            .reshape(len(doc), 8)
            .astype("int64")
        )
        orths, self.starts, tags, deps, heads, begins, inside, labels = (
            table[:, column].tolist() for column in range(8)
        )
        forms = {key: _form(strings[key & _MASK]) for key in set(orths)}
        names = {key: strings[key & _MASK] if key else "" for key in {*tags, *deps, *labels}}
        self.words: list[str] = [forms[key][0] for key in orths]
        self.lowers: list[str] = [forms[key][1] for key in orths]
        self.capital: list[bool] = [forms[key][2] for key in orths]
        self.common: frozenset[str] = frozenset(word for word, lower, _ in forms.values() if word == lower)
        self.ends: list[int] = [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]
        self.tags: list[str] = [names[key] for key in tags]
        self.deps: list[str] = [names[key] for key in deps]
        self.heads: list[int] = [i + offset for i, offset in enumerate(heads)]
        firsts = [i for i, begin in enumerate(begins) if begin == 1 or i == 0]
        self.sentences: list[tuple[int, int]] = list(pairwise([*firsts, len(orths)]))
        self.sentence: list[int] = [n for n, (first, last) in enumerate(self.sentences) for _ in range(first, last)]
        self._cores: dict[int, tuple[int, int]] = {}
        self.labelled: list[tuple[int, int, str]] = _labelled(inside, [names[key] for key in labels])

    @cached_property
    def title_case(self) -> list[bool]:
        return [self._is_title_case(first, last) for first, last in self.sentences]

    @cached_property
    def alone(self) -> Counter[str]:
        return Counter(word for word, before in zip(self.words, ["", *self.words], strict=False) if word != before)

    def sentence_of(self, token: Token) -> tuple[int, int]:
        """First token and end (exclusive) of the sentence that holds a token."""
        return self.sentences[self.sentence[token.i]]

    def characters(self, sentence: tuple[int, int]) -> tuple[int, int]:
        """Where a sentence (its first token and end) begins, and where the next one does."""
        first, last = sentence
        return self.starts[first], self.starts[last] if last < len(self.starts) else len(self.text)

    def at(self, offset: int) -> Token:
        """The token that holds the character at ``offset`` (or, in white space, the one before it)."""
        return self.doc[max(0, bisect_right(self.starts, offset) - 1)]

    def core_phrase(self, noun: Token) -> tuple[int, int]:
        """See :func:`~pipeline.extract.syntax.parse.core_phrase`; asked anew for every quantity, and kept."""
        found = self._cores.get(noun.i)
        if found is None:
            found = self._cores[noun.i] = core_phrase(noun)
        return found

    def within(self, start: int, end: int) -> list[Token]:
        """The tokens that share a character with the span."""
        return [self.doc[i] for i in range(*self._range(start, end))]

    def _range(self, start: int, end: int) -> tuple[int, int]:
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_left(self.starts, end)
        return first + (first < last and self.ends[first] <= start), last

    def root(self, start: int, end: int) -> Token | None:
        """The token of the span that the others hang from: the last whose head lies outside it."""
        low, high = self._range(start, end)
        if low >= high:
            return None
        heads = self.heads
        for i in range(high - 1, low - 1, -1):
            if not low <= heads[i] < high or heads[i] == i:
                return self.doc[i]
        return self.doc[high - 1]

    def __len__(self) -> int:
        return len(self.words)

    def glued(self, index: int) -> bool:
        """Whether a token follows the one before it without a space."""
        return index > 0 and self.starts[index] == self.ends[index - 1]

    def span(self, first: int, last: int) -> str:
        """The article's text from token ``first`` to before token ``last``."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    @cached_property
    def initial(self) -> list[bool]:
        words = self.words
        out = [False] * len(words)
        starts = [first for first, _ in self.sentences]
        # Inside a sentence only an opening mark starts afresh; a hyphen inside a compound opens nothing.
        starts += [i + 1 for i, word in enumerate(words) if word in _MAY_OPEN and not self._closes(i)]
        for i in starts:
            while i < len(words) and not out[i]:  # from there on it was looked at before
                out[i] = True
                if not (words[i] in _MAY_OPEN or words[i].isspace()):
                    break
                i += 1
        return out

    def _closes(self, index: int) -> bool:
        return self.words[index] in _AMBIGUOUS and self.glued(index)

    @cached_property
    def quoted(self) -> list[bool]:
        out = []
        inside = False
        if _MARKS.isdisjoint(self.words):
            return [False] * len(self.words)
        for word in self.words:
            if word in _MARKS:
                inside = not inside if word == '"' else word in ("“", "``")
            elif inside and "\n" in word:
                inside = False
            out.append(inside)
        return out

    @cached_property
    def inner(self) -> frozenset[str]:
        out: list[str] = []
        for (first, last), headline in zip(self.sentences, self.title_case, strict=True):
            if not headline:
                out += [self.words[i] for i in range(first, last) if self.capital[i] and not self.initial[i]]
        return frozenset(out)

    def _is_title_case(self, first: int, last: int) -> bool:
        """Whether at least seven in ten of a sentence's content words are capitalised, and there are four or more."""
        while last > first and (self.words[last - 1].isspace() or self.words[last - 1] in _CLOSING):
            last -= 1
        if not 4 <= last - first <= 30 or self.words[last - 1] == ".":
            return False
        function = lexicons.words("entity_common_words")
        upper = lower = 0
        for i in range(first, last):
            if not self.words[i].isalpha():
                continue
            if self.capital[i]:
                upper += 1
            elif len(self.words[i]) > 3 or self.lowers[i] not in function:
                lower += 1
        return upper >= 4 and upper >= 7 * lower / 3


def _labelled(inside: list[int], labels: list[str]) -> list[tuple[int, int, str]]:
    """The spans of neighbouring tokens that carry a label."""
    spans: list[tuple[int, int, str]] = []
    for i, (code, label) in enumerate(zip(inside, labels, strict=True)):
        if label and code == _INSIDE and spans and spans[-1][1] == i:
            spans[-1] = (spans[-1][0], i + 1, label)
        elif label:
            spans.append((i, i + 1, label))
    return spans


@lru_cache(maxsize=8192)
def _form(word: str) -> tuple[str, str, bool]:
    """A word, the same in lower case, and whether it is written as a name can be."""
    return word, word.lower(), _is_capital(word)


def _is_capital(word: str) -> bool:
    first = word[0]
    if first.isupper():
        return True
    return first.isalpha() and len(word) > 2 and not word.islower() and any(c.isupper() for c in word[1:])
