"""BM25 over documents of one kind, chunks or articles.

score(q, d) = sum over query terms of idf(t) · w(t, d), with
idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5)) and w(t, d) = tf (k1 + 1) / (tf + k1 (1 - b + b dl / avgdl)):
Robertson and Zaragoza 2009, with the idf of Lucene, which is never negative. A document that may have meant to print a
term (an alias) gets ALIAS_WEIGHT of what it would get if it did, and no more than that share of the least that a
document gets for printing it.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.postings import Found, LongArray

ScoreArray = NDArray[np.float32]
ALIAS_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Bm25:
    """k1 bounds what a repeated term adds, b is how much long documents are held back; `whole` is the share that an
    article as one document has in its score, beside its best passage.
    """

    k1: float = 1.2
    b: float = 0.75
    whole: float = 0.5


BM25 = Bm25()


def idf(documents: int, document_frequency: int) -> float:
    """Inverse document frequency; an unknown term has frequency 0 and the highest value."""
    return math.log(1 + (documents - document_frequency + 0.5) / (document_frequency + 0.5))


class Documents:
    """Documents by their lengths in terms, int64 [documents]."""

    def __init__(self, lengths: LongArray, parameters: Bm25) -> None:
        self._lengths = lengths
        self._average = float(lengths.mean()) or 1.0
        self._k1, self._b = parameters.k1, parameters.b

    def __len__(self) -> int:
        return len(self._lengths)

    def idf(self, printed: Found) -> float:
        """Inverse document frequency of a term by the documents that print it."""
        return idf(len(self), len(printed[0]))

    def add(self, scores: ScoreArray, weight: float, printed: Found) -> None:
        """Add what a term counts to the scores, float32 [documents], of those that print it."""
        scores[printed[0]] += weight * self._weights(printed)

    def add_meant(self, scores: ScoreArray, weight: float, printed: Found, meant: Found) -> None:
        """Add to those that may mean the term: never as much as to one that prints it."""
        least = self._weights(printed).min(initial=np.inf)
        scores[meant[0]] += weight * ALIAS_WEIGHT * np.minimum(self._weights(meant), least)

    def _weights(self, found: Found) -> ScoreArray:
        documents, frequencies = found
        saturation = self._k1 * (1 - self._b + self._b * self._lengths[documents] / self._average)
        weights: ScoreArray = (frequencies * (self._k1 + 1) / (frequencies + saturation)).astype(np.float32)
        return weights
