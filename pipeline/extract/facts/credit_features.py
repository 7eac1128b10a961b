"""What speaks for and against each candidate to be credited with a quantity, as named features."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.statements.cues import verbs
from pipeline.extract.statements.sources import MANNERS, documents, is_document
from pipeline.extract.statements.speakers import described_type
from pipeline.extract.syntax.inflection import verb_class, verb_lemma
from pipeline.extract.syntax.nouns import is_forecaster
from pipeline.extract.syntax.parse import FINITE, VERBS, ancestors
from pipeline.records import Reference, Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.facts.credits import Credit, Credits
    from pipeline.extract.quantities.draft import QuantityDraft

_any = partial(lexicons.one_of, "time_cues")
_OPENS_CONTENT = lexicons.words("function_words", role="opens_content")

_ASIDE = re.compile(rf"\b(?:{_any(cue='aside')})\b", re.I)
_RESUMES = re.compile(
    r"""
    [,;]\s+
    (?:
        and|but|while|if|though|although|because|as|after|when|with|compared|up|down|some|about|around
        | nearly|almost|roughly|more|less|the\s\w+\s(?:was|were|is|are)|\d[\d.,]*
    )(?!-year-old)\b
    """,
    re.VERBOSE | re.I,
)
_CLASSES = ("perform", "announce", "forecast", "credit")
_COLON = re.compile(r":\s(?![“\"])")
_FIRST = 12  # tokens of a content in which the verb of a clause stands
_FAR = (40, 20, 10, 4)  # words between a quantity and a cue
_QUOTE = re.compile('["“”]')
_TERM = 25  # characters of words in quotation marks that are a term
_NEAR = 3  # characters from an age to the verb of saying behind it
_IN_PHRASE = frozenset(("amod", "nummod", "nmod", "compound", "quantmod"))
_KNOWN = lexicons.words("function_words", role="known_thing") | lexicons.words("function_words", role="definite")
_PRONOUNS = {
    **dict.fromkeys(lexicons.words("function_words", role="speaker"), "first person"),
    "you": "you",
    **dict.fromkeys(("he", "she"), "he"),
    "it": "it",
    "they": "they",
    **dict.fromkeys(("who", "which", "that"), "relative"),
}


def features(credits: Credits, found: QuantityDraft, candidates: Sequence[Credit]) -> list[list[str]]:
    """The features of each candidate, and last those of "none of them": the article says it itself."""
    posted = any(one.route == "holds" and one.cue is None and one.statement is not None for one in candidates)
    quoted = "quoted" if posted or credits.quoted(found) is not None else "plain"
    out = [
        list(dict.fromkeys([*_features(credits, found, one, quoted), *_beside_others(credits, found, one, candidates)]))
        for one in candidates
    ]
    holding = sum(one.route == "holds" for one in candidates)
    none = ["none", f"none {quoted}", f"none held {min(holding, 2)}", f"none {found.kind}"]
    if _is_known(found.root):
        none.append("none known")
    out.append([*none, f"none age {found.root.dep_}"] if found.kind == "age" else none)
    return out


def _features(credits: Credits, found: QuantityDraft, one: Credit, quoted: str) -> list[str]:
    route = one.route
    who = source_type(credits, one.source)
    out = [route, f"{route} {quoted}", f"{route} {who}", f"source {who}", f"source {who} {quoted}"]
    if one.source.name is None:
        out.append(f"unresolved {who}")
    if one.cue is None:
        out += _apart(credits, found, one)
        return out
    cue = credits.tokens.at(one.cue.start)
    out += _of_cue(cue, route, who)
    if one.step:
        lemma = verb_lemma(cue.lower_)
        out += [f"step {one.step}", f"step {lemma} {one.step}"]
        links = [other.lower_ for other in cue.rights if other.dep_ == "prep"]
        out += [f"step {lemma} with {link}" for link in links]
        if cue.lower_ in verb_class("credit"):
            out += [f"step credit with {link}" for link in links]
    out += _placed(credits, found, one, cue)
    return out


def _beside_others(credits: Credits, found: QuantityDraft, one: Credit, candidates: Sequence[Credit]) -> list[str]:
    """Whether somebody else's cue stands between a quantity and a cue before it: "A counted 40, B counted 90"."""
    if one.cue is None or one.cue.start > found.start:
        return []
    for other in candidates:
        if other.cue is None or not one.cue.end <= other.cue.start < found.start:
            continue
        if one.cue.start < other.source.start < found.start:
            apart = ";" in credits.tokens.text[one.cue.end : other.source.start]
            return [f"{one.route} overtaken", f"{one.route} overtaken by {other.route}" + (" apart" if apart else "")]
    return []


def _is_known(root: Token) -> bool:
    """Whether a quantity tells which thing is meant: "the $90 phone", "its 40 shops"."""
    noun = root.head if root.dep_ in _IN_PHRASE and root.head.i > root.i else root
    return any(c.lower_ in _KNOWN and c.i < root.i for c in noun.lefts)


def _apart(credits: Credits, found: QuantityDraft, one: Credit) -> list[str]:
    """Of a speaker without a cue: how far back the words are that name him."""
    end = one.source.end if one.statement is None else max(one.source.end, one.statement.content.end)
    quotation = credits.quoted(found)
    start = quotation.start if quotation is not None else found.start
    between = credits.tokens.text[end:start]
    breaks = between.count("\n")
    sentences = len(re.findall(r"[.!?]\W", between))
    out = [f"{one.route} breaks {min(breaks, 3)}", f"{one.route} sentences {min(sentences, 3)}"]
    if quotation is not None and quotation.end - quotation.start < _TERM:
        out.append(f"{one.route} of a term")  # "the “14-day rule”" is nobody's speech
    return out


def _of_cue(cue: Token, route: str, who: str) -> list[str]:
    lower = cue.lower_
    verb = verbs().get(lower)
    lemma = _lemma(cue)
    out = [
        f"cue {lemma}",
        f"cue {lemma} {who}",
        f"{route} group {verb.group if verb else 'other'}",
    ]
    out += [told for name in _classes(cue) for told in (f"{route} {name}", f"{route} {name} {who}")]
    if verb is not None:
        out.append(
            f"{route} {verb.group} {'quote' if 'quote' in verb.frames else 'that' if 'that' in verb.frames else 'noun'}"
        )
    labels = {other.dep_ for other in cue.lefts}
    perfect = cue.tag_ == "VBN" and "aux" in labels and "auxpass" not in labels
    out.append(f"{route} tag {'VBD' if perfect else cue.tag_}")
    for other in cue.lefts:
        if other.dep_ == "neg":
            out.append("cue negated")
        elif other.dep_ == "aux":
            out.append(f"cue aux {'to' if other.tag_ == 'TO' else 'modal' if other.tag_ == 'MD' else 'other'}")
        elif other.dep_ == "mark":
            out.append(f"cue mark {other.lower_}")
    out.append(f"cue dep {cue.dep_}")
    if cue.tag_ == "VB" and "aux" in labels and cue.head.i < cue.i:
        out.append(f"cue under {verb_lemma(cue.head.lower_)}")
        if cue.head.lower_ in MANNERS:
            out.append("cue under a manner")
    return out


def _placed(credits: Credits, found: QuantityDraft, one: Credit, cue: Token) -> list[str]:
    """Where a quantity stands beside a cue, its source and what it says."""
    behind = cue.idx < found.start
    side = f"{one.route} {'behind' if behind else 'ahead'}"
    low, high = (cue.idx + len(cue), found.start) if behind else (found.end, cue.idx)
    between = credits.tokens.text[low:high]
    words = between.count(" ")
    out = [side, f"{side} far {next((far for far in _FAR if words >= far), 0)}"]
    signs = (
        ("break", "\n" in between),
        ("aside", _ASIDE.search(between)),
        ("semicolon", ";" in between),
        ("colon", _COLON.search(between)),
    )
    out += [f"{side} {name}" for name, seen in signs if seen]
    if one.source.start <= found.start < one.source.end:
        out.append("in source")
    out += _of_kind(credits, found, one, side)
    if _is_known(found.root):
        out += [f"{one.route} known", f"{side} known"]
    path = _path(found, cue)
    out += [f"{one.route} {name}" for name in path]
    out += [f"{_lemma(cue)} {name}" for name in path if name.startswith(("by ", "unreached"))]
    if _of_source(credits, found, one):
        out.append(f"{one.route} of the source")
    if one.statement is not None:
        out += _said(credits, found, one, one.statement, cue)
    return out


def _of_kind(credits: Credits, found: QuantityDraft, one: Credit, side: str) -> list[str]:
    """Ages are often the writer's own, and durations say when something was said."""
    if found.kind == "duration":
        return [f"{side} duration"]
    if found.kind != "age" or one.cue is None:
        return []
    who = source_type(credits, one.source)
    out = [f"{one.route} age {found.root.dep_}", f"{one.route} age {who}", f"age of cue {one.cue.text.lower()}"]
    if one.source.end <= found.start and 0 <= one.cue.start - found.end <= _NEAR:
        out.append("age of speaker")
    return out


def _said(credits: Credits, found: QuantityDraft, one: Credit, statement: Statement, cue: Token) -> list[str]:
    """Of a statement: its kind, the form of its content, and whether the quantity is a part of that."""
    route, text, content = one.route, credits.tokens.text, statement.content
    out = [f"{route} {statement.kind}"]
    behind = cue.idx < found.start
    end = max(cue.idx + len(cue), one.source.end)
    resumes = (
        behind and _RESUMES.match(text, end, found.end) is not None and _ASIDE.search(text, end, found.start) is None
    )
    if route != "holds":
        if resumes and content.end <= cue.idx:
            out.append(f"{route} resumes")
        if cue.dep_ == "ROOT" and not behind and content.start <= cue.idx and one.source.start >= found.end:
            out.append(f"{route} closing")
        return out
    frame = _frame(credits, statement)
    out += [f"inner {min(one.inner, 2)}", f"inner {min(one.inner, 2)} {statement.kind}"]
    out += [f"frame {frame}", f"frame {frame} {verb_lemma(cue.lower_)}"]
    out += [f"frame {frame} {name}" for name in (*_classes(cue), *_path(found, cue))]
    around = content.start < cue.idx < content.end
    out.append(f"content {'around' if around else 'behind' if behind else 'ahead'} {statement.kind}")
    if around and resumes:
        out.append("around resumes")
    elif around and behind and one.source.end <= found.start:
        out.append("around cut" + (" quote" if _QUOTE.search(text, end, found.start) else ""))
    return out


def _lemma(cue: Token) -> str:
    verb = verbs().get(cue.lower_)
    return verb_lemma(cue.lower_) if verb is None else verb.lemma


def _classes(cue: Token) -> list[str]:
    return [name for name in _CLASSES if cue.lower_ in verb_class(name)]


def _of_source(credits: Credits, found: QuantityDraft, one: Credit) -> bool:
    """Whether a quantity hangs from the one who speaks: "said Lee, who runs 40 shops"."""
    head = credits.tokens.root(one.source.start, one.source.end)
    return head is not None and any(above.i == head.i for above in ancestors(found.root))


def _frame(credits: Credits, statement: Statement) -> str:
    """The form of a content: a clause, an infinitive, a noun phrase or other words; or quoted."""
    if statement.kind == "direct":
        return "quote"
    tokens = credits.tokens.within(statement.content.start, statement.content.end)
    if tokens[0].lower_ in _OPENS_CONTENT:
        return tokens[0].lower_
    if any(t.tag_ in FINITE for t in tokens[:_FIRST]):
        return "clause"
    return "phrase" if len(tokens) < _FIRST or not any(t.tag_ in FINITE for t in tokens) else "long"


def _path(found: QuantityDraft, cue: Token) -> list[str]:
    """The way from a quantity up to a cue: by its clauses, or that there is none."""
    clauses: list[str] = []
    known = False
    label = found.root.dep_
    for above in ancestors(found.root):
        if above.i == cue.i:
            out = [f"by {label}", f"clauses {min(len(clauses), 3)}"]
            if len(clauses) == 0 and label in ("npadvmod", "advmod", "prep") and found.kind == "duration":
                out.append("when said")
            if known:
                out.append("of what is known")
            return [*out, *(f"through {name}" for name in dict.fromkeys(clauses))]
        if above.tag_ in VERBS:
            clauses.append(above.dep_)
        elif above.dep_ == "appos":
            clauses.append("appos")
        elif any(c.lower_ in _KNOWN for c in above.lefts):
            known = True
        label = above.dep_
    return ["unreached"]


def source_type(credits: Credits, source: Reference) -> str:
    """What kind of source a source is: by its entity's type, else by its head."""
    text = source.text.lower()
    if text in _PRONOUNS:
        return _PRONOUNS[text]
    head = credits.tokens.root(source.start, source.end)
    if head is None:
        return "unknown"
    entity = credits.index.at(head.idx, head.idx + len(head))
    if entity is not None:
        return entity.type
    if is_forecaster(head):
        return "forecaster"
    if is_document(head) or head.lower_ in documents():
        return "document"
    described = described_type(head)
    if described:
        return f"some {described}"
    return "name" if head.tag_ in ("NNP", "NNPS") else "thing"
