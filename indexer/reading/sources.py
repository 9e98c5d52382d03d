"""The readers' front door: files and folders in, articles out, with a report of each file.

Nothing that is wrong with one file keeps the others from being read: it comes out as a SourceError among the articles.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from indexer.articles import Article
from indexer.errors import SourceError
from indexer.ocr.finding import with_suspects
from indexer.reading.discovery import Skipped, SourceFile, discover
from indexer.reading.formats.csv_rows import read_csv_rows
from indexer.reading.formats.jsonl import read_json_lines
from indexer.reading.formats.markdown import read_markdown
from indexer.reading.formats.names import STANDARD_INPUT, Format, How, format_of, stem_of
from indexer.reading.formats.page_files import RawPage, pdf_page, pdf_pages, read_raw_page, text_page
from indexer.reading.formats.prose import read_prose
from indexer.reading.formats.web_page import read_web_page
from indexer.reading.given import Given, GivenTable, apply_given, read_given
from indexer.reading.identity import Identities, article_id
from indexer.reading.issues.issue_pages import issues, join_pages
from indexer.reading.issues.waiting import WaitingRoom
from indexer.reading.newspaper.description import described
from indexer.reading.newspaper.page import PageReading
from indexer.reading.reports import Log, SourceReport

Event = Article | SourceReport | SourceError | Skipped
# Articles (their ids may be empty), an error for each that is broken, and doubts about the file.
Reader = Callable[[Path, How], Iterator[Article | SourceError | str]]

_MOST_BROKEN = 20  # records of one file that are told one by one
_READERS: Mapping[Format, Reader] = {
    Format.PROSE: read_prose,
    Format.MARKDOWN: read_markdown,
    Format.HTML: read_web_page,
    Format.CSV: read_csv_rows,
    Format.JSON_LINES: read_json_lines,
}


def read_sources(paths: Iterable[str | Path], given: Given | None = None, how: How | None = None) -> Iterator[Event]:
    """Articles, and behind those of a file its SourceReport; SourceErrors as they are met; last what folders skip.

    Files are read in the order of `paths`, those of a folder by the date in their names, then by name; a file named
    twice is read once. A page waits for the others of its issue, so that articles that go on over pages come out whole.
    `given` (the command line) wins over `sources.toml`, which wins over the text; each contradiction is a doubt in the
    report. The format that `how` tells is that of standard input, of `.txt`, and of names that stand for no format.
    """
    how = how or How()
    door = _Door(given or Given(), how)
    skipped: list[Skipped] = []
    for found in discover((Path(path) for path in paths), how.format):
        if isinstance(found, SourceFile):
            yield from door.read(found)
        elif isinstance(found, Skipped):
            skipped.append(found)
        else:
            yield found
    yield from door.close()
    yield from skipped


def read_page_files(
    paths: Iterable[Path], given: Given | None = None, pdf_number: int = 1, encoding: str | None = None
) -> list[PageReading]:
    """Newspaper pages (`-` is standard input) in the order of `paths`, with everything known of them and final ids.

    Articles that go on over pages of one issue are joined, and carry their suspects. What is wrong in `sources.toml` is
    a doubt of each page beside it. Raises SourceError.
    """
    identities = Identities()
    pages = [
        _one_page(path, given or Given(), pdf_number, encoding, identities)
        for path in {path.resolve(): path for path in paths}.values()
    ]
    joined = {page.source: page for issue in issues(pages) for page in join_pages(issue)}
    return [
        replace(joined[page.source], articles=tuple(map(with_suspects, joined[page.source].articles))) for page in pages
    ]


def _one_page(path: Path, told: Given, pdf_number: int, encoding: str | None, identities: Identities) -> PageReading:
    kind = Format.PAGE if path == STANDARD_INPUT else format_of(path) or Format.PAGE
    if kind in _READERS:
        raise SourceError(path, f"articles as {kind}, not a newspaper page; index them as they are")
    table = GivenTable() if path == STANDARD_INPUT else read_given(path.parent)
    name = stem_of(path)
    raw = pdf_page(path, name, pdf_number) if kind == Format.PDF else text_page(path, name, encoding)
    reading = read_raw_page(raw, table.entries.get(path.name, Given()), told, identities)
    return replace(reading, doubts=(*map(str, table.errors), *reading.doubts))


def _events(pages: Iterable[PageReading]) -> Iterator[Event]:
    for page in pages:
        yield from page.articles
        yield SourceReport(page.source, len(page.articles), page.furniture, page.unplaced, page.doubts)


class _Door:
    """One reading of many files: the tables beside them, the ids given so far, and the files already read."""

    def __init__(self, told: Given, how: How) -> None:
        self.told = told
        self.how = how
        self.identities = Identities()
        self.tables: dict[Path, GivenTable] = {}
        self.done: set[Path] = set()
        self.waiting = WaitingRoom()

    def close(self) -> Iterator[Event]:
        """The events of the pages that still wait."""
        yield from _events(self.waiting.rest())

    def read(self, file: SourceFile) -> Iterator[Event]:
        """The events that one file sets free."""
        path = file.path
        if path.resolve() in self.done:
            return
        self.done.add(path.resolve())
        if path.parent not in self.tables:
            self.tables[path.parent] = GivenTable() if path == STANDARD_INPUT else read_given(path.parent)
            yield from self.tables[path.parent].errors
        try:
            yield from self._events(file)
        except SourceError as error:
            yield error

    def _events(self, file: SourceFile) -> Iterator[Event]:
        path = file.path
        kind = self._format(path)
        if kind == Format.PAGE:
            yield from self._page(text_page(path, file.name, self.how.encoding), path)
        elif kind == Format.PDF:
            for page in pdf_pages(path, file.name):
                yield from (page,) if isinstance(page, SourceError) else self._page(page, path)
        else:
            yield from self._records(file, _READERS[kind])

    def _format(self, path: Path) -> Format:
        by_name = format_of(path) or Format.PAGE
        return self.how.format if self.how.format and by_name == Format.PAGE else by_name

    def _given(self, path: Path) -> Given:
        return self.tables[path.parent].entries.get(path.name, Given())

    def _page(self, raw: RawPage, path: Path) -> Iterator[Event]:
        reading = read_raw_page(raw, self._given(path), self.told, self.identities)
        yield from _events(self.waiting.add(reading))

    def _records(self, file: SourceFile, reader: Reader) -> Iterator[Event]:
        path = file.path
        log = Log()
        count = errors = 0
        for event in self._checked(file, reader, log):
            count += isinstance(event, Article)
            errors += isinstance(event, SourceError)
            yield event
        if count:
            yield SourceReport(str(path), count, doubts=log.doubts())
        elif not errors:
            yield SourceError(path, "empty: there is no article in it")

    def _checked(self, file: SourceFile, reader: Reader, log: Log) -> Iterator[Article | SourceError]:
        """The articles of a file with their ids, and what is wrong; of many broken records the first, and a count."""
        order = broken = 0
        try:
            for found in reader(file.path, self.how):
                if isinstance(found, str):
                    log.note(found)
                    continue
                order += isinstance(found, Article)
                told = self._record(found, file, order, log) if isinstance(found, Article) else found
                broken += isinstance(told, SourceError)
                if isinstance(told, Article) or broken <= _MOST_BROKEN:
                    yield told
        except SourceError as error:
            yield error
        if broken > _MOST_BROKEN:
            more = broken - _MOST_BROKEN
            yield SourceError(file.path, f"and {more:,} more broken lines", more)

    def _record(self, article: Article, file: SourceFile, order: int, log: Log) -> Article | SourceError:
        if not article.paragraphs and article.title is None:
            return SourceError(file.path, f"line {article.lines[0]} has neither title nor text")
        issue, doubts = apply_given(article.issue, self._given(file.path))
        issue, more = apply_given(issue, self.told)
        for doubt in (*doubts, *more):
            log.note(f"line {article.lines[0]}: {doubt}")
        identity = log.claim(article.id or article_id(issue, file.name, order), self.identities)
        return replace(described(article), id=identity, issue=issue)
