"""Plain prose: one article a file, without the looks of a newspaper page; paragraphs by blank lines or line by line."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from indexer.articles import Article, Headline, Paragraph
from indexer.kinds import Kind
from indexer.reading.formats.decoding import read_text
from indexer.reading.formats.names import How
from indexer.reading.formats.wrapped import unwrap
from indexer.reading.newspaper.layout import rows
from indexer.reading.newspaper.lines import Line, split_lines
from indexer.reading.newspaper.punctuation import LONGEST_HEADLINE, ends_sentence

_WIDEST = 100  # characters of a line that may have been wrapped
_FULL = 0.6  # of the longest line: so long is each line but the last of a wrapped paragraph


def read_prose(path: Path, how: How) -> Iterator[Article | str]:
    """The article of a file, and a doubt about its encoding."""
    decoded = read_text(path, how.encoding)
    yield from decoded.doubts
    lines = split_lines(decoded.text)
    title = _title(lines)
    yield Article(
        id="",
        source=str(path),
        lines=(lines[0].number, lines[-1].number),
        paragraphs=tuple(_paragraphs(lines[1:] if title else lines)),
        title=title,
        kind=Kind.ARTICLE,
        reason="a file of its own",
    )


def _title(lines: Sequence[Line]) -> Headline | None:
    """The first line, where it is short and no sentence, and text follows behind a blank line or longer."""
    if len(lines) < 2:
        return None
    first, second = lines[:2]
    short = len(first.text) <= LONGEST_HEADLINE and not ends_sentence(first.text)
    apart = second.gap > 0 or len(second.text) > 2 * len(first.text)
    return Headline(first.text, (first.number,)) if short and apart else None


def _paragraphs(lines: Sequence[Line]) -> Iterator[Paragraph]:
    starts = 0

    def block_of(line: Line) -> int:
        nonlocal starts
        starts += line.gap > 0
        return starts

    for _, group in groupby(lines, block_of):
        block = tuple(group)
        if _is_wrapped(block):
            yield Paragraph(unwrap(line.text for line in block), tuple(line.number for line in block))
        else:
            yield from (Paragraph(row.text, row.lines) for row in rows(block))


def _is_wrapped(block: Sequence[Line]) -> bool:
    """Whether the lines of a block are one paragraph that was wrapped at a width."""
    longest = max(len(line.text) for line in block)
    full = all(len(line.text) >= _FULL * longest for line in block[:-1])
    whole = all(ends_sentence(line.text) for line in block)
    return longest <= _WIDEST and full and not whole and not any(line.indent for line in block[1:])
