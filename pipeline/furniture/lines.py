"""Short lines that count, time, number or sell something beside the article: "12 comments", "3 min read".

A line is judged by its form alone, whole; one of five words and more that ends like a sentence must be a prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.furniture.cuts import cut_marks
from pipeline.tables import packaged

MOST_WORDS = 16
_SENTENCE_WORDS = 5
_PROMPT_WORDS = 25


def _filled() -> dict[str, list[str]]:
    """The patterns of ``lines.tsv`` by kind, and those of a form with a name by that, their parts filled in."""
    parts: dict[str, str] = {}
    out: dict[str, list[str]] = {}
    for row in packaged("pipeline.furniture", "lines"):
        pattern = re.sub(r"\{([a-z]+)\}", lambda part: parts[part[1]], row["pattern"])
        if row["kind"] == "part":
            parts[row["name"]] = pattern
        else:
            for key in {row["kind"], row["name"]} - {""}:
                out.setdefault(key, []).append(pattern)
    return out


_FORMS = {
    kind: re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE) for kind, forms in _filled().items()
}
_PIECES = re.compile(r"\s[|•·]\s")
_TICKER = re.compile(r"(?:[A-Z]+:\s?)?[A-Z.]{2,6}(?:\s[+-]?\d[\d.,]*%?){1,3}")
_POINTER = re.compile(
    r"""
    (?:(?:also|please)\ )?(?:read|see|watch|listen|hear|view|related|recommended)
    (?:\ (?:more|also|next|now|here|this|on))*\s?(?:[:»|]|>>?)\s
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARK = re.compile(
    r"""
    \b(?:hide|show|toggle|expand|view|open)\s(?:captions?|photos?|gallery|slideshow|transcript|details)
      (?:\s\d{1,3}\sof\s\d{1,3})?\b
    | \b(?:photo|image|picture|slide|caption)s?\s\d{1,3}\sof\s\d{1,3}\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CAPTION = re.compile(r"(?:Item \d{1,3} of \d{1,3}\b|\[\d{1,3}/\d{1,3}\])\s?\S")


def is_furniture(line: str) -> bool:
    """Whether a block of a page is such a line.

    Args:
        line: The block's text, its words one space apart; not empty.
    """
    if _CAPTION.match(line):  # of an agency's gallery: "[1/4]A man walks by the sea."
        return True
    words = line.count(" ") + 1
    if words <= _PROMPT_WORDS and _FORMS["prompt"].fullmatch(line):
        return True
    ends = words >= _SENTENCE_WORDS and line.endswith((".", "!", "?", "”", '"')) and not line.endswith("m.")
    if words > MOST_WORDS or ends:
        return False
    pieces = _PIECES.split(line)
    return _FORMS["form"].fullmatch(line) is not None or all(
        _FORMS["form"].fullmatch(p) or _TICKER.fullmatch(p) for p in pieces
    )


def is_offer(line: str) -> bool:
    """Whether a line is a price at a shop: furniture on a page, a claim in a text that somebody chose."""
    return _FORMS["offer"].fullmatch(line) is not None


def is_pointer(line: str) -> bool:
    """Whether a line points to something else: "Read more: Acorn sells 4 million phones".

    One that ends like a sentence is none: where line breaks were lost, a sentence of the article stands behind it.
    """
    return line.count(" ") < MOST_WORDS and not line.endswith((".", ".”", '."')) and _POINTER.match(line) is not None


def marks(text: str) -> Iterator[tuple[int, int]]:
    """The places of a text's marks that stand anywhere, even within a line: "Hide Caption 7 of 8", "[+1628 chars]"."""
    yield from (found.span() for found in _MARK.finditer(text))
    yield from cut_marks(text)
