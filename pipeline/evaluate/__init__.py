"""How good the extraction is: facts beside annotated ones, field by field, and the confidence fitted to that."""

from pipeline.evaluate.gold import GoldArticle, GoldError, GoldMention, read_gold
from pipeline.evaluate.judge import CORE, FIELDS, FULL, judge
from pipeline.evaluate.score import Measure, Outcome, Score, facts_by_key, outcomes, run_facts_by_key

__all__ = [
    "CORE",
    "FIELDS",
    "FULL",
    "GoldArticle",
    "GoldError",
    "GoldMention",
    "Measure",
    "Outcome",
    "Score",
    "facts_by_key",
    "judge",
    "outcomes",
    "read_gold",
    "run_facts_by_key",
]
