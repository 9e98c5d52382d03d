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

from indexer.postings import Found, IntArray, LongArray

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


@dataclass(frozen=True, slots=True)
class Counted:
    """Ascending `documents`, how often they have a term (both int32), and what that adds to their scores (float32)."""

    documents: IntArray
    frequencies: IntArray
    shares: ScoreArray


@dataclass(frozen=True, slots=True)
class CountedTerm:
    """A term in documents of one kind: its idf, its weight in the query, and what it adds to the documents that print
    it, and then, where there are any, to those that may mean it.
    """

    idf: float
    weight: float
    shares: tuple[Counted, ...]

    def add(self, scores: ScoreArray) -> None:
        """Add what it counts to the scores of all documents, float32 [documents]."""
        for counted in self.shares:
            scores[counted.documents] += counted.shares


class Documents:
    """Documents by their lengths in terms, int64 [documents]."""

    def __init__(self, lengths: LongArray, parameters: Bm25) -> None:
        self._parameters = parameters
        self._average = float(lengths.sum()) / max(1, len(lengths)) or 1.0
        self._saturation = self.saturation_of(lengths)

    def __len__(self) -> int:
        return len(self._saturation)

    def saturation_of(self, lengths: LongArray) -> ScoreArray:
        """k1 (1 - b + b dl / avgdl) of documents of these lengths, float32 [lengths]."""
        k1, b = self._parameters.k1, self._parameters.b
        saturation: ScoreArray = (k1 * (1 - b + b * lengths / self._average)).astype(np.float32)
        return saturation

    def weights(self, frequencies: IntArray, saturation: ScoreArray) -> ScoreArray:
        """w(t, d), float32, of documents with a term so many times."""
        printed = frequencies.astype(np.float32)
        weights: ScoreArray = printed * np.float32(self._parameters.k1 + 1) / (printed + saturation)
        return weights

    def idf(self, document_frequency: int) -> float:
        """Inverse document frequency of a term that so many of the documents print."""
        return idf(len(self), document_frequency)

    def counted(self, count: int, printed: Found, meant: Found | None, known: Found) -> "CountedTerm":
        """What a term that a query has `count` times counts in these documents: never as much in those that may mean it
        as in one that prints it. `known` are those by which it is weighed.
        """
        of_term = self.idf(len(known[0]))
        weight = count * of_term
        weights = self._weights(printed)
        shares = [Counted(*printed, weight * weights)]
        if meant:
            least = weights.min(initial=np.inf)
            shares.append(Counted(*meant, weight * ALIAS_WEIGHT * np.minimum(self._weights(meant), least)))
        return CountedTerm(of_term, weight, tuple(shares))

    def _weights(self, found: Found) -> ScoreArray:
        documents, frequencies = found
        return self.weights(frequencies, self._saturation[documents])
