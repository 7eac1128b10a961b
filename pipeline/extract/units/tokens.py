"""Tokens that carry an amount: numbers, and units with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.units.in_use import table

if TYPE_CHECKING:
    from spacy.tokens import Token

_SCALES = lexicons.words("quantity_words", rule="letter_scale")
_MONEY = frozenset("$£€¥0123456789")


def is_amount(token: Token) -> bool:
    """Whether a token is a number, or a unit that carries one ("euros" in "5 million euros", not "users")."""
    if token.tag_ in ("CD", "$") or token.text == "%":
        return True
    if token.lower_.rstrip(".") in _SCALES and token.i > 0 and token.nbor(-1).text[:1] in _MONEY:
        return True  # "£390 m", as the tokenizer cuts it
    known = table()
    if token.text[:1].isdigit():
        symbol = token.text.lstrip("0123456789.,")
        return symbol in known.symbols or symbol.lower() in known.words  # "30fps"
    unit = token.lower_ in known.words or token.text in known.symbols
    return unit and any(left.tag_ in ("CD", "$") or left.dep_ == "nmod" and is_amount(left) for left in token.lefts)
