"""What can go wrong by no fault of the program: one clear sentence for the user, and an exit code."""


class ClaimsError(Exception):
    """A problem to be told in one sentence: what, where, what to do.

    ``exit_code`` is what the command line ends with: 2, nothing could be done or it was asked for wrongly. (1 is kept
    for runs that were carried out although some articles failed.)
    """

    exit_code = 2
