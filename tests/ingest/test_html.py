"""Web pages: the article without what surrounds it, and what the page says of itself."""

import json

import pytest

from pipeline.ingest import Source, read
from pipeline.ingest.formats.boilerplate import Block, article_blocks, rejoined, without_teasers
from tests.paths import CASES

BLOCKS = [json.loads(line) for line in (CASES / "ingest_boilerplate.jsonl").read_text("utf-8").splitlines()]
PROSE = [
    "The city of Marlow opened 12 kilometres of new cycle lanes on Monday, the mayor's office said in a statement.",
    "Traffic counts show that some 4,000 people rode through the centre each day in the first week of the month.",
    "Shopkeepers had feared a loss of trade, but sales rose by 3 percent in the same week, according to the chamber.",
    "The second stage will cost 8 million pounds and is planned to open in the autumn of next year.",
]
LONGER = [
    "The lanes are 2.4 metres wide and are parted from the cars by a kerb of stone, which the town had not tried before.",
    "Drivers lost 310 places to park, of which the council says that a third had stood empty on most days of the year.",
    "A count in the spring will show whether the lanes have drawn the 6,000 riders a day for whom they were planned.",
    "Two towns to the south have asked to see the plans, and one of them has put 5 million pounds aside for lanes.",
    "The ministry of transport, which pays 40 percent of the costs, called the lanes a model for towns of their size.",
]
COMMENT = "I have lived in this street for 40 years and have never seen so many people on bicycles before in my life."
LINKED = '<script type="application/ld+json">%s</script>'
HEAD = """<title>Marlow opens cycle lanes | The Marlow Post</title>
<meta property="og:title" content="Marlow opens cycle lanes"><meta property="og:site_name" content="The Marlow Post">
<link rel="canonical" href="https://post.example/news/marlow-cycle-lanes">"""


def page(body, head=HEAD, lang="en-GB"):
    return f"<!DOCTYPE html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>"


def prose(*extra):
    return (
        "<article><h1>Marlow opens cycle lanes</h1>"
        + "".join(f"<p>{p}</p>" for p in PROSE)
        + "".join(extra)
        + "</article>"
    )


@pytest.fixture
def article(tmp_path):
    def make(content, name="a.html"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (found,) = read(Source(str(path)))
        return found

    return make


def test_text_is_the_paragraphs_without_title_menus_and_prompts(article):
    got = article(
        page(
            "<nav><a href='/1'>Home</a> <a href='/2'>Top 10 stories</a></nav>"
            + prose(
                "<p>Read more: <a href='/3'>Five things to know about lanes</a></p>",
                "<p><a href='/4'>Council tax to rise by 4 percent</a></p>",
                "<figure><img src='x.png'><figcaption>One of 30 new signs.</figcaption></figure>",
                "<p>Sign up for our newsletter, read by 20,000 people.</p>",
                "<h2>Related stories</h2><p>Bus fares to rise by 5 percent in May, says firm.</p>",
            )
            + "<aside><p>Our 50 most popular articles of all time are listed here for you.</p></aside>"
            + "<footer><p>© 2024 The Marlow Post, 12 High Street.</p></footer>"
        )
    )
    assert got.text == "\n\n".join(PROSE)
    assert got.title == "Marlow opens cycle lanes"
    assert (got.publisher, got.language) == ("The Marlow Post", "en")
    assert got.url == "https://post.example/news/marlow-cycle-lanes"


@pytest.mark.parametrize("case", BLOCKS, ids=lambda case: case["block"])
def test_blocks_are_judged_by_their_form(case):
    around = [Block("p", text) for text in PROSE]
    blocks = [*around[:2], Block("p", case["block"]), *around[2:]]
    kept = article_blocks(blocks, ("Marlow opens cycle lanes",), frozenset())
    assert (Block("p", case["block"]) in kept) == case["kept"]
    assert [b for b in kept if b in around] == around


def test_sections_of_other_articles_end_at_a_heading_of_their_level():
    blocks = [Block("p", text) for text in PROSE]
    blocks += [Block("head", "Most read", 2), Block("head", "Bus fares", 3), Block("p", "Fares rise by 9 percent.")]
    blocks += [Block("head", "What comes next", 2), Block("p", "Work starts in May.")]
    kept = [b.text for b in article_blocks(blocks, (), frozenset())]
    assert kept == [*PROSE, "What comes next", "Work starts in May."]


def test_linked_headlines_at_the_end_are_left_out_with_their_lines():
    teasers = [
        Block("head", "Bus fares rise", 3),
        Block("p", "They cost 9 percent more."),
        Block("head", "Rain ahead", 3),
    ]
    linked = {"bus fares rise", "rain ahead"}
    story = [Block("p", PROSE[0]), Block("head", "What comes next", 2), Block("p", PROSE[1])]
    assert without_teasers([*story, *teasers], linked) == story
    assert without_teasers([*story, *teasers[:2]], linked) == [*story, *teasers[:2]]
    assert without_teasers([*story, *teasers], set()) == [*story, *teasers]


def test_repeated_paragraphs_are_left_out():
    blocks = [Block("p", text) for text in (*PROSE, PROSE[1])]
    assert [b.text for b in article_blocks(blocks, (), frozenset())] == PROSE


@pytest.mark.parametrize("name", ["reader-comments", "comment_4411", "author-bio", "story__recirc", "most-popular"])
def test_what_its_makers_name_says_is_beside_the_article_is_left_out(article, name):
    lines = "".join(f"<div class='{name}'><p>{COMMENT.replace('40', count)}</p></div>" for count in ("41", "57"))
    got = article(page(prose(*(f"<p>{p}</p>" for p in LONGER)).replace("</article>", f"{lines}</article>")))
    assert got.text == "\n\n".join([*PROSE, *LONGER])


@pytest.mark.parametrize("name", ["post-comments", "printable", "shared-story"])
def test_a_name_in_which_most_of_the_text_stands_tells_nothing(article, name):
    assert article(page(f"<div class='{name}'>{prose()}</div>")).text == "\n\n".join(PROSE)


def test_prose_in_pre_is_text_and_code_is_none(article):
    code = "for (i = 0; i < 900; i++) { lanes.push(i); } // 44\n" * 12
    got = article(page(prose(f"<pre>{' '.join(LONGER)}</pre>", f"<pre>{code}</pre>")))
    assert LONGER[0] in got.text
    assert "900" not in got.text


def test_text_between_paragraphs_is_text(article):
    loose = f"{LONGER[0]}<p>{LONGER[1]}</p>{LONGER[2]}"
    got = article(page(f"<h1>Marlow opens cycle lanes</h1><div><p>{PROSE[0]}</p>{loose}</div>"))
    assert LONGER[2] in got.text


def test_the_day_said_to_be_of_publication_wins_over_another_below_the_headline(article):
    line = "<p>Today is 4 May 2019</p><div>Published: Friday, 2 August 2024 | 4:35 PM</div>"
    got = article(page(f"<h1>Market Insider</h1><p>7 May 2019</p>{prose().replace('</h1>', '</h1>' + line)}"))
    assert got.date == "2024-08-02"


def test_sentences_cut_at_a_link_are_joined():
    blocks = [Block("p", "The mayor of"), Block("p", "Marlow Town"), Block("p", "’s centre opened 5 lanes.")]
    assert [b.text for b in rejoined(blocks, {"marlow town"})] == ["The mayor of Marlow Town’s centre opened 5 lanes."]


@pytest.mark.parametrize(
    ("head", "date"),
    [
        (LINKED % '{"@type": "NewsArticle", "headline": "x", "datePublished": "2024-08-01T10:00:00Z"}', "2024-08-01"),
        (LINKED % '<![CDATA[ {"@graph": [{"@type": "NewsArticle", "datePublished": "2024-08-01"}]} ]]>', "2024-08-01"),
        (LINKED % "{broken" + '<meta property="article:published_time" content="2024-08-02T10:00:00Z">', "2024-08-02"),
        (LINKED % '{"@type": "NewsArticle", "headline": "x", "datePublished": "0001-01-01T00:00:00Z"}', None),
        ('<link rel="canonical" href="https://post.example/2024/08/01/lanes">', "2024-08-01"),
        (
            '<link rel="canonical" href="https://post.example/2024/07/31/lanes">'
            '<meta property="article:published_time" content="2024-08-01T02:00:00Z">',
            "2024-07-31",
        ),
        (
            '<link rel="canonical" href="https://post.example/2023/07/31/lanes">'
            '<meta property="article:published_time" content="2024-08-01T02:00:00Z">',
            "2024-08-01",
        ),
    ],
)
def test_date_is_the_day_of_publication(article, head, date):
    assert article(page(prose(), head)).date == date


def test_a_time_element_dates_the_article(article):
    body = prose().replace("</h1>", "</h1><time datetime='2024-08-01T09:00'>1 August</time>")
    assert article(page(body, "")).date == "2024-08-01"


BODIES = (
    "class='story-text'",
    "class='art-body x1'",
    "itemprop='articleBody'",
    "class='entry-content chunk-1'",
    "class='q7Zk'",
)


def chunk(attribute, number, paragraphs):
    return f"<div {attribute.replace('1', str(number))}>" + "".join(f"<p>{p}</p>" for p in paragraphs) + "</div>"


@pytest.mark.parametrize("attribute", BODIES)
@pytest.mark.parametrize("between", ["<div class='slot'>Advertisement</div>", "<div class='row'><div></div></div>", ""])
def test_a_body_in_several_containers_of_one_make_is_whole(article, attribute, between):
    story = [*PROSE, *LONGER]
    chunks = between.join(chunk(attribute, n, story[n : n + 3]) for n in range(0, len(story), 3))
    comments = "<div class='reader-comments'>" + chunk(attribute, 1, [COMMENT]) + "</div>"
    body = f"<h1>Marlow opens cycle lanes</h1><div class='content'>{chunks}</div>{comments}"
    assert article(page(body)).text == "\n\n".join(story)


@pytest.mark.parametrize(
    "lead",
    [
        "<div class='lead'>%s</div>",
        "<div class='q1'><span>%s</span></div>",
        "<div><div class='intro'><b>%s</b></div></div>",
    ],
)
def test_a_lead_outside_of_the_body_is_part_of_the_article(article, lead):
    rest = "".join(f"<p>{p}</p>" for p in (*PROSE[1:], *LONGER))
    body = f"<h1>Marlow opens cycle lanes</h1><main><article>{lead % PROSE[0]}{rest}</article></main>"
    assert article(page(body)).text == "\n\n".join((*PROSE, *LONGER))


def test_a_description_below_the_headline_is_metadata_and_a_caption_no_lead(article):
    described = HEAD + f'<meta name="description" content="{COMMENT}">'
    around = f"</h1><div class='dek'>{COMMENT}</div><div class='photo-caption'>{LONGER[0]}</div>"
    body = prose(*(f"<p>{p}</p>" for p in LONGER[1:])).replace("</h1>", around)
    assert article(page(body, described)).text == "\n\n".join([*PROSE, *LONGER[1:]])


def test_another_story_below_the_article_is_left_out(article):
    other = (
        f"<div class='story'><h1>Bus fares</h1><div class='story-text'><p>{COMMENT}</p><p>{LONGER[0]}</p></div></div>"
    )
    mine = f"<div class='story'><h1>Marlow opens cycle lanes</h1>{chunk(BODIES[0], 1, [*PROSE, *LONGER[1:]])}</div>"
    assert article(page(mine + other)).text == "\n\n".join([*PROSE, *LONGER[1:]])


def test_a_text_named_a_page_is_read_as_text(article):
    assert article("\n\n".join(PROSE)).text == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    ("head", "h1"),
    [
        ("<title>%s - The Marlow Post</title>", "%s"),
        ("<title>The Marlow Post | %s</title>", "The Marlow Post"),
        ("<title>%s | News | Marlow Post</title>", "Local"),
        ('<meta property="og:title" content="Opinion | %s"><title>x</title>', "%s"),
        ('<meta property="og:title" content="Marlow Post"><title>%s – Marlow Post</title>', "%s"),
        ('<meta property="og:title" content="%s"><title>Lanes are here</title>', "Town &amp; country"),
        (LINKED % '{"@type": "NewsArticle", "headline": "%s"}', "Sport"),
    ],
)
def test_the_headline_is_what_the_page_agrees_on_without_its_sites_name(article, head, h1):
    title = "Lanes for 4,000 cyclists open in Marlow"
    site = '<meta property="og:site_name" content="The Marlow Post">'
    body = prose().replace("Marlow opens cycle lanes", h1 % title if "%" in h1 else h1)
    assert article(page(body, site + head.replace("%s", title))).title == title


@pytest.mark.parametrize(
    ("below", "date"),
    [
        ("<p class='meta'>Friday 2 August 2024</p>", "2024-08-02"),
        ("<span>August 2nd, 2024</span>", "2024-08-02"),
        ("<p>First published Friday 2 August 2024; updated 5 August 2024</p>", "2024-08-02"),
        (
            "<p>Updated <time datetime='2024-08-05'>5 August</time>. Posted <time datetime='2024-08-02'>x</time></p>",
            "2024-08-02",
        ),
        (
            "<aside><time datetime='2017-03-03'>3 March 2017</time></aside><p>By A. Dale, 2 August 2024</p>",
            "2024-08-02",
        ),
        ("<div class='news-ticker'><time datetime='2024-09-09'>now</time></div><p>2 August 2024</p>", "2024-08-02"),
        ("<p>Last updated: 5 August 2024</p>", "2024-08-05"),
        ("<p>25/07/2024</p>", "2024-07-25"),
        ("<p>02/08/2024</p>", None),
        ("<p>Published 02/08/2024, updated 14/08/2024</p>", "2024-08-02"),
        ("<p>No day at all.</p>", None),
    ],
)
def test_the_visible_day_of_publication_counts_where_no_metadata_tells_one(article, below, date):
    body = prose().replace("</h1>", "</h1>" + below)
    assert article(page(body, "<title>Marlow opens cycle lanes</title>", "en")).date == date


LATEST = "<div class='latest'><ul><li>12 May 2024 <a href='/a'>Ferry fares are to rise in June</a></li></ul></div>"


@pytest.mark.parametrize(
    ("foot", "date"),
    [
        ("<p class='foot'>Published 2 August 2024</p>", "2024-08-02"),
        ("<div>Posted on August 2, 2024 by Ana Dale</div>", "2024-08-02"),
        ("<footer><p>First published: 2 August 2024</p></footer>", "2024-08-02"),
        (
            "<p>A report that was published 2 August 2024 says that lanes are the safest of all the ways to ride.</p>",
            None,
        ),
    ],
)
def test_a_line_at_the_foot_tells_the_day_of_publication(article, foot, date):
    assert article(page(prose(foot) + LATEST, "<title>Marlow opens cycle lanes</title>", "en")).date == date


def test_text_broken_by_br_alone_is_without_the_menu_beside_it(article):
    cells = (
        f"<td><a href='/'>Home</a><br><a href='/n'>News</a></td><td><h1>Marlow opens</h1>{'<br><br>'.join(PROSE)}</td>"
    )
    found = article(page(f"<table><tr>{cells}</tr></table>", "<title>Marlow opens</title>"))
    assert found.text == "\n\n".join(PROSE)


@pytest.mark.parametrize(("lang", "date"), [("en", None), ("en-GB", "2024-08-02"), ("en-US", "2024-02-08")])
def test_the_order_of_day_and_month_is_that_of_the_pages_locale(article, lang, date):
    assert article(page(prose(), '<meta name="date" content="02/08/2024">', lang)).date == date


def test_a_declared_charset_counts_only_where_the_bytes_are_not_utf8(article):
    told = '<meta charset="%s">' + HEAD
    text = prose("<p>The café on Zürich Street sold 300 cups more than in the week before, its owner said.</p>")
    for declared, real in (
        ("windows-1252", "cp1252"),
        ("gb2312", "utf-8"),
        ("iso-8859-2", "iso-8859-2"),
        ("nonsense", "cp1252"),
    ):
        assert "café on Zürich Street" in article(page(text, told % declared).encode(real)).text


def test_stray_nul_bytes_are_dropped(article):
    data = page(prose()).encode().replace(b"cycle lanes on", b"cycle\0 lanes on")
    assert article(data).text == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ('<?xml version="1.0"?><rss version="2.0"><channel><title>News</title></channel></rss>', "news feed"),
        ("<html><frameset cols='20%,80%'><frame src='a.html'></frameset></html>", "frameset"),
        (page("<h1>403 Forbidden</h1><p>You may not see this page.</p>", "<title>403 Forbidden</title>"), "error page"),
        (
            page("<p>Ten stories for you today.</p>", '<link rel="canonical" href="https://post.example/">'),
            "front page",
        ),
        (page("<script>var x = 5;</script>"), "no running text"),
        ("<" * 5000, "no"),
    ],
)
def test_pages_that_are_no_article_are_skipped(article, content, word):
    got = article(content)
    assert got.status == "skipped"
    assert word in got.error


def test_short_pages_and_fragments_are_read(article):
    assert article("<html><body><p>Marlow has 5 million users.</p></body></html>").text == "Marlow has 5 million users."
    assert article("<p>Marlow has <b>5 million</b> users.</p>").text == "Marlow has 5 million users."


def test_a_page_saved_as_text_is_a_page(article):
    assert article(page(prose()), "saved.txt").text == "\n\n".join(PROSE)


def test_note_references_are_not_glued_to_numbers(article):
    body = prose(
        "<p>In all, 9,500 people signed the petition<sup><a href='#n1'>14</a></sup> before the vote in May.</p>"
    )
    assert article(page(body)).text.endswith("In all, 9,500 people signed the petition before the vote in May.")


def test_deep_markup_ends(article):
    assert article("<html><body>" + "<div>" * 50_000 + "5 users").status in ("ok", "skipped")
