"""The readers' front door: files and folders in, articles out, with a report of each file.

Nothing that is wrong with one file keeps the others from being read: it comes out as a SourceError among the articles.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.articles import Article
from indexer.errors import SourceError
from indexer.reading.decoding import STANDARD_INPUT, read_text
from indexer.reading.discovery import Skipped, discover
from indexer.reading.given import Given, GivenTable, apply_given, read_given
from indexer.reading.identity import Identities, article_id
from indexer.reading.illustrations import link_photos
from indexer.reading.issue_pages import issues, join_pages
from indexer.reading.jsonl import read_json_lines
from indexer.reading.lines import PageLine
from indexer.reading.page import PageReading, read_page
from indexer.reading.waiting import WaitingRoom

_MOST_DOUBTS = 20


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of one file that could be read. It comes behind the articles of the file."""

    path: str
    articles: int
    furniture: tuple[PageLine, ...] = ()
    unplaced: tuple[PageLine, ...] = ()
    doubts: tuple[str, ...] = ()


Event = Article | SourceReport | SourceError | Skipped


def read_sources(paths: Iterable[str | Path], given: Given | None = None) -> Iterator[Event]:
    """Articles, and behind those of a file its SourceReport; SourceErrors as they are met; last what folders skip.

    Files are read in the order of `paths`, those of a folder by the date in their names, then by name; a file named
    twice is read once. A page waits for the others of its issue, so that articles that go on over pages come out whole.
    `given` (the command line) wins over `sources.toml`, which wins over the text; each contradiction is a doubt in the
    report.
    """
    door = _Door(given or Given())
    skipped: list[Skipped] = []
    for found in discover(Path(path) for path in paths):
        if isinstance(found, Path):
            yield from door.read(found)
        elif isinstance(found, Skipped):
            skipped.append(found)
        else:
            yield found
    yield from door.close()
    yield from skipped


def read_page_file(path: Path, given: Given | None = None) -> PageReading:
    """One newspaper page (`-` is standard input) with everything known of it and its final ids. Raises SourceError."""
    return read_page_files([path], given)[0]


def read_page_files(paths: Iterable[Path], given: Given | None = None) -> list[PageReading]:
    """Pages in the order of `paths`, those of one issue with their articles joined. Raises SourceError."""
    identities = Identities()
    pages: list[PageReading] = []
    for path in {path.resolve(): path for path in paths}.values():
        if path.suffix.lower() == ".jsonl":
            raise SourceError(path, "articles as JSON Lines, not a newspaper page; index them as they are")
        table = GivenTable() if path == STANDARD_INPUT else read_given(path.parent)
        if table.errors:
            raise table.errors[0]
        pages.append(_page(path, table.entries.get(path.name, Given()), given or Given(), identities))
    joined = {page.source: page for issue in issues(pages) for page in join_pages(issue)}
    return [joined[page.source] for page in pages]


def _page(path: Path, beside: Given, told: Given, identities: Identities) -> PageReading:
    decoded = read_text(path)
    reading = read_page(decoded.text, str(path))
    issue, doubts = apply_given(reading.issue, beside)
    issue, more = apply_given(issue, told)
    log = _Log([decoded.doubt] if decoded.doubt else [])
    if issue.date is None:
        log.note("the date of the issue is neither given nor printed nor to be inferred")
    articles = tuple(
        replace(article, id=log.claim(article_id(issue, path.stem, order), identities), issue=issue)
        for order, article in enumerate(reading.articles, 1)
    )
    linked = link_photos(articles)
    return replace(reading, articles=linked, issue=issue, doubts=(*doubts, *more, *log.doubts(), *reading.doubts))


class _Log:
    """The doubts about one file; of a kind that repeats, the first ones and a count."""

    def __init__(self, doubts: Iterable[str] = ()) -> None:
        self._doubts = list(dict.fromkeys(doubts))
        self._more = 0

    def note(self, doubt: str) -> None:
        if len(self._doubts) < _MOST_DOUBTS:
            self._doubts.append(doubt)
        else:
            self._more += 1

    def claim(self, wanted: str, identities: Identities) -> str:
        """The id that an article gets; a doubt when it is not the wanted one."""
        given = identities.claim(wanted)
        if given != wanted:
            self.note(f"the id {wanted!r} is taken; this article is {given!r}")
        return given

    def doubts(self) -> tuple[str, ...]:
        return (*self._doubts, f"and {self._more} more doubts of this kind") if self._more else tuple(self._doubts)


def _events(pages: Iterable[PageReading]) -> Iterator[Event]:
    for page in pages:
        yield from page.articles
        yield SourceReport(page.source, len(page.articles), page.furniture, page.unplaced, page.doubts)


class _Door:
    """One reading of many files: the tables beside them, the ids given so far, and the files already read."""

    def __init__(self, told: Given) -> None:
        self.told = told
        self.identities = Identities()
        self.tables: dict[Path, GivenTable] = {}
        self.done: set[Path] = set()
        self.waiting = WaitingRoom()

    def close(self) -> Iterator[Event]:
        """The events of the pages that still wait."""
        yield from _events(self.waiting.rest())

    def read(self, path: Path) -> Iterator[Event]:
        """The events that one file sets free."""
        if path.resolve() in self.done:
            return
        self.done.add(path.resolve())
        if path.parent not in self.tables:
            self.tables[path.parent] = read_given(path.parent)
            yield from self.tables[path.parent].errors
        try:
            yield from self._json_lines(path) if path.suffix.lower() == ".jsonl" else self._page(path)
        except SourceError as error:
            yield error

    def _given(self, path: Path) -> Given:
        return self.tables[path.parent].entries.get(path.name, Given())

    def _page(self, path: Path) -> Iterator[Event]:
        reading = _page(path, self._given(path), self.told, self.identities)
        yield from _events(self.waiting.add(reading))

    def _json_lines(self, path: Path) -> Iterator[Event]:
        log = _Log()
        count = 0
        for order, article in enumerate(read_json_lines(path), 1):
            if not article.paragraphs and article.title is None:
                log.note(f"line {article.lines[0]} has neither title nor text; left out")
                continue
            yield self._record(article, path, order, log)
            count += 1
        if not count:
            raise SourceError(path, "empty: there is no article in it")
        yield SourceReport(str(path), count, doubts=log.doubts())

    def _record(self, article: Article, path: Path, order: int, log: _Log) -> Article:
        issue, doubts = apply_given(article.issue, self._given(path))
        issue, more = apply_given(issue, self.told)
        for doubt in (*doubts, *more):
            log.note(f"line {article.lines[0]}: {doubt}")
        identity = log.claim(article.id or article_id(issue, path.stem, order), self.identities)
        return replace(article, id=identity, issue=issue)
