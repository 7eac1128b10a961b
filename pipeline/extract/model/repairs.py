"""What the parser gets wrong as a rule, put right in its grid of heads, labels and tags before a doc is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract import lexicons

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from pipeline.extract.model.annotators import Grid
    from pipeline.extract.model.parser import Ints

_PARTING = (";", ":")
_LONGEST_CLAUSE = 60  # tokens before the sign in which the clause's verb is looked for
_SINGULARS = tuple(lexicons.words("quantity_words", rule="ends_singular"))
_TOWN = 4  # words from an article to the last of a town
_SUBJECTS = ("nsubj", "nsubjpass")
_NOMINAL = ("dobj", "pobj", "attr", "conj", "nsubj", "nsubjpass")
_ADRIFT = ("npadvmod", "dep", *_SUBJECTS)  # what is made of a subject that a place stands between it and its verb


def part_clauses(doc: Doc, grid: Grid) -> None:
    """Coordinate clauses that a semicolon or colon parts, in place: none of them says the others.

    The parser's training data call the first of "Sales rose 4%; analysts had expected 5%" a complement of the second's
    verb, as the first of "Sales rose 4%, analysts said" is.
    """
    import numpy
    from spacy.attrs import ORTH

    strings = doc.vocab.strings
    complement, coordinate = strings["ccomp"], strings["conj"]
    heads, orths = grid[:, 0].view("int64"), doc.to_array(ORTH)
    for at in numpy.flatnonzero(numpy.isin(orths, [strings[sign] for sign in _PARTING])).tolist():
        before = range(max(0, at - _LONGEST_CLAUSE), at)
        clauses = [i for i in before if grid[i, 1] == complement and i + heads[i] > at]
        verb = clauses[0] + int(heads[clauses[0]]) if clauses else at
        later = any(grid[i, 1] == complement and i + heads[i] == verb for i in range(at, verb))
        if not clauses or later or _is_below(heads, at + 1, clauses[-1]):
            continue
        first, *others = (i for i in clauses if i + heads[i] == verb)
        _replace(grid, verb, first)
        for other in (*others, verb):
            heads[other] = first - other
            grid[other, 1] = coordinate


def join_places(doc: Doc, grid: Grid) -> None:
    """Makes the second of two places the first's apposition, in place, where it was taken for a verb's subject.

    "A man from Leeds, West Yorkshire won $40,000": the man wins.
    """
    strings = doc.vocab.strings
    subjects, adrift = ({strings[label] for label in labels} for labels in (_SUBJECTS, _ADRIFT))
    object_, preposition, named = strings["pobj"], strings["prep"], strings["NNP"]
    heads = grid[:, 0].view("int64")
    for place in doc.ents:
        first, at = place.start, place.end - 1
        if place.label_ != "GPE" or first < 4 or doc[first - 1].text != "," or grid[at, 1] not in subjects:
            continue
        town = first - 2
        before = town + int(heads[town])
        noun = before + int(heads[before])
        if grid[town, 1] != object_ or grid[town, 2] != named or grid[before, 1] != preposition or noun >= before:
            continue
        verb = at + int(heads[at])
        if grid[noun, 1] not in adrift or noun + int(heads[noun]) != verb or doc[noun].ent_type_ in ("DATE", "TIME"):
            continue
        grid[noun, 1] = grid[at, 1]
        heads[at] = town - at
        grid[at, 1] = strings["appos"]


def _replace(grid: Grid, old: int, new: int) -> None:
    """Hangs a token where another hangs, under its label, in place."""
    heads = grid[:, 0].view("int64")
    heads[new] = heads[old] and old + heads[old] - new
    grid[new, 1] = grid[old, 1]


def _is_below(heads: Ints, low: int, high: int) -> bool:
    """Whether a token hangs from another, however far above."""
    while low < len(heads) and heads[low]:
        low += int(heads[low])
        if low == high:
            return True
    return False


def join_objects(doc: Doc, grid: Grid) -> None:
    """Coordinates a noun with a verb's object, in place, where it was coordinated with the verb.

    "It expects sales between $4m and $5m, and income between $1m and $2m": income is expected, as sales are.
    """
    strings = doc.vocab.strings
    coordinate, object_ = strings["conj"], strings["dobj"]
    nouns = {strings[tag] for tag in ("NN", "NNS", "NNP", "NNPS")}
    heads = grid[:, 0].view("int64")
    acting = {at + int(heads[at]) for label in _SUBJECTS for at in (grid[:, 1] == strings[label]).nonzero()[0].tolist()}
    objects = {at + int(heads[at]): at for at in (grid[:, 1] == object_).nonzero()[0].tolist() if grid[at, 2] in nouns}
    for at in (grid[:, 1] == coordinate).nonzero()[0].tolist():
        verb = at + int(heads[at])
        noun = grid[at, 2] in nouns and at not in acting  # what has a subject is a verb, whatever its tag
        if noun and grid[verb, 2] not in nouns and verb < objects.get(verb, 0) < at:
            heads[at] = objects[verb] - at


def seat_firms(doc: Doc, grid: Grid) -> None:
    """Puts a noun in the place of the town of its seat, in place, where it was taken for the town's apposition.

    "The Hoffman Estates, Illinois-based retailer said": the retailer says it.
    """
    strings = doc.vocab.strings
    modifier, apposition, article = strings["amod"], strings["appos"], strings["det"]
    name = strings["NNP"]
    heads = grid[:, 0].view("int64")
    for at in (grid[:, 1] == modifier).nonzero()[0].tolist():
        noun = at + int(heads[at])
        town = noun + int(heads[noun])
        if grid[noun, 1] != apposition or not town + 2 < at < noun or not doc[at].lower_.endswith("based"):
            continue
        articles = [i for i in range(max(0, town - _TOWN), town) if i + heads[i] == town and grid[i, 1] == article]
        state = doc[town + 1].text == "," and all(grid[i, 2] == name or doc[i].text == "-" for i in range(town + 2, at))
        if not state or not articles and doc[town].ent_type_ != "GPE":
            continue
        _replace(grid, town, noun)
        heads[town] = noun - town
        grid[town, 1] = strings["nmod"]
        for other in articles:
            heads[other] = noun - other


def count_plurals(doc: Doc, grid: Grid) -> None:
    """Tags what a number counts as a plural, in place, where it was tagged as a verb's third person or a singular.

    The parser sees the number's noun in "sold 3 million Switch consoles" or "140 new hires", whatever the tagger saw.
    """
    strings = doc.vocab.strings
    heads = grid[:, 0].view("int64")
    third, singular, nominal = strings["VBZ"], strings["NN"], {strings[label] for label in _NOMINAL}
    for at in (grid[:, 1] == strings["nummod"]).nonzero()[0].tolist():
        noun = at + int(heads[at])
        mistaken = grid[noun, 2] == third or grid[noun, 2] == singular and grid[noun, 1] in nominal
        if noun <= at or not mistaken:
            continue
        form = doc[noun].lower_
        if form.endswith("s") and not form.endswith(_SINGULARS) and doc[at].lower_ not in ("one", "1"):
            grid[noun, 2] = strings["NNS"]
