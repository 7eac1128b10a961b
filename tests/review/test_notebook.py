"""The notebook runs from top to bottom on the sample corpus, and decisions made in it are found again."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.paths import ROOT

NOTEBOOK = ROOT / "outputs" / "review.ipynb"

# What the page of the widget sends at the keys a, x and e, each on the fact that is shown.
KEYS = """
for n, message in enumerate([{"action": "accept"}, {"action": "reject"}, {"action": "correct", "values": {"quantity.unit": "furlong"}}]):
    app.widget._handle_custom_msg({**message, "fact": app.widget.state["fact"]["id"], "number": f"v-{n}"}, [])
    assert not app.widget.state["error"], app.widget.state["error"]
"""


# Cells that show what does not depend on earlier decisions.
SHOWN = (
    "highlight(",
    "show_facts(",
    "review.by_",
    "over_time(",
    "GOLD",
    "precision_by_",
    "reliability(",
    "to_frame(run, ",
    "compare(RUN)",
    "review.Claims(",
    "print(*recalibrate(",
    "export(",
)
CELL_BYTES, NOTEBOOK_BYTES = 150_000, 500_000


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of the sample corpus, which lies to it as it does to ``outputs``."""
    base = tmp_path_factory.mktemp("notebook")
    (base / "corpus").symlink_to(ROOT / "corpus", target_is_directory=True)
    folder = base / "outputs" / "run"
    command = [sys.executable, "-m", "pipeline", "extract", str(ROOT / "corpus" / "articles"), "-o", str(folder)]
    subprocess.run([*command, "--workers", "1", "--quiet"], check=True, timeout=300)
    return folder


def execute(run: Path, monkeypatch, more: str, skip: tuple[str, ...] = ()):
    """The notebook after its execution, with the code of ``more`` put in after the widget, without some cells."""
    monkeypatch.setenv("CLAIMS_RUN", str(run))
    monkeypatch.setenv("CLAIMS_REVIEWER", "Ana")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    place = next(n for n, cell in enumerate(notebook.cells) if "review.Review(" in cell.source)
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(more))
    notebook.cells = [cell for cell in notebook.cells if not any(name in cell.source for name in skip)]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(run.parent)}}).execute()
    return notebook


def shown(notebook) -> str:
    """All that the cells show, as one text."""
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return "".join(o.get("text", "") + "".join(map(str, o.get("data", {}).values())) for o in outputs)


def kinds_of_output(notebook) -> set[str]:
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return {kind for output in outputs for kind in output.get("data", {})}


def test_the_notebook_shows_facts_and_keeps_decisions_from_one_run_to_the_next(run, monkeypatch):
    before = sorted(NOTEBOOK.parent.iterdir())
    ids = [json.loads(line)["id"] for line in (run / "facts.jsonl").read_text("utf-8").splitlines()]
    first = execute(run, monkeypatch, KEYS)
    page = shown(first)
    assert f"{len(ids)} facts" in page and "claims-legend" in page
    assert {"text/html", "image/png", "application/vnd.jupyter.widget-view+json"} <= kinds_of_output(first)
    assert f"{len(ids) - 3} facts undecided" in page
    assert "facts of 15 articles decided on" in page and "owned_by" in page and "claims told more than once" in page
    assert "log loss" in page and "confidence.tsv written" in page
    assert {path.name for path in (run / "tour").iterdir()} == {
        "annotations.jsonl", "confidence.tsv", "facts.csv", "facts.sqlite", "facts.jsonld", "facts.spacy", "relations.graphml", "reviewed.csv",
        "tasks.labelstudio.json", "tasks.labelstudio.xml",
    }  # fmt: skip
    with open(run / "tour" / "reviewed.csv", encoding="utf-8", newline="") as table:
        rows = {row["id"]: row for row in csv.DictReader(table)}
    assert len(rows) == len(ids) - 1 and rows[ids[2]]["unit"] == "furlong"

    saved = [json.loads(line) for line in (run / "decisions.jsonl").read_text("utf-8").splitlines()]
    assert [(d["fact_id"], d["verdict"]) for d in saved] == list(
        zip(ids, ["accept", "reject", "correct"], strict=False)
    )
    assert saved[2]["corrected"] == {"quantity.unit": "furlong"} and saved[0]["reviewer"] == "Ana"

    state = "print(app.widget.state['at'], app.widget.state['verdicts'])"
    again = execute(run, monkeypatch, state, skip=SHOWN)
    assert "4 {'accept': 1, 'correct': 1, 'reject': 1}" in shown(again)
    assert f"{len(ids) - 3} facts undecided" in shown(again)
    assert sorted(NOTEBOOK.parent.iterdir()) == before


def test_the_notebook_is_kept_with_its_outputs_small_and_without_a_trace_of_where_it_ran():
    text = NOTEBOOK.read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert all(cell.outputs for cell in code)
    assert not [
        output
        for cell in code
        for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]
    assert (
        not [cell.source for cell in code if len(json.dumps(cell.outputs)) > CELL_BYTES] and len(text) < NOTEBOOK_BYTES
    )
    assert not re.search(
        r"/(?:tmp|root|home|work|Users|usr|var)/|[A-Z]:\\\\Users|\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.", text
    )
    assert {"text/html", "image/png", "application/vnd.jupyter.widget-view+json"} <= kinds_of_output(notebook)
