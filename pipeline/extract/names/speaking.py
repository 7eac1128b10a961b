"""Who speaks: the subjects of verbs of saying, in sentences with and without a parse."""

from __future__ import annotations

from pipeline.extract.names.evidence import column
from pipeline.extract.syntax.parse import SUBJECTS
from pipeline.extract.syntax.tokens import Tokens


def says(tokens: Tokens, first: int, last: int) -> bool:
    """Whether some words are the subject of a verb of saying; without a parse, whether one stands beside them.

    Args:
        tokens: The article.
        first: The words' first token.
        last: The token behind them.
    """
    roles = column("entity_verbs", "role")
    head = last - 1
    if tokens.tags[head]:
        if tokens.deps[head] == "appos":
            head = tokens.heads[head]  # "the marshal, Ann Lee, said"
        return tokens.deps[head] in SUBJECTS and roles.get(tokens.lowers[tokens.heads[head]]) == "say"
    behind = tokens.lowers[last] if last < len(tokens) else ""
    ahead = tokens.lowers[first - 1] if first else ""
    return "say" in (roles.get(behind), roles.get(ahead))
