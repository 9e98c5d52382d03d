"""What is asked: a text, a mode, how many articles; checked once, here."""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from search.cursor import Cursor, digest, read_cursor
from search.errors import QueryError
from search.filters import Filters, condition_of
from search.ordering import HALF_LIFE, Ordering, Sort, ordering
from search.query.conditions import Condition

LONGEST_QUERY = 10_000
MOST_HITS = 100
DEFAULT_HITS = 10
# How many of the best articles are reranked, where a model for it is opened.
RERANK_DEPTH = 50
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


class Mode(StrEnum):
    """Which legs answer."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    DENSE = "dense"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question that can be answered: text without control characters, 1 <= limit <= MOST_HITS hits.

    `fold` lets one hit stand for all near-duplicates among the answers; without it each is a hit of its own.
    `rerank`: whether a model reads the best articles again; None: where the searcher has one.
    Hits less relevant than `floor` (0 to 1) are left out. `condition` is what the filters demand of hits, beside the
    text, which may be empty where there is one. `facets`: whether the answer counts what its articles are.
    `cursor`: where the page begins, at the first hit without one. `explain`: whether the answer says how it
    came about.
    """

    text: str
    mode: Mode = Mode.HYBRID
    limit: int = DEFAULT_HITS
    fold: bool = True
    rerank: bool | None = None
    floor: float | None = None
    condition: Condition | None = None
    ordering: Ordering = field(default_factory=Ordering)
    facets: bool = False
    cursor: Cursor | None = None
    explain: bool = False

    def digest(self, *beside: object) -> bytes:
        """Equal for requests that have the same hits in the same order, on one page or several; `beside` is what else
        decides on them.
        """
        asked = replace(self, limit=0, facets=False, cursor=None, explain=False)
        return digest(repr((asked, beside)).encode("utf-8", "replace"))


def search_request(
    text: str,
    mode: str = Mode.HYBRID,
    limit: int = DEFAULT_HITS,
    fold: bool = True,
    rerank: bool | None = None,
    floor: float | None = None,
    filters: Filters | None = None,
    sort: str = Sort.RELEVANCE,
    half_life: float = HALF_LIFE,
    facets: bool = False,
    cursor: str | None = None,
    explain: bool = False,
) -> SearchRequest:
    """Check a question as it came from outside. Raises QueryError that says what was expected."""
    if len(text) > LONGEST_QUERY:
        raise QueryError("query", "too-long", f"the query has {len(text)} characters; at most {LONGEST_QUERY} are read")
    cleaned = _UNPRINTABLE.sub(" ", text).strip()
    condition = condition_of((filters or Filters()).each(_sendable))
    if not cleaned and condition is None:
        raise QueryError("query", "empty", "the query is empty; give a word, a name, a question or a filter")
    if mode not in list(Mode):
        raise QueryError("mode", "unknown", f"unknown mode {mode!r}; expected one of {', '.join(Mode)}")
    check_limit(limit)
    if floor is not None and not 0 <= floor <= 1:
        raise QueryError("floor", "out-of-range", f"floor is {floor}; expected a relevance of 0 to 1")
    return SearchRequest(
        text=cleaned,
        mode=Mode(mode),
        limit=limit,
        fold=fold,
        rerank=rerank,
        floor=floor,
        condition=condition,
        ordering=ordering(sort, half_life),
        facets=facets,
        cursor=read_cursor(cursor) if cursor is not None else None,
        explain=explain,
    )


def _sendable(text: str) -> str:
    """A text without halves of characters, which no answer could repeat."""
    return text.encode("utf-8", "replace").decode()


def check_limit(limit: int) -> None:
    """Raise QueryError for a number of hits that is out of range."""
    if not 1 <= limit <= MOST_HITS:
        raise QueryError("limit", "out-of-range", f"limit is {limit}; expected 1 to {MOST_HITS} articles")
