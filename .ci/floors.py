"""Runs the accuracy suites of a benchmark and holds their figures to ``.ci/floors.json``.

usage: floors.py BENCH.PY [--print]

A floor is the least a figure may be, half a point under what was measured, since another processor rounds otherwise;
floors are raised as figures rise and never lowered. Exit status 1 if one is
missed. ``--print`` shows every figure beside its floor.
"""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BY_OFFSETS = {"measeval"}
"""Suites whose scorer needs the offsets of every property; one that no word says has none."""
FLOORS: dict[str, dict[str, float]] = json.loads((HERE / "floors.json").read_text())


def flat(figures: dict) -> dict[str, float]:
    out = {}
    for key, value in figures.items():
        if isinstance(value, dict):
            out.update({f"{key}.{part}": number for part, number in value.items()})
        else:
            out[key] = value
    return out


def main() -> int:
    bench = sys.argv[1]
    suites = {table.split("-")[0].split(":")[0] for table in FLOORS}
    tables = {}
    for wanted, claims in (
        (suites - BY_OFFSETS, f"{sys.executable} -m pipeline"),
        (suites & BY_OFFSETS, f"{sys.executable} {HERE / 'claims_with_spans.py'}"),
    ):
        done = subprocess.run(
            [sys.executable, bench, *sorted(wanted), "--json", "--claims", claims],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"floors: the benchmark ended with status {done.returncode}", file=sys.stderr)
            return 1
        tables |= {row["table"]: row for row in map(json.loads, done.stdout.splitlines())}
    missed = 0
    for table, floors in FLOORS.items():
        row = tables.get(table)
        figures = flat(row["figures"]) if row else {}
        for name, floor in floors.items():
            figure = figures.get(name)
            under = figure is None or figure < floor
            missed += under
            if under or "--print" in sys.argv:
                print(f"floors: {table} {name} = {figure}, floor {floor}{'  MISSED' if under else ''}")
        for note in row["notes"] if row else []:
            print(f"floors: {table}: {note}")
            missed += "violation" in note
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
