"""A writer that dies, or whose disk fails, at any point leaves the old index or the new one. Texts are invented."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import faiss
import pytest
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from test_changing import added, deleted, merged

from indexer.errors import IndexMissing, IndexUnwritable
from indexer.index import open_index
from indexer.manifest import IndexLayout, check_files, current_manifest
from indexer.snapshots import restore
from search.request import search_request
from search.searcher import Searcher

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, limits files, and reads /proc")

from faults import Fail, Faults, cut_at, full_disk, kill, killed_at, unsynchronisable, watched  # noqa: E402

NEW = [make_article("salt", "盐田", "盐田改种水稻。"), make_article("tide", None, "今日大潮,光伏板下水深三尺。")]
State = tuple[list[str], list[tuple[str, float]]] | None


WRITES: dict[str, Callable[[Path], object]] = {
    "add": lambda root: added(root, [*NEW, make_article("kept", "港口", "光伏昨日停电。")]),
    "delete": lambda root: deleted(root, "salt", "doctor"),
    "merge": merged,
    "build": lambda root: make_index(root, NEW, content="new"),
    "first": lambda root: make_index(root, NEW, content="new"),
    "restore": lambda root: restore(root.parent / "snapshot", root),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A write, the index before it, the states before and after, and the points on the way."""

    name: str
    before: Path
    old: State
    new: State
    faults: Faults

    def points(self, event: str = "") -> list[int]:
        """The numbers of all points, or of those of one event."""
        return [number for number, point in enumerate(self.faults.points, 1) if point.startswith(event)]


def state(root: Path) -> State:
    """What an index holds and answers, None where there is none; every byte of it is as it was written."""
    layout = IndexLayout(root)
    try:
        check_files(layout, current_manifest(layout))
    except IndexMissing:
        return None
    index = open_index(root)
    answer = Searcher(index, HashingEmbedder).search(search_request("光伏"))
    return sorted(index.ids()), [(hit.id, round(hit.score, 6)) for hit in answer.hits]


@pytest.fixture(scope="module", params=WRITES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """An index of several segments, one with deletions, that is due to be merged; and a write to it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.merging.MOST", 2)
        patch.setattr("indexer.vector_kinds.LEAST_AUTO", 2)  # so that the files of nominators are written, too
        patch.setattr("os.fsync", lambda _: None)
        folder = tmp_path_factory.mktemp(request.param)
        before, after = folder / "before", folder / "after"
        make_index(folder / "snapshot", NEW)
        if request.param == "first":
            before.mkdir()
        else:
            make_index(before, ARTICLES[:3])
            added(before, ARTICLES[3:])
            added(before, [make_article("gone", None, "这一篇会被删去。"), make_article("kept", None, "光伏发电。")])
            deleted(before, "gone")
        copied(before, after)
        with watched(Faults(after, 0, full_disk)) as faults:
            WRITES[request.param](after)
        yield Case(request.param, before, state(before), state(after), faults)


def copied(root: Path, to: Path) -> None:
    """An index again; its files are shared, but for those that are written to in their place."""

    def copy(source: str, target: str) -> None:
        (shutil.copyfile if Path(source).parent == root else os.link)(source, target)

    shutil.copytree(root, to, copy_function=copy)


def outcomes(case: Case, write: Callable[[Case, Faults], None], faults: list[tuple[int, Fail]]) -> set[bool]:
    """Let a write meet each fault; whether the index was the new one behind it: it is that or the old, and writable."""
    seen, root = set(), case.before.with_name("root")
    for point, fail in faults:
        shutil.rmtree(root, ignore_errors=True)
        copied(case.before, root)
        write(case, Faults(root, point, fail))
        found, told = state(root), f"{case.name} at {point}: {case.faults.points[point - 1]}"
        assert found in (case.old, case.new), told
        (added if found else make_index)(root, [make_article("next", None, "下一篇照样写得进去。")])
        layout = IndexLayout(root)
        manifest = current_manifest(layout)
        check_files(layout, manifest)
        assert sorted(open_index(root).ids()) == sorted(["next", *(found[0] if found else [])]), told
        assert {path.name for path in layout.segments.iterdir()} >= {one.id for one in manifest.segments}
        seen.add(found == case.new)
    return seen


def failing(case: Case, faults: Faults) -> None:
    """A write whose disk fails, which is told."""
    with watched(faults):
        try:
            WRITES[case.name](Path(faults.root))
        except IndexUnwritable as error:
            assert str(faults.root) in str(error)


def dying(case: Case, faults: Faults) -> None:
    """A write in a process that does not live to its end."""
    child = os.fork()
    if not child:
        faiss.omp_set_num_threads(1)  # the threads of its parent, for which FAISS would wait, are not in a child
        try:
            with watched(faults):
                WRITES[case.name](Path(faults.root))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{case.name} has no point {faults.fails_at}"


def test_there_are_hundreds_of_points(case: Case) -> None:
    """Of which every file that is written is one, and is cut in its middle."""
    begun = {case.faults.points[point - 1].split()[1] for point, _ in case.faults.cuts()}
    synchronised = {point.removeprefix("fsync ") for point in case.faults.points if point.startswith("fsync ")}
    assert begun >= {path for path in synchronised if not Path(path).is_dir()}


def test_a_disk_that_is_full_at_any_point(case: Case) -> None:
    seen = outcomes(case, failing, [(point, full_disk) for point in case.points()])
    assert case.old == case.new or seen == {True, False}


def test_a_disk_that_is_full_in_the_middle_of_any_file(case: Case) -> None:
    seen = outcomes(case, failing, [(point, cut_at(length)) for point, length in case.faults.cuts()])
    assert case.old == case.new or False in seen


def test_a_disk_that_does_not_synchronise(case: Case) -> None:
    assert len(case.points("fsync")) > 5
    seen = outcomes(case, failing, [(point, unsynchronisable) for point in case.points("fsync")])
    assert case.old == case.new or False in seen


def test_a_writer_that_is_killed_at_any_point(case: Case) -> None:
    assert len(case.points()) > 15
    seen = outcomes(case, dying, [(point, kill) for point in case.points()])
    assert case.old == case.new or seen == {True, False}


def test_a_writer_that_is_killed_in_the_middle_of_any_file(case: Case) -> None:
    seen = outcomes(case, dying, [(point, killed_at(length)) for point, length in case.faults.cuts()])
    assert case.old == case.new or False in seen
