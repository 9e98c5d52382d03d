"""Signs that characters of a text were lost, or read in a wrong encoding, by whoever made it or by us."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from indexer.reading.newspaper.lines import LINE_BREAK

_LOST = re.compile("\ufffd|锟斤拷")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_MISREAD_AS = ("gb18030", "cp1252", "latin-1")
_LEAST_MISREAD = 6  # characters that are not ASCII: fewer may be UTF-8 by chance


def legibility_doubts(text: str) -> Iterator[str]:
    """A doubt for each kind of sign, with the raw lines that have it."""
    if text.isascii() and "\0" not in text:
        return
    lines = LINE_BREAK.split(text)
    for what, found in _SIGNS:
        numbers = [number for number, line in enumerate(lines, 1) if found(line)]
        if numbers:
            yield f"line {ranges(numbers)}: {what}"


def ranges(numbers: Iterable[int]) -> str:
    """Ascending numbers, those that follow each other as a range: 2, 5-9."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _is_misread(line: str) -> bool:
    """Whether the line is UTF-8 that was read as something else and saved so."""
    return sum(not character.isascii() for character in line) >= _LEAST_MISREAD and any(
        _is_utf_8(line, name) for name in _MISREAD_AS
    )


def _is_utf_8(line: str, misread_as: str) -> bool:
    try:
        line.encode(misread_as).decode("utf-8")
    except UnicodeError:
        return False
    return True


_SIGNS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("characters are lost (\ufffd); compare with the original", _LOST.search),
    ("characters of private use, which no other program can show", _PRIVATE.search),
    ("UTF-8 that was read as another encoding and saved so", _is_misread),
    ("NUL characters, which are left out", lambda line: "\0" in line),
)
