"""Statements in the making: a report grown to the quotations it touches, and quotations that go on without a cue."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.statements.complements import Extent
from pipeline.extract.statements.verb_cues import Report
from pipeline.extract.text.quotations import Quotation, Quotations
from pipeline.extract.text.spans import Spans

BLANK = " \t\r\n\xa0,:;—–―-.|"
"""What may stand between a credit and quoted words."""
_QUOTE_MARKS = "\"“”„«»‘’'`"
_OWN_PUNCTUATION = ",.?!…—–"
_NEAR = 90  # characters between a cue and the quotation it introduces ("said in an interview on Monday: …")
_QUOTED = re.compile('["“”]')


@dataclass(slots=True)
class Draft:
    """A statement in the making. ``sentence`` is the cue's; ``quoted`` that the content holds quoted words."""

    source: Extent | None
    cue: Extent | None
    start: int
    end: int
    sentence: Extent
    quoted: bool
    report: Report | None = None


def draft_of(text: str, report: Report, sentence: Extent, quotes: Quotations) -> Draft | None:
    """The statement of a report, grown to the quotations that it touches; None for a cue inside quoted words."""
    if quotes.at(report.cue[0]) is not None:
        return None
    before = _quote_before(text, report, sentence, quotes) if report.quotable else None
    after = _quote_after(text, report, sentence, quotes) if report.quotable else None
    if before is not None:
        end = after.end if after is not None else before.end
        start = _run_up(text, sentence, quotes.speech_start(before))
        return Draft(report.source, report.cue, start, end, sentence, True, report)
    content = report.content or (None if after is not None else report.around)
    if content is None:
        if after is None:
            return None
        return Draft(report.source, report.cue, after.start, after.end, sentence, True, report)
    start, end = content
    if after is not None and (start >= after.start or after.start - end < 4):
        start, end = min(start, after.start), max(end, after.end)
    touched = quotes.overlapping(start, end)
    for quotation in touched:
        start, end = min(start, quotation.start), max(end, quotation.end)
    return Draft(report.source, report.cue, start, end, sentence, bool(touched), report)


def _run_up(text: str, sentence: Extent, start: int) -> int:
    """Where a quotation's own sentence begins that leads up to it without a mark: 'Children "know nothing else," said Lee'."""
    ahead = text[sentence[0] : start].strip()
    return sentence[0] if len(ahead) > 1 and ahead[-1].isalnum() and not _QUOTED.search(ahead) else start


def _quote_before(text: str, report: Report, sentence: Extent, quotes: Quotations) -> Quotation | None:
    """The speech that "X said" follows at once: quoted words that end in punctuation of their own."""
    found = quotes.before(report.start)
    if found is None or found.end <= sentence[0] or text[found.end : report.start].strip(BLANK):
        return None
    closed = text[found.inner_end - 1] in _OWN_PUNCTUATION or text[found.end : found.end + 1] == ","
    return found if closed else None


def _quote_after(text: str, report: Report, sentence: Extent, quotes: Quotations) -> Quotation | None:
    """The speech that a cue introduces: directly, by a colon, or by its only comma."""
    found = quotes.after(report.cue[1])
    if found is None:
        return None
    gap = text[report.cue[1] : found.start].strip()
    if len(gap) > _NEAR or (found.start >= sentence[1] and not gap.endswith(":")):
        return None
    if found.start > sentence[1] and text[sentence[1] : found.start].strip():
        return None
    if not gap or gap.endswith(":"):
        return found
    return found if gap.endswith(",") and gap.count(",") == 1 else None


def go_on(text: str, drafts: list[Draft], quotes: Quotations) -> None:
    """Give quotations without a cue to the speaker of the quotation that they follow.

    In the same paragraph, or where the speech was left open at the end of its paragraph, they lengthen the
    statement; a paragraph of nothing but quoted words is a statement of its own.
    """
    spoken = sorted((d for d in drafts if d.quoted), key=lambda d: max(d.end, d.sentence[1]))
    if not spoken:
        return
    covered = Spans((d.start, d.end, None) for d in drafts)
    at = 0
    last: Draft | None = None
    for quotation in quotes.all:
        while at < len(spoken) and max(spoken[at].end, spoken[at].sentence[1]) <= quotation.start:
            last = spoken[at]
            at += 1
        if last is None or covered.holds(quotation.start):
            continue
        if text[max(last.end, last.sentence[1]) : quotation.start].strip(BLANK):
            continue
        gap = text[last.end : quotation.start]
        open_end = quotes.at(last.end - 1)
        if "\n" not in gap or (open_end is not None and open_end.continued):
            last.end = quotation.end
        elif _fills_paragraph(text, quotation):
            last = Draft(last.source, None, quotation.start, quotation.end, (quotation.start, quotation.end), True)
            drafts.append(last)


def _fills_paragraph(text: str, quotation: Quotation) -> bool:
    """Whether nothing but quoted words stands between two line breaks."""
    before = text.rfind("\n", 0, quotation.start) + 1
    after = text.find("\n", quotation.end)
    rest = text[before : quotation.start] + text[quotation.end : after if after >= 0 else len(text)]
    return not rest.strip(BLANK) and text[quotation.inner_end - 1 : quotation.end + 1].strip(_QUOTE_MARKS) != ""
