"""How many words a second are extracted from, beside plain spaCy and other extractors of quantities in the same run.

Quantities alone are measured on articles that are parsed already, their times and names found.
"""

from __future__ import annotations

import gc
import importlib
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import cycle

from pipeline.ingest import find, read
from pipeline.records import Article
from pipeline.run.driver import EXTRACTOR, NothingToDo
from pipeline.run.worker import load_extractor

OURS, PLAIN = "claims", "spaCy nlp.pipe"
QUANTITIES = "quantities alone"

Runs = Callable[[Sequence[Article]], Iterable[object]]
"""What is timed: it is gone through to its end."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Words a second of one system, by processor time and by the clock: medians of all rounds."""

    system: str
    cpu: float
    wall: float


@dataclass(frozen=True, slots=True)
class Speeds:
    """Rates of all systems on the same articles; ``blas`` says what multiplies NumPy's matrices."""

    rates: tuple[Rate, ...]
    articles: int
    words: int
    rounds: int
    blas: str

    def ratio(self, rate: Rate) -> float:
        """Processor time's rate as a multiple of plain spaCy's."""
        return rate.cpu / next(r.cpu for r in self.rates if r.system == PLAIN)

    def table(self) -> str:
        """Lines for people, without a line feed at the end."""
        lines = [f"{'':16}{'words/s CPU':>13}{'words/s':>10}{'to spaCy':>10}"]
        lines += [f"{r.system:16}{r.cpu:13.0f}{r.wall:10.0f}{self.ratio(r):10.2f}" for r in self.rates]
        lines.append(f"{self.articles} articles, {self.words} words, medians of {self.rounds} rounds; {self.blas}")
        return "\n".join(lines)


def measure_quantities(
    inputs: Sequence[str], *, model: str | None = None, rounds: int = 3, words: int = 20_000
) -> Rate:
    """Measures how fast quantities alone are found; arguments and errors as in :func:`measure`."""
    from pipeline.extract.extractor import Extractor, parts_of, times_and_names, wanted
    from pipeline.extract.quantities.find import quantities
    from pipeline.extract.text.plain import plain

    articles = _articles(inputs, words)
    texts = [plain(article.text or "") for article in articles]
    extractor = Extractor(model, reader="features")
    spent: list[tuple[float, float]] = []
    with extractor.settings.in_use(), extractor.language.memory(texts):
        read = []
        for article, doc in zip(articles, extractor.language.stream(texts, wanted), strict=True):
            parts = parts_of(article, doc)
            read.append((parts.tokens, *times_and_names(parts.times, parts.index)))
        gc.freeze()
        try:
            for _ in range(rounds):
                with _timed(spent):
                    for one in read:
                        quantities(*one)
        finally:
            gc.unfreeze()
    return _rate(QUANTITIES, sum(map(_words, articles)), spent)


def measure(inputs: Sequence[str], *, model: str | None = None, rounds: int = 3, words: int = 20_000) -> Speeds:
    """Measures all systems in turn, round by round.

    Args:
        inputs: Files and folders of articles.
        model: A spaCy pipeline by its name or path, for us and for plain spaCy; null for our own choice.
        rounds: How often each is run, after a first run on a few articles that does not count.
        words: The articles are repeated, under new ids, until they have this many words.

    Raises:
        ModelError: The model cannot be used.
        NothingToDo: There is no article with words.
    """
    articles = _articles(inputs, words)
    count = sum(map(_words, articles))
    systems = dict(_systems(model))
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in systems}
    gc.freeze()
    try:
        for run in systems.values():
            deque(run(articles[:4]), maxlen=0)
        for _ in range(rounds):
            for name, run in systems.items():
                with _timed(times[name]):
                    deque(run(articles), maxlen=0)
    finally:
        gc.unfreeze()
    rates = tuple(_rate(name, count, spent) for name, spent in times.items())
    return Speeds(rates, len(articles), count, rounds, _blas())


@contextmanager
def _timed(spent: list[tuple[float, float]]) -> Iterator[None]:
    """Notes the seconds of processor time and by the clock that a block took."""
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    spent.append((time.process_time() - cpu, time.perf_counter() - wall))


def _rate(system: str, words: int, spent: Sequence[tuple[float, float]]) -> Rate:
    return Rate(system, *(words / max(1e-9, statistics.median(some)) for some in zip(*spent, strict=True)))


def _articles(inputs: Sequence[str], words: int) -> list[Article]:
    articles = _repeated([a for source in find(list(inputs)) for a in read(source, None) if _words(a)], words)
    if not articles:
        raise NothingToDo(f"There is no article with words in {', '.join(inputs)}.")
    return articles


def _words(article: Article) -> int:
    return len(article.text.split()) if article.text is not None else 0


def _repeated(articles: Sequence[Article], words: int) -> list[Article]:
    out: list[Article] = []
    total = 0
    for article in cycle(articles):
        out.append(replace(article, id=f"{article.id}-{len(out)}"))
        total += _words(article)
        if total >= words:
            break
    return out


def _systems(model: str | None) -> Iterator[tuple[str, Runs]]:
    extractor = load_extractor(EXTRACTOR, model)
    yield OURS, extractor.extract

    import spacy

    from pipeline.extract.model.language import DEFAULT_MODEL

    plain = spacy.load(model or DEFAULT_MODEL)
    yield PLAIN, lambda articles: plain.pipe(a.text or "" for a in articles)
    for name, build in (("CQE", _cqe), ("quantulum3", _quantulum)):
        try:
            parse = build()
        except ImportError:
            continue
        yield name, lambda articles, parse=parse: (parse(a.text or "") for a in articles)  # type: ignore[misc]


def _cqe() -> Callable[[str], object]:
    arguments, sys.argv = sys.argv, sys.argv[:1]  # it reads the command line when it is imported
    try:
        module = importlib.import_module("CQE.CQE")
        parse: Callable[[str], object] = module.CQE(overload=True).parse
    finally:
        sys.argv = arguments
    return parse


def _quantulum() -> Callable[[str], object]:
    parse: Callable[[str], object] = importlib.import_module("quantulum3.parser").parse
    return parse


def _blas() -> str:
    from threadpoolctl import threadpool_info

    found = [info for info in threadpool_info() if info["user_api"] == "blas"]
    names = [f"{i['internal_api']} {i['version']} ({i.get('architecture', 'unknown')})" for i in found]
    return "BLAS " + ", ".join(dict.fromkeys(names)) if names else "BLAS unknown"
