"""Indexing: the whole way from paths to a published index, done only where something has changed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.articles import Article
from indexer.build import Source, build, is_current
from indexer.embedding_cache import Progress
from indexer.errors import SourceError
from indexer.generations import manifest_in_force, published, write_lock
from indexer.left_out import keep_left_out, left_out_of
from indexer.manifest import IndexLayout, Manifest
from indexer.model.embedding import Embedder
from indexer.reading.discovery import Skipped, SourceFile, discover
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
        unchanged = _unchanged(layout, source, embedder)
        if unchanged:
            manifest, left_out = unchanged
            for error in left_out:
                tell(error)
            return Indexed(manifest, unchanged=True)
        log = Log(tell)
        articles = log.articles(read_sources(paths, given, how))
        manifest = build(layout, articles, source, embedder, progress, log.count)
        # What failed while the sources changed may succeed when they are as they were.
        if log.errors and content_digest(paths, given, how) == source.content:
            keep_left_out(layout, manifest, log.errors)
    return Indexed(manifest, unchanged=False)


def _unchanged(layout: IndexLayout, source: Source, embedder: Embedder) -> tuple[Manifest, list[SourceError]] | None:
    """The manifest in force and what was left out of it, if it is current and as written; every byte is read last."""
    if source.content == _INCOMPLETE:
        return None
    manifest = manifest_in_force(layout)
    left_out = left_out_of(layout, manifest) if manifest else None
    if manifest is None or left_out is None or not is_current(manifest, source, embedder):
        return None
    return (manifest, left_out) if published(layout) == manifest else None


def content_digest(paths: Iterable[str], given: Given, how: How | None = None) -> str:
    """Equal for equal sources read by equal code in the same way.

    What cannot be read counts by its error; what cannot be read twice (standard input) never equals anything.
    """
    how = how or How()
    digest = hashlib.sha256(repr((given, how)).encode() + code_digest())
    for found in discover((Path(path) for path in paths), how.format):
        if isinstance(found, SourceError):
            digest.update(f"{found}\0".encode())
        elif isinstance(found, SourceFile):
            if not found.path.is_file():
                return _INCOMPLETE
            for path in (found.path, found.path.parent / FILE_NAME):
                digest.update(f"{path}\0{found.name}\0".encode() + _file_digest(path))
    return digest.hexdigest()


def code_digest() -> bytes:
    """Equal for equal code that makes an index."""
    digest = hashlib.sha256()
    for code in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(code.read_bytes())
    return digest.digest()


def _file_digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        return repr(error).encode()


class Log:
    """Lets articles pass and hands everything else on, counting the errors."""

    def __init__(self, tell: Callable[[Told], None]) -> None:
        self._tell = tell
        self.errors: list[SourceError] = []

    def count(self) -> int:
        """How many sources, or parts of one, could not be read."""
        return sum(error.count for error in self.errors)

    def articles(self, events: Iterable[Article | Told]) -> Iterator[Article]:
        """The articles among the events."""
        for event in events:
            if isinstance(event, Article):
                yield event
            else:
                self.errors += [event] if isinstance(event, SourceError) else []
                self._tell(event)
