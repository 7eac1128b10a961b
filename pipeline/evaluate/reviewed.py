"""Precision from a reviewer's decisions: of facts, by kind and by rule, and of each field; agreement of two reviewers.

An accepted fact is right in every field, a rejected one is none; of a corrected one, the corrected fields were wrong.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.evaluate.judge import CORE, FIELDS
from pipeline.records import Fact

if TYPE_CHECKING:
    from pipeline.decisions.lines import Decision
    from pipeline.decisions.log import Decisions

JUDGED = ("value", *FIELDS)
"""The fields that decisions can be read for, in the order of reports."""
_CORE = CORE | {"value"}
# The longest of these that begins a corrected path says which field it is of.
_FIELD_OF = {
    "kind": "kind",
    "quantity": "value",
    "quantity.unit": "unit",
    "quantity.base_unit": "unit",
    "quantity.comparator": "bounds",
    "quantity.approximate": "bounds",
    "quantity.value_min": "bounds",
    "quantity.value_max": "bounds",
    "quantity.change": "change",
    "quantity.role": "change",
    "property": "property",
    "subject": "subject",
    "modality": "modality",
    "attribution": "attribution",
    "time": "time",
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A fact that was decided on, and its wrong fields; None if it is no fact at all."""

    fact: Fact
    wrong: frozenset[str] | None

    @property
    def right(self) -> bool:
        """Whether it was accepted as it stands."""
        return self.wrong == frozenset()

    @property
    def core(self) -> bool:
        """Whether its quantity and subject are right, whatever else was corrected."""
        return self.wrong is not None and not self.wrong & _CORE


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``n`` cases are right."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 without cases."""
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % interval (Wilson)."""
        return wilson(self.hits, self.n)


def reviewed(facts: Iterable[Fact], decisions: Iterable[Decision]) -> list[Reviewed]:
    """The facts that were decided on, in their order; decisions on facts that are gone are passed over."""
    held = {decision.fact_id: decision for decision in decisions}
    return [Reviewed(fact, _wrong(held[fact.id])) for fact in facts if fact.id in held]


def _wrong(decision: Decision) -> frozenset[str] | None:
    if decision.verdict == "reject":
        return None
    return frozenset(_field(path) for path in decision.corrected or {})


def _field(path: str) -> str:
    while path not in _FIELD_OF:
        path = path.rpartition(".")[0]
    return _FIELD_OF[path]


def overall(cases: Iterable[Reviewed]) -> tuple[Share, Share]:
    """Shares of facts accepted as they stand, and of those whose quantity and subject are right."""
    cases = list(cases)
    return Share(sum(c.right for c in cases), len(cases)), Share(sum(c.core for c in cases), len(cases))


def by_field(cases: Iterable[Reviewed]) -> dict[str, Share]:
    """For each field, the share of the facts not rejected in which it is right."""
    kept = [case.wrong for case in cases if case.wrong is not None]
    return {field: Share(sum(field not in wrong for wrong in kept), len(kept)) for field in JUDGED}


def by_kind(cases: Iterable[Reviewed]) -> dict[str, list[Reviewed]]:
    """Cases by kind, the most frequent first."""
    return _grouped((case.fact.kind, case) for case in cases)


def by_rule(cases: Iterable[Reviewed]) -> dict[str, list[Reviewed]]:
    """Cases by each rule that had a part in them, the most frequent first."""
    return _grouped((rule, case) for case in cases for rule in case.fact.rules)


def _grouped(pairs: Iterable[tuple[str, Reviewed]]) -> dict[str, list[Reviewed]]:
    groups: defaultdict[str, list[Reviewed]] = defaultdict(list)
    for name, case in pairs:
        groups[name].append(case)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def lines(cases: list[Reviewed], least: int = 1) -> Iterator[str]:
    """The scores as a table, one line each.

    Args:
        cases: As :func:`reviewed` gives them.
        least: Rules with fewer facts are left out.
    """
    yield f"{'':28} {'n':>5}  {'accepted':>8}  95% interval  quantity and subject"
    groups: dict[str, list[Reviewed]] = {"all facts": cases}
    groups |= {f"kind {kind}": group for kind, group in by_kind(cases).items()}
    groups |= {rule: group for rule, group in by_rule(cases).items() if len(group) >= least}
    for name, group in groups.items():
        right, core = overall(group)
        yield f"{name[:28]:28} {right.n:5}  {_told(right)}  {_told(core)}"
    yield ""
    yield f"{'of facts not rejected':28} {'n':>5}  {'right':>8}  95% interval"
    for field, share in by_field(cases).items():
        yield f"{field:28} {share.n:5}  {_told(share)}"


def _told(share: Share) -> str:
    low, high = share.interval
    return f"{share.value:8.1%}  {low:5.0%} to {high:4.0%}"


def recall(cases: Iterable[Reviewed], decisions: Decisions) -> Iterator[str]:
    """Recall on the articles that were marked complete, as lines: of facts found at all, and with quantity and subject right."""
    complete = decisions.complete
    if not complete:
        return
    here = [case for case in cases if case.fact.article_id in complete]
    missed = sum(decision.article_id in complete for decision in decisions.added)
    found = [case for case in here if case.wrong is not None]
    wanted = len(found) + missed
    yield ""
    yield f"{'of ' + str(len(complete)) + ' complete articles':28} {'n':>5}  {'recall':>8}  95% interval"
    yield f"{'facts found':28} {wanted:5}  {_told(Share(len(found), wanted))}"
    yield f"{'quantity and subject right':28} {wanted:5}  {_told(Share(sum(case.core for case in found), wanted))}"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two reviewers agree: on how many facts of those both decided on, and Cohen's kappa.

    ``disagreements`` holds the two decisions on each fact that they see differently.
    """

    n: int
    agreed: int
    kappa: float | None
    disagreements: tuple[tuple[Decision, Decision], ...]

    def told(self) -> str:
        """The agreement in words."""
        kappa = f"Cohen's kappa {self.kappa:.2f}" if self.kappa is not None else "no kappa: all verdicts are the same"
        return f"the same verdict on {self.agreed} of {self.n} facts" + (f", {kappa}" if self.n else "")


def differ(one: Decision, other: Decision) -> bool:
    """Whether two decisions on a fact see it differently: in their verdict, or in what they correct."""
    return (one.verdict, one.corrected or {}) != (other.verdict, other.corrected or {})


def agreement(one: Iterable[Decision], other: Iterable[Decision]) -> Agreement:
    """Agreement on accept, reject and correct, beyond what chance would give (Cohen 1960).

    Two corrections agree as verdicts whatever they say; they stand among the disagreements if their fields differ.
    ``kappa`` is None without a fact that both decided on, or where both gave but one and the same verdict.
    """
    theirs = {decision.fact_id: decision for decision in other}
    pairs = [(decision, theirs[decision.fact_id]) for decision in one if decision.fact_id in theirs]
    apart = tuple(pair for pair in pairs if differ(*pair))
    agreed = sum(a.verdict == b.verdict for a, b in pairs)
    return Agreement(len(pairs), agreed, _kappa(pairs, agreed), apart)


def _kappa(pairs: list[tuple[Decision, Decision]], agreed: int) -> float | None:
    n = len(pairs)
    mine, theirs = Counter(a.verdict for a, _ in pairs), Counter(b.verdict for _, b in pairs)
    by_chance = sum(mine[verdict] * theirs[verdict] for verdict in mine)
    if n * n == by_chance:  # also without any
        return None
    return (agreed * n - by_chance) / (n * n - by_chance)


def disagreement(pair: tuple[Decision, Decision], facts: Mapping[str, Fact]) -> str:
    """Two decisions that differ as one line, with the fact's sentence where the run still has it."""
    one = pair[0]
    fact = facts.get(one.fact_id)
    said = (f"{d.reviewer}: {d.verdict}" + (f" {d.corrected}" if d.corrected else "") for d in pair)
    where = " ".join(fact.sentence.text.split()) if fact else "not in this run"
    return f"{one.fact_id} {one.quantity!r}  {'; '.join(said)}  ({where})"


Z95 = 1.959964
"""The standard normal's 97.5 % quantile."""


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval (Wilson 1927) for a share of ``hits`` in ``n`` cases; (0, 1) without any.

    Unlike the normal approximation it stays inside 0 and 1 and holds for few cases.
    """
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # With no case wrong, or none right, the interval ends at the share: rounding must not keep it away.
    return max(0.0, middle - half) if hits else 0.0, min(1.0, middle + half) if hits < n else 1.0
