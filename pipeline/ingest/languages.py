"""The language of a text, decided on its beginning: English or undecided is read, what is surely another is not.

Scripts are told by their letters, languages in Latin script by their function words. To leave out English news is worse
than to read foreign news, so the evidence must be clear: many function words of another language and hardly any English
ones. Names, numbers and tables have neither, and are read.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pipeline import tables

SAMPLE = 2000
"""Characters that decide."""
FEWEST_WORDS = 12
FEWEST_LETTERS = 20
_OTHER_SHARE, _OTHER_SHARE_SHORT = 0.1, 0.2
_FEWEST_DIFFERENT = 4
_SHORT = 40
_TIMES_ENGLISH = 2.5
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "ru"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x1200, 0x139F, "am"),
    (0x1780, 0x17FF, "km"),
    (0x3040, 0x30FF, "ja"),
    (0x3400, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
)
# Letters of one language among those that share a script, the first that has a share of the letters.
_MARKS: dict[str, tuple[tuple[str, str], ...]] = {
    "ru": (("uk", "іїєґ"), ("sr", "јљњћђ"), ("be", "ў"), ("kk", "әғқңөұүһ")),
    "ar": (("ur", "ٹڈڑںے"), ("fa", "پچژگکی"), ("ps", "ښځډړ")),
}
_MARK_SHARE = 0.01
NAMES = {
    "el": "Greek", "ru": "Russian", "uk": "Ukrainian", "sr": "Serbian", "be": "Belarusian", "kk": "Kazakh",
    "hy": "Armenian", "he": "Hebrew", "ar": "Arabic", "ur": "Urdu", "fa": "Persian", "ps": "Pashto",
    "hi": "Hindi", "bn": "Bengali", "pa": "Punjabi", "gu": "Gujarati", "ta": "Tamil", "te": "Telugu", "kn": "Kannada",
    "ml": "Malayalam", "si": "Sinhala", "th": "Thai", "lo": "Lao", "my": "Burmese", "ka": "Georgian", "ko": "Korean",
    "am": "Amharic", "km": "Khmer", "ja": "Japanese", "zh": "Chinese",
}  # fmt: skip


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """The languages of each function word."""
    found: dict[str, list[str]] = {}
    for row in tables.packaged("pipeline.ingest", "languages"):
        for word in dict.fromkeys(row["words"].split()):
            found.setdefault(word, []).append(row["code"])
    return {word: tuple(codes) for word, codes in found.items()}


def name_of(code: str) -> str:
    """The English name of a language's code."""
    return NAMES.get(code) or next(
        (r["name"] for r in tables.packaged("pipeline.ingest", "languages") if r["code"] == code), code
    )


def foreign(text: str) -> str | None:
    """The code (ISO 639-1) of the language of a text that is surely not English; null for English and the undecided."""
    sample = text[:SAMPLE].lower()
    if not sample.isascii():
        code = _by_script(sample)
        if code is not None:
            return code
    words = _WORD.findall(sample)
    if len(words) < FEWEST_WORDS:
        return None
    known = _words()
    hits: Counter[str] = Counter()
    for word in words:
        hits.update(known.get(word, ()))
    english = hits.pop("en", 0)
    if not hits:
        return None
    code, most = min(hits.items(), key=lambda item: (-item[1], item[0]))
    different = sum(code in known.get(word, ()) for word in set(words))
    if different < _FEWEST_DIFFERENT:
        return None
    enough = (_OTHER_SHARE_SHORT if len(words) < _SHORT else _OTHER_SHARE) * len(words)
    return code if most >= enough and most >= _TIMES_ENGLISH * english else None


def _by_script(sample: str) -> str | None:
    """The language by the script of most letters; null if that is Latin."""
    letters = 0
    scripts: Counter[str] = Counter()
    for char in sample:
        if char.isalpha():
            letters += 1
            if char > "\u036f":
                at = ord(char)
                scripts[next((code for low, high, code in _SCRIPTS if low <= at <= high), "")] += 1
    scripts.pop("", None)
    if letters < FEWEST_LETTERS or 2 * sum(scripts.values()) < letters:
        return None
    code = scripts.most_common(1)[0][0]
    if code == "zh" and 10 * scripts["ja"] > scripts["zh"]:
        return "ja"
    for other, marks in _MARKS.get(code, ()):
        if sum(map(sample.count, marks)) > _MARK_SHARE * letters:
            return other
    return code
