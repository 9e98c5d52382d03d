"""A writer that dies, or whose disk fails, at any point leaves the old index or the new one. Texts are invented."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from faults import Faults, full_disk, kill, watched
from test_changing import added, deleted, merged

from indexer.errors import IndexUnwritable
from indexer.index import open_index
from indexer.manifest import IndexLayout, check_files, current_manifest
from search.request import search_request
from search.searcher import Searcher

NEW = [make_article("salt", "盐田", "盐田改种水稻。"), make_article("tide", None, "今日大潮,光伏板下水深三尺。")]
WRITES: dict[str, Callable[[Path], object]] = {
    "add": lambda root: added(root, NEW),
    "delete": lambda root: deleted(root, "salt", "doctor"),
    "merge": merged,
    "build": lambda root: make_index(root, NEW, content="new"),
}
State = tuple[list[str], list[tuple[str, float]]]


def state(root: Path) -> State:
    """What an index holds and answers; every byte of it is as it was written."""
    layout = IndexLayout(root)
    check_files(layout, current_manifest(layout))
    index = open_index(root)
    answer = Searcher(index, HashingEmbedder).search(search_request("光伏 大潮"))
    return sorted(index.ids()), [(hit.id, round(hit.score, 6)) for hit in answer.hits]


@pytest.fixture(params=WRITES)
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Path]:
    """A write, and an index of several segments, one with deletions, that is due to be merged."""
    monkeypatch.setattr("indexer.merging.MOST", 2)
    monkeypatch.setattr("os.fsync", lambda _: None)
    root = tmp_path / "before"
    make_index(root, ARTICLES[:3])
    added(root, ARTICLES[3:])
    added(root, [make_article("gone", None, "这一篇会被删去。"), make_article("kept", None, "光伏照常发电。")])
    deleted(root, "gone")
    return request.param, root


def copied(root: Path, to: Path) -> None:
    """An index again; its files are shared, but for those that are written to in their place."""

    def copy(source: str, target: str) -> None:
        (shutil.copyfile if Path(source).parent == root else os.link)(source, target)

    shutil.copytree(root, to, copy_function=copy)


def outcome(case: tuple[str, Path], tmp_path: Path) -> tuple[State, State, int]:
    """The states before and after the write, and how many points it has."""
    name, before = case
    after = tmp_path / "after"
    copied(before, after)
    with watched(Faults(after, 0, full_disk)) as faults:
        WRITES[name](after)
    return state(before), state(after), len(faults.points)


def assert_old_or_new_and_writable(root: Path, old: State, new: State, name: str, point: int) -> bool:
    """Whether it is the new state."""
    found = state(root)
    assert found in (old, new), f"{name} at point {point}"
    added(root, [make_article("next", None, "下一篇照样写得进去。")])
    assert state(root)[0] == sorted([*found[0], "next"]), f"{name} at point {point}"
    manifest = current_manifest(IndexLayout(root))
    on_disk = {path.name for path in (root / "segments").iterdir()}
    assert {record.id for record in manifest.segments} <= on_disk
    return found == new


def test_a_disk_that_is_full_or_does_not_synchronise_at_any_point(case: tuple[str, Path], tmp_path: Path) -> None:
    old, new, points = outcome(case, tmp_path)
    name, before = case
    seen = set()
    for point in range(1, points + 1):
        root = tmp_path / "root"
        copied(before, root)
        with watched(Faults(root, point, full_disk)):
            try:
                WRITES[name](root)
            except IndexUnwritable as error:
                assert "No space left" in str(error)
        seen.add(assert_old_or_new_and_writable(root, old, new, name, point))
        shutil.rmtree(root)
    assert old == new or seen == {True, False}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a child of this process")
def test_a_writer_that_is_killed_at_any_point(case: tuple[str, Path], tmp_path: Path) -> None:
    old, new, points = outcome(case, tmp_path)
    name, before = case
    assert points > 10
    seen = set()
    for point in range(1, points + 1):
        root = tmp_path / "root"
        copied(before, root)
        child = os.fork()
        if not child:
            try:
                with watched(Faults(root, point, kill)):
                    WRITES[name](root)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), f"{name} has no point {point}"
        seen.add(assert_old_or_new_and_writable(root, old, new, name, point))
        shutil.rmtree(root)
    assert old == new or seen == {True, False}
