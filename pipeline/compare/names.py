"""One thing in many articles: keys of names, such that two things rather keep two keys than one thing takes another's."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipeline.tables import packaged

_TOKEN = re.compile(r"[^\W_]+(?:[.&'’][^\W_]+)*")
_FOLLOWED = frozenset({"PERSON", "ORG", "PRODUCT", "GPE", "LOC", "FAC", "WORK", "EVENT"})


@cache
def _words(place: str) -> frozenset[str]:
    return frozenset(row["word"] for row in packaged("pipeline.compare", "legal_forms") if row["place"] == place)


def key(name: str | None, kind: str | None) -> str | None:
    """What a name is known by in every article: without legal form, title, case and accents; null for what may be several.

    A person is known by two words at least (a surname alone is many people's), and a thing without a type by nothing.

    >>> key("Kuaishou Technology", "ORG"), key("Kuaishou", "ORG"), key("Ms. Smith", "PERSON")
    ('kuaishou', 'kuaishou', None)
    """
    if not name or kind not in _FOLLOWED:
        return None
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower() or name.lower()
    words = [word.replace(".", "").removesuffix("'s") for word in _TOKEN.findall(plain)]
    while len(words) > 1 and words[-1] in _words("end"):
        words.pop()
    while len(words) > 1 and words[0] in _words("begin"):
        words.pop(0)
    if not words or (kind == "PERSON" and len(words) < 2):
        return None
    return " ".join(words)
