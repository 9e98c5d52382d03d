"""Scores all chunks and articles for plain terms by the compiled loops."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.postings import GONE, LongArray
from indexer.segment import Segment
from search.bm25 import Documents, ScoreArray
from search.coded import as_written, coded_articles, coded_chunks
from search.compiled import Part, score, weighed
from search.corpus import Corpus
from search.known_terms import KnownTerms, SearchedSegment


class CompiledScores(NamedTuple):
    """Scores of all chunks, and of all articles as one document each, None where each is one chunk.

    `attainable` is the most that an article can have; `used` float64 [languages] is the sum of the weights of the terms
    in chunks, by how much each language uses them.
    """

    chunks: ScoreArray
    whole: ScoreArray | None
    attainable: float
    used: NDArray[np.float64]


class _Place(NamedTuple):
    """A segment, and where its chunks and its articles are among all."""

    part: Part
    chunks: slice
    articles: slice


class CompiledScorer:
    """Scores plain terms over one corpus."""

    def __init__(
        self,
        corpus: Corpus,
        chunks: Documents,
        articles: Documents,
        whole: float,
        use: Callable[[LongArray], NDArray[np.float64]],
    ) -> None:
        """`whole` is the share of an article as one document in its score; `use` is as KnownTerms takes it."""
        self._chunks, self._articles = chunks, articles
        self._of_passages_alone = len(articles) == len(chunks)
        self._whole = whole
        rows, numbers = _slices(corpus.bases), _slices(corpus.article_bases)
        parts = [self._part(corpus, *one) for one in zip(corpus.segments, rows, numbers, strict=True)]
        self._places = [_Place(*one) for one in zip(parts, rows, numbers, strict=True)]
        owners = corpus.languages.owners
        spoken = [as_written(one.postings, owners[of]) for one, of in zip(corpus.segments, rows, strict=True)]
        vocabularies = [segment.postings.vocabulary for segment in corpus.segments]
        searched = [SearchedSegment(*one) for one in zip(vocabularies, parts, spoken, strict=True)]
        self._terms = KnownTerms(searched, (chunks, articles), len(corpus.languages.codes), use)

    def score(self, terms: Sequence[str], counts: Sequence[int]) -> CompiledScores:
        """Scores for terms that the query has so many times."""
        numbers, facts, spans = self._terms.of(terms)
        query = weighed(numbers, np.array(counts, np.int64), *facts, self._whole)
        chunks = np.empty(len(self._chunks), np.float32)
        whole = np.empty(0 if self._of_passages_alone else len(self._articles), np.float32)
        for place, of_segment in zip(self._places, spans, strict=True):
            score(place.part, of_segment, numbers, query, chunks[place.chunks], whole[place.articles])
        return CompiledScores(chunks, None if self._of_passages_alone else whole, query.attainable, query.used)

    def _part(self, corpus: Corpus, segment: Segment, rows: slice, articles: slice) -> Part:
        postings = segment.postings
        chunks = coded_chunks(postings, self._chunks)
        renumbered, written, counting = postings.renumbered, len(postings.lengths), np.empty(0, np.uint32)
        if renumbered is not None:
            written, counting = len(renumbered), np.flatnonzero(renumbered != GONE).astype(np.uint32)
        if self._of_passages_alone:
            return Part(chunks, chunks, written, counting)
        owners = corpus.articles[rows] - np.int32(articles.start)
        return Part(chunks, coded_articles(postings, owners, self._articles), written, counting)


def _slices(bases: LongArray) -> list[slice]:
    return [slice(*ends) for ends in pairwise(bases.tolist())]
