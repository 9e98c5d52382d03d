"""Standing: what articles are sorted by, the highest first and equal ones by id, float64 [articles].

`recent` is relevance with decay: score · 2^(-age / half-life), the age in days from the newest article of the index, so
that the same index gives the same answer on any day. An article without a date counts as old as the oldest.
"""

import numpy as np
from numpy.typing import NDArray

from indexer.columns import NO_DAY
from indexer.postings import IntArray
from search.ordering import Ordering, Sort

Standing = NDArray[np.float64]


def standing(ordering: Ordering, scores: Standing, days: IntArray, recency: Standing | None) -> Standing:
    """That of articles with these scores, days and recencies."""
    match ordering.sort:
        case Sort.NEWEST:
            return _by_day(days, days)
        case Sort.OLDEST:
            return _by_day(days, -days)
        case _:
            return scores if recency is None else scores * recency


def recency(ordering: Ordering, days: IntArray, every: IntArray) -> Standing | None:
    """What age leaves of the scores of articles of these days in an index of `every` day, 1 for the newest; None where
    age does not count.
    """
    if ordering.sort is not Sort.RECENT:
        return None
    known = every[every != NO_DAY]
    if not len(known):
        return np.ones(len(days))
    dated = np.where(days == NO_DAY, known.min(), days)
    left: Standing = np.exp2((dated - known.max()) / ordering.half_life)
    return left


def _by_day(days: IntArray, values: IntArray) -> Standing:
    """The values of articles whose day is known; others stand behind them."""
    return np.where(days == NO_DAY, -np.inf, values.astype(np.float64))
