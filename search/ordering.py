"""Ordering: what hits are sorted by.

`recent` is relevance with decay: score · 2^(-age / half-life), the age in days from the newest article of the index, so
that the same index gives the same answer on any day. An article without a date counts as old as the oldest.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from indexer.columns import NO_DAY
from indexer.postings import IntArray
from search.errors import QueryError

HALF_LIFE = 365.0

Standing = NDArray[np.float64]
"""What articles are sorted by, the highest first; equal ones by id."""


class Sort(StrEnum):
    """By how well articles answer, by the day of their issue (unknown days last), or by both."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    RECENT = "recent"


@dataclass(frozen=True, slots=True)
class Ordering:
    """A sort, and for `recent` the days after which an article counts half."""

    sort: Sort = Sort.RELEVANCE
    half_life: float = HALF_LIFE

    def without_text(self) -> "Ordering":
        """What is sorted by where there is no text that articles could answer."""
        return self if self.sort is Sort.OLDEST else Ordering(Sort.NEWEST)

    def standing(self, scores: Standing, days: IntArray, recency: Standing | None) -> Standing:
        """That of articles with these scores, days and recencies."""
        match self.sort:
            case Sort.NEWEST:
                return _by_day(days, days)
            case Sort.OLDEST:
                return _by_day(days, -days)
            case _:
                return scores if recency is None else scores * recency

    def recency(self, days: IntArray, every: IntArray) -> Standing | None:
        """What age leaves of the scores of articles of these days in an index of `every` day, 1 for the newest; None
        where scores alone count.
        """
        if self.sort is not Sort.RECENT:
            return None
        known = every[every != NO_DAY]
        if not len(known):
            return np.ones(len(days))
        dated = np.where(days == NO_DAY, known.min(), days)
        left: Standing = np.exp2((dated - known.max()) / self.half_life)
        return left


def _by_day(days: IntArray, values: IntArray) -> Standing:
    """The values of articles whose day is known; others stand behind them."""
    return np.where(days == NO_DAY, -np.inf, values.astype(np.float64))


def ordering(sort: str, half_life: float) -> Ordering:
    """Check an ordering as it came from outside. Raises QueryError."""
    if sort not in list(Sort):
        raise QueryError("sort", "unknown", f"unknown sort {sort!r}; expected one of {', '.join(Sort)}")
    if not (math.isfinite(half_life) and half_life > 0):
        raise QueryError("half-life", "out-of-range", f"half-life is {half_life}; expected days, more than 0")
    return Ordering(Sort(sort), half_life)
