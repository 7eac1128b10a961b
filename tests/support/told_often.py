"""A run of any size as many papers would fill it: events told by several articles, things told of again, and much else.

    python -m tests.support.told_often FOLDER ARTICLES [SEED]
    python -m tests.support.told_often --measure ARTICLES...

An article has ten facts. A third of the articles stand alone; the others tell one of the events that 2 to 20 articles
tell, some events by many articles and most by few. Half of an article's facts on an event are the event's own claims,
one in ten of which is told with another value; a fifth are lasting measures of well-known firms; the rest nobody else
tells. The words of a text come as often as in news (the table of word frequencies), its names from a long list of which few
are common; the days spread over two years.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.emit import encode
from pipeline.records import Fact, FactTime, Property, Span, Subject, content_id
from pipeline.tables import packaged
from tests.support.fakes import make_article, make_fact, make_quantity

FACTS = 10
_DAYS = 730
_WORDS = 250
_SYLLABLES = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "zu", "dal", "fen", "gor", "hin", "jul"]
_COUNTED = ["worker", "passenger", "house", "ship", "tree", "flat", "school", "bus", "shop", "cow", "engine", "tower"]
_MEASURED = ["revenue", "price", "profit", "debt", "fine", "budget"]


@dataclass(frozen=True)
class _Claim:
    """What an event's or a firm's fact says: of what, which measure, how much."""

    subject: str
    kind: str
    unit: str
    measure: str
    value: float
    time: str | None = None


class Papers:
    """Articles and their facts, the same for the same seed."""

    def __init__(self, articles: int, seed: int = 7) -> None:
        self.articles = articles
        self._random = np.random.default_rng(seed)
        rows = packaged("pipeline.compare", "word_frequencies")[1:]
        self._common = np.array([row["stem"] for row in rows if row["stem"].isalpha()])
        often = np.array([int(row["documents"]) for row in rows if row["stem"].isalpha()], float)
        self._often = often / often.sum()
        self._names = 20_000
        self._firms = max(50, articles // 50)

    def _name(self, number: int) -> str:
        word = ""
        number += len(_SYLLABLES) ** 2
        while number:
            number, rest = divmod(number, len(_SYLLABLES))
            word += _SYLLABLES[rest]
        return word.capitalize()

    def _any_name(self) -> str:
        return self._name(int(self._names * self._random.random() ** 3))

    def _claim(self, subject: str) -> _Claim:
        value = float(np.round(10 ** self._random.uniform(1, 5)))
        if self._random.random() < 0.5:
            counted = str(self._random.choice(_COUNTED))
            return _Claim(subject, "count", counted, counted, value)
        return _Claim(subject, "money", "USD", str(self._random.choice(_MEASURED)), value * 1e6)

    def told(self) -> Iterator[tuple[str, list[str], str, list[_Claim]]]:
        """Each article's day, names, publisher and claims."""
        left = self.articles
        while left > 0:
            size = 1 if self._random.random() < 0.6 else int(min(left, 2 + self._random.pareto(1.2)))
            size = min(size, 20, left)
            left -= size
            names = [self._any_name() for _ in range(8)]
            own = [self._claim(names[n % 4]) for n in range(FACTS // 2)]
            day = int(self._random.integers(_DAYS))
            for _ in range(size):
                claims = [self._again(claim) for claim in own] if size > 1 else [self._claim(names[0]) for _ in own]
                claims += [self._of_firm(day) for _ in range(FACTS // 5)]
                claims += [self._claim(self._any_name()) for _ in range(FACTS - len(claims))]
                yield _date(day + int(self._random.integers(4))), names, self._publisher(), claims

    def _again(self, claim: _Claim) -> _Claim:
        if self._random.random() < 0.1:
            return _Claim(claim.subject, claim.kind, claim.unit, claim.measure, round(claim.value * 1.2))
        return claim

    def _of_firm(self, day: int) -> _Claim:
        firm = int(self._firms * self._random.random() ** 2)
        quarter = f"{2030 + day // 365}-Q{1 + day % 365 // 92}"
        measure = _MEASURED[firm % len(_MEASURED)]
        return _Claim(
            f"{self._name(firm)} {self._name(firm * 7)}", "money", "USD", measure, 1e6 * (firm + day // 92), quarter
        )

    def _publisher(self) -> str:
        return f"{self._name(int(300 * self._random.random() ** 2))} Post"

    def text(self, names: list[str]) -> str:
        """Words and names of an article, without the sentences that tell its facts."""
        words = self._random.choice(self._common, _WORDS, p=self._often).tolist()
        for place in self._random.integers(1, _WORDS, 30).tolist():
            words[place] = names[place % len(names)] if place % 3 else self._any_name()
        return " ".join(words)


def _date(day: int) -> str:
    return str(np.datetime64("2030-01-01") + day)


def _fact(article: str, number: int, claim: _Claim, start: int) -> tuple[Fact, str]:
    amount = f"{claim.value:.0f}"
    text = f"{claim.subject} told of {claim.measure} and {amount} {claim.unit}."
    place = start + text.index(amount)
    quantity = make_quantity(
        f"{amount} {claim.unit}",
        place,
        value=claim.value,
        value_min=None,
        value_max=None,
        unit=claim.unit,
        base_value=None if claim.kind == "money" else claim.value,
        base_unit=None if claim.kind == "money" else claim.unit,
        normalized=f"{claim.unit} {amount}" if claim.kind == "money" else f"{amount} {claim.unit}",
    )
    named = start + text.index(claim.measure)
    fact = make_fact(
        id=content_id("f", article, number),
        article_id=article,
        kind=claim.kind,
        quantity=quantity,
        property=Property(claim.measure, named, named + len(claim.measure), claim.measure),
        subject=Subject(claim.subject, start, start + len(claim.subject), claim.subject, content_id("e", article, claim.subject), "ORG"),
        attribution=None,
        time=FactTime("then", start, start + 4, "DATE", claim.time, content_id("t", number)) if claim.time else None,
        sentence=Span(text, start, start + len(text)),
    )  # fmt: skip
    return fact, text


def write(folder: Path, articles: int, seed: int = 7) -> int:
    """Writes the two tables that comparing reads; how many facts there are."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = Papers(articles, seed)
    count = 0
    with open(folder / "articles.jsonl", "w") as lines, open(folder / "facts.jsonl", "w") as facts:
        for number, (day, names, publisher, claims) in enumerate(papers.told()):
            article, text = content_id("a", seed, number), papers.text(names)
            for n, claim in enumerate(claims):
                fact, sentence = _fact(article, n, claim, len(text) + 1)
                text += " " + sentence
                facts.write(encode(fact) + "\n")
                count += 1
            made = make_article(
                id=article, title=" ".join(names[:3]), date=day, publisher=publisher, text=text, path=str(number)
            )
            lines.write(encode(made) + "\n")  # fmt: skip
    (folder / "relations.jsonl").touch()
    return count


def measure(articles: int) -> str:
    """Compares a made run in a process of its own; its time, processor time and most memory."""
    with tempfile.TemporaryDirectory() as place:
        facts = write(Path(place) / "run", articles)
        command = [sys.executable, "-m", "pipeline", "compare", f"{place}/run", "-o", f"{place}/out", "--limit", "0"]
        begin = time.monotonic()
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[0]
        wall = time.monotonic() - begin
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu, peak = spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024
    return f"articles={articles} facts={facts} wall_s={wall:.1f} cpu_s={cpu:.1f} rss_mb={peak:.0f} · {said}"


def main(arguments: list[str]) -> None:
    """The two commands."""
    if arguments[0] == "--measure":
        for number in arguments[1:]:
            print(measure(int(number)), flush=True)
    else:
        print(write(Path(arguments[0]), int(arguments[1]), int((arguments[2:] or ["7"])[0])), "facts")


if __name__ == "__main__":
    main(sys.argv[1:])
