"""Reading never raises, whatever the bytes and whatever the ending, and every article keeps its promises."""

import gzip
import hashlib
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ingest import Source, read

ENDINGS = st.sampled_from([".txt", ".md", ".html", ".json", ".jsonl", ".dat", ".txt.gz", ".jsonl.gz"])
MARKUP = '{"text": "/"}/[/]/{/<p>/<html>/<!--/<a href=/title: /```/&#0;/\\ud83d/1e999/5 million/ users./# /1. /[^1]: '
PIECES = st.sampled_from([*MARKUP.split("/"), *"\n\r\x00\ufeff\ud800|é€", "---\n", "\r\n", "</p>"])
BYTES = st.one_of(
    st.binary(max_size=300),
    st.lists(PIECES, max_size=30).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass")),
    st.lists(PIECES, max_size=30).map(lambda parts: "".join(parts).encode("utf-16", "surrogatepass")),
    st.binary(max_size=60).map(lambda data: gzip.compress(data)[:-3]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=BYTES, ending=ENDINGS, pack=st.booleans())
def test_read_never_raises_and_its_articles_are_sound(data, ending, pack):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("a" + ending)
        path.write_bytes(gzip.compress(data) if pack else data)
        for article in read(Source(str(path))):
            assert article.id.startswith("a") and article.path.startswith(str(path))
            if article.status == "ok":
                encoded = article.text.encode("utf-8")
                assert article.sha256 == hashlib.sha256(encoded).hexdigest()
                assert article.words == len(article.text.split()) > 0
                assert "\r" not in article.text and "\0" not in article.text and article.error is None
            else:
                assert article.text is None and article.words == 0
                assert "\n" not in article.error and article.error.endswith(".")
                assert "please report" not in article.error
