"""The commands of docs/input.md run."""

import pytest

from tests.paths import ROOT
from tests.support import readme

BLOCKS = [b for b in readme.blocks((ROOT / "docs" / "input.md").read_text("utf-8")) if b.language == "sh"]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.text.split("\n")[0])
def test_each_command_of_the_page_runs_and_says_something(block, tmp_path):
    done = readme.run(readme.script(block), readme.workplace(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout
