"""``claims review``: a run as one HTML file to be looked at, searched and decided on without a network or a server.

Nothing of an article is ever markup: the data are a JSON block in which no tag can end, set as text, and the page's policy
(CSP) allows its own script and style by their digests, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any

from pipeline.claim_records import Claim
from pipeline.decisions.log import Decisions, decisions_file
from pipeline.emit import Run, read_run
from pipeline.errors import ClaimsError
from pipeline.review.page_data import data
from pipeline.review.page_views import claims_of
from pipeline.review.widget import others
from pipeline.views.marks import displayed

SCRIPTS = (
    *("dom", "text", "wording", "typed", "decisions", "facts", "model"),
    *(
        "article",
        "spans",
        "list",
        "card",
        "mend",
        "views",
        "figures",
        "picker",
        "relations",
        "claims",
        "app",
    ),
)
"""The page's JavaScript, file after file as one script with what begins it; views of one's own stand behind ``views``."""
STYLES = ("app", "views")
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; base-uri 'none'; form-action 'none'"
)
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div id="claims" class="claims" tabindex="-1"></div>
<script id="data" type="application/json">{data}</script>
<script type="module">{script}</script>
</body>
</html>
"""
_WHOLE = "html, body { height: 100%; margin: 0; }\n"


def write_page(
    run: Run | str | PathLike[str],
    output: str | PathLike[str],
    decisions: str | None = None,
    against: str | None = None,
    compared: str | None = None,
) -> int:
    """Writes the page.

    Args:
        run: A run, or its folder.
        output: The HTML file.
        decisions: A file of decisions to begin with; by default ``decisions.jsonl`` in the run's folder, if there.
        against: Another reviewer's decisions, to see where one disagrees.
        compared: The folder, or the file of claims, that ``claims compare`` wrote; by default ``claims.jsonl`` in the
            run's folder, if there.

    Returns:
        How many facts are on it.

    Raises:
        ReadError: There is no run, or a line of it cannot be read.
        ClaimsError: The decisions are not there, the comparison is not one of this run, or the page cannot be written.
    """
    if not isinstance(run, Run):
        run = read_run(run)
    path = Path(decisions) if decisions is not None else decisions_file(run.path)
    if decisions is not None and not path.exists():
        raise ClaimsError(f"{path} does not exist: leave --decisions out to begin without any.")
    made = page(run, Decisions(path), others(against), claims_of(run, compared))
    try:
        # The page that was there stays until the new one is complete.
        target = Path(output)
        partial = target.with_name(f".{target.name}.partial") if target.is_file() or not target.exists() else target
        partial.write_text(made, "utf-8", "backslashreplace")
        if partial != target:
            os.replace(partial, target)
    except OSError as e:
        raise ClaimsError(f"{output} could not be written: {e.strerror or e}.") from e
    return len(run.facts)


def page(run: Run, decisions: Decisions, against: Decisions | None = None, claims: Sequence[Claim] = ()) -> str:
    """The page as HTML."""
    css, script = _WHOLE + styles(), scripts("page_main")
    return _PAGE.format(
        policy=escape(_POLICY.format(script=_digest(script), style=_digest(css))),
        title=escape(displayed(f"Facts of {run.path.name or run.path}")),
        style=css,
        data=inert(data(run, decisions, against, claims)),
        script=script,
    )


def styles() -> str:
    """The style of all that the page shows."""
    app = files("pipeline.review").joinpath("app")
    return "".join(app.joinpath(f"{name}.css").read_text("utf-8") for name in STYLES)


def scripts(begin: str) -> str:
    """The script of all that the page shows, and of what begins it: ``page_main``, or ``notebook`` in a cell's output."""
    app = files("pipeline.review").joinpath("app")
    return "".join(app.joinpath(f"{name}.js").read_text("utf-8") for name in (*SCRIPTS, begin))


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def inert(found: dict[str, Any]) -> str:
    """JSON in which no HTML parser finds a tag, a comment or an entity."""
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # Half a surrogate pair has no form in UTF-8; in JSON it has.
    return (
        "".join(c if not "\ud800" <= c <= "\udfff" else f"\\u{ord(c):04x}" for c in text)
        if not text.isascii()
        else text
    )
