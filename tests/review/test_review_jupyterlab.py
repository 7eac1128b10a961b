"""The review widgets in JupyterLab: their keys are their own, each decision is on the disk, a killed kernel loses none."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from pipeline.emit import encode, read_run
from tests.paths import ROOT
from tests.support.browser import Watched, launched
from tests.support.compared import claim_of
from tests.support.review_runs import save_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
CELL = """\
import os
from pathlib import Path

Path("pid").write_text(str(os.getpid()))

from pipeline import review

app = review.Review("run", reviewer="Ana")
app
"""
CLAIMS = """\
review.Claims("run", reviewer="Ana")
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a JupyterLab with one notebook, and its folder."""
    pytest.importorskip("jupyterlab", reason="jupyterlab is not installed")
    folder = tmp_path / "work"
    run = read_run(save_run(folder / "run"))
    claim = claim_of([run.facts[:1], run.facts[1:2]], "disputed", {article.id: article for article in run.articles})
    (folder / "run" / "claims.jsonl").write_text(encode(claim) + "\n")
    cells = [nbformat.v4.new_code_cell(CELL), nbformat.v4.new_code_cell(CLAIMS)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "review.ipynb")
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "RUNTIME", "DATA")}
    own |= {f"JUPYTERLAB_{name}_DIR": str(tmp_path / name) for name in ("SETTINGS", "WORKSPACES")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token="]
    with open(tmp_path / "lab.log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder}"],
            env=os.environ | own | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython")},
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: answers(port) or server.poll() is not None, 60)
        assert server.poll() is None, (tmp_path / "lab.log").read_text("utf-8")
        yield f"http://127.0.0.1:{port}/lab/tree/review.ipynb", folder
    finally:
        server.send_signal(signal.SIGINT)
        time.sleep(0.1)
        server.terminate()
        server.wait(20)


def answers(port: int) -> bool:
    """Whether the server takes connections."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(met: Callable[[], Any], seconds: float = 15) -> None:
    """Waits for a condition."""
    deadline = time.monotonic() + seconds
    while not met():
        if time.monotonic() > deadline:
            raise TimeoutError("it took too long")
        time.sleep(0.05)


def test_keys_decide_in_jupyterlab_and_a_killed_kernel_loses_nothing(browser: Browser, lab: tuple[str, Path]) -> None:
    address, folder = lab
    facts = read_run(folder / "run").facts
    path = folder / "run" / "decisions.jsonl"
    watched = Watched(browser, offline=False)
    watched.context.set_default_timeout(60_000)
    tab = watched.page

    def verdicts() -> list[tuple[str, str]]:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [(d["fact_id"], d["verdict"]) for d in map(json.loads, lines)]

    def progress() -> str:
        return tab.inner_text(".claims-progress")

    def run_cell(before: str = "") -> None:
        # JupyterLab passes over the keys while a kernel that is shown as idle is not connected yet.
        for _ in range(6):
            tab.locator(".jp-Cell-inputArea .cm-content").first.click()
            tab.keyboard.press("Control+Enter")
            with contextlib.suppress(TimeoutError):
                until(lambda: pid() not in ("", before), 12)
                break
        tab.wait_for_selector(IDLE)

    def pid() -> str:
        return (folder / "pid").read_text() if (folder / "pid").exists() else ""

    tab.goto(address)
    tab.wait_for_selector(".jp-Notebook .jp-Cell .cm-content")
    tab.wait_for_selector(IDLE)
    run_cell()
    tab.wait_for_selector(".claims-review")
    tab.click(".claims-text")

    done: list[tuple[str, str]] = []
    for key, verdict, fact in (("a", "accept", 0), ("x", "reject", 1), ("Backspace", "undo", 1), ("x", "reject", 1)):
        tab.keyboard.press(key)
        done.append((facts[fact].id, verdict))
        until(lambda: verdicts() == done)
        tab.wait_for_selector(".claims-review:not(.claims-waiting)")
    tab.keyboard.press("e")
    tab.fill(".claims-form [name='quantity.unit']", "furlong")
    tab.keyboard.press("Enter")
    done.append((facts[2].id, "correct"))
    until(lambda: verdicts() == done)
    tab.wait_for_selector(".claims-form[hidden]", state="attached")
    for key, at in (("k", 3), ("k", 2), ("j", 3), (" ", 4), ("o", 4), ("o", 4), ("?", 4)):
        tab.keyboard.press(key)
        tab.wait_for_selector(".claims-review:not(.claims-waiting)")
        until(lambda at=at: progress().startswith(f"fact {at} of 6"))  # type: ignore[misc]
    assert tab.is_visible(".claims-help") and verdicts() == done
    # JupyterLab's a, x, backspace, j, k and o would have put in, cut, left or folded cells.
    assert tab.locator(".jp-Notebook .jp-CodeCell").count() == 2 and tab.is_visible(".claims-review")

    tab.locator(".jp-Cell-inputArea .cm-content").nth(1).click()
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector(".claims[data-ready=true]")
    tab.click(".claims .claim h1")
    for key, verdict in (("x", "cut"), ("Backspace", "undo"), ("a", "accept")):
        tab.keyboard.press(key)
        done.append((facts[1].id, verdict))
        until(lambda: verdicts() == done)
    assert tab.inner_text(".claims .progress") == "claim 1 of 1 · 1 of 1 join decided"
    assert tab.locator(".jp-Notebook .jp-CodeCell").count() == 2

    tab.click(".claims-text")
    before = pid()
    os.kill(int(before), signal.SIGKILL)
    tab.keyboard.press("a")
    tab.wait_for_selector("text=No answer from the kernel")
    assert verdicts() == done and "accept" in tab.inner_text(".claims-error")
    until(lambda: tab.locator(".jp-Dialog button.jp-mod-accept").count() == 0 or dismissed(tab))
    tab.wait_for_selector(IDLE)
    run_cell(before)
    until(lambda: tab.locator(".claims-progress").count() == 1 and progress().startswith("fact 4 of 6 · 3 of 6"), 60)
    tab.click(".claims-text")
    tab.keyboard.press("a")
    done.append((facts[3].id, "accept"))
    until(lambda: verdicts() == done)
    watched.close()


def dismissed(tab: Any) -> bool:
    """Closes JupyterLab's note that the kernel has died."""
    tab.locator(".jp-Dialog button.jp-mod-accept").first.click()
    return bool(tab.locator(".jp-Dialog").count() == 0)
