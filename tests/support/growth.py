"""How time grows with the text: seconds of each stage for 1, 2, 4 and 8 times each hostile shape.

``python -m tests.support.growth [CHARACTERS]`` prints them; CHARACTERS are those of the shortest text, 2,500 by default.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.extract.extractor import Extractor, extract_doc, wanted
from pipeline.ingest import find, read
from tests.support.fact_cases import article

if TYPE_CHECKING:
    from spacy.tokens import Doc

TIMES = (1, 2, 4, 8)
SHAPES = {
    "quotation marks": lambda size: "“" * (size // 2) + "”" * (size // 2),
    "nested brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    **{
        f"{piece!r} again and again": lambda size, piece=piece: piece * (size // len(piece))  # type: ignore[misc]
        for piece in (
            "<",
            "(",
            "5,",
            "5% ",
            "$5 ",
            "a\n",
            "* ",
            "Ana Boldt ",
            "word ",
            "5 to ",
            "he said, ",
            "on 5 May ",
        )
    },
}


def rows(extractor: Extractor, characters: int, place: Path) -> Iterator[tuple[str, str, list[float]]]:
    """Each shape and stage with its seconds of processor time, one for each of ``TIMES``."""
    for shape, build in SHAPES.items():
        spent: dict[str, list[float]] = {
            stage: [] for stage in ("read .txt", "read .md", "read .html", "parse", "extract")
        }
        for times in TIMES:
            text = f"Norvane sold 40 boats. {build(characters * times)} It has 12 yards."
            for ending in ("txt", "md", "html"):
                path = place / f"a.{ending}"
                path.write_text(text if ending != "html" else f"<html><body><p>{text}</p></body></html>")
                spent[f"read .{ending}"].append(_seconds(lambda path=path: [list(read(s)) for s in find([str(path)])]))  # type: ignore[misc]
            docs: list[Doc] = []
            spent["parse"].append(
                _seconds(lambda docs=docs, text=text: docs.extend(extractor.language.docs([text], wanted)))  # type: ignore[misc]
            )
            spent["extract"].append(
                _seconds(lambda docs=docs, text=text: extract_doc(article(text), docs[0]))  # type: ignore[misc]
            )
        yield from ((shape, stage, seconds) for stage, seconds in spent.items())


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Prints the table."""
    characters = int(sys.argv[1]) if len(sys.argv) > 1 else 2_500
    print(f"{'':32}{'':12}" + "".join(f"{times}x".rjust(9) for times in TIMES))
    with tempfile.TemporaryDirectory() as place:
        for shape, stage, seconds in rows(Extractor(), characters, Path(place)):
            print(f"{shape:32}{stage:12}" + "".join(f"{one:9.3f}" for one in seconds), flush=True)


if __name__ == "__main__":
    main()
