"""The dense leg: exact inner product over sentence windows, passages scored by their windows.

A passage is as near as its best window, tempered by the mean of all its windows: a question finds one sentence, a
headline the whole. What all windows of a language have in common is taken away (search/background.py).
"""

from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.model.embedding import FloatArray
from indexer.postings import IntArray
from indexer.segment import Segment
from search.background import DenseQuery
from search.candidates import CANDIDATE_ARTICLES
from search.corpus import Corpus

# Equal texts must have equal scores wherever they stand, though sums in another order differ in the last bits.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class DenseScores:
    """For each of the asked rows: its score, float32 [rows], and its nearest window, int32 [rows], from 0."""

    scores: FloatArray
    nearest: IntArray


@dataclass(frozen=True, slots=True)
class Nearness:
    """`best_window` is the share of a passage's nearest window in its score, the rest is that of their mean."""

    best_window: float = 0.7


class DenseLeg:
    """Finds and scores chunks by the nearness of their windows to a query."""

    def __init__(self, corpus: Corpus, parameters: Nearness = Nearness()) -> None:
        self._corpus = corpus
        self._parameters = parameters
        self._windows = [_windows_by_language(corpus, number) for number in range(len(corpus.segments))]

    def candidates(self, query: DenseQuery) -> IntArray:
        """Rows of chunks with the nearest single windows, nearest first, of equal ones the lower row, until they
        belong to CANDIDATE_ARTICLES articles.
        """
        asked = 4 * CANDIDATE_ARTICLES
        most = max(segment.vectors.ntotal for segment in self._corpus.segments)
        while True:
            rows = self._nearest(query, asked)
            owners = self._corpus.articles[rows]
            _, firsts = np.unique(owners, return_index=True)
            if len(firsts) >= CANDIDATE_ARTICLES or asked >= most:
                last = np.sort(firsts)[:CANDIDATE_ARTICLES]
                return rows[np.isin(owners, owners[last])]
            asked *= 4

    def score(self, query: DenseQuery, rows: IntArray) -> DenseScores:
        """Scores of the given ascending rows, wherever they were found."""
        parts = [
            _score_chunks(self._corpus.segments[number], query.vector, local, self._parameters.best_window)
            for number, local in self._corpus.split(rows)
        ]
        if not parts:
            return DenseScores(np.empty(0, np.float32), np.empty(0, np.int32))
        scores, nearest = (np.concatenate(column) for column in zip(*parts, strict=True))
        lowered = np.round(scores - query.offsets[self._corpus.languages.chunks[rows]], _DECIMALS)
        return DenseScores(lowered.astype(np.float32), nearest)

    def _nearest(self, query: DenseQuery, asked: int) -> IntArray:
        """Rows of chunks by the nearest `asked` windows of each segment and language, nearest first, each row once."""
        rows, nearness = [], []
        for base, segment, by_language in zip(self._corpus.bases, self._corpus.segments, self._windows, strict=False):
            for language, windows in by_language:
                products, found = _search(segment.vectors, query.vector, asked, windows)
                rows.append(base + np.searchsorted(segment.passages.first_windows, found, side="right") - 1)
                nearness.append(np.round(products.astype(np.float64) - query.offsets[language], _DECIMALS))
        found, near = np.concatenate(rows), np.concatenate(nearness)
        ordered = found[np.lexsort((found, -near))]
        _, first = np.unique(ordered, return_index=True)
        return ordered[np.sort(first)].astype(np.int32)


def _windows_by_language(corpus: Corpus, number: int) -> list[tuple[int, NDArray[np.int64] | None]]:
    """The languages of a segment, each with its windows, None for all."""
    chunks = corpus.languages.chunks[corpus.bases[number] : corpus.bases[number + 1]]
    codes = np.unique(chunks).tolist()
    if len(codes) == 1:
        return [(codes[0], None)]
    windows = np.repeat(chunks, np.diff(corpus.segments[number].passages.first_windows))
    return [(code, np.flatnonzero(windows == code)) for code in codes]


def _search(
    vectors: faiss.Index, query: FloatArray, asked: int, windows: NDArray[np.int64] | None
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Products and numbers of the nearest `asked` windows, of all or of some."""
    if windows is None:
        products, found = vectors.search(query[None, :], min(asked, vectors.ntotal))
    else:
        only = faiss.SearchParameters(sel=faiss.IDSelectorArray(windows))  # type: ignore[call-arg]
        products, found = vectors.search(query[None, :], min(asked, len(windows)), params=only)
    return products[0], found[0]


def _score_chunks(
    segment: Segment, query: FloatArray, chunks: IntArray, share: float
) -> tuple[NDArray[np.float64], IntArray]:
    first = segment.passages.first_windows[chunks].astype(np.int64)
    counts = segment.passages.first_windows[chunks + 1] - first
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    windows = np.arange(int(counts.sum())) + np.repeat(first - starts, counts)
    vectors = segment.vectors.reconstruct_batch(windows).astype(np.float64)
    products = vectors @ query.astype(np.float64)
    best = np.maximum.reduceat(products, starts)
    sums = np.add.reduceat(vectors, starts, axis=0)
    mean = (sums @ query) / np.maximum(np.linalg.norm(sums, axis=1), 1e-12)
    nearest = [int(np.argmax(products[start : start + count])) for start, count in zip(starts, counts, strict=True)]
    return share * best + (1 - share) * mean, np.array(nearest, np.int32)
