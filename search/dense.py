"""The dense leg: exact inner product over sentence windows, passages scored by their windows.

A passage is as near as its best window, tempered by the mean of all its windows: a question finds one sentence, a
headline the whole.
"""

from dataclasses import dataclass

import numpy as np

from indexer.model.embedding import FloatArray
from indexer.postings import IntArray
from indexer.segment import Segment
from search.corpus import Corpus

BEST_WINDOW_SHARE = 0.7
# Equal texts must have equal scores wherever they stand, though sums in another order differ in the last bits.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class DenseScores:
    """For each of the asked rows: its score, float32 [rows], and its nearest window, int32 [rows], from 0."""

    scores: FloatArray
    nearest: IntArray


class DenseLeg:
    """Finds and scores chunks by the nearness of their windows to a query vector."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def candidates(self, query: FloatArray, count: int) -> IntArray:
        """Ascending rows of the `count` chunks with the nearest single windows."""
        found = [
            (rows + self._corpus.bases[number], nearness)
            for number, segment in enumerate(self._corpus.segments)
            for rows, nearness in [_nearest_chunks(segment, query, count)]
        ]
        rows = np.concatenate([rows for rows, _ in found])
        nearness = np.concatenate([nearness for _, nearness in found])
        return np.sort(rows[np.lexsort((rows, -nearness))[:count]]).astype(np.int32)

    def score(self, query: FloatArray, rows: IntArray) -> DenseScores:
        """Scores of the given ascending rows, wherever they were found."""
        parts = [
            _score_chunks(self._corpus.segments[number], query, local) for number, local in self._corpus.split(rows)
        ]
        if not parts:
            return DenseScores(np.empty(0, np.float32), np.empty(0, np.int32))
        return DenseScores(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _nearest_chunks(segment: Segment, query: FloatArray, count: int) -> tuple[IntArray, FloatArray]:
    """Up to `count` chunks of a segment by their nearest window, with its inner product."""
    windows = segment.vectors.ntotal
    asked = min(windows, 4 * count)
    while True:
        products, found = segment.vectors.search(query[None, :], asked)
        owners = np.searchsorted(segment.passages.first_windows, found[0], side="right") - 1
        chunks, first = np.unique(owners, return_index=True)
        if len(chunks) >= count or asked == windows:
            best = np.sort(first)[:count]
            return owners[best], products[0][best]
        asked = min(windows, 2 * asked)


def _score_chunks(segment: Segment, query: FloatArray, chunks: IntArray) -> tuple[FloatArray, IntArray]:
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
    scores = np.round(BEST_WINDOW_SHARE * best + (1 - BEST_WINDOW_SHARE) * mean, _DECIMALS)
    return scores.astype(np.float32), np.array(nearest, np.int32)
