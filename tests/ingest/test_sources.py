"""Which sources inputs stand for, and that reading any of them ends with a clear line."""

import gzip
import json
import os
import pickle
from pathlib import Path

import pytest

from pipeline.ingest import Listed, Source, digest, find, read
from pipeline.storage import disk_index as known


def put(path, content="Acorn sold 5 cars."):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def only(path):
    articles = list(read(Source(str(path))))
    assert len(articles) == 1
    return articles[0]


def test_walks_folders_in_the_order_of_names_and_refuses_hidden_and_unknown_files(tmp_path):
    for name in ("b.txt", "a/z.md", "a/.hidden.txt", ".git/x.txt", "a/b/c.HTML.GZ", "logo.png", "LICENSE", "c.jsonl"):
        put(tmp_path / name)
    put(tmp_path / ".claims/shards-1/x.txt")
    put(tmp_path / "a/.facts.jsonl.claims/x.txt")
    found = {os.path.relpath(s.path, tmp_path): s for s in find([str(tmp_path)])}
    assert list(found) == [
        ".git",
        "LICENSE",
        "a/.hidden.txt",
        "a/b/c.HTML.GZ",
        "a/z.md",
        "b.txt",
        "c.jsonl",
        "logo.png",
    ]
    assert [name for name, s in found.items() if not s.refusal] == ["a/b/c.HTML.GZ", "a/z.md", "b.txt", "c.jsonl"]
    (hidden,), (image,), (bare,) = (read(found[name]) for name in ("a/.hidden.txt", "logo.png", "LICENSE"))
    assert {a.status for a in (hidden, image, bare)} == {"skipped"}
    assert hidden.error.endswith(".hidden.txt is hidden: name it itself to have it read.")
    assert "logo.png has the ending .png, which tells no format: name it" in image.error
    assert "LICENSE has no ending, which tells no format" in bare.error


def test_a_folder_of_any_size_is_sorted(tmp_path, monkeypatch):
    monkeypatch.setattr(known, "SORTED_IN_MEMORY", 7)
    for n in range(30):
        put(tmp_path / f"{n * 37 % 100:02d}.txt")
    names = [os.path.basename(s.path) for s in find([str(tmp_path)])]
    assert len(names) == 30 and names == sorted(names)


def test_a_digest_changes_with_the_content_alone(tmp_path):
    path = put(tmp_path / "a.txt", "Acorn sold 5 cars.")
    before = digest(Source(path))
    os.utime(path, (1, 1))
    assert digest(Source(path)) == before
    put(tmp_path / "a.txt", "Acorn sold 6 cars.")
    assert digest(Source(path)) != before
    assert digest(Source(path, 0, 5)) == digest(Source(put(tmp_path / "b.txt", "Acorn is new"), 0, 5))
    os.mkfifo(tmp_path / "pipe")
    odd = [str(tmp_path / "pipe"), str(tmp_path / "none"), str(tmp_path), "/dev/zero", "a\0b"]
    assert len({digest(Source(path)) for path in odd}) == len(odd)


def test_joins_the_folder_as_given_with_the_relative_path(tmp_path, monkeypatch):
    put(tmp_path / "news/a.txt")
    monkeypatch.chdir(tmp_path)
    assert [s.path for s in find(["news"])] == ["news/a.txt"]
    assert [s.path for s in find(["news/"])] == ["news/a.txt"]
    assert only("news/a.txt").path == "news/a.txt"


def test_keeps_the_order_of_inputs_and_reads_none_twice(tmp_path, monkeypatch):
    put(tmp_path / "b.txt")
    put(tmp_path / "a.txt")
    monkeypatch.chdir(tmp_path)
    assert [s.path for s in find(["b.txt", ".", "-", "-", "./b.txt"])] == ["b.txt", "./a.txt", "-"]


def test_an_explicit_file_is_a_source_whatever_its_name(tmp_path):
    assert only(next(find([put(tmp_path / ".notes")])).path).status == "ok"


def test_sources_are_picklable(tmp_path):
    source = Source("a.jsonl", 5, 10, 3)
    assert pickle.loads(pickle.dumps(source)) == source


def test_a_missing_input_fails_with_a_sentence(tmp_path):
    (source,) = find([str(tmp_path / "nowhere.txt")])
    article = only(source.path)
    assert (article.status, article.text, article.words) == ("failed", None, 0)
    assert "does not exist" in article.error


@pytest.mark.parametrize("name", ["a\0b.txt", "x" * 5000, ""])
def test_impossible_paths_fail(name):
    assert only(next(find([name])).path).status == "failed"


def test_a_folder_without_articles_says_so(tmp_path):
    (tmp_path / "sub").mkdir()
    (source,) = find([str(tmp_path)])
    article = only(source.path)
    assert article.status == "skipped"
    assert "holds no file to read" in article.error


def test_named_pipes_and_devices_are_skipped_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    articles = [only(s.path) for s in find([str(tmp_path)])]
    assert [a.status for a in articles] == ["skipped", "skipped"]
    assert "a named pipe" in articles[0].error
    assert "a device" in articles[1].error


def test_links_in_a_circle_end(tmp_path):
    put(tmp_path / "a/one.txt")
    (tmp_path / "a/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    articles = {os.path.relpath(s.path, tmp_path): only(s.path) for s in find([str(tmp_path)])}
    assert {name: a.status for name, a in articles.items()} == {
        "a/one.txt": "ok",
        "a/up": "skipped",
        "gone.txt": "failed",
        "self": "skipped",
    }
    assert "reached before" in articles["a/up"].error


def test_links_are_left_out_where_one_asks_for_it_and_what_is_named_is_read(tmp_path):
    put(tmp_path / "news/one.txt")
    put(tmp_path / "else/two.txt")
    (tmp_path / "news/passwd.txt").symlink_to(tmp_path / "else/two.txt")
    (tmp_path / "news/inner").symlink_to(tmp_path / "else", target_is_directory=True)
    (tmp_path / "named").symlink_to(tmp_path / "news", target_is_directory=True)
    (tmp_path / "named.txt").symlink_to(tmp_path / "else/two.txt")
    asked = [str(tmp_path / "named"), str(tmp_path / "named.txt")]
    told = {s.path.removeprefix(f"{tmp_path}/"): s.refusal or "" for s in find(asked, follow=False)}
    assert {name for name, refusal in told.items() if not refusal} == {"named/one.txt", "named.txt"}
    assert {name for name, refusal in told.items() if "--no-follow" in refusal} == {"named/passwd.txt", "named/inner"}
    assert not any(s.refusal and "--no-follow" in s.refusal for s in find(asked))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_an_unreadable_file_fails(tmp_path):
    path = put(tmp_path / "secret.txt")
    os.chmod(path, 0)
    assert "may not be read" in only(path).error


def test_file_names_that_are_no_unicode_can_be_written(tmp_path):
    path = os.fsdecode(os.fsencode(str(tmp_path)) + b"/caf\xe9.txt")
    try:
        Path(path).write_bytes(b"Acorn sold 5 cars.")
    except OSError:
        pytest.skip("this file system holds Unicode names alone")
    article = only(next(find([str(tmp_path)])).path)
    assert article.status == "ok"
    assert article.path.encode("utf-8").endswith(b"caf\\udce9.txt")


def large_jsonl(path, count=3000):
    with open(path, "w", encoding="utf-8") as file:
        for i in range(count):
            file.write(json.dumps({"text": f"Acorn sold {i} cars. " * 36}) + "\n" + ("\n" if i % 5 == 0 else ""))
    return str(path)


def test_large_jsonl_is_cut_at_lines_and_the_parts_read_as_the_whole(tmp_path):
    path = large_jsonl(tmp_path / "large.jsonl")
    parts = list(find([path]))
    assert len(parts) > 3
    assert [p.start for p in parts[1:]] == [p.end for p in parts[:-1]]
    assert all(80_000 < p.end - p.start < 120_000 for p in parts[:-1])
    joined = [a for part in parts for a in read(part)]
    assert joined == list(read(Source(path)))
    assert len(joined) == 3000
    assert joined[7].path == f"{path}#10"


def test_one_endless_line_is_one_part(tmp_path):
    path = put(
        tmp_path / "line.jsonl",
        json.dumps({"text": "Acorn grew. " * 80_000}) + "\n" + json.dumps({"text": "It fell."}),
    )
    parts = list(find([path]))
    assert [p.first for p in parts] == [1, 2]
    assert [a.words for p in parts for a in read(p)] == [160_000, 2]


def test_packed_and_wide_jsonl_are_not_cut(tmp_path):
    path = large_jsonl(tmp_path / "large.jsonl")
    with open(path, "rb") as file:
        data = file.read()
    packed = put(tmp_path / "packed.jsonl.gz", gzip.compress(data, 1))
    wide = put(tmp_path / "wide.jsonl", data[:1_200_000].rsplit(b"\n", 1)[0].decode().encode("utf-16"))
    assert len(list(find([packed]))) == len(list(find([wide]))) == 1
    assert all(a.status == "ok" for a in read(Source(wide)))


def test_an_article_of_more_characters_than_can_be_parsed_is_one_clear_line(tmp_path):
    article = only(put(tmp_path / "long.txt", "Acorn grew. " * 100_000))
    assert article.status == "failed"
    assert "has 1,200,000 characters, more than 1,000,000, the most for one article: split it." in article.error


def test_patterns_end_where_links_lead_in_circles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a/1.txt", "a/b/2.txt", "a/b/.3.txt"):
        put(tmp_path / name, "Acorn sold 5 cars.")
    for link, target in (("a/up", ".."), ("a/self", "."), ("a/b/back", "..")):
        (tmp_path / link).symlink_to(target)
    monkeypatch.chdir(tmp_path)
    for pattern in ("**/*.txt", "**", "a/**", str(tmp_path / "**/*.txt"), "a/**/[12].txt"):
        assert [Path(s.path).name for s in find([pattern])] == ["1.txt", "2.txt"], pattern
    for pattern in ("*/" * 5000 + "*", "[" * 50_000, "**/" * 300 + "none*", "?" * 5000):
        assert [s.path for s in find([pattern])] == [pattern]
    assert "a/b/2.txt" in [s.path for s in find(["**/b"])]


def test_a_list_of_files_apart_by_nul_may_name_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["two\nlines.txt", "caf\udce9.txt", "b.txt"]
    put(tmp_path / "list", b"\0".join(n.encode("utf-8", "surrogateescape") for n in names))
    assert [s.path for s in find(Listed("list"))] == names
    put(tmp_path / "list", "\ufeffb.txt\r\nc.txt\r\n" + "x" * 300_000)
    first, second, long = find(Listed("list"))
    assert (first.path, second.path) == ("b.txt", "c.txt") and len(long.path) < 200_000
    put(tmp_path / "list", "".join(f"{n}.txt\n" for n in range(30_000)))
    assert [s.path for s in find(Listed("list"))] == [f"{n}.txt" for n in range(30_000)]
