"""How every command ends: with an exit code, and where it cannot be done with one sentence."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from pipeline.errors import ClaimsError

EXIT_INTERRUPTED = 130


def ends_with_code(command: Callable[..., int]) -> Callable[..., None]:
    """Makes a function that returns an exit code, or raises, a command that ends with one sentence and a code."""

    @functools.wraps(command)
    def inner(**options: Any) -> None:
        try:
            code = command(**options)
            sys.stdout.flush()
        except ClaimsError as e:
            click.echo(f"claims: {e}", err=True)
            code = e.exit_code
        except BrokenPipeError:
            # Whoever read our output has enough, as in `| head`; what is left in the buffer goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except KeyboardInterrupt:
            click.echo("claims: stopped.", err=True)
            code = EXIT_INTERRUPTED
        click.get_current_context().exit(code)

    return inner
