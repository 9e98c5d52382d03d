"""Scores all chunks and articles for plain terms by the compiled loops."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.postings import GONE, IntArray, LongArray, Postings
from search.bm25 import Documents, ScoreArray
from search.coded import Packed, as_written, coded, packed_articles, packed_chunks
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


class _PackedSegment(NamedTuple):
    """The postings of a segment as they are packed, the same twice where each article is one chunk."""

    postings: Postings
    chunks: Packed
    articles: Packed


class CompiledScorer:
    """Scores plain terms over one corpus."""

    def __init__(
        self,
        corpus: Corpus,
        kinds: tuple[Documents, Documents],
        whole: float,
        use: Callable[[LongArray], NDArray[np.float64]],
        before: "CompiledScorer | None" = None,
    ) -> None:
        """`kinds` are the chunks and the articles, `whole` is the share of an article as one document in its score,
        `use` is as KnownTerms takes it. Postings that `before` has packed are not packed again.
        """
        self._kinds, self._whole = kinds, whole
        self._of_passages_alone = len(kinds[0]) == len(kinds[1])
        self._rows, self._numbers = _slices(corpus.bases), _slices(corpus.article_bases)
        self._packed = self._packed_segments(corpus, before)
        self._parts = [self._part(segment) for segment in self._packed]
        searched = [
            SearchedSegment(
                packed.postings.vocabulary,
                part,
                (packed.chunks.starts, packed.articles.starts),
                as_written(packed.postings, corpus.languages.owners[rows]),
            )
            for packed, part, rows in zip(self._packed, self._parts, self._rows, strict=True)
        ]
        self._terms = KnownTerms(searched, kinds, len(corpus.languages.codes), use)

    def score(self, terms: Sequence[str], counts: Sequence[int]) -> CompiledScores:
        """Scores for terms that the query has so many times."""
        numbers, facts, spans = self._terms.of(terms)
        weights, sums = weighed(numbers, np.array(counts, np.int64), *facts, self._whole)
        chunks = np.empty(len(self._kinds[0]), np.float32)
        whole = np.empty(0 if self._of_passages_alone else len(self._kinds[1]), np.float32)
        for part, of_part, rows, articles in zip(self._parts, spans, self._rows, self._numbers, strict=True):
            score(part, of_part, numbers, weights, chunks[rows], whole[articles])
        return CompiledScores(chunks, None if self._of_passages_alone else whole, float(sums[-1]), sums[:-1])

    def _packed_segments(self, corpus: Corpus, before: "CompiledScorer | None") -> list[_PackedSegment]:
        kept = before._packed if before and before._of_passages_alone == self._of_passages_alone else []
        found = []
        for segment, rows, numbers in zip(corpus.segments, self._rows, self._numbers, strict=True):
            postings = segment.postings
            known = next((one for one in kept if one.postings is postings), None)
            found.append(known or self._pack(postings, corpus.articles[rows] - np.int32(numbers.start)))
        return found

    def _pack(self, postings: Postings, owners: IntArray) -> _PackedSegment:
        chunks = packed_chunks(postings)
        return _PackedSegment(
            postings, chunks, chunks if self._of_passages_alone else packed_articles(postings, owners)
        )

    def _part(self, segment: _PackedSegment) -> Part:
        renumbered = segment.postings.renumbered
        written, counting = len(segment.postings.lengths), np.empty(0, np.uint32)
        if renumbered is not None:
            written, counting = len(renumbered), np.flatnonzero(renumbered != GONE).astype(np.uint32)
        chunks, articles = self._kinds
        return Part(coded(segment.chunks, chunks), coded(segment.articles, articles), written, counting)


def _slices(bases: LongArray) -> list[slice]:
    return [slice(*ends) for ends in pairwise(bases.tolist())]
