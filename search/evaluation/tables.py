"""The rows of the small tables that evaluations exchange: judgments, queries, runs."""

from collections.abc import Iterator
from pathlib import Path

from indexer.errors import SourceError
from indexer.reading.formats.opening import opened, refuse_disguised

_START = 64


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The number of each line that is not blank, and its fields: between tabs where it has any, else between spaces.

    Raises SourceError for a file that is no UTF-8 text.
    """
    for number, line in text_lines(path):
        yield number, [part.strip() for part in line.split("\t")] if "\t" in line else line.split()


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text that are not blank, with their numbers from 1. Raises SourceError."""
    with opened(path) as stream:
        refuse_disguised(stream.peek(_START)[:_START], path)
        for number, raw in enumerate(stream, 1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip("\r\n")
            except UnicodeDecodeError as error:
                raise SourceError(path, f"line {number} is not UTF-8 (byte {error.start})") from error
            if line.strip():
                yield number, line


def whole_number(text: str, path: Path, line: int, what: str) -> int:
    """A whole number, also where it is written as 1.0."""
    try:
        value = float(text)
        if value != int(value):
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise SourceError(path, f"line {line}: {what} {text!r} is not a whole number") from error
    return int(value)
