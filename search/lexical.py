"""The lexical leg: BM25 over the whole index, however many segments it has, of passages and of whole articles.

score(q, d) = sum over query terms of idf(t) · w(t, d), with
idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5)) and w(t, d) = tf (k1 + 1) / (tf + k1 (1 - b + b dl / avgdl)):
Robertson and Zaragoza 2009, with the idf of Lucene, which is never negative. An article scores the mean of its best
passage (MaxP) and of itself as one document: the first finds a fact in a long text, the second a headline whose words
are spread over paragraphs. A document that may have meant to print a term (an alias) gets ALIAS_WEIGHT of what it would
get if it did, and no more than that share of the least that a document gets for printing it.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.ocr.aliases import marked
from indexer.postings import IntArray, LongArray
from search.corpus import Corpus

ScoreArray = NDArray[np.float32]
# A language of fewer passages is not known well enough to say which words it lacks.
PRIOR_CHUNKS = 20
ALIAS_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Bm25:
    """k1 bounds what a repeated term adds, b is how much long documents are held back; `whole` is the share that an
    article as one document has in its score, beside its best passage.
    """

    k1: float = 1.2
    b: float = 0.75
    whole: float = 0.5

    def weights(self, frequencies: IntArray, lengths: NDArray[np.int64], average: float) -> ScoreArray:
        """w(t, d) of documents by the frequency of a term in them and their lengths."""
        saturation = self.k1 * (1 - self.b + self.b * lengths / average)
        weights: ScoreArray = (frequencies * (self.k1 + 1) / (frequencies + saturation)).astype(np.float32)
        return weights


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Score of every chunk and article, float32 [chunks] and [articles].

    `attainable` is the sum of idf over all query terms, known or not. `shared` float32 [languages], 0 to 1: how much of
    the query's vocabulary the passages of each language of the corpus use, the most for the one that uses most.
    """

    chunks: ScoreArray
    articles: ScoreArray
    attainable: float
    shared: ScoreArray


Found = tuple[IntArray, IntArray]
"""Documents that hold a term, ascending, and how often."""


def idf(documents: int, document_frequency: int) -> float:
    """Inverse document frequency; an unknown term has frequency 0 and the highest value."""
    return math.log(1 + (documents - document_frequency + 0.5) / (document_frequency + 0.5))


Score = TypeVar("Score", float, ScoreArray)


class LexicalLeg:
    """Scores all chunks and articles of a corpus for the terms of a query."""

    def __init__(self, corpus: Corpus, parameters: Bm25 = Bm25()) -> None:
        self._corpus = corpus
        self._parameters = parameters
        self._lengths = np.concatenate([segment.postings.lengths for segment in corpus.segments]).astype(np.int64)
        self._article_lengths: LongArray = np.add.reduceat(self._lengths, corpus.starts[:-1])
        self._average = float(self._lengths.mean()) or 1.0
        self._article_average = float(self._article_lengths.mean()) or 1.0
        vocabularies = (segment.postings.vocabulary for segment in corpus.segments)
        self._aliases = frozenset(term for words in vocabularies for term in words.starting_with(marked("")))
        self._spoken = np.bincount(corpus.languages.owners, minlength=len(corpus.languages.codes))

    def score(self, terms: Sequence[str]) -> LexicalScores:
        """BM25 of every chunk and article; a term that the query repeats counts as often."""
        chunks = np.zeros(len(self._corpus), np.float32)
        articles = np.zeros(self._corpus.article_count, np.float32)
        used = np.zeros(len(self._spoken))
        attainable = 0.0
        for term, count in Counter(terms).items():
            rows, frequencies = self._postings(term)
            weight = count * idf(len(self._corpus), len(rows))
            chunks[rows] += weight * self._parameters.weights(frequencies, self._lengths[rows], self._average)
            owners, sums = self._by_article(rows, frequencies)
            article_weight = count * idf(self._corpus.article_count, len(owners))
            articles[owners] += article_weight * self._parameters.weights(
                sums, self._article_lengths[owners], self._article_average
            )
            attainable += self._mixed(weight, article_weight)
            used += weight * self._use(rows)
            if (alias := marked(term)) in self._aliases:
                meant = self._postings(alias)
                self._add_meant(chunks, weight, (rows, frequencies), meant, self._lengths, self._average)
                of_articles = (owners, sums), self._by_article(*meant), self._article_lengths, self._article_average
                self._add_meant(articles, article_weight, *of_articles)
        mixed = self._mixed(np.maximum.reduceat(chunks, self._corpus.starts[:-1]), articles)
        return LexicalScores(chunks, mixed, attainable, self._shared(used))

    def _mixed(self, passages: Score, articles: Score) -> Score:
        """Of an article its best passage and itself as one document, each with its share."""
        whole = self._parameters.whole
        return (1 - whole) * passages + whole * articles

    def _add_meant(
        self, scores: ScoreArray, weight: float, printed: Found, meant: Found, lengths: LongArray, average: float
    ) -> None:
        """Add what a term counts to the documents that may mean it: never as much as to one that prints it."""
        least = self._weights(printed, lengths, average).min(initial=np.inf)
        weights = np.minimum(self._weights(meant, lengths, average), least)
        scores[meant[0]] += weight * ALIAS_WEIGHT * weights

    def _weights(self, found: Found, lengths: LongArray, average: float) -> ScoreArray:
        rows, frequencies = found
        return self._parameters.weights(frequencies, lengths[rows], average)

    def _postings(self, term: str) -> Found:
        """Rows of the corpus that hold a term, ascending, and how often."""
        found = [segment.postings.of(term) for segment in self._corpus.segments]
        rows = [rows + np.int32(base) for (rows, _), base in zip(found, self._corpus.bases, strict=False)]
        return np.concatenate(rows), np.concatenate([frequencies for _, frequencies in found])

    def _by_article(self, rows: IntArray, frequencies: IntArray) -> Found:
        """The articles of ascending rows, each once, and the sums of their frequencies."""
        owners = self._corpus.articles[rows]
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        return owners[firsts], np.add.reduceat(frequencies, firsts) if len(firsts) else frequencies

    def _use(self, rows: IntArray) -> NDArray[np.float64]:
        """How often each language uses a term, measured by how often the whole corpus does, at most 1."""
        if len(self._spoken) == 1 or not len(rows):
            return np.zeros(len(self._spoken))
        counts = np.bincount(self._corpus.languages.owners[rows], minlength=len(self._spoken))
        usual = len(rows) / len(self._corpus)
        use: NDArray[np.float64] = np.minimum(1.0, counts / self._spoken / usual)
        return use

    def _shared(self, used: NDArray[np.float64]) -> ScoreArray:
        most = used.max(initial=0)
        shares = used / most if most > 0 else np.ones(len(used))
        return ((self._spoken * shares + PRIOR_CHUNKS) / (self._spoken + PRIOR_CHUNKS)).astype(np.float32)
