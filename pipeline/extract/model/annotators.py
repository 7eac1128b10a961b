"""Who finds entities and trees with a loaded spaCy pipeline: spaCy itself, or the same models computed batch-wise.

Plain spaCy spends most of its time between its matrix products: seventy actions are weighed at each token in turn to
find entities, one sentence's parse is taken from step to step, and layers keep what only training needs. The models'
arithmetic by itself, in NumPy, gives the same annotations at about five times the speed. It is used where the pipeline
is of the common make and a comparison on some sentences shows no difference; otherwise spaCy's components run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from pipeline.extract.model.encoder import Encoder, Unknown, only, parameter
from pipeline.extract.model.parser import DECORATION, Parser, undecorated
from pipeline.extract.model.recogniser import Recogniser

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.language import Language as SpacyLanguage
    from spacy.tokens import Doc

    Grid = NDArray[np.uint64]

DOCS_PER_BATCH = 16

SENTENCES_PER_BATCH = 128
TOKENS_AT_ONCE = 4096
"""Tokens whose arrays together take some 20 MB."""
_PROBE = (
    'Norvane PLC said on 3 May 2021 that sales rose 4.5% to $1.2 billion, up from $1.1bn.  "We\'re not done," Ms. Aldo '
    "Ferrant, its chief executive, told the Harrow Gazette in Dunmore.\n\nAbout 600 of the plant's workers, most of "
    "whom live nearby, won't be paid until next Friday; the rest have left."
)
"""What both ways are compared on: names, figures, quotations, clauses, contractions, and white space."""


class Annotator(Protocol):
    """Annotates the docs of a batch."""

    def entities(self, docs: Sequence[Doc]) -> None:
        """Sets the named entities of each doc."""

    def trees(self, docs: Sequence[Doc], sentences: Sequence[tuple[int, int, int]]) -> Grid:
        """Tags and trees of some sentences, each looked at by itself.

        Args:
            docs: The docs.
            sentences: The index of a doc, the sentence's first token, and the token after its last.

        Returns:
            Head (relative to the token), label and tag as spaCy's ``HEAD``, ``DEP`` and ``TAG`` (n, 3), of the tokens of
            all sentences one behind the other.
        """


class SpacyAnnotator:
    """spaCy's own components.

    Args:
        nlp: A pipeline whose ``ner`` needs no other component.
    """

    def __init__(self, nlp: SpacyLanguage) -> None:
        self._everywhere = [nlp.get_pipe("ner")]
        self._for_sentences = [pipe for name, pipe in nlp.pipeline if name != "ner"]

    def entities(self, docs: Sequence[Doc]) -> None:
        """See :class:`Annotator`."""
        run(self._everywhere, docs, DOCS_PER_BATCH)

    def trees(self, docs: Sequence[Doc], sentences: Sequence[tuple[int, int, int]]) -> Grid:
        """See :class:`Annotator`."""
        from spacy.attrs import DEP, HEAD, TAG

        parts = [_copy(docs[index], first, last) for index, first, last in sentences]
        run(self._for_sentences, sorted(parts, key=len), SENTENCES_PER_BATCH)
        grids: list[Any] = [part.to_array([HEAD, DEP, TAG]) for part in parts]
        return np.concatenate(grids) if grids else np.zeros((0, 3), dtype=np.uint64)


class NumpyAnnotator:
    """The models of spaCy's CNN pipelines (``en_core_web_sm`` and its like), computed for all tokens of a batch at once.

    Args:
        nlp: A pipeline of ``tok2vec``, ``tagger``, ``parser`` that listen to it, and ``ner`` with an encoder of its own.

    Raises:
        Unknown: The pipeline is of another make.
    """

    def __init__(self, nlp: SpacyLanguage) -> None:
        pipes: dict[str, Any] = dict(nlp.pipeline)
        if set(pipes) != {"tok2vec", "tagger", "parser", "ner"}:
            raise Unknown(f"components {', '.join(pipes)}")
        if not {"tagger", "parser"} <= set(pipes["tok2vec"].listening_components):
            raise Unknown("a tagger or parser with an encoder of its own")
        for pipe in pipes.values():
            if type(pipe.model.ops).__module__ == "thinc.backends.cupy_ops":
                raise Unknown("weights that lie on a graphics card")
        self._names, self._words = Encoder(pipes["ner"].model.get_ref("tok2vec")), Encoder(pipes["tok2vec"].model)
        self._recogniser, self._parser = Recogniser(pipes["ner"]), Parser(pipes["parser"])
        softmax = only(pipes["tagger"].model, "softmax")
        self._tag_weights, self._tag_bias = np.ascontiguousarray(parameter(softmax, "W").T), parameter(softmax, "b")
        add = nlp.vocab.strings.add
        self._tags = np.array([add(tag) for tag in pipes["tagger"].labels], dtype=np.uint64)
        # The label of no arc comes last, where the index -1 finds it.
        labels = [*self._parser.labels, "ROOT"]
        self._labels = np.array([add(label) for label in labels], dtype=np.uint64)
        self._decorated = np.array([DECORATION in label for label in labels])
        self._label_names, self._add = labels, add

    def entities(self, docs: Sequence[Doc]) -> None:
        """See :class:`Annotator`."""
        for group in _groups([len(doc) for doc in docs]):
            self._name(docs[group])

    def _name(self, docs: Sequence[Doc]) -> None:
        from spacy.tokens import Span

        columns: list[int | str] = [*self._names.columns, "IS_SPACE"]
        keys = np.concatenate([doc.to_array(columns) for doc in docs])
        lengths = [len(doc) for doc in docs]
        encoded = self._names.encode(keys[:, :-1], lengths)
        found = self._recogniser.find(encoded, lengths, keys[:, -1].astype(bool))
        for doc, entities in zip(docs, found, strict=True):
            doc.set_ents([Span(doc, first, last, label=label) for first, last, label in entities])

    def trees(self, docs: Sequence[Doc], sentences: Sequence[tuple[int, int, int]]) -> Grid:
        """See :class:`Annotator`."""
        columns: list[int | str] = [*self._words.columns, "IS_SPACE"]
        arrays = {index: docs[index].to_array(columns) for index in {index for index, _, _ in sentences}}
        grids = [self._parsed(arrays, sentences[group]) for group in _groups([last - at for _, at, last in sentences])]
        return np.concatenate(grids) if grids else np.zeros((0, 3), dtype=np.uint64)

    def _parsed(self, arrays: dict[int, Any], sentences: Sequence[tuple[int, int, int]]) -> Grid:
        keys = np.concatenate([arrays[index][first:last] for index, first, last in sentences])
        lengths = [last - first for _, first, last in sentences]
        encoded = self._words.encode(keys[:, :-1], lengths)
        heads, arcs = self._parser.parse(encoded, lengths)
        numbers = np.arange(len(heads))
        heads = np.where(arcs < 0, numbers, heads)
        grid = np.empty((len(heads), 3), dtype=np.uint64)
        grid[:, 0] = (heads - numbers).astype(np.uint64)
        grid[:, 1] = self._labels[arcs]
        grid[:, 2] = self._tags[(encoded @ self._tag_weights + self._tag_bias).argmax(axis=1)]
        ends = np.cumsum(lengths)
        lifted = np.flatnonzero(self._decorated[arcs])
        for sentence in np.unique(np.searchsorted(ends, lifted, side="right")).tolist():
            span = slice(int(ends[sentence]) - lengths[sentence], int(ends[sentence]))
            own = (heads[span] - span.start).tolist()
            labels = [self._label_names[arc] for arc in arcs[span].tolist()]
            undecorated(own, labels, keys[span, -1].tolist())
            grid[span, 0] = (np.array(own) - np.arange(len(own))).astype(np.uint64)
            grid[span, 1] = [self._add(label) for label in labels]
        return grid


def _groups(lengths: Sequence[int]) -> Iterator[slice]:
    """Neighbouring texts whose tokens together are few enough for their arrays to be small; empty ones only with others."""
    begin = tokens = 0
    for number, length in enumerate(lengths):
        if tokens and tokens + length > TOKENS_AT_ONCE:
            yield slice(begin, number)
            begin, tokens = number, 0
        tokens += length
    if tokens:
        yield slice(begin, len(lengths))


def annotator(nlp: SpacyLanguage) -> Annotator:
    """The fastest annotator that gives what the pipeline gives.

    Args:
        nlp: A pipeline whose ``ner`` needs no other component.
    """
    plain = SpacyAnnotator(nlp)
    try:
        fast = NumpyAnnotator(nlp)
        return fast if _annotated(nlp, fast) == _annotated(nlp, plain) else plain
    except Exception:  # whatever goes wrong here, the models are not those that are known
        return plain


def _annotated(nlp: SpacyLanguage, annotate: Annotator) -> tuple[Any, ...]:
    docs = [nlp.make_doc(_PROBE), nlp.make_doc(_PROBE[: len(_PROBE) // 2])]
    annotate.entities(docs)
    sentences = [(index, first, min(first + 30, len(doc))) for index, doc in enumerate(docs) for first in (0, 30)]
    grid = annotate.trees(docs, [(index, first, last) for index, first, last in sentences if first < last])
    return grid.tolist(), [[(e.start, e.end, e.label) for e in doc.ents] for doc in docs]


def run(pipes: Sequence[Any], docs: Sequence[Doc], size: int) -> None:
    """Runs components over docs in place, in batches."""
    for begin in range(0, len(docs), size):
        batch = list(docs[begin : begin + size])
        for pipe in pipes:
            batch = list(pipe.pipe(batch, batch_size=size)) if hasattr(pipe, "pipe") else [pipe(doc) for doc in batch]
        for doc in batch:
            doc.tensor = doc.tensor[:0]


def _copy(doc: Doc, first: int, last: int) -> Doc:
    from spacy.attrs import NORM
    from spacy.tokens import Doc as NewDoc

    tokens = doc[first:last]
    part = NewDoc(doc.vocab, words=[t.text for t in tokens], spaces=[bool(t.whitespace_) for t in tokens])
    # "'re" is normed to "are" by the tokenizer's rules, not by its form alone.
    norms: Any = doc.to_array([NORM])
    return part.from_array([NORM], norms[first:last].reshape(-1, 1))
