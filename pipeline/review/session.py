"""The state of a review without a screen: which fact is shown, what the filters let through, what was decided.

The widget sends each key as a message and shows the state that comes back; all that is decided happens here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.decisions.fields import FORM, PARTS, apply, correctable, parse, value
from pipeline.decisions.lines import Decision
from pipeline.decisions.log import Decisions
from pipeline.evaluate.reviewed import agreement, differ
from pipeline.records import Article, Fact
from pipeline.review.highlight import details, sentence_segments
from pipeline.views.marks import cut, displayed, fact_marks
from pipeline.views.palette import segment_data

if TYPE_CHECKING:
    from pipeline.emit import Run

STATUSES = ("all", "undecided", "accept", "reject", "correct")
DISAGREED = "disagreed"
"""One more status beside another reviewer's decisions: the facts on which both decided, and not alike."""
ORDERS = ("article", "confidence")
LEAST_CONFIDENCES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
"""The confidences that facts can be filtered by, as "this and more"."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which facts are shown. Empty strings let everything through; ``subject`` and ``source`` are parts of names.

    ``text`` is sought in the fact's sentence, its parts' names and its article's title, upper and lower case alike;
    ``status`` is one of ``STATUSES`` or ``DISAGREED``; ``order`` is article (as they stand there) or confidence (lowest first).
    """

    kind: str = ""
    modality: str = ""
    subject: str = ""
    source: str = ""
    min_confidence: float = 0.0
    status: str = "all"
    order: str = "article"
    text: str = ""


class Session:
    """A walk through the facts of a run, and the decisions on them.

    Args:
        run: The run.
        decisions: Where decisions are kept.
        against: Another reviewer's decisions. Theirs on a fact is shown once one has decided oneself, so that each
            judges alone and kappa means what it says.
    """

    def __init__(self, run: Run, decisions: Decisions, against: Decisions | None = None) -> None:
        self.facts: dict[str, Fact] = {fact.id: fact for fact in run.facts}
        self.articles = {article.id: article for article in run.articles}
        self.decisions = decisions
        self.against = against
        self.statuses = STATUSES if against is None else (*STATUSES, DISAGREED)
        self.filters = Filters()
        self.whole = False
        self.error = ""
        self.notice = ""
        self._queue: list[str] = []
        self._at = 0
        self._actions: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "accept": lambda _: self._decided(self.decisions.accept(self._fact()).verdict),
            "reject": lambda _: self._decided(self.decisions.reject(self._fact()).verdict),
            "correct": lambda message: self._correct(message["values"]),
            "undo": lambda _: self._undo(),
            "skip": lambda _: self._to_undecided(),
            "next": lambda _: self._go(self._at + 1),
            "previous": lambda _: self._go(self._at - 1),
            "whole": lambda _: setattr(self, "whole", not self.whole),
            "filter": lambda message: self._filter(message["filters"]),
        }
        self._refill()

    @property
    def fact(self) -> Fact | None:
        """The fact that is shown; None where the filters let none through."""
        return self.facts[self._queue[self._at]] if self._queue else None

    def handle(self, message: Mapping[str, Any]) -> None:
        """Does what a message asks for: its ``action``, on the fact whose id it names as ``fact``.

        What cannot be done changes nothing and is told in ``error``: a decision that could not be written among it.
        """
        self.error = self.notice = ""
        action = message.get("action")
        try:
            if action not in self._actions:
                raise ValueError(f"there is no action {action!r}")
            # A key pressed before the last answer was on the screen was meant for another fact.
            if action in ("accept", "reject", "correct") and (self.fact is None or message.get("fact") != self.fact.id):
                raise ValueError("another fact is shown by now: look and decide again")
            self._actions[action](message)
        except (ValueError, KeyError, TypeError) as e:
            self.error = f"Nothing was changed: {e}."
        except OSError as e:
            self.error = f"NOT SAVED: {e}."

    def state(self) -> dict[str, Any]:
        """All that the screen shows of the present fact, as JSON: its segments, its fields, progress and messages."""
        counts = Counter(d.verdict for d in self.decisions if d.fact_id in self.facts)
        statuses: dict[str, int] = {"all": len(self.facts), "undecided": len(self.facts) - counts.total()}
        statuses |= dict(counts.items())
        if self.against is not None:
            statuses[DISAGREED] = sum(map(self._disagreed, self.facts))
        return {
            "fact": self._shown(self.fact) if self.fact else None,
            "at": self._at + 1 if self._queue else 0,
            "of": len(self._queue),
            "facts": len(self.facts),
            "decided": counts.total(),
            "verdicts": dict(sorted(counts.items())),
            "statuses": {status: statuses.get(status, 0) for status in self.statuses},
            "agreement": self._agreement(),
            "filters": asdict(self.filters),
            "whole": self.whole,
            "error": displayed(self.error),
            "notice": displayed(self.notice),
        }

    def facets(self) -> dict[str, list[tuple[str, int]]]:
        """The values of each filter and how many facts have them, the most frequent first; at most 500 names.

        Confidences stand in their order, with the facts of at least that much.
        """
        values: dict[str, Counter[str]] = {
            "kind": Counter(),
            "modality": Counter(),
            "subject": Counter(),
            "source": Counter(),
        }
        for fact in self.facts.values():
            for name, found in names(fact).items():
                if found:
                    values[name][found] += 1
        facets = {name: sorted(c.items(), key=lambda item: (-item[1], item[0]))[:500] for name, c in values.items()}
        rated = sorted(fact.confidence for fact in self.facts.values())
        facets["confidence"] = [(f"{low:g}", len(rated) - bisect_left(rated, low)) for low in LEAST_CONFIDENCES]
        return facets

    def _disagreed(self, fact_id: str) -> bool:
        mine, theirs = self.decisions.get(fact_id), self.against.get(fact_id) if self.against else None
        return mine is not None and theirs is not None and differ(mine, theirs)

    def _agreement(self) -> str:
        """How the two reviewers agree so far, on facts of this run."""
        if self.against is None:
            return ""
        mine, theirs = ([d for d in made if d.fact_id in self.facts] for made in (self.decisions, self.against))
        return agreement(mine, theirs).told()

    def _fact(self) -> Fact:
        assert self.fact is not None
        return self.fact

    def _shown(self, fact: Fact) -> dict[str, Any]:
        article, decision = self.articles.get(fact.article_id), self.decisions.get(fact.id)
        whole = self.whole and article is not None and article.text is not None
        corrected = apply(fact, (decision and decision.corrected) or {})
        other = self.against.get(fact.id) if self.against and decision else None
        segments = cut(article.text or "", fact_marks(fact)) if whole and article else sentence_segments(fact)
        return {
            "id": fact.id,
            "title": displayed((article and (article.title or article.path)) or fact.article_id),
            "date": (article and article.date) or "",
            "segments": [segment_data(s) for s in segments],
            "details": details(fact),
            "verdict": decision.verdict if decision else "",
            "reviewer": displayed(decision.reviewer) if decision else "",
            "corrected": _typed(decision),
            "other": other
            and {"verdict": other.verdict, "reviewer": displayed(other.reviewer), "corrected": _typed(other)},
            "form": [
                {
                    "path": path,
                    "value": as_typed(value(corrected, path)),
                    "values": (["", *shape.values] if shape.nullable else list(shape.values)) if shape.values else [],
                    "type": shape.type.__name__,
                }
                for path, shape in ((p, correctable()[p]) for p in FORM)
            ],
        }

    def _correct(self, typed: Mapping[str, str | bool]) -> None:
        fact = self._fact()
        whole = asdict(fact)
        new = {path: parse(path, typed[path]) for path in FORM if path in typed}
        corrected = {
            path if v is not None else PARTS.get(path, path): v
            for path, v in new.items()
            if v != value(whole, path) and as_typed(v) != as_typed(value(whole, path))
        }
        if not corrected:
            raise ValueError("no field differs from the fact; accept it instead")
        self._decided(self.decisions.correct(fact, corrected).verdict)

    def _decided(self, verdict: str) -> None:
        self.notice = f"Saved: {verdict}."
        self._to_undecided()

    def _undo(self) -> None:
        undone = self.decisions.undo()
        if undone is None:
            raise ValueError("there is no decision of yours to take back")
        self.notice = f"Taken back: {undone.verdict} of “{undone.quantity}”."
        if undone.fact_id in self._queue:
            self._go(self._queue.index(undone.fact_id))
        else:
            self.notice += (
                " The filters leave that fact out." if undone.fact_id in self.facts else " It is not in this run."
            )

    def _to_undecided(self) -> None:
        """On to the next undecided fact after this one, from the start again if need be; else to the next."""
        following = [*range(self._at + 1, len(self._queue)), *range(self._at)]
        apart = self.filters.status == DISAGREED
        for place in following:
            fact_id = self._queue[place]
            if self._disagreed(fact_id) if apart else self.decisions.get(fact_id) is None:
                return self._go(place)
        done = "You disagree on no other fact here." if apart else "Every other fact here is decided."
        self.notice = f"{self.notice} {done}".strip()
        return self._go(self._at + 1)

    def _go(self, place: int) -> None:
        self._at = max(0, min(place, len(self._queue) - 1))

    def _filter(self, changes: Mapping[str, Any]) -> None:
        filters = replace(self.filters, **changes)
        if filters.status not in self.statuses or filters.order not in ORDERS:
            raise ValueError(f"there is no such filter: {dict(changes)}")
        self.filters = replace(filters, min_confidence=float(filters.min_confidence or 0))
        self._refill()

    def _refill(self) -> None:
        """Fills the queue anew. What is decided later stays in it, so that one can go back."""
        present = self.fact
        facts = [fact for fact in self.facts.values() if self._wanted(fact)]
        if self.filters.order == "confidence":
            facts.sort(key=lambda fact: fact.confidence)
        self._queue = [fact.id for fact in facts]
        self._at = 0
        if present is not None and present.id in self._queue:
            self._at = self._queue.index(present.id)
        elif self._queue and self.decisions.get(self._queue[0]) is not None:
            self._to_undecided()
            self.notice = ""

    def _wanted(self, fact: Fact) -> bool:
        wanted, named = self.filters, names(fact)
        decision = self.decisions.get(fact.id)
        return (
            fact.confidence >= wanted.min_confidence
            and (
                self._disagreed(fact.id)
                if wanted.status == DISAGREED
                else wanted.status in ("all", decision.verdict if decision else "undecided")
            )
            and all(getattr(wanted, name) in ("", named[name]) for name in ("kind", "modality"))
            and all(getattr(wanted, name).casefold() in named[name].casefold() for name in ("subject", "source"))
            and (not wanted.text or wanted.text.casefold() in searched(fact, self.articles.get(fact.article_id)))
        )


def searched(fact: Fact, article: Article | None) -> str:
    """All that full-text search looks into for a fact, case-folded."""
    parts = [
        fact.sentence.text,
        *names(fact).values(),
        f"{fact.property.text or ''} {fact.property.name}" if fact.property else "",
        fact.quantity.text,
    ]
    return "\n".join([*parts, (article and article.title) or ""]).casefold()


def names(fact: Fact) -> dict[str, str]:
    """What a fact is filtered by, as it is shown; empty where it has none."""
    subject, source = fact.subject, fact.attribution.source if fact.attribution else None
    return {
        "kind": fact.kind,
        "modality": fact.modality,
        "subject": displayed(subject.name or subject.text) if subject else "",
        "source": displayed(source.name or source.text) if source else "",
    }


def _typed(decision: Decision | None) -> dict[str, str]:
    """A decision's corrections as they stand in the form."""
    return {path: as_typed(new) for path, new in ((decision and decision.corrected) or {}).items()}


def as_typed(found: Any) -> str:
    """A field's value as it stands in the form; empty for null."""
    if found is None:
        return ""
    if isinstance(found, bool):
        return "true" if found else "false"
    return f"{found:.15g}" if isinstance(found, float) else displayed(str(found))
