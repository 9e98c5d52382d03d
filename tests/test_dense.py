from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.index import Index
from indexer.postings import PostingsBuilder
from indexer.segment import Passages, Segment
from search.corpus import Corpus
from search.dense import BEST_WINDOW_SHARE, DenseLeg

DIMENSION = 16


def random_segment(random: np.random.Generator, window_counts: list[int]) -> tuple[Segment, NDArray[np.float32]]:
    """A segment of unit vectors without text, as the dense leg sees it."""
    vectors = random.standard_normal((sum(window_counts), DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    flat = faiss.IndexFlatIP(DIMENSION)
    flat.add(vectors)
    postings = PostingsBuilder()
    for _ in window_counts:
        postings.add([])
    first = np.concatenate([[0], np.cumsum(window_counts)]).astype(np.int32)
    articles = np.zeros((len(window_counts), 4), np.int32)
    articles[:, 0] = np.arange(len(window_counts))
    passages = Passages(articles, np.zeros((first[-1], 2), np.int32), first)
    return Segment(None, passages, postings.build(), flat), vectors  # type: ignore[arg-type]  # no article is read


@pytest.fixture(scope="module")
def dense_case() -> tuple[DenseLeg, list[NDArray[np.float32]]]:
    """A leg over three segments, and the window vectors of each chunk."""
    random = np.random.default_rng(7)
    segments, by_chunk = [], []
    for chunk_count in (40, 1, 25):
        counts = random.integers(1, 9, chunk_count).tolist()
        segment, vectors = random_segment(random, counts)
        segments.append(segment)
        by_chunk += np.split(vectors, np.cumsum(counts)[:-1])
    index = Index(Path(), None, tuple(segments))  # type: ignore[arg-type]  # the leg does not read the manifest
    return DenseLeg(Corpus(index)), by_chunk


def brute_force(query: NDArray[np.float32], windows: NDArray[np.float32]) -> float:
    mean = windows.mean(axis=0)
    share = BEST_WINDOW_SHARE
    return float(share * (windows @ query).max() + (1 - share) * (mean / np.linalg.norm(mean)) @ query)


@pytest.mark.parametrize("seed", range(5))
def test_scores_and_nearest_windows_are_those_of_brute_force(
    dense_case: tuple[DenseLeg, list[NDArray[np.float32]]], seed: int
) -> None:
    leg, by_chunk = dense_case
    query = np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
    query /= np.linalg.norm(query)
    rows = np.arange(0, len(by_chunk), 3, dtype=np.int32)
    found = leg.score(query, rows)
    np.testing.assert_allclose(found.scores, [brute_force(query, by_chunk[row]) for row in rows], rtol=1e-4, atol=1e-6)
    assert found.nearest.tolist() == [int(np.argmax(by_chunk[row] @ query)) for row in rows]


@pytest.mark.parametrize("most", [1, 5, 40, 66, 500])
def test_candidates_are_the_chunks_with_the_nearest_windows(
    dense_case: tuple[DenseLeg, list[NDArray[np.float32]]], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every chunk is an article of its own here."""
    monkeypatch.setattr("search.candidates.CANDIDATE_ARTICLES", most)
    monkeypatch.setattr("search.dense.CANDIDATE_ARTICLES", most)
    leg, by_chunk = dense_case
    query = by_chunk[50][0]
    best = sorted(range(len(by_chunk)), key=lambda row: -float((by_chunk[row] @ query).max()))[:most]
    assert leg.candidates(query).tolist() == sorted(best)


def test_no_rows_no_scores(dense_case: tuple[DenseLeg, list[NDArray[np.float32]]]) -> None:
    found = dense_case[0].score(np.zeros(DIMENSION, np.float32), np.empty(0, np.int32))
    assert found.scores.tolist() == []
    assert found.nearest.tolist() == []
