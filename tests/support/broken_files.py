"""Broken pieces of everything that is read, for hypothesis: texts with cuts and marks, and containers of such texts."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import warnings
import zipfile

import pytest
from hypothesis import strategies as st

STORY = "Acorn sold 5 cars in May, and its rival 12 million. The mayor says that there will be more of them."
PAGE = f"<html><head><title>Cars</title></head><body><article><h1>Cars</h1><p>{STORY}</p></article></body></html>"
TABLE = f'id,title,text\n1,Cars,"{STORY}"\n2,More,"{STORY}\nIt said ""so""."\n'
RECORDS = "".join(
    json.dumps({"id": n, "text": STORY, "date": "2024-05-06", "source": {"name": "P"}}) + "\n" for n in range(3)
)
HEAD = '---\ntitle: "Cars: a rise"\ndate: 2024-05-06\ntags: [a, {b: c}]\nref: &a [*a]\n---\n'
MARKDOWN = (
    f"{HEAD}# Cars\n\n{STORY} [a](b) ![c](d) `e` [^1]\n\n> - f\n\n|g|h|\n|-|-|\n\n```\ni\n```\n\n[^1]: j\n<p>k</p>\n"
)
UNITS = "name\tkind\tsymbol\tfactor\tbase\twords\nfurlong\tlength\tfur\t201.168\tmetre\tfurlong|furlongs\n"
WEIGHTS = "feature\tweight\tn\n(base)\t1.5\t10\nkind:count\t-0.2\t7\n"
DECISION = {
    "fact_id": "f1",
    "article_id": "a1",
    "quantity": "5",
    "verdict": "correct",
    "corrected": {"quantity.value": 3.0},
}
DECISIONS = json.dumps({**DECISION, "reviewer": "x", "time": "2024-05-06T10:00:00Z", "version": "0.1"}) + "\n"
GOLD = '{"start": 11, "end": 12, "text": "5", "value": 5, "kind": "count", "comparator": "="}\n'
SEEDS = {
    "txt": STORY, "dat": STORY, "html": PAGE, "md": MARKDOWN, "json": f'[{RECORDS.split(chr(10))[0]}, {{"body": ["a", ["b"]]}}]',
    "jsonl": RECORDS, "csv": TABLE, "tsv": TABLE.replace(",", "\t"),
}  # fmt: skip
_WORDS = (
    "{ } [ ] < > | , : ; & \\ \\ud83d \\u0000 null 1e999 NaN - 0x <p> </p> <html> <body> <!-- --> <a href= <sup> <frameset> <rss>"
    " <script type='application/ld+json'> <meta charset=utf-7> &#0; &#xD800; ``` --- +++ ... [^1]: ![ ]( # * > 1. / ../ 2024-13-45"
    " &a *a !!python/x é 日本 ٣ ½"
)
_OTHERS = [
    '"',
    "9" * 400,
    "---\n",
    "+++\n",
    "Feb 30 2024",
    "\t",
    "\n",
    "\r",
    "\n\n",
    "\x00",
    "\ufeff",
    "\ud800",
    "\u2028",
]
MARKS = _WORDS.split() + _OTHERS
EDITS = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 40), st.sampled_from(MARKS), st.sampled_from((1, 1, 2, 300))),
    max_size=6,
)
ENCODINGS = st.sampled_from(
    ["utf-8", "utf-8", "utf-8", "utf-16", "utf-16-be", "utf-32", "cp1252", "shift_jis", "utf-7", "utf-8-sig"]
)


@st.composite
def broken(draw: st.DrawFn, seed: str) -> bytes:
    """A text with pieces cut out and marks put in, in some encoding; or just bytes."""
    for at, cut, mark, times in draw(EDITS):
        at = min(at, len(seed))
        seed = seed[:at] + mark * times + seed[at + cut :]
    encoding = draw(ENCODINGS)
    data = seed.encode(encoding, "surrogatepass" if encoding.startswith("utf-8") else "replace")
    return draw(st.one_of(st.just(data), bitten(data), st.binary(max_size=200)))


def bitten(data: bytes) -> st.SearchStrategy[bytes]:
    """Data with single bytes changed, cut at both ends, or followed by others."""
    place = st.integers(0, max(0, len(data) - 1))

    def bite(places: list[int], byte: int, start: int, end: int, more: bytes) -> bytes:
        changed = bytearray(data)
        for at in places:
            if at < len(changed):
                changed[at] ^= byte
        return bytes(changed[start if start < 30 else 0 : len(changed) - (end if end < 300 else 0)]) + more

    return st.builds(bite, st.lists(place, max_size=4), st.integers(1, 255), place, place, st.binary(max_size=20))


NAMES = st.one_of(
    st.sampled_from(["a.txt", "../b.html", "/c.md", "d.csv", "e/.f.txt", "g.jsonl.gz", "h.zip", "", ".", "i.json", "x" * 300 + ".txt"]),
    st.text(min_size=1, max_size=8).map(lambda name: name.encode("utf-8", "replace").decode() + ".txt"),
)  # fmt: skip
MEMBERS = st.lists(st.tuples(NAMES, st.one_of(*map(broken, SEEDS.values()))), max_size=4)


def zipped(members: list[tuple[str, bytes]], kind: int) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", kind) as archive:  # of names met twice
        for name, data in members:
            about = zipfile.ZipInfo("x")
            about.filename, about.compress_type = name, kind
            archive.writestr(about, data)
    return out.getvalue()


def tarred(members: list[tuple[str, bytes]], form: int, pax: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in members:
            about = tarfile.TarInfo(name.replace("\0", ""))
            about.size, about.pax_headers = len(data), pax
            archive.addfile(about, io.BytesIO(data))
    return out.getvalue()


def webbed(pages: list[bytes], length: int, heads: str) -> bytes:
    """A web archive whose records say ``length`` bytes more than they have, or fewer."""
    out = b""
    for page in pages:
        body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{heads}\r\n".encode("utf-8", "replace") + page
        about = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.b/\r\nContent-Type: application/http; msgtype=response"
        out += f"{about}\r\nContent-Length: {len(body) + length}\r\n\r\n".encode() + body + b"\r\n\r\n"
    return out


PAX = st.dictionaries(
    st.sampled_from(["size", "path", "GNU.sparse.major", "GNU.sparse.map", "GNU.sparse.size", "hdrcharset", "mtime"]),
    st.sampled_from(["1", "0", "-5", "1,2", "99999999999999999", "x", "BINARY", "nan"]),
    max_size=2,
)
ZIPS = st.builds(zipped, MEMBERS, st.sampled_from([0, 8, 12, 14])).flatmap(bitten)
TARS = st.builds(tarred, MEMBERS, st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]), PAX).flatmap(bitten)
HEADS = st.sampled_from(
    ["", "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n", "x\r\n"]
)
WARCS = st.builds(webbed, st.lists(broken(PAGE), max_size=3), st.sampled_from([0, 0, -7, 9, 10**9]), HEADS).flatmap(
    bitten
)
LINES = st.one_of(broken(RECORDS), broken(STORY))
CONTENT: dict[str, st.SearchStrategy[bytes]] = {
    **{ending: broken(seed) for ending, seed in SEEDS.items()},
    "zip": ZIPS, "tar": TARS, "tgz": TARS.map(gzip.compress), "warc": WARCS, "warc.gz": WARCS.map(gzip.compress),
    "txt.gz": LINES.map(gzip.compress).flatmap(bitten), "jsonl.gz": LINES.map(gzip.compress).flatmap(bitten),
}  # fmt: skip


def packed_by_zstd(data: bytes) -> bytes:
    zstd = pytest.importorskip("backports.zstd")
    return bytes(zstd.compress(data))


def tabled(columns: list[tuple[str, int]], texts: list[str | None], compression: str) -> bytes:
    """A Parquet table of columns of many types."""
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    data = [t and t.encode("utf-8", "replace") for t in texts]
    moments = pyarrow.array([hash(t) % 2**62 for t in texts], pyarrow.int64())
    kinds = [
        pyarrow.array(data, pyarrow.binary()), pyarrow.array(data, pyarrow.binary()).view(pyarrow.string()),
        pyarrow.array([t and t.encode("utf-16") for t in data and texts], pyarrow.binary()),
        pyarrow.array([[t, None] for t in data]), pyarrow.array([{"text": t} for t in data]), pyarrow.nulls(len(data)),
        moments, moments.cast(pyarrow.timestamp("us"), safe=False), moments.cast(pyarrow.timestamp("ns", "UTC"), safe=False),
        pyarrow.array([1.5] * len(data)), pyarrow.array(data, pyarrow.binary()).dictionary_encode(),
    ]  # fmt: skip
    made = pyarrow.table([kinds[kind] for _, kind in columns], names=[name for name, _ in columns])
    out = io.BytesIO()
    parquet.write_table(made, out, compression=compression, row_group_size=2)
    return out.getvalue()


CELLS = st.lists(
    st.one_of(st.none(), st.just(STORY), st.text(max_size=30).map(lambda t: t.encode("utf-8", "replace").decode())),
    max_size=5,
)
COLUMNS = st.lists(
    st.tuples(st.sampled_from(["text", "Text", "title", "date", "id", "x", ""]), st.integers(0, 10)),
    min_size=1,
    max_size=4,
)
TABLES = st.builds(tabled, COLUMNS, CELLS, st.sampled_from(["none", "gzip", "zstd"])).flatmap(bitten)
