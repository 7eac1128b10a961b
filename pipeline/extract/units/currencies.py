"""Currencies: codes, names and symbols from babel and ``lexicons/currencies.tsv``; which one a bare "$" or "rupees" is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any

from pipeline.extract import lexicons
from pipeline.extract.units import windows
from pipeline.extract.units.contexts import conditions
from pipeline.extract.units.home_dollar import home_dollar
from pipeline.extract.units.types import Reading, Unit, forms_of

if TYPE_CHECKING:
    from pipeline.extract.units.table import Table

_any = partial(lexicons.one_of, "number_contexts")
_YEARS = re.compile(r"\s*\(.*\)$")
_SHARED = {row["form"]: tuple(row["codes"].split()) for row in lexicons.read("currency_names")}
"""Currencies that share a name which is not the last word of their names in babel."""

_THOUSANDTHS = frozenset(("KWD", "BHD", "JOD", "IQD", "OMR", "TND", "LYD"))


@cache
def _locale() -> Any:
    from babel import Locale

    return Locale("en")


@cache
def _tender() -> dict[str, tuple[str, ...]]:
    """The countries' English names by the code of the currency that is legal tender there today."""
    from babel.core import get_global

    out: dict[str, list[str]] = {}
    for territory, uses in sorted(get_global("territory_currencies").items()):
        for code, _, until, tender in uses:
            if until is None and tender and territory in _locale().territories:
                out.setdefault(code, []).append(_locale().territories[territory])
    return {code: tuple(names) for code, names in out.items()}


@cache
def before_number() -> dict[str, tuple[Reading, ...]]:
    """Readings of each symbol and code that stands before a number, by exact form."""
    out: dict[str, list[Reading]] = {}
    for row in lexicons.read("currencies"):
        candidate = Reading(_unit(row), conditions(row["context"]), row["family"] or None)
        for form in filter(None, row["before"].split("|")):
            out.setdefault(form, []).append(candidate)
    for code, symbol in _locale().currency_symbols.items():
        if symbol != code and symbol != "¤":
            out.setdefault(symbol.replace("\u202f", " "), [Reading(Unit(code, "money", 1.0))])
    for code, name in _locale().currencies.items():
        if code not in out and not code.startswith("X"):
            unit = Unit(code, "money", 1.0)
            out[code] = [Reading(unit, conditions(_of_country(code, name)))]
            if code not in _WORDS_TOO:
                out[code].append(Reading(unit, conditions("amount")))
    for form, readings in _written_apart(out).items():
        out.setdefault(form, readings)
    return {form: tuple(sorted(readings, key=lambda m: not m.conditions)) for form, readings in out.items()}


_MULTIPLES = {"M": 1e6, "K": 1e3, "T": 1e3}


def _written_apart(known: dict[str, list[Reading]]) -> dict[str, list[Reading]]:
    """The other ways to write marks and codes: "S $2m", "c$5", "MSEK 412", "TEUR 860"."""
    out: dict[str, list[Reading]] = {}
    for form, readings in known.items():
        letters = form.removesuffix("$").strip()
        if form.endswith("$") and letters.isalpha() and letters.isupper() and " " not in form:
            if letters != "A":  # "A $10 levy"
                out[f"{letters} $"] = readings
            if len(letters) > 1:
                out[f"{letters.lower()}$"] = readings
        if len(form) == 3 and form.isupper() and form.isascii() and form.isalpha() and form not in _WORDS_TOO:
            for prefix, factor in _MULTIPLES.items():
                plain = Unit(form, "money", factor, 0.0, form)
                out[prefix + form] = [Reading(plain)]
    return out


# codes that are also words, acronyms or names to many readers
_WORDS_TOO = frozenset(
    ("ADP", "ALL", "AMD", "ANG", "BAM", "BAN", "BOB", "CAR", "COP", "COU", "CUP", "CVE", "DOP", "ERN", "GIP")
)
_WORDS_TOO |= {
    "IRR",
    "LAK",
    "MAD",
    "MOP",
    "PAB",
    "PEN",
    "RON",
    "SCR",
    "SDG",
    "SHP",
    "SOS",
    "SSP",
    "STD",
    "STN",
    "SRD",
    "TOP",
}
_WORDS_TOO |= {
    "TRY",
    "CHE",
    "CHW",
    "LUC",
    "LUF",
    "MAF",
    "MGF",
    "SDD",
    "SIT",
    "ROL",
    "VUV",
    "WST",
    "ZAL",
    "UYI",
    "SVC",
    "PES",
}


def _of_country(code: str, name: str) -> str:
    """The article speaks of the currency or of a country where it is legal tender."""
    words = [word for word in re.findall(r"[^\W\d_]+", _YEARS.sub("", name)) if len(word) > 3]
    return "text=" + ",".join(dict.fromkeys([*words, *(c for c in _tender().get(code, ()) if "," not in c)]))


def _unit(row: dict[str, str]) -> Unit:
    return Unit(row["code"], "money", float(row["factor"] or 1), 0.0, None, _locale().currency_symbols.get(row["code"]))


def add_currencies(table: Table) -> None:
    """Add what stands after a number to the table of units: names, codes, symbols, hundredths."""
    for row in lexicons.read("currencies"):
        unit = _unit(row)
        table.units.setdefault(row["code"], Unit(row["code"], "money", 1.0, 0.0, None, unit.symbol))
        candidate = Reading(unit, conditions(row["context"]), row["family"] or None)
        for form in forms_of(row["words"]):
            table.add_word(form, candidate)
        for form in filter(None, row["after"].split("|")):
            table.add_symbol(form, candidate)
    symbols = _locale().currency_symbols
    plurals = _locale()._data["currency_names_plural"]  # no public function gives both forms
    for code in sorted(plurals, key=lambda c: ("(" in _locale().currencies.get(c, "("), c)):
        if code == "XXX":
            continue
        unit = Unit(code, "money", 1.0, 0.0, None, symbols.get(code))
        candidate = Reading(unit)
        table.units.setdefault(code, unit)
        for form in sorted({_YEARS.sub("", name) for name in plurals[code].values()}):
            key = " ".join(form.lower().replace("-", " ").replace(".", " ").split())
            if key not in table.words and " " in key and key.replace(" ", "").isalpha():
                table.add_word(form, candidate)
    for code, readings in before_number().items():
        if len(code) == 1 and not code.isascii() and code not in table.symbols:
            table.add_symbol(code, readings[0])
        if len(code) in (3, 4) and code.isupper() and code.isascii() and code not in table.symbols:
            for reading in readings:
                table.add_symbol(code, reading)


def settle(candidate: Reading, text: str, dollar: str | None = None) -> Unit:
    """The unit that a form of money stands for in this article."""
    if candidate.family is None:
        return candidate.unit
    if candidate.family in ("dollar", "cent"):
        code = dollar or dollar_of(text)
        if candidate.family == "cent" and code == "USD" and "$" not in text and ("€" in text or "euro" in text):
            code = "EUR"
    else:
        code = _by_cues(text, candidate.family, candidate.unit.name)
    if code == candidate.unit.name:
        return candidate.unit
    factor = 0.001 if candidate.family == "fils" and code in _THOUSANDTHS else candidate.unit.factor
    return Unit(code, "money", factor)


@cache
def _members(family: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Codes and cues of the currencies that share a name, from babel's names and the lexicon."""
    listed: dict[str, list[str]] = {}
    for row in lexicons.read("currencies"):
        listed.setdefault(row["code"], []).extend(filter(None, row["cues"].split("|")))
    codes = _SHARED.get("riyal" if family == "rial" else family)
    if codes is None:
        names = _locale().currencies
        codes = tuple(c for c in sorted(_tender()) if names.get(c, "").lower().endswith(" " + family))
    out = []
    for code in codes:
        adjective = _locale().currencies[code].rsplit(" ", 1)[0]
        out.append((code, tuple(dict.fromkeys((adjective, *_tender().get(code, ()), *listed.get(code, ()))))))
    return tuple(out)


@lru_cache(maxsize=64)
def _by_cues(text: str, family: str, default: str) -> str:
    """The member of a family whose country the article speaks of most; the default where none leads."""
    best, most = default, 0
    for code, cues in sorted(_members(family), key=lambda member: member[0] != default):
        count = sum(text.count(cue) for cue in cues)
        if count > most:
            best, most = code, count
    return best


_MARKED = {row["form"]: row["code"] for row in lexicons.read("dollars") if row["place"] == "mark"}
_MARK = re.compile(
    r"""
    (?<![\w.])
    (?:
        ((?:US|U\.S\.|AUD?|CAD?|Cdn|CDN|HKD?|NZD?|SGD?|NTD?|TT|EC|FJ)(?=\s?\$)|[ACSJN](?=\$))
        | \$(US|AUD?|CAD|CAN|CDN|HKD?|NZD?|SGD?|NTD?|[ACS](?=[0-9]))(?![a-z])
    )
    """,
    re.VERBOSE,
)
_CALLED = re.compile(r"[dc](?:ollar|ent)s?\b")
_NAMED = re.compile(
    r"""
    \b
    (
        Australian|Canadian|Hong\ Kong|New\ Zealand|Singapore(?:an)?|New\ Taiwan|Taiwan(?:ese)?|Jamaican
        | Fiji(?:an)?|Namibian|U\.?S\.?|American
    )\s+$
    """,
    re.VERBOSE,
)
_NAMES = {row["form"]: row["code"] for row in lexicons.read("dollars") if row["place"] == "name"}
_CODES = ("AUD", "CAD", "HKD", "NZD", "SGD", "TWD")
_CODE = re.compile(rf"\b({'|'.join(_CODES)})\b")
_BARE = re.compile(r"(?<![A-Za-z.])(?<!(?:US|AU|CA|HK|NZ|SG|NT|S\.) )\$\s?[0-9]")
_AMOUNT_BEFORE = re.compile(rf"(?:[0-9]|\b(?:{_any(rule='scale_before')}))[ \u00a0-]?$")
_DECLARED = re.compile(r"\b(?:in|are|of|,)[ \u00a0]$")
_CONVERTED = re.compile(r"[0-9][^()$]{0,30}\(\s*(?:about |around |some |roughly |approximately |or |~)?\$\s?[0-9]")


@lru_cache(maxsize=16)
def dollar_of(text: str) -> str:
    """ISO 4217 code of the dollar that a bare "$" or "dollars" means in an article.

    It is the US dollar unless the article says otherwise: it marks another dollar by symbol, code or name ("HK$",
    "Canadian dollars") before the first bare "$", or declares it anywhere ("in Canadian dollars"), and does not set
    bare "$" beside it as the conversion ("A$5m ($3.4m)"). Where it marks the US dollar as well, bare "$" is the other
    one that it names. Where it marks none, it is the dollar of the country that it speaks of most, if it does so twice
    and at least twice as often as of the United States.
    """
    if "$" not in text and "ollar" not in text and "cent" not in text:
        return "USD"
    counts, first = _marked_dollars(text)
    american = counts.pop("USD", 0)
    if not counts:
        return "USD" if american else home_dollar(text)
    if not american:
        bare = _BARE.search(text)
        if _CONVERTED.search(text) or (bare is not None and bare.start() < first):
            return "USD"
    return max(sorted(counts), key=lambda code: counts[code])


def _marked_dollars(text: str) -> tuple[dict[str, int], int]:
    """How often an article marks each dollar, and where the first other than the US dollar stands; 0 if it is declared."""
    counts: dict[str, int] = {}
    first = len(text)
    for code, start, declared in _marks(text):
        counts[code] = counts.get(code, 0) + 1
        if declared:
            first = 0
        elif code != "USD":
            first = min(first, start)
    return counts, first


def _marks(text: str) -> Iterator[tuple[str, int, bool]]:
    """Code and place of each mark, name and code of a dollar, and whether it declares that of the whole article."""
    if "$" in text:
        for match in _MARK.finditer(text):
            yield _MARKED[match.group(1) or match.group(match.lastindex or 1)], match.start(), False
    if "ollar" in text or "cent" in text.replace("percent", ""):
        for called in _CALLED.finditer(text):
            named = _NAMED.search(text, max(0, called.start() - windows.NUMBER_CHARACTERS), called.start())
            if named is None:
                continue
            start = named.start()
            amount = _AMOUNT_BEFORE.search(text, max(0, start - windows.NUMBER_CHARACTERS), start) is not None
            # "the Canadian dollar fell" says nothing of amounts
            if (
                amount
                or called.group()[-1] == "s"
                and _DECLARED.search(text, max(0, start - windows.NUMBER_CHARACTERS), start)
            ):
                yield _NAMES.get(named.group(1), "USD"), start, not amount
    if any(code in text for code in _CODES):
        for match in _CODE.finditer(text):
            yield match.group(1), match.start(), False
