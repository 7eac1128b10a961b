"""Libraries of the extra ``notebook``, imported when they are first needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def require(module: str) -> Any:
    """The imported module.

    Raises:
        ImportError: It is not installed; the message says how to install it.
    """
    try:
        return import_module(module)
    except ImportError as e:
        name = module.partition(".")[0]
        if e.name is not None and e.name.partition(".")[0] != name:
            raise
        raise ImportError(f"{name} is needed here. Install it with: pip install 'claim-pipeline[notebook]'") from e
