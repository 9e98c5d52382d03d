"""CSV: one article a row, under a header that names the fields as in JSON Lines; streamed, in any usual encoding."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indexer.articles import Article
from indexer.errors import SourceError
from indexer.reading.formats.decoding import Encoding, encoding_of
from indexer.reading.formats.opening import MOST_BYTES, SAMPLE, opened
from indexer.reading.formats.records import record_article

_SEPARATORS = (",", "\t", ";", "|")
_LONGEST = MOST_BYTES >> 2  # characters of one line


def read_csv_rows(path: Path, names: Mapping[str, str]) -> Iterator[Article | SourceError | str]:
    """The articles of a file; a doubt about its encoding; a row with wrong values is a SourceError that names it.

    What separates the columns is the mark by which the header has a column of text.
    """
    csv.field_size_limit(_LONGEST)
    with opened(path) as stream:
        encoding = encoding_of(stream.peek(SAMPLE), path)
        yield from (encoding.doubt,) if encoding.doubt else ()
        try:
            yield from _articles(_lines(stream, encoding, path), path, names)
        except csv.Error as error:
            raise SourceError(path, f"no valid CSV ({error})") from error
        except UnicodeDecodeError as error:
            raise SourceError(path, f"not {encoding.name} throughout ({error.reason}); save it as UTF-8") from error


def _lines(stream: io.BufferedReader, encoding: Encoding, path: Path) -> Iterator[str]:
    with io.TextIOWrapper(stream, encoding.name, newline="") as text:
        number = 0
        while line := text.readline(_LONGEST):
            number += 1
            if len(line) == _LONGEST and not line.endswith("\n"):
                raise SourceError(path, f"line {number} is longer than {_LONGEST >> 20} million characters")
            if "\0" in line:
                raise SourceError(path, f"line {number} holds a NUL: binary or damaged, expected text")
            yield line


def _articles(lines: Iterator[str], path: Path, names: Mapping[str, str]) -> Iterator[Article | SourceError]:
    first = next(lines, "")
    if not first.strip():
        raise SourceError(path, "empty: there is no header in its first line")
    separator, header = _header(first, path, names.get("text", "text"))
    for column in names.values():
        if column not in header:
            raise SourceError(path, f"no column {column!r} in the header ({', '.join(header)[:200]})")
    # strict: a quotation mark that is never closed is told, and does not swallow the rest of the file.
    rows = csv.reader(lines, delimiter=separator, strict=True)
    before = 1
    for row in rows:
        place = (before + 1, rows.line_num + 1)
        before = place[1]
        if any(row):
            yield _article(row, header, path, place, names)


def _header(line: str, path: Path, wanted: str) -> tuple[str, list[str]]:
    headers = {mark: [name.strip() for name in next(csv.reader([line], delimiter=mark))] for mark in _SEPARATORS}
    mark = max(_SEPARATORS, key=lambda mark: (wanted in headers[mark], len(headers[mark])))
    columns = headers[mark]
    if wanted not in columns:
        shown = ", ".join(columns)[:200]
        raise SourceError(path, f"no column {wanted!r} in the header ({shown}); name it with --field text=COLUMN")
    if len(set(columns)) < len(columns):
        raise SourceError(path, f"two columns of the header have one name ({', '.join(columns)[:200]})")
    return mark, columns


def _article(
    row: Sequence[str], header: Sequence[str], path: Path, place: tuple[int, int], names: Mapping[str, str]
) -> Article | SourceError:
    if len(row) != len(header):
        return SourceError(path, f"line {place[0]} has {len(row)} columns, the header has {len(header)}")
    record = {name: value.strip() or None for name, value in zip(header, row, strict=True)}
    text = names.get("text", "text")
    try:
        return record_article(record | {text: record[text] or ""}, path, place, names)
    except SourceError as error:
        return error
