"""The dense leg: the kinds of vector index against scoring every vector, in time, recall, memory and building.

Everything goes the way of a search: windows are written as segments, opened memory-mapped and asked by WindowSearch for
as many as the searcher asks. Recall is by products, so that equal vectors count as each other. The numbers of
indexer/nominator.py were chosen with questions of the same kind in view, others than those of the report.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.model.embedding import FloatArray
from indexer.vector_kinds import VectorKind
from indexer.windows import Windows, open_windows, window_arrays, windows_of, write_vectors
from search.candidates import CANDIDATE_ARTICLES
from search.window_search import WindowSearch

ASKED = 4 * CANDIDATE_ARTICLES
DEPTHS = (10, 100, ASKED // 2)
SHARES = (0.5, 0.05, 0.005)
_SAME = 1e-6
_BLOCK = 50_000
Allowed = NDArray[np.bool_] | None
Case = tuple[VectorKind, int]
"""A kind, and in how many segments."""
CASES: tuple[Case, ...] = (
    (VectorKind.FLAT, 1),
    (VectorKind.IVF_PQ, 1),
    (VectorKind.IVF_PQ, 5),
    (VectorKind.IVF_SQ8, 1),
)


def measure(
    count: int, dimension: int, queries: int, seed: int, vectors: Path | None, cases: Sequence[Case] = CASES
) -> dict[str, Any]:
    """Figures of each of the cases over `count` vectors; times in ms a query on one thread, of the clock and of the
    processor, and as a share of those of the first case; memory as a share of that of the vectors.

    `vectors` is a .npy file of unit vectors, float32 [n, dimension], grown to `count` where it has fewer; its queries
    are in questions.npy beside it. Without one, vectors and queries are drawn.
    """
    every, asked = drawn(count, dimension, queries, seed) if vectors is None else given(vectors, count, queries, seed)
    tuned, reported = np.array_split(asked, 2)
    random = np.random.default_rng(seed)
    filters: dict[str, Allowed] = {"none": None}
    filters |= {f"{share:.1%} at random": random.random(count) < share for share in SHARES}
    filters |= {f"{share:.1%} alike": _alike(every, random, share) for share in SHARES}
    exact = {name: _exact(every, reported, only) for name, only in filters.items()}
    exact_tuned = _exact(every, tuned, None)
    kinds: dict[str, Any] = {}
    for kind, segments in cases:
        with tempfile.TemporaryDirectory() as folder:
            search, made = _searcher(Path(folder), every, kind, segments)
            made["recall of the tuning half"] = _figures(search, tuned, None, exact_tuned)["recall"]
            made["filters"] = {name: _figures(search, reported, only, exact[name]) for name, only in filters.items()}
            kinds[kind.value if segments == 1 else f"{kind}, {segments} segments"] = made
    _add_ratios(kinds)
    return {
        "vectors": count,
        "dimension": dimension,
        "source": "drawn" if vectors is None else vectors.name,
        "queries": len(reported),
        "asked": ASKED,
        "faiss": faiss.__version__,
        "kinds": kinds,
    }


def drawn(count: int, dimension: int, queries: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Unit vectors about centres of unequal weight, a centre for 200 of them, and queries about the same centres."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((max(1, count // 200), dimension), np.float32)
    weights = random.pareto(2.0, len(centres)) + 0.1
    chosen = random.choice(len(centres), count + queries, p=weights / weights.sum())
    every = np.empty((count + queries, dimension), np.float32)
    for start in range(0, len(every), _BLOCK):
        block = centres[chosen[start : start + _BLOCK]]
        every[start : start + _BLOCK] = _unit(block + random.standard_normal(block.shape, np.float32))
    return every[:count], every[count:]


def given(vectors: Path, count: int, queries: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Vectors of a file, grown to `count`, and so many of the queries beside it."""
    asked = np.load(vectors.with_name("questions.npy"))[:queries]
    return grown(np.load(vectors), count, seed), asked


def grown(real: FloatArray, count: int, seed: int) -> FloatArray:
    """Vectors as real ones lie: these, and mixes of one of them (.2 to .8) with one of its ten nearest neighbours, and
    noise half as long as the way between the two; in random order.
    """
    random = np.random.default_rng(seed)
    if count <= len(real):
        return real[random.permutation(len(real))[:count]]
    neighbours = faiss.index_factory(real.shape[1], "IVF512,Flat", faiss.METRIC_INNER_PRODUCT)
    neighbours.train(real[random.permutation(len(real))[:40_000]])
    neighbours.add(real)
    near = neighbours.search(real, 11, params=faiss.IVFSearchParameters(nprobe=8))[1]
    every = np.empty((count, real.shape[1]), np.float32)
    every[: len(real)] = real
    for start in range(len(real), count, _BLOCK):
        size = min(_BLOCK, count - start)
        ones = random.integers(0, len(real), size)
        one, other = real[ones], real[near[ones, random.integers(1, 11, size)]]
        share = random.uniform(0.2, 0.8, (size, 1)).astype(np.float32)
        noise = random.standard_normal(one.shape, np.float32) / np.float32(real.shape[1] ** 0.5)
        way = np.linalg.norm(one - other, axis=1, keepdims=True)
        every[start : start + size] = _unit(share * one + (1 - share) * other + 0.5 * way * noise)
    return every[random.permutation(count)]


def _unit(vectors: FloatArray) -> FloatArray:
    unit: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _alike(every: FloatArray, random: np.random.Generator, share: float) -> NDArray[np.bool_]:
    """The share of vectors that are nearest to one of them, as those of a topic are."""
    near = every @ every[random.integers(len(every))]
    kept: NDArray[np.bool_] = near >= np.quantile(near, 1 - share)
    return kept


def _exact(every: FloatArray, queries: FloatArray, only: Allowed) -> FloatArray:
    """The products of the nearest vectors of each query, descending, float32 [queries, depth]."""
    index = faiss.IndexFlatIP(every.shape[1])
    index.add(every if only is None else every[only])
    products: FloatArray = index.search(queries, min(max(DEPTHS), index.ntotal))[0]
    return products


def _searcher(folder: Path, every: FloatArray, kind: VectorKind, segments: int) -> tuple[WindowSearch, dict[str, Any]]:
    """An opened search over vectors that each are the only window of their owner, and what it costs."""
    opened, seconds = [], 0.0
    for first, behind in pairwise(np.linspace(0, len(every), segments + 1).astype(int).tolist()):
        windows = windows_of([1] * (behind - first), ["zh"] * (behind - first), every[first:behind])
        segment = folder / str(first)
        segment.mkdir()
        began = time.perf_counter()
        write_vectors(segment, "narrow", windows, kind)
        seconds += time.perf_counter() - began
        opened.append(_opened(segment, windows))
    del windows
    before = _anonymous()
    search = WindowSearch(opened, np.zeros(len(every), np.int32))
    search.nearest(every[0], np.zeros(1, np.float32), None, ASKED)
    sizes = {file: file.stat().st_size for file in folder.rglob("narrow*")}
    codes = sum(size for file, size in sizes.items() if file.suffix != ".faiss")
    exact = sum(sizes.values()) - codes
    return search, {
        "build_s": round(seconds, 1),
        "codes_bytes": codes,
        "memory": round((codes or exact) / exact, 4),
        "anonymous_bytes": max(0, _anonymous() - before),
    }


def _opened(segment: Path, windows: Windows) -> Windows:
    return open_windows(segment, "narrow", window_arrays("narrow", windows))


def _figures(search: WindowSearch, queries: FloatArray, only: Allowed, exact: FloatArray) -> dict[str, Any]:
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    times, busy, nearness = zip(*_asked(search, queries, only), strict=True)
    faiss.omp_set_num_threads(threads)
    depths = [depth for depth in DEPTHS if depth <= exact.shape[1]]
    return {
        "p50_ms": round(float(np.percentile(times, 50)), 3),
        "p99_ms": round(float(np.percentile(times, 99)), 3),
        "processor_p50_ms": round(float(np.percentile(busy, 50)), 3),
        "recall": {str(depth): round(_recall(nearness, exact, depth), 4) for depth in depths},
    }


def _asked(
    search: WindowSearch, queries: FloatArray, only: Allowed
) -> Iterator[tuple[float, float, NDArray[np.float64]]]:
    """The milliseconds that each query takes, of the clock and of the processor, and the nearness of what it finds,
    descending.
    """
    offsets = np.zeros(1, np.float32)
    for query in queries:
        began, busy = time.perf_counter(), time.thread_time()
        _, near, _ = search.nearest(query, offsets, only, ASKED)
        yield 1e3 * (time.perf_counter() - began), 1e3 * (time.thread_time() - busy), -np.sort(-near)


def _recall(nearness: Sequence[NDArray[np.float64]], exact: FloatArray, depth: int) -> float:
    """Of the `depth` nearest, the share that is found: as many as are no farther than the last of them."""
    shares = [
        min(depth, int(np.count_nonzero(near >= products[depth - 1] - _SAME))) / depth
        for near, products in zip(nearness, exact, strict=True)
    ]
    return float(np.mean(shares))


def _anonymous() -> int:
    """Bytes of memory of this process that are no file's; 0 where that is not told."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0
    resident, of_files = (int(pages) for pages in status.read_text().split()[1:3])
    return (resident - of_files) * os.sysconf("SC_PAGE_SIZE")


def _add_ratios(kinds: dict[str, Any]) -> None:
    """To the times of each case their shares of those of the first case with the same filter."""
    for name, first in next(iter(kinds.values()))["filters"].items():
        for made in kinds.values():
            figures = made["filters"][name]
            figures["of_first"] = round(figures["p50_ms"] / first["p50_ms"], 4)
            figures["processor_of_first"] = round(figures["processor_p50_ms"] / first["processor_p50_ms"], 4)
