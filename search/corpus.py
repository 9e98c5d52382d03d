"""The chunks and articles of all segments of an index as two sequences of numbers, each from 0."""

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from indexer.index import Index
from indexer.language_tally import LanguageTally
from indexer.postings import IntArray
from indexer.segment import NO_SECTION, Segment


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
    chunks starts[a]:starts[a + 1], at least one.
    """

    def __init__(self, index: Index) -> None:
        self.segments: tuple[Segment, ...] = index.segments
        self.bases = np.array([0, *accumulate(len(segment.postings.lengths) for segment in index.segments)])
        owners = [segment.passages.chunks[:, 0] for segment in index.segments]
        self.article_bases = np.array([0, *accumulate(int(rows[-1]) + 1 if len(rows) else 0 for rows in owners)])
        based = [rows + base for rows, base in zip(owners, self.article_bases, strict=False)]
        self.articles: IntArray = np.concatenate([*based, np.empty(0)]).astype(np.int32)
        self.starts = np.append(np.flatnonzero(np.diff(self.articles, prepend=-1)), len(self.articles))
        self.languages = _added_up([segment.languages for segment in index.segments])

    def __len__(self) -> int:
        return int(self.bases[-1])

    @property
    def article_count(self) -> int:
        """How many articles all segments have."""
        return len(self.starts) - 1

    def split(self, rows: IntArray) -> list[tuple[int, IntArray]]:
        """Which of the ascending `rows` lie in each segment: pairs of segment number and rows within it."""
        edges = np.searchsorted(rows, self.bases)
        parts = ((number, rows[edges[number] : edges[number + 1]]) for number in range(len(self.segments)))
        return [(number, (part - self.bases[number]).astype(np.int32)) for number, part in parts if len(part)]

    def placed(self, row: int) -> Placed:
        """Where a chunk stands."""
        number = int(np.searchsorted(self.bases, row, side="right")) - 1
        article, start, end, section = self.segments[number].passages.chunks[row - self.bases[number]].tolist()
        return Placed(number, article, start, end, None if section == NO_SECTION else section)

    def owner(self, article: int) -> tuple[Segment, int]:
        """The segment of an article, and its row there."""
        number = int(np.searchsorted(self.article_bases, article, side="right")) - 1
        return self.segments[number], article - int(self.article_bases[number])


def _added_up(tallies: list[LanguageTally]) -> LanguageTally:
    """The languages of all segments as one; codes in alphabetical order."""
    codes: NDArray[np.str_] = np.unique(np.concatenate([tally.codes for tally in tallies]))
    numbers = [np.searchsorted(codes, tally.codes) for tally in tallies]
    windows = np.zeros(len(codes), np.int64)
    sums = np.zeros((len(codes), tallies[0].sums.shape[1]), np.float32)
    for number, tally in zip(numbers, tallies, strict=True):
        windows[number] += tally.windows
        sums[number] += tally.sums
    chunks = np.concatenate([number[tally.chunks] for number, tally in zip(numbers, tallies, strict=True)])
    return LanguageTally(codes, chunks.astype(np.int32), windows, sums)
