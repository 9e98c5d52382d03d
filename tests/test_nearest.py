"""All kinds of vector index find the same nearest windows as brute force does, nearly, with exact scores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.nominator import Nominator
from indexer.vector_kinds import LEAST_AUTO, VectorKind, kind_of
from indexer.windows import open_windows, window_arrays, windows_of, write_vectors
from search.window_search import NOMINEES, WindowSearch

DIMENSION, OWNERS, ASKED = 32, 2400, 40
APPROXIMATE = [VectorKind.IVF_SQ8, VectorKind.IVF_PQ]
Vectors = NDArray[np.float32]


def clustered(random: np.random.Generator, count: int) -> Vectors:
    centres = random.standard_normal((60, DIMENSION))
    vectors = centres[random.integers(60, size=count)] + 0.7 * random.standard_normal((count, DIMENSION))
    found: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return found


@dataclass(frozen=True)
class Case:
    """A search; of each of its owners the vectors, and what the products of its language are lowered by."""

    search: WindowSearch
    vectors: list[Vectors]
    lowered: NDArray[np.float64]
    offsets: Vectors

    def nearness(self, query: Vectors) -> NDArray[np.float64]:
        """Of all owners, by brute force."""
        products = np.concatenate(self.vectors).astype(np.float64) @ query
        starts = np.cumsum([0, *(len(of_owner) for of_owner in self.vectors[:-1])])
        return np.asarray(np.maximum.reduceat(products, starts)) - self.lowered


def made(folder: Path, kind: VectorKind, segments: int, languages: Sequence[str], deleted: float) -> Case:
    """Owners of one to three windows each, in segments of equal size, of which some are deleted."""
    random = np.random.default_rng(5)
    offsets = np.linspace(0, 0.2, len(languages)).astype(np.float32)
    opened, owned, spoken = [], [], []
    for number in range(segments):
        counts = random.integers(1, 4, OWNERS // segments)
        codes = random.integers(len(languages), size=len(counts))
        vectors = clustered(random, int(counts.sum()))
        windows = windows_of(counts.tolist(), [languages[code] for code in codes], vectors)
        (folder / str(number)).mkdir()
        write_vectors(folder / str(number), "narrow", windows, kind)
        written = open_windows(folder / str(number), "narrow", window_arrays("narrow", windows))
        assert len(written.nominators) == (0 if kind is VectorKind.FLAT else len(languages))
        kept = np.flatnonzero(random.random(len(counts)) >= deleted)
        opened.append(written.kept(kept) if deleted else written)
        parts = np.split(vectors, np.cumsum(counts)[:-1])
        owned += [parts[owner] for owner in kept]
        spoken += codes[kept].tolist()
    numbers = np.array(spoken, np.int32)
    return Case(WindowSearch(opened, numbers), owned, offsets[numbers].astype(np.float64), offsets)


@pytest.fixture(autouse=True, scope="module")
def _nominators_of_few() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.vector_kinds.LEAST_ASKED", 100)
        patch.setattr("indexer.vector_kinds.LEAST_FILTERED", 100)
        yield


@pytest.fixture(scope="module", params=[(1, ("zh",), 0.0), (3, ("zh",), 0.25), (2, ("en", "zh"), 0.0)])
def shape(request: pytest.FixtureRequest) -> tuple[int, tuple[str, ...], float]:
    """How many segments, which languages, and the share of owners that are deleted."""
    found: tuple[int, tuple[str, ...], float] = request.param
    return found


@pytest.fixture(scope="module", params=[VectorKind.FLAT, *APPROXIMATE])
def kind(request: pytest.FixtureRequest) -> VectorKind:
    return VectorKind(request.param)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, kind: VectorKind, shape: tuple[int, tuple[str, ...], float]) -> Case:
    return made(tmp_path_factory.mktemp("windows"), kind, *shape)


@pytest.mark.parametrize("share", [None, 0.5, 0.05, 0.005, 0.0])
def test_the_nearest_are_found_with_their_scores(case: Case, kind: VectorKind, share: float | None) -> None:
    random = np.random.default_rng(9)
    allowed = None if share is None else random.random(len(case.vectors)) < share
    recalls = []
    for query in clustered(np.random.default_rng(5), 20):
        owners, near, complete = case.search.nearest(query, case.offsets, allowed, ASKED)
        exact = case.nearness(query)
        for owner, nearness in zip(owners.tolist(), near.tolist(), strict=True):
            windows = case.vectors[owner].astype(np.float64) @ query - case.lowered[owner]
            assert np.abs(windows - nearness).min() < 2e-6  # of one of its windows: its nearest may not be found
        if kind is VectorKind.FLAT:
            np.testing.assert_allclose(near, exact[owners], atol=2e-6)
        assert len(set(owners.tolist())) == len(owners)
        assert allowed is None or allowed[owners].all()
        among = np.flatnonzero(np.ones(len(exact), bool) if allowed is None else allowed)
        assert complete == (sum(len(case.vectors[owner]) for owner in among) <= ASKED)
        best = among[np.argsort(-exact[among])][:10]
        recalls.append(np.isin(best, owners).mean() if len(best) else 1.0)
    assert np.mean(recalls) >= (1.0 if kind is VectorKind.FLAT else 0.98)


@pytest.mark.parametrize("kind", APPROXIMATE)
def test_as_many_are_found_as_are_asked_for_however_far_the_wanted_are(tmp_path: Path, kind: VectorKind) -> None:
    case = made(tmp_path, kind, 1, ["zh"], 0.0)
    query = case.vectors[0][0]
    exact = case.nearness(query)
    # The owners that are farthest from the query: none of them is in the cells about it.
    allowed = exact <= np.sort(exact)[5 * ASKED]
    owners, near, complete = case.search.nearest(query, case.offsets, allowed, ASKED)
    assert not complete
    assert allowed[owners].all()
    windows = sorted(
        (float(product) for owner in np.flatnonzero(allowed) for product in case.vectors[owner] @ query), reverse=True
    )
    assert len(owners) >= ASKED // 3 - 1  # an owner has three windows at most
    assert near.min() >= windows[2 * NOMINEES * ASKED]


@pytest.mark.parametrize("kind", APPROXIMATE)
def test_where_no_more_are_wanted_than_are_nominated_the_nearest_are_exact(tmp_path: Path, kind: VectorKind) -> None:
    for one in (kind, VectorKind.FLAT):
        (tmp_path / one).mkdir()
    case, flat = (made(tmp_path / one, one, 1, ["zh"], 0.25) for one in (kind, VectorKind.FLAT))
    few = np.zeros(len(case.vectors), np.bool_)
    few[:: len(few) // 25] = True
    for query in clustered(np.random.default_rng(2), 5):
        ours, theirs = (one.search.nearest(query, one.offsets, few, ASKED) for one in (case, flat))
        assert ours[0].tolist() == theirs[0].tolist()
        assert ours[1].tolist() == theirs[1].tolist()


def test_kinds_go_by_the_number_of_vectors_and_by_what_is_asked() -> None:
    auto, flat, codes = VectorKind.AUTO, VectorKind.FLAT, VectorKind.IVF_SQ8
    assert kind_of(LEAST_AUTO - 1, auto) is flat
    assert kind_of(LEAST_AUTO, auto) is VectorKind.IVF_PQ
    assert kind_of(10**9, flat) is flat
    assert kind_of(99, codes) is flat
    assert kind_of(100, codes) is codes


@pytest.mark.parametrize("kind", APPROXIMATE)
def test_a_nominator_made_twice_is_equal_byte_by_byte_on_any_number_of_threads(kind: VectorKind) -> None:
    exact = faiss.IndexFlatIP(DIMENSION)
    exact.add(clustered(np.random.default_rng(1), 5000))
    places = np.arange(0, 5000, 2)
    before, written = faiss.omp_get_max_threads(), []
    try:
        for threads in (1, 1, 2):
            faiss.omp_set_num_threads(threads)
            written.append(faiss.serialize_index(Nominator.of(exact, places, kind).index).tobytes())
    finally:
        faiss.omp_set_num_threads(before)
    assert written[0] == written[1] == written[2]
