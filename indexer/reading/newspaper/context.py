"""Classes that only neighbours show: rows of a table, verses and lists, the author under a title."""

import re
from collections.abc import Sequence

from indexer.reading.newspaper.bylines import is_surnamed
from indexer.reading.newspaper.cohesion import telling
from indexer.reading.newspaper.labels import is_instalment, label_kind
from indexer.reading.newspaper.lines import Row
from indexer.reading.newspaper.poems import titles_within
from indexer.reading.newspaper.punctuation import ends_sentence
from indexer.reading.newspaper.roles import Marked, Role, classify
from indexer.reading.newspaper.salutations import is_salutation
from indexer.reading.newspaper.signatures import signs_as_reader, signs_as_writer

_NUMBER_CELL = re.compile(r"^[-+−约]?[\d０-９][\d.,:：/%／~～—\-–+]*\S{0,3}$|^[-—–]+$")
_PEN_NAME = re.compile(r"^[\u4e00-\u9fff](?:[ \u3000]?[\u4e00-\u9fff]){1,2}$")
_CELL_LENGTH = 12
_LEAST_TABLE = 2
_LEAST_VERSES = 4
_VERSE_LENGTH = 18
_MOST_HEADS = 3
_VERSE_ROLES = frozenset({Role.HEAD, Role.BODY, Role.BROKEN, Role.EITHER})
_OPENERS = frozenset({Role.LEAD, Role.BYLINE, Role.AUTHOR, Role.NUMBER, Role.JUMP_IN, Role.DATE})


def mark(rows: Sequence[Row]) -> tuple[Marked, ...]:
    """Each row with its class, by its wording first and by its neighbours then."""
    marked = tuple(Marked(row, classify(row)) for row in rows)
    return _signatures(_authors(_verses(_instalments(_tables(marked)))))


def _instalments(marked: tuple[Marked, ...]) -> tuple[Marked, ...]:
    """The number of an instalment below the label of a serial belongs to the label."""
    return tuple(
        Marked(m.row, Role.LABEL) if i and marked[i - 1].role is Role.LABEL and is_instalment(m.text) else m
        for i, m in enumerate(marked)
    )


def _tables(marked: tuple[Marked, ...]) -> tuple[Marked, ...]:
    """Neighbouring rows of as many cells, with numbers in them, are a table; so is the row of column names above."""
    found: set[int] = set()
    for start, end in _even_runs(marked):
        numeric = [i for i in range(start, end) if _numbers(marked[i]) > 0 or _is_list_of_names(marked[i])]
        if len(numeric) >= _LEAST_TABLE and len(numeric) >= end - start - 1:
            found.update(range(start, end))
    return tuple(Marked(m.row, Role.TABLE) if i in found else m for i, m in enumerate(marked))


def _even_runs(marked: Sequence[Marked]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(marked) + 1):
        if index == len(marked) or not _alike(marked[index - 1], marked[index]):
            if index - start > 1 and _cells(marked[start]):
                runs.append((start, index))
            start = index
    return runs


def _alike(above: Marked, row: Marked) -> bool:
    """Whether two rows may belong to one table: as many cells, or three and more behind a number or a date."""
    both = (_cells(above), _cells(row))
    dated = min(both) > 2 and all(_NUMBER_CELL.match(m.text.split()[0]) for m in (above, row))
    return min(both) > 0 and (both[0] == both[1] or dated)


def _cells(row: Marked) -> int:
    """How many cells a row has, 0 when it cannot be a row of a table."""
    cells = row.text.split()
    fits = row.role in (Role.HEAD, Role.TABLE) and len(cells) > 1 and all(len(cell) <= _CELL_LENGTH for cell in cells)
    return len(cells) if fits and len(row.row.lines) == 1 else 0


def _is_list_of_names(row: Marked) -> bool:
    names = row.text.split()
    return len(names) > 2 and all(map(is_surnamed, names))


def _numbers(row: Marked) -> int:
    return sum(_NUMBER_CELL.match(cell) is not None for cell in row.text.split())


def _verses(marked: tuple[Marked, ...]) -> tuple[Marked, ...]:
    """Four short lines in a row that are neither a head of what follows nor text are verses or a list."""
    roles = [m.role for m in marked]
    start = 0
    while start < len(marked):
        end = start
        while end < len(marked) and _short(marked[end]):
            end += 1
        first, last = _trimmed(marked, start, end)
        if last - first >= _LEAST_VERSES:
            roles[first:last] = [Role.VERSE] * (last - first)
            for title in titles_within(marked[start:first], marked[first:last]):
                roles[first + title] = Role.HEADING
        start = max(end, start + 1)
    return tuple(Marked(m.row, role) for m, role in zip(marked, roles, strict=True))


def _short(row: Marked) -> bool:
    return row.role in _VERSE_ROLES and len(row.text) <= _VERSE_LENGTH and len(row.row.lines) == 1


def _trimmed(marked: Sequence[Marked], start: int, end: int) -> tuple[int, int]:
    """The run without the title and author before the verses and without the head of what follows them."""
    first = start + (0 < start < end and marked[start - 1].role is Role.BROKEN)
    if (author := _author_within(marked, first, end)) is not None:
        first = author + 1
    elif first < end and marked[first].role in (Role.HEAD, Role.EITHER):
        first += start == 0 or marked[start - 1].role not in (Role.AUTHOR, Role.BYLINE)
        if first < end and is_surnamed(marked[first].text):
            first += 1
    last = end
    if _signed_above(marked, end):
        last = _last_gap(marked, first, end)
    if last == end < len(marked) and marked[end].role in _OPENERS | {Role.BODY, Role.BROKEN}:
        while last > first and marked[last - 1].role is Role.HEAD and end - last < 2 and _opens(marked, end, last):
            last -= 1
    return first, last


def _author_within(marked: Sequence[Marked], start: int, end: int) -> int | None:
    """The bare name under the label, title and subtitle of the verses, which stands in the run of short lines."""
    names = range(start + 1, min(end, start + _MOST_HEADS + 1))
    return next((i for i in names if marked[i].role is Role.HEAD and is_surnamed(marked[i].text)), None)


def _signed_above(marked: Sequence[Marked], end: int) -> bool:
    """Whether an author stands behind a run and running text behind him: he wrote that, and not the verses."""
    signed = end < len(marked) and marked[end].role in (Role.AUTHOR, Role.BYLINE)
    return signed and end + 1 < len(marked) and marked[end + 1].role in (Role.BODY, Role.BROKEN)


def _last_gap(marked: Sequence[Marked], first: int, end: int) -> int:
    """Where the head begins that stands behind the last gap of a run; the last line alone when no gap is near."""
    begins = range(end - 1, max(first, end - _MOST_HEADS) - 1, -1)
    return next((i for i in begins if marked[i].row.gap), end - 1)


def _opens(marked: Sequence[Marked], end: int, last: int) -> bool:
    """The last short line before running text is its headline; a second one only when a gap stands before it."""
    return last == end or marked[last - 1].row.gap > marked[last].row.gap


def _authors(marked: tuple[Marked, ...]) -> tuple[Marked, ...]:
    """A bare name between a title and the text or the verses is the author."""
    literary = any(m.role is Role.AUTHOR or (m.role is Role.LABEL and label_kind(m.text) == "literary") for m in marked)
    return tuple(
        Marked(m.row, Role.AUTHOR) if m.role is Role.HEAD and _is_author(marked, i, literary) else m
        for i, m in enumerate(marked)
    )


def _is_author(marked: Sequence[Marked], index: int, literary: bool) -> bool:
    """`literary`: other articles of the page have authors, so that a name may be a pen name."""
    if not 0 < index < len(marked) - 1:
        return False
    text = marked[index].text
    if not is_surnamed(text) and not (literary and _PEN_NAME.match(text) and telling(text)):
        return False
    titled = marked[index - 1].role in (Role.HEAD, Role.EITHER)
    return titled and marked[index + 1].role in (Role.BODY, Role.BROKEN, Role.VERSE, Role.CALL)


def _signatures(marked: tuple[Marked, ...]) -> tuple[Marked, ...]:
    """A short line behind whole text that names a reader signs a letter; on pages of letters a place and a name too."""
    letters = any(is_salutation(m.text) or (m.role is Role.LABEL and label_kind(m.text) == "letter") for m in marked)
    return tuple(
        Marked(m.row, Role.SIGN) if m.role is Role.HEAD and _signs(marked, i, letters) else m
        for i, m in enumerate(marked)
    )


def _signs(marked: Sequence[Marked], index: int, letters: bool) -> bool:
    if index == 0 or not ends_sentence(marked[index - 1].text):
        return False
    return signs_as_reader(marked[index].text) or (letters and signs_as_writer(marked[index].text))
