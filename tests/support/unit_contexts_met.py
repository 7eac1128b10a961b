"""Sentences that meet the conditions of a row of a table of units, so that each of its forms can be tried in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extract import lexicons
from pipeline.extract.units.types import forms_of

WITH_VALUE = re.compile(r"(?<![a-z])(next|number|before|near|text|atmost)=(.*?)(?= (?:not)?[a-z]+(?:=|$)|$)")


def forms_after(row: dict[str, str], symbols: str) -> Iterator[str]:
    """The forms of a row that stand after a number."""
    yield from forms_of(row["words"])
    yield from filter(None, row[symbols].split("|"))


def sentence(form: str, context: str) -> tuple[str, int]:
    """A sentence in which a form stands after a number under the conditions of a context, and the number's end."""
    cell = re.sub(r",\s+", ",", context)
    values = {name: value.split(",")[0] for name, value in WITH_VALUE.findall(cell)}
    plain = set(re.sub(r"\S+=\S+(?: \S+)*?(?= \S+=|$)", "", cell).split()) | set(cell.split())
    number = values.get("number", "7")
    number = "7.5" if {"decimal", "amount"} & plain else number
    number = "-" + number if "signed" in plain else number
    number = "$" + number if "currency" in plain else number
    number = number + " million" if "scaled" in plain else number
    gap = "-" if "hyphen" in plain else "" if {"glued", "joined"} & plain else " "
    if "per" in plain:
        number, gap = "7 km", "/"
    opening = (
        f"About the {values['near']} " if "near" in values else f"Of {values['text']} " if "text" in values else ""
    )
    opening += f"{values['before']} " if "before" in values else ""
    following = values.get("next", ".")
    inches = '6"' if "inches" in plain else ""
    if "bracketed" in plain:
        opening, following = opening + "(", ")"
    head = opening + number
    return (
        f"{head}{gap}{form}{inches}{'' if following in ('.', ')') or inches else ' '}{'' if inches else following}",
        len(head),
    )


def units_and_currencies() -> list[tuple[str, str, str]]:
    """Name, form and context of every form after a number in both tables."""
    out = [
        (row["name"], form, row["context"]) for row in lexicons.read("units") for form in forms_after(row, "symbols")
    ]
    rows = lexicons.read("currencies")
    return out + [(row["code"], form, row["context"]) for row in rows for form in forms_after(row, "after")]
