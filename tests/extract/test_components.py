"""The spaCy components, on an ordinary spaCy pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.extract.model.language import DEFAULT_MODEL

if TYPE_CHECKING:
    from spacy.language import Language

TEXT = "Quarrel Media has 40 million users, Ann Lee said on Tuesday. 🦀 It paid $3bn for a rival."
RECORDS = {"quantities": "quantity", "times": "time", "statements": "statement"}


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(DEFAULT_MODEL)


def with_pipes(nlp: Language, *names: str, date: str | None = None) -> Language:
    """The pipeline with these components alone at its end."""
    for name in [*RECORDS, "claims"]:
        if name in nlp.pipe_names:
            nlp.remove_pipe(name)
    for name in names:
        nlp.add_pipe(name, config={"date": date})
    return nlp


@pytest.mark.parametrize("name", RECORDS)
def test_a_component_fills_the_group_of_its_name(nlp: Language, name: str) -> None:
    doc = with_pipes(nlp, name, date="2024-05-03")(TEXT)
    assert list(doc.spans) == [name] and len(doc.spans[name])
    for span in doc.spans[name]:
        record = span._.get(RECORDS[name])
        where = record["content"] if name == "statements" else record
        assert doc.text[where["start"] : where["end"]] == where["text"] and where["text"] in span.text


def test_claims_fills_all_groups_as_the_single_components_do(nlp: Language) -> None:
    one = with_pipes(nlp, "claims", date="2024-05-03")(TEXT)
    each = with_pipes(nlp, *RECORDS, date="2024-05-03")(TEXT)
    for name in RECORDS:
        assert [(s.start, s.end, s.label_) for s in one.spans[name]] == [
            (s.start, s.end, s.label_) for s in each.spans[name]
        ]
    users, paid = (span._.fact for span in one.spans["quantities"])
    assert users["subject"]["name"] == "Quarrel Media" and users["attribution"]["source"]["name"] == "Ann Lee"
    assert paid["quantity"]["normalized"] == "USD 3000000000"


def test_a_document_may_have_its_own_date(nlp: Language) -> None:
    with_pipes(nlp, "times", date="2024-05-03")
    doc = nlp.make_doc(TEXT)
    doc._.article_date = "2020-01-10"
    for dated, value in ((nlp(doc), "2020-01-07"), (nlp(TEXT), "2024-04-30")):
        assert dated.spans["times"][0]._.time["value"] == value


def test_records_survive_serialisation(nlp: Language) -> None:
    doc = with_pipes(nlp, "claims")(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert [s._.fact for s in again.spans["quantities"]] == [s._.fact for s in doc.spans["quantities"]]


def test_batches_and_processes_give_the_same(nlp: Language) -> None:
    with_pipes(nlp, "claims")
    texts = [TEXT, "Nothing here.", "The yard has 7 cranes."]
    alone, piped = [nlp(text) for text in texts], list(nlp.pipe(texts))
    facts = [[[s._.fact for s in doc.spans["quantities"]] for doc in docs] for docs in (alone, piped)]
    assert facts[0] == facts[1] and len(facts[0][0]) == 2


def test_a_pipeline_without_a_parser_is_refused_in_one_sentence() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("claims")
    with pytest.raises(ValueError, match="'claims' needs tagger, parser, ner before it"):
        nlp(TEXT)


def test_a_component_reads_with_the_units_of_its_config_and_no_other(nlp: Language, tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("name\tkind\twords\nsmoot\tlength\tsmoot\n", "utf-8")
    text = "The bridge is 364 smoots long."
    kinds = []
    for units in (None, str(table), None):
        with_pipes(nlp)
        nlp.add_pipe("quantities", config={"units": units})
        doc = nlp(text)
        kinds += [span.label_ for span in doc.spans["quantities"]]
    with_pipes(nlp)
    assert kinds == ["count", "length", "count"]
