"""What a page does often, it does everywhere: its words, its gaps between articles, its markers."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from indexer.reading.newspaper.cohesion import Rarity
from indexer.reading.newspaper.roles import PLAIN, Marked, Role

_HEADS = frozenset({Role.HEAD, Role.EITHER})
_OPENING = frozenset(
    {Role.LEAD, Role.BYLINE, Role.AUTHOR, Role.NUMBER, Role.JUMP_IN, Role.RESUMED, Role.CALL, Role.QUESTION, Role.NOTE}
)
_CLOSING = frozenset({Role.TAIL, Role.CLOSING, Role.JUMP_OUT, Role.END})
_MARKERS = frozenset({Role.LEAD, Role.BYLINE, Role.AUTHOR, Role.TAIL, Role.CLOSING})
_RUNNING = PLAIN - _HEADS
_MOST_ODDS = 3.0
_LEAST_TITLES = 2
_USUAL_TITLE = 13.0


class Habits:
    """What is usual on a page: how rare its words are, and which rows stand behind a gap."""

    def __init__(self, rows: Sequence[Marked]) -> None:
        self.rarity = Rarity([row.text for row in rows if row.role not in _HEADS])
        self.marked = _share_of_markers(rows)
        self.title_length = _median_length(rows)
        gaps = Counter(row.row.gap for row in rows[1:])
        self._usual = max(gaps, key=lambda gap: (gaps[gap], -gap), default=0)
        begun = [gap > self._usual for gap in _gaps_of_starts(rows)]
        inside = [b.row.gap > self._usual for a, b in pairwise(rows) if {a.role, b.role} <= _RUNNING]
        apart = [True for a, b in pairwise(rows) if b.role in _HEADS and a.role in _RUNNING and b.row.gap > self._usual]
        others = _rate(inside)
        self._with_gap = _log_ratio(_rate(begun), others)
        self._without_gap = _log_ratio(1 - _rate([*begun, *apart]), 1 - others)

    def gap_odds(self, gap: int) -> float:
        """What the gap above a row says for a new article (above 0) or against it, as log odds."""
        return self._with_gap if gap > self._usual else self._without_gap


def _gaps_of_starts(rows: Sequence[Marked]) -> list[int]:
    """The gaps above heads that surely begin an article: behind the end of one, or before a marker."""
    found: list[int] = []
    for above, row, below in zip(rows, rows[1:], rows[2:], strict=False):
        heads = row.role in _HEADS and above.role not in _HEADS
        if row.role is Role.LABEL or (heads and (above.role in _CLOSING or below.role in _OPENING)):
            found.append(row.row.gap)
    return found


def _median_length(rows: Sequence[Marked]) -> float:
    """The usual length of heads that surely are titles, for they stand above a marker."""
    found = [len(a.text) for a, b in pairwise(rows) if a.role in _HEADS and b.role in _OPENING]
    return median(found) if len(found) >= _LEAST_TITLES else _USUAL_TITLE


def _rate(seen: Sequence[bool]) -> float:
    return (sum(seen) + 0.5) / (len(seen) + 1)


def _log_ratio(above: float, below: float) -> float:
    return max(-_MOST_ODDS, min(_MOST_ODDS, math.log(above / below)))


def _share_of_markers(rows: Sequence[Marked]) -> float:
    markers = sum(row.role in _MARKERS for row in rows)
    plain = sum(a.role in _HEADS and b.role in PLAIN for a, b in pairwise(rows))
    return markers / (markers + plain) if markers else 0.0
