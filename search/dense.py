"""The dense leg: exact inner product over sentence windows, passages scored by their windows.

A passage is as near as its best window, tempered by the mean of all its windows: a question finds one sentence, a
headline the whole.
"""

from dataclasses import dataclass

import numpy as np

from indexer.model.embedding import FloatArray
from indexer.postings import IntArray
from indexer.segment import Segment
from search.candidates import CANDIDATE_ARTICLES, spread
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

    def candidates(self, query: FloatArray) -> IntArray:
        """Ascending rows of the chunks with the nearest single windows; of equal ones the lower rows."""
        asked = 4 * CANDIDATE_ARTICLES
        while True:
            rows, enough = spread(self._corpus, self._nearest(query, asked))
            if enough or all(asked >= segment.vectors.ntotal for segment in self._corpus.segments):
                return rows
            asked *= 4

    def score(self, query: FloatArray, rows: IntArray) -> DenseScores:
        """Scores of the given ascending rows, wherever they were found."""
        parts = [
            _score_chunks(self._corpus.segments[number], query, local) for number, local in self._corpus.split(rows)
        ]
        if not parts:
            return DenseScores(np.empty(0, np.float32), np.empty(0, np.int32))
        return DenseScores(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _nearest(self, query: FloatArray, asked: int) -> IntArray:
        """Rows of chunks by the nearest `asked` windows of each segment, nearest first, each row once."""
        rows, nearness = [], []
        for base, segment in zip(self._corpus.bases, self._corpus.segments, strict=False):
            products, windows = segment.vectors.search(query[None, :], min(asked, segment.vectors.ntotal))
            rows.append(base + np.searchsorted(segment.passages.first_windows, windows[0], side="right") - 1)
            nearness.append(np.round(products[0].astype(np.float64), _DECIMALS))
        found, near = np.concatenate(rows), np.concatenate(nearness)
        ordered = found[np.lexsort((found, -near))]
        _, first = np.unique(ordered, return_index=True)
        return ordered[np.sort(first)].astype(np.int32)


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
