"""Fits the weights by which pronouns of things are put to what they stand for, and shows how often that is right.

    python -m pipeline.fit.pronouns GOLD_DIR... [--clusters FILE.jsonl] [-o WEIGHTS.tsv]

In a folder of annotated facts (:func:`pipeline.evaluate.gold.read_gold`) a pronoun in whose clause a quantity stands is
a case: what it stands for has to be called as an annotated subject of the quantity. In a file of clusters, one article a
line (``text``, ``title``, and ``mentions`` with ``cluster``, ``form``, ``start``, and ``min_start`` and ``min_end`` of their
heads), every pronoun is: it stands for an earlier mention of its cluster, or for none. Weights are fitted by conditional
likelihood; the share of right choices printed is cross-validated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ClaimsError
from pipeline.evaluate.gold import GoldArticle, read_gold
from pipeline.extract.coreference.discourse import SUBJECTS, Discourse
from pipeline.extract.coreference.mentions import MentionCandidate
from pipeline.extract.coreference.pronoun_features import clause_verb, features
from pipeline.extract.coreference.pronoun_ranking import Ranking
from pipeline.extract.syntax.tokens import Tokens
from pipeline.fit.choices import Choice, fitted, write

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from pipeline.extract.model.language import Language

LEXICON = Path(__file__).parents[1] / "extract" / "lexicons" / "pronoun_weights.tsv"
RIDGE = 1.5
"""The penalty on weights."""
LEAST = 6
"""Features of fewer candidates get no weight."""
FOLDS = 5
_BLOCK = 15  # cases in a row that are rated together: those of an article are alike
_LONGEST = 60  # characters of a head: a clause is no nominal
_NEAR = 12  # steps from a quantity up to its clause
_POSSESSIVE = frozenset(("its", "their"))
_SMALL = frozenset(("the", "a", "an", "of", "in", "for", "and", "to", "s"))

_HEAD = """\
# Weights of the features of what a pronoun of things can stand for; see pipeline/extract/coreference/pronoun_features.py.
# Written by python -m pipeline.fit.pronouns, not by hand. Fitted to {n} pronouns of {articles} annotated
# articles; ridge {ridge:g}, features of at least {least} candidates. Cross-validated, of {answered} pronouns that a
# name or noun of the sentences before answers, {right} were put to it.
#
# feature  what a candidate has; "none ..." has the choice of none of them; a feature that is not listed weighs 0
# weight   what it adds to the log odds
"""

Right = Callable[[MentionCandidate, Tokens], bool]
"""Whether a pronoun stands for a name or noun."""
Teacher = Callable[[Discourse, int], Right | None]
"""For the pronoun at a token what is right; None if it is no case."""


class Case(Choice):
    """A pronoun: features of its candidates and of "none of them", and which of those are right."""

    @property
    def answered(self) -> bool:
        """Whether a candidate is right."""
        return len(self.features) - 1 not in self.right


class _Taught(Ranking):
    """Takes the right candidate of each pronoun, and notes the case."""

    def __init__(self, discourse: Discourse, teacher: Teacher, cases: list[Case]) -> None:
        super().__init__(discourse)
        self._teacher, self._cases = teacher, cases

    def best(self, at: int, sentence: int) -> tuple[MentionCandidate, float] | None:
        discourse = self.nominals.discourse
        right = self._teacher(discourse, at)
        if right is None:
            return super().best(at, sentence)
        every = self.candidates(at, sentence)
        fitting = [i for i, one in enumerate(every) if right(self.meant(one), discourse.tokens)]
        named = features(self.nominals, at, sentence, every)
        self._cases.append(Case(tuple(map(tuple, named)), frozenset(fitting or [len(every)])))
        return (self.meant(every[fitting[0]]), 1.0) if fitting else None


def cases_of(doc: Doc, teacher: Teacher) -> list[Case]:
    """The cases of one article."""
    from pipeline.extract.coreference import resolve as references
    from pipeline.extract.names.find import find
    from pipeline.extract.names.grouping import group

    cases: list[Case] = []
    if len(doc):
        tokens = Tokens(doc)
        groups = group(tokens, find(tokens))
        references.resolve(tokens, groups, ranked=lambda discourse: _Taught(discourse, teacher, cases))
    return cases


def from_facts(row: GoldArticle) -> Teacher:
    """What the annotated facts of an article say of its pronouns."""
    owned = sorted((m.start, m.subject) for m in row.mentions if m.subject)

    def teach(discourse: Discourse, at: int) -> Right | None:
        tokens = discourse.tokens
        if not tokens.tags[at]:
            return None
        subject = next((s for start, s in owned if _measures(tokens, at, start)), None)
        return None if subject is None else lambda nominal, _: _called(nominal, discourse, subject)

    return teach


def _measures(tokens: Tokens, at: int, start: int) -> bool:
    """Whether the quantity at a character is said in the clause of the pronoun at a token, or of what it possesses."""
    first, last = tokens.sentences[tokens.sentence[at]]
    if not tokens.starts[at] < start < tokens.ends[last - 1]:
        return False
    i = next(i for i in range(at, last) if tokens.ends[i] > start)
    goals = {clause_verb(tokens, at)} | ({tokens.heads[at]} if tokens.lowers[at] in _POSSESSIVE else set())
    subjects = {tokens.heads[j] for j in range(first, last) if tokens.deps[j] in SUBJECTS}
    for _ in range(_NEAR):
        if i in goals:
            return True
        if tokens.heads[i] == i or i in subjects:
            return False
        i = tokens.heads[i]
    return False


def _called(nominal: MentionCandidate, discourse: Discourse, subjects: Sequence[str]) -> bool:
    if nominal.entity is None:
        return any(_head(subject) == nominal.noun for subject in subjects)
    forms = [_words(form) for form in discourse.groups[nominal.entity].forms]
    called = [_words(subject) for subject in subjects]
    return any(form and (form == name or (form < name and len(name) <= 3)) for form in forms for name in called)


def _words(phrase: str) -> set[str]:
    return set(re.findall(r"\w+", phrase.lower())) - _SMALL


def _head(phrase: str) -> str:
    words = re.split(r" (?:of|for|in) ", phrase.lower())[0].split()
    return words[-1] if words else ""


def from_clusters(row: dict[str, Any]) -> Teacher:
    """What an article's annotated clusters say of its pronouns."""
    cluster = {m["start"]: m["cluster"] for m in row["mentions"] if m["form"] == "pronoun"}
    heads = [m for m in row["mentions"] if m["min_end"] - m["min_start"] < _LONGEST]

    def teach(discourse: Discourse, at: int) -> Right | None:
        place = discourse.tokens.starts[at]
        own = [m for m in heads if m["cluster"] == cluster.get(place) and m["start"] < place]

        def right(nominal: MentionCandidate, tokens: Tokens) -> bool:
            start = tokens.starts[nominal.head]
            return any(m["min_start"] <= start < m["min_end"] for m in own)

        return right

    return teach


def chosen(case: Case, weights: dict[str, float]) -> int:
    """The candidate that these weights choose, "none of them" left aside; -1 if there is none."""
    scores = [sum(weights.get(name, 0.0) for name in one) for one in case.features[:-1]]
    return max(range(len(scores)), key=scores.__getitem__, default=-1)


def cross_validated(cases: Sequence[Case], ridge: float = RIDGE, least: int = LEAST) -> tuple[int, int]:
    """Pronouns with a right candidate, and how many of them are put to one by weights fitted to other cases."""
    part = [i // _BLOCK % FOLDS for i in range(len(cases))]
    answered = right = 0
    for fold in sorted(set(part)):
        weights = fitted([c for c, p in zip(cases, part, strict=True) if p != fold], ridge, least)
        tried = [c for c, p in zip(cases, part, strict=True) if p == fold and c.answered]
        answered += len(tried)
        right += sum(chosen(case, weights) in case.right for case in tried)
    return answered, right


def collect(folders: Iterable[str], clusters: Iterable[str], language: Language) -> Iterator[list[Case]]:
    """The cases of all annotated articles, one list an article."""
    from pipeline.extract.extractor import wanted

    taught = [(row.text, from_facts(row), True) for folder in folders for row in read_gold(folder)]
    for path in clusters:
        rows = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
        taught += [(row["text"], from_clusters(row), False) for row in rows]
    for text, teacher, answered in taught:
        (doc,) = language.docs([text], wanted)
        yield [case for case in cases_of(doc, teacher) if case.answered or not answered]


def main() -> None:
    """The command line."""
    import argparse

    from pipeline.extract.model.language import Language

    parser = argparse.ArgumentParser(prog="python -m pipeline.fit.pronouns", description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", metavar="GOLD_DIR", help="annotated articles, such as corpus/gold")
    parser.add_argument(
        "--clusters", action="append", default=[], metavar="FILE", help="articles with clusters, as JSONL"
    )
    parser.add_argument("-o", "--output", type=Path, default=LEXICON, help="where to write the weights")
    options = parser.parse_args()
    try:
        articles = list(collect(options.folders, options.clusters, Language()))
    except ClaimsError as error:
        parser.exit(error.exit_code, f"{error}\n")
    cases = [case for article in articles for case in article]
    answered, right = cross_validated(cases)
    weights = fitted(cases, RIDGE, LEAST)
    head = _HEAD.format(n=len(cases), articles=len(articles), ridge=RIDGE, least=LEAST, answered=answered, right=right)
    write(options.output, head, weights)
    print(f"{answered} of {len(cases)} pronouns have an answer; cross-validated, {right} are put to it")
    print(f"{len(weights)} weights written to {options.output}")


if __name__ == "__main__":
    main()
