"""Raw lines of a page, and rows: what a reader takes for one line, such as all lines of a hard-wrapped paragraph."""

import re
from dataclasses import dataclass

LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Line:
    """A raw line that is not blank: its 1-based number, its trimmed text, and the white space before it."""

    number: int
    text: str
    gap: int
    indent: int


@dataclass(frozen=True, slots=True)
class PageLine:
    """A raw line that belongs to no article, and what it was taken for."""

    line: int
    text: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One logical line: its text, the raw lines it is made of, and the blank lines before it."""

    text: str
    lines: tuple[int, ...]
    pieces: tuple[str, ...]
    gap: int
    indent: int

    @classmethod
    def of(cls, line: Line) -> "Row":
        """A row of a single raw line."""
        return cls(line.text, (line.number,), (line.text,), line.gap, line.indent)

    def raw_lines(self) -> list[tuple[int, str]]:
        """The raw lines, each as its number and its trimmed text."""
        return list(zip(self.lines, self.pieces, strict=True))


def split_lines(text: str) -> tuple[Line, ...]:
    """All lines of `text` that are not blank. LF, CR LF and CR end a line; a byte order mark is no text."""
    found: list[Line] = []
    last = 0
    for number, raw in enumerate(LINE_BREAK.split(text.removeprefix("\ufeff")), 1):
        trimmed = raw.strip()
        if trimmed:
            indent = len(raw) - len(raw.lstrip())
            found.append(Line(number, trimmed, number - last - 1, indent))
            last = number
    return tuple(found)
