"""Fusion by scores: the lexical leg counts by how much of the query it could match at all.

    score(d) = a · dense(d) + (1 - a) · coverage · (lexical(d) + (1 - lexical(d)) · (1 - shared(d)) · dense(d))

dense(d) is the nearness min-max scaled over the candidates, lexical(d) = bm25(d) / max bm25, and
coverage = min(1, (c · max bm25 / attainable)²). An English question over Chinese text has coverage near 0 and is
answered by meaning alone; a name or a number has coverage 1. As far as more than half of the archive is in other
languages than the query, c goes down to 1: there it takes all words of a query, not most, to say that words can answer
it. shared(d) is how much of the query's vocabulary the language of d uses: where it cannot share the words, meaning
stands in for them. Rank fusion (Cormack et al. 2009) has no such weights and loses to the better leg wherever the legs
are unequal.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.bm25 import ScoreArray

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fusion:
    """The a (`dense_weight`, 0 to 1) and the c (`coverage_slope`, above 0) of the formula."""

    dense_weight: float = 0.5
    coverage_slope: float = 1.6

    def coverage(self, highest: float, attainable: float, foreign: float = 0.0) -> float:
        """How much of the query's lexical weight the best article reached, 0 to 1.

        `foreign` (0 to 1) is how much of the archive is in other languages than the query.
        """
        return min(1.0, (self.slope(foreign) * highest / attainable) ** 2) if attainable > 0 else 0.0

    def slope(self, foreign: float) -> float:
        """The c of the formula, in an archive that is in other languages than the query as far as `foreign` says."""
        return self.coverage_slope + max(0.0, 2 * foreign - 1) * min(0.0, 1 - self.coverage_slope)

    def weights(self, lexical: ScoreArray, shared: ScoreArray, covered: float) -> dict[str, Weights]:
        """The weights of both legs for each candidate, by its normalised lexical score and what its language shares."""
        words = (1 - self.dense_weight) * covered
        cannot_match = (1 - shared.astype(np.float64)) * (1 - lexical.astype(np.float64))
        return {"lexical": np.full(len(lexical), words), "dense": self.dense_weight + words * cannot_match}


@dataclass(frozen=True, slots=True)
class ScoredLeg:
    """One leg over the candidates: raw and normalised scores float32, weights float64, each [candidates].

    What the leg adds to the score of a candidate is its weight · normalised; raw is NaN where it did not look at one.
    """

    raw: ScoreArray
    normalised: ScoreArray
    weights: Weights

    @property
    def contributions(self) -> Weights:
        """What the leg adds to each score, float64 [candidates], so that they add up exactly."""
        return self.weights * self.normalised.astype(np.float64)


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` (0) to `high` (1), for scores of candidates and of their passages alike."""

    low: float
    high: float

    def normalised(self, values: ScoreArray) -> ScoreArray:
        """Scaled and held within 0 and 1; all 1 where the scale has no length."""
        if self.high <= self.low:
            return np.ones_like(values)
        scaled: ScoreArray = np.clip((values - self.low) / (self.high - self.low), 0, 1).astype(np.float32)
        return scaled


def min_max(values: ScoreArray) -> Scale:
    """The scale on which the lowest value is 0 and the highest 1."""
    return Scale(float(values.min(initial=np.inf)), float(values.max(initial=-np.inf)))


def by_maximum(values: ScoreArray, highest: float) -> ScoreArray:
    """Scaled so that `highest` is 1 and 0 stays 0: no shared word is no evidence."""
    return (values / highest).astype(np.float32) if highest > 0 else np.zeros_like(values)
