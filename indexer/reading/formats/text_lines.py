"""A text that is streamed line by line, in any encoding; damage stays inside its line."""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path

from indexer.errors import SourceError
from indexer.reading.formats.decoding import Encoding
from indexer.reading.formats.opening import MOST_BYTES

LONGEST_LINE = MOST_BYTES >> 2  # characters
_DAMAGE = re.compile("[\ud800-\udfff\0]")
_MARKED = "wenlan-marked"  # "surrogateescape" knows no damage in UTF-16
codecs.register_error(_MARKED, lambda error: ("\udcff", getattr(error, "end", 0)))


def text_lines(stream: io.BufferedReader, encoding: Encoding, path: Path, newline: str) -> Iterator[str]:
    """The lines with their ends, which are those that `open` knows by `newline`. Raises SourceError for an endless one.

    A byte that is no character in this encoding stands as a surrogate, for `damage` to find.
    """
    with io.TextIOWrapper(stream, encoding.name, _MARKED, newline=newline) as text:
        number = 0
        while line := text.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith("\n"):
                raise SourceError(path, f"line {number} is longer than {LONGEST_LINE >> 20} million characters")
            yield line.removeprefix("\ufeff") if number == 1 else line


def damage(text: str, encoding: Encoding) -> str | None:
    """What is wrong with the characters of a line, or None."""
    found = _DAMAGE.search(text)
    if found is None:
        return None
    if found[0] == "\0":
        return "holds a NUL: binary or damaged, expected text"
    return f"holds bytes that are not {encoding.name}"
