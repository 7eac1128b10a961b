"""Sentences written around quantities that are known: particles, ends, points, plans, rates further out, dimensions, names."""

from __future__ import annotations

import math
import os
import random
from collections.abc import Callable
from typing import Any

from pipeline.extract.extractor import Extractor
from tests.extract.quantities.generated_shapes import SHAPES
from tests.support.fact_cases import article

SENTENCES = 2800
DATE = "2024-05-15"
Known = tuple[float, str | None, str | None, str | None, str]
"""Value, unit, change, role and modality of a quantity."""

FIRMS = ("The insurer", "The brewery", "The bank", "The council", "The airline", "The retailer", "The trust")
CHARGES = ("fee", "fare", "fine", "price", "bill", "rent")
THINGS = (("shops", "shop"), ("branches", "branch"), ("ferries", "ferry"), ("clinics", "clinic"), ("schools", "school"))
PEOPLE = (("nurses", "nurse"), ("drivers", "driver"), ("cooks", "cook"), ("welders", "welder"))
MARKS = (("$", "USD"), ("€", "EUR"), ("£", "GBP"))
RISING = ("rose", "climbed", "crept up", "went up", "jumped", "swung up", "grew")
FALLING = ("fell", "sank", "slid", "dropped", "went down", "shrank")
BRINGING = ("brought", "drove", "pushed", "took", "drew")
PERS = (
    ("a day", "day"),
    ("every week", "week"),
    ("each month", "month"),
    ("on a weekly basis", "week"),
    ("per day", "day"),
)
STEPS = ("closing", "opening", "selling", "buying", "shutting", "scrapping", "reopening")
AHEAD = ("next year", "next month", "in September", "from June", "in 2026", "by the end of August")
NAMES = (("Ford Fiestas", "Ford Fiesta"), ("F-35s", "F-35"), ("Golf GTIs", "Golf GTI"), ("Grammys", "Grammy"))


def _particle(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Drove the fine down to $400"."""
    way, change = draw.choice((("down", "decrease"), ("up", "increase")))
    mark, unit = draw.choice(MARKS)
    amount = draw.randrange(20, 990)
    text = f"{draw.choice(FIRMS)} {draw.choice(BRINGING)} the {draw.choice(CHARGES)} {way} to {mark}{amount}."
    return text, [(amount, unit, change, "final", "asserted")]


def _ends(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Went up from £300 to £420"."""
    low = draw.randrange(30, 400)
    high = low + draw.randrange(5, 300)
    mark, unit = draw.choice(MARKS)
    verbs, change, first, last = draw.choice(
        ((RISING, "increase", low, high), (FALLING, "decrease", high, low))
    )  # fmt: skip
    text = f"The average {draw.choice(CHARGES)} {draw.choice(verbs)} from {mark}{first} to {mark}{last}."
    return text, [(first, unit, change, "initial", "asserted"), (last, unit, change, "final", "asserted")]


def _points(draw: random.Random) -> tuple[str, list[Known]]:
    """ "The index fell 310 points to 38,412"."""
    verb, change = draw.choice(
        (("rose", "increase"), ("climbed", "increase"), ("fell", "decrease"), ("slid", "decrease"))
    )
    step, level = draw.randrange(12, 400), draw.randrange(4000, 40000)
    text = f"The index {verb} {step} points to {level:,}."
    return text, [(step, "point", change, "delta", "asserted"), (level, "point", change, "final", "asserted")]


def _sides(draw: random.Random) -> tuple[str, list[Known]]:
    """ "105m by 68m"."""
    one, two = draw.randrange(12, 150), draw.randrange(8, 90)
    text = f"The {draw.choice(('hall', 'pitch', 'pool', 'yard'))} measures {one}m by {two}m."
    return text, [(one, "metre", None, None, "asserted"), (two, "metre", None, None, "asserted")]


def _comma(draw: random.Random) -> tuple[str, list[Known]]:
    """ "7,2 million euros"."""
    whole, part = draw.randrange(2, 90), draw.randrange(1, 10)
    text = f"{draw.choice(FIRMS)} paid {whole},{part} million euros."
    return text, [(float(f"{whole}.{part}") * 1e6, "EUR", None, None, "asserted")]


def _per(draw: random.Random) -> tuple[str, list[Known]]:
    """ "60 claims on a weekly basis"."""
    count, (per, time) = draw.randrange(12, 900), draw.choice(PERS)
    (plural, one) = draw.choice(
        (("patients", "patient"), ("claims", "claim"), ("calls", "call"), ("letters", "letter"))
    )
    return f"The office handles {count} {plural} {per}.", [(count, f"{one} per {time}", None, None, "asserted")]


def _converted(draw: random.Random) -> tuple[str, list[Known]]:
    """ "£15 ($19) a month"."""
    pounds = draw.randrange(12, 90)
    text = f"The ticket costs £{pounds} (${pounds + 5}) a month."
    return text, [
        (pounds, "GBP per month", None, None, "asserted"),
        (pounds + 5, "USD per month", None, None, "asserted"),
    ]


def _arranged(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Is closing nine branches next year"."""
    count, (plural, one) = draw.randrange(12, 400), draw.choice(THINGS)
    text = f"{draw.choice(FIRMS)} is {draw.choice(STEPS)} {count} {plural} {draw.choice(AHEAD)}."
    return text, [(count, one, None, None, "planned")]


def _told(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Said it was hiring 40 nurses"."""
    count, (plural, one) = draw.randrange(12, 400), draw.choice(PEOPLE)
    verb = draw.choice(("hiring", "recruiting", "moving", "dismissing"))
    said = draw.choice(("said on Monday it was", "said it is", "announced that it was", "has said it will be"))
    return f"{draw.choice(FIRMS)} {said} {verb} {count} {plural}.", [(count, one, None, None, "planned")]


def _went_on(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Was making 300 pans a day"."""
    count, verb = draw.randrange(12, 900), draw.choice(("making", "selling", "sending out", "repairing"))
    text = f"The works was {verb} {count} pans a {draw.choice(('day', 'week'))} at the time."
    return text, [(count, f"pan per {'day' if ' a day' in text else 'week'}", None, None, "asserted")]


def _one_will(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Will hire 40 nurses, buy six ferries and close 20 schools"."""
    one, two, three = (draw.randrange(12, 300) for _ in range(3))
    (people, person), (things, thing) = draw.choice(PEOPLE), draw.choice(THINGS)
    text = f"{draw.choice(FIRMS)} will hire {one} {people}, buy {two} lorries and close {three} {things}."
    return text, [
        (one, person, None, None, "planned"),
        (two, "lorry", None, None, "planned"),
        (three, thing, None, None, "planned"),
    ]


def _lent(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Has 45 clinics and rents another 15"."""
    one, two, (plural, thing) = draw.randrange(20, 300), draw.randrange(12, 90), draw.choice(THINGS)
    text = f"{draw.choice(FIRMS)} owns {one} {plural} and rents another {two}."
    return text, [(one, thing, None, None, "asserted"), (two, thing, None, None, "asserted")]


def _named(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Sold 60 Ford Fiestas"."""
    count, (plural, one) = draw.randrange(12, 300), draw.choice(NAMES)
    return f"{draw.choice(FIRMS)} sold {count} {plural}.", [(count, one, None, None, "asserted")]


KINDS: tuple[Callable[[random.Random], tuple[str, list[Known]]], ...] = (
    _particle, _ends, _points, _sides, _comma, _per, _converted, _arranged, _told, _went_on, _one_will, _lent, _named,
    *SHAPES,
)  # fmt: skip
MOST_LOST = 0.03  # of a kind's sentences: a parser errs in some


def _found(fact: Any) -> Known:
    quantity = fact.quantity
    return round(quantity.value or 0, 2), quantity.unit, quantity.change, quantity.role, fact.modality


def test_the_quantities_of_every_kind_come_back(extractor: Extractor) -> None:
    seed = int(os.environ.get("QUANTITY_SEED") or random.SystemRandom().randrange(10**6))
    print(f"QUANTITY_SEED={seed}")
    draw = random.Random(seed)
    known: dict[str, tuple[str, list[Known]]] = {}
    for number in range(SENTENCES):
        kind = KINDS[number % len(KINDS)]
        text, quantities = kind(draw)
        known[text] = kind.__name__, quantities
    of_kind: dict[str, list[str]] = {}
    for text, extraction in zip(known, extractor.extract(article(text, DATE) for text in known), strict=True):
        kind_name, quantities = known[text]
        found = [_found(fact) for fact in sorted(extraction.facts, key=lambda fact: fact.quantity.start)]
        lost = of_kind.setdefault(kind_name, [])
        if found != [(round(value, 2), *rest) for value, *rest in quantities]:
            lost.append(f"{text} {found}")
    share = SENTENCES / len(KINDS)
    mean = MOST_LOST * share
    most = mean + 3 * math.sqrt(mean)  # three standard deviations: a draw with more is no accident
    far = {name: (len(lost), lost[:3]) for name, lost in of_kind.items() if len(lost) > most}
    assert not far, f"seed {seed}: {far}"
