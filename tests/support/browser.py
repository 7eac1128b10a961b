"""A real Chromium for tests of what a person sees, driven by playwright with the system's own browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
SCHEMES = ("light", "dark")
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

# What the page would have to do to run anything of an article, or to ask for anything outside.
_WATCH = """
    window.seen = [];
    document.addEventListener("securitypolicyviolation", (event) => window.seen.push(`${event.violatedDirective}`));
"""


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser; the test is skipped where there is none, or playwright is not installed."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"there is no browser: none of {', '.join(NAMES)} is installed")
    # Chromium's sandbox does not start for root, as whom tests run in many containers.
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=root)
        yield browser
        browser.close()


class Watched:
    """A page on which every request, error, dialog and breach of its policy is noted."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": WIDE, "offline": True, **options})
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(_WATCH)
        self.requests: list[str] = []
        self.failed: list[tuple[str, str | None]] = []
        self.troubles: list[str] = []
        self.page = self.tab()

    def tab(self) -> Page:
        """A further tab of the same browser profile."""
        page = self.context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", lambda request: self.failed.append((request.url, request.failure)))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda line: self.troubles.append(line.text) if line.type in ("error", "warning") else None)
        page.on("dialog", lambda dialog: (self.troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))
        return page

    def breaches(self) -> list[str]:
        """The directives of the page's policy that were violated."""
        found: list[str] = self.page.evaluate("window.seen")
        return found

    def close(self) -> None:
        """Ends the profile and all its tabs."""
        self.context.close()
