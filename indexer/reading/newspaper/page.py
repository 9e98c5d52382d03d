"""Reading a page: raw lines -> furniture and rows -> classified rows -> photo blocks and drafts -> articles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from indexer.articles import Article
from indexer.facts import Issue
from indexer.reading.newspaper.assembly import Assembled, assemble
from indexer.reading.newspaper.blocks import cut
from indexer.reading.newspaper.context import mark
from indexer.reading.newspaper.dating import infer_issue
from indexer.reading.newspaper.description import described
from indexer.reading.newspaper.drafts import Draft, Part
from indexer.reading.newspaper.furniture import take_furniture
from indexer.reading.newspaper.issue import read_issue
from indexer.reading.newspaper.joins import Join
from indexer.reading.newspaper.layout import rows
from indexer.reading.newspaper.lines import Line, PageLine, split_lines
from indexer.reading.newspaper.photos import take_photos
from indexer.reading.newspaper.roles import Marked

_DOUBTFUL = 0.5
_VERTICAL = 12  # neighbouring lines of one character each: more than a headline set upright has


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page was read as. Each raw line that is not blank is part of one article, or furniture, or unplaced.

    `in_text` is what the text itself says of its issue; `issue` is that too, but where something else was given. `text`
    is the raw page.
    """

    articles: tuple[Article, ...]
    furniture: tuple[PageLine, ...]
    unplaced: tuple[PageLine, ...]
    issue: Issue
    in_text: Issue
    doubts: tuple[str, ...]
    joins: tuple[Join, ...] = ()
    source: str = ""
    text: str = field(default="", compare=False, repr=False)


def read_page(text: str, source: str = "") -> PageReading:
    """Read the raw text of one newspaper page. Any text can be read; what fits no rule is reported, never dropped."""
    printed = split_lines(text)
    furniture, lines = take_furniture(printed)
    photos, rest = take_photos(mark(rows(lines)))
    stories, strays = cut(rest)
    drafts, leftover = _told(photos + stories)
    strays = sorted(strays + leftover, key=lambda row: row.row.lines)
    if not drafts and strays:
        drafts, strays = [_whole(strays)], []
    built = [assemble(draft, source, number) for number, draft in enumerate(drafts, 1)]
    issue = infer_issue(read_issue(furniture), [b.article for b in built])
    unplaced = tuple(
        PageLine(n, piece) for row in strays for n, piece in zip(row.row.lines, row.row.pieces, strict=True)
    )
    articles = tuple(replace(described(b.article), issue=issue) for b in built)
    doubts = (*_vertical(printed), *_doubts(articles, unplaced))
    return PageReading(articles, furniture, unplaced, issue, issue, doubts, _joins(built), source, text)


def _told(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Marked]]:
    """The drafts that have text, in the order of the page, and the rows of those that have none."""
    told = sorted((draft for draft in drafts if draft.has(Part.TEXT)), key=lambda draft: draft.first_line)
    return told, [row for draft in drafts if not draft.has(Part.TEXT) for _, row in draft.parts]


def _whole(rows: Sequence[Marked]) -> Draft:
    """A page of which no rule makes an article is one article, so that it can be found."""
    draft = Draft(0.2, "no article could be told apart")
    for row in rows:
        draft.add(Part.TEXT, row)
    return draft


def _joins(built: Sequence[Assembled]) -> tuple[Join, ...]:
    return tuple(sorted((join for one in built for join in one.joins), key=lambda join: join.lines))


def _vertical(lines: Sequence[Line]) -> Iterator[str]:
    """A doubt for each stretch of single characters, as vertical print gives when it is typed as it looks."""
    for single, stretch in groupby(lines, lambda line: len(line.text) == 1):
        found = list(stretch)
        if single and sum("\u4e00" <= line.text <= "\u9fff" for line in found) >= _VERTICAL:
            where = f"L{found[0].number}-{found[-1].number}"
            yield f"{where}: one character a line, as in vertical print; its words are not found, write them in lines"


def _doubts(articles: Sequence[Article], unplaced: Sequence[PageLine]) -> tuple[str, ...]:
    found = [f"L{a.lines[0]}: uncertain start of an article ({a.reason})" for a in articles if a.confidence < _DOUBTFUL]
    found += [f"L{line.line}: not placed: {line.text}" for line in unplaced]
    return tuple(found)
