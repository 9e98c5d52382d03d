"""The answer to a question: articles with their best passages, and everything that made their scores."""

from dataclasses import dataclass

from indexer.articles import Headline, Jump, Missing, Related, Span
from indexer.facts import Issue
from indexer.ocr.suspect import Suspect
from search.explanation import ArticleExplanation, QueryExplanation
from search.facets import Facets
from search.leg_score import LegScore
from search.ordering import Sort
from search.request import Mode
from search.snippets import Snippet


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: paragraphs of the article (1-based, first and last) and lines of the raw source.

    `spans` tells the lines by source and page, for an article that goes on over pages has several.
    """

    paragraphs: tuple[int, int]
    lines: tuple[int, ...]
    section: str | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage as printed; `highlights` are spans of the query's words and `nearest` the window nearest in meaning,
    both as offsets into `text`. `snippet` is the part of it to show. The contributions of the legs in `scores` add up
    to `score`.
    """

    text: str
    score: float
    scores: dict[str, LegScore]
    place: Place
    highlights: tuple[tuple[int, int], ...]
    nearest: tuple[int, int] | None
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Similar:
    """A near-duplicate of an article: the same text in another paper, issue, script or length.

    `containment` (0 to 1) is how much of the shorter of the two texts stands in the longer one; `score` is its own in
    this answer, None where nothing was asked.
    """

    id: str
    title: str | None
    display_title: str
    issue: Issue
    source: str
    containment: float
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One article with its best passages, whose own scores are on the same scales. The contributions of the legs in
    `scores` add up to `score`.

    `title` is None where the source has none; `display_title` is never empty. `related` are articles of its
    page that belong with it, such as a photo. `found_as` are places where a word of the query is not printed but
    suspected. `similar` are its near-duplicates among the candidates of this question, folded
    into it because they rank lower; best first, ties in the order of their ids. `relevance` (0 to 1) is how likely the
    article answers, as search/relevance.py has it: comparable between questions, as scores are not; None in modes that
    ask a model for which it is not known, and where there is no text to answer. `recency` (0 to 1) is what age leaves
    of the score where hits are sorted by both, else None. `citation` is its reference by GB/T 7714—2015.
    `explanation` is how all this came about, where the question wants to know.
    """

    rank: int
    id: str
    score: float
    scores: dict[str, LegScore]
    relevance: float | None
    recency: float | None
    title: str | None
    display_title: str
    kicker: str | None
    subtitle: str | None
    kind: str
    agency: str
    reporters: tuple[str, ...]
    photographers: tuple[str, ...]
    issue: Issue
    source: str
    lines: tuple[int, int]
    citation: str
    explanation: ArticleExplanation | None
    jump: Jump | None
    missing: tuple[Missing, ...]
    related: tuple[Related, ...]
    found_as: tuple[Suspect, ...]
    passages: tuple[PassageHit, ...]
    similar: tuple[Similar, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """At most `limit` hits from where the page begins, in the order of `sort`; ties in the order of their ids.

    `total` counts candidate articles; `folded` of them are near-duplicates of a better one and no hits of their own, so
    that a limit high enough gives `total` - `folded` hits.
    Hits less relevant than `floor` are left out, and neither `total` nor `folded` counts them. `next_cursor` asks for
    the page behind this one, None at the end: pages put together are the hits of one answer, whatever their limits.
    `facets` are those of the articles that `total` counts, None where they were not asked for.
    `coverage` (0 to 1) is how much of the query the lexical leg could match; None where it was not asked.
    `generation` names the published index that answered; `reranker` the model that reranked it, None where none did.
    `explanation` is how the question was understood, where it wants to know.
    """

    query: str
    mode: Mode
    sort: Sort
    limit: int
    floor: float | None
    total: int
    folded: int
    coverage: float | None
    generation: int
    model: str
    reranker: str | None
    notes: tuple[str, ...]
    explanation: QueryExplanation | None
    next_cursor: str | None
    facets: Facets | None
    hits: tuple[Hit, ...]


def text_of(head: Headline | None) -> str | None:
    """The text of a part of a head, if there is one."""
    return head.text if head else None
