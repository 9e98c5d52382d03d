"""The chunks of all segments of an index as one sequence of rows, from 0."""

from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from indexer.index import Index
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
    """Rows over segments; row bases[s] is the first chunk of segment s."""

    def __init__(self, index: Index) -> None:
        self.segments: tuple[Segment, ...] = index.segments
        self.bases = np.array([0, *accumulate(len(segment.postings.lengths) for segment in index.segments)])

    def __len__(self) -> int:
        return int(self.bases[-1])

    def articles(self, rows: IntArray) -> IntArray:
        """A number for the article of each row, int32 [rows]; equal for chunks of one article only."""
        owners = np.empty(len(rows), np.int32)
        segments = np.searchsorted(self.bases, rows, side="right") - 1
        for number, segment in enumerate(self.segments):
            here = segments == number
            # An article has a chunk at least, so that chunk counts keep the numbers of segments apart.
            owners[here] = self.bases[number] + segment.passages.chunks[rows[here] - self.bases[number], 0]
        return owners

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
