"""The chunks and articles of all segments of an index as two sequences of numbers, each from 0."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from indexer.articles import Article
from indexer.index import Index
from indexer.language_tally import added_up
from indexer.near_duplicates import NO_GROUP
from indexer.postings import Found, IntArray
from indexer.segment import NO_SECTION, KeyArray, Segment
from indexer.sentences import Span
from indexer.shingles import Shingles
from search.columns import IndexColumns

Allowed = NDArray[np.bool_]
"""Which articles may be hits, bool [articles]."""
_NO_ROWS = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Placed:
    """A chunk by its row: its segment, the row of its article there, and its span in Article.body."""

    segment: int
    article: int
    start: int
    end: int
    section: int | None


class Corpus:
    """Rows over segments; row bases[s] is the first chunk of segment s, article article_bases[s] its first article.

    articles: int32 [chunks], the article of each chunk, ascending. starts: int64 [articles + 1], article a has the
    chunks starts[a]:starts[a + 1], at least one. groups: int32 [articles], equal for near-duplicates, NO_GROUP for what
    nothing is like. keys: uint64 [articles], by which equals are taken. columns: what is known of articles. languages:
    of chunks and their narrow windows; wide_languages: of articles and their wide ones.
    """

    def __init__(self, index: Index) -> None:
        self.segments: tuple[Segment, ...] = index.segments
        self.bases = np.array([0, *accumulate(len(segment.postings.lengths) for segment in index.segments)])
        owners = [segment.passages.chunks[:, 0] for segment in index.segments]
        self._article_bases = [0, *accumulate(len(segment.keys) for segment in index.segments)]
        self.article_bases = np.array(self._article_bases)
        based = [rows + base for rows, base in zip(owners, self.article_bases, strict=False)]
        self.articles: IntArray = np.concatenate([*based, np.empty(0)]).astype(np.int32)
        self.starts = np.append(np.flatnonzero(np.diff(self.articles, prepend=-1)), len(self.articles))
        self.groups: IntArray = index.groups
        self.columns = IndexColumns([segment.columns for segment in index.segments])
        self.keys: KeyArray = np.concatenate([np.empty(0, np.uint64), *(segment.keys for segment in index.segments)])
        self.languages = added_up([segment.narrow.languages for segment in index.segments])
        self.wide_languages = added_up([segment.wide.languages for segment in index.segments])

    def __len__(self) -> int:
        return int(self.bases[-1])

    def postings(self, term: str) -> Found:
        """Chunks that hold a term, ascending, and how often."""
        found = [segment.postings.of(term) for segment in self.segments]
        rows = [rows + np.int32(base) for (rows, _), base in zip(found, self.bases, strict=False)]
        return np.concatenate([_NO_ROWS, *rows]), np.concatenate([_NO_ROWS, *(frequencies for _, frequencies in found)])

    def beginning(self, prefix: str) -> IntArray:
        """Chunks that have a term which begins so, ascending."""
        found = [segment.postings.beginning(prefix) for segment in self.segments]
        return np.concatenate(
            [_NO_ROWS, *(rows + np.int32(base) for rows, base in zip(found, self.bases, strict=False))]
        )

    def stories(self, articles: IntArray) -> IntArray:
        """A number for each of the articles, the same for near-duplicates and no others."""
        groups = self.groups[articles]
        return np.where(groups == NO_GROUP, -1 - articles, groups).astype(np.int32)

    def placed(self, row: int) -> Placed:
        """Where a chunk stands."""
        number = int(np.searchsorted(self.bases, row, side="right")) - 1
        article, start, end, section = self.segments[number].passages.chunks[row - self.bases[number]].tolist()
        return Placed(number, article, start, end, None if section == NO_SECTION else section)

    def window(self, row: int, number: int) -> Span:
        """One of the narrow windows of a chunk, from 0, as a span of Article.body."""
        segment = self.placed(row).segment
        passages, firsts = self.segments[segment].passages, self.segments[segment].narrow.firsts
        start, end = passages.windows[firsts[row - int(self.bases[segment])] + number].tolist()
        return start, end

    def owner(self, article: int) -> tuple[Segment, int]:
        """The segment of an article, and its row there."""
        number = bisect_right(self._article_bases, article) - 1
        return self.segments[number], article - self._article_bases[number]

    def find(self, article_id: str) -> int | None:
        """The number of the article with this id, None if there is none."""
        rows = ((number, segment.articles.row(article_id)) for number, segment in enumerate(self.segments))
        return next((int(self.article_bases[number]) + row for number, row in rows if row is not None), None)

    def article(self, article: int) -> Article:
        """An article by its number, read from the disk."""
        segment, row = self.owner(article)
        return segment.articles.at(row)

    def id(self, article: int) -> str:
        """The id of an article, its text unread."""
        segment, row = self.owner(article)
        return segment.articles.id_at(row)

    def ids(self, articles: IntArray) -> list[str]:
        """The ids of articles, in their order."""
        return [self.id(article) for article in articles.tolist()]

    def keep_ids(self) -> None:
        """Have the ids of all articles in memory, for a server: the files are then not asked for each."""
        for segment in self.segments:
            segment.articles.keep_ids()

    def shingles(self, article: int) -> Shingles:
        """What tells how much of an article stands in another."""
        segment, row = self.owner(article)
        return segment.shingles[row]
