"""Names: the places where they stand and the forms by which they are known as the same."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.syntax.tokens import Tokens

TYPES = {
    "PERSON": "PERSON",
    "ORG": "ORG",
    "PRODUCT": "PRODUCT",
    "GPE": "GPE",
    "LOC": "LOC",
    "NORP": "NORP",
    "EVENT": "EVENT",
    "WORK_OF_ART": "WORK",
    "FAC": "FAC",
    "LAW": "LAW",
    "LANGUAGE": "LANGUAGE",
}
"""OntoNotes labels of names and the entity types they stand for; the other labels are quantities and times."""


@dataclass(slots=True)
class Name:
    """One place where a name stands: tokens ``first`` to before ``last``, and the type the recogniser gave, if any."""

    first: int
    last: int
    label: str = ""


def key(tokens: Tokens, name: Name) -> str:
    """The form of a name by which its occurrences are known as the same: single spaces, as written."""
    return " ".join(tokens.words[name.first : name.last])


def joined(tokens: Tokens, index: int) -> bool:
    """Whether a hyphen or slash binds the tokens around it into one word ("V-2")."""
    return tokens.words[index] in ("-", "/", "–") and tokens.glued(index) and tokens.glued(index + 1)
