"""Attributed statements of an article: who said what.

Quotation marks are paired on raw text (``quotations``), reporting verbs and their complements are read off the parse
(``reporting``), "according to" and nouns of speech likewise (``credits``), formats without a verb by punctuation
(``layout``). Here they are joined: a report's content grows to the quotations that it touches, quotations that follow a
speaker's are added to the speaker's words, and the kind is told. Source, cue and content are those of PARC 3
(Pareti 2012) and PolNeAR (Newell et al. 2018).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, NamedTuple

from pipeline import records
from pipeline.extract.statements import layout_cues as layout
from pipeline.extract.statements.cues import candidate, nouns, verbs
from pipeline.extract.statements.drafts import BLANK, Draft, draft_of, go_on
from pipeline.extract.statements.mistagged_cues import forward_report, hung_as_noun
from pipeline.extract.statements.noun_cues import noun_report, phrase_reports
from pipeline.extract.statements.order_cues import order_report, quoted_report
from pipeline.extract.statements.sources import noun_phrase, source_of
from pipeline.extract.statements.speakers import Speakers
from pipeline.extract.statements.verb_cues import CLAUSAL, Extent, Report, verb_report
from pipeline.extract.syntax.parse import heads_clause, own_subject
from pipeline.extract.text.quotations import Quotations
from pipeline.extract.text.spans import Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from pipeline.extract.entities.index import EntityIndex

__all__ = ["candidate", "statements"]

_EDGES = " \t\r\n\xa0,:;—–―-"
_WORD = re.compile(r"\w")
_TO_COLON = 6  # tokens before the colon of a list among which its cue stands
# Credit inside credit ("Reuters said an official told it …") is a statement of its own; hopes and findings that somebody
# reports of somebody else are part of what is reported.
_NESTING = frozenset({"clause", "clause before", "quote", "phrase", "parenthetic"})


def statements(doc: Doc, entities: EntityIndex, article_id: str, text: str | None = None) -> list[records.Statement]:
    """Attributed statements of an article in the order of their content.

    Args:
        doc: The article as ``Language.docs`` yields it; cues are sought in its parsed sentences.
        entities: The article's entities, which resolve each source's name.
        article_id: Id of the article, part of each statement's.
        text: The article's text, where it is at hand: a doc joins it anew from its tokens.

    Returns:
        Statements whose spans slice to their text. ``source`` is None where nobody is named ("it was reported that"),
        ``cue`` where quoted words go on without one.
    """
    text = doc.text if text is None else text
    quotes = Quotations(text)
    out: dict[str, records.Statement] = {}
    speakers = Speakers(entities, doc, text)
    for draft in sorted(_drafts(doc, text, quotes), key=_place):
        start, end, kind = _content(text, draft, quotes)
        if _WORD.search(text, start, end) is None:
            continue
        source = speakers.reference(*draft.source) if draft.source is not None else None
        if source is not None:
            speakers.hear(source)
        cue = records.Span(text[slice(*draft.cue)], *draft.cue) if draft.cue is not None else None
        origin = cue.start if cue is not None else source.start if source is not None else None
        key = records.content_id("s", article_id, start, end, origin)
        content = records.Span(text[start:end], start, end)
        out.setdefault(key, records.Statement(key, article_id, source, cue, content, kind))
    return sorted(out.values(), key=lambda s: (s.content.start, s.content.end, s.cue.start if s.cue else -1, s.id))


def _place(draft: Draft) -> int:
    """Where a statement names its source, or begins."""
    return draft.source[0] if draft.source is not None else draft.start


def _drafts(doc: Doc, text: str, quotes: Quotations) -> list[Draft]:
    """Every statement of a doc before its content is trimmed and its source resolved."""
    out: list[Draft] = []
    for sentence, words in _sentences(doc):
        bounds = (sentence.start_char, sentence.end_char)
        for word in words:
            report = _reported(word, sentence)
            if not _noted(out, text, report, bounds, quotes):
                for lost in (order_report(word, sentence), forward_report(word, sentence)):
                    _noted(out, text, lost, bounds, quotes)
        for report in phrase_reports(text, sentence):
            _noted(out, text, report, bounds, quotes)
    placed = Spans((d.start, d.end, d) for d in out)
    out = [d for d in out if _may_nest(d) or not _is_nested(d, placed)]
    _clip(out)
    out += _laid_out(doc, text, out, quotes)
    placed = Spans((d.start, d.end, d) for d in out)
    for quotation in quotes.all:
        if not placed.holds(quotation.inner_start):
            report = quoted_report(doc, text, quotation)
            bounds = (quotation.start, max(report.cue[1], report.source[1])) if report and report.source else (0, 0)
            if _noted(out, text, report, bounds, quotes):
                placed.add(out[-1].start, out[-1].end, out[-1])
    turns = layout.turns(text)
    titled = layout.headline(text)
    for name, colon, (start, end) in [*turns, *([titled] if titled is not None else [])]:
        out.append(Draft(name, colon, start, end, (name[0], end), False))
    go_on(text, out, quotes)
    return out


def _reported(word: Token, sentence: Span) -> Report | None:
    """What a verb or noun of speech reports."""
    report = verb_report(word, sentence) if heads_clause(word) else noun_report(word)
    if report is not None and report.source is None and hung_as_noun(word):
        return forward_report(word, sentence) or report  # "the paper states that", taken for a noun
    return report


def _laid_out(doc: Doc, text: str, drafts: list[Draft], quotes: Quotations) -> list[Draft]:
    """What is credited by its place on the page: signed quotations, posts, blocks, items with a source, lists."""
    out: list[Draft] = []
    placed = Spans((d.start, d.end, d) for d in drafts)
    for name, (start, end) in [*layout.signed(text, quotes), *layout.posts(text), *_blocks(text, drafts)]:
        if not placed.holds(start):
            out.append(Draft(name, None, start, end, (start, max(end, name[1])), True))
            placed.add(start, end, out[-1])
    for name, (start, end) in [*layout.bracketed(text), *layout.closing(text), *layout.tables(text)]:
        out.append(Draft(name, None, start, end, (start, name[1]), False))
    return out + _lists(doc, text, drafts)


def _blocks(text: str, drafts: list[Draft]) -> Iterator[tuple[Extent, Extent]]:
    """Blocks of quotation with who is quoted: who is credited in the line before, or whom their place names."""
    for name, lead, block in layout.blocks(text):
        credited = [d.source for d in _cued_in(drafts, lead)]
        source = credited[-1] if credited else name
        if source is not None:
            yield source, block


def _cued_in(drafts: list[Draft], line: Extent) -> list[Draft]:
    """What somebody is credited with by a cue in a line."""
    return [d for d in drafts if d.cue is not None and d.source is not None and line[0] <= d.cue[0] < line[1]]


def _lists(doc: Doc, text: str, drafts: list[Draft]) -> list[Draft]:
    """Lists under a line that credits somebody up to its colon: "They found that:", whose items are part of what is said."""
    out: list[Draft] = []
    for (low, high), (start, end) in layout.lists(text):
        reaching = [d for d in _cued_in(drafts, (low, high)) if d.end >= high - 1]
        if reaching:
            reaching[-1].end = end
            continue
        span = doc.char_span(low, high, alignment_mode="contract")
        cue = (
            next((t for t in reversed(span[-_TO_COLON:]) if t.lower_ in verbs() and t.tag_[:2] == "VB"), None)
            if span
            else None
        )
        source = source_of(cue, own_subject(cue), False) if cue is not None else None
        if cue is not None and source is not None:
            where = (cue.idx, cue.idx + len(cue))
            out.append(Draft(noun_phrase(source), where, start, end, (low, end), False))
    return out


def _noted(drafts: list[Draft], text: str, report: Report | None, sentence: Extent, quotes: Quotations) -> bool:
    """Whether a report makes a statement, which is added."""
    draft = draft_of(text, report, sentence, quotes) if report is not None else None
    if draft is None or draft.end <= draft.start:
        return False
    drafts.append(draft)
    return True


def _sentences(doc: Doc) -> Iterator[tuple[Span, list[Token]]]:
    """Parsed sentences with their verbs and nouns of speech, found in arrays: a ``Token`` is dear to make."""
    from spacy.attrs import DEP, LOWER, SENT_START, TAG
    from spacy.tokens import Span

    keys = _cue_keys()
    tags, lowers, deps, starts = doc.to_array([TAG, LOWER, DEP, SENT_START]).T.tolist()
    firsts = [i for i, start in enumerate(starts) if start == 1 or i == 0]
    for first, last in pairwise([*firsts, len(doc)]):
        if not tags[first]:
            continue  # not parsed
        words: list[Token] = []
        for i in range(first, last):
            if tags[i] in keys.verb_tags:
                if lowers[i] in keys.verbs or (deps[i] in keys.clausal and lowers[i] not in keys.never):
                    words.append(doc[i])
            elif tags[i] in keys.noun_tags and (lowers[i] in keys.nouns or lowers[i] in keys.verbs):
                words.append(doc[i])
        yield Span(doc, first, last), words


class _CueKeys(NamedTuple):
    """What a token that may be a cue has, as spaCy's keys of strings."""

    verb_tags: frozenset[int]
    noun_tags: frozenset[int]
    verbs: frozenset[int]
    never: frozenset[int]
    clausal: frozenset[int]
    nouns: frozenset[int]


@cache
def _cue_keys() -> _CueKeys:
    from spacy.strings import StringStore

    key = StringStore().__getitem__
    return _CueKeys(
        frozenset(map(key, ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"))),
        frozenset(map(key, ("NN", "NNS"))),
        frozenset(key(form) for form, verb in verbs().items() if verb.group != "none"),
        frozenset(key(form) for form, verb in verbs().items() if verb.group == "none"),
        frozenset(map(key, CLAUSAL)),
        frozenset(map(key, nouns())),
    )


def _clip(drafts: list[Draft]) -> None:
    """End what somebody says where the same sentence reports more of it ("…, adding that …")."""
    beside: dict[tuple[Extent, Extent], list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.source is not None and draft.cue is not None:
            beside[draft.sentence, draft.source].append(draft)
    for some in beside.values():
        for inner, outer in permutations(some, 2):
            if (
                inner.cue is not None
                and outer.cue is not None
                and outer.start < inner.cue[0] < outer.end
                and not outer.start <= outer.cue[0] < outer.end
                and not outer.quoted
            ):
                outer.end = inner.cue[0]


def _may_nest(draft: Draft) -> bool:
    report = draft.report
    return report is None or (report.group == "speech" and report.rule in _NESTING)


def _is_nested(draft: Draft, others: Spans[Draft]) -> bool:
    """Whether a cue stands inside what another cue reports ("X said that Y hopes that …")."""
    at = draft.cue[0] if draft.cue is not None else draft.start
    return any(not (d.cue is not None and draft.start <= d.cue[0] < draft.end) for d in others.at(at))


def _content(text: str, draft: Draft, quotes: Quotations) -> tuple[int, int, records.StatementKind]:
    """Span of the content without punctuation at its edges, and the kind of quotation.

    Direct: nothing outside quotation marks but the credit itself ("…," said Lee, "…"). Mixed: quoted and other words.
    """
    start, end = _trimmed(text, draft.start, draft.end)
    touched = quotes.overlapping(start, end)
    if not touched and draft.quoted:
        return start, end, "direct"  # a post, whole
    if not touched:
        start, end = _trimmed(text, start, end, full_stop=True)
        return start, end, "indirect"
    first, last = touched[0], touched[-1]
    if first.start <= start and last.end >= end:
        gaps = [(a.end, b.start) for a, b in pairwise(touched)]
        if all(_is_credit(text, gap, draft) for gap in gaps):
            start, end = _trimmed(text, first.inner_start, last.inner_end)
            return start, end, "direct"
    return *_trimmed(text, start, end, full_stop=True), "mixed"


def _is_credit(text: str, gap: Extent, draft: Draft) -> bool:
    """Whether what stands between two quotations is no content: the cue's clause, or nothing."""
    if draft.cue is not None and gap[0] <= draft.cue[0] < gap[1]:
        return True
    return not text[gap[0] : gap[1]].strip(BLANK)


def _trimmed(text: str, start: int, end: int, full_stop: bool = False) -> Extent:
    """A span without white space and loose punctuation at its edges."""
    edges = _EDGES + "." if full_stop else _EDGES
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in edges:
        end -= 1
    return start, end
