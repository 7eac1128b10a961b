"""What can go wrong by no fault of the program: one clear sentence for the user, and an exit code."""


class ClaimsError(Exception):
    """A problem to be told in one sentence: what, where, what to do.

    ``exit_code`` is what the command line ends with: 1 nothing could be done, 2 it was asked for wrongly.
    """

    exit_code = 1


class UsageProblem(ClaimsError):
    """A problem with what was asked for."""

    exit_code = 2
