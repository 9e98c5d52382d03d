"""What is asked: a text, a mode, how many articles; checked once, here."""

import re
from dataclasses import dataclass
from enum import StrEnum

from search.errors import QueryError

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
    Hits less relevant than `floor` (0 to 1) are left out. `explain`: whether the answer says how it came about.
    """

    text: str
    mode: Mode = Mode.HYBRID
    limit: int = DEFAULT_HITS
    fold: bool = True
    rerank: bool | None = None
    floor: float | None = None
    explain: bool = False


def search_request(
    text: str,
    mode: str = Mode.HYBRID,
    limit: int = DEFAULT_HITS,
    fold: bool = True,
    rerank: bool | None = None,
    floor: float | None = None,
    explain: bool = False,
) -> SearchRequest:
    """Check a question as it came from outside. Raises QueryError that says what was expected."""
    if len(text) > LONGEST_QUERY:
        raise QueryError("query", "too-long", f"the query has {len(text)} characters; at most {LONGEST_QUERY} are read")
    cleaned = _UNPRINTABLE.sub(" ", text).strip()
    if not cleaned:
        raise QueryError("query", "empty", "the query is empty; give a word, a name or a question")
    if mode not in list(Mode):
        raise QueryError("mode", "unknown", f"unknown mode {mode!r}; expected one of {', '.join(Mode)}")
    if not 1 <= limit <= MOST_HITS:
        raise QueryError("limit", "out-of-range", f"limit is {limit}; expected 1 to {MOST_HITS} articles")
    if floor is not None and not 0 <= floor <= 1:
        raise QueryError("floor", "out-of-range", f"floor is {floor}; expected a relevance of 0 to 1")
    return SearchRequest(cleaned, Mode(mode), limit, fold, rerank, floor, explain)
