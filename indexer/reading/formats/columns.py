"""Columns that a PDF stores line by line across the page, put one below the other; vertical lines from the right.

The method is a recursive cut of the page (Nagy and Seth's XY-cut), guarded: a page that is stored column by column
stays as it is, and so does a table, whose cells are too short for columns of text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

WIDE = 0.8  # of the size of the characters: a gap in a line that may lie between columns
_NARROWEST = 5  # characters: what is narrower is the column of a table
_LEAST_LINES = 3
_TALL = 2
_THIN = 0.01  # points: some fonts tell of no height
_DEEPEST = 50  # columns within columns
_BODY = 0.3  # of a character: so far lines may overlap those above and below


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that stand side by side, and their box in points from the left and from below."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def size(self) -> float:
        """The size of the characters."""
        return max(self.top - self.bottom, _THIN)

    def gap(self, other: "Run") -> float:
        """How far the boxes are apart, across or down; negative where they overlap."""
        across = max(other.left - self.right, self.left - other.right)
        return max(across, other.bottom - self.top, self.bottom - other.top)

    def joined(self, other: "Run") -> "Run":
        """Both as one."""
        left, right = min(self.left, other.left), max(self.right, other.right)
        return Run(self.text + other.text, left, right, min(self.bottom, other.bottom), max(self.top, other.top))


def in_reading_order(lines: Sequence[Sequence[Run]]) -> list[str] | None:
    """The lines of a page, each cut where it has a wide gap, as they are to be read; None: as they are stored."""
    runs = [run for line in lines for run in line if run.text.strip()]
    if sum(map(_is_vertical, runs)) > len(runs) / 2:
        return [_joined([run]) for band in _rows(runs) for run in sorted(band, key=lambda run: -run.left)]
    across = sum(_is_text(left) and _is_text(right) for line in lines for left, right in pairwise(line))
    if across < _LEAST_LINES:
        return None
    return list(_ordered(runs))


def _is_text(run: Run) -> bool:
    return run.right - run.left >= _NARROWEST * run.size


def _is_vertical(run: Run) -> bool:
    """Whether the characters stand below each other (直排); such lines follow each other from right to left."""
    return len(run.text) > 1 and run.size > _TALL * (run.right - run.left)


def _joined(runs: Iterable[Run]) -> str:
    """Runs beside each other as one line, with its indentation."""
    return " ".join(run.text.rstrip() for run in runs)


def _ordered(runs: Sequence[Run], depth: int = 0) -> Iterator[str]:
    """The lines of a region: bands from top to bottom, in each band the columns from left to right."""
    rows = _rows(runs)
    gap = WIDE * median(run.size for run in runs)
    start = 0
    while start < len(rows):
        end, edges = _band(rows, start, gap)
        columns = [
            [run for row in rows[start:end] for run in row if left <= run.left <= right] for left, right in edges
        ]
        if len(columns) > 1 and depth < _DEEPEST and all(map(_holds_text, columns)):
            for column in columns:
                yield from _ordered(column, depth + 1)
        else:  # a headline, or the rows of a table
            end = next((at for at in range(start + 1, end) if any(map(_is_text, rows[at]))), end)
            yield from (_joined(sorted(row, key=lambda run: run.left)) for row in rows[start:end])
        start = end


def _band(rows: Sequence[Sequence[Run]], start: int, gap: float) -> tuple[int, list[tuple[float, float]]]:
    """The row behind the last one that leaves a gap between columns, and the left and right edges of the columns."""
    edges = _edges([(run.left, run.right) for run in rows[start]], gap)
    for end in range(start + 1, len(rows)):
        wider = _edges([*edges, *((run.left, run.right) for run in rows[end])], gap)
        if len(wider) == 1:
            return end, edges
        edges = wider
    return len(rows), edges


def _edges(boxes: Iterable[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """Boxes that are nearer to each other than the gap as one, from left to right."""
    merged: list[tuple[float, float]] = []
    for left, right in sorted(boxes):
        if merged and left - merged[-1][1] < gap:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _holds_text(column: Sequence[Run]) -> bool:
    widths = [(run.right - run.left) / run.size for run in column]
    return len(column) >= _LEAST_LINES and median(widths) >= _NARROWEST


def _rows(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs that stand beside each other, from top to bottom."""
    rows: list[list[Run]] = []
    floor = 0.0
    for run in sorted(runs, key=lambda run: (-run.top, run.left)):
        slack = _BODY * min(run.size, run.right - run.left)
        bottom = run.bottom + slack
        if rows and run.top - slack > floor:
            rows[-1].append(run)
            floor = min(floor, bottom)
        else:
            rows.append([run])
            floor = bottom
    return rows
