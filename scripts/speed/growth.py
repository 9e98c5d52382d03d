"""How cost grows with an archive of short passages, one chunk an article, vectors given: building, disk, memory, time.

Every index is built and asked in a process of its own, whose highest memory is read at its end.
"""

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from indexer.articles import Article
from indexer.build import Source, build
from indexer.index import open_index
from indexer.manifest import IndexLayout, current_manifest
from indexer.model.embedding import BUNDLED_NAME
from indexer.write_lock import write_lock
from scripts.speed.drawn import GivenVectors, passages
from scripts.speed.timing import peak_memory, percentiles
from search.request import search_request
from search.searcher import Searcher

COMPUTED = (10_000_000, 100_000_000)
_GIB = 2**30
_SEED = 20261125


class NamedVectors(GivenVectors):
    """Given vectors under the name of the bundled model: what they make is asked as a real index is."""

    name = BUNDLED_NAME


def measure(corpus: Path | None, sizes: Sequence[int], queries: Sequence[str], folder: Path) -> dict[str, object]:
    """Build and ask an index of each size in `folder`, where they stay for other sections."""
    rows = [
        {
            "chunks": size,
            **_apart(built, corpus, size, index_of(folder, size)),
            **_apart(asked, index_of(folder, size), queries),
        }
        for size in sizes
    ]
    return {"sizes": rows, "computed": [_computed(rows, size) for size in COMPUTED] if len(rows) > 1 else []}


def index_of(folder: Path, size: int) -> Path:
    """Where the index of so many chunks is built."""
    return folder / f"passages-{size}"


def drawn(corpus: Path | None, size: int) -> Iterator[Article]:
    """The articles of the index of so many chunks."""
    return passages(corpus, size, _SEED)


def build_index(root: Path, articles: Iterator[Article]) -> None:
    """An index of articles, vectors given; nothing is done where there is one."""
    if not IndexLayout(root).current.exists():
        with write_lock(root) as layout:
            build(layout, articles, Source(("drawn",), "drawn"), NamedVectors(), lambda *_: None, list)


def built(corpus: Path | None, size: int, root: Path) -> dict[str, object]:
    """Build an index, if it is not there."""
    if (root / "growth.json").exists():
        return json.loads((root / "growth.json").read_text())
    began = time.perf_counter()
    build_index(root, drawn(corpus, size))
    seconds = time.perf_counter() - began
    manifest = current_manifest(IndexLayout(root))
    on_disk = [(path.name, path.stat().st_size) for path in root.rglob("*") if path.is_file()]
    cache = sum(bytes_ for name, bytes_ in on_disk if name.startswith("cache"))
    found = {
        "segments": len(manifest.segments),
        "build s": round(seconds, 1),
        "build memory GiB": round(peak_memory(), 2),
        "disk GiB": round((sum(bytes_ for _, bytes_ in on_disk) - cache) / _GIB, 4),
        "embedding cache GiB": round(cache / _GIB, 4),
    }
    (root / "growth.json").write_text(json.dumps(found))
    return found


def asked(root: Path, queries: Sequence[str]) -> dict[str, object]:
    """Open an index and ask it."""
    began = time.perf_counter()
    searcher = Searcher(open_index(root), NamedVectors)
    opened = time.perf_counter() - began
    searcher.warm()
    times = {mode: _asked(searcher, mode, queries) for mode in ("lexical", "hybrid")}
    return {"open ms": round(1000 * opened, 1), **times, "search memory GiB": round(peak_memory(), 2)}


def _asked(searcher: Searcher, mode: str, queries: Sequence[str]) -> dict[str, float]:
    seconds = []
    for query in queries:
        began = time.perf_counter()
        searcher.search(search_request(query, mode))
        seconds.append(time.perf_counter() - began)
    return percentiles(seconds)


def _apart(work: Callable[..., dict[str, object]], *arguments: object) -> dict[str, object]:
    """What a process of its own finds."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(work, *arguments).result()


def _computed(rows: Sequence[dict[str, object]], size: int) -> dict[str, object]:
    """What the two largest sizes say of a larger one, by a straight line through both."""
    (a, b), found = rows[-2:], {"chunks": size}
    for name in ("build s", "disk GiB", "embedding cache GiB", "search memory GiB"):
        slope = (float(b[name]) - float(a[name])) / (int(b["chunks"]) - int(a["chunks"]))
        found[name] = round(float(b[name]) + slope * (size - int(b["chunks"])), 1)
    return found


def plot(found: dict[str, object], path: Path) -> None:
    """Draw build time, disk and time of a query over the number of chunks."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "wenlan"
    from matplotlib import pyplot

    rows = found["sizes"]
    chunks = [row["chunks"] for row in rows]
    panels = {
        "building, seconds (vectors given)": {"": [row["build s"] for row in rows]},
        "GiB": {name: [row[name] for row in rows] for name in ("disk GiB", "build memory GiB", "search memory GiB")},
        "a query, ms (p50, without its embedding)": {
            mode: [row[mode]["p50 ms"] for row in rows] for mode in ("lexical", "hybrid")
        },
    }
    figure, axes = pyplot.subplots(1, 3, figsize=(12, 3.6))
    for axis, (title, lines) in zip(axes, panels.items(), strict=True):
        for name, values in lines.items():
            axis.loglog(chunks, values, marker="o", label=name.removesuffix(" GiB"))
        axis.set(title=title, xlabel="chunks")
        if len(lines) > 1:
            axis.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
