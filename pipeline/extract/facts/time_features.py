"""Named features of the times that a quantity may hold at, and of its holding at none; weighed by fitted weights.

Each is there or not. Those of a time tell how it hangs together with the quantity: the clauses between them, what the
time hangs from and by which word, what stands between, who stands nearer, cues of comparing and of saying. Those of
"none" tell of the quantity and its clause.
"""

from __future__ import annotations

from pipeline.extract import lexicons
from pipeline.extract.facts.time_cues import behind_cue, crossed, cues, given_away, reckoned, record_before
from pipeline.extract.facts.time_places import (
    AmountPlace,
    TimedSentence,
    TimePlace,
    clauses,
    distance,
    has_subject,
    labels,
    route,
    word_class,
)
from pipeline.extract.syntax.parse import NOUNS, VERBS

_STEPS = (0, 1, 2, 3, 5, 8, 12, 20, 35)
"""Tokens between a quantity and a time: told as the greatest of these that they reach."""
_MODIFYING = frozenset({"amod", "compound", "nummod", "nmod", "npadvmod", "quantmod"})
_NO_CLAUSE = frozenset({"aux", "auxpass", "amod", "compound"})
_MARKS: dict[str, frozenset[str]] = {
    mark: lexicons.words("time_marks", mark=mark) for mark in {row["mark"] for row in lexicons.read("time_marks")}
}
_DEFINITE = _MARKS.pop("definite")
_GRAINS = {4: "year", 7: "month", 10: "day"}
_FAR = 3  # ranks and counts that are told apart


def none_features(sentence: TimedSentence, amount: AmountPlace) -> list[str]:
    """Features of a quantity's holding at no time of its sentence."""
    found, root, kind = amount.found, amount.found.root, amount.kind
    path = labels(amount.at, amount.at.verb)
    out = [
        "none",
        f"none kind {kind}",
        f"none role {found.role}",
        f"none kind {kind} role {found.role}",
        f"none label {root.dep_}",
        f"none label {root.dep_} {kind}",
        f"none path {path}",
        f"none path {path} {kind}",
        f"none times {min(len(sentence.told), _FAR)}",
        f"none amounts {min(len(sentence.amounts), 4)}",
        f"none behind {amount.preposition}",
        f"none behind {amount.preposition} {kind}",
    ]
    if found.hyphened:
        out.append("none hyphened")
    if root.dep_ in _MODIFYING and root.head.tag_ in NOUNS and root.head.idx >= found.end:
        out.append(f"none modifies {kind}")
    if root.dep_ == "npadvmod" and root.head.tag_ in ("JJ", "RB"):
        out.append("none measures an adjective")
    if record_before(sentence, amount):
        out.append("none record")
    if _definite(sentence, amount):
        out += ["none definite", f"none definite {kind}"]
    if sentence.tokens.text[found.end : found.end + 1] == ")":
        out.append("none in brackets")
    return out + _verb_features(sentence, amount)


def _definite(sentence: TimedSentence, amount: AmountPlace) -> bool:
    head = amount.found.noun or amount.found.root
    first = sentence.tokens.at(amount.found.start)
    before = first.i > 0 and first.nbor(-1).lower_ in _DEFINITE
    return before or any(child.lower_ in _DEFINITE for child in head.children)


def _verb_features(sentence: TimedSentence, amount: AmountPlace) -> list[str]:
    if amount.at.verb < 0:
        return ["none no verb"]
    verb = sentence.tokens.doc[amount.at.verb]
    modal = any(child.tag_ == "MD" for child in verb.children)
    return [f"none verb label {verb.dep_}", *["none modal"][:modal]]


def time_features(sentence: TimedSentence, amount: AmountPlace, number: int) -> list[str]:
    """Features of a quantity's holding at one of the times of its sentence."""
    time, found = sentence.times[number], amount.found
    before = time.end <= found.start
    over = time.start < found.end and found.start < time.end
    order = "over" if over else "before" if before else "behind"
    up, down = clauses(amount.at, time.governor)
    same = "same" if up == down == "-" else "apart"
    between = _between(sentence, *((time.end, found.start) if before else (found.end, time.start)))
    grain, hangs, word, role = _grain(sentence, time), _hangs(amount, time), time.preposition, found.role
    governor = time.governor.token
    out = [
        order,
        f"{order} {same}",
        f"clauses {up} | {down}",
        f"up {up}",
        f"down {down}",
        f"{order} clauses {up} | {down}",
        f"by {word}",
        f"by {word} {order}",
        f"by {word} {same}",
        f"hangs {hangs}",
        f"hangs {hangs} {order}",
        f"hangs {hangs} by {word}",
        f"grain {grain}",
        f"grain {grain} {same}",
        f"kind {amount.kind} {grain}",
        f"kind {amount.kind} {same}",
        f"role {role} {order}",
        f"role {role} {same}",
        f"role {role} by {word} {order}",
        f"governor {word_class(governor)} {governor.dep_}",
        *(f"{order} {one}" for one in between),
        *(f"{same} {order} {one}" for one in between),
    ]
    if governor.dep_ == "pobj":
        out.append(f"inside {governor.head.lower_} {same}")
    stands = labels(amount.at, amount.at.verb).rpartition(".")[2]
    out += [
        f"path {time.path} {same}",
        f"stands {stands} {same}",
        f"stands {stands} {amount.kind} {same}",
        f"alone {len(sentence.told) == 1} {same}",
        f"alone {len(sentence.told) == 1} hangs {hangs}",
    ]
    rise, fall = route(amount.at, time.governor)
    told = reckoned(time)
    out += [
        f"route {rise} | {fall}",
        f"route up {rise}",
        f"route down {fall}",
        f"route down {fall} by {word}",
        f"told {told}",
        f"told {told} {same}",
        f"told {told} {order}",
        f"told {told} {amount.kind}",
        f"behind {amount.preposition} {same} {order}",
        f"behind {amount.preposition} {amount.kind} {same}",
    ]
    out += cues(sentence, amount, time, order)
    out += _saying(sentence, amount, time)
    out += _in_reach(sentence, amount, number, order)
    out += _rivals(sentence, amount, number, order)
    out += _tense(sentence, amount, time)
    out += _sequence(sentence, amount, number)
    return out


def _between(sentence: TimedSentence, low: int, high: int) -> list[str]:
    """What stands between two offsets: how many tokens and verbs, marks, conjunctions, quantities, times."""
    tokens = sentence.tokens.within(low, high) if high > low else []
    words = {t.lower_ for t in tokens}
    verbs = sum(t.tag_ in VERBS and t.dep_ not in _NO_CLAUSE for t in tokens)
    amounts = sum(low <= a.found.start and a.found.end <= high for a in sentence.amounts)
    out = [
        f"tokens {max(n for n in _STEPS if n <= len(tokens))}",
        f"verbs {min(verbs, 2)}",
        f"amounts {min(amounts, 2)}",
        *(mark for mark, every in _MARKS.items() if not words.isdisjoint(every)),
    ]
    if any(low <= t.start and t.end <= high for t in sentence.times):
        out.append("time")
    return out


def _grain(sentence: TimedSentence, time: TimePlace) -> str:
    """How fine a time is, and whether it is the article's own or lies ahead of it."""
    claim, value, date = time.claim, time.value, sentence.date
    if claim.since or claim.until or claim.edge:
        return "since" if claim.since else "until" if claim.until else f"{claim.edge} bound"
    if claim.joined or "/" in value:
        return "interval"
    grain = "period" if {"W", "Q", "H"} & {*value} else _GRAINS.get(len(value), "other")
    if date is None:
        return grain
    now = date[: len(value)]
    return grain + (" now" if value == now else " ahead" if value > now else "")


def _hangs(amount: AmountPlace, time: TimePlace) -> str:
    """What a time hangs from, as the quantity sees it."""
    governor = time.governor.token
    if governor.i in amount.carriers:
        return "amount" if governor.i == amount.carriers[0] else "counted"
    if governor.i == amount.at.verb:
        return "its verb"
    steps = amount.at.below(governor)
    if steps > 0:
        return f"{word_class(governor)} above {min(steps, _FAR)}"
    if time.governor.below(amount.at.token) > 0:
        return f"{word_class(governor)} below"
    if governor.tag_ in VERBS:
        return "a verb with subject" if has_subject(governor) else "a verb"
    return f"a {word_class(governor)}"


def _saying(sentence: TimedSentence, amount: AmountPlace, time: TimePlace) -> list[str]:
    """How a time stands to the statement that a quantity is part of."""
    if amount.credit is None:
        return ["nobody says"]
    content, cue = amount.credit.content, amount.credit.cue
    held = content.start <= time.start < content.end
    out = [f"said {held} {content.start <= amount.found.start < content.end}"]
    if cue is not None:
        at_cue = cue.start <= time.governor.token.idx < cue.end
        tells = amount.at.verb >= 0 and cue.start <= sentence.tokens.starts[amount.at.verb] < cue.end
        out += [f"{out[0]} at cue {at_cue}", f"said {held} at cue {at_cue} tells {tells}"]
    behind = behind_cue(sentence, amount, time)
    if behind is not None:
        day, alone = behind
        out += [f"right behind cue {day} {alone}", f"right behind cue {day} {alone} {held}"]
    return out


def _in_reach(sentence: TimedSentence, amount: AmountPlace, number: int, order: str) -> list[str]:
    """Whether a time is the nearest of those in reach that nothing gives to something else."""
    times, kind, role = sentence.times, amount.kind, amount.found.role
    link = sentence.linked(amount, times[number])
    free = [
        n
        for n, time in enumerate(times)
        if sentence.linked(amount, time) != "apart" and not given_away(sentence, amount, time)
    ]
    near = number == min(free, key=lambda n: distance(amount.found, times[n]), default=-1)
    return [
        f"linked {link}",
        f"free {number in free}",
        f"free {number in free} {order}",
        f"nearest free {near} of {min(sum(not times[n].claim.edge for n in free), _FAR)}",
        f"nearest free {near} {order}",
        f"nearest free {near} {kind}",
        f"nearest free {near} {role}",
    ]


def _rivals(sentence: TimedSentence, amount: AmountPlace, number: int, order: str) -> list[str]:
    """Whether another time stands nearer to the quantity, or another quantity nearer to the time."""
    time, found = sentence.times[number], amount.found
    if len(sentence.told) == 1:
        out = ["alone"]
    else:
        near = [distance(found, other) for other in sentence.times]
        rank = min(sorted(near).index(near[number]), _FAR)
        close = [_steps(amount, other) for other in sentence.times]
        nearest = close[number] == min(close)
        out = [f"rank {rank}", f"rank {rank} {order}", f"closest {nearest} of {len(set(close))}"]
        if nearest and close.count(min(close)) == 1:
            out.append("alone in its clause")
    mine, ours = distance(found, time), _steps(amount, time)
    nearer = sum(distance(one.found, time) < mine for one in sentence.amounts)
    closer = sum(_steps(one, time) < ours for one in sentence.amounts)
    out += [f"amounts nearer {min(nearer, _FAR)} {order}", f"amounts in a clause nearer {min(closer, 2)}"]
    return out + [f"{role} between" for role in ("initial", "final") if crossed(sentence, amount, time, role)]


def _steps(amount: AmountPlace, time: TimePlace) -> int:
    """Clauses between a quantity and a time."""
    return sum(one.count(".") + 1 for one in clauses(amount.at, time.governor) if one != "-")


def _tense(sentence: TimedSentence, amount: AmountPlace, time: TimePlace) -> list[str]:
    if amount.at.verb < 0 or sentence.date is None:
        return []
    verb, now = sentence.tokens.doc[amount.at.verb], sentence.date[: len(time.value)]
    when = "since" if time.claim.since else "now" if time.value == now else "ahead" if time.value > now else "past"
    tense = "modal" if any(child.tag_ == "MD" for child in verb.children) else verb.tag_
    return [f"tense {tense} {when}"]


def _sequence(sentence: TimedSentence, amount: AmountPlace, number: int) -> list[str]:
    """Where a quantity and a time stand in the order of all of the sentence, and whether they pair off."""
    items, time = sentence.order, sentence.times[number]
    ends = items[0][1] + items[-1][1]
    gap = items.index((time.start, "t")) - items.index((amount.found.start, "a"))
    gap = max(-_FAR, min(_FAR, gap))
    out = [f"order {gap}", f"order {gap} {ends}"]
    alike = [one.found for one in sentence.amounts if one.kind == amount.kind]
    count = len(sentence.told)
    if count > 1 and len(alike) % count == 0:
        match = sentence.told[alike.index(amount.found) % count] is time
        if len(alike) == count:
            out.append(f"paired {match}")
        if "respectively" in sentence.span.text:
            out.append(f"respectively {match}")
    return out
