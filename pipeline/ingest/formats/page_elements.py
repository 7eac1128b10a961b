"""What the elements of a page are by their tags and by their makers' names, from the tables beside ``ingest``."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal

from pipeline.tables import packaged

LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")
MOST_CLIMBED = 6
"""Elements looked at, outwards, for a name that tells what something is."""
Purpose = Literal["text", "date"]
_OUTERMOST = ("body", "html", "article", "main")


@cache
def kinds() -> dict[str, str]:
    """The kind of block ("p", "item", "head") or "frame" by tag."""
    return {row["tag"]: row["kind"] for row in packaged("pipeline.ingest", "page_elements") if row["kind"]}


@cache
def left_out(column: Literal["page", "date", "fragment"]) -> frozenset[str]:
    """The tags in which nothing counts, for pages, their dates or fragments."""
    return frozenset(row["tag"] for row in packaged("pipeline.ingest", "page_elements") if row[column] == "out")


@cache
def _names(purpose: Purpose) -> re.Pattern[str]:
    forms = {"part": "{}", "start": r"(?:^|[\s_-]){}", "word": r"(?:^|[\s_-]){}(?![^\s_-])"}
    rows = [row for row in packaged("pipeline.ingest", "page_names") if row[purpose] == "out"]
    return re.compile("|".join(forms[row["at"]].format(re.escape(row["name"])) for row in rows), re.IGNORECASE)


def aside(element: Any, purpose: Purpose = "text", climbs: int | None = MOST_CLIMBED) -> Any:
    """The innermost element around (and with) an element whose names say that it is something beside the article.

    Args:
        element: Of an lxml tree.
        purpose: Whether its text or a day in it is asked for: that may well stand in a byline.
        climbs: How many elements are looked at, from this one outwards; null for all.

    Returns:
        The element, null if there is none.
    """
    names, looked = _names(purpose), 0
    while element is not None and element.tag not in _OUTERMOST and (climbs is None or looked < climbs):
        if names.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return element
        element, looked = element.getparent(), looked + 1
    return None
