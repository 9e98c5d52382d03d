"""Fusion by scores: the lexical leg counts by how much of the query it could match at all.

score(d) = a · dense(d) + (1 - a) · coverage · lexical(d)

with dense(d) the cosine min-max scaled over the candidates, lexical(d) = bm25(d) / max bm25 and
coverage = min(1, c · max bm25 / attainable). An English question over Chinese text has coverage near 0 and is answered
by meaning alone; a name or a number has coverage 1. Rank fusion (Cormack et al. 2009) has no such weight and loses to
the better leg wherever the legs are unequal.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.lexical import ScoreArray

DENSE_WEIGHT = 0.5
COVERAGE_SLOPE = 3.0


@dataclass(frozen=True, slots=True)
class ScoredLeg:
    """One leg over the candidates: raw and normalised scores, float32 [candidates], and the weight of the leg.

    What the leg adds to the score of a candidate is weight · normalised.
    """

    raw: ScoreArray
    normalised: ScoreArray
    weight: float

    @property
    def contributions(self) -> NDArray[np.float64]:
        """What the leg adds to each score, float64 [candidates], so that they add up exactly."""
        return self.weight * self.normalised.astype(np.float64)


def min_max(values: ScoreArray) -> ScoreArray:
    """Scaled so that the lowest is 0 and the highest 1; equal values are all 1."""
    if not len(values):
        return values
    low, high = float(values.min()), float(values.max())
    return ((values - low) / (high - low)).astype(np.float32) if high > low else np.ones_like(values)


def by_maximum(values: ScoreArray, highest: float) -> ScoreArray:
    """Scaled so that `highest` is 1 and 0 stays 0: no shared word is no evidence."""
    return (values / highest).astype(np.float32) if highest > 0 else np.zeros_like(values)


def coverage(highest: float, attainable: float) -> float:
    """How much of the query's lexical weight the best chunk reached, 0 to 1, generously counted."""
    return min(1.0, COVERAGE_SLOPE * highest / attainable) if attainable > 0 else 0.0
