"""Indexing: the whole way from paths to a published index, done only where something has changed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.advance import Progress
from indexer.articles import Article
from indexer.build import Source, build, is_alike
from indexer.changing import Changed, add, become, delete
from indexer.errors import SourceError
from indexer.generations import manifest_in_force, publish_again, published
from indexer.manifest import CHANGED, IndexLayout, Manifest, current_manifest
from indexer.merging import merge
from indexer.model.embedding import Embedder
from indexer.reading.discovery import Skipped, SourceFile, discover
from indexer.reading.formats.names import How
from indexer.reading.formats.opening import bytes_read
from indexer.reading.given import FILE_NAME, Given
from indexer.reading.reports import SourceReport
from indexer.reading.sources import read_sources
from indexer.recipe import RECIPE, Recipe
from indexer.vector_kinds import VectorKind
from indexer.write_lock import write_lock

Told = SourceReport | SourceError | Skipped


@dataclass(frozen=True, slots=True)
class Indexed:
    """What came of it: the manifest in force, and whether it was so before."""

    manifest: Manifest
    unchanged: bool


@dataclass(frozen=True, slots=True)
class Added:
    """What was added, and how many sources, or parts of one, could not be read."""

    changed: Changed
    left_out: int


def index_sources(
    paths: Sequence[str],
    root: Path,
    embedder: Embedder,
    given: Given,
    progress: Progress,
    tell: Callable[[Told], None],
    how: How | None = None,
    vectors: VectorKind | None = None,
) -> Indexed:
    """Make the index in `root` hold the articles of `paths` and nothing else; `tell` hears of each file as it is read.

    Equal sources, settings and program leave the index as it is; where only sources are others, what is new or changed
    is written and what is gone deleted. `vectors` is the kind of vector index, by default that of the index as it is,
    AUTO for a new one. Raises IndexLocked; NothingToIndex.
    """
    with write_lock(root) as layout:
        source = Source(tuple(paths), content_digest(paths, given, how), code_digest().hex())
        recipe = _recipe(layout, vectors)
        before = _as_written(layout, source, embedder, recipe)
        if before and before.content == source.content != CHANGED:
            for one in before.unread:
                tell(SourceError(one.path, one.reason, one.count))
            return Indexed(before, unchanged=True)
        log = Log(tell)
        articles = log.articles(read_sources(paths, given, how))
        progress = metered(progress, paths, how)
        if before:
            become(layout, articles, source, embedder, progress, lambda: log.errors)
            manifest = merge(layout)
        else:
            manifest = build(layout, articles, source, embedder, progress, lambda: log.errors, recipe)
        # What failed while the sources changed may succeed when they are as they were.
        if log.errors and content_digest(paths, given, how) != source.content:
            manifest = publish_again(layout, replace(manifest, content=CHANGED))
    return Indexed(manifest, unchanged=manifest == before)


def add_sources(
    paths: Sequence[str],
    root: Path,
    embedder: Embedder,
    given: Given,
    progress: Progress,
    tell: Callable[[Told], None],
    how: How | None = None,
) -> Added:
    """Add the articles of `paths` to the index in `root`, each in place of the one with its id.

    `tell` hears of each file as it is read. Raises IndexMissing, IndexMismatch, IndexLocked, IndexUnwritable.
    """
    current_manifest(IndexLayout(root))  # no folder is made where there is no index
    log = Log(tell)
    with write_lock(root) as layout:
        articles = log.articles(read_sources(paths, given, how))
        changed = add(layout, articles, embedder, metered(progress, paths, how), paths)
        return Added(replace(changed, manifest=merge(layout)), log.count())


def delete_articles(ids: Sequence[str], root: Path) -> Changed:
    """Delete the articles with these ids from the index in `root`, as far as there are any.

    Raises IndexMissing, IndexLocked, IndexUnwritable.
    """
    current_manifest(IndexLayout(root))
    with write_lock(root) as layout:
        return replace(delete(layout, ids), manifest=merge(layout))


def merge_segments(root: Path) -> Manifest:
    """Merge the segments of the index in `root` as far as it is due. Raises IndexMissing, IndexLocked."""
    current_manifest(IndexLayout(root))
    with write_lock(root) as layout:
        return merge(layout)


def _recipe(layout: IndexLayout, vectors: VectorKind | None) -> Recipe:
    """The recipe of now with this kind of vector index, or that of the index in force."""
    before = manifest_in_force(layout)
    return replace(RECIPE, vectors=vectors or (before.recipe.vectors if before else RECIPE.vectors))


def _as_written(layout: IndexLayout, source: Source, embedder: Embedder, recipe: Recipe) -> Manifest | None:
    """The manifest in force if this program made it so and its files are as written; every byte is read last."""
    manifest = manifest_in_force(layout)
    if manifest is None or manifest.code != source.code or not is_alike(manifest, embedder, recipe):
        return None
    return manifest if published(layout) == manifest else None


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
                return CHANGED
            for path in (found.path, found.path.parent / FILE_NAME):
                digest.update(f"{path}\0{found.name}\0".encode() + _file_digest(path))
    return digest.hexdigest()


def metered(progress: Progress, paths: Sequence[str], how: How | None = None) -> Progress:
    """`progress` with how much of all sources was read since; without where standard input or a pipe is among them.

    The two must not be asked for while something else in this process reads sources.
    """
    found = [
        one.path
        for one in discover((Path(path) for path in paths), how.format if how else None)
        if isinstance(one, SourceFile)
    ]
    total, began = sum(path.stat().st_size for path in found if path.is_file()), bytes_read()
    if not total or not all(path.is_file() for path in found):
        return progress
    return lambda advance: progress(replace(advance, share=min(1.0, (bytes_read() - began) / total)))


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
