"""Which files are sources: links, pipes, closed folders, names; nothing below a folder is passed over in silence."""

import os
import threading
from pathlib import Path

import pytest
from conftest import HashingEmbedder
from pdf_files import pdf
from test_reading_sources import PAGE, articles, errors, lines, write

from indexer import indexing
from indexer.errors import SourceError
from indexer.generations import put_tuning
from indexer.indexing import Indexed, Told, index_sources
from indexer.reading.discovery import Skipped, SourceFile, discover
from indexer.reading.formats import opening
from indexer.reading.formats.names import How
from indexer.reading.given import Given
from indexer.reading.sources import read_sources

NO_FILE = "no file: gone, a link to nothing, a pipe or a device"


def found(folder: Path) -> list[tuple[str, str]]:
    return [(str(one.path.relative_to(folder)), one.name) for one in discover([folder]) if isinstance(one, SourceFile)]


def test_files_below_a_folder_are_named_by_their_folders(tmp_path: Path) -> None:
    for name in ("p1.txt", "b/p1.txt.gz", "a/c/p1.md"):
        write(tmp_path / name, PAGE)
    assert found(tmp_path) == [("a/c/p1.md", "a-c-p1"), ("b/p1.txt.gz", "b-p1"), ("p1.txt", "p1")]
    assert found(tmp_path / "a") == [("c/p1.md", "c-p1")]


def test_the_name_does_not_depend_on_what_else_is_there(tmp_path: Path) -> None:
    write(tmp_path / "b" / "page.txt", PAGE)
    before = articles(read_sources([tmp_path]))
    write(tmp_path / "a" / "page.txt", PAGE)
    assert [article.id for article in before] == ["b-page-01"]
    assert [article.id for article in articles(read_sources([tmp_path]))] == ["a-page-01", "b-page-01"]


def test_links_to_folders_are_followed_once_and_loops_end(tmp_path: Path) -> None:
    write(tmp_path / "archive" / "page.txt", PAGE)
    write(tmp_path / "elsewhere" / "linked.txt", PAGE)
    (tmp_path / "archive" / "loop").symlink_to("..")
    (tmp_path / "archive" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "archive" / "second").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "archive" / "again.txt").symlink_to("page.txt")
    events = list(read_sources([tmp_path / "archive"]))
    assert errors(events) == []
    assert sorted(article.id for article in articles(events)) == ["again-01", "link-linked-01"]


def test_what_only_looks_like_a_file_is_told(tmp_path: Path) -> None:
    write(tmp_path / "page.txt", PAGE)
    (tmp_path / "dangling.txt").symlink_to("nowhere")
    (tmp_path / "self.txt").symlink_to("self.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe")
    events = list(read_sources([tmp_path]))
    assert errors(events) == [("dangling.txt", NO_FILE), ("pipe.txt", NO_FILE), ("self.txt", NO_FILE)]
    assert len(articles(events)) == 1
    assert events[-1] == Skipped(str(tmp_path), 1)


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "page.txt", PAGE)
    write(tmp_path / "closed" / "page.txt", PAGE)
    scandir = os.scandir

    def refused(path: str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    events = list(read_sources([tmp_path]))
    assert errors(events) == [("closed", "cannot be read (Permission denied)")]
    assert len(articles(events)) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a" * 5000 + ".txt", "cannot be read (File name too long)"),
        ("nul\0.txt", "cannot be read (embedded null byte)"),
        ("page.txt/x.txt", "there is no such file or folder"),
        ("/dev/null", "neither a file nor a folder nor a pipe"),
    ],
)
def test_names_that_cannot_be_opened_are_told_and_the_rest_read(tmp_path: Path, name: str, reason: str) -> None:
    good = write(tmp_path / "page.txt", PAGE)
    events = list(read_sources([tmp_path / name, good]))
    assert [told for _, told in errors(events)] == [reason]
    assert len(articles(events)) == 1


def test_a_pipe_is_read_when_somebody_writes_later(tmp_path: Path) -> None:
    for name, data in (("a.jsonl", lines({"id": "x", "text": "海"}).encode()), ("b.pdf", pdf([["灯塔亮了"]]))):
        path = tmp_path / name
        os.mkfifo(path)
        writer = threading.Timer(0.2, path.write_bytes, [data])
        writer.start()
        events = list(read_sources([path]))
        writer.join()
        assert (errors(events), len(articles(events))) == ([], 1)


def test_nobody_waits_for_ever_for_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PIPE_SECONDS", 0.1)
    for name in ("a.jsonl", "b.txt", "c.pdf", "d.csv.gz"):
        os.mkfifo(tmp_path / name)
    events = list(read_sources([*sorted(tmp_path.iterdir()), write(tmp_path / "page.txt", PAGE)]))
    assert [told for _, told in errors(events)] == ["a pipe that nobody wrote to for 0.1 seconds"] * 4
    assert len(articles(events)) == 1


def test_files_that_vanish_or_change_while_others_are_read(tmp_path: Path) -> None:
    for name in ("a.text", "b.text", "c.text"):
        write(tmp_path / name, "海。\n")
    events = read_sources([tmp_path])
    first = next(events)
    (tmp_path / "b.text").unlink()
    (tmp_path / "c.text").write_bytes(b"\x89PNG\r\n")
    rest = list(events)
    assert [article.id for article in articles([first, *rest])] == ["a-01"]
    assert errors(rest) == [
        ("b.text", NO_FILE),
        ("c.text", "binary content (a picture), expected text"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("\n<!DOCTYPE html><html><p>海。</p></html>", "a web page (.html), though its name says otherwise; rename it"),
        (
            '{"id": "x", "text": "海"}\n',
            "JSON (.jsonl has one object a line), though its name says otherwise; rename it",
        ),
        ("{\\rtf1\\ansi x}", "binary content (a rich text), expected text"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.md"])
def test_files_by_a_wrong_name_are_told(tmp_path: Path, name: str, content: str, reason: str) -> None:
    assert errors(read_sources([write(tmp_path / name, content)])) == [(name, reason)]


def test_a_json_array_is_told_once_with_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '[\n {"id": "x", "text": "海"},\n {"id": "y", "text": "山"}\n]\n')
    reason = "a JSON array over many lines, not one object a line; jq -c '.[]' makes it so"
    assert errors(read_sources([path])) == [("a.jsonl", reason)]


def test_errors_count_what_they_stand_for(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", "no json\n" * 50 + lines({"text": "一"}))
    write(tmp_path / "b.pdf", pdf([[], ["灯塔亮了"], [], []]))
    write(tmp_path / "c.txt", "")
    told = [event for event in read_sources([tmp_path], Given(), How()) if isinstance(event, SourceError)]
    assert sum(error.count for error in told) == 50 + 3 + 1


# Indexing again


def indexed(folder: Path, root: Path, *more: str) -> tuple[Indexed, list[Told]]:
    told: list[Told] = []
    done = index_sources([str(folder), *more], root, HashingEmbedder(), Given(), lambda *_: None, told.append)
    return done, told


def test_what_stays_broken_is_told_again_and_nothing_is_published_anew(tmp_path: Path) -> None:
    write(tmp_path / "s" / "good.text", "海。\n")
    write(tmp_path / "s" / "bad.jsonl", "no json\n" * 30 + lines({"text": "一"}))
    write(tmp_path / "s" / "sources.toml", '["gone.txt"]\n')
    root, missing = tmp_path / "index", str(tmp_path / "missing.txt")
    first, told = indexed(tmp_path / "s", root, missing)
    assert (first.unchanged, first.manifest.left_out) == (False, 32)
    second, again = indexed(tmp_path / "s", root, missing)
    assert (second.unchanged, second.manifest) == (True, first.manifest)
    broken = [str(event) for event in told if isinstance(event, SourceError)]
    assert [str(event) for event in again] == broken and len(broken) == 23
    write(Path(missing), PAGE)
    third, _ = indexed(tmp_path / "s", root, missing)
    assert (third.unchanged, third.manifest.left_out) == (False, 31)


def test_what_was_left_out_is_told_again_after_a_tuning(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.text", "海。\n")
    write(tmp_path / "s" / "b.txt", "")
    _, told = indexed(tmp_path / "s", tmp_path / "index")
    tuned = put_tuning(tmp_path / "index", None)
    done, again = indexed(tmp_path / "s", tmp_path / "index")
    assert (done.unchanged, done.manifest) == (True, tuned)
    assert errors(again) == errors(told) == [("b.txt", "empty: there is no text in it")]


def test_what_failed_while_the_sources_changed_is_tried_again(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.text", "海。\n")
    last = write(tmp_path / "s" / "b.text", "山。\n")
    root = tmp_path / "index"
    told: list[Told] = []

    def vanish(event: Told) -> None:
        told.append(event)
        last.unlink(missing_ok=True)

    index_sources([str(tmp_path / "s")], root, HashingEmbedder(), Given(), lambda *_: None, vanish)
    assert errors(told) == [("b.text", NO_FILE)]
    write(last, "山。\n")
    done, _ = indexed(tmp_path / "s", root)
    assert (done.unchanged, done.manifest.left_out) == (False, 0)


def test_the_bytes_of_the_index_are_not_read_when_the_program_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "s" / "a.text", "海。\n")
    indexed(tmp_path / "s", tmp_path / "index")
    checked: list[int] = []
    published = indexing.published
    monkeypatch.setattr(indexing, "published", lambda layout: checked.append(1) or published(layout))
    assert indexed(tmp_path / "s", tmp_path / "index")[0].unchanged and len(checked) == 1
    monkeypatch.setattr(indexing, "code_digest", lambda: b"another")
    assert not indexed(tmp_path / "s", tmp_path / "index")[0].unchanged and len(checked) == 1
