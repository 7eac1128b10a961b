"""The reader: the same for whatever is read beside it, told what is missing, and its pieces found by place."""

from __future__ import annotations

import builtins
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.reader import load
from pipeline.extract.reader.load import load_reader
from pipeline.extract.reader.pieces import Pieces
from pipeline.extract.reader.weights import parsed_weights, read_weights
from tests.support.fakes import make_article

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

TEXTS = (
    "Corvid Shipping said profit rose 12% to $40 million in 2023. It employs 900 people, and its ferry carries 300 cars.",
    "The bridge at Tarn is 364 metres long and cost $9 million. Mended in May, it carries 7,000 cars a day.",
    "Ada Brock, 44, leads a crew of 12. They spent three years on the dam, which holds 5 million litres.",
)
HEADER = "pass\thead\tfeature\tweight\n"


def test_facts_depend_on_no_neighbour_in_the_batch(extractor: Extractor) -> None:
    articles = [make_article(id=f"a{n:016x}", path=f"{n}.txt", text=text) for n, text in enumerate(TEXTS)]
    together = list(extractor.extract(articles))
    alone = [next(iter(extractor.extract([article]))) for article in reversed(articles)]
    assert [e.facts for e in together] == [e.facts for e in reversed(alone)]
    assert sum(len(e.facts) for e in together) > 6


def test_one_text_read_twice_is_read_alike(extractor: Extractor) -> None:
    one, two = (make_article(id=f"a{n:016x}", path=f"{n}.txt", text=TEXTS[0]) for n in range(2))
    found = list(extractor.extract([one, make_article(id="a" + "f" * 16, text=TEXTS[1]), two]))
    plain = [
        [replace(f, id="", article_id="", subject=None, attribution=None, time=None) for f in e.facts] for e in found
    ]
    assert plain[0] == plain[2]


def test_features_choose_alone_and_the_package_has_their_weights() -> None:
    reader = load_reader("features")
    assert (
        reader.encoder is None and reader.weights.draft.subject and reader.weights.features.pair and reader.confidence
    )


@pytest.mark.parametrize("name", ["nowhere", "features:nowhere"])
def test_what_is_no_reader_is_told(name: str) -> None:
    with pytest.raises(ValueError, match="nowhere is no reader: give a folder that claims train wrote, or features"):
        load_reader(name)


def test_a_reader_of_an_earlier_version_is_told(tmp_path: Path) -> None:
    shutil.copytree(load.packaged_folder(), tmp_path / "mine")
    with np.load(tmp_path / "mine" / "heads.npz") as heads:
        kept = {name: heads[name] for name in heads.files if not name.startswith("time.")}
    np.savez(tmp_path / "mine" / "heads.npz", **kept)
    with pytest.raises(ValueError, match="mine has no head for time, as those of earlier versions: fit it anew"):
        load_reader(str(tmp_path / "mine"))


def test_without_onnx_runtime_features_choose_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "onnxruntime":
            raise ImportError("no", name=name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    reader = load.load_reader.__wrapped__(None)
    assert reader.encoder is None
    assert "onnxruntime is not installed" in capsys.readouterr().err
    with pytest.raises(ValueError, match="needs onnxruntime"):
        load.load_reader.__wrapped__(str(load.packaged_folder()))


@pytest.mark.parametrize(
    "row",
    ["final\tsubject\there\t1", "draft\tverb\there\t1", "draft\tsubject\there\tmuch", "draft\tsubject\there\tnan"],
)
def test_a_wrong_line_of_weights_is_told(row: str) -> None:
    with pytest.raises(ValueError, match=r"mine, line 2: .* write the folder anew with claims train"):
        parsed_weights([HEADER, row], "mine")


def test_weights_are_read_by_pass_and_head(tmp_path: Path) -> None:
    (tmp_path / "features.tsv").write_text(HEADER + "reader\tpair\tpair one word\t-1.5\n", "utf-8")
    assert read_weights(tmp_path).reader.pair == {"pair one word": -1.5}


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12), st.data())
def test_a_span_is_the_pieces_that_share_a_character_with_it(lengths: list[int], data: st.DataObject) -> None:
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    ends = [start + length for start, length in zip(starts, lengths, strict=True)]
    start = data.draw(st.integers(0, ends[-1] - 1))
    end = data.draw(st.integers(start + 1, ends[-1] + 3))
    touching = [n for n in range(len(lengths)) if starts[n] < end and start < ends[n]]
    assert Pieces([0] * len(lengths), starts, ends).span(start, end) == (touching[0], touching[-1] + 1)
