from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.canonical import WordingsWriter
from indexer.columns import columns_of
from indexer.index import Index
from indexer.postings import PostingsBuilder
from indexer.segment import Passages, Segment
from indexer.shingles import ShingleSets
from indexer.windows import windows_of
from search.background import DenseQuery
from search.corpus import Corpus
from search.dense import DenseLeg, Nearness

DIMENSION = 16
Vectors = NDArray[np.float32]


def unit(random: np.random.Generator, count: int) -> Vectors:
    vectors = random.standard_normal((count, DIMENSION))
    found: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return found


@dataclass(frozen=True)
class Case:
    """A leg over three segments; of each chunk its article, vectors and language, of each article its wide vectors."""

    leg: DenseLeg
    articles: list[int]
    narrow: list[Vectors]
    spoken: list[str]
    wide: list[Vectors]
    wide_spoken: list[str]

    def query(self, vector: Vectors, **offsets: float) -> DenseQuery:
        narrow, wide = (np.array([offsets.get(code, 0) for code in sorted(set(s))], np.float32) for s in self._spoken)
        return DenseQuery(vector, vector, narrow, wide / 2, np.zeros(len(narrow), np.bool_), 0.0, 1.0)

    @property
    def _spoken(self) -> tuple[list[str], list[str]]:
        return self.spoken, self.wide_spoken

    def passage(self, query: DenseQuery, chunk: int) -> float:
        offset = query.narrow_offsets[sorted(set(self.spoken)).index(self.spoken[chunk])]
        return float((self.narrow[chunk] @ query.vector).max() - offset)

    def wide_score(self, query: DenseQuery, article: int) -> float:
        offset = query.wide_offsets[sorted(set(self.wide_spoken)).index(self.wide_spoken[article])]
        return float((self.wide[article] @ query.vector).max() - offset)

    def best_passage(self, query: DenseQuery, article: int) -> float:
        return max(self.passage(query, chunk) for chunk, owner in enumerate(self.articles) if owner == article)


@pytest.fixture(scope="module", params=["one language", "three languages"])
def case(request: pytest.FixtureRequest) -> Case:
    random = np.random.default_rng(7)
    choices = ["zh", "en", "ru"] if request.param == "three languages" else ["zh"]
    segments: list[Segment] = []
    made = Case(None, [], [], [], [], [])  # type: ignore[arg-type]  # the leg comes last
    for article_count in (20, 1, 15):
        chunk_counts = random.integers(1, 4, article_count)
        owners = np.repeat(np.arange(article_count), chunk_counts)
        narrow = [unit(random, int(n)) for n in random.integers(1, 9, len(owners))]
        wide = [unit(random, int(n)) for n in random.integers(1, 4, article_count)]
        spoken, wide_spoken = (random.choice(choices, n).tolist() for n in (len(owners), article_count))
        postings = PostingsBuilder()
        for _ in owners:
            postings.add([])
        chunks = np.zeros((len(owners), 4), np.int32)
        chunks[:, 0] = owners
        segments.append(
            Segment(
                None,  # type: ignore[arg-type]  # no article is read
                np.arange(article_count, dtype=np.uint64),
                columns_of([]),
                Passages(chunks, np.zeros((0, 2), np.int32)),
                postings.build(),
                WordingsWriter().wordings(),
                ShingleSets.of([]),
                windows_of([len(v) for v in narrow], spoken, np.concatenate(narrow)),
                windows_of([len(v) for v in wide], wide_spoken, np.concatenate(wide)),
            )
        )
        made.articles.extend((owners + len(made.wide)).tolist())
        made.narrow.extend(narrow)
        made.spoken.extend(spoken)
        made.wide.extend(wide)
        made.wide_spoken.extend(wide_spoken)
    no_groups = np.empty(0, np.int32)
    index = Index(Path(), None, tuple(segments), no_groups)  # type: ignore[arg-type]  # the leg reads no manifest
    return Case(DenseLeg(Corpus(index)), made.articles, made.narrow, made.spoken, made.wide, made.wide_spoken)


def asked(case: Case, seed: int) -> DenseQuery:
    return case.query(unit(np.random.default_rng(seed), 1)[0], en=0.1, ru=-0.2)


@pytest.mark.parametrize("seed", range(5))
def test_a_passage_scores_as_its_nearest_window(case: Case, seed: int) -> None:
    query = asked(case, seed)
    rows = np.arange(0, len(case.narrow), 3, dtype=np.int32)
    found = case.leg.passages(query, rows)
    np.testing.assert_allclose(found.scores, [case.passage(query, row) for row in rows], rtol=1e-4, atol=2e-6)
    assert found.nearest.tolist() == [int(np.argmax(case.narrow[row] @ query.vector)) for row in rows]


@pytest.mark.parametrize("seed", range(5))
def test_an_article_scores_by_its_nearest_passage_and_its_nearest_wide_window(case: Case, seed: int) -> None:
    query = asked(case, seed)
    articles = np.arange(1, len(case.wide), 2, dtype=np.int32)
    nearest = np.array([case.best_passage(query, article) for article in articles], np.float32)
    share = Nearness().narrow
    expected = [share * n + (1 - share) * case.wide_score(query, a) for n, a in zip(nearest, articles, strict=True)]
    np.testing.assert_allclose(case.leg.articles(query, articles, nearest), expected, rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("share", [None, 1.0, 0.5, 0.1, 0.0])
@pytest.mark.parametrize("most", [1, 5, 20, 36, 500])
def test_candidates_are_the_allowed_articles_with_the_nearest_windows_of_either_width(
    case: Case, most: int, share: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.dense.CANDIDATE_ARTICLES", most)
    query = case.query(case.narrow[30][0], en=0.3)
    allowed = None if share is None else np.random.default_rng(most).random(len(case.wide)) < share
    everything = [article for article in range(len(case.wide)) if allowed is None or allowed[article]]
    by_passage = sorted(everything, key=lambda article: -case.best_passage(query, article))[:most]
    by_wide = sorted(everything, key=lambda article: -case.wide_score(query, article))[:most]
    articles, rows = case.leg.candidates(query, allowed)
    assert articles.tolist() == sorted({*by_passage, *by_wide})
    assert {case.articles[row] for row in rows} == set(by_passage)
    assert all(left < right for left, right in pairwise(rows.tolist()))


def test_no_rows_no_scores(case: Case) -> None:
    found = case.leg.passages(asked(case, 0), np.empty(0, np.int32))
    assert found.scores.tolist() == []
    assert found.nearest.tolist() == []
