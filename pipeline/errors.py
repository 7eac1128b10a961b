"""What can go wrong by no fault of the program: one clear sentence for the user, and an exit code."""

import traceback
from collections.abc import Callable
from pathlib import Path

_LONGEST = 200  # characters of an exception's message


class ClaimsError(Exception):
    """A problem to be told in one sentence: what, where, what to do.

    ``exit_code`` is what the command line ends with: 2, nothing could be done or it was asked for wrongly. (1 is kept
    for runs that were carried out although some articles failed.)
    """

    exit_code = 2


class TooLong(BaseException):
    """The time for one article is over; no ``Exception``, so that nobody on the way takes it for one of their own.

    Args:
        seconds: That time.
        restart: Gives the next article its own.
    """

    def __init__(self, seconds: float, restart: Callable[[], None]) -> None:
        super().__init__(f"It took longer than {seconds:g} seconds of")
        self.restart = restart


def in_words(error: BaseException) -> str:
    """An exception's type and message on one line of bounded length, with the last place in this package's code."""
    message = " ".join(str(error).split()).rstrip(".")
    message = message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
    told = f"{type(error).__name__}{': ' if message else ''}{message}"
    root = Path(__file__).parent
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(root) and path != Path(__file__):
            return f"{told} ({path.relative_to(root.parent).as_posix()}, line {frame.lineno})"
    return told
