"""Plain text: kept exactly as it stands; a headline on a line of its own is the title."""

from __future__ import annotations

import re

from pipeline.ingest.formats.fields import Draft

_HEAD = 1000
_LONGEST_TITLE = 120
_MOST_WORDS = 20
_HEADLINE = re.compile(r"[\s\ufeff]*([^\s\ufeff][^\n]*)\n[ \t]*\n\s*\S")
_ENDS_SENTENCE = (".", "!", ":", ";", ",", "…", ".”", '."', ")", "-", "—", "–")
_BYLINE = re.compile(r"(?:[Bb]y|BY) [A-Z]|(?i:published |updated |posted |https?://)")


def draft_of(text: str) -> Draft:
    """The draft of a plain text, which stays complete: the title is metadata only."""
    return Draft(text=text, title=headline(text), form="plain text", title_from="first line")


def headline(text: str) -> str | None:
    """The first line, where it is short, followed by an empty line and more text, and reads like no sentence."""
    found = _HEADLINE.match(text[:_HEAD])
    if not found:
        return None
    line = found[1].strip()
    fits = len(line) <= _LONGEST_TITLE and 2 <= len(line.split()) <= _MOST_WORDS
    starts = line[0].isupper() or line[0].isdigit() or line[0] in "\"'“‘$£€"
    return line if fits and starts and not line.endswith(_ENDS_SENTENCE) and not _BYLINE.match(line) else None
