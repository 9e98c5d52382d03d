"""Facets: how the articles of an answer spread over time, papers, pages, authors and kinds.

Articles are counted, near-duplicates that are folded under another too: the same that `total` counts.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from indexer.columns import NO_DAY
from indexer.postings import IntArray
from search.columns import IndexColumns, Names
from search.filters import quoted


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many articles have a value; None counts those of which it is not known.

    `filters` are the options that leave just these, empty for None.
    """

    value: str | None
    count: int
    filters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Facets:
    """Each facet by count, highest first, equal counts by value; years and months by time; the unknown last.

    An article with several authors counts for each. `complete`: every article that can be a hit was counted, so that
    the same question with the filters of a value has as many articles; otherwise only the best were, and it may have
    more.
    """

    year: tuple[FacetValue, ...]
    month: tuple[FacetValue, ...]
    source: tuple[FacetValue, ...]
    page: tuple[FacetValue, ...]
    author: tuple[FacetValue, ...]
    kind: tuple[FacetValue, ...]
    complete: bool


def facets(columns: IndexColumns, articles: IntArray, complete: bool) -> Facets:
    """The facets of some articles, each given once."""
    days = columns.days[articles]
    return Facets(
        year=_spans(days, 4),
        month=_spans(days, 7),
        source=_named("source", columns.papers, articles, quoted),
        page=_named("page", columns.pages, articles, quoted),
        author=_named("author", columns.people, articles, quoted),
        kind=_named("kind", columns.kinds, articles, str),
        complete=complete,
    )


def _spans(days: IntArray, length: int) -> tuple[FacetValue, ...]:
    """Counts by the first characters of the ISO date."""
    values, counts = np.unique(days[days != NO_DAY], return_counts=True)
    found: Counter[str] = Counter()
    for day, count in zip(values.tolist(), counts.tolist(), strict=True):
        found[date.fromordinal(day).isoformat()[:length]] += count
    known = [FacetValue(span, count, {"since": span, "until": span}) for span, count in sorted(found.items())]
    return (*known, *_unknown(int((days == NO_DAY).sum())))


def _named(field: str, names: Names, articles: IntArray, option: Callable[[str], str]) -> tuple[FacetValue, ...]:
    asked = np.zeros(names.articles, np.bool_)
    asked[articles] = True
    of_asked = asked[names.owners]
    counts = np.bincount(names.codes[of_asked], minlength=len(names.keys)).tolist()
    found = [(names.printed[code], count) for code, count in enumerate(counts) if count]
    found.sort(key=lambda one: (-one[1], one[0]))
    unknown = len(articles) - len(np.unique(names.owners[of_asked]))
    return (*(FacetValue(name, count, {field: option(name)}) for name, count in found), *_unknown(unknown))


def _unknown(count: int) -> Sequence[FacetValue]:
    return [FacetValue(None, count, {})] if count else []
