"""`claims furniture`: the sentences that a publisher's articles share, and what `claims extract` does with them."""

from __future__ import annotations

import json
import random

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.emit import read_table

ADVERT = "The Post has 800 offices, and yours may be the next."
STORIES = {
    "mill": "In the north, owner Orla Dahl of Oslo has bought {} saws. The mill of Bergen now has {} more, said Kari Moe.",
    "fleet": "On Monday, chief Ines Varga of Porto sold {} boats. The yard in Braga keeps {} more, said Rui Costa.",
    "school": "In May, head Ana Boldt of Leeds hired {} teachers. The school in Derby has {} more, said Tom Hale.",
}


def written(tmp_path, articles):
    path = tmp_path / "a.jsonl"
    lines = [
        json.dumps({"id": str(n), "text": text, "url": url, "date": "2024-05-03"})
        for n, (text, url) in enumerate(articles)
    ]
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def claims(*words):
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result


def three(url="https://post.example/a"):
    return [(f"{story.format(3 + n, 20 + n)} {ADVERT}", url) for n, story in enumerate(STORIES.values())]


def table(tmp_path, articles, *options):
    target = tmp_path / "shared.tsv"
    claims("furniture", written(tmp_path, articles), "-o", target, *options)
    return target.read_text("utf-8").splitlines()


def test_a_sentence_of_articles_on_different_things_is_furniture(tmp_path):
    assert table(tmp_path, three()) == ["publisher\tarticles\tof\tsentence", f"post.example\t3\t3\t{ADVERT}"]


def test_what_the_articles_on_one_story_share_is_none(tmp_path):
    story = STORIES["mill"]
    assert (
        len(table(tmp_path, [(f"{story.format(n, 30)} {ADVERT}", "https://post.example/a") for n in range(3, 7)])) == 1
    )


def test_publishers_are_apart_and_the_same_text_counts_once(tmp_path):
    one, two, three_ = three()
    other = (three_[0], "https://other.example/a")
    assert len(table(tmp_path, [one, two, other])) == 1
    assert len(table(tmp_path, [one, two, two, one])) == 1
    assert len(table(tmp_path, [one, two], "--min-articles", "2")) == 2


def test_the_order_of_the_input_does_not_matter(tmp_path):
    articles = three() + [(text.replace("800", "900"), url) for text, url in three()]
    first = table(tmp_path, articles)
    random.Random(7).shuffle(articles)
    assert table(tmp_path, articles) == first
    assert len(first) == 3


def test_nothing_is_looked_for_in_furniture_and_the_text_stays(tmp_path):
    path, shared = written(tmp_path, three()), tmp_path / "shared.tsv"
    claims("furniture", path, "-o", shared)
    claims("extract", path, "-o", tmp_path / "all", "-q", "--workers", "1", "--reader", "features")
    claims(
        "extract", path, "-o", tmp_path / "run", "-q", "--workers", "1", "--reader", "features", "--furniture", shared
    )
    claims(
        "extract", path, "-o", tmp_path / "auto", "-q", "--workers", "1", "--reader", "features", "--furniture", "auto"
    )
    assert (tmp_path / "auto" / "facts.jsonl").read_bytes() == (tmp_path / "run" / "facts.jsonl").read_bytes()
    values = [{f.quantity.value for f in read_table(tmp_path / name, "facts")} for name in ("all", "run")]
    assert values[0] - values[1] == {800.0}
    texts = [[a.text for a in read_table(tmp_path / name, "articles")] for name in ("all", "run")]
    assert texts[0] == texts[1]
    facts = list(read_table(tmp_path / "run", "facts"))
    assert facts and all(ADVERT not in fact.sentence.text for fact in facts)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: ("extract", p, "-o", "x", "--furniture", "none.tsv"), "could not be read"),
        (lambda p: ("extract", p, "-o", "x", "--furniture", p), "no header line"),
        (lambda p: ("extract", "-", "-o", "x", "--furniture", "auto"), "standard input can be read once"),
        (lambda p: ("furniture", "none.txt", "-o", "x.tsv"), "none.txt"),
        (lambda p: ("furniture", p, "-o", "no/such/x.tsv"), "could not be written"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(tmp_path, make, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, list(make(written(tmp_path, three()))))
    assert result.exit_code == 2
    assert words in result.output
    assert result.output.count("\n") == 1
