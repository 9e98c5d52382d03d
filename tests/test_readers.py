"""Readers in other processes while a writer publishes: each answer is that of one generation. Texts are invented."""

import gc
import logging
import multiprocessing
import traceback
from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

import msgspec
import pytest
from conftest import HashingEmbedder, make_article, make_index
from test_changing import added, deleted, merged

from api.live import LiveSearcher
from indexer.articles import Article
from indexer.index import open_index
from indexer.manifest import IndexLayout, current_manifest, read_manifest
from search.request import search_request
from search.searcher import Searcher

READERS = 2
VERSIONS = 20
NAMES = ["港口", "盐田", "海岛", "渔村", "灯塔"]
QUESTION = "青屿港第几版"


def edition(version: int) -> list[Article]:
    """Articles that all say their version, and one whose id does."""
    written = [
        make_article(name, name, f"{name}:青屿港今日出第{version}版。", f"印{version * 7}份。") for name in NAMES
    ]
    return [*written, make_article(f"marker-{version}", None, f"青屿港第{version}版的标记。")]


def said(searcher: Searcher) -> tuple[int, str]:
    """The generation of an index, and all that it answers to a question, with the articles that it finds."""
    answer = searcher.search(search_request(QUESTION, limit=20))
    assert answer.generation == searcher.index.manifest.generation
    hits = [(hit.id, round(hit.score, 4), searcher.article(hit.id)) for hit in answer.hits]
    return answer.generation, msgspec.json.encode(hits).decode()


@dataclass(slots=True)
class Report:
    """What a reader has seen: every answer by generation, and what the index that it opened first kept saying."""

    answers: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    held: set[tuple[int, str]] = field(default_factory=set)
    rounds: int = 0
    gone_and_open: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)

    def hear(self, searcher: Searcher) -> None:
        """Ask an index."""
        generation, answer = said(searcher)
        self.answers[generation].add(answer)


class _Told(logging.Handler):
    """Keeps what is logged: a server that cannot follow the index logs it and goes on."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        self._told.append(record.getMessage())


def open_segments_gone(root: Path) -> set[str]:
    """The segments of which this process has files open, or mapped, that have been removed."""
    mapped = [line.split(maxsplit=5)[-1] for line in Path("/proc/self/maps").read_text().splitlines()]
    opened = []
    for descriptor in Path("/proc/self/fd").iterdir():
        if descriptor.is_symlink():
            opened.append(str(descriptor.readlink()))
    gone = [Path(name.removesuffix(" (deleted)")) for name in (*mapped, *opened) if name.endswith(" (deleted)")]
    return {path.parent.name for path in gone if root / "segments" in path.parents}


def follow(root: Path, stop: Event, report: Report, ready: Connection) -> None:
    """Search the index as a server does, as a command does that opens it anew, and through what was opened first."""
    held, live = Searcher(open_index(root), HashingEmbedder), LiveSearcher(root)
    editions = deque([live.get()], maxlen=2)
    ready.send("ready")
    while not stop.is_set():
        report.hear(live.get())
        if live.get() is not editions[-1]:
            editions.append(live.get())
        with_own = open_index(root)
        report.hear(Searcher(with_own, HashingEmbedder))
        with_own.close()
        report.held.add(said(held))
        report.rounds += 1
    held.index.close()
    del held, with_own
    gc.collect()
    kept = {record.id for one in editions for record in one.index.manifest.segments}
    report.gone_and_open = open_segments_gone(root) - kept


def read(root: Path, stop: Event, pipe: Connection) -> None:
    """What a reader process does."""
    report = Report()
    logging.getLogger("api.live").addHandler(_Told(report.failed))
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("search.searcher.open_embedder", lambda *_: HashingEmbedder())
            follow(root, stop, report, pipe)
    except BaseException:
        report.failed.append(traceback.format_exc())
    pipe.send(report)


def write_editions(root: Path) -> dict[int, str]:
    """Publish editions one after the other; what the index says after each write, by generation."""
    expected = dict([said(Searcher(open_index(root), HashingEmbedder))])
    for version in range(1, VERSIONS):
        for write in (
            partial(added, root, edition(version)),
            partial(deleted, root, f"marker-{version - 3}"),
            partial(merged, root),
        ):
            write()
            generation, answer = said(Searcher(open_index(root), HashingEmbedder))
            assert expected.setdefault(generation, answer) == answer
            assert_only_two_on_disk(root)
    return expected


def assert_only_two_on_disk(root: Path) -> None:
    """There are the files of the generation in force and of the one before, which a reader may be about to open."""
    layout = IndexLayout(root)
    two = [read_manifest(layout, path) for path in layout.manifests.iterdir()]
    assert len(two) <= 2
    assert current_manifest(layout) in two
    assert {path.name for path in layout.segments.iterdir()} == {record.id for one in two for record in one.segments}
    assert {path.name for path in layout.groups.iterdir()} == {f"{one.generation:06}.npy" for one in two}


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="looks for files that are removed and open in /proc")
def test_readers_in_other_processes_answer_from_one_generation_while_a_writer_publishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.merging.MOST", 2)
    monkeypatch.setattr("os.fsync", lambda _: None)
    root = tmp_path / "index"
    make_index(root, edition(0))
    spawn = multiprocessing.get_context("spawn")
    stop, pipes, readers = spawn.Event(), [], []
    for _ in range(READERS):
        ours, theirs = spawn.Pipe()
        readers.append(spawn.Process(target=read, args=(root, stop, theirs), daemon=True))
        readers[-1].start()
        pipes.append(ours)
    first = [pipe.recv() for pipe in pipes]
    assert first == ["ready"] * READERS, first
    expected = write_editions(root)
    stop.set()
    reports: list[Report] = [pipe.recv() for pipe in pipes]
    for reader in readers:
        reader.join()

    for report in reports:
        assert not report.failed, "\n".join(report.failed)
        assert len(report.answers) > 5, "no reader saw several generations"
        for generation, answers in report.answers.items():
            # A generation that only merges, and that the writer did not stop at, says what the one before it said.
            assert answers == {expected[max(one for one in expected if one <= generation)]}, generation
        assert report.held == {(1, expected[1])}
        assert not report.gone_and_open
    assert max(expected) > 3 * VERSIONS, "nothing was merged"
