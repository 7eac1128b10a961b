"""What a run came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from pipeline.run.article_lines import SAME, ArticleLines
from pipeline.run.shards import Tally

PATHS_SHOWN = 3
REASONS_KEPT = 50
REASONS_SHOWN = 10
OTHER = "other reasons"


@dataclass(slots=True)
class Reason:
    """Articles that were not done for one and the same reason: how many, and the first few paths."""

    status: Literal["skipped", "failed"]
    count: int = 0
    paths: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Faults:
    """Articles with records that exceptions have lost, some or all: how many, and what the first of them says."""

    count: int = 0
    path: str = ""
    error: str = ""


@dataclass(slots=True)
class Summary:
    """Counts of a run.

    ``seconds`` is the whole run's time, ``start_seconds`` what of it passed before the first article was worked on.
    ``kinds`` counts facts by kind; ``reasons`` has the sentences of articles.jsonl (of a long tail the first 50);
    ``kept`` is what an earlier run had done; ``faults`` what went wrong in the program itself; ``undated`` counts the
    articles read whose day nothing tells.
    """

    ok: int = 0
    undated: int = 0
    skipped: int = 0
    failed: int = 0
    words: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Reason] = field(default_factory=dict)
    workers: int = 1
    seconds: float = 0.0
    start_seconds: float = 0.0
    kept: Tally = field(default_factory=Tally)
    faults: Faults = field(default_factory=Faults)

    @property
    def articles(self) -> int:
        """All lines of articles.jsonl."""
        return self.ok + self.skipped + self.failed

    @property
    def facts(self) -> int:
        """All facts."""
        return sum(self.kinds.values())

    @property
    def words_per_second(self) -> float:
        """Words of the articles done now by the seconds after the start."""
        return max(0, self.words - self.kept.words) / max(self.seconds - self.start_seconds, 1e-9)

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some articles failed or lost records, 2 no article was read."""
        if not self.ok:
            return 2
        return 1 if self.failed or self.faults.count else 0

    def add(self, group: ArticleLines) -> None:
        """Counts an article."""
        if group.fault:
            if not self.faults.count:
                self.faults.path, self.faults.error = group.path, group.error or ""
            self.faults.count += 1
        if group.status == "ok":
            self.ok += 1
            self.undated += group.undated
            self.words += group.words
            self.kinds.update(group.kinds)
            return
        if group.status == "failed":
            self.failed += 1
        else:
            self.skipped += 1
        name = _reason(group)
        if name not in self.reasons and len(self.reasons) >= REASONS_KEPT:
            name = OTHER
        reason = self.reasons.setdefault(name, Reason(group.status))
        reason.count += 1
        if len(reason.paths) < PATHS_SHOWN:
            reason.paths.append(group.path)

    def sorted_reasons(self) -> list[tuple[str, Reason]]:
        """The reasons, those of failures first, the most frequent first."""
        return sorted(self.reasons.items(), key=lambda item: (item[1].status, -item[1].count, item[0]))

    def lines(self) -> list[str]:
        """The summary for a person."""
        parts = [f"{self.articles:,} {_plural(self.articles, 'article')}"]
        parts += [f"{count:,} {name}" for name, count in (("skipped", self.skipped), ("failed", self.failed)) if count]
        parts += [f"{self.words:,} words", f"{self.facts:,} {_plural(self.facts, 'fact')}"]
        if self.kept.articles:
            parts.append(f"{self.kept.articles:,} of them by a run before")
        out = [", ".join(parts)]
        if self.kinds:
            ranked = sorted(self.kinds.items(), key=lambda item: (-item[1], item[0]))
            out.append("facts: " + ", ".join(f"{kind} {count:,}" for kind, count in ranked))
        reasons = self.sorted_reasons()
        for name, reason in reasons[:REASONS_SHOWN]:
            more = f" and {reason.count - len(reason.paths):,} more" if reason.count > len(reason.paths) else ""
            out.append(f"{reason.status} {reason.count:,}: {name} ({', '.join(map(repr, reason.paths))}{more})")
        if (rest := len(reasons) - REASONS_SHOWN) > 0:
            out.append(f"{rest} more {_plural(rest, 'reason')}: see articles.jsonl")
        if self.undated:
            verb = "has" if self.undated == 1 else "have"
            out.append(
                f'{self.undated:,} {_plural(self.undated, "article")} {verb} no date, so that "on Friday" is no day: --date gives one'
            )
        if count := self.faults.count:
            out.append(
                f"{count:,} {_plural(count, 'article')} lost records to a fault of this program, the first {self.faults.path!r}: "
                f"{self.faults.error} Please report that sentence, with the article's text if you may."
            )
        workers = f"{self.workers} {_plural(self.workers, 'worker')}"
        out.append(
            f"{self.seconds:.1f} s, {self.start_seconds:.1f} s of it to start, with {workers}: "
            f"{self.words_per_second:,.0f} words/s"
        )
        return out


def _reason(group: ArticleLines) -> str:
    """Why an article was not done, without the paths that the sentence names."""
    error = group.error or ""
    if error.startswith(group.path + SAME):
        return f"it{SAME}one before."
    return "it" + error.removeprefix(group.path) if error.startswith(group.path) else error


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else noun + "s"
