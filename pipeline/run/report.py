"""``run.json``: what a run was asked, with which versions, what it came to, and how long it took."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.run.summary import Summary
from pipeline.run.worker import Setup


def report(summary: Summary, options: dict[str, Any], setup: Setup, began: float) -> bytes:
    """The content of ``run.json``, as UTF-8.

    Args:
        summary: What the run came to.
        options: What it was asked, by the names of the command's options.
        setup: What its workers were told.
        began: When it began, in seconds since 1970.
    """
    told = {
        "versions": {
            "claims": __version__,
            "model": model_version(setup.model),
            "spacy": _version("spacy"),
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "options": options,
        "counts": {
            "articles": summary.articles,
            "ok": summary.ok,
            "skipped": summary.skipped,
            "failed": summary.failed,
            "words": summary.words,
            "facts": summary.facts,
            "kinds": dict(sorted(summary.kinds.items())),
            "kept": summary.kept.articles,
        },
        "reasons": [
            {"status": reason.status, "reason": name, "articles": reason.count, "paths": reason.paths}
            for name, reason in summary.sorted_reasons()
        ],
        "timing": {
            "began": _iso(began),
            "ended": _iso(began + summary.seconds),
            "seconds": round(summary.seconds, 3),
            "start_seconds": round(summary.start_seconds, 3),
            "words_per_second": round(summary.words_per_second, 1),
            "workers": summary.workers,
            "cpus": os.cpu_count(),
        },
        "exit_code": summary.exit_code,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n"


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def model_version(model: str | None) -> str:
    """A spaCy pipeline's name with its version; of one that is given by its path, what its files are."""
    from pipeline.extract.model.language import DEFAULT_MODEL

    name = model or DEFAULT_MODEL
    version = _version(name)
    if version is not None:
        return f"{name} {version}"
    folder = Path(name)
    if not folder.is_dir():
        return name
    # Not their content, which may be gigabytes; a pipeline that is trained anew has files of another time.
    files = [
        (str(p.relative_to(folder)), p.stat().st_size, p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()
    ]
    return f"{folder.resolve()} {_checksum(sorted(files))}"


def _checksum(value: object) -> str:
    import hashlib

    return hashlib.sha256(repr(value).encode("utf-8", sys.getfilesystemencodeerrors())).hexdigest()[:16]
