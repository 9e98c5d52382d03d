"""Newspaper pages from files: a text file is one page, a PDF has many; each with all that is known of its issue."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.errors import SourceError
from indexer.reading.formats.decoding import read_text
from indexer.reading.formats.legibility import legibility_doubts, ranges
from indexer.reading.formats.pdf import PdfPage, read_pdf
from indexer.reading.given import Given, apply_given
from indexer.reading.identity import Identities, article_id
from indexer.reading.issues.illustrations import link_photos
from indexer.reading.newspaper.page import PageReading, read_page
from indexer.reading.reports import Log


@dataclass(frozen=True, slots=True)
class RawPage:
    """The raw text of a page, where it is to be cited from, what names its articles, and doubts about the text."""

    source: str
    name: str
    text: str
    doubts: tuple[str, ...] = ()


def text_page(path: Path, name: str, told: str | None = None) -> RawPage:
    """The page that a text file is, in the encoding `told` where it is no UTF-8. Raises SourceError."""
    decoded = read_text(path, told)
    return RawPage(str(path), name, decoded.text, decoded.doubts)


def pdf_pages(path: Path, name: str) -> Iterator[RawPage | SourceError]:
    """The pages of a PDF that have text; behind them an error that numbers those that have none."""
    blank: list[int] = []
    pages = 0
    for page in read_pdf(path):
        pages = page.pages
        if page.text.strip():
            yield _pdf_page(path, name, page)
        else:
            blank.append(page.number)
    if blank or not pages:
        yield SourceError(path, _without_text(blank, pages), max(len(blank), 1))


def pdf_page(path: Path, name: str, number: int) -> RawPage:
    """One page of a PDF, counted from 1. Raises SourceError when it is not there or has no text."""
    page = next(read_pdf(path, number), None)
    if page is None:
        raise SourceError(path, f"there is no page {number} in this PDF")
    if not page.text.strip():
        raise SourceError(path, _without_text([number], page.pages))
    return _pdf_page(path, name, page)


def read_raw_page(raw: RawPage, beside: Given, told: Given, identities: Identities) -> PageReading:
    """The reading of a page with what is given for it and with its final ids."""
    reading = read_page(raw.text, raw.source)
    issue, doubts = apply_given(reading.issue, beside)
    issue, more = apply_given(issue, told)
    log = Log(raw.doubts)
    if issue.date is None:
        log.note("the date of the issue is neither given nor printed nor to be inferred")
    articles = tuple(
        replace(article, id=log.claim(article_id(issue, raw.name, order), identities), issue=issue)
        for order, article in enumerate(reading.articles, 1)
    )
    linked = link_photos(articles)
    return replace(reading, articles=linked, issue=issue, doubts=(*doubts, *more, *log.doubts(), *reading.doubts))


def _pdf_page(path: Path, name: str, page: PdfPage) -> RawPage:
    doubts = tuple(legibility_doubts(page.text))
    return RawPage(f"{path}#page={page.number}", f"{name}-p{page.number}", page.text, doubts)


def _without_text(blank: Iterable[int], pages: int) -> str:
    if not pages:
        return "empty: there is no page in it"
    return f"no text on page {ranges(blank)} of {pages}; recognise it (OCR) first"
