"""Orderings: what hits can be sorted by."""

import math
from dataclasses import dataclass
from enum import StrEnum

from search.errors import QueryError

HALF_LIFE = 365.0


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


def ordering(sort: str, half_life: float) -> Ordering:
    """Check an ordering as it came from outside. Raises QueryError."""
    if sort not in list(Sort):
        raise QueryError("sort", "unknown", f"unknown sort {sort!r}; expected one of {', '.join(Sort)}")
    if not (math.isfinite(half_life) and half_life > 0):
        raise QueryError("half-life", "out-of-range", f"half-life is {half_life}; expected days, more than 0")
    return Ordering(Sort(sort), half_life)
