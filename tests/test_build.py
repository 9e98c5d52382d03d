"""Publication, opening, refusal: the published index is whole or it is refused with the reason and the way out."""

import contextlib
import json
import multiprocessing
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from conftest import ARTICLES, ROOT, HashingEmbedder, make_article, make_index

from indexer.advance import Advance
from indexer.build import Source, build, is_current
from indexer.embedding_cache import EmbeddingCache
from indexer.errors import IndexDamaged, IndexLocked, IndexMismatch, IndexMissing, IndexUnwritable, NothingToIndex
from indexer.generations import published
from indexer.index import open_index
from indexer.manifest import FORMAT, IndexLayout, current_manifest, put_in_force
from indexer.model.embedding import FloatArray
from indexer.recipe import Han, Recipe
from indexer.write_lock import write_lock
from search.request import search_request
from search.searcher import Searcher


def index_files(root: Path) -> list[Path]:
    manifest = current_manifest(IndexLayout(root))
    return [IndexLayout(root).segment(record.id) / name for record in manifest.segments for name in record.files]


def test_what_is_written_is_what_is_read(index_root: Path) -> None:
    index = open_index(index_root)
    assert [index.segments[0].articles.at(row) for row in range(len(ARTICLES))] == ARTICLES
    assert [index.article(article.id) for article in ARTICLES] == ARTICLES
    assert index.article("nothing") is None
    (record,) = index.manifest.segments
    assert (record.articles, record.chunks, record.windows) == (5, 5, 10)  # five narrow windows and five wide
    assert len(index.segments[0].narrow.vectors) == 5


def test_nothing_is_embedded_twice(tmp_path: Path) -> None:
    first, second = HashingEmbedder(), HashingEmbedder()
    make_index(tmp_path, embedder=first)
    make_index(tmp_path, [*ARTICLES, make_article("new", None, "只有这一句是新的。")], embedder=second)
    # Five short articles, each narrow window its wide one too, but for the one that has a date over the wide one.
    assert len(first.embedded) == len(set(first.embedded)) == 6
    assert second.embedded == ["只有这一句是新的。"]


def test_equal_texts_are_embedded_once_and_vectors_keep_their_places(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    with EmbeddingCache(tmp_path / "cache.sqlite") as cache:
        vectors = cache.passages(["甲乙", "丙丁", "甲乙"], embedder, lambda *_: None)
        again = cache.passages(["丙丁", "甲乙"], embedder, lambda *_: None)
    assert embedder.embedded == ["甲乙", "丙丁"]
    assert vectors.tolist() == [embedder.encode_query(text).tolist() for text in ("甲乙", "丙丁", "甲乙")]
    assert again.tolist() == vectors[[1, 0]].tolist()


@pytest.mark.parametrize("intact", [0, 1000, 8192, 20_000])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, intact: int) -> None:
    path, texts, embedder = tmp_path / "cache.sqlite", [f"第{n}句" for n in range(400)], HashingEmbedder()
    with EmbeddingCache(path) as cache:
        expected = cache.passages(texts, embedder, lambda *_: None)
    whole = path.read_bytes()
    path.write_bytes(whole[:intact] + b"not a database at all" * ((len(whole) - intact) // 21))
    with EmbeddingCache(path) as cache:
        assert cache.passages(texts, embedder, lambda *_: None).tolist() == expected.tolist()
    with EmbeddingCache(path) as cache:
        cache.passages(texts, embedder, lambda *_: None)
    assert len(embedder.embedded) == 800  # once, and once again for the damage


def test_a_cache_of_another_form_is_made_anew(tmp_path: Path) -> None:
    """A damaged name of a column, or kind of a value, is told by SQLite as an error of those who ask."""
    path, embedder = tmp_path / "cache.sqlite", HashingEmbedder()
    with EmbeddingCache(path) as cache:
        expected = cache.passages(["甲乙"], embedder, lambda *_: None)
    value = "UPDATE embedding SET vector = ?"
    for damage in (
        ("ALTER TABLE embedding RENAME COLUMN vector TO vectos",),
        *((value, (one,)) for one in (7, "text", bytes(4 * 64), b"\xff" * 4 * 64)),
    ):
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            database.execute(*damage)
        with EmbeddingCache(path) as cache:
            assert cache.passages(["甲乙"], embedder, lambda *_: None).tolist() == expected.tolist(), damage


def test_vectors_of_another_model_are_not_taken(tmp_path: Path) -> None:
    one, other = HashingEmbedder("one"), HashingEmbedder("other", 32)
    with EmbeddingCache(tmp_path / "cache.sqlite") as cache:
        cache.passages(["甲乙"], one, lambda *_: None)
        assert cache.passages(["甲乙"], other, lambda *_: None).shape == (1, 32)
    assert other.embedded == ["甲乙"]


def test_progress_counts_windows(tmp_path: Path) -> None:
    seen: list[Advance] = []
    with write_lock(tmp_path) as layout:
        build(layout, ARTICLES, Source((), ""), HashingEmbedder(), seen.append, list)
    assert [advance.articles for advance in seen[:3]] == [1, 2, 3]
    assert (seen[-1].windows, seen[-1].embedded, seen[-1].expected) == (10, 10, None)


class FailingEmbedder(HashingEmbedder):
    """Fails at the third text, as a killed or interrupted build would."""

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        if len(self.embedded) + len(texts) > 2:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


def test_an_interrupted_build_changes_nothing_and_keeps_its_embeddings(
    index_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.embedding_cache._BATCH", 1)
    new = [make_article(f"new-{n}", None, f"新的第{n}句。") for n in (1, 2, 3, 4)]
    before = sorted(path.name for path in (index_root / "segments").iterdir())
    with pytest.raises(KeyboardInterrupt):
        make_index(index_root, new, FailingEmbedder(), content="new")
    assert sorted(path.name for path in (index_root / "segments").iterdir()) == before
    assert [article.id for article in ARTICLES if open_index(index_root).article(article.id)] == [
        a.id for a in ARTICLES
    ]
    resumed = HashingEmbedder()
    make_index(index_root, new, resumed, content="new")
    assert resumed.embedded == ["新的第3句。", "新的第4句。"]
    assert open_index(index_root).article("new-1") == new[0]


class FailingSync:
    """fsync that fails at its n-th call, as on a full or failing disk; counts the calls."""

    def __init__(self, fails_at: int) -> None:
        self.fails_at = fails_at
        self.calls = 0

    def __call__(self, path: Path) -> None:
        self.calls += 1
        if self.calls == self.fails_at:
            raise OSError(28, "No space left on device", str(path))


def test_a_disk_that_fails_at_any_moment_leaves_the_old_index_or_the_new(
    index_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = {article.id for article in ARTICLES}, {"new-0"}
    moment = 1
    while True:
        make_index(index_root, content="old")
        failing = FailingSync(moment)
        with monkeypatch.context() as faulty:
            faulty.setattr("indexer.durable.sync", failing)
            faulty.setattr("indexer.segment.sync", failing)
            try:
                make_index(index_root, [make_article("new-0", None, "新的。" * 200)], content="new")
            except IndexUnwritable as error:
                assert "No space left" in str(error)
            else:
                break
        index = open_index(index_root)
        found = {name for name in old | new if index.article(name)}
        assert found in (old, new), moment
        moment += 1
    assert moment > 10  # files of the segment, its folders, manifest, CURRENT and their folders


@pytest.mark.parametrize("room", [20_000, 60_000, 200_000])
def test_a_full_disk_is_told_in_one_line(index_root: Path, tmp_path: Path, room: int) -> None:
    """Files that cannot grow beyond `room` bytes, by the system's own limit, in the real command."""
    program = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n"
        "from conftest import ARTICLES, make_article, make_index\n"
        "from pathlib import Path\n"
        "from indexer.errors import IndexUnwritable\n"
        "many = [make_article(f'n{n}', None, f'第{n}号文章有它自己的话。' * 9) for n in range(300)]\n"
        "try: make_index(Path(sys.argv[1]), many, content='new')\n"
        "except IndexUnwritable as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(index_root)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith(f"cannot write to {index_root}: "), done.stderr
    assert open_index(index_root).article("salt") == ARTICLES[1]


def test_another_format_survives_a_build_that_fails(index_root: Path) -> None:
    edit_manifest(index_root, format=99)
    with pytest.raises(NothingToIndex):
        make_index(index_root, [], content="new")
    edit_manifest(index_root, format=FORMAT)
    assert open_index(index_root).article("salt") == ARTICLES[1]


def test_an_open_index_answers_while_others_are_published(index_root: Path) -> None:
    held = open_index(index_root)
    for number in range(3):
        make_index(index_root, ARTICLES[:1], content=str(number))
    assert held.article("salt") == ARTICLES[1]
    assert held.segments[0].postings.of("光伏")[0].tolist() == [1]
    assert len(list((index_root / "segments").iterdir())) == 2  # the one in force and the one before it


def test_whether_an_index_is_current(index_root: Path) -> None:
    with write_lock(index_root) as layout:
        manifest = published(layout)
    assert manifest is not None
    assert is_current(manifest, Source((), "content"), HashingEmbedder())
    assert not is_current(manifest, Source((), "changed"), HashingEmbedder())
    assert not is_current(manifest, Source((), "content"), HashingEmbedder("other"))


def test_an_index_is_opened_and_asked_as_its_recipe_says(index_root: Path, tmp_path: Path) -> None:
    recipe = Recipe(han=Han.WORDS, window=20, heads=False)
    with write_lock(tmp_path / "other") as layout:
        build(layout, ARTICLES, Source((), "content"), HashingEmbedder(), lambda *_: None, list, recipe)
        manifest = published(layout)
    assert manifest is not None
    assert manifest.recipe == recipe
    assert is_current(manifest, Source((), "content"), HashingEmbedder(), recipe)
    assert not is_current(manifest, Source((), "content"), HashingEmbedder())
    index = open_index(tmp_path / "other")
    assert len(index.segments[0].postings.of("伏板")[0]) == 0  # a bigram, no word
    assert len(open_index(index_root).segments[0].postings.of("伏板")[0]) == 1
    found = Searcher(index, HashingEmbedder).search(search_request("晒盐光伏", "lexical"))
    assert found.hits[0].id == "salt"
    assert found.coverage == 1  # of words alone: the bigram 盐光 of the question is not counted as missing


def test_a_missing_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"no index in .*nowhere; make one with: wenlan index PATH"):
        open_index(tmp_path / "nowhere")


def test_every_damaged_file_is_named(index_root: Path) -> None:
    for path in index_files(index_root):
        whole = path.read_bytes()
        for damaged in (whole[:-1], bytes([*whole[:-1], whole[-1] ^ 1]), b""):
            path.write_bytes(damaged)
            with pytest.raises(IndexDamaged, match=r"rebuild the index with: wenlan index made-up\.txt") as caught:
                open_index(index_root)
            assert caught.value.file == path
        path.unlink()
        with pytest.raises(IndexDamaged, match="missing"):
            open_index(index_root)
        path.write_bytes(whole)
    open_index(index_root).close()


@pytest.mark.parametrize("content", ["", "000099.json", "\xff\xfe", "../../etc/passwd"])
def test_a_damaged_current_is_refused(index_root: Path, content: str) -> None:
    (index_root / "CURRENT").write_text(content, encoding="latin-1")
    with pytest.raises(IndexDamaged, match="CURRENT: it names no manifest"):
        open_index(index_root)


def test_a_manifest_with_any_byte_changed_is_refused(index_root: Path) -> None:
    path = index_root / "manifests" / "000001.json"
    whole = path.read_bytes()
    for place in range(0, len(whole), 50):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(IndexDamaged, match=r"not a manifest \(.*wenlan index"):
            open_index(index_root)
    path.write_bytes(b"")
    with pytest.raises(IndexDamaged, match="wenlan index"):
        open_index(index_root)


@pytest.mark.parametrize("changes", [{"segments": 3}, {"format": None}, {"model": 1, "dimension": "many"}])
def test_a_manifest_of_another_shape_is_refused(index_root: Path, changes: dict[str, object]) -> None:
    edit_manifest(index_root, **changes)
    with pytest.raises((IndexDamaged, IndexMismatch), match="wenlan index"):
        open_index(index_root)


def test_a_damaged_index_is_built_anew(index_root: Path) -> None:
    index_files(index_root)[0].write_bytes(b"")
    with write_lock(index_root) as layout:
        assert published(layout) is None
    make_index(index_root)
    assert open_index(index_root).article("salt") == ARTICLES[1]


def edit_manifest(root: Path, **changes: object) -> None:
    path = root / "manifests" / "000001.json"
    content = json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes).encode()
    path.write_bytes(content)
    put_in_force(IndexLayout(root), path)


def test_another_format_is_refused(index_root: Path) -> None:
    edit_manifest(index_root, format=99)
    with pytest.raises(IndexMismatch, match=rf"the index has format 99, this program {FORMAT}; .*wenlan index"):
        open_index(index_root)


def test_another_analyser_is_refused(index_root: Path) -> None:
    edit_manifest(index_root, analyzer="0" * 12, analyzer_description="words 0")
    with pytest.raises(IndexMismatch, match=r"the index has analyser words 0, this program words\+bigrams"):
        open_index(index_root)


def hold_lock(root: Path, held: "multiprocessing.synchronize.Event", done: "multiprocessing.synchronize.Event") -> None:
    with write_lock(root):
        held.set()
        done.wait(30)


def test_a_second_writer_is_refused_and_a_dead_one_forgotten(index_root: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    process = context.Process(target=hold_lock, args=(index_root, held, done))
    process.start()
    try:
        assert held.wait(30)
        with pytest.raises(IndexLocked, match=rf"^process {process.pid} on \S+, since 20.* UTC, is writing to "):
            make_index(index_root)
    finally:
        process.kill()
        process.join()
    make_index(index_root)


def test_the_manifest_records_every_file(index_root: Path) -> None:
    (record,) = current_manifest(IndexLayout(index_root)).segments
    folder = IndexLayout(index_root).segment(record.id)
    assert set(record.files) == {path.name for path in folder.iterdir()}
    database = sqlite3.connect(folder / "articles.sqlite")
    stored = [
        msgspec.json.decode(row[0])["id"] for row in database.execute("SELECT document FROM article ORDER BY row")
    ]
    database.close()
    assert stored == [article.id for article in ARTICLES]
