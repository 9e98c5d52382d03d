from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.index import Index
from indexer.language_tally import tally
from indexer.postings import PostingsBuilder
from indexer.segment import Passages, Segment
from search.background import DenseQuery
from search.corpus import Corpus
from search.dense import DenseLeg, Nearness

DIMENSION = 16


def random_segment(
    random: np.random.Generator, window_counts: list[int], languages: list[str]
) -> tuple[Segment, NDArray[np.float32]]:
    """A segment of unit vectors without text, each chunk an article in a language, as the dense leg sees it."""
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
    spoken = tally(languages, first, vectors)
    return Segment(None, passages, postings.build(), spoken, flat), vectors  # type: ignore[arg-type]  # no article is read


@dataclass(frozen=True)
class Case:
    """A leg over three segments, and of each chunk its window vectors and language."""

    leg: DenseLeg
    windows: list[NDArray[np.float32]]
    languages: list[str]

    def query(self, vector: NDArray[np.float32], **offsets: float) -> DenseQuery:
        return DenseQuery(vector, np.array([offsets.get(code, 0) for code in sorted(set(self.languages))], np.float32))

    def offset(self, query: DenseQuery, row: int) -> float:
        return float(query.offsets[sorted(set(self.languages)).index(self.languages[row])])


@pytest.fixture(scope="module", params=["one language", "three languages"])
def case(request: pytest.FixtureRequest) -> Case:
    random = np.random.default_rng(7)
    segments, windows, languages = [], [], []
    for chunk_count in (40, 1, 25):
        counts = random.integers(1, 9, chunk_count).tolist()
        spoken = random.choice(
            ["zh", "en", "ru"] if request.param == "three languages" else ["zh"], chunk_count
        ).tolist()
        segment, vectors = random_segment(random, counts, spoken)
        segments.append(segment)
        windows += np.split(vectors, np.cumsum(counts)[:-1])
        languages += spoken
    index = Index(Path(), None, tuple(segments))  # type: ignore[arg-type]  # the leg does not read the manifest
    return Case(DenseLeg(Corpus(index)), windows, languages)


def unit(seed: int) -> NDArray[np.float32]:
    vector = np.random.default_rng(seed).standard_normal(DIMENSION)
    found: NDArray[np.float32] = (vector / np.linalg.norm(vector)).astype(np.float32)
    return found


def brute_force(query: NDArray[np.float32], windows: NDArray[np.float32]) -> float:
    mean = windows.mean(axis=0)
    share = Nearness().best_window
    return float(share * (windows @ query).max() + (1 - share) * (mean / np.linalg.norm(mean)) @ query)


@pytest.mark.parametrize("seed", range(5))
def test_scores_and_nearest_windows_are_those_of_brute_force(case: Case, seed: int) -> None:
    query = case.query(unit(seed), en=0.1, ru=-0.2)
    rows = np.arange(0, len(case.windows), 3, dtype=np.int32)
    found = case.leg.score(query, rows)
    expected = [brute_force(query.vector, case.windows[row]) - case.offset(query, row) for row in rows]
    np.testing.assert_allclose(found.scores, expected, rtol=1e-4, atol=2e-6)
    assert found.nearest.tolist() == [int(np.argmax(case.windows[row] @ query.vector)) for row in rows]


@pytest.mark.parametrize("most", [1, 5, 40, 66, 500])
def test_candidates_are_the_articles_with_the_nearest_windows(
    case: Case, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every chunk is an article of its own here."""
    monkeypatch.setattr("search.dense.CANDIDATE_ARTICLES", most)
    query = case.query(case.windows[50][0], en=0.3)
    nearness = [float((windows @ query.vector).max()) - case.offset(query, n) for n, windows in enumerate(case.windows)]
    best = sorted(range(len(nearness)), key=lambda row: -nearness[row])[:most]
    assert case.leg.candidates(query).tolist() == best


def test_no_rows_no_scores(case: Case) -> None:
    found = case.leg.score(case.query(unit(0)), np.empty(0, np.int32))
    assert found.scores.tolist() == []
    assert found.nearest.tolist() == []
