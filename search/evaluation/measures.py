"""Measures of one ranking against graded judgments (qrels); 0 to 1, higher is better."""

import math
from collections.abc import Mapping, Sequence

Grades = Mapping[str, int]


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def ndcg(ranking: Sequence[str], grades: Grades, depth: int) -> float:
    """Normalised discounted cumulative gain at `depth`, gain 2^grade - 1 (Burges et al. 2005).

    Raises ValueError where nothing is relevant: the measure is not defined there.
    """
    ideal = _gain(sorted(grades.values(), reverse=True)[:depth])
    if not ideal:
        raise ValueError("nDCG needs at least one relevant document")
    return _gain([grades.get(document, 0) for document in ranking[:depth]]) / ideal


def success(ranking: Sequence[str], grades: Grades, depth: int) -> float:
    """1 if any of the first `depth` documents is relevant, else 0."""
    return float(any(grades.get(document, 0) > 0 for document in ranking[:depth]))
