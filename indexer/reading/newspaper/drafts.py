"""Drafts: an article while it is put together, a list of rows each with the part it plays."""

from dataclasses import dataclass, field
from enum import StrEnum

from indexer.reading.newspaper.roles import Marked


class Part(StrEnum):
    """The part that a row plays in its article."""

    KICKER = "kicker"
    TITLE = "title"
    SUBTITLE = "subtitle"
    SECTION = "section"
    TEXT = "text"
    JUMP = "jump"
    CONTINUED = "continued"
    BYLINE = "byline"
    AUTHOR = "author"
    CREDIT = "credit"
    DATE = "docdate"
    NUMBER = "docnum"
    SIGNATURE = "signoff"
    LABEL = "label"
    REFERENCE = "reference"
    END = "end"


@dataclass(slots=True)
class Draft:
    """Rows with their parts, how sure the start is and why, and whether the article is at its end."""

    confidence: float
    reason: str
    kind: str = ""
    closed: bool = False
    parts: list[tuple[Part, Marked]] = field(default_factory=list)
    texts: list[Marked] = field(default_factory=list)
    present: set[Part] = field(default_factory=set)

    def add(self, part: Part, row: Marked) -> None:
        """Append a row."""
        self.parts.append((part, row))
        self.present.add(part)
        if part is Part.TEXT:
            self.texts.append(row)

    def has(self, *wanted: Part) -> bool:
        """Whether any row plays one of the parts."""
        return not self.present.isdisjoint(wanted)

    def rows(self, *wanted: Part) -> list[Marked]:
        """The rows that play one of the parts."""
        return [row for part, row in self.parts if part in wanted]

    @property
    def text(self) -> str:
        """The running text so far."""
        return "\n".join(row.text for row in self.texts)

    @property
    def first_line(self) -> int:
        """The first raw line of the draft."""
        return min(row.row.lines[0] for _, row in self.parts)
