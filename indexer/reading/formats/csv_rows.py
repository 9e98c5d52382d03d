"""CSV: one article a row, under a header that names the fields as in JSON Lines; streamed, in any usual encoding."""

import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.articles import Article
from indexer.errors import SourceError
from indexer.reading.formats.decoding import Encoding, encoding_of
from indexer.reading.formats.names import How
from indexer.reading.formats.opening import SAMPLE, opened
from indexer.reading.formats.records import field_name, names_of, record_article
from indexer.reading.formats.text_lines import LONGEST_LINE, damage, text_lines

_SEPARATORS = (",", "\t", ";", "|")
_MOST_AGAIN = 10_000  # lines that a broken row may have swallowed and that are read again


@dataclass(frozen=True, slots=True)
class _Row:
    """The values of a row, or what is wrong with it, and its first and last line."""

    values: Sequence[str]
    lines: tuple[int, int]
    wrong: str | None = None


def read_csv_rows(path: Path, how: How) -> Iterator[Article | SourceError | str]:
    """The articles of a file; a doubt about its encoding; a row with wrong values is a SourceError that names it.

    What separates the columns is the mark by which the header has a column of text.
    """
    csv.field_size_limit(LONGEST_LINE)
    with opened(path) as stream:
        encoding = encoding_of(stream.peek(SAMPLE), path, how.encoding)
        yield from (encoding.doubt,) if encoding.doubt else ()
        yield from _articles(text_lines(stream, encoding, path, ""), encoding, path, dict(how.fields))


def _articles(
    lines: Iterator[str], encoding: Encoding, path: Path, names: Mapping[str, str]
) -> Iterator[Article | SourceError]:
    first = next(lines, "")
    if not first.strip():
        raise SourceError(path, "empty: there is no header in its first line")
    separator, header = _header(first, path, names)
    for field in names:
        if field_name(field, header, names) not in header:
            raise SourceError(path, f"no column {names_of(field, names)} in the header ({', '.join(header)[:200]})")
    for row in _rows(lines, separator, path):
        wrong = row.wrong or damage("".join(row.values), encoding) or _ragged(row, header)
        if wrong:
            yield SourceError(path, f"line {row.lines[0]} {wrong}")
        elif any(row.values):
            yield _article(row, header, path, names)


def _rows(lines: Iterator[str], separator: str, path: Path) -> Iterator[_Row]:
    """The rows below the header. What a quotation mark that is never closed swallowed is read again behind its line."""
    taken = _Taken(lines)
    number = 1
    while True:
        reader = csv.reader(taken, delimiter=separator, strict=True)
        try:
            for values in reader:
                yield _Row(values, (number + 1, number + taken.count))
                number += taken.count
                taken.clear()
            return
        except csv.Error as error:
            if taken.count > _MOST_AGAIN:
                raise SourceError(path, f"no valid CSV from line {number + 1} on ({error})") from error
            number += 1
            yield _Row((), (number, number), f"is no valid CSV ({error})")
            taken.read_again()


class _Taken:
    """Lines as a CSV reader takes them; those of the row that it is in can be read again, but for the first."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._kept: list[str] = []
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.count += 1
        if self.count <= _MOST_AGAIN:
            self._kept.append(line)
        return line

    def clear(self) -> None:
        """The next row begins."""
        self._kept.clear()
        self.count = 0

    def read_again(self) -> None:
        """The next row begins behind the first line of this one."""
        self._again.extendleft(reversed(self._kept[1:]))
        self.clear()


def _header(line: str, path: Path, names: Mapping[str, str]) -> tuple[str, list[str]]:
    headers = {mark: [name.strip() for name in next(csv.reader([line], delimiter=mark))] for mark in _SEPARATORS}
    texts = {mark: field_name("text", columns, names) for mark, columns in headers.items()}
    mark = max(_SEPARATORS, key=lambda mark: (texts[mark] in headers[mark], len(headers[mark])))
    columns = headers[mark]
    if texts[mark] not in columns:
        missing = f"no column {names_of('text', names)} in the header ({', '.join(columns)[:200]})"
        raise SourceError(path, f"{missing}; name it with --field text=COLUMN")
    if len(set(columns)) < len(columns):
        raise SourceError(path, f"two columns of the header have one name ({', '.join(columns)[:200]})")
    return mark, columns


def _ragged(row: _Row, header: Sequence[str]) -> str | None:
    if not row.values or len(row.values) == len(header):
        return None
    return f"has {len(row.values)} columns, the header has {len(header)}"


def _article(row: _Row, header: Sequence[str], path: Path, names: Mapping[str, str]) -> Article | SourceError:
    record = {name: value.strip() or None for name, value in zip(header, row.values, strict=True)}
    text = field_name("text", header, names)
    try:
        return record_article(record | {text: record[text] or ""}, path, row.lines, names)
    except SourceError as error:
        return error
