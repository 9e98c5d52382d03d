"""Ranking: candidates of the legs that are asked, scored by both, fused."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import analysis
from indexer.model.embedding import FloatArray
from indexer.postings import IntArray
from search.corpus import Corpus
from search.dense import DenseLeg, DenseScores
from search.fusion import DENSE_WEIGHT, ScoredLeg, by_maximum, coverage, min_max
from search.lexical import LexicalLeg, ScoreArray, candidates
from search.request import Mode, SearchRequest


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidate chunks, ascending `rows` int32 [candidates], with fused `scores` float64 and what each leg gave.

    `nearest` int32 [candidates] is the nearest window of each chunk, None where meaning was not asked.
    """

    rows: IntArray
    scores: NDArray[np.float64]
    legs: dict[str, ScoredLeg]
    nearest: IntArray | None
    coverage: float | None


class Ranker:
    """Ranks the chunks of one corpus."""

    def __init__(self, corpus: Corpus, encode_query: Callable[[str], FloatArray]) -> None:
        self._corpus = corpus
        self._lexical = LexicalLeg(corpus)
        self._dense = DenseLeg(corpus)
        self._encode_query = encode_query

    def rank(self, request: SearchRequest) -> Ranking:
        """Rank in the mode that is asked; lexical mode needs no embedding."""
        by_mode = {Mode.LEXICAL: self._by_words, Mode.DENSE: self._by_meaning, Mode.HYBRID: self._by_both}
        return by_mode[request.mode](request.text)

    def _by_words(self, text: str) -> Ranking:
        found = self._lexical.score(analysis.terms(text))
        rows = candidates(self._corpus, found.scores)
        highest = float(found.scores.max(initial=0))
        leg = ScoredLeg(found.scores[rows], by_maximum(found.scores[rows], highest), 1.0)
        return Ranking(rows, leg.contributions, {"lexical": leg}, None, coverage(highest, found.attainable))

    def _by_meaning(self, text: str) -> Ranking:
        query = self._encode_query(text)
        rows = self._dense.candidates(query)
        found = self._dense.score(query, rows)
        leg = ScoredLeg(found.scores, min_max(found.scores), 1.0)
        return Ranking(rows, leg.contributions, {"dense": leg}, found.nearest, None)

    def _by_both(self, text: str) -> Ranking:
        words = self._lexical.score(analysis.terms(text))
        query = self._encode_query(text)
        rows = np.union1d(candidates(self._corpus, words.scores), self._dense.candidates(query)).astype(np.int32)
        return _fused(rows, words.scores, words.attainable, self._dense.score(query, rows))


def _fused(rows: IntArray, bm25: ScoreArray, attainable: float, dense: DenseScores) -> Ranking:
    highest = float(bm25.max(initial=0))
    covered = coverage(highest, attainable)
    legs = {
        "lexical": ScoredLeg(bm25[rows], by_maximum(bm25[rows], highest), (1 - DENSE_WEIGHT) * covered),
        "dense": ScoredLeg(dense.scores, min_max(dense.scores), DENSE_WEIGHT),
    }
    scores = legs["lexical"].contributions + legs["dense"].contributions
    return Ranking(rows, scores, legs, dense.nearest, covered)
