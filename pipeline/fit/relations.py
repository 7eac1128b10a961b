"""Fits the weights by which cues of relations are bound to mentions, and shows how often that is right.

    python -m pipeline.fit.relations FILE.jsonl... [-o WEIGHTS.tsv]

A line is a passage: ``text``, ``relations`` (``type``, ``head`` and ``tail``, each with ``text``, or a list of its names), and
``complete``, the types that are marked in full, all if it is missing; ``open`` may list what nobody has judged;
``affiliated`` stands for leads, works_for and member_of. Two mentions that a cue could bind are a case where the cue's type is complete; where several cues could bind
a right pair, the nearest one does. Weights are fitted by likelihood with a ridge; the figures printed are cross-validated
over passages.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ClaimsError
from pipeline.extract.relations.attachments import candidates, pairs
from pipeline.extract.relations.find import outermost
from pipeline.extract.relations.items import items
from pipeline.fit.logistic import fit, probabilities

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor
    from pipeline.extract.facts.assemble import Analysis
    from pipeline.records import Entity, Mention

LEXICON = Path(__file__).parents[1] / "extract" / "lexicons" / "relation_weights.tsv"
RIDGE = 7.0
"""The penalty on weights."""
LEAST = 40
"""Features of fewer cases get no weight."""
FOLDS = 5
_POSTS = frozenset(("leads", "works_for", "member_of"))
_TOP = re.compile(r"(?i)\bchief executive|\bCEO\b")

_HEAD = """\
# Weights of the features of what a cue of a relation is bound to; see pipeline/extract/relations/attachments.py.
# Written by python -m pipeline.fit.relations, not by hand. Fitted to {n} candidates of {passages} annotated passages, of
# which {right} are right; ridge {ridge:g}, features of at least {least} candidates. Cross-validated, of the candidates given
# 0.6 or more {precision:.0f} in 100 are right, and {recall:.0f} in 100 of the right ones are among them.
#
# feature  what a candidate has; "bias" has every one; a feature that is not listed weighs 0
# weight   what it adds to the log odds
"""


@dataclass(slots=True)
class Case:
    """A candidate of a passage: its features, whether it is right, whether that is known, and how far it reaches."""

    passage: str
    features: tuple[str, ...]
    right: bool
    known: bool
    reach: int
    ties: tuple[tuple[str, str, str], ...]


def cases_of(extractor: Extractor, rows: Iterable[dict[str, Any]]) -> list[Case]:
    """The cases of annotated passages."""
    from pipeline.extract.extractor import parts_of, wanted
    from pipeline.extract.text.plain import plain
    from pipeline.ingest.formats.fields import Draft
    from pipeline.ingest.readers import article_of

    every = list(rows)
    out: list[Case] = []
    docs = extractor.language.docs([plain(row["text"]) for row in every], wanted)
    for row, doc in zip(every, docs, strict=True):
        with extractor.settings.in_use():
            parts = parts_of(article_of(row["id"], Draft(text=row["text"], date=row.get("date"))), doc)
        out += _nearest(list(_of_passage(parts, row)))
    return out


def _of_passage(parts: Analysis, row: dict[str, Any]) -> Iterator[Case]:
    text = parts.tokens.text
    complete = set(row["complete"]) if "complete" in row else None
    for sentence in parts.tokens.doc.sents:
        start, end = sentence.start_char, sentence.end_char
        mentions = outermost(parts.index.mentions_in(start, end))
        if len(mentions) < 2:
            continue
        read = items(text, start, end, mentions)
        for one in candidates(read):
            cue = text[read[one.cue].start : read[one.cue].end]
            types = {one.frame.type} if one.frame.type else set(_POSTS)
            marked = types | {"affiliated"} if types & _POSTS else types
            if one.frame.type is None and complete is not None and _TOP.search(cue) is None:
                marked = {"affiliated"}
            both = [(far, near) if not one.frame.turned else (near, far) for near, far in pairs(read, one)]
            if not both:
                continue
            right, unsure = (
                any(
                    said["type"] in marked and _is(head, said["head"]) and _is(tail, said["tail"])
                    for said in row.get(listed, ())
                    for head, tail in both
                )
                for listed in ("relations", "open")
            )
            yield Case(
                row["id"],
                one.features,
                right,
                right or not unsure and (complete is None or bool(marked & complete)),
                abs(one.near.at - one.cue) + abs(one.far.at - one.cue),
                tuple((one.frame.type or "post", head[1].id, tail[1].id) for head, tail in both),
            )


def _is(end: tuple[Mention, Entity], said: Any) -> bool:
    """Whether a mention is what is annotated: at that place, or one's name holds the other's."""
    mention, entity = end
    if isinstance(said, dict):
        if "start" in said and mention.start <= said["start"] < mention.end:
            return True
        said = [said["text"]]
    ours, theirs = {_plain(entity.name), _plain(mention.text)}, {_plain(name) for name in said}
    return any(a and b and (f" {a} " in f" {b} " or f" {b} " in f" {a} ") for a in ours for b in theirs)


def _plain(name: str) -> str:
    return re.sub(r"^(?:the|an?) ", "", " ".join(re.findall(r"\w+", name.lower())))


def _nearest(cases: list[Case]) -> list[Case]:
    """The cases, those set aside that are right by a nearer cue."""
    reach: dict[tuple[str, str, str], int] = {}
    for case in cases:
        for tie in case.ties if case.right else ():
            reach[tie] = min(reach.get(tie, case.reach), case.reach)
    for case in cases:
        case.known = case.known and not (case.right and all(reach[tie] < case.reach for tie in case.ties))
    return cases


def write(cases: Sequence[Case], out: Path) -> str:
    """Fit the weights, write their table, and say how good the choice is.

    Raises:
        ClaimsError: There are too few cases.
    """
    import numpy as np

    known = [case for case in cases if case.known]
    counted = Counter(name for case in known for name in set(case.features))
    names = sorted(name for name, count in counted.items() if count >= LEAST)
    if len(known) < LEAST or not names:
        raise ClaimsError(f"{len(known)} cases are too few to fit weights to.")
    column = {name: number for number, name in enumerate(names, 1)}
    table = np.zeros((len(known), len(names) + 1))
    table[:, 0] = 1
    for number, case in enumerate(known):
        table[number, [column[name] for name in case.features if name in column]] = 1
    right = np.array([float(case.right) for case in known])
    fold = np.array([int(hashlib.sha256(case.passage.encode()).hexdigest(), 16) % FOLDS for case in known])
    chances = np.zeros(len(known))
    for one in range(FOLDS):
        chances[fold == one] = probabilities(table[fold == one], fit(table[fold != one], right[fold != one], RIDGE))
    weights = fit(table, right, RIDGE)
    sure = chances >= 0.6
    precision, recall = 100 * right[sure].mean(), 100 * right[sure].sum() / right.sum()
    head = _HEAD.format(
        n=len(known),
        passages=len({case.passage for case in known}),
        right=int(right.sum()),
        ridge=RIDGE,
        least=LEAST,
        precision=precision,
        recall=recall,
    )
    rows = [("bias", weights[0]), *zip(names, weights[1:], strict=True)]
    lines = [f"{name}\t{weight:.3f}\n" for name, weight in rows if abs(weight) >= 0.0005]
    out.write_text(head + "feature\tweight\n" + "".join(lines), "utf-8")
    return f"candidates={len(known)} right={int(right.sum())} precision={precision:.1f} recall={recall:.1f}"


def main() -> None:
    """Fit to the files named on the command line."""
    import argparse

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl")
    parser.add_argument("-o", "--out", type=Path, default=LEXICON, metavar="WEIGHTS.tsv")
    options = parser.parse_args()
    from pipeline.extract.extractor import Extractor

    rows = [json.loads(line) for path in options.files for line in path.read_text("utf-8").splitlines()]
    print(write(cases_of(Extractor(), rows), options.out))


if __name__ == "__main__":
    main()
