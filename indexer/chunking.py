"""Chunks: the passages of an article that BM25 indexes and that are shown, each with the windows that are embedded.

A chunk is one paragraph; short neighbours under the same heading are taken together, a long one is cut between
sentences. The items of a policy document, 一、 and (一), are headings, so that each is a chunk that knows its path.
Every character of the body is in exactly one chunk, in order.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.articles import Article
from indexer.facts import Issue
from indexer.recipe import RECIPE, Recipe
from indexer.sentences import Span, width, windows

_FRONT_PAGES = {"1": "头版 第1版", "A1": "头版 第A1版", "A01": "头版 第A01版"}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: `start` and `end` count in Article.body, and so do its windows, which tile it.

    `section` is the index of the innermost section that it stands in.
    """

    start: int
    end: int
    section: int | None
    windows: tuple[Span, ...]


def chunks(article: Article, recipe: Recipe = RECIPE) -> Iterator[Chunk]:
    """The chunks of an article in reading order; an article without text has one empty chunk for its title."""
    body = article.body
    if not article.paragraphs:
        yield Chunk(0, 0, None, ((0, 0),))
    for block in _blocks(article, recipe.joined_chunk):
        for start, end in windows(body, block.start, block.end, recipe.longest_chunk) or [(block.start, block.end)]:
            spans = windows(body, start, end, recipe.window) or [(start, end)]
            yield Chunk(start, end, block.section, tuple(spans))


@dataclass(frozen=True, slots=True)
class _Block:
    """Neighbouring paragraphs of one section as a span of the body, with their line breaks."""

    start: int
    end: int
    section: int | None
    width: float


def _blocks(article: Article, widest: float) -> Iterator[_Block]:
    """Paragraphs in order, short ones with the next as long as they fit together."""
    position = 0
    open_block: _Block | None = None
    sections = _innermost(article)
    for number, paragraph in enumerate(article.paragraphs, 1):
        end = position + len(paragraph.text) + (number < len(article.paragraphs))
        block = _Block(position, end, sections[number - 1], width(paragraph.text))
        position = end
        if open_block and open_block.section == block.section and open_block.width + block.width <= widest:
            open_block = _Block(open_block.start, end, block.section, open_block.width + block.width)
            continue
        if open_block:
            yield open_block
        open_block = block
    if open_block:
        yield open_block


def _innermost(article: Article) -> list[int | None]:
    """Of each paragraph the section that it stands in: an item that begins it or one before, else its heading."""
    found: list[int | None] = []
    run_in = [(number, section) for number, section in enumerate(article.sections) if section.run_in]
    heading: int | None = None
    item: int | None = None
    for paragraph in article.paragraphs:
        if paragraph.section != heading:
            heading, item = paragraph.section, None
        if run_in and paragraph.text.startswith(run_in[0][1].heading):
            item, _ = run_in.pop(0)
        found.append(heading if item is None else item)
    return found


def path(article: Article, section: int | None) -> tuple[str, ...]:
    """The headings over a passage from the outermost in, such as 一、总体要求 and (二)基本原则。"""
    if section is None:
        return ()
    innermost = article.sections[section]
    above = [s for s in article.sections[:section] if s.level < innermost.level]
    outer = (above[-1].heading,) if above else ()
    return (*outer, innermost.heading)


def _date_text(date: str) -> str:
    year, _, month_day = date.partition("-")
    month, _, day = month_day.partition("-")
    return f"{int(year)}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")


def _issue_text(issue: Issue) -> str:
    """Paper, date, page and section as a reader would type them: 天津日报 2025年6月10日 头版 第1版 要闻."""
    parts = [issue.paper.value] if issue.paper else []
    if issue.date:
        parts.append(_date_text(issue.date.value))
    if issue.page:
        parts.append(_FRONT_PAGES.get(issue.page.value.upper(), f"第{issue.page.value}版"))
    if issue.section:
        parts.append(issue.section.value)
    return " ".join(parts)


def heading(article: Article, section: int | None) -> str:
    """Head and section headings of a passage, one a line: what stands over it on the page."""
    parts = [head.text for head in (article.kicker, article.title, article.subtitle) if head]
    return "\n".join([*parts, *path(article, section)])


def indexed_text(article: Article, chunk: Chunk, recipe: Recipe = RECIPE) -> str:
    """What BM25 sees of a chunk: its head on all pages, bylines and other labels, issue, and its own text."""
    labels = [label.text for label in article.labels]
    own = article.body[chunk.start : chunk.end]
    if not recipe.heads:
        return own
    names = [name for name in (*article.people, article.agency) if not any(name in text for text in (*labels, own))]
    above = heading(article, chunk.section)
    if chunk.section is not None and own.startswith(article.sections[chunk.section].heading):
        above = above.removesuffix(article.sections[chunk.section].heading)  # it is in the text
    repeated = [head.text for part in article.parts for head in part.heads if head.text not in above]
    return "\n".join([above, *repeated, *labels, *names, _issue_text(article.issue), own])


def embedded_text(article: Article, chunk: Chunk, window: Span, recipe: Recipe = RECIPE) -> str:
    """What the model sees of a window of a chunk: the title, the outermost heading over it, then the window."""
    if not recipe.heads:
        return article.body[slice(*window)].strip()
    title = [article.title.text] if article.title else []
    return "\n".join([*title, *path(article, chunk.section)[:1], article.body[slice(*window)]]).strip()


def wide_windows(article: Article, widest: float) -> list[Span]:
    """Spans of whole sentences, about so wide, that tile the body; of an article without text an empty one."""
    body = article.body
    return windows(body, 0, len(body), widest) or [(0, 0)]


def wide_text(article: Article, window: Span, recipe: Recipe = RECIPE) -> str:
    """What the model sees of a wide window: date, title, then the window."""
    date = [_date_text(article.issue.date.value)] if article.issue.date and recipe.heads else []
    title = [article.title.text] if article.title and recipe.heads else []
    return "\n".join([*date, *title, article.body[slice(*window)]]).strip()


def lead_text(article: Article, recipe: Recipe = RECIPE) -> str:
    """What the model sees of an article as a whole: of its wide windows the first. News says there what it is about."""
    return wide_text(article, wide_windows(article, recipe.wide_window)[0], recipe)
