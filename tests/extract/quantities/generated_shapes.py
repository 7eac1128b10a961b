"""Sentences around known quantities: years before levels, ranges said once, parts of a whole, prices of one, races."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.extract.quantities.test_generated_kinds import Known

MEASURES = (("hour", "hour"), ("week", "week"), ("mile", "mile"), ("pound", "pound"), ("foot", "foot"))
WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WHOLES = (("passengers", "passenger"), ("marchers", "marcher"), ("patients", "patient"), ("divers", "diver"))
PARTS = (("children", "child"), ("nurses", "nurse"), ("police officers", "police officer"), ("tourists", "tourist"))
LEVELS = (("tonnes", "tonne"), ("pupils", "pupil"), ("arrests", "arrest"), ("ships", "ship"))


def year_and_level(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Had fallen by 2019 to 61,500 tonnes"."""
    verb, change = draw.choice(
        (("fell", "decrease"), ("shrank", "decrease"), ("climbed", "increase"), ("grew", "increase"))
    )
    (plural, one), level = draw.choice(LEVELS), draw.randrange(2100, 90000)
    when = draw.choice(("by", "in", "during", "since"))
    text = f"The total {verb} {when} {draw.randrange(1960, 2024)} to {level:,} {plural}."
    return text, [(level, one, change, "final", "asserted")]


def ward(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Revised its loss estimate upward to $310 million"."""
    way, change = draw.choice((("upward", "increase"), ("upwards", "increase"), ("downward", "decrease")))
    what = draw.choice(("ticket price", "insured loss", "repair bill", "hotel tax"))
    verb, value = draw.choice(("revised", "adjusted", "amended")), draw.randrange(12, 900)
    text = f"The agency {verb} its {what} {way} to ${value} million."
    return text, [(value * 1e6, "USD", change, "final", "asserted")]


def priced(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Charges $300 a case"."""
    thing = draw.choice(("case", "parcel", "lesson", "crate", "semester", "haircut", "sample", "jar"))
    value = draw.randrange(12, 900)
    text = f"The firm {draw.choice(('charges', 'pays', 'asks'))} ${value} a {thing}{draw.choice(('', ' in winter', ' for the service'))}."
    return text, [(value, f"USD per {thing}", None, None, "asserted")]


def per_name(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Pays $31 per Velora share"."""
    told = draw.choice(("Velora", "ordinary", "Harrow Mining", "diluted", "full-time"))
    thing = "student" if told == "full-time" else "share"
    value = draw.randrange(12, 90)
    return f"The group pays ${value} per {told} {thing}.", [(value, f"USD per {thing}", None, None, "asserted")]


def factor(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Fell by a factor of eight"."""
    verb, change = draw.choice((("fell", "decrease"), ("rose", "increase"), ("dropped", "decrease")))
    value = draw.randrange(2, 11)
    number = WORDS[value - 2] if draw.random() < 0.5 else str(value)
    return f"The cost {verb} by a factor of {number}.", [(value, None, change, "delta", "asserted")]


def more_than(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Won nine seats, three more than in May", which is a change, and "more than its rival", which is none."""
    (plural, one), whole, more = draw.choice(WHOLES), draw.randrange(12, 90), draw.randrange(2, 11)
    number = WORDS[more - 2] if draw.random() < 0.5 else str(more)
    than, earlier = draw.choice(
        (("last year", True), ("in May", True), ("before", True), ("planned", False), ("its rival", False))
    )
    way, change = draw.choice((("more", "increase"), ("fewer", "decrease")))
    change, delta = (change, "delta") if earlier else (None, None)
    text = f"The centre took in {whole} {plural}, {number} {way} than {than}."
    return text, [(whole, one, None, None, "asserted"), (more, one, change, delta, "asserted")]


def of_them(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Thirty people, six of them children"."""
    (plural, one), (parts, part) = draw.choice(WHOLES), draw.choice(PARTS)
    whole, some = draw.randrange(30, 200), draw.randrange(2, 11)
    text = (
        f"Fire trapped {whole} {plural}, {draw.choice(('', 'at least ', 'about '))}{WORDS[some - 2]} of them {parts}."
    )
    return text, [(whole, one, None, None, "asserted"), (some, part, None, None, "asserted")]


def longer_than(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Came a week later than promised"."""
    unit = draw.choice(("day", "week", "month", "year", "decade"))
    way = draw.choice(("later", "sooner", "earlier"))
    text = f"The report came a {unit} {way} than {draw.choice(('promised', 'planned', 'usual'))}."
    return text, [(1, unit, None, None, "asserted")]


def inches(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Measured 61 cm (24 in)"."""
    size = draw.randrange(20, 200)
    text = f"The {draw.choice(('fish', 'plank', 'statue'))} measured {size} cm ({round(size / 2.54)} in)."
    return text, [(size, "centimetre", None, None, "asserted"), (round(size / 2.54), "inch", None, None, "asserted")]


def quarters(draw: random.Random) -> tuple[str, list[Known]]:
    """ "For three straight quarters"."""
    value = draw.randrange(2, 11)
    text = f"Its sales have fallen for {WORDS[value - 2]} {draw.choice(('straight', 'consecutive'))} quarters."
    return text, [(value, "quarter", None, None, "asserted")]


def race(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Won the 400m in 49.81", where the distance is a name."""
    time, (seconds, parts) = draw.choice((100, 200, 400)), (draw.randrange(11, 60), draw.randrange(10, 100))
    of = draw.choice((f"the {time}m", f"the {time} metres", f"the women's {time}m", f"the {time}m hurdles"))
    text = f"She won {of} in {seconds}.{parts}."
    return text, [(float(f"{seconds}.{parts}"), "second", None, None, "asserted")]


def latitude(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Lies at 51 degrees north", which measures nothing."""
    way = draw.choice(("north", "south", "North", "east", "west"))
    return f"The {draw.choice(('wreck', 'island', 'reef'))} lies at {draw.randrange(10, 80)} degrees {way}.", []


def hanging(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Signed 6- and 8-week contracts", two of them."""
    unit, name = draw.choice(MEASURES)
    one = draw.randrange(2, 30)
    two = one + draw.randrange(1, 9)
    text = f"The shop offers {one}- {draw.choice(('and', 'or'))} {two}-{unit} {draw.choice(('models', 'versions'))}."
    return text, [(one, name, None, None, "asserted"), (two, name, None, None, "asserted")]


def gapped(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Cost €30 million and the striker 45", "68 cents, up from 66"."""
    if draw.random() < 0.5:
        one, two = draw.randrange(12, 90), draw.randrange(12, 90)
        first, second = draw.choice((("house", "barn"), ("lorry", "trailer"), ("sofa", "lamp")))
        text = f"The {first} cost €{one} million and the {second} {two}."
        return text, [(one * 1e6, "EUR", None, None, "asserted"), (two * 1e6, "EUR", None, None, "asserted")]
    low = draw.randrange(20, 60)
    high = low + draw.randrange(1, 30)
    text = f"A {draw.choice(('stamp', 'loaf', 'ticket'))} costs {high} cents, up from {low}."
    return text, [
        (high / 100, "USD", "increase", "final", "asserted"),
        (low / 100, "USD", "increase", "initial", "asserted"),
    ]


def young(draw: random.Random) -> tuple[str, list[Known]]:
    """ "Children under 12 ride free", where the verb may be taken for a noun."""
    who = draw.choice(("Children", "Passengers", "Workers", "Women", "Teenagers", "Drivers"))
    does = draw.choice(("board first", "pay half", "ride free", "need checks", "face cuts", "are exempt"))
    value = draw.randrange(11, 80)
    return f"{who} {draw.choice(('under', 'over'))} {value} {does}.", [(value, "year", None, None, "asserted")]


SHAPES = (
    year_and_level, ward, priced, per_name, factor, more_than, of_them, longer_than, inches, quarters, race, latitude,
    hanging, gapped, young,
)  # fmt: skip
