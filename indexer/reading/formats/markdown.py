"""Markdown: one article a file, with its headings as sections and the raw lines of every paragraph."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.articles import Article, Headline, Paragraph, Section
from indexer.reading.formats.decoding import read_text
from indexer.reading.formats.front_matter import read_front_matter
from indexer.reading.formats.names import How
from indexer.reading.formats.records import record_article
from indexer.reading.formats.wrapped import unwrap
from indexer.reading.newspaper.lines import LINE_BREAK

if TYPE_CHECKING:
    from markdown_it.token import Token

_SHOWN = ("text", "code_inline", "text_special")


def read_markdown(path: Path, how: How) -> Iterator[Article | str]:
    """The article of a file, and doubts. The title is that of the front matter, else the first #."""
    from markdown_it import MarkdownIt

    decoded = read_text(path, how.encoding)
    yield from decoded.doubts
    front = read_front_matter(decoded.text, path)
    lines = LINE_BREAK.split(decoded.text)
    article = record_article(front.values | {"text": ""}, path, (1, max(len(lines), 1)))
    tokens = MarkdownIt("commonmark").enable("table").parse("\n".join(lines[front.lines :]))
    parts = _Parts(front.lines, article.title)
    parts.take(tokens)
    if not parts.paragraphs and not parts.title and parts.sections:
        parts.title = Headline(parts.sections[0].heading, (parts.sections[0].line,))
    yield replace(
        article,
        title=parts.title,
        paragraphs=tuple(parts.paragraphs),
        sections=tuple(parts.sections),
        reason="a file of its own",
    )


class _Parts:
    """Title, sections and paragraphs, as the tokens of a text come by."""

    def __init__(self, skipped: int, title: Headline | None) -> None:
        self.skipped = skipped
        self.title = title
        self.paragraphs: list[Paragraph] = []
        self.sections: list[Section] = []
        self._in_section: int | None = None
        self._named = False
        self._row: list[str] | None = None
        self._row_lines: tuple[int, ...] = ()

    def take(self, tokens: "list[Token]") -> None:
        """Go through the tokens of a text; the cells of a table row are one paragraph."""
        for before, token in pairwise([tokens[0], *tokens] if tokens else []):
            if token.type == "tr_open":
                self._row = []
            elif token.type == "tr_close":
                self._paragraph(" ".join(filter(None, self._row or ())), token)
                self._row = None
            elif token.type in ("fence", "code_block"):
                self._paragraph(token.content, token)
            elif token.type == "inline":
                self._inline(token, before)

    def _inline(self, token: "Token", before: "Token") -> None:
        if self._row is not None:
            self._row.append(_text(token))
            self._row_lines = self._lines(token)
        elif before.type == "heading_open":
            self._heading(_text(token), int(before.tag[1:]), token)
        else:
            self._paragraph(_text(token), token)

    def _lines(self, token: "Token") -> tuple[int, ...]:
        first, behind = token.map or (0, 1)
        return tuple(range(first + 1 + self.skipped, behind + 1 + self.skipped))

    def _heading(self, text: str, level: int, token: "Token") -> None:
        line = self._lines(token)[0]
        named, self._named = self._named, self._named or level == 1
        if level == 1 and not named and (self.title is None or self.title.text == text):
            self.title = Headline(text, (line,)) if text else self.title
        elif text:
            depth = max(1, level - 1)
            self.sections.append(Section(text, line, depth))
            self._in_section = len(self.sections) - 1 if depth == 1 else self._in_section

    def _paragraph(self, text: str, token: "Token") -> None:
        if text.strip():
            lines = self._row_lines if self._row is not None else self._lines(token)
            self.paragraphs.append(Paragraph(text.strip(), lines, self._in_section))


def _text(token: "Token") -> str:
    """What a reader sees of an inline token: no marks, no addresses; the text of a picture for the picture."""
    lines = [""]
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            lines.append("")
        elif child.type == "image":
            lines[-1] += _text(child)
        elif child.type in _SHOWN:
            lines[-1] += child.content
    return unwrap(line.strip() for line in lines)
