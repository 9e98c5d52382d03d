"""The lexical leg: BM25 over the whole index, however many segments it has.

score(q, d) = sum over query terms of idf(t) · w(t, d), with
idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5)) and w(t, d) = tf (k1 + 1) / (tf + k1 (1 - b + b dl / avgdl)):
Robertson and Zaragoza 2009, with the idf of Lucene, which is never negative.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.postings import IntArray
from search.candidates import CANDIDATE_ARTICLES, spread
from search.corpus import Corpus

ScoreArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Bm25:
    """k1 bounds what a repeated term adds, b is how much long chunks are held back."""

    k1: float = 1.2
    b: float = 0.75


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Score of every chunk, float32 [chunks]; `attainable` is the sum of idf over all query terms, known or not."""

    scores: ScoreArray
    attainable: float


def idf(chunks: int, document_frequency: int) -> float:
    """Inverse document frequency; an unknown term has frequency 0 and the highest value."""
    return math.log(1 + (chunks - document_frequency + 0.5) / (document_frequency + 0.5))


class LexicalLeg:
    """Scores all chunks of a corpus for the terms of a query."""

    def __init__(self, corpus: Corpus, parameters: Bm25 = Bm25()) -> None:
        self._corpus = corpus
        self._parameters = parameters
        total = sum(int(segment.postings.lengths.sum(dtype=np.int64)) for segment in corpus.segments)
        self._average_length = total / max(1, len(corpus)) or 1.0

    def score(self, terms: Sequence[str]) -> LexicalScores:
        """BM25 of every chunk; a term that the query repeats counts as often."""
        scores = np.zeros(len(self._corpus), np.float32)
        attainable = 0.0
        for term, count in Counter(terms).items():
            found = [segment.postings.of(term) for segment in self._corpus.segments]
            weight = count * idf(len(self._corpus), sum(len(rows) for rows, _ in found))
            attainable += weight
            for number, (rows, frequencies) in enumerate(found):
                part = scores[self._corpus.bases[number] : self._corpus.bases[number + 1]]
                part[rows] += weight * self._document_weights(number, rows, frequencies)
        return LexicalScores(scores, attainable)

    def _document_weights(self, segment: int, rows: IntArray, frequencies: IntArray) -> ScoreArray:
        k1, b = self._parameters.k1, self._parameters.b
        lengths = self._corpus.segments[segment].postings.lengths[rows]
        saturation = k1 * (1 - b + b * lengths / self._average_length)
        weights: ScoreArray = (frequencies * (k1 + 1) / (frequencies + saturation)).astype(np.float32)
        return weights


def candidates(corpus: Corpus, scores: ScoreArray) -> IntArray:
    """Ascending rows that share a term with the query and are best; of equal scores the lower rows."""
    matching = np.flatnonzero(scores > 0).astype(np.int32)
    count = 4 * CANDIDATE_ARTICLES
    while True:
        rows, enough = spread(corpus, _best(scores, matching, count))
        if enough or count >= len(matching):
            return rows
        count *= 4


def _best(scores: ScoreArray, rows: IntArray, count: int) -> IntArray:
    """The `count` best of the rows, best first; the others are not sorted, which would cost more than scoring."""
    values = scores[rows]
    if len(rows) > count:
        threshold = np.partition(values, len(values) - count)[len(values) - count]
        rows = rows[values >= threshold]
    return rows[np.lexsort((rows, -scores[rows]))][:count]
