"""Every flipped byte is found and named; what can be made again is; snapshots come back as they were."""

import json
import random
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from test_changing import added, answers, assert_alike, deleted

from api.cli import main
from indexer.errors import IndexUnwritable
from indexer.index import open_index
from indexer.manifest import IndexLayout, current_manifest, files
from indexer.snapshots import restore, snapshot


@pytest.fixture(autouse=True)
def _tiny_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.model.embedding.open_embedder", lambda model=None, device=None: HashingEmbedder())


@pytest.fixture
def root(index_root: Path) -> Path:
    """An index of two segments, one with a deletion."""
    added(
        index_root, [make_article("tide", None, "今日大潮。"), make_article("twin", None, "海岛居民在村口办理医保。")]
    )
    deleted(index_root, "doctor")
    return index_root


def wenlan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def published_files(root: Path) -> list[Path]:
    layout = IndexLayout(root)
    manifest = current_manifest(layout)
    return [
        layout.current, layout.manifest_of(manifest.generation), *(path for path, _ in files(layout, manifest))
    ]  # fmt: skip


def flip(path: Path, chance: random.Random) -> bytes:
    whole = path.read_bytes()
    place = chance.randrange(len(whole))
    path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :])
    return whole


def test_any_flipped_byte_is_found_and_named(root: Path) -> None:
    assert wenlan("verify", "--index", root).exit_code == 0
    chance = random.Random(1)
    paths = published_files(root)
    assert {path.name for path in paths} >= {"CURRENT", "arrays", "narrow.faiss", "wide.faiss", "articles.sqlite"}
    for path in paths:
        for _ in range({"CURRENT": 20, "arrays": 12}.get(path.name, 3)):
            whole = flip(path, chance)
            done = wenlan("verify", "--index", root, "--json")
            assert done.exit_code == 5, path
            assert [one["file"] for one in json.loads(done.stdout)["damaged"]] == [str(path)]
            assert f"damaged: {path}: " in done.stderr
            path.write_bytes(whole)
    assert wenlan("verify", "--index", root).exit_code == 0


def test_what_is_made_of_articles_is_made_again(root: Path) -> None:
    before = answers(open_index(root))
    layout, chance = IndexLayout(root), random.Random(2)
    damaged = [path for path in published_files(root) if path.name != "articles.sqlite"]
    made = [path for path in damaged if path.suffix in (".npy", ".faiss") or path.name == "arrays"]
    for path in [*made, layout.current]:
        copy = root.parent / "copy"
        shutil.copytree(root, copy)
        flip(copy / path.relative_to(root), chance)
        done = wenlan("verify", "--repair", "--index", copy, "--json")
        assert (done.exit_code, json.loads(done.stdout)["repaired"]) == (0, True), (path, done.stderr)
        assert wenlan("verify", "--index", copy).exit_code == 0
        assert_alike(answers(open_index(copy)), before)
        shutil.rmtree(copy)


def test_damaged_articles_are_not_made_up(root: Path) -> None:
    (path,) = [one for one in published_files(root) if one.name == "articles.sqlite" and "000001" in str(one)]
    flip(path, random.Random(3))
    before = current_manifest(IndexLayout(root))
    done = wenlan("verify", "--repair", "--index", root)
    assert done.exit_code == 5
    assert str(path) in done.stderr
    assert "wenlan index made-up.txt" in done.stderr
    assert current_manifest(IndexLayout(root)) == before


def test_a_file_that_cannot_be_read_is_damaged(root: Path) -> None:
    path = published_files(root)[-1]
    path.unlink()
    path.mkdir()
    done = wenlan("verify", "--index", root)
    assert (done.exit_code, f"damaged: {path}: " in done.stderr) == (5, True)


def test_an_index_where_there_can_be_none_is_told(root: Path) -> None:
    (root / "file").write_text("")
    for place in (root / "file", root / "file" / "below"):
        with pytest.raises(IndexUnwritable, match=str(place)):
            make_index(place)


@pytest.mark.parametrize("name", ["folder", "file.tar", "file.tar.gz"])
def test_a_snapshot_comes_back(root: Path, tmp_path: Path, name: str) -> None:
    before = answers(open_index(root))
    assert wenlan("snapshot", tmp_path / name, "--index", root).exit_code == 0
    deleted(root, *(article.id for article in ARTICLES[2:]))
    assert wenlan("restore", tmp_path / name, "--index", root).exit_code == 0
    assert_alike(answers(open_index(root)), before)
    assert wenlan("restore", tmp_path / name, "--index", tmp_path / "new").exit_code == 0
    assert_alike(answers(open_index(tmp_path / "new")), before)
    assert wenlan("verify", "--index", tmp_path / "new").exit_code == 0
    added(tmp_path / "new", [make_article("next", None, "下一篇。")])


@pytest.mark.parametrize("place", [0.001, 0.01, 0.3, 0.5, 0.99])
def test_a_damaged_compressed_snapshot_changes_nothing(root: Path, tmp_path: Path, place: float) -> None:
    taken, before = tmp_path / "file.tar.gz", current_manifest(IndexLayout(root))
    wenlan("snapshot", taken, "--index", root)
    whole = taken.read_bytes()
    at = int(place * len(whole))
    for damaged in (whole[:at], whole[:at] + bytes(16) + whole[at + 16 :]):
        taken.write_bytes(damaged)
        done = wenlan("restore", taken, "--index", root)
        assert (done.exit_code, str(taken) in done.stderr) == (5, True), done.stderr
        assert current_manifest(IndexLayout(root)) == before


def test_a_snapshot_for_which_there_is_no_room_is_not_said_to_be_damaged(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    snapshot(root, tmp_path / "file.tar")
    monkeypatch.setattr("tarfile.TarFile.extractall", full)
    with pytest.raises(IndexUnwritable, match="No space left"):
        restore(tmp_path / "file.tar", root)


def test_a_damaged_snapshot_changes_nothing(root: Path, tmp_path: Path) -> None:
    taken = tmp_path / "file.tar"
    wenlan("snapshot", taken, "--index", root)
    whole = taken.read_bytes()
    place = whole.index("今日大潮".encode())
    before = current_manifest(IndexLayout(root))
    for damaged in (whole[:place] + b"x" + whole[place + 1 :], whole[: len(whole) // 2], b"nothing"):
        taken.write_bytes(damaged)
        assert wenlan("restore", taken, "--index", root).exit_code == 5
        assert current_manifest(IndexLayout(root)) == before
    assert wenlan("restore", tmp_path, "--index", root).exit_code == 3
