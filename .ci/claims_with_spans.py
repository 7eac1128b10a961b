"""``claims`` for benchmarks that read a property by its offsets: a property that no word says is left out.

usage: claims_with_spans.py extract INPUT... -o DIR [OPTION...]
"""

import json
import subprocess
import sys
from pathlib import Path

done = subprocess.run([sys.executable, "-m", "pipeline", *sys.argv[1:]], check=False)
facts = Path(sys.argv[sys.argv.index("-o") + 1]) / "facts.jsonl"
if facts.exists():
    lines = []
    for line in facts.read_text("utf-8").splitlines():
        fact = json.loads(line)
        if fact["property"] is not None and fact["property"]["start"] is None:
            fact["property"] = None
        lines.append(json.dumps(fact, ensure_ascii=False) + "\n")
    facts.write_text("".join(lines), "utf-8")
sys.exit(done.returncode)
