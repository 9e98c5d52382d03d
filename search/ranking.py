"""Ranking: candidates of the legs that are asked, scored by both, fused."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import analysis
from indexer.model.embedding import FloatArray
from indexer.postings import IntArray
from search.dense import DenseLeg, DenseScores
from search.fusion import DENSE_WEIGHT, LegScores, by_maximum, coverage, min_max
from search.lexical import LexicalLeg, ScoreArray, best_rows
from search.request import Mode, SearchRequest

# Candidates a leg: the defined set that totals are counted over.
LEAST_CANDIDATES = 100
CANDIDATES_PER_HIT = 10


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidate chunks, ascending `rows` int32 [candidates], with fused `scores` float64 and what each leg gave.

    `nearest` int32 [candidates] is the nearest window of each chunk, None where meaning was not asked.
    """

    rows: IntArray
    scores: NDArray[np.float64]
    legs: dict[str, LegScores]
    nearest: IntArray | None
    coverage: float | None


def candidates_for(limit: int) -> int:
    """How many chunks each leg puts forward."""
    return max(LEAST_CANDIDATES, CANDIDATES_PER_HIT * limit)


class Ranker:
    """Ranks the chunks of one corpus."""

    def __init__(self, lexical: LexicalLeg, dense: DenseLeg, encode_query: Callable[[str], FloatArray]) -> None:
        self._lexical = lexical
        self._dense = dense
        self._encode_query = encode_query

    def rank(self, request: SearchRequest) -> Ranking:
        """Rank in the mode that is asked; lexical mode needs no embedding."""
        by_mode = {Mode.LEXICAL: self._by_words, Mode.DENSE: self._by_meaning, Mode.HYBRID: self._by_both}
        return by_mode[request.mode](request.text, candidates_for(request.limit))

    def _by_words(self, text: str, count: int) -> Ranking:
        found = self._lexical.score(analysis.terms(text))
        rows = best_rows(found.scores, count)
        highest = float(found.scores.max(initial=0))
        leg = LegScores(found.scores[rows], by_maximum(found.scores[rows], highest), 1.0)
        return Ranking(rows, leg.contributions, {"lexical": leg}, None, coverage(highest, found.attainable))

    def _by_meaning(self, text: str, count: int) -> Ranking:
        query = self._encode_query(text)
        rows = self._dense.candidates(query, count)
        found = self._dense.score(query, rows)
        leg = LegScores(found.scores, min_max(found.scores), 1.0)
        return Ranking(rows, leg.contributions, {"dense": leg}, found.nearest, None)

    def _by_both(self, text: str, count: int) -> Ranking:
        words = self._lexical.score(analysis.terms(text))
        query = self._encode_query(text)
        rows = np.union1d(best_rows(words.scores, count), self._dense.candidates(query, count)).astype(np.int32)
        return _fused(rows, words.scores, words.attainable, self._dense.score(query, rows))


def _fused(rows: IntArray, bm25: ScoreArray, attainable: float, dense: DenseScores) -> Ranking:
    highest = float(bm25.max(initial=0))
    covered = coverage(highest, attainable)
    legs = {
        "lexical": LegScores(bm25[rows], by_maximum(bm25[rows], highest), (1 - DENSE_WEIGHT) * covered),
        "dense": LegScores(dense.scores, min_max(dense.scores), DENSE_WEIGHT),
    }
    scores = legs["lexical"].contributions + legs["dense"].contributions
    return Ranking(rows, scores, legs, dense.nearest, covered)
