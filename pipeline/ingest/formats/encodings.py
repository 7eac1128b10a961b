"""Bytes to text: byte order marks, UTF-8, a declared charset, then the likeliest guess."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSETS = re.compile(
    r"""
    (?:windows-?|cp|ibm)\d+|iso-?8859-?\d+|latin-?\d|us-ascii|utf-?(?:8|16|16le|16be|32)|gb(?:2312|k|18030)
    | big5(?:-hkscs)?|euc-?(?:jp|kr)|(?:shift|s)[-_]?jis|iso-2022-(?:jp|kr)|koi8-[ru]|mac-?\w+|tis-620
    """,
    re.VERBOSE | re.I,
)
# What HTML's standard says: pages that declare Latin-1 or ASCII mean Windows-1252, GB 2312 its superset.
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030"}
_SIGNATURES = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet table"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_SAMPLE = 65536
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\r\f\x1b\x0b\x00") + b"\x7f"
_SURROGATE = re.compile("[\ud800-\udfff]")
_WESTERN = frozenset("€‚ƒ„…†‡‰‹‘’“”•–—™›\u00a0¡¢£¥§©«\u00ad®°±²³´·»¼½¾¿×")
_OPENING = frozenset("‚„‹«€£¥¡¿‰")
"""Signs that stand behind no letter."""
_LETTERS = frozenset("ŠŒŽšœžŸ")
_IN_THE_WEST = ("cp1252", "mac_roman", "cp850")
"""Charsets of Western text that have other signs at the same bytes, the commonest first."""


def binary_kind(data: bytes) -> str | None:
    """What a file that is no text seems to be ("a PNG image", "binary data"); null for text."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if any(data.startswith(bom) for bom, _ in _BOMS):
        return None
    sample = data[:_SAMPLE]
    nuls = sample.count(0)
    if nuls * 100 > len(sample) and _wide(sample) is None:
        return "binary data"
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return "binary data" if controls * 20 > len(sample) and not nuls * 100 > len(sample) else None


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark, told by the zero half of nearly every Latin character."""
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd * 10 > pairs * 7 and even * 50 < pairs:
        return "utf-16-le"
    return "utf-16-be" if even * 10 > pairs * 7 and odd * 50 < pairs else None


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of ``data``, cleaned as `clean` does.

    Tried in turn: a byte order mark, UTF-8, UTF-16 without a mark, the ``declared`` charset, UTF-8 with a few damaged
    characters, Windows-1252 where that reads like Western text, charset-normalizer's guess, Windows-1252.
    """
    return clean(named(data, declared)[0])


def named(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of ``data`` as `decode` reads it, not cleaned, and the name of its character set."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return (data[len(bom) :] if name == "utf-8" else data).decode(name, "replace"), f"{name} by its mark"
    wide = _wide(data[:_SAMPLE])
    if wide:
        return data.decode(wide, "replace"), wide
    text = _strict(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    text = _declared(data, declared)
    return (text, f"{declared} as declared") if text is not None else _guessed(data)


def _strict(data: bytes, charset: str) -> str | None:
    """The text if ``data`` is valid in ``charset``, else null."""
    try:
        return data.decode(charset)
    except (LookupError, ValueError):
        return None


def _declared(data: bytes, charset: str | None) -> str | None:
    """The text in the charset that a page declares, null if it declares none that fits."""
    if not charset or not _CHARSETS.fullmatch(charset.strip()):
        return None
    name = charset.strip().lower()
    if name.replace("-", "") in ("utf8", "utf16", "utf32"):
        return None
    return data.decode(_MEANT[name], "replace") if name in _MEANT else _strict(data, name)


def _guessed(data: bytes) -> tuple[str, str]:
    """Text of undeclared bytes that are not valid UTF-8, and the likeliest character set."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    beyond = sum(1 for c in text[:_SAMPLE] if c > "\x7f") if damaged < 1000 else 0
    if beyond >= 4 * damaged:
        return text, "utf-8 with damaged characters"
    for charset in _IN_THE_WEST:
        western = data.decode(charset, "replace")
        if _reads_western(western[:_SAMPLE]):
            return western, f"{charset} by its characters"
    western = data.decode("cp1252", "replace")
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 4 * _SAMPLE], steps=5, chunk_size=512).best()
    if best is None:
        return western, "cp1252, as nothing fits"
    return data.decode(best.encoding, "replace"), f"{best.encoding} by its characters"


def _reads_western(text: str) -> bool:
    """Whether what lies beyond ASCII is accented letters beside Latin ones, and signs outside words.

    A capital right behind a small letter is none: "itÕs" was written in another charset.
    """
    beyond = usual = 0
    for i, char in enumerate(text):
        if char <= "\x7f":
            continue
        beyond += 1
        before, after = text[i - 1 : i], text[i + 1 : i + 2]
        if ("À" <= char <= "ÿ" or char in _LETTERS) and char not in "×÷":
            beside = (before <= "\x7f" and before.isalpha()) or (after <= "\x7f" and after.isalpha())
            usual += beside and not (char.isupper() and before.islower())
        elif char in _WESTERN:
            apart = not before.isalpha() or not (after.isalpha() or char in _OPENING)
            usual += char in "’‘–—…\u00ad" or apart
    return beyond * 3 <= len(text) and usual * 10 >= beyond * 9


_MENDABLE = re.compile("[\x80-\x9f]|[ÂÃ][\xa0-\xbf]|â€|ï»¿")


def mended(text: str) -> str:
    """Text with the signs it had before it was read in a wrong charset: control characters of Windows-1252, UTF-8 twice.

    ftfy, which knows what such mistakes look like and leaves everything else alone, is asked only where one may be.
    """
    if not _MENDABLE.search(text):
        return text
    import ftfy

    return str(ftfy.fix_encoding(text))


def clean(text: str) -> str:
    """Text that can be written as UTF-8: no byte order mark, ``\\n`` newlines, NUL and lone surrogates as U+FFFD."""
    text = mended(text)
    if text.startswith("\ufeff"):
        text = text[1:]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
    return text
