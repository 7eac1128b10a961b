"""Scores and mistakes as text, for a person."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.evaluate.gold import GoldMention
from pipeline.evaluate.judge import FIELDS
from pipeline.evaluate.score import Measure, Outcome, Score
from pipeline.records import Fact

_AROUND = 90  # characters of context shown before a quantity
_BEHIND = 40


def table(score: Score) -> str:
    """Detection, each field, core and full, and the same by kind: one line each, in per cent."""
    lines = [f"{name:12} {_measure(m)}" for name, m in (("detection", score.detection),)]
    lines += [f"{field:12} {100 * score.share(field):5.1f} of those detected" for field in FIELDS]
    lines += [f"{'core':12} {_measure(score.core)}", f"{'full':12} {_measure(score.full)}", ""]
    return "\n".join([*lines, groups(score.by_kind())])


def _measure(measure: Measure) -> str:
    rates = " ".join(
        f"{n} {100 * v:5.1f}" for n, v in (("P", measure.precision), ("R", measure.recall), ("F1", measure.f1))
    )
    return f"{rates}  ({measure.hits} of {measure.found} found, {measure.wanted} wanted)"


def groups(scores: Mapping[str, Score], least: int = 1) -> str:
    """Scores by kind or by rule as a table: number of facts and mentions, F1 of detection, precision of the core, fields.

    Args:
        scores: As :meth:`Score.by_kind` or :meth:`Score.by_rule` gives them.
        least: Groups with fewer outcomes are left out.
    """
    lines = [f"{'':28} {'n':>4} {'F1':>5} {'core P':>6} " + " ".join(f"{field[:7]:>7}" for field in FIELDS)]
    for name, score in scores.items():
        if len(score.outcomes) >= least:
            shares = " ".join(f"{100 * score.share(field):7.0f}" for field in FIELDS)
            rates = f"{100 * score.detection.f1:5.0f} {100 * score.core.precision:6.0f}"
            lines.append(f"{name[:28]:28} {len(score.outcomes):4} {rates} {shares}")
    return "\n".join(lines)


def mistake(outcome: Outcome, text: str) -> str:
    """What is wrong with an outcome: one line for it, and for a pair one for each wrong field.

    Args:
        outcome: As :meth:`Score.mistakes` gives it.
        text: Its article's text.
    """
    start, end = outcome.place
    context = " ".join(text[max(0, start - _AROUND) : end + _BEHIND].split())
    head = f"{outcome.key} {start} {text[start:end]!r}"
    if outcome.fact is None:
        return f"{head} missed  …{context}…"
    if outcome.mention is None:
        return f"{head} extra  …{context}…"
    wrong = [
        f"      {field}: {shown(field, outcome.mention)} <> {shown(field, outcome.fact)}"
        for field in FIELDS
        if field not in outcome.right
    ]
    return "\n".join([f"{head}  …{context}…  {' '.join(outcome.fact.rules)}", *wrong])


def shown(field: str, side: GoldMention | Fact) -> str:
    """A field's value on either side, as one short string."""
    quantity = side if isinstance(side, GoldMention) else side.quantity
    if field == "bounds":
        about = "about " if quantity.approximate else ""
        return f"{about}{quantity.comparator} [{quantity.value_min}, {quantity.value_max}]"
    if field == "change":
        return f"{quantity.change} {quantity.role}"
    if field == "unit":
        return str(quantity.unit)
    if isinstance(side, GoldMention):
        value = side.property_heads if field == "property" else getattr(side, field)
        return " | ".join(value) if isinstance(value, tuple) else str(value)
    if field == "property":
        return str(side.property and (side.property.text or side.property.name))
    if field == "time":
        return str(side.time and side.time.value)
    named = side.subject if field == "subject" else side.attribution and side.attribution.source
    if field in ("subject", "attribution"):
        return str(named and (named.name or named.text))
    return str(getattr(side, field))
