"""Where the checkout and the cases lie."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).with_name("cases")
