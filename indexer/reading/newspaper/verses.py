"""Verses and lists: runs of short lines, without the head above them and the head of what follows."""

import re
from collections.abc import Iterator, Sequence

from indexer.reading.newspaper.bylines import is_surnamed
from indexer.reading.newspaper.cohesion import telling
from indexer.reading.newspaper.columns import is_column_name
from indexer.reading.newspaper.labels import label_kind
from indexer.reading.newspaper.poems import titles_within
from indexer.reading.newspaper.roles import Marked, Role

_LEAST_VERSES = 4
_VERSE_LENGTH = 18
_MOST_HEADS = 3
_VERSE_ROLES = frozenset({Role.HEAD, Role.BODY, Role.BROKEN, Role.EITHER})
_OPENERS = frozenset({Role.LEAD, Role.BYLINE, Role.AUTHOR, Role.NUMBER, Role.JUMP_IN, Role.DATE})
_PEN_NAME = re.compile(r"^[\u4e00-\u9fff](?:[ \u3000]?[\u4e00-\u9fff]){1,2}$")
_POINTED = re.compile(r"[，。！？；、,!?;]$")
_SUBTITLE = re.compile(r"^(?:——|—|──|－－|--)")


def mark_verses(marked: tuple[Marked, ...]) -> tuple[Marked, ...]:
    """Four short lines in a row that are neither a head of what follows nor text are verses or a list."""
    roles = [m.role for m in marked]
    literary = is_literary(marked)
    for start, end in _runs(marked):
        first, last = _first(marked, start, end, literary), end
        last = max(first, _last(marked, first, end, literary))
        if last - first >= _LEAST_VERSES:
            roles[first:last] = [Role.VERSE] * (last - first)
            for title in titles_within(marked[max(0, first - _MOST_HEADS) : first], marked[first:last]):
                roles[first + title] = Role.HEADING
    return tuple(Marked(m.row, role) for m, role in zip(marked, roles, strict=True))


def is_literary(marked: Sequence[Marked]) -> bool:
    """Whether a page prints essays and verse under the names of authors, which may be pen names then."""
    return any(m.role is Role.AUTHOR or (m.role is Role.LABEL and label_kind(m.text) == "literary") for m in marked)


def may_be_pen_name(text: str) -> bool:
    """Whether a line could be a name of two or three characters, whatever the first."""
    return _PEN_NAME.match(text) is not None and bool(telling(text))


def _runs(marked: Sequence[Marked]) -> Iterator[tuple[int, int]]:
    """The runs of short lines. Where verses with a mark at each end give way to a line without, another run begins."""
    start = 0
    while start < len(marked):
        end = start
        while end < len(marked) and _is_short(marked[end]) and not _changes(marked, start, end):
            end += 1
        if end > start:
            yield start, end
        start = max(end, start + 1)


def _is_short(row: Marked) -> bool:
    return row.role in _VERSE_ROLES and len(row.text) <= _VERSE_LENGTH and len(row.row.lines) == 1


def _changes(marked: Sequence[Marked], start: int, index: int) -> bool:
    above = marked[max(start, index - _LEAST_VERSES) : index]
    pointed = len(above) == _LEAST_VERSES and all(_POINTED.search(row.text) for row in above)
    return pointed and _POINTED.search(marked[index].text) is None


def _first(marked: Sequence[Marked], start: int, end: int, literary: bool) -> int:
    """Where the verses begin, below their title and author and below the rest of a paragraph that was cut."""
    first = start + (start > 0 and marked[start - 1].role is Role.BROKEN)
    author = _author_within(marked, first, end, literary)
    if author is not None:
        return author + 1
    headed = first < end and marked[first].role in (Role.HEAD, Role.EITHER)
    return first + (headed and (start == 0 or marked[start - 1].role not in (Role.AUTHOR, Role.BYLINE)))


def _author_within(marked: Sequence[Marked], start: int, end: int, literary: bool) -> int | None:
    """The bare name under the title of the verses, or farther down when a gap below parts it from them."""
    if start + 1 < end and _is_name(marked, start + 1, literary):
        return start + 1
    lower = range(start + 2, min(end - 1, start + _MOST_HEADS + 1))
    return next((i for i in lower if _is_name(marked, i, False) and marked[i + 1].row.gap > marked[i].row.gap), None)


def _is_name(marked: Sequence[Marked], index: int, literary: bool) -> bool:
    text = marked[index].text
    if marked[index].role is not Role.HEAD or marked[index - 1].role not in (Role.HEAD, Role.EITHER):
        return False
    return is_surnamed(text) or (literary and may_be_pen_name(text) and len(marked[index - 1].text) > len(text))


def _last(marked: Sequence[Marked], first: int, end: int, literary: bool) -> int:
    """Where the verses end, above the head of what follows them."""
    if end == len(marked):
        return end
    if _is_signed(marked, end):
        return _head_above(marked, first, end)
    if marked[end].role in (Role.BODY, Role.BROKEN) and end - 1 > first and _is_name(marked, end - 1, literary):
        return _head_above(marked, first, end - 1)
    last = end
    if marked[end].role in _OPENERS | {Role.BODY, Role.BROKEN}:
        while last > first and marked[last - 1].role is Role.HEAD and end - last < 2 and _opens(marked, end, last):
            last -= 1
    return last


def _is_signed(marked: Sequence[Marked], end: int) -> bool:
    """Whether an author stands behind a run and running text behind him: he wrote that, and not the verses."""
    signed = marked[end].role in (Role.AUTHOR, Role.BYLINE)
    return signed and end + 1 < len(marked) and marked[end + 1].role in (Role.BODY, Role.BROKEN)


def _head_above(marked: Sequence[Marked], first: int, name: int) -> int:
    """Where the head above a name begins: behind the last gap that is near, or by its subtitle and column."""
    gaps = [i for i in range(name - 1, max(first, name - _MOST_HEADS) - 1, -1) if marked[i].row.gap]
    parted = any(not row.row.gap for row in marked[first + 1 : name])
    if gaps and parted:
        return gaps[0]
    begins = name - 1
    begins -= begins > first and _SUBTITLE.match(marked[begins].text) is not None
    return begins - (begins > first and is_column_name(marked[begins - 1].text))


def _opens(marked: Sequence[Marked], end: int, last: int) -> bool:
    """The last short line before running text is its headline; a second one only when a gap stands before it."""
    return last == end or marked[last - 1].row.gap > marked[last].row.gap
