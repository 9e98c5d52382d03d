"""Newspaper pages from files: a text file is one page, a PDF has many; each with all that is known of its issue."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from indexer.errors import SourceError
from indexer.reading.formats.decoding import read_text
from indexer.reading.formats.names import stem_of
from indexer.reading.formats.pdf import read_pdf
from indexer.reading.given import Given, apply_given
from indexer.reading.identity import Identities, article_id
from indexer.reading.issues.illustrations import link_photos
from indexer.reading.newspaper.page import PageReading, read_page
from indexer.reading.reports import Log


@dataclass(frozen=True, slots=True)
class RawPage:
    """The raw text of a page, where it is to be cited from, what names its articles, and a doubt about the text."""

    source: str
    stem: str
    text: str
    doubt: str | None = None


def text_page(path: Path) -> RawPage:
    """The page that a text file is. Raises SourceError."""
    decoded = read_text(path)
    return RawPage(str(path), stem_of(path), decoded.text, decoded.doubt)


def pdf_pages(path: Path) -> Iterator[RawPage | SourceError]:
    """The pages of a PDF that have text; behind them an error that numbers those that have none."""
    blank: list[int] = []
    pages = 0
    for page in read_pdf(path):
        pages = page.pages
        if page.text.strip():
            yield _pdf_page(path, page.number, page.text)
        else:
            blank.append(page.number)
    if blank or not pages:
        yield SourceError(path, _without_text(blank, pages))


def pdf_page(path: Path, number: int) -> RawPage:
    """One page of a PDF, counted from 1. Raises SourceError when it is not there or has no text."""
    page = next(read_pdf(path, number), None)
    if page is None:
        raise SourceError(path, f"there is no page {number} in this PDF")
    if not page.text.strip():
        raise SourceError(path, _without_text([number], page.pages))
    return _pdf_page(path, number, page.text)


def read_raw_page(raw: RawPage, beside: Given, told: Given, identities: Identities) -> PageReading:
    """The reading of a page with what is given for it and with its final ids."""
    reading = read_page(raw.text, raw.source)
    issue, doubts = apply_given(reading.issue, beside)
    issue, more = apply_given(issue, told)
    log = Log([raw.doubt] if raw.doubt else [])
    if issue.date is None:
        log.note("the date of the issue is neither given nor printed nor to be inferred")
    articles = tuple(
        replace(article, id=log.claim(article_id(issue, raw.stem, order), identities), issue=issue)
        for order, article in enumerate(reading.articles, 1)
    )
    linked = link_photos(articles)
    return replace(reading, articles=linked, issue=issue, doubts=(*doubts, *more, *log.doubts(), *reading.doubts))


def _pdf_page(path: Path, number: int, text: str) -> RawPage:
    return RawPage(f"{path}#page={number}", f"{stem_of(path)}-p{number}", text)


def _without_text(blank: Iterable[int], pages: int) -> str:
    if not pages:
        return "empty: there is no page in it"
    return f"no text on page {_ranges(blank)} of {pages}; recognise it (OCR) first"


def _ranges(numbers: Iterable[int]) -> str:
    """Such as 2, 5-9."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
