"""Classes that only neighbours show: rows of a table, the author under a title, signatures."""

import re
from collections.abc import Sequence

from indexer.reading.newspaper.bylines import is_surnamed
from indexer.reading.newspaper.labels import is_instalment, label_kind
from indexer.reading.newspaper.lines import Row
from indexer.reading.newspaper.punctuation import ends_sentence
from indexer.reading.newspaper.roles import Marked, Role, classify
from indexer.reading.newspaper.salutations import is_salutation
from indexer.reading.newspaper.signatures import signs_as_reader, signs_as_writer
from indexer.reading.newspaper.verses import is_literary, mark_verses, may_be_pen_name

_NUMBER_CELL = re.compile(r"^[-+−约]?[\d０-９][\d.,:：/%／~～—\-–+]*\S{0,3}$|^[-—–]+$")
_CELL_LENGTH = 12
_LEAST_TABLE = 2


def mark(rows: Sequence[Row]) -> tuple[Marked, ...]:
    """Each row with its class, by its wording first and by its neighbours then."""
    marked = tuple(Marked(row, classify(row)) for row in rows)
    return _signatures(_authors(mark_verses(_instalments(_tables(marked)))))


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


def _authors(marked: tuple[Marked, ...]) -> tuple[Marked, ...]:
    """A bare name between a title and the text or the verses is the author."""
    literary = is_literary(marked)
    return tuple(
        Marked(m.row, Role.AUTHOR) if m.role is Role.HEAD and _is_author(marked, i, literary) else m
        for i, m in enumerate(marked)
    )


def _is_author(marked: Sequence[Marked], index: int, literary: bool) -> bool:
    """`literary`: other articles of the page have authors, so that a name may be a pen name."""
    if not 0 < index < len(marked) - 1:
        return False
    text = marked[index].text
    if not is_surnamed(text) and not (literary and may_be_pen_name(text)):
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
