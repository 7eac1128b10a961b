"""What commands have in common: how they end, with an exit code or one sentence, and options that several take."""

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


def names_fields(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options that say under which names records keep text, title and date."""
    for part in ("date", "title", "text"):
        command = click.option(
            f"--{part}-field", metavar="NAME", help=f"The field or column of records that holds the {part}."
        )(command)
    return command
