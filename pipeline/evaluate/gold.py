"""Reads annotated facts: articles with every quantity mention in them, in either of two layouts.

By manifest, as ``corpus/`` has it: a folder with ``manifest.json`` (a list of ``path`` and ``gold``), the articles in
``articles/`` beside the folder in any format that ingest reads; rows have an ``anchor`` instead of offsets.

By name: a folder with ``annotations/ID.jsonl``, ``text/ID.txt`` and, if there is one, ``meta.json`` (an object of
``title`` and ``date`` by ID); rows have ``start`` and ``end``, or an ``anchor``.

The fields of a row are described in ``corpus/README.md``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, get_args

from pipeline.errors import ClaimsError
from pipeline.ingest import find, read
from pipeline.records import Article, Change, Comparator, Kind, Modality, Role, content_id


class GoldError(ClaimsError):
    """Annotations that cannot be read; the message names the file, the row and what is wrong there."""


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A quantity mention with the values that its fact should have.

    ``value`` is null for a range. ``subject`` and ``attribution`` are the names of which any is right, null where
    there should be none; ``property_heads`` the words of which any makes a property right. Two careful people could
    disagree on a ``hard`` one.
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: float | None
    value_min: float | None
    value_max: float | None
    comparator: Comparator
    approximate: bool
    unit: str | None
    change: Change | None
    role: Role | None
    modality: Modality
    subject: tuple[str, ...] | None
    property_heads: tuple[str, ...]
    attribution: tuple[str, ...] | None
    time: str | None
    hard: bool = False


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with its mentions in text order; ``key`` names it among those of its folder."""

    key: str
    article: Article
    mentions: tuple[GoldMention, ...]

    @property
    def text(self) -> str:
        """The article's text, into which all offsets point."""
        return self.article.text or ""


def read_gold(folder: str | PathLike[str], articles: str | PathLike[str] | None = None) -> list[GoldArticle]:
    """The annotated articles of a folder, in the order of its manifest or of their names.

    Args:
        folder: In either layout that the module describes.
        articles: Where the articles of a manifest lie; ``articles`` beside the folder if null.

    Raises:
        GoldError: The folder is of neither layout, or an article or a row in it cannot be read.
    """
    folder = Path(folder)
    if (folder / "manifest.json").is_file():
        return _by_manifest(folder, Path(articles) if articles is not None else folder.parent / "articles")
    if (folder / "annotations").is_dir():
        return _by_name(folder)
    raise GoldError(f"{folder} holds no annotations: there is neither a manifest.json nor a folder annotations in it.")


def _by_manifest(folder: Path, articles: Path) -> list[GoldArticle]:
    manifest = _json(folder / "manifest.json")
    found = {a.path: a for source in find([str(articles)]) for a in read(source)}
    out = []
    for entry in manifest:
        article = found.get(f"{articles}/{entry['path']}")
        if article is None or article.text is None:
            raise GoldError(
                f"{folder}/manifest.json lists {entry['path']}, which {articles} does not hold as an article."
            )
        out.append(GoldArticle(entry["path"], article, _mentions(folder / entry["gold"], article.text)))
    return out


def _by_name(folder: Path) -> list[GoldArticle]:
    about = _json(folder / "meta.json") if (folder / "meta.json").is_file() else {}
    out = []
    for rows in sorted((folder / "annotations").glob("*.jsonl")):
        path = folder / "text" / f"{rows.stem}.txt"
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise GoldError(f"{path}, the text of {rows}, cannot be read: {error}.") from None
        article = _article(rows.stem, text, about.get(rows.stem, {}))
        out.append(GoldArticle(rows.stem, article, _mentions(rows, text)))
    return out


def _article(key: str, text: str, about: Mapping[str, Any]) -> Article:
    """An article over exactly this text; ingest would bring white space into order and shift the offsets."""
    return Article(
        id=content_id("a", text, key),
        path=key,
        url=about.get("url"),
        title=about.get("title"),
        date=about.get("date"),
        publisher=about.get("publisher"),
        language=None,
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        words=len(text.split()),
        status="ok",
        error=None,
        facts=0,
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise GoldError(f"{path} cannot be read: {error}.") from None


def _mentions(path: Path, text: str) -> tuple[GoldMention, ...]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path} cannot be read: {error}.") from None
    out = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                out.append(mention(json.loads(line), text))
            except KeyError as error:
                raise GoldError(f"{path}, line {number}: the field {error} is missing.") from None
            except (TypeError, ValueError, OverflowError, RecursionError) as error:
                raise GoldError(f"{path}, line {number}: {error}.") from None
    return tuple(sorted(out, key=lambda m: (m.start, m.end)))


def mention(row: Mapping[str, Any], text: str) -> GoldMention:
    """A row of annotation over an article's text.

    Raises:
        KeyError: A field is missing.
        ValueError: The row does not stand in the text, or a field has a value that it cannot have.
    """
    start, end = mention_span(row, text)
    for field, values in _CLOSED.items():
        if row[field] not in values:
            raise ValueError(f"{field} is {row[field]!r}, which is none of {', '.join(map(str, values))}")
    return GoldMention(
        start=start,
        end=end,
        text=text[start:end],
        kind=row["kind"],
        value=_number(row["value"]),
        value_min=_number(row["value_min"]),
        value_max=_number(row["value_max"]),
        comparator=row["comparator"],
        approximate=bool(row["approximate"]),
        unit=row["unit"],
        change=row["change"],
        role=row["role"],
        modality=row["modality"],
        subject=tuple(row["subject"] or ()) or None,
        property_heads=tuple(row["property_heads"] or ()),
        attribution=tuple(row["attribution"] or ()) or None,
        time=row["time"],
        hard=bool(row.get("hard")),
    )


_CLOSED: dict[str, tuple[str | None, ...]] = {
    "kind": get_args(Kind),
    "comparator": get_args(Comparator),
    "change": (None, *get_args(Change)),
    "role": (None, *get_args(Role)),
    "modality": get_args(Modality),
}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def mention_span(row: Mapping[str, Any], text: str) -> tuple[int, int]:
    """Offsets of a row: its own, or those of its text in the anchor that occurs once.

    Raises:
        KeyError: It has neither.
        ValueError: Its text does not stand there, or not once.
    """
    if "start" in row:
        start, end = int(row["start"]), int(row["end"])
        if text[start:end] != row["text"]:
            raise ValueError(f"{row['text']!r} does not stand at {start}, but {text[start:end]!r}")
        return start, end
    anchor = row["anchor"]
    if text.count(anchor) != 1 or anchor.count(row["text"]) != 1:
        raise ValueError(
            f"the anchor {anchor!r} occurs {text.count(anchor)} times, {row['text']!r} in it {anchor.count(row['text'])}"
        )
    start = text.index(anchor) + anchor.index(row["text"])
    return start, start + len(row["text"])
