"""Every regular expression that the package compiles, found as its modules are imported and used; and prose to try them on.

``python -m tests.support.patterns`` prints those that one of the texts holds up, with the seconds.
"""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

LENGTH = 20_000
"""Characters from one place on; where every place of a text is tried, it has a tenth of them."""
SECONDS = 1.0
_PIECES = (
    *(
        "a",
        "A",
        "7",
        "é",
        "word ",
        "Word ",
        "WORDS ",
        "Ana Boldt ",
        "aA",
        "Aa1 ",
        "a-",
        "U.S.",
        "a.b@",
        "word-word ",
        "X1",
    ),
    *(
        "12 ",
        "1,000 ",
        "1.",
        "1,",
        "5% ",
        "$5 ",
        "$",
        "½",
        "5 million ",
        "hundred ",
        "5-year-old ",
        "5 to ",
        "10:30 ",
        "5x",
    ),
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "<",
        '"',
        "“",
        "”",
        "'",
        "“a” ",
        " 'a",
        "«",
        "`",
        "*",
        "_",
        "|",
        "#",
        "=",
        "&#",
        "\\",
        "/",
        "!",
    ),
    *(" ", "\n", "\n ", " \n\n", "\t", "\u00a0", "\u2009", "-", " – ", "...", ", ", "; ", ": ", ". ", "? "),
    *(
        " of the",
        " and",
        " in 2025",
        " on",
        "the ",
        "per ",
        "up to ",
        "he said, ",
        "May ",
        "Monday, ",
        "on 5 May ",
        "http://a",
        "😀",
    ),
)
_ENDS = ("", "!\u0000", " 5")


def texts(length: int) -> Iterator[str]:
    """Long runs of words, capitals, digits, brackets, quotes, spaces and separators, each with several ends."""
    for piece in _PIECES:
        for end in _ENDS:
            yield (piece * (length // len(piece) + 1))[: length - len(end)] + end


def compiled() -> dict[str, re.Pattern[Any]]:
    """The patterns by module, line and text. What was compiled before is imported anew: call it in a fresh process."""
    found: dict[str, re.Pattern[Any]] = {}
    plain = re.compile

    def noted(pattern: Any, flags: Any = 0) -> Any:
        out = plain(pattern, flags)
        told = sys._getframe(1)
        if told.f_globals.get("__name__", "").startswith("pipeline"):
            found[f"{told.f_globals['__name__']}:{told.f_lineno} {out.pattern!r}"] = out
        return out

    re.compile = noted  # type: ignore[assignment]
    try:
        import pipeline

        for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
            if not module.name.endswith("__main__"):
                # Training alone needs PyTorch, which few have.
                with contextlib.suppress(ModuleNotFoundError):
                    importlib.import_module(module.name)
        from pipeline.extract.extractor import Extractor
        from tests.support.fact_cases import article, met

        # Those that are made from tables are made when they are first used.
        for _ in Extractor().extract([article(case["text"]) for case in met()]):
            pass
    finally:
        re.compile = plain  # type: ignore[assignment]
    return found


class _Over(BaseException):
    pass


def _over(_signal: int, _frame: FrameType | None) -> None:
    raise _Over


def seconds(work: Callable[[], object], most: float = SECONDS) -> float:
    """Processor time of some work, which is broken off when it has had the most."""
    signal.signal(signal.SIGVTALRM, _over)
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        work()
    except _Over:
        return most
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def held_up() -> Iterator[tuple[float, str, str]]:
    """The patterns that one of the texts holds up for too long: seconds, pattern, the text's beginning."""
    long, short = [*texts(LENGTH)], [*texts(LENGTH // 10)]
    for name, pattern in compiled().items():
        as_bytes = isinstance(pattern.pattern, bytes)

        def whole(given: str, pattern: re.Pattern[Any] = pattern, as_bytes: bool = as_bytes) -> None:
            text: Any = given.encode() if as_bytes else given
            pattern.match(text)
            pattern.fullmatch(text)

        def everywhere(given: str, pattern: re.Pattern[Any] = pattern, as_bytes: bool = as_bytes) -> None:
            text: Any = given.encode() if as_bytes else given
            for _ in pattern.finditer(text):
                pass

        for work, given in ((whole, long), (everywhere, short)):
            for text in given:
                if (spent := seconds(lambda text=text, work=work: work(text))) >= SECONDS:  # type: ignore[misc]
                    yield spent, name, text[:20]
                    break


if __name__ == "__main__":
    slow = 0
    for spent, name, text in held_up():
        slow += 1
        print(f"{spent:6.2f} s  {name[:200]}  {text!r}", flush=True)
    sys.exit(min(slow, 1))
