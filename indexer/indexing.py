"""Indexing: the whole way from paths to a published index, done only where something has changed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.articles import Article
from indexer.batch import Progress
from indexer.build import Source, build, is_current, published, write_lock
from indexer.errors import SourceError
from indexer.manifest import Manifest
from indexer.model.embedding import Embedder
from indexer.reading.discovery import Skipped, discover
from indexer.reading.formats.names import How
from indexer.reading.given import FILE_NAME, Given
from indexer.reading.reports import SourceReport
from indexer.reading.sources import read_sources

Told = SourceReport | SourceError | Skipped
_INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Indexed:
    """What came of it: the manifest in force, and whether it was so before."""

    manifest: Manifest
    unchanged: bool


def index_sources(
    paths: Sequence[str],
    root: Path,
    embedder: Embedder,
    given: Given,
    progress: Progress,
    tell: Callable[[Told], None],
    how: How | None = None,
) -> Indexed:
    """Make the index in `root` hold the articles of `paths` and nothing else; `tell` hears of each file as it is read.

    Equal sources, settings and program leave the index as it is. Raises IndexLocked; NothingToIndex.
    """
    with write_lock(root) as layout:
        source = Source(tuple(paths), content_digest(paths, given, how))
        manifest = published(layout)
        if manifest and source.content != _INCOMPLETE and is_current(manifest, source, embedder):
            return Indexed(manifest, unchanged=True)
        log = Log(tell)
        articles = log.articles(read_sources(paths, given, how))
        manifest = build(layout, articles, source, embedder, progress, lambda: log.errors)
    return Indexed(manifest, unchanged=False)


def content_digest(paths: Iterable[str], given: Given, how: How | None = None) -> str:
    """Equal for equal sources read by equal code in the same way.

    What cannot be read, or not twice (standard input), never equals anything.
    """
    how = how or How()
    digest = hashlib.sha256(repr((given, how)).encode() + code_digest())
    try:
        for file in _files(paths, how):
            digest.update(str(file).encode() + b"\0")
            with file.open("rb") as opened:
                digest.update(hashlib.file_digest(opened, "sha256").digest())
    except (OSError, SourceError):
        return _INCOMPLETE
    return digest.hexdigest()


def code_digest() -> bytes:
    """Equal for equal code that makes an index."""
    digest = hashlib.sha256()
    for code in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(code.read_bytes())
    return digest.digest()


def _files(paths: Iterable[str], how: How) -> Iterator[Path]:
    """Every file that decides what the sources say. Raises SourceError for a path that is none."""
    for found in discover((Path(path) for path in paths), how.format):
        if isinstance(found, SourceError):
            raise found
        if isinstance(found, Skipped):
            continue
        if not found.path.is_file():
            raise SourceError(found.path, "can be read only once")
        yield from (path for path in (found.path, found.path.parent / FILE_NAME) if path.is_file())


class Log:
    """Lets articles pass and hands everything else on, counting the errors."""

    def __init__(self, tell: Callable[[Told], None]) -> None:
        self._tell = tell
        self.errors = 0

    def articles(self, events: Iterable[Article | Told]) -> Iterator[Article]:
        """The articles among the events."""
        for event in events:
            if isinstance(event, Article):
                yield event
            else:
                self.errors += event.count if isinstance(event, SourceError) else 0
                self._tell(event)
