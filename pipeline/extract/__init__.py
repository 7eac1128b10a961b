"""Stage 2: an article's text becomes records.

A package knows those above it in this list and none below; ``tests/cases/architecture.tsv`` holds it to that.

    lexicons       the words, as tables
    text           raw text: sentences, quotations, spans by place; no spaCy
    units          units and currencies beside a number, conversion, canonical strings; no spaCy
    numbers        numerals to values; no spaCy
    times          time expressions to TIMEX3; no spaCy
    syntax         what rules ask of a parsed sentence: phrases, clauses, inflection, classes of nouns
    model          the spaCy pipeline: weights, batches, which sentences are parsed
    quantities     number + unit or counted noun + bounds + kind + change: finished here
    names          names: found, mended, joined, typed
    coreference    what pronouns and descriptions stand for
    entities       names with all that stands for them, by place
    statements     source, cue and content of what is said
    modality       how sure the text is of a quantity
    relations      who made, owns, leads, launched what
    reader         the encoder that reads whose a quantity is, and of what
    linking        candidates for subject and property, their features, the choice
    facts          joins all; attribution, time, confidence

``extractor`` carries articles through them in that order; ``alternatives`` says what lost; ``settings`` is what a user set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

__all__ = ["Extractor"]


def __getattr__(name: str) -> Any:
    # Lexicons are read by other stages too; they need not pay for the import of the extractors.
    if name == "Extractor":
        from pipeline.extract.extractor import Extractor

        return Extractor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
