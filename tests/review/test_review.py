"""Facts as a table, marked in their text, and in figures."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import review
from pipeline.emit import Run
from pipeline.records import Article
from pipeline.views.marks import LABELS, Mark, cut, displayed
from pipeline.views.palette import COLORS, TAGS, style
from tests.support.review_runs import CASES, case, extraction, make_run, save_run

RUN = make_run(Path())


# Segments


@pytest.mark.parametrize("data", CASES, ids=lambda c: c["case"])
def test_a_sentence_is_cut_where_its_parts_begin_and_end(data):
    fact = extraction(data).facts[0]
    cuts = review.cut(fact.sentence.text, review.fact_marks(fact), fact.sentence.start)
    assert [[s.text, list(s.labels)] for s in cuts] == data["segments"]


@st.composite
def marked_texts(draw):
    text = draw(st.text(st.sampled_from("ab \n🎉é\u0301א\u202e<"), max_size=30))
    spot = st.integers(-3, len(text) + 8)
    marks = draw(st.lists(st.builds(Mark, spot, spot, st.sampled_from(LABELS), st.sampled_from("fg")), max_size=8))
    return text, marks, draw(st.integers(0, 5))


@given(marked_texts())
def test_segments_join_to_the_text_and_carry_exactly_the_marks_over_them(given_text):
    text, marks, offset = given_text
    segments = cut(text, marks, offset)
    assert "".join(s.text for s in segments) == text
    at = offset
    for segment in segments:
        assert segment.start == at and segment.end == at + len(segment.text) > at
        for place in range(segment.start, segment.end):
            assert set(segment.marks) == {m for m in marks if m.start <= place < m.end}
        lengths = [m.end - m.start for m in segment.marks]
        assert lengths == sorted(lengths)
        at = segment.end
    assert at == offset + len(text)


@given(st.text(st.characters(codec=None)))
def test_shown_text_keeps_its_length_and_can_be_written(text):
    shown = displayed(text)
    assert len(shown) == len(text)
    shown.encode("utf-8")
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b")


# Highlighting


class Page(HTMLParser):
    """The tags of a page, their attributes' names, and the text of its highlighted parts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.titles: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.depth = 0
        self.title = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.add(tag)
        self.attributes |= values.keys()
        self.title = values.get("title", "")
        if self.depth:
            self.depth += 1
        elif values.get("class") == "claims-text":
            self.depth = 1
            self.texts.append("")

    def handle_endtag(self, tag):
        self.depth = max(0, self.depth - 1)
        self.title = ""

    def handle_data(self, data):
        if self.depth:
            self.texts[-1] += data
            self.titles.append((self.title, data))


@pytest.mark.parametrize("data", CASES, ids=lambda c: c["case"])
@pytest.mark.parametrize("sentence", [False, True])
def test_highlighted_html_shows_the_text_and_runs_nothing(data, sentence):
    found = extraction(data)
    page = Page(review.highlight(found.article, found.facts, sentence=sentence)._repr_html_())
    expected = [f.sentence.text for f in found.facts] if sentence else [found.article.text]
    assert page.texts == [displayed(text) for text in expected]
    assert page.tags <= {"style", "div", "p", "strong", "br", "small", "ul", "li", "span", "dl", "dt", "dd"}
    assert page.attributes <= {"class", "dir", "style", "title", "data-tag", "aria-label"}


def test_highlighting_names_the_parts_of_every_fact_given():
    found = case("plain")
    page = Page(review.highlight(found.article, found.facts).data)
    assert ("quantity", "over 40,000 users") in page.titles
    assert ("quantity", "$12") in page.titles
    assert ("source", "the operator") in page.titles
    one = Page(review.highlight(found.article, found.facts[1]).data)
    assert not any("over 40,000" in text for title, text in one.titles if title)


def test_highlighting_refuses_a_fact_of_another_article_and_an_article_without_text():
    plain, other = case("plain"), case("second article")
    with pytest.raises(ValueError, match=other.facts[0].id):
        review.highlight(plain.article, other.facts)
    unread = Article("a1", "x.pdf", None, None, None, None, None, None, None, 0, "failed", "It is not text.", 0)
    with pytest.raises(ValueError, match=r"x\.pdf.*It is not text"):
        review.highlight(unread, [])


def test_facts_of_a_frame_are_shown_in_its_order_up_to_the_limit():
    frame = review.to_frame(RUN).sort_values("confidence")
    html = review.show_facts(RUN, frame, limit=2).data
    assert html.index("30-tonne") < html.index("kits")
    assert "4 more" in html and "40,000 users" not in html
    assert "No facts" in review.show_facts(RUN, frame[:0]).data


def test_a_part_within_another_is_filled_and_the_outer_underlined():
    assert COLORS["quantity"] in style(["quantity", "subject"]).split("box-shadow")[0]
    assert COLORS["subject"] in style(["quantity", "subject"]).split("box-shadow")[1]
    assert style([]) == ""


# Viénot, Brettel and Mollon (1999), on linear sRGB: protanopia and deuteranopia.
BLINDNESS = {
    "none": numpy.eye(3),
    "protanopia": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    "deuteranopia": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
}


def linear(color: str) -> numpy.ndarray:
    part = numpy.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return numpy.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(rgb: numpy.ndarray) -> numpy.ndarray:
    xyz = numpy.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ rgb.clip(0, 1)
    f = numpy.cbrt(xyz / [0.9505, 1, 1.089])
    return numpy.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", BLINDNESS)
def test_colours_stay_apart_for_colour_blind_eyes_and_carry_dark_text(eye):
    seen = {label: numpy.array(BLINDNESS[eye]) @ linear(color) for label, color in COLORS.items()}
    for one, other in combinations(LABELS, 2):
        assert numpy.linalg.norm(lab(seen[one]) - lab(seen[other])) > 10, (one, other)
    ink = linear("#111111") @ [0.2126, 0.7152, 0.0722]
    for color in COLORS.values():
        assert (linear(color) @ [0.2126, 0.7152, 0.0722] + 0.05) / (ink + 0.05) > 4.5
    assert len(set(TAGS.values())) == len(LABELS)


# The table


def test_a_run_on_the_disk_becomes_a_frame_with_the_documented_columns(tmp_path):
    frame = review.load(save_run(tmp_path / "run"))
    assert list(frame.columns) == [c.name for c in review.COLUMNS]
    assert {c.name: str(frame[c.name].dtype) for c in review.COLUMNS} == {c.name: c.dtype for c in review.COLUMNS}
    row = frame.iloc[0]
    assert (row.kind, row.subject, row.subject_text, row.source) == (
        "user_count",
        "Oakline Ferry",
        "its ferry app",
        "Oakline Ltd",
    )
    assert (row.value, row.value_min, row.comparator, row.unit) == (40000.0, 40000.0, ">", "user")
    assert (row.article_title, str(row.article_date.date()), row.article_path) == (
        "Ferry app grows",
        "2024-06-03",
        "plain.txt",
    )
    assert (row.time, str(row.when.date()), row.rules) == ("2024-05", "2024-05-01", ("a_rule", "another"))
    assert case("plain").article.text[row.start : row.end] == row.text
    dateless = frame.iloc[2]
    assert frame.isna().loc[2, ["source", "time", "when", "article_date", "width"]].all()
    assert dateless.property == "press price"


def test_frames_of_no_facts_and_of_facts_alone_have_the_same_columns():
    empty = review.to_frame(Run(Path()))
    assert empty.empty and list(empty.columns) == [c.name for c in review.COLUMNS]
    alone = review.to_frame(Run(Path(), facts=RUN.facts))
    assert len(alone) == len(RUN.facts)
    assert alone["article_title"].isna().all() and alone["when"].isna().all()
    assert (alone.dtypes == empty.dtypes).all()


@pytest.mark.parametrize(
    ("conditions", "texts"),
    [
        ({"kind": "money"}, ["$12"]),
        ({"kind": ["money", "mass"]}, ["$12", "30-tonne"]),
        ({"subject": "OAKLINE", "min_confidence": 0.8}, ["over 40,000 users", "up to 60,000 users"]),
        ({"source": "ltd"}, ["over 40,000 users", "$12"]),
        ({"source": "", "kind": "mass"}, ["30-tonne"]),
        ({"modality": ["planned", "estimated"]}, ["25 دراجة", "up to 60,000 users"]),
        ({"subject": "(no pattern"}, []),
    ],
)
def test_facts_are_filtered(conditions, texts):
    assert list(review.facts(review.to_frame(RUN), **conditions)["text"]) == texts


def test_an_unknown_kind_is_refused_with_the_kinds_there_are():
    with pytest.raises(ValueError, match="no kind 'price': it is one of duration, age"):
        review.facts(review.to_frame(RUN), kind="price")


@pytest.mark.parametrize("place", ["named", "here", "outputs"])
def test_a_notebook_finds_its_run(tmp_path, monkeypatch, place):
    folder = save_run(tmp_path / ("outputs" if place == "outputs" else "run"))
    monkeypatch.delenv("CLAIMS_RUN", raising=False)
    monkeypatch.chdir(folder if place == "here" else tmp_path)
    if place == "named":
        monkeypatch.setenv("CLAIMS_RUN", str(folder))
    assert review.find_run().resolve() == folder.resolve()


def test_a_notebook_without_a_run_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAIMS_RUN", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match=r"nowhere.*claims extract corpus/articles -o .*nowhere"):
        review.find_run()


# Figures


def bars(figure) -> dict[str, float]:
    axis = figure.axes[0]
    return {t.get_text(): p.get_width() for t, p in zip(axis.get_yticklabels(), axis.patches, strict=True)}


def test_bars_count_facts_by_kind_article_and_subject():
    frame = review.to_frame(RUN)
    assert bars(review.by_kind(frame)) == {"user count": 2, "count": 2, "money": 1, "mass": 1}
    assert bars(review.by_article(frame))["Ferry app grows"] == 2
    assert bars(review.by_article(frame))["nested and crossing.txt"] == 1
    assert bars(review.by_subject(frame, top=1)) == {"Oakline Ferry": 3}


def test_a_subject_over_time_has_a_panel_for_each_unit_and_arrows_for_open_bounds():
    figure = review.over_time(review.to_frame(RUN), "oakline ferry")
    users, money = figure.axes
    assert [users.get_ylabel(), money.get_ylabel()] == ["user count\nuser", "money\nUSD"]
    assert [line.get_ydata()[0] for line in users.lines] == [40000.0, 60000.0]
    up, down = (arrow.xyann[1] for arrow in users.texts)
    assert up > 0 > down
    assert [t.get_text() for t in users.get_legend().get_texts()] == ["Oakline Ltd", "the article itself"]
    for choice in ({"kind": "money"}, {"unit": "USD"}, {"property": "TICKET"}, {"panels": 1}):
        assert len(review.over_time(review.to_frame(RUN), "oakline ferry", **choice).axes) == 1


def test_a_range_over_time_is_a_bar_between_its_bounds():
    frame = review.to_frame(RUN)
    subject = frame.loc[frame["comparator"] == "range", "subject"].iloc[0]
    (axis,) = review.over_time(frame, subject).axes
    bar, ends = axis.collections
    (segment,) = bar.get_segments()
    assert [point[1] for point in segment] == [5.0, 8.0]
    assert [y for _, y in ends.get_offsets()] == [5.0, 8.0] and not axis.lines


def test_figures_of_nothing_and_with_dollar_signs_can_be_drawn():
    frame = review.to_frame(RUN)
    empty = frame[:0]
    figures = [f(empty) for f in (review.by_kind, review.by_article, review.by_subject)]
    for figure in [*figures, review.over_time(frame, "the $5 to $6 mill")]:
        file = io.BytesIO()
        figure.savefig(file)
        assert file.getvalue().startswith(b"\x89PNG")
