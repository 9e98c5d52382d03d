"""The article: what a reader of a newspaper sees and cites, with the place of every part in the raw source."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from indexer.facts import DocumentFacts, Issue
from indexer.kinds import Kind
from indexer.ocr.suspect import Suspect

_UNKNOWN = Issue()
_CLIPPED_TITLE = 30  # characters of the text that stand in for a missing title


@dataclass(frozen=True, slots=True)
class Headline:
    """One part of a head (主题 title, 引题 kicker or 副题 subtitle) with its raw lines (1-based)."""

    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading inside an article; a run-in heading is the first sentence of its paragraph and stays in it."""

    heading: str
    line: int
    level: int = 1
    run_in: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Raw characters of one paragraph; lines broken by columns are joined with nothing between.

    `section` is the index of the level-1 section that the paragraph stands under, None before the first.
    """

    text: str
    lines: tuple[int, ...]
    section: int | None = None


@dataclass(frozen=True, slots=True)
class Jump:
    """下转 or 上接: the other page, and the raw line that says so."""

    page: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Label:
    """A raw line that belongs to an article but is neither head nor paragraph: byline, credit, document date..."""

    role: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a dispatch was sent, as its lead marker says: 新华社北京11月14日电."""

    place: str | None
    day: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """Raw lines of one source; `page` is the 版次 as printed, where it is known."""

    source: str
    page: str | None
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartParagraph:
    """The lines that a paragraph (1-based number in the article) has in one part; a seam gives it lines in two."""

    number: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the places that a joined article is printed in, with its own head and jumps; `id` is its id unjoined.

    `sections` and `labels` are the first one and the one behind the last, counted in the article from 0. `score` and
    `reason` say how it was found to go on from the part before it; the first part has none.
    """

    id: str
    source: str
    page: str | None
    lines: tuple[int, int]
    heads: tuple[Headline, ...]
    paragraphs: tuple[PartParagraph, ...]
    sections: tuple[int, int]
    labels: tuple[int, int]
    jump: Jump | None
    continued_from: Jump | None
    score: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A part of an article that is not in it: the page that a jump names, and why the part was not found."""

    page: str
    reason: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another article of the page that belongs with this one, such as the story that a photo illustrates."""

    id: str
    reason: str


def _lines(paragraphs: Iterable[Paragraph | PartParagraph]) -> tuple[int, ...]:
    return tuple(line for paragraph in paragraphs for line in paragraph.lines)


@dataclass(frozen=True)  # without slots, for `body` is kept once made
class Article:
    """One article. `lines` is its first and last raw line; `confidence` (0 to 1) and `reason` speak of its start.

    `lead` is the lead marker (本报讯…, 新华社…电), which stays in the text; `kind` a Kind, or what a record says.

    An article that goes on over several pages is one, with its `parts`; `source`, `lines` and `issue` are those of its
    first part, `jump` is its last part's and `continued_from` its first part's. An article of one place
    has no parts.
    """

    id: str
    source: str
    lines: tuple[int, int]
    paragraphs: tuple[Paragraph, ...]
    title: Headline | None = None
    kicker: Headline | None = None
    subtitle: Headline | None = None
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    labels: tuple[Label, ...] = ()
    lead: str = ""
    agency: str = ""
    dateline: Dateline | None = None
    document: DocumentFacts | None = None
    jump: Jump | None = None
    continued_from: Jump | None = None
    kind: str = Kind.REPORT
    issue: Issue = _UNKNOWN
    confidence: float = 1.0
    reason: str = ""
    parts: tuple[Part, ...] = ()
    missing: tuple[Missing, ...] = ()
    related: tuple[Related, ...] = ()
    suspects: tuple[Suspect, ...] = ()

    def spans(self, first: int, last: int) -> tuple[Span, ...]:
        """Where the paragraphs `first` to `last` (1-based) stand, one span a source."""
        if not self.parts:
            page = self.issue.page.value if self.issue.page else None
            return (Span(self.source, page, _lines(self.paragraphs[first - 1 : last])),)
        inside = ((part, [p for p in part.paragraphs if first <= p.number <= last]) for part in self.parts)
        return tuple(Span(part.source, part.page, _lines(found)) for part, found in inside if found)

    @cached_property
    def body(self) -> str:
        """All paragraphs, one a line; chunk offsets count in this text."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who made it."""
        return (*self.reporters, *self.correspondents, *self.photographers, *self.writers)

    @property
    def display_title(self) -> str:
        """The title, or the start of the text marked as standing in for a title that the source does not have."""
        return self.title.text if self.title else f"〔no title〕{self.opening}"

    @property
    def opening(self) -> str:
        """The start of the text, which stands in for a title that the source does not have."""
        return clipped(self.body, _CLIPPED_TITLE)


def clipped(text: str, longest: int) -> str:
    """The start of a text, with a mark where it goes on."""
    start = text.strip()
    return start if len(start) <= longest else start[:longest] + "…"
