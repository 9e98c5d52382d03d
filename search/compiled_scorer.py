"""Scores all chunks and articles for plain terms by the compiled loops; what is known of a term is counted once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.ocr.aliases import marked
from indexer.postings import LongArray, Postings
from search.bm25 import Documents, ScoreArray, idf
from search.compiled import Lists, add_to_articles, add_to_chunks, count, mixed
from search.corpus import Corpus

# Terms whose counts are kept: some tens of MB.
_MOST_KEPT = 100_000
_NONE = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class CompiledScores:
    """Scores of all chunks and of all articles, float32; the same array where each article is one chunk.

    `weights` float64 [terms, 2] is count · idf in chunks and in articles, `by_language` int64 [terms, languages] the
    chunks that print each term.
    """

    chunks: ScoreArray
    articles: ScoreArray
    weights: NDArray[np.float64]
    by_language: LongArray


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of a term: how many chunks and articles print it, those chunks by language, and the least weight in either."""

    documents: tuple[int, int]
    by_language: LongArray
    least: tuple[float, float]


class CompiledScorer:
    """Scores plain terms over one corpus."""

    def __init__(self, corpus: Corpus, chunks: Documents, articles: Documents, whole: float) -> None:
        """`whole` is the share of an article as one document in its score."""
        self._corpus = corpus
        self._chunks, self._articles = chunks, articles
        self._shares = np.float32(1 - whole), np.float32(whole)
        self._languages = len(corpus.languages.codes)
        self._lists = [self._lists_of(number, one.postings) for number, one in enumerate(corpus.segments)]
        self._counts: dict[str, _Counts] = {}
        self.score(["warm"], [1])  # compiles

    def score(self, terms: Sequence[str], counts: Sequence[int]) -> CompiledScores:
        """Scores for terms that the query has so many times."""
        spans = [self._spans(segment.postings, terms) for segment in self._corpus.segments]
        known = self._known(terms, spans)
        pairs = [
            (idf(len(self._chunks), one.documents[0]), idf(len(self._articles), one.documents[1])) for one in known
        ]
        weights = np.array(pairs, np.float64).reshape(-1, 2) * np.array(counts, np.float64)[:, None]
        least = np.array([one.least for one in known], np.float32).reshape(-1, 2)
        of_chunks, of_articles = np.ascontiguousarray(np.stack([weights.astype(np.float32), least]).transpose(2, 0, 1))
        chunks = np.zeros(len(self._chunks), np.float32)
        for base, lists, places in zip(self._corpus.bases, self._lists, spans, strict=False):
            add_to_chunks(lists, places, of_chunks[0], of_chunks[1], chunks[base : base + len(lists.owners)])
        articles = chunks if len(self._articles) == len(chunks) else self._of_articles(spans, of_articles, chunks)
        by_language = np.array([one.by_language for one in known], np.int64).reshape(-1, self._languages)
        return CompiledScores(chunks, articles, weights, by_language)

    def _of_articles(self, spans: Sequence[LongArray], weighed: ScoreArray, chunks: ScoreArray) -> ScoreArray:
        """Scores of articles by those of their chunks and their own; `weighed` float32 [2, terms]: weights, least."""
        whole = np.zeros(len(self._articles), np.float32)
        for lists, places in zip(self._lists, spans, strict=True):
            add_to_articles(lists, places, weighed[0], weighed[1], whole)
        return mixed(chunks, whole, self._corpus.starts, *self._shares)

    def _lists_of(self, number: int, postings: Postings) -> Lists:
        chunks = slice(*self._corpus.bases[number : number + 2].tolist())
        return Lists(
            postings.rows,
            postings.frequencies,
            _NONE if postings.renumbered is None else postings.renumbered,
            self._corpus.articles[chunks],
            self._corpus.languages.owners[chunks],
            self._chunks.saturation[chunks],
            self._articles.saturation,
            self._chunks.upper,
        )

    def _spans(self, postings: Postings, terms: Sequence[str]) -> LongArray:
        """The first and the last posting of each term, printed and as an alias, int64 [terms, 4]."""
        spans = postings.spans([*terms, *map(marked, terms)])
        return np.concatenate([spans[: len(terms)], spans[len(terms) :]], axis=1)

    def _known(self, terms: Sequence[str], spans: Sequence[LongArray]) -> list[_Counts]:
        """What is counted of each term, now or before."""
        found = {term: self._counts.get(term) for term in terms}
        new = [number for number, term in enumerate(terms) if found[term] is None]
        if new:
            counted = self._counted([places[new] for places in spans])
            found |= zip((terms[number] for number in new), counted, strict=True)
            if len(self._counts) + len(new) > _MOST_KEPT:
                self._counts = {}
            self._counts |= zip((terms[number] for number in new), counted, strict=True)
        return [one for term in terms if (one := found[term])]

    def _counted(self, spans: Sequence[LongArray]) -> list[_Counts]:
        terms = len(spans[0]) if spans else 0
        documents, by_language = np.zeros((terms, 2), np.int64), np.zeros((terms, self._languages), np.int64)
        least = np.full((terms, 2), np.inf, np.float32)
        for lists, places in zip(self._lists, spans, strict=True):
            count(lists, places, documents, least, by_language)
        columns = zip(documents.tolist(), by_language, least.tolist(), strict=True)
        return [_Counts((chunks, articles), spoken, (a, b)) for (chunks, articles), spoken, (a, b) in columns]
