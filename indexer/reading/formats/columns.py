"""Columns that a PDF stores line by line across the page, put one below the other.

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
_BODY = 0.3  # of the height of a line: so far lines may overlap those above and below


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
        return self.top - self.bottom


def in_reading_order(lines: Sequence[Sequence[Run]]) -> list[str] | None:
    """The lines of a page, each cut where it has a wide gap, as they are to be read; None: as they are stored."""
    across = sum(_is_text(left) and _is_text(right) for line in lines for left, right in pairwise(line))
    if across < _LEAST_LINES:
        return None
    return list(_ordered([run for line in lines for run in line if run.text.strip()]))


def _is_text(run: Run) -> bool:
    return run.right - run.left >= _NARROWEST * run.size


def _joined(runs: Iterable[Run]) -> str:
    """Runs beside each other as one line, with its indentation."""
    return " ".join(run.text.rstrip() for run in runs)


def _ordered(runs: Sequence[Run]) -> Iterator[str]:
    """The lines of a region: bands from top to bottom, in each band the columns from left to right."""
    rows = _rows(runs)
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and len(_columns(_flat(rows[start : end + 1]))) > 1:
            end += 1
        columns = _columns(_flat(rows[start:end]))
        if len(columns) > 1 and all(_holds_text(column) for column in columns):
            for column in columns:
                yield from _ordered(column)
        else:  # a headline, or the rows of a table
            end = next((at for at in range(start + 1, end) if any(map(_is_text, rows[at]))), end)
            yield from (_joined(sorted(row, key=lambda run: run.left)) for row in rows[start:end])
        start = end


def _flat(rows: Iterable[Sequence[Run]]) -> list[Run]:
    return [run for row in rows for run in row]


def _holds_text(column: Sequence[Run]) -> bool:
    widths = [(run.right - run.left) / run.size for run in column]
    return len(column) >= _LEAST_LINES and median(widths) >= _NARROWEST


def _rows(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs that stand beside each other, from top to bottom."""
    rows: list[list[Run]] = []
    floor = 0.0
    for run in sorted(runs, key=lambda run: (-run.top, run.left)):
        bottom = run.bottom + _BODY * run.size
        if rows and run.top - _BODY * run.size > floor:
            rows[-1].append(run)
            floor = min(floor, bottom)
        else:
            rows.append([run])
            floor = bottom
    return rows


def _columns(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs between the gaps that go all the way down, from left to right."""
    columns: list[list[Run]] = []
    edge = 0.0
    gap = WIDE * median(run.size for run in runs)
    for run in sorted(runs, key=lambda run: run.left):
        if columns and run.left - edge < gap:
            columns[-1].append(run)
            edge = max(edge, run.right)
        else:
            columns.append([run])
            edge = run.right
    return columns
