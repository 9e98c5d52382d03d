"""The one-to-one assignment of the greatest total score: the Hungarian method (H. W. Kuhn, 1955) with potentials."""

from collections.abc import Sequence

_UNREACHED = float("inf")


def assign(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs (row, column) of a table, no row and no column twice, whose scores above 0 have the greatest sum."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    size = max(rows, columns)
    gains = [[max(scores[r][c], 0.0) if r < rows and c < columns else 0.0 for c in range(size)] for r in range(size)]
    owners = _perfect_matching(gains)
    pairs = ((row, column) for column, row in enumerate(owners) if row < rows and column < columns)
    return sorted((row, column) for row, column in pairs if scores[row][column] > 0)


def _perfect_matching(gains: Sequence[Sequence[float]]) -> list[int]:
    """The row of each column; row and column `size` stand for none."""
    size = len(gains)
    owners = [size] * (size + 1)
    row_potential, column_potential = [0.0] * (size + 1), [0.0] * (size + 1)
    for row in range(size):
        owners[size] = row
        slack, before, done = [_UNREACHED] * (size + 1), [size] * (size + 1), [False] * (size + 1)
        column = size
        while owners[column] != size:
            done[column] = True
            owner = owners[column]
            for c in range(size):
                cost = -gains[owner][c] - row_potential[owner] - column_potential[c]
                if not done[c] and cost < slack[c]:
                    slack[c], before[c] = cost, column
            column = min((c for c in range(size) if not done[c]), key=lambda c: slack[c])
            _shift(slack[column], done, owners, row_potential, column_potential, slack)
        while column != size:
            owners[column], column = owners[before[column]], before[column]
    return owners[:size]


def _shift(
    step: float,
    done: Sequence[bool],
    owners: Sequence[int],
    row_potential: list[float],
    column_potential: list[float],
    slack: list[float],
) -> None:
    """Move the potentials so that the nearest column comes into reach."""
    for column, reached in enumerate(done):
        if reached:
            row_potential[owners[column]] += step
            column_potential[column] -= step
        else:
            slack[column] -= step
